"""Values and calls as short text that a learner can read and retype."""

from __future__ import annotations

from typing import Any

import numpy as np

_LONGEST = 320


def show(value: Any, longest: int = _LONGEST) -> str:
    """Return `value` as text of at most `longest` characters."""
    text = _show(value)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _show(value: Any) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return f"{value:.8g}"
    if isinstance(value, np.ndarray):
        return _show_array(value)
    if isinstance(value, tuple):
        return "(" + ", ".join(_show(item) for item in value) + (",)" if len(value) == 1 else ")")
    if isinstance(value, list):
        return "[" + ", ".join(_show(item) for item in value[:20]) + (", …]" if len(value) > 20 else "]")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_show(k)}: {_show(v)}" for k, v in value.items()) + "}"
    if callable(value) and hasattr(value, "__name__"):
        return str(value.__name__)
    return repr(value)


def _show_array(array: np.ndarray) -> str:
    with np.printoptions(precision=6, suppress=False, threshold=40, linewidth=100):
        body = np.array2string(array, separator=", ")
    dtype = "" if array.dtype == np.float64 else f", dtype={array.dtype.name}"
    return f"array({body}{dtype})"


def show_call(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Return the call as Python text, for instance `gradient_step(array([1., 2.]), array([0., 1.]), lr=0.1)`."""
    shown = [show(value, 160) for value in args] + [f"{key}={show(value, 160)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(shown)})"
