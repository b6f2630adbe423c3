"""Which card comes next: what the learner failed, then what is due, then what is new.

The intervals are those of FSRS, the scheduler that Anki uses, from the small package `fsrs`: measured on many learners'
reviews it wastes fewer of them than the older SM-2, and its steps of minutes suit the days before an exam. Its state
is not stored but replayed from the diary's reviews, so a card never disagrees with its history.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any

from descent import diary, overview, report
from descent.revise import material
from descent.revise.material import Card

if TYPE_CHECKING:
    from fsrs import Card as Memory

RATINGS = {1: "Again", 2: "Hard", 3: "Good", 4: "Easy"}
_RELATED = 3  # cards of a failed exercise's unit that are brought forward


@dataclass(frozen=True)
class Turn:
    """A card whose turn it is, and why."""

    card: Card
    reason: str


def memories(only: str = "") -> dict[str, Memory]:
    """Return what FSRS makes of the reviews in the diary, by the card's id; `only` names one card."""
    from fsrs import Card as Memory
    from fsrs import Rating

    scheduler = _scheduler()
    found: dict[str, Memory] = {}
    for event in diary.events("card"):
        name, rating = event.get("card"), event.get("rating")
        if isinstance(name, str) and rating in RATINGS and only in ("", name):
            memory = found.get(name) or Memory(card_id=1)
            found[name], _ = scheduler.review_card(memory, Rating(rating), _moment(event["at"]))
    return found


def previews(card: Card, now: float) -> dict[int, str]:
    """Return after how long the card would come back, by rating."""
    from fsrs import Card as Memory
    from fsrs import Rating

    memory = memories(card.id).get(card.id) or Memory(card_id=1)
    after = {rating: _scheduler().review_card(memory, Rating(rating), _moment(now))[0].due for rating in RATINGS}
    return {rating: _span((due - _moment(now)).total_seconds()) for rating, due in after.items()}


def queue(now: float, slugs: Sequence[str] = (), limit: int = 20) -> list[Turn]:
    """Return the next cards: failed exercises first, with what belongs to them, then due cards, then new ones."""
    units = [unit for unit in material.units() if not slugs or unit.slug in slugs]
    known, checked, moment = memories(), overview.exercises(), _moment(now)
    turns: dict[str, Turn] = {}

    def add(cards: Iterable[Card], reason: str) -> None:
        for card in cards:
            if card.id not in known or known[card.id].due <= moment:
                turns.setdefault(card.id, Turn(card, reason))

    for unit in units:
        for exercise in checked.get(unit.slug, ()):
            if exercise.failed:
                reason = f"because your last check of {exercise.name} was not right"
                add([_own(unit.slug, exercise), *_related(unit.cards, exercise.name)], reason)
    cards = [card for unit in units for card in unit.cards]
    add(sorted((c for c in cards if c.id in known), key=lambda card: known[card.id].due), "due")
    add((c for c in cards if c.id not in known), "new")
    return list(turns.values())[:limit]


def _own(slug: str, exercise: overview.Exercise) -> Card:
    """Return a card on the mistake itself, made from what the check says."""
    sentence, hint = _told(slug, exercise)
    name = f"<code>{escape(exercise.name)}</code>"
    diagnosis = f" with the diagnosis “{escape(exercise.mistake)}”" if exercise.mistake else ""
    asked = "What is wrong there, and what is right?" if sentence else "Write its formula from memory."
    question = f"Your last check of {name} gave {exercise.last:g} of {exercise.points:g} points{diagnosis}. {asked}"
    answer = "".join(f"<p>{report.prose(text)}</p>" for text in (sentence, hint) if text)
    return Card(f"exercise {exercise.name}", slug, question, answer)


def _told(slug: str, exercise: overview.Exercise) -> tuple[str, str]:
    data = overview.shipped(slug).get(exercise.name, {})
    sentences = {mistake["name"]: mistake["sentence"] for mistake in data.get("mistakes", [])}
    return sentences.get(exercise.mistake, ""), data.get("hint", "")


def _related(cards: Sequence[Card], exercise: str) -> list[Card]:
    """Return the cards that share most words with an exercise's name."""
    words = set(re.findall(r"[a-z]+", exercise.lower())) - {"step", "class"}
    ranked = sorted(cards, key=lambda card: -len(words & card.words))
    return [card for card in ranked[:_RELATED] if words & card.words]


def _scheduler() -> Any:
    from fsrs import Scheduler

    return Scheduler(enable_fuzzing=False)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _span(seconds: float) -> str:
    for size, unit in ((86400.0, "d"), (3600.0, "h"), (60.0, "min")):
        if seconds >= size:
            return f"{round(seconds / size)} {unit}"
    return "now"
