"""Find exercises by unit and by name."""

from __future__ import annotations

import difflib
import functools
import importlib
import importlib.util
import pkgutil
from collections.abc import Iterable
from pathlib import Path
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
    found = tuple(_module(slug).EXERCISES)
    _at_hand.update({exercise.name: exercise for exercise in found})
    return found


_at_hand: dict[str, Exercise] = {}  # of the units that are imported: who grades one need not import them all


def limits(slug: str) -> Limits:
    """Return the limits of a unit's submissions: its `LIMITS`, else the usual ones, also for a unit not of ours."""
    if slug not in units():
        return Limits()
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
    for exercises_of_one in (*map(unit, units()), *map(_others, _files)):
        for exercise in exercises_of_one:
            if exercise.name in found:
                raise ValueError(f"two exercises are called {exercise.name!r}")
            found[exercise.name] = exercise
    return found


_files: list[Path] = []  # of other courses' exercises


def extend(files: Iterable[str | Path]) -> None:
    """Know the exercises of another course too: Python files, each with a list `EXERCISES`; raises `LookupError`."""
    for path in map(Path, files):
        if path.resolve() not in _files:
            _others(path.resolve())
            _files.append(path.resolve())
    by_name.cache_clear()


@functools.cache
def _others(path: Path) -> tuple[Exercise, ...]:
    spec = importlib.util.spec_from_file_location(f"exercises_in_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise LookupError(f"There is no Python file {path}.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, "EXERCISES"):
        raise LookupError(f"{path} has no list EXERCISES.")
    return tuple(module.EXERCISES)


def find(name: str) -> Exercise:
    """Return the exercise `name`; raises `LookupError` with a suggestion."""
    if not knows(name):
        raise LookupError(f"There is no exercise called {name!r}.{_suggestion(name, by_name())}")
    return _at_hand.get(name) or by_name()[name]


def knows(name: str) -> bool:
    """Return whether there is an exercise `name`."""
    return name in _at_hand or name in by_name()


def _suggestion(name: str, known: tuple[str, ...] | dict[str, Exercise]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f" Did you mean {near[0]}?" if near else ""
