"""How a mistake shows itself where its codings do not agree in numbers.

The source of a symptom travels to the learner's kernel, so each stands alone.
"""

from typing import Any

import numpy as np


def kept_integers(_expected: list, got: list, *args: Any, **_: Any) -> bool:
    """Whole numbers came in, and whole numbers (or the cast error of `w -= 0.1 * g`) came out."""
    whole = any(isinstance(a, np.ndarray) and a.dtype.kind in "iu" for a in args)
    return whole and (not got or any(np.asarray(value).dtype.kind in "iu" for value in got))


def start_missing(expected: list, got: list, *_: Any, **__: Any) -> bool:
    """Row t holds w_{t+1}, whether the last row is left out, left empty, or one step too far."""
    checked = 0
    for right, mine in zip(expected, got):  # noqa: B905 (an error may have cut `got` short)
        steps = len(right) - 1
        if steps:
            rows = np.asarray(mine)
            if len(rows) not in (steps, steps + 1) or not np.allclose(rows[:steps], right[1:], rtol=1e-6):
                return False
            checked += 1
    return checked > 0


def rows_alias(expected: list, got: list, *args: Any, **_: Any) -> bool:
    """All rows are the same and the last point, or the in-place update of an array that forbids it has raised."""
    if not got:
        return any(isinstance(a, np.ndarray) and (a.dtype.kind in "iu" or not a.flags.writeable) for a in args)
    # Later results start from wherever the caller's array was left.
    pairs = [(right, np.asarray(mine)) for right, mine in zip(expected, got)]  # noqa: B905
    same = all(mine.shape == right.shape and np.allclose(mine, mine[-1], rtol=1e-9) for right, mine in pairs)
    return same and bool(np.allclose(pairs[0][1][-1], pairs[0][0][-1], rtol=1e-6))


def steps_missing(expected: list, got: list, *_: Any, **__: Any) -> bool:
    """The rows are right as far as they go, and too few; without a step, not even the start may be left."""
    pairs = [(right, np.asarray(mine)) for right, mine in zip(expected, got)]  # noqa: B905
    pairs = [(right, mine) for right, mine in pairs if len(right) > 1 or len(mine)]
    prefix = all(1 <= len(mine) <= len(right) and np.allclose(mine, right[: len(mine)]) for right, mine in pairs)
    return prefix and any(len(mine) < len(right) for right, mine in pairs)
