"""Values as plain JSON and back: the only form in which anything crosses between a learner's code and a judge.

Decoding trusts nothing: unknown tags, types, sizes or shapes raise `ValueError`, and no code of the sender runs.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

DTYPES = frozenset(
    ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"]
)
MAX_BYTES = 32_000_000  # of one encoded value
MAX_DEPTH = 20
MAX_TEXT = 100_000
REPR_LENGTH = 200


@dataclass(frozen=True)
class Opaque:
    """A value that is not plain data: only its type and the start of its `repr` travel."""

    type: str
    text: str

    def __repr__(self) -> str:
        return self.text or f"<{self.type}>"


def encode(value: Any) -> Any:
    """Return `value` as JSON-ready data; subclasses are reduced to their base, anything unknown to `Opaque`.

    Raises `ValueError` when the value is larger than `MAX_BYTES`.
    """
    budget = [MAX_BYTES]
    return _encode(value, MAX_DEPTH, budget)


def _spend(budget: list[int], size: int) -> None:
    budget[0] -= size
    if budget[0] < 0:
        raise ValueError(f"the value is larger than {MAX_BYTES // 1_000_000} MB")


def _encode(value: Any, depth: int, budget: list[int]) -> Any:
    _spend(budget, 8)
    if value is None or isinstance(value, bool):
        return value
    # Base-class methods, so that a subclass cannot answer in our place.
    if isinstance(value, np.ndarray | np.generic):
        return _encode_array(value, budget)
    if isinstance(value, int):
        number = int.__int__(value)
        return number if abs(number) < 2**63 else _opaque(value)
    if isinstance(value, float):
        number = float.__float__(value)
        return number if math.isfinite(number) else {"float": repr(number)}
    if isinstance(value, str):
        text = str.__str__(value)
        _spend(budget, len(text))
        return text if len(text) <= MAX_TEXT else _opaque(value)
    if depth == 0:
        return _opaque(value)
    if isinstance(value, tuple):
        return {"tuple": [_encode(item, depth - 1, budget) for item in tuple.__iter__(value)]}
    if isinstance(value, list):
        return [_encode(item, depth - 1, budget) for item in list.__iter__(value)]
    if isinstance(value, dict):
        items = [[_encode(k, 0, budget), _encode(v, depth - 1, budget)] for k, v in dict.items(value)]
        return {"dict": items}
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return _encode_tensor(torch, value, budget)
    if isinstance(value, Opaque):
        return {"opaque": value.type, "text": value.text}
    return _opaque(value)


def _encode_array(value: np.ndarray | np.generic, budget: list[int]) -> Any:
    array = np.ndarray.view(value, np.ndarray) if isinstance(value, np.ndarray) else np.asarray(value)
    if array.dtype.name not in DTYPES or array.dtype.byteorder == ">":
        return _opaque(value)
    _spend(budget, array.nbytes)
    data: dict[str, Any] = {
        "array": base64.b64encode(array.tobytes()).decode("ascii"),
        "dtype": array.dtype.name,
        "shape": list(array.shape),
    }
    if isinstance(value, np.generic):
        data["scalar"] = True
    elif array.flags.f_contiguous and not array.flags.c_contiguous:
        data["order"] = "F"
    if isinstance(value, np.ndarray) and not array.flags.writeable:
        data["readonly"] = True
    return data


def _encode_tensor(torch: Any, value: Any, budget: list[int]) -> Any:
    plain = torch.Tensor.detach(value).as_subclass(torch.Tensor)
    try:
        array = plain.cpu().resolve_conj().numpy()
    except (RuntimeError, TypeError):  # bfloat16, sparse, quantised
        return _opaque(value)
    data = _encode_array(np.array(array), budget)
    return {"tensor": data, "requires_grad": bool(value.requires_grad)} if "array" in data else data


def _opaque(value: Any) -> Any:
    try:
        text = str(repr(value))[:REPR_LENGTH]
    except BaseException as error:  # a learner's __repr__ may do anything, and must not stop the report
        if isinstance(error, KeyboardInterrupt):
            raise
        text = ""
    return {"opaque": type(value).__name__[:REPR_LENGTH], "text": text}


def decode(data: Any) -> Any:
    """Return the value that `encode` wrote; raises `ValueError` for anything that it could not have written."""
    return _decode(data, MAX_DEPTH)


def _decode(data: Any, depth: int) -> Any:
    if data is None or isinstance(data, bool | int | float | str):
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
        return Opaque(data["opaque"][:REPR_LENGTH], data["text"][:REPR_LENGTH])
    if keys == {"tensor", "requires_grad"} and isinstance(data["tensor"], dict):
        return _decode_tensor(data)
    if {"array", "dtype", "shape"} <= keys <= {"array", "dtype", "shape", "scalar", "order", "readonly"}:
        return _decode_array(data)
    raise ValueError(f"unknown value with the keys {sorted(map(str, keys))[:6]}")


def _key(item: Any) -> Any:
    if not isinstance(item, list) or len(item) != 2:
        raise ValueError("a dictionary entry is not a pair")
    key = _decode(item[0], 1)
    try:
        hash(key)
    except TypeError:
        raise ValueError("a dictionary key cannot be hashed") from None
    return key


def _decode_array(data: dict[str, Any]) -> Any:
    dtype, shape, text = data["dtype"], data["shape"], data["array"]
    if dtype not in DTYPES or not isinstance(text, str):
        raise ValueError("unknown array type")
    if not isinstance(shape, list) or len(shape) > 16 or not all(type(n) is int and n >= 0 for n in shape):
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
    import torch

    array = _decode(data["tensor"], 1)
    if not isinstance(array, np.ndarray):
        raise ValueError("a tensor holds an array")
    return torch.from_numpy(array.copy()).requires_grad_(data["requires_grad"] is True)


def dumps(data: Any) -> str:
    """Return encoded data as one line of strict JSON."""
    return json.dumps(data, allow_nan=False, separators=(",", ":"), ensure_ascii=False)


def loads(text: str | bytes) -> Any:
    """Parse strict JSON; raises `ValueError` also for nan literals, huge numbers and bottomless nesting."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
