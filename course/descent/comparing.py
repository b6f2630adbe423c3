"""Compare what was observed with what was expected, and say the first difference in a sentence."""

from __future__ import annotations

from typing import Any

import numpy as np

from descent.codec import Opaque
from descent.showing import show

# Float64 rounding in a few hundred operations stays below 1e-12 of the largest term, and the mistakes that the cases
# are made to reveal differ by more than 1e-6: 1e-9 is the middle between the two, on a logarithmic scale.
RTOL = 1e-9
# Below this size a number counts as zero plus rounding of terms of order one (cancellation).
SMALLEST_SCALE = 1e-3

NUMBER = bool | int | float | np.generic


def difference(expected: Any, got: Any, *, rtol: float = RTOL, dtype: bool = True) -> str | None:
    """Return `None` when `got` equals `expected` up to rounding, else one sentence that says how it differs.

    Arrays are compared against `rtol` times their largest entry, since rounding errors are relative to the largest
    term of a sum. Zero-dimensional results may be Python or NumPy numbers, and pairs tuples or lists. With `dtype`, a
    float64 is not replaced by a float32 or an integer array.
    """
    if expected is None:
        return None if got is None else f"expected `None`, got {show(got)}"
    if isinstance(expected, tuple | list):
        return _sequence_difference(expected, got, rtol, dtype)
    if isinstance(expected, dict):
        return _dict_difference(expected, got, rtol, dtype)
    if isinstance(expected, np.ndarray | np.generic | float | int) and not isinstance(expected, bool | np.bool):
        return _number_difference(expected, got, rtol, dtype)
    if isinstance(expected, bool | np.bool):
        answer = got[()] if isinstance(got, np.ndarray) and got.ndim == 0 else got
        same = isinstance(answer, bool | np.bool) and bool(answer) == bool(expected)
        return None if same else f"expected {expected}, got {show(got)}"
    if type(expected).__module__.startswith("torch"):
        return _tensor_difference(expected, got, rtol, dtype)
    if got is None:
        return "nothing was returned (`None`)"
    same = type(got) is type(expected) and got == expected
    return None if same else f"expected {show(expected)}, got {show(got)}"


def _sequence_difference(expected: Any, got: Any, rtol: float, dtype: bool) -> str | None:
    if got is None:
        return "nothing was returned (`None`)"
    if not isinstance(got, tuple | list):
        return f"expected {len(expected)} values, got {kind(got)}"
    if len(got) != len(expected):
        return f"expected {len(expected)} values, got {len(got)}"
    for position, (one, other) in enumerate(zip(expected, got, strict=True)):
        problem = difference(one, other, rtol=rtol, dtype=dtype)
        if problem:
            return f"value {position + 1} of {len(expected)}: {problem}" if len(expected) > 1 else problem
    return None


def _dict_difference(expected: Any, got: Any, rtol: float, dtype: bool) -> str | None:
    if not isinstance(got, dict) or set(got) != set(expected):
        return f"expected {show(expected)}, got {show(got)}"
    for key, one in expected.items():
        problem = difference(one, got[key], rtol=rtol, dtype=dtype)
        if problem:
            return f"{key}: {problem}"
    return None


def _number_difference(expected: Any, got: Any, rtol: float, dtype: bool) -> str | None:
    if got is None:
        return "nothing was returned (`None`)"
    # A list of lists, or of numbers, is not an array: the next line of the lesson would do arithmetic with it.
    if isinstance(got, Opaque | str | tuple | list | dict) or not isinstance(got, np.ndarray | NUMBER):
        return f"expected {kind(expected)}, got {kind(got)}"
    one, other = np.asarray(expected), np.asarray(got)
    if one.shape != other.shape:
        return f"expected shape {one.shape}, got shape {other.shape}"
    if dtype:
        problem = _dtype_difference(one, other)
        if problem:
            return problem
    if close(one, other, rtol):
        return None
    if not np.isfinite(other).all() and np.isfinite(one).all():
        return f"expected {show(expected)}, got {show(got)}, which is not finite"
    if show(expected) == show(got):
        gap = np.max(np.abs(other.astype(np.float64) - one.astype(np.float64)))
        return f"close to {show(expected)}, but not equal up to rounding: the largest difference is {gap:.1e}"
    return f"expected {show(expected)}, got {show(got)}"


def _dtype_difference(expected: np.ndarray, got: np.ndarray) -> str | None:
    if expected.dtype.kind == "f" and got.dtype != expected.dtype:
        if got.ndim == 0 and got.dtype.kind != "f":
            return None  # a Python int or NumPy integer that equals the float
        return f"expected {expected.dtype.name} numbers, got {got.dtype.name}"
    if expected.dtype.kind in "iu" and got.dtype.kind not in "iub":
        return f"expected whole numbers, got {got.dtype.name}"
    if expected.dtype.kind == "b" and got.dtype.kind != "b":
        return f"expected True and False, got {got.dtype.name}"
    return None


def close(expected: np.ndarray, got: np.ndarray, rtol: float = RTOL) -> bool:
    """Return whether all entries agree to `rtol` times the largest finite expected entry (nan equals nan)."""
    if expected.shape != got.shape:
        return False
    one, other = expected.astype(np.float64), got.astype(np.float64)
    largest = float(np.abs(one).max(initial=0.0))
    with np.errstate(all="ignore"):  # 1e308 − (−1e308) is no reason to warn a learner
        if np.isfinite(largest):  # the usual case, in a tenth of `allclose`'s time
            return bool((np.abs(other - one) <= rtol * max(largest, SMALLEST_SCALE)).all())
        scale = max(float(np.abs(one[np.isfinite(one)]).max(initial=0.0)), SMALLEST_SCALE)
        return bool(np.allclose(other, one, rtol=0.0, atol=rtol * scale, equal_nan=True))


def _tensor_difference(expected: Any, got: Any, rtol: float, dtype: bool) -> str | None:
    if type(got) is not type(expected):
        return f"expected a tensor, got {kind(got)}"
    if expected.requires_grad and not got.requires_grad:
        return "the result is cut off from autograd (it does not require a gradient)"
    return _number_difference(expected.detach().numpy(), got.detach().numpy(), rtol, dtype)


def kind(value: Any) -> str:
    """Return what `value` is, in a few words."""
    if isinstance(value, Opaque):
        return "an array that holds no real numbers" if value.type == "ndarray" else _with_article(value.type)
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, tuple | list):
        return f"a {type(value).__name__} of length {len(value)}"
    if isinstance(value, NUMBER):
        return "a number"
    return "nothing (`None`)" if value is None else _with_article(type(value).__name__)


def _with_article(name: str) -> str:
    return f"{'an' if name[:1] in tuple('aeioAEIO') else 'a'} {name}"
