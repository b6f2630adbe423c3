"""Unit 12's known mistakes in a scaled and clipped step, and what a learner reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from torch import nn

from autograder.exercise import Mistake

# Each mistake is an order of these actions.


def zero(run: Any) -> None:
    run.optimizer.zero_grad()


def backward(run: Any) -> None:
    run.scaler.scale(run.loss).backward()


def plain_backward(run: Any) -> None:
    run.loss.backward()


def unscale(run: Any) -> None:
    run.scaler.unscale_(run.optimizer)


def clip(run: Any) -> None:
    run.norm = nn.utils.clip_grad_norm_(run.model.parameters(), run.max_norm)


def measure(run: Any) -> None:
    run.norm = nn.utils.clip_grad_norm_(run.model.parameters(), float("inf"))


def clip_each(run: Any) -> None:
    norms = [nn.utils.clip_grad_norm_([p], run.max_norm) for p in run.model.parameters()]
    run.norm = sum(norm**2 for norm in norms) ** 0.5


def clip_entries(run: Any) -> None:
    measure(run)
    nn.utils.clip_grad_value_(run.model.parameters(), run.max_norm)


def unscaled_norm(run: Any) -> None:
    run.norm = run.norm / run.scaler.get_scale()


def step(run: Any) -> None:
    run.scaler.step(run.optimizer)


def own_step(run: Any) -> None:
    run.optimizer.step()


def update(run: Any) -> None:
    run.scaler.update()


def steps(*actions: Callable[[Any], None]) -> Callable[..., Any]:
    """Return a training step that does these in this order."""

    class Run:
        norm: Any = None

    def clip_and_step(model: Any, loss: Any, optimizer: Any, scaler: Any, max_norm: float) -> Any:
        run = Run()
        run.model, run.loss, run.optimizer, run.scaler, run.max_norm = model, loss, optimizer, scaler, max_norm
        for action in actions:
            action(run)
        return run.norm

    return clip_and_step


def norm_only(expected: list, got: list, *_: Any, **__: Any) -> bool:
    """The parameters go the right way, and what is returned is something else."""
    if len(got) != len(expected):
        return False
    pairs = [(one["parameters"], other["parameters"]) for one, other in zip(expected, got, strict=True)]
    return all(np.allclose(a, b, rtol=1e-4) for a, b in pairs)


CLIP_AND_STEP = [
    Mistake(
        "zero_grad missing",
        "The gradients that were there on entry are still in: backward *adds* to them. Clear them first, with "
        "`optimizer.zero_grad()`.",
        steps(backward, unscale, clip, step, update),
        also=[
            steps(backward, unscale, clip, step, update, zero),
        ],
    ),
    Mistake(
        "gradients cleared too late",
        "The step has no gradients to go by: `backward` is missing, or they are cleared after it. The order is "
        "`zero_grad`, `backward`, `unscale_`, clip, step.",
        steps(backward, zero, unscale, clip, step, update),
        also=[
            steps(zero, unscale, clip, step, update),
            steps(backward, unscale, zero, clip, step, update),
            steps(backward, unscale, clip, zero, step, update),
        ],
    ),
    Mistake(
        "clip before backward",
        "You clip before `backward`, when the new gradients do not exist yet. They reach the optimiser in full length.",
        steps(zero, clip, backward, unscale, step, update),
        also=[steps(clip, zero, backward, unscale, step, update)],
    ),
    Mistake(
        "clip after step",
        "The gradients reach the optimiser in full length: you clip after the step, or not at all. Clip between "
        "`unscale_` and `step`.",
        steps(zero, backward, unscale, step, update, clip),
        also=[
            steps(zero, backward, unscale, step, clip, update),
            steps(zero, backward, unscale, measure, step, update),
            steps(zero, backward, unscale, step, update),
            steps(zero, backward, step, update),
        ],
    ),
    Mistake(
        "scaled gradients clipped",
        "You clip gradients that are still multiplied by the scale: almost every one is over the threshold, and after "
        "the division next to nothing is left. `scaler.unscale_(optimizer)` comes first.",
        steps(zero, backward, clip, step, update),
        also=[
            steps(zero, backward, clip, unscale, step, update),
            steps(zero, backward, clip, unscaled_norm, step, update),
        ],
    ),
    Mistake(
        "never unscaled",
        "The optimiser gets gradients that are multiplied by the scale. Call `scaler.unscale_(optimizer)` before you "
        "clip, and step by `scaler.step(optimizer)`.",
        steps(zero, backward, clip, own_step),
    ),
    Mistake(
        "the scaler by halves",
        "The scaler complains that one of its calls is missing. It needs all four, in this order: `scale(loss)`, whose "
        "result you go backward from, then `unscale_`, `step` and `update`.",
        steps(zero, plain_backward, unscale, clip, step, update),
        also=[steps(zero, backward, clip, own_step, update)],
    ),
    Mistake(
        "overflow not skipped",
        "After an overflow you step all the same, and the parameters become nan. Step by `scaler.step(optimizer)`, "
        "which leaves such a step out.",
        steps(zero, backward, unscale, clip, own_step, update),
    ),
    Mistake(
        "scale not updated",
        "The scaler's calls come once each, in this order: `scale`, `unscale_`, `step`, `update`. Where `update()` is "
        "missing at the end the scale never changes, and the scaler complains of a second `unscale_` or `step`.",
        steps(zero, backward, unscale, clip, step),
    ),
    Mistake(
        "scaler not used",
        "You leave the scaler out: the scale never changes, and a step that overflows makes the parameters nan. Go "
        "backward from `scaler.scale(loss)`, then `unscale_`, clip, `scaler.step` and `update`.",
        steps(zero, plain_backward, clip, own_step),
    ),
    Mistake(
        "clipped one by one",
        "You clip each parameter's gradient by its own norm, which turns the direction. One norm over all of them: "
        "`nn.utils.clip_grad_norm_(model.parameters(), max_norm)`.",
        steps(zero, backward, unscale, clip_each, step, update),
    ),
    Mistake(
        "clipped by value",
        "You cut each entry at ±max_norm. The norm of all gradients together is to be limited.",
        steps(zero, backward, unscale, clip_entries, step, update),
    ),
    Mistake(
        "another norm returned",
        "The steps are right, but not the norm: return the one from *before* clipping, of unscaled gradients. "
        "`clip_grad_norm_` returns it.",
        steps(zero, backward, unscale, clip, measure, step, update),
        norm_only,
        also=[
            steps(
                zero,
                backward,
                measure,
                unscale,
                lambda run: nn.utils.clip_grad_norm_(run.model.parameters(), run.max_norm),
                step,
                update,
            )
        ],
    ),
]
