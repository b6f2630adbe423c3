"""From lessons to what students receive, through nbgrader's own `generate_assignment`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from descent.answers import write
from descent.codec import decode, loads
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder import registry
from autograder.lesson import Lesson, read
from autograder.logs import quiet
from autograder.opening import release_steps
from autograder.paths import ANSWERS, COURSE, lessons


@dataclass(frozen=True)
class Change:
    """A file under `course/` that is not what the sources say."""

    path: Path
    text: str | None  # None: the file should not exist

    def apply(self) -> None:
        if self.text is None:
            self.path.unlink()
        else:
            write_atomically(self.path, self.text)


def changes(chosen: list[Path] | None = None) -> list[Change]:
    """Return what `course/` needs to be up to date, for the given lessons or for all of them."""
    found = [change for path in chosen or lessons() for change in _unit_changes(read(path))]
    return found if chosen else found + list(_leftovers())


def _unit_changes(lesson: Lesson) -> Iterator[Change]:
    notebook = COURSE / lesson.unit / f"{lesson.unit}.ipynb"
    released = released_text(lesson)
    if not notebook.exists() or notebook.read_text(encoding="utf-8") != released:
        yield Change(notebook, released)
    answers = ANSWERS / f"{lesson.slug}.json"
    text = answers_text(lesson)
    if not answers.exists() or not same_answers(answers.read_text(encoding="utf-8"), text):
        yield Change(answers, text)


def _leftovers() -> Iterator[Change]:
    """Yield the generated files whose lesson is gone."""
    units = {path.stem for path in lessons()}
    slugs = {unit.partition("_")[2] for unit in units}
    for notebook in COURSE.glob("[0-9][0-9]_*/*.ipynb"):
        if notebook.stem not in units:
            yield Change(notebook, None)
    for answers in ANSWERS.glob("*.json"):
        if answers.stem not in slugs:
            yield Change(answers, None)


def answers_text(lesson: Lesson) -> str:
    """Return the text of the visible cases and answers of a unit."""
    return write([exercise.visible(lesson.hints[exercise.name]) for exercise in registry.unit(lesson.slug)])


def same_answers(old: str, new: str) -> bool:
    """Return whether two answer files say the same up to rounding, which differs between processors."""
    try:
        return _same(loads(old), loads(new))
    except (ValueError, KeyError, TypeError):
        return False


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict) and "array" in one and "array" in other:
        a, b = decode(one), decode(other)
        rtol, atol = (1e-4, 1e-6) if a.dtype == np.float32 else (1e-9, 1e-12)
        close = a.shape == b.shape and np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True)
        return close and {**one, "array": 0} == {**other, "array": 0}
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return bool(np.isclose(one, other, rtol=1e-9, atol=1e-12))
    return type(one) is type(other) and one == other


def released_text(lesson: Lesson) -> str:
    """Return the student's notebook as text."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        generate(lesson, root, release="release", db_url=None)
        return (root / "release" / lesson.unit / f"{lesson.unit}.ipynb").read_text(encoding="utf-8")


def generate(lesson: Lesson, root: Path, *, release: str, db_url: str | None, course: str = "") -> None:
    """Write the solved notebook below `root/source` and let nbgrader make the student's from it.

    With a `db_url`, nbgrader also records the assignment and its cells there, as part of `course`.
    """
    solved = root / "source" / lesson.unit / f"{lesson.unit}.ipynb"
    write_atomically(solved, nbformat.writes(lesson.notebook))
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.assignment_id = lesson.unit
    config.CourseDirectory.release_directory = release
    config.GenerateAssignment.force = True
    config.GenerateAssignment.no_database = db_url is None
    config.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
    config.GenerateAssignment.preprocessors = release_steps(recorded=db_url is not None)
    if db_url is not None:
        config.CourseDirectory.db_url = db_url
        config.CourseDirectory.course_id = course
    with quiet():
        GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()


def write_atomically(path: Path, text: str) -> None:
    """Write `text` so that a reader sees the old file or the new one, never half of either."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
