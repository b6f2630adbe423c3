"""`scores()`: how firm each unit is, from checks, cards and questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from descent import diary, overview
from descent.revise import material

_RECENT = 20  # answers of a unit that count
Share = tuple[float, float]


@dataclass(frozen=True)
class Topic:
    """A unit's shares, each as (reached, possible): points of exercises, cards known, questions right, exam marks."""

    title: str
    exercises: Share
    cards: Share
    questions: Share
    exam: Share

    @property
    def score(self) -> float | None:
        """The mean of the shares that have begun, from 0 to 1; `None` before anything was done."""
        begun = [reached / possible for reached, possible in (self.exercises, self.questions, self.exam) if possible]
        begun += [self.cards[0] / self.cards[1]] if self.cards[1] else []
        return sum(begun) / len(begun) if begun else None


@dataclass(frozen=True)
class Scores:
    """The topics by slug; a notebook shows a table with the weakest begun one named, `print` shows text."""

    topics: Mapping[str, Topic]

    @property
    def weakest(self) -> str | None:
        """The title of the weakest unit that was begun, if anything in it was not right."""
        begun = [topic for topic in self.topics.values() if topic.score is not None and topic.score < 1]
        return min(begun, key=lambda topic: topic.score or 0.0).title if begun else None

    def __repr__(self) -> str:
        lines = [
            f"{topic.title}: {_percent(topic.score)} (exercises {_of(topic.exercises)}, cards {_of(topic.cards)}, "
            f"questions {_of(topic.questions)}, exam marks {_of(topic.exam)})"
            for topic in self.topics.values()
        ]
        return "\n".join([*lines, self._advice()])

    def _repr_html_(self) -> str:
        titles = ("Unit", "Score", "Exercises", "Cards known", "Questions right", "Exam marks")
        head = "".join(f'<th scope="col">{title}</th>' for title in titles)
        rows = "".join(
            f'<tr><th scope="row">{escape(topic.title)}</th><td><b>{_percent(topic.score)}</b></td>'
            f"<td>{_of(topic.exercises)}</td><td>{_of(topic.cards)}</td><td>{_of(topic.questions)}</td>"
            f"<td>{_of(topic.exam)}</td></tr>"
            for topic in self.topics.values()
        )
        return (
            f'<style>{overview.STYLE}</style><section class="descent-progress" aria-label="Scores by topic"><table>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>{escape(self._advice())}</p></section>"
        )

    def _advice(self) -> str:
        if self.weakest:
            return f"Weakest so far: {self.weakest}."
        begun = any(topic.score is not None for topic in self.topics.values())
        return "All that you have begun is right so far." if begun else "Nothing is begun yet."


def scores() -> Scores:
    """Show a score by topic. Exercises count once they were checked, cards and questions once they were answered."""
    cards, exercises = _last_ratings(), overview.exercises()
    answers, exams = diary.events("question"), diary.events("exam")
    topics = {}
    for unit in material.units():
        checked = [exercise for exercise in exercises.get(unit.slug, ()) if exercise.best is not None]
        rated = [cards[card.id] for card in unit.cards if card.id in cards]
        topics[unit.slug] = Topic(
            f"{unit.number:02d} {unit.title}",
            (sum(exercise.best or 0.0 for exercise in checked), sum(exercise.points for exercise in checked)),
            (float(sum(rating >= 3 for rating in rated)), float(len(rated))),
            _answers(answers, unit.slug),
            _marks(exams, unit.slug),
        )
    return Scores(topics)


def _last_ratings() -> dict[str, int]:
    events = diary.events("card")
    return {str(event.get("card")): int(event["rating"]) for event in events if isinstance(event.get("rating"), int)}


def _answers(events: list[diary.Event], slug: str) -> Share:
    right = [bool(event.get("right")) for event in events if event.get("unit") == slug][-_RECENT:]
    return float(sum(right)), float(len(right))


def _marks(events: list[diary.Event], slug: str) -> Share:
    """Return marks reached and possible in the last mock exam that asked about the unit."""
    for event in reversed(events):
        units = event.get("units")
        pair = units.get(slug) if isinstance(units, dict) else None
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(value, int | float) for value in pair):
            return float(pair[0]), float(pair[1])
    return 0.0, 0.0


def _percent(share: float | None) -> str:
    return "not begun" if share is None else f"{100 * share:.0f} %"


def _of(share: Share) -> str:
    return f"{share[0]:g} of {share[1]:g}" if share[1] else "none yet"
