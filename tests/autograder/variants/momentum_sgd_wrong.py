"""Unit 04 as learners write it: SGD with its known mistakes."""
# ruff: noqa: ARG002, PLW2901 (learners ignore what they are given, and put new values into loop variables)

from __future__ import annotations

import numpy as np

from tests.autograder.variants.momentum_sgd import ByIdentity, InTwoLists

# Wrong


class OneVelocity(InTwoLists):
    def direction(self, i, d):
        if self.mu:
            self.v = d if isinstance(self.v, list) else self.mu * self.v + (1 - self.tau) * d
            d = d + self.mu * self.v if self.nesterov else self.v
        return d


class MultipliedList(ByIdentity):
    """One dictionary for all: `[{}] * len(params)`."""

    def __init__(self, params, **options):
        super().__init__(params, **options)
        shared = {}
        self.state = {id(p): shared for p in self.params}


class AdamWStyle(InTwoLists):
    def step(self, grads):
        wd, self.wd = self.wd, 0
        shrunk = [p if g is None else p * (1 - self.lr * wd) for p, g in zip(self.params, grads, strict=True)]
        self.params = shrunk
        out = super().step(grads)
        self.wd = wd
        return out


class DecayInTheEnd(InTwoLists):
    def step(self, grads):
        wd, before, self.wd = self.wd, self.params, 0
        out = super().step(grads)
        self.wd = wd
        self.params = [p if g is None else p - self.lr * wd * b for p, b, g in zip(out, before, grads, strict=True)]
        return list(self.params)


class WithHalf(InTwoLists):
    def __init__(self, params, *, weight_decay=0, **options):
        super().__init__(params, weight_decay=0.5 * weight_decay, **options)


class WithMinus(InTwoLists):
    def __init__(self, params, *, weight_decay=0, **options):
        super().__init__(params, weight_decay=-weight_decay, **options)


class WithoutDecay(InTwoLists):
    def __init__(self, params, *, weight_decay=0, **options):
        super().__init__(params, **options)


class NoCheckForNone(InTwoLists):
    def step(self, grads):
        self.params = [
            p - self.lr * self.direction(i, g + self.wd * p)
            for i, (p, g) in enumerate(zip(self.params, grads, strict=True))
        ]
        return list(self.params)


class NoneToArray(NoCheckForNone):
    def step(self, grads):
        return super().step([np.asarray(g, dtype=float) for g in grads])


class NoneCopied(InTwoLists):
    def step(self, grads):
        return super().step([g.copy() for g in grads])


class NoneToZeros(NoCheckForNone):
    def step(self, grads):
        return super().step(
            [np.zeros(np.shape(p)) if g is None else g for p, g in zip(self.params, grads, strict=True)]
        )


class SkipsWithoutAppending(InTwoLists):
    def step(self, grads):
        out = []
        for i, g in enumerate(grads):
            if g is not None:
                self.params[i] = self.params[i] - self.lr * self.direction(i, g + self.wd * self.params[i])
                out.append(self.params[i])
        return out


class RateUnderAnotherName(InTwoLists):
    def __init__(self, params, *, lr, **options):
        super().__init__(params, lr=lr, **options)
        self.rate = lr

    def step(self, grads):
        given, self.lr = self.lr, self.rate
        out = super().step(grads)
        self.lr = given
        return out


class FromTheStart(InTwoLists):
    def step(self, grads):
        start = self.params
        out = super().step(grads)
        self.params = start
        return out


class FromZeros(InTwoLists):
    def __init__(self, params, **options):
        super().__init__(params, **options)
        self.v = [np.zeros(np.shape(p)) for p in params]


class FirstStepOfAll(FromZeros):
    def __init__(self, params, **options):
        super().__init__(params, **options)
        self.first = True

    def step(self, grads):
        tau, self.tau = self.tau, 0 if self.first else self.tau
        out = super().step(grads)
        self.tau, self.first = tau, False
        return out


class LiterallyMomentum(InTwoLists):
    def direction(self, i, d):
        self.v[i] = d if self.v[i] is None else self.mu * self.v[i] + (1 - self.tau) * d
        return d + self.mu * self.v[i] if self.nesterov else self.v[i]


class WithoutDampening(InTwoLists):
    def __init__(self, params, **options):
        super().__init__(params, **options)
        self.tau = 0


class VelocityInTheLoop(InTwoLists):
    def step(self, grads):
        self.v = [None] * len(self.params)
        return super().step(grads)


class Average(InTwoLists):
    def direction(self, i, d):
        if self.mu:
            self.v[i] = d if self.v[i] is None else self.mu * self.v[i] + (1 - self.mu) * d
            d = d + self.mu * self.v[i] if self.nesterov else self.v[i]
        return d


class Keras(InTwoLists):
    def direction(self, i, d):
        return super().direction(i, self.lr * d) / self.lr


class NoNesterov(InTwoLists):
    def __init__(self, params, **options):
        super().__init__(params, **options)
        self.nesterov = False


class SharesTheGradient(InTwoLists):
    def step(self, grads):
        out = []
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            d = g if g is None or self.wd == 0 else g + self.wd * p
            out.append(p if d is None else p - self.lr * self.direction(i, d))
        self.params = out
        return out


class Uphill(InTwoLists):
    def direction(self, i, d):
        return -super().direction(i, d)


class IntegerCopies(InTwoLists):
    def keep(self, params):
        return [np.copy(p) for p in params]

    def step(self, grads):
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            if g is not None:
                p -= self.lr * self.direction(i, g + self.wd * p)
        return [p.copy() for p in self.params]


class OnTheCallersArrays(InTwoLists):
    def keep(self, params):
        return list(params)

    def step(self, grads):
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            if g is not None:
                p -= self.lr * self.direction(i, g + self.wd * p)
        return [p.copy() for p in self.params]


class InTheCallersList(InTwoLists):
    def keep(self, params):
        return params

    def step(self, grads):
        for i, g in enumerate(grads):
            if g is not None:
                self.params[i] = self.params[i] - self.lr * self.direction(i, g + self.wd * self.params[i])
        return list(self.params)


class DecaysTheGradients(InTwoLists):
    def step(self, grads):
        for p, g in zip(self.params, grads, strict=True):
            if g is not None:
                g += self.wd * p
        wd, self.wd = self.wd, 0
        out = super().step(grads)
        self.wd = wd
        return out


class ReplacesInTheList(InTwoLists):
    def step(self, grads):
        for i, g in enumerate(grads):
            if g is not None:
                grads[i] = g + self.wd * self.params[i]
        wd, self.wd = self.wd, 0
        out = super().step(grads)
        self.wd = wd
        return out


class ReturnsItsArrays(ByIdentity):
    def step(self, grads):
        super().step(grads)
        return list(self.params)


class NoErrors(InTwoLists):
    def __init__(self, params, *, nesterov=False, **options):
        super().__init__(params, **options)
        self.nesterov = nesterov


class ErrorOnlyForDampening(NoErrors):
    def __init__(self, params, *, nesterov=False, dampening=0, **options):
        if nesterov and dampening:
            raise ValueError
        super().__init__(params, nesterov=nesterov, dampening=dampening, **options)


class ErrorInStep(NoErrors):
    def step(self, grads):
        if self.nesterov and (self.mu == 0 or self.tau != 0):
            raise ValueError
        return super().step(grads)


class DampsThePlainStep(InTwoLists):
    def direction(self, i, d):
        return super().direction(i, d) if self.mu else (1 - self.tau) * d


class NoneShifts(InTwoLists):
    """Leaves None out first, so that later gradients meet the wrong parameters."""

    def step(self, grads):
        for i, g in enumerate([g for g in grads if g is not None]):
            self.params[i] = self.params[i] - self.lr * self.direction(i, g + self.wd * self.params[i])
        return list(self.params)


WRONG = {
    "SGD": {
        "None taken out": [NoneShifts],
        "integer dtype kept": [IntegerCopies],
        "parameters changed": [OnTheCallersArrays, InTheCallersList],
        "gradients changed": [DecaysTheGradients, ReplacesInTheList],
        "earlier results changed": [ReturnsItsArrays],
        "None gradients crash": [NoCheckForNone, NoneToArray, NoneCopied],
        "Nesterov accepted": [NoErrors, ErrorOnlyForDampening, ErrorInStep],
        "one buffer": [OneVelocity, MultipliedList],
        "decoupled decay": [AdamWStyle, DecayInTheEnd],
        "λ/2": [WithHalf],
        "decay's sign": [WithMinus],
        "no decay": [WithoutDecay],
        "None as zero": [NoneToZeros],
        "None dropped": [SkipsWithoutAppending],
        "lr frozen": [RateUnderAnotherName],
        "parameters not kept": [FromTheStart],
        "dampening at the first step": [FromZeros],
        "one first step for all": [FirstStepOfAll],
        "dampened without momentum": [DampsThePlainStep, LiterallyMomentum],
        "dampening ignored": [WithoutDampening],
        "velocity reset": [VelocityInTheLoop],
        "EMA form": [Average],
        "lr inside the velocity": [Keras],
        "Nesterov ignored": [NoNesterov],
        "velocity aliases grad": [SharesTheGradient],
        "ascent": [Uphill],
    },
}
