"""Unit 09's known mistakes in splitting rows into folds, diagnosed by symptoms since draws are free."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import numpy as np

from autograder.exercise import Mistake

# Symptoms look at the splits of all seeds, got[:-1]


def pairs_of(folds):
    rows = [row for fold in folds for row in fold]
    return [
        (np.array([row for row in rows if row not in set(fold)], dtype=int), np.array(fold, dtype=int))
        for fold in map(list, folds)
    ]


def remainder_dropped(n, k, *, rng):
    order, size = rng.permutation(n).tolist(), n // k
    return pairs_of([order[i * size : (i + 1) * size] for i in range(k)])


def remainder_in_the_last(n, k, *, rng):
    order, size = rng.permutation(n).tolist(), n // k
    return pairs_of([order[i * size : (i + 1) * size if i < k - 1 else n] for i in range(k)])


def overlapping(n, k, *, rng):
    result = []
    for i in range(k):
        order, size = rng.permutation(n), n // k + (i < n % k)
        result.append((order[size:], order[:size]))
    return result


def one_row_too_many(n, k, *, rng):
    return [(np.append(train, val[0]), val) for train, val in pairs_of(np.array_split(rng.permutation(n), k))]


def with_replacement(n, k, *, rng):
    folds = np.array_split(rng.integers(n, size=n), k)
    return [(np.concatenate([*folds[:i], *folds[i + 1 :]]), folds[i]) for i in range(k)]


def swapped_roles(n, k, *, rng):
    return [(val, train) for train, val in pairs_of(np.array_split(rng.permutation(n), k))]


def unshuffled(n, k, *, rng):
    return pairs_of(np.array_split(np.arange(n), k))


def strided(n, k, *, rng):
    return pairs_of([range(i, n, k) for i in range(k)])


def trains_on_all(n, k, *, rng):
    order = rng.permutation(n)
    return [(order, fold) for fold in np.array_split(order, k)]


def own_generator(n, k, *, rng):
    return pairs_of(np.array_split(np.random.permutation(n), k))


def seeded_inside(n, k, *, rng):
    return pairs_of(np.array_split(np.random.default_rng(0).permutation(n), k))


def seen_remainder_dropped(expected, got, n, k, **_):
    """All validation sets have ⌊n/k⌋ rows, none twice, and n is no multiple of k."""
    if len(got) < len(expected):
        return False
    for folds in got[:-1]:
        vals = [list(map(int, val)) for _, val in folds]
        rows = [row for val in vals for row in val]
        if len(folds) != k or {len(val) for val in vals} != {n // k} or len(set(rows)) != len(rows):
            return False
    return n % k > 0


def seen_other_sizes(expected, got, n, k, **_):
    """Each row is in one validation set, but these have other sizes."""
    if len(got) < len(expected):
        return False
    for folds in got[:-1]:
        sizes = [len(val) for _, val in folds]
        rows = sorted(int(row) for _, val in folds for row in val)
        if rows != list(range(n)) or len(sizes) != k or sizes == [n // k + (i < n % k) for i in range(k)]:
            return False
    return n % k > 0


def seen_overlap(expected, got, n, k, **_):
    """Rows are shared by validation sets, or by a training set and its own validation set."""
    if len(got) < len(expected):
        return False
    for folds in got[:-1]:
        rows = [int(row) for _, val in folds for row in val]
        both = [set(map(int, train)) & set(map(int, val)) for train, val in folds]
        sizes = max(len(val) for _, val in folds) <= (n + k - 1) // k
        if sizes and (len(set(rows)) < len(rows) or any(both)):
            return True
    return False


def seen_swapped(expected, got, n, k, **_):
    """The first parts are a partition into folds of the right sizes."""
    if len(got) < len(expected):
        return False
    for folds in got[:-1]:
        rows = sorted(int(row) for train, _ in folds for row in train)
        sizes = [len(train) for train, _ in folds]
        if rows != list(range(n)) or sizes != [n // k + (i < n % k) for i in range(k)] or len(folds) != k:
            return False
    return k > 2 or n % k > 0


def seen_in_order(expected, got, n, k, **_):
    """All splits are the same plain one: blocks, or every k-th row."""
    if len(got) < len(expected):
        return False
    blocks = [part.tolist() for part in np.array_split(np.arange(n), k)]
    steps = [list(range(i, n, k)) for i in range(k)]
    splits = [[sorted(map(int, val)) for _, val in folds] for folds in got[:-1]]
    return all(split == blocks for split in splits) or all(split == steps for split in splits)


def seen_same(expected, got, n, k, **_):
    """All splits are the same, whatever the seed."""
    if len(got) < len(expected):
        return False
    splits = [[sorted(map(int, val)) for _, val in folds] for folds in got[:-1]]
    right = all(sorted(row for val in split for row in val) == list(range(n)) for split in splits)
    return right and all(split == splits[0] for split in splits)


def seen_unseeded(expected, got, n, k, **_):
    """Equal seeds gave different splits, each of them right in itself."""
    if len(got) < len(expected):
        return False
    splits = [[sorted(map(int, val)) for _, val in folds] for folds in got[:-1]]
    right = all(sorted(row for val in split for row in val) == list(range(n)) for split in splits)
    sizes = all([len(val) for val in split] == [n // k + (i < n % k) for i in range(k)] for split in splits)
    return right and sizes and splits[0] != splits[1]


def seen_leak(expected, got, n, k, **_):
    """The validation sets are right, but each training set holds all rows."""
    if len(got) < len(expected):
        return False
    for folds in got[:-1]:
        if any(sorted(map(int, train)) != list(range(n)) for train, _ in folds):
            return False
        if sorted(int(row) for _, val in folds for row in val) != list(range(n)):
            return False
    return k > 1


K_FOLD = [
    Mistake(
        "train and val swapped",
        "Your pairs are the wrong way round: you train on one fold and validate on all others. Return (train, val), "
        "with the single fold as val.",
        swapped_roles,
        seen_swapped,
    ),
    Mistake(
        "trained on all rows",
        "Your training sets hold the validation rows, too, so the model is asked what it has been told. Leave the "
        "fold out of its own training set.",
        trains_on_all,
        seen_leak,
    ),
    Mistake(
        "not shuffled",
        "Your folds follow the order of the data. If the rows are sorted, a fold holds what no training set has seen: "
        "cut `rng.permutation(n)`.",
        unshuffled,
        seen_in_order,
    ),
    Mistake(
        "same split every time",
        "Your split is the same whatever generator comes in. Use the `rng` that is passed in; do not make or seed one "
        "inside.",
        seeded_inside,
        seen_same,
    ),
    Mistake(
        "remainder dropped",
        "Where k does not divide n, some rows are never used for validation. The first n % k folds take one more.",
        remainder_dropped,
        seen_remainder_dropped,
    ),
    Mistake(
        "remainder in other folds",
        "Your folds have the wrong sizes: the remainder goes one row each to the *first* n % k folds.",
        remainder_in_the_last,
        seen_other_sizes,
    ),
    Mistake(
        "overlap",
        "Some rows are in two validation sets, or in a training set and its own validation set. Draw one permutation, "
        "cut it into k folds, and train on all folds but one.",
        overlapping,
        seen_overlap,
        also=[one_row_too_many, with_replacement],
    ),
    Mistake(
        "rng ignored",
        "Two generators with the same seed gave different splits, so your randomness comes from elsewhere. Use the "
        "`rng` that comes in, not `np.random`: only then can a comparison be repeated.",
        own_generator,
        seen_unseeded,
    ),
]
