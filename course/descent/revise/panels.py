"""What a learner revises with in the notebook: widgets around cards, questions and derivations.

Each is a plain ipywidgets box. All that matters (what comes next, what is right, when time is up) is decided in the
other modules; a panel shows it and passes on what was typed or pressed.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Sequence
from html import escape

import ipywidgets as widgets
import numpy as np

from descent import diary
from descent.revise import marking, material, numbers, scheduling
from descent.revise.derivations import DERIVATIONS, Derivation
from descent.revise.numbers import Question
from descent.revise.scheduling import RATINGS, Turn

WIDTH = "760px"
STYLE = "font-size:16px; line-height:1.5; max-width:44em; margin:.3em 0"


def said(html: str) -> str:
    """Return HTML that a screen reader announces when it changes."""
    return f'<div role="status" aria-live="polite" style="{STYLE}">{html}</div>'


def told(marked: marking.Marked, more: str = "") -> str:
    """Return a mark as HTML: a sign, a sentence, and the way to the answer."""
    sign = {True: "✓", False: "✗", None: "?"}[marked.right]
    way = f"<br>{escape(more)}" if more else ""
    return said(f"<b>{sign}</b> {escape(marked.message)}{way}")


def button(label: str, act: Callable[[], None], *, main: bool = False) -> widgets.Button:
    """Return a button that calls `act`."""
    made = widgets.Button(description=label, button_style="primary" if main else "", tooltip=label)
    made.layout.width = "auto"
    made.on_click(lambda _: act())
    return made


class Flashcards(widgets.VBox):
    """One card at a time: think, turn it over, say how well it went."""

    def __init__(self, slugs: Sequence[str] = (), limit: int = 20) -> None:
        for slug in slugs:
            material.unit(slug)
        self._slugs, self._limit = slugs, limit
        self.head, self.front, self.back = widgets.HTML(), widgets.HTMLMath(), widgets.HTMLMath()
        self.turn_over = button("Show the answer", self._turn_over, main=True)
        self.ratings = {rating: button(name, functools.partial(self._rate, rating)) for rating, name in RATINGS.items()}
        self.buttons = widgets.HBox()
        self.seen, self._left = 0, scheduling.queue(time.time(), slugs, limit)
        super().__init__([self.head, self.front, self.back, self.buttons], layout=widgets.Layout(max_width=WIDTH))
        self._show()

    @property
    def turn(self) -> Turn | None:
        """The card that is shown, `None` when all are done."""
        return self._left[0] if self._left else None

    def _show(self) -> None:
        self.back.value = ""
        if self.turn is None:
            done = f"{self.seen} cards done." if self.seen else "No card is due."
            self.head.value = said(f"<b>{done}</b> What is due later comes back by itself: run this cell again.")
            self.front.value, self.buttons.children = "", ()
            return
        unit = material.unit(self.turn.card.unit)
        place = f"Card {self.seen + 1} of {self.seen + len(self._left)} · {unit.number:02d} {unit.title}"
        self.head.value = (
            f'<div style="line-height:1.4; max-width:52em">{escape(place)} · {escape(self.turn.reason)}</div>'
        )
        self.front.value = said(f"<b>{self.turn.card.question}</b>")
        self.buttons.children = (self.turn_over,)

    def _turn_over(self) -> None:
        assert self.turn is not None
        self.back.value = said(self.turn.card.answer)
        later = scheduling.previews(self.turn.card, time.time())
        for rating, made in self.ratings.items():
            made.description = f"{RATINGS[rating]} · {later[rating]}"
            made.tooltip = f"{RATINGS[rating]}: the card comes back in {later[rating]}"
        self.buttons.children = tuple(self.ratings.values())

    def _rate(self, rating: int) -> None:
        turn = self._left.pop(0)
        diary.note("card", card=turn.card.id, unit=turn.card.unit, rating=rating)
        self.seen += 1
        if rating == 1 and len(self._left) > 0:
            self._left.append(Turn(turn.card, "again"))  # in this sitting, whatever the clock says
        self._show()


class Ask(widgets.VBox):
    """A question, a line to type the answer into, the mark at once, and the next question."""

    label = "Answer"

    def __init__(self, seed: int | None = None) -> None:
        self.rng = np.random.default_rng(seed)
        self.text = widgets.HTML()
        self.answer = widgets.Text(description=self.label, continuous_update=False)
        self.answer.style.description_width = "auto"
        self.answer.layout.width = "420px"
        self.result = widgets.HTML()
        row = widgets.HBox([button("Check", self.check, main=True), button("Next question", self.next)])
        self.asked = self.right = 0
        super().__init__([self.text, self.answer, row, self.result], layout=widgets.Layout(max_width=WIDTH))
        self.next()

    def next(self) -> None:
        """Ask another question."""
        self.answer.value = self.result.value = ""
        self.marked = False
        self.text.value = said(self.fresh())

    def check(self) -> None:
        """Mark what was typed; only the first readable answer counts."""
        result, way = self.judge(self.answer.value)
        if result.right is not None and not self.marked:
            self.marked = True
            self.asked, self.right = self.asked + 1, self.right + result.right
            unit, name = self.what()
            diary.note("question", unit=unit, name=name, right=result.right)
        score = f" ({self.right} of {self.asked})" if self.asked else ""
        self.result.value = told(result, "" if result.right is None else f"{way}{score}")

    def fresh(self) -> str:
        """Return the HTML of a new question."""
        raise NotImplementedError

    def judge(self, text: str) -> tuple[marking.Marked, str]:
        """Return the mark of an answer, and the way to the right one."""
        raise NotImplementedError

    def what(self) -> tuple[str, str]:
        """Return unit and name of the question."""
        raise NotImplementedError


class Practise(Ask):
    """Questions with numbers that are new every time; those that were not right last time come first."""

    def __init__(self, slugs: Sequence[str] = (), seed: int | None = None) -> None:
        for slug in slugs:
            if slug not in numbers.templates():
                raise LookupError(f"There is no unit called {slug!r}. The units are {', '.join(numbers.SLUGS)}.")
        self._slugs = tuple(slugs) or tuple(unit.slug for unit in material.units()) or numbers.SLUGS
        super().__init__(seed)

    def fresh(self) -> str:
        names = [(slug, name) for slug in self._slugs for name in numbers.templates().get(slug, {})]
        self.question: Question = numbers.question(*_weakest(names, self.rng), self.rng)
        return f"<b>{escape(self.question.text)}</b>"

    def judge(self, text: str) -> tuple[marking.Marked, str]:
        return marking.mark(self.question, text), self.question.solution

    def what(self) -> tuple[str, str]:
        return self.question.unit, self.question.name


class Derive(Ask):
    """Derivations on paper, whose result is typed as a formula."""

    label = "Formula"

    def __init__(self, slugs: Sequence[str] = (), seed: int | None = None) -> None:
        known = list(dict.fromkeys(task.unit for task in DERIVATIONS))
        for slug in slugs:
            if slug not in known:
                raise LookupError(f"There is no derivation in {slug!r}. The units are {', '.join(known)}.")
        self._tasks = [task for task in DERIVATIONS if not slugs or task.unit in slugs]
        super().__init__(seed)

    def fresh(self) -> str:
        chosen = _weakest([(task.unit, task.name) for task in self._tasks], self.rng)
        self.task: Derivation = next(task for task in self._tasks if (task.unit, task.name) == chosen)
        return f"<b>{escape(self.task.text)}</b><br>Letters: <code>{escape(self.task.letters)}</code>"

    def judge(self, text: str) -> tuple[marking.Marked, str]:
        return self.task.mark(text), self.task.way

    def what(self) -> tuple[str, str]:
        return self.task.unit, self.task.name


def _weakest(names: list[tuple[str, str]], rng: np.random.Generator) -> tuple[str, str]:
    """Return one of the questions that were not right when last asked, or of all when all were."""
    last = {(event.get("unit"), event.get("name")): event.get("right") for event in diary.events("question")}
    open_ones = [name for name in names if last.get(name) is not True] or names
    return open_ones[int(rng.integers(len(open_ones)))]
