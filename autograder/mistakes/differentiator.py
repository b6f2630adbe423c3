"""A right `Value`, of which the known mistakes of unit 06 change one thing each."""

from __future__ import annotations

import math
from typing import Any


class Right:
    """A number that can be differentiated; made anew here, so that a mistake leans on nothing of the reference."""

    def __init__(self, data: float, parents: tuple[Right, ...] = (), partials: tuple[float, ...] = ()) -> None:
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.partials = partials

    def wrap(self, other: Any) -> Any:
        return other if isinstance(other, Right) else type(self)(other)

    def made(self, data: float, *parents: tuple[Right, float]) -> Any:
        return type(self)(data, tuple(parent for parent, _ in parents), tuple(slope for _, slope in parents))

    def __add__(self, other: Any) -> Any:
        other = self.wrap(other)
        return self.made(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other: Any) -> Any:
        other = self.wrap(other)
        return self.made(self.data * other.data, (self, other.data), (other, self.data))

    def __pow__(self, n: float) -> Any:
        return self.made(self.data**n, (self, n * self.data ** (n - 1)))

    def exp(self) -> Any:
        return self.made(math.exp(self.data), (self, math.exp(self.data)))

    def relu(self) -> Any:
        return self.made(max(self.data, 0.0), (self, float(self.data > 0)))

    def tanh(self) -> Any:
        return self.made(math.tanh(self.data), (self, 1 - math.tanh(self.data) ** 2))

    def __neg__(self) -> Any:
        return self * -1

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __truediv__(self, other: Any) -> Any:
        return self * other**-1

    def __radd__(self, other: Any) -> Any:
        return self + other

    def __rmul__(self, other: Any) -> Any:
        return self * other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __rtruediv__(self, other: Any) -> Any:
        return self**-1 * other

    def order(self) -> list[Any]:
        """List every value that this one depends on, parents first."""
        order: list[Any] = []
        seen, stack = set(), [(self, False)]
        while stack:
            node, parents_listed = stack.pop()
            if parents_listed:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack += [(node, True), *((parent, False) for parent in node.parents)]
        return order

    def forget(self, order: list[Any]) -> None:
        for node in order:
            if node.parents:
                node.grad = 0.0

    def seed(self) -> None:
        self.grad += 1.0

    def pass_on(self) -> None:
        for parent, partial in zip(self.parents, self.partials, strict=True):
            parent.grad += partial * self.grad

    def backward(self) -> None:
        order = self.order()
        self.forget(order)
        self.seed()
        for node in reversed(order):
            node.pass_on()
