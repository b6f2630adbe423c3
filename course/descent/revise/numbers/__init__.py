"""Questions with numbers, made anew each time; the answer is worked out by the formula that the question practises."""

from __future__ import annotations

import functools
import importlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from descent.revise.numbers.asking import Asked, Template

SLUGS = (
    "gradient",
    "update_rule",
    "batching",
    "momentum",
    "adaptive",
    "backprop",
    "challenges",
    "regularization",
    "tuning",
    "applications",
    "cnn",
    "rnn",
)


@dataclass(frozen=True)
class Question:
    """A question with its numbers filled in: `answer` within `tolerance`, and how to get there."""

    unit: str
    name: str
    text: str
    answer: float
    tolerance: float
    solution: str
    given: dict[str, Any]  # the numbers in the text, for tests

    @property
    def margin(self) -> float:
        """How far from the answer still counts."""
        return max(self.tolerance * abs(self.answer), 1e-9)


@functools.cache
def templates() -> dict[str, dict[str, Template]]:
    """Return the templates of all units by slug and by name."""
    found = {}
    for slug in SLUGS:
        module = importlib.import_module(f"{__name__}.{slug}")
        found[slug] = {function.__name__: function for function in module.TEMPLATES}
    return found


def question(unit: str, name: str, rng: np.random.Generator) -> Question:
    """Return the template's question with fresh numbers; raises `LookupError` for an unknown one."""
    if name not in templates().get(unit, {}):
        raise LookupError(f"There is no question called {name!r} in unit {unit!r}.")
    asked: Asked = templates()[unit][name](rng)
    return Question(unit, name, asked.text, float(asked.answer), asked.tolerance, asked.solution, asked.given)
