"""Live training in the real JupyterLab: started, steered and stopped with the mouse while it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.lab import CHROMIUM, Lab, Notebook
from tests.browser.test_lab import NAMELESS

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed"),
    pytest.mark.xdist_group("browser"),
]

# Steps of a few milliseconds for as long as it takes: the test ends the run, not the clock.
SETTING = """import time
import torch
from descent import explore
from torch.nn import functional as F

model = torch.nn.Linear(8, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
X = torch.randn(64, 8)
y = X[:, :3].argmax(dim=1)

def epoch(loss_fn):
    for _ in range(10):
        optimizer.zero_grad()
        loss_fn(model(X), y).backward()
        optimizer.step()
        time.sleep(0.005)
"""
WATCH = """live = explore.training(
    epoch, optimizer, epochs=100_000, steps=10, loss_fn=F.cross_entropy, evaluate=lambda: (0.5, 0.5)
)
live"""
FINISH = "print('history:', live.finish())"


@pytest.fixture(scope="module")
def unit(lab: Lab) -> str:
    """A notebook that trains for ever."""
    folder = lab.course / "90_training"
    folder.mkdir()
    cells = [nbformat.v4.new_code_cell(source) for source in (SETTING, WATCH, FINISH)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "90_training.ipynb")
    return folder.name


@pytest.fixture
def notebook(lab: Lab, unit: str, chromium: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Notebook]:
    opened = lab.open(chromium, unit, copy=re.sub(r"\W+", "-", request.node.name))
    opened.run(opened.code("import time"))
    yield opened
    opened.close()


def shown(live: Locator) -> tuple[int, float]:
    """The step and the rate that the words under the picture name."""
    expect(live.get_by_role("status")).to_contain_text(re.compile(r"step \d+ of"))
    found = re.search(r"step (\d+) of .*?rate ([\d.e+-]+)", live.get_by_role("status").inner_text())
    assert found
    return int(found[1]), float(found[2].rstrip("."))


def steer_and_stop(notebook: Notebook, live: Locator) -> None:
    """While it trains: the picture changes by itself, the rate follows the slider, stop stops."""
    picture = live.get_by_role("img").first
    before = picture.get_attribute("src")
    expect(picture).not_to_have_attribute("src", before or "")
    step, rate = shown(live)
    assert rate == pytest.approx(0.01, rel=0.05)
    handle = live.get_by_role("slider").first
    handle.focus()
    notebook.page.keyboard.press("End")
    expect(live.get_by_role("status")).to_contain_text(re.compile(r"rate 1[;.,]"))
    later, _ = shown(live)
    assert later > step
    live.get_by_role("button", name="Stop").click()
    expect(live.get_by_role("status")).to_contain_text("stopped after")


def test_the_start_button_trains_in_the_background_and_the_run_can_be_steered_and_stopped(notebook: Notebook) -> None:
    live = notebook.run(notebook.code("live = explore"))
    assert Axe().run(notebook.page, ".jp-OutputArea-output .widget-vbox", NAMELESS).response["violations"] == []
    live.get_by_role("button", name="Start").click()
    steer_and_stop(notebook, live)
    outputs = notebook.run(notebook.code("print('history"))
    expect(outputs).to_contain_text("history: stopped after")
    assert notebook.errors() == []


def test_a_cell_that_waits_for_the_end_draws_too_and_an_interrupt_is_its_stop_button(notebook: Notebook) -> None:
    live = notebook.run(notebook.code("live = explore"))
    waiting = notebook.code("print('history")
    waiting.locator(".cm-content").click()
    notebook.page.keyboard.press("Control+Enter")
    expect(waiting.locator(".jp-InputPrompt")).to_contain_text("*")
    expect(live.get_by_role("status")).to_contain_text("interrupt the kernel to stop")
    expect(live.get_by_role("button", name="Stop")).to_be_disabled()
    for key in ("Escape", "i", "i"):
        notebook.page.keyboard.press(key)
    expect(waiting.locator(".jp-Cell-outputArea")).to_contain_text("history: stopped after")
    expect(live.get_by_role("status")).to_contain_text("stopped after")
    assert notebook.errors() == []
