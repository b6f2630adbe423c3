"""Unit 01's known mistakes in comparing two gradients: wrong implementations, and what a learner reads."""

from __future__ import annotations

import numpy as np

from autograder.exercise import Mistake

Array = np.ndarray


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


def floor_added(analytic: Array, numeric: Array) -> float:
    return float(np.max(np.abs(analytic - numeric) / (np.abs(analytic) + np.abs(numeric) + 1e-8)))


def of_lengths_without_floor(analytic: Array, numeric: Array) -> float:
    return float(np.linalg.norm(analytic - numeric) / (np.linalg.norm(analytic) + np.linalg.norm(numeric)))


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
        "floor added",
        "You added 1e-8 to |a| + |n|. It is a floor, not a summand: `np.maximum(1e-8, np.abs(a) + np.abs(n))`.",
        floor_added,
    ),
    Mistake(
        "of lengths",
        "You compared the lengths of whole vectors, where large entries drown a small wrong one. "
        "Divide entry by entry, and take the largest.",
        of_lengths,
        also=[of_lengths_without_floor],
    ),
]
