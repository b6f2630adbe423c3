"""Each limit can be set by a unit, in `nbgrader_config.py` and by a flag; it is kept, and feedback names it."""

from __future__ import annotations

import importlib

import nbformat
import pytest

from autograder import registry
from autograder.preprocessors import SandboxedExecute
from autograder.sandbox import Limits

from .classes import Handouts, hand_in
from .test_grade import UNIT, grade, page, run

pytestmark = pytest.mark.xdist_group("classes")


@pytest.fixture
def unit_limits(monkeypatch):
    """Give the unit these limits: `unit_limits(cell_seconds=1)`."""
    module = importlib.import_module("autograder.exercises.update_rule")
    return lambda **limits: monkeypatch.setattr(module, "LIMITS", Limits(**limits), raising=False)


@pytest.fixture(scope="module")
def handouts() -> Handouts:
    return Handouts(UNIT)


def class_with(root, handouts, source: str):
    """Lay out a class of one student with an additional cell."""
    notebook = handouts.solved
    notebook.cells.insert(1, nbformat.v4.new_code_cell(source))
    hand_in(root, "ada", UNIT, notebook)
    return root


def test_a_unit_without_limits_has_the_usual_ones():
    assert registry.limits("gradient") == Limits()
    with pytest.raises(LookupError, match="no unit called 'nothing'"):
        registry.limits("nothing")


def test_what_is_no_limits_is_refused_in_a_sentence(monkeypatch):
    module = importlib.import_module("autograder.exercises.update_rule")
    monkeypatch.setattr(module, "LIMITS", {"cell_seconds": 3}, raising=False)
    with pytest.raises(LookupError, match="must be Limits"):
        registry.limits("update_rule")


def test_a_units_limits_hold_where_the_configuration_says_nothing(unit_limits):
    unit_limits(cell_seconds=3, total_seconds=33)
    assert SandboxedExecute().limits(UNIT) == Limits(cell_seconds=3, total_seconds=33)
    assert SandboxedExecute(cell_seconds=4.0).limits(UNIT) == Limits(cell_seconds=4, total_seconds=33)


def test_grade_keeps_the_units_limits_and_a_flag_overrules_them(tmp_path, handouts, unit_limits):
    unit_limits(cell_seconds=1, total_seconds=30)
    class_with(tmp_path, handouts, "import time; time.sleep(1.5)")
    grade(tmp_path)
    run("feedback", UNIT, "--class", tmp_path)
    assert "stopped after 1 s" in page(tmp_path, UNIT, "ada")
    grade(tmp_path, "--force", "--cell-seconds", 4)
    run("feedback", UNIT, "--class", tmp_path)
    assert "stopped after" not in page(tmp_path, UNIT, "ada")
