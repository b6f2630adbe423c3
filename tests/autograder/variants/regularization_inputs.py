"""`standardize` and `pca` as learners write them, right and wrong."""

from __future__ import annotations

import math

import numpy as np

# standardize, right


def column_by_column(X_train, X_test):
    N, D = X_train.shape
    train, test = np.empty((N, D)), np.empty((len(X_test), D))
    for j in range(D):
        mean = sum(float(v) for v in X_train[:, j]) / N
        std = math.sqrt(sum((float(v) - mean) ** 2 for v in X_train[:, j]) / N)
        if std <= 1e-12 * max(1, abs(mean)):
            std = 1
        for i in range(N):
            train[i, j] = (X_train[i, j] - mean) / std
        for i in range(len(X_test)):
            test[i, j] = (X_test[i, j] - mean) / std
    return train, test


def own_copies(X_train, X_test):
    train, test = X_train.astype(float), X_test.astype(float)
    mean = train.mean(0)
    sigma = np.sqrt(((train - mean) ** 2).mean(0))
    sigma[sigma <= 1e-12 * np.maximum(1, np.abs(mean))] = 1
    train -= mean
    test -= mean
    train /= sigma
    test /= sigma
    return train, test


def as_a_list(X_train, X_test):
    mean, var = np.average(X_train, axis=0), np.var(X_train, axis=0)
    constant = np.sqrt(var) <= 1e-12 * np.clip(np.abs(mean), 1, None)
    scale = np.sqrt(np.where(constant, 1, var))
    return [(X - mean) / scale for X in (X_train, X_test)]


def inner_helper(X_train, X_test):
    mu, sd = X_train.mean(axis=0, keepdims=True), X_train.std(axis=0, keepdims=True)
    sd = np.array([[1.0 if s <= 1e-12 * max(1.0, abs(m)) else s for s, m in zip(sd[0], mu[0], strict=True)]])

    def transform(X):
        return np.divide(np.subtract(X, mu), sd)

    return transform(X_train), transform(X_test)


# standardize, wrong


def fit_transform_twice(X_train, X_test):
    out = []
    for X in (X_train, X_test):
        std = X.std(axis=0)
        std[std <= 1e-12 * np.maximum(1, np.abs(X.mean(axis=0)))] = 1
        out.append((X - X.mean(axis=0)) / std)
    return tuple(out)


def twice_unguarded(X_train, X_test):
    return tuple((X - X.mean(0)) / X.std(0) for X in (X_train, X_test))


def nan_to_zero(X_train, X_test):
    mean, std = X_train.mean(0), X_train.std(0)
    return np.nan_to_num((X_train - mean) / std), np.nan_to_num((X_test - mean) / std)


def tiny_guard(X_train, X_test):
    mean, std = X_train.mean(0), X_train.std(0)
    std = np.where(std < 1e-300, 1, std)
    return (X_train - mean) / std, (X_test - mean) / std


def bessel(X_train, X_test):
    mean, std = X_train.mean(0), X_train.std(0, ddof=1)
    std = np.where(std <= 1e-12 * np.maximum(1, np.abs(mean)), 1, std)
    return (X_train - mean) / std, (X_test - mean) / std


def bessel_unguarded(X_train, X_test):
    mean, std = X_train.mean(0), X_train.std(0, ddof=1)
    return (X_train - mean) / std, (X_test - mean) / std


def over_var(X_train, X_test):
    mean, var = X_train.mean(0), X_train.var(0)
    var = np.where(np.sqrt(var) <= 1e-12 * np.maximum(1, np.abs(mean)), 1, var)
    return (X_train - mean) / var, (X_test - mean) / var


def whole_matrix(X_train, X_test):
    return (X_train - X_train.mean()) / X_train.std(), (X_test - X_train.mean()) / X_train.std()


def in_place(X_train, X_test):
    mean, std = X_train.mean(0), X_train.std(0)
    std[std <= 1e-12 * np.maximum(1, np.abs(mean))] = 1
    X_train -= mean
    X_train /= std
    X_test -= mean
    X_test /= std
    return X_train, X_test


def min_max(X_train, X_test):
    low, span = X_train.min(0), np.ptp(X_train, axis=0)
    span = np.where(span == 0, 1, span)
    return (X_train - low) / span, (X_test - low) / span


def train_only(X_train, X_test):
    return column_by_column(X_train, X_test)[0]


def test_first(X_train, X_test):
    return column_by_column(X_train, X_test)[::-1]


def in_float32(X_train, X_test):
    return tuple(X.astype(np.float32) for X in column_by_column(X_train, X_test))


# pca, right


def by_covariance(X, k):
    centred = X - X.mean(axis=0)
    _, vectors = np.linalg.eigh(centred.T @ centred / len(X))
    components = vectors[:, ::-1][:, :k].T
    return components, centred @ components.T


def by_sorted_eig(X, k):
    mean = np.mean(X, axis=0)
    values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(X, rowvar=False)))
    order = np.argsort(values)[::-1]
    W = np.array([vectors[:, i] for i in order[:k]])
    return [W, (X - mean) @ W.T]


def scores_from_svd(X, k):
    U, S, Vt = np.linalg.svd(X - X.mean(0), full_matrices=False)
    return -Vt[:k], -(U * S)[:, :k]


def full_svd(X, k):
    centred = (X - X.mean(0)).astype(float)
    Vt = np.linalg.svd(centred)[2]
    return Vt[0:k, :], np.dot(centred, Vt[0:k, :].T)


def by_power_iteration(X, k):
    centred = X - X.mean(axis=0)
    C, found = centred.T @ centred, []
    for _ in range(k):
        v = np.arange(1.0, C.shape[0] + 1)
        for _ in range(400):
            v = C @ v
            for other in found:
                v = v - (v @ other) * other
            v = v / np.linalg.norm(v)
        found.append(v)
    V = np.array(found)
    return V, centred @ V.T


# pca, wrong


def svd_of_x(X, k):
    _, _, Vt = np.linalg.svd(X * 1.0, full_matrices=False)
    return Vt[:k], X @ Vt[:k].T


def second_moments(X, k):
    _, vectors = np.linalg.eigh(X.T @ X / len(X))
    W = vectors[:, ::-1][:, :k].T
    return W, X @ W.T


def eigh_as_it_comes(X, k):
    centred = X - X.mean(0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    return vectors[:, :k].T, centred @ vectors[:, :k]


def last_k(X, k):
    centred = X - X.mean(0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    return vectors[:, -k:].T, centred @ vectors[:, -k:]


def rows_of_eigh(X, k):
    centred = X - X.mean(0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    W = vectors[:, ::-1][:k]
    return W, centred @ W.T


def not_transposed(X, k):
    W, scores = by_covariance(X, k)
    return W.T, scores


def whitening(X, k):
    W, scores = by_covariance(X, k)
    return W, scores / np.maximum(scores.std(axis=0), 1e-12)


def left_vectors(X, k):
    U, _, Vt = np.linalg.svd(X - X.mean(0), full_matrices=False)
    return Vt[:k], U[:, :k] * np.sqrt(len(X))


def raw_projection(X, k):
    W, _ = by_covariance(X, k)
    return W, X @ W.T


def correlation_matrix(X, k):
    Z = (X - X.mean(0)) / X.std(0)
    W = np.linalg.eigh(Z.T @ Z)[1][:, ::-1][:, :k].T
    return W, Z @ W.T


def centring_in_place(X, k):
    X -= X.mean(axis=0)
    return by_covariance(X, k)


def signs_apart(X, k):
    W, scores = by_covariance(X, k)
    return W, -scores


def components_only(X, k):
    return by_covariance(X, k)[0]


def scores_first(X, k):
    return by_covariance(X, k)[::-1]


def long_components(X, k):
    W, scores = by_covariance(X, k)
    return 2 * W, scores


def row_means(X, k):
    centred = X - X.mean(axis=1, keepdims=True)
    W = np.linalg.svd(centred)[2][:k]
    return W, centred @ W.T


CORRECT = {
    "standardize": [column_by_column, own_copies, as_a_list, inner_helper],
    "pca": [by_covariance, by_sorted_eig, scores_from_svd, full_svd, by_power_iteration],
}

WRONG = {
    "standardize": {
        "test statistics": [fit_transform_twice, twice_unguarded],
        "division by zero": [nan_to_zero, tiny_guard],
        "ddof=1": [bessel, bessel_unguarded],
        "variance": [over_var],
        "one for all columns": [whole_matrix],
        "argument changed": [in_place],
    },
    "pca": {
        "not centred": [svd_of_x, second_moments],
        "smallest first": [eigh_as_it_comes, last_k],
        "rows for columns": [rows_of_eigh, not_transposed],
        "scaled scores": [whitening, left_vectors],
        "scores not centred": [raw_projection],
        "standardised as well": [correlation_matrix],
        "argument changed": [centring_in_place],
    },
}

UNLISTED = {
    "standardize": [min_max, train_only, test_first, in_float32],
    "pca": [components_only, scores_first, long_components, row_means],
}
