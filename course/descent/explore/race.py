"""The race of all optimisers from one start, with the learner's own among them."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets
import numpy as np

from descent import landscapes
from descent.explore import runners
from descent.explore.explorer import Explorer, choice, int_slider, log_slider
from descent.explore.runners import Array, Walk
from descent.explore.stage import Finding, Picture
from descent.landscapes import Landscape
from descent.style import BLACK, DEPTH, GREEN

FIELD = {
    "gradient descent": runners.GRADIENT_DESCENT,
    "momentum": runners.MOMENTUM,
    "Nesterov": runners.NESTEROV,
    "AdaGrad": runners.ADAGRAD,
    "RMSprop": runners.RMSPROP,
    "Adadelta": runners.ADADELTA,
    "Adam": runners.ADAM,
}
GROUNDS: dict[str, Landscape] = {
    ground.name: ground
    for ground in (
        landscapes.bowl,
        landscapes.ravine,
        landscapes.rosenbrock,
        landscapes.himmelblau,
        landscapes.saddle,
    )
}
STEPS, START = 150, 30
FLOOR, TOP = 1e-9, 1e5  # losses beyond are drawn on the bottom and the top line
MOST_OWN = 3
OWN_MARKS = ("P", "X", "*")
SAME = 1e-9  # of the map's width: two paths this close are one


class FieldPicture(Picture):
    alt = (
        "Left: the paths of seven optimisers and of the learner's own over level sets, from one start at one "
        "learning rate, up to the step that is shown. Right: the loss of each against the step."
    )
    wide_size = (9.0, 4.8)
    tall_size = (3.4, 7.2)

    def __init__(self, own: dict[str, Any], *, tall: bool = False) -> None:
        self.own = own
        self._runs: dict[tuple[float, str], tuple[dict[str, Array], dict[str, Walk]]] = {}
        super().__init__(tall=tall)

    def build(self) -> None:
        self.map, self.loss = self.panels(width_ratios=[1, 1.1])
        self.map.set(title="Paths", xlabel="x (no unit)", ylabel="y (no unit)", aspect="equal")
        self.map.locator_params(nbins=5, integer=True)
        self.loss.set(title="Loss above the minimum", xlabel="step", ylabel="loss (no unit)", yscale="log")
        self.loss.set(xlim=(-3, STEPS + 3), ylim=(FLOOR / 2, TOP * (1e9 if self.tall else 1e4)))
        self.loss.grid(True)
        self._sets: dict[str, Any] = {}
        self._paths, self._curves, self._ends = {}, {}, {}
        looks = {name: runner.look for name, runner in FIELD.items()}
        looks |= {
            name: {"color": BLACK, "ls": (0, (4, 1.2)), "marker": mark}
            for name, mark in zip(self.own, OWN_MARKS, strict=False)
        }
        for name, look in looks.items():
            line = {"color": look["color"], "ls": look["ls"], "lw": 2.4 if name in self.own else 1.6}
            (self._paths[name],) = self.map.plot([], [], **line)
            (self._curves[name],) = self.loss.plot([], [], **line)
            mark = {"marker": look["marker"], "mec": "white" if name in self.own else BLACK}
            (self._ends[name],) = self.map.plot([], [], color=look["color"], ls="none", ms=8, **mark)
            self.loss.plot([], [], label=name, **line, **mark)
        (self._start,) = self.map.plot([], [], "s", color=BLACK, ms=6)
        (self._now,) = self.loss.plot([], [], color="#888888", lw=1.0)
        self.loss.legend(loc="upper right", ncols=2 if self.tall else 3, handlelength=2.6, fontsize=8, columnspacing=1)
        self.actors(self._now, *self._paths.values(), self._start, *self._ends.values(), *self._curves.values())

    def show(self, *, lr: float, landscape: str, step: int) -> Finding:
        self.scene = landscape
        ground = GROUNDS[landscape]
        self._show_ground(ground)
        paths, walks = self.runs(lr, landscape)
        losses = {}
        for name, path in paths.items():
            there = path[: step + 1]
            inside = _inside(ground, there)
            self._paths[name].set_data(*there[:inside].T)
            self._ends[name].set_data(*there[-1:].T)
            above = ground(there) - ground.lowest if np.isfinite(ground.lowest) else ground(there)
            self._curves[name].set_data(np.arange(len(there)), np.clip(above, FLOOR, TOP))
            losses[name] = float(above[-1])
        self._start.set_data(*ground.start[:, None])
        self._now.set_data([step, step], [FLOOR / 2, TOP])
        return _in_words(ground, lr, step, losses, [_own_words(name, walks[name], paths, ground) for name in walks])

    def runs(self, lr: float, landscape: str) -> tuple[dict[str, Array], dict[str, Walk]]:
        """All paths (T+1, 2) by name at one rate on one ground, and the walks of the learner's own."""
        if (lr, landscape) not in self._runs:
            ground = GROUNDS[landscape]
            points, _ = runners.race(ground, FIELD, lr=lr, steps=STEPS)
            paths = {name: points[:, k] for k, name in enumerate(FIELD)}
            walks = {name: runners.walk(method, ground, lr=lr, steps=STEPS) for name, method in self.own.items()}
            paths |= {name: walked.points for name, walked in walks.items()}
            self._runs = {(lr, landscape): (paths, walks)}  # of the last setting only: the step is what moves
        return self._runs[lr, landscape]

    def _show_ground(self, ground: Landscape) -> None:
        if ground.name not in self._sets:
            X, Y, Z = ground.grid(161)
            lowest = ground.lowest if np.isfinite(ground.lowest) else float(Z.min())
            levels = np.concatenate([[lowest], ground.levels(13)])
            self._sets[ground.name] = (
                self.map.contourf(X, Y, Z, levels=levels, cmap=DEPTH),
                self.map.contour(X, Y, Z, levels=levels[1:], colors="#8AA9BD", linewidths=0.8, linestyles="solid"),
                *self.map.plot(*ground.minima.T, "*", color=GREEN, mec=BLACK, mew=0.7, ms=13, ls="none"),
            )
        for name, parts in self._sets.items():
            for part in parts:
                part.set_visible(name == ground.name)
        self.map.set(xlim=ground.window[0], ylim=ground.window[1])


def _inside(ground: Landscape, path: Array) -> int:
    """How many points of a path to draw: up to one beyond the last on the map."""
    low, high = np.array(ground.window).T
    on = np.flatnonzero(((path >= low) & (path <= high)).all(axis=1))
    return int(on[-1]) + 2 if len(on) else 1


def _own_words(name: str, walked: Walk, paths: dict[str, Array], ground: Landscape) -> str:
    """How a learner's method compares with the nearest of the field."""
    if walked.trouble:
        return f"{name} {walked.trouble}"
    apart = {known: np.abs(walked.points - paths[known]).max(axis=1) / runners.span(ground) for known in FIELD}
    nearest = min(apart, key=lambda known: float(apart[known].max()))
    gaps = apart[nearest]
    if gaps.max() <= SAME:
        return f"{name} takes the steps of {nearest}"
    first = int(np.argmax(gaps > SAME))
    return f"{name} is nearest to {nearest} and leaves its path at step {first}"


def _in_words(ground: Landscape, lr: float, step: int, losses: dict[str, float], own: list[str]) -> Finding:
    order = sorted(losses, key=losses.__getitem__)
    best = losses[order[0]]
    there = [name for name in order if losses[name] <= max(best, FLOOR) * (1 + 1e-9)]
    if step == 0:
        verdict = "at the start"
    elif len(there) > 1:
        verdict = f"{len(there)} of {len(order)} have arrived" if best <= FLOOR else f"{len(there)} lead together"
    else:
        verdict = f"{order[0]} leads"
    listed = ", ".join(f"{name} {losses[name]:.2g}" if losses[name] < TOP else f"{name} far off" for name in order)
    where = f"{ground.name}, rate {lr:.3g}, loss at step {step}: {listed}."
    return Finding(verdict, " ".join([where, *(f"{sentence}." for sentence in own)]))


class FieldExplorer(Explorer):
    title = "The race: every optimiser from one start, step by step"
    stops = ({"step": 5}, {"step": 40}, {"step": STEPS})

    def __init__(self, own: dict[str, Any]) -> None:
        if len(own) > MOST_OWN:
            raise ValueError(f"The race has room for {MOST_OWN} methods of your own, not for {len(own)}.")
        taken = sorted(set(own) & set(FIELD))
        if taken:
            raise ValueError(f"{taken[0]!r} is in the race already; give your own another name.")
        self.own = own
        super().__init__()
        # The browser counts, so that playing needs no thread in the kernel. The player's own buttons have no names for
        # screen readers, hence it is hidden and three with words stand for it.
        self.player = widgets.Play(min=0, max=STEPS, value=START, interval=80, layout=widgets.Layout(display="none"))
        self.play = widgets.ToggleButton(description="Play", icon="play", tooltip="")
        self.forward = widgets.Button(description="One step", icon="step-forward", tooltip="")
        self.back = widgets.Button(description="Back to the start", icon="fast-backward", tooltip="")
        widgets.jslink((self.player, "value"), (self.controls["step"], "value"))
        widgets.jslink((self.player, "playing"), (self.play, "value"))
        self.play.observe(self._name_play, names="value")
        self.forward.on_click(lambda _: self._go(self.controls["step"].value + 1))
        self.back.on_click(lambda _: self._go(0))
        buttons = widgets.HBox([self.play, self.forward, self.back, self.player])
        controls, *picture = self.children
        self.children: tuple[Any, ...] = (controls, buttons, *picture)

    def _name_play(self, change: Any) -> None:
        self.play.description, self.play.icon = ("Pause", "pause") if change["new"] else ("Play", "play")

    def _go(self, step: int) -> None:
        self.play.value = False
        self.controls["step"].value = min(step, STEPS)

    def make_picture(self, *, tall: bool = False) -> FieldPicture:
        return FieldPicture(self.own, tall=tall)

    def make_controls(self) -> dict[str, Any]:
        return {
            "lr": log_slider("learning rate", 0.03, -4.0, 1.0, 0.02),
            "landscape": choice("landscape", tuple(GROUNDS), "ravine"),
            "step": int_slider("step", START, 0, STEPS),
        }


def race(**own: Any) -> Explorer:
    """Race the optimisers, and up to three of your own: `race(my_adam=adam_step)`.

    Yours may be a step function `(w, grad, *state, lr=…)` or a class with `.step(grads)` of the course. Press play, or
    walk through the race with the arrow keys on the step.
    """
    return FieldExplorer(own)
