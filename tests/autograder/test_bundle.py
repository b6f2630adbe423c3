"""What students get works alone, and keeps the instructor's half to the instructor."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys
import sysconfig
import textwrap
import venv
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml
from typer.testing import CliRunner

from autograder import registry, release
from autograder.bundle import FOLDER, bundle, write_bundle
from autograder.cli import app
from autograder.lesson import BEGIN, END, slug_of
from autograder.paths import REPOSITORY, lessons

LIBRARIES = sysconfig.get_path("purelib")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {name.removeprefix(f"{FOLDER}/"): content for name, content in bundle().items()}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """The bundle in a folder of its own, as a student unpacks it."""
    home = tmp_path_factory.mktemp("student")
    write_bundle(home / "bundle.zip")
    with zipfile.ZipFile(home / "bundle.zip") as archive:
        archive.extractall(home)
    return home / FOLDER


@pytest.fixture(scope="module")
def python(unpacked) -> str:
    """An empty environment with the course's package, installed from the unpacked folder as a student does.

    The libraries are this machine's, by their folder: packages that are only linked from there are not found in it.
    """
    venv.create(unpacked / ".venv")
    python = str(unpacked / ".venv" / "bin" / "python")
    inside = quietly(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=unpacked)
    Path(inside.strip(), "libraries.pth").write_text(LIBRARIES, encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", python, "install"]
    quietly(*pip, "--no-index", "--no-deps", "--no-build-isolation", "./course", folder=unpacked)
    return python


def quietly(*command: str, folder: Path) -> str:
    """Run a command of the test's own and return what it printed."""
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def run(python: str, script: str, folder: Path) -> str:
    """Run a script in the student's environment, from the student's folder, with nothing of ours in the way."""
    clean = {"PATH": os.defpath, "HOME": str(folder), "MPLBACKEND": "agg", "DESCENT_PROGRESS": "off"}
    ran = subprocess.run([python, "-c", script], cwd=folder, env=clean, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_it_holds_the_course_and_what_installs_it(files):
    units = {path.stem for path in lessons()}
    assert {f"course/{unit}/{unit}.ipynb" for unit in units} <= set(files)
    assert {f"course/descent/answers/{unit[3:]}.json" for unit in units if registry.unit(unit[3:])} <= set(files)
    assert {"README.md", "requirements.txt", "constraints.txt", "environment.yml", "LICENSE", "LICENSE-text"} <= set(
        files
    )
    assert not [name for name in files if "__pycache__" in name or "egg-info" in name or "/." in name]


def test_it_is_the_same_bytes_twice(tmp_path):
    write_bundle(tmp_path / "one.zip")
    write_bundle(tmp_path / "other.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_its_readme_is_one_page_and_names_what_is_there(files):
    text = files["README.md"].decode()
    assert len(text.splitlines()) <= 45
    for name in ("requirements.txt", "environment.yml", "constraints.txt", "course/README.md"):
        assert name in text
        assert name in files


def test_conda_and_pip_install_the_same(files):
    (by_pip,) = [
        item["pip"] for item in yaml.safe_load(files["environment.yml"])["dependencies"] if isinstance(item, dict)
    ]
    assert by_pip == ["-r requirements.txt"]
    assert files["requirements.txt"].decode().split("\n")[1:3] == ["-c constraints.txt", "./course"]


def test_nothing_of_the_instructors_folders_is_in_it(files):
    ours = {path.name for folder in ("autograder", "solutions") for path in (REPOSITORY / folder).rglob("*.py")}
    theirs = {Path(name).name for name in files if name.endswith(".py") and "/descent/" in name}
    for name in files:
        assert not {"autograder", "reference", "solutions", "classroom", "tests"} & set(Path(name).parts), name
    for name in sorted(ours & theirs - {"__init__.py"}):
        (found,) = [content for path, content in files.items() if Path(path).name == name and "/descent/" in path][:1]
        assert all(found != path.read_bytes() for path in REPOSITORY.glob(f"autograder/**/{name}"))


def bodies(function) -> set[str]:
    """The statements of a function or class that are long enough to be recognised, in one spelling."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function))))
    lines = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.Return | ast.Expr)}
    return {line for line in lines if len(line) > 60 and not line.startswith(("'", '"'))}


def code(files: dict[str, bytes]) -> set[str]:
    """All statements of the bundle's programs and notebooks, in the same spelling, with the texts of its data."""
    found = set()
    for name, content in files.items():
        if name.endswith(".py"):
            sources = [content.decode()]
        elif name.endswith(".ipynb"):
            cells = nbformat.reads(content.decode(), as_version=4).cells
            sources = [cell.source for cell in cells if cell.cell_type == "code" and "%" not in cell.source]
        else:
            continue
        found |= {
            ast.unparse(node)
            for source in sources
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.stmt)
        }
    return found


def outside_markers(lesson: Path) -> str:
    """What a lesson shows to everybody: the lines that are not between its markers of a solution."""
    return re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", "", lesson.read_text(encoding="utf-8"), flags=re.DOTALL)


def packed(text: str) -> str:
    return "".join(text.replace('"', "'").split())


def test_neither_the_reference_nor_the_cases_nor_the_mistakes_are_in_it(files):
    students, known = code(files), 0
    for path in lessons():
        given = packed(outside_markers(path))
        for exercise in registry.unit(slug_of(path.stem)):
            secrets = [exercise.reference, exercise.cases, *(mistake.implementation for mistake in exercise.mistakes)]
            for secret in secrets:
                if inspect.isfunction(secret) or inspect.isclass(secret):
                    lines = {line for line in bodies(secret) if packed(line) not in given}
                    known += len(lines)
                    assert not lines & students, (exercise.name, lines & students)
    assert known > 100


def test_unpacked_in_an_empty_environment_a_check_works(python, unpacked):
    script = """
import numpy as np
from descent import check

def gradient_step(w, grad, *, lr):
    return w - lr * grad

print(check(gradient_step))

def gradient_step(w, grad, *, lr):
    return w + lr * grad

print(check(gradient_step))
"""
    output = run(python, script, unpacked / "course" / "02_update_rule")
    assert "1.0" in output.splitlines()
    assert "climbs" in output
    assert output.splitlines()[-1] == "0.0"


def test_in_that_environment_there_is_no_reference_and_no_grader(python, unpacked):
    script = """
import importlib.util, descent
assert "student" in descent.__file__, descent.__file__
for name in ("reference", "autograder", "tests"):
    try:
        found = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        found = None
    assert found is None, found
"""
    run(python, script, unpacked)


def test_every_part_of_the_package_is_installed_with_its_data(python, unpacked):
    script = "import descent, pathlib; print(*sorted(str(p.relative_to(pathlib.Path(descent.__file__).parent))"
    script += (
        " for p in pathlib.Path(descent.__file__).parent.rglob('*') if p.is_file() and p.suffix != '.pyc'), sep='\\n')"
    )
    folder = unpacked / "course" / "descent"
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert there <= set(run(python, script, unpacked).splitlines())


def test_the_lock_and_the_requirements_agree_without_a_network(unpacked):
    """With the locked versions at hand, pip has nothing to look for: it would install the course alone."""
    pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "--no-build-isolation"]
    told = quietly(*pip, "-r", "requirements.txt", folder=unpacked)
    would = [line for line in told.splitlines() if line.startswith("Would install")]
    assert would in ([], ["Would install descent-0.1.0"])


def test_a_stale_course_is_not_bundled(tmp_path, monkeypatch):
    monkeypatch.setattr(release, "changes", lambda: [object()])
    result = CliRunner().invoke(app, ["bundle", str(tmp_path / "out.zip")])
    assert result.exit_code == 1
    assert "Run `autograder release` first" in " ".join(result.output.split())
    assert not (tmp_path / "out.zip").exists()
