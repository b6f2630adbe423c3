"""Each limit can be set by a unit, in `nbgrader_config.py` and by a flag; it is kept, and feedback names it."""

from __future__ import annotations

import html
import importlib

import nbformat
import pytest
from descent.observing import Case, Task, encode_case

from autograder import grade_command, marking, registry
from autograder.paths import REPOSITORY
from autograder.preprocessors import SandboxedExecute
from autograder.sandbox import Check, Code, Limits, Sandbox

from .classes import Handouts, hand_in
from .test_grade import UNIT, grade, page, run

pytestmark = pytest.mark.xdist_group("classes")


@pytest.fixture
def unit_limits(monkeypatch):
    """Give the unit these limits: `unit_limits(cell_seconds=1)`."""
    module = importlib.import_module("autograder.exercises.update_rule")
    return lambda **limits: monkeypatch.setattr(module, "LIMITS", Limits(**limits), raising=False)


@pytest.fixture(scope="module")
def handouts() -> Handouts:
    return Handouts(UNIT)


def test_a_unit_without_limits_has_the_usual_ones():
    assert registry.limits("gradient") == Limits()
    assert registry.limits("of_another_course") == Limits()


def test_what_is_no_limits_is_refused_in_a_sentence(monkeypatch):
    module = importlib.import_module("autograder.exercises.update_rule")
    monkeypatch.setattr(module, "LIMITS", {"cell_seconds": 3}, raising=False)
    with pytest.raises(LookupError, match="must be Limits"):
        registry.limits("update_rule")


def test_a_units_limits_hold_where_the_configuration_says_nothing(unit_limits):
    unit_limits(cell_seconds=3, total_seconds=33)
    assert SandboxedExecute().limits(UNIT) == Limits(cell_seconds=3, total_seconds=33)
    assert SandboxedExecute(cell_seconds=4.0).limits(UNIT) == Limits(cell_seconds=4, total_seconds=33)


FLAGS = {
    "cell_seconds": 4.5,
    "total_seconds": 55.0,
    "cpu_seconds": 44.0,
    "memory_mb": 700,
    "processes": 9,
    "output_mb": 1.5,
    "file_mb": 3,
    "tmp_mb": 11,
}


@pytest.fixture
def seen(monkeypatch):
    """The options of each `grade`, which grades nothing here."""
    found = []

    def note(_console, _folder, options):
        found.append(options.limits)
        return marking.Run(1)

    monkeypatch.setattr(grade_command, "grade_and_show", note)
    return found


def test_every_limit_is_a_flag(tmp_path, handouts, seen):
    hand_in(tmp_path, "ada", UNIT, handouts.released)
    for name, value in FLAGS.items():
        assert "exit code 0" in grade(tmp_path, f"--{name.replace('_', '-')}", value)
        assert seen.pop() == Limits(**{name: value})
    assert {*FLAGS, "grace_seconds"} == set(Limits.__dataclass_fields__)


def test_every_limit_is_a_line_of_the_configuration(tmp_path, handouts, seen):
    hand_in(tmp_path, "ada", UNIT, handouts.released)
    lines = [f"c.SandboxedExecute.{name} = {value}" for name, value in FLAGS.items()]
    text = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8") + "\n".join(lines)
    (tmp_path / "nbgrader_config.py").write_text(text, encoding="utf-8")
    assert "exit code 0" in grade(tmp_path, "--memory-mb", 800)
    assert seen.pop() == Limits(**FLAGS | {"memory_mb": 800})


def test_grade_takes_the_units_limits_and_a_flag_overrules_them(tmp_path, handouts, seen, unit_limits):
    unit_limits(cell_seconds=1, total_seconds=30)
    hand_in(tmp_path, "ada", UNIT, handouts.released)
    grade(tmp_path)
    grade(tmp_path, "--cell-seconds", 4)
    assert seen == [Limits(cell_seconds=1, total_seconds=30), Limits(cell_seconds=4, total_seconds=30)]


@pytest.mark.parametrize(
    ("line", "said"), [("memory_mb = 0", "memory_mb must be greater than 0"), ("processes = 'many'", "'processes'")]
)
def test_a_limit_that_cannot_be_is_told_in_a_sentence(tmp_path, handouts, seen, line, said):
    hand_in(tmp_path, "ada", UNIT, handouts.released)
    text = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    (tmp_path / "nbgrader_config.py").write_text(f"{text}\nc.SandboxedExecute.{line}\n", encoding="utf-8")
    output = grade(tmp_path)
    assert said in output
    assert "exit code 2" in output
    assert not seen


STUBBORN = """
import signal
def spin():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    while True: pass
spin()"""
GREEDY = {
    "cell": ("def spin():\n    while True: pass\nspin()", "stopped after 1 s in the cell that defines `spin`"),
    "stubborn": (STUBBORN, "stopped after 1 s in the cell that defines `spin`"),
    "memory": ("import numpy as np\nnp.ones(10**9)", "[the grader allows 300 MB of memory]"),
    "processes": (
        "import threading, time\nfor _ in range(20): threading.Thread(target=time.sleep, args=(9,)).start()\n"
        "time.sleep(0.9)",
        "it had more than 12 processes and threads at once",
    ),
    "output": (
        "from IPython.display import display\nfor _ in range(60): display({'text/plain': 'x' * 20_000}, raw=True)",
        "this cell shows more than is left of the 1 MB for a notebook",
    ),
    "file": ("open('big', 'wb').write(bytes(3_000_000))", "[the grader allows 2 MB for a file]"),
    "tmp": (
        "for k in range(9): open(f'part{k}', 'wb').write(bytes(1_900_000))",
        "[the grader allows 5 MB for all files together]",
    ),
}
PATIENT = {
    "total": ("import time; time.sleep(9)", "stopped after 4 s for the whole notebook, in the cell that begins with"),
    "cpu": (
        "import os\nfor _ in range(3): os.fork()\nwhile True: pass",
        "it used more than 1 s of processor time",
    ),
}


@pytest.fixture(scope="module")
def greedy(tmp_path_factory, handouts):
    """A class in which everybody goes beyond another limit, and its feedback."""
    root = tmp_path_factory.mktemp("class")
    for student, (source, _) in (GREEDY | PATIENT).items():
        notebook = handouts.released
        notebook.cells.insert(1, nbformat.v4.new_code_cell(source))
        hand_in(root, student, UNIT, notebook)
    small = [f"--{flag}={value}" for flag, value in (("memory-mb", 300), ("processes", 12), ("output-mb", 1))]
    small += ["--file-mb=2", "--tmp-mb=5"]
    grade(root, "--cell-seconds", 1, *small)
    for student in PATIENT:
        (root / "autograded" / student / UNIT / f"{UNIT}.ipynb").unlink()
    grade(root, "--total-seconds", 4, "--cpu-seconds", 1)
    run("feedback", UNIT, "--class", root)
    return root


@pytest.mark.parametrize("student", [*GREEDY, *PATIENT])
def test_feedback_names_the_limit_and_the_cell(greedy, student):
    text = html.unescape(page(greedy, UNIT, student))
    assert (GREEDY | PATIENT)[student][1] in text


def test_a_function_that_asks_for_too_much_memory_is_told_how_much_there_is():
    task = Task("f", [encode_case(Case("one", (1,)))])
    with Sandbox() as box:
        execution = box.run([Code("import numpy as np\ndef f(x): return np.ones(10**9)"), Check(task)], Limits())
    assert "[the grader allows 2048 MB of memory]" in execution.cells[1].outcomes[0].error[1]


def test_a_case_that_resists_is_stopped_by_the_seconds_of_its_exercise():
    task = Task("f", [encode_case(Case("one", (1,)))], seconds=0.5)
    stubborn = STUBBORN.replace("def spin()", "def f(x)").removesuffix("spin()")
    with Sandbox() as box:
        execution = box.run([Code(stubborn), Check(task)], Limits(grace_seconds=0.5))
    assert execution.message == "stopped after 0.5 s in the check of `f`"
