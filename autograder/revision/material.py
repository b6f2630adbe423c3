"""The cards and model answers as data for `descent.revise`, which practises with them in a notebook."""

from __future__ import annotations

import json
import re

from autograder.revision import pandoc
from autograder.revision.book import Book
from autograder.revision.source import Sheet

_SHORTEST = 3  # letters of a word that says what a card is about


def text(book: Book, edition: int, cards_digest: str) -> str:
    """Return the file's text, one unit a line, so that a change shows where it is."""
    units = ",\n".join(json.dumps(_unit(sheet), ensure_ascii=False) for sheet in book.sheets)
    return f'{{"edition": {edition}, "cards_digest": "{cards_digest}", "units": [\n{units}\n]}}\n'


def _unit(sheet: Sheet) -> dict[str, object]:
    sides = [side for card in sheet.cards for side in (card.question, card.answer)]
    made = pandoc.html([sheet.question, sheet.answer, *(what for what, _ in sheet.scheme), *sides])
    question, answer, rest = made[0], made[1], [pandoc.inline(piece) for piece in made[2:]]
    scheme, cards = rest[: len(sheet.scheme)], rest[len(sheet.scheme) :]
    return {
        "slug": sheet.slug,
        "number": sheet.number,
        "title": sheet.title,
        "question": question,
        "answer": answer,
        "scheme": [[what, marks] for what, (_, marks) in zip(scheme, sheet.scheme, strict=True)],
        "cards": [
            {
                "id": card.id(sheet.slug),
                "question": front,
                "answer": back,
                "words": sorted(_words(f"{card.question} {card.answer}")),
            }
            for card, front, back in zip(sheet.cards, cards[::2], cards[1::2], strict=True)
        ],
    }


def _words(markdown: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]+", markdown.lower()) if len(word) >= _SHORTEST}
