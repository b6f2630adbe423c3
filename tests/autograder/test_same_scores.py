"""Records depend on the submission and the seed: not on the order, the other submissions, the workers or the load."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

from autograder import marking
from autograder.marking import Options
from autograder.recording import ClassFolder
from autograder.sandbox import Limits

from .classes import Handouts, hand_in, records
from .test_grade import UNIT

pytestmark = pytest.mark.xdist_group("cluster")
SEED = 11
RANDOM = (
    "import random, torch\nprint(random.random(), np.random.rand(3), torch.rand(2))\n"
    "print({'a', 'bc', 'def', 'g'}, hash('text'))\nimport matplotlib.pyplot as plt\nplt.plot(np.random.rand(9));"
)
NEIGHBOURS = {
    "greedy": "hoard = []\nwhile True:\n    hoard.append(bytearray(30_000_000))",
    "endless": "while True:\n    pass",
    "forks": "import os, time\nfor _ in range(6):\n    if os.fork() == 0:\n        while True: pass\ntime.sleep(0.5)",
}


def grade(root: Path, jobs: int, seed: int = SEED) -> object:
    """Return the records and the graded notebooks of the class in `root`."""
    options = Options(jobs=jobs, seed=seed, limits=Limits(cell_seconds=2, memory_mb=300))
    run = marking.grade(ClassFolder(root, UNIT), options, lambda _number: lambda _student: None)
    assert run.refused == {}
    graded = {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in root.glob("autograded/*/*/*")}
    return records(root, UNIT), graded


@pytest.fixture
def handed_in(tmp_path) -> Path:
    """A class in which everything that could differ from run to run is used."""
    handouts, root = Handouts(UNIT), tmp_path / "class"
    sample = handouts.sample()
    for student in ("ada_excellent", "nils_in_place", "olga_uphill", "paul_steepest"):
        notebook = sample[student]
        notebook.cells.insert(1, new_code_cell(RANDOM))
        hand_in(root, student, UNIT, notebook)
    for student, source in NEIGHBOURS.items():
        notebook = handouts.solved
        notebook.cells.insert(1, new_code_cell(source))
        hand_in(root, student, UNIT, notebook)
    return root


def test_records_do_not_depend_on_order_jobs_neighbours_or_load(handed_in, monkeypatch):
    again = handed_in.parent / "again"
    shutil.copytree(handed_in, again)
    first, notebooks = grade(handed_in, jobs=1)

    inside = ClassFolder.students

    def shuffled(folder: ClassFolder) -> list[str]:
        return random.Random(5).sample(inside(folder), k=len(first))

    monkeypatch.setattr(ClassFolder, "students", shuffled)
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    try:
        second, others = grade(again, jobs=3)
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
    assert second == first
    assert others.keys() == notebooks.keys()
    for name, text in notebooks.items():
        assert json.loads(others[name]) == json.loads(text), name


def test_another_seed_asks_other_cases_and_gives_the_same_scores(tmp_path):
    sample = Handouts(UNIT).sample()
    hand_in(tmp_path, "ada", UNIT, sample["ada_excellent"])
    hand_in(tmp_path, "olga", UNIT, sample["olga_uphill"])
    first, before = grade(tmp_path, jobs=1)
    folder = ClassFolder(tmp_path, UNIT)
    options = Options(jobs=1, seed=SEED + 1, force=True)
    marking.grade(folder, options, lambda _number: lambda _student: None)
    assert records(tmp_path, UNIT) == first
    after = folder.autograded("olga").read_text(encoding="utf-8")
    assert after != before[f"autograded/olga/{UNIT}/{UNIT}.ipynb"]
