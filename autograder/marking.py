"""Grade a class: judge submissions side by side, record them one by one."""

from __future__ import annotations

import json
import multiprocessing
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from autograder import registry
from autograder.grading import Job, Judged, close_sandboxes, judge_file
from autograder.judging import hidden_answers
from autograder.lesson import slug_of
from autograder.recording import ClassFolder, NotRecorded
from autograder.release import write_atomically
from autograder.sandbox import Limits
from autograder.submission import BadSubmission, Outline

Progress = Callable[[str], None]
_ATTEMPTS = 3  # of a submission whose worker dies


@dataclass
class Run:
    """What a grading run did: the students graded now, those graded before, and those not graded with the reason."""

    seed: int
    graded: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Options:
    """How to grade: processes at a time, the hidden cases' seed, whether to grade again, the sandbox and its limits."""

    jobs: int = 2
    seed: int | None = None
    force: bool = False
    sandbox: str = "bubblewrap"
    limits: Limits = field(default_factory=Limits)


def grade(folder: ClassFolder, options: Options, started: Callable[[int], Progress]) -> Run:
    """Grade what is new in `folder`.

    `started(n)` is told how many submissions there are to grade, and returns a function that is told each student's
    name when done. A submission is new when its bytes differ from those of the graded one; an interrupted run is taken
    up with the same hidden cases.
    """
    outline = folder.register()
    seed = _begin(folder, options.seed)
    run = Run(seed)
    jobs = list(_jobs(folder, outline, seed, options, run))
    with _executor(options.jobs, folder.unit, seed) as executor:
        done = started(len(jobs))
        for job, outcome in _judged(executor, jobs):
            try:
                if isinstance(outcome, BaseException):
                    raise outcome
                folder.record(job.student, outcome)
                run.graded.append(job.student)
            except (BadSubmission, NotRecorded) as error:
                run.refused[job.student] = str(error)
            except BrokenExecutor:
                run.refused[job.student] = f"the grading process died {_ATTEMPTS} times on this submission"
            done(job.student)
    _end(folder, seed)
    return run


def _jobs(folder: ClassFolder, outline: Outline, seed: int, options: Options, run: Run) -> Iterator[Job]:
    for student in folder.students():
        home = folder.submitted(student)
        notebook = home / f"{folder.unit}.ipynb"
        if not student.isprintable():
            run.refused[repr(student)] = "the folder's name has characters that cannot be printed"
        elif not home.is_dir():
            run.refused[student] = f"`{folder.unit}` is not a folder"
        elif not (notebook.exists() or notebook.is_symlink()):
            run.refused[student] = _missing(home, notebook.name)
        elif not options.force and _already_graded(folder, student, notebook):
            run.skipped.append(student)
        else:
            yield Job(student, notebook, home.parent, outline, seed, options.limits, options.sandbox)


def _missing(home: Path, expected: str) -> str:
    found = sorted(path.name for path in home.iterdir() if path.suffix == ".ipynb")
    return f"there is no {expected}" + (f", only {', '.join(found)}" if found else "")


def _already_graded(folder: ClassFolder, student: str, notebook: Path) -> bool:
    graded = folder.graded(student)
    if graded is None:
        return False
    try:
        return notebook.is_file() and sha256(notebook.read_bytes()).hexdigest() == graded.get("sha256")
    except OSError:
        return False


def _judged(executor: Executor, jobs: list[Job]) -> Iterator[tuple[Job, Judged | BaseException]]:
    """Yield judgements as they come."""
    waiting: dict[Future[Judged], Job] = {executor.submit(judge_file, job): job for job in jobs}
    for future in as_completed(waiting):
        job = waiting.pop(future)
        error = future.exception()
        yield job, error if error is not None else future.result()


@contextmanager
def _executor(jobs: int, unit: str, seed: int) -> Iterator[Executor]:
    # Forked workers share the hidden answers, which are made here once, and all that is already imported.
    for exercise in registry.unit(slug_of(unit)):
        hidden_answers(exercise, seed)
    executor = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork"), initializer=_initialise)
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _initialise() -> None:
    import atexit
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the run, and the pool with it
    atexit.register(close_sandboxes)


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
