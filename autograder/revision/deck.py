"""The flashcards as a package for Anki.

Anki recognises a note by its identifier and takes an imported one over only if that is newer. So the identifier comes
from the unit and the question's words, and the time of all notes, the edition, moves on exactly when a card changes:
a deck that was imported before is brought up to date and keeps what was learned.
"""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tempfile
import zipfile
from html import escape
from pathlib import Path
from typing import Any

import genanki

from autograder.revision import pandoc
from autograder.revision.book import Book

_STYLE = """.card{font:20px/1.5 Georgia,serif;text-align:left;max-width:36em;margin:0 auto;padding:1em}
.unit{font:13px system-ui,sans-serif;opacity:.75;margin-bottom:1em}
table{border-collapse:collapse}td,th{padding:.2em .8em .2em 0;text-align:left}"""
_UNIT = '<div class="unit">{{Unit}}</div>'

Note = tuple[str, str, str, str, str]  # identifier, question, answer, unit, tag


def notes(book: Book) -> list[Note]:
    """Return the notes in the order of the course."""
    cards = [(sheet, card) for sheet in book.sheets for card in sheet.cards]
    sides = pandoc.html([side for _, card in cards for side in (card.question, card.answer)], maths="mathjax")
    return [
        (
            genanki.guid_for("descent", card.id(sheet.slug)),
            pandoc.inline(question),
            pandoc.inline(answer),
            escape(f"{sheet.number:02d} {sheet.title}"),
            f"descent::{sheet.slug}",
        )
        for (sheet, card), question, answer in zip(cards, sides[::2], sides[1::2], strict=True)
    ]


def package(wanted: list[Note], edition: int) -> bytes:
    """Return the deck as an .apkg file, the same bytes for the same notes and edition."""
    model = genanki.Model(
        _number("model"),
        "Descent",
        fields=[{"name": name} for name in ("Question", "Answer", "Unit")],
        templates=[
            {"name": "Card", "qfmt": _UNIT + "{{Question}}", "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}"},
        ],
        css=_STYLE,
        sort_field_index=0,
    )
    deck = genanki.Deck(_number("deck"), "Descent: gradient descent", "Flashcards of the Descent course.")
    for guid, question, answer, unit, tag in wanted:
        deck.add_note(genanki.Note(model, [question, answer, unit], guid=guid, tags=[tag]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        genanki.Package(deck).write_to_file(path, timestamp=float(edition))
        return _without_clock(path.read_bytes())


def read_notes(apkg: bytes) -> list[Note]:
    """Return the notes of a package; raises `ValueError` for what is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(apkg)) as archive, tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "collection.anki2"
            path.write_bytes(archive.read("collection.anki2"))
            connection = sqlite3.connect(path)
            try:
                rows = connection.execute("select guid, flds, tags from notes order by id").fetchall()
            finally:
                connection.close()
    except (zipfile.BadZipFile, KeyError, sqlite3.Error) as error:
        raise ValueError(f"not a package for Anki: {error}") from None
    return [(guid, *fields.split("\x1f"), tags.strip()) for guid, fields, tags in rows]


def digest(wanted: list[Note]) -> str:
    """Return a fingerprint of the notes."""
    return hashlib.sha256(json.dumps(wanted, ensure_ascii=False).encode()).hexdigest()


def _number(name: str) -> int:
    """Return an identifier of the size that Anki expects."""
    return 1_400_000_000_000 + int(hashlib.sha256(f"descent {name}".encode()).hexdigest()[:9], 16)


def _without_clock(apkg: bytes) -> bytes:
    """Return the archive with the time of writing taken out of its entries."""
    made: Any = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(apkg)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            new.writestr(entry, old.read(name), zipfile.ZIP_DEFLATED)
    return bytes(made.getvalue())
