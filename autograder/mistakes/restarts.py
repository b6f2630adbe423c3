"""Unit 07's known mistakes with restarts: wrong implementations, and what a learner reads."""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np

from autograder.exercise import Mistake


def last_end(f, descend, starts):  # noqa: ARG001
    return [descend(s) for s in starts][-1]


def first_end(f, descend, starts):  # noqa: ARG001
    return next(descend(s) for s in starts)


def flattest_end(f, descend, starts):
    ends = [np.asarray(descend(s), dtype=float) for s in starts]
    sizes = [
        np.linalg.norm([(f(w + h) - f(w - h)) / 2e-5 for h in 1e-5 * np.eye(w.size)]) if f(w) == f(w) else np.inf
        for w in ends
    ]
    return ends[int(np.argmin(sizes))]


def flattest_end_without_nan(f, descend, starts):
    def size(w):
        found = np.linalg.norm([(f(w + h) - f(w - h)) / 2e-5 for h in 1e-5 * np.eye(w.size)])
        return found if found == found else np.inf

    return min([np.asarray(descend(s), dtype=float) for s in starts], key=size)


def flattest_end_careless(f, descend, starts):
    def size(w):
        return np.linalg.norm([(f(w + h) - f(w - h)) / 2e-5 for h in 1e-5 * np.eye(w.size)])

    return min([np.asarray(descend(s), dtype=float) for s in starts], key=size)


def flattest_end_argmin(f, descend, starts):
    ends = [np.asarray(descend(s), dtype=float) for s in starts]
    sizes = [np.linalg.norm([(f(w + h) - f(w - h)) / 2e-5 for h in 1e-5 * np.eye(w.size)]) for w in ends]
    return ends[int(np.argmin(sizes))]


def highest_end(f, descend, starts):
    return max([w for w in map(descend, starts) if f(w) == f(w)], key=f)


def last_of_ties(f, descend, starts):
    return min([w for w in map(descend, starts) if f(w) == f(w)][::-1], key=f)


def nan_first_stays(f, descend, starts):
    return min(map(descend, starts), key=f)


def nan_wins(f, descend, starts):
    ends = [descend(s) for s in starts]
    return ends[int(np.argmin([f(w) for w in ends]))]


def nanargmin(f, descend, starts):
    ends = [descend(s) for s in starts]
    return ends[int(np.nanargmin([f(w) for w in ends]))]


def best_start(f, descend, starts):
    return descend(min([s for s in starts if f(s) == f(s)], key=f))


def best_start_careless(f, descend, starts):
    return descend(min(starts, key=f))


def best_start_nan_as_inf(f, descend, starts):
    return descend(min(starts, key=lambda s: f(s) if f(s) == f(s) else np.inf))


RESTARTS = [
    Mistake("last", "You return the last end. Keep the end where `f` is lowest.", last_end),
    Mistake("first", "You return the first end, whatever came after. Keep the end where `f` is lowest.", first_end),
    Mistake(
        "smallest gradient",
        "You keep the end with the smallest gradient. A saddle and a poor minimum have none either: compare `f`.",
        flattest_end,
        also=[flattest_end_without_nan, flattest_end_careless, flattest_end_argmin],
    ),
    Mistake("highest", "You keep the end where `f` is highest. Descent looks for the lowest.", highest_end),
    Mistake("last of ties", "Of equal ends you keep the last. The first wins: compare with `<`.", last_of_ties),
    Mistake(
        "nan wins",
        "An end where `f` is nan wins in your function: every comparison with nan is false, and `np.argmin` returns "
        "the first nan. Leave such ends out before you compare.",
        nan_first_stays,
        also=[nan_wins, nanargmin],
    ),
    Mistake(
        "best start",
        "You descend only from the start where `f` is lowest. Descend from all, and compare the ends.",
        best_start,
        also=[best_start_careless, best_start_nan_as_inf],
    ),
]
