"""Read the hostile submissions, and hand them in.

Each file in `submissions/` says in one sentence what it tries. Most are cells in the percent format:

    # %%                a code cell above the exercises
    # %% [markdown]     a text cell there, each line behind `# `
    # %% answers        the body of every function that is asked for; `asked` is its name, `given` its arguments
    # %% last           a code cell below everything

What cannot be said in cells defines `attack(notebook, home)` instead: it changes the empty notebook in place, or
returns the text to hand in, and may put files beside it into `home`. CLASS, REPOSITORY and PORT stand for the class's
folder, this project's, and a local server's port.
"""

from __future__ import annotations

import ast
import copy
import json
import re
import runpy
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.autograder.classes import hand_in

SUBMISSIONS = Path(__file__).parent / "submissions"
_HEADER = re.compile(r"^# %%(.*)\n", re.MULTILINE)


def names() -> list[str]:
    return sorted(path.stem for path in SUBMISSIONS.glob("*.py"))


def hand_in_attack(root: Path, unit: str, name: str, empty: NotebookNode, places: dict[str, str]) -> None:
    """Hand in the hostile submission `name`."""
    path = SUBMISSIONS / f"{name}.py"
    text = path.read_text(encoding="utf-8")
    for word, value in places.items():
        text = re.sub(rf"\b{word}\b", lambda _, value=value: value, text)
    home = root / "submitted" / name / unit
    home.mkdir(parents=True)
    notebook: Any = copy.deepcopy(empty)
    if "\ndef attack(" in text:
        notebook = runpy.run_path(str(path))["attack"](notebook, home) or notebook
        if isinstance(notebook, Path):  # it has handed in what it wants
            return
    else:
        fill(notebook, text)
    hand_in(root, name, unit, notebook if isinstance(notebook, str) else json.dumps(notebook))


def fill(notebook: NotebookNode, text: str) -> None:
    """Put the cells of a file in the percent format into the notebook."""
    place = 1  # below the imports
    for kind, source in _cells(text):
        if kind == "answers":
            answer_all(notebook, source)
        elif kind == "last":
            notebook.cells.append(new_code_cell(source))
        else:
            make = new_markdown_cell if kind == "[markdown]" else new_code_cell
            notebook.cells.insert(place, make(source))
            place += 1


def answer_all(notebook: NotebookNode, body: str) -> None:
    """Give every function that is asked for this body."""
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            asked = next(node for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef))
            head = f"def {asked.name}({ast.unparse(asked.args)}):\n    asked, given = {asked.name!r}, locals()\n"
            cell.source = head + textwrap.indent(body, "    ")


def _cells(text: str) -> Iterator[tuple[str, str]]:
    _, *parts = _HEADER.split(text)
    for kind, source in zip(parts[::2], parts[1::2], strict=True):
        text_cell = "markdown" in kind
        yield kind.strip(), (re.sub(r"^# ?", "", source, flags=re.MULTILINE) if text_cell else source).strip()
