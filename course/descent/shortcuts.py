"""Notice when a learner's code calls a library function that an exercise forbids.

A forbidden name is a function (`np.gradient`), a class (`torch.nn.Conv2d`), a method (`torch.Tensor.backward`), a
module with all that is in it (`torch.optim`), or a pattern (`torch.nn.functional.conv*`). What counts is the call from
the learner's own code, whatever name the function has there; libraries may use one another as they like. Code that
sets out to deceive lives in the same process and can replace this module: the grader therefore reads the text too.
"""

from __future__ import annotations

import fnmatch
import functools
import importlib
import inspect
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import CodeType, FrameType
from typing import Any

from descent.limits import is_learners

_ENDS_THE_WATCH = ("sys.setprofile", "threading.setprofile", "_thread.start_new_thread")
_HARMLESS = ("torch.autograd.grad_mode", "torch.optim.lr_scheduler")  # `torch.no_grad()` differentiates nothing


class ForbiddenShortcut(BaseException):
    """Raised where a learner's code calls what is forbidden; not an `Exception`, so that few handlers stop it."""


def sentence(name: str) -> str:
    """Return what a learner reads about a forbidden call."""
    return f"this exercise is to be solved without `{name}`"


@contextmanager
def forbidding(names: Sequence[str]) -> Iterator[None]:
    """Raise `ForbiddenShortcut` when learners' code calls one of `names` in the body."""
    if not names:
        yield
        return
    watch, before = _Watch(tuple(names)), sys.getprofile()
    threading.setprofile(watch)
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)
        threading.setprofile(before)
        if watch.used:  # also when the learner's code has caught the exception, or it came in another thread
            raise ForbiddenShortcut(sentence(watch.used))


class _Watch:
    """A profiling function that looks at each call."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._codes, self._functions, self._modules = _resolved(names)
        self.used = ""

    def __call__(self, frame: FrameType, event: str, arg: Any) -> None:
        if event == "call":
            name = self._codes.get(frame.f_code) or self._module(frame)
            caller = frame.f_back
        elif event == "c_call":
            name, caller = self._functions.get(id(arg), ""), frame
        else:
            return
        if name and caller is not None and is_learners(caller.f_code.co_filename):
            self.used = self.used or name
            raise ForbiddenShortcut(sentence(name))

    def _module(self, frame: FrameType) -> str:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith(_HARMLESS):
            return ""
        return next((name for name in self._modules if f"{module}.".startswith(f"{name}.")), "")


@functools.cache
def _resolved(names: tuple[str, ...]) -> tuple[dict[CodeType, str], dict[int, str], list[str]]:
    """Return the code objects, the functions without code, and the modules that `names` mean."""
    codes: dict[CodeType, str] = {}
    functions: dict[int, str] = {}
    modules: list[str] = []
    for name in (*names, *_ENDS_THE_WATCH):
        for found in _objects(full(name)):
            if inspect.ismodule(found):
                modules.append(found.__name__)
                continue
            members = vars(found).values() if inspect.isclass(found) else [found]
            for member in members:
                code = getattr(inspect.unwrap(member), "__code__", None) if callable(member) else None
                if code is not None:
                    codes[code] = name
            functions[id(found)] = name
    return codes, functions, modules


def full(name: str) -> str:
    """Return the name with NumPy's usual abbreviation written out."""
    return f"numpy{name[2:]}" if name.startswith("np.") else name


def _objects(name: str) -> Iterator[Any]:
    """Yield what the dotted name or pattern means; nothing where the library is not installed."""
    root, *parts = name.split(".")
    try:
        found = [importlib.import_module(root)]
    except ImportError:
        return
    for k, part in enumerate(parts):
        if k == 0 or inspect.ismodule(found[0]):
            _import(".".join([root, *parts[: k + 1]]))
        found = [getattr(each, key) for each in found for key in dir(each) if fnmatch.fnmatchcase(key, part)]
        if not found:
            return
    yield from found


def _import(name: str) -> None:
    with suppress(ImportError):  # the name of a function, or a pattern
        importlib.import_module(name)
