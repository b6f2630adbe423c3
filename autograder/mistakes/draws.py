"""Unit 09's known mistakes in drawing numbers of many sizes, diagnosed by symptoms since draws are free."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np

from autograder.exercise import Mistake


def linear(low, high, size, *, rng):
    return rng.uniform(low, high, size)


def mixed_bases(low, high, size, *, rng):
    return 10 ** rng.uniform(math.log(low), math.log(high), size)


def mixed_bases_back(low, high, size, *, rng):
    return np.exp(rng.uniform(math.log10(low), math.log10(high), size))


def mixed_with_two(low, high, size, *, rng):
    return 2 ** rng.uniform(math.log(low), math.log(high), size)


def exponent(low, high, size, *, rng):
    return rng.uniform(math.log10(low), math.log10(high), size)


def natural_exponent(low, high, size, *, rng):
    return rng.uniform(math.log(low), math.log(high), size)


def limits_to_powers(low, high, size, *, rng):
    return 10 ** rng.uniform(low, high, size)


def ladder(low, high, size, *, rng):
    return np.geomspace(low, high, int(np.prod(size))).reshape(size)


def own_numbers(low, high, size, *, rng):
    return np.exp(np.random.uniform(math.log(low), math.log(high), size))


def within(got, low, high):
    values = np.concatenate([np.ravel(part).astype(float) for part in got])
    return bool(np.all((values >= low - 1e-9) & (values <= high + 1e-9)))


def seen_linear(_expected, got, low, high, size, *, seeds, many):
    places = np.sort((np.asarray(got[-1]) - low) / (high - low))
    gap = np.abs(places - (np.arange(many) + 0.5) / many).max()
    return bool(gap * np.sqrt(many) < 3.4 and np.all((places >= 0) & (places <= 1)))


def seen_mixed(_expected, got, low, high, size, *, seeds, many):
    values = [np.ravel(part).astype(float) for part in got]
    if min(part.min() for part in values) <= 0:
        return False
    every, logs = np.concatenate(values), (np.log, np.log2, np.log10)
    for there in logs:
        for back in logs:
            places = (back(every) - there(low)) / (there(high) - there(low))
            if back is not there and -1e-9 <= places.min() < 0.1 and 0.9 < places.max() <= 1 + 1e-9:
                return True
    return False


def seen_exponent(_expected, got, low, high, size, *, seeds, many):
    """The many numbers fill the range of the logarithms evenly."""
    for log in (np.log10, np.log, np.log2):
        a, b = log(low), log(high)
        places = np.sort((np.asarray(got[-1]) - a) / (b - a))
        if np.all((places >= -1e-9) & (places <= 1 + 1e-9)):
            gap = np.abs(places - (np.arange(many) + 0.5) / many).max()
            if gap * np.sqrt(many) < 3.4:
                return True
    return False


def seen_unseeded_numbers(_expected, got, low, high, size, *, seeds, many):
    places = np.sort(np.log(np.asarray(got[-1]) / low) / np.log(high / low))
    gap = np.abs(places - (np.arange(many) + 0.5) / many).max()
    right = gap * np.sqrt(many) < 3.4 and np.all((places >= -1e-9) & (places <= 1 + 1e-9))
    return bool(right and not np.array_equal(got[0], got[1]))


def seen_ladder(_expected, got, low, high, size, *, seeds, many):
    """Equal numbers from generators with different seeds."""
    return np.array_equal(got[0], got[2]) and np.asarray(got[0]).size == int(np.prod(size))


LOG_UNIFORM = [
    Mistake(
        "linear",
        "You draw uniformly between low and high, so nine of ten numbers come from the highest decade. Draw the "
        "*logarithm* uniformly, and take the power of it.",
        linear,
        seen_linear,
    ),
    Mistake(
        "exponent returned",
        "You return the exponents. Take the power of them: exp for ln, 10** for log10.",
        exponent,
        seen_exponent,
        also=[natural_exponent],
    ),
    Mistake(
        "log bases mixed",
        "You take the logarithm to one base and the power of another, so the numbers leave the range. ln goes with "
        "exp, log10 with 10**, log2 with 2**.",
        mixed_bases,
        seen_mixed,
        also=[mixed_bases_back, mixed_with_two],
    ),
    Mistake(
        "not random",
        "Your numbers are the same whatever generator comes in. Draw them from the `rng` that is passed in.",
        ladder,
        seen_ladder,
    ),
    Mistake(
        "rng ignored",
        "Two generators with the same seed gave different numbers, so your randomness comes from elsewhere. Use the "
        "`rng` that comes in, not `np.random`.",
        own_numbers,
        seen_unseeded_numbers,
    ),
]
