"""How a released notebook opens away from here: badges for Colab and Binder, and a cell that gets `descent`.

The public address is the one line `Repository = "https://github.com/<owner>/<name>"` under `[project.urls]` in
`course/pyproject.toml`. Where it is missing there are no badges.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any
from urllib.parse import quote

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.paths import COURSE

BRANCH = "main"
_GITHUB = re.compile(r"https://github\.com/(?P<project>[\w.-]+/[\w.-]+?)(?:\.git)?/?")
# What `descent` needs and Colab lacks. The rest is there in Colab's own versions, which an ordinary installation,
# or a pinned one, would replace under a running kernel.
_BESIDE_COLAB = "fsrs"

_CELL = """\
# @title Get the package `descent` where it is missing
import importlib.util
import pathlib

if importlib.util.find_spec("descent") is None and pathlib.Path("../descent").exists():
    %pip install --quiet ..
"""
_FROM_AFAR = """\
elif importlib.util.find_spec("descent") is None:
    %pip install --quiet --no-deps {beside} "descent @ git+https://github.com/{project}#subdirectory=course"
"""


def public_project() -> str | None:
    """Return `owner/name` of the public copy on GitHub, or `None`; raises `ValueError` for another kind of address."""
    about = tomllib.loads((COURSE / "pyproject.toml").read_text(encoding="utf-8"))
    address = about["project"].get("urls", {}).get("Repository")
    if address is None:
        return None
    match = _GITHUB.fullmatch(address)
    if match is None:
        raise ValueError(
            f"The Repository in course/pyproject.toml is {address}, not https://github.com/<owner>/<name>."
        )
    return match["project"]


def prepared(notebook: NotebookNode, unit: str, project: str | None) -> NotebookNode:
    """Put badges under the title and the cell that gets `descent` before the first code cell; return the notebook."""
    first = next((index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"), None)
    if first is None:
        return notebook
    if project is not None:
        title, _, rest = notebook.cells[0].source.partition("\n")
        notebook.cells[0].source = f"{title}\n\n{badges(unit, project)}\n{rest}"
    source = _CELL + (_FROM_AFAR.format(project=project, beside=_BESIDE_COLAB) if project else "")
    hidden = {"cellView": "form", "jupyter": {"source_hidden": True}}  # in Colab, and in JupyterLab
    notebook.cells.insert(first, new_code_cell(source.rstrip(), id="get-descent", metadata=hidden))
    return notebook


def badges(unit: str, project: str) -> str:
    """Return the Markdown of the two badges."""
    path = f"course/{unit}/{unit}.ipynb"
    colab = f"https://colab.research.google.com/github/{project}/blob/{BRANCH}/{path}"
    binder = f"https://mybinder.org/v2/gh/{project}/{BRANCH}?urlpath={quote(f'lab/tree/{path}', safe='')}"
    return (
        f"[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({colab}) "
        f"[![Open in Binder](https://mybinder.org/badge_logo.svg)]({binder})"
    )


class Opening(NbGraderPreprocessor):
    """The last step of a release: see `prepared`."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        return prepared(nb, resources["nbgrader"]["assignment"], public_project()), resources


def release_steps(*, recorded: bool = True) -> list[type]:
    """Return nbgrader's own steps of `generate_assignment`, with or without the gradebook's, and ours."""
    steps = GenerateAssignment.class_traits()["preprocessors"].default()
    return [step for step in steps if recorded or step.__name__ != "SaveCells"] + [Opening]
