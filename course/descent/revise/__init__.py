"""Revise for the exam in a notebook: cards, questions, derivations, a mock exam, and a score by topic.

Everything is kept in the learner's own diary (`descent.diary`) on this machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from descent import diary
from descent.revise.topics import scores

if TYPE_CHECKING:  # widgets take a moment to import
    from descent.revise.panels import Derive, Flashcards, Practise
    from descent.revise.sitting import Exam

__all__ = ["derive", "exam", "flashcards", "practise", "reset", "scores"]


def flashcards(*units: str, limit: int = 20) -> Flashcards:
    """Turn cards over, those first that belong to exercises you failed; `units` are slugs, for instance "momentum"."""
    from descent.revise.panels import Flashcards

    return Flashcards(units, limit)


def practise(*units: str, seed: int | None = None) -> Practise:
    """Answer questions whose numbers are new every time, and see at once whether you are right."""
    from descent.revise.panels import Practise

    return Practise(units, seed)


def derive(*units: str, seed: int | None = None) -> Derive:
    """Derive formulas on paper and have the result compared by algebra."""
    from descent.revise.panels import Derive

    return Derive(units, seed)


def exam(*units: str, minutes: float = 45, seed: int | None = None) -> Exam:
    """Sit a mock exam against the clock."""
    from descent.revise.sitting import Exam

    return Exam(units, minutes, seed)


def reset() -> str:
    """Forget all progress, and say where the old diary is kept."""
    kept = diary.reset()
    return (
        f"Progress starts anew. The old one is kept in {kept} until the next reset." if kept else "Nothing to forget."
    )
