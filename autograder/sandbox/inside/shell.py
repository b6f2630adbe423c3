"""IPython as Jupyter has it, without a kernel: outputs go to a recorder."""

from __future__ import annotations

import builtins
import errno
import getpass
import importlib.util
import inspect
import os
import sys
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import ipywidgets
from descent.codec import dumps, loads
from descent.limits import TimeUp
from IPython.core import page
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from .recorder import Recorder, Stream


class _Publisher(DisplayPublisher):
    shell: Any

    def publish(self, data: Any, metadata: Any = None, *_: Any, **options: Any) -> None:
        recorder = self.shell.recorder
        if recorder is None:
            return
        output = {"output_type": "display_data", "data": _bundle(data), "metadata": _plain(metadata or {})}
        display = str((options.get("transient") or {}).get("display_id", ""))
        (recorder.update if options.get("update") else recorder.output)(output, display)

    def clear_output(self, wait: bool = False) -> None:
        if self.shell.recorder is not None:
            self.shell.recorder.clear(bool(wait))


class _Hook(DisplayHook):
    shell: Any

    def write_output_prompt(self) -> None:
        pass

    def finish_displayhook(self) -> None:
        self._is_active = False

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        if format_dict and self.shell.recorder is not None:
            output = {"output_type": "execute_result", "execution_count": self.prompt_count}
            self.shell.recorder.output({**output, "data": _bundle(format_dict), "metadata": _plain(md_dict or {})})


def _bundle(data: Any) -> dict[str, Any]:
    """Return what a notebook stores of a display: pictures as base64."""
    return {
        str(mime): b64encode(value).decode("ascii") if isinstance(value, bytes | memoryview) else _plain(value)
        for mime, value in data.items()
    }


def _plain(value: Any) -> Any:
    try:
        return value if isinstance(value, str) else loads(dumps(value))
    except (TypeError, ValueError):
        return str(value)


def _still(widget: Any, **_: Any) -> dict[str, Any]:
    """Return what is left of a widget on paper: its description, and the first picture in it."""
    text = repr(widget)
    bundle: dict[str, Any] = {"text/plain": text if len(text) <= 110 else text[:110] + "…"}
    picture = next(_pictures(widget, 8), None)
    if picture is not None and picture.value:
        bundle[f"image/{picture.format}"] = picture.value
    return bundle


def _pictures(widget: Any, depth: int) -> Iterator[Any]:
    if isinstance(widget, ipywidgets.Image) and widget.format in ("png", "jpeg"):
        yield widget
    elif depth:
        for child in getattr(widget, "children", ()):
            yield from _pictures(child, depth - 1)


class _Compiler(CachingCompiler):
    def cache(self, *args: Any, **options: Any) -> str:
        name = super().cache(*args, **options)
        # A traceback looks for the module of each of its frames in all modules that are loaded, which are thousands
        # here: seconds for a deep recursion, were it not written down that a cell belongs to the main one.
        inspect.modulesbyfile[os.path.abspath(name)] = "__main__"  # type: ignore[attr-defined]
        return name


class Shell(InteractiveShell):
    """The shell of a submission. Until `connect` is called it shows nothing."""

    compiler_class = Type(_Compiler)
    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    recorder: Recorder | None = None
    limits: dict[str, Any] = {}  # noqa: RUF012
    where = ""  # the present cell's name in feedback

    def init_hooks(self) -> None:
        super().init_hooks()
        self.set_hook("show_in_pager", page.as_hook(page.display_page), 99)

    def connect(self, recorder: Recorder, limits: dict[str, Any]) -> None:
        """Send what cells show to `recorder` from now on."""
        self.recorder, self.limits = recorder, limits
        sys.stdout, sys.stderr = Stream(recorder, "stdout"), Stream(recorder, "stderr")  # type: ignore[assignment]
        builtins.input = _no_input
        getpass.getpass = _no_input

    def enable_gui(self, gui: str | None = None) -> None:
        pass  # `%matplotlib inline` asks for none, and there is no other here

    def enable_matplotlib(self, gui: str | None = None) -> Any:
        """Show pictures inline whatever is asked for: on paper there are no windows, and nobody moves a widget."""
        if gui not in (None, "auto", "inline", "agg"):
            print(f"[A graded notebook shows pictures as they are: inline, not {gui}.]")
        return super().enable_matplotlib("inline")

    def debugger(self, force: bool = False) -> None:  # noqa: ARG002
        if not self.call_pdb:  # after `%pdb on` the traceback says enough
            print("[Nobody can answer a debugger while a notebook is graded.]")

    def ask_exit(self) -> None:
        raise SystemExit

    def time_up(self) -> str:
        return f"stopped after {self.limits['cell_seconds']:g} s in {self.where}. Is there a loop that never ends?"

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        try:
            message = str(evalue)
        except Exception:
            message = ""
        if isinstance(etype, type) and issubclass(etype, TimeUp):
            message = self.time_up()
            stb = [*stb[:-1], f"{stb[-1].rstrip(': ')}: {message}"] if stb else []
        if limit := limit_met(evalue, self.limits):
            message = f"{message} {limit}".strip()
            stb = [*stb[:-1], f"{stb[-1]} {limit}"] if stb else []
        if self.recorder is not None:
            self.recorder.error(getattr(etype, "__name__", str(etype)), message, [str(line) for line in stb])

    def system(self, cmd: str) -> None:  # type: ignore[override]
        self.system_piped(cmd)


def limit_met(error: Any, limits: dict[str, Any]) -> str:
    """Return which of the limits an error comes from, in brackets, or nothing."""
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, MemoryError) or number == errno.ENOMEM:
        text = f"{limits['memory_mb']} MB of memory"
    elif number == errno.EFBIG:
        text = f"{limits['file_mb']} MB for a file"
    elif number == errno.ENOSPC:
        text = f"{limits['tmp_mb']} MB for all files together"
    else:
        return ""
    return f"[the grader allows {text}]"


def _no_input(*_: object, **__: object) -> str:
    raise RuntimeError("nobody can answer input() while a notebook is graded: write the value into the code")


# What is first used here costs a submission nothing: mathematical text, tables of fonts, coloured tracebacks.
_WARM_UP = """\
import descent.explore, numpy as np, matplotlib.pyplot as plt
plt.figure(); plt.plot([1, 2], label="$x^2$"); plt.title("a"); plt.legend(); plt.show()
np.random.default_rng(0).normal(size=3) @ np.ones(3)
1 / 0
await 1
%timeit -n1 -r1 1
"""
_WARM_UP_TORCH = """\
import torch, torch._dynamo
w = torch.nn.Parameter(torch.ones(2))
w.grad = torch.ones(2)
for name in ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad"):
    getattr(torch.optim, name)([w], lr=0.1).step()
"""


def warm_shell() -> Shell:
    """Return a shell as new, in a process that has imported and once used what submissions use."""
    config = Config()
    config.HistoryManager.enabled = False
    shell = Shell.instance(config=config)
    importlib.import_module("matplotlib.pyplot")  # with a shell present it shows figures inline
    plt = sys.modules["matplotlib.pyplot"]
    plt.switch_backend("module://matplotlib_inline.backend_inline")
    formatter: Any = shell.display_formatter
    formatter.mimebundle_formatter.for_type(ipywidgets.Widget, _still)
    for line in _WARM_UP.splitlines():
        shell.run_cell(line)
    if importlib.util.find_spec("torch") is not None:
        # No backward pass here: autograd refuses to work in a fork of a process that has run one with threads.
        shell.run_cell(_WARM_UP_TORCH)
        sys.modules["torch"].set_num_threads(1)
    shell.reset(new_session=True)
    return shell
