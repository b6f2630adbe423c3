"""Unit 06's known mistakes in `Value.backward`: wrong classes, and what a learner reads."""

from __future__ import annotations

from typing import Any

from descent.limits import TimeUp

from autograder.exercise import Mistake
from autograder.mistakes import backward_symptoms as symptoms
from autograder.mistakes.differentiator import Right

FOR_EVER = 200_000  # steps, after which a walk gives up at once and not when its seconds are used up


class Recursive(Right):
    def order(self) -> list[Any]:
        order: list[Any] = []
        seen = set()

        def visit(node: Any) -> None:
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        return order


class EveryRoad(Right):
    def backward(self) -> None:
        self.forget(self.order())
        stack: list[tuple[Any, float]] = [(self, 1.0)]
        for _ in range(FOR_EVER):
            if not stack:
                return
            node, share = stack.pop()
            node.grad += share
            stack += [(parent, share * partial) for parent, partial in zip(node.parents, node.partials, strict=True)]
        raise TimeUp


class SeedAssigned(Right):
    def seed(self) -> None:
        self.grad = 1.0


class LeafIgnored(Right):
    def backward(self) -> None:
        if self.parents:
            super().backward()


class Stale(Right):
    def forget(self, order: list[Any]) -> None:
        pass


class Micrograd(Recursive, Stale, SeedAssigned):
    """The engine of the lecture as it was published: recursive, stale in a second call, and with its seed assigned."""


class EveryRoadStale(Right):
    def backward(self) -> None:
        self.steps = 0

        def walk(node: Any, share: float) -> None:
            self.steps += 1
            if self.steps > FOR_EVER:
                raise TimeUp
            node.grad += share
            for parent, partial in zip(node.parents, node.partials, strict=True):
                walk(parent, share * partial)

        walk(self, 1.0)


class EveryRoadRecursive(EveryRoadStale):
    def backward(self) -> None:
        self.forget(self.order())
        super().backward()


class ParentsInADictionary(Right):
    def pass_on(self) -> None:
        for parent, partial in dict(zip(self.parents, self.partials, strict=True)).items():
            parent.grad += partial * self.grad


class LeavesAnew(Right):
    def forget(self, order: list[Any]) -> None:
        for node in order:
            node.grad = 0.0


class DoubleCounting(Right):
    def backward(self) -> None:
        self.forget(self.order())
        self.seed()
        stack: list[Any] = [self]
        for _ in range(FOR_EVER):
            if not stack:
                return
            node = stack.pop()
            node.pass_on()
            stack += node.parents
        raise TimeUp


class DoubleCountingRecursive(Right):
    def backward(self) -> None:
        self.grad = 1.0
        self.steps = 0

        def walk(node: Any) -> None:
            for parent, partial in zip(node.parents, node.partials, strict=True):
                self.steps += 1
                if self.steps > FOR_EVER:
                    raise TimeUp
                parent.grad += partial * node.grad
                walk(parent)

        walk(self)


class TooEarly(Right):
    """Walks by levels and visits each value once, when it is first met."""

    def order(self) -> list[Any]:
        order: list[Any] = [self]
        seen = {self}
        for node in order:
            for parent in node.parents:
                if parent not in seen:
                    seen.add(parent)
                    order.append(parent)
        return order[::-1]


class SeedForgotten(Right):
    def seed(self) -> None:
        pass


class SeedIsData(Right):
    def seed(self) -> None:
        self.grad += self.data


class Assigned(Right):
    def pass_on(self) -> None:
        for parent, partial in zip(self.parents, self.partials, strict=True):
            parent.grad = partial * self.grad


BACKWARD = [
    Mistake(
        "recursion",
        "A chain of 10,000 values was too deep: Python stops a function that calls itself about 1,000 times. "
        "Keep the values that are still to be visited on a list of your own, and work it off in a loop.",
        Recursive,
        symptoms.chain_fails,
    ),
    Mistake(
        "every road",
        "Your gradients are right, but your walk follows every road to the leaves, and sixty diamonds in a row have "
        "2⁶⁰ of them. Walk values, not roads: keep a set of those that you have seen.",
        EveryRoad,
        symptoms.roads_take_for_ever,
        also=[EveryRoadRecursive],
    ),
    Mistake(
        "leaf overwritten",
        "On a leaf that holds a gradient already, `backward` replaced it by 1. A leaf accumulates: it should add 1, "
        "`self.grad += 1`, once the values between have been set to 0.",
        SeedAssigned,
        symptoms.leaf_is_overwritten,
    ),
    Mistake(
        "leaf ignored",
        "Asked on a leaf, `backward` should add 1 to its own gradient: the derivative of a value with respect to "
        "itself. Yours adds nothing there.",
        LeafIgnored,
        symptoms.leaf_is_ignored,
    ),
    Mistake(
        "stale interiors",
        "Values between the leaves and the result kept their gradient from an earlier call and passed it on again. "
        "Set the gradients of all values that have parents to 0 at the start of each `backward`.",
        Stale,
        symptoms.too_much_at_a_later_call,
        also=[Micrograd],
    ),
    Mistake(
        "every road, and stale interiors",
        "Your walk follows every road to the leaves, and sixty diamonds in a row have 2⁶⁰ of them. Walk values, not "
        "roads, in a loop: keep a set of those that you have seen, and begin with those between at 0.",
        EveryRoadStale,
        symptoms.roads_and_stale,
    ),
    Mistake(
        "a * a counted once",
        "In `a * a` or `a + a` both parents are the same value, and it should get both shares. "
        "A set or a dictionary of parents keeps only one: use a tuple.",
        ParentsInADictionary,
        symptoms.same_on_both_sides,
    ),
    Mistake(
        "leaves do not accumulate",
        "After a second `backward` a leaf should hold the sum of both calls. Each call has to start afresh, "
        "but only values that have parents are set to 0, not the leaves.",
        LeavesAnew,
        symptoms.too_little_at_a_later_call,
    ),
    Mistake(
        "naive DFS double counts a diamond",
        "A value that is used twice passed on its gradient twice, the second time with the first share still in it. "
        "Visit each value once, and only when all its children have passed on theirs: in reverse topological order.",
        DoubleCounting,
        symptoms.shared_values_get_too_much,
        also=[DoubleCountingRecursive],
    ),
    Mistake(
        "passed on too early",
        "A value passed on its gradient before all its children had contributed, so a share was lost. "
        "Sort the values topologically, parents first, and walk that list from its end.",
        TooEarly,
        symptoms.shared_values_get_too_little,
    ),
    Mistake(
        "seed ≠ 1",
        "All gradients are wrong by the same factor. The backward pass starts with 1 in the `grad` of the result "
        "itself: the derivative of a value with respect to itself.",
        SeedForgotten,
        symptoms.one_factor_too_many,
        also=[SeedIsData],
    ),
    Mistake(
        "= instead of +=",
        "A value that is used twice gets a share from each child, and the shares add up: `parent.grad += …`, "
        "not `parent.grad = …`.",
        Assigned,
        symptoms.shares_are_lost,
    ),
]
