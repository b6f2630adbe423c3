"""What the templates are written with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")
ROUNDED = 0.01  # three significant digits are enough
FINE = 0.001  # where a hundredth would swallow a small step
EXACT = 0.0


@dataclass(frozen=True)
class Asked:
    """A question, its answer, how it is worked out, and the numbers in it by name."""

    text: str
    answer: float
    solution: str
    given: dict[str, Any]
    tolerance: float = ROUNDED


Template = Callable[[np.random.Generator], Asked]


def pick(rng: np.random.Generator, values: Sequence[T]) -> T:
    """Return one of `values`."""
    return values[int(rng.integers(len(values)))]


def several(rng: np.random.Generator, values: Sequence[T], count: int) -> list[T]:
    """Return `count` different ones of `values` in random order."""
    return [values[int(k)] for k in rng.permutation(len(values))[:count]]


def show(value: Any) -> str:
    """Return a number, or a list of numbers, as a question prints it: four digits, a real minus sign."""
    if isinstance(value, list | tuple):
        return f"({', '.join(map(show, value))})"
    return f"{value:.4g}".replace("e-0", "e-").replace("e+0", "e").replace("-", "−")


def matrix(rows: Sequence[Sequence[float]]) -> str:
    """Return a matrix in one line, row after row."""
    return "[" + "; ".join(" ".join(map(show, row)) for row in rows) + "]"
