"""Unit 10 in further styles, and further codings of its mistakes: margins."""
# ruff: noqa: ARG001, B905, E731, SIM108

from __future__ import annotations

import numpy as np


def hinged(w, b, X, y, *, weight_decay):
    m = y * (X @ w + b)
    v = m < 1
    N = len(y)
    return (
        np.maximum(0, 1 - m).mean() + weight_decay / 2 * (w @ w),
        weight_decay * w - y[v] @ X[v] / N,
        -y[v].sum() / N,
    )


def hinge_where(w, b, X, y, *, weight_decay):
    s = 1 - y * (X @ w + b)
    g = -np.where(s > 0, y, 0)
    return [
        np.where(s > 0, s, 0).sum() / len(s) + weight_decay * np.sum(w**2) / 2,
        np.einsum("n,nd->d", g, X) / len(s) + weight_decay * w,
        g.mean(),
    ]


def hinge_torch(w, b, X, y, *, weight_decay):
    import torch

    t = lambda a: torch.tensor(np.array(a, dtype=float))
    W, Bv = (t(w).requires_grad_(), t(b).requires_grad_())
    L = torch.relu(1 - t(y) * (t(X) @ W + Bv)).mean() + weight_decay / 2 * (W @ W)
    L.backward()
    return (L.item(), W.grad.numpy(), Bv.grad.item())


def hinge_half_at_the_kink(w, b, X, y, *, weight_decay):
    m = y * (X @ w + b)
    step = 0.5 * (1 + np.sign(1 - m))
    return (
        np.mean(np.maximum(0, 1 - m)) + weight_decay / 2 * np.dot(w, w),
        weight_decay * w - np.mean((step * y)[:, None] * X, axis=0),
        -np.mean(step * y),
    )


def hinge_augmented(w, b, X, y, *, weight_decay):
    Xa = np.c_[X, np.ones(len(X))]
    wa = np.append(w, b)
    m = y * (Xa @ wa)
    g = -(Xa * (y * (m < 1))[:, None]).mean(0)
    reg = np.append(w, 0) * weight_decay
    g = g + reg
    return (np.fmax(1 - m, 0).mean() + weight_decay * np.inner(w, w) / 2, g[:-1], g[-1])


def hinge_both_classes(w, b, X, y, *, weight_decay):
    s = X @ w + b
    later = y * np.maximum(0, 1 - s) + (1 - y) * np.maximum(0, 1 + s)
    g = -y * (s < 1) + (1 - y) * (s > -1)
    return (later.mean() + weight_decay / 2 * w @ w, weight_decay * w + X.T @ g / len(y), g.mean())


def hinge_half_squared(w, b, X, y, *, weight_decay):
    s = np.maximum(0, 1 - y * (X @ w + b))
    return ((s**2).mean() + weight_decay / 2 * w @ w, weight_decay * w - X.T @ (s * y) / len(y), -(s * y).mean())


def hinge_db_summed(w, b, X, y, *, weight_decay):
    later, dw, db = hinged(w, b, X, y, weight_decay=weight_decay)
    return (later, dw, db * len(y))


def hinge_mean_of_all(w, b, X, y, *, weight_decay):
    m = y * (X @ w + b)
    v = m < 1
    N = len(y)
    return (
        (np.maximum(0, 1 - m).sum() + weight_decay / 2 * (w @ w)) / N,
        (weight_decay * w - y[v] @ X[v]) / N,
        -y[v].sum() / N,
    )


def hinge_l1(w, b, X, y, *, weight_decay):
    later, dw, db = hinged(w, b, X, y, weight_decay=weight_decay)
    return (
        later - weight_decay / 2 * w @ w + weight_decay * np.abs(w).sum(),
        dw - weight_decay * w + weight_decay * np.sign(w),
        db,
    )


def hinge_outside(w, b, X, y, *, weight_decay):
    m = y * (X @ w + b)
    v = m > 1
    N = len(y)
    return (np.maximum(0, 1 - m).mean() + weight_decay / 2 * w @ w, weight_decay * w - y[v] @ X[v] / N, -y[v].sum() / N)


def hinge_without_labels(w, b, X, y, *, weight_decay):
    m = y * (X @ w + b)
    v = m < 1
    N = len(y)
    return (np.maximum(0, 1 - m).mean() + weight_decay / 2 * w @ w, weight_decay * w - X[v].sum(0) / N, -v.sum() / N)


def hinge_band(w, b, X, y, *, weight_decay):
    m = y * (X @ w + b)
    v = np.abs(m) < 1
    N = len(y)
    return (np.maximum(0, 1 - m).mean() + weight_decay / 2 * w @ w, weight_decay * w - y[v] @ X[v] / N, -y[v].sum() / N)


def trained(X, y, *, lam, steps, rng):
    N, D = X.shape
    w = np.zeros(D)
    for t in range(1, steps + 1):
        i = rng.integers(N)
        eta = 1 / (lam * t)
        m = y[i] * X[i] @ w
        w = (1 - eta * lam) * w
        if m < 1:
            w = w + eta * y[i] * X[i]
    return w


def pegasos_while(X, y, *, lam, steps, rng):
    w = np.zeros(X.shape[1])
    t = 0
    while t < steps:
        t += 1
        i = int(rng.integers(0, len(y)))
        lr = 1.0 / (lam * t)
        g = lam * w - (y[i] * X[i] if y[i] * np.dot(w, X[i]) < 1 else 0)
        w = w - lr * g
    return w


def pegasos_lists(X, y, *, lam, steps, rng):
    w = [0.0] * X.shape[1]
    for t in range(steps):
        i = rng.integers(X.shape[0])
        x = X[i].tolist()
        s = float(y[i])
        eta = 1 / (lam * (t + 1))
        m = s * sum((a * b for a, b in zip(w, x)))
        w = [(1 - 1 / (t + 1)) * a + (eta * s * b if m < 1 else 0) for a, b in zip(w, x)]
    return np.array(w)


def pegasos_sums(X, y, *, lam, steps, rng):
    v = np.zeros(X.shape[1])
    for t in range(1, steps + 1):
        i = rng.integers(len(X))
        m = y[i] * (X[i] @ v) / (lam * (t - 1)) if t > 1 else 0
        if m < 1:
            v = v + y[i] * X[i]
    return v / (lam * steps)


def pegasos_signed_rows(X, y, *, lam, steps, rng):
    Z = y[:, None] * X
    w = np.zeros(Z.shape[1])
    for t in range(1, steps + 1):
        z = Z[rng.integers(len(Z))]
        w = w - (lam * w - z * (z @ w < 1)) / (lam * t)
    return w


def pegasos_short(X, y, *, lam, steps, rng):
    return trained(X, y, lam=lam, steps=steps - 1, rng=rng)


def pegasos_steps_only(X, y, *, lam, steps, rng):
    w = np.zeros(X.shape[1])
    for t in range(1, steps + 1):
        i = rng.integers(len(X))
        m = y[i] * X[i] @ w
        w = (1 - 1 / t) * w + (y[i] * X[i] / t if m < 1 else 0)
    return w


def pegasos_either(X, y, *, lam, steps, rng):
    w = np.zeros(X.shape[1])
    for t in range(1, steps + 1):
        i = rng.integers(len(X))
        e = 1 / (lam * t)
        if y[i] * X[i] @ w < 1:
            w = w + e * y[i] * X[i]
        else:
            w = (1 - e * lam) * w
    return w


def pegasos_permuted(X, y, *, lam, steps, rng):
    w = np.zeros(X.shape[1])
    p = rng.permutation(len(X))
    for t in range(1, steps + 1):
        i = p[t % len(X)]
        e = 1 / (lam * t)
        m = y[i] * X[i] @ w
        w = (1 - e * lam) * w + (e * y[i] * X[i] if m < 1 else 0)
    return w


def pegasos_pull_first(X, y, *, lam, steps, rng):
    w = np.zeros(X.shape[1])
    for t in range(1, steps + 1):
        i = rng.integers(len(X))
        e = 1 / (lam * t)
        w = (1 - e * lam) * (w + (e * y[i] * X[i] if y[i] * X[i] @ w < 1 else 0))
    return w


def pegasos_without_labels(X, y, *, lam, steps, rng):
    w = np.zeros(X.shape[1])
    for t in range(1, steps + 1):
        i = rng.integers(len(X))
        e = 1 / (lam * t)
        m = y[i] * X[i] @ w
        w = (1 - e * lam) * w + (e * X[i] if m < 1 else 0)
    return w


CORRECT = {
    "hinge_loss": [hinge_where, hinge_torch, hinge_half_at_the_kink, hinge_augmented],
    "pegasos": [pegasos_while, pegasos_lists, pegasos_sums, pegasos_signed_rows],
}

WRONG = {
    "hinge_loss": {
        "0/1 labels": [hinge_both_classes],
        "squared": [hinge_half_squared],
        "sum instead of mean": [hinge_db_summed],
        "2λ": [hinge_mean_of_all],
        "another norm": [hinge_l1],
    },
    "pegasos": {
        "a step too many or too few": [pegasos_short],
        "1/t": [pegasos_steps_only],
        "shrink only where a row pulls": [pegasos_either],
    },
}

UNLISTED = {
    "hinge_loss": [hinge_outside, hinge_without_labels, hinge_band],
    "pegasos": [pegasos_permuted, pegasos_pull_first, pegasos_without_labels],
}
