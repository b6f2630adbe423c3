"""The revision page and the revision notebook in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.lab import CHROMIUM, REPOSITORY, Lab, Notebook

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed"),
    pytest.mark.xdist_group("browser"),
]
PAGE = (REPOSITORY / "course" / "revision" / "revision.html").as_uri()
# A formula that the browser does not lay out has no size, or shows its source.
UNSEEN = """
[...document.querySelectorAll('math')].filter(math => {
    const box = math.getBoundingClientRect()
    return box.width < 2 || box.height < 5 || /\\\\[a-z]+/.test(math.innerText)
}).map(math => math.textContent)
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESCENT_PROGRESS", str(folder / "progress.jsonl"))
        started = Lab(folder)
    yield started
    started.close()


def complaints(page: Page, *selector: str) -> list[str]:
    """All that axe-core finds, the minor things too."""
    found = Axe().run(page, *selector).response["violations"]
    return [f"{each['id']} ({each['impact']}): {each['nodes'][0]['html'][:200]}" for each in found]


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1200), ("dark", 360)], ids=["light on a screen", "dark on a phone"]
)
def test_the_page_is_accessible_fits_its_window_and_fetches_nothing(chromium, scheme, width):
    page = chromium.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    fetched, said = [], []
    page.on("request", lambda request: fetched.append(request.url[:60]))
    page.on("console", lambda message: said.append(message.text))
    page.goto(PAGE)
    page.evaluate("document.querySelectorAll('article:first-of-type details').forEach(card => { card.open = true })")
    assert complaints(page) == []  # with all cards of a unit open; axe-core would take minutes for those of all units
    page.evaluate("document.querySelectorAll('details').forEach(card => { card.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(UNSEEN) == []
    assert [url for url in fetched if not url.startswith("data:")] == [PAGE[:60]]
    assert said == []
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 900)")
    page.close()


def test_a_card_opens_with_the_keyboard_and_the_contents_lead_to_a_unit(chromium):
    page = chromium.new_page()
    page.goto(PAGE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the sheets")).to_be_in_viewport()
    card = page.locator("details.card").first
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(card.locator("div")).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name=re.compile("^04")).click()
    expect(page.get_by_role("heading", name=re.compile("^04"))).to_be_in_viewport()
    page.close()


def test_cards_numbers_and_the_exam_work_in_the_notebook(lab: Lab, chromium: BrowserContext):
    notebook: Notebook = lab.open(chromium, "13_revision", copy="at_work")
    shown = notebook.run(notebook.code("from descent import progress"))
    expect(shown.get_by_role("rowheader", name=re.compile("^01"))).to_be_visible()
    assert complaints(notebook.page, ".descent-progress") == []

    cards = notebook.run(notebook.code("revise.flashcards()"))
    expect(cards).to_contain_text("Card 1 of 20")
    cards.get_by_role("button", name="Show the answer").press("Enter")
    cards.get_by_role("button", name=re.compile("^Good")).press("Enter")
    expect(cards).to_contain_text("Card 2 of 20")

    numbers = notebook.run(notebook.code("revise.practise()"))
    numbers.get_by_role("textbox").fill("not a number")
    numbers.get_by_role("textbox").press("Enter")
    numbers.get_by_role("button", name="Check").click()
    expect(numbers).to_contain_text("That is no number.")
    assert complaints(notebook.page, ".jp-OutputArea-output .widget-vbox") == []

    exam = notebook.run(notebook.code("revise.exam()"))
    expect(exam).to_contain_text("min")
    exam.get_by_role("button", name="Hand in").click()
    expect(exam).to_contain_text("0 of 40 marks")
    exam.get_by_role("checkbox").last.check()
    expect(exam).not_to_contain_text("0 of 40 marks.")
    assert notebook.errors() == []
    notebook.close()
