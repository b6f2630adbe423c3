"""Unit 12's known mistakes in truncated backpropagation through time, and what a learner reads."""

# ruff: noqa: ARG005 (a formula names all that it might use)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import nn
from torch.nn import functional

from autograder.exercise import Mistake


def cut(state: Any) -> Any:
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def mean_loss(logits: Any, y: Any) -> Any:
    return functional.cross_entropy(logits.flatten(0, 1), y.flatten())


def loop(
    pairs: Callable[..., Any] = lambda tokens, chunk: zip(
        tokens[:, :-1].split(chunk, 1), tokens[:, 1:].split(chunk, 1), strict=True
    ),
    *,
    carry: Callable[..., Any] = cut,
    given: Callable[..., Any] = lambda state: state,
    loss_of: Callable[..., Any] = mean_loss,
    order: tuple[str, ...] = ("zero", "backward", "clip", "step"),
    note: Callable[..., Any] = lambda loss, y: loss.item(),
    retain: bool = False,
) -> Callable[..., Any]:
    """Return a training loop with parts exchanged."""

    def truncated_bptt(model: Any, tokens: Any, chunk: int, optimizer: Any, max_norm: float) -> Any:
        losses, state = [], None
        for x, y in pairs(tokens, chunk):
            logits, state = model(x, given(state))
            loss = loss_of(logits, y)
            actions = {
                "zero": optimizer.zero_grad,
                "backward": lambda loss=loss: loss.backward(retain_graph=retain),
                "clip": lambda: nn.utils.clip_grad_norm_(model.parameters(), max_norm),
                "entries": lambda: nn.utils.clip_grad_value_(model.parameters(), max_norm),
                "step": optimizer.step,
            }
            for action in order:
                actions[action]()
            state = carry(state)
            losses.append(note(loss, y))
        return losses

    return truncated_bptt


def not_shifted(tokens: Any, chunk: int) -> Any:
    return zip(tokens[:, :-1].split(chunk, 1), tokens[:, :-1].split(chunk, 1), strict=True)


def pairs_of(inputs: Callable[..., Any], targets: Callable[..., Any]) -> Callable[..., Any]:
    return lambda tokens, chunk: zip(inputs(tokens).split(chunk, 1), targets(tokens).split(chunk, 1), strict=True)


def shifted_inside(tokens: Any, chunk: int) -> Any:
    """Cut first and shift then: the target behind each chunk is lost."""
    parts = [part for part in tokens.split(chunk, 1) if part.shape[1] > 1]
    return [(part[:, :-1], part[:, 1:]) for part in parts]


def last_dropped(tokens: Any, chunk: int) -> Any:
    pairs = list(zip(tokens[:, :-1].split(chunk, 1), tokens[:, 1:].split(chunk, 1), strict=True))
    return [pair for pair in pairs if pair[0].shape[1] == chunk]


def one_token_short(tokens: Any, chunk: int) -> Any:
    return zip(tokens[:, :-2].split(chunk, 1), tokens[:, 1:-1].split(chunk, 1), strict=True)


def graph_carried(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    """The learner's state still has its graph; most often torch has stopped before anything could be looked at."""
    return bool(got and isinstance(got[0], list) and any(call["graph carried"] for call in got[0]))


def state_lost(expected: list, got: list, *_: Any, **__: Any) -> bool:
    """With more calls than chunks, somebody looks at the model a second time."""
    once = len(got) > 0 and isinstance(got[0], list) and len(got[0]) <= len(expected[0])
    return bool(once and any(not call["state carried"] for call in got[0][1:]))


def graphs_kept(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    return bool(len(got) > 1 and isinstance(got[1], dict) and got[1].get("they hold their graphs") is True)


def zero_before_all(model: Any, tokens: Any, chunk: int, optimizer: Any, max_norm: float) -> Any:
    optimizer.zero_grad()
    return loop(order=("backward", "clip", "step"))(model, tokens, chunk, optimizer, max_norm)


def measured_after_the_step(model: Any, tokens: Any, chunk: int, optimizer: Any, max_norm: float) -> Any:
    losses, state = [], None
    for x, y in zip(tokens[:, :-1].split(chunk, 1), tokens[:, 1:].split(chunk, 1), strict=True):
        logits, new = model(x, state)
        optimizer.zero_grad()
        mean_loss(logits, y).backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        losses.append(mean_loss(model(x, state)[0], y).item())
        state = cut(new)
    return losses


TRUNCATED_BPTT = [
    Mistake(
        "losses with their graphs",
        "Your losses are tensors that hold their graphs, so that nothing is ever freed. Keep numbers: `loss.item()`.",
        loop(note=lambda loss, y: loss),
        graphs_kept,
    ),
    Mistake(
        "state reset",
        "Each chunk of yours starts from no state. Carry it on: the state that the model returned is what the next "
        "chunk starts from.",
        loop(given=lambda state: None),
        state_lost,
        also=[
            loop(
                carry=lambda state: (
                    tuple(0 * part.detach() for part in state) if isinstance(state, tuple) else 0 * state.detach()
                )
            ),
        ],
    ),
    Mistake(
        "not detached",
        "The state still holds the graph of the chunks before, and backward would go through them again. `detach` it "
        "before you carry it on; of a tuple, each part. Passing `retain_graph=True` only hides the message.",
        loop(carry=lambda state: state),
        also=[loop(carry=lambda state: state, retain=True)],
    ),
    Mistake(
        "tuples not detached",
        "The state of an LSTM is a tuple of two tensors, which has no `detach`. Detach each part of it.",
        loop(carry=lambda state: state.detach()),
        also=[
            loop(
                carry=lambda state: (state[0].detach(), state[1]) if isinstance(state, tuple) else state.detach(),
                retain=retain,
            )
            for retain in (False, True)
        ],
    ),
    Mistake(
        "target not shifted",
        "The model is asked for other tokens than the next ones, for instance for those that it has just been given. "
        "At each of the T − 1 places the target is the *next* token: `tokens[:, :-1]` goes in, `tokens[:, 1:]` comes "
        "out.",
        loop(not_shifted),
        also=[
            loop(pairs_of(lambda tokens: tokens, lambda tokens: tokens)),
            loop(pairs_of(lambda tokens: tokens, lambda tokens: tokens.roll(-1, 1))),
            loop(pairs_of(lambda tokens: tokens[:, :-1], lambda tokens: tokens[:, :-1].roll(-1, 1))),
            loop(pairs_of(lambda tokens: tokens[:, 1:], lambda tokens: tokens[:, :-1])),
            loop(pairs_of(lambda tokens: tokens[:, :-2], lambda tokens: tokens[:, 2:])),
        ],
    ),
    Mistake(
        "a target lost at each border",
        "You cut first and shift then, so that the token behind each chunk is never a target. Shift first: "
        "`inputs, targets = tokens[:, :-1], tokens[:, 1:]`, then cut both.",
        loop(shifted_inside),
    ),
    Mistake(
        "last chunk dropped",
        "The last chunk is missing where it is short. All T − 1 places are trained on.",
        loop(last_dropped),
    ),
    Mistake(
        "last target left out",
        "The last token is never a target. There are T − 1 places: inputs `tokens[:, :-1]`, targets `tokens[:, 1:]`.",
        loop(one_token_short),
    ),
    Mistake(
        "clip after step",
        "The gradients reach the optimiser in full length: you clip before `backward`, after the step, or not at all. "
        "backward → clip → step.",
        loop(order=("zero", "backward", "step", "clip")),
        also=[loop(order=("zero", "clip", "backward", "step"))],
    ),
    Mistake(
        "clipped by value",
        "You cut each entry at ±max_norm. The norm of all gradients together is to be limited.",
        loop(order=("zero", "backward", "entries", "step")),
    ),
    Mistake(
        "zero_grad missing",
        "The gradients of earlier chunks (or from before the call) are still in: backward *adds* to them. Clear them "
        "at each chunk.",
        loop(order=("backward", "clip", "step")),
        also=[loop(order=("backward", "clip", "step", "zero")), zero_before_all],
    ),
    Mistake(
        "weights never move",
        "Your weights stay as they are: there is no step, or the gradients are cleared between backward and step.",
        loop(order=("zero", "backward", "clip")),
        also=[
            loop(order=("backward", "zero", "clip", "step")),
            loop(order=("zero", "backward", "clip", "zero", "step")),
        ],
    ),
    Mistake(
        "loss after the step",
        "You ask the model a second time, after the step. The loss of a chunk is the one that the step was computed "
        "from.",
        measured_after_the_step,
    ),
    Mistake(
        "sum, not mean",
        "You train on the sum over all places of the chunk. The loss is their mean, or the rate would depend on the "
        "length of the chunk.",
        loop(loss_of=lambda logits, y: functional.cross_entropy(logits.flatten(0, 1), y.flatten(), reduction="sum")),
        also=[
            loop(
                loss_of=lambda logits, y: (
                    functional.cross_entropy(logits.flatten(0, 1), y.flatten(), reduction="sum") / len(y)
                )
            ),
            loop(note=lambda loss, y: loss.item() * y.numel()),
        ],
    ),
]
