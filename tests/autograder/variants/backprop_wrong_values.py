"""Unit 06's `Value` as learners get it wrong."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import numpy as np

from tests.autograder.variants.backprop_values import Closures, Own


def own(**operations):
    """Return `Own` with other formulas: functions of the numbers that give the result and a slope for each."""

    def unary(formula):
        def operation(self, *exponent):
            data, slope = formula(self.data, *exponent)
            return type(self)(data, [(self, slope)])

        return operation

    def binary(formula):
        def operation(self, other):
            other = self.of(other)
            data, *slopes = formula(self.data, other.data)
            return type(self)(data, list(zip((self, other), slopes, strict=True)))

        return operation

    ones = {"__pow__", "exp", "relu", "tanh", "__neg__"}
    methods = {name: (unary if name in ones else binary)(formula) for name, formula in operations.items()}
    for name in ("add", "mul"):
        if f"__{name}__" in methods:
            methods[f"__r{name}__"] = methods[f"__{name}__"]
    return type("Own" + "".join(operations).title().replace("_", ""), (Own,), methods)


def power(slope):
    return own(__pow__=lambda a, n: (a**n, slope(a, n)))


def relu(slope):
    return own(relu=lambda a: (max(a, 0.0), slope(a)))


def exp(slope):
    return own(exp=lambda a: (math.exp(a), slope(a)))


def tanh(slope):
    return own(tanh=lambda a: (math.tanh(a), slope(a)))


# The operations


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


class ClosuresAssign(Closures):
    def __add__(self, other):
        other = other if isinstance(other, Closures) else type(self)(other)
        out = type(self)(self.data + other.data, (self, other))

        def _backward():
            self.grad = 1.0 * out.grad
            other.grad = 1.0 * out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Closures) else type(self)(other)
        out = type(self)(self.data * other.data, (self, other))

        def _backward():
            self.grad = other.data * out.grad
            other.grad = self.data * out.grad

        out._backward = _backward
        return out


class OnlyTimesAssigns(Closures):
    __mul__ = ClosuresAssign.__mul__


class ClosuresSwapped(Closures):
    def __mul__(self, other):
        other = other if isinstance(other, Closures) else type(self)(other)
        out = type(self)(self.data * other.data, (self, other))

        def _backward():
            self.grad += self.data * out.grad
            other.grad += other.data * out.grad

        out._backward = _backward
        return out


class NoUpstream(Own):
    def backward(self):
        order = [self]
        for node in order:
            order += [parent for parent, _ in node.edges if parent not in order]
        for node in order:
            for parent, slope in node.edges:
                parent.grad += slope


# The way back


def order_of(self):
    topo, visited, stack = [], set(), [(self, False)]
    while stack:
        node, done = stack.pop()
        if done:
            topo.append(node)
        elif node not in visited:
            visited.add(node)
            stack += [(node, True), *((child, False) for child in node._prev)]
    return topo


def engine(backward):
    """Return `Closures` with another way back."""
    return type(backward.__name__, (Closures,), {"backward": backward})


def pass_on(self, order, seed=1.0):
    """Go through `order` with fresh values between."""
    for v in order:
        if v._prev:
            v.grad = 0.0
    self.grad += seed
    for v in order:
        v._backward()


def recursively(self, *, zero=True, seed_assigned=False):
    topo, visited = [], set()

    def build(v):
        if v not in visited:
            visited.add(v)
            for child in v._prev:
                build(child)
            topo.append(v)

    build(self)
    for v in topo:
        if zero and v._prev:
            v.grad = 0
    self.grad = 1 if seed_assigned else self.grad + 1
    for v in reversed(topo):
        v._backward()


def micrograd(self):
    recursively(self, zero=False, seed_assigned=True)


def stale_recursion(self):
    recursively(self, zero=False)


def recursion_overwriting(self):
    recursively(self, seed_assigned=True)


def overwriting(self):
    topo = order_of(self)
    for v in topo:
        if v._prev:
            v.grad = 0.0
    self.grad = 1.0
    for v in reversed(topo):
        v._backward()


def stale_in_a_loop(self):
    self.grad = 1.0
    for v in reversed(order_of(self)):
        v._backward()


def zeroing_only_itself(self):
    if self._prev:
        self.grad = 0.0
    self.grad += 1.0
    for v in reversed(order_of(self)):
        v._backward()


def zeroing_everything(self):
    topo = order_of(self)
    for v in topo:
        v.grad = 0.0
    self.grad = 1.0
    for v in reversed(topo):
        v._backward()


def road_by_road(self):
    """Really for ever."""

    def walk(node, share):
        if not node.edges:
            node.grad += share
        for parent, slope in node.edges:
            walk(parent, share * slope)

    walk(self, 1.0)


class RoadByRoad(Own):
    backward = road_by_road


def naive(self):
    """Really for ever, too."""

    def walk(v):
        v._backward()
        for child in v._prev:
            walk(child)

    self.grad = 1.0
    walk(self)


def naive_queue(self):
    self.grad += 1.0
    queue, count = [self], 0
    while queue:
        v = queue.pop(0)
        v._backward()
        queue.extend(v._prev)
        count += 1
        if count > 30_000:
            raise MemoryError


def preorder(self):
    order, visited, stack = [], {self}, [self]
    while stack:
        v = stack.pop()
        order.append(v)
        for child in v._prev:
            if child not in visited:
                visited.add(child)
                stack.append(child)
    pass_on(self, order)


def by_levels(self):
    order, visited = [self], {self}
    for v in order:
        for child in v._prev:
            if child not in visited:
                visited.add(child)
                order.append(child)
    pass_on(self, order)


def no_seed(self):
    pass_on(self, order_of(self)[::-1], 0.0)


def seed_is_the_number(self):
    pass_on(self, order_of(self)[::-1], self.data)


def seed_is_two(self):
    pass_on(self, order_of(self)[::-1], 2.0)


def visited_for_ever(self):
    """Marks the values themselves, so that a second call finds nothing left to do."""
    order = [v for v in order_of(self)[::-1] if not hasattr(v, "visited")]
    for v in order:
        v.visited = v._prev
    if order:
        pass_on(self, order)


# Plausible, and not listed


def from_the_front(self):
    pass_on(self, order_of(self))


def leaves_only_one_level(self):
    self.grad = 1.0
    self._backward()


def shuffled(self):
    order = order_of(self)
    random.Random(0).shuffle(order)
    pass_on(self, order)


def minus(self):
    pass_on(self, order_of(self)[::-1], -1.0)


def first_parent_only(self):
    node, share = self, 1.0
    while node.edges:
        node, slope = node.edges[0]
        share *= slope
    node.grad += share


class FirstParentOnly(Own):
    backward = first_parent_only


def not_on_a_leaf(self):
    if self._prev:
        pass_on(self, order_of(self)[::-1])


@dataclass
class EqualIsSame:
    """A dataclass compares by its fields, and `in` a list goes by that."""

    data: float
    parents: tuple = ()
    partials: tuple = ()
    grad: float = 0.0

    def __add__(self, other):
        return EqualIsSame(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        return EqualIsSame(self.data * other.data, (self, other), (other.data, self.data))

    def backward(self):
        order = [self]
        for value in order:
            order += [parent for parent in value.parents if parent not in order]
            if len(order) > 200:
                raise RecursionError
        for value in order:
            value.grad = value.grad if not value.parents else 0.0
        self.grad += 1
        for value in sorted(order, key=lambda v: -len(v.parents)):
            for parent, partial in zip(value.parents, value.partials, strict=True):
                parent.grad += partial * value.grad


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
    "Value.backward": {
        "recursion": [engine(recursively)],
        "every road": [RoadByRoad],
        "leaf ignored": [engine(not_on_a_leaf)],
        "leaf overwritten": [engine(overwriting), engine(recursion_overwriting)],
        "stale interiors": [
            engine(micrograd),
            engine(stale_recursion),
            engine(stale_in_a_loop),
            engine(zeroing_only_itself),
        ],
        "leaves do not accumulate": [engine(zeroing_everything), engine(visited_for_ever)],
        "naive DFS double counts a diamond": [engine(naive), engine(naive_queue)],
        "passed on too early": [engine(by_levels), engine(preorder)],
        "seed ≠ 1": [engine(no_seed), engine(seed_is_the_number), engine(seed_is_two), engine(minus)],
        "= instead of +=": [ClosuresAssign],
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
    "Value.backward": [
        FirstParentOnly,
        ClosuresSwapped,
        EqualIsSame,
        engine(leaves_only_one_level),
        engine(from_the_front),
        engine(shuffled),
        own(__add__=lambda a, b: (a + b, 1.0, 0.5)),
    ],
}
