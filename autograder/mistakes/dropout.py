"""Unit 08's known mistakes in dropout: wrong implementations, symptoms, and what a learner reads.

`got` holds for each p what `observe_dropout` (autograder/chance.py) reports.
"""

# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ARG001 (wrong implementations and symptoms are given everything)

from __future__ import annotations

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake


def keeps_with_p(x, *, p, rng, training):
    return np.where(rng.random(x.shape) < p, x / max(p, 1e-9), 0.0) if training else x


def keeps_with_p_scaled(x, *, p, rng, training):
    return np.where(rng.random(x.shape) < p, x / (1 - p), 0.0) if training else x


def keeps_with_p_unscaled(x, *, p, rng, training):
    return np.where(rng.random(x.shape) < p, x, 0.0) if training else x


def unscaled(x, *, p, rng, training):
    return np.where(rng.random(x.shape) < p, 0.0, x) if training else x


def scaled_by_p(x, *, p, rng, training):
    return np.where(rng.random(x.shape) < p, 0.0, x / p if p else x) if training else x


def always_active(x, *, p, rng, training):
    return np.where(rng.random(x.shape) < p, 0.0, x / (1 - p))


def papers(x, *, p, rng, training):
    return np.where(rng.random(x.shape) < p, 0.0, x) if training else x * (1 - p)


def scaled_in_use(x, *, p, rng, training):
    return np.where(rng.random(x.shape) < p, 0.0, x / (1 - p)) if training else x * (1 - p)


def modes_swapped(x, *, p, rng, training):
    return always_active(x, p=p, rng=rng, training=training) if not training else x


def never_active(x, *, p, rng, training):
    return x


def same_for_all_rows(x, *, p, rng, training):
    return np.where(rng.random(x.shape[-1:]) < p, 0.0, x / (1 - p)) if training else x


def same_in_a_row(x, *, p, rng, training):
    return np.where(rng.random((*x.shape[:-1], 1)[: x.ndim]) < p, 0.0, x / (1 - p)) if training else x


def dropout_global(x, *, p, rng, training):
    return np.where(np.random.random(x.shape) < p, 0.0, x / (1 - p)) if training else x


def dropout_reseeded(x, *, p, rng, training):
    return np.where(np.random.default_rng(0).random(x.shape) < p, 0.0, x / (1 - p)) if training else x


def mask_too(x, *, p, rng, training):
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p) if training else x), mask


def dropout_in_place(x, *, p, rng, training):
    if training:
        x *= (rng.random(x.shape) >= p) / (1 - p)
    return x


def seen_keeping(expected, got, x, ps, **_):
    return all(
        mine["type"] == "float64" and abs(mine["share of zeros"] - (1 - p)) < abs(mine["share of zeros"] - p)
        for mine, p in zip(got, ps, strict=True)
        if abs(p - 0.5) > 0.05
    )


def seen_unscaled(expected, got, x, ps, **_):
    return all(
        abs(mine["share of zeros"] - p) < 0.12 and np.allclose(mine["kept, relative to x"], [1, 1], rtol=1e-9)
        for mine, p in zip(got, ps, strict=True)
    ) and all(mine["unchanged in use"] for mine in got)


def seen_over_p(expected, got, x, ps, **_):
    return all(
        np.allclose(mine["kept, relative to x"], [1 / p, 1 / p], rtol=1e-9)
        for mine, p in zip(got, ps, strict=True)
        if p
    )


def seen_papers(expected, got, x, ps, **_):
    return all(
        np.allclose(mine["kept, relative to x"], [1, 1]) and np.allclose(mine["in use, relative to x"], [1 - p, 1 - p])
        for mine, p in zip(got, ps, strict=True)
    )


def seen_scaled_in_use(expected, got, x, ps, **_):
    return all(
        np.allclose(mine["kept, relative to x"], np.full(2, 1 / (1 - p)))
        and np.allclose(mine["in use, relative to x"], [1 - p, 1 - p])
        for mine, p in zip(got, ps, strict=True)
    )


def seen_active(expected, got, x, ps, **_):
    ones = [mine for mine, p in zip(got, ps, strict=True) if p]
    drops = all(not mine["unchanged in use"] and mine["share of zeros"] > 0 for mine in ones)
    return drops and all(
        x.ndim == 0 or 0 == mine["in use, relative to x"][0] < mine["in use, relative to x"][1] for mine in ones
    )


def seen_swapped(expected, got, x, ps, **_):
    ones = [(mine, p) for mine, p in zip(got, ps, strict=True) if p]
    return all(not mine["unchanged in use"] and mine["share of zeros"] == 0 for mine, p in ones)


def seen_inactive(expected, got, x, ps, **_):
    return all(mine["unchanged in use"] and mine["share of zeros"] == 0 for mine in got) and all(
        np.ptp(mine["kept, relative to x"]) < 1e-9 for mine in got
    )


def seen_common_mask(expected, got, x, ps, **_):
    """All rows of a matrix lose the same; with one number for each later axis a vector loses all or nothing."""
    which = "different rows" if x.ndim > 1 else "different columns"
    some = x.ndim == 1 or any(mine["different columns"] > 1 for mine in got)
    return x.ndim > 0 and some and all(mine[which] == 1 for mine, p in zip(got, ps, strict=True) if p)


def seen_whole_rows(expected, got, x, ps, **_):
    return x.ndim > 0 and all(mine["different columns"] == 1 for mine, p in zip(got, ps, strict=True) if p)


def seen_generator(expected, got, *_, **__):
    return any(not mine["equal seeds agree"] for mine in got) and all(mine["unchanged in use"] for mine in got)


def seen_reseeded(expected, got, x, ps, **_):
    ones = [mine for mine, p in zip(got, ps, strict=True) if p]
    same = all(mine["unchanged in use"] and not mine["next draw differs"] for mine in ones)
    return same and all(x.ndim == 0 or mine["share of zeros"] > 0 for mine in ones)


def seen_pair(expected, got, *_, **__):
    return bool(got) and all(mine == "a pair" for mine in got)


DROPOUT = [
    Mistake(
        "x changed",
        "You changed the `x` that you were given. Make a new array: `x * mask / (1 - p)`, not `x *= mask`.",
        dropout_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "mask returned as well",
        "You returned a pair. Here the array alone is wanted, without the mask.",
        mask_too,
        seen_pair,
    ),
    Mistake(
        "never active",
        "Nothing is ever dropped. While training, each entry becomes zero with probability p.",
        never_active,
        seen_inactive,
    ),
    Mistake(
        "training and use swapped",
        "You drop in use and not in training. It is the other way round.",
        modes_swapped,
        seen_swapped,
    ),
    Mistake(
        "active in use",
        "You drop also when `training` is false, so predictions become a lottery. Return `x` as it is then.",
        always_active,
        seen_active,
    ),
    Mistake(
        "scaled in use, not in training",
        "You follow the paper and scale in use. Here (and in PyTorch) it is done in training, by 1/(1 − p), so that in "
        "use nothing is left to do.",
        papers,
        seen_papers,
    ),
    Mistake(
        "scaled twice",
        "You scale in training and in use. Once is enough: in use, return `x` as it is.",
        scaled_in_use,
        seen_scaled_in_use,
    ),
    Mistake(
        "keeps with p",
        "You keep an entry with probability p. Here p is the probability to *drop* it (at ½ nobody would notice).",
        keeps_with_p,
        seen_keeping,
        also=[keeps_with_p_scaled, keeps_with_p_unscaled],
    ),
    Mistake(
        "another generator",
        "Your numbers do not come from the `rng` that you were given: an equal seed drops other entries. Draw with "
        "`rng.random(x.shape)`, not with `np.random`.",
        dropout_global,
        seen_generator,
    ),
    Mistake(
        "reseeded",
        "Every call of yours drops the same entries, as with a generator that is made anew inside the function. "
        "Draw from `rng` in each call.",
        dropout_reseeded,
        seen_reseeded,
    ),
    Mistake(
        "one mask for all rows",
        "All rows lose the same entries. Draw a number for each entry: `rng.random(x.shape)`.",
        same_for_all_rows,
        seen_common_mask,
    ),
    Mistake(
        "whole rows dropped",
        "An entry is dropped with all others of its row. Draw a number for each entry: `rng.random(x.shape)`.",
        same_in_a_row,
        seen_whole_rows,
    ),
    Mistake(
        "unscaled",
        "You did not enlarge what is left. Divide by 1 − p, so that the mean stays what it was.",
        unscaled,
        seen_unscaled,
    ),
    Mistake(
        "scaled by 1/p",
        "You divided by p. The share 1 − p is left, so divide by 1 − p.",
        scaled_by_p,
        seen_over_p,
    ),
]
