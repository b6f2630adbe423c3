"""Unit 08's known mistakes in drawing weights. All are told by statistics: any use of the generator may be right."""

# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ARG001, ARG005 (symptoms and bounds are given everything)

from __future__ import annotations

import numpy as np

from autograder.exercise import Mistake

GENERATOR = (
    "Your numbers do not come from the `rng` that you were given: an equal seed gives other numbers. Draw with "
    "`rng.uniform(…)` or `rng.normal(…)`, not with `np.random`."
)
RESEEDED = (
    "Every layer of yours gets the same weights, as with a generator that is made anew inside the function. "
    "Draw from the `rng` that you were given, and from nothing else."
)
TRANSPOSED = "Your matrix is (fan_in, fan_out). A row belongs to a unit of the layer: (fan_out, fan_in), for Y = XWᵀ."


def uniform(bound):
    def draw(fan_in, fan_out, *, gain=1.0, rng):
        a = bound(fan_in, fan_out, gain)
        return rng.uniform(-a, a, size=(fan_out, fan_in))

    return draw


def one_sided(fan_in, fan_out, *, gain=1.0, rng):
    return rng.uniform(0, gain * np.sqrt(6 / (fan_in + fan_out)), size=(fan_out, fan_in))


def xavier_normal(fan_in, fan_out, *, gain=1.0, rng):
    return rng.normal(0, gain * np.sqrt(2 / (fan_in + fan_out)), size=(fan_out, fan_in))


def xavier_transposed(fan_in, fan_out, *, gain=1.0, rng):
    return uniform(lambda i, o, g: g * np.sqrt(6 / (i + o)))(fan_out, fan_in, gain=gain, rng=rng)


def xavier_global(fan_in, fan_out, *, gain=1.0, rng):
    a = gain * np.sqrt(6 / (fan_in + fan_out))
    return np.random.uniform(-a, a, size=(fan_out, fan_in))


def xavier_reseeded(fan_in, fan_out, *, gain=1.0, rng):
    a = gain * np.sqrt(6 / (fan_in + fan_out))
    return np.random.default_rng(0).uniform(-a, a, size=(fan_out, fan_in))


def seen_transposed(expected, got, fan_in, fan_out, **_):
    return list(got[0]["shape"]) == [fan_in, fan_out] != [fan_out, fan_in]


def seen_generator(expected, got, *_, **__):
    return not got[0]["equal seeds agree"] and list(got[0]["shape"]) == list(expected[0]["shape"])


def seen_reseeded(expected, got, *_, **__):
    facts = got[0]
    return not facts["next draw differs"] and not facts["other seed differs"] and facts["different numbers"] > 1


def seen_root_three(expected, got, fan_in, fan_out, *, gain=1.0, **_):
    wanted = gain * np.sqrt(1 / (fan_in + fan_out))
    return abs(got[0]["root mean square"] / wanted - 1) < 0.04 and got[0]["fourth moment"] < 2.2


def seen_fan_in_only(expected, got, fan_in, fan_out, *, gain=1.0, **_):
    one, two = gain * np.sqrt(2 / fan_in), gain * np.sqrt(1 / fan_in)
    spread = got[0]["root mean square"]
    return min(abs(spread / one - 1), abs(spread / two - 1)) < 0.04


def seen_fan_out_only(expected, got, fan_in, fan_out, *, gain=1.0, **_):
    one, two = gain * np.sqrt(2 / fan_out), gain * np.sqrt(1 / fan_out)
    spread = got[0]["root mean square"]
    return min(abs(spread / one - 1), abs(spread / two - 1)) < 0.04


def seen_std_as_bound(expected, got, fan_in, fan_out, *, gain=1.0, **_):
    wanted = gain * np.sqrt(2 / (fan_in + fan_out))
    return abs(got[0]["largest"] / wanted - 1) < 0.02 and abs(got[0]["root mean square"] * 3**0.5 / wanted - 1) < 0.04


def seen_gain_under_root(expected, got, fan_in, fan_out, *, gain=1.0, **_):
    wanted = np.sqrt(2 * gain / (fan_in + fan_out))
    return gain != 1 and abs(got[0]["root mean square"] / wanted - 1) < 0.04


def seen_gain_ignored(expected, got, fan_in, fan_out, *, gain=1.0, **_):
    wanted = np.sqrt(2 / (fan_in + fan_out))
    return gain != 1 and abs(got[0]["root mean square"] / wanted - 1) < 0.04


def seen_no_root(expected, got, fan_in, fan_out, *, gain=1.0, **_):
    return abs(got[0]["largest"] / (gain * 6 / (fan_in + fan_out)) - 1) < 0.02


def seen_one_sided(expected, got, *_, **__):
    return abs(got[0]["mean"]) > 0.8 * got[0]["root mean square"]


def seen_normal(expected, got, fan_in, fan_out, *, gain=1.0, **_):
    wanted = gain * np.sqrt(2 / (fan_in + fan_out))
    return abs(got[0]["root mean square"] / wanted - 1) < 0.08 and got[0]["fourth moment"] > 2.5


XAVIER = [
    Mistake("transposed", TRANSPOSED, xavier_transposed, seen_transposed),
    Mistake("another generator", GENERATOR, xavier_global, seen_generator),
    Mistake("reseeded", RESEEDED, xavier_reseeded, seen_reseeded),
    Mistake(
        "one-sided",
        "All your weights have one sign. Draw between −a and a: `rng.uniform(-a, a, …)`.",
        one_sided,
        seen_one_sided,
    ),
    Mistake(
        "normal instead of uniform",
        "Your weights have the right spread, but are normally distributed. Here they are uniform between −a and a.",
        xavier_normal,
        seen_normal,
    ),
    Mistake(
        "gain under the root",
        "Your gain stands under the root. It multiplies the bound: a = gain·√(6/(in + out)).",
        uniform(lambda i, o, g: np.sqrt(6 * g / (i + o))),
        seen_gain_under_root,
    ),
    Mistake(
        "gain ignored",
        "Your weights do not depend on the gain. The bound is a = gain·√(6/(in + out)).",
        uniform(lambda i, o, g: np.sqrt(6 / (i + o))),
        seen_gain_ignored,
    ),
    Mistake(
        "√3 instead of √6",
        "Your weights are smaller by √2. The bound is √3 times the standard deviation √(2/(in + out)), and 3·2 = 6.",
        uniform(lambda i, o, g: g * np.sqrt(3 / (i + o))),
        seen_root_three,
    ),
    Mistake(
        "standard deviation as bound",
        "You used √(2/(in + out)), the standard deviation, as bound. Uniform numbers between −a and a have the "
        "standard deviation a/√3, so the bound must be √3 times larger: √(6/(in + out)).",
        uniform(lambda i, o, g: g * np.sqrt(2 / (i + o))),
        seen_std_as_bound,
    ),
    Mistake(
        "fan_in only",
        "Your bound depends on the inputs alone. Xavier's rule is a compromise between both directions: in + out.",
        uniform(lambda i, o, g: g * np.sqrt(6 / i)),
        seen_fan_in_only,
        also=[uniform(lambda i, o, g: g * np.sqrt(3 / i))],
    ),
    Mistake(
        "fan_out only",
        "Your bound depends on the outputs alone. Xavier's rule is a compromise between both directions: in + out.",
        uniform(lambda i, o, g: g * np.sqrt(6 / o)),
        seen_fan_out_only,
        also=[uniform(lambda i, o, g: g * np.sqrt(3 / o))],
    ),
    Mistake(
        "root forgotten",
        "Your bound is 6/(in + out). Take the square root of it.",
        uniform(lambda i, o, g: g * 6 / (i + o)),
        seen_no_root,
    ),
]

# he_normal


def normal(std):
    def draw(fan_in, fan_out, *, rng):
        return rng.normal(0.0, std(fan_in, fan_out), size=(fan_out, fan_in))

    return draw


def he_transposed(fan_in, fan_out, *, rng):
    return rng.normal(0.0, np.sqrt(2 / fan_in), size=(fan_in, fan_out))


def he_global(fan_in, fan_out, *, rng):
    return np.sqrt(2 / fan_in) * np.random.randn(fan_out, fan_in)


def he_reseeded(fan_in, fan_out, *, rng):
    return np.random.default_rng(42).normal(0.0, np.sqrt(2 / fan_in), size=(fan_out, fan_in))


def he_uniform(fan_in, fan_out, *, rng):
    a = np.sqrt(6 / fan_in)
    return rng.uniform(-a, a, size=(fan_out, fan_in))


def seen_variance(expected, got, fan_in, fan_out, **_):
    return abs(got[0]["root mean square"] / (2 / fan_in) - 1) < 0.06


def seen_one_over(expected, got, fan_in, fan_out, **_):
    return abs(got[0]["root mean square"] / np.sqrt(1 / fan_in) - 1) < 0.06


def seen_fan_out(expected, got, fan_in, fan_out, **_):
    return abs(got[0]["root mean square"] / np.sqrt(2 / fan_out) - 1) < 0.06


def seen_both_fans(expected, got, fan_in, fan_out, **_):
    return abs(got[0]["root mean square"] / np.sqrt(2 / (fan_in + fan_out)) - 1) < 0.06


def seen_uniform(expected, got, fan_in, fan_out, **_):
    facts = got[0]
    flat = abs(facts["mean"]) < 0.2 * facts["root mean square"] and facts["fourth moment"] < 2.2
    return flat and abs(facts["root mean square"] / np.sqrt(2 / fan_in) - 1) < 0.06


def seen_unscaled(expected, got, fan_in, fan_out, **_):
    return abs(got[0]["root mean square"] - 1) < 0.06 and abs(got[0]["mean"]) < 0.2


HE = [
    Mistake("transposed", TRANSPOSED, he_transposed, seen_transposed),
    Mistake("another generator", GENERATOR, he_global, seen_generator),
    Mistake("reseeded", RESEEDED, he_reseeded, seen_reseeded),
    Mistake(
        "uniform instead of normal",
        "Your weights have the right spread, but are uniform. Here they are normally distributed: `rng.normal`.",
        he_uniform,
        seen_uniform,
    ),
    Mistake(
        "variance",
        "You gave the variance 2/in where a standard deviation is wanted. Take its square root.",
        normal(lambda i, o: 2 / i),
        seen_variance,
    ),
    Mistake(
        "1/in",
        "Your variance is 1/in. A ReLU cuts off half of the signal, and the 2 makes up for it: √(2/in).",
        normal(lambda i, o: np.sqrt(1 / i)),
        seen_one_over,
    ),
    Mistake(
        "fan_out",
        "Your spread depends on the number of outputs. A unit adds up its *inputs*: √(2/fan_in).",
        normal(lambda i, o: np.sqrt(2 / o)),
        seen_fan_out,
    ),
    Mistake(
        "Xavier's",
        "That is Xavier's variance, 2/(in + out). He's is 2/in.",
        normal(lambda i, o: np.sqrt(2 / (i + o))),
        seen_both_fans,
    ),
    Mistake(
        "not scaled",
        "Your weights have standard deviation 1, whatever the number of inputs. It should be √(2/fan_in).",
        normal(lambda i, o: 1.0),
        seen_unscaled,
    ),
]
