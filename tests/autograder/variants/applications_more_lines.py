"""Unit 10 in further styles, and further codings of its mistakes: lines and classes."""
# ruff: noqa: B905, N805

from __future__ import annotations

import math

import numpy as np


def fitted(X, y, *, lr, steps):
    N, D = X.shape
    w = np.zeros(D)
    b = 0.0
    for _ in range(steps):
        r = X @ w + b - y
        w = w - lr * 2 / N * (X.T @ r)
        b = b - lr * 2 / N * r.sum()
    return (w, b)


def lr_einsum(X, y, *, lr, steps):
    w, b = (np.zeros(X.shape[1]), np.float64(0))
    for _ in range(steps):
        pred = np.einsum("nd,d->n", X, w) + b
        e = y - pred
        dw = -2 * np.mean(X * e[:, None], axis=0)
        db = -2 * np.mean(e)
        w -= lr * dw
        b -= lr * db
    return [w, b]


def lr_gram(X, y, *, lr, steps):
    A = np.hstack([np.ones((len(X), 1)), X])
    G = 2 / len(y) * A.T @ A
    c = 2 / len(y) * A.T @ y
    th = np.zeros(len(c))
    for _ in range(steps):
        th = th - lr * (G @ th - c)
    return (th[1:], float(th[0]))


def lr_class(X, y, *, lr, steps):

    class M:
        def __init__(s):
            s.w = np.zeros(X.shape[1])
            s.b = np.array(0.0)

        def fit(s):
            for _ in range(steps):
                r = X @ s.w + s.b - y
                s.w, s.b = (s.w - 2 * lr * X.T @ r / len(r), s.b - 2 * lr * np.average(r))
            return s

    m = M().fit()
    return (m.w, m.b)


def lr_torch(X, y, *, lr, steps):
    import torch

    X_ = torch.tensor(np.array(X), dtype=torch.float64)
    y_ = torch.tensor(np.array(y), dtype=torch.float64)
    w = torch.zeros(X.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    o = torch.optim.SGD([w, b], lr=lr)
    for _ in range(steps):
        o.zero_grad()
        ((X_ @ w + b - y_) ** 2).mean().backward()
        o.step()
    return (w.detach().numpy(), b.item())


def lr_columns(X, y, *, lr, steps):
    if X.ndim == 1:
        X = X[:, None]
    X = np.asarray(X, dtype=float)
    y = np.asarray(y, dtype=float).reshape(-1)
    w = np.zeros((X.shape[1], 1))
    b = 0.0
    for _ in range(steps):
        r = X @ w + b - y[:, None]
        w = w - lr * 2 / len(y) * X.T @ r
        b = b - lr * 2 / len(y) * r.sum()
    return (w.ravel(), b)


def lr_w_only(X, y, *, lr, steps):
    w = np.zeros(X.shape[1])
    for _ in range(steps):
        w = w - lr * 2 / len(y) * X.T @ (X @ w - y)
    return w


def lr_b_unused(X, y, *, lr, steps):
    w, b = (np.zeros(X.shape[1]), 0.0)
    for _ in range(steps):
        r = X @ w - y
        w, b = (w - lr * 2 / len(y) * X.T @ r, b - lr * 2 / len(y) * r.sum())
    return (w, b)


def lr_b_afterwards(X, y, *, lr, steps):
    w = np.zeros(X.shape[1])
    for _ in range(steps):
        w = w - lr * 2 / len(y) * X.T @ (X @ w - y)
    return (w, float(np.mean(y - X @ w)))


def lr_half_summed(X, y, *, lr, steps):
    w, b = (np.zeros(X.shape[1]), 0.0)
    for _ in range(steps):
        r = X @ w + b - y
        w, b = (w - lr * X.T @ r, b - lr * r.mean())
    return (w, b)


def lr_b_over_columns(X, y, *, lr, steps):
    w, b = (np.zeros(X.shape[1]), 0.0)
    for _ in range(steps):
        r = X @ w + b - y
        w, b = (w - lr * 2 / len(y) * X.T @ r, b - lr * 2 * r.sum() / X.shape[1])
    return (w, b)


def lr_outer(X, y, *, lr, steps):
    w, b = (np.zeros((X.shape[1], 1)), 0.0)
    for _ in range(steps):
        r = X @ w + b - y
        w, b = (w - lr * 2 / len(y) * (X.T @ r).mean(1, keepdims=True), b - lr * 2 * r.mean())
    return (w.ravel(), b)


def lr_returns_at_once(X, y, *, lr, steps):
    w, b = (np.zeros(X.shape[1]), 0.0)
    for _ in range(steps):
        r = X @ w + b - y
        w, b = (w - lr * 2 / len(y) * X.T @ r, b - lr * 2 * r.mean())
        return (w, b)


def entropy(z, y):
    loss = np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))
    s = np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))
    return (loss, (s - y) / len(z))


def bce_masks(z, y):
    z = np.asarray(z, dtype=np.float64)
    y = np.asarray(y, dtype=np.float64)
    p = np.empty_like(z)
    m = z >= 0
    p[m] = 1 / (1 + np.exp(-z[m]))
    e = np.exp(z[~m])
    p[~m] = e / (1 + e)
    return [-(y * -np.logaddexp(0, -z) + (1 - y) * -np.logaddexp(0, z)).mean(), (p - y) / z.size]


def bce_torch(z, y):
    import torch

    t = torch.tensor(np.array(z, dtype=float), requires_grad=True)
    later = torch.nn.functional.binary_cross_entropy_with_logits(t, torch.tensor(np.array(y, dtype=float)))
    later.backward()
    return (later.item(), t.grad.numpy())


def bce_log_expit(z, y):
    from scipy.special import log_expit

    return (-np.mean(y * log_expit(z) + (1 - y) * log_expit(-z)), (np.exp(log_expit(z)) - y) / len(z))


def bce_clipped_sigmoid(z, y):
    p = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
    return ((np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))).mean(), (p - y) / len(z))


def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))


def bce_math(z, y):
    p = np.array([1 / (1 + math.exp(-a)) for a in z])
    return (-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean(), (p - y) / len(z))


def bce_math_log(z, y):
    p = [float(sigmoid(a)) for a in z]
    return (
        -sum((t * math.log(q) + (1 - t) * math.log(1 - q) for q, t in zip(p, y))) / len(z),
        (np.array(p) - y) / len(z),
    )


def bce_clipped_logits(z, y):
    z = np.clip(z, -30, 30)
    return entropy(z, y)


def bce_tiny(z, y):
    p = sigmoid(z)
    return (-(y * np.log(p + 1e-300) + (1 - y) * np.log(1 - p + 1e-300)).mean(), (p - y) / len(z))


def bce_at_least(z, y):
    p = sigmoid(z)
    return (-(y * np.log(np.maximum(p, 1e-10)) + (1 - y) * np.log(np.maximum(1 - p, 1e-10))).mean(), (p - y) / len(z))


def bce_plain(z, y):
    return (np.mean(np.log1p(np.exp(-y * z))), -y / (1 + np.exp(y * z)) / len(z))


def bce_recoded(z, y):
    return entropy(z, (y + 1) / 2)


def bce_as_squares(z, y):
    p = sigmoid(z)
    return (entropy(z, y)[0], 2 * (p - y) * p * (1 - p) / len(z))


def bce_squares(z, y):
    p = sigmoid(z)
    return (np.mean((p - y) ** 2), 2 * (p - y) * p * (1 - p) / len(z))


def bce_plus(z, y):
    return (np.mean(np.maximum(z, 0) + z * y + np.log1p(np.exp(-np.abs(z)))), (sigmoid(z) - y) / len(z))


def predict_heaviside(w, b, X):
    return np.heaviside(X @ w + b, 0).astype(np.int32)


def predict_bytes(w, b, X):
    return np.greater(X.dot(w) + b, 0).astype(np.uint8)


def predict_round(w, b, X):
    return np.round(1 / (1 + np.exp(-(X @ w + b)))).astype(np.int64)


def predict_clip(w, b, X):
    return np.round(np.clip(X @ w + b, 0, 1)).astype(int)


def predict_twice(w, b, X):
    return 2 * (X @ w + b > 0) - 1


def predict_truncated(w, b, X):
    return (1 / (1 + np.exp(-(X @ w + b)))).astype(int)


def predict_far(w, b, X):
    return (X @ w + b > 1).astype(int)


CORRECT = {
    "linear_regression": [lr_einsum, lr_gram, lr_class, lr_torch, lr_columns],
    "bce_with_logits": [bce_masks, bce_torch, bce_log_expit, bce_clipped_sigmoid],
    "logistic_predict": [predict_heaviside, predict_bytes, predict_round],
}

WRONG = {
    "linear_regression": {
        "no intercept": [lr_w_only, lr_b_unused, lr_b_afterwards],
        "sum instead of mean": [lr_half_summed],
        "intercept gradient wrong": [lr_b_over_columns],
    },
    "bce_with_logits": {
        "overflow": [bce_math, bce_math_log],
        "log(p + eps)": [bce_clipped_logits, bce_tiny, bce_at_least],
        "±1 labels": [bce_plain, bce_recoded],
        "σ′ factor": [bce_as_squares],
    },
    "logistic_predict": {"logit compared with 0.5": [predict_clip], "±1": [predict_twice]},
}

UNLISTED = {
    "linear_regression": [lr_outer, lr_returns_at_once],
    "bce_with_logits": [bce_squares, bce_plus],
    "logistic_predict": [predict_truncated, predict_far],
}
