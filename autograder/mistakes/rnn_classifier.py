"""Unit 12's known mistakes in a classifier of padded sequences and in the run itself, and what a learner reads."""

# ruff: noqa: ARG005 (a formula names all that it might use)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from reference.rnn import SequenceClassifier
from torch import nn

from autograder import signals
from autograder.exercise import Mistake


def classifier(
    read: Callable[..., Any] = lambda model, states, tokens, lengths: states[torch.arange(len(tokens)), lengths - 1],
    score: Callable[..., Any] = lambda logits: logits,
    state: Callable[..., Any] = lambda model, tokens, lengths: model.recurrent(model.embedding(tokens))[0],
) -> type:
    """Return a classifier with parts exchanged."""

    class Exchanged(SequenceClassifier):
        def forward(self, tokens: Any, lengths: Any) -> Any:
            states = state(self, tokens, lengths)
            return score(self.head(read(self, states, tokens, lengths)))

    return Exchanged


class InAList(nn.Module):
    """Keep the layers where torch does not look."""

    def __init__(self, vocab_size: int, n_classes: int, embed_dim: int = 16, hidden_size: int = 24) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_dim)
        self.others = [nn.GRU(embed_dim, hidden_size, batch_first=True), nn.Linear(hidden_size, n_classes)]

    def forward(self, tokens: Any, lengths: Any) -> Any:
        states, _ = self.others[0](self.embedding(tokens))
        return self.others[1](states[torch.arange(len(tokens)), lengths - 1])


def masked_mean(model: Any, states: Any, tokens: Any, lengths: Any) -> Any:  # noqa: ARG001
    mask = torch.arange(states.shape[1]) < lengths[:, None]
    return (states * mask[:, :, None]).sum(dim=1) / lengths[:, None]


def letters_only(model: Any, tokens: Any, lengths: Any) -> Any:  # noqa: ARG001
    """Run every token on its own through the recurrent layer, so that nothing is carried."""
    N, T = tokens.shape
    return model.recurrent(model.embedding(tokens.reshape(-1, 1)))[0].reshape(N, T, -1)


def sorted_and_left(model: Any, states: Any, tokens: Any, lengths: Any) -> Any:  # noqa: ARG001
    return states[torch.arange(len(tokens)), lengths - 1][torch.argsort(lengths, descending=True)]


def packed(model: Any, tokens: Any, lengths: Any) -> Any:
    sequences = nn.utils.rnn.pack_padded_sequence(model.embedding(tokens), lengths, batch_first=True)
    return nn.utils.rnn.pad_packed_sequence(model.recurrent(sequences)[0], batch_first=True)[0]


def softmax_inside(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    return bool(len(got) > 1 and isinstance(got[1], dict) and got[1].get("raw scores") is False)


def padding_counts(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    facts = got[1] if len(got) > 1 and isinstance(got[1], dict) else {}
    return facts.get("what stands in the padding never counts") is False or (
        facts.get("how long the padding is never counts") is False
    )


def not_registered(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    return bool(len(got) > 1 and isinstance(got[1], dict) and got[1].get("layers are registered") is False)


def order_lost(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    facts = got[1] if len(got) > 1 and isinstance(got[1], dict) else {}
    return facts.get("the order of the tokens counts") is False and facts.get("every real token counts") is True


def tokens_lost(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    return bool(len(got) > 1 and isinstance(got[1], dict) and got[1].get("every real token counts") is False)


def rows_out_of_order(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    facts = got[1] if len(got) > 1 and isinstance(got[1], dict) else {}
    return facts.get("each row as if it were alone") is False and (
        facts.get("what stands in the padding never counts") is True
    )


def restless(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    return bool(len(got) > 1 and isinstance(got[1], dict) and got[1].get("steady in evaluation") is False)


def sizes_ignored(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    return bool(len(got) > 1 and isinstance(got[1], dict) and got[1].get("sizes as asked for") is False)


class OneSize(SequenceClassifier):
    def __init__(self, vocab_size: int, n_classes: int, embed_dim: int = 16, hidden_size: int = 24) -> None:  # noqa: ARG002
        super().__init__(vocab_size, n_classes)


def always_dropping(model: Any, states: Any, tokens: Any, lengths: Any) -> Any:  # noqa: ARG001
    return nn.functional.dropout(states[torch.arange(len(tokens)), lengths - 1], 0.5)


SEQUENCE_CLASSIFIER = [
    Mistake(
        "layers in a plain list",
        "Some layers are not registered: torch does not look into a plain list or dictionary, so `parameters()` misses "
        "them and no optimiser trains them. Make each an attribute, or use `nn.ModuleList`.",
        InAList,
        not_registered,
    ),
    Mistake(
        "sizes ignored",
        "The number of your weights does not depend on `embed_dim` and `hidden_size`. Pass them on to the layers.",
        OneSize,
        sizes_ignored,
    ),
    Mistake(
        "random in evaluation",
        "In evaluation mode the same sequences get other scores the second time. Use `nn.Dropout`, which `eval()` "
        "switches off, and start from a state of zeros.",
        classifier(always_dropping),
        restless,
    ),
    Mistake(
        "softmax inside",
        "You return probabilities (or their logarithms). The loss has the softmax already: return raw scores, the "
        "output of the last linear layer.",
        classifier(score=lambda logits: logits.softmax(dim=1)),
        softmax_inside,
        also=[classifier(score=lambda logits: logits.log_softmax(dim=1))],
    ),
    Mistake(
        "last padded state",
        "What stands in the padding changes your scores: you read the state after the *padded* end (or an average over "
        "padded steps). The state after the last real token is `states[torch.arange(N), lengths - 1]`.",
        classifier(lambda model, states, tokens, lengths: states[:, -1]),
        padding_counts,
        also=[classifier(lambda model, states, tokens, lengths: states.mean(dim=1))],
    ),
    Mistake(
        "rows out of order",
        "A row gets other scores alone than in company: rows have changed places. Undo the sorting by length, or pass "
        "`enforce_sorted=False` and let torch do both.",
        classifier(sorted_and_left),
        rows_out_of_order,
    ),
    Mistake(
        "a token left out",
        "Some real tokens do not change your scores. Tokens 0 to `lengths - 1` are real, so the last state to read is "
        "the one at place `lengths - 1`.",
        classifier(
            lambda model, states, tokens, lengths: states[torch.arange(len(tokens)), (lengths - 2).clamp(min=0)]
        ),
        tokens_lost,
        also=[classifier(lambda model, states, tokens, lengths: states[:, 0])],
    ),
    Mistake(
        "order ignored",
        "Your scores are the same when tokens change places. Let a recurrent layer read them one after another, "
        "carrying its state.",
        classifier(masked_mean, state=letters_only),
        order_lost,
    ),
    Mistake(
        "lengths must be sorted",
        "`pack_padded_sequence` expects the longest row first unless you pass `enforce_sorted=False`.",
        classifier(state=packed),
    ),
]


# read_signals


def scores_by(change: Callable[..., Any]) -> Callable[..., Any]:
    """Return scores that are the truth, changed."""

    def read_signals(values: Any) -> Any:
        return change(signals.read_signals(values))

    return read_signals


def often_wrong(share: float) -> Callable[..., Any]:
    """Return scores that are wrong for a share of the signals, the same ones in any company."""

    def read_signals(values: Any) -> Any:
        scores, spoilt = signals.read_signals(values), np.abs(1e4 * np.sum(values, axis=1)) % 1 < share
        return np.where(spoilt[:, None], np.roll(scores, 1, axis=1), scores)

    return read_signals


def no_better_than_guessing(expected: list, got: list, *_: Any, **__: Any) -> bool:
    if not got or np.shape(got[0]) != expected[0].shape or not np.isfinite(got[0]).all():
        return False
    right = np.mean(np.argmax(got[0], axis=1) == np.argmax(expected[0], axis=1))
    return bool(right < 0.2)


def probabilities(expected: list, got: list, *_: Any, **__: Any) -> bool:
    if not got or np.shape(got[0]) != expected[0].shape:
        return False
    scores = np.asarray(got[0], dtype=float)
    return bool((scores >= 0).all() and np.allclose(scores.sum(axis=1), 1, atol=1e-3))


def classes_returned(expected: list, got: list, *_: Any, **__: Any) -> bool:
    return bool(got and np.shape(got[0]) in (expected[0].shape[:1], (*expected[0].shape[:1], 1)))


def not_there_yet(expected: list, got: list, *_: Any, **__: Any) -> bool:
    if not got or np.shape(got[0]) != expected[0].shape or not np.isfinite(got[0]).all():
        return False
    right = np.mean(np.argmax(got[0], axis=1) == np.argmax(expected[0], axis=1))
    return bool(0.2 <= right < 0.94)


def in_company(expected: list, got: list, *_: Any, **__: Any) -> bool:
    """The scores of the same signal differ between the calls."""
    if len(got) < 2 or np.shape(got[0]) != expected[0].shape or np.shape(got[1]) != expected[1].shape:
        return False
    scores = np.asarray(got[0], dtype=float)
    return bool(np.abs(scores[[3, 0, 11, 7]] - got[1]).max() > 1e-2 * np.abs(scores).max())


def unsure(expected: list, got: list, *_: Any, **__: Any) -> bool:
    """The right classes win, by too little or by scores that are no logits."""
    if not got or np.shape(got[0]) != expected[0].shape:
        return False
    return bool(np.mean(np.argmax(got[0], axis=1) == np.argmax(expected[0], axis=1)) >= 0.94)


def noisy(scores: Any) -> Any:
    return scores + np.random.default_rng(len(scores)).normal(size=scores.shape)


READ_SIGNALS = [
    Mistake(
        "classes returned",
        "You return the classes. Return the scores, (N, 10): the check takes the highest itself.",
        scores_by(lambda scores: scores.argmax(axis=1)),
        classes_returned,
    ),
    Mistake(
        "training mode",
        "A signal gets other scores in other company, or the second time: dropout or batch normalisation is still "
        "switched on. Call `model.eval()` after the training.",
        scores_by(noisy),
        in_company,
    ),
    Mistake(
        "no better than guessing",
        "The network does no better than guessing. Is it trained, and does `read_signals` use *that* network? A loss "
        "that stays near 2.30 means that no gradient arrives: use a gated layer, and a rate of about 1e-2.",
        scores_by(lambda scores: np.roll(scores, 3, axis=1)),
        no_better_than_guessing,
        also=[often_wrong(0.9)],
    ),
    Mistake(
        "not there yet",
        "The network has learned something, but not enough: 94 % are asked for. Train longer, let the rate rise and "
        "fall, clip to 1, and take a GRU, or an LSTM whose forget gate starts open.",
        often_wrong(0.1),
        not_there_yet,
        also=[often_wrong(0.6)],
    ),
    Mistake(
        "softmax inside",
        "You return probabilities. Scores are asked for: leave out the softmax, which the loss has already.",
        scores_by(lambda scores: np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)),
        probabilities,
    ),
    Mistake(
        "not trained by cross-entropy",
        "Most answers are right, but the scores do not say how sure the network is: their cross-entropy is too high. "
        "Train with `functional.cross_entropy` on raw scores: no softmax before it, and no squared error.",
        scores_by(lambda scores: scores / 16),
        unsure,
    ),
]
