"""Unit 01's known mistakes in measuring a gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT
from reference import gradient as reference

from autograder.exercise import Mistake

Array = np.ndarray
F = Callable[[Array], Any]

# numerical_gradient: the observer yields the result, and then what it saw of the points where f was evaluated


def default_steps(x: Array, h: float | None) -> Array:
    usual = np.finfo(np.float64).eps ** (1 / 3) * np.maximum(1.0, np.abs(x))
    return usual if h is None else np.full(x.size, h)


def forward_difference(f: F, x: Array, h: float | None = None) -> Array:
    return np.array([(f(x + e) - f(x)) / e.sum() for e in np.diag(default_steps(x, h))])


def backward_difference(f: F, x: Array, h: float | None = None) -> Array:
    return np.array([(f(x) - f(x - e)) / e.sum() for e in np.diag(default_steps(x, h))])


def divided_by_h(f: F, x: Array, h: float | None = None) -> Array:
    return 2 * reference.numerical_gradient(f, x, h)


def tiny_default(f: F, x: Array, h: float | None = 1e-12) -> Array:
    return reference.numerical_gradient(f, x, h)


def large_default(f: F, x: Array, h: float | None = 1e-2) -> Array:
    return reference.numerical_gradient(f, x, h)


def fixed_default(f: F, x: Array, h: float | None = 1e-5) -> Array:
    return reference.numerical_gradient(f, x, h)


def all_together(f: F, x: Array, h: float | None = None) -> Array:
    steps = default_steps(x, h)
    return (f(x + steps) - f(x - steps)) / (2 * steps)


def moved_and_put_back(f: F, x: Array, h: float | None = None) -> Array:
    grad = np.zeros(x.size)
    for i, step in enumerate(default_steps(x, h)):
        here = x[i]
        x[i] = here + step
        ahead = f(x)
        x[i] = here - step
        grad[i] = (ahead - f(x)) / (2 * step)
        x[i] = here
    return grad


def in_the_dtype_of_x(f: F, x: Array, h: float | None = None) -> Array:
    grad = np.zeros_like(x)
    grad[:] = reference.numerical_gradient(f, x, h)
    return grad


def h_ignored(f: F, x: Array, h: float | None = None) -> Array:  # noqa: ARG001
    return reference.numerical_gradient(f, x)


def h_taken_as_relative(f: F, x: Array, h: float | None = None) -> Array:
    steps = default_steps(x, None) if h is None else h * np.maximum(1.0, np.abs(x))
    return np.array([(f(x + e) - f(x - e)) / (2 * e.sum()) for e in np.diag(steps)])


def never_moved_back(f: F, x: Array, h: float | None = None) -> Array:
    grad, ahead, behind = np.zeros(x.size), x.astype(float), x.astype(float)
    for i, step in enumerate(default_steps(x, h)):
        ahead[i] += step
        behind[i] -= step
        grad[i] = (f(ahead) - f(behind)) / (2 * step)
    return grad


def one_copy_never_moved_back(f: F, x: Array, h: float | None = None) -> Array:
    grad, moved = np.zeros(x.size), x.astype(float)
    for i, step in enumerate(default_steps(x, h)):
        moved[i] += step
        ahead = f(moved)
        moved[i] -= 2 * step
        grad[i] = (ahead - f(moved)) / (2 * step)
    return grad


def one_step_whatever_h(f: F, x: Array, h: float | None = None) -> Array:  # noqa: ARG001
    return fixed_default(f, x, 1e-5)


def saw_one_side_ahead(_expected, got, _f, x, **_):
    # Where x holds whole numbers, f(x) itself raises: f takes float64 only.
    return "ahead only" in got[1] if got else x.dtype.kind in "iu"


def saw_one_side_behind(_expected, got, _f, x, **_):
    return "behind only" in got[1] if got else x.dtype.kind in "iu"


def saw_all_moved(_expected, got, _f, x, **_):
    # One coordinate is all there are: only the slope that was not made an array shows there.
    return "all coordinates" in got[1] and (x.size > 1 or np.shape(got[0]) == ())


def saw_tiny_steps(_expected, got, *_, h=None):
    return h is None and "tiny steps" in got[1]


def saw_large_steps(_expected, got, _f, x, h=None):
    return h is None and ("large steps" in got[1] or np.abs(x).min() > 1e5)


def is_twice(expected, got, *_, **__):
    # Defaults for h differ, so the two sides agree to a few digits only.
    right = expected[0]
    return got[0].shape == right.shape and np.allclose(got[0], 2 * right, rtol=0, atol=1e-3 * np.abs(right).max())


def wrong_far_out_only(_expected, got, _f, x, h=None):
    return h is None and np.abs(x).min() > 1e5 and got[0].shape == x.shape


def wrong_on_whole_numbers_only(_expected, _got, _f, x, **_):
    return x.dtype.kind in "iu"


NUMERICAL_GRADIENT = [
    Mistake(
        "x modified",
        "You moved `x` itself. Even if you put it back, `f` and your caller see it change on the way. "
        "Move a copy: `ahead = x.copy()`.",
        moved_and_put_back,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "integer x kept integer",
        "With whole numbers in `x` you stay in whole numbers, and the steps or the slopes are cut off. "
        "Begin with `x = np.array(x, dtype=np.float64)`, and collect the result in float64 too.",
        in_the_dtype_of_x,
        wrong_on_whole_numbers_only,
    ),
    Mistake(
        "step not scaled",
        "Far from the origin your default step gets lost between neighbouring floating point numbers. "
        "Let it grow with each coordinate: eps^(1/3)·max(1, |x_i|).",
        fixed_default,
        wrong_far_out_only,
    ),
    Mistake(
        "h far too small",
        "Without `h` your step is so small that f(x + h) and f(x − h) agree in nearly all their digits, and mostly "
        "rounding is left of the difference. Use eps^(1/3)·max(1, |x_i|), about 6e-6 for x near 1.",
        tiny_default,
        saw_tiny_steps,
    ),
    Mistake(
        "default step too large",
        "Without `h` your step is too large for at least one coordinate, and the bending of `f` shows in the slope. "
        "Give each coordinate its own step, eps^(1/3)·max(1, |x_i|).",
        large_default,
        saw_large_steps,
    ),
    Mistake(
        "all coordinates moved together",
        "You moved all coordinates at once, which gives one slope along the diagonal. "
        "Move coordinate i alone, and do so for each i.",
        all_together,
        saw_all_moved,
    ),
    Mistake(
        "forward difference",
        "You compare f(x + h) with f(x), a forward difference, whose error shrinks only like h. "
        "Step to both sides: (f(x + h) − f(x − h)) / (2h).",
        forward_difference,
        saw_one_side_ahead,
    ),
    Mistake(
        "backward difference",
        "You compare f(x) with f(x − h), a backward difference, whose error shrinks only like h. "
        "Step to both sides: (f(x + h) − f(x − h)) / (2h).",
        backward_difference,
        saw_one_side_behind,
    ),
    Mistake(
        "missing factor 2",
        "Your slopes are twice too steep. From x − h to x + h is a way of 2h: divide by `2 * h`.",
        divided_by_h,
        is_twice,
    ),
    Mistake(
        "h ignored",
        "You used your own step although `h` was given. Use the default only if `h` is `None`.",
        h_ignored,
        also=[one_step_whatever_h],
    ),
    Mistake(
        "h taken as relative",
        "You scaled the given `h` with `x`. A given `h` is an absolute step, the same for every coordinate; "
        "only the default is scaled.",
        h_taken_as_relative,
    ),
    Mistake(
        "never moved back",
        "The coordinates that you moved first are still moved when the next one has its turn. "
        "Take a fresh copy of `x` for every coordinate.",
        never_moved_back,
        also=[one_copy_never_moved_back],
    ),
]
