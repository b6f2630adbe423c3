"""The sheets as one HTML page that needs nothing else: MathML for formulas, pictures inside."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape
from importlib import resources

from autograder.revision import pandoc
from autograder.revision.book import Book
from autograder.revision.pictures import Figure, figures
from autograder.revision.source import PARTS, Sheet

TITLE = "Gradient descent: revision sheets"


def text(book: Book) -> str:
    """Return the whole page."""
    style = (resources.files(__package__) / "page.css").read_text(encoding="utf-8")
    entries = [(_id(sheet), f"{sheet.number:02d} {sheet.title}") for sheet in book.sheets]
    entries += [("corrections", book.corrections[0])] if book.corrections else []
    contents = "\n".join(f'<li><a href="#{name}">{escape(title)}</a></li>' for name, title in entries)
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{TITLE}</title>\n<style>\n{style}</style>\n</head>\n<body>",
            '<a class="skip" href="#sheets">Skip to the sheets</a>',
            "<header>\n<h1>Gradient descent</h1>\n<p>Revision sheets of the Descent course. On paper: "
            "<code>revision.pdf</code> and, on one page, <code>formulas.pdf</code>. Cards for Anki: "
            "<code>flashcards.apkg</code>. Practice with marking: the notebook <code>13_revision</code>.</p>",
            "</header>",
            f'<nav aria-label="Units">\n<ol>\n{contents}\n</ol>\n</nav>\n<main id="sheets" tabindex="-1">',
            *(line for sheet in book.sheets for line in _unit(sheet)),
            *_corrections(book),
            "</main>\n</body>\n</html>\n",
        ]
    )


def _unit(sheet: Sheet) -> Iterator[str]:
    names, slug = [title for title in PARTS if title != PARTS[-1]], sheet.slug
    sentences = [sentence for diagnosis in sheet.diagnoses for _, sentence in diagnosis.mistakes]
    cards = [side for card in sheet.cards for side in (card.question, card.answer)]
    texts = [*(sheet.parts[name] for name in names), sheet.question, sheet.answer]
    made = pandoc.html([*texts, *(what for what, _ in sheet.scheme), *sentences, *cards])
    parts, question, answer = made[: len(names)], made[len(names)], made[len(names) + 1]
    rest = iter(map(pandoc.inline, made[len(texts) :]))
    rows = "".join(f"<tr><td>{next(rest)}</td><td>{marks}</td></tr>" for _, marks in sheet.scheme)
    pictures = figures(slug)
    yield _heading(_id(sheet), f"{sheet.number:02d} {sheet.title}")
    for name, part in zip(names, parts, strict=True):
        yield f"<h3>{name}</h3>\n{_scrolling(part, f'{name}, unit {sheet.number:02d}')}"
        if name == PARTS[2] and pictures:
            yield _figure(pictures[0])
        if name == PARTS[4] and pictures[1:]:
            yield _figure(pictures[1])
    told = [diagnosis for diagnosis in sheet.diagnoses if diagnosis.mistakes]
    if told:
        yield "<h4>What the checks of the exercises say</h4>"
    for diagnosis in told:
        items = "\n".join(f"<li><b>{escape(name)}</b>: {next(rest)}</li>" for name, _ in diagnosis.mistakes)
        yield f"<details>\n<summary><code>{escape(diagnosis.exercise)}</code></summary>"
        yield f"<ul>\n{items}\n</ul>\n</details>"
    yield f'<h3>{PARTS[-1]}</h3>\n<div class="question"><b>Question (10 marks)</b>\n{question}</div>\n{answer}'
    yield (
        '<table class="scheme"><thead><tr><th scope="col">Mark scheme</th><th scope="col">Marks</th></tr></thead>'
        f"<tbody>{rows}</tbody><tfoot><tr><td>Total</td><td>10</td></tr></tfoot></table>"
    )
    yield f"<h3>Flashcards</h3>\n<p>Answer aloud, then open the card. {len(sheet.cards)} cards.</p>"
    for _ in sheet.cards:
        yield f'<details class="card">\n<summary>{next(rest)}</summary>\n<div>{next(rest)}</div>\n</details>'
    yield "</article>"


def _corrections(book: Book) -> Iterator[str]:
    if book.corrections is not None:
        title, markdown = book.corrections
        (made,) = pandoc.html([markdown])
        yield _heading("corrections", title)
        yield f"{_scrolling(made, title)}\n</article>"


def _heading(name: str, title: str) -> str:
    return f'<article aria-labelledby="{name}">\n<h2 id="{name}">{escape(title)}</h2>'


def _figure(figure: Figure) -> str:
    data = base64.b64encode(figure.png).decode()
    words = f"<b>{escape(figure.heading)}</b> {escape(str(figure.finding))}"
    image = f'<img alt="{escape(figure.alt)}" src="data:image/png;base64,{data}">'
    return f"<figure>\n{image}\n<figcaption>{words}</figcaption>\n</figure>"


def _scrolling(fragment: str, name: str) -> str:
    """Let a table that is wider than a phone scroll by itself, with the keyboard too."""
    parts = fragment.replace("</table>", "</table></div>").split("<table>")
    made = parts[0]
    for number, part in enumerate(parts[1:], 1):
        label = f"Table {number}" if len(parts) > 2 else "Table"
        made += f'<div class="wide" role="region" tabindex="0" aria-label="{label}: {escape(name)}"><table>{part}'
    return made


def _id(sheet: Sheet) -> str:
    return sheet.slug.replace("_", "-")
