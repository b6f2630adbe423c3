"""Unit 07: where a walk downhill gets slow, gets lost or is thrown off, and what helps."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def hessian(grad_fn: Callable[[Array], ArrayLike], x: ArrayLike) -> Array:
    """Approximate the matrix of second derivatives by central differences of the gradient.

    J_:,i = (∇f(x + h_i e_i) − ∇f(x − h_i e_i)) / (2 h_i),  H = ½ (J + Jᵀ),  h_i = eps^(1/3) · max(1, |x_i|)

    Shapes: `x` (D,), integers allowed; result (D, D), exactly symmetric; eps = 2⁻⁵² is the spacing of float64 at 1.
    `grad_fn` maps (D,) to (D,) and receives a fresh float64 copy at every call.
    Errors: whatever `grad_fn` raises.
    Source: Nocedal & Wright, *Numerical Optimization* (2006), section 8.1, "Approximating a sparse Hessian".
    """
    x = np.array(x, dtype=np.float64)
    jacobian = np.empty((x.size, x.size))
    for i in range(x.size):
        step = np.cbrt(np.finfo(np.float64).eps) * max(1.0, abs(x[i]))
        ahead, behind = x.copy(), x.copy()
        ahead[i] += step
        behind[i] -= step
        # A gradient function may fill one buffer again and again, so its answers are copied.
        higher, lower = (np.array(grad_fn(point), dtype=np.float64) for point in (ahead, behind))
        jacobian[:, i] = (higher - lower) / (2 * step)
    return (jacobian + jacobian.T) / 2


def classify_critical_point(H: ArrayLike, *, tol: float) -> str:
    """Name the kind of a critical point by the signs of its Hessian's eigenvalues.

    "degenerate" if any |λ| < tol; else "minimum" if all λ > 0, "maximum" if all λ < 0, "saddle" otherwise

    Shapes: `H` (D, D), symmetric, D ≥ 1.
    Source: Nocedal & Wright, *Numerical Optimization* (2006), theorems 2.3 and 2.4; Dauphin et al. (2014), section 2.
    """
    eigenvalues = np.linalg.eigvalsh(np.asarray(H, dtype=np.float64))
    if np.any(np.abs(eigenvalues) < tol):
        return "degenerate"
    if np.all(eigenvalues > 0):
        return "minimum"
    if np.all(eigenvalues < 0):
        return "maximum"
    return "saddle"


def perturbed_gradient_descent(
    grad_fn: Callable[[Array], ArrayLike],
    w0: ArrayLike,
    *,
    lr: float,
    steps: int,
    tol: float,
    noise: float,
    rng: np.random.Generator,
) -> Array:
    """Record a gradient descent that is shaken wherever the ground is flat.

    w_{t+1} = w_t − lr·g_t,  plus noise·N(0, I) exactly when ‖g_t‖ < tol,  g_t = grad_fn(w_t)

    Shapes: `w0` (D,); result (steps + 1, D), row t is w_t.
    Source: Ge et al. (2015), "Escaping from saddle points", and Jin et al. (2017), algorithm 2, whose noise fills
    a ball and comes at most once in a while; here it is Gaussian and comes at every flat step.
    """
    trajectory = [np.array(w0, dtype=np.float64)]
    for _ in range(steps):
        w = trajectory[-1]
        grad = np.asarray(grad_fn(w.copy()), dtype=np.float64)
        step = -lr * grad
        if np.linalg.norm(grad) < tol:
            step = step + noise * rng.standard_normal(w.shape)
        trajectory.append(w + step)
    return np.stack(trajectory)


def random_restarts(
    f: Callable[[Array], float], descend: Callable[[Array], ArrayLike], starts: Iterable[ArrayLike]
) -> Array:
    """Descend from every start and keep the end where `f` is lowest.

    argmin over w = descend(start) of f(w); the first of ties, and never an end where f is nan

    Shapes: each start (D,); result (D,). `descend` maps a start to the last point of its run.
    Errors: ValueError if f is nan at every end, or if there is no start.
    Source: Goodfellow, Bengio & Courville, *Deep Learning* (2016), section 8.2.2, on minima that differ in value.
    """
    ends = [np.array(descend(np.array(start, dtype=np.float64)), dtype=np.float64) for start in starts]
    values = [float(f(end)) for end in ends]
    numbers = [i for i, value in enumerate(values) if not np.isnan(value)]
    if not numbers:
        raise ValueError("No run ended where f is a number.")
    return ends[min(numbers, key=lambda i: values[i])]


def layer_gradient_norms(grads: Sequence[ArrayLike]) -> Array:
    """Measure the gradient of every layer, the one next to the input first.

    n_l = √(Σ g²) over all entries of layer l

    Shapes: `grads` L arrays of any shapes, input side first; result (L,).
    Source: Glorot & Bengio (2010), section 4.2, who compare back-propagated gradients layer by layer.
    """
    return np.array([np.linalg.norm(np.ravel(grad).astype(np.float64)) for grad in grads], dtype=np.float64)


def clip_by_global_norm(grads: Sequence[ArrayLike], max_norm: float) -> tuple[list[Array], float]:
    """Shorten all gradients by one common factor if together they are longer than `max_norm`.

    n = √(Σ_l ‖g_l‖²),  g_l ← g_l · min(1, max_norm / (n + 1e-6)); also returns n, the norm before clipping

    Shapes: `grads` arrays of any shapes; result a list of new arrays of the same shapes, and a float.
    Source: Pascanu, Mikolov & Bengio (2013), algorithm 1, in the form of `torch.nn.utils.clip_grad_norm_`.
    """
    norm = float(np.linalg.norm(layer_gradient_norms(grads)))
    # Without 1e-6 a zero gradient would be 0 · (c / 0), which is nan.
    scale = min(1.0, max_norm / (norm + 1e-6))
    return [np.asarray(grad, dtype=np.float64) * scale for grad in grads], norm
