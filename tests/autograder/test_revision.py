"""The revision material is made from the lessons alone, the same way every time, and has all that a sheet needs."""

from __future__ import annotations

import io
import itertools
import json
import re
import sqlite3
import zipfile
from html.parser import HTMLParser

import pytest
from descent.revise import material as shipped
from typer.testing import CliRunner

from autograder import registry
from autograder.cli import app
from autograder.lesson import LessonError
from autograder.paths import lessons
from autograder.revision import book, build, deck, material, page, printed, source
from autograder.revision.pictures import figures

pytestmark = pytest.mark.xdist_group("revision")  # pictures and pandoc's work are made once
EPOCH = 1_764_000_000


@pytest.fixture(scope="module")
def whole() -> book.Book:
    return book.read()


@pytest.fixture(scope="module")
def html(whole) -> str:
    return page.text(whole)


@pytest.fixture(scope="module")
def pdf(whole) -> bytes:
    return printed.sheets_pdf(whole)


class Elements(HTMLParser):
    """The start tags of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("path", [path for path in lessons() if source.has_summary(path)], ids=lambda path: path.stem)
def test_every_lesson_ends_in_the_ten_parts_a_mark_scheme_of_ten_and_ten_cards(path):
    sheet = source.read(path)
    assert tuple(sheet.parts) == source.PARTS
    assert all(len(text) > 80 for text in sheet.parts.values())
    assert sum(marks for _, marks in sheet.scheme) == 10
    assert len(sheet.cards) >= 10
    assert "|" in sheet.parts["Variants compared"]
    assert len({card.id(sheet.slug) for card in sheet.cards}) == len(sheet.cards)


def test_all_lessons_but_the_one_on_revision_have_a_summary():
    assert [path.stem for path in lessons() if not source.has_summary(path)] == ["13_revision"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("## Flashcards", "## Cards", "should end in"),
        ("### Where it is used", "### Uses", "missing: Where it is used"),
        ("### Definition", "### Definition\n\nText\n\n### Extra", "one is new"),
        ("| central difference formula | 1 |", "| central difference formula | 2 |", "adds to 11, not to 10"),
        ("**Answer.**", "Answer:", "mark scheme"),
        ("<summary>", "<b>", "0 flashcards"),
    ],
)
def test_a_summary_that_leaves_the_template_is_told_in_one_sentence(tmp_path, old, new, complaint):
    path = tmp_path / "01_gradient.md"
    text = lessons()[0].read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(LessonError, match=complaint):
        source.read(path)


def test_the_sheets_tell_the_mistakes_that_the_checks_know(whole, html):
    for sheet in whole.sheets:
        told = {sentence for diagnosis in sheet.diagnoses for _, sentence in diagnosis.mistakes}
        assert told == {mistake.sentence for exercise in registry.unit(sheet.slug) for mistake in exercise.mistakes}
    names = [escape_free(exercise.name) for exercise in registry.by_name().values()]
    assert all(f"<summary><code>{name}</code></summary>" in html for name in names)


def escape_free(name: str) -> str:
    assert re.fullmatch(r"[\w.]+", name)
    return name


def test_the_page_needs_nothing_from_elsewhere(html):
    for tag, attributes in Elements(html).found:
        assert tag not in ("script", "link", "iframe", "object", "embed", "base")
        for name in ("src", "srcset", "poster", "data", "background"):
            assert (attributes.get(name) or "data:").startswith("data:")
    assert "url(" not in html
    assert "@import" not in html


def test_the_page_has_every_formula_as_mathml_and_no_tex_left_over(html):
    assert html.count("<math ") > 300
    text = re.sub(r"<annotation.*?</annotation>|<code>.*?</code>|<style>.*?</style>", "", html, flags=re.DOTALL)
    assert not re.search(r"\\(frac|nabla|lambda|theta|text|sqrt|lVert|operatorname|mathbb)", text)
    assert 'class="math' not in html


def test_the_page_names_its_language_headings_pictures_and_table_heads(html):
    elements = Elements(html).found
    assert ("html", {"lang": "en-GB"}) in elements
    levels = [int(tag[1]) for tag, _ in elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all(len(a["alt"] or "") > 40 for tag, a in elements if tag == "img")
    assert all(a.get("scope") == "col" for tag, a in elements if tag == "th")
    ids = [a["id"] for _, a in elements if "id" in a]
    assert len(set(ids)) == len(ids)
    targets = {a["href"][1:] for tag, a in elements if tag == "a" and (a.get("href") or "").startswith("#")}
    assert targets <= set(ids)


def test_every_unit_has_a_picture_and_two_to_four_pages(whole):
    assert all(figures(sheet.slug) for sheet in whole.sheets)
    assert {slug: n for slug, n in printed.pages(whole).items() if not 2 <= n <= 4} == {}


def test_the_printed_sheets_are_a4_and_the_same_bytes_twice(whole, pdf):
    assert pdf == printed.sheets_pdf(whole)
    assert re.search(rb"/MediaBox ?\[0 0 595\.\d+ 841\.\d+\]", pdf)
    assert b"CreationDate" not in pdf
    assert printed.page_count(pdf) == sum(printed.pages(whole).values()) + 1 + _closing(whole)


def _closing(whole: book.Book) -> int:
    """Pages of the loose statements at the end."""
    without = book.Book(whole.sheets, None)
    return printed.page_count(printed.sheets_pdf(whole)) - printed.page_count(printed.sheets_pdf(without))


def test_a_pdf_knows_the_text_that_it_was_made_from(whole, pdf):
    text = printed.sheets_text(whole).encode()
    assert printed.same_source(pdf, text)
    assert not printed.same_source(pdf, text.replace(b"source-sha256-", b"source-sha256-0"))
    assert not printed.same_source(b"%PDF-1.7", text)


def test_the_formulas_fit_on_one_page_in_type_that_can_be_read(whole, monkeypatch):
    pdf = printed.formulas_pdf(whole)
    assert printed.page_count(pdf) == 1
    assert pdf == printed.formulas_pdf(whole)
    monkeypatch.setattr(printed, "_SMALLEST", 20.0)
    with pytest.raises(ValueError, match="do not fit"):
        printed.formulas_pdf(whole)


def test_every_unit_has_formulas_on_the_sheet(whole):
    for sheet in whole.sheets:
        lines = printed.formula_lines(sheet.parts[source.PARTS[1]])
        assert len(lines) >= 2, sheet.unit
        assert all("$" in line for line in lines)


def test_the_deck_is_the_same_bytes_twice_and_holds_every_card_once(whole):
    notes = deck.notes(whole)
    apkg = deck.package(notes, EPOCH)
    assert apkg == deck.package(notes, EPOCH)
    assert deck.read_notes(apkg) == notes
    assert len({guid for guid, *_ in notes}) == len(notes) >= 120
    assert {tag for *_, tag in notes} == {f"descent::{sheet.slug}" for sheet in whole.sheets}
    assert not any(re.search(r"\$[^$]+\$|<math", question + answer) for _, question, answer, *_ in notes)
    with pytest.raises(ValueError, match="not a package"):
        deck.read_notes(b"PK")


def test_a_card_that_changes_keeps_its_identifier_and_becomes_newer(whole, tmp_path):
    """Anki takes over an imported note with a known identifier only if it is newer."""
    before = deck.notes(whole)
    previous = tmp_path / "material.json"
    previous.write_text(material.text(whole, EPOCH, deck.digest(before)), encoding="utf-8")
    assert build.edition_of(before, previous) == EPOCH
    guid, question, _, unit, tag = before[0]
    after = [(guid, question, "a better answer", unit, tag), *before[1:]]
    edition = build.edition_of(after, previous)
    assert edition > EPOCH
    old, new = (_rows(deck.package(notes, time)) for notes, time in ((before, EPOCH), (after, edition)))
    assert old.keys() == new.keys()
    assert all(new[key][0] > old[key][0] for key in old)
    assert new[guid][1] != old[guid][1]


def _rows(apkg: bytes) -> dict[str, tuple[int, str]]:
    with zipfile.ZipFile(io.BytesIO(apkg)) as archive:
        data = archive.read("collection.anki2")
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    return {guid: (mod, fields) for guid, mod, fields in connection.execute("select guid, mod, flds from notes")}


def test_an_identifier_stays_when_only_signs_change_and_differs_between_units():
    card = source.Card("What is *momentum*?", "…")
    assert card.id("momentum") == source.Card("What is momentum", "another answer").id("momentum")
    assert card.id("momentum") != card.id("adaptive")


def test_the_edition_is_the_given_time_where_there_is_no_deck_yet(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert build.edition_of([], tmp_path / "none.json") == 1_700_000_000
    (tmp_path / "spoilt.json").write_text("{")
    assert build.edition_of([], tmp_path / "spoilt.json") == 1_700_000_000


def test_the_committed_material_is_up_to_date():
    result = CliRunner().invoke(app, ["revise", "--check"])
    assert result.exit_code == 0, result.output


def test_stale_material_fails_the_check_is_named_and_is_written_by_the_command(tmp_path, monkeypatch):
    path = tmp_path / "revision.html"
    monkeypatch.setattr("autograder.paths.REPOSITORY", tmp_path)
    output = build.Output(path, lambda: b"new", lambda old: old == b"new")
    monkeypatch.setattr(build, "outputs", lambda: [output])
    result = CliRunner().invoke(app, ["revise", "--check"])
    assert result.exit_code == 1
    assert "stale: revision.html" in result.output
    assert not path.exists()
    assert "wrote revision.html" in CliRunner().invoke(app, ["revise"]).output
    assert path.read_bytes() == b"new"
    assert "up to date" in CliRunner().invoke(app, ["revise", "--check"]).output
    assert [file.name for file in tmp_path.iterdir()] == ["revision.html"]


def test_a_page_whose_pictures_alone_differ_is_up_to_date(whole):
    output = next(output for output in build.outputs(whole) if output.path.name == "revision.html")
    other = re.sub(rb"data:image/png;base64,[^\"]+", b"data:image/png;base64,AAAA", output.make())
    assert output.same(other)
    assert not output.same(other.replace(b"gradient", b"slope", 1))


def test_the_notebook_practises_with_the_same_cards(whole):
    committed = json.loads(build.MATERIAL.read_text(encoding="utf-8"))
    assert [unit.slug for unit in shipped.units()] == [sheet.slug for sheet in whole.sheets]
    assert committed["cards_digest"] == deck.digest(deck.notes(whole))
    for unit, sheet in zip(shipped.units(), whole.sheets, strict=True):
        assert [card.id for card in unit.cards] == [card.id(sheet.slug) for card in sheet.cards]
