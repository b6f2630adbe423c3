"""A mock exam: which questions, how many marks, and what was reached. Nothing of it needs a screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from descent import diary
from descent.revise import material, numbers
from descent.revise.derivations import DERIVATIONS, Derivation
from descent.revise.marking import mark
from descent.revise.material import Card, Unit
from descent.revise.numbers import Question

T = TypeVar("T")
Asked = TypeVar("Asked", Card, Derivation)

NUMERIC, DERIVED, SHORT = 6, 3, 3  # how many of each
MARKS = {"numeric": 2, "derivation": 4, "short": 2, "long": 10}


@dataclass
class Item:
    """One question of the paper. Numbers and formulas are marked by `mark`, texts by the learner with the scheme."""

    kind: str  # "numeric", "derivation", "short" or "long"
    unit: str
    text: str  # HTML for short and long ones, plain text for the others
    solution: str
    source: Question | Derivation | Card | Unit
    scheme: tuple[tuple[str, int], ...] = ()
    reached: int = 0
    remark: str = ""

    @property
    def marks(self) -> int:
        return MARKS[self.kind]

    def mark(self, answer: str) -> None:
        """Mark a typed number or formula; nothing typed is nothing reached."""
        if isinstance(self.source, Question):
            result = mark(self.source, answer)
        elif isinstance(self.source, Derivation):
            result = self.source.mark(answer)
        else:
            raise TypeError("a text is marked by its writer, with `give`")
        self.reached = self.marks if result.right else 0
        self.remark = result.message if answer.strip() else "Not answered."

    def give(self, chosen: Sequence[bool]) -> None:
        """Give the marks of the points of the scheme that are ticked."""
        self.reached = sum(marks for (_, marks), ticked in zip(self.scheme, chosen, strict=True) if ticked)


@dataclass
class Paper:
    """A mock exam of some minutes that begins at `started`, in seconds."""

    items: list[Item]
    minutes: float
    started: float

    @property
    def marks(self) -> int:
        return sum(item.marks for item in self.items)

    @property
    def reached(self) -> int:
        return sum(item.reached for item in self.items)

    def left(self, now: float) -> float:
        """Return the seconds left, never below zero."""
        return max(0.0, self.started + 60 * self.minutes - now)

    def record(self) -> None:
        """Note the result in the diary, by unit."""
        diary.note("exam", reached=self.reached, marks=self.marks, minutes=self.minutes, units=self.by_unit())

    def by_unit(self) -> dict[str, list[int]]:
        """Return marks reached and possible by unit."""
        found: dict[str, list[int]] = {}
        for item in self.items:
            pair = found.setdefault(item.unit, [0, 0])
            pair[0] += item.reached
            pair[1] += item.marks
        return found


def draw(rng: np.random.Generator, minutes: float, started: float, slugs: Sequence[str] = ()) -> Paper:
    """Return a paper on the given units, or on all; raises `LookupError` for an unknown unit.

    Every kind of question goes round the units in a random order, so that none is asked twice before all were.
    """
    units = [material.unit(slug) for slug in slugs] or list(material.units())
    if not units:
        raise LookupError("There is nothing to ask yet: the course's revision material is missing.")
    known = [unit.slug for unit in units]
    items = [_numeric(numbers.question(slug, name, rng)) for slug, name in _names(rng, known)]
    tasks = [task for task in DERIVATIONS if task.unit in known]
    items += [_derivation(task) for task in _round(rng, _of_unit(tasks), DERIVED)]
    items += [_short(card) for card in _round(rng, {unit.slug: unit.cards for unit in units}, SHORT)]
    items += [_long(units[int(rng.integers(len(units)))])]
    return Paper(items, minutes, started)


def _names(rng: np.random.Generator, slugs: Sequence[str]) -> list[tuple[str, str]]:
    templates = numbers.templates()
    return _round(rng, {slug: [(slug, name) for name in templates.get(slug, {})] for slug in slugs}, NUMERIC)


def _of_unit(found: Iterable[Asked]) -> dict[str, list[Asked]]:
    by_unit: dict[str, list[Asked]] = {}
    for item in found:
        by_unit.setdefault(item.unit, []).append(item)
    return by_unit


def _round(rng: np.random.Generator, by_unit: Mapping[str, Sequence[T]], count: int) -> list[T]:
    """Return `count` items at random, one of each unit before a second of any."""
    left = {slug: [items[int(k)] for k in rng.permutation(len(items))] for slug, items in by_unit.items()}
    chosen: list[T] = []
    while len(chosen) < count and any(left.values()):
        slugs = [slug for slug in left if left[slug]]
        chosen += [left[slugs[int(k)]].pop() for k in rng.permutation(len(slugs))[: count - len(chosen)]]
    return chosen


def _numeric(question: Question) -> Item:
    return Item("numeric", question.unit, question.text, question.solution, question)


def _derivation(task: Derivation) -> Item:
    return Item("derivation", task.unit, task.text, f"{task.answer}. {task.way}", task)


def _short(card: Card) -> Item:
    scheme = (("the main point", 1), ("complete and exact", 1))
    return Item("short", card.unit, card.question, card.answer, card, scheme)


def _long(unit: Unit) -> Item:
    return Item("long", unit.slug, unit.question, unit.answer, unit, unit.scheme)
