"""Read the end of a lesson: the exam summary in its ten parts, and the flashcards.

This is the only reader of it. The page, the printed sheet, the Anki deck and the cards in the notebook are all made
from what it returns.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from autograder import registry
from autograder.lesson import LessonError, front_matter, slug_of

PARTS = (
    "Definition",
    "Formula and symbols",
    "How it works, step by step",
    "Variants compared",
    "Role of the hyper-parameters",
    "Challenges and remedies",
    "Advantages and limitations",
    "Where it is used",
    "Common mistakes",
    "Model answer for ten marks",
)
FEWEST_CARDS = 10
_CARD = re.compile(r"<details>\s*<summary>(?P<question>.*?)</summary>(?P<answer>.*?)</details>", re.DOTALL)
_ROW = re.compile(r"\|(?P<what>.+)\|\s*\**(?P<marks>\d+)\**\s*\|\s*")
_MARKS = 10


@dataclass(frozen=True)
class Card:
    """A flashcard in Markdown."""

    question: str
    answer: str

    def id(self, slug: str) -> str:
        """Return a name that stays while the question's words do."""
        words = " ".join(re.findall(r"\w+", self.question.lower()))
        return hashlib.sha256(f"{slug} {words}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Diagnosis:
    """What the checks of an exercise say about wrong solutions: names and sentences in Markdown."""

    exercise: str
    mistakes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sheet:
    """The end of a lesson, all in Markdown: the ten parts, the last of them also taken apart, and the cards."""

    unit: str
    title: str
    parts: dict[str, str]
    question: str
    answer: str
    scheme: tuple[tuple[str, int], ...]
    cards: tuple[Card, ...]
    diagnoses: tuple[Diagnosis, ...]

    @property
    def slug(self) -> str:
        return slug_of(self.unit)

    @property
    def number(self) -> int:
        return int(self.unit.partition("_")[0])


def has_summary(path: Path) -> bool:
    """Return whether a lesson ends in an exam summary; the lesson on revision itself does not."""
    return "\n## Exam summary\n" in path.read_text(encoding="utf-8")


def read(path: Path) -> Sheet:
    """Read the summary of the lesson at `path`; raises `LessonError` with one sentence for its author."""
    front, body = front_matter(path, path.read_text(encoding="utf-8"))
    summary = re.search(r"^## Exam summary\n(.*?)^## Flashcards\n(.*)", body, re.DOTALL | re.MULTILINE)
    if summary is None:
        raise LessonError(f"{path.name} should end in `## Exam summary` and `## Flashcards`.")
    parts = _parts(path, summary[1])
    question, answer, scheme = _model_answer(path, parts[PARTS[-1]])
    cards = tuple(Card(_line(found["question"]), found["answer"].strip()) for found in _CARD.finditer(summary[2]))
    if len(cards) < FEWEST_CARDS:
        raise LessonError(f"{path.name} has {len(cards)} flashcards, it should have at least {FEWEST_CARDS}.")
    return Sheet(path.stem, front["title"], parts, question, answer, scheme, cards, diagnoses(slug_of(path.stem)))


def _parts(path: Path, summary: str) -> dict[str, str]:
    _, *pieces = re.split(r"^### (.+)\n", summary, flags=re.MULTILINE)
    parts = {title.strip(): text.strip() for title, text in zip(pieces[::2], pieces[1::2], strict=True)}
    if tuple(parts) != PARTS:
        missing = ", ".join(title for title in PARTS if title not in parts)
        wrong = f"missing: {missing}" if missing else "one is new, or their order is"
        raise LessonError(f"The exam summary of {path.name} does not keep to its ten parts ({wrong}).")
    return parts


def _model_answer(path: Path, text: str) -> tuple[str, str, tuple[tuple[str, int], ...]]:
    before, table, _ = _around_last_table(text)
    found = re.search(r"\*\*Question\.\*\*(.*?)\*\*Answer\.\*\*(.*)", before, re.DOTALL)
    if found is None:
        raise LessonError(f"The model answer of {path.name} should have **Question.**, **Answer.** and a mark scheme.")
    rows = [(row["what"].strip(), int(row["marks"])) for row in map(_ROW.fullmatch, table.splitlines()) if row]
    scheme = tuple((what, marks) for what, marks in rows if what.strip("* ").lower() != "total")
    if sum(marks for _, marks in scheme) != _MARKS:
        raise LessonError(f"The mark scheme of {path.name} adds to {sum(m for _, m in scheme)}, not to {_MARKS}.")
    return _question(found[1]), found[2].strip(), scheme


def _around_last_table(text: str) -> tuple[str, str, str]:
    lines = text.splitlines()
    rows = [k for k, line in enumerate(lines) if line.lstrip().startswith("|")]
    if not rows:
        return text, "", ""
    first = last = rows[-1]
    while first - 1 in rows:
        first -= 1
    return "\n".join(lines[:first]), "\n".join(lines[first : last + 1]), "\n".join(lines[last + 1 :])


def _question(text: str) -> str:
    """Return the question without emphasis around it and without its marks, which the sheet prints itself."""
    marks = r"\s*(?:\*?\(10 marks\)\*?|\[10(?: marks)?\])\s*$"
    return re.sub(marks, "", _line(text)).strip("* ")


def diagnoses(slug: str) -> tuple[Diagnosis, ...]:
    """Return the sentences with which the checks of a unit name mistakes, each sentence once.

    Wrong formulas come first: what has a symptom of its own (an argument changed, no result) is wrong anywhere.
    """
    seen: set[str] = set()
    found = []
    for exercise in registry.unit(slug) if slug in registry.units() else ():
        ranked = sorted(exercise.mistakes, key=lambda mistake: mistake.symptom is not None)
        fresh = [(mistake.name, mistake.sentence) for mistake in ranked if mistake.sentence not in seen]
        seen.update(sentence for _, sentence in fresh)
        found.append(Diagnosis(exercise.name, tuple(fresh)))
    return tuple(found)


def _line(text: str) -> str:
    return " ".join(text.split())
