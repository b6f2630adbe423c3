"""Unit 08's known mistakes in standardising: wrong implementations, symptoms, and what a learner reads."""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake

# standardize


def scale(X):
    """Return μ and the divisor of each column, which is 1 where the column is constant."""
    X = np.asarray(X, dtype=float)
    mean, std = X.mean(axis=0), X.std(axis=0)
    return mean, np.where(std <= 1e-12 * np.maximum(1.0, np.abs(mean)), 1.0, std)


def each_by_its_own(train, test):
    return tuple((X - scale(X)[0]) / scale(X)[1] for X in (train, test))


def both_together(train, test):
    mean, std = scale(np.concatenate([train, test]))
    return (train - mean) / std, (test - mean) / std


def unguarded(train, test):
    return tuple((X - np.mean(train, axis=0)) / np.std(train, axis=0) for X in (train, test))


def exactly_zero(train, test):
    mean, std = np.mean(train, axis=0), np.std(train, axis=0)
    std[std == 0] = 1.0
    return (train - mean) / std, (test - mean) / std


def sample_deviation(train, test):
    mean, std = scale(train)
    constant = std == 1.0
    std = np.where(constant, 1.0, np.std(train, axis=0, ddof=1) if len(train) > 1 else 1.0)
    return (train - mean) / std, (test - mean) / std


def by_variance(train, test):
    mean, std = scale(train)
    return (train - mean) / std**2, (test - mean) / std**2


def not_centred(train, test):
    return train / scale(train)[1], test / scale(train)[1]


def not_scaled(train, test):
    return train - scale(train)[0], test - scale(train)[0]


def test_left_alone(train, test):
    return each_by_its_own(train, test)[0], np.array(test, dtype=float)


def row_by_row(train, test):
    def rows(X):
        std = np.std(X, axis=1, keepdims=True)
        return (X - np.mean(X, axis=1, keepdims=True)) / np.where(std <= 1e-12, 1.0, std)

    return rows(train), rows(test)


def one_for_all(train, test):
    return (train - np.mean(train)) / np.std(train), (test - np.mean(train)) / np.std(train)


def with_epsilon(eps):
    def epsilon_added(train, test):
        mean, std = np.mean(train, axis=0), np.std(train, axis=0)
        return (train - mean) / (std + eps), (test - mean) / (std + eps)

    return epsilon_added


def centred_in_place(train, test):
    mean, std = scale(train)
    train -= mean
    test -= mean
    return train / std, test / std


def seen_own_statistics(expected, got, train, test):
    (right, wanted), (mine, tested) = expected[0], got[0]
    mean, std = np.mean(test, axis=0), np.std(test, axis=0)
    if std.min() > 1e-9 and all(
        np.allclose(one, (X - mean) / std, rtol=1e-9) for one, X in zip(got[0], (train, test), strict=True)
    ):
        return True  # those of the test rows for both
    if std.max() == 0 and np.allclose(mine, train - mean, rtol=1e-9):
        return True
    varied = np.std(train, axis=0) > 1e-12 * np.maximum(1.0, np.abs(np.mean(train, axis=0)))
    same = np.allclose(mine[:, varied], right[:, varied], rtol=1e-9, atol=1e-9)
    columns = tested[:, ~np.isnan(tested).any(axis=0)]  # of one row, or constant, and divided by zero
    centred = np.abs(columns.mean(axis=0)) <= 1e-6 * np.maximum(1.0, np.abs(columns).max(axis=0))
    return same and tested.shape == wanted.shape and bool(centred.all())


def seen_constant_columns(expected, got, train, test):  # noqa: ARG001
    std, mean = np.std(train, axis=0), np.mean(train, axis=0)
    constant = std <= 1e-12 * np.maximum(1.0, np.abs(mean))
    others = [
        np.allclose(mine[:, ~constant], right[:, ~constant], rtol=1e-9, atol=1e-9)
        for mine, right in zip(got[0], expected[0], strict=True)
    ]
    return bool(constant.any()) and len(others) == 2 and all(others)


def seen_sample_deviation(expected, got, train, test):  # noqa: ARG001
    std, mean, N = np.std(train, axis=0), np.mean(train, axis=0), len(train)
    varied = std > 1e-12 * np.maximum(1.0, np.abs(mean))
    if N == 1:
        return not np.isfinite(got[0][0]).all()
    factor = np.sqrt((N - 1) / N)
    return bool(varied.any()) and all(
        np.allclose(mine[:, varied], factor * right[:, varied], rtol=1e-7, atol=1e-9)
        for mine, right in zip(got[0], expected[0], strict=True)
    )


def seen_variance(expected, got, train, test):  # noqa: ARG001
    std, mean = np.std(train, axis=0), np.mean(train, axis=0)
    # Some look for constant columns by the variance.
    varied = std**2 > 1e-12 * np.maximum(1.0, np.abs(mean))
    return bool(varied.any() or std.min() < 1e-6) and all(
        np.allclose(mine[:, varied] * std[varied], right[:, varied], rtol=1e-7, atol=1e-9)
        for mine, right in zip(got[0], expected[0], strict=True)
    )


STANDARDIZE = [
    Mistake(
        "argument changed",
        "You changed an array that you were given. Make new ones: `(X - mean) / std`, not `X -= mean`.",
        centred_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "test statistics",
        "You scaled the test rows by their own mean and standard deviation. They stand for the future: use the numbers "
        "of the training rows for both.",
        each_by_its_own,
        seen_own_statistics,
    ),
    Mistake(
        "statistics of both together",
        "Your mean and standard deviation come from training and test rows together, so the test rows have leaked into "
        "the training. Compute both from `X_train` alone.",
        both_together,
    ),
    Mistake(
        "division by zero",
        "Only constant columns are wrong. Their σ is zero, or by rounding some 1e-17: where "
        "σ ≤ 1e-12·max(1, |μ|), divide by 1.",
        unguarded,
        seen_constant_columns,
        also=[exactly_zero],
    ),
    Mistake(
        "ddof=1",
        "You divided the sum of squares by N − 1. Here σ is the root of the *mean* square, divided by N (`ddof=0`).",
        sample_deviation,
        seen_sample_deviation,
    ),
    Mistake(
        "variance",
        "You divided by the variance. Divide by its square root, the standard deviation.",
        by_variance,
        seen_variance,
    ),
    Mistake("not centred", "You divided by σ, but did not subtract the mean first.", not_centred),
    Mistake("not scaled", "You subtracted the mean, but did not divide by the standard deviation.", not_scaled),
    Mistake(
        "test rows left alone",
        "You returned the test rows as they were. They go through the same shift and scale as the training rows.",
        test_left_alone,
    ),
    Mistake(
        "row by row",
        "You scaled each row. The mean and the standard deviation belong to a *column*, a feature: `axis=0`.",
        row_by_row,
    ),
    Mistake(
        "one for all columns",
        "You took one mean and one standard deviation for the whole matrix. Each column has its own: `axis=0`.",
        one_for_all,
    ),
    Mistake(
        "eps added",
        "You divided by σ + eps, which is not σ, and sends test values of constant columns off to huge numbers. "
        "Divide by σ, and by 1 where the column is constant.",
        with_epsilon(1e-8),
        also=[with_epsilon(eps) for eps in (1e-10, 1e-6, 1e-5)],
    ),
]
