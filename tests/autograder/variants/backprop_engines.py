"""Unit 06's `Value` with what operations and the way back get wrong alike."""

from __future__ import annotations

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


class ClosuresSwapped(Closures):
    def __mul__(self, other):
        other = other if isinstance(other, Closures) else type(self)(other)
        out = type(self)(self.data * other.data, (self, other))

        def _backward():
            self.grad += self.data * out.grad
            other.grad += other.data * out.grad

        out._backward = _backward
        return out


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


def no_seed(self):
    pass_on(self, order_of(self)[::-1], 0.0)


def seed_is_the_number(self):
    pass_on(self, order_of(self)[::-1], self.data)


def seed_is_two(self):
    pass_on(self, order_of(self)[::-1], 2.0)


def from_the_front(self):
    pass_on(self, order_of(self))


def leaves_only_one_level(self):
    self.grad = 1.0
    self._backward()


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
