"""What is revised: the units' cards and model answers, written by `autograder revise` from the lessons."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, field
from importlib import resources

FILE = "material.json"


@dataclass(frozen=True)
class Card:
    """A flashcard; question and answer are HTML with MathML. `id` stays the same while the question does."""

    id: str
    unit: str
    question: str
    answer: str
    words: frozenset[str] = field(default_factory=frozenset)  # of the question, to find what belongs to an exercise


@dataclass(frozen=True)
class Unit:
    """A unit with its ten-mark question: `scheme` holds what earns marks, and how many."""

    slug: str
    number: int
    title: str
    cards: tuple[Card, ...]
    question: str
    answer: str
    scheme: tuple[tuple[str, int], ...]


@functools.cache
def units() -> tuple[Unit, ...]:
    """Return the units in the order of the course; none where the material has not been written yet."""
    path = resources.files(__package__) / FILE
    if not path.is_file():
        return ()
    data = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Unit(
            item["slug"],
            item["number"],
            item["title"],
            tuple(
                Card(card["id"], item["slug"], card["question"], card["answer"], frozenset(card["words"]))
                for card in item["cards"]
            ),
            item["question"],
            item["answer"],
            tuple((text, marks) for text, marks in item["scheme"]),
        )
        for item in data["units"]
    )


def unit(slug: str) -> Unit:
    """Return the unit `slug`; raises `LookupError` with the known ones."""
    for found in units():
        if found.slug == slug:
            return found
    known = ", ".join(found.slug for found in units())
    raise LookupError(f"There is no unit called {slug!r}. The units are {known}.")
