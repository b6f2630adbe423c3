"""Unit 04 as learners write it: the average, the two steps and the two formulas; the class is in `momentum_sgd`."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import importlib.util
import math
from itertools import accumulate
from pathlib import Path

import numpy as np

# ewma, right


def average_into_an_array(values, *, beta):
    out = np.zeros(len(values))
    m = 0
    for t in range(len(values)):
        m = beta * m + (1 - beta) * values[t]
        out[t] = m
    return out


def average_by_accumulate(values, *, beta):
    return np.array(list(accumulate(values, lambda m, x: beta * m + (1 - beta) * x, initial=0.0))[1:])


def average_by_weights(values, *, beta):
    T = len(values)
    lag = np.arange(T)[:, None] - np.arange(T)
    return (1 - beta) * np.where(lag >= 0, beta ** np.maximum(lag, 0.0), 0.0) @ values


def average_as_a_correction(values, *, beta):
    out = np.empty(np.shape(values), dtype=np.float64)
    m = 0.0
    for t, x in enumerate(values):
        m += (1 - beta) * (x - m)
        out[t] = m
    return out


def average_by_convolution(values, *, beta):
    return np.convolve(values, (1 - beta) * beta ** np.arange(len(values)))[: len(values)]


# ewma, wrong


def swapped_into_an_array(values, *, beta):
    out, m = np.zeros(len(values)), 0.0
    for t, x in enumerate(values):
        m = beta * x + (1 - beta) * m
        out[t] = m
    return out


def starting_at_the_first(values, *, beta):
    out = np.array(values, dtype=float)
    for t in range(1, len(out)):
        out[t] = beta * out[t - 1] + (1 - beta) * values[t]
    return out


def fading_sum(values, *, beta):
    out = np.zeros(len(values))
    for t, x in enumerate(values):
        out[t] = (beta * out[t - 1] if t else 0.0) + x
    return out


def corrected_one_by_one(values, *, beta):
    m, out = 0.0, []
    for t, x in enumerate(values, start=1):
        m = beta * m + (1 - beta) * x
        out.append(m / (1 - beta**t))
    return np.array(out)


def appended_before(values, *, beta):
    m, out = 0.0, []
    for x in values:
        out.append(m)
        m = beta * m + (1 - beta) * x
    return np.array(out)


def with_the_start(values, *, beta):
    out = np.zeros(len(values) + 1)
    for t, x in enumerate(values):
        out[t + 1] = beta * out[t] + (1 - beta) * x
    return out


def only_the_last(values, *, beta):
    m = 0
    for x in values:
        m = beta * m + (1 - beta) * x
    return m


def like_the_values(values, *, beta):
    out = np.zeros_like(values)
    m = 0.0
    for t, x in enumerate(values):
        m = beta * m + (1 - beta) * x
        out[t] = m
    return out


def like_the_values_from_itself(values, *, beta):
    out = np.zeros_like(values)
    for t, x in enumerate(values):
        out[t] = beta * (out[t - 1] if t else 0) + (1 - beta) * x
    return out


def over_the_values(values, *, beta):
    m = 0.0
    for t in range(len(values)):
        m = beta * m + (1 - beta) * values[t]
        values[t] = m
    return values


def of_two_neighbours(values, *, beta):
    return np.array([beta * (values[t - 1] if t else 0.0) + (1 - beta) * x for t, x in enumerate(values)])


def plain_mean_so_far(values, *, beta):
    return np.cumsum(values) / np.arange(1, len(values) + 1)


def average_as_a_list(values, *, beta):
    return average_into_an_array(values, beta=beta).tolist()


def average_backwards(values, *, beta):
    return average_into_an_array(values[::-1], beta=beta)[::-1]


def average_in_single_precision(values, *, beta):
    return average_into_an_array(values, beta=beta).astype(np.float32)


def average_as_a_column(values, *, beta):
    return average_into_an_array(values, beta=beta)[:, None]


def weights_normalised(values, *, beta):
    return np.array(
        [np.average(values[: t + 1], weights=beta ** np.arange(t, -1.0, -1)) for t in range(len(values) - 1)] + [0.0]
    )


# effective_lr, right


def by_the_series(*, lr, momentum, dampening=0.0):
    return lr * (1 - dampening) * math.fsum(momentum**k for k in range(5000))


def rate_reordered(*, momentum, lr, dampening=0):
    return np.float64((1 - dampening) / (1 - momentum)) * lr


def by_letting_it_roll(*, lr, momentum, dampening=0.0):
    v = 1.0
    for _ in range(5000):
        v = momentum * v + (1 - dampening)
    return lr * v


def rate_as_an_array(*, lr, momentum, dampening=0.0):
    return np.array((lr - lr * dampening) / (1 - momentum))


# effective_lr, wrong


def undampened_rate(*, lr, momentum, dampening=0.0):
    return np.divide(lr, 1 - momentum)


def rate_shrunk(*, lr, momentum, dampening=0.0):
    return (1 - momentum) * (1 - dampening) * lr


def rate_shrunk_undampened(*, lr, momentum, dampening=0.0):
    return lr - lr * momentum


def over_mu(*, lr, momentum, dampening=0.0):
    return (1 - dampening) * lr / momentum


def times_tau(*, lr, momentum, dampening=0.0):
    return dampening * lr / (1 - momentum)


def over_one_minus_tau(*, lr, momentum, dampening=0.0):
    return lr / (1 - dampening) / (1 - momentum)


def over_one_plus(*, lr, momentum, dampening=0.0):
    return (1 - dampening) * lr / (momentum + 1)


def momentum_rate(*, lr, momentum, dampening=0.0):
    return momentum * lr * (1 - dampening) / (1 - momentum)


def squared_rate(*, lr, momentum, dampening=0.0):
    return lr * (1 - dampening) / (1 - momentum) ** 2


def dampening_of_momentum(*, lr, momentum, dampening=0.0):
    return lr / (1 - momentum * (1 - dampening))


def without_lr(*, lr, momentum, dampening=0.0):
    return (1 - dampening) / (1 - momentum)


# optimal_momentum, right


def by_eigvals(H):
    spectrum = np.linalg.eigvals(H)
    L, m = spectrum.max(), spectrum.min()
    kappa = L / m
    return 4 / (L**0.5 + m**0.5) ** 2, ((kappa**0.5 - 1) / (kappa**0.5 + 1)) ** 2


def by_svd(H):
    s = np.sqrt(np.linalg.svd(H, compute_uv=False))
    return [(2 / (s[0] + s[-1])) ** 2, ((s[0] - s[-1]) / (s[0] + s[-1])) ** 2]


def by_condition_number(H):
    root = math.sqrt(np.linalg.cond(H))
    L = np.linalg.norm(H, 2)
    return 4 / (L * (1 + 1 / root) ** 2), ((root - 1) / (root + 1)) ** 2


def rate_from_momentum(H):
    spectrum = np.sort(np.linalg.eigh(H)[0])
    root = (np.sqrt(spectrum[-1]) - np.sqrt(spectrum[0])) / np.sqrt(spectrum).take([0, -1]).sum()
    return np.array((1 + root) ** 2 / spectrum[-1]), np.array(root**2)


# optimal_momentum, wrong


def ends(H):
    spectrum = np.linalg.eigvals(H)
    return float(min(spectrum)), float(max(spectrum))


def pair_of(rate, momentum):
    """Return a function of H, made from √m, √L and √κ."""

    def function(H):
        m, L = ends(H)
        a, b = math.sqrt(m), math.sqrt(L)
        return rate(a, b), momentum(a, b)

    function.__name__ = f"pair_{rate.__code__.co_firstlineno}"
    return function


def lr_right(a, b):
    return 4 / (a + b) ** 2


def mu_right(a, b):
    return ((b / a - 1) / (b / a + 1)) ** 2


def mu_of_plain(a, b):
    return (b * b - a * a) / (b * b + a * a)


def unsorted(H):
    spectrum = np.linalg.eigvals(H)
    a, b = math.sqrt(spectrum[0]), math.sqrt(spectrum[-1])
    return lr_right(a, b), 0.9


def as_an_array(H):
    return np.array(pair_of(lr_right, mu_right)(H))


def rate_only(H):
    return pair_of(lr_right, mu_right)(H)[0]


def _load(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_steps, _sgd = _load("momentum_steps"), _load("momentum_sgd")

CORRECT = {
    "ewma": [
        average_into_an_array,
        average_by_accumulate,
        average_by_weights,
        average_as_a_correction,
        average_by_convolution,
    ],
    "effective_lr": [by_the_series, rate_reordered, by_letting_it_roll, rate_as_an_array],
    "optimal_momentum": [by_eigvals, by_svd, by_condition_number, rate_from_momentum],
    **_steps.CORRECT,
    **_sgd.CORRECT,
}

WRONG = {
    "ewma": {
        "in place": [over_the_values],
        "integer dtype kept": [like_the_values, like_the_values_from_itself],
        "weights swapped": [swapped_into_an_array],
        "starts at x₀": [starting_at_the_first],
        "sum": [fading_sum],
        "start corrected": [corrected_one_by_one],
        "one step late": [appended_before],
        "start kept": [with_the_start],
        "last only": [only_the_last],
        "previous value": [of_two_neighbours],
    },
    "effective_lr": {
        "τ ignored": [undampened_rate],
        "lr(1−μ)": [rate_shrunk, rate_shrunk_undampened],
        "lr/μ": [over_mu],
        "τ for 1 − τ": [times_tau],
        "divided by 1 − τ": [over_one_minus_tau],
        "1 + μ": [over_one_plus],
    },
    "optimal_momentum": {
        "pair swapped": [pair_of(mu_right, lr_right)],
        "not squared": [pair_of(lr_right, lambda a, b: (b - a) / (b + a))],
        "rate's denominator not squared": [pair_of(lambda a, b: 4 / (a + b), mu_right)],
        "no roots": [
            pair_of(lambda a, b: 4 / (a * a + b * b) ** 2, lambda a, b: mu_of_plain(a, b) ** 2),
            pair_of(lr_right, lambda a, b: mu_of_plain(a, b) ** 2),
        ],
        "plain-GD rate": [
            pair_of(lambda a, b: 2 / (a * a + b * b), mu_of_plain),
            pair_of(lambda a, b: 2 / (a * a + b * b), mu_right),
            pair_of(lr_right, mu_of_plain),
        ],
        "1/L": [pair_of(lambda a, b: b**-2, lambda a, b: (b - a) / (b + a))],
        "half the rate": [pair_of(lambda a, b: 2 / (a + b) ** 2, mu_right)],
        "sum of squares": [pair_of(lambda a, b: 4 / (a * a + b * b), mu_right)],
    },
    **_steps.WRONG,
    **_sgd.WRONG,
}

UNLISTED = {
    "ewma": [
        plain_mean_so_far,
        average_as_a_list,
        average_backwards,
        average_in_single_precision,
        average_as_a_column,
        weights_normalised,
    ],
    "effective_lr": [momentum_rate, squared_rate, dampening_of_momentum, without_lr],
    "optimal_momentum": [
        unsorted,
        as_an_array,
        rate_only,
        pair_of(lambda a, b: (2 / (a + b)) ** 4, mu_right),
        pair_of(lr_right, lambda a, b: ((b - a) / b) ** 2),
        pair_of(lr_right, lambda a, b: 0.9),
    ],
    **_steps.UNLISTED,
    **_sgd.UNLISTED,
}
