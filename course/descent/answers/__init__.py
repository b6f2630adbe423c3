"""The visible cases and their answers, one JSON file a unit, written by `autograder release`."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any

from descent.codec import dumps, loads
from descent.observing import Outcome, Task, observer_from
from descent.verdict import Answers, KnownMistake


def to_data(answers: Answers, compare: str | None, symptoms: dict[str, str | None]) -> dict[str, Any]:
    """Return `answers` as JSON-ready data; functions are given as source text."""
    return {
        "name": answers.name,
        "points": answers.points,
        "rtol": answers.rtol,
        "seconds": answers.task.seconds,
        "hint": answers.hint,
        "observer": answers.task.observer,
        "compare": compare,
        **({"forbidden": list(answers.task.forbidden)} if answers.task.forbidden else {}),
        "cases": answers.task.cases,
        "expected": [_outcome_data(outcome) for outcome in answers.expected],
        "mistakes": [
            {
                "name": mistake.name,
                "sentence": mistake.sentence,
                "symptom": symptoms[mistake.name],
                "outcomes": [outcome and _outcome_data(outcome) for outcome in mistake.outcomes],
            }
            for mistake in answers.mistakes
        ],
    }


def from_data(data: dict[str, Any]) -> Answers:
    """Return the answers that `to_data` wrote."""
    name = data["name"]
    return Answers(
        Task(name, data["cases"], data["observer"], data["seconds"], data.get("forbidden", [])),
        points=data["points"],
        expected=[_outcome(item) for item in data["expected"]],
        compare=_function(data["compare"], f"{name} comparison"),
        rtol=data["rtol"],
        mistakes=[
            KnownMistake(
                item["name"],
                item["sentence"],
                [outcome and _outcome(outcome) for outcome in item["outcomes"]],
                _symptom(item["symptom"], f"{name} {item['name']}"),
            )
            for item in data["mistakes"]
        ],
        hint=data["hint"],
    )


def _outcome_data(outcome: Outcome) -> dict[str, Any]:
    data = {"values": outcome.values, "calls": outcome.calls, "flags": outcome.flags}
    # Tracebacks name the author's files; a learner's own is made anew.
    return {**data, "error": [*outcome.error[:2], ""] if outcome.error else None}


def _outcome(data: dict[str, Any]) -> Outcome:
    error = data["error"]
    return Outcome(data["values"], data["calls"], data["flags"], tuple(error) if error else None)


def _function(source: str | None, name: str) -> Any:
    return None if source is None else observer_from(source, name)


def _symptom(text: str | None, name: str) -> Any:
    return _function(text, name) if text is not None and "\n" in text else text


def write(exercises: list[dict[str, Any]]) -> str:
    """Return the text of a unit's file: one exercise a line, so that a change shows where it is."""
    return "[\n" + ",\n".join(dumps(exercise) for exercise in exercises) + "\n]\n"


@functools.cache
def load() -> dict[str, Answers]:
    """Return the answers of all units by exercise name."""
    found: dict[str, Answers] = {}
    for path in sorted(resources.files(__name__).iterdir(), key=lambda item: item.name):
        if path.name.endswith(".json"):
            for data in loads(path.read_text(encoding="utf-8")):
                found[data["name"]] = from_data(data)
    return found
