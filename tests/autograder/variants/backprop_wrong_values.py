"""Unit 06's `Value` as learners get it wrong."""

from __future__ import annotations

import math

import numpy as np

from tests.autograder.variants.backprop_engines import (
    ClosuresAssign,
    ClosuresSwapped,
    FirstParentOnly,
    engine,
    from_the_front,
    leaves_only_one_level,
    minus,
    no_seed,
    own,
    seed_is_the_number,
    seed_is_two,
)
from tests.autograder.variants.backprop_values import Closures, Own


def power(slope):
    return own(__pow__=lambda a, n: (a**n, slope(a, n)))


def relu(slope):
    return own(relu=lambda a: (max(a, 0.0), slope(a)))


def exp(slope):
    return own(exp=lambda a: (math.exp(a), slope(a)))


def tanh(slope):
    return own(tanh=lambda a: (math.tanh(a), slope(a)))


class OnlyTimesReflected(Own):
    __radd__ = __rsub__ = __rtruediv__ = None


class NotReflected(Closures):
    __radd__ = __rmul__ = __rsub__ = __rtruediv__ = None


class SumNotWrapped(Closures):
    def __add__(self, other):
        out = type(self)(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out


class NothingWrapped(Own):
    @classmethod
    def of(cls, x):
        return x


class SameWayRound(Own):
    __rsub__ = Own.__sub__


class SameQuotient(Own):
    __rsub__, __rtruediv__ = Own.__sub__, Own.__truediv__


class Negating(Closures):
    def __neg__(self):
        self.data = -self.data
        return self


class Accumulating(Own):
    def __mul__(self, other):
        other, before = self.of(other), self.data
        self.data *= other.data
        return type(self)(self.data, [(self, other.data), (other, before)])

    __rmul__ = __mul__


class ParentsInADictionary(Own):
    def __init__(self, data, edges=()):
        super().__init__(data, list(dict(edges).items()))


class OnlyTimesAssigns(Closures):
    __mul__ = ClosuresAssign.__mul__


class NoUpstream(Own):
    def backward(self):
        order = [self]
        for node in order:
            order += [parent for parent, _ in node.edges if parent not in order]
        for node in order:
            for parent, slope in node.edges:
                parent.grad += slope


class Single(Own):
    def __init__(self, data, edges=()):
        super().__init__(data, edges)
        self.data = np.float32(data)


WRONG = {
    "Value": {
        "no reflected operators": [NotReflected, OnlyTimesReflected],
        "constants not wrapped": [NothingWrapped, SumNotWrapped],
        "reflected the wrong way round": [SameWayRound, SameQuotient],
        "operand changed": [Accumulating],
        "a * a counted once": [ParentsInADictionary],
        "= instead of +=": [ClosuresAssign, OnlyTimesAssigns],
        "swapped partials": [ClosuresSwapped, own(__mul__=lambda a, b: (a * b, a, b))],
        "sign of a difference": [own(__sub__=lambda a, b: (a - b, 1.0, 1.0)), own(__neg__=lambda a: (-a, 1.0))],
        "quotient rule wrong": [
            own(__truediv__=lambda a, b: (a / b, 1 / b, a / b**2)),
            own(__truediv__=lambda a, b: (a / b, 1 / b, -a / b)),
            own(__truediv__=lambda a, b: (a / b, 1 / b, -1 / b**2)),
            own(__truediv__=lambda a, b: (a / b, b, a)),
        ],
        "power rule wrong": [
            power(lambda a, n: n * a**n),
            power(lambda a, n: n * a),
            power(lambda a, n: (n - 1) * a ** (n - 1)),
            power(lambda a, n: a**n * math.log(abs(a) + 1e-9)),
        ],
        "relu′(0) not 0": [relu(lambda a: float(a >= 0)), relu(lambda a: 0.5 * (a >= 0) + 0.5 * (a > 0))],
        "slope of relu": [relu(lambda _: 1.0), relu(lambda a: 1.0 if a > 0 else 0.01), relu(lambda a: max(a, 0.0))],
        "slope of exp": [exp(lambda _: 1.0), exp(lambda a: a * math.exp(a - 1)), exp(lambda a: a)],
        "slope of tanh": [
            tanh(lambda a: 1 - math.tanh(a)),
            tanh(lambda a: 1 - a**2),
            tanh(lambda a: math.tanh(a) ** 2 - 1),
            tanh(lambda a: 1 - math.tanh(math.tanh(a)) ** 2),
        ],
        "upstream dropped": [NoUpstream],
        "seed": [engine(no_seed), engine(seed_is_the_number), engine(seed_is_two), engine(minus)],
    },
}


UNLISTED = {
    "Value": [
        own(exp=lambda a: (2.718**a, 2.718**a)),
        own(tanh=lambda a: (math.sinh(a), 1 - math.sinh(a) ** 2)),
        own(__pow__=lambda a, n: (a * n, n)),
        own(__truediv__=lambda a, b: (a // b, 1 / b, -a / b**2)),
        own(relu=lambda a: (abs(a), float(a > 0))),
        own(relu=lambda a: (min(a, 0.0), float(a < 0))),
        own(__sub__=lambda a, b: (b - a, -1.0, 1.0)),
        own(__sub__=lambda a, b: (a + b, 1.0, 1.0)),
        own(__add__=lambda a, b: (a + b, a, b)),
        own(__add__=lambda a, b: (a * b, b, a)),
        own(__mul__=lambda a, b: (a * b, b, 0.0)),
        own(__mul__=lambda a, b: (a * b, 1.0, 1.0)),
        own(tanh=lambda a: (math.tanh(a), 1 - a**2), exp=lambda a: (math.exp(a), a)),
        Single,
        Negating,
        FirstParentOnly,
        engine(leaves_only_one_level),
        engine(from_the_front),
    ],
}
