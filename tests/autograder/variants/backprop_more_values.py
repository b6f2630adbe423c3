"""Unit 06's `Value` as learners write it: tapes, torch, recursion."""

from __future__ import annotations

import math
import sys
from typing import Any

import torch
from reference.backprop import Value as Reference

from tests.autograder.variants.backprop_values import Closures


class Tape(Reference):
    """Writes down every operation in one list, and reads it backwards."""

    tape: list[Any] = []  # noqa: RUF012

    def __init__(self, data, parents=(), partials=()):
        super().__init__(data)
        self.parents, self.partials = parents, partials
        if parents:
            Tape.tape.append(self)
            if len(Tape.tape) > 60_000:
                del Tape.tape[:20_000]  # of cases long past

    def __add__(self, other):
        other = other if isinstance(other, Tape) else Tape(other)
        return Tape(self.data + other.data, (self, other), (1, 1))

    def __mul__(self, other):
        other = other if isinstance(other, Tape) else Tape(other)
        return Tape(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return Tape(self.data**n, (self,), (n and n * self.data ** (n - 1),))

    def exp(self):
        return Tape(math.exp(self.data), (self,), (math.exp(self.data),))

    def relu(self):
        return Tape(self.data * (self.data > 0), (self,), (self.data > 0,))

    def tanh(self):
        return Tape(math.tanh(self.data), (self,), (1 - math.tanh(self.data) ** 2,))

    def __sub__(self, other):
        return self + other * -1

    def __truediv__(self, other):
        return self * other**-1

    def __rsub__(self, other):
        return Tape(other) - self

    def __rtruediv__(self, other):
        return Tape(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        for value in Tape.tape:
            value.grad = 0.0
        self.grad += 1
        for value in Tape.tape[::-1]:
            if value.grad:
                for parent, partial in zip(value.parents, value.partials, strict=True):
                    parent.grad += partial * value.grad


class ByTorch:
    """The oracle: torch's own graph behind the same names."""

    def __init__(self, data, tensor=None):
        self.tensor = torch.tensor(float(data), dtype=torch.float64, requires_grad=True) if tensor is None else tensor

    @property
    def data(self):
        return self.tensor.item()

    @property
    def grad(self):
        return self.tensor.grad.item() if self.tensor.is_leaf and self.tensor.grad is not None else 0.0

    def backward(self):
        self.tensor.backward(retain_graph=True)

    def __add__(self, other):
        return ByTorch(0, self.tensor + getattr(other, "tensor", other))

    def __mul__(self, other):
        return ByTorch(0, self.tensor * getattr(other, "tensor", other))

    def __sub__(self, other):
        return ByTorch(0, self.tensor - getattr(other, "tensor", other))

    def __rsub__(self, other):
        return ByTorch(0, other - self.tensor)

    def __truediv__(self, other):
        return ByTorch(0, self.tensor / getattr(other, "tensor", other))

    def __rtruediv__(self, other):
        return ByTorch(0, other / self.tensor)

    def __pow__(self, n):
        return ByTorch(0, self.tensor**n)

    def __neg__(self):
        return ByTorch(0, -self.tensor)

    def exp(self):
        return ByTorch(0, self.tensor.exp())

    def relu(self):
        return ByTorch(0, self.tensor.relu())

    def tanh(self):
        return ByTorch(0, self.tensor.tanh())

    __radd__, __rmul__ = __add__, __mul__


class DeepRecursion(Closures):
    """Recursive, with a limit high enough."""

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(50_000)
        try:
            build(self)
        finally:
            sys.setrecursionlimit(limit)
        for node in topo:
            node.grad = 0 if node._prev else node.grad
        self.grad += 1
        for node in reversed(topo):
            node._backward()


class ResetAfterwards(Closures):
    """Clears the values between once they have passed on, so that they start the next call at 0."""

    def backward(self):
        topo, visited, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                topo.append(node)
            elif node not in visited:
                visited.add(node)
                stack.append((node, True))
                stack += [(child, False) for child in node._prev]
        self.grad += 1.0
        for node in topo[::-1]:
            node._backward()
            if node._prev:
                node.grad = 0.0


CORRECT = {name: [Tape, ByTorch, DeepRecursion, ResetAfterwards] for name in ("Value", "Value.backward")}
