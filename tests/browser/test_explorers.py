"""Every explorer of every released notebook in the real JupyterLab: run, moved by keyboard, seen to answer."""

from __future__ import annotations

import re
import symtable
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from IPython.core.inputtransformer2 import TransformerManager
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.lab import CHROMIUM, REPOSITORY, Lab, Notebook
from tests.browser.test_lab import NAMELESS

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed"),
    pytest.mark.xdist_group("browser"),
]
SHORT = 20_000  # milliseconds for a picture to change
RAISED = ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']"
EXPLORER = re.compile(r"^explore\.\w+\(.*\)$", re.MULTILINE)


def code_cells(unit: str) -> list[str]:
    notebook = nbformat.read(REPOSITORY / "course" / unit / f"{unit}.ipynb", as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def has_explorer(source: str) -> bool:
    return bool(EXPLORER.search(source))


UNITS = sorted(
    path.stem
    for path in (REPOSITORY / "course").glob("*/[0-9]*.ipynb")
    if any(map(has_explorer, code_cells(path.stem)))
)


def names(source: str) -> tuple[set[str], set[str]]:
    """What a cell defines for other cells, and what it uses of them."""
    cell = symtable.symtable(source, "cell", "exec")
    defined = {symbol.get_name() for symbol in cell.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    used, inside = {symbol.get_name() for symbol in cell.get_symbols() if symbol.is_referenced()}, cell.get_children()
    while inside:
        table = inside.pop()
        used |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}
        inside += table.get_children()
    return defined, used


def needed(sources: list[str]) -> list[int]:
    """The cells to run for all explorers to work: their own, and those that define what they need."""
    plain = list(map(TransformerManager().transform_cell, sources))
    wanted = [index for index, source in enumerate(sources) if has_explorer(source)]
    found: set[int] = set()
    while wanted:
        index = wanted.pop()
        found.add(index)
        for name in names(plain[index])[1]:
            earlier = [k for k in range(index) if name in names(plain[k])[0]]
            wanted += [k for k in earlier[-1:] if k not in found]
    return sorted(found)


@pytest.fixture
def notebook(lab: Lab, chromium: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Notebook]:
    opened = lab.open(chromium, request.param, copy=f"explorers-{request.param}")
    yield opened
    opened.close()


def moves(picture: Locator, handle: Locator) -> bool:
    """Press a key on a slider and see whether the picture changes: from wherever it stands, one end must do."""
    before = picture.get_attribute("src") or ""
    handle.focus()
    for key in ("End", "Home"):
        handle.press(key)
        try:
            expect(picture).not_to_have_attribute("src", before, timeout=SHORT)
            return True
        except AssertionError:
            continue
    return False


def usable(handle: Locator) -> bool:
    return handle.is_visible() and not handle.evaluate("handle => Boolean(handle.closest('[disabled]'))")


@pytest.mark.parametrize(("notebook", "unit"), [(unit, unit) for unit in UNITS], indirect=["notebook"])
def test_every_explorer_answers_to_the_keyboard(notebook: Notebook, unit: str) -> None:
    sources = code_cells(unit)
    seen = 0
    for index in needed(sources):
        outputs = notebook.run(notebook.nth_code(index))
        if not has_explorer(sources[index]):
            continue
        seen += 1
        expect(outputs.get_by_role("img").first).to_be_visible()
        assert outputs.get_by_role("status").first.inner_text()
        for number in [k for k, handle in enumerate(outputs.get_by_role("slider").all()) if usable(handle)]:
            # A fresh one each: where one slider stands at its end, another may rightly change nothing.
            outputs = notebook.run(notebook.nth_code(index)) if number else outputs
            handle = outputs.get_by_role("slider").nth(number)
            expect(handle).to_be_visible()
            assert outputs.locator(RAISED).count() == 0
            changed = moves(outputs.get_by_role("img").first, handle)
            assert changed, f"slider {number + 1} of {sources[index]!r} changes nothing"
    assert seen >= 1
    found = Axe().run(notebook.page, ".jp-OutputArea .widget-vbox", NAMELESS).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
    assert notebook.complaints == []  # cells that need a solution raise, as they do for everybody who begins


def test_the_race_plays_and_pauses(lab: Lab, chromium: BrowserContext) -> None:
    notebook = lab.open(chromium, "05_adaptive", copy="the-race")
    sources = code_cells("05_adaptive")
    race = next(index for index, source in enumerate(sources) if source.startswith("explore.race("))
    for index in needed([*sources[: race + 1]]):
        if not has_explorer(sources[index]):
            notebook.run(notebook.nth_code(index))
    outputs = notebook.run(notebook.nth_code(race))
    words = outputs.get_by_role("status")
    expect(words).to_contain_text("my_adam is not written yet")
    outputs.get_by_role("button", name="Play").click()
    expect(words).to_contain_text(re.compile(r"loss at step [4-9]\d\b"))
    outputs.get_by_role("button", name="Pause").click()
    expect(outputs.get_by_role("button", name="Play")).to_be_visible()
    notebook.page.wait_for_timeout(700)
    stopped = words.inner_text()
    notebook.page.wait_for_timeout(700)
    assert words.inner_text() == stopped
    outputs.get_by_role("button", name="Back to the start").click()
    expect(words).to_contain_text("loss at step 0")
    outputs.get_by_role("button", name="One step").click()
    expect(words).to_contain_text("loss at step 1:")
    assert notebook.errors() == []
    notebook.close()


def test_each_unit_has_two_explorers() -> None:
    counted = {unit: sum(len(EXPLORER.findall(source)) for source in code_cells(unit)) for unit in UNITS}
    lessons = [path.stem for path in Path(REPOSITORY / "course").glob("*/[0-9]*.ipynb") if "revision" not in path.stem]
    assert {unit: counted.get(unit, 0) for unit in lessons if counted.get(unit, 0) < 2} == {}
