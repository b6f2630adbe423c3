"""Notice when a learner's code calls a library function that an exercise forbids.

A forbidden name is a function (`np.gradient`), a class (`torch.nn.Conv2d`), a method (`torch.Tensor.backward`), a
module with all that is in it (`torch.optim`), or a pattern (`torch.nn.functional.conv*`). What counts is the call from
the learner's own code, whatever name the function has there; libraries may use one another as they like. Code that
sets out to deceive lives in the same process and can replace this module: the grader therefore reads the text too.
A library that calls what it was handed over, without naming it itself, calls in the learner's name.
"""

from __future__ import annotations

import fnmatch
import functools
import importlib
import inspect
import linecache
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import CodeType, FrameType
from typing import Any

from descent.limits import is_learners

# What ends the watch, or goes where it sees nothing: inside trace functions and audit hooks, in C, in other processes.
_OUT_OF_SIGHT = (
    *("sys.setprofile", "threading.setprofile", "sys.settrace", "threading.settrace", "sys.addaudithook"),
    *("_thread.start_new_thread", "ctypes", "subprocess", "multiprocessing"),
)
_PROCESSES = ("os.fork", "os.forkpty", "os.posix_spawn", "os.posix_spawnp", "os.system", "_posixsubprocess.fork_exec")
# Where PyTorch keeps the same functions under other names.
_BEHIND_TORCH = ("torch.jit", "torch.ops", "torch._ops.OpOverload.__call__", "torch._ops.OpOverloadPacket.__call__")
_HARMLESS = ("torch.autograd.grad_mode", "torch.optim.lr_scheduler")  # `torch.no_grad()` differentiates nothing


class ForbiddenShortcut(BaseException):
    """Raised where a learner's code calls what is forbidden; not an `Exception`, so that few handlers stop it."""


def sentence(name: str) -> str:
    """Return what a learner reads about a forbidden call."""
    return f"this exercise is to be solved without `{name}`"


def spelled_out(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names with the other doors to the same functions of PyTorch."""
    inner = [f"torch._{name[6:]}" for name in names if re.fullmatch(r"torch\.[a-z]\w*\*?", name)]
    return (*names, *inner, *(_BEHIND_TORCH if any(name.startswith("torch.") for name in names) else ()))


@contextmanager
def forbidding(names: Sequence[str]) -> Iterator[None]:
    """Raise `ForbiddenShortcut` when learners' code calls one of `names` in the body."""
    if not names:
        yield
        return
    watch, before, tracing = _Watch(tuple(names)), sys.getprofile(), sys.gettrace()
    sys.settrace(None)
    threading.setprofile(watch)
    sys.setprofile(watch)
    try:
        yield
        # Python itself drops a watch that was interrupted; here nothing was raised.
        if sys.getprofile() is not watch:
            watch.used = watch.used or "sys.setprofile"
    finally:
        sys.setprofile(before)
        threading.setprofile(before)
        sys.settrace(tracing)
        if watch.used:  # also when the learner's code has caught the exception, or it came in another thread
            raise ForbiddenShortcut(sentence(watch.used))


class _Watch:
    """A profiling function that looks at each call."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._codes, self._functions, self._modules = _resolved((*spelled_out(names), *_OUT_OF_SIGHT))
        self._processes = _resolved(_PROCESSES)[1]
        self.used = ""

    def __call__(self, frame: FrameType, event: str, arg: Any) -> None:
        if event == "call":
            name = self._codes.get(frame.f_code) or self._module(frame)
            if not name or frame.f_code.co_name == "<module>":  # that a module is imported
                return
            caller, words, package = frame.f_back, frame.f_code.co_qualname.split("."), _package(frame)
        elif event == "c_call":
            name = self._functions.get(id(arg)) or self._processes.get(id(arg), "")
            if not name:
                return
            caller, words, package = frame, [arg.__name__], ""
        else:
            return
        if caller is not None and (id(arg) in self._processes or self._answerable(caller, words, package)):
            self.used = self.used or name
            raise ForbiddenShortcut(sentence(name))

    def _module(self, frame: FrameType) -> str:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith(_HARMLESS):
            return ""
        return next((name for name in self._modules if f"{module}.".startswith(f"{name}.")), "")

    def _answerable(self, caller: FrameType, words: list[str], package: str) -> bool:
        """Return whether a learner is to answer for a call: also for one that a library was only handed over."""
        code = caller.f_code
        if is_learners(code.co_filename):
            return True
        if code in self._codes or self._module(caller):  # which has answered already
            return False
        if code.co_filename.endswith("of the check>"):  # the observer, which calls what the learner has defined
            return not _genuine(code)
        named = not set(words).isdisjoint(code.co_names)
        # Wrappers and operators do not name the methods of their own library that they call.
        named = named or (len(words) > 1 and words[-1] != "__init__" and _package(caller) == package)
        return not (named and _genuine(code))


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


@functools.cache
def _genuine(code: CodeType) -> bool:
    """Return whether the code is what its file says: a learner's may claim to come from any file."""
    text = "".join(linecache.getlines(code.co_filename))
    try:
        todo = [compile(text, code.co_filename, "exec", code.co_flags & annotations.compiler_flag, dont_inherit=True)]
    except (SyntaxError, ValueError):
        return False
    while todo:
        part = todo.pop()
        if part == code:
            return True
        todo += [item for item in part.co_consts if isinstance(item, CodeType)]
    return False


@functools.cache
def _resolved(names: tuple[str, ...]) -> tuple[dict[CodeType, str], dict[int, str], list[str]]:
    """Return the code objects, the functions without code, and the modules that `names` mean."""
    codes: dict[CodeType, str] = {}
    functions: dict[int, str] = {}
    modules: list[str] = []
    for name in names:
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
