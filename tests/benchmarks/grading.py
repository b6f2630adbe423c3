"""Grade one class with stock nbgrader and with this repository's grader, in turn, and print the comparison.

    python -m tests.benchmarks.grading [--stock 6] [--ours 60] [--jobs 2]

The submissions are alike: a solved unit with a figure and a `torch.optim` call, numpy, matplotlib and torch imported.
Stock nbgrader runs them in a kernel each, as it does by default; ours in the sandbox, with hidden cases.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat
import psutil
from rich.console import Console
from rich.table import Table

from autograder.recording import ClassFolder
from tests.autograder.classes import Handouts, hand_in, scores

FIGURE = "import matplotlib.pyplot as plt\nplt.plot(np.cumsum(np.ones(20)))\nplt.title('steps')\nplt.show()"
TORCH = (
    "import torch\nw = torch.nn.Parameter(torch.ones(3))\noptimizer = torch.optim.Adam([w], lr=0.1)\n"
    "for _ in range(10):\n    optimizer.zero_grad()\n    (w**2).sum().backward()\n    optimizer.step()\nprint(w)"
)


def submission(unit: str) -> nbformat.NotebookNode:
    """Return the notebook that everybody hands in."""
    notebook = Handouts(unit).solved
    notebook.cells += [nbformat.v4.new_code_cell(FIGURE), nbformat.v4.new_code_cell(TORCH)]
    return notebook


def lay_out(root: Path, unit: str, students: int) -> None:
    notebook = submission(unit)
    for number in range(students):
        hand_in(root, f"student{number:04d}", unit, notebook)
    ClassFolder(root, unit).register()


class Peak(threading.Thread):
    """Watches the memory of this process's children while it runs."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.megabytes, self._stop_now = 0.0, threading.Event()

    def run(self) -> None:
        while not self._stop_now.wait(0.2):
            total = 0
            for child in psutil.Process().children(recursive=True):
                try:
                    total += child.memory_full_info().pss
                except psutil.Error:
                    continue
            self.megabytes = max(self.megabytes, total / 1e6)

    def __exit__(self, *_: object) -> None:
        self._stop_now.set()
        self.join()

    def __enter__(self) -> Peak:
        self.start()
        return self


def timed(command: list[str], folder: Path) -> tuple[float, float]:
    """Run `command` in `folder`; return the seconds and the peak memory in MB."""
    with Peak() as peak:
        begin = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        seconds = time.perf_counter() - begin
    return seconds, peak.megabytes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unit", default="05_adaptive")
    parser.add_argument("--stock", type=int, default=6, help="submissions for stock nbgrader")
    parser.add_argument("--ours", type=int, default=60, help="submissions for ours")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    table = Table(title=f"{given.unit}: one class, two graders", title_justify="left")
    for name in ("grader", "submissions", "s a submission", "a minute", "ratio", "peak MB"):
        table.add_column(name, justify="left" if name == "grader" else "right")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        stock, ours = root / "stock", root / "ours"
        lay_out(stock, given.unit, given.stock)
        lay_out(ours, given.unit, given.ours)
        python = sys.executable
        command = [python, "-m", "nbgrader", "autograde", given.unit, f"--CourseDirectory.root={stock}"]
        slow, slow_memory = timed(command, stock)
        command = [python, "-m", "autograder.cli", "grade", given.unit, "--class", str(ours), "--jobs", str(given.jobs)]
        fast, fast_memory = timed(command, ours)
        full = sum(points for points in set(scores(stock, given.unit).values()))
        assert set(scores(ours, given.unit).values()) == {full}, "both graders give everybody full marks"
    per_slow, per_fast = slow / given.stock, fast / given.ours
    rows = [("nbgrader 0.9.6", given.stock, per_slow, slow_memory)]
    rows.append((f"autograder grade --jobs {given.jobs}", given.ours, per_fast, fast_memory))
    for name, count, seconds, memory in rows:
        ratio = f"{per_slow / seconds:.1f}"
        table.add_row(name, str(count), f"{seconds:.3f}", f"{60 / seconds:.0f}", ratio, f"{memory:.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
