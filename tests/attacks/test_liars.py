"""No comparison is fooled by what compares as nothing: nan, infinity, emptiness, strangers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from descent import answers
from descent.codec import Opaque, encode
from descent.observing import Outcome
from descent.verdict import judge_outcomes

KNOWN = answers.load()


def with_numbers(value: Any, number: float) -> Any:
    """Return the value with every number replaced, its structure kept; a word becomes another one."""
    if isinstance(value, tuple | list):
        return type(value)(with_numbers(item, number) for item in value)
    if isinstance(value, dict):
        return {key: with_numbers(item, number) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return np.full_like(value, number, dtype=np.float64)
    return str(number) if isinstance(value, str) else number


NUMBERS = {"nan": np.nan, "inf": np.inf, "minus inf": -np.inf}
OTHERS = {
    "empty list": [],
    "empty array": np.empty(0),
    "dictionary": {},
    "stranger": Opaque("Liar", "1.0"),
    "nothing": None,
    "text": "passed",
    "true": True,
}


@pytest.mark.parametrize("lie", [*NUMBERS, *OTHERS])
@pytest.mark.parametrize("name", sorted(KNOWN))
def test_a_lie_earns_nothing(name, lie):
    known = KNOWN[name]
    outcomes = []
    for outcome in known.expected:
        lies = [with_numbers(value, NUMBERS[lie]) if lie in NUMBERS else OTHERS[lie] for value in outcome.decoded()]
        outcomes.append(Outcome([encode(each) for each in lies]))
    assert judge_outcomes(known, outcomes).score == 0.0


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_neither_does_silence(name):
    known = KNOWN[name]
    assert judge_outcomes(known, [Outcome() for _ in known.expected]).score == 0.0
    assert judge_outcomes(known, []).score == 0.0
