"""Unit 05 as learners write it: the class `Adam`, with a mistake that is not listed."""
# ruff: noqa: ARG002, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import copy

import numpy as np

from tests.autograder.variants.adaptive_adam_class import (
    Dictionaries,
    InPlaceOnItsOwn,
    Objects,
)
from tests.autograder.variants.adaptive_adam_class_wrong import OneCount, with_move


class CountAfterwards(OneCount):
    def before_all(self):
        pass

    def step(self, grads):
        result = super().step(grads)
        self.t += 1
        return result


class SharedZeros(InPlaceOnItsOwn):
    """`[zeros] * n`, and everything in place: the parameters of one shape share their moments."""

    def __init__(self, params, **settings):
        super().__init__(params, **settings)
        self.m = [self.m[0]] * len(self.params)
        self.v = [self.v[0]] * len(self.params)


class SharedByAllInstances(Dictionaries):
    """A mutable class attribute: every optimiser has the same state."""

    state: dict = {}  # noqa: RUF012

    def __init__(self, params, *, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        self.params = list(params)
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay


class StateReset(Dictionaries):
    def state_dict(self):
        state, self.state = self.state, {}
        return state


class PopsOnLoad(InPlaceOnItsOwn):
    def load_state_dict(self, state_dict):
        self.t, self.m, self.v = (copy.deepcopy(state_dict.pop(name)) for name in "tmv")


class SavesTheFirstCount(InPlaceOnItsOwn):
    def load_state_dict(self, state_dict):
        super().load_state_dict(state_dict)
        self.t[:] = max(state_dict["t"])


class StateOfTheFirstOnly(InPlaceOnItsOwn):
    def load_state_dict(self, state_dict):
        self.t[0], self.m[0], self.v[0] = state_dict["t"][0], state_dict["m"][0].copy(), state_dict["v"][0].copy()


class MomentsSwappedOnLoad(InPlaceOnItsOwn):
    def load_state_dict(self, state_dict):
        super().load_state_dict({**state_dict, "m": state_dict["v"], "v": state_dict["m"]})


class StepReturnsNothing(Objects):
    def step(self, grads):
        super().step(grads)


class StepReturnsTheFirst(Objects):
    def step(self, grads):
        return super().step(grads)[0]


class DecayWithoutGradient(Objects):
    def step(self, grads):
        result = list(super().step(grads))
        pairs = zip(result, grads, strict=True)
        self.params = [w * (1 - self.lr * self.weight_decay) if g is None else w for w, g in pairs]
        return list(self.params)


class HalfPrecision(Objects):
    def step(self, grads):
        self.params = [np.float32(w) for w in super().step(grads)]
        return list(self.params)


class StopsAtNone(Objects):
    """`return` in the place of `continue`: what comes after a None is forgotten."""

    def step(self, grads):
        upto = next((i for i, g in enumerate(grads) if g is None), len(grads))
        return super().step([*grads[:upto], *[None] * (len(grads) - upto)])


class RateForgotten(Objects):
    """The rate is not kept until somebody sets it."""

    def __init__(self, params, *, lr, **settings):
        super().__init__(params, lr=0.001, **settings)


class AmsGrad(Dictionaries):
    def step(self, grads):
        before = {i: np.array(state["exp_avg_sq"]) for i, state in self.state.items()}
        result = super().step(grads)
        for i, old in before.items():
            self.state[i]["exp_avg_sq"] = np.maximum(old, self.state[i]["exp_avg_sq"])
        return result


class OnlyParameters:
    """Neither a state nor moments: plain descent."""

    def __init__(self, params, *, lr, **settings):
        self.params, self.lr = params, lr

    def step(self, grads):
        pairs = zip(self.params, grads, strict=True)
        self.params = [w if g is None else w - self.lr * g for w, g in pairs]
        return list(self.params)

    def state_dict(self):
        return {}

    def load_state_dict(self, state_dict):
        pass


UNLISTED = {
    "Adam": [
        SharedZeros,
        SharedByAllInstances,
        StateReset,
        PopsOnLoad,
        SavesTheFirstCount,
        StateOfTheFirstOnly,
        MomentsSwappedOnLoad,
        StepReturnsNothing,
        StepReturnsTheFirst,
        DecayWithoutGradient,
        HalfPrecision,
        StopsAtNone,
        AmsGrad,
        RateForgotten,
        CountAfterwards,
        OnlyParameters,
        with_move(lambda g, m, v, c1, c2, eps: np.sign(g)),
        with_move(lambda g, m, v, c1, c2, eps: m / c1),
        with_move(lambda g, m, v, c1, c2, eps: m / ((v / c2) ** 0.5 + eps)),
    ],
}
