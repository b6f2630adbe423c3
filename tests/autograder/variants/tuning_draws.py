"""Unit 09 as learners write it: folds and draws."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np

# k_fold


def folds_in_a_loop(n, k, *, rng):
    order = rng.permutation(n)
    result, start = [], 0
    for i in range(k):
        stop = start + n // k + (1 if i < n % k else 0)
        result.append((np.concatenate([order[:start], order[stop:]]), order[start:stop]))
        start = stop
    return result


def folds_by_shuffle(n, k, *, rng):
    order = np.arange(n)
    rng.shuffle(order)
    parts = np.array_split(order, k)
    return [[np.setdiff1d(order, part), part] for part in parts]


def folds_by_sklearn(n, k, *, rng):
    from sklearn.model_selection import KFold

    folds = KFold(k, shuffle=True, random_state=int(rng.integers(2**31)))
    return list(folds.split(np.zeros((n, 1))))


def folds_of_lists(n, k, *, rng):
    order = [int(i) for i in rng.permutation(n)]
    vals = [order[i::k] for i in range(k)]
    return [([row for row in order if row not in val], sorted(val)) for val in vals]


def folds_by_argsort(n, k, *, rng):
    label = np.arange(n) % k
    label = label[np.argsort(rng.random(n))]
    return tuple((np.flatnonzero(label != i), np.flatnonzero(label == i)) for i in range(k))


def folds_by_choice(n, k, *, rng):
    order = rng.choice(n, size=n, replace=False)
    mask = np.zeros(n, dtype=bool)
    result = []
    for part in np.array_split(order, k):
        mask[:] = False
        mask[part] = True
        result.append((np.nonzero(~mask)[0], part))
    return result


def folds_without_the_rest(n, k, *, rng):
    order, size = rng.permutation(n)[: n // k * k], n // k
    return [(np.delete(order, slice(i * size, (i + 1) * size)), order[i * size : (i + 1) * size]) for i in range(k)]


def folds_drawn_anew(n, k, *, rng):
    result = []
    for i in range(k):
        val = rng.choice(n, n // k + (i < n % k), replace=False)
        result.append((np.setdiff1d(np.arange(n), val), val))
    return result


def folds_swapped(n, k, *, rng):
    return [(val, train) for train, val in folds_by_sklearn(n, k, rng=rng)]


def folds_in_order(n, k, *, rng):
    from sklearn.model_selection import KFold

    return list(KFold(k).split(np.zeros(n)))


def folds_of_global_randomness(n, k, *, rng):
    order = np.arange(n)
    np.random.shuffle(order)
    return [(np.setdiff1d(order, part), part) for part in np.array_split(order, k)]


def folds_with_the_rest_at_the_end(n, k, *, rng):
    order, size = rng.permutation(n), n // k
    cuts = [i * size for i in range(k)] + [n]
    return [(np.r_[order[: cuts[i]], order[cuts[i + 1] :]], order[cuts[i] : cuts[i + 1]]) for i in range(k)]


def only_vals(n, k, *, rng):
    return np.array_split(rng.permutation(n), k)


def masks(n, k, *, rng):
    label = rng.permutation(np.arange(n) % k)
    return [(label != i, label == i) for i in range(k)]


def blocks_in_random_places(n, k, *, rng):
    order = np.roll(np.arange(n), int(rng.integers(n)))
    return [(np.setdiff1d(order, part), part) for part in np.array_split(order, k)]


def folds_in_floats(n, k, *, rng):
    return [(train.astype(float), val.astype(float)) for train, val in folds_in_a_loop(n, k, rng=rng)]


# log_uniform


def draws_by_log10(low, high, size, *, rng):
    return 10 ** rng.uniform(np.log10(low), np.log10(high), size=size)


def draws_by_ratio(low, high, size, *, rng):
    return low * (high / low) ** rng.random(size)


def draws_by_log2(low, high, size, *, rng):
    return np.exp2(rng.uniform(math.log2(low), math.log2(high), size))


def draws_by_scipy(low, high, size, *, rng):
    from scipy.stats import loguniform

    return loguniform.rvs(low, high, size=size, random_state=rng)


def draws_one_by_one(low, high, size, *, rng):
    values = np.empty(size)
    for place in np.ndindex(values.shape):
        values[place] = math.exp(rng.uniform(math.log(low), math.log(high)))
    return values


def draws_evenly(low, high, size, *, rng):
    return low + (high - low) * rng.random(size)


def draws_of_exponents(low, high, size, *, rng):
    return np.log10(low) + rng.random(size) * np.log10(high / low)


def draws_of_mixed_bases(low, high, size, *, rng):
    return np.exp(np.log10(low) + rng.random(size) * (np.log10(high) - np.log10(low)))


def draws_of_global_randomness(low, high, size, *, rng):
    return low * (high / low) ** np.random.random(size)


def log_normal(low, high, size, *, rng):
    middle, spread = (math.log(low) + math.log(high)) / 2, math.log(high / low) / 6
    return np.clip(np.exp(rng.normal(middle, spread, size)), low, high)


def whole_decades(low, high, size, *, rng):
    return low * (high / low) ** (rng.integers(0, 11, size) / 10)


def one_for_all(low, high, size, *, rng):
    return np.full(size, low * (high / low) ** rng.random())


def sorted_draws(low, high, size, *, rng):
    flat = np.sort(np.ravel(draws_by_ratio(low, high, size, rng=rng)))
    return flat.reshape(size)


def draws_in_a_list(low, high, size, *, rng):
    return draws_by_ratio(low, high, size, rng=rng).tolist()


def square_root_scale(low, high, size, *, rng):
    return rng.uniform(math.sqrt(low), math.sqrt(high), size) ** 2


CORRECT = {
    "k_fold": [folds_in_a_loop, folds_by_shuffle, folds_by_sklearn, folds_of_lists, folds_by_argsort, folds_by_choice],
    "log_uniform": [draws_by_log10, draws_by_ratio, draws_by_log2, draws_by_scipy, draws_one_by_one],
}

WRONG = {
    "k_fold": {
        "remainder dropped": [folds_without_the_rest],
        "overlap": [folds_drawn_anew],
        "train and val swapped": [folds_swapped],
        "not shuffled": [folds_in_order],
        "rng ignored": [folds_of_global_randomness],
        "remainder in other folds": [folds_with_the_rest_at_the_end],
    },
    "log_uniform": {
        "linear": [draws_evenly],
        "exponent returned": [draws_of_exponents],
        "log bases mixed": [draws_of_mixed_bases],
        "rng ignored": [draws_of_global_randomness],
    },
}

UNLISTED = {
    "k_fold": [only_vals, masks, blocks_in_random_places, folds_in_floats],
    "log_uniform": [log_normal, whole_decades, one_for_all, sorted_draws, draws_in_a_list, square_root_scale],
}
