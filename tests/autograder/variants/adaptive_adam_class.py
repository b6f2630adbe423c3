"""Unit 05 as learners write it: the class `Adam`, right."""
# ruff: noqa: PLW2901

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


CORRECT = {
    "Adam": [Dictionaries, InPlaceOnItsOwn, Objects, Pickled, AsJson, PropertyRate, WithParameters, Everything],
}
