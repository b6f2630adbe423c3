"""Unit 02's known mistakes: wrong implementations, how they are recognised, and what a learner reads."""

from collections.abc import Callable
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake
from autograder.mistakes.symptoms import kept_integers, rows_alias, start_missing, steps_missing

Array = np.ndarray

WHOLE_NUMBERS = "With `w` in whole numbers your result stays in whole numbers, so fractions of a step are lost."

# gradient_step


def step_in_place(w: Array, grad: Array, *, lr: float) -> Array:
    w -= lr * grad
    return w


def step_of_length_lr(expected: list, got: list, w: Any, grads: list, lrs: list) -> bool:
    """Each step points along −grad and is lr long, however steep the slope; a zero slope ends the evidence."""
    for grad, lr, after in zip(grads, lrs, got):  # noqa: B905
        size = np.linalg.norm(grad)
        if size == 0:
            return True
        if not np.allclose(w - after, lr * grad / size, rtol=1e-3, atol=1e-3 * lr):
            return False
        w = after
    return len(got) == len(expected)


def step_in_old_dtype(w: Array, grad: Array, *, lr: float) -> Array:
    return np.asarray(w - lr * grad).astype(np.asarray(w).dtype)


GRADIENT_STEP = [
    Mistake(
        "ascent",
        "You stepped along +∇J, which climbs. Descent subtracts the gradient: `w - lr * grad`.",
        lambda w, grad, *, lr: w + lr * grad,
    ),
    Mistake(
        "integer dtype kept",
        f"{WHOLE_NUMBERS} Let NumPy make the new array: `w - lr * grad` is float64 by itself.",
        step_in_old_dtype,
        kept_integers,
    ),
    Mistake(
        "normalised gradient",
        "You divided the gradient by its length, so every step is `lr` long. Use the gradient as it is: "
        "where the slope is gentle, the step should be short.",
        lambda w, grad, *, lr: w - lr * grad / (np.linalg.norm(grad) + 1e-8),
        step_of_length_lr,
    ),
    Mistake(
        "in place",
        "You changed `w` (or `grad`) itself, so the caller's array is no longer what it was. "
        "Make a new array: `w - lr * grad`, not `w -= lr * grad`.",
        step_in_place,
        CHANGED_ARGUMENT,
    ),
]

# gradient_descent

GradFn = Callable[[Array], Array]


def descend_without_start(grad_fn: GradFn, w0: Array, *, lr: float, steps: int) -> Array:
    w, rows = w0, np.zeros((steps, len(w0)))
    for row in rows:
        w = w - lr * grad_fn(w)
        row[:] = w
    return rows


def descend_in_one_array(grad_fn: GradFn, w0: Array, *, lr: float, steps: int) -> Array:
    w = w0.astype(float)
    rows = [w]
    for _ in range(steps):
        w -= lr * grad_fn(w)
        rows.append(w)
    return np.array(rows)


def descend_on_first_gradient(grad_fn: GradFn, w0: Array, *, lr: float, steps: int) -> Array:
    return w0 - lr * np.arange(steps + 1)[:, None] * grad_fn(w0)


def descend_in_turn(dtype: Any = float, backwards: bool = False) -> Callable[..., Array]:
    """Return a descent whose later coordinates see the earlier ones already moved (Gauss–Seidel)."""

    def descend(grad_fn: GradFn, w0: Array, *, lr: float, steps: int) -> Array:
        w = w0.astype(dtype or w0.dtype)
        rows = [w.copy()]
        for _ in range(steps):
            for i in range(len(w))[:: -1 if backwards else 1]:
                w[i] -= lr * grad_fn(w)[i]
            rows.append(w.copy())
        return np.array(rows)

    return descend


def descend_in_integers(grad_fn: GradFn, w0: Array, *, lr: float, steps: int) -> Array:
    rows = np.zeros((steps + 1, len(w0)), dtype=w0.dtype)
    rows[0] = w0
    for t in range(steps):
        rows[t + 1] = rows[t] - lr * grad_fn(rows[t])
    return rows


def descend_uphill(grad_fn: GradFn, w0: Array, *, lr: float, steps: int) -> Array:
    rows = [w0]
    for _ in range(steps):
        rows.append(rows[-1] + lr * grad_fn(rows[-1]))
    return np.array(rows, dtype=float)


def descend_too_short(grad_fn: GradFn, w0: Array, *, lr: float, steps: int) -> Array:
    rows = [w0]
    for _ in range(steps - 1):
        rows.append(rows[-1] - lr * grad_fn(rows[-1]))
    return np.array(rows, dtype=float)


def descend_on_the_callers_array(grad_fn: GradFn, w0: Array, *, lr: float, steps: int) -> Array:
    rows = [w0.copy()]
    for _ in range(steps):
        w0 -= lr * grad_fn(w0)
        rows.append(w0.copy())
    return np.array(rows)


GRADIENT_DESCENT = [
    Mistake(
        "integer dtype kept",
        f"{WHOLE_NUMBERS} Start from `np.array(w0, dtype=float)`.",
        descend_in_integers,
        kept_integers,
    ),
    Mistake(
        "w0 missing",
        "Your trajectory begins after the first step. Row 0 is the start itself, so there are `steps + 1` rows.",
        descend_without_start,
        start_missing,
    ),
    Mistake(
        "rows alias one array",
        "All your rows are one and the same array, which the loop goes on changing: every row shows the last point. "
        "Keep a copy of each point, or make a new array each step.",
        descend_in_one_array,
        rows_alias,
    ),
    Mistake(
        "last step missing",
        "Your trajectory is right as far as it goes, but rows are missing at its end. "
        "`steps` updates after the start make `steps + 1` rows, however small the steps become.",
        descend_too_short,
        steps_missing,
    ),
    Mistake(
        "gradient computed once",
        "You used the gradient of the start for every step. The slope changes as you move: "
        "call `grad_fn` at each new point.",
        descend_on_first_gradient,
    ),
    Mistake(
        "stale mix",
        "You moved one coordinate at a time, so the later ones used a gradient at a point that was half old, half new. "
        "Compute the whole gradient first, then move all coordinates together.",
        descend_in_turn(),
        also=[descend_in_turn(dtype=None), descend_in_turn(backwards=True), descend_in_turn(None, True)],
    ),
    Mistake(
        "ascent",
        "You stepped along +∇J, which climbs. Descent subtracts the gradient.",
        descend_uphill,
    ),
    Mistake(
        "in place",
        "You changed `w0` itself. Begin with a copy, so that the caller's start stays where it was.",
        descend_on_the_callers_array,
        CHANGED_ARGUMENT,
    ),
]

# max_stable_lr and optimal_lr


def eigenvalues(H: Array) -> tuple[float, float]:
    """Return the smallest and the largest."""
    spectrum = np.linalg.eigvalsh(H)
    return spectrum[0], spectrum[-1]


def rate(H: Array) -> float:
    smallest, largest = eigenvalues(H)
    return (largest - smallest) / (largest + smallest)


def lr_is_one_over_largest(_: list, got: list, H: Any) -> bool:
    return bool(np.isclose(got[0][0], 1 / np.linalg.eigvalsh(H)[-1], rtol=1e-6))


def lr_is_two_over_largest(_: list, got: list, H: Any) -> bool:
    return bool(np.isclose(got[0][0], 2 / np.linalg.eigvalsh(H)[-1], rtol=1e-6))


def lr_is_half(expected: list, got: list, _: Any) -> bool:
    return bool(np.isclose(2 * got[0][0], expected[0][0], rtol=1e-6))


MAX_STABLE_LR = [
    Mistake(
        "1/λmax",
        "You gave 1/λmax, half of the limit. The factor 1 − lr·λ may go down to −1, not only to 0: "
        "that is reached at 2/λmax.",
        lambda H: 1 / eigenvalues(H)[1],
    ),
    Mistake(
        "2/λmin",
        "You used the smallest eigenvalue. The steepest direction, the one of the largest eigenvalue, diverges first.",
        lambda H: 2 / eigenvalues(H)[0],
    ),
    Mistake(
        "2/trace",
        "You divided by the trace, which is the sum of all eigenvalues. Only the largest one sets the limit.",
        lambda H: 2 / np.trace(H),
    ),
    Mistake(
        "largest diagonal",
        "You used the largest entry of the diagonal. The bowl's axes are tilted, so its steepest curvature is the "
        "largest eigenvalue, which is larger.",
        lambda H: 2 / np.diag(H).max(),
    ),
]

OPTIMAL_LR = [
    Mistake(
        "pair swapped",
        "Your two numbers are right, but in the other order: first the learning rate, then the contraction rate.",
        lambda H: (rate(H), 2 / sum(eigenvalues(H))),
    ),
    Mistake(
        "1/L",
        "Your learning rate is 1/λmax: safe, but slow along the flattest direction. "
        "The best one treats the two ends of the spectrum alike: 2/(λmin + λmax).",
        lambda H: (1 / eigenvalues(H)[1], rate(H)),
        lr_is_one_over_largest,
    ),
    Mistake(
        "2/L",
        "Your learning rate is 2/λmax, the limit of stability, where the steepest direction no longer shrinks at all. "
        "The best one is 2/(λmin + λmax).",
        lambda H: (2 / eigenvalues(H)[1], rate(H)),
        lr_is_two_over_largest,
    ),
    Mistake(
        "1/(sum)",
        "Your learning rate is half of the best one: it is 2/(λmin + λmax), with a 2 on top.",
        lambda H: (1 / sum(eigenvalues(H)), rate(H)),
        lr_is_half,
    ),
    Mistake(
        "rate squared",
        "Your rate is squared. The error shrinks by (κ − 1)/(κ + 1) a step; its square is how fast the loss shrinks.",
        lambda H: (2 / sum(eigenvalues(H)), rate(H) ** 2),
    ),
]
