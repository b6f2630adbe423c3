"""Unit 09's known mistakes in a test of convergence."""
# ruff: noqa: ARG001 (who compares the last two losses needs no window)

from __future__ import annotations

import numpy as np

from autograder.exercise import Mistake


def windows(losses, window):
    recent = np.asarray(losses, dtype=float)[-2 * window :]
    return recent[:window].mean(), recent[window:].mean()


def compared(pairs, falls="0 ≤", enough=2):
    """Return a test of single losses: `pairs(losses, window)` are those that are compared."""

    def has_converged(losses, *, window, rtol):
        losses = np.asarray(losses, dtype=float)
        if len(losses) < (2 * window if enough == 2 else window + 1):
            return False
        earlier, later = pairs(losses, window)
        fall = earlier - later
        small = np.abs(fall) < rtol * np.abs(earlier)
        return bool(np.all(small & (fall >= 0) if falls == "0 ≤" else small))

    return has_converged


def steps_of_one_window(losses, window):
    return losses[-window - 1 : -1], losses[-window:]


def steps_of_two_windows(losses, window):
    return losses[-2 * window : -1], losses[len(losses) - 2 * window + 1 :]


def last_two(losses, window):
    return losses[-2], losses[-1]


def first_and_last(losses, window):
    return losses[-2 * window], losses[-1]


def one_window_apart(losses, window):
    return losses[-1 - window], losses[-1]


SINGLE = [
    compared(pairs, falls)
    for pairs in (steps_of_one_window, steps_of_two_windows, last_two, first_and_last, one_window_apart)
    for falls in ("0 ≤", "|")
] + [compared(pairs, falls, enough=1) for pairs in (steps_of_one_window, last_two) for falls in ("0 ≤", "|")]


def absolute(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    earlier, later = windows(losses, window)
    return bool(0 <= earlier - later < rtol)


def rise_accepted(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    earlier, later = windows(losses, window)
    return bool(earlier - later < rtol * abs(earlier))


def small_rise_accepted(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    earlier, later = windows(losses, window)
    return bool(abs(earlier - later) < rtol * abs(earlier))


def nan_accepted(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    earlier, later = windows(losses, window)
    return not (earlier - later >= rtol * abs(earlier) or earlier < later)


def nan_left_out(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    recent = np.asarray(losses, dtype=float)[-2 * window :]
    earlier, later = np.nanmean(recent[:window]), np.nanmean(recent[window:])
    return bool(0 <= earlier - later < rtol * abs(earlier))


def nan_thrown_away(losses, *, window, rtol):
    losses = np.asarray(losses, dtype=float)
    losses = losses[~np.isnan(losses)]
    if len(losses) < 2 * window:
        return False
    earlier, later = windows(losses, window)
    return bool(0 <= earlier - later < rtol * abs(earlier))


def any_nan(losses, *, window, rtol):
    losses = np.asarray(losses, dtype=float)
    if len(losses) < 2 * window or np.isnan(losses).any():
        return False
    earlier, later = windows(losses, window)
    return bool(0 <= earlier - later < rtol * abs(earlier))


def early(losses, *, window, rtol):
    recent = np.asarray(losses, dtype=float)[-2 * window :]
    if len(recent) < 2:
        return False
    later = recent[-window:].mean()
    rest = recent[:-window]
    earlier = rest.mean() if len(rest) else recent[0]
    return bool(0 <= earlier - later < rtol * abs(earlier))


def needs_one_more(losses, *, window, rtol):
    if len(losses) <= 2 * window:
        return False
    earlier, later = windows(losses, window)
    return bool(0 <= earlier - later < rtol * abs(earlier))


def inverted(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    earlier, later = windows(losses, window)
    return bool(earlier - later >= rtol * abs(earlier))


def no_absolute_value(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    earlier, later = windows(losses, window)
    return bool(0 <= earlier - later < rtol * earlier)


def strictly_falling(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    earlier, later = windows(losses, window)
    return bool(0 < earlier - later < rtol * abs(earlier))


HAS_CONVERGED = [
    Mistake(
        "adjacent values",
        "You compare single losses. One of them may be high or low by chance: compare the means of the last two "
        "windows.",
        SINGLE[0],
        also=SINGLE[1:],
    ),
    Mistake(
        "absolute",
        "You compare the fall with `rtol` itself. A loss of 1000 and one of 0.001 need different yardsticks: compare "
        "with rtol·|earlier|.",
        absolute,
    ),
    Mistake(
        "rise accepted",
        "You call a loss that rises converged. It gets worse: where later is above earlier, the answer is False.",
        rise_accepted,
        also=[small_rise_accepted],
    ),
    Mistake(
        "nan accepted",
        "You call a run converged whose loss has become nan. Every comparison with nan is False, so ask in such a way "
        "that False means not converged, and do not skip nan.",
        nan_accepted,
        also=[nan_left_out, nan_thrown_away],
    ),
    Mistake(
        "nan of long ago",
        "You look for nan in the whole history. Only the last 2·window values count.",
        any_nan,
    ),
    Mistake(
        "too few values",
        "You answer before there are two whole windows. With fewer than 2·window values the answer is False.",
        early,
    ),
    Mistake(
        "one value too many",
        "You wait for more than 2·window values. Two whole windows are enough.",
        needs_one_more,
    ),
    Mistake(
        "the wrong way round", "You return True while the loss still falls. Converged means that it does not.", inverted
    ),
    Mistake(
        "no absolute value",
        "With a loss below zero, rtol·earlier is negative, and nothing ever converges. Use |earlier|.",
        no_absolute_value,
    ),
    Mistake(
        "equal means refused",
        "Where both means are equal you say that the run has not converged. Nothing falls any more: 0 ≤ is meant, "
        "not 0 <.",
        strictly_falling,
    ),
]
