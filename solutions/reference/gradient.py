"""Unit 01: what the gradient is, and how to trust one."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float | None = None) -> np.ndarray:
    """Approximate the gradient of `f` at `x` by central differences, one coordinate at a time.

    g_i = (f(x + h_i e_i) − f(x − h_i e_i)) / (2 h_i); without `h`, h_i = eps^(1/3) · max(1, |x_i|),
    where eps = 2⁻⁵² is the spacing of float64 at 1.

    x (D,), integers allowed; h an absolute step for every coordinate; returns (D,) float64.
    `f` receives a fresh float64 copy at every call, so it may even write to its argument.
    Errors: whatever `f` raises.
    Source: Nocedal & Wright, Numerical Optimization (2006), section 8.1.
    """
    x = np.array(x, dtype=np.float64)
    grad = np.empty_like(x)
    for i in range(x.size):
        step = np.cbrt(np.finfo(np.float64).eps) * max(1.0, abs(x[i])) if h is None else h
        ahead, behind = x.copy(), x.copy()
        ahead[i] += step
        behind[i] -= step
        grad[i] = (f(ahead) - f(behind)) / (2 * step)
    return grad


def directional_derivative(grad: np.ndarray, v: np.ndarray) -> float:
    """Give the rate of change per unit length along the direction of `v`.

    D_v f = ∇f · v / ‖v‖ = ‖∇f‖ cos φ, with φ the angle between gradient and direction.

    grad (D,), v (D,) of any length but zero; returns a float.
    Source: Goodfellow et al., Deep Learning (2016), section 4.3, eq. 4.4.
    """
    return float(grad @ v / np.linalg.norm(v))


def linear_approximation(f0: float, grad: np.ndarray, x0: np.ndarray, x: np.ndarray) -> float:
    """Evaluate at `x` the tangent plane that touches the function at `x0`.

    f(x) ≈ f(x0) + ∇f(x0) · (x − x0)

    f0 = f(x0) a number; grad = ∇f(x0), x0 and x all (D,); returns a float.
    Source: Nocedal & Wright, Numerical Optimization (2006), Taylor's theorem 2.1.
    """
    return float(f0 + grad @ (x - x0))


def quadratic_gradient(A: np.ndarray, b: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Give the gradient of f(x) = ½ xᵀAx − bᵀx for any square `A`, symmetric or not.

    ∇f = ½ (A + Aᵀ) x − b

    A (D, D), b (D,), x (D,); returns (D,).
    Source: Petersen & Pedersen, The Matrix Cookbook (2012), eq. 81 and eq. 69.
    """
    return 0.5 * (A + A.T) @ x - b


def mse_gradient(w: np.ndarray, X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Give the gradient of the mean squared error of a linear model.

    J(w) = (1/N) ‖Xw − y‖²,  ∇J = (2/N) Xᵀ(Xw − y)

    w (D,), X (N, D), y (N,); returns (D,).
    Source: Goodfellow et al., Deep Learning (2016), section 5.1.4, eq. 5.6 to 5.12.
    """
    return (2 / len(y)) * X.T @ (X @ w - y)


def relative_error(analytic: ArrayLike, numeric: ArrayLike) -> float:
    """Measure how far two gradients differ, relative to their size, in the worst entry.

    max_i |a_i − n_i| / max(1e-8, |a_i| + |n_i|), between 0 and 1 for finite entries; any nan gives nan.

    analytic and numeric of one shape; returns a float.
    Source: Stanford CS231n notes, Neural Networks Part 3, "Gradient checks".
    """
    a, n = np.asarray(analytic, dtype=np.float64), np.asarray(numeric, dtype=np.float64)
    return float(np.max(np.abs(a - n) / np.maximum(1e-8, np.abs(a) + np.abs(n))))
