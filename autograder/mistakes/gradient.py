"""Unit 01's known mistakes in formulas with gradients: wrong implementations, and what a learner reads."""

from __future__ import annotations

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake

Array = np.ndarray

# directional_derivative


def not_normalised(grad: Array, v: Array) -> float:
    return float(grad @ v)


def length_of_gradient(grad: Array, v: Array) -> float:  # noqa: ARG001
    return float(np.linalg.norm(grad))


def cosine(grad: Array, v: Array) -> float:
    return float(grad @ v / (np.linalg.norm(grad) * np.linalg.norm(v)))


def by_the_gradient(grad: Array, v: Array) -> float:
    return float(grad @ v / np.linalg.norm(grad))


def by_the_square(grad: Array, v: Array) -> float:
    return float(grad @ v / (v @ v))


def normalised_in_place(grad: Array, v: Array) -> float:
    v /= np.linalg.norm(v)
    return float(grad @ v)


DIRECTIONAL = [not_normalised, length_of_gradient, cosine, by_the_gradient, by_the_square]

DIRECTIONAL_DERIVATIVE = [
    Mistake(
        "v not normalised",
        "Your slope grows with the length of `v`. Only its direction should count: divide by `np.linalg.norm(v)`.",
        not_normalised,
    ),
    Mistake(
        "length of the gradient",
        "You returned the length of the gradient, the slope along the steepest way up. Along `v` it is grad·v / ‖v‖.",
        length_of_gradient,
    ),
    Mistake(
        "cosine",
        "You returned the cosine of the angle between gradient and `v`. The slope is ‖grad‖ times that: "
        "divide by the length of `v` only.",
        cosine,
    ),
    Mistake(
        "divided by the gradient's length",
        "You divided by the length of the gradient. It is the length of `v` that must not count: divide by ‖v‖.",
        by_the_gradient,
    ),
    Mistake(
        "divided by the squared length",
        "You divided by v·v, which is the length of `v` squared. Divide by ‖v‖, its square root.",
        by_the_square,
    ),
    Mistake(
        "argument changed",
        "You changed an array of your caller's in place, as `v /= …` does. Make a new one: `v / np.linalg.norm(v)`.",
        normalised_in_place,
        CHANGED_ARGUMENT,
    ),
]

# linear_approximation


def at_x(f0: float, grad: Array, x0: Array, x: Array) -> float:  # noqa: ARG001
    return float(f0 + grad @ x)


def away_from_x(f0: float, grad: Array, x0: Array, x: Array) -> float:
    return float(f0 - grad @ (x - x0))


def change_only(f0: float, grad: Array, x0: Array, x: Array) -> float:  # noqa: ARG001
    return float(grad @ (x - x0))


LINEAR = [at_x, away_from_x, change_only]

LINEAR_APPROXIMATION = [
    Mistake(
        "x instead of x − x0",
        "You multiplied the gradient by the position `x`. What counts is how far you went: `x - x0`.",
        at_x,
    ),
    Mistake(
        "sign",
        "The change has the wrong sign. Going from `x0` to `x` is the step `x - x0`, and its effect is added to `f0`.",
        away_from_x,
    ),
    Mistake(
        "f0 dropped",
        "You returned the change alone. The prediction starts at the height `f0` and adds the change.",
        change_only,
    ),
]

# quadratic_gradient


def textbook(A: Array, b: Array, x: Array) -> Array:
    return A @ x - b


def no_half(A: Array, b: Array, x: Array) -> Array:
    return (A + A.T) @ x - b


def plus_b(A: Array, b: Array, x: Array) -> Array:
    return 0.5 * (A + A.T) @ x + b


def transposed(A: Array, b: Array, x: Array) -> Array:
    return A.T @ x - b


def b_forgotten(A: Array, b: Array, x: Array) -> Array:  # noqa: ARG001
    return 0.5 * (A + A.T) @ x


def b_halved(A: Array, b: Array, x: Array) -> Array:
    return 0.5 * ((A + A.T) @ x - b)


def symmetrised_in_place(A: Array, b: Array, x: Array) -> Array:
    A += A.T.copy()
    return 0.5 * A @ x - b


QUADRATIC = [textbook, no_half, plus_b, transposed, b_forgotten, b_halved]

QUADRATIC_GRADIENT = [
    Mistake(
        "Ax − b",
        "You used Ax − b, which holds only for a symmetric `A`. In general xᵀAx has the gradient (A + Aᵀ)x.",
        textbook,
    ),
    Mistake(
        "no ½",
        "The factor ½ is missing in front of (A + Aᵀ)x: the function is ½xᵀAx, not xᵀAx.",
        no_half,
    ),
    Mistake("+b", "You added `b`. The function contains −bᵀx, so its gradient contains −b.", plus_b),
    Mistake(
        "Aᵀx − b",
        "You used Aᵀx − b. Both places of x in xᵀAx count, one gives Ax, the other Aᵀx: take half of their sum.",
        transposed,
    ),
    Mistake(
        "b forgotten",
        "You left out `b`. The term −bᵀx of the function contributes −b to the gradient.",
        b_forgotten,
    ),
    Mistake("b halved", "You halved `b` too. The ½ belongs to xᵀAx only.", b_halved),
    Mistake(
        "argument changed",
        "You changed an array of your caller's in place. Make a new one: `A + A.T`, not `A += A.T`.",
        symmetrised_in_place,
        CHANGED_ARGUMENT,
    ),
]

# mse_gradient


def no_two(w: Array, X: Array, y: Array) -> Array:
    return X.T @ (X @ w - y) / len(y)


def summed(w: Array, X: Array, y: Array) -> Array:
    return 2 * X.T @ (X @ w - y)


def by_features(w: Array, X: Array, y: Array) -> Array:
    return 2 * X.T @ (X @ w - y) / len(w)


def wrong_sign(w: Array, X: Array, y: Array) -> Array:
    return 2 * X.T @ (y - X @ w) / len(y)


def half_the_sum(w: Array, X: Array, y: Array) -> Array:
    return X.T @ (X @ w - y)


def outer_residual(w: Array, X: Array, y: Array) -> Array:
    return (2 / len(y) * X.T @ (X @ w - y.reshape(-1, 1))).mean(axis=1)


def is_outer_residual(_expected, got, w, X, y):
    """The result is built from all differences p_i − y_j, whatever was then made of the superfluous axis."""
    p = X @ w
    if np.ndim(got[0]) == 2:
        tables = [X.T @ (p - y[:, None]), X.T @ (p[:, None] - y)]
        candidates = [*tables, *(table.T for table in tables)]
    else:
        candidates = [X.T @ (p.mean() - y), X.T @ (p - y.mean()), X.T @ (p[0] - y), X.T @ (p - y[0])]
    for candidate in candidates:
        if candidate.shape == got[0].shape:
            scale = np.vdot(candidate, got[0]) / np.vdot(candidate, candidate)
            if scale > 0 and np.allclose(got[0], scale * candidate, rtol=0, atol=1e-6 * np.abs(got[0]).max()):
                return True
    return False


MSE = [no_two, summed, by_features, wrong_sign, half_the_sum]

MSE_GRADIENT = [
    Mistake(
        "no 2",
        "The factor 2 is missing: the derivative of r² is 2r, and this course does not halve the loss.",
        no_two,
    ),
    Mistake(
        "no 1/N",
        "You summed over the examples. The loss is their mean, so divide by the number of rows, `len(y)`.",
        summed,
    ),
    Mistake(
        "divided by D",
        "You divided by the number of features. The mean is over the examples: divide by `len(y)`, the rows of `X`.",
        by_features,
    ),
    Mistake(
        "sign",
        "Your gradient points the opposite way. The residual is prediction minus target, Xw − y.",
        wrong_sign,
    ),
    Mistake(
        "residual broadcast to (N, N)",
        "Somewhere a column of shape (N, 1) met a vector of shape (N,), and NumPy made all N·N differences of them. "
        "Keep `X @ w` and `y` both of shape (N,).",
        outer_residual,
        is_outer_residual,
    ),
    Mistake(
        "neither 2 nor 1/N",
        "This is the gradient of ½Σr². The loss here is the mean of r²: multiply by 2/N.",
        half_the_sum,
    ),
]
