"""The class report: its numbers are right, its page holds nothing but text, and it finds who copied."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from html.parser import HTMLParser

import nbformat
import numpy as np
import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli import app
from autograder.demo.laying_out import ANY_UNIT
from autograder.recording import ClassFolder
from autograder.report import collect, exercises_csv, mistakes_csv, page, statistics
from autograder.report.results import Student, Verdict
from autograder.report.similarity import LONGEST, alike, runs, tokens

from .classes import Handouts, hand_in
from .imagined import MISTAKES, NAMES, imagined_class

UNIT = "02_update_rule"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output + f"\nexit code {result.exit_code}"


class Tags(HTMLParser):
    """What a page is made of, and what it says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A small class, graded for real; one score is given by hand."""
    root = tmp_path_factory.mktemp("class")
    handouts = Handouts(UNIT)
    slow = "def newton_step(w, grad, H):\n    while True:\n        pass"
    notebooks = {
        "ada": handouts.solved,
        "bob": handouts.released,
        "eve": ANY_UNIT["eve_raises"](handouts.released, handouts.solved),
        "kai": ANY_UNIT["finn_endless_loop"](handouts.released, handouts.solved),
        "liv": handouts.with_functions("def gradient_step(w, grad, *, lr):\n    return w + lr * grad"),
        "max": handouts.with_functions(f"{slow}\n\n\ndef gradient_step(w, grad, *, lr):\n    return w + lr * grad"),
        "ned": handouts.with_functions(f"def gradient_step(w, grad, *, lr):\n    raise ValueError({HOSTILE!r})"),
    }
    for student, notebook in notebooks.items():
        hand_in(root, student, UNIT, notebook)
    run("grade", UNIT, "--class", root, "--seed", 1, "--cell-seconds", 2)
    with Gradebook(ClassFolder(root, UNIT).db_url) as gradebook:
        gradebook.find_grade("conjugate_gradient", UNIT, UNIT, "bob").manual_score = 2.5
        gradebook.db.commit()
    return root


@pytest.fixture(scope="module")
def results(graded):
    return collect(ClassFolder(graded, UNIT))


class TestAGradedClass:
    pytestmark = pytest.mark.xdist_group("classes")

    def test_points_are_the_gradebooks_those_given_by_hand_too(self, results):
        scores = {student.name: student.score for student in results.students}
        assert scores["ada"] == results.max_score == 17
        assert scores["bob"] == 2.5

    def test_a_mistake_is_counted_by_name_with_its_sentence(self, results):
        (first, *_) = statistics.mistakes(results)
        assert (first.exercise, first.name, first.count) == ("gradient_step", "ascent", 2)
        assert "climbs" in first.sentence

    def test_time_outs_and_crashes_are_counted_and_named(self, results):
        failed = dict(statistics.failed_runs(results))
        assert failed["newton_step"]["stopped: too slow"] == 1
        assert failed["gradient_step"]["raised an error"] == 2  # eve and ned
        ((ending, who),) = statistics.endings(results)
        assert "stopped after 2 s" in ending
        assert who == ["kai"]

    def test_who_has_the_same_text_is_found(self, results):
        assert ["ada", "kai"] in alike(results).same

    def test_the_command_writes_a_page_and_two_tables(self, graded):
        output = run("report", UNIT, "--class", graded)
        assert "exit code 0" in output
        written = {path.name for path in (graded / "report").iterdir()}
        assert written == {f"{UNIT}.html", f"{UNIT}_exercises.csv", f"{UNIT}_mistakes.csv"}

    def test_nothing_of_a_submission_is_run_by_the_page(self, results):
        tags = Tags(page(results))
        assert "script" not in tags.tags
        assert "img" not in tags.tags
        assert not any(name.startswith("on") for name in tags.attributes)

    def test_without_names_no_student_is_named(self, graded):
        assert "exit code 0" in run("report", UNIT, "--class", graded, "--no-names")
        words = Tags((graded / "report" / f"{UNIT}.html").read_text(encoding="utf-8")).words.split()
        assert not {"ada", "bob", "eve", "kai", "liv", "max", "ned"} & {word.strip(",:.") for word in words}

    def test_a_class_without_grades_is_told_what_to_do(self, tmp_path):
        hand_in(tmp_path, "ada", UNIT, nbformat.v4.new_notebook())
        ClassFolder(tmp_path, UNIT).register()
        assert "Run `autograder grade" in " ".join(run("report", UNIT, "--class", tmp_path).split())


def test_pass_rates_and_shares_by_hand():
    results = imagined_class(10)
    item = statistics.items(results)[1]
    points = [student.points["gradient_descent"] for student in results.students]
    assert item.full == sum(point == 3.0 for point in points)
    assert item.pass_rate == item.full / 10
    assert item.mean == pytest.approx(sum(points) / 30)
    assert item.full + item.part + item.none == 10


def test_discrimination_is_the_correlation_with_the_rest():
    results = imagined_class(200)
    for index, item in enumerate(statistics.items(results)):
        own = [student.points[NAMES[index]] for student in results.students]
        rest = [student.score - point for student, point in zip(results.students, own, strict=True)]
        found = item.discrimination
        assert found.r == pytest.approx(np.corrcoef(own, rest)[0, 1])
        assert found.low < found.r < found.high


def test_small_and_uniform_classes_get_no_number_but_a_reason():
    assert statistics.discrimination(np.array([0.0, 1.0] * 4), np.arange(8.0)).reason == "fewer than 10 students"
    assert statistics.discrimination(np.ones(20), np.arange(20.0)).reason == "all alike"


def test_a_question_that_the_strong_fail_is_negative():
    rest = np.arange(30.0)
    assert statistics.discrimination((rest < 15).astype(float), rest).high < 0


def test_exercises_without_a_majority_come_worst_first():
    hard = statistics.without_majority(statistics.items(imagined_class(1000)))
    assert next(item.name for item in hard) == "riddle"
    assert all(item.pass_rate <= 0.5 for item in hard)


def test_the_distribution_counts_everybody_once():
    results = imagined_class(1000)
    assert sum(statistics.distribution(results)) == 1000
    top = replace(results, students=[Student("ada", results.max_score)])
    assert statistics.distribution(top) == [0] * 9 + [1]
    tenth = replace(results, students=[Student("ada", 0.1 * results.max_score)])
    assert statistics.distribution(tenth)[1] == 1


@pytest.mark.parametrize("size", [10, 1000])
def test_renamed_variables_and_comments_hide_nothing_and_others_are_left_alone(size):
    found = alike(imagined_class(size))
    assert [(pair.one, pair.other) for pair in found.pairs] == [(f"student{size - 2:04d}", "zoe_copied")]
    assert found.same == []


def test_what_was_handed_out_and_what_many_share_is_nobodys():
    results = imagined_class(40)
    stub = [replace(student, solutions=results.stubs) for student in results.students]
    assert alike(replace(results, students=stub)).same == []
    common = results.students[0].solutions
    crowd = [replace(student, solutions=common | {"own": f"x = {n}"}) for n, student in enumerate(results.students)]
    assert alike(replace(results, students=crowd)).pairs == []


def test_tokens_are_code_without_names_comments_and_layout():
    one = 'def f(w, lr):\n    """Doc."""\n    return w - lr * np.dot(w, 2.5)  # step'
    other = "def g(a, b):\n  'x'\n  return  a-b*np . dot(a,2.5)"
    assert tokens(one) == tokens(other)
    assert tokens("a.T") != tokens("a.sum")
    assert tokens("if x") != tokens("is x")


@pytest.mark.parametrize("text", ['"' * LONGEST, "'''" + "\\" * LONGEST, "#" * LONGEST, "(" * LONGEST, "é.\n" * 5000])
def test_hostile_texts_take_no_time(text):
    assert len(list(runs([text]))) <= LONGEST


@pytest.mark.parametrize("size", [10, 1000])
def test_a_page_is_self_contained_and_of_a_readable_length(size):
    text = page(imagined_class(size))
    tags = Tags(text)
    assert not {"script", "link", "img", "iframe"} & tags.tags
    assert not {"src", "href"} & set(tags.attributes)
    assert "://" not in text
    assert len(text) < 40_000


def test_texts_from_submissions_are_shown_as_text():
    results = imagined_class(10)
    bad = Verdict(False, HOSTILE, HOSTILE)
    students = [Student(HOSTILE, 1.0, f"`{HOSTILE}`", {}, dict.fromkeys(NAMES, bad), {}) for _ in range(2)]
    tags = Tags(page(replace(results, students=students)))
    assert "script" not in tags.tags
    assert "img" not in tags.tags
    assert HOSTILE in tags.words


def test_the_tables_are_csv_with_one_line_each():
    results = imagined_class(30)
    rows = list(csv.DictReader(io.StringIO(exercises_csv(results))))
    assert [row["exercise"] for row in rows] == NAMES
    assert all(int(row["full marks"]) + int(row["part"]) + int(row["nothing"]) == 30 for row in rows)
    counts = list(csv.DictReader(io.StringIO(mistakes_csv(results))))
    assert {row["mistake"] for row in counts} == set(MISTAKES)
    assert [int(row["students"]) for row in counts] == sorted((int(row["students"]) for row in counts), reverse=True)
    assert "student0" not in exercises_csv(results) + mistakes_csv(results)
