"""Unit 04 as learners write it: SGD with mistakes that have no name."""

from __future__ import annotations

import numpy as np

from tests.autograder.variants.momentum_sgd import InTwoLists
from tests.autograder.variants.momentum_sgd_wrong import NoErrors


class TimesLr(InTwoLists):
    """Decays by lr·λ inside the gradient."""

    def step(self, grads):
        wd, self.wd = self.wd, self.wd * self.lr
        out = super().step(grads)
        self.wd = wd
        return out


class StopsAtNone(InTwoLists):
    def step(self, grads):
        for i, g in enumerate(grads):
            if g is None:
                break
            self.params[i] = self.params[i] - self.lr * self.direction(i, g + self.wd * self.params[i])
        return list(self.params)


class AssertsInstead(NoErrors):
    def __init__(self, params, **options):
        assert not options.get("nesterov") or (options.get("momentum", 0) > 0 and not options.get("dampening"))
        super().__init__(params, **options)


class DampeningForbidden(InTwoLists):
    def __init__(self, params, *, dampening=0, **options):
        if dampening:
            raise ValueError
        super().__init__(params, **options)


class ReturnsNothing(InTwoLists):
    def step(self, grads):
        super().step(grads)


class OneArray(InTwoLists):
    def step(self, grads):
        return super().step(grads)[0]


class Joined(InTwoLists):
    def step(self, grads):
        return np.concatenate([np.ravel(p) for p in super().step(grads)])


class SinglePrecision(InTwoLists):
    def keep(self, params):
        return [np.array(p, dtype=np.float32) for p in params]

    def step(self, grads):
        return [p.astype(np.float32) for p in super().step(grads)]


class ClassLevel(InTwoLists):
    velocities: dict = {}  # noqa: RUF012

    def direction(self, i, d):
        if self.mu:
            v = self.velocities.get((i, d.shape))
            self.velocities[i, d.shape] = v = d if v is None else self.mu * v + (1 - self.tau) * d
            d = d + self.mu * v if self.nesterov else v
        return d


class BreaksAtNone(InTwoLists):
    def step(self, grads):
        count = next((i for i, g in enumerate(grads) if g is None), len(grads))
        return super().step([*grads[:count], *[None] * (len(grads) - count)])


UNLISTED = {
    "SGD": [
        BreaksAtNone,
        TimesLr,
        StopsAtNone,
        AssertsInstead,
        DampeningForbidden,
        ReturnsNothing,
        OneArray,
        Joined,
        SinglePrecision,
        ClassLevel,
    ],
}
