"""Unit 03 as learners write it: iterate_minibatches with its known mistakes."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math
import random

import numpy as np

from tests.autograder.variants.batching_minibatches import shuffled_indices

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


def last_one_off(X, y, *, batch_size, rng, drop_last=False):
    batches = list(shuffled_indices(X, y, batch_size=batch_size, rng=rng))
    return batches[: len(batches) - drop_last]


def stops_before_the_last(X, y, *, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        if drop_last and start + batch_size >= len(X):
            return
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


def filled_draws(X, y, *, batch_size, rng, drop_last=False):
    count = len(X) / batch_size
    for _ in range(int(count) if drop_last else math.ceil(count)):
        rows = rng.integers(len(X), size=batch_size)
        yield X[rows], y[rows]


WRONG = {
    "iterate_minibatches": {
        "a full batch dropped": [last_one_off, stops_before_the_last],
        "returned instead of yielded": [returning_in_the_loop],
        "caller's arrays shuffled": [both_shuffled_in_place, sorted_into_place],
        "one array for all batches": [one_buffer],
        "not shuffled": [forgot_to_shuffle, permutation_not_used],
        "same order every epoch": [seed_42, global_seed],
        "X and y shuffled apart": [two_permutations, targets_left_in_place],
        "last batch filled up": [wrapped_around],
        "sampled with replacement": [filled_draws, each_batch_drawn, each_batch_chosen, chosen_once],
        "tail lost": [always_dropping, published_loop, until_n_minus_b],
        "drop_last ignored": [flag_unused],
        "drop_last the wrong way round": [inverted_flag],
        "an empty batch": [one_more_batch],
        "only the batches shuffled": [starts_shuffled],
        "shuffled within batches": [batches_mixed],
        "rng ignored": [python_random, fresh_generator],
    },
}
