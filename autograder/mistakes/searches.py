"""Unit 09's known mistakes in a grid search and in the expected improvement."""
# ruff: noqa: ARG001 (a formula names all that it might use)

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


def cycled(*lists):
    return zip(*(itertools.islice(itertools.cycle(values), max(map(len, lists))) for values in lists))  # noqa: B905


def filled_up(*lists):
    longest = max(map(len, lists))
    return zip(*([*values, *values[-1:] * (longest - len(values))] for values in lists))  # noqa: B905


def zipped_in_circles(objective, grid):
    return min(trials(objective, grid, cycled), key=lambda trial: trial[1])


def zipped_to_the_longest(objective, grid):
    return min(trials(objective, grid, filled_up), key=lambda trial: trial[1])


def maximised(objective, grid):
    return max(trials(objective, grid), key=lambda trial: trial[1])


def last_maximum(objective, grid):
    return max(reversed(trials(objective, grid)), key=lambda trial: trial[1])


def maximised_from_zero(objective, grid):
    best = max(trials(objective, grid), key=lambda trial: trial[1])
    return best if best[1] > 0 else (None, 0)


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
        also=[zipped_in_circles, zipped_to_the_longest],
    ),
    Mistake(
        "maximises",
        "You keep the largest value. The objective is a loss: keep the smallest.",
        maximised,
        also=[last_maximum, maximised_from_zero],
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


def at_least_nothing(gain):
    return np.maximum(gain, 0.0)


def improvement(value, *, sign=1, certain=at_least_nothing, guard="where"):
    """Return `value(gain, std, Φ, φ)` of improvements, `certain(gain)` where std is 0 and something guards it.

    Without a guard NumPy divides by zero, or Python does, which raises.
    """

    def expected_improvement(mean, std, best):
        numbers = guard == "Python's" and np.ndim(mean) == np.ndim(std) == 0
        mean, std = (float(part) if numbers else np.asarray(part, dtype=float) for part in (mean, std))
        gain = sign * (best - mean)
        z = gain / (np.where(std > 0, std, 1.0) if guard == "where" else std)
        result = value(gain, std, ndtr(z), np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi))
        return np.where(std > 0, result, certain(gain)) if guard == "where" else result

    return expected_improvement


def unguarded(value, *, sign=1):
    return [improvement(value, sign=sign, guard=guard) for guard in ("NumPy's", "Python's")]


def right(gain, std, cdf, pdf):
    return gain * cdf + std * pdf


def negative_gain(gain, std, cdf, pdf):
    return -gain * cdf + std * pdf


def negative_z(gain, std, cdf, pdf):
    return gain * (1 - cdf) + std * pdf


def swapped(gain, std, cdf, pdf):
    return gain * pdf + std * cdf


def std_dropped(gain, std, cdf, pdf):
    return gain * cdf + pdf


def second_term_dropped(gain, std, cdf, pdf):
    return gain * cdf


def no_z(gain, std, cdf, pdf):
    return right(gain, std, ndtr(gain), np.exp(-(gain**2) / 2) / math.sqrt(2 * math.pi))


def no_std_at_all(gain, std, cdf, pdf):
    return no_z(gain, 1.0, cdf, pdf)


def probability(gain, std, cdf, pdf):
    return cdf


def one_or_zero(gain):
    return (gain > 0).astype(float)


def of_minus_gain(gain):
    return np.maximum(-gain, 0.0)


EXPECTED_IMPROVEMENT = [
    Mistake(
        "maximisation sign",
        "Your improvement is mean − best, which pays for high values. A loss is minimised: improvement is "
        "best − mean, in the formula and in z.",
        improvement(right, sign=-1),
        also=[
            improvement(right, sign=-1, certain=of_minus_gain),
            improvement(negative_gain),
            improvement(negative_gain, certain=of_minus_gain),
            improvement(negative_z),
            *unguarded(right, sign=-1),
            *unguarded(negative_gain),
            *unguarded(negative_z),
        ],
    ),
    Mistake(
        "pdf and cdf swapped",
        "You multiply the gain by the density and the standard deviation by Φ. It is the other way round: "
        "(best − mean)·Φ(z) + std·φ(z).",
        improvement(swapped),
        also=unguarded(swapped),
    ),
    Mistake(
        "nothing for std = 0",
        "Where std is 0 you divide by zero, and 0/0 is nan: it strikes at every point that has been tried. "
        "There the value is known, and the improvement is max(best − mean, 0).",
        unguarded(right)[0],
        also=unguarded(right)[1:],
    ),
    Mistake(
        "std dropped",
        "Your second term is φ(z) alone. It has to be multiplied by std, or an uncertain candidate gains nothing "
        "from its uncertainty.",
        improvement(std_dropped),
        also=[
            improvement(second_term_dropped),
            improvement(no_std_at_all),
            improvement(no_std_at_all, guard="not needed"),
            *unguarded(std_dropped),
            *unguarded(second_term_dropped),
        ],
    ),
    Mistake(
        "z not divided by std",
        "You use best − mean itself for z. Φ and φ are those of the standard normal distribution: divide by std first.",
        improvement(no_z),
        also=[improvement(no_z, guard="not needed")],
    ),
    Mistake(
        "probability of improvement",
        "You return Φ(z), the probability that a candidate is better. The expected improvement also weighs by how "
        "much: (best − mean)·Φ(z) + std·φ(z).",
        improvement(probability, certain=one_or_zero),
        also=[improvement(probability), *unguarded(probability)],
    ),
    Mistake(
        "zero for std = 0",
        "Where std is 0 you return 0. A certain candidate improves by exactly best − mean, if that is positive.",
        improvement(right, certain=np.zeros_like),
    ),
    Mistake(
        "negative improvement",
        "Where std is 0 you return best − mean even if it is negative. Nobody has to take a worse point: "
        "max(best − mean, 0).",
        improvement(right, certain=np.array),
    ),
]
