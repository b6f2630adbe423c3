"""Unit 05: a learning rate for every coordinate, from AdaGrad to AdamW."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def adagrad_step(
    w: ArrayLike, grad: ArrayLike, accumulator: ArrayLike, *, lr: float, eps: float
) -> tuple[Array, Array]:
    """Take one step of AdaGrad and return the new parameters and the new sum of squared gradients.

    s ← s + g²;  w ← w − lr·g / (√s + eps)

    Shapes: `w`, `grad`, `accumulator` (zeros at first) and both results share any one shape, 0-D included; float64 out.
    Source: Duchi, Hazan & Singer (2011), section 1.1, the diagonal form, with `torch.optim.Adagrad`'s place for eps.
    """
    grad = _float64(grad)
    accumulator = _float64(accumulator) + grad**2
    return _float64(w) - lr * grad / (np.sqrt(accumulator) + eps), accumulator


def rmsprop_step(
    w: ArrayLike, grad: ArrayLike, square_avg: ArrayLike, *, lr: float, alpha: float, eps: float
) -> tuple[Array, Array]:
    """Take one step of RMSprop and return the new parameters and the new fading mean of squared gradients.

    v ← α·v + (1 − α)·g²;  w ← w − lr·g / (√v + eps)

    Shapes: `w`, `grad`, `square_avg` (zeros at first) and both results share any one shape, 0-D included; float64 out.
    Source: Tieleman & Hinton (2012), Coursera lecture 6.5, in the form that `torch.optim.RMSprop` documents.
    """
    grad = _float64(grad)
    square_avg = _blend(square_avg, grad**2, beta=alpha)
    return _float64(w) - lr * grad / (np.sqrt(square_avg) + eps), square_avg


def adadelta_step(
    w: ArrayLike,
    grad: ArrayLike,
    square_avg: ArrayLike,
    delta_avg: ArrayLike,
    *,
    lr: float,
    rho: float,
    eps: float,
) -> tuple[Array, Array, Array]:
    """Take one step of Adadelta and return the new parameters and both new fading means of squares.

    v ← ρ·v + (1 − ρ)·g²;  Δ = √(u + eps) / √(v + eps) · g;  u ← ρ·u + (1 − ρ)·Δ²;  w ← w − lr·Δ

    Shapes: `w`, `grad`, `square_avg` v and `delta_avg` u (both zeros at first) and all results share any one shape,
    0-D included; float64 out.
    Source: Zeiler (2012), algorithm 1, which is lr = 1, in the form that `torch.optim.Adadelta` documents.
    """
    grad, delta_avg = _float64(grad), _float64(delta_avg)
    square_avg = _blend(square_avg, grad**2, beta=rho)
    delta = np.sqrt(delta_avg + eps) / np.sqrt(square_avg + eps) * grad
    return _float64(w) - lr * delta, square_avg, _blend(delta_avg, delta**2, beta=rho)


def bias_correction(moment: ArrayLike, *, beta: float, t: int) -> Array:
    """Return a fading mean that started at zero, rescaled so that its weights add up to one.

    m / (1 − βᵗ)

    Shapes: `moment` and the result share any one shape, 0-D included. `t` counts steps from 1.
    Source: Kingma & Ba (2015), section 3.
    """
    return _float64(moment) / (1 - beta**t)


def adam_step(
    w: ArrayLike,
    grad: ArrayLike,
    m: ArrayLike,
    v: ArrayLike,
    t: int,
    *,
    lr: float,
    betas: tuple[float, float],
    eps: float,
) -> tuple[Array, Array, Array]:
    """Take step number `t` of Adam and return the new parameters and both new moments, uncorrected.

    m ← β₁·m + (1 − β₁)·g;  v ← β₂·v + (1 − β₂)·g²;  w ← w − lr·m̂ / (√v̂ + eps),  m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ)

    Shapes: `w`, `grad`, `m`, `v` (moments zero at first) and all results share any one shape, 0-D included; float64
    out. `t` counts steps from 1.
    Source: Kingma & Ba (2015), algorithm 1; `torch.optim.Adam`.
    """
    grad = _float64(grad)
    m = _blend(m, grad, beta=betas[0])
    v = _blend(v, grad**2, beta=betas[1])
    mean = bias_correction(m, beta=betas[0], t=t)
    root = np.sqrt(bias_correction(v, beta=betas[1], t=t))
    return _float64(w) - lr * mean / (root + eps), m, v


def adamw_step(
    w: ArrayLike,
    grad: ArrayLike,
    m: ArrayLike,
    v: ArrayLike,
    t: int,
    *,
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float,
) -> tuple[Array, Array, Array]:
    """Shrink the parameters, then take step number `t` of Adam; return the new parameters and both new moments.

    w ← w·(1 − lr·λ), then as `adam_step`; λ is `weight_decay` and never meets the moments

    Shapes: as for `adam_step`.
    Source: Loshchilov & Hutter (2019), algorithm 2, with lr in the decay as in `torch.optim.AdamW`.
    """
    return adam_step(_float64(w) * (1 - lr * weight_decay), grad, m, v, t, lr=lr, betas=betas, eps=eps)


class Adam:
    """Adam for a list of parameters, with coupled weight decay and a state that can be saved and resumed.

    g ← g + λ·w; then `adam_step`, with moments and a step count for each parameter.

    `params`: a sequence of float arrays, any shapes. `lr` is read anew at every step. λ is `weight_decay`.
    Source: Kingma & Ba (2015), algorithm 1; `torch.optim.Adam`.
    """

    def __init__(
        self,
        params: Sequence[ArrayLike],
        *,
        lr: float,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
    ) -> None:
        self.params = [np.array(w, dtype=np.float64) for w in params]
        self.steps = [0] * len(self.params)
        self.m = [np.zeros_like(w) for w in self.params]
        self.v = [np.zeros_like(w) for w in self.params]
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay

    def step(self, grads: Sequence[ArrayLike | None]) -> list[Array]:
        """Move every parameter that has a gradient; return all of them, as a new list of arrays.

        Shapes: `grads` one entry a parameter, of its shape, or None: such a parameter, its moments and its count stay.
        """
        for i, grad in enumerate(grads):
            if grad is None:
                continue
            w = self.params[i]
            self.steps[i] += 1
            self.params[i], self.m[i], self.v[i] = adam_step(
                w,
                _float64(grad) + self.weight_decay * w,
                self.m[i],
                self.v[i],
                self.steps[i],
                lr=self.lr,
                betas=self.betas,
                eps=self.eps,
            )
        return list(self.params)

    def state_dict(self) -> dict[str, Any]:
        """Return copies of the step counts and of both moments: what a later run needs besides the parameters."""
        return {"steps": list(self.steps), "m": _copies(self.m), "v": _copies(self.v)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from a snapshot that `state_dict` made for parameters of the same number and shapes.

        Errors: ValueError if the snapshot is for another number of parameters.
        """
        if len(state["steps"]) != len(self.params):
            raise ValueError(f"The snapshot holds {len(state['steps'])} parameters, not {len(self.params)}.")
        self.steps, self.m, self.v = list(state["steps"]), _copies(state["m"]), _copies(state["v"])


def _float64(array: ArrayLike) -> Array:
    return np.asarray(array, dtype=np.float64)


def _blend(average: ArrayLike, new: ArrayLike, *, beta: float) -> Array:
    """Forget a share 1 − beta of a fading mean and take in as much of what is new."""
    return beta * _float64(average) + (1 - beta) * _float64(new)


def _copies(arrays: Sequence[ArrayLike]) -> list[Array]:
    return [np.array(array, dtype=np.float64) for array in arrays]
