"""How a prescription of the clinic (unit 09) is asked for, and judged: by training the patient with it.

All observers and comparisons are self-contained, since their source travels to where a learner's code runs.
"""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from descent.clinic import PATIENTS
from descent.observing import Case

from autograder.exercise import case, is_visible

Rng = np.random.Generator


def observe_cure(cure, name, seed, slack=1.0):  # noqa: ARG001
    """Hand over the patient's chart; what the training comes to is yielded for the report only."""
    from descent.clinic import PATIENTS, chart, outcome, prescription_problem, train

    patient = chart(name, seed)
    answer = cure(patient)
    if patient["settings"] != PATIENTS[name].settings:
        cure.flags.add("changed_argument")
    problem = prescription_problem(PATIENTS[name], answer)
    yield problem or {"validation loss at the end": float(f"{outcome(train(PATIENTS[name], seed, answer)):.3g}")}
    yield answer


def cured(expected, got, name, seed, slack=1.0):
    from descent.clinic import treatment_problem

    if len(got) != len(expected):
        return f"expected {len(expected)} results, got {len(got)}"
    return treatment_problem(name, seed, got[1], slack)


def without_doses(values: list[Any], name: str, seed: int, slack: float = 1.0) -> list[Any]:  # noqa: ARG001
    """Keep which settings cure, and whether the rate goes up or down, as the diagnoses need it, but no dose."""
    before = PATIENTS[name].settings
    loss, prescription = values
    hint = {key: before[key] for key in prescription}
    if "lr" in hint:
        hint["lr"] *= 1.01 if prescription["lr"] > before["lr"] else 0.99
    return [loss, hint]


def cure_cases(rng: Rng) -> Iterator[Case]:
    """Whoever reached the goal with the order of batches that ships should not miss it by the luck of another one."""
    slack = {} if is_visible(rng) else {"slack": 1.08}
    for name in PATIENTS:
        yield case(name, name, int(rng.integers(1000, 10_000)), **slack)
