"""Run an implementation on a case and write down what it did, as plain data.

The same code runs in a learner's kernel, in the grader for the reference, and in the sandbox for a submission.
What a case *does* is its observer: a self-contained Python function whose source travels with the case, so that this
module knows no exercise. `observer(implementation, *args, **kwargs)` returns or yields what is to be compared.
"""

from __future__ import annotations

import functools
import inspect
import linecache
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import numpy as np

from descent.codec import MAX_BYTES, decode, encode, type_name
from descent.limits import TimeUp, time_limit
from descent.shortcuts import forbidding
from descent.showing import show_call
from descent.tracebacks import learner_traceback, message_of

CHANGED_ARGUMENT = "changed_argument"
CHANGED_RESULT = "changed_result"
TIME_UP = "TimeUp"
MAX_VALUES = 2_000
_SHOWN = 30  # calls of a case that are kept as text
_REMEMBERED = 64  # returned arrays that are watched for later changes
_WATCHED_BYTES = 1_000_000  # of a call: a result may be far larger than the memory (`np.broadcast_to`)


@dataclass(frozen=True)
class Case:
    """One call (or run) that is asked for: a note that says what is special, and the arguments."""

    note: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """What is asked of an implementation: plain data, so that it can be sent to wherever the implementation runs."""

    name: str
    cases: list[Any]  # from `encode_case`
    observer: str | None = None  # source text; see `observer_from`
    seconds: float = 10.0  # for each case
    forbidden: tuple[str, ...] | list[str] = ()  # what the implementation must not call; see `shortcuts`

    def case(self, index: int) -> Case:
        """Return a fresh copy of the case, whose arrays nobody else holds."""
        note, args, kwargs = self.cases[index]
        return Case(note, decode(args), decode(kwargs))


def encode_case(case: Case) -> list[Any]:
    return [case.note, encode(tuple(case.args)), encode(dict(case.kwargs))]


@dataclass
class Outcome:
    """What an implementation did with a case.

    `values` are encoded (see `codec`), in the order observed; `calls` holds the call before each, where that was asked
    for; `flags` may contain CHANGED_ARGUMENT and CHANGED_RESULT; `error` is the type, message and learner's traceback
    of what was raised.
    """

    values: list[Any] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    error: tuple[str, str, str] | None = None

    def decoded(self) -> list[Any]:
        return [decode(value) for value in self.values]


def observer_from(source: str | None, name: str = "observer") -> Callable[..., Any]:
    """Compile the text of a self-contained function; `None` is the observer that just calls."""
    if source is None:
        return call
    filename = f"<{name} of the check>"
    code = compile(source, filename, "exec")
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace: dict[str, Any] = {"np": np, "__name__": "descent.observer"}
    exec(code, namespace)
    defined = [item for item in code.co_consts if isinstance(item, CodeType)]
    return namespace[defined[-1].co_name]


def call(implementation: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Call `implementation` once."""
    return implementation(*args, **kwargs)


class Spy:
    """A function that also notices whether a call changes its arguments or an array that it returned earlier."""

    def __init__(self, function: Callable[..., Any], name: str, *, calls: bool = False) -> None:
        functools.update_wrapper(self, function, assigned=("__name__", "__doc__"), updated=())
        self._function, self._name = function, name
        self._returned: list[tuple[np.ndarray, np.ndarray]] = []
        self._calls_left = _SHOWN if calls else 0
        self.last_call = ""
        self.flags: set[str] = set()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.watch()
        self.last_call = show_call(self._name, args, kwargs) if self._calls_left > 0 else ""
        self._calls_left -= 1
        before = list(_copies((args, kwargs)))
        lists = [(items, list(items)) for items in lists_in((args, kwargs))]
        try:
            result = self._function(*args, **kwargs)
        except ValueError as error:
            if "read-only" in message_of(error) and not all(array.flags.writeable for array, _ in before):
                self.flags.add(CHANGED_ARGUMENT)
            raise
        finally:
            if any(changed(now, then) for now, then in before) or any(map(_exchanged, lists)):
                self.flags.add(CHANGED_ARGUMENT)
        self.watch()
        self._returned = [*self._returned, *_copies(result)][-_REMEMBERED:]
        return result

    def watch(self) -> None:
        if any(changed(now, then) for now, then in self._returned):
            self.flags.add(CHANGED_RESULT)
            self._returned = []


def arrays_in(value: Any, depth: int = 6) -> Iterator[np.ndarray]:
    """Yield the arrays in nested lists, tuples and dictionaries."""
    if isinstance(value, np.ndarray):
        yield value
    elif depth and isinstance(value, list | tuple):
        for item in value:
            yield from arrays_in(item, depth - 1)
    elif depth and isinstance(value, dict):
        for item in value.values():
            yield from arrays_in(item, depth - 1)


def _copies(value: Any) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    left = _WATCHED_BYTES
    for array in arrays_in(value):
        left -= array.nbytes
        if left < 0:
            return
        yield array, array.copy()


def lists_in(value: Any, depth: int = 6) -> Iterator[list[Any]]:
    """Yield the lists in nested lists, tuples and dictionaries."""
    if isinstance(value, list):
        yield value
    if depth and isinstance(value, list | tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from lists_in(item, depth - 1)


def _exchanged(pair: tuple[list[Any], list[Any]]) -> bool:
    now, then = pair
    return len(now) != len(then) or any(one is not other for one, other in zip(now, then, strict=True))


def changed(now: np.ndarray, then: np.ndarray) -> bool:
    if now.shape != then.shape or now.dtype != then.dtype:
        return True
    return now.dtype != object and now.tobytes() != then.tobytes()


def run(task: Task, implementation: Any, *, calls: bool = False) -> Iterator[Outcome]:
    """Yield the outcome of each case; after a case that never ends the others are not tried.

    With `calls` the text of each call is kept, which takes longer than the call itself. The reference's calls are
    enough for a report: up to the first wrong value everybody's are the same.
    """
    observer = observer_from(task.observer, task.name)
    subject = _subject(task.name, implementation)
    for index in range(len(task.cases)):
        if not callable(subject):
            message = f"`{task.name}` should be a function, but it is of type {type_name(subject)}"
            yield Outcome(error=("TypeError", message, ""))
            continue
        case = task.case(index)
        outcome = observe(
            task.name, observer, subject, case, seconds=task.seconds, forbidden=task.forbidden, calls=calls
        )
        yield outcome
        if outcome.error is not None and outcome.error[0] == TIME_UP:
            yield from [outcome] * (len(task.cases) - index - 1)
            return


def _subject(name: str, implementation: Any) -> Any:
    """Return what the observer is given: for a method (`Value.backward`) its class."""
    owner = name.partition(".")[0]
    if owner != name and not _is_class(implementation):
        return getattr(implementation, "__globals__", {}).get(owner, implementation)
    return implementation


def _is_class(value: Any) -> bool:
    return issubclass(type(value), type)  # `isinstance` would believe a `__class__` property


def observe(
    name: str,
    observer: Callable[..., Any],
    implementation: Callable[..., Any],
    case: Case,
    *,
    seconds: float,
    forbidden: Sequence[str] = (),
    calls: bool = False,
) -> Outcome:
    """Run one case and return its outcome; whatever the implementation raises ends up in the outcome.

    `case` is used up: its arrays may be changed by the implementation, so decode a fresh one a call.
    """
    outcome = Outcome()
    subject: Any = implementation
    try:
        # Extreme cases make numpy warn in right implementations too, and nbgrader takes a warning for a failure.
        with time_limit(seconds), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            with forbidding(forbidden):
                if not _is_class(implementation):
                    subject = Spy(implementation, name, calls=calls)
                _collect(observer, subject, case, outcome, calls=calls)
    except KeyboardInterrupt:
        raise
    except TimeUp:
        outcome.error = (TIME_UP, f"it did not finish within {seconds:g} seconds", "")
    except BaseException as error:  # SystemExit and a learner's own BaseException too
        outcome.error = _described(error)
    if type(subject) is Spy:
        outcome.flags = sorted(subject.flags)
    return outcome


def _described(error: BaseException) -> tuple[str, str, str]:
    try:
        with time_limit(1.0):  # for a `__str__` that never ends
            return type_name(error), message_of(error), learner_traceback(error)
    except TimeUp:
        return type_name(error), "", ""


def _collect(observer: Callable[..., Any], subject: Any, case: Case, outcome: Outcome, *, calls: bool) -> None:
    result = observer(subject, *case.args, **case.kwargs)
    steps = result if inspect.isgeneratorfunction(observer) else iter([result])
    left = [MAX_BYTES]
    for value in steps:
        outcome.values.append(encode(value, left))
        if calls:
            outcome.calls.append(subject.last_call if type(subject) is Spy else "")
        if len(outcome.values) > MAX_VALUES:
            raise ValueError(f"more than {MAX_VALUES} values were observed")
    if type(subject) is Spy:
        subject.watch()
