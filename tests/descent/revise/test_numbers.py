"""Questions with numbers: many, different each time, and right by the reference."""

from __future__ import annotations

import re

import numpy as np
import pytest
from descent.revise import numbers
from descent.revise.marking import mark, number

from tests.descent.revise.oracles_methods import METHODS
from tests.descent.revise.oracles_models import MODELS

ORACLES = METHODS | MODELS
NAMES = [(slug, name) for slug, templates in numbers.templates().items() for name in templates]
SEEDS = range(4)
SAMPLED = {"random_hit"}  # whose oracle is a simulation


def questions(slug: str, name: str) -> list[numbers.Question]:
    return [numbers.question(slug, name, np.random.default_rng(seed)) for seed in SEEDS]


def test_there_are_at_least_forty_templates_and_some_for_every_unit():
    assert len(NAMES) >= 40
    assert all(len(templates) >= 4 for templates in numbers.templates().values())
    assert {slug: set(oracles) for slug, oracles in ORACLES.items()} == {
        slug: set(templates) for slug, templates in numbers.templates().items()
    }


@pytest.mark.parametrize(("slug", "name"), NAMES, ids=[name for _, name in NAMES])
def test_the_answer_is_the_references(slug, name):
    for question in questions(slug, name):
        given = {("A_" if key == "A" else key): value for key, value in question.given.items()}
        expected = float(np.squeeze(ORACLES[slug][name](**given)))
        assert question.answer == pytest.approx(expected, rel=0.02 if name in SAMPLED else 1e-7, abs=1e-12)


@pytest.mark.parametrize(("slug", "name"), NAMES, ids=[name for _, name in NAMES])
def test_the_numbers_change_and_the_solution_ends_in_the_answer(slug, name):
    asked = [numbers.question(slug, name, np.random.default_rng(seed)) for seed in range(12)]
    assert len({question.text for question in asked}) > 2
    for question in asked:
        assert "−−" not in question.text + question.solution
        assert not re.search(r"\bnan\b|\binf\b|\{|\}", question.text + question.solution)
        shown = [number(found) for found in re.findall(r"−?\d+\.?\d*(?:e−?\d+)?", question.solution)]
        assert any(value is not None and abs(value - question.answer) <= 2e-3 * abs(question.answer) for value in shown)


@pytest.mark.parametrize(("slug", "name"), NAMES, ids=[name for _, name in NAMES])
def test_the_answer_rounded_as_the_question_says_is_right_and_a_number_of_the_question_is_not(slug, name):
    for question in questions(slug, name):
        digits = 6 if question.tolerance < 0.005 else 3
        assert mark(question, f"{question.answer:.{digits}g}").right is True
        start = question.given.get("w")
        if isinstance(start, float) and not isinstance(question.answer, int):
            assert mark(question, str(start)).right is False


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.25", 0.25),
        (" 1/4 ", 0.25),
        ("0,25", 0.25),
        ("−3", -3.0),
        ("2.5e-3", 0.0025),
        ("2.5·10^-3", 0.0025),
        ("2.5*10^(-3)", 0.0025),
        (".5", 0.5),
        ("-1/-8", 0.125),
        ("", None),
        ("one", None),
        ("1/0", None),
        ("1e999", None),
        ("1,000,000", None),
        ("9" * 50, None),
        ("__import__('os')", None),
    ],
)
def test_a_number_is_read_as_people_write_it_and_nothing_else_is_one(text, value):
    assert number(text) == value


def test_a_mark_explains_the_tolerance_and_recognises_a_wrong_sign():
    question = numbers.question("backprop", "score_gradient", np.random.default_rng(0))
    assert "within 1 %" in mark(question, f"{question.answer:.3g}").message
    assert "the sign is not" in mark(question, f"{-question.answer:.4g}").message
    assert mark(question, "?").right is None
    exact = numbers.question("batching", "steps_an_epoch", np.random.default_rng(0))
    assert mark(exact, f"{exact.answer + 1:g}").right is False
    assert "exact" in mark(exact, f"{exact.answer:g}").message


def test_an_unknown_question_is_named():
    with pytest.raises(LookupError, match="no question called 'x'"):
        numbers.question("momentum", "x", np.random.default_rng(0))
