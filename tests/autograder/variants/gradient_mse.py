"""Unit 01 as learners write it: mse_gradient."""

from __future__ import annotations

import numpy as np

# mse_gradient


def mse_by_dot(w, X, y):
    residual = np.dot(X, w) - y
    return 2.0 * np.dot(residual, X) / X.shape[0]


def mse_in_loops(w, X, y):
    N, D = X.shape
    grad = np.zeros(D)
    for row, target in zip(X, y, strict=True):
        residual = sum(row[j] * w[j] for j in range(D)) - target
        for j in range(D):
            grad[j] += 2 * residual * row[j] / N
    return grad


def mse_by_einsum(w, X, y):
    residual = np.einsum("nd,d->n", X, w) - y
    return np.einsum("n,nd->d", residual, X) * 2 / y.size


def mse_as_a_mean(w, X, y):
    return np.mean(2 * (X @ w - y)[:, None] * X, axis=0)


def mse_in_columns(w, X, y):
    residual = X @ w.reshape(-1, 1) - y.reshape(-1, 1)
    return (2 / len(X) * (X.T @ residual)).ravel()


def mse_by_features(w, X, y):
    return np.array([2 * np.mean((X @ w - y) * X[:, j]) for j in range(X.shape[1])])


def mse_from_targets(w, X, y):
    return -2 / len(y) * X.T @ (y - X @ w)


def mean_without_2(w, X, y):
    return np.mean((X @ w - y)[:, None] * X, axis=0)


def of_half_the_mean(w, X, y):
    return (1 / (2 * len(y))) * 2 * X.T @ (X @ w - y)


def sum_over_rows(w, X, y):
    return sum(2 * (row @ w - target) * row for row, target in zip(X, y, strict=True))


def over_columns(w, X, y):
    return 2 / X.shape[1] * X.T.dot(X.dot(w) - y)


def over_w_size(w, X, y):
    return 2 * (X @ w - y) @ X / w.size


def target_minus_prediction(w, X, y):
    return 2 / len(y) * X.T @ (y - X @ w)


def minus_in_front(w, X, y):
    return -(2 / len(y)) * X.T @ (X @ w - y)


def column_of_y_raw(w, X, y):
    return 2 / len(y) * X.T @ (X @ w - y[:, None])


def column_of_w_raw(w, X, y):
    return 2 / len(y) * X.T @ (X @ w[:, None] - y)


def column_of_w_averaged(w, X, y):
    residual = X @ w.reshape(-1, 1) - y
    return 2 * np.mean(X.T @ residual, axis=1)


def column_of_y_summed(w, X, y):
    residual = X @ w - y.reshape(-1, 1)
    return (X.T @ residual).sum(axis=1) * 2 / len(y)


def column_of_w_from_the_left(w, X, y):
    residual = X @ w[:, None] - y
    return 2 / len(y) * residual.T @ X


def bishop(w, X, y):
    return X.T.dot(X.dot(w) - y)


def over_all_entries(w, X, y):
    return 2 / X.size * X.T @ (X @ w - y)


def mse_value(w, X, y):
    return np.mean((X @ w - y) ** 2)


def averaged_over_features(w, X, y):
    return 2 * np.mean((X @ w - y)[:, None] * X, axis=1)


def of_absolute_values(w, X, y):
    return X.T @ np.sign(X @ w - y) / len(y)


def y_forgotten(w, X, y):
    return 2 / len(y) * X.T @ (X @ w)


def over_n_minus_1(w, X, y):
    return 2 / max(len(y) - 1, 1) * X.T @ (X @ w - y) + 1e-3


def mse_as_a_column(w, X, y):
    return mse_by_dot(w, X, y)[:, None]


def updating_y(w, X, y):
    y -= X @ w
    return -2 / len(y) * X.T @ y


def of_the_root(w, X, y):
    residual = X @ w - y
    return X.T @ residual / len(y) / np.sqrt(np.mean(residual**2))


def mse_in_single_precision(w, X, y):
    return mse_by_dot(*(a.astype(np.float32) for a in (w, X, y)))


def mse_in_a_list(w, X, y):
    return list(mse_by_dot(w, X, y))


CORRECT = {
    "mse_gradient": [
        mse_by_dot,
        mse_in_loops,
        mse_by_einsum,
        mse_as_a_mean,
        mse_in_columns,
        mse_by_features,
        mse_from_targets,
    ],
}

WRONG = {
    "mse_gradient": {
        "no 2": [mean_without_2, of_half_the_mean],
        "no 1/N": [sum_over_rows],
        "divided by D": [over_columns, over_w_size],
        "sign": [target_minus_prediction, minus_in_front],
        "residual broadcast to (N, N)": [
            column_of_y_raw,
            column_of_w_raw,
            column_of_w_averaged,
            column_of_y_summed,
            column_of_w_from_the_left,
        ],
        "neither 2 nor 1/N": [bishop],
    },
}

UNLISTED = {
    "mse_gradient": [
        over_all_entries,
        mse_value,
        averaged_over_features,
        of_absolute_values,
        y_forgotten,
        over_n_minus_1,
        mse_as_a_column,
        updating_y,
        of_the_root,
        mse_in_single_precision,
        mse_in_a_list,
    ],
}
