"""Runs of Pegasos, one random row a step: how they are watched, and data on which rounding decides nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
from reference import applications as reference

from autograder.drawing import apart, draw_until, vector
from autograder.mistakes.pegasos import PEGASOS

Rng = np.random.Generator
Array = np.ndarray

TOLD_BY_EACH = ("1/t", "shrink forgotten", "shrink only where a row pulls", "rows in turn", "one row for ever")
TOLD_BY_ONE = "margin after the shrinking"  # which matters seldom


def watch_pegasos(pegasos, X, y, *, lam, steps, seeds):  # type: ignore[no-untyped-def]
    """Train once with a fresh generator for each seed, and yield where each run ends."""
    for seed in seeds:
        name = {"__repr__": lambda _, seed=seed: f"np.random.default_rng({seed})"}
        rng = type("Generator", (np.random.Generator,), name)(np.random.PCG64(seed))
        yield pegasos(X, y, lam=lam, steps=steps, rng=rng)


def telling_runs(
    rng: Rng, count: int, size: int, *, lam: float, steps: int
) -> tuple[tuple[Array, Array], dict[str, Any]]:
    """Return overlapping classes, and λ, steps and the seeds of two runs that tell right from wrong."""
    wrong = {mistake.name: mistake.implementation for mistake in PEGASOS}

    def draw() -> tuple[Array, Array, list[int]]:
        y = rng.permutation(np.where(np.arange(count) % 2, 1.0, -1.0))
        X = np.round(0.7 * y[:, None] + vector(rng, (count, size), 0.3, 1.5), 2)
        return X, y, [int(seed) for seed in rng.integers(1000, 10_000, 2)]

    def told(X: Array, y: Array, seed: int, name: str) -> bool:
        runs = (reference.pegasos, wrong[name])
        ends = [pegasos(X, y, lam=lam, steps=steps, rng=np.random.default_rng(seed)) for pegasos in runs]
        return apart(ends, 1e-3)

    def enough(drawn: tuple[Array, Array, list[int]]) -> bool:
        X, y, seeds = drawn
        each = all(clear(X, y, lam, steps, seed) and told(X, y, seed, name) for seed in seeds for name in TOLD_BY_EACH)
        return each and (steps < 50 or any(told(X, y, seed, TOLD_BY_ONE) for seed in seeds))

    X, y, seeds = draw_until(enough, draw)
    return (X, y), {"lam": lam, "steps": steps, "seeds": seeds}


def clear(X: Array, y: Array, lam: float, steps: int, seed: int) -> bool:
    """Return whether all margins of a run, before and after shrinking, keep away from 0 and 1."""
    rng, w = np.random.default_rng(seed), np.zeros(X.shape[1])
    for t in range(1, steps + 1):
        i = rng.integers(len(X))
        margin = y[i] * (X[i] @ w)
        if t > 1 and min(abs(margin), abs(margin - 1), abs(margin * (1 - 1 / t) - 1)) < 1e-3:
            return False
        w = (1 - 1 / t) * w + (margin < 1) * y[i] * X[i] / (lam * t)
    return True
