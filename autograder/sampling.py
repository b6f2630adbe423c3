"""How random folds and random numbers are observed, and what all right ones have in common although draws are free.

All functions are self-contained, since their source travels to where a learner's code runs.
"""

# mypy: disable-error-code="no-untyped-def"

import numpy as np


def watch_folds(k_fold, n, k, *, seeds, draws=0):
    """Split once a seed, the first two of which are equal; then count the first validation sets of many draws."""

    def generator(seed):
        name = {"__repr__": lambda _: f"np.random.default_rng({seed})"}
        return type("Generator", (np.random.Generator,), name)(np.random.PCG64(seed))

    def numbers(part):
        try:
            return tuple(sorted(int(row) for row in part))
        except (TypeError, ValueError):
            return ()

    for seed in seeds:
        result = k_fold(n, k, rng=generator(seed))
        # A generator, or an iterator of pairs, is gone through here.
        yield result if result is None or isinstance(result, (list, tuple, np.ndarray)) else list(result)
    counts, rng = {}, generator(seeds[0])
    for _ in range(draws if result is not None else 0):
        first = next(iter(k_fold(n, k, rng=rng)))
        rows = numbers(first[1]) if isinstance(first, (tuple, list)) and len(first) == 2 else ()
        counts[rows] = counts.get(rows, 0) + 1
    yield [[list(rows), count] for rows, count in sorted(counts.items())[:300]]


def folds_problem(expected, got, n, k, *, seeds, draws=0):  # noqa: ARG001
    """Hold folds to the contract. The thresholds fail a right implementation with a probability below 1e-9."""
    from math import comb, factorial

    from descent.comparing import kind

    if len(got) != len(expected):
        return "the folds could not be read"
    orders = []
    for folds in got[:-1]:
        if not isinstance(folds, list | tuple):
            return f"expected a list of {k} pairs (train, val), got {kind(folds)}"
        if len(folds) != k:
            return f"expected {k} pairs (train, val), got {len(folds)}"
        seen = []
        for i, pair in enumerate(folds):
            if not isinstance(pair, list | tuple) or len(pair) != 2:
                return f"fold {i + 1} should be a pair (train, val), but it is {kind(pair)}"
            parts = [np.asarray(part) for part in pair]
            for name, part in zip(("train", "val"), parts, strict=True):
                if part.ndim != 1 or (part.size and part.dtype.kind not in "iu"):
                    return f"{name} of fold {i + 1} should be one row of whole numbers, but it is {kind(pair[0])}"
            train, val = (part.astype(int).tolist() for part in parts)
            size = n // k + (i < n % k)
            if len(val) != size:
                return f"val of fold {i + 1} holds {len(val)} of {n} indices, not {size}"
            if sorted(train + val) != list(range(n)):
                return f"train and val of fold {i + 1} together are not the indices 0 to {n - 1}, each once"
            seen.append(val)
        rows = [row for val in seen for row in val]
        if len(set(rows)) < n:
            twice = next(row for row in rows if rows.count(row) > 1)
            return f"index {twice} is in the validation set of more than one fold"
        orders.append([sorted(val) for val in seen])
    if orders[0] != orders[1]:
        return "two generators with the same seed gave two different splits: not all randomness comes from `rng`"
    splits = factorial(n)
    for val in orders[0]:
        splits //= factorial(len(val))
    others = len(orders) - 1  # splits that owe each other nothing
    blocks = [part.tolist() for part in np.array_split(np.arange(n), k)]
    strided = [list(range(i, n, k)) for i in range(k)]
    for plain, words in ((blocks, "neighbours in the data"), (strided, "every k-th row")):
        if all(order == plain for order in orders) and splits**others > 1e9:
            return f"the folds are not random: they are {words}"
    if all(order == orders[0] for order in orders) and splits ** (others - 1) > 1e9:
        return "generators with different seeds gave the same split"
    if draws:
        sets, share = comb(n, n // k + (n % k > 0)), draws / comb(n, n // k + (n % k > 0))
        square = sum(count**2 for _, count in got[-1]) / share - draws
        # Chi-squared with nine degrees of freedom for n = 5, k = 2: above 63 with a probability of 4e-10.
        if square > 63:
            return (
                f"not all folds are equally likely: in {draws} draws {len(got[-1])} of the {sets} possible ones came, "
                f"and one came {max(count for _, count in got[-1])} times, where about {share:.0f} are expected"
            )
    return None


def watch_draws(log_uniform, low, high, size, *, seeds, many):
    """Draw once a seed, the first two of which are equal, and then many numbers."""

    def generator(seed):
        name = {"__repr__": lambda _: f"np.random.default_rng({seed})"}
        return type("Generator", (np.random.Generator,), name)(np.random.PCG64(seed))

    for seed in seeds:
        yield log_uniform(low, high, size, rng=generator(seed))
    yield log_uniform(low, high, many, rng=generator(seeds[-1] + 1))


def draws_problem(expected, got, low, high, size, *, seeds, many):  # noqa: ARG001
    """Hold numbers to the log-uniform distribution. The thresholds fail right ones with a probability below 1e-9."""
    from descent.comparing import difference

    if len(got) != len(expected):
        return f"expected {len(expected)} results, got {len(got)}"
    for right, drawn in zip(expected, got, strict=True):
        blank = drawn * 0.0 if isinstance(drawn, np.ndarray) and drawn.dtype.kind == "f" else drawn
        problem = difference(right * 0.0, np.where(np.isnan(blank), 1.0, 0.0) if blank is not drawn else drawn)
        if blank is not drawn and drawn.dtype != np.float64:
            return f"expected float64 numbers, got {drawn.dtype.name}"
        if problem:
            return problem
        outside = drawn[~((drawn >= low * (1 - 1e-9)) & (drawn <= high * (1 + 1e-9)))]
        if outside.size:
            return f"{outside[0]:.3g} is not between low = {low:.3g} and high = {high:.3g}"
        if np.unique(drawn).size < drawn.size:
            return "some numbers come twice: draw each of them by itself, from the whole range"
    if not np.array_equal(got[0], got[1]):
        return "two generators with the same seed gave different numbers: not all randomness comes from `rng`"
    if np.array_equal(got[0], got[2]):
        return "two generators with different seeds gave the same numbers"
    places = np.log(got[-1] / low) / np.log(high / low)
    ladder = np.arange(1, many + 1) / many
    gap = float(np.abs(np.sort(places) - ladder + 0.5 / many).max()) + 0.5 / many
    # Kolmogorov: √N·D exceeds 3.4 with a probability of 2e-10.
    if gap * np.sqrt(many) > 3.4:
        middle = np.sqrt(low * high)
        below = float((got[-1] < middle).mean())
        return (
            f"the numbers are not log-uniform: {below:.0%} of {many} lie below {middle:.3g}, which is half-way on a "
            "logarithmic axis, and half of them should"
        )
    along = float(np.corrcoef(np.arange(many), places)[0, 1])
    next_one = float(np.corrcoef(places[1:], places[:-1])[0, 1])
    if max(abs(along), abs(next_one)) * np.sqrt(many) > 6.5:
        return "the numbers are not independent: each tells where the next one will be"
    return None
