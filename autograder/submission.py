"""Read what a student handed in, and put it back into the shape that was handed out.

Nothing of a submission is trusted here: not its size, its format, its metadata, its links. What counts is the
instructor's list of cells, the `Outline`, which comes from the gradebook.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from nbgrader.api import Gradebook

from autograder import sanitising
from autograder.lesson import exercise_of

MAX_BYTES = 20_000_000  # outputs included
MAX_TEXT = 500_000  # characters of all cells: whoever colours or typesets more of them needs minutes
MAX_CELLS = 1_000
MAX_FOLDER_BYTES = 200_000_000
MAX_FILES = 10_000
MAX_DEPTH = 50
_GOOD_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NEW_CELL = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


class BadSubmission(Exception):
    """A submission that cannot be graded; the message is one sentence for the instructor."""


@dataclass(frozen=True)
class OutlineCell:
    """A cell of the instructor's that nbgrader knows: a solution cell, or a test cell worth `points`."""

    grade_id: str
    cell_type: str
    source: str
    checksum: str
    locked: bool
    points: float | None  # of a test cell, or of a task
    task: bool = False  # which is graded by hand

    @property
    def exercise(self) -> str:
        return exercise_of(self.grade_id)

    def metadata(self) -> dict[str, Any]:
        """Return nbgrader's metadata of this cell, schema 3."""
        grade = self.points is not None and not self.task
        metadata: dict[str, Any] = {
            "cell_type": self.cell_type,
            "checksum": self.checksum,
            "grade": grade,
            "grade_id": self.grade_id,
            "locked": self.locked,
            "schema_version": 3,
            "solution": not self.locked,
            "task": self.task,
        }
        return metadata | ({"points": self.points} if self.points is not None else {})


Outline = tuple[OutlineCell, ...]


def outline(gradebook: Gradebook, unit: str, notebook: str = "") -> Outline:
    """Return the instructor's cells of a notebook, by default of the one that is called like the unit, in order."""
    found = gradebook.find_notebook(notebook or unit, unit)
    tasks = {cell.name: cell.max_score for cell in found.task_cells}
    points = {cell.name: cell.max_score for cell in found.grade_cells} | tasks
    return tuple(
        OutlineCell(c.name, c.cell_type, c.source, c.checksum, c.locked, points.get(c.name), c.name in tasks)
        for c in found.source_cells
    )


def parse(raw: bytes) -> tuple[NotebookNode, str]:
    """Return the notebook in `raw` with the SHA-256 of these bytes.

    Raises `BadSubmission` for what is no notebook of format 4 or has too many cells or too long ones.
    """
    try:
        data = nbformat.reader.parse_json(raw.decode("utf-8"))
        major = data.get("nbformat")
    except (UnicodeDecodeError, ValueError, AttributeError, RecursionError, nbformat.reader.NotJSONError):
        raise BadSubmission("the file is not a notebook (or was cut off while it was saved)") from None
    if major != 4:
        said = f"in notebook format {major}" if isinstance(major, int) else "in no notebook format"
        raise BadSubmission(f"it is saved {said}, but format 4 is needed: open it in JupyterLab and save it again")
    if not isinstance(data.get("cells"), list):
        raise BadSubmission("the file has no list of cells")
    _need_a_sensible_size(data["cells"])
    # Of the rest nothing is used, and nbformat would make gigabytes of it.
    notebook = NotebookNode(cells=data["cells"], nbformat=4, nbformat_minor=5, metadata=NotebookNode())
    return notebook, hashlib.sha256(raw).hexdigest()


def _need_a_sensible_size(cells: list[Any]) -> None:
    if len(cells) > MAX_CELLS:
        raise BadSubmission(f"the notebook has {len(cells)} cells, more than the {MAX_CELLS} allowed")
    size = sum(len(_source(cell)) for cell in cells)
    if size > MAX_TEXT:
        raise BadSubmission(f"its cells hold {size} characters, more than the {MAX_TEXT} allowed")


def read_bytes(path: Path, home: Path) -> bytes:
    """Read the notebook at `path`, which must lie inside `home`.

    Raises `BadSubmission` for what is too large, unreadable or a link to elsewhere.
    """
    try:
        leaving = next(link_leaving(home), None)
        if leaving is not None:
            raise BadSubmission(f"{leaving.name} is a link that leads out of the student's folder")
        _need_ordinary_files(path.parent)
        # Not blocking, so that a named pipe in place of the notebook cannot hold up the class.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise BadSubmission("the notebook is not an ordinary file")
            if status.st_size > MAX_BYTES:
                size = status.st_size / 1e6
                raise BadSubmission(f"the notebook has {size:.0f} MB, more than the {MAX_BYTES // 10**6} MB allowed")
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadSubmission(f"the notebook cannot be read ({error.strerror})") from None


def _need_ordinary_files(folder: Path) -> None:
    """Refuse what would hold up or fill the disk when nbgrader copies the folder."""
    size = 0
    for number, (depth, entry) in enumerate(_below(folder)):
        if number >= MAX_FILES:
            raise BadSubmission(f"its folder holds more than the {MAX_FILES} files allowed")
        if depth > MAX_DEPTH:  # nbgrader copies and removes folders by recursion
            raise BadSubmission(f"its folders are nested more than {MAX_DEPTH} deep")
        if entry.is_dir(follow_symlinks=False):
            continue
        status = os.stat(entry.path)
        if not stat.S_ISREG(status.st_mode):
            kind = "the notebook" if entry.name.endswith(".ipynb") else entry.name
            raise BadSubmission(f"{kind} is not an ordinary file")
        size += status.st_size
    if size > MAX_FOLDER_BYTES:
        raise BadSubmission(f"its folder holds {size / 1e6:.0f} MB, more than the {MAX_FOLDER_BYTES / 1e6:.0f} allowed")


def _below(folder: Path) -> Iterator[tuple[int, os.DirEntry[str]]]:
    """Yield all that is below `folder` with its depth, without recursion: folders may be nested thousands deep."""
    left = [(1, str(folder))]
    while left:
        depth, place = left.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                yield depth, entry
                if entry.is_dir(follow_symlinks=False):
                    left.append((depth + 1, entry.path))


def link_leaving(home: Path) -> Iterator[Path]:
    """Yield the symbolic links below `home` that lead out of it."""
    root = home.resolve()
    if home.is_symlink():
        yield home
    for _, entry in _below(home):
        # `Path.resolve` would raise where links go round in a circle.
        if entry.is_symlink() and not Path(os.path.realpath(entry.path)).is_relative_to(root):
            yield Path(entry.path)


def repaired(notebook: NotebookNode, expected: Outline) -> NotebookNode:
    """Return a clean notebook with the student's cells and the instructor's test cells and metadata.

    Of a cell that exists several times the last one keeps its id, as nbgrader has it; test cells get their own text
    back, and a missing one is added after its solution; metadata, tags, outputs and ids are made anew, and texts are
    made harmless.
    """
    known = {cell.grade_id: cell for cell in expected}
    cells: list[NotebookNode] = []
    seen: set[str] = set()
    for cell in reversed(notebook.cells):
        clean = _clean(cell)
        original = known.get(_grade_id(cell) or "")
        if original is not None and original.grade_id not in seen:
            seen.add(original.grade_id)
            clean = _restored(clean, original)
        cells.insert(0, clean)
    for position, original in enumerate(expected):
        if original.points is not None and original.grade_id not in seen:
            seen.add(original.grade_id)
            cells.insert(_place(cells, expected[:position]), _restored(_NEW_CELL[original.cell_type](), original))
    for index, cell in enumerate(cells):
        cell.id = f"cell-{index:03d}"
        locked = cell.metadata.get("nbgrader", {}).get("locked")
        if cell.cell_type != "code" and not locked:
            cell.source = sanitising.markdown(cell.source, cell.get("attachments", {}))
    metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return new_notebook(cells=cells, metadata=metadata)


def _clean(cell: Any) -> NotebookNode:
    """Return a new cell with the student's type, text and pictures; what is no cell becomes an empty one."""
    if not isinstance(cell, dict):
        return new_markdown_cell()
    make = _NEW_CELL.get(str(cell.get("cell_type")), new_raw_cell)
    clean = make(source=_source(cell))
    pictures = sanitising.attachments(cell.get("attachments"))
    if pictures and clean.cell_type == "markdown":
        clean.attachments = nbformat.from_dict(pictures)
    return clean


def _source(cell: Any) -> str:
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source.encode("utf-8", "replace").decode() if isinstance(source, str) else ""


def _grade_id(cell: Any) -> str | None:
    try:
        name = cell["metadata"]["nbgrader"]["grade_id"]
    except (KeyError, TypeError, IndexError):
        return None
    return name if isinstance(name, str) and _GOOD_ID.fullmatch(name) else None


def _restored(cell: NotebookNode, original: OutlineCell) -> NotebookNode:
    source = original.source if original.locked else cell.source
    metadata = NotebookNode(nbgrader=nbformat.from_dict(original.metadata()))
    return _NEW_CELL[original.cell_type](source=source, metadata=metadata)


def _place(cells: list[NotebookNode], before: Outline) -> int:
    """Return the position after the last cell that belongs before."""
    names = {cell.grade_id for cell in before}
    return max((index + 1 for index, cell in enumerate(cells) if _grade_id(cell) in names), default=len(cells))
