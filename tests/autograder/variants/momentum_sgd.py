"""Unit 04 as learners write it: SGD, right."""
# ruff: noqa: PLW2901 (learners ignore what they are given, and put new values into loop variables)

from __future__ import annotations

import numpy as np


class InTwoLists:
    def __init__(self, params, *, lr, momentum=0, dampening=0, nesterov=False, weight_decay=0):
        if nesterov and (momentum == 0 or dampening):
            raise ValueError("Nesterov needs momentum and no dampening")
        self.params, self.v = self.keep(params), [None] * len(params)
        self.lr, self.mu, self.tau, self.nesterov, self.wd = lr, momentum, dampening, nesterov, weight_decay

    def keep(self, params):
        return [np.array(p, dtype=np.float64) for p in params]

    def step(self, grads):
        out = []
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            if g is None:
                out.append(p)
                continue
            out.append(p - self.lr * self.direction(i, g + self.wd * p))
        self.params = out
        return out

    def direction(self, i, d):
        if self.mu:
            self.v[i] = d if self.v[i] is None else self.mu * self.v[i] + (1 - self.tau) * d
            d = d + self.mu * self.v[i] if self.nesterov else self.v[i]
        return d


class AsGiven(InTwoLists):
    """Keeps the arrays that it was given, and makes new ones only when they move."""

    def keep(self, params):
        return list(params)


class InATuple(InTwoLists):
    def keep(self, params):
        return tuple(params)

    def step(self, grads):
        self.params = tuple(super().step(grads))
        return self.params


class ByIdentity:
    """State in a dictionary by index, in place on own copies, which are copied again for the caller."""

    def __init__(self, params, *, lr, **options):
        self.momentum = options.get("momentum", 0)
        self.dampening = options.get("dampening", 0)
        self.nesterov = options.get("nesterov", False)
        self.weight_decay = options.get("weight_decay", 0)
        if self.nesterov and not (self.momentum > 0 and self.dampening == 0):
            raise ValueError
        self.params = [np.asarray(p).astype(float) for p in params]
        self.state = {id(p): {} for p in self.params}
        self.lr = lr

    def step(self, grads):
        for p, grad in zip(self.params, grads, strict=True):
            if grad is None:
                continue
            grad = grad.copy()
            grad += self.weight_decay * p
            state = self.state[id(p)]
            if self.momentum != 0:
                if "velocity" in state:
                    state["velocity"] *= self.momentum
                    state["velocity"] += (1 - self.dampening) * grad
                else:
                    state["velocity"] = grad.copy()
                grad = grad + self.momentum * state["velocity"] if self.nesterov else state["velocity"]
            p -= self.lr * grad
        return [p.copy() for p in self.params]


class WithProperty(InTwoLists):
    """The learning rate is a property, and the velocity of a parameter is a small object of its own."""

    @property
    def lr(self):
        return self.rates[-1]

    @lr.setter
    def lr(self, value):
        self.__dict__.setdefault("rates", []).append(value)


class InALoop(InTwoLists):
    """Number by number, on flat copies."""

    def step(self, grads):
        out = [np.array(p, dtype=float) for p in self.params]
        for i, g in enumerate(grads):
            if g is not None:
                d = self.direction(i, np.array(g, dtype=float) + self.wd * out[i])
                for k in np.ndindex(out[i].shape):
                    out[i][k] = out[i][k] - self.lr * np.asarray(d)[k]
        self.params = out
        return [*out]


class ReturnsItsList(InTwoLists):
    def step(self, grads):
        for i, g in enumerate(grads):
            if g is not None:
                self.params[i] = self.params[i] - self.lr * self.direction(i, g + self.wd * self.params[i])
        return self.params


CORRECT = {
    "SGD": [InTwoLists, ReturnsItsList, AsGiven, InATuple, ByIdentity, WithProperty, InALoop],
}
