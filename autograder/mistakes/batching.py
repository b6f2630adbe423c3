"""Unit 03's known mistakes in the gradient of a batch, and of batches that are read one at a time."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.drawing import apart
from autograder.exercise import Mistake
from autograder.mistakes.symptoms import kept_integers

Array = np.ndarray
Batch = tuple[Array, Array]


def slope(w: Array, X: Array, y: Array) -> Array:
    """Return the sum of the rows' gradients, without the 2."""
    return X.T @ (X @ w - y)


def mean_slope(w: Array, X: Array, y: Array) -> Array:
    return 2 / len(y) * slope(w, X, y)


# minibatch_gradient


def by_a_fixed_number(w: Array, X: Array, y: Array) -> Array:
    return 2 / 32 * slope(w, X, y)


def same_factor(expected: list, got: list, batches: list) -> bool:
    """The sums of all batches of the case are divided by one number, though the rows and features differ."""
    factors = []
    for right, mine, (_, X, _) in zip(expected, got, batches, strict=True):
        total = right * len(X)
        factor = float(np.vdot(total, mine)) / float(np.vdot(total, total))
        if (
            mine.shape != right.shape
            or mine.dtype != right.dtype
            or np.abs(mine - factor * total).max() > 1e-6 * np.abs(mine).max()
        ):
            return False
        factors.append(factor)
    return 0 < min(factors) <= max(factors) < min(0.9, min(factors) * (1 + 1e-6))


MINIBATCH_GRADIENT = [
    Mistake(
        "sum instead of mean",
        "You summed over the rows of the batch, so a larger batch takes longer steps. Divide by `len(y_batch)`.",
        lambda w, X, y: 2.0 * slope(w, X, y),
        also=[lambda w, X, y: 2 * slope(w, X, y)],  # of whole numbers a whole number
    ),
    Mistake(
        "divided by D",
        "You divided by the number of features. The mean is over the rows: divide by `len(y_batch)`.",
        lambda w, X, y: 2 / len(w) * slope(w, X, y),
    ),
    Mistake(
        "missing factor 2",
        "Your gradient is half of what it should be: the square brings a factor 2. It is (2/B) Xᵀ(Xw − y).",
        lambda w, X, y: slope(w, X, y) / len(y),
    ),
    Mistake(
        "neither 2 nor 1/B",
        "You returned Xᵀ(Xw − y). The square brings a factor 2, the mean a factor 1/B.",
        slope,
        also=[lambda w, X, y: 1.0 * slope(w, X, y)],
    ),
    Mistake(
        "sign",
        "Your gradient points downhill. The residual is prediction minus target: `X_batch @ w - y_batch`.",
        lambda w, X, y: -mean_slope(w, X, y),
    ),
    Mistake(
        "divided by a fixed number",
        "You divided all batches by the same number, whatever their size. Divide by the number of rows that came: "
        "`len(y_batch)`.",
        by_a_fixed_number,
        same_factor,
    ),
    Mistake(
        "argument changed",
        "You changed an array that you were given. Make a new one: `residual = X_batch @ w - y_batch`.",
        lambda w, X, y: mean_slope(w, X, y) + 0 * np.subtract(y, X @ w, out=y, casting="unsafe").sum(),
        CHANGED_ARGUMENT,
    ),
]

# accumulate_gradients

Batches = Iterable[Batch]


def telling_batches(w: Array, batches: Sequence[Batch]) -> bool:
    """Return whether the batches differ enough to tell the right mean from each one's and from a mean of means."""
    means, sizes = [mean_slope(w, *batch) for batch in batches], [len(y) for _, y in batches]
    right = np.average(means, axis=0, weights=sizes)
    results = [right, means[0], means[-1]] if len(means) > 1 else [right]
    if len(set(sizes)) > 1:
        results.append(np.mean(means, axis=0))
    return bool(np.abs(right).max() > 0.3) and apart(results)


def mean_of_means(w: Array, batches: Batches) -> Array:
    return np.mean([mean_slope(w, *batch) for batch in batches], axis=0)


def mean_of_means_by_len(w: Array, batches: Any) -> Array:
    return sum(mean_slope(w, *batch) for batch in batches) / len(batches)


def sum_of_means(w: Array, batches: Batches) -> Array:
    return np.sum([mean_slope(w, *batch) for batch in batches], axis=0)


def sum_of_sums(w: Array, batches: Batches) -> Array:
    return np.sum([2 * slope(w, *batch) for batch in batches], axis=0)


def sum_of_float_sums(w: Array, batches: Batches) -> Array:
    return 1.0 * sum_of_sums(w, batches)


def sums_by_batches(w: Array, batches: Batches) -> Array:
    return np.mean([2 * slope(w, *batch) for batch in batches], axis=0)


def means_by_rows(w: Array, batches: Batches) -> Array:
    batches = list(batches)
    return sum_of_means(w, batches) / sum(len(y) for _, y in batches)


def last_mean(w: Array, batches: Batches) -> Array:
    return [mean_slope(w, *batch) for batch in batches][-1]


def last_sum_by_all_rows(w: Array, batches: Batches) -> Array:
    batches = list(batches)
    return 2 * slope(w, *batches[-1]) / sum(len(y) for _, y in batches)


def sum_by_last_rows(w: Array, batches: Batches) -> Array:
    batches = list(batches)
    return sum_of_sums(w, batches) / len(batches[-1][1])


def first_mean(w: Array, batches: Batches) -> Array:
    return next(mean_slope(w, *batch) for batch in batches)


def read_twice(w: Array, batches: Batches) -> Array:
    rows = sum(len(y) for _, y in batches)
    total = np.zeros(len(w))
    for batch in batches:
        total += 2 * slope(w, *batch)
    return total / rows


def counted_too_late(w: Array, batches: Batches) -> Array:
    total = np.zeros(len(w))
    for batch in batches:
        total += 2 * slope(w, *batch)
    return total / np.float64(sum(len(y) for _, y in batches))


def counted_too_late_in_python(w: Array, batches: Batches) -> Array:
    total = np.array([2 * slope(w, *batch) for batch in batches]).sum(axis=0)
    rows = sum(len(y) for _, y in batches)
    if not rows:
        raise ZeroDivisionError
    return total / rows


def in_whole_numbers(w: Array, batches: Batches) -> Array:
    total, rows = np.zeros_like(w), 0
    for X, y in batches:
        total += (2 * slope(w, X, y)).astype(float)
        rows += len(y)
    return total / rows


def changing_targets(w: Array, batches: Batches) -> Array:
    total, rows = np.zeros(len(w)), 0
    for X, y in batches:
        np.subtract(y, X @ w, out=y)
        total -= 2 * X.T @ y
        rows += len(y)
    return total / rows


ACCUMULATE_GRADIENTS = [
    Mistake(
        "mean of means",
        "You averaged the gradients of the batches as if they were equally large. Multiply each by its number of rows, "
        "add up, and divide by the number of all rows.",
        mean_of_means,
        also=[mean_of_means_by_len],
    ),
    Mistake(
        "sum",
        "You added up and never divided. The mean gradient is Σ B_k g_k divided by the number of all rows, Σ B_k.",
        sum_of_means,
        also=[sum_of_sums, sum_of_float_sums],
    ),
    Mistake(
        "sums divided by the number of batches",
        "You divided the sum over all rows by the number of batches. Divide by the number of all rows, Σ B_k.",
        sums_by_batches,
    ),
    Mistake(
        "not weighted by rows",
        "You added up the batch means and divided by the number of all rows, so each row was divided by twice. "
        "Multiply each mean by its rows first: `len(y_batch) * gradient`.",
        means_by_rows,
    ),
    Mistake(
        "reset in the loop",
        "A total of yours, of the gradients or of the rows, starts anew with each batch, so that only the last one has "
        "counted. Set both to zero *before* the loop, and add to them inside.",
        last_mean,
        also=[last_sum_by_all_rows, sum_by_last_rows],
    ),
    Mistake(
        "returned inside the loop",
        "Only the first batch has counted: the `return` stands inside the loop. Divide and return after it.",
        first_mean,
    ),
    Mistake(
        "batches read twice",
        "You go through `batches` twice, and an iterator is empty the second time. Collect both totals, gradients and "
        "rows, in one loop.",
        read_twice,
        also=[counted_too_late, counted_too_late_in_python],
    ),
    Mistake(
        "whole numbers kept",
        "With `w` in whole numbers your total is a whole-number array too (`np.zeros_like(w)`). "
        "Start with `np.zeros(w.shape)`, which is float64.",
        in_whole_numbers,
        kept_integers,
    ),
    Mistake(
        "batch changed",
        "You changed an array that you were given, so your caller's `w` or batches are no longer what they were. "
        "Compute the residual as a new array: `X_batch @ w - y_batch`.",
        changing_targets,
        CHANGED_ARGUMENT,
    ),
]
