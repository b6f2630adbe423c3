"""Unit 02: one step downhill, how long it may be, and what curvature buys."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def gradient_step(w: ArrayLike, grad: ArrayLike, *, lr: float) -> Array:
    """Take one step of gradient descent.

    w − lr·grad

    Shapes: `w` and `grad` share any one shape, 0-D included; so does the result, in float64.
    Source: Cauchy (1847); Goodfellow, Bengio & Courville, *Deep Learning* (2016), eq. 4.5.
    """
    return np.asarray(w, dtype=np.float64) - lr * np.asarray(grad, dtype=np.float64)


def gradient_descent(grad_fn: Callable[[Array], Array], w0: ArrayLike, *, lr: float, steps: int) -> Array:
    """Record every point that gradient descent visits, the start included.

    w_{t+1} = w_t − lr·grad_fn(w_t),  t = 0 … steps − 1

    Shapes: `w0` (D,); result (steps + 1, D), row t is w_t.
    Source: Boyd & Vandenberghe, *Convex Optimization* (2004), algorithm 9.3, with a constant step length.
    """
    trajectory = [np.array(w0, dtype=np.float64)]
    for _ in range(steps):
        w = trajectory[-1]
        trajectory.append(gradient_step(w, grad_fn(w), lr=lr))
    return np.stack(trajectory)


def max_stable_lr(H: ArrayLike) -> float:
    """Return the learning rate from which on gradient descent no longer converges on the quadratic ½wᵀHw.

    2 / λ_max(H)

    Shapes: `H` (D, D), symmetric positive definite.
    Source: Polyak, *Introduction to Optimization* (1987), section 1.4, theorem 3.
    """
    return float(2 / np.linalg.eigvalsh(np.asarray(H, dtype=np.float64))[-1])


def optimal_lr(H: ArrayLike) -> tuple[float, float]:
    """Return the learning rate that contracts the error fastest on ½wᵀHw, and that contraction per step.

    lr = 2 / (λ_min + λ_max),  rate = (κ − 1) / (κ + 1),  κ = λ_max / λ_min

    Shapes: `H` (D, D), symmetric positive definite.
    Source: Polyak, *Introduction to Optimization* (1987), section 1.4, theorem 3.
    """
    eigenvalues = np.linalg.eigvalsh(np.asarray(H, dtype=np.float64))
    smallest, largest = eigenvalues[0], eigenvalues[-1]
    return float(2 / (smallest + largest)), float((largest - smallest) / (largest + smallest))


def backtracking_line_search(
    f: Callable[[Array], float], w: ArrayLike, grad: ArrayLike, *, lr0: float, c: float, beta: float
) -> float:
    """Shrink the learning rate until the step lowers `f` enough (Armijo's condition); nan is not low enough.

    first lr of lr0, β·lr0, β²·lr0, … with f(w − lr·grad) ≤ f(w) − c·lr·‖grad‖²

    Shapes: `w` and `grad` share any one shape; `f` maps it to a number. 0 < c < 1 and 0 < beta < 1.
    Errors: ValueError if f(w) is nan, since then no learning rate can satisfy the condition.
    Source: Armijo (1966); Nocedal & Wright, *Numerical Optimization* (2006), algorithm 3.1 with p = −grad.
    """
    w, grad = np.asarray(w, dtype=np.float64), np.asarray(grad, dtype=np.float64)
    f_w, slope = f(w), np.sum(grad**2)
    if np.isnan(f_w):
        raise ValueError("f(w) is nan, so no learning rate can be accepted.")
    lr = float(lr0)
    while not f(w - lr * grad) <= f_w - c * lr * slope:
        lr *= beta
    return lr


def newton_step(w: ArrayLike, grad: ArrayLike, H: ArrayLike) -> Array:
    """Jump to the stationary point of the local quadratic model.

    w − H⁻¹·grad, by solving H·d = grad

    Shapes: `w`, `grad` and result (D,); `H` (D, D), invertible, not necessarily symmetric.
    Errors: numpy.linalg.LinAlgError if `H` is singular.
    Source: Nocedal & Wright, *Numerical Optimization* (2006), eq. 2.15.
    """
    w, grad, H = (np.asarray(value, dtype=np.float64) for value in (w, grad, H))
    return w - np.linalg.solve(H, grad)


def conjugate_gradient(A: ArrayLike, b: ArrayLike, x0: ArrayLike, *, steps: int) -> Array:
    """Record every point of linear conjugate gradients on ½xᵀAx − bᵀx; a converged point is repeated.

    r = b − Ax, p = r;  α = rᵀr / pᵀAp,  x ← x + αp,  r' = r − αAp,  β = r'ᵀr' / rᵀr,  p ← r' + βp

    Shapes: `A` (D, D), symmetric positive definite; `b`, `x0` (D,); result (steps + 1, D), row 0 is `x0`.
    Source: Hestenes & Stiefel (1952); Nocedal & Wright, *Numerical Optimization* (2006), algorithm 5.2.
    """
    A, b, x = (np.array(argument, dtype=np.float64) for argument in (A, b, x0))
    residual = b - A @ x
    direction = residual
    # Below this norm a residual is rounding noise, and rᵀr would soon underflow to 0 / 0.
    noise = np.finfo(np.float64).eps * max(np.linalg.norm(b), np.linalg.norm(residual))
    trajectory = [x]
    for _ in range(steps):
        if np.linalg.norm(residual) > noise:
            A_direction = A @ direction
            alpha = residual @ residual / (direction @ A_direction)
            x = x + alpha * direction
            new_residual = residual - alpha * A_direction
            beta = new_residual @ new_residual / (residual @ residual)
            residual, direction = new_residual, new_residual + beta * direction
        trajectory.append(x)
    return np.stack(trajectory)
