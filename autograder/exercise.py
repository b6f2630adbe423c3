"""What an author writes for an exercise, and how it becomes answers.

An entry names the reference function, the points, the cases and the mistakes:

    ascent = Mistake("ascent", "You walk uphill: …", lambda w, grad, *, lr: w + lr * grad)
    gradient_step = Exercise(reference.gradient_step, points=1, cases=step_cases, mistakes=[ascent])

`cases(rng)` yields `case(note, *args, **kwargs)`: with one fixed seed they are the visible cases, with others the
hidden ones, so that both ask for the same things with different numbers.
"""

from __future__ import annotations

import builtins
import dis
import functools
import inspect
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from types import CodeType
from typing import Any

import numpy as np
from descent.answers import to_data
from descent.codec import encode
from descent.comparing import RTOL
from descent.observing import Case, Outcome, Task, encode_case, run
from descent.verdict import Answers, KnownMistake, case_problem

VISIBLE = 0xD35CE47  # the seed of the cases that ship with the course


def case(note: str, /, *args: Any, **kwargs: Any) -> Case:
    """Return the case that calls the implementation (or the observer) with these arguments."""
    return Case(note, args, kwargs)


def is_visible(rng: np.random.Generator) -> bool:
    """Return whether the cases that are drawn from `rng` are those that ship with the course."""
    entropy = rng.bit_generator.seed_seq.entropy  # type: ignore[attr-defined]
    return bool(np.array_equal(np.atleast_1d(entropy), [VISIBLE]))


def readonly(array: Any) -> np.ndarray:
    """Return a copy that cannot be written to, so that changing an argument in place raises at once."""
    copy = np.array(array)
    copy.flags.writeable = False
    return copy


@dataclass(frozen=True, eq=False)
class Mistake:
    """A wrong implementation, its name, and the sentence that a learner who made it reads.

    `implementation` is run on the cases, and a submission that does the same is diagnosed by `name`. Where codings of
    one mistake do not agree in numbers, `symptom` recognises it instead: a flag of `Outcome` (for instance
    CHANGED_ARGUMENT), or a self-contained function `symptom(expected, got, *args, **kwargs)` that is true in every
    failing case; `expected` and `got` are the lists of observed values. With `everywhere`, a function speaks only where
    the submission fails every case that `implementation` fails: for symptoms that hold of a few failures by chance.
    """

    name: str
    sentence: str
    implementation: Callable[..., Any]
    symptom: str | Callable[..., bool] | None = None
    also: Sequence[Callable[..., Any]] = ()  # other codings of it, which do not agree in numbers
    everywhere: bool = False


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise: see the module's docstring.

    `observe(implementation, *args, **kwargs)` returns or yields what is compared (default: the result of one call);
    `compare(expected, got, *args, **kwargs)` returns a sentence or `None`, for contracts that leave freedom (default:
    equal up to `rtol`). Both, like function symptoms, are self-contained: they use builtins, `np` and what they import
    themselves, since their source travels to where the learner's code runs.
    `forbidden` names library functions, classes, methods, modules and patterns that would do the work, for instance
    "np.gradient" or "torch.nn.functional.conv*": who calls one of them gets nothing for the exercise.
    `ship(values, *args, **kwargs)` returns what the course is given in the place of a visible case's expected values,
    where these would be right for the hidden cases too.
    """

    reference: Any
    points: int
    cases: Callable[[np.random.Generator], Iterable[Case]]
    mistakes: Sequence[Mistake]
    observe: Callable[..., Any] | None = None
    compare: Callable[..., str | None] | None = None
    rtol: float = RTOL
    seconds: float = 10.0
    forbidden: Sequence[str] = ()
    ship: Callable[..., list[Any]] | None = None
    name: str = field(default="")

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.reference.__qualname__)

    def answers(self, seed: int | Sequence[int]) -> Answers:
        """Return cases drawn from `seed`, with the reference's answers and the mistakes' outcomes."""
        return _answers(self, tuple(np.atleast_1d(seed).tolist()))

    def visible(self, hint: str = "") -> dict[str, Any]:
        """Return the visible cases and answers as data to ship."""
        answers = self.answers(VISIBLE)
        if self.ship is not None:
            answers = replace(answers, expected=[self._shipped(answers, k) for k in range(len(answers.expected))])
        symptoms = {m.name: m.symptom if isinstance(m.symptom, str) else source(m.symptom) for m in self.mistakes}
        data = to_data(answers, source(self.compare), symptoms)
        return {**data, "hint": hint}

    def _shipped(self, answers: Answers, index: int) -> Outcome:
        assert self.ship is not None
        outcome, case = answers.expected[index], answers.task.case(index)
        return replace(outcome, values=[encode(v) for v in self.ship(outcome.decoded(), *case.args, **case.kwargs)])


def source(function: Callable[..., Any] | None) -> str | None:
    """Return the text of a self-contained function; raises `ValueError` for one that leans on its surroundings."""
    if function is None:
        return None
    code = function.__code__
    outside = {
        instruction.argval
        for part in _codes(code)
        for instruction in dis.get_instructions(part)
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME") and not hasattr(builtins, instruction.argval)
    }
    missing = sorted((outside - {"np"}) | set(code.co_freevars))
    if missing or function.__name__ == "<lambda>":
        raise ValueError(f"{function.__qualname__} is not self-contained: {', '.join(missing) or 'write it with def'}")
    return textwrap.dedent(inspect.getsource(function))


def _codes(code: CodeType) -> Iterable[CodeType]:
    yield code
    for constant in code.co_consts:
        if inspect.iscode(constant):
            yield from _codes(constant)


@functools.lru_cache(maxsize=512)
def _answers(exercise: Exercise, seed: tuple[int, ...]) -> Answers:
    cases = [encode_case(item) for item in exercise.cases(np.random.default_rng(seed))]
    if not cases:
        raise ValueError(f"{exercise.name} has no cases, so that everybody would pass")
    free = Task(exercise.name, cases, source(exercise.observe), exercise.seconds)
    expected = list(run(free, exercise.reference, calls=True))
    task = replace(free, forbidden=list(exercise.forbidden))
    answers = Answers(task, exercise.points, expected, exercise.compare, exercise.rtol)
    for index, outcome in enumerate(expected):
        problem = case_problem(answers, index, outcome)
        if problem:
            raise ValueError(f"{exercise.name}: the reference fails its own case «{cases[index][0]}»: {problem}")
    return replace(answers, mistakes=[known for mistake in exercise.mistakes for known in _known(mistake, answers)])


def _known(mistake: Mistake, answers: Answers) -> Iterable[KnownMistake]:
    def wrong(implementation: Callable[..., Any]) -> list[Outcome | None]:
        outcomes = run(replace(answers.task, forbidden=()), implementation)  # an author may take a shortcut
        return [outcome if case_problem(answers, k, outcome) else None for k, outcome in enumerate(outcomes)]

    if mistake.symptom is not None:
        where = wrong(mistake.implementation) if mistake.everywhere else []
        yield KnownMistake(mistake.name, mistake.sentence, where, mistake.symptom)
        return
    for implementation in (mistake.implementation, *mistake.also):
        yield KnownMistake(mistake.name, mistake.sentence, wrong(implementation))
