"""Grade one class with stock nbgrader and with this repository's grader, in turn, and print the comparison.

    python -m tests.benchmarks.grading [--stock 6] [--ours 200] [--jobs 2]

The submissions are alike: a solved unit with a figure and a `torch.optim` call, numpy, matplotlib and torch imported.
Stock nbgrader runs them in a kernel each, as it does by default; ours in the sandbox, with hidden cases.
"""

from __future__ import annotations

import argparse
import statistics
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

from autograder.grading import _cell
from autograder.recording import ClassFolder
from autograder.sandbox import Sandbox
from autograder.submission import repaired
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


def grade_command(unit: str, root: Path, jobs: int) -> list[str]:
    return [sys.executable, "-m", "autograder.cli", "grade", unit, "--class", str(root), "--jobs", str(jobs)]


def finishing_times(root: Path, unit: str) -> list[float]:
    """Return the moments at which submissions were recorded, in order: the times of their graded notebooks."""
    return sorted(path.stat().st_mtime for path in (root / "autograded").glob(f"*/{unit}/{unit}.ipynb"))


def against_stock(root: Path, given: argparse.Namespace) -> Table:
    """Grade one class with both graders, in turn."""
    table = Table(title=f"{given.unit}: one class, two graders", title_justify="left")
    for name in ("grader", "submissions", "s a submission", "a minute", "ratio", "peak MB"):
        table.add_column(name, justify="left" if name == "grader" else "right")
    stock, ours = root / "stock", root / "ours"
    lay_out(stock, given.unit, given.stock)
    lay_out(ours, given.unit, given.ours)
    command = [sys.executable, "-m", "nbgrader", "autograde", given.unit, f"--CourseDirectory.root={stock}"]
    slow, slow_memory = timed(command, stock)
    fast, fast_memory = timed(grade_command(given.unit, ours, given.jobs), ours)
    full = sum(points for points in set(scores(stock, given.unit).values()))
    assert set(scores(ours, given.unit).values()) == {full}, "both graders give everybody full marks"
    per_slow, per_fast = slow / given.stock, fast / given.ours
    rows = [("nbgrader 0.9.6", given.stock, per_slow, slow_memory)]
    rows.append((f"autograder --jobs {given.jobs}", given.ours, per_fast, fast_memory))
    for name, count, seconds, memory in rows:
        ratio = f"{per_slow / seconds:.1f}"
        table.add_row(name, str(count), f"{seconds:.3f}", f"{60 / seconds:.0f}", ratio, f"{memory:.0f}")
    return table


def by_size(root: Path, given: argparse.Namespace) -> Table:
    """Grade a small and a large class: the first result, the time of each further one, and the memory."""
    table = Table(title=f"{given.unit}: small and large classes, --jobs {given.jobs}", title_justify="left")
    for name in ("submissions", "first result s", "s for each further one", "peak MB"):
        table.add_column(name, justify="right")
    for count in given.sizes:
        folder = root / f"of{count}"
        lay_out(folder, given.unit, count)
        began = time.time()
        _, memory = timed(grade_command(given.unit, folder, given.jobs), folder)
        times = finishing_times(folder, given.unit)
        each = (times[-1] - times[0]) / (count - 1)
        table.add_row(str(count), f"{times[0] - began:.1f}", f"{each:.3f}", f"{memory:.0f}")
    return table


def overhead(given: argparse.Namespace) -> Table:
    """Run one submission's cells in the sandbox and in a warm process without it, in turn."""
    runs = {"in the sandbox": "bubblewrap", "in a warm process": "none"}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay_out(root, given.unit, 1)
        outline = ClassFolder(root, given.unit).register()
    notebook = repaired(submission(given.unit), outline)
    cells = [_cell(cell, 0, plain_tests=False) for cell in notebook.cells if cell.cell_type == "code"]
    inside: dict[str, list[float]] = {name: [] for name in runs}
    total: dict[str, list[float]] = {name: [] for name in runs}
    with Sandbox("bubblewrap") as boxed, Sandbox("none") as plain:
        for _ in range(given.repeats):
            for name, box in zip(runs, (boxed, plain), strict=True):
                begin = time.perf_counter()
                execution = box.run(cells)
                total[name].append(time.perf_counter() - begin)
                inside[name].append(sum(result.seconds for result in execution.cells))
    cells_alone = statistics.median(inside["in a warm process"])
    table = Table(title=f"One submission of {len(cells)} code cells, medians of {given.repeats}", title_justify="left")
    for name in ("where", "ms in cells", "ms in all", "ms more than the cells in a warm process"):
        table.add_column(name, justify="left" if name == "where" else "right")
    for name in runs:
        took = statistics.median(total[name])
        columns = (statistics.median(inside[name]), took, took - cells_alone)
        table.add_row(name, *(f"{1e3 * seconds:.0f}" for seconds in columns))
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unit", default="05_adaptive")
    parser.add_argument("--stock", type=int, default=6, help="submissions for stock nbgrader")
    parser.add_argument("--ours", type=int, default=200, help="submissions for ours")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sizes", type=int, nargs="*", default=[50, 500], help="classes to compare with each other")
    parser.add_argument("--repeats", type=int, default=15, help="runs of one submission")
    given = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        console.print(against_stock(Path(folder), given))
        if given.sizes:
            console.print(by_size(Path(folder), given))
    if given.repeats:
        console.print(overhead(given))


if __name__ == "__main__":
    main()
