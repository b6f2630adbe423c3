"""Unit 03 as learners write it: iterate_minibatches, right."""

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


def popped_one_by_one(X, y, *, batch_size, rng, drop_last=False):
    left, order = list(range(len(X))), []
    while left:
        order.append(left.pop(int(rng.integers(len(left)))))
    rows = iter(order)
    while batch := list(itertools.islice(rows, batch_size)):
        if not drop_last or len(batch) == batch_size:
            yield X[batch], y[batch]


class Epoch:
    """Makes its order when it is asked for the first batch."""

    def __init__(self, X, y, *, batch_size, rng, drop_last=False):
        self.data, self.size, self.rng, self.drop_last, self.order = (X, y), batch_size, rng, drop_last, None

    def __iter__(self):
        return self

    def __next__(self):
        if self.order is None:
            self.order = self.rng.permuted(np.arange(len(self.data[1])))
        rows, self.order = np.split(self.order, [self.size])
        if not len(rows) or (self.drop_last and len(rows) < self.size):
            raise StopIteration
        return tuple(part[rows] for part in self.data)


def as_an_iterator(X, y, *, batch_size, rng, drop_last=False):
    return Epoch(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last)


CORRECT = {
    "iterate_minibatches": [
        popped_one_by_one,
        as_an_iterator,
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
    ],
}
