"""Unit 08's known mistakes with principal components: wrong implementations, symptoms, and what a learner reads."""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake
from autograder.mistakes.scaling import scale


def directions(X):
    """Return all principal directions of X − μ as rows, largest first, and X − μ."""
    X = np.asarray(X, dtype=float)
    centred = X - X.mean(axis=0)
    return np.linalg.svd(centred)[2], centred


def uncentred(X, k):
    V = np.linalg.svd(np.asarray(X, dtype=float), full_matrices=False)[2][:k]
    return V, X @ V.T


def uncentred_directions(X, k):
    V = np.linalg.svd(np.asarray(X, dtype=float), full_matrices=False)[2][:k]
    return V, (X - np.mean(X, axis=0)) @ V.T


def smallest_first(X, k):
    V, centred = directions(X)
    return V[::-1][:k], centred @ V[::-1][:k].T


def largest_last(X, k):
    V, centred = directions(X)
    return V[:k][::-1], centred @ V[:k][::-1].T


def rows_of_eigenvectors(X, k):
    V, centred = directions(X)
    return V.T[:k], centred @ V.T[:k].T


def as_columns(X, k):
    V, centred = directions(X)
    return V[:k].T, centred @ V[:k].T


def whitened(X, k):
    V, centred = directions(X)
    scores = centred @ V[:k].T
    spread = scores.std(axis=0)
    return V[:k], scores / np.where(spread < 1e-12, 1.0, spread)


def unit_columns(X, k):
    U, _, V = np.linalg.svd(directions(X)[1], full_matrices=False)
    return V[:k], U[:, :k]


def stretched(X, k):
    U, S, V = np.linalg.svd(directions(X)[1], full_matrices=False)
    return V[:k], U[:, :k] * S[:k] ** 2


def scores_of_raw_rows(X, k):
    V = directions(X)[0][:k]
    return V, X @ V.T


def of_standardised(X, k):
    return (lambda V, Z: (V[:k], Z @ V[:k].T))(*directions(directions(X)[1] / scale(X)[1]))


def pca_in_place(X, k):
    X -= X.mean(axis=0)
    V = np.linalg.svd(X, full_matrices=False)[2][:k]
    return V, X @ V.T


def seen_uncentred(expected, got, X, k):  # noqa: ARG001
    """The directions are those of X itself; where X has one column, only the scores can show it."""
    components, scores = got[0]
    V = np.linalg.svd(X.astype(float))[2]
    same = np.allclose(np.abs(components), np.abs(V[:k]), atol=1e-6)
    if X.shape[1] == 1:
        return same and np.allclose(np.abs(scores), np.abs(X), rtol=1e-6)
    return same and components.shape == (k, X.shape[1])


def seen_smallest_first(expected, got, X, k):  # noqa: ARG001
    """The variances along the components are the k smallest, or the k largest in the wrong order."""
    components, centred = got[0][0], X - X.mean(axis=0)
    if components.shape != (k, X.shape[1]) or not np.allclose(components @ components.T, np.eye(k), atol=1e-7):
        return False
    mine = np.sum((centred @ components.T) ** 2, axis=0)
    sizes = np.linalg.svd(centred, compute_uv=False) ** 2
    every = np.append(sizes, np.zeros(X.shape[1] - len(sizes)))
    wrong = [every[::-1][:k], sizes[::-1][:k], sizes[:k][::-1]]
    return any(np.allclose(mine, one, rtol=1e-7, atol=1e-9 * sizes[0]) for one in wrong)


def seen_rows_for_columns(expected, got, X, k):  # noqa: ARG001
    """The components stand in columns, or the rows of a matrix were taken whose columns are the directions."""
    if not got:
        return len(X) < X.shape[1]  # the columns of svd's (N, D) are too short to project on
    mine, rank = np.abs(got[0][0]), min(len(X) - 1, X.shape[1])
    V = np.abs(np.linalg.svd(X - X.mean(axis=0))[2][:rank])  # further directions may be any
    columns = [V[:k].T, V[::-1][:k].T] if mine.shape == (X.shape[1], k) and k <= rank else []
    if any(np.allclose(mine, one, atol=1e-6) for one in columns):
        return True
    rows = [V.T[:k], V.T[-k:], V.T[::-1][:k]]
    parts = [mine[:, :rank], mine[:, ::-1][:, :rank]]
    return any(part.shape == one.shape and np.allclose(part, one, atol=1e-6) for part in parts for one in rows)


def seen_raw_scores(expected, got, X, k):  # noqa: ARG001
    components, scores = got[0]
    V = np.linalg.svd(X - X.mean(axis=0))[2][:k]
    same = components.shape == V.shape and np.allclose(np.abs(components), np.abs(V), atol=1e-6)
    return same and np.allclose(scores, X @ components.T, rtol=1e-9)


def seen_standardised(expected, got, X, k):  # noqa: ARG001
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    V = np.linalg.svd(Z)[2][:k]
    components, scores = got[0]
    if X.shape[1] == 1:
        return np.allclose(np.abs(scores), np.abs(Z), rtol=1e-6)
    return components.shape == V.shape and np.allclose(np.abs(components), np.abs(V), atol=1e-6)


def seen_scaled_scores(expected, got, X, k):
    components, scores = got[0]
    V = np.linalg.svd(X - X.mean(axis=0))[2][:k]
    right = expected[0][1]
    if components.shape != V.shape or not np.allclose(np.abs(components), np.abs(V), atol=1e-6):
        return False
    factors = []
    for mine, true in zip(scores.T, right.T, strict=True):
        factor = (mine @ true) / (true @ true)
        if not np.allclose(mine, factor * true, atol=1e-6 * np.abs(mine).max()):
            return False
        factors.append(abs(factor))
    return bool(scores.shape == right.shape and not np.allclose(factors, 1, rtol=1e-5))


PCA = [
    Mistake(
        "argument changed",
        "You changed the `X` that you were given. Centre a copy: subtract the means into a new array.",
        pca_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "not centred",
        "You decomposed X without subtracting the mean of each column, so your first direction mostly points at the "
        "mean. Centre first.",
        uncentred,
        seen_uncentred,
        also=[uncentred_directions],
    ),
    Mistake(
        "scores not centred",
        "Your directions are right, but the scores are those of X itself. Project the centred rows, X − μ.",
        scores_of_raw_rows,
        seen_raw_scores,
    ),
    Mistake(
        "smallest first",
        "Your directions come in the wrong order. `np.linalg.eigh` sorts from small to large: turn its result round, "
        "the largest variance comes first.",
        smallest_first,
        seen_smallest_first,
        also=[largest_last],
    ),
    Mistake(
        "rows for columns",
        "Components are the *rows* of your result, (k, D). The directions are the columns of `eigh`'s matrix and the "
        "rows of `svd`'s third result: you mixed them up, or forgot to transpose.",
        rows_of_eigenvectors,
        seen_rows_for_columns,
        also=[as_columns],
        everywhere=True,
    ),
    Mistake(
        "standardised as well",
        "You divided the columns by their standard deviation first. Here they are only centred; scaling is the "
        "caller's choice.",
        of_standardised,
        seen_standardised,
    ),
    Mistake(
        "scaled scores",
        "Your directions are right, but each column of scores is stretched. Scores are (X − μ)·componentsᵀ as they "
        "come: their spread tells which component matters.",
        whitened,
        seen_scaled_scores,
        also=[unit_columns, stretched],
    ),
]
