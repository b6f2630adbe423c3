"""Unit 01's known mistakes in measuring a gradient and in comparing it with a formula."""

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


def saw_one_side_ahead(_expected, got, _f, x, **_):
    # Where x holds whole numbers, f(x) itself raises: f takes float64 only.
    return "ahead only" in got[1] if got else x.dtype.kind in "iu"


def saw_one_side_behind(_expected, got, _f, x, **_):
    return "behind only" in got[1] if got else x.dtype.kind in "iu"


def saw_all_moved(_expected, got, *_, **__):
    return "all coordinates" in got[1]


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
    ),
]

# relative_error


def relative(a: Array, n: Array) -> Array:
    return np.abs(a - n) / np.maximum(1e-8, np.abs(a) + np.abs(n))


def absolute(analytic: Array, numeric: Array) -> float:
    return float(np.max(np.abs(analytic - numeric)))


def absolute_length(analytic: Array, numeric: Array) -> float:
    return float(np.linalg.norm(analytic - numeric))


def averaged(analytic: Array, numeric: Array) -> float:
    return float(np.mean(relative(analytic, numeric)))


def signed(analytic: Array, numeric: Array) -> float:
    return float(np.max((analytic - numeric) / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric))))


def signed_other_way(analytic: Array, numeric: Array) -> float:
    return signed(numeric, analytic)


def signed_until_the_end(analytic: Array, numeric: Array) -> float:
    return abs(signed(analytic, numeric))


def signed_throughout(analytic: Array, numeric: Array) -> float:
    return float(np.max((analytic - numeric) / np.maximum(1e-8, analytic + numeric)))


def no_floor(analytic: Array, numeric: Array) -> float:
    with np.errstate(invalid="ignore"):
        return float(np.max(np.abs(analytic - numeric) / (np.abs(analytic) + np.abs(numeric))))


def no_floor_in_python(analytic: Array, numeric: Array) -> float:
    pairs = zip(analytic.tolist(), numeric.tolist(), strict=True)
    return float(np.max([abs(a - n) / (abs(a) + abs(n)) for a, n in pairs]))


def nan_dropped(analytic: Array, numeric: Array) -> float:
    return float(np.nanmax(relative(analytic, numeric)))


def nan_dropped_unless_first(analytic: Array, numeric: Array) -> float:
    return float(max(relative(analytic, numeric)))


def by_the_larger(analytic: Array, numeric: Array) -> float:
    larger = np.maximum(np.abs(analytic), np.abs(numeric))
    return float(np.max(np.abs(analytic - numeric) / np.maximum(1e-8, larger)))


def of_lengths(analytic: Array, numeric: Array) -> float:
    sizes = np.linalg.norm(analytic) + np.linalg.norm(numeric)
    return float(np.linalg.norm(analytic - numeric) / np.maximum(1e-8, sizes))


RELATIVE_ERROR = [
    Mistake(
        "absolute",
        "This is the absolute difference: 1e-4 is nothing between gradients near 1, and everything near 1e-5. "
        "Divide by |a| + |n|, entry by entry.",
        absolute,
        also=[absolute_length],
    ),
    Mistake(
        "mean",
        "You averaged over the entries, and so one wrong entry hides among many right ones. Take the largest.",
        averaged,
    ),
    Mistake(
        "signed",
        "Without `abs` a difference of the other sign counts as small. Take |a − n| before the maximum, "
        "and |a| + |n| below.",
        signed,
        also=[signed_other_way, signed_until_the_end, signed_throughout],
    ),
    Mistake(
        "0/0",
        "Where both entries are zero you divide 0 by 0. Put a floor under the denominator: "
        "`np.maximum(1e-8, np.abs(a) + np.abs(n))`.",
        no_floor,
        also=[no_floor_in_python],
    ),
    Mistake(
        "nan dropped",
        "A nan in a gradient got lost on the way, and so a broken gradient passes. "
        "`np.max` hands a nan on; `np.nanmax` drops it, and Python's `max` may.",
        nan_dropped,
        also=[nan_dropped_unless_first],
    ),
    Mistake(
        "larger instead of sum",
        "You divided by the larger of |a| and |n|, as some texts do. Here it is their sum, so that 1 is the worst.",
        by_the_larger,
    ),
    Mistake(
        "of lengths",
        "You compared the lengths of whole vectors, where large entries drown a small wrong one. "
        "Divide entry by entry, and take the largest.",
        of_lengths,
    ),
]
