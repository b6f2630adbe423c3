"""Judge mutants on hidden cases: which are seen to be wrong, and which survive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from descent.observing import run
from descent.verdict import Answers, case_problem

from autograder import registry
from autograder.exercise import Exercise
from autograder.judging import hidden_answers
from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.mutate import mutants

SEEDS = (0, 1)
SECONDS = 3.0  # a case: right implementations need a tenth, on a busy machine more


@dataclass(frozen=True)
class Report:
    """What became of an exercise's mutants: how many there are, which survive, and which of these nobody explains.

    `stale` are the explained ones that do not survive, or do not exist.
    """

    name: str
    total: int
    survivors: list[str]

    @property
    def unexplained(self) -> list[str]:
        return [name for name in self.survivors if name not in EQUIVALENT.get(self.name, {})]

    @property
    def stale(self) -> list[str]:
        return [name for name in EQUIVALENT.get(self.name, {}) if name not in self.survivors]


def report(name: str) -> Report:
    """Return the report on the exercise `name`."""
    return examine(registry.find(name))


def examine(exercise: Exercise) -> Report:
    """Judge all mutants of `exercise`, and all codings of its listed mistakes."""
    candidates = [(mutant.name, mutant.make) for mutant in mutants(exercise.reference, others())]
    for mistake in exercise.mistakes:
        for coding in (mistake.implementation, *mistake.also):
            candidates.append((f"mistake «{mistake.name}»", lambda coding=coding: coding))
    bare = replace(exercise, mistakes=())  # nobody reads a diagnosis here
    full = [hidden_answers(bare, seed) for seed in SEEDS]
    answers = [replace(asked, task=replace(asked.task, seconds=SECONDS)) for asked in full]
    survivors = [name for name, make in candidates if _survives(make, answers)]
    return Report(exercise.name, len(candidates), survivors)


@cache
def others() -> frozenset[str]:
    return frozenset(exercise.reference.__qualname__ for exercise in registry.by_name().values())


def _survives(make: Callable[[], Any], answers: list[Answers]) -> bool:
    try:
        implementation = make()
    except Exception:  # a class whose body no longer runs
        return False
    return all(
        case_problem(asked, index, outcome) is None
        for asked in answers
        for index, outcome in enumerate(run(asked.task, implementation))
    )
