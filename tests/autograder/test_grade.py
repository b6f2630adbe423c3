"""The whole way of a class: handed in, graded in the sandbox, recorded by nbgrader, fed back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.preprocessors import Execute
from typer.testing import CliRunner

from autograder.cli import app
from autograder.paths import REPOSITORY
from autograder.recording import ClassFolder

from .classes import Handouts, exercise_scores, hand_in, records, scores

pytestmark = pytest.mark.xdist_group("classes")
UNITS = {"01_gradient": 12.0, "02_update_rule": 17.0}
UNIT = "02_update_rule"


def run(*arguments: object) -> str:
    """Run `autograder` and return what it printed; a failing exit code is part of it."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output + f"\nexit code {result.exit_code}"


def grade(root, *flags: object, unit: str = UNIT) -> str:
    return run("grade", unit, "--class", root, "--seed", 1, *flags)


@pytest.fixture(scope="module", params=UNITS)
def sample(request, tmp_path_factory):
    """The sample class, graded with short limits."""
    unit, root = request.param, tmp_path_factory.mktemp("class")
    for student, notebook in Handouts(unit).sample().items():
        hand_in(root, student, unit, notebook)
    output = grade(root, "--cell-seconds", 2, "--memory-mb", 512, unit=unit)
    feedback = run("feedback", unit, "--class", root)
    return unit, root, output, feedback


@pytest.fixture(scope="module")
def handouts() -> Handouts:
    return Handouts(UNIT)


def page(root, unit, student) -> str:
    return (root / "feedback" / student / unit / f"{unit}.html").read_text(encoding="utf-8")


def test_right_solutions_of_any_style_get_full_marks(sample):
    unit, root, *_ = sample
    found = scores(root, unit)
    right = [name for name in found if name.startswith(("ada", "finn", "gina", "iris", "lena", "mona"))]
    assert len(right) == 6
    assert {found[name] for name in right} == {UNITS[unit]}


def test_cheats_and_the_empty_notebook_get_nothing(sample):
    unit, root, *_ = sample
    found = scores(root, unit)
    assert {found[name] for name in ("cleo_empty", "hugo_tampers", "jack_forges_scores", "kim_looks_around")} == {0.0}


def test_mistakes_cost_their_exercise_and_no_other(sample):
    unit, root, *_ = sample
    graded = {name: exercise_scores(root, unit, name) for name in scores(root, unit)}
    for name, wrong in {
        "01_gradient": {"nils_forgets_the_factor": {"directional_derivative", "mse_gradient"}},
        "02_update_rule": {"olga_uphill": {"gradient_step", "max_stable_lr", "newton_step"}},
    }[unit].items():
        full = graded["ada_excellent"]
        lost = {exercise for exercise, score in graded[name].items() if score < full[exercise]}
        assert wrong <= lost
        assert lost - wrong <= {"gradient_descent"}  # which calls `gradient_step`


def test_the_output_shows_every_student_and_the_commonest_mistakes(sample):
    unit, root, output, _ = sample
    for student in scores(root, unit):
        assert student in output
    assert "commonest mistakes" in output
    assert "exit code 0" in output


def test_feedback_tells_a_student_the_score_the_case_and_the_mistake(sample):
    unit, root, _, output = sample
    assert "exit code 0" in output
    student, sentence = {
        "01_gradient": ("olga_forward_difference", "forward difference"),
        "02_update_rule": ("olga_uphill", "climb"),
    }[unit]
    text = page(root, unit, student)
    assert "First wrong case" in text
    assert "Expected" in text
    assert sentence in text


def test_feedback_names_the_limit_that_was_hit(sample):
    unit, root, *_ = sample
    assert "stopped after 2 s" in page(root, unit, "finn_endless_loop")
    assert "MemoryError" in page(root, unit, "gina_eats_memory")


def test_the_graded_notebook_shows_the_students_own_outputs(sample):
    unit, root, *_ = sample
    path = root / "autograded" / "eve_raises" / unit / f"{unit}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code" and cell.execution_count]
    assert counts == list(range(1, len(counts) + 1))
    assert "NameError" in json.dumps(notebook)


def test_a_second_run_grades_nothing_twice_and_force_grades_again(tmp_path, handouts):
    hand_in(tmp_path, "ada", UNIT, handouts.solved)
    assert "Graded 1." in grade(tmp_path)
    before = (tmp_path / "autograded" / "ada" / UNIT / f"{UNIT}.ipynb").stat().st_mtime_ns
    assert "Graded 0, already graded 1." in grade(tmp_path)
    assert (tmp_path / "autograded" / "ada" / UNIT / f"{UNIT}.ipynb").stat().st_mtime_ns == before
    assert "Graded 1." in grade(tmp_path, "--force")


def test_a_new_version_of_a_submission_is_graded_anew(tmp_path, handouts):
    hand_in(tmp_path, "ada", UNIT, handouts.released)
    grade(tmp_path)
    assert scores(tmp_path, UNIT) == {"ada": 0.0}
    hand_in(tmp_path, "ada", UNIT, handouts.solved)
    grade(tmp_path)
    assert scores(tmp_path, UNIT) == {"ada": UNITS[UNIT]}


def test_a_score_given_by_hand_survives_grading_again(tmp_path, handouts):
    hand_in(tmp_path, "ada", UNIT, handouts.released)
    grade(tmp_path)
    with Gradebook(ClassFolder(tmp_path, UNIT).db_url) as gradebook:
        given = gradebook.find_grade("newton_step", UNIT, UNIT, "ada")
        given.manual_score = 1.5
        gradebook.db.commit()
    grade(tmp_path, "--force")
    assert scores(tmp_path, UNIT) == {"ada": 1.5}


def test_plain_nbgrader_takes_the_sandboxed_path_and_leaves_the_same_records(tmp_path, monkeypatch):
    handouts = Handouts(UNIT)
    sample = handouts.sample()
    chosen = ["ada_excellent", "hugo_tampers", "iris_deletes_a_check", "jack_forges_scores", "olga_uphill"]
    for student in chosen:
        path = hand_in(tmp_path, student, UNIT, sample[student])
        path.with_name("timestamp.txt").write_text("2026-01-02 03:04:05 UTC", encoding="utf-8")
    grade(tmp_path)
    ours = records(tmp_path, UNIT)
    configuration = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    (tmp_path / "nbgrader_config.py").write_text(
        configuration + f"\nc.CourseDirectory.root = {str(tmp_path)!r}\nc.SandboxedExecute.seed = 1\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    with Gradebook(ClassFolder(tmp_path, UNIT).db_url) as gradebook:
        for student in chosen:
            gradebook.remove_submission(UNIT, student)
    subprocess.run([sys.executable, "-m", "nbgrader", "autograde", UNIT, "--force"], check=True, capture_output=True)
    assert records(tmp_path, UNIT) == ours


def test_formgraders_button_takes_the_sandboxed_path_too(tmp_path, handouts, monkeypatch):
    hand_in(tmp_path, "ada", UNIT, handouts.solved)
    folder = ClassFolder(tmp_path, UNIT)
    folder.register()
    monkeypatch.setattr(Execute, "preprocess", lambda *_: pytest.fail("nbgrader's own kernel was started"))
    api = NbGraderAPI(coursedir=folder.directory, config=folder.config)  # what formgrader calls
    answer = api.autograde(UNIT, "ada")
    assert answer["success"], answer
    assert scores(tmp_path, UNIT) == {"ada": UNITS[UNIT]}


def test_an_interrupted_run_is_taken_up_where_it_was(tmp_path, handouts):
    slow = handouts.solved
    slow.cells.insert(1, nbformat.v4.new_code_cell("import time; time.sleep(1)"))
    for number in range(8):
        hand_in(tmp_path, f"student{number}", UNIT, slow)
    command = [sys.executable, "-m", "autograder.cli", "grade", UNIT, "--class", str(tmp_path), "--jobs", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while len(list(tmp_path.glob("autograded/*/*/*.ipynb"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "run the same command again" in complaint
    seed = json.loads((tmp_path / "grading.json").read_text(encoding="utf-8"))[UNIT]["seed"]
    again = run("grade", UNIT, "--class", tmp_path, "--jobs", 2)
    assert "already graded" in again
    assert f"seed {seed}" in again
    assert scores(tmp_path, UNIT) == {f"student{number}": UNITS[UNIT] for number in range(8)}
    assert not [pid for pid in os.listdir("/proc") if pid.isdigit() and str(tmp_path) in command_line(pid)]


def command_line(pid: str) -> str:
    try:
        with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
