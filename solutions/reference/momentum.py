"""Unit 04: a step that remembers, as a heavy ball and as Nesterov looks ahead."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def ewma(values: ArrayLike, *, beta: float) -> Array:
    """Average a sequence with weights that fade exponentially into the past.

    m₀ = 0,  m_t = β·m_{t−1} + (1 − β)·x_t,  t = 1 … T; so m_t = (1 − β)·Σ_k β^k·x_{t−k}

    Shapes: `values` (T,); result (T,), entry t − 1 is m_t.
    Source: Roberts (1959), "Control chart tests based on geometric moving averages", eq. 2, with r = 1 − β.
    """
    mean, means = 0.0, []
    for value in np.asarray(values, dtype=np.float64):
        mean = beta * mean + (1 - beta) * value
        means.append(mean)
    return np.array(means, dtype=np.float64)


def momentum_step(
    w: ArrayLike, grad: ArrayLike, velocity: ArrayLike | None, *, lr: float, momentum: float, dampening: float = 0.0
) -> tuple[Array, Array]:
    """Take one step of the heavy ball and return the new parameters and the new velocity.

    v ← g if there is no velocity yet (no dampening then), else μ·v + (1 − τ)·g;  w ← w − lr·v

    Shapes: `w`, `grad`, `velocity` and both results share any one shape, 0-D included; float64 out.
    `velocity` is None at the first step. μ is `momentum`, τ is `dampening`.
    Source: Polyak (1964), eq. 9, in the form that `torch.optim.SGD` documents.
    """
    velocity = _next_velocity(grad, velocity, momentum=momentum, dampening=dampening)
    return np.asarray(w, dtype=np.float64) - lr * velocity, velocity


def nesterov_step(
    w: ArrayLike, grad: ArrayLike, velocity: ArrayLike | None, *, lr: float, momentum: float
) -> tuple[Array, Array]:
    """Take one step of Nesterov's momentum and return the new parameters and the new velocity.

    v ← g if there is no velocity yet, else μ·v + g;  w ← w − lr·(g + μ·v) with the new v

    Shapes: as for `momentum_step`.
    Source: Nesterov (1983); Sutskever et al. (2013), eq. 3 and 4, in the form that `torch.optim.SGD` documents.
    """
    grad = np.asarray(grad, dtype=np.float64)
    velocity = _next_velocity(grad, velocity, momentum=momentum, dampening=0.0)
    return np.asarray(w, dtype=np.float64) - lr * (grad + momentum * velocity), velocity


def _next_velocity(grad: ArrayLike, velocity: ArrayLike | None, *, momentum: float, dampening: float) -> Array:
    if velocity is None:
        # A copy: a velocity that shares memory with the gradient changes when the caller reuses its buffer.
        return np.array(grad, dtype=np.float64)
    return momentum * np.asarray(velocity, dtype=np.float64) + (1 - dampening) * np.asarray(grad, dtype=np.float64)


def effective_lr(*, lr: float, momentum: float, dampening: float = 0.0) -> float:
    """Return the learning rate of the plain step that momentum settles into when the gradient stays the same.

    lr·(1 − τ) / (1 − μ)

    Errors: ZeroDivisionError if `momentum` is 1, since such a ball never stops speeding up.
    Source: Goodfellow, Bengio & Courville, *Deep Learning* (2016), section 8.3.2, eq. 8.17.
    """
    return float(lr * (1 - dampening) / (1 - momentum))


def optimal_momentum(H: ArrayLike) -> tuple[float, float]:
    """Return the learning rate and momentum with which the heavy ball is fastest on ½wᵀHw.

    lr = 4 / (√L + √m)²,  μ = ((√κ − 1) / (√κ + 1))²,  κ = L / m; asymptotic rate √μ a step

    Shapes: `H` (D, D), symmetric positive definite, with m and L its smallest and largest eigenvalue.
    Source: Polyak (1964), theorem 9; Polyak, *Introduction to Optimization* (1987), section 3.2, theorem 1.
    """
    eigenvalues = np.linalg.eigvalsh(np.asarray(H, dtype=np.float64))
    small, large = np.sqrt(eigenvalues[0]), np.sqrt(eigenvalues[-1])
    return float(4 / (large + small) ** 2), float(((large - small) / (large + small)) ** 2)


class SGD:
    """Gradient descent with momentum, Nesterov's momentum and weight decay for a list of parameters.

    g ← g + λ·w; then w − lr·g without momentum, else `momentum_step` or `nesterov_step`, a velocity each.

    `params`: a sequence of float arrays, any shapes. `lr` is read anew at every step. λ is `weight_decay`.
    Errors: ValueError if `nesterov` comes without momentum or with dampening.
    Source: `torch.optim.SGD`; Sutskever et al. (2013).
    """

    def __init__(
        self,
        params: Sequence[ArrayLike],
        *,
        lr: float,
        momentum: float = 0,
        dampening: float = 0,
        nesterov: bool = False,
        weight_decay: float = 0,
    ) -> None:
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov's momentum needs a momentum above 0 and no dampening.")
        self.params = [np.array(w, dtype=np.float64) for w in params]
        self.velocities: list[Array | None] = [None] * len(self.params)
        self.lr = lr
        self.momentum = momentum
        self.dampening = dampening
        self.nesterov = nesterov
        self.weight_decay = weight_decay

    def step(self, grads: Sequence[ArrayLike | None]) -> list[Array]:
        """Move every parameter that has a gradient; return all of them, as a new list of arrays.

        Shapes: `grads` one entry a parameter, of its shape, or None: such a parameter and its velocity stay.
        """
        for i, grad in enumerate(grads):
            if grad is not None:
                self._move(i, np.asarray(grad, dtype=np.float64))
        return list(self.params)

    def _move(self, i: int, grad: Array) -> None:
        w, velocity = self.params[i], self.velocities[i]
        grad = grad + self.weight_decay * w
        if self.momentum == 0:
            self.params[i] = w - self.lr * grad
        elif self.nesterov:
            self.params[i], self.velocities[i] = nesterov_step(w, grad, velocity, lr=self.lr, momentum=self.momentum)
        else:
            self.params[i], self.velocities[i] = momentum_step(
                w, grad, velocity, lr=self.lr, momentum=self.momentum, dampening=self.dampening
            )
