"""All that the revision material is made from, read once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.lesson import front_matter
from autograder.paths import lessons
from autograder.revision import source
from autograder.revision.source import Sheet

_CORRECTIONS = re.compile(r"^## (Loose statements, put right)\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Book:
    """The sheets in the order of the course, and the table of loose statements as title and Markdown."""

    sheets: tuple[Sheet, ...]
    corrections: tuple[str, str] | None


def read(paths: list[Path] | None = None) -> Book:
    """Read all released lessons; raises `LessonError` where one does not keep to the template."""
    paths = lessons() if paths is None else paths
    sheets = tuple(source.read(path) for path in paths if source.has_summary(path))
    found = None
    for path in paths:
        if not source.has_summary(path):
            _, body = front_matter(path, path.read_text(encoding="utf-8"))
            match = _CORRECTIONS.search(body)
            found = (match[1], match[2].strip()) if match else found
    return Book(sheets, found)
