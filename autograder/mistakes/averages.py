"""Unit 03's known mistakes in the noise of a batch and in the average of iterates."""

from typing import Any

import numpy as np

from autograder.exercise import Mistake

Array = np.ndarray

# gradient_variance


def trace(G: Array) -> float:
    return float(np.sum(np.var(G, axis=0)))


def correction(G: Array, B: int) -> float:
    return (len(G) - B) / (len(G) - 1)


def sample_trace(G: Array) -> float:
    return float(np.sum(np.var(G, axis=0, ddof=1)))


GRADIENT_VARIANCE = [
    Mistake(
        "no finite-population factor",
        "You left out (N − B)/(N − 1). Batches are drawn without replacement: a batch of all rows has no noise at all.",
        lambda G, B: trace(G) / B,
        also=[lambda G, B: sample_trace(G) / B],
    ),
    Mistake(
        "1/(N − 1) in the covariance",
        "Your Σ̂ divides by N − 1 (`ddof=1`, or `np.cov` without `bias=True`). With (N − B)/(N − 1) goes the Σ̂ that "
        "divides by N.",
        lambda G, B: sample_trace(G) / B * correction(G, B),
    ),
    Mistake(
        "N in the factor",
        "You mixed two conventions: with the Σ̂ that divides by N goes (N − B)/(N − 1), not (N − B)/N.",
        lambda G, B: trace(G) / B * (len(G) - B) / len(G),
    ),
    Mistake(
        "divided by B²",
        "You divided by the square of the batch size. The variance of a mean falls like 1/B.",
        lambda G, B: trace(G) / B**2 * correction(G, B),
    ),
    Mistake(
        "not divided by B",
        "You did not divide by the batch size. The variance of a mean of B rows falls like 1/B.",
        lambda G, B: trace(G) * correction(G, B),
    ),
    Mistake(
        "standard deviation",
        "You took the root. Asked for is the mean *squared* distance.",
        lambda G, B: float(np.sqrt(trace(G) / B * correction(G, B))),
    ),
    Mistake(
        "sum of standard deviations",
        "You added up standard deviations. The trace is the sum of the variances: `np.var`, not `np.std`.",
        lambda G, B: float(np.sum(np.std(G, axis=0))) / B * correction(G, B),
        also=[lambda G, B: float(np.sum(np.std(G, axis=0))) * np.sqrt(correction(G, B) / B)],
    ),
    Mistake(
        "mean not subtracted",
        "You squared the gradients themselves. The noise is their distance from the mean gradient: "
        "subtract `G.mean(axis=0)` first.",
        lambda G, B: float(np.sum(G**2)) / len(G) / B * correction(G, B),
    ),
    Mistake(
        "mean over the entries",
        "You averaged the variances of the D entries. The trace is their sum.",
        lambda G, B: trace(G) / G.shape[1] / B * correction(G, B),
    ),
    Mistake(
        "one mean for all entries",
        "You took the variance of all numbers of `G` together, around one common mean. Each column has its own mean: "
        "`axis=0`, then the sum.",
        lambda G, B: float(np.var(G)) / B * correction(G, B),
        also=[lambda G, B: float(np.sum((G - G.mean()) ** 2)) / len(G) / B * correction(G, B)],
    ),
    Mistake(
        "rows for columns",
        "You subtracted the mean of each row. The mean gradient is the mean over the rows, one number for each column: "
        "`axis=0`.",
        lambda G, B: float(np.sum(np.var(G, axis=1))) / B * correction(G, B),
        also=[lambda G, B: float(np.sum((G - G.mean(axis=1, keepdims=True)) ** 2)) / len(G) / B * correction(G, B)],
    ),
    Mistake(
        "never divided by N",
        "You added up the squared distances of all rows. The covariance is their mean: divide by N.",
        lambda G, B: trace(G) * len(G) / B * correction(G, B),
    ),
]

# polyak_average


def smoothed(rows: Array, beta: float, mean: Any) -> Array:
    for row in rows:
        mean = beta * mean + (1 - beta) * row
    return mean


def exponential(trajectory: Array, *, burn_in: int) -> Array:
    return smoothed(trajectory[burn_in + 1 :], 0.9, trajectory[burn_in] + 0.0)


def exponential_from_zero(trajectory: Array, *, burn_in: int) -> Array:
    return smoothed(trajectory[burn_in:], 0.9, np.zeros(trajectory.shape[1:]))


def geometric_weights(_expected: list, got: list, trajectory: Array, *, burn_in: int) -> bool:
    """The weights of the rows, which the average of unit vectors shows, grow by a factor from row to row."""
    if len(got) < 2 or np.shape(got[1]) != (len(trajectory),) or np.shape(got[0]) != trajectory.shape[1:]:
        return False
    weights = np.asarray(got[1])[burn_in + 1 :]
    if len(weights) < 2:
        return bool(np.sum(got[1]) <= 1 + 1e-9 and np.min(got[1]) >= 0)
    growth = weights[1:] / weights[:-1]
    return bool(growth.min() > 1 + 1e-6 and growth.max() < growth.min() * (1 + 1e-6))


def one_late(trajectory: Array, *, burn_in: int) -> Array:
    return np.mean(trajectory[burn_in + 1 :], axis=0)


def one_late_or_raised(trajectory: Array, *, burn_in: int) -> Array:
    if burn_in + 1 >= len(trajectory):
        raise ZeroDivisionError
    return one_late(trajectory, burn_in=burn_in)


def one_late_or_zero(trajectory: Array, *, burn_in: int) -> Array:
    if burn_in + 1 >= len(trajectory):
        return np.zeros(trajectory.shape[1:])
    return one_late(trajectory, burn_in=burn_in)


def up_to_burn_in(trajectory: Array, *, burn_in: int) -> Array:
    return np.mean(trajectory[:burn_in], axis=0)


POLYAK_AVERAGE = [
    Mistake(
        "burn-in kept",
        "You averaged all rows. Leave out the first `burn_in` of them: `trajectory[burn_in:]`.",
        lambda trajectory, *, burn_in: np.mean(trajectory, axis=0),  # noqa: ARG005
    ),
    Mistake(
        "starts one row late",
        "Your average starts one row too late. Row `burn_in` itself is the first that counts: `trajectory[burn_in:]`.",
        one_late,
        also=[one_late_or_raised, one_late_or_zero],
    ),
    Mistake(
        "starts one row early",
        "Your average starts one row too early. The rows 0 … `burn_in` − 1 are left out: `trajectory[burn_in:]`.",
        lambda trajectory, *, burn_in: np.mean(trajectory[burn_in - 1 :], axis=0),
        also=[lambda trajectory, *, burn_in: np.mean(trajectory[max(burn_in - 1, 0) :], axis=0)],
    ),
    Mistake(
        "last row left out",
        "You left out the last row. `trajectory[burn_in:]` runs to the end by itself.",
        lambda trajectory, *, burn_in: np.mean(trajectory[burn_in:-1], axis=0),
    ),
    Mistake(
        "the wrong end",
        "You averaged the way down and left out the dance. The first `burn_in` rows go: `trajectory[burn_in:]`.",
        up_to_burn_in,
    ),
    Mistake(
        "the last rows left out",
        "You left out the last `burn_in` rows. It is the first that go: `trajectory[burn_in:]`.",
        lambda trajectory, *, burn_in: np.mean(trajectory[:-burn_in], axis=0),
        also=[lambda trajectory, *, burn_in: np.mean(trajectory[: len(trajectory) - burn_in], axis=0)],
    ),
    Mistake(
        "the last burn_in rows",
        "You averaged the last `burn_in` rows. All rows count but the first `burn_in`: `trajectory[burn_in:]`, "
        "without a minus.",
        lambda trajectory, *, burn_in: np.mean(trajectory[-burn_in:], axis=0),
    ),
    Mistake(
        "divided by T",
        "You divided by the number of all rows. Only T − `burn_in` rows are in the sum.",
        lambda trajectory, *, burn_in: np.sum(trajectory[burn_in:], axis=0) / len(trajectory),
    ),
    Mistake(
        "not divided",
        "You returned the sum of the rows. Divide by their number, or take `np.mean(…, axis=0)`.",
        lambda trajectory, *, burn_in: np.sum(trajectory[burn_in:], axis=0),
        also=[lambda trajectory, *, burn_in: np.sum(trajectory[burn_in:], axis=0) + 0.0],
    ),
    Mistake(
        "axis missing",
        "You averaged all numbers into one. Average over the rows only: `axis=0`.",
        lambda trajectory, *, burn_in: np.mean(trajectory[burn_in:]),
    ),
    Mistake(
        "last row only",
        "You returned the last row, which is still in the middle of the dance. Average the rows from `burn_in` on.",
        lambda trajectory, *, burn_in: trajectory[-1],  # noqa: ARG005
        also=[lambda trajectory, *, burn_in: trajectory[-1] + 0.0],  # noqa: ARG005
    ),
    Mistake(
        "exponential average",
        "You weighted late rows more than early ones (an exponential moving average). All rows from `burn_in` on count "
        "alike: a plain mean.",
        exponential,
        geometric_weights,
    ),
]
