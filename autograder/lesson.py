"""Read a lesson: `solutions/NN_slug.md`, the one source of a unit's notebook.

The front matter holds title, objectives, prerequisites and minutes; the rest is jupytext Markdown. All that nbgrader
wants to know is derived here: a cell with a solution between its markers, a cell that is just `check(name)`.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from autograder import registry

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
_CHECK = re.compile(r"check\((?P<name>[A-Za-z_][\w.]*)\)")
_HINT = re.compile(r"<details>\s*<summary>Hint</summary>(?P<hint>.*?)</details>", re.DOTALL)
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


class LessonError(Exception):
    """A lesson cannot be read; the message is one sentence for its author."""


@dataclass(frozen=True)
class Lesson:
    """A lesson: `unit` is its folder's name (`01_gradient`), `notebook` the solved notebook with nbgrader metadata."""

    unit: str
    title: str
    objectives: list[str]
    prerequisites: list[str]
    minutes: int
    notebook: NotebookNode
    hints: dict[str, str]

    @property
    def slug(self) -> str:
        return slug_of(self.unit)


def slug_of(unit: str) -> str:
    """Return `gradient` for `01_gradient`."""
    return unit.partition("_")[2]


def grade_id(exercise: str) -> str:
    """Return nbgrader's name of an exercise's test cell."""
    return exercise.replace(".", "-")


def exercise_of(cell_id: str) -> str:
    """Return the exercise whose test cell has this `grade_id`."""
    return cell_id.replace("-", ".")


def checked_name(source: str) -> str | None:
    """Return the exercise's name when a cell's source is just `check(name)`."""
    match = _CHECK.fullmatch(source.strip())
    return match["name"] if match else None


def read(path: Path) -> Lesson:
    """Read the lesson at `path`; raises `LessonError`."""
    text = path.read_text(encoding="utf-8")
    front, body = front_matter(path, text)
    unit = path.stem
    written = [cell for cell in jupytext.reads(body, fmt="md").cells if cell.source.strip()]  # not a doubled blank line
    cells = [_header(front), *written]
    hints = _annotate(unit, cells)
    notebook = new_notebook(cells=cells, metadata={"kernelspec": _KERNEL, "language_info": {"name": "python"}})
    return Lesson(unit, hints=hints, notebook=notebook, **front)


def front_matter(path: Path, text: str) -> tuple[dict[str, Any], str]:
    """Return what stands between the lines of `---`, and the rest; raises `LessonError`."""
    match = re.match(r"---\n(.*?)\n---\n(.*)", text, re.DOTALL)
    if match is None:
        raise LessonError(f"{path.name} does not begin with front matter between two lines of `---`.")
    front = yaml.safe_load(match[1])
    kinds = {"title": str, "objectives": list, "prerequisites": list, "minutes": int}
    if not isinstance(front, dict) or set(front) != set(kinds):
        raise LessonError(f"The front matter of {path.name} must name exactly {', '.join(kinds)}.")
    for key, expected in kinds.items():
        if not isinstance(front[key], expected):
            raise LessonError(f"In the front matter of {path.name}, {key} should be a {expected.__name__}.")
    return front, match[2]


def _header(front: dict[str, Any]) -> NotebookNode:
    objectives = "\n".join(f"- {objective}" for objective in front["objectives"])
    needs = "; ".join(front["prerequisites"]) or "none"
    return new_markdown_cell(
        f"# {front['title']}\n\n**After this unit you can**\n\n{objectives}\n\n"
        f"**You need** {needs}. **Time** about {front['minutes']} minutes."
    )


def _annotate(unit: str, cells: list[NotebookNode]) -> dict[str, str]:
    """Give cells their ids and nbgrader's metadata; return the hints by exercise."""
    exercises = {exercise.name: exercise for exercise in registry.unit(slug_of(unit))}
    hints: dict[str, str] = {}
    seen: list[str] = []
    hint = ""
    for index, cell in enumerate(cells):
        cell.id = f"{slug_of(unit)}-{index:03d}".replace("_", "-")
        cell.metadata = NotebookNode()
        name = checked_name(cell.source) if cell.cell_type == "code" else None
        if cell.cell_type == "markdown":
            found = _HINT.search(cell.source)
            hint = _plain(found["hint"]) if found else hint
        elif BEGIN in cell.source:
            cell.id = f"{_defined(unit, cell.source)}-solution"
            cell.metadata["nbgrader"] = _metadata(cell.id, solution=True)
        elif name is not None:
            if name not in exercises:
                raise LessonError(
                    f"{unit} checks {name!r}, but autograder/exercises/{slug_of(unit)}.py has no such entry."
                )
            cell.id = grade_id(name)
            cell.metadata["nbgrader"] = _metadata(cell.id, grade=True, points=exercises[name].points)
            hints[name], hint = hint, ""
            seen.append(name)
    if seen != list(exercises):
        raise LessonError(f"{unit} checks {', '.join(seen) or 'nothing'}; its entries are {', '.join(exercises)}.")
    return hints


def _metadata(name: str, *, solution: bool = False, grade: bool = False, points: float = 0) -> dict[str, Any]:
    metadata = {
        "grade": grade,
        "grade_id": name,
        "locked": grade,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return metadata | ({"points": points} if grade else {})


def _defined(unit: str, source: str) -> str:
    """Return the name of the one function or class that a solution cell defines."""
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise LessonError(f"{unit}: a solution cell is not Python: {error}.") from None
    names = [node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    if len(names) != 1:
        raise LessonError(f"{unit}: a solution cell defines {len(names)} functions or classes, it should define one.")
    return names[0]


def _plain(markdown: str) -> str:
    return " ".join(markdown.split())
