"""Have submissions judged side by side by workers that may die, and find out which submission kills them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from typing import Protocol

from autograder.grading import Job, Judged, close_sandboxes, judge_job, use_sandbox
from autograder.sandbox.inside import linux
from autograder.sandbox.spares import Spares

_ATTEMPTS = 3  # of a submission that is judged alone, before it is blamed
_LOOK_SECONDS = 5.0

Outcome = Judged | BaseException


class CannotGrade(RuntimeError):
    """Nothing can be graded at present; the message is one sentence for the instructor."""


class KillsWorkers(Exception):
    """A submission whose worker dies, also when no other is being judged."""


class Crew(Protocol):
    """Workers: `deaths` are the errors that say that one has died, `ahead` how many jobs to give them at a time."""

    deaths: tuple[type[BaseException], ...]
    attempts: int

    @property
    def ahead(self) -> int: ...

    def submit(self, job: Job) -> Future[Judged]: ...

    def look(self) -> None:
        """Raise `CannotGrade` if no answer will ever come."""

    def explain(self, error: BaseException) -> BaseException:
        """Return the error, or a `CannotGrade` if it concerns all submissions."""

    def close(self, *, finished: bool) -> None: ...


class Local:
    """Processes of this machine. When one dies the pool is given up, and the next job is given to a new one."""

    deaths: tuple[type[BaseException], ...] = (BrokenExecutor,)
    attempts = _ATTEMPTS

    def __init__(self, jobs: int, spares: Spares | None = None) -> None:
        self._jobs, self._spares = jobs, spares
        self._pool: ProcessPoolExecutor | None = None

    @property
    def ahead(self) -> int:
        return 2 * self._jobs  # one at work and one at hand; more would only make more suspects

    def submit(self, job: Job) -> Future[Judged]:
        if self._pool is not None:
            try:
                return self._pool.submit(judge_job, job)
            except BrokenExecutor:
                self._pool.shutdown()
        # Forked workers share the hidden answers and all that is already imported.
        fork = multiprocessing.get_context("fork")
        self._pool = ProcessPoolExecutor(self._jobs, mp_context=fork, initializer=_initialise, initargs=(self._spares,))
        return self._pool.submit(judge_job, job)

    def look(self) -> None:
        pass  # the pool notices deaths by itself

    def explain(self, error: BaseException) -> BaseException:
        return error

    def close(self, *, finished: bool) -> None:  # noqa: ARG002  (what is under way is waited for in any case)
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


def _initialise(spares: Spares | None) -> None:
    import atexit
    import signal

    ready = spares.take() if spares is not None else None
    if ready is not None:
        use_sandbox(ready)
    if linux.HERE:
        linux.die_with_parent()  # a parent that is killed tells nobody
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the run, and the pool with it
    atexit.register(close_sandboxes)


def judged(crew: Crew, students: Iterable[str], prepare: Callable[[str], Job]) -> Iterator[tuple[str, Outcome]]:
    """Yield every student with what came of judging their submission: a judgement, or the error that it ended with.

    When a worker dies, the submissions that were with it are judged again one at a time, after all others; one whose
    worker dies then too is blamed, with `KillsWorkers`. Raises `CannotGrade` when the others cannot go on either.
    """
    suspects: list[str] = []
    yield from _side_by_side(crew, students, prepare, suspects)
    for student in suspects:
        for _ in range(crew.attempts):
            again: list[str] = []
            yield from _side_by_side(crew, [student], prepare, again)
            if not again:
                break
        else:
            times = f"{crew.attempts} times " if crew.attempts > 1 else ""
            yield student, KillsWorkers(f"the grading process died {times}while it judged nothing but this submission")


def _side_by_side(
    crew: Crew, students: Iterable[str], prepare: Callable[[str], Job], suspects: list[str]
) -> Iterator[tuple[str, Outcome]]:
    """Yield the outcomes as they come, and add to `suspects` those whose worker died."""
    left, ready = iter(students), list[tuple[str, Outcome]]()
    waiting: dict[Future[Judged], str] = {}
    while True:
        # First give out new work: what is done with the outcomes takes a while.
        while len(waiting) < crew.ahead and (student := next(left, None)) is not None:
            try:
                job = prepare(student)
            except Exception as error:  # whatever is wrong with what one student handed in, the others are graded
                ready.append((student, error))
            else:
                waiting[crew.submit(job)] = student
        yield from ready
        ready.clear()
        if not waiting:
            return
        done, _ = wait(waiting, _LOOK_SECONDS, FIRST_COMPLETED)
        if not done:
            crew.look()
        for future in done:
            student = waiting.pop(future)
            outcome = _outcome(crew, future)
            if isinstance(outcome, crew.deaths):
                suspects.append(student)
            else:
                ready.append((student, outcome))


def _outcome(crew: Crew, future: Future[Judged]) -> Outcome:
    try:
        return future.result()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # CancelledError is no Exception
        return crew.explain(error)
