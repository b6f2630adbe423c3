"""The class report in a real browser: readable for small and large classes, on paper's width and a telephone's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from autograder.report import page as report_page
from tests.autograder.imagined import imagined_class
from tests.browser.lab import CHROMIUM

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[int, str]:
    folder = tmp_path_factory.mktemp("report")
    for size in (10, 1000):
        (folder / f"{size}.html").write_text(report_page(imagined_class(size)), encoding="utf-8")
    return {size: (folder / f"{size}.html").as_uri() for size in (10, 1000)}


@pytest.fixture
def page(chromium: BrowserContext) -> Iterator[Page]:
    opened = chromium.new_page()
    yield opened
    opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [10, 1000])
def test_it_is_accessible_and_fetches_nothing(page, pages, size, scheme):
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.emulate_media(color_scheme=scheme)
    page.goto(pages[size])
    assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in Axe().run(page).response["violations"]] == []
    assert asked == [pages[size]]
    assert said == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_itself_never_scrolls_sideways_and_bars_keep_their_labels_apart(page, pages, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(pages[1000])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = [text.bounding_box() for text in page.locator("svg text").all()]
    for row in {round(box["y"]) for box in boxes}:
        line = sorted((box["x"], box["x"] + box["width"]) for box in boxes if round(box["y"]) == row)
        assert all(left[1] <= right[0] for left, right in pairwise(line))
