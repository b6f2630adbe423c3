"""Unit 06's `Value.backward` as learners get it wrong."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.autograder.variants.backprop_engines import (
    ClosuresAssign,
    ClosuresSwapped,
    FirstParentOnly,
    engine,
    from_the_front,
    leaves_only_one_level,
    minus,
    no_seed,
    order_of,
    own,
    pass_on,
    seed_is_the_number,
    seed_is_two,
)
from tests.autograder.variants.backprop_values import Own


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


def visited_for_ever(self):
    """Marks the values themselves, so that a second call finds nothing left to do."""
    order = [v for v in order_of(self)[::-1] if not hasattr(v, "visited")]
    for v in order:
        v.visited = v._prev
    if order:
        pass_on(self, order)


def shuffled(self):
    order = order_of(self)
    random.Random(0).shuffle(order)
    pass_on(self, order)


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


WRONG = {
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
