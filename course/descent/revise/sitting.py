"""The mock exam in the notebook: a paper, a clock, and marks."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from html import escape, unescape
from typing import Any

import ipywidgets as widgets
import numpy as np

from descent.revise import paper
from descent.revise.derivations import Derivation
from descent.revise.panels import STYLE, WIDTH, button, said
from descent.revise.paper import Item, Paper

_TICK = 5.0  # seconds between two looks at the clock


class Exam(widgets.VBox):
    """A mock exam against the clock. When the time is up the paper closes, and what is typed is marked."""

    def __init__(self, slugs: Sequence[str] = (), minutes: float = 45, seed: int | None = None) -> None:
        self.paper: Paper = paper.draw(np.random.default_rng(seed), minutes, time.time(), slugs)
        self.clock, self.result = widgets.HTML(), widgets.HTML()
        self.lines = [_Line(number, item) for number, item in enumerate(self.paper.items, 1)]
        self.done = button("Hand in", self.hand_in, main=True)
        self.keep = button("Note this result", self.record, main=True)
        self.keep.layout.display = "none"  # until the paper is handed in
        self.closed = False
        super().__init__(
            [self.clock, *self.lines, self.done, self.result, self.keep], layout=widgets.Layout(max_width=WIDTH)
        )
        self.tick()
        self._watch()

    def tick(self) -> None:
        """Show the time left, and close the paper when there is none."""
        if self.closed:
            return
        left = self.paper.left(time.time())
        self.clock.value = f"<b>{left // 60:.0f} min {left % 60:02.0f} s left</b> · {self.paper.marks} marks"
        if not left:
            self.hand_in()

    def hand_in(self) -> None:
        """Close the paper, mark numbers and formulas, and show answers and schemes for the rest."""
        if self.closed:
            return
        self.closed = True
        late = not self.paper.left(time.time())
        self.done.disabled = True
        for line in self.lines:
            line.close_and_mark()
        texts = [line for line in self.lines if line.boxes]
        for line in texts:
            for box in line.boxes:
                box.observe(lambda _: self._add_up(), names="value")
        self.clock.value = said("<b>Time is up.</b>" if late else "<b>Handed in.</b>")
        self.keep.layout.display = ""
        self._add_up()

    def record(self) -> None:
        """Keep the result, once."""
        self.keep.disabled = True
        self.paper.record()
        self.result.value += said("Noted. <code>revise.scores()</code> shows it by topic.")

    def _add_up(self) -> None:
        for line in self.lines:
            line.add_up()
        self.result.value = said(
            f"<b>{self.paper.reached} of {self.paper.marks} marks.</b> Numbers and formulas are marked. "
            "Compare your texts with the answers above and tick what you had; then note the result."
        )

    def _watch(self) -> None:
        """Look at the clock while the kernel is free; without a running loop, handing in looks at it."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._task = loop.create_task(self._until_closed())

    async def _until_closed(self) -> None:
        while not self.closed:
            await asyncio.sleep(min(_TICK, max(0.2, self.paper.left(time.time()))))
            self.tick()


class _Line(widgets.VBox):
    """One question of an exam, with a place for its answer."""

    def __init__(self, number: int, item: Item) -> None:
        self.item = item
        self.boxes: list[widgets.Checkbox] = []
        written = item.kind in ("short", "long")
        text = item.text if written else escape(item.text)
        head = f"<b>{number}.</b> ({item.marks} marks) {text}"
        if isinstance(item.source, Derivation):
            head += f"<br>Letters: <code>{escape(item.source.letters)}</code>"
        make: Any = widgets.Textarea if written else widgets.Text
        self.answer = make(description=f"Answer {number}", style={"description_width": "auto"})
        self.answer.layout.width = "calc(100% - 8px)" if written else "420px"  # less its margins
        if item.kind == "long":
            self.answer.layout.height = "14em"
        self.after = widgets.VBox()
        question = widgets.HTMLMath(f'<div style="{STYLE}; margin-top:1em">{head}</div>')
        super().__init__([question, self.answer, self.after])

    def close_and_mark(self) -> None:
        self.answer.disabled = True
        if self.item.scheme:
            shown = widgets.HTMLMath(f'<div style="{STYLE}"><b>Answer.</b> {self.item.solution}</div>')
            self.boxes = [_box(what, marks) for what, marks in self.item.scheme]
            pairs = zip(self.boxes, self.item.scheme, strict=True)
            rows = [widgets.HBox([box, widgets.HTMLMath(what)]) if "<" in what else box for box, (what, _) in pairs]
            self.after.children = (shown, *rows)
        else:
            self.item.mark(self.answer.value)
            sign = "✓" if self.item.reached else "✗"
            words = f"<b>{sign} {self.item.reached} of {self.item.marks}.</b> {escape(self.item.remark)}"
            self.after.children = (widgets.HTML(said(f"{words}<br>{escape(self.item.solution)}")),)

    def add_up(self) -> None:
        if self.item.scheme:
            self.item.give([bool(box.value) for box in self.boxes])


def _box(what: str, marks: int) -> widgets.Checkbox:
    """Return a box to tick; a point of the scheme with a formula stands beside it, since a label is plain text."""
    worth, formula = f"{marks} mark{'s' * (marks != 1)}", "<" in what
    box = widgets.Checkbox(indent=False, description=worth if formula else f"{worth} · {unescape(what)}")
    box.tooltip = unescape(re.sub(r"<annotation.*?</annotation>|<[^>]+>", "", what))
    box.layout.width = "90px" if formula else "100%"
    return box
