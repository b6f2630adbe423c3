"""Unit 06: a bigger graph that fills in, value by value on the way up and gradient by gradient on the way back."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from descent.explore.explorer import Explorer, int_slider, slider
from descent.explore.stage import Finding, Picture
from descent.style import BLUE, GREY, ORANGE, VERMILLION

# Where each value stands in the wide picture, and how it is made. In the tall one, left to right becomes top to bottom.
PLACES = {
    "w": (0.0, 1.0),
    "x": (0.0, -0.75),
    "u": (1.55, -0.3),
    "h": (2.95, -0.3),
    "y": (4.4, 0.3),
    "r": (5.8, 0.3),
    "L": (7.2, 0.3),
}
RECIPES = {"w": "weight", "x": "input", "u": "w · x", "h": "tanh(u)", "y": "w · h", "r": "y − 1", "L": "r²"}
PARENTS = {"u": ("w", "x"), "h": ("u",), "y": ("w", "h"), "r": ("y",), "L": ("r",)}
FORWARD = tuple(PARENTS)
LAST = 2 * len(FORWARD) + 1  # the inputs alone, a step a value, the seed, a step a value
HALF = (0.52, 0.36)  # of a box
RUST = "#A84300"  # vermillion, dark enough for words


class Tape(NamedTuple):
    """The graph after some steps: what is known so far, what the last step did, and in which words."""

    data: dict[str, float]
    grad: dict[str, float]
    active: str | None
    verdict: str
    sentence: str


def values(w: float, x: float) -> dict[str, float]:
    """Every value of the graph of L = (w·tanh(w·x) − 1)²."""
    u = w * x
    h = math.tanh(u)
    y = w * h
    r = y - 1
    return {"w": w, "x": x, "u": u, "h": h, "y": y, "r": r, "L": r * r}


def partials(data: dict[str, float], name: str) -> dict[str, tuple[str, float]]:
    """The derivative of a value with respect to each parent, in words and as a number."""
    w, x, h, r = data["w"], data["x"], data["h"], data["r"]
    return {
        "u": {"w": ("x", x), "x": ("w", w)},
        "h": {"u": ("1 − h²", 1 - h * h)},
        "y": {"w": ("h", h), "h": ("w", w)},
        "r": {"y": ("1", 1.0)},
        "L": {"r": ("2r", 2 * r)},
    }[name]


def tape(step: int, *, w: float, x: float) -> Tape:
    """What stands on the graph after `step` steps."""
    everything = values(w, x)
    known = ("w", "x", *FORWARD[:step])
    data = {name: everything[name] for name in known}
    if step == 0:
        return Tape(data, {}, None, "two inputs", "nothing is computed yet. w has two arrows: it will be used twice.")
    if step <= len(FORWARD):
        name = FORWARD[step - 1]
        what = f"{name} = {RECIPES[name]} = {signed(everything[name])}"
        return Tape(data, {}, name, f"forward, step {step} of {len(FORWARD)}", f"{what}; it is kept for the way back.")
    grad = {"L": 1.0}
    if step == len(FORWARD) + 1:
        return Tape(data, grad, "L", "turning point", "L answers to itself one to one, so its gradient is 1.")
    backward = FORWARD[::-1][: step - len(FORWARD) - 1]
    said: list[str] = []
    for name in backward:
        said = []
        for parent, (rule, partial) in partials(everything, name).items():
            share, before = partial * grad[name], grad.get(parent, 0.0)
            grad[parent] = before + share
            total = f", added to {signed(before)}: {signed(grad[parent])}" if before else ""
            said.append(f"grad {parent} += {rule} · grad {name} = {signed(share)}{total}")
    verdict = f"backward, step {len(backward)} of {len(FORWARD)}"
    return Tape(data, grad, backward[-1], verdict, "; ".join(said) + ".")


def signed(number: float) -> str:
    """Two decimals with a real minus sign, and no minus on a zero."""
    text = f"{number:.2f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


class BackpropPicture(Picture):
    alt = (
        "A graph of seven numbers from a weight w and an input x to a loss L. Each box shows the value, filled in on "
        "the way forward, and the gradient, filled in on the way back; the box and the arrows of the present step glow."
    )
    wide_size = (9.0, 3.3)
    tall_size = (3.4, 6.9)

    def build(self) -> None:
        self.axes = self.figure.subplots()
        self.axes.set_axis_off()
        self.axes.set_title("L = (w · tanh(w · x) − 1)²", loc="center")
        if self.tall:
            self.axes.set(xlim=(-1.65, 1.75), ylim=(-7.7, 0.5))
        else:
            self.axes.set(xlim=(-0.6, 7.8), ylim=(-1.2, 1.45))
        self._data, self._grad, self._frames, self._arrows, self._rules = {}, {}, {}, {}, {}
        for child, parents in PARENTS.items():
            for parent in parents:
                self._arrow(parent, child, color="#A8A8A8", lw=1.4)
        text: dict[str, Any] = {"ha": "center", "va": "center"}
        bigger = 0.0 if self.tall else 1.5
        for name in PLACES:
            x, y = self._at(name)
            self._box(name, facecolor="white", edgecolor="#888888", lw=1.0)
            made = f"{name}" if RECIPES[name] in ("weight", "input") else f"{name} = {RECIPES[name]}"
            self.axes.text(x, y + HALF[1] * 0.6, made, fontsize=9.5 + bigger, weight="bold", **text)
            self._data[name] = self.axes.text(x, y - 0.02, "", fontsize=10.5 + bigger, color=BLUE, **text)
            self._grad[name] = self.axes.text(x, y - HALF[1] * 0.66, "", fontsize=9.5 + bigger, color=RUST, **text)
            self._frames[name] = self._box(name, facecolor="none", edgecolor=ORANGE, lw=3.2)
        for child, parents in PARENTS.items():
            for parent in parents:
                self._arrows[parent, child] = self._arrow(parent, child, color=ORANGE, lw=2.6)
                self._arrows[child, parent] = self._arrow(parent, child, color=VERMILLION, lw=2.6, back=True)
                note = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
                where = self._middle(parent, child)
                self._rules[child, parent] = self.axes.text(*where, "", fontsize=9, color=RUST, bbox=note, **text)
        self.actors(*self._arrows.values(), *self._frames.values(), *self._data.values(), *self._grad.values())
        self.actors(*self._rules.values())

    def _at(self, name: str) -> tuple[float, float]:
        x, y = PLACES[name]
        return (y * 1.15 - 0.1, -x) if self.tall else (x, y)

    def _box(self, name: str, **look: Any) -> FancyBboxPatch:
        x, y = self._at(name)
        (w, h) = HALF
        box = FancyBboxPatch((x - w, y - h), 2 * w, 2 * h, boxstyle="round,pad=0,rounding_size=0.08", zorder=2, **look)
        self.axes.add_patch(box)
        return box

    def _ends(self, parent: str, child: str) -> tuple[tuple[float, float], tuple[float, float]]:
        """Where an arrow leaves its parent and where it meets its child."""
        (x0, y0), (x1, y1) = self._at(parent), self._at(child)
        if self.tall:
            return (x0, y0 - HALF[1]), (x1, y1 + HALF[1])
        return (x0 + HALF[0], y0), (x1 - HALF[0], y1)

    def _bend(self, parent: str, child: str) -> float:
        """How far an arrow bends: from w to y it goes the long way round, clear of the boxes between."""
        return (0.24 if self.tall else -0.12) if (parent, child) == ("w", "y") else 0.0

    def _middle(self, parent: str, child: str) -> tuple[float, float]:
        (x0, y0), (x1, y1) = self._ends(parent, child)
        bend = self._bend(parent, child) / 2
        middle = (x0 + x1) / 2 + bend * (y1 - y0), (y0 + y1) / 2 - bend * (x1 - x0)
        # On a level arrow there is no room, so the rule stands above it.
        return (middle[0], middle[1] + 0.16) if y0 == y1 and not self.tall else middle

    def _arrow(self, parent: str, child: str, *, back: bool = False, **look: Any) -> FancyArrowPatch:
        tail, head = self._ends(parent, child)
        bend = self._bend(parent, child)
        if back:
            tail, head, bend = head, tail, -bend
        shape: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 13, "shrinkA": 1, "shrinkB": 1, **look}
        arrow = FancyArrowPatch(posA=tail, posB=head, connectionstyle=f"arc3,rad={bend}", zorder=1, **shape)
        self.axes.add_patch(arrow)
        return arrow

    def show(self, *, step: int, w: float, x: float) -> Finding:
        now = tape(step, w=w, x=x)
        for name in PLACES:
            self._data[name].set_text(signed(now.data[name]) if name in now.data else "·")
            self._data[name].set_color(BLUE if name in now.data else GREY)
            self._grad[name].set_text(f"grad {signed(now.grad[name])}" if name in now.grad else "")
            self._frames[name].set_visible(name == now.active)
        seeded = step == len(FORWARD) + 1
        for (one, other), arrow in self._arrows.items():
            forward = other == now.active and not now.grad
            backward = one == now.active and bool(now.grad) and not seeded
            arrow.set_visible(forward if one in PARENTS.get(other, ()) else backward)
        for (child, parent), rule in self._rules.items():
            rule.set_visible(self._arrows[child, parent].get_visible())
            rule.set_text("× " + partials(values(w, x), child)[parent][0])
        return Finding(now.verdict, now.sentence)


class BackpropExplorer(Explorer):
    picture_type = BackpropPicture
    title = "Values on the way forward, gradients on the way back; what is used twice is paid twice"
    stops = ({"step": 3}, {"step": 6}, {"step": 9}, {"step": LAST})

    def make_controls(self) -> dict[str, Any]:
        return {
            "step": int_slider("step", 0, 0, LAST),
            "w": slider("weight w", 0.8, -2.0, 2.0, 0.05),
            "x": slider("input x", 1.0, -2.0, 2.0, 0.05),
        }


def backprop() -> Explorer:
    """Step through a graph of numbers: values go forward, gradients come back, and shared ones add up."""
    return BackpropExplorer()
