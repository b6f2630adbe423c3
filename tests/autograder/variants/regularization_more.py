"""Unit 08 in further styles, further codings of its mistakes, and more that must not be taken for one of them."""

from __future__ import annotations

import math

import numpy as np
import torch

# standardize


class Scaler:
    def __init__(self, X):
        self.mean, self.std = X.mean(axis=0), X.std(axis=0)
        limits = [1e-12 * max(1.0, abs(m)) for m in self.mean]
        self.std = np.array([1.0 if s <= limit else s for s, limit in zip(self.std, limits, strict=True)])

    def __call__(self, X):
        return (X - self.mean) / self.std


def by_a_class(X_train, X_test):
    return tuple(map(Scaler(np.array(X_train, dtype=float)), (X_train, X_test)))


def by_those_of_the_test_rows(X_train, X_test):
    return tuple(map(Scaler(np.array(X_test, dtype=float)), (X_train, X_test)))


def variance_guarded_by_itself(X_train, X_test):
    mean, variance = np.mean(X_train, axis=0), np.var(X_train, axis=0)
    variance[variance <= 1e-12 * np.maximum(1, np.abs(mean))] = 1
    return (X_train - mean) / variance, (X_test - mean) / variance


# pca


def centred(X):
    return np.asarray(X, dtype=float) - np.mean(X, axis=0)


def scores_from_u(X, k):
    U, S, V = np.linalg.svd(centred(X), full_matrices=False)
    signs = np.sign(V[:k, 0])
    return signs[:, None] * V[:k], U[:, :k] * S[:k] * signs


def by_axes(take):
    """Return pca with another choice of the eigenvectors, which stand in columns, smallest first."""

    def pca(X, k):
        C = centred(X)
        V = take(np.linalg.eigh(C.T @ C)[1], k)
        return V, C @ V.T

    return pca


def columns_of_the_third(X, k):
    C = centred(X)
    V = np.linalg.svd(C, full_matrices=False)[2][:, :k]
    return V.T, C @ V


def scores_turned(X, k):
    V, scores = scores_from_u(X, k)
    return V, -scores


def in_half_the_digits(X, k):
    V, scores = scores_from_u(X, k)
    return V.astype(np.float32), scores.astype(np.float32)


# xavier_uniform and he_normal


def from_zero_to_one(fan_in, fan_out, *, gain=1.0, rng):
    bound = gain * math.sqrt(6.0 / (fan_in + fan_out))
    return bound * (2 * rng.random((fan_out, fan_in)) - 1)


def sizes_and_signs(fan_in, fan_out, *, gain=1.0, rng):
    sizes, signs = rng.random((fan_out, fan_in)), np.where(rng.random((fan_out, fan_in)) < 0.5, -1, 1)
    return gain * np.sqrt(6 / (fan_in + fan_out)) * sizes * signs


def box_and_muller(fan_in, fan_out, *, rng):
    u, v = 1 - rng.random((fan_out, fan_in)), rng.random((fan_out, fan_in))
    return np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * v) * np.sqrt(2 / fan_in)


# l2_penalty and soft_threshold


def by_autograd(w, *, weight_decay):
    t = torch.tensor(np.array(w, dtype=float), requires_grad=True)
    penalty = weight_decay / 2 * (t**2).sum()
    penalty.backward()
    return penalty.item(), t.grad.numpy()


def norm_with_its_gradient(w, *, weight_decay):
    norm = np.linalg.norm(np.ravel(w))
    return weight_decay / 2 * norm, weight_decay * np.asarray(w) / norm


def half_of_l1(w, *, weight_decay):
    return weight_decay / 2 * np.abs(w).sum(), weight_decay * np.sign(w)


def torchs_softshrink(w, tau):
    return torch.nn.functional.softshrink(torch.tensor(np.array(w, dtype=float)), float(tau)).numpy()


def negative_ones_kept(w, tau):
    return np.where(w > tau, w - tau, np.where(w < 0, 1.0 * w, 0.0))


# dropout


def by_choice(x, *, p, rng, training):
    return x * rng.choice([0.0, 1 / (1 - p)], size=np.shape(x), p=[p, 1 - p]) if training else x


def one_by_one(x, *, p, rng, training):
    if not training:
        return np.array(x)
    out = np.zeros(np.shape(x))
    for index in np.ndindex(out.shape):
        if rng.random() >= p:
            out[index] = x[index] / (1 - p)
    return out


def a_mask_of_the_later_axes(x, *, p, rng, training):
    return x * (rng.random(np.shape(x)[1:]) >= p) / (1 - p) if training else x


# early_stopping


def called_for_each_epoch(losses, *, patience, min_delta):
    def after(epoch, best, best_epoch, wait):
        if epoch == len(losses):
            return epoch - 1, best_epoch
        if losses[epoch] < best - min_delta:
            return after(epoch + 1, losses[epoch], epoch, 0)
        return (epoch, best_epoch) if wait + 1 >= patience else after(epoch + 1, best, best_epoch, wait + 1)

    return after(0, np.inf, 0, 0)


def from_improvement_to_improvement(losses, *, patience, min_delta):
    losses, best, best_epoch, epoch = np.asarray(losses, dtype=float), np.inf, 0, 0
    while epoch < losses.size:
        better = np.flatnonzero(losses[epoch : epoch + patience] < best - min_delta)
        if not better.size:
            return min(epoch + patience, losses.size) - 1, best_epoch
        best_epoch = epoch + int(better[0])
        best, epoch = losses[best_epoch], best_epoch + 1
    return losses.size - 1, best_epoch


def patience_against_the_last(losses, *, patience, min_delta):
    last, wait, losses = np.inf, 0, np.asarray(losses, dtype=float)
    stop = -1
    while wait < patience and stop < len(losses) - 1:
        stop += 1
        wait = 0 if losses[stop] < last - min_delta else wait + 1
        last = losses[stop]
    return stop, int(np.nanargmin(losses[: stop + 1]))


def best_from_a_thousand(losses, *, patience, min_delta):
    best, best_epoch, wait = 1000.0, 0, 0
    for epoch, loss in enumerate(losses):
        wait += 1
        if loss < best - min_delta:
            best, best_epoch, wait = loss, epoch, 0
        if wait >= patience:
            return epoch, best_epoch
    return len(losses) - 1, best_epoch


def never_better(losses, *, patience, min_delta):  # noqa: ARG001
    return min(patience, len(losses)) - 1, 0


CORRECT = {
    "standardize": [by_a_class],
    "pca": [scores_from_u],
    "xavier_uniform": [from_zero_to_one, sizes_and_signs],
    "he_normal": [box_and_muller],
    "l2_penalty": [by_autograd],
    "soft_threshold": [torchs_softshrink],
    "dropout": [by_choice, one_by_one],
    "early_stopping": [called_for_each_epoch, from_improvement_to_improvement],
}

WRONG = {
    "standardize": {"test statistics": [by_those_of_the_test_rows], "variance": [variance_guarded_by_itself]},
    "pca": {
        "rows for columns": [
            by_axes(lambda V, k: V[::-1][:k]),
            by_axes(lambda V, k: V[:k]),
            by_axes(lambda V, k: V[:, ::-1][:k]),
            columns_of_the_third,
        ],
        "smallest first": [by_axes(lambda V, k: V[:, :k].T), by_axes(lambda V, k: V.T[-k:])],
    },
    "l2_penalty": {"norm not squared": [norm_with_its_gradient], "L1": [half_of_l1]},
    "soft_threshold": {"one-sided": [negative_ones_kept, lambda w, tau: np.where(w > tau, w - tau, 1.0 * w)]},
    "dropout": {"one mask for all rows": [a_mask_of_the_later_axes]},
    "early_stopping": {
        "compared with the previous loss": [patience_against_the_last],
        "the best starts at a number": [best_from_a_thousand],
    },
}

UNLISTED = {
    "pca": [scores_turned, in_half_the_digits],
    "early_stopping": [never_better],
}
