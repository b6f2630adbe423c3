"""Judge one submission: run its cells in the sandbox, compare what came out here.

Nothing in this module touches the gradebook or runs student code; `judge_job` is what workers do, near or far.
"""

from __future__ import annotations

import ast
import hashlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from descent import report
from descent.limits import TimeUp, time_limit
from descent.shortcuts import sentence
from descent.verdict import Verdict, judge_outcomes
from nbformat import NotebookNode

from autograder import registry, sanitising, shortcuts, submission
from autograder.judging import hidden_answers
from autograder.lesson import exercise_of
from autograder.sandbox import Check, Checked, Code, Execution, Limits, Ran, Sandbox

_JUDGING_SECONDS = 120.0  # for what no limit of the sandbox counts: it takes a second or two


@dataclass
class Judged:
    """What is to be recorded of a submission.

    `notebook` is the repaired notebook; `cells` holds the outputs and the execution count of each of its cells, `None`
    for text cells;
    `verdicts` are by `grade_id`; `ended` says in a sentence where the run was cut short, or is empty.
    """

    notebook: NotebookNode
    sha256: str
    seed: int
    cells: list[tuple[list[dict[str, Any]], int | None] | None]
    verdicts: dict[str, Verdict]
    ended: str = ""
    seconds: float = 0.0

    def as_metadata(self) -> dict[str, Any]:
        """Return what the graded notebook remembers: enough to skip, to repeat and to summarise the run."""
        verdicts = {
            name: {"score": v.score, "points": v.points, "diagnosis": v.diagnosis, "message": v.message}
            for name, v in self.verdicts.items()
        }
        return {"sha256": self.sha256, "seed": self.seed, "ended": self.ended, "verdicts": verdicts}


@dataclass(frozen=True)
class Job:
    """All that a worker, near or far, needs to judge one student's notebook: `raw` are the bytes of its file."""

    student: str
    raw: bytes
    outline: submission.Outline
    seed: int
    limits: Limits = field(default_factory=Limits)
    sandbox: str = "bubblewrap"


_sandboxes: dict[tuple[str, int], Sandbox] = {}


def sandbox(kind: str) -> Sandbox:
    """Return this thread's sandbox, started at its first use."""
    key = kind, threading.get_ident()
    if key not in _sandboxes:
        _sandboxes[key] = Sandbox("none" if kind == "none" else "bubblewrap")
    _sandboxes[key].start()
    return _sandboxes[key]


def use_sandbox(started: Sandbox) -> None:
    """Let this thread's submissions run in a sandbox that was started elsewhere."""
    _sandboxes[started.kind, threading.get_ident()] = started


def close_sandboxes() -> None:
    while _sandboxes:
        _sandboxes.popitem()[1].close()


def judge_job(job: Job) -> Judged:
    """Read, repair and judge a submission; raises `submission.BadSubmission`."""
    notebook, sha256 = submission.parse(job.raw)
    clean = submission.repaired(notebook, job.outline)
    return judge_notebook(clean, sha256, seed=job.seed, limits=job.limits, kind=job.sandbox)


def judge_notebook(
    notebook: NotebookNode, sha256: str, *, seed: int, limits: Limits, kind: str, plain_tests: bool = False
) -> Judged:
    """Run a repaired notebook in the sandbox and judge its test cells on the hidden cases drawn from `seed`.

    A test cell of no known exercise raises `LookupError`, unless `plain_tests` lets it be run like the student's code,
    which can then forge its result.
    """
    positions = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    cells = [_cell(notebook.cells[index], seed, plain_tests) for index in positions]
    execution = sandbox(kind).run(cells, limits, seed=_students_seed(seed))
    judged = Judged(notebook, sha256, seed, [None] * len(notebook.cells), {}, execution.message, execution.seconds)
    with _in_time():
        _fill(judged, positions, cells, execution)
    return judged


def _fill(judged: Judged, positions: list[int], cells: list[Code | Check], execution: Execution) -> None:
    """Clean what the cells showed, and compare what the checks observed."""
    notebook, outputs = judged.notebook, sanitising.Outputs()
    for index, cell, result in zip(positions, cells, execution.cells, strict=True):
        if isinstance(result, Ran):
            shown = outputs.clean(result.outputs)
            if _is_test(notebook.cells[index]) and not result.finished:
                shown.append(_NOT_RUN)  # for nbgrader, no output at all would mean full marks
            judged.cells[index] = (shown, result.count)
        elif isinstance(cell, Check):
            verdict = _verdict(cell.task.name, result, judged.ended, judged.seed)
            above = (code.source for code in cells[: positions.index(index)] if isinstance(code, Code))
            verdict = _without_shortcuts(verdict, above, cell.task.forbidden)
            judged.verdicts[notebook.cells[index].metadata.nbgrader.grade_id] = verdict
            judged.cells[index] = (verdict_outputs(verdict), None)
    if execution.cell is not None:
        shown, _ = judged.cells[positions[execution.cell]] or ([], None)
        text = f"The grader {judged.ended}. The cells below were not run.\n"
        shown.insert(0, {"output_type": "stream", "name": "stdout", "text": text})


@contextmanager
def _in_time() -> Iterator[None]:
    """Give up what takes the grader itself for ever; outside the main thread nothing can be given up."""
    try:
        with time_limit(_JUDGING_SECONDS):
            yield
    except TimeUp:
        reason = f"judging what it showed and returned took longer than {_JUDGING_SECONDS:g} s"
        raise submission.BadSubmission(reason) from None


def _students_seed(seed: int) -> int:
    """Return where random numbers of a submission start: nobody can tell the hidden cases' seed from it."""
    return int.from_bytes(hashlib.sha256(f"random numbers of a submission {seed}".encode()).digest()[:4])


_NOT_RUN = {"output_type": "error", "ename": "NotRun", "evalue": "this test was not run to its end", "traceback": []}


def _is_test(cell: NotebookNode) -> bool:
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("grade")) and not about.get("solution")  # else it is graded by hand


def _cell(cell: NotebookNode, seed: int, plain_tests: bool) -> Code | Check:
    if _is_test(cell):
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        if registry.knows(exercise_of(grade_id)):
            return Check(hidden_answers(registry.find(exercise_of(grade_id)), seed).task)
        if not plain_tests:
            raise LookupError(
                f"The test cell {grade_id!r} belongs to no exercise that the grader knows: name the file of its "
                "exercise in nbgrader_config.py, or set c.SandboxedExecute.plain_tests = True and trust submissions."
            )
    return Code(cell.source, label(cell.source))


_LONGEST_READ = 50_000  # characters; Python takes seconds to read the strangest of longer ones


def label(source: str) -> str:
    """Return how a person would call the cell: by what it defines, or by its first line."""
    try:
        body = ast.parse(source).body if len(source) < _LONGEST_READ else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        body = []
    names = [n.name for n in body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    if names:
        return f"the cell that defines `{names[0][:60]}`"
    first = next((line.strip() for line in source.splitlines() if line.strip()), "")
    first = sanitising.printable(first[:40].replace("`", ""))
    return f"the cell that begins with `{first}`" if first else "an empty cell"


def _verdict(name: str, result: Checked, ended: str, seed: int) -> Verdict:
    answers = hidden_answers(registry.find(name), seed)
    if result.missing:
        root = name.partition(".")[0]
        return _zero(name, answers.points, f"`{root}` is not defined when this cell is reached.")
    if not result.finished and not result.outcomes:
        return _zero(name, answers.points, f"Not checked, since the notebook was {ended}.")
    return judge_outcomes(answers, result.outcomes)


def _without_shortcuts(verdict: Verdict, above: Iterable[str], forbidden: Sequence[str]) -> Verdict:
    """Return the verdict, or one without points if the text above the test cell takes a forbidden shortcut."""
    taken = shortcuts.used(above, verdict.name, forbidden) if forbidden and verdict.score else ""
    if not taken:
        return verdict
    text = sentence(taken)
    return _zero(verdict.name, verdict.points, f"{text[:1].upper()}{text[1:]}. It counts nothing this way.")


def _zero(name: str, points: float, message: str) -> Verdict:
    return Verdict(name, 0.0, points, False, None, message)


def verdict_outputs(verdict: Verdict) -> list[dict[str, Any]]:
    """Return the outputs of a test cell: the report, and the number that nbgrader reads."""
    shown = {"text/html": report.html(verdict), "text/plain": report.text(verdict)}
    number = {"text/plain": repr(float(verdict.score))}
    return [
        {"output_type": "display_data", "data": shown, "metadata": {}},
        {"output_type": "execute_result", "data": number, "metadata": {}, "execution_count": None},
    ]
