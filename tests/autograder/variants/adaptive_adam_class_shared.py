"""Unit 05 as learners write it: the class `Adam`, sharing arrays that it should copy."""
# ruff: noqa: PLW2901

from __future__ import annotations

import copy

from tests.autograder.variants.adaptive_adam_class import (
    Dictionaries,
    InPlaceOnItsOwn,
    Objects,
)


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
