"""An author who copies the example of `solutions/README.md` gets a unit that is released, graded and exported."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.paths import REPOSITORY

pytestmark = pytest.mark.xdist_group("classes")
UNIT = "14_rates"
ANSWERS = {
    "ada": {"halved": "return lr0 / 2 ** (step // every)", "inverse": "return lr0 / (1 + step)"},
    "bob": {"halved": "return lr0 * 0.5 ** (step / every)", "inverse": "return lr0 / (2 + step)"},
    "cleo": {"halved": "return undefined"},
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> Path:
    """A copy of what the commands need, with the four files that the README shows."""
    copy = tmp_path_factory.mktemp("repository")
    left_out = shutil.ignore_patterns("__pycache__", "*.egg-info", ".*", "[0-9][0-9]_*")
    for name in ("autograder", "solutions", "course"):
        shutil.copytree(REPOSITORY / name, copy / name, ignore=left_out)
    shutil.copy(REPOSITORY / "nbgrader_config.py", copy)
    text = (REPOSITORY / "solutions" / "README.md").read_text(encoding="utf-8")
    shown = re.findall(
        r"^\*\*\d\. [^\n]*`([\w/.]+)`\.(?:[^\n]*\n)+?\n(`{3,4})\w+\n(.*?)\n\2\n", text, re.MULTILINE | re.DOTALL
    )
    for name, _, block in shown:
        assert not (copy / name).exists(), name
        (copy / name).write_text(block + "\n", encoding="utf-8")
    assert [name for name, *_ in shown] == [
        "solutions/reference/rates.py", "autograder/exercises/rates.py", f"solutions/{UNIT}.md"
    ]  # fmt: skip
    return copy


def run(repository: Path, *command: str) -> str:
    path = os.pathsep.join(str(repository / folder) for folder in (".", "course", "solutions"))
    environment = os.environ | {"PYTHONPATH": path}
    options = {"cwd": repository, "env": environment, "capture_output": True, "text": True}
    ran = subprocess.run([sys.executable, *command], check=False, **options)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_example_is_released_graded_reported_and_exported(repository):
    assert f"wrote course/{UNIT}/{UNIT}.ipynb" in run(repository, "-m", "autograder.cli", "release", UNIT)
    for student, functions in ANSWERS.items():
        notebook = nbformat.read(repository / "course" / UNIT / f"{UNIT}.ipynb", as_version=4)
        for cell in notebook.cells:
            for name, body in functions.items():
                if cell.source.startswith(f"def {name}("):
                    cell.source = cell.source.replace("raise NotImplementedError", body)
        path = repository / "classroom" / "submitted" / student / UNIT / f"{UNIT}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    told = run(repository, "-m", "autograder.cli", "grade", UNIT)
    assert "3 / 3" in told
    assert "smooth" in told
    assert "off by one" in told
    for command in (("feedback", UNIT), ("report", UNIT), ("export", UNIT, "--to", "canvas")):
        run(repository, "-m", "autograder.cli", *command)
    feedback = (repository / "classroom" / "feedback" / "bob" / UNIT / f"{UNIT}.html").read_text(encoding="utf-8")
    assert "It should stay, and be halved once" in feedback
    assert (repository / "classroom" / "report" / f"{UNIT}.html").exists()
    lines = (repository / "classroom" / "export" / "canvas.csv").read_text(encoding="utf-8").splitlines()
    assert [line.rpartition(",")[2] for line in lines[2:]] == ["3", "0", "0"]


def test_the_author_can_try_one_function(repository):
    command = re.search(
        r"python -c '(import autograder; [^']+)'", (REPOSITORY / "solutions/README.md").read_text(encoding="utf-8")
    )
    assert "score=0.0" in run(repository, "-c", command[1])
