"""Unit 04 as learners write it: effective_lr and optimal_momentum."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np

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


CORRECT = {
    "effective_lr": [by_the_series, rate_reordered, by_letting_it_roll, rate_as_an_array],
    "optimal_momentum": [by_eigvals, by_svd, by_condition_number, rate_from_momentum],
}

WRONG = {
    "effective_lr": {
        "τ ignored": [undampened_rate],
        "lr(1−μ)": [rate_shrunk, rate_shrunk_undampened],
        "lr/μ": [lambda *, lr, momentum, dampening=0.0: lr if momentum == 0 else lr / momentum, over_mu],
        "τ for 1 − τ": [times_tau],
        "divided by 1 − τ": [over_one_minus_tau],
        "1 + μ": [lambda *, lr, momentum, dampening=0.0: (lr + lr * momentum) * (1 - dampening), over_one_plus],
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
}

UNLISTED = {
    "effective_lr": [momentum_rate, squared_rate, dampening_of_momentum, without_lr],
    "optimal_momentum": [
        unsorted,
        as_an_array,
        rate_only,
        pair_of(lambda a, b: (2 / (a + b)) ** 4, mu_right),
        pair_of(lr_right, lambda a, b: ((b - a) / b) ** 2),
        pair_of(lr_right, lambda a, b: 0.9),
    ],
}
