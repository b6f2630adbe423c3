"""Unit 10 as learners write it: linear regression."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import numpy as np

# linear_regression, right


def with_a_column_of_ones(X, y, *, lr, steps):
    A = np.hstack([np.ones((X.shape[0], 1)), X])
    theta = np.zeros(A.shape[1])
    for _ in range(steps):
        theta -= lr * 2 / len(A) * A.T @ (A @ theta - y)
    return theta[1:], theta[0]


def in_loops(X, y, *, lr, steps):
    N, D = X.shape
    w, b = [0.0] * D, 0.0
    for _ in range(steps):
        dw, db = [0.0] * D, 0.0
        for n in range(N):
            r = sum(X[n, d] * w[d] for d in range(D)) + b - y[n]
            db += 2 * r / N
            for d in range(D):
                dw[d] += 2 * r * X[n, d] / N
        w = [w[d] - lr * dw[d] for d in range(D)]
        b -= lr * db
    return [np.array(w), b]


def by_means(X, y, *, lr, steps):
    w, b = np.zeros(X.shape[1]), np.float64(0)
    for _ in range(steps):
        error = y - (np.dot(X, w) + b)
        w, b = w + 2 * lr * np.mean(error[:, None] * X, axis=0), b + 2 * lr * np.mean(error)
    return w, b


def by_moments(X, y, *, lr, steps):
    N = len(y)
    A = np.c_[X, np.ones(N)]
    H, c = 2 * A.T @ A / N, 2 * A.T @ y / N
    theta = np.zeros(A.shape[1])
    for _ in range(steps):
        theta = theta - lr * (H @ theta - c)
    return theta[:-1], float(theta[-1])


def by_einsum(X, y, *, lr, steps):
    def gradient(w, b):
        r = np.einsum("nd,d->n", X, w) + b - y
        return 2 * np.einsum("nd,n->d", X, r) / r.size, 2 * np.einsum("n->", r) / r.size

    w, b = np.zeros(X.shape[1], dtype=np.float64), 0
    for _ in range(steps):
        dw, db = gradient(w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b


def in_columns(X, y, *, lr, steps):
    w, b, t = np.zeros((X.shape[1], 1)), np.zeros(1), y.reshape(-1, 1)
    for _ in range(steps):
        r = X @ w + b - t
        w, b = w - lr * 2 * X.T @ r / len(t), b - lr * 2 * r.mean(axis=0)
    return w.ravel(), b.item()


# linear_regression, wrong


def nailed(X, y, *, lr, steps):
    w = np.zeros(X.shape[1])
    for _ in range(steps):
        w -= lr * 2 / len(y) * X.T @ (X @ w - y)
    return w, 0.0


def summed(X, y, *, lr, steps):
    A, theta = np.c_[X, np.ones(len(X))], np.zeros(X.shape[1] + 1)
    for _ in range(steps):
        theta = theta - lr * 2 * A.T @ (A @ theta - y)
    return theta[:-1], theta[-1]


def halved(X, y, *, lr, steps):
    return with_a_column_of_ones(X, y, lr=lr / 2, steps=steps)


def climbing(X, y, *, lr, steps):
    return with_a_column_of_ones(X, y, lr=-lr, steps=steps)


def in_sequence(X, y, *, lr, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        w = w - lr * 2 * np.mean((X @ w + b - y)[:, None] * X, axis=0)
        b = b - lr * 2 * np.mean(X @ w + b - y)
    return w, b


def by_pinv(X, y, *, lr, steps):
    theta = np.linalg.pinv(np.c_[X, np.ones(len(X))]) @ y
    return theta[:-1], theta[-1]


def intercept_of_the_mean(X, y, *, lr, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        r = X @ w + b - y
        w = w - lr * 2 / len(y) * X.T @ r
        b = b - lr * np.average(r)
    return w, b


def from_random(X, y, *, lr, steps):
    rng = np.random.default_rng(0)
    w, b = rng.normal(size=X.shape[1]), 0.0
    for _ in range(steps):
        r = X @ w + b - y
        w, b = w - lr * 2 / len(y) * X.T @ r, b - lr * 2 * r.mean()
    return w, b


def standardised_inside(X, y, *, lr, steps):
    return with_a_column_of_ones((X - X.mean(axis=0)) / (X.std(axis=0) + 1e-9), y, lr=lr, steps=steps)


def whole_weights(X, y, *, lr, steps):
    w, b = np.zeros_like(X[0]), 0.0
    for _ in range(steps):
        r = X @ w + b - y
        w -= (lr * 2 / len(y) * X.T @ r).astype(w.dtype)
        b -= lr * 2 * r.mean()
    return w, b


def last_row_only(X, y, *, lr, steps):
    return with_a_column_of_ones(X[:-1], y[:-1], lr=lr, steps=steps)


CORRECT = {
    "linear_regression": [with_a_column_of_ones, in_loops, by_means, by_moments, by_einsum, in_columns],
}

WRONG = {
    "linear_regression": {
        "no intercept": [nailed],
        "sum instead of mean": [summed],
        "missing factor 2": [halved],
        "ascent": [climbing],
        "one after the other": [in_sequence],
        "solved": [by_pinv],
        "intercept gradient wrong": [intercept_of_the_mean],
        "a step too many or too few": [lambda X, y, *, lr, steps: by_means(X, y, lr=lr, steps=steps + 1)],
    },
}

UNLISTED = {
    "linear_regression": [
        from_random,
        standardised_inside,
        whole_weights,
        last_row_only,
        lambda X, y, *, lr, steps: with_a_column_of_ones(X, y, lr=lr, steps=steps)[::-1],
        lambda X, y, *, lr, steps: by_means(X, y, lr=lr, steps=steps)[0],
        lambda X, y, *, lr, steps: (in_columns(X, y, lr=lr, steps=steps)[0][:, None], 0.0),
        lambda X, y, *, lr, steps: tuple(np.float32(part) for part in by_means(X, y, lr=lr, steps=steps)),
    ],
}
