"""Unit 04's known mistakes in the average and the two formulas: wrong implementations, and what a learner reads."""
# ruff: noqa: ARG005 (wrong formulas ignore what they are given)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake
from autograder.mistakes.symptoms import kept_integers

Array = np.ndarray

# ewma


def average(later: Callable[[float, float, float], float], start: float | None = 0.0) -> Callable[..., Array]:
    """Return an average m ← later(m, x, β) that begins at `start`, or at the first value without one."""

    def ewma(values: Array, *, beta: float) -> Array:
        mean, means = values[0] if start is None else start, []
        for x in values:
            mean = later(mean, x, beta)
            means.append(mean)
        return np.array(means, dtype=float)

    return ewma


right_average = average(lambda m, x, beta: beta * m + (1 - beta) * x)


def previous_value(start: float | None) -> Callable[..., Array]:
    def ewma(values: Array, *, beta: float) -> Array:
        before = np.append(values[0] if start is None else start, values[:-1])
        return beta * before + (1 - beta) * values

    return ewma


def unbiased(values: Array, *, beta: float) -> Array:
    return right_average(values, beta=beta) / (1 - beta ** np.arange(1, len(values) + 1))


def in_whole_numbers(values: Array, *, beta: float) -> Array:
    return right_average(values, beta=beta).astype(values.dtype)


def on_the_values(values: Array, *, beta: float) -> Array:
    values[:] = right_average(values, beta=beta)
    return values


EWMA = [
    Mistake(
        "in place",
        "You wrote the averages into `values` itself, so your caller's numbers are gone. Make a new array.",
        on_the_values,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "integer dtype kept",
        "With whole numbers in `values` your averages become whole numbers, and all fractions are lost. "
        "Make the result with `dtype=float`; `np.zeros_like(values)` keeps integers.",
        in_whole_numbers,
        kept_integers,
    ),
    Mistake(
        "weights swapped",
        "Your weights are swapped. The old average survives with weight β, the new value enters with 1 − β: "
        "a large β is a long memory.",
        average(lambda m, x, beta: (1 - beta) * m + beta * x),
    ),
    Mistake(
        "starts at x₀",
        "Your average starts at the first value. Here it starts at zero, so the first entry is (1 − β)·x₁.",
        average(lambda m, x, beta: beta * m + (1 - beta) * x, start=None),
    ),
    Mistake(
        "sum",
        "You added the whole new value, which makes a fading sum. For an average the value enters with 1 − β.",
        average(lambda m, x, beta: beta * m + x),
        also=[average(lambda m, x, beta: m + (1 - beta) * x), average(lambda m, x, beta: m + x)],
    ),
    Mistake(
        "start corrected",
        "You divided by 1 − βᵗ. That repair of the first averages belongs to Adam (unit 05); here the formula is "
        "taken as it stands.",
        unbiased,
    ),
    Mistake(
        "one step late",
        "Each of your entries is the average *before* its value came in. Update first, then append: "
        "the first entry is m₁, not m₀.",
        lambda values, *, beta: np.append(0.0, right_average(values, beta=beta)[:-1]),
    ),
    Mistake(
        "start kept",
        "You kept m₀ = 0 as an entry. The result has as many entries as `values`, and the first is m₁.",
        lambda values, *, beta: np.append(0.0, right_average(values, beta=beta)),
    ),
    Mistake(
        "last only",
        "You returned the last average only. Keep the average after every value: the result has shape (T,).",
        lambda values, *, beta: right_average(values, beta=beta)[-1],
    ),
    Mistake(
        "previous value",
        "You mixed each value with the value before it. Mix it with the *average* before it, which remembers them all.",
        previous_value(0.0),
        also=[previous_value(None)],
    ),
]

# effective_lr

EFFECTIVE_LR = [
    Mistake(
        "τ ignored",
        "Your result does not depend on `dampening`. A dampened gradient enters with 1 − τ only.",
        lambda *, lr, momentum, dampening=0.0: lr / (1 - momentum),
    ),
    Mistake(
        "lr(1−μ)",
        "You multiplied by 1 − μ. Old gradients add to the new one, so the step grows: divide by 1 − μ.",
        lambda *, lr, momentum, dampening=0.0: lr * (1 - momentum) * (1 - dampening),
        also=[
            lambda *, lr, momentum, dampening=0.0: lr * (1 - momentum),
            lambda *, lr, momentum, dampening=0.0: lr * (1 - momentum) / (1 - dampening),
        ],
    ),
    Mistake(
        "lr/μ",
        "You divided by μ. The series 1 + μ + μ² + … adds up to 1/(1 − μ).",
        lambda *, lr, momentum, dampening=0.0: lr * (1 - dampening) / momentum,
        also=[
            lambda *, lr, momentum, dampening=0.0: lr / momentum,
            lambda *, lr, momentum, dampening=0.0: lr / momentum if momentum else lr,
            lambda *, lr, momentum, dampening=0.0: lr * (1 - dampening) / (momentum or 1),
        ],
    ),
    Mistake(
        "τ for 1 − τ",
        "You multiplied by τ. Dampening takes τ away: 1 − τ of each gradient is left.",
        lambda *, lr, momentum, dampening=0.0: lr * dampening / (1 - momentum),
    ),
    Mistake(
        "divided by 1 − τ",
        "You divided by 1 − τ. Dampening makes the step shorter: multiply by it.",
        lambda *, lr, momentum, dampening=0.0: lr / ((1 - momentum) * (1 - dampening)),
        also=[lambda *, lr, momentum, dampening=0.0: lr / (1 - momentum) / 1 - dampening],
    ),
    Mistake(
        "1 + μ",
        "You have 1 + μ in your formula. Solve v = μ·v + (1 − τ)g for v: the denominator is 1 − μ.",
        lambda *, lr, momentum, dampening=0.0: lr * (1 - dampening) / (1 + momentum),
        also=[lambda *, lr, momentum, dampening=0.0: lr * (1 - dampening) * (1 + momentum)],
    ),
]

# optimal_momentum


def setting(rate: Callable[[float, float], float], momentum: Callable[[float, float], float]) -> Callable[..., Any]:
    """Return the function that makes its pair of the smallest and the largest eigenvalue."""

    def of_matrix(H: Array) -> tuple[float, float]:
        spectrum = np.linalg.eigvalsh(H)
        return rate(spectrum[0], spectrum[-1]), momentum(spectrum[0], spectrum[-1])

    return of_matrix


def best_lr(m: float, L: float) -> float:
    return float(4 / (np.sqrt(L) + np.sqrt(m)) ** 2)


def root_rate(m: float, L: float) -> float:
    return float((np.sqrt(L) - np.sqrt(m)) / (np.sqrt(L) + np.sqrt(m)))


def best_momentum(m: float, L: float) -> float:
    return root_rate(m, L) ** 2


def plain_rate(m: float, L: float) -> float:
    return (L - m) / (L + m)


def plain_lr(m: float, L: float) -> float:
    return 2 / (L + m)


def rootless_lr(m: float, L: float) -> float:
    return 4 / (L + m) ** 2


def by_the_diagonal(H: Array) -> tuple[float, float]:
    diagonal = np.diag(H)
    return best_lr(diagonal.min(), diagonal.max()), best_momentum(diagonal.min(), diagonal.max())


OPTIMAL_MOMENTUM = [
    Mistake(
        "pair swapped",
        "Your two numbers are right, but in the other order: first the learning rate, then the momentum.",
        setting(best_momentum, best_lr),
    ),
    Mistake(
        "not squared",
        "Your momentum is not squared. (√κ − 1)/(√κ + 1) is how fast the error shrinks, and that is √μ: square it.",
        setting(best_lr, root_rate),
    ),
    Mistake(
        "rate's denominator not squared",
        "You forgot the square in your learning rate: it is 4 divided by (√L + √m)², the sum of the roots *squared*.",
        setting(lambda m, L: 4 / (np.sqrt(L) + np.sqrt(m)), best_momentum),
        also=[setting(lambda m, L: 2 / (np.sqrt(L) + np.sqrt(m)), best_momentum)],
    ),
    Mistake(
        "no roots",
        "You used the eigenvalues themselves where their square roots belong. It is the roots that make κ into √κ.",
        setting(rootless_lr, lambda m, L: plain_rate(m, L) ** 2),
        also=[
            setting(best_lr, lambda m, L: plain_rate(m, L) ** 2),
            setting(rootless_lr, best_momentum),
            setting(rootless_lr, plain_rate),
        ],
    ),
    Mistake(
        "plain-GD rate",
        "You gave the best setting of plain descent, 2/(L + m) or (κ − 1)/(κ + 1). The ball's has square roots: "
        "4/(√L + √m)² and ((√κ − 1)/(√κ + 1))².",
        setting(plain_lr, best_momentum),
        also=[
            setting(plain_lr, plain_rate),
            setting(plain_lr, root_rate),
            setting(plain_lr, lambda m, L: plain_rate(m, L) ** 2),
            setting(best_lr, plain_rate),
        ],
    ),
    Mistake(
        "1/L",
        "You gave 1/L, the learning rate for which Nesterov has his guarantee. The heavy ball's best is 4/(√L + √m)².",
        setting(lambda m, L: 1 / L, root_rate),
        also=[setting(lambda m, L: 1 / L, best_momentum)],
    ),
    Mistake(
        "half the rate",
        "Your learning rate is half of the best one: the numerator is 4, which is (1 + 1)², not 2.",
        setting(lambda m, L: best_lr(m, L) / 2, best_momentum),
    ),
    Mistake(
        "sum of squares",
        "You divided by the sum of the squared roots, which is L + m. It is their *sum* that is squared: (√L + √m)².",
        setting(lambda m, L: 4 / (L + m), best_momentum),
    ),
    Mistake(
        "diagonal",
        "You used the diagonal of `H`. The bowl's axes are tilted: take the eigenvalues, `np.linalg.eigvalsh(H)`.",
        by_the_diagonal,
    ),
]
