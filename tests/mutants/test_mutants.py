"""No mutant of a reference passes its exercise's cases, unless it is listed with the reason why it may."""

import pytest

from autograder import registry
from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.gate import others, report
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
