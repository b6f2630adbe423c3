"""A class of attackers and a few honest students, graded in one run: nobody gains, harms, learns or stays."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook

from autograder import registry
from autograder.judging import hidden_answers
from autograder.paths import REPOSITORY, SOLUTIONS
from autograder.recording import ClassFolder
from tests.autograder.classes import Handouts, hand_in, records, scores
from tests.autograder.test_grade import run

from .laying_out import hand_in_attack, names
from .pages import Active, Formgrader

pytestmark = pytest.mark.xdist_group("classes")

UNIT = "02_update_rule"
SEED = 3141592653  # one that nobody meets by chance in an output
FULL = 17.0
ATTACKS = names()
# What is no submission at all, and so is named in a line instead of being graded.
REFUSED = {
    "endless_timestamp": "not an ordinary file",
    "huge_folder": "5000 MB",
    "link_instead_of_notebook": "link that leads out",
    "link_to_the_gradebook": "link that leads out",
    "many_cells": "100000 cells",
    "much_code": "characters",
    "nested_notebook": "not a notebook",
}
# Text that is in the reference, and not in what students have.
SECRET_LINES = ("Below this norm a residual is rounding noise", "Hestenes & Stiefel (1952); Nocedal")


@dataclass
class Class:
    """The graded class, and what was planted around it."""

    root: Path
    canaries: dict[str, str]
    handed_in: dict[str, str]
    before: dict[str, object]
    listeners: list[socket.socket]
    output: str = ""
    feedback: str = ""
    after: dict[str, object] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)


def forbid(patch: pytest.MonkeyPatch) -> None:
    """Forbid what solves an exercise of this unit in one call, for the attacks that try it all the same."""
    patch.setitem(vars(registry.find("gradient_descent")), "forbidden", ("torch.optim", "torch.autograd"))


def canary() -> str:
    return f"canary-{secrets.token_hex(12)}"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    with pytest.MonkeyPatch.context() as patch:
        forbid(patch)
        root = tmp_path_factory.mktemp("class")
        canaries = {name: canary() for name in ("environment", "gradebook", "neighbour", "folder")}
        patch.setenv("DESCENT_CANARY", canaries["environment"])
        patch.setenv("NO_COLOR", "1")
        patch.chdir(tmp_path_factory.mktemp("work"))
        with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as abstract:
            port = tcp.getsockname()[1]
            abstract.bind(f"\0descent-attack-{port}")
            abstract.listen()
            everybody = lay_out(root, canaries, {"CLASS": str(root), "REPOSITORY": str(REPOSITORY), "PORT": str(port)})
            everybody.listeners = [tcp, abstract]
            flags = ["--jobs", 2, "--cell-seconds", 2, "--total-seconds", 8, "--memory-mb", 400, "--processes", 24]
            everybody.output = run("grade", UNIT, "--class", root, "--seed", SEED, *flags)
            everybody.feedback = run("feedback", UNIT, "--class", root)
            everybody.after, everybody.scores = records(root, UNIT), scores(root, UNIT)
            yield everybody


def lay_out(root: Path, canaries: dict[str, str], places: dict[str, str]) -> Class:
    """Hand in the honest students' notebooks, grade them alone, plant the canaries, and hand in the attacks."""
    handouts = Handouts(UNIT)
    excellent = handouts.solved
    excellent.cells.append(new_code_cell(f"# {canaries['neighbour']}"))
    hand_in(root, "excellent", UNIT, excellent)
    hand_in(root, "empty", UNIT, handouts.released)
    run("grade", UNIT, "--class", root, "--seed", SEED)
    with Gradebook(ClassFolder(root, UNIT).db_url) as gradebook:
        gradebook.update_or_create_student("excellent", last_name=canaries["gradebook"])
    (root / "secret.txt").write_text(canaries["folder"])
    before = records(root, UNIT)
    for name in ATTACKS:
        hand_in_attack(root, UNIT, name, handouts.released, places)
    return Class(root, canaries, digests(root / "submitted"), before, [])


def digests(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:  # of which one has gigabytes
                found[str(path.relative_to(folder))] = hashlib.sha256(file.read(1_000_000)).hexdigest()
    return found


def autograded(root: Path, student: str) -> nbformat.NotebookNode:
    return nbformat.read(root / "autograded" / student / UNIT / f"{UNIT}.ipynb", as_version=4)


def what_students_see(root: Path, student: str) -> str:
    """Return all that was stored of a student's own cells, and the feedback page."""
    parts = []
    for cell in autograded(root, student).cells:
        if not cell.metadata.get("nbgrader", {}).get("grade"):
            parts.append(json.dumps(cell.get("outputs", [])))
    return "".join(parts)


def written(root: Path, student: str) -> str:
    """Return the text of every file that the grader wrote about a student."""
    folders = [root / kind / student for kind in ("autograded", "feedback")]
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return "".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)


graded_attacks = pytest.mark.parametrize("name", [name for name in ATTACKS if name not in REFUSED])


def test_there_are_enough_attacks_and_each_says_in_a_sentence_what_it_tries():
    folder = Path(__file__).parent / "submissions"
    first = {name: (folder / f"{name}.py").read_text(encoding="utf-8").splitlines()[0] for name in ATTACKS}
    assert len(first) >= 100
    assert [name for name, line in first.items() if not (line.startswith('"""') and line.endswith('."""'))] == []


@pytest.mark.parametrize("name", ATTACKS)
def test_gains_nothing_over_an_honest_zero(graded, name):
    assert graded.scores["empty"] == 0.0
    assert graded.scores.get(name, 0.0) == 0.0


def test_the_honest_students_have_what_they_had_before(graded):
    assert {name: graded.scores[name] for name in ("excellent", "empty")} == {"excellent": FULL, "empty": 0.0}
    assert {name: graded.after[name] for name in graded.before} == graded.before
    with Gradebook(ClassFolder(graded.root, UNIT).db_url) as gradebook:
        assert gradebook.find_student("excellent").last_name == graded.canaries["gradebook"]


def test_everybody_is_graded_or_named_in_a_line(graded):
    assert set(graded.scores) == {"excellent", "empty", *ATTACKS} - set(REFUSED)
    for student, reason in REFUSED.items():
        (line,) = [line for line in graded.output.splitlines() if line.startswith(f"✗ {student} is not graded: ")]
        assert reason in line


@graded_attacks
def test_has_a_page_and_a_notebook_that_jupyter_reads(graded, name):
    nbformat.validate(autograded(graded.root, name))
    if name not in UNREADABLE:
        assert (graded.root / "feedback" / name / UNIT / f"{UNIT}.html").is_file()


# Their pages take too long, and are given up with a sentence; everybody else's are written.
UNREADABLE: set[str] = set()


@pytest.mark.parametrize("name", ["empty", *(name for name in ATTACKS if name not in REFUSED)])
def test_learns_no_secret(graded, name):
    text = written(graded.root, name)
    assert [what for what, secret in graded.canaries.items() if secret in text] == []
    assert [line for line in SECRET_LINES if line in text] == []


@graded_attacks
def test_learns_no_expected_value_and_no_seed(graded, name, expected_texts):
    text = what_students_see(graded.root, name)
    assert [value for value in expected_texts if value in text] == []
    assert str(SEED) not in text


@pytest.fixture(scope="module")
def expected_texts() -> list[str]:
    """The hidden cases' answers that can be told from other numbers, as text and as they travel."""
    found = []
    for exercise in registry.unit("update_rule"):
        for outcome in hidden_answers(exercise, SEED).expected:
            for value in outcome.values:
                array = value.get("array", "") if isinstance(value, dict) else ""
                if len(set(array)) > 15:
                    found.append(array)
                elif isinstance(value, float) and len(repr(value)) > 14:
                    found.append(repr(value))
    assert len(found) > 30
    return found


def test_the_secrets_would_be_found(graded):
    reference = (SOLUTIONS / "reference" / "update_rule.py").read_text(encoding="utf-8")
    assert all(line in reference for line in SECRET_LINES)
    assert graded.canaries["neighbour"] in written(graded.root, "excellent")


def test_nothing_is_changed_or_left_behind(graded):
    assert digests(graded.root / "submitted") == graded.handed_in
    assert (graded.root / "secret.txt").read_text() == graded.canaries["folder"]
    known = {"submitted", "autograded", "feedback", "gradebook.db", "grading.json", "secret.txt", "source"}
    assert {path.name for path in graded.root.iterdir()} - known == set()
    places = [graded.root, Path.home(), Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"), REPOSITORY, Path.cwd()]
    assert [path for place in places for path in place.glob("descent_attack*")] == []
    assert list(Path(graded.root, "autograded").rglob("descent_attack*")) == []


@pytest.mark.usefixtures("graded")
def test_no_process_survives():
    alive = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            about = Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/comm").read_bytes()
        except OSError:
            continue
        if b"descent-attack" in about or b"descentattack" in about:
            alive.append(pid)
    assert alive == []


def test_nobody_reaches_a_server_of_this_machine(graded):
    for listener in graded.listeners:
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_the_teachers_terminal_gets_no_command(graded):
    assert [mark for mark in ("\x1b", "\x07", "\u202e", "\x9b") if mark in graded.output + graded.feedback] == []


@graded_attacks
def test_pages_run_nothing_of_a_submission(graded, name, formgrader):
    harmless, teachers = formgrader
    page = graded.root / "feedback" / name / UNIT / f"{UNIT}.html"
    if page.exists():
        text = page.read_text(encoding="utf-8")
        assert sorted(set(Active(text).found) - harmless) == []
    if name.startswith("page_"):
        shown = Active(teachers.page(autograded(graded.root, name))).found
        honest = Active(teachers.page(autograded(graded.root, "empty"))).found
        assert sorted(set(shown) - set(honest)) == []


@pytest.fixture(scope="module")
def formgrader(graded) -> tuple[set[str], Formgrader]:
    """What nbgrader's own pages hold for an honest student, and formgrader."""
    page = graded.root / "feedback" / "excellent" / UNIT / f"{UNIT}.html"
    return set(Active(page.read_text(encoding="utf-8")).found), Formgrader()


@graded_attacks
def test_no_file_beside_a_page_or_a_graded_notebook_is_a_page(graded, name):
    kept = {".ipynb", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".csv", ".tsv", ".txt", ".json", ".npy", ".npz", ".py"}
    for kind, more in (("autograded", set()), ("feedback", {".html"})):
        files = [path for path in (graded.root / kind / name).rglob("*") if path.is_file()]
        assert {path.suffix for path in files} <= kept | more
        assert len([path for path in files if path.suffix in (".html", ".ipynb")]) <= 1
