"""Time a slider from key press to new pixels in the real JupyterLab: an explorer, and the same picture by `interact`.

    python -m tests.benchmarks.explorers [--presses 40]

Both cells stand in one notebook and take turns, so that whatever else the machine does slows both. A time runs from
the browser's `keydown` to the frame in which the next picture is decoded and painted.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator
from rich.console import Console
from rich.table import Table

from tests.browser.lab import Lab, Notebook, browser

OURS = "from descent import explore\nexplore.update_rule()"
# The same picture, drawn from nothing at every move, as `interact` does.
NAIVE = """\
import matplotlib.pyplot as plt
from descent.explore.update_rule import DescentPicture
from ipywidgets import FloatLogSlider, interact


@interact(lr=FloatLogSlider(0.03, base=10, min=-4, max=0.5, step=0.01, description="learning rate"))
def naive(lr):
    picture = DescentPicture()
    finding = picture.show(landscape="ravine", lr=lr, steps=40)
    display(picture.figure)
    print(finding)
"""
# Resolves with the milliseconds from the next key press to the frame after the next new picture is decoded.
WATCH = """
output => new Promise(resolve => {
    const shown = () => [...output.querySelectorAll('img')].map(image => image.src).join();
    const before = shown();
    let pressed = 0;
    output.addEventListener('keydown', () => { pressed = performance.now(); }, {capture: true, once: true});
    const look = async () => {
        const images = [...output.querySelectorAll('img')];
        if (pressed && images.length && shown() !== before) {
            watcher.disconnect();
            await Promise.all(images.map(image => image.decode().catch(() => null)));
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressed)));
        }
    };
    const watcher = new MutationObserver(look);
    watcher.observe(output, {subtree: true, childList: true, attributes: true, attributeFilter: ['src']});
})
"""


def press(output: Locator, key: str) -> float:
    """Press `key` on the first slider of a cell's output and return the milliseconds until new pixels are shown."""
    slider = output.get_by_role("slider").first
    slider.focus()
    watch = output.element_handle().evaluate_handle(f"output => ({{ done: ({WATCH})(output) }})")
    slider.press(key)
    return float(watch.evaluate("watch => watch.done"))


def measure(notebook: Notebook, presses: int) -> dict[str, list[float]]:
    """Return the milliseconds of all presses, by the name of the cell."""
    outputs = {"explorer": notebook.run(notebook.nth_code(0)), "interact": notebook.run(notebook.nth_code(1))}
    times: dict[str, list[float]] = {name: [] for name in outputs}
    for count in range(presses + 3):
        for name, output in outputs.items():
            output.scroll_into_view_if_needed()
            notebook.page.wait_for_timeout(150)  # until the kernel has nothing left to do
            took = press(output, "ArrowRight" if count % 20 < 10 else "ArrowLeft")
            if count >= 3:  # the first ones load fonts and code
                times[name].append(took)
    return times


def run(folder: Path, presses: int) -> dict[str, list[float]]:
    """Start JupyterLab on a notebook with both cells and measure."""
    with browser() as chromium:
        lab = Lab(folder)
        try:
            source = lab.course / "00_bench"
            source.mkdir()
            kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
            cells = [new_code_cell(OURS), new_code_cell(NAIVE)]
            nbformat.write(new_notebook(cells=cells, metadata=kernel), source / "00_bench.ipynb")
            return measure(lab.open(chromium, "00_bench", copy="bench"), presses)
        finally:
            lab.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presses", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        times = run(Path(folder), given.presses)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    table = Table(title="One slider, two ways: key press to new pixels in JupyterLab", title_justify="left")
    for name in ("way", "presses", "median ms", "slowest tenth ms", "ratio"):
        table.add_column(name, justify="left" if name == "way" else "right")
    for name, taken in times.items():
        slow = statistics.quantiles(taken, n=10)[-1]
        ratio = medians["interact"] / medians[name]
        table.add_row(name, str(len(taken)), f"{medians[name]:.0f}", f"{slow:.0f}", f"{ratio:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
