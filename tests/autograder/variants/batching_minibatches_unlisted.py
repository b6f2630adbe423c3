"""Unit 03 as learners write it: iterate_minibatches with mistakes that have no name."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import itertools
import math

import numpy as np

from tests.autograder.variants.batching_minibatches import shuffled_indices

# Wrong, without a name


def for_ever(X, y, *, batch_size, rng, drop_last=False):
    while True:
        yield from shuffled_indices(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last)


def rows_only(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        yield order[start : start + batch_size]


def features_only(X, y, *, batch_size, rng, drop_last=False):
    for X_batch, _ in shuffled_indices(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last):
        yield X_batch


def the_other_way_round(X, y, *, batch_size, rng, drop_last=False):
    for X_batch, y_batch in shuffled_indices(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last):
        yield y_batch, X_batch


def nested_pairs(X, y, *, batch_size, rng, drop_last=False):
    yield list(shuffled_indices(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last))


def short_one_first(X, y, *, batch_size, rng, drop_last=False):
    batches = list(shuffled_indices(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last))
    yield from reversed(batches)


def equal_parts(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for rows in np.array_split(order, math.ceil(len(X) / batch_size)):
        yield X[rows], y[rows]


def one_row_short(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size - 1]
        yield X[rows], y[rows]


def overlapping(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size + 1]
        yield X[rows], y[rows]


def batch_size_for_count(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for rows in np.array_split(order, batch_size):
        yield X[rows], y[rows]


def dropped_before_the_shuffle(X, y, *, batch_size, rng, drop_last=False):
    end = len(X) - len(X) % batch_size if drop_last else len(X)
    yield from shuffled_indices(X[:end], y[:end], batch_size=batch_size, rng=rng)


def rolled(X, y, *, batch_size, rng, drop_last=False):
    order = np.roll(np.arange(len(X)), rng.integers(len(X)))
    end = len(X) - len(X) % batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


def biased_shuffle(X, y, *, batch_size, rng, drop_last=False):
    """Swap each row with any row, which is not uniform."""
    order = np.arange(len(X))
    for i in range(len(X)):
        j = rng.integers(len(X))
        order[i], order[j] = order[j], order[i]
    end = len(X) - len(X) % batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


def one_cycle(X, y, *, batch_size, rng, drop_last=False):
    """Swap each row with an earlier one, never with itself (Sattolo), so that no row stays."""
    order = np.arange(len(X))
    for i in range(len(X) - 1, 0, -1):
        j = rng.integers(i)
        order[i], order[j] = order[j], order[i]
    end = len(X) - len(X) % batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


def one_swap(X, y, *, batch_size, rng, drop_last=False):
    order = np.arange(len(X))
    i, j = rng.integers(len(X), size=2)
    order[i], order[j] = order[j], order[i]
    end = len(X) - len(X) % batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


def in_single_precision(X, y, *, batch_size, rng, drop_last=False):
    for X_batch, y_batch in shuffled_indices(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last):
        yield X_batch.astype(np.float32), y_batch.astype(np.float32)


def targets_as_columns(X, y, *, batch_size, rng, drop_last=False):
    for X_batch, y_batch in shuffled_indices(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last):
        yield X_batch, y_batch.reshape(-1, 1)


def flattened(X, y, *, batch_size, rng, drop_last=False):
    for X_batch, y_batch in shuffled_indices(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last):
        yield X_batch.ravel(), y_batch


def as_lists(X, y, *, batch_size, rng, drop_last=False):
    for X_batch, y_batch in shuffled_indices(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last):
        yield X_batch.tolist(), y_batch.tolist()


def columns_shuffled_too(X, y, *, batch_size, rng, drop_last=False):
    X = rng.permuted(X, axis=1)
    return shuffled_indices(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last)


def first_batch_only(X, y, *, batch_size, rng, drop_last=False):
    return itertools.islice(shuffled_indices(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last), 1)


def nothing_yielded(X, y, *, batch_size, rng, drop_last=False):
    for _ in range(0, 0, batch_size):
        yield X, y


def two_epochs(X, y, **how):
    for _ in range(2):
        yield from shuffled_indices(X, y, **how)


UNLISTED = {
    "iterate_minibatches": [
        two_epochs,
        for_ever,
        rows_only,
        features_only,
        the_other_way_round,
        nested_pairs,
        short_one_first,
        equal_parts,
        one_row_short,
        overlapping,
        batch_size_for_count,
        dropped_before_the_shuffle,
        rolled,
        biased_shuffle,
        one_cycle,
        one_swap,
        in_single_precision,
        targets_as_columns,
        flattened,
        as_lists,
        columns_shuffled_too,
        first_batch_only,
        nothing_yielded,
    ],
}
