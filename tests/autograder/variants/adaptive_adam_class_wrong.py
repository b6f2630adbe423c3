"""Unit 05 as learners write it: the class `Adam`, with a listed mistake."""
# ruff: noqa: ARG002, ARG005, PLW2901 (wrong implementations ignore what they are given)

from __future__ import annotations

import copy

import numpy as np

from tests.autograder.variants.adaptive_adam_class import (
    Dictionaries,
    InPlaceOnItsOwn,
    Memory,
    Objects,
    moved,
)
from tests.autograder.variants.adaptive_adam_class_shared import (
    CallersListItself,
    InnerDictionariesCopied,
    Itself,
    ListsCopied,
    LoadedArraysByReference,
    LoadedByReference,
    NoneReplacedInTheList,
    NotCopied,
    OuterDictionaryCopied,
    OwnArraysReturned,
    OwnListReturned,
    ReferencesSaved,
    ScalesTheGradient,
)


class CountsNotSaved(InPlaceOnItsOwn):
    def load_state_dict(self, state_dict):
        self.m, self.v = copy.deepcopy((state_dict["m"], state_dict["v"]))


class FreshSquares(Objects):
    def load_state_dict(self, state_dict):
        for mine, saved in zip(self.memories, copy.deepcopy(state_dict["memories"]), strict=True):
            mine.t, mine.m = saved.t, saved.m


class FreshMeans(Objects):
    def load_state_dict(self, state_dict):
        for mine, saved in zip(self.memories, copy.deepcopy(state_dict["memories"]), strict=True):
            mine.t, mine.v = saved.t, saved.v


class CountsOnly(Objects):
    def load_state_dict(self, state_dict):
        for mine, saved in zip(self.memories, state_dict["memories"], strict=True):
            mine.t = saved.t


class LoadsIntoALocal(Objects):
    def load_state_dict(self, state_dict):
        memories = copy.deepcopy(state_dict["memories"])
        return memories


class OneCount(Objects):
    """One count for all parameters, advanced where a subclass says."""

    def __init__(self, params, **settings):
        super().__init__(params, **settings)
        self.t = 0

    def before_all(self):
        self.t += 1

    def before_each(self, grad):
        pass

    def step(self, grads):
        self.before_all()
        for i, g in enumerate(grads):
            self.before_each(g)
            if g is None:
                continue
            w, memory = self.params[i], self.memories[i]
            g = g + self.weight_decay * w
            self.params[i], memory.m, memory.v = moved(w, g, memory.m, memory.v, self.t, self.lr, self.betas, self.eps)
        return list(self.params)

    def state_dict(self):
        return {"t": self.t, **super().state_dict()}

    def load_state_dict(self, state_dict):
        super().load_state_dict(state_dict)
        self.t = state_dict["t"]


class CountInTheLoop(OneCount):
    def before_all(self):
        pass

    def before_each(self, grad):
        self.t += grad is not None


class CountInTheLoopForNoneToo(OneCount):
    def before_all(self):
        pass

    def before_each(self, grad):
        self.t += 1


class CountNever(OneCount):
    """The published bug: t stays 1."""

    def before_all(self):
        self.t = 1


class ZerosForNone(Objects):
    def step(self, grads):
        return super().step([np.zeros(w.shape) if g is None else g for w, g in zip(self.params, grads, strict=True)])


class StepsOnNone(Objects):
    def step(self, grads):
        return super().step([g * 1 if g is not False else None for g in grads])


class AttributeOfNone(Objects):
    def step(self, grads):
        return super().step([g.astype(float) for g in grads])


class OnlyTheMoved(Dictionaries):
    def step(self, grads):
        out = super().step(grads)
        return [out[i] for i in range(len(out)) if grads[i] is not None]


class OnePair(Objects):
    """One m and one v for all parameters, broadcast where shapes differ."""

    def __init__(self, params, **settings):
        super().__init__(params, **settings)
        self.memories = [Memory(0.0, 0.0) for _ in self.params]

    def step(self, grads):
        out = []
        for i, g in enumerate(grads):
            if g is not None:
                out = super().step([g if j == i else None for j in range(len(grads))])
                for other in self.memories:
                    other.m, other.v = self.memories[i].m, self.memories[i].v
        return list(out or self.params)


class KeptRate(Objects):
    def __init__(self, params, *, lr, **settings):
        super().__init__(params, lr=lr, **settings)
        self.eta = lr

    def step(self, grads):
        self.lr = self.eta
        return super().step(grads)


class DecayOnTheSide(Objects):
    """AdamW: the weights shrink by themselves."""

    def step(self, grads):
        decay, old = self.weight_decay, list(self.params)
        self.weight_decay = 0
        super().step(grads)
        self.weight_decay = decay
        triples = zip(self.params, old, grads, strict=True)
        self.params = [w if g is None else w - self.lr * decay * before for w, before, g in triples]
        return list(self.params)


class DecayAfterwards(DecayOnTheSide):
    def step(self, grads):
        decay, self.weight_decay = self.weight_decay, 0
        Objects.step(self, grads)
        self.weight_decay = decay
        pairs = zip(self.params, grads, strict=True)
        self.params = [w if g is None else w - self.lr * decay * w for w, g in pairs]
        return list(self.params)


def with_decay(factor):
    class Decayed(Objects):
        def __init__(self, params, *, weight_decay=0, **settings):
            super().__init__(params, weight_decay=factor * weight_decay, **settings)

    return Decayed


def with_move(move):
    class Moving(Dictionaries):
        def __init__(self, params, **settings):
            super().__init__(params, **settings)
            self.memories = [Memory(0 * w, 0 * w) for w in params]

        def step(self, grads):
            for i, g in enumerate(grads):
                if g is not None:
                    memory = self.memories[i]
                    memory.t += 1
                    b1, b2 = self.betas
                    g = g + self.weight_decay * self.params[i]
                    memory.m, memory.v = b1 * memory.m + (1 - b1) * g, b2 * memory.v + (1 - b2) * g * g
                    c1, c2 = 1 - b1**memory.t, 1 - b2**memory.t
                    self.params[i] = self.params[i] - self.lr * move(g, memory.m, memory.v, c1, c2, self.eps)
            return list(self.params)

        def state_dict(self):
            return {"memories": copy.deepcopy(self.memories)}

        def load_state_dict(self, state_dict):
            self.memories = copy.deepcopy(state_dict["memories"])

    return Moving


class SwappedBetas(Objects):
    def __init__(self, params, *, betas=(0.9, 0.999), **settings):
        super().__init__(params, betas=betas[::-1], **settings)


class LargerEps(Objects):
    def __init__(self, params, *, lr, betas=(0.9, 0.999), eps=1e-6, weight_decay=0):
        super().__init__(params, lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)


class DecayByDefault(Objects):
    def __init__(self, params, *, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)


WRONG = {
    "Adam": {
        "t lost on resume": [CountsNotSaved],
        "one moment missing": [FreshSquares, FreshMeans, CountsOnly],
        "nothing loaded": [LoadsIntoALocal],
        "one count for all, advanced for each parameter": [CountInTheLoop, CountInTheLoopForNoneToo],
        "None counted": [OneCount],
        "None as zero": [ZerosForNone],
        "None crashes": [StepsOnNone, AttributeOfNone],
        "None dropped from the result": [OnlyTheMoved],
        "one state for all parameters": [OnePair],
        "rate of the construction": [KeptRate],
        "decoupled decay": [DecayOnTheSide, DecayAfterwards],
        "no decay": [with_decay(0)],
        "λ/2": [with_decay(0.5), with_decay(2)],
        "sign of the decay": [with_decay(-1)],
        "ascent": [with_move(lambda g, m, v, c1, c2, eps: -m / c1 / ((v / c2) ** 0.5 + eps))],
        "adam_step: betas swapped": [SwappedBetas],
        "adam_step: no correction": [with_move(lambda g, m, v, c1, c2, eps: m / (v**0.5 + eps))],
        "adam_step: only m corrected": [with_move(lambda g, m, v, c1, c2, eps: m / c1 / (v**0.5 + eps))],
        "adam_step: eps inside the root": [with_move(lambda g, m, v, c1, c2, eps: m / c1 / (v / c2 + eps) ** 0.5)],
        "adam_step: eps before the correction": [
            with_move(lambda g, m, v, c1, c2, eps: c2**0.5 / c1 * m / (v**0.5 + eps))
        ],
        "adam_step: eps outside the division": [with_move(lambda g, m, v, c1, c2, eps: m / c1 / (v / c2) ** 0.5 + eps)],
        "adam_step: g in the numerator": [with_move(lambda g, m, v, c1, c2, eps: g / ((v / c2) ** 0.5 + eps))],
        "adam_step: t frozen at 1": [CountNever],
        "other defaults": [LargerEps, DecayByDefault],
        "caller's arrays changed": [NotCopied, CallersListItself, ScalesTheGradient, NoneReplacedInTheList],
        "results change later": [OwnArraysReturned, OwnListReturned],
        "state aliased": [
            ReferencesSaved,
            Itself,
            ListsCopied,
            OuterDictionaryCopied,
            InnerDictionariesCopied,
            LoadedByReference,
            LoadedArraysByReference,
        ],
    },
}
