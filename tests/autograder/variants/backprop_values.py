"""Unit 06's `Value` as learners write it: closures, tuples, and by age."""

from __future__ import annotations

import heapq
import itertools
import math
from collections import deque
from dataclasses import dataclass, field


class Closures:
    """Micrograd's form, with a loop for the order and fresh gradients between."""

    def __init__(self, data, _children=(), _op=""):
        self.data = data
        self.grad = 0
        self._backward = lambda: None
        self._prev = set(_children)
        self._op = _op

    def __add__(self, other):
        other = other if isinstance(other, Closures) else type(self)(other)
        out = type(self)(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Closures) else type(self)(other)
        out = type(self)(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, other):
        assert isinstance(other, int | float)
        out = type(self)(self.data**other, (self,), f"**{other}")

        def _backward():
            self.grad += (other * self.data ** (other - 1)) * out.grad

        out._backward = _backward
        return out

    def relu(self):
        out = type(self)(0 if self.data < 0 else self.data, (self,), "ReLU")

        def _backward():
            self.grad += (out.data > 0) * out.grad

        out._backward = _backward
        return out

    def exp(self):
        out = type(self)(math.exp(self.data), (self,), "exp")

        def _backward():
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        x = self.data
        t = (math.exp(2 * x) - 1) / (math.exp(2 * x) + 1)
        out = type(self)(t, (self,), "tanh")

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited, stack = [], {self}, [(self, iter(self._prev))]
        while stack:
            node, children = stack[-1]
            for child in children:
                if child not in visited:
                    visited.add(child)
                    stack.append((child, iter(child._prev)))
                    break
            else:
                topo.append(node)
                stack.pop()
        for node in topo:
            if node._prev:
                node.grad = 0
        self.grad += 1
        for node in reversed(topo):
            node._backward()

    def __neg__(self):
        return self * -1

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1


class Own:
    """Each operation by its own formula, gradients to the leaves only, by Kahn's count of children."""

    __slots__ = ("data", "edges", "grad")

    def __init__(self, data, edges=()):
        self.data, self.grad, self.edges = float(data), 0.0, edges

    @classmethod
    def of(cls, x):
        return x if isinstance(x, Own) else cls(x)

    def __add__(self, other):
        other = self.of(other)
        return type(self)(self.data + other.data, [(self, 1.0), (other, 1.0)])

    __radd__ = __add__

    def __sub__(self, other):
        other = self.of(other)
        return type(self)(self.data - other.data, [(self, 1.0), (other, -1.0)])

    def __rsub__(self, other):
        return self.of(other) - self

    def __mul__(self, other):
        other = self.of(other)
        return type(self)(self.data * other.data, [(self, other.data), (other, self.data)])

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = self.of(other)
        a, b = self.data, other.data
        return type(self)(a / b, [(self, 1 / b), (other, -a / (b * b))])

    def __rtruediv__(self, other):
        return self.of(other) / self

    def __neg__(self):
        return type(self)(-self.data, [(self, -1.0)])

    def __pow__(self, n):
        return type(self)(self.data**n, [(self, 0.0 if n == 0 else n * self.data ** (n - 1))])

    def exp(self):
        e = math.exp(self.data)
        return type(self)(e, [(self, e)])

    def relu(self):
        return type(self)(self.data, [(self, 1.0)]) if self.data > 0 else type(self)(0.0, [(self, 0.0)])

    def tanh(self):
        return type(self)(math.tanh(self.data), [(self, 1 / math.cosh(self.data) ** 2)])

    def backward(self):
        children, reached, queue = {self: 0}, {self}, [self]
        while queue:
            for parent, _ in queue.pop().edges:
                children[parent] = children.get(parent, 0) + 1
                if parent not in reached:
                    reached.add(parent)
                    queue.append(parent)
        adjoint, ready = {self: 1.0}, deque([self])
        while ready:
            node = ready.popleft()
            g = adjoint[node]
            if not node.edges:
                node.grad += g
            for parent, slope in node.edges:
                adjoint[parent] = adjoint.get(parent, 0.0) + slope * g
                children[parent] -= 1
                if children[parent] == 0:
                    ready.append(parent)


@dataclass(eq=False)
class ByAge:
    """Values are numbered as they are made, so that a heap gives the youngest first."""

    data: float
    parents: list[tuple[ByAge, float]] = field(default_factory=list)
    grad: float = 0.0
    age: int = field(default_factory=itertools.count().__next__)

    def __post_init__(self):
        self.data = float(self.data)

    def _binary(self, other, f, slopes):
        other = other if type(other) is ByAge else ByAge(other)
        return ByAge(f(self.data, other.data), list(zip((self, other), slopes(self.data, other.data), strict=True)))

    def __add__(self, other):
        return self._binary(other, lambda a, b: a + b, lambda *_: (1.0, 1.0))

    def __mul__(self, other):
        return self._binary(other, lambda a, b: a * b, lambda a, b: (b, a))

    def __pow__(self, n):
        return ByAge(self.data**n, [(self, n * self.data ** (n - 1))])

    def __neg__(self):
        return -1 * self

    def __sub__(self, other):
        return self._binary(other, lambda a, b: a - b, lambda *_: (1.0, -1.0))

    def __rsub__(self, other):
        return ByAge(other) - self

    def __truediv__(self, other):
        return self._binary(other, lambda a, b: a / b, lambda a, b: (1 / b, -a / b**2))

    def __rtruediv__(self, other):
        return ByAge(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def exp(self):
        return ByAge(math.exp(self.data), [(self, math.exp(self.data))])

    def relu(self):
        return ByAge(max(0, self.data), [(self, 1 if self.data > 0 else 0)])

    def tanh(self):
        t = math.tanh(self.data)
        return ByAge(t, [(self, (1 - t) * (1 + t))])

    def backward(self):
        heap, queued = [(-self.age, self)], {id(self)}
        if self.parents:
            self.grad = 0.0
        self.grad += 1.0
        while heap:
            _, node = heapq.heappop(heap)
            for parent, slope in node.parents:
                if id(parent) not in queued:
                    queued.add(id(parent))
                    heapq.heappush(heap, (-parent.age, parent))
                    if parent.parents:
                        parent.grad = 0.0
                parent.grad += slope * node.grad


CORRECT = {name: [Closures, Own, ByAge] for name in ("Value", "Value.backward")}
