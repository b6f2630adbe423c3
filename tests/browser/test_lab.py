"""A learner at work in the real JupyterLab: real keys, a real kernel, what is to be seen in the end."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.lab import CHROMIUM, Lab, Notebook

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed"),
    pytest.mark.xdist_group("browser"),
]

STUB, UPHILL, DOWNHILL = "raise NotImplementedError", "return w + lr * grad", "return w - lr * grad"
LIMIT = 10  # seconds that the exercise allows
# The handle of an ipywidgets slider (8.1) has no name of its own, and nothing in Python can give it one; the visible
# label stands in front of it, and `strip()` tells what the slider would show.
NAMELESS = {"rules": {"aria-input-field-name": {"enabled": False}}}


@pytest.fixture
def notebook(lab: Lab, chromium: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Notebook]:
    """Unit 02 with its imports done, in the theme that the test asks for."""
    theme = getattr(request, "param", "JupyterLab Light")
    opened = lab.open(chromium, "02_update_rule", copy=re.sub(r"\W+", "-", request.node.name), theme=theme)
    opened.run(opened.code("import matplotlib"))
    yield opened
    opened.close()


every_theme = pytest.mark.parametrize("notebook", ["JupyterLab Light", "JupyterLab Dark"], indirect=True)


def check(notebook: Notebook, old: str, *new: str) -> Locator:
    """Type a solution of `gradient_step` in place of the old one, run it and its check; return the check's outputs."""
    solution = notebook.code("def gradient_step")
    notebook.replace(solution, old, *new)
    notebook.run(solution)
    return notebook.run(notebook.code("check(gradient_step)"))


def row(report: Locator, title: str) -> str:
    return report.get_by_role("row").filter(has=report.page.get_by_role("rowheader", name=title)).inner_text()


def left_edges(report: Locator) -> set[int]:
    """Where the list and the table begin; JupyterLab's own rules would indent the one and align the other right."""
    call = report.locator("td pre").first
    assert call.evaluate("pre => getComputedStyle(pre).textAlign") in ("left", "start")
    return {round(report.locator(part).first.bounding_box()["x"]) for part in ("li", "th")}


def value(outputs: Locator) -> str:
    """What stands beside the output's number."""
    return outputs.locator(".jp-OutputArea-executeResult .jp-OutputArea-output").inner_text().strip()


def accessible(notebook: Notebook, selector: str, options: dict | None = None) -> list[str]:
    """The serious and critical complaints of axe-core."""
    found = Axe().run(notebook.page, selector, options).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in ("serious", "critical")]


def test_a_slider_moved_by_keyboard_changes_the_picture_and_its_words(notebook):
    shown = notebook.run(notebook.code("explore.update_rule()"))
    picture, words = shown.get_by_role("img"), shown.get_by_role("status")
    handle = shown.get_by_role("slider").first
    expect(words).to_contain_text("good")
    before, said = picture.get_attribute("src"), words.inner_text()
    handle.focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(picture).not_to_have_attribute("src", before or "")
    expect(words).not_to_have_text(said)
    notebook.page.keyboard.press("End")
    expect(words).to_contain_text("diverges")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1350
    assert notebook.errors() == []


@every_theme
def test_a_wrong_step_is_diagnosed_and_a_right_one_confirmed(notebook):
    outputs = check(notebook, STUB, UPHILL)
    report = outputs.get_by_role("region", name="Check of gradient_step")
    expect(report.get_by_role("img", name="wrong").first).to_have_text("✗")
    expect(report).to_contain_text("You stepped along +∇J, which climbs.")
    assert "gradient_step(array(" in row(report, "Call")
    assert row(report, "Expected") != row(report, "Got").replace("Got", "Expected")
    assert value(outputs) == "0.0"
    assert left_edges(report) == {round(report.locator(".message").bounding_box()["x"])}
    assert accessible(notebook, ".descent-report") == []  # contrast above all

    outputs = check(notebook, UPHILL, DOWNHILL)
    expect(report.get_by_role("img", name="right")).to_have_text("✓")
    expect(report).to_contain_text("All 8 cases are right.")
    assert value(outputs) == "1.0"
    assert accessible(notebook, ".descent-report") == []
    assert notebook.errors() == []


def test_an_endless_loop_is_stopped_in_time_and_the_kernel_answers(notebook):
    start = time.monotonic()
    outputs = check(notebook, STUB, "while True:", "pass")
    assert time.monotonic() - start < LIMIT + 20
    expect(outputs).to_contain_text(f"Your code was stopped: it did not finish within {LIMIT} seconds.")
    assert value(outputs) == "0.0"
    outputs = check(notebook, "while True:", DOWNHILL)
    assert value(outputs) == "1.0"
    assert notebook.errors() == []


@every_theme
def test_an_explorer_can_be_used_without_a_mouse_or_a_screen(notebook):
    shown = notebook.run(notebook.code("explore.predict_rate()"))
    assert accessible(notebook, ".jp-OutputArea .widget-vbox", NAMELESS) == []
    guess = shown.get_by_label("my guess")
    guess.focus()
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.type("0.01")
    notebook.page.keyboard.press("Tab")
    expect(shown.get_by_role("button", name="Lock in my guess")).to_be_focused()
    notebook.page.keyboard.press("Enter")
    expect(shown.get_by_role("button", name="New problem")).to_be_enabled()
    expect(shown.get_by_role("img")).to_have_attribute("title", re.compile("rate"))
    assert shown.locator(".widget-label[title='null']:visible").count() == 0
    assert notebook.errors() == []


def test_the_pictures_of_the_readme_are_small():
    pictures = sorted((Path(__file__).parent / "pictures").glob("*.png"))
    assert len(pictures) >= 4
    assert max(picture.stat().st_size for picture in pictures) < 300_000
