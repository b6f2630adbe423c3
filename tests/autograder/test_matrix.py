"""Every exercise against every implementation at hand: right ones pass, wrong ones fail under their own name.

For the visible cases, as they ship, and for the hidden cases of several seeds.
"""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from descent.answers import from_data
from descent.codec import dumps, loads
from descent.observing import Outcome, run
from descent.verdict import Answers, Verdict, judge_outcomes

from autograder import registry
from autograder.exercise import Exercise
from autograder.judging import hidden_answers

VISIBLE = "visible"
SEEDS = (VISIBLE, 0, 1, 2, 3, 4)


@functools.cache
def answers(name: str, seed: int | str) -> Answers:
    exercise = registry.find(name)
    if seed == VISIBLE:
        return from_data(loads(dumps(exercise.visible())))
    return hidden_answers(exercise, int(seed))


def verdicts(name: str, implementation: Any) -> Iterator[tuple[int | str, Verdict]]:
    for seed in SEEDS:
        asked = answers(name, seed)
        with np.errstate(all="ignore"):
            yield seed, judge_outcomes(asked, list(run(asked.task, implementation)))


@functools.cache
def variants(slug: str) -> ModuleType | None:
    path = Path(__file__).parent / "variants" / f"{slug}.py"
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location(f"variants_{slug}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def exercises() -> Iterator[tuple[str, Exercise]]:
    for slug in registry.units():
        for exercise in registry.unit(slug):
            yield slug, exercise


def label(function: Any) -> str:
    if isinstance(function, functools.partial):
        return "-".join([label(function.func), *map(str, function.args), *map(str, function.keywords.values())])
    return str(getattr(function, "__name__", type(function).__name__)).strip("<>")


def every_exercise() -> list[Any]:
    return [pytest.param(exercise, id=exercise.name) for _, exercise in exercises()]


def every_mistake() -> list[Any]:
    return [
        pytest.param(exercise.name, mistake.name, function, id=f"{exercise.name}-{mistake.name}-{label(function)}")
        for _, exercise in exercises()
        for mistake in exercise.mistakes
        for function in (mistake.implementation, *mistake.also)
    ]


def every_variant(kind: str) -> list[Any]:
    return [
        pytest.param(exercise.name, function, id=f"{exercise.name}-{label(function)}")
        for slug, exercise in exercises()
        for function in getattr(variants(slug), kind, {}).get(exercise.name, [])
    ]


def every_wrong_variant() -> list[Any]:
    return [
        pytest.param(exercise.name, mistake, function, id=f"{exercise.name}-{mistake}-{label(function)}")
        for slug, exercise in exercises()
        for mistake, functions in getattr(variants(slug), "WRONG", {}).get(exercise.name, {}).items()
        for function in functions
    ]


def not_written(*_: Any, **__: Any) -> Any:
    raise NotImplementedError


def of_first(make: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return a function that makes something of the first array it is given, or of its first argument."""

    def trivial(*args: Any, **kwargs: Any) -> Any:
        given = [*args, *kwargs.values()]
        arrays = [value for value in given if isinstance(value, np.ndarray)]
        return make(arrays[0] if arrays else given[0])

    return trivial


TRIVIAL: dict[str, Callable[..., Any]] = {
    "raises": not_written,
    "returns nothing": lambda *_, **__: None,
    "first argument": lambda *args, **__: args[0] if args else None,
    "last argument": lambda *args, **__: args[-1] if args else None,
    "all arguments": lambda *args, **__: args,
    "a copy": of_first(np.copy),
    "zeros": of_first(lambda array: np.zeros(np.shape(array))),
    "ones": of_first(lambda array: np.ones(np.shape(array))),
    "0": lambda *_, **__: 0.0,
    "1": lambda *_, **__: 1.0,
    "nan": lambda *_, **__: float("nan"),
    "True": lambda *_, **__: True,
    "False": lambda *_, **__: False,
    "empty text": lambda *_, **__: "",
    "empty list": lambda *_, **__: [],
    "itself": lambda *_, **__: not_written,
}


@pytest.mark.parametrize("exercise", every_exercise())
def test_the_reference_has_full_marks(exercise):
    for seed, verdict in verdicts(exercise.name, exercise.reference):
        assert verdict.passed, (seed, verdict.message)
        assert verdict.score == exercise.points


@pytest.mark.parametrize(("name", "mistake", "function"), every_mistake())
def test_each_mistake_fails_under_its_own_name(name, mistake, function):
    for seed, verdict in verdicts(name, function):
        assert not verdict.passed, seed
        assert verdict.diagnosis == mistake, (seed, verdict.message, verdict.cases)


@pytest.mark.parametrize(("name", "function"), every_variant("CORRECT"))
def test_each_correct_style_has_full_marks(name, function):
    for seed, verdict in verdicts(name, function):
        assert verdict.passed, (seed, verdict.message, verdict.failure)


@pytest.mark.parametrize(("name", "mistake", "function"), every_wrong_variant())
def test_other_codings_of_a_mistake_are_recognised(name, mistake, function):
    for seed, verdict in verdicts(name, function):
        assert not verdict.passed, seed
        assert verdict.diagnosis == mistake, (seed, verdict.message, verdict.cases)


@pytest.mark.parametrize(("name", "function"), every_variant("UNLISTED"))
def test_mistakes_that_are_not_listed_fail_without_a_diagnosis(name, function):
    for seed, verdict in verdicts(name, function):
        assert not verdict.passed, seed
        assert verdict.diagnosis is None, (seed, verdict.diagnosis, verdict.cases)
        assert verdict.message


@pytest.mark.parametrize("trivial", TRIVIAL)
@pytest.mark.parametrize("exercise", every_exercise())
def test_a_trivial_implementation_passes_no_case(exercise, trivial):
    for seed, verdict in verdicts(exercise.name, TRIVIAL[trivial]):
        assert verdict.score == 0, seed
        assert not any(right for _, right in verdict.cases), (seed, verdict.cases)


@pytest.mark.parametrize("exercise", every_exercise())
def test_the_answers_that_ship_earn_nothing_on_hidden_cases(exercise):
    shipped = [Outcome(outcome.values, [], outcome.flags) for outcome in answers(exercise.name, VISIBLE).expected]
    for seed in SEEDS[1:]:
        verdict = judge_outcomes(answers(exercise.name, seed), shipped)
        assert verdict.score == 0, (seed, verdict.cases)


@pytest.mark.parametrize("exercise", every_exercise())
def test_an_entry_is_well_formed(exercise):
    names = [mistake.name for mistake in exercise.mistakes]
    notes = [note for note, *_ in answers(exercise.name, 0).task.cases]
    assert len(set(names)) == len(names)
    assert len(set(notes)) == len(notes)
    assert all(mistake.sentence.strip().endswith((".", "?", "!")) for mistake in exercise.mistakes)
    assert exercise.points == int(exercise.points) > 0


@pytest.mark.parametrize("exercise", every_exercise())
def test_hidden_cases_ask_for_the_same_with_other_numbers(exercise):
    visible, *hidden = [answers(exercise.name, seed).task for seed in SEEDS]
    for task in hidden:
        assert [note for note, *_ in task.cases] == [note for note, *_ in visible.cases]
        same = [mine == shipped for mine, shipped in zip(task.cases, visible.cases, strict=True)]
        assert sum(same) <= len(same) / 4, "few cases have a reason to be the same for every seed"


@pytest.mark.parametrize("slug", [slug for slug in registry.units() if registry.unit(slug)])
def test_variants_are_filed_under_exercises_and_mistakes_that_exist(slug):
    module = variants(slug)
    assert module is not None, f"tests/autograder/variants/{slug}.py is missing"
    known = {exercise.name: {mistake.name for mistake in exercise.mistakes} for exercise in registry.unit(slug)}
    assert set(module.CORRECT) == set(known)
    assert set(module.WRONG) | set(module.UNLISTED) <= set(known)
    for name, wrong in module.WRONG.items():
        assert set(wrong) <= known[name]
