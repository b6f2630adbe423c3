"""Values as plain JSON and back: the only form in which anything crosses between a learner's code and a judge.

Decoding trusts nothing: unknown tags, types, sizes or shapes raise `ValueError`, and no code of the sender runs.
Encoding runs where a learner's objects live. It goes by their true type (`isinstance` believes a `__class__` property)
and calls the methods of the base classes, so that no subclass answers in their place.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
import reprlib
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

from descent.limits import TimeUp

DTYPES = frozenset(
    ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"]
)
MAX_BYTES = 8_000_000  # of all values that are encoded together
MAX_DEPTH = 20
MAX_DIMENSIONS = 16
MAX_TEXT = 100_000
MAX_INT = 2**63
REPR_LENGTH = 200
# What a number, an empty container or a length costs: less, and small values could fill memory, and take whoever reads
# them minutes.
_OBJECT_BYTES = 64

_brief = reprlib.Repr()  # a plain `repr` of shared or huge containers takes for ever
_brief.maxlevel, _brief.maxother, _brief.maxstring = 3, REPR_LENGTH, REPR_LENGTH


@dataclass(frozen=True)
class Opaque:
    """A value that is not plain data: only its type and the start of its `repr` travel."""

    type: str
    text: str

    def __repr__(self) -> str:
        return self.text or f"<{self.type}>"


def encode(value: Any, left: list[int] | None = None) -> Any:
    """Return `value` as JSON-ready data; subclasses are reduced to their base, anything unknown to `Opaque`.

    Raises `ValueError` when the value is larger than `MAX_BYTES`; values that are given the same list `left`, which
    holds the number of bytes that are left, share them.
    """
    return _encode(value, MAX_DEPTH, [MAX_BYTES] if left is None else left)


def _spend(budget: list[int], size: int) -> None:
    budget[0] -= size
    if budget[0] < 0:
        raise ValueError(f"the value is larger than {MAX_BYTES // 1_000_000} MB")


def _encode(value: Any, depth: int, budget: list[int]) -> Any:
    _spend(budget, _OBJECT_BYTES)
    kind = type(value)
    if value is None or kind is bool:
        return value
    if issubclass(kind, str):
        return _encode_text(value, budget)
    if issubclass(kind, np.ndarray | np.generic):
        return _encode_array(value, budget)
    if issubclass(kind, int):
        whole = int.__int__(value)
        return whole if abs(whole) < MAX_INT else _opaque(value, budget)
    if issubclass(kind, float):
        number = float.__float__(value)
        return number if math.isfinite(number) else {"float": repr(number)}
    if kind is Opaque and type(value.type) is type(value.text) is str:
        return {"opaque": plain_text(value.type, REPR_LENGTH), "text": plain_text(value.text, REPR_LENGTH)}
    torch = sys.modules.get("torch")
    if issubclass(kind, getattr(torch, "Tensor", ())):
        return _encode_tensor(torch, value, budget)
    if depth == 0:
        return _opaque(value, budget)
    _spend(budget, _OBJECT_BYTES)
    if issubclass(kind, tuple):
        return {"tuple": [_encode(item, depth - 1, budget) for item in tuple.__iter__(value)]}
    if issubclass(kind, list):
        return [_encode(item, depth - 1, budget) for item in list.__iter__(value)]
    if issubclass(kind, dict):
        items = list(dict.items(value))  # a copy, since a `__repr__` among the keys may change the dictionary
        return {"dict": [[_encode(k, 0, budget), _encode(v, depth - 1, budget)] for k, v in items]}
    return _opaque(value, budget)


def _encode_text(value: str, budget: list[int]) -> Any:
    length = str.__len__(value)
    _spend(budget, min(length, MAX_TEXT))
    return plain_text(value) if length <= MAX_TEXT else _opaque(value, budget)


def _encode_array(value: Any, budget: list[int]) -> Any:
    scalar = not issubclass(type(value), np.ndarray)
    array: np.ndarray = np.generic.__array__(value) if scalar else np.ndarray.view(value, np.ndarray)
    if array.dtype.name not in DTYPES or array.dtype.byteorder == ">" or array.ndim > MAX_DIMENSIONS:
        return _opaque(value, budget)
    _spend(budget, _OBJECT_BYTES * (1 + array.ndim) + array.nbytes)
    data: dict[str, Any] = {
        "array": base64.b64encode(array.tobytes()).decode("ascii"),
        "dtype": array.dtype.name,
        "shape": list(array.shape),
    }
    if scalar:
        data["scalar"] = True
        return data
    if array.flags.f_contiguous and not array.flags.c_contiguous:
        data["order"] = "F"
    if not array.flags.writeable:
        data["readonly"] = True
    return data


def _encode_tensor(torch: Any, value: Any, budget: list[int]) -> Any:
    try:
        with torch._C.DisableTorchFunctionSubclass():  # else a subclass may answer for `detach`
            array = torch.Tensor.detach(value).as_subclass(torch.Tensor).cpu().resolve_conj().resolve_neg().numpy()
            requires_grad = torch.Tensor.requires_grad.__get__(value)
    except (RuntimeError, TypeError):  # bfloat16, sparse, quantised
        return _opaque(value, budget)
    data = _encode_array(array, budget)
    return {"tensor": data, "requires_grad": requires_grad} if "array" in data else data


def _opaque(value: Any, budget: list[int]) -> Any:
    _spend(budget, 2 * REPR_LENGTH)
    try:
        text = "…" if issubclass(type(value), tuple | list | dict) else plain_text(_brief.repr(value))
    except (KeyboardInterrupt, TimeUp):
        raise
    except BaseException:  # a learner's __repr__ may do anything, and must not stop the report
        text = ""
    # Addresses differ from run to run; without them the same result reads the same.
    return {"opaque": type_name(value), "text": re.sub(r" at 0x[0-9a-fA-F]+", "", text)[:REPR_LENGTH]}


def type_name(value: Any) -> str:
    """Return the name of the type of `value`, whatever its metaclass says."""
    return plain_text(type.__dict__["__name__"].__get__(type(value)), REPR_LENGTH)


def plain_text(text: str, longest: int = MAX_TEXT) -> str:
    """Return at most `longest` characters of `text` as a true `str` that UTF-8 can hold."""
    plain = str.__str__(text)[:longest]
    return plain if plain.isascii() else plain.encode("utf-8", "backslashreplace").decode("utf-8")[:longest]


def decode(data: Any) -> Any:
    """Return the value that `encode` wrote; raises `ValueError` for anything that it could not have written."""
    return _decode(data, MAX_DEPTH)


def _decode(data: Any, depth: int) -> Any:
    if data is None or isinstance(data, bool | int | float | str):
        _check_scalar(data)
        return data
    if depth < 0:
        raise ValueError("the value is nested too deeply")
    if isinstance(data, list):
        return [_decode(item, depth - 1) for item in data]
    if not isinstance(data, dict):
        raise ValueError("not plain data")
    keys = frozenset(data)
    if keys == {"float"} and data["float"] in ("nan", "inf", "-inf"):
        return float(data["float"])
    if keys == {"tuple"} and isinstance(data["tuple"], list):
        return tuple(_decode(item, depth - 1) for item in data["tuple"])
    if keys == {"dict"} and isinstance(data["dict"], list):
        return {_key(item): _decode(item[1], depth - 1) for item in data["dict"]}
    if keys == {"opaque", "text"} and all(isinstance(v, str) for v in data.values()):
        _check_text(data["opaque"])
        _check_text(data["text"])
        return Opaque(data["opaque"][:REPR_LENGTH], data["text"][:REPR_LENGTH])
    if keys == {"tensor", "requires_grad"} and isinstance(data["tensor"], dict):
        return _decode_tensor(data)
    if {"array", "dtype", "shape"} <= keys <= {"array", "dtype", "shape", "scalar", "order", "readonly"}:
        return _decode_array(data)
    raise ValueError(f"unknown value with the keys {sorted(map(str, keys))[:6]}")


def _check_scalar(data: bool | int | float | str | None) -> None:
    if isinstance(data, int) and abs(data) >= MAX_INT:
        raise ValueError("a whole number is too large")
    if isinstance(data, float) and not math.isfinite(data):
        raise ValueError("a number is not finite")
    if isinstance(data, str):
        _check_text(data)


def _check_text(text: str) -> None:
    # Text that is no UTF-8 (half of a surrogate pair) would break whoever prints or stores it.
    if len(text) > MAX_TEXT or not (text.isascii() or plain_text(text) == text):
        raise ValueError("a text is too long or is not Unicode")


def _key(item: Any) -> Any:
    if not isinstance(item, list) or len(item) != 2:
        raise ValueError("a dictionary entry is not a pair")
    key = _decode(item[0], 0)
    # Tuples can be made to share one hash, and then a dictionary of them takes hours to fill; `encode` writes none.
    if key is not None and not isinstance(key, bool | int | float | str | np.generic | Opaque):
        raise ValueError("a dictionary key is not a plain value")
    return key


def _decode_array(data: dict[str, Any]) -> Any:
    dtype, shape, text = data["dtype"], data["shape"], data["array"]
    if not isinstance(dtype, str) or dtype not in DTYPES or not isinstance(text, str):
        raise ValueError("unknown array type")
    if not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS or not all(type(n) is int and n >= 0 for n in shape):
        raise ValueError("an array's shape is not a list of sizes")
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("an array's bytes are not base64") from None
    if len(raw) > MAX_BYTES or len(raw) != math.prod(shape) * np.dtype(dtype).itemsize:
        raise ValueError("an array's bytes do not fit its shape")
    array = np.frombuffer(raw, dtype=dtype).reshape(shape)
    if data.get("scalar") is True:
        if shape:
            raise ValueError("a scalar has no shape")
        return array[()]
    array = array.copy(order="F" if data.get("order") == "F" else "C")
    array.flags.writeable = data.get("readonly") is not True
    return array


def _decode_tensor(data: dict[str, Any]) -> Any:
    array = _decode(data["tensor"], 1)
    if not isinstance(array, np.ndarray):
        raise ValueError("a tensor holds an array")
    try:
        import torch

        return torch.from_numpy(array.copy()).requires_grad_(data["requires_grad"] is True)
    except (ImportError, RuntimeError, TypeError) as error:  # no torch, or whole numbers that require a gradient
        raise ValueError(f"not a tensor: {error}") from None


def dumps(data: Any) -> str:
    """Return encoded data as one line of strict JSON."""
    return json.dumps(data, allow_nan=False, separators=(",", ":"), ensure_ascii=False)


def loads(text: str | bytes) -> Any:
    """Parse strict JSON; raises `ValueError` also for nan literals and bottomless nesting."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
