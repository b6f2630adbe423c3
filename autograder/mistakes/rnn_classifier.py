"""Unit 12's known mistakes in a classifier of padded sequences, and what a learner reads."""

# ruff: noqa: ARG005 (a formula names all that it might use)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from reference.rnn import SequenceClassifier
from torch import nn

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
    return bool(len(got) > 1 and isinstance(got[1], dict) and got[1].get("the sizes count") is False)


def other_defaults(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    wrong = {name for name, value in got[1].items() if value is not True}
    return wrong == {"the usual sizes are 16 and 24"}


def bent_scores(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    return bool(len(got) > 1 and isinstance(got[1], dict) and got[1].get("scores of any size and sign") is False)


def rows_as_time(_expected: list, got: list, _vocab: int, _classes: int, lengths: list, *_: Any, **__: Any) -> bool:
    """Tokens do not count, and rows do: each row depends on the others, unless there is only one."""
    facts = got[1] if len(got) > 1 and isinstance(got[1], dict) else {}
    lonely = facts.get("each row as if it were alone") is False or len(lengths) == 1
    return facts.get("every real token counts") is False and lonely


class SoftmaxInTraining(SequenceClassifier):
    def forward(self, tokens: Any, lengths: Any) -> Any:
        logits = super().forward(tokens, lengths)
        return logits.softmax(dim=1) if self.training else logits


class OneSize(SequenceClassifier):
    def __init__(self, vocab_size: int, n_classes: int, embed_dim: int = 16, hidden_size: int = 24) -> None:  # noqa: ARG002
        super().__init__(vocab_size, n_classes)


class OtherDefaults(SequenceClassifier):
    def __init__(self, vocab_size: int, n_classes: int, embed_dim: int = 8, hidden_size: int = 32) -> None:
        super().__init__(vocab_size, n_classes, embed_dim, hidden_size)


def batch_as_time(model: Any, tokens: Any, lengths: Any) -> Any:  # noqa: ARG001
    return model.recurrent(model.embedding(tokens).transpose(0, 1))[0].transpose(0, 1)


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
        "other defaults",
        "With sizes left out your network is another than with `embed_dim=16, hidden_size=24`. These are the defaults.",
        OtherDefaults,
        other_defaults,
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
        also=[classifier(score=lambda logits: logits.log_softmax(dim=1)), SoftmaxInTraining],
    ),
    Mistake(
        "last scores bent",
        "Something bends your scores at the end: a relu, a sigmoid or the like behind the last linear layer. Return "
        "its output as it is, of any size and sign.",
        classifier(score=lambda logits: logits.relu()),
        bent_scores,
        also=[classifier(score=lambda logits: logits.sigmoid()), classifier(score=lambda logits: logits.tanh())],
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
        "rows for steps",
        "Your rows run into each other, and not the tokens of a row: the recurrent layer takes the batch for time. "
        "Make it with `batch_first=True`.",
        classifier(state=batch_as_time),
        rows_as_time,
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
