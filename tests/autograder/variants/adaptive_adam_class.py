"""Unit 05 as learners write it: the class `Adam`, with everything that can go wrong between two runs."""
# ruff: noqa: ARG002, ARG005, PLW2901 (wrong implementations ignore what they are given)

from __future__ import annotations

import copy
import json
import math
import pickle

import numpy as np


def moved(w, g, m, v, t, lr, betas, eps):
    m = betas[0] * m + (1 - betas[0]) * g
    v = betas[1] * v + (1 - betas[1]) * g**2
    return w - lr * m / (1 - betas[0] ** t) / (np.sqrt(v / (1 - betas[1] ** t)) + eps), m, v


# Right


class Dictionaries:
    """As torch keeps it: a dictionary for each parameter, made at its first gradient; the whole is copied deeply."""

    def __init__(self, params, *, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        self.params, self.state = list(params), {}
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay

    def step(self, grads):
        for i, (w, g) in enumerate(zip(self.params, grads, strict=True)):
            if g is None:
                continue
            state = self.state.setdefault(i, {"step": 0, "exp_avg": 0 * w, "exp_avg_sq": 0 * w})
            state["step"] += 1
            if self.weight_decay != 0:
                g = g + self.weight_decay * w
            self.params[i], state["exp_avg"], state["exp_avg_sq"] = moved(
                w, g, state["exp_avg"], state["exp_avg_sq"], state["step"], self.lr, self.betas, self.eps
            )
        return self.params[:]

    def state_dict(self):
        return copy.deepcopy(self.state)

    def load_state_dict(self, state_dict):
        self.state = copy.deepcopy(state_dict)


class InPlaceOnItsOwn(Dictionaries):
    """Works in place, on copies that nobody else sees."""

    def __init__(self, params, **settings):
        super().__init__([np.array(w) for w in params], **settings)
        self.m = [np.zeros(w.shape) for w in self.params]
        self.v = [np.zeros(w.shape) for w in self.params]
        self.t = np.zeros(len(self.params), dtype=int)

    def step(self, grads):
        for i, grad in enumerate(grads):
            if grad is not None:
                g = grad + self.weight_decay * self.params[i]
                self.t[i] += 1
                self.m[i] *= self.betas[0]
                self.m[i] += (1 - self.betas[0]) * g
                self.v[i] *= self.betas[1]
                self.v[i] += (1 - self.betas[1]) * g * g
                c1, c2 = 1 - self.betas[0] ** self.t[i], 1 - self.betas[1] ** self.t[i]
                self.params[i] -= self.lr * math.sqrt(c2) / c1 * self.m[i] / (np.sqrt(self.v[i]) + self.eps * c2**0.5)
        return [np.array(w) for w in self.params]

    def state_dict(self):
        return {"t": self.t.copy(), "m": [m.copy() for m in self.m], "v": [v.copy() for v in self.v], "lr": self.lr}

    def load_state_dict(self, state_dict):
        self.t = np.array(state_dict["t"])
        self.lr = state_dict["lr"]
        self.m, self.v = ([np.array(a) for a in state_dict[name]] for name in "mv")


class Memory:
    def __init__(self, m, v, t=0):
        self.m, self.v, self.t = m, v, t


class Objects(Dictionaries):
    def __init__(self, params, **settings):
        super().__init__([w.copy() for w in params], **settings)
        self.memories = [Memory(np.zeros_like(w), np.zeros_like(w)) for w in self.params]

    def step(self, grads):
        out = []
        for w, g, memory in zip(self.params, grads, self.memories, strict=True):
            if g is None:
                out.append(w)
                continue
            memory.t += 1
            g = self.weight_decay * w + g
            w, memory.m, memory.v = moved(w, g, memory.m, memory.v, memory.t, self.lr, self.betas, self.eps)
            out.append(w)
        self.params = out
        return tuple(out)

    def state_dict(self):
        return {"memories": copy.deepcopy(self.memories)}

    def load_state_dict(self, state_dict):
        self.memories = copy.deepcopy(state_dict["memories"])


class Pickled(Objects):
    def state_dict(self):
        return {"bytes": pickle.dumps([(a.m, a.v, a.t) for a in self.memories])}

    def load_state_dict(self, state_dict):
        self.memories = [Memory(*item) for item in pickle.loads(state_dict["bytes"])]


class AsJson(Objects):
    """Lists of numbers, as one would write them to a file."""

    def state_dict(self):
        return {"text": json.dumps([[np.asarray(a.m).tolist(), np.asarray(a.v).tolist(), a.t] for a in self.memories])}

    def load_state_dict(self, state_dict):
        self.memories = [Memory(np.array(m), np.array(v), t) for m, v, t in json.loads(state_dict["text"])]


class PropertyRate(Objects):
    @property
    def lr(self):
        return self._options["lr"]

    @lr.setter
    def lr(self, value):
        self.__dict__.setdefault("_options", {})["lr"] = value


class WithParameters(InPlaceOnItsOwn):
    """The snapshot holds the parameters, too."""

    def state_dict(self):
        return {**super().state_dict(), "params": copy.deepcopy(self.params)}

    def load_state_dict(self, state_dict):
        super().load_state_dict(state_dict)
        self.params = copy.deepcopy(state_dict["params"])


class Everything(InPlaceOnItsOwn):
    """All attributes, whatever they are."""

    def state_dict(self):
        return copy.deepcopy(self.__dict__)

    def load_state_dict(self, state_dict):
        self.__dict__.update(copy.deepcopy(state_dict))


# Wrong


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


class CountAfterwards(OneCount):
    def before_all(self):
        pass

    def step(self, grads):
        result = super().step(grads)
        self.t += 1
        return result


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


class SharedZeros(InPlaceOnItsOwn):
    """`[zeros] * n`, and everything in place: the parameters of one shape share their moments."""

    def __init__(self, params, **settings):
        super().__init__(params, **settings)
        self.m = [self.m[0]] * len(self.params)
        self.v = [self.v[0]] * len(self.params)


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


class NotCopied(InPlaceOnItsOwn):
    def __init__(self, params, **settings):
        super().__init__(params, **settings)
        self.params = list(params)


class CallersListItself(Objects):
    def __init__(self, params, **settings):
        super().__init__(params, **settings)
        self.params = params

    def step(self, grads):
        self.params[:] = result = list(Dictionaries.step(self, grads))
        return list(result)

    def state_dict(self):
        return copy.deepcopy(self.state)

    def load_state_dict(self, state_dict):
        self.state = copy.deepcopy(state_dict)


class ScalesTheGradient(Objects):
    def step(self, grads):
        for w, g in zip(self.params, grads, strict=True):
            if g is not None:
                g += self.weight_decay * w
                g *= 1.0
        decay, self.weight_decay = self.weight_decay, 0
        result = super().step(grads)
        self.weight_decay = decay
        return result


class NoneReplacedInTheList(Objects):
    def step(self, grads):
        result = super().step(grads)
        for i, g in enumerate(grads):
            grads[i] = 0.0 if g is None else g.copy()
        return result


class OwnArraysReturned(InPlaceOnItsOwn):
    def step(self, grads):
        super().step(grads)
        return self.params[:]


class OwnListReturned(Dictionaries):
    def step(self, grads):
        super().step(grads)
        return self.params


class ReferencesSaved(InPlaceOnItsOwn):
    def state_dict(self):
        return dict(t=self.t, m=self.m, v=self.v, lr=self.lr)


class ListsCopied(InPlaceOnItsOwn):
    def state_dict(self):
        return dict(t=self.t.copy(), m=self.m.copy(), v=list(self.v), lr=self.lr)


class Itself(InPlaceOnItsOwn):
    def state_dict(self):
        return self.__dict__


class OuterDictionaryCopied(Dictionaries):
    def state_dict(self):
        return dict(self.state)


class InnerDictionariesCopied(Dictionaries):
    """The dictionaries are copied, the arrays in them are not."""

    def state_dict(self):
        return {i: dict(state) for i, state in self.state.items()}


class LoadedByReference(Dictionaries):
    def load_state_dict(self, state_dict):
        self.state = state_dict


class LoadedArraysByReference(InPlaceOnItsOwn):
    def load_state_dict(self, state_dict):
        self.t, self.m, self.v = state_dict["t"], list(state_dict["m"]), list(state_dict["v"])


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


CORRECT = {
    "Adam": [Dictionaries, InPlaceOnItsOwn, Objects, Pickled, AsJson, PropertyRate, WithParameters, Everything],
}

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
