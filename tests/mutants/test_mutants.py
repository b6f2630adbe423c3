"""No mutant of a reference passes its exercise's cases, unless it is listed with the reason why it may."""

from dataclasses import replace
from itertools import islice

import pytest

from autograder import registry
from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.gate import examine, others, report
from tests.mutants.mutate import mutants


@pytest.mark.parametrize("name", registry.by_name())
def test_every_survivor_is_explained(name):
    result = report(name)
    assert not result.unexplained, "\n".join(["the cases do not see these mutants:", *result.unexplained])
    assert not result.stale, "\n".join(["these are explained, but do not survive or do not exist:", *result.stale])


@pytest.mark.parametrize("name", registry.by_name())
def test_every_exercise_has_mutants_with_names_of_their_own(name):
    names = [mutant.name for mutant in mutants(registry.find(name).reference, others())]
    assert len(names) >= 7
    assert len(set(names)) == len(names)


def test_only_exercises_are_explained():
    assert set(EQUIVALENT) <= set(registry.by_name())
    assert all(why.strip().endswith(".") for reasons in EQUIVALENT.values() for why in reasons.values())


def test_faults_of_every_kind_are_made():
    names = {mutant.name for exercise in registry.unit("gradient") for mutant in mutants(exercise.reference)}
    for expected in [
        "ahead[i] «+→-»= step",
        "behind = (x.copy(), x«.copy()→»)",
        "return 0.5 * (A + A«.T→») @ x - b",
    ]:
        assert any(expected in name for name in names), expected


def test_weak_cases_are_found_out():
    strong = registry.find("quadratic_gradient")
    symmetric = replace(strong, cases=lambda rng: islice(strong.cases(rng), 5, 6))
    assert "return 0.5 * (A + A«.T→») @ x - b" in examine(symmetric).unexplained
