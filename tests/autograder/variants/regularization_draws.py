"""`xavier_uniform`, `he_normal` and `dropout` as learners write them, right and wrong."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np

# xavier_uniform and he_normal, right


def from_the_unit_interval(fan_in, fan_out, *, gain=1.0, rng):
    a = gain * math.sqrt(6 / (fan_in + fan_out))
    return 2 * a * rng.random((fan_out, fan_in)) - a


def one_by_one(fan_in, fan_out, *, gain=1.0, rng):
    a = gain * (6 / (fan_in + fan_out)) ** 0.5
    W = np.zeros((fan_out, fan_in))
    for i in range(fan_out):
        for j in range(fan_in):
            W[i, j] = rng.uniform(-a, a)
    return W


def by_standard_deviation(fan_in, fan_out, *, gain=1.0, rng):
    std = gain * np.sqrt(2.0 / (fan_in + fan_out))
    return rng.uniform(low=-1, high=1, size=fan_in * fan_out).reshape(fan_out, fan_in) * std * np.sqrt(3)


def drawn_transposed(fan_in, fan_out, *, gain=1.0, rng):
    a = gain * np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-a, a, (fan_in, fan_out)).T


def standard_normal(fan_in, fan_out, *, rng):
    return rng.standard_normal((fan_out, fan_in)) * math.sqrt(2 / fan_in)


def divided(fan_in, fan_out, *, rng):
    return rng.normal(size=(fan_out, fan_in)) / np.sqrt(fan_in / 2)


def row_by_row(fan_in, fan_out, *, rng):
    return np.stack([rng.normal(0, (2 / fan_in) ** 0.5, fan_in) for _ in range(fan_out)])


def he_drawn_transposed(fan_in, fan_out, *, rng):
    return rng.normal(scale=np.sqrt(2 / fan_in), size=(fan_in, fan_out)).T


def multivariate(fan_in, fan_out, *, rng):
    return np.array(rng.normal(np.zeros((fan_out, fan_in)), np.full((fan_out, fan_in), np.sqrt(2.0 / fan_in))))


# xavier_uniform and he_normal, wrong


def lecun_bound(fan_in, fan_out, *, gain=1.0, rng):
    a = gain * math.sqrt(6.0 / fan_in)
    return (2 * rng.random((fan_out, fan_in)) - 1) * a


def sqrt_three(fan_in, fan_out, *, gain=1.0, rng):
    a = gain * math.sqrt(3.0 / (fan_in + fan_out))
    return (2 * rng.random((fan_out, fan_in)) - 1) * a


def std_for_bound(fan_in, fan_out, *, gain=1.0, rng):
    std = gain * math.sqrt(2.0 / (fan_in + fan_out))
    return std * rng.uniform(-1, 1, (fan_out, fan_in))


def gain_inside(fan_in, fan_out, *, gain=1.0, rng):
    a = math.sqrt(gain * 6.0 / (fan_in + fan_out))
    return rng.uniform(-a, a, size=(fan_out, fan_in))


def legacy_generator(fan_in, fan_out, *, gain=1.0, rng):
    a = gain * math.sqrt(6.0 / (fan_in + fan_out))
    return (2 * np.random.rand(fan_out, fan_in) - 1) * a


def in_by_out(fan_in, fan_out, *, gain=1.0, rng):
    a = gain * math.sqrt(6.0 / (fan_in + fan_out))
    return a * (1 - 2 * rng.random((fan_in, fan_out)))


def glorot_normal(fan_in, fan_out, *, gain=1.0, rng):
    return gain * math.sqrt(2.0 / (fan_in + fan_out)) * rng.standard_normal((fan_out, fan_in))


def one_row_repeated(fan_in, fan_out, *, gain=1.0, rng):
    a = gain * math.sqrt(6.0 / (fan_in + fan_out))
    return np.tile(rng.uniform(-a, a, size=fan_in), (fan_out, 1))


def gain_squared(fan_in, fan_out, *, gain=1.0, rng):
    a = 1.3 * gain * math.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-a, a, size=(fan_out, fan_in))


def in_float32(fan_in, fan_out, *, gain=1.0, rng):
    return from_the_unit_interval(fan_in, fan_out, gain=gain, rng=rng).astype(np.float32)


def as_lists(fan_in, fan_out, *, gain=1.0, rng):
    return one_by_one(fan_in, fan_out, gain=gain, rng=rng).tolist()


def std_is_variance(fan_in, fan_out, *, rng):
    return rng.standard_normal((fan_out, fan_in)) * (2 / fan_in)


def lecun_normal(fan_in, fan_out, *, rng):
    return rng.standard_normal((fan_out, fan_in)) / math.sqrt(fan_in)


def kaiming_fan_out(fan_in, fan_out, *, rng):
    return rng.standard_normal((fan_out, fan_in)) * math.sqrt(2 / fan_out)


def kaiming_uniform(fan_in, fan_out, *, rng):
    return (2 * rng.random((fan_out, fan_in)) - 1) * math.sqrt(6 / fan_in)


def he_in_by_out(fan_in, fan_out, *, rng):
    return rng.standard_normal((fan_in, fan_out)) * math.sqrt(2 / fan_in)


def fresh_generator(fan_in, fan_out, *, rng):
    rng = np.random.default_rng()
    return rng.standard_normal((fan_out, fan_in)) * math.sqrt(2 / fan_in)


def truncated(fan_in, fan_out, *, rng):
    z = rng.standard_normal((fan_out, fan_in))
    while (far := np.abs(z) > 2).any():
        z[far] = rng.standard_normal(int(far.sum()))
    return z / 0.8796 * math.sqrt(2 / fan_in)


def half_normal(fan_in, fan_out, *, rng):
    return np.abs(rng.standard_normal((fan_out, fan_in))) * math.sqrt(2 / fan_in)


def two_over_root(fan_in, fan_out, *, rng):
    return rng.standard_normal((fan_out, fan_in)) * 2 / math.sqrt(fan_in)


def same_column(fan_in, fan_out, *, rng):
    return rng.standard_normal((fan_out, 1)) * math.sqrt(2 / fan_in) * np.ones((1, fan_in))


# dropout, right


def by_mask(x, *, p, rng, training):
    if not training:
        return x.copy()
    mask = rng.random(x.shape) >= p
    return x * mask / (1 - p)


def by_binomial(x, *, p, rng, training):
    keep = 1 - p
    return x * rng.binomial(1, keep, size=x.shape) / keep if training else x


def by_choice(x, *, p, rng, training):
    if training and p > 0:
        return np.asarray(x * rng.choice([0.0, 1 / (1 - p)], size=x.shape, p=[p, 1 - p]))
    return x


def by_loop(x, *, p, rng, training):
    if not training:
        return x
    out = np.array(x, dtype=float).ravel()
    for i in range(out.size):
        out[i] = 0.0 if rng.uniform() < p else out[i] / (1 - p)
    return out.reshape(x.shape)


def by_own_copy(x, *, p, rng, training):
    out = np.copy(x)
    if training:
        out[...] = np.where(rng.uniform(size=x.shape) > p, out, 0)
        out /= 1.0 - p
    return out


# dropout, wrong


def keep_probability(x, *, p, rng, training):
    if not training:
        return x
    return x * (rng.random(x.shape) < p) / (p or 1.0)


def not_rescaled(x, *, p, rng, training):
    return x * (rng.random(x.shape) >= p) if training else x


def lottery(x, *, p, rng, training):
    return x * (rng.random(x.shape) >= p) / (1 - p)


def mask_of_the_features(x, *, p, rng, training):
    if not training:
        return x
    return x * (rng.random(x.shape[1:] if x.ndim > 1 else x.shape) >= p) / (1 - p)


def with_legacy(x, *, p, rng, training):
    return x * (np.random.rand(*x.shape) >= p) / (1 - p) if training else x


def with_its_own_seed(x, *, p, rng, training):
    rng = np.random.default_rng(0)
    return x * (rng.random(x.shape) >= p) / (1 - p) if training else x


def as_in_the_paper(x, *, p, rng, training):
    return x * (rng.random(x.shape) >= p) if training else (1 - p) * x


def inverted_flag(x, *, p, rng, training):
    return by_mask(x, p=p, rng=rng, training=not training)


def writes_into_x(x, *, p, rng, training):
    if training:
        x[rng.random(x.shape) < p] = 0
        x /= 1 - p
    return x


def fixed_number(x, *, p, rng, training):
    if not training:
        return x
    out = np.array(x / (1 - p)).ravel()
    out[rng.permutation(out.size)[: round(p * out.size)]] = 0
    return out.reshape(x.shape)


def gaussian(x, *, p, rng, training):
    return x * rng.normal(1, math.sqrt(p / (1 - p)), x.shape) if training else x


def rescaled_to_the_sum(x, *, p, rng, training):
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return x * mask / max(mask.mean(), 1e-9)


def zeroed_when_testing(x, *, p, rng, training):
    return by_mask(x, p=p, rng=rng, training=True) if training else 0 * x


def channels(x, *, p, rng, training):
    if not training:
        return x
    mask = rng.random((*x.shape[:2], 1)) if x.ndim == 3 else rng.random(x.shape)
    return x * (mask >= p) / (1 - p)


CORRECT = {
    "xavier_uniform": [from_the_unit_interval, one_by_one, by_standard_deviation, drawn_transposed],
    "he_normal": [standard_normal, divided, row_by_row, he_drawn_transposed, multivariate],
    "dropout": [by_mask, by_binomial, by_choice, by_loop, by_own_copy],
}

WRONG = {
    "xavier_uniform": {
        "fan_in only": [lecun_bound],
        "√3 instead of √6": [sqrt_three],
        "standard deviation as bound": [std_for_bound],
        "gain under the root": [gain_inside],
        "another generator": [legacy_generator],
        "transposed": [in_by_out],
        "normal instead of uniform": [glorot_normal],
    },
    "he_normal": {
        "variance": [std_is_variance],
        "1/in": [lecun_normal],
        "fan_out": [kaiming_fan_out],
        "uniform instead of normal": [kaiming_uniform],
        "transposed": [he_in_by_out],
        "another generator": [fresh_generator],
    },
    "dropout": {
        "keeps with p": [keep_probability],
        "unscaled": [not_rescaled],
        "active in use": [lottery],
        "one mask for all rows": [mask_of_the_features],
        "whole rows dropped": [channels],
        "another generator": [with_legacy],
        "reseeded": [with_its_own_seed],
        "scaled in use, not in training": [as_in_the_paper],
        "training and use swapped": [inverted_flag],
        "x changed": [writes_into_x],
    },
}

UNLISTED = {
    "xavier_uniform": [one_row_repeated, gain_squared, in_float32, as_lists],
    "he_normal": [truncated, half_normal, two_over_root, same_column],
    "dropout": [fixed_number, gaussian, rescaled_to_the_sum, zeroed_when_testing],
}
