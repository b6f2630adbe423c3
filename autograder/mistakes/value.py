"""Unit 06's known mistakes in the operations of `Value`: wrong classes, and what a learner reads."""

from __future__ import annotations

import math
from typing import Any

from autograder.exercise import Mistake
from autograder.mistakes import value_symptoms as symptoms
from autograder.mistakes.differentiator import Right


class NotReflected(Right):
    __radd__ = __rmul__ = __rsub__ = __rtruediv__ = None  # type: ignore[assignment]


class NotWrapped(Right):
    def wrap(self, other: Any) -> Any:
        return other


class WrongWayRound(Right):
    def __rsub__(self, other: Any) -> Any:
        return self - other

    def __rtruediv__(self, other: Any) -> Any:
        return self / other


class OperandChanged(Right):
    def __add__(self, other: Any) -> Any:
        other = self.wrap(other)
        self.data += other.data
        return self.made(self.data, (self, 1.0), (other, 1.0))


class ParentsInASet(Right):
    def pass_on(self) -> None:
        for parent, partial in dict(zip(self.parents, self.partials, strict=True)).items():
            parent.grad += partial * self.grad


class Assigned(Right):
    def pass_on(self) -> None:
        for parent, partial in zip(self.parents, self.partials, strict=True):
            parent.grad = partial * self.grad


def swapped(own_minus: bool, own_quotient: bool) -> type[Right]:
    """Return a class whose product has its partials swapped, with − and / made of it or not."""

    class Swapped(Right):
        def __mul__(self, other: Any) -> Any:
            other = self.wrap(other)
            return self.made(self.data * other.data, (self, self.data), (other, other.data))

        def __neg__(self) -> Any:
            return self.made(-self.data, (self, -1.0)) if own_minus else self * -1

        def __truediv__(self, other: Any) -> Any:
            if not own_quotient:
                return self * other**-1
            other = self.wrap(other)
            slope = -self.data / other.data**2
            return self.made(self.data / other.data, (self, 1 / other.data), (other, slope))

        def __rtruediv__(self, other: Any) -> Any:
            return self.wrap(other) / self if own_quotient else self**-1 * other

    return Swapped


class PlusForMinus(Right):
    def __sub__(self, other: Any) -> Any:
        other = self.wrap(other)
        return self.made(self.data - other.data, (self, 1.0), (other, 1.0))

    def __rsub__(self, other: Any) -> Any:
        return self.wrap(other) - self


class QuotientWrong(Right):
    def __truediv__(self, other: Any) -> Any:
        other = self.wrap(other)
        slope = self.data / other.data**2
        return self.made(self.data / other.data, (self, 1 / other.data), (other, slope))

    def __rtruediv__(self, other: Any) -> Any:
        return self.wrap(other) / self


class PowerWrong(Right):
    def __pow__(self, n: float) -> Any:
        return self.made(self.data**n, (self, self.data ** (n - 1)))


class SlopeAtZero(Right):
    def relu(self) -> Any:
        return self.made(max(self.data, 0.0), (self, float(self.data >= 0)))


class ReluPassesAll(Right):
    def relu(self) -> Any:
        return self.made(max(self.data, 0.0), (self, 1.0))


class ExpWrong(Right):
    def exp(self) -> Any:
        return self.made(math.exp(self.data), (self, self.data))


class TanhFromInput(Right):
    def tanh(self) -> Any:
        return self.made(math.tanh(self.data), (self, 1 - self.data**2))


class UpstreamDropped(Right):
    def pass_on(self) -> None:
        for parent, partial in zip(self.parents, self.partials, strict=True):
            parent.grad += partial


class Direct(Right):
    """Differences and quotients by formulas of their own."""

    def __neg__(self) -> Any:
        return self.made(-self.data, (self, -1.0))

    def __sub__(self, other: Any) -> Any:
        other = self.wrap(other)
        return self.made(self.data - other.data, (self, 1.0), (other, -1.0))

    def __truediv__(self, other: Any) -> Any:
        other = self.wrap(other)
        return self.made(self.data / other.data, (self, 1 / other.data), (other, -self.data / other.data**2))

    def __rsub__(self, other: Any) -> Any:
        return self.wrap(other) - self

    def __rtruediv__(self, other: Any) -> Any:
        return self.wrap(other) / self


class UpstreamDroppedDirect(UpstreamDropped, Direct):
    pass


class UpstreamKeptInSums(Right):
    """In closures the sum is often right, because its local derivative of 1 leaves nothing else to write."""

    def __add__(self, other: Any) -> Any:
        total = super().__add__(other)
        total.is_sum = True
        return total

    def pass_on(self) -> None:
        for parent, partial in zip(self.parents, self.partials, strict=True):
            parent.grad += self.grad if hasattr(self, "is_sum") else partial


def dropping(*operations: str) -> type[Right]:
    """Return a class in which these operations drop the upstream, and no others."""

    class Dropping(Right):
        def pass_on(self) -> None:
            for parent, partial in zip(self.parents, self.partials, strict=True):
                parent.grad += partial if hasattr(self, "drops") else partial * self.grad

    def dropped(name: str) -> Any:
        def operation(self: Any, *others: Any) -> Any:
            out = getattr(Right, name)(self, *others)
            out.drops = True
            return out

        return operation

    for name in operations:
        setattr(Dropping, name, dropped(name))
    return Dropping


class SeedForgotten(Right):
    def seed(self) -> None:
        pass


ADD_UP = "A leaf that is used twice reaches the result by two roads, and both count: `grad += …`, not `grad = …`."

VALUE = [
    Mistake(
        "no reflected operators",
        "With a number on the left, as in `2 * a` or `sum([a, b])`, Python asks `a` for `__rmul__` or `__radd__`. "
        "Define them too: `__radd__, __rmul__ = __add__, __mul__`.",
        NotReflected,
        symptoms.raises_with_a_number_on_the_left,
    ),
    Mistake(
        "constants not wrapped",
        "`a + 2` fails: a plain number has no `.data` and no `.grad`. Where `other` is not a `Value`, "
        "make one of it first: `Value(other)`.",
        NotWrapped,
        symptoms.raises_with_a_number,
    ),
    Mistake(
        "reflected the wrong way round",
        "`2 - a` asks for `a.__rsub__(2)`: the number stands on the left, so it is 2 − a and not a − 2. "
        "The same goes for `2 / a`.",
        WrongWayRound,
        symptoms.number_on_the_wrong_side,
    ),
    Mistake(
        "operand changed",
        "An operation changed the number in one of its operands. Make a new `Value` for the result, "
        "and leave `self` and `other` as they are.",
        OperandChanged,
        symptoms.leaf_is_changed,
    ),
    Mistake(
        "a * a counted once",
        "In `a * a` or `a + a` both parents are the same value, and it should get both shares. "
        "A set or a dictionary of parents keeps only one: use a tuple.",
        ParentsInASet,
        symptoms.same_on_both_sides,
    ),
    Mistake("= instead of +=", ADD_UP, Assigned, symptoms.used_twice),
    Mistake(
        "swapped partials",
        "In `a * b` the partials are crossed: the derivative with respect to `a` is the number in `b`, and the other "
        "way round.",
        swapped(False, False),
        also=[swapped(True, False), swapped(False, True), swapped(True, True)],
    ),
    Mistake(
        "sign of a difference",
        "A minus sign is lost on the way back: in `a - b` the derivative with respect to `b` is −1.",
        PlusForMinus,
        symptoms.only_minus,
    ),
    Mistake(
        "quotient rule wrong",
        "The value of `a / b` is right, a gradient is not: with respect to `a` the derivative is 1/b, with respect "
        "to `b` it is −a/b².",
        QuotientWrong,
        symptoms.only_quotients,
    ),
    Mistake(
        "power rule wrong",
        "The derivative of aⁿ is n·aⁿ⁻¹: the exponent comes down as a factor, and one less stays above. "
        "All of it times the gradient that comes back.",
        PowerWrong,
        symptoms.only_powers,
    ),
    Mistake(
        "relu′(0) not 0",
        "At 0, where the relu has its kink, its slope counts as 0 here, as in PyTorch: pass the gradient only where "
        "the input is greater than 0.",
        SlopeAtZero,
        symptoms.only_relu_at_zero,
    ),
    Mistake(
        "slope of relu",
        "`relu` passes the gradient that comes back unchanged where its input is greater than 0, and passes nothing "
        "elsewhere.",
        ReluPassesAll,
        symptoms.only_relu,
    ),
    Mistake(
        "slope of exp",
        "The derivative of eᵃ is eᵃ itself, the number that you have just computed. All of it times the gradient "
        "that comes back.",
        ExpWrong,
        symptoms.only_exp,
    ),
    Mistake(
        "slope of tanh",
        "The derivative of t = tanh(a) is 1 − t², with the output t, squared. All of it times the gradient "
        "that comes back.",
        TanhFromInput,
        symptoms.only_tanh,
    ),
    Mistake(
        "upstream dropped",
        "A parent gets its partial derivative *times the gradient of the child*. An operation adds the partial alone, "
        "which is right for the last one only.",
        UpstreamDropped,
        also=[UpstreamKeptInSums, UpstreamDroppedDirect, dropping("__mul__"), dropping("exp", "relu", "tanh")],
    ),
    Mistake(
        "seed",
        "All gradients are wrong by the same factor. The backward pass has to start with 1 in the `grad` of the "
        "result itself.",
        SeedForgotten,
        symptoms.one_factor_too_many,
    ),
]
