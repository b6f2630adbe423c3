"""What `autograder revise` writes, and whether what is there is up to date."""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.paths import COURSE
from autograder.revision import deck, material, page, printed
from autograder.revision.book import Book, read

REVISION = COURSE / "revision"
MATERIAL = COURSE / "descent" / "revise" / "material.json"
_PICTURE = re.compile(rb"data:image/png;base64,[A-Za-z0-9+/=]+")


@dataclass(frozen=True)
class Output:
    """A file to be: `same` says whether what is there already says the same."""

    path: Path
    make: Callable[[], bytes]
    same: Callable[[bytes], bool]

    @property
    def stale(self) -> bool:
        return not self.path.exists() or not self.same(self.path.read_bytes())

    def write(self) -> None:
        """Write the file so that a reader sees the old one or the new one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(self.make())
            os.chmod(temporary, 0o644)
            os.replace(temporary, self.path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def outputs(book: Book | None = None) -> list[Output]:
    """Return all files of the revision material.

    Pictures differ between processors in a pixel here and there, and SQLite's files between its versions; so a file is
    up to date when its text is, or its cards are.
    """
    found = read() if book is None else book
    html = page.text(found).encode()
    notes = deck.notes(found)
    edition = edition_of(notes, MATERIAL)
    cards = material.text(found, edition, deck.digest(notes)).encode()
    sheets = printed.sheets_text(found).encode()
    formulas = printed.formulas_pdf(found)
    return [
        Output(MATERIAL, lambda: cards, lambda old: old == cards),
        Output(REVISION / "revision.html", lambda: html, lambda old: _PICTURE.sub(b"", old) == _PICTURE.sub(b"", html)),
        Output(
            REVISION / "revision.pdf",
            lambda: printed.sheets_pdf(found),
            lambda old: printed.same_source(old, sheets),
        ),
        Output(REVISION / "formulas.pdf", lambda: formulas, lambda old: printed.same_source(old, formulas)),
        Output(
            REVISION / "flashcards.apkg",
            lambda: deck.package(notes, edition),
            lambda old: _same_notes(old, notes),
        ),
    ]


def edition_of(notes: list[deck.Note], previous: Path) -> int:
    """Return the time at which the cards last changed: the previous one where they are the same, else now."""
    now = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    try:
        before = json.loads(previous.read_text(encoding="utf-8"))
        edition, digest = int(before["edition"]), str(before["cards_digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return now
    return edition if digest == deck.digest(notes) else max(now, edition + 1)


def _same_notes(old: bytes, notes: list[deck.Note]) -> bool:
    try:
        return deck.read_notes(old) == notes
    except ValueError:
        return False
