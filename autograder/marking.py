"""Grade a class: judge submissions side by side, record them one by one."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from autograder import registry, trouble
from autograder.grading import Job
from autograder.judging import hidden_answers
from autograder.lesson import LessonError, slug_of
from autograder.recording import ClassFolder, NotRecorded
from autograder.release import write_atomically
from autograder.sandbox import Limits, SandboxUnavailable
from autograder.sandbox.spares import Spares
from autograder.submission import BadSubmission, read_bytes
from autograder.workers import CannotGrade, Crew, KillsWorkers, Local, judged

_LISTED = 5  # names of files in a reason

Progress = Callable[[str], None]


@dataclass
class Run:
    """What a grading run did: the students graded now, those graded before, and those not graded with the reason."""

    seed: int
    graded: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Options:
    """How to grade: processes at a time, the hidden cases' seed, whether to grade again, the sandbox and its limits.

    `scheduler` is the address of a Dask cluster, whose workers then take the place of processes of this machine.
    `spares` are sandboxes that were started early.
    """

    jobs: int = 2
    seed: int | None = None
    force: bool = False
    sandbox: str = "bubblewrap"
    limits: Limits = field(default_factory=Limits)
    scheduler: str = ""
    spares: Spares | None = None


def grade(folder: ClassFolder, options: Options, started: Callable[[int], Progress]) -> Run:
    """Grade what is new in `folder`.

    `started(n)` is told how many submissions there are to grade, and returns a function that is told each student's
    name when done. A submission is new when its bytes differ from those of the graded one; an interrupted run is taken
    up with the same hidden cases.
    """
    outline = folder.register()
    seed = _begin(folder, options.seed)
    run = Run(seed)
    students = list(_to_grade(folder, options, run))

    def prepare(student: str) -> Job:
        home = folder.submitted(student)
        raw = read_bytes(home / f"{folder.unit}.ipynb", home.parent)
        return Job(student, raw, outline, seed, options.limits, options.sandbox)

    with _crew(options, folder.unit, seed) as crew:
        done = started(len(students))
        for student, outcome in judged(crew, students, prepare):
            try:
                if isinstance(outcome, BaseException):
                    raise outcome
                folder.record(student, outcome)
                run.graded.append(student)
            except (BadSubmission, NotRecorded, KillsWorkers) as error:
                if trouble.sentence(error):  # of the machine: the next submission would meet it too
                    raise
                run.refused[student] = str(error)
            except Exception as error:
                if outcome is not error or _concerns_all(error):
                    raise
                run.refused[student] = f"the grader itself failed on it ({type(error).__name__}: {error})"
            done(student)
    _end(folder, seed)
    return run


def _concerns_all(error: Exception) -> bool:
    """Return whether an error that ended the judging of one submission would end that of every other."""
    return isinstance(error, CannotGrade | SandboxUnavailable | LessonError) or type(error) is LookupError


def _to_grade(folder: ClassFolder, options: Options, run: Run) -> Iterator[str]:
    """Yield the students to be graded, and note the others in `run`."""
    for student in folder.students():
        notebook = folder.submitted(student) / f"{folder.unit}.ipynb"
        try:
            reason = _unfit(folder, student, notebook)
        except OSError as error:
            reason = f"its folder cannot be read ({error.strerror})"
        if reason:
            run.refused[student if student.isprintable() else repr(student)] = reason
        elif not options.force and _already_graded(folder, student, notebook):
            run.skipped.append(student)
        else:
            yield student


def _unfit(folder: ClassFolder, student: str, notebook: Path) -> str:
    """Return why what a student handed in cannot be graded, as far as names tell, or nothing."""
    if not student.isprintable():
        return "the folder's name has characters that cannot be printed"
    if not notebook.parent.is_dir():
        return f"`{folder.unit}` is not a folder"
    if not (notebook.exists() or notebook.is_symlink()):
        return _missing(notebook.parent, notebook.name)
    return ""


def _missing(home: Path, expected: str) -> str:
    found = sorted(path.name for path in home.iterdir() if path.suffix == ".ipynb")
    more = ", …" if len(found) > _LISTED else ""
    return f"there is no {expected}" + (f", only {', '.join(found[:_LISTED])}{more}" if found else "")


def _already_graded(folder: ClassFolder, student: str, notebook: Path) -> bool:
    graded = folder.graded(student)
    if graded is None:
        return False
    try:
        return sha256(read_bytes(notebook, notebook.parent.parent)).hexdigest() == graded.get("sha256")
    except BadSubmission:  # which is said when its turn comes
        return False


@contextmanager
def _crew(options: Options, unit: str, seed: int) -> Iterator[Crew]:
    crew: Crew
    if options.scheduler:
        from autograder.cluster import Cluster

        crew = Cluster(options.scheduler)
    else:
        for exercise in registry.unit(slug_of(unit)):
            hidden_answers(exercise, seed)  # made once, before the workers are forked, which share them
        crew = Local(options.jobs, options.spares)
    finished = False
    try:
        yield crew
        finished = True
    finally:
        crew.close(finished=finished)


def _begin(folder: ClassFolder, seed: int | None) -> int:
    """Return the seed of this run: the one given, that of an unfinished run, or a fresh one; and note it."""
    path = folder.root / "grading.json"
    notes = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    note = notes.get(folder.unit, {"finished": True})
    if seed is None:
        seed = secrets.randbits(32) if note["finished"] else note["seed"]
    notes[folder.unit] = {"seed": seed, "finished": False}
    write_atomically(path, json.dumps(notes, indent=1, sort_keys=True) + "\n")
    return seed


def _end(folder: ClassFolder, seed: int) -> None:
    path = folder.root / "grading.json"
    notes = json.loads(path.read_text(encoding="utf-8"))
    notes[folder.unit] = {"seed": seed, "finished": True}
    write_atomically(path, json.dumps(notes, indent=1, sort_keys=True) + "\n")
