"""Find exercises by unit and by name."""

from __future__ import annotations

import difflib
import functools
import importlib
import pkgutil
from types import ModuleType

from autograder import exercises
from autograder.exercise import Exercise
from autograder.sandbox import Limits


@functools.cache
def units() -> tuple[str, ...]:
    """Return the slugs of the units that have exercises."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(exercises.__path__)))


@functools.cache
def unit(slug: str) -> tuple[Exercise, ...]:
    """Return a unit's exercises in the order of the lesson; raises `LookupError` for an unknown unit."""
    return tuple(_module(slug).EXERCISES)


def limits(slug: str) -> Limits:
    """Return the limits of a unit's submissions: its `LIMITS`, else the usual ones; raises like `unit`."""
    found = getattr(_module(slug), "LIMITS", None)
    if not isinstance(found, Limits | None):
        raise LookupError(f"LIMITS in autograder/exercises/{slug}.py must be Limits(...), not {type(found).__name__}.")
    return found or Limits()


def _module(slug: str) -> ModuleType:
    if slug not in units():
        raise LookupError(f"There is no unit called {slug!r}.{_suggestion(slug, units())}")
    return importlib.import_module(f"autograder.exercises.{slug}")


@functools.cache
def by_name() -> dict[str, Exercise]:
    """Return all exercises by name; raises `ValueError` when two share one."""
    found: dict[str, Exercise] = {}
    for slug in units():
        for exercise in unit(slug):
            if exercise.name in found:
                raise ValueError(f"two exercises are called {exercise.name!r}")
            found[exercise.name] = exercise
    return found


def find(name: str) -> Exercise:
    """Return the exercise `name`; raises `LookupError` with a suggestion."""
    if name not in by_name():
        raise LookupError(f"There is no exercise called {name!r}.{_suggestion(name, by_name())}")
    return by_name()[name]


def _suggestion(name: str, known: tuple[str, ...] | dict[str, Exercise]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f" Did you mean {near[0]}?" if near else ""
