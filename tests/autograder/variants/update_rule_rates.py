"""Unit 02 as learners write it: max_stable_lr and optimal_lr."""
# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np

# max_stable_lr


def stable_by_svd(H):
    return 2.0 / np.linalg.svd(H, compute_uv=False)[0]


def stable_by_power_iteration(H):
    v = np.random.default_rng(0).normal(size=len(H))
    for _ in range(2000):
        v = H @ v
        v /= np.linalg.norm(v)
    return 2 / float(v @ H @ v)


def stable_by_characteristic_polynomial(H):
    return 2 / max(np.roots(np.poly(H)).real)


def stable_by_frobenius(H):
    return 2 / np.linalg.norm(H)


def stable_by_gershgorin(H):
    return 2 / np.abs(H).sum(axis=1).max()


def unsorted(position, factor=2):
    def stable(H):
        return float(factor / np.linalg.eigvals(H)[position])

    return stable


# optimal_lr


def optimal_by_cond(H):
    kappa = np.linalg.cond(H)
    L = np.linalg.norm(H, 2)
    return [2 / (L + L / kappa), (kappa - 1) / (kappa + 1)]


def optimal_by_eig(H):
    values = np.sort(np.linalg.eig(H)[0].real)
    lr = 2 / (values[0] + values[-1])
    return lr, 1 - lr * values[0]


def optimal_by_inverse(H):
    L, m = np.linalg.norm(H, 2), 1 / np.linalg.norm(np.linalg.inv(H), 2)
    return float(2 / (m + L)), float((L / m - 1) / (L / m + 1))


def optimal_by_worst_factor(H):
    eigenvalues = np.linalg.eigvalsh(H)
    lr = 2 / (min(eigenvalues) + max(eigenvalues))
    return lr, max(abs(1 - lr * value) for value in eigenvalues)


def pair(lr, rate):
    def optimal(H):
        m, *_, L = np.linalg.eigvalsh(H)
        return float(lr(m, L)), float(rate(m, L))

    return optimal


def best(m, L):
    return 2 / (m + L)


def ratio(m, L):
    return (L - m) / (L + m)


CORRECT = {
    "max_stable_lr": [
        stable_by_svd,
        stable_by_power_iteration,
        stable_by_characteristic_polynomial,
        lambda H: 2 / np.linalg.norm(H, ord=2),
        lambda H: 2 / max(np.linalg.eigvals(H)),
        lambda H: float(min(2 / np.linalg.eigh(H)[0])),
    ],
    "optimal_lr": [optimal_by_cond, optimal_by_eig, optimal_by_inverse, optimal_by_worst_factor],
}

WRONG = {
    "max_stable_lr": {
        "1/λmax": [lambda H: 1 / np.linalg.norm(H, 2), lambda H: float(1 / max(np.linalg.eigvals(H)))],
        "2/λmin": [lambda H: 2 / min(np.linalg.eigvals(H)), lambda H: 2 * np.linalg.norm(np.linalg.inv(H), 2)],
        "2/trace": [lambda H: 2 / sum(np.linalg.eigvalsh(H)), lambda H: 2 / np.einsum("ii", H)],
        "largest diagonal": [lambda H: 2 / np.max(H), lambda H: min(2 / H[i, i] for i in range(len(H)))],
    },
    "optimal_lr": {
        "1/L": [pair(lambda m, L: 1 / L, lambda m, L: 1 - m / L), lambda H: [1 / np.linalg.norm(H, 2), 0.5]],
        "2/L": [pair(lambda m, L: 2 / L, lambda m, L: 1.0)],
        "1/(sum)": [pair(lambda m, L: 1 / (m + L), lambda m, L: 1 - m / (m + L))],
        "rate squared": [pair(best, lambda m, L: (L - m) ** 2 / (L + m) ** 2)],
        "pair swapped": [pair(ratio, best)],
    },
}

UNLISTED = {
    "max_stable_lr": [
        stable_by_frobenius,
        stable_by_gershgorin,
        unsorted(0),
        unsorted(-1),
        lambda H: max(np.linalg.eigvalsh(H)),
        lambda H: 2 / np.linalg.cond(H),
        lambda H: 2 / np.linalg.det(H),
        lambda H: 1 / np.trace(H),
        lambda H: 2 / np.linalg.eigvalsh(H)[-1] ** 2,
        lambda H: 2 / np.linalg.norm(H, 2) ** 0.5,
        lambda H: np.linalg.eigvalsh(H)[-1] / 2,
        lambda H: 2 / np.linalg.eigvalsh(H),
        lambda H: 2 / np.sum(np.linalg.eigvalsh(H)[[0, -1]]),
        lambda H: -2 / np.linalg.eigvalsh(H)[-1],
        lambda H: 2 / np.mean(np.linalg.eigvalsh(H)),
        lambda H: 2 / np.linalg.norm(H, 1),
        lambda H: np.float32(2 / np.linalg.eigvalsh(H)[-1]),
        lambda H: math.nan,
    ],
    "optimal_lr": [
        pair(best, lambda m, L: 1 - m / L),
        pair(best, lambda m, L: (L + m) / (L - m)),
        pair(best, lambda m, L: (L**0.5 - m**0.5) / (L**0.5 + m**0.5)),
        pair(best, lambda m, L: -ratio(m, L)),
        pair(best, lambda m, L: L / m),
        pair(lambda m, L: (m + L) / 2, ratio),
        pair(lambda m, L: 2 / (L - m), ratio),
        pair(lambda m, L: 4 / (L**0.5 + m**0.5) ** 2, ratio),
        pair(lambda m, L: 2 / m, ratio),
        pair(lambda m, L: 2 / np.sqrt(m * L), ratio),
        lambda H: 2 / sum(np.linalg.eigvalsh(H)[[0, -1]]),
        lambda H: (2 / np.trace(H), optimal_by_cond(H)[1]),
        lambda H: (optimal_by_cond(H)[0], (np.linalg.cond(H, 1) - 1) / (np.linalg.cond(H, 1) + 1)),
        lambda H: (optimal_by_cond(H)[0], (np.linalg.cond(H, "fro") - 1) / (np.linalg.cond(H, "fro") + 1)),
        lambda H: pair(best, ratio)(np.diag(np.sort(np.diag(H)))),
        lambda H: (unsorted(0, 2)(H), optimal_by_cond(H)[1]),
    ],
}
