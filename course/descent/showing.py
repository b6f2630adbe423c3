"""Values and calls as short text that a learner can read and retype."""

from __future__ import annotations

import itertools
import re
from typing import Any

import numpy as np

_LONGEST = 320
_ITEMS = 20  # of a container that are shown
_DEPTH = 4


def show(value: Any, longest: int = _LONGEST) -> str:
    """Return `value` as text of at most `longest` characters."""
    text = _show(value, _DEPTH)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _show(value: Any, depth: int) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return f"{value:.8g}"
    if isinstance(value, np.ndarray):
        return _show_array(value)
    if isinstance(value, tuple | list | dict):
        return _show_container(value, depth)
    if callable(value) and hasattr(value, "__name__"):
        return str(value.__name__)
    try:
        # Where an object lies in memory tells nobody anything, and would make every release differ from the last.
        return re.sub(r" at 0x[0-9A-Fa-f]+", "", repr(value))
    except Exception:  # a learner's __repr__ that is not written yet
        return f"<{type(value).__name__}>"


def _show_container(value: tuple[Any, ...] | list[Any] | dict[Any, Any], depth: int) -> str:
    opening, closing = ("(", ")") if isinstance(value, tuple) else ("[", "]") if isinstance(value, list) else ("{", "}")
    if depth == 0:
        return f"{opening}…{closing}"
    items = [
        f"{_show(item, 0)}: {_show(value[item], depth - 1)}" if isinstance(value, dict) else _show(item, depth - 1)
        for item in itertools.islice(value, _ITEMS)
    ]
    if len(value) > _ITEMS:
        items.append("…")
    comma = "," if isinstance(value, tuple) and len(value) == 1 else ""
    return opening + ", ".join(items) + comma + closing


def _show_array(array: np.ndarray) -> str:
    with np.printoptions(precision=6, suppress=False, threshold=40, linewidth=100):
        body = np.array2string(array, separator=", ", prefix="array(")
    dtype = "" if array.dtype == np.float64 else f", dtype={array.dtype.name}"
    return f"array({body}{dtype})"


def show_call(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Return the call as Python text, for instance `gradient_step(array([1., 2.]), array([0., 1.]), lr=0.1)`."""
    shown = [show(value, 160) for value in args] + [f"{key}={show(value, 160)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(shown)})"
