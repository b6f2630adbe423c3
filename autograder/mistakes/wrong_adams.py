"""Wrong versions of the class `Adam`, each the reference with one thing spoilt."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from reference.adaptive import Adam as Right
from reference.adaptive import adam_step

Array = Any
Grads = Sequence[Array | None]


class OncePerParameter(Right):
    """Adam with one step count, which goes up in the loop over the parameters."""

    none_too = False

    def __init__(self, params: Any, **settings: Any) -> None:
        super().__init__(params, **settings)
        self.t = 0

    def step(self, grads: Grads) -> list[Array]:
        for i, grad in enumerate(grads):
            self.t += self.none_too or grad is not None
            self.steps[i] = self.t - 1  # the right step will add one
        return super().step(grads)

    def state_dict(self) -> dict[str, Any]:
        return {**super().state_dict(), "t": self.t}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        super().load_state_dict(state)
        self.t = state["t"]


class OncePerParameterAndNone(OncePerParameter):
    none_too = True


class OncePerParameterAndLost(OncePerParameter):
    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        t = self.t
        super().load_state_dict(state)
        self.t = t


class CountLost(Right):
    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        steps = self.steps
        super().load_state_dict(state)
        self.steps = steps


class CountSetToOne(Right):
    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        super().load_state_dict(state)
        self.steps = [1] * len(self.steps)


class FirstMomentLost(Right):
    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        super().load_state_dict({**state, "m": self.m})


class SecondMomentLost(Right):
    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        super().load_state_dict({**state, "v": self.v})


class BothMomentsLost(Right):
    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        super().load_state_dict({**state, "m": self.m, "v": self.v})


class NothingLoaded(Right):
    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        pass


class LiveSnapshot(Right):
    def state_dict(self) -> dict[str, Any]:
        return {"steps": self.steps, "m": self.m, "v": self.v}


class ShallowSnapshot(Right):
    def state_dict(self) -> dict[str, Any]:
        return {"steps": list(self.steps), "m": list(self.m), "v": list(self.v)}


class SharedOnLoad(Right):
    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self.steps, self.m, self.v = state["steps"], state["m"], state["v"]


class FixedRate(Right):
    def __init__(self, params: Any, *, lr: float, **settings: Any) -> None:
        super().__init__(params, lr=lr, **settings)
        self.first_lr = lr

    def step(self, grads: Grads) -> list[Array]:
        self.lr = self.first_lr
        return super().step(grads)


class NoneCrashes(Right):
    def step(self, grads: Grads) -> list[Array]:
        return super().step([1.0 * grad for grad in grads])  # type: ignore[operator]


class NoneIsZero(Right):
    def step(self, grads: Grads) -> list[Array]:
        pairs = zip(grads, self.params, strict=True)
        return super().step([np.zeros_like(w) if grad is None else grad for grad, w in pairs])


class NoneCounts(Right):
    def step(self, grads: Grads) -> list[Array]:
        result = super().step(grads)
        self.steps = [t + (grad is None) for t, grad in zip(self.steps, grads, strict=True)]
        return result


class NoneCountsBesideOthers(Right):
    """One count for all, which stands still only where there is no gradient at all."""

    def step(self, grads: Grads) -> list[Array]:
        result = super().step(grads)
        if any(grad is not None for grad in grads):
            self.steps = [t + (grad is None) for t, grad in zip(self.steps, grads, strict=True)]
        return result


class NoneDropped(Right):
    def step(self, grads: Grads) -> list[Array]:
        pairs = zip(super().step(grads), grads, strict=True)
        return [w for w, grad in pairs if grad is not None]


class OneMomentForAll(Right):
    def step(self, grads: Grads) -> list[Array]:
        for i, grad in enumerate(grads):
            if grad is None:
                continue
            super().step([grad if j == i else None for j in range(len(grads))])
            self.m, self.v = [self.m[i]] * len(grads), [self.v[i]] * len(grads)
        return list(self.params)


class OneArrayForAll(Right):
    def __init__(self, params: Any, **settings: Any) -> None:
        super().__init__(params, **settings)
        self.m, self.v = [self.m[0]] * len(self.params), [self.v[0]] * len(self.params)

    def step(self, grads: Grads) -> list[Array]:
        beta1, beta2 = self.betas
        for i, grad in enumerate(grads):
            if grad is None:
                continue
            w, m, v = self.params[i], self.m[i], self.v[i]
            decayed = grad + self.weight_decay * w
            self.steps[i] += 1
            m *= beta1
            m += (1 - beta1) * decayed
            v *= beta2
            v += (1 - beta2) * decayed**2
            root = np.sqrt(v / (1 - beta2 ** self.steps[i]))
            self.params[i] = w - self.lr * m / (1 - beta1 ** self.steps[i]) / (root + self.eps)
        return list(self.params)


class OneArrayForAllAlsoLoaded(OneArrayForAll):
    """`copy.deepcopy` of one array n times is again one array n times."""

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        super().load_state_dict(state)
        self.m, self.v = [self.m[0]] * len(self.params), [self.v[0]] * len(self.params)


class OtherDefaults(Right):
    def __init__(self, params: Any, *, lr: float, betas: Any = (0.9, 0.99), eps: float = 1e-8, **decay: Any) -> None:
        super().__init__(params, lr=lr, betas=betas, eps=eps, **decay)


class InCallersArrays(Right):
    def __init__(self, params: Any, **settings: Any) -> None:
        super().__init__(params, **settings)
        self.params = list(params)

    def step(self, grads: Grads) -> list[Array]:
        before = list(self.params)
        for w, new in zip(before, super().step(grads), strict=True):
            w[...] = new
        self.params = before
        return [np.array(w) for w in before]


class InOneArray(InCallersArrays):
    def __init__(self, params: Any, **settings: Any) -> None:
        super().__init__([np.array(w) for w in params], **settings)

    def step(self, grads: Grads) -> list[Array]:
        super().step(grads)
        return list(self.params)


class InOneList(Right):
    def step(self, grads: Grads) -> list[Array]:
        super().step(grads)
        return self.params


class GradientDecayedInPlace(Right):
    def step(self, grads: Grads) -> list[Array]:
        for grad, w in zip(grads, self.params, strict=True):
            if grad is not None:
                np.add(grad, self.weight_decay * w, out=grad)
        self.weight_decay, decay = 0.0, self.weight_decay
        result = super().step(grads)
        self.weight_decay = decay
        return result


def with_step(step: Callable[..., Any] = adam_step, decay: Callable[[float], float] = lambda decay: decay) -> Any:
    """Return the class whose `step` calls another function."""

    class Wrong(Right):
        def step(self, grads: Grads) -> list[Array]:
            for i, grad in enumerate(grads):
                if grad is not None:
                    w = self.params[i]
                    self.steps[i] += 1
                    self.params[i], self.m[i], self.v[i] = step(
                        w, grad + decay(self.weight_decay) * w, self.m[i], self.v[i], self.steps[i], **self.settings
                    )
            return list(self.params)

        @property
        def settings(self) -> dict[str, Any]:
            return {"lr": self.lr, "betas": self.betas, "eps": self.eps}

    return Wrong


def decoupled(late: bool, rate: Callable[[float], float] = lambda lr: lr) -> Any:
    class Decoupled(Right):
        def step(self, grads: Grads) -> list[Array]:
            decay, self.weight_decay = self.weight_decay, 0.0
            seen = [grad is not None for grad in grads]
            if not late:
                self.params = self.shrunk(decay, seen)
            super().step(grads)
            if late:
                self.params = self.shrunk(decay, seen)
            self.weight_decay = decay
            return list(self.params)

        def shrunk(self, decay: float, seen: list[bool]) -> list[Array]:
            return [w * (1 - rate(self.lr) * decay) if one else w for w, one in zip(self.params, seen, strict=True)]

    return Decoupled
