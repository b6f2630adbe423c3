"""Unit 09's known mistakes in a grid search and in the expected improvement."""

from __future__ import annotations

import itertools
import math

import numpy as np
from scipy.special import ndtr

from autograder.exercise import Mistake

# grid_search


def safely(search, objective, grid):
    """Return the parameters that a search ends with, None where it fails."""
    try:
        return search(objective, grid)[0]
    except Exception:
        return None


def trials(objective, grid, combine=itertools.product):
    all_params = [dict(zip(grid, values)) for values in combine(*grid.values())]  # noqa: B905
    return [(params, objective(**params)) for params in all_params]


def zipped(objective, grid):
    return min(trials(objective, grid, zip), key=lambda trial: trial[1])


def maximised(objective, grid):
    return max(trials(objective, grid), key=lambda trial: trial[1])


def one_at_a_time(objective, grid):
    params = {name: values[0] for name, values in grid.items()}
    for name, values in grid.items():
        params = min(({**params, name: value} for value in values), key=lambda p: objective(**p))
    return params, objective(**params)


def last_tie(objective, grid):
    return min(reversed(trials(objective, grid)), key=lambda trial: trial[1])


def other_order(objective, grid):
    return min(trials(objective, dict(reversed(grid.items()))), key=lambda trial: trial[1])


def swapped_pair(objective, grid):
    return min(trials(objective, grid), key=lambda trial: trial[1])[::-1]


def bare_values(objective, grid):
    params, value = min(trials(objective, grid), key=lambda trial: trial[1])
    return tuple(params.values()), value


def only_params(objective, grid):
    return min(trials(objective, grid), key=lambda trial: trial[1])[0]


def last_params(objective, grid):
    found = trials(objective, grid)
    return found[-1][0], min(value for _, value in found)


GRID_SEARCH = [
    Mistake(
        "zip instead of product",
        "You pair the first values with each other, then the second, and so on. A grid is every value with every "
        "other: `itertools.product(*grid.values())`.",
        zipped,
    ),
    Mistake(
        "maximises",
        "You keep the largest value. The objective is a loss: keep the smallest.",
        maximised,
    ),
    Mistake(
        "one name at a time",
        "You settle one name before you go on to the next. The best value of one depends on the others, so try all "
        "combinations.",
        one_at_a_time,
    ),
    Mistake(
        "last tie",
        "Of several equally good combinations you keep the last. Keep the first: replace the best only by one that is "
        "strictly better (`<`, not `<=`).",
        last_tie,
    ),
    Mistake(
        "other order",
        "Of several equally good combinations you return one that is not the first: in the order of "
        "`itertools.product` the last name varies fastest.",
        other_order,
    ),
    Mistake("pair swapped", "You return (value, params). Return the parameters first.", swapped_pair),
    Mistake(
        "no names",
        "You return the best values without their names. Return them as a dictionary, as the objective takes them.",
        bare_values,
    ),
    Mistake("only the parameters", "You return the parameters alone. Return their value, too.", only_params),
    Mistake(
        "last parameters",
        "Your value is the best, but the parameters are those of the last trial. Keep both when you keep one.",
        last_params,
    ),
]

# expected_improvement


def parts(mean, std, best):
    gain, std = best - np.asarray(mean, dtype=float), np.asarray(std, dtype=float)
    z = gain / np.where(std > 0, std, 1.0)
    return gain, std, ndtr(z), np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def certain(gain, std, value):
    return np.where(std > 0, value, np.maximum(gain, 0.0))


def of_maximum(mean, std, best):
    gain, std, cdf, pdf = parts(-np.asarray(mean, dtype=float), std, -best)
    return certain(gain, std, gain * cdf + std * pdf)


def sign_of_gain(mean, std, best):
    gain, std, cdf, pdf = parts(mean, std, best)
    return certain(-gain, std, -gain * cdf + std * pdf)


def sign_of_gain_alone(mean, std, best):
    gain, std, cdf, pdf = parts(mean, std, best)
    return certain(gain, std, -gain * cdf + std * pdf)


def sign_of_z(mean, std, best):
    gain, std, cdf, pdf = parts(mean, std, best)
    return certain(gain, std, gain * (1 - cdf) + std * pdf)


def maximum_but_certain(mean, std, best):
    gain, std, cdf, pdf = parts(-np.asarray(mean, dtype=float), std, -best)
    return certain(-gain, std, gain * cdf + std * pdf)


def swapped(mean, std, best):
    gain, std, cdf, pdf = parts(mean, std, best)
    return certain(gain, std, gain * pdf + std * cdf)


def unguarded(mean, std, best):
    gain, std = best - np.asarray(mean, dtype=float), np.asarray(std, dtype=float)
    z = gain / std
    return gain * ndtr(z) + std * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def unguarded_with_numbers(mean, std, best):
    if np.ndim(std) or np.ndim(mean):
        return unguarded(mean, std, best)
    z = float(best - mean) / float(std)
    return (best - mean) * ndtr(z) + std * math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def std_dropped(mean, std, best):
    gain, std, cdf, pdf = parts(mean, std, best)
    return certain(gain, std, gain * cdf + pdf)


def second_term_dropped(mean, std, best):
    gain, std, cdf, _ = parts(mean, std, best)
    return certain(gain, std, gain * cdf)


def not_divided(mean, std, best):
    gain, std = best - np.asarray(mean, dtype=float), np.asarray(std, dtype=float)
    return certain(gain, std, gain * ndtr(gain) + std * np.exp(-(gain**2) / 2) / math.sqrt(2 * math.pi))


def probability(mean, std, best):
    gain, std, cdf, _ = parts(mean, std, best)
    return np.where(std > 0, cdf, (gain > 0).astype(float))


def probability_then_gain(mean, std, best):
    gain, std, cdf, _ = parts(mean, std, best)
    return certain(gain, std, cdf)


def zero_if_certain(mean, std, best):
    gain, std, cdf, pdf = parts(mean, std, best)
    return np.where(std > 0, gain * cdf + std * pdf, 0.0)


def negative_if_certain(mean, std, best):
    gain, std, cdf, pdf = parts(mean, std, best)
    return np.where(std > 0, gain * cdf + std * pdf, gain)


def lower_bound(mean, std, best):
    gain, std, _, _ = parts(mean, std, best)
    return np.maximum(gain + std, 0.0)


EXPECTED_IMPROVEMENT = [
    Mistake(
        "maximisation sign",
        "Your improvement is mean − best, which pays for high values. A loss is minimised: improvement is "
        "best − mean, in the formula and in z.",
        of_maximum,
        also=[sign_of_gain, sign_of_gain_alone, sign_of_z, maximum_but_certain],
    ),
    Mistake(
        "pdf and cdf swapped",
        "You multiply the gain by the density and the standard deviation by Φ. It is the other way round: "
        "(best − mean)·Φ(z) + std·φ(z).",
        swapped,
    ),
    Mistake(
        "nothing for std = 0",
        "Where std is 0 you divide by zero, and 0/0 is nan: it strikes at every point that has been tried. "
        "There the value is known, and the improvement is max(best − mean, 0).",
        unguarded,
        also=[unguarded_with_numbers],
    ),
    Mistake(
        "std dropped",
        "Your second term is φ(z) alone. It has to be multiplied by std, or an uncertain candidate gains nothing "
        "from its uncertainty.",
        std_dropped,
        also=[second_term_dropped],
    ),
    Mistake(
        "z not divided by std",
        "You use best − mean itself for z. Φ and φ are those of the standard normal distribution: divide by std first.",
        not_divided,
    ),
    Mistake(
        "probability of improvement",
        "You return Φ(z), the probability that a candidate is better. The expected improvement also weighs by how "
        "much: (best − mean)·Φ(z) + std·φ(z).",
        probability,
        also=[probability_then_gain],
    ),
    Mistake(
        "zero for std = 0",
        "Where std is 0 you return 0. A certain candidate improves by exactly best − mean, if that is positive.",
        zero_if_certain,
    ),
    Mistake(
        "negative improvement",
        "Where std is 0 you return best − mean even if it is negative. Nobody has to take a worse point: "
        "max(best − mean, 0).",
        negative_if_certain,
    ),
]
