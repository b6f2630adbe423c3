"""The sheets on paper: Markdown through pandoc to Typst, and Typst to PDF, with its own fonts and without a date."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import typst

from autograder.revision import pandoc
from autograder.revision.book import Book
from autograder.revision.pictures import Figure, figures
from autograder.revision.source import PARTS, Sheet

MISTAKES_AN_EXERCISE = 4  # on paper; the page has them all
_LARGEST, _SMALLEST, _STEP = 11.0, 6.0, 0.25  # points of the formula sheet's type
_SAYS_SOMETHING = re.compile(r"=|\\leftarrow|\\approx|\\propto|\\sim|\\le\b|\\ge\b|<|>")
_SOURCE = re.compile(rb"source-sha256-([0-9a-f]{64})")


def sheets_pdf(book: Book) -> bytes:
    """Return the revision sheets as a PDF file."""
    pictures = {sheet.slug: figures(sheet.slug) for sheet in book.sheets}
    return _compile(sheets_text(book), [picture for unit in pictures.values() for picture in unit])


def sheets_text(book: Book) -> str:
    """Return the sheets as Typst markup."""
    parts = [_template("sheets.typ"), _call("cover", units=[f"{s.number:02d} {s.title}" for s in book.sheets])]
    for sheet in book.sheets:
        parts += _sheet(sheet, figures(sheet.slug))
    if book.corrections is not None:
        title, text = book.corrections
        breakable = "#show figure.where(kind: table): set block(breakable: true)"
        parts += [breakable, f'#unit("", {_string(title)})', *_tidied([text])]
    return _marked("\n\n".join(parts))


def pages(book: Book) -> dict[str, int]:
    """Return how many pages each unit takes, by its slug."""
    with _folder(sheets_text(book), [f for sheet in book.sheets for f in figures(sheet.slug)]) as folder:
        found = json.loads(typst.query(folder / "main.typ", "<pages>", field="value", one=True, **_SETTINGS))
    starts = [page for _, page in found]
    slugs = [sheet.slug for sheet in book.sheets]
    return {slug: after - start for slug, start, after in zip(slugs, starts, starts[1:], strict=False)}


def formulas_pdf(book: Book) -> bytes:
    """Return the formulas of all units on one page, in the largest type that fits; raises `ValueError` if none does."""
    size = _LARGEST
    while size >= _SMALLEST:
        pdf = _compile(formulas_text(book, size), [])
        if page_count(pdf) == 1:
            return pdf
        size -= _STEP
    raise ValueError(f"the formulas do not fit on one page in {_SMALLEST} point type")


def formulas_text(book: Book, size: float) -> str:
    """Return the formula sheet as Typst markup."""
    parts = [_template("formulas.typ"), _call("formulas", size=size)]
    texts = _tidied(["\n".join(formula_lines(sheet.parts[PARTS[1]])) for sheet in book.sheets])
    for sheet, text in zip(book.sheets, texts, strict=True):
        parts.append(f'#block-of("{sheet.number:02d}", {_string(sheet.title)})[\n{text}\n]')
    return _marked("\n\n".join(parts))


def formula_lines(part: str) -> list[str]:
    """Return the formulas of `Formula and symbols` as a list in Markdown, without the explanations of symbols."""
    kept = []
    for display in re.findall(r"\$\$(.+?)\$\$", part, re.DOTALL):
        pieces = re.split(r"\\q?quad|,\s*\\qquad", " ".join(display.split()))
        kept += [f"- ${piece.strip().rstrip(',')}$" for piece in pieces if piece.strip(" ,")]
    for line in re.sub(r"\$\$.+?\$\$", "", part, flags=re.DOTALL).splitlines():
        maths = " ".join(re.findall(r"\$[^$]+\$", line))
        explains = re.match(r"-?\s*\$[^$]+\$(,\s*\$[^$]+\$)*:", line)
        named = re.match(r"- \w[^$]*: ?\$", line)
        says = named or (_SAYS_SOMETHING.search(maths) and (line.startswith("- ") or len(line) < 420))
        if says and not explains:
            kept.append(line if line.startswith("- ") else f"- {line}")
    return kept


def same_source(pdf: bytes, other: bytes) -> bool:
    """Return whether two PDFs were made from one markup, or a PDF from the markup `other`.

    The bytes of PDFs may differ all the same, since pictures do between processors.
    """
    found, wanted = _SOURCE.search(pdf), _SOURCE.search(other)
    return found is not None and wanted is not None and found[1] == wanted[1]


def page_count(pdf: bytes) -> int:
    """Return the number of pages of a PDF that Typst made."""
    counts = [int(n) for n in re.findall(rb"/Type\s*/Pages\b[^>]*?/Count (\d+)", pdf)]
    return max(counts, default=0)


def _sheet(sheet: Sheet, pictures: tuple[Figure, ...]) -> Iterator[str]:
    names = [title for title in PARTS if title != PARTS[-1]]
    shown = [(d.exercise, d.mistakes[:MISTAKES_AN_EXERCISE]) for d in sheet.diagnoses if d.mistakes]
    sentences = [sentence for _, mistakes in shown for _, sentence in mistakes]
    scheme = [what for what, _ in sheet.scheme]
    texts = _tidied([*(sheet.parts[name] for name in names), sheet.question, sheet.answer, *scheme, *sentences])
    parts, rest = texts[: len(names)], texts[len(names) :]
    question, answer, rest = rest[0], rest[1], rest[2:]
    marked, told = rest[: len(scheme)], iter(rest[len(scheme) :])
    yield f'#unit("{sheet.number:02d}", {_string(sheet.title)})'
    for name, text in zip(names, parts, strict=True):
        yield f"== {name}\n\n{text}"
        if name == PARTS[2] and pictures:
            yield _drawn(pictures[0])
        if name == PARTS[4] and pictures[1:]:
            yield _drawn(pictures[1], "auto")
    if shown:
        items = [
            f"#diagnosed({_string(exercise)}, ({''.join(f'[{next(told)}], ' for _ in mistakes)}))"
            for exercise, mistakes in shown
        ]
        yield "\n".join(["#told-by-checks[", *items, "]"])
    rows = "".join(f"[{what}], [{marks}], " for what, (_, marks) in zip(marked, sheet.scheme, strict=True))
    yield f"== {PARTS[-1]}\n\n#model-answer([{question}], [{answer}], ({rows}))"


def _drawn(figure: Figure, placement: str = "none") -> str:
    caption = f"{figure.heading} {figure.finding}"
    return f'#drawn("{figure.name}.png", {_string(figure.alt)}, {_string(caption)}, placement: {placement})'


def _tidied(texts: list[str]) -> list[str]:
    """Return Typst markup of Markdown texts, with what pandoc leaves loose in formulas put right."""
    return [re.sub(r"\$[^$]+\$", _tight, text) for text in pandoc.typst(texts)]


def _tight(formula: re.Match[str]) -> str:
    text = formula[0].replace("#h(0em)", "#h(0.28em)")  # TeX's thick space
    text = re.sub(r"\b(dot|plus|minus|times)\.circle\b", r"\1.o", text)  # Typst has renamed them
    text = re.sub(r'("\w+"\)?) (?=\\[(/])', r"\1", text)  # no gap between a name and its argument
    text = text.replace("+ =", 'class("relation", "+=")')
    return text.replace("\\|", 'class("normal", bar.v)')  # the bars of an absolute value are no relation


def _template(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def _call(function: str, **arguments: Any) -> str:
    def literal(value: Any) -> str:
        if isinstance(value, list):
            return "(" + "".join(f"{_string(item)}, " for item in value) + ")"
        return f"{value}pt"

    given = ", ".join(f"{name}: {literal(value)}" for name, value in arguments.items())
    return f"#show: {function}.with({given})"


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _marked(text: str) -> str:
    """Return the markup with its own digest among the document's keywords, for `same_source`."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f'#set document(keywords: ("source-sha256-{digest}",))\n{text}\n'


_SETTINGS: dict[str, Any] = {"ignore_system_fonts": True}


class _folder:  # noqa: N801  (used like a function)
    def __init__(self, text: str, pictures: list[Figure]) -> None:
        self._text, self._pictures = text, pictures

    def __enter__(self) -> Path:
        self._temporary = tempfile.TemporaryDirectory()
        folder = Path(self._temporary.name)
        (folder / "main.typ").write_text(self._text, encoding="utf-8")
        for picture in self._pictures:
            (folder / f"{picture.name}.png").write_bytes(picture.png)
        return folder

    def __exit__(self, *_: object) -> None:
        self._temporary.cleanup()


def _compile(text: str, pictures: list[Figure]) -> bytes:
    with _folder(text, pictures) as folder:
        return bytes(typst.compile(folder / "main.typ", format="pdf", **_SETTINGS))
