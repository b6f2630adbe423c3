"""Unit 09 in further styles, and further codings of its mistakes."""
# ruff: noqa: B905

from __future__ import annotations

import itertools
import math

import numpy as np


def cut(n, k, rng):
    return np.array_split(rng.permutation(n), k)


def folds(n, k, *, rng):
    f = cut(n, k, rng)
    return [(np.concatenate(f[:i] + f[i + 1 :]), f[i]) for i in range(k)]


def labels_shuffled(n, k, *, rng):
    lab = rng.permutation(np.arange(n) % k)
    return [(np.flatnonzero(lab != i), np.flatnonzero(lab == i)) for i in range(k)]


def fisher_yates(n, k, *, rng):
    a = np.arange(n)
    for i in range(n - 1, 0, -1):
        j = rng.integers(i + 1)
        a[i], a[j] = (a[j], a[i])
    f = np.array_split(a, k)
    return [(np.concatenate([*f[:i], *f[i + 1 :]]), f[i]) for i in range(k)]


def folds_from_a_generator(n, k, *, rng):
    a = rng.permutation(n)

    def g():
        s = 0
        for i in range(k):
            e = s + n // k + (1 if i < n % k else 0)
            m = np.ones(n, bool)
            m[s:e] = False
            yield (a[m], a[~m])
            s = e

    return list(g())


def rounded_up(n, k, *, rng):
    idx = rng.permutation(n)
    m = -(-n // k)
    return [(np.concatenate([idx[: i * m], idx[(i + 1) * m :]]), idx[i * m : (i + 1) * m]) for i in range(k)]


def with_replacement(n, k, *, rng):
    f = np.array_split(rng.choice(n, n), k)
    return [(np.concatenate(f[:i] + f[i + 1 :]), f[i]) for i in range(k)]


def one_row_too_many(n, k, *, rng):
    idx = rng.permutation(n)
    out = []
    s = 0
    for i in range(k):
        m = n // k + (i < n % k)
        out.append((np.concatenate([idx[: s + 1], idx[s + m :]]), idx[s : s + m]))
        s += m
    return out


def next_fold_left_out(n, k, *, rng):
    f = cut(n, k, rng)
    return [
        (np.concatenate([f[j] for j in range(k) if j not in (i, (i + 1) % k)] or [f[0][:0]]), f[i]) for i in range(k)
    ]


def from_one(n, k, *, rng):
    return [(t + 1, v + 1) for t, v in folds(n, k, rng=rng)]


def searched(objective, grid):
    best = None
    bv = float("inf")
    for c in itertools.product(*grid.values()):
        p = dict(zip(grid, c))
        v = objective(**p)
        if v < bv:
            best, bv = (p, v)
    return (best, bv)


def search_by_generator(objective, grid):
    names = list(grid)

    def rec(i, p):
        if i == len(names):
            yield dict(p)
            return
        for v in grid[names[i]]:
            yield from rec(i + 1, {**p, names[i]: v})

    best = None
    for p in rec(0, {}):
        v = objective(**p)
        if best is None or v < best[1]:
            best = [p, v]
    return best


def search_by_sorting(objective, grid):
    r = sorted(
        ((objective(**dict(zip(grid, c))), i, c) for i, c in enumerate(itertools.product(*grid.values()))),
        key=lambda t: t[:2],
    )
    return (dict(zip(grid, r[0][2])), r[0][0])


def search_by_ndindex(objective, grid):
    keys = tuple(grid)
    shape = [len(grid[k]) for k in keys]
    vals = np.array([objective(**{k: grid[k][j] for k, j in zip(keys, ix)}) for ix in np.ndindex(*shape)])
    ix = np.unravel_index(vals.argmin(), shape)
    return ({k: grid[k][j] for k, j in zip(keys, ix)}, float(vals.min()))


def search_grown(objective, grid):
    ps = [{}]
    for k, vs in grid.items():
        ps = [{**p, k: v} for p in ps for v in vs]
    scores = {i: objective(**p) for i, p in enumerate(ps)}
    i = min(scores, key=scores.get)
    return (ps[i], scores[i])


def filled(objective, grid):
    n = max(map(len, grid.values()))
    r = []
    for i in range(n):
        p = {k: v[min(i, len(v) - 1)] for k, v in grid.items()}
        r.append((p, objective(**p)))
    return min(r, key=lambda t: t[1])


def cycled(objective, grid):
    n = max(map(len, grid.values()))
    r = []
    for i in range(n):
        p = {k: v[i % len(v)] for k, v in grid.items()}
        r.append((p, objective(**p)))
    return min(r, key=lambda t: t[1])


def last_largest(objective, grid):
    b, bv = (None, -math.inf)
    for c in itertools.product(*grid.values()):
        p = dict(zip(grid, c))
        v = objective(**p)
        if v >= bv:
            b, bv = (p, v)
    return (b, bv)


def largest_from_zero(objective, grid):
    b, bv = (None, 0)
    for c in itertools.product(*grid.values()):
        p = dict(zip(grid, c))
        v = objective(**p)
        if v > bv:
            b, bv = (p, v)
    return (b, bv)


def by_value(objective, grid):
    d = {}
    for c in itertools.product(*grid.values()):
        p = dict(zip(grid, c))
        d[objective(**p)] = p
    m = min(d)
    return (d[m], m)


def from_zero(objective, grid):
    b, bv = ({}, 0)
    for c in itertools.product(*grid.values()):
        p = dict(zip(grid, c))
        v = objective(**p)
        if v < bv:
            b, bv = (p, v)
    return (b, bv)


def sorted_values(objective, grid):
    return searched(objective, {k: sorted(v, key=str) for k, v in grid.items()})


def last_left_out(objective, grid):
    return searched(objective, {k: v[:-1] for k, v in grid.items()})


def drawn(low, high, size, *, rng):
    return np.exp(rng.uniform(np.log(low), np.log(high), size))


def geometric_mean(low, high, size, *, rng):
    return low ** (1 - (u := rng.uniform(size=size))) * high**u


def filled_one_by_one(low, high, size, *, rng):
    out = np.empty(size)
    for i in np.ndindex(out.shape):
        out[i] = math.exp(rng.uniform(math.log(low), math.log(high)))
    return out


def down_from_high(low, high, size, *, rng):
    return high * np.exp(-rng.random(size) * math.log(high / low))


def two_and_e(low, high, size, *, rng):
    return 2 ** rng.uniform(np.log(low), np.log(high), size)


def e_and_two(low, high, size, *, rng):
    return np.exp(rng.uniform(np.log2(low), np.log2(high), size))


def exponent_of_two(low, high, size, *, rng):
    return rng.uniform(np.log2(low), np.log2(high), size)


def from_a_ladder(low, high, size, *, rng):
    return rng.choice(np.logspace(np.log10(low), np.log10(high), 10), size)


def equal_rows(low, high, size, *, rng):
    a = drawn(low, high, size, rng=rng)
    if a.ndim == 2:
        a[:] = a[0]
    return a


CORRECT = {
    "k_fold": [labels_shuffled, fisher_yates, folds_from_a_generator],
    "grid_search": [search_by_generator, search_by_sorting, search_by_ndindex, search_grown],
    "log_uniform": [geometric_mean, filled_one_by_one, down_from_high],
}

WRONG = {
    "k_fold": {"overlap": [with_replacement, one_row_too_many], "remainder in other folds": [rounded_up]},
    "grid_search": {
        "zip instead of product": [filled, cycled],
        "maximises": [last_largest, largest_from_zero],
        "last tie": [by_value],
    },
    "log_uniform": {"log bases mixed": [two_and_e, e_and_two], "exponent returned": [exponent_of_two]},
}

UNLISTED = {
    "k_fold": [next_fold_left_out, from_one],
    "grid_search": [from_zero, sorted_values, last_left_out],
    "log_uniform": [from_a_ladder, equal_rows],
}
