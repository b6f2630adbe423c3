"""`iterate_minibatches` as learners write it; the rest of unit 03 is in `batching` and `batching_sgd`."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import itertools
import math
import random

import numpy as np

# Right


def shuffled_indices(X, y, *, batch_size, rng, drop_last=False):
    indices = np.arange(X.shape[0])
    rng.shuffle(indices)
    for start in range(0, len(indices), batch_size):
        stop = start + batch_size
        if drop_last and stop > len(indices):
            return
        yield X[indices[start:stop]], y[indices[start:stop]]


def by_sorting_random_keys(X, y, *, batch_size, rng, drop_last=False):
    order = np.argsort(rng.random(len(y)))
    count = len(y) // batch_size if drop_last else math.ceil(len(y) / batch_size)
    for k in range(count):
        rows = order[k * batch_size : (k + 1) * batch_size]
        yield X[rows], y[rows]


def views_of_a_shuffled_copy(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    X, y = X[order], y[order]
    for start in range(0, len(X), batch_size):
        X_batch, y_batch = X[start : start + batch_size], y[start : start + batch_size]
        if len(y_batch) == batch_size or not drop_last:
            yield X_batch, y_batch


def as_a_list_of_lists(X, y, *, batch_size, rng, drop_last=False):
    order = list(rng.permutation(len(X)))
    batches = []
    while order:
        rows, order = order[:batch_size], order[batch_size:]
        batches.append([X[rows], y[rows]])
    if drop_last and batches and len(batches[-1][1]) < batch_size:
        batches.pop()
    return batches


def generator_expression(X, y, *, batch_size, rng, drop_last=False):
    order = rng.choice(len(X), len(X), replace=False)
    last = len(X) - batch_size + 1 if drop_last else len(X)
    return ((X[order[i : i + batch_size]], y[order[i : i + batch_size]]) for i in range(0, last, batch_size))


def by_array_split(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for rows in np.split(order, range(batch_size, len(X), batch_size)):
        if len(rows) == batch_size or not drop_last:
            yield np.take(X, rows, axis=0), np.take(y, rows, axis=0)


def own_fisher_yates(X, y, *, batch_size, rng, drop_last=False):
    order = list(range(len(X)))
    for i in range(len(order) - 1, 0, -1):
        j = int(rng.integers(0, i + 1))
        order[i], order[j] = order[j], order[i]
    batch = []
    for row in order:
        batch.append(row)
        if len(batch) == batch_size:
            yield np.stack([X[k] for k in batch]), np.array([y[k] for k in batch])
            batch = []
    if batch and not drop_last:
        yield np.stack([X[k] for k in batch]), np.array([y[k] for k in batch])


def by_a_seed_from_rng(X, y, *, batch_size, rng, drop_last=False):
    order = list(range(len(X)))
    random.Random(int(rng.integers(2**62))).shuffle(order)
    end = len(X) // batch_size * batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


class Loader:
    def __init__(self, X, y, batch_size, rng, drop_last):
        self.X, self.y, self.batch_size, self.rng, self.drop_last = X, y, batch_size, rng, drop_last

    def __iter__(self):
        return shuffled_indices(self.X, self.y, batch_size=self.batch_size, rng=self.rng, drop_last=self.drop_last)


def as_an_object(X, y, *, batch_size, rng, drop_last=False):
    return Loader(X, y, batch_size, rng, drop_last)


def the_rest_shuffled_backwards(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))[::-1].copy()
    for rows in (order[i : i + batch_size] for i in range(0, len(order), batch_size)):
        if drop_last and rows.size < batch_size:
            break
        yield X[rows].copy(order="F"), y[rows]


# Wrong, with a name


def returning_in_the_loop(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    end = len(X) - len(X) % batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        rows = order[start : start + batch_size]
        return [X[rows], y[rows]]


def both_shuffled_in_place(X, y, *, batch_size, rng, drop_last=False):
    rng.shuffle(X)
    rng.shuffle(y)
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def sorted_into_place(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    np.copyto(X, X[order])
    np.copyto(y, y[order])
    return [(X[i : i + batch_size], y[i : i + batch_size]) for i in range(0, len(X), batch_size)]


def one_buffer(X, y, *, batch_size, rng, drop_last=False):
    full = None
    for batch in shuffled_indices(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last):
        if full is None or len(batch[1]) < len(full[1]):
            full = batch
        else:
            full[0][...], full[1][...] = batch
        yield full


def forgot_to_shuffle(X, y, *, batch_size, rng, drop_last=False):
    for start in range(0, len(X), batch_size):
        X_batch, y_batch = X[start : start + batch_size], y[start : start + batch_size]
        if drop_last and len(X_batch) < batch_size:
            break
        yield X_batch, y_batch


def permutation_not_used(X, y, *, batch_size, rng, drop_last=False):
    rng.permutation(len(X))
    return forgot_to_shuffle(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last)


def seed_42(X, y, *, batch_size, rng, drop_last=False):
    return shuffled_indices(X, y, batch_size=batch_size, rng=np.random.default_rng(42), drop_last=drop_last)


def global_seed(X, y, *, batch_size, rng, drop_last=False):
    np.random.seed(1)
    order = np.random.permutation(len(X))
    end = len(X) - len(X) % batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


def two_permutations(X, y, *, batch_size, rng, drop_last=False):
    a, b = rng.permutation(len(X)), rng.permutation(len(y))
    for start in range(0, len(X), batch_size):
        stop = start + batch_size
        if drop_last and stop > len(X):
            break
        yield X[a[start:stop]], y[b[start:stop]]


def targets_left_in_place(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    end = len(X) - len(X) % batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        yield X[order[start : start + batch_size]], y[start : start + batch_size]


def wrapped_around(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        if drop_last and start + batch_size > len(X):
            break
        rows = [order[k % len(order)] for k in range(start, start + batch_size)]
        yield X[rows], y[rows]


def each_batch_drawn(X, y, *, batch_size, rng, drop_last=False):
    for _ in range(math.ceil(len(X) / batch_size)):
        rows = rng.integers(0, len(X), batch_size)
        yield X[rows], y[rows]


def each_batch_chosen(X, y, *, batch_size, rng, drop_last=False):
    for _ in range(len(X) // batch_size):
        rows = rng.choice(len(X), batch_size, replace=False)
        yield X[rows], y[rows]


def chosen_once(X, y, *, batch_size, rng, drop_last=False):
    order = rng.choice(len(X), len(X))
    end = len(X) - len(X) % batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


def always_dropping(X, y, *, batch_size, rng, drop_last=True):
    order = rng.permutation(len(X))
    for k in range(len(X) // batch_size):
        rows = order[k * batch_size : (k + 1) * batch_size]
        yield X[rows], y[rows]


def published_loop(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for start, end in zip(range(0, len(X), batch_size), range(batch_size, len(X), batch_size)):  # noqa: B905
        yield X[order[start:end]], y[order[start:end]]


def until_n_minus_b(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for start in range(0, len(X) - batch_size, batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


def inverted_flag(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        if len(rows) < batch_size and not drop_last:
            continue
        yield X[rows], y[rows]


def flag_unused(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    while len(order):
        yield X[order[:batch_size]], y[order[:batch_size]]
        order = order[batch_size:]


def one_more_batch(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    batches = [order[k * batch_size : (k + 1) * batch_size] for k in range(len(X) // batch_size + 1)]
    for rows in batches[:-1] if drop_last else batches:
        yield X[rows], y[rows]


def starts_shuffled(X, y, *, batch_size, rng, drop_last=False):
    end = len(X) - len(X) % batch_size if drop_last else len(X)
    starts = np.arange(0, end, batch_size)
    rng.shuffle(starts)
    for start in starts:
        yield X[start : start + batch_size], y[start : start + batch_size]


def batches_mixed(X, y, *, batch_size, rng, drop_last=False):
    end = len(X) - len(X) % batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        rows = np.arange(start, min(start + batch_size, len(X)))
        rng.shuffle(rows)
        yield X[rows], y[rows]


def python_random(X, y, *, batch_size, rng, drop_last=False):
    order = random.sample(range(len(X)), len(X))
    end = len(X) - len(X) % batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


def fresh_generator(X, y, *, batch_size, rng, drop_last=False):
    return shuffled_indices(X, y, batch_size=batch_size, rng=np.random.default_rng(), drop_last=drop_last)


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


CORRECT = {
    "iterate_minibatches": [
        shuffled_indices,
        by_sorting_random_keys,
        views_of_a_shuffled_copy,
        as_a_list_of_lists,
        generator_expression,
        by_array_split,
        own_fisher_yates,
        by_a_seed_from_rng,
        as_an_object,
        the_rest_shuffled_backwards,
    ]
}

WRONG = {
    "iterate_minibatches": {
        "returned instead of yielded": [returning_in_the_loop],
        "caller's arrays shuffled": [both_shuffled_in_place, sorted_into_place],
        "one array for all batches": [one_buffer],
        "not shuffled": [forgot_to_shuffle, permutation_not_used],
        "same order every epoch": [seed_42, global_seed],
        "X and y shuffled apart": [two_permutations, targets_left_in_place],
        "last batch filled up": [wrapped_around],
        "sampled with replacement": [each_batch_drawn, each_batch_chosen, chosen_once],
        "tail lost": [always_dropping, published_loop, until_n_minus_b],
        "drop_last ignored": [flag_unused],
        "drop_last the wrong way round": [inverted_flag],
        "an empty batch": [one_more_batch],
        "only the batches shuffled": [starts_shuffled],
        "shuffled within batches": [batches_mixed],
        "rng ignored": [python_random, fresh_generator],
    }
}

UNLISTED = {
    "iterate_minibatches": [
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
    ]
}
