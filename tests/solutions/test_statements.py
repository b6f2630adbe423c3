"""What two usual texts on gradient descent state is answered in the lessons, and put right where it is loose."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from autograder.lesson import front_matter
from autograder.paths import SOLUTIONS
from autograder.revision import source

LISTED: dict[str, dict[str, list[str]]] = {"note": {}, "article": {}}
for line in (Path(__file__).parent / "statements.md").read_text(encoding="utf-8").splitlines():
    if line.startswith("# "):
        current = LISTED.get(line[2:], {})
    elif line.startswith("## "):
        current[line[3:]] = lines = []
    elif line.startswith("- "):
        lines.append(line[2:])
HEADINGS = {"note": 11, "article": 37}  # how many the two texts have, their openings included
STATEMENTS = [
    (text, heading, *(piece.strip() for piece in line.split("|")))
    for text, headings in LISTED.items()
    for heading, lines in headings.items()
    for line in lines
]


def lesson(number: str) -> Path:
    (path,) = SOLUTIONS.glob(f"{number}_*.md")
    return path


@functools.cache
def place(name: str) -> str:
    """The text of a unit's summary and cards, of one part of it, or of a section of a lesson without summary."""
    number, _, part = name.partition(": ")
    path = lesson(number)
    if not source.has_summary(path):
        _, body = front_matter(path, path.read_text(encoding="utf-8"))
        found = re.search(rf"^## {re.escape(part)}\n(.*?)(?=^## |\Z)", body, re.DOTALL | re.MULTILINE)
        assert found, f"{path.name} has no section {part!r}"
        return found[1]
    sheet = source.read(path)
    if part:
        return sheet.parts[part]
    return "\n".join([*sheet.parts.values(), *(f"{card.question}\n{card.answer}" for card in sheet.cards)])


def plain(text: str) -> str:
    return " ".join(text.replace("**", "").split()).lower()


def test_every_heading_of_both_texts_is_listed_with_what_it_states():
    assert {text: len(headings) for text, headings in LISTED.items()} == HEADINGS
    assert all(lines for headings in LISTED.values() for lines in headings.values())


@pytest.mark.parametrize(
    ("heading", "claim", "where", "words"),
    [statement[1:] for statement in STATEMENTS],
    ids=[f"{statement[0]}, {statement[1]}: {statement[2]}" for statement in STATEMENTS],
)
def test_the_statement_is_answered_where_the_list_says(heading, claim, where, words):
    text = plain(place(where))
    missing = [word.strip() for word in words.split(";") if plain(word) not in text]
    assert missing == [], f"{heading}: {claim}: {where} does not say {missing}"


def test_what_is_loose_or_wrong_is_put_right():
    marked = [statement for statement in STATEMENTS if re.search(r"\((loose|wrong|habit)\)", statement[2])]
    assert len(marked) >= 25
    right = [statement for statement in marked if statement[3].startswith("13: ") or "habit" in statement[2]]
    assert right == marked
