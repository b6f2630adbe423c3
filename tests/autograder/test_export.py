"""Grades leave the gradebook in the form that each platform takes in, and a new grade leaves it too."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import zipfile

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli import app
from autograder.exporting import text
from autograder.recording import ClassFolder

from .classes import Handouts, hand_in

pytestmark = pytest.mark.xdist_group("classes")
UNIT, OTHER = "02_update_rule", "01_gradient"
PLATFORMS = ("csv", "canvas", "moodle", "gradescope")


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return " ".join((result.output + f"\nexit code {result.exit_code}").split())


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Two units; names and addresses in the gradebook, a late penalty, a score by hand, and one who gave in nothing."""
    root = tmp_path_factory.mktemp("class")
    handouts = {unit: Handouts(unit) for unit in (UNIT, OTHER)}
    hand_in(root, "ada", UNIT, handouts[UNIT].solved)
    hand_in(root, "bob", UNIT, handouts[UNIT].released)
    hand_in(root, "bob", OTHER, handouts[OTHER].solved)
    for unit in handouts:
        run("grade", unit, "--class", root, "--seed", 1)
    with Gradebook(ClassFolder(root, UNIT).db_url) as gradebook:
        gradebook.update_or_create_student(
            "ada", first_name="Ada", last_name='King, "Lovelace"', email="ada@example.org", lms_user_id="77"
        )
        gradebook.update_or_create_student("zed", email="zed@example.org")
        gradebook.find_grade("conjugate_gradient", UNIT, UNIT, "bob").manual_score = 2.5
        gradebook.find_submission_notebook(UNIT, UNIT, "ada").late_submission_penalty = 3.0
        gradebook.db.commit()
    return root


def table(path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


def exported(root, platform, *arguments, name):
    output = run("export", *arguments, "--to", platform, "--class", root, "--out", root / name)
    assert "exit code 0" in output
    return root / name


def test_canvas_finds_its_header_the_points_and_the_students(root):
    header, points, *students = table(exported(root, "canvas", name="canvas.csv"))
    # `row_has_student_headers?`, `update_column_count` and `process_pp` of Canvas's gradebook_importer.rb
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", OTHER, UNIT]
    assert "Points Possible" in points[0]
    assert [float(number) for number in points[5:]] == [12, 17]
    assert students == [
        ['King, "Lovelace", Ada', "77", "", "ada", "", "", "14"],
        ["bob", "", "", "bob", "", "12", "2.5"],
        ["zed", "", "", "zed", "", "", ""],
    ]


def test_moodle_gets_columns_to_map_and_empty_cells_where_nothing_was_handed_in(root):
    header, *students = table(exported(root, "moodle", name="moodle.csv"))
    assert header == ["First name", "Last name", "ID number", "Username", "Email address", OTHER, UNIT]
    assert students[0] == ["Ada", 'King, "Lovelace"', "77", "ada", "ada@example.org", "", "14"]
    assert students[2] == ["", "", "zed", "zed", "zed@example.org", "", ""]


def test_csv_has_nbgraders_own_columns_and_numbers(root):
    header, *rows = table(exported(root, "csv", UNIT, name="grades.csv"))
    theirs = root / "theirs.csv"
    command = [sys.executable, "-m", "nbgrader", "export", "--to", str(theirs), f"--assignment=['{UNIT}']"]
    subprocess.run([*command, "--db", ClassFolder(root, UNIT).db_url], check=True, capture_output=True, cwd=root)
    their_header, *lines = theirs.read_text(encoding="utf-8").splitlines()
    assert header == their_header.split(",")
    assert ",".join(rows[1]) in lines  # bob's
    assert rows[0][4] == 'King, "Lovelace"'  # which nbgrader's own export breaks into two columns
    assert rows[0][-4:] == ["17.0", "3.0", "14.0", "17.0"]
    assert rows[2][-2:] == ["0.0", "17.0"]


def test_gradescope_gets_an_autograder_that_gives_each_student_the_recorded_result(root, tmp_path):
    path = exported(root, "gradescope", UNIT, name="gradescope.zip")
    home = tmp_path / "autograder"
    with zipfile.ZipFile(path) as archive:
        assert set(archive.namelist()) == {"setup.sh", "run_autograder", "results.json"}
        assert archive.getinfo("run_autograder").external_attr >> 16 & 0o111
        archive.extractall(home / "source")

    def result(email: str) -> dict:
        about = {"users": [{"email": email, "id": 1, "name": "Somebody"}]}
        (home / "submission_metadata.json").write_text(json.dumps(about), encoding="utf-8")
        subprocess.run([sys.executable, home / "source" / "run_autograder", home], check=True)
        return json.loads((home / "results" / "results.json").read_text(encoding="utf-8"))

    ada = result("Ada@example.org")
    assert ada["score"] == 14
    assert {"name": "newton_step", "score": 2.0, "max_score": 2.0} in ada["tests"]
    assert "3 points" in ada["output"]
    assert result("bob@example.org")["score"] == 2.5  # by the part before the @
    assert "No grade is recorded" in result("stranger@example.org")["output"]


def test_gradescope_wants_one_unit(root):
    assert "Name one of 01_gradient, 02_update_rule" in run("export", "--to", "gradescope", "--class", root)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_export_is_the_same_bytes_twice(root, platform):
    first, again = (exported(root, platform, UNIT, name=f"{n}-{platform}").read_bytes() for n in (1, 2))
    assert first == again


def test_plain_nbgrader_takes_the_plugins_too(root):
    command = [
        sys.executable,
        "-m",
        "nbgrader",
        "export",
        "--exporter=autograder.exporting.Canvas",
        "--to",
        "plain.csv",
    ]
    subprocess.run([*command, "--db", ClassFolder(root, UNIT).db_url], check=True, capture_output=True, cwd=root)
    assert (root / "plain.csv").read_bytes() == exported(root, "canvas", name="canvas.csv").read_bytes()


def test_grading_again_exports_the_new_score(tmp_path):
    handouts = Handouts(UNIT)
    hand_in(tmp_path, "ada", UNIT, handouts.released)
    run("grade", UNIT, "--class", tmp_path)
    assert table(exported(tmp_path, "canvas", name="c.csv"))[2][-1] == "0"
    hand_in(tmp_path, "ada", UNIT, handouts.solved)
    run("grade", UNIT, "--class", tmp_path)
    assert table(exported(tmp_path, "canvas", name="c.csv"))[2][-1] == "17"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--to", "blackboard"), "Choose one of csv, canvas, moodle, gradescope"),
        (("99_nothing", "--to", "csv"), "it holds: 01_gradient, 02_update_rule"),
    ],
)
def test_what_cannot_be_exported_is_a_sentence(root, arguments, sentence):
    output = run("export", *arguments, "--class", root)
    assert sentence in output
    assert "exit code 2" in output


def test_a_folder_without_a_gradebook_is_a_sentence_and_stays_without(tmp_path):
    assert "There is no gradebook" in run("export", "--class", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_name_is_taken_for_a_formula(name):
    assert text(name) == f"'{name}"
    assert text("O'Brien-Smith") == "O'Brien-Smith"
