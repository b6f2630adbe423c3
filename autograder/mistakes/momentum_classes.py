"""Wrong classes `SGD`, each with one mistake; `momentum_sgd` says what a learner reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray


class Right:
    """What the wrong classes have in common, in parts small enough to be wrong one at a time."""

    def __init__(
        self,
        params: Sequence[Any],
        *,
        lr: float,
        momentum: float = 0,
        dampening: float = 0,
        nesterov: bool = False,
        weight_decay: float = 0,
    ) -> None:
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError
        self.params = self.started(params)
        self.velocities: list[Any] = [None] * len(self.params)
        self.lr, self.first_lr, self.t = lr, lr, 0
        self.momentum, self.dampening, self.nesterov = momentum, dampening, nesterov
        self.weight_decay = weight_decay

    def started(self, params: Any) -> Any:
        return [np.array(w, dtype=float) for w in params]

    def step(self, grads: list[Any]) -> Any:
        self.t += 1
        for i, grad in enumerate(grads):
            if grad is not None:
                self.params[i] = self.moved(i, self.params[i], np.array(grad, dtype=float))
        return list(self.params)

    def moved(self, i: int, w: Array, g: Array) -> Any:
        return w - self.lr * self.direction(i, self.decayed(w, g))

    def decayed(self, w: Array, g: Array) -> Array:
        return g + self.weight_decay * w

    def direction(self, i: int, g: Array) -> Array:
        if self.momentum == 0:
            return g
        self.velocities[i] = v = self.remembered(self.velocities[i], g)
        return self.chosen(g, v)

    def remembered(self, v: Any, g: Array) -> Any:
        return g if v is None else self.momentum * v + (1 - self.dampening) * g

    def chosen(self, g: Array, v: Array) -> Array:
        return g + self.momentum * v if self.nesterov else v


class OneBuffer(Right):
    def direction(self, i: int, g: Array) -> Array:  # noqa: ARG002
        return super().direction(0, g)


class OneZeroBuffer(OneBuffer):
    def remembered(self, v: Any, g: Array) -> Any:
        return super().remembered(0.0 if v is None else v, g)


class OneArray(OneBuffer):
    """One velocity for all, updated in place."""

    def remembered(self, v: Any, g: Array) -> Any:
        if v is None:
            return g.copy()
        v *= self.momentum
        v += (1 - self.dampening) * g
        return v


class OneZeroArray(OneArray):
    def remembered(self, v: Any, g: Array) -> Any:
        return super().remembered(np.zeros_like(self.params[0]) if v is None else v, g)


class BufferPerShape(Right):
    def direction(self, i: int, g: Array) -> Array:
        return super().direction(next(k for k, w in enumerate(self.params) if w.shape == self.params[i].shape), g)


class Decoupled(Right):
    def moved(self, i: int, w: Array, g: Array) -> Any:
        return w - self.lr * self.weight_decay * w - self.lr * self.direction(i, g)


class DecoupledLast(Right):
    def moved(self, i: int, w: Array, g: Array) -> Any:
        return (w - self.lr * self.direction(i, g)) * (1 - self.lr * self.weight_decay)


class DecayOfOwnRate(Right):
    def moved(self, i: int, w: Array, g: Array) -> Any:
        return w * (1 - self.weight_decay) - self.lr * self.direction(i, g)


class HalfDecay(Right):
    def decayed(self, w: Array, g: Array) -> Array:
        return g + self.weight_decay / 2 * w


class DoubleDecay(Right):
    def decayed(self, w: Array, g: Array) -> Array:
        return g + 2 * self.weight_decay * w


class NegativeDecay(Right):
    def decayed(self, w: Array, g: Array) -> Array:
        return g - self.weight_decay * w


class NoDecay(Right):
    def decayed(self, w: Array, g: Array) -> Array:  # noqa: ARG002
        return g


class DecayBesideLookahead(Right):
    def moved(self, i: int, w: Array, g: Array) -> Any:
        if not self.nesterov:
            return super().moved(i, w, g)
        self.direction(i, self.decayed(w, g))
        return w - self.lr * (g + self.momentum * self.velocities[i])


class NoneIsZero(Right):
    def step(self, grads: list[Any]) -> Any:
        return super().step([np.zeros_like(w) if g is None else g for w, g in zip(self.params, grads, strict=True)])


class NoneStillDecays(Right):
    def step(self, grads: list[Any]) -> Any:
        for i, g in enumerate(grads):
            if g is None:
                self.params[i] = self.params[i] * (1 - self.lr * self.weight_decay)
        return super().step(grads)


class NoneForgets(Right):
    def step(self, grads: list[Any]) -> Any:
        self.velocities = [None if g is None else v for v, g in zip(self.velocities, grads, strict=True)]
        return super().step(grads)


class NoneDropped(Right):
    def step(self, grads: list[Any]) -> Any:
        return [w for w, g in zip(super().step(grads), grads, strict=True) if g is not None]


class NoneTakenOut(Right):
    def step(self, grads: list[Any]) -> Any:
        return super().step([g for g in grads if g is not None])


class NoneCrashes(Right):
    def step(self, grads: list[Any]) -> Any:
        self.params = [self.moved(i, w, g + 0.0) for i, (w, g) in enumerate(zip(self.params, grads, strict=True))]
        return list(self.params)


class FrozenRate(Right):
    def moved(self, i: int, w: Array, g: Array) -> Any:
        return w - self.first_lr * self.direction(i, self.decayed(w, g))


class StartsOver(Right):
    def step(self, grads: list[Any]) -> Any:
        before = list(self.params)
        after = super().step(grads)
        self.params = before
        return after


class ZeroBuffers(Right):
    def remembered(self, v: Any, g: Array) -> Any:
        return super().remembered(np.zeros_like(g) if v is None else v, g)


class OneFirstStep(Right):
    def remembered(self, v: Any, g: Array) -> Any:
        return super().remembered(np.zeros_like(g) if v is None and self.t > 1 else v, g)


class DampedWithoutMomentum(Right):
    def direction(self, i: int, g: Array) -> Array:
        self.velocities[i] = v = self.remembered(self.velocities[i], g)
        return self.chosen(g, v)


class PlainStepDamped(Right):
    def direction(self, i: int, g: Array) -> Array:
        return super().direction(i, g) if self.momentum else (1 - self.dampening) * g


class UndampedVelocity(Right):
    def remembered(self, v: Any, g: Array) -> Any:
        return g if v is None else self.momentum * v + g


class Forgetful(Right):
    def remembered(self, v: Any, g: Array) -> Any:  # noqa: ARG002
        return g


class ForgetfulDamped(Right):
    def remembered(self, v: Any, g: Array) -> Any:
        return g if v is None else (1 - self.dampening) * g


class Mean(Right):
    def remembered(self, v: Any, g: Array) -> Any:
        return g if v is None else self.momentum * v + (1 - self.momentum) * g


class MeanFromZero(Right):
    def remembered(self, v: Any, g: Array) -> Any:
        return (1 - self.momentum) * g + (0.0 if v is None else self.momentum * v)


class DampedMean(Right):
    def remembered(self, v: Any, g: Array) -> Any:
        return g if v is None else self.momentum * v + (1 - self.momentum) * (1 - self.dampening) * g


class DampedMeanFromZero(Right):
    def remembered(self, v: Any, g: Array) -> Any:
        return (1 - self.momentum) * (1 - self.dampening) * g + (0.0 if v is None else self.momentum * v)


class ScaledVelocity(Right):
    def moved(self, i: int, w: Array, g: Array) -> Any:
        return w - self.direction(i, self.lr * self.decayed(w, g))


class NeverNesterov(Right):
    def chosen(self, g: Array, v: Array) -> Array:  # noqa: ARG002
        return v


class SharedWithGradient(Right):
    def step(self, grads: list[Any]) -> Any:
        for i, grad in enumerate(grads):
            if grad is not None:
                self.params[i] = self.moved(i, self.params[i], np.asarray(grad, dtype=float))
        return list(self.params)

    def decayed(self, w: Array, g: Array) -> Array:
        return super().decayed(w, g) if self.weight_decay else g


class Ascent(Right):
    def moved(self, i: int, w: Array, g: Array) -> Any:
        return w + self.lr * self.direction(i, self.decayed(w, g))


class WholeNumbers(Right):
    def started(self, params: Any) -> Any:
        return [np.array(w) for w in params]

    def moved(self, i: int, w: Array, g: Array) -> Any:
        return super().moved(i, w, g).astype(w.dtype)


class OnTheParameters(Right):
    def started(self, params: Any) -> Any:
        return params

    def moved(self, i: int, w: Array, g: Array) -> Any:
        w -= self.lr * self.direction(i, self.decayed(w, g))
        return w


class OnTheGradients(Right):
    def step(self, grads: list[Any]) -> Any:
        for w, g in zip(self.params, grads, strict=True):
            if g is not None:
                np.add(g, self.weight_decay * w, out=g)
        return super().step(grads)

    def decayed(self, w: Array, g: Array) -> Array:  # noqa: ARG002
        return g


class WritesIntoItsResults(Right):
    def step(self, grads: list[Any]) -> Any:
        handed_out = self.params
        self.params = list(handed_out)
        for old, new in zip(handed_out, super().step(grads), strict=True):
            old[...] = new
        self.params = handed_out
        return list(handed_out)


class EverythingAllowed(Right):
    def __init__(self, params: Sequence[Any], **options: Any) -> None:
        super().__init__(params, **{**options, "nesterov": False})
        self.nesterov = options.get("nesterov", False)
