"""Mark a number that a learner typed, and say why."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from descent.revise.numbers import Question

_LONGEST = 40  # characters
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?")


@dataclass(frozen=True)
class Marked:
    """Whether an answer is right, `None` where it could not be read, and the sentence for the learner."""

    right: bool | None
    message: str


def number(text: str) -> float | None:
    """Return the number in `text`, `None` for anything else: 0.25, 0,25, 1/4, 2.5e-3 and 2.5·10^-3 are numbers."""
    text = text.strip().replace("−", "-").replace(" ", "").lower()
    if len(text) > _LONGEST:
        return None
    text = re.sub(r"[·×*]10\^?\(?([+-]?\d{1,3})\)?", r"e\1", text)
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    top, slash, bottom = text.partition("/")
    parts = [top, bottom] if slash else [top]
    if not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    values = [float(part) for part in parts]
    if slash and values[1] == 0:
        return None
    value = values[0] / values[1] if slash else values[0]
    return value if math.isfinite(value) else None


def mark(question: Question, text: str) -> Marked:
    """Compare what a learner typed with the answer."""
    given = number(text)
    if given is None:
        return Marked(None, "That is no number. Write for instance 0.25, 1/4 or 2.5e-3.")
    if question.tolerance:
        counts = f"Counts within {100 * question.tolerance:g} %, so three significant digits are enough."
    else:
        counts = "This one has to be exact."
    answer = f"{question.answer:.6g}".replace("-", "−")
    if abs(given - question.answer) <= question.margin * (1 + 1e-9):
        return Marked(True, f"Right: {answer}. {counts}")
    sign = " The size is right, the sign is not." if abs(given + question.answer) <= question.margin else ""
    return Marked(False, f"Not right: the answer is {answer}.{sign} {counts}")
