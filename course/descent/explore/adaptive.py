"""Five optimisers of unit 05 from one start with one learning rate, on six landscapes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import landscapes
from descent.explore import runners
from descent.explore.explorer import Explorer, choice, int_slider, log_slider
from descent.explore.stage import Finding, Picture
from descent.landscapes import Landscape
from descent.style import BLACK, DEPTH, GREEN

Array = NDArray[np.float64]

# The ravine turned by 45 degrees: the same curvatures 1 and 25, along the diagonals.
TILTED = landscapes.quadratic([[13.0, -12.0], [-12.0, 13.0]], name="tilted ravine")
FIVE = (landscapes.bowl, landscapes.ravine, landscapes.rosenbrock, landscapes.himmelblau, landscapes.saddle)
MAPS: dict[str, Landscape] = {m.name: m for m in (*FIVE[:2], TILTED, *FIVE[2:])}
MOST_STEPS = 200
RUNNERS = {
    "gradient descent": runners.GRADIENT_DESCENT,
    "momentum 0.9": runners.MOMENTUM,
    "AdaGrad": runners.ADAGRAD,
    "RMSprop": runners.RMSPROP,
    "Adam": runners.ADAM,
}
FLOOR, TOP = 1e-9, 1e5  # losses beyond are drawn on the bottom and the top line


class RacePicture(Picture):
    alt = (
        "Left: the paths of gradient descent, momentum, AdaGrad, RMSprop and Adam over level sets, all at one "
        "learning rate. Right: the loss of each against the step on a logarithmic axis."
    )
    wide_size = (9.0, 4.6)
    tall_size = (3.4, 6.8)

    def build(self) -> None:
        self.map, self.loss = self.panels(width_ratios=[1, 1.05])
        self.map.set(title="Five paths, one rate", xlabel="x (no unit)", ylabel="y (no unit)", aspect="equal")
        self.map.locator_params(nbins=5, integer=True)
        self.loss.set(title="Loss above the minimum", xlabel="step", ylabel="loss (no unit)", yscale="log")
        self.loss.set(xlim=(-4, MOST_STEPS + 4), ylim=(FLOOR / 2, TOP * (1e8 if self.tall else 2e3)))
        self.loss.grid(True)
        self._sets: dict[str, Any] = {}
        self._paths, self._curves, self._ends = {}, {}, {}
        for name, runner in RUNNERS.items():
            colour, line, marker = (runner.look[key] for key in ("color", "ls", "marker"))
            (self._paths[name],) = self.map.plot([], [], ls=line, color=colour, lw=2.2 if line == ":" else 1.7)
            (self._ends[name],) = self.map.plot([], [], marker, color=colour, mec=BLACK, ms=7.5, ls="none")
            (self._curves[name],) = self.loss.plot([], [], ls=line, color=colour, lw=2.4 if line == ":" else 1.8)
            self.loss.plot([], [], ls=line, marker=marker, mec=BLACK, color=colour, lw=1.8, label=name)
        (self._start,) = self.map.plot([], [], "s", color=BLACK, ms=6)
        self.loss.legend(loc="upper right", ncols=1 if self.tall else 2, handlelength=3, columnspacing=1.0, fontsize=8)
        self.actors(*self._paths.values(), self._start, *self._ends.values(), *self._curves.values())

    def _draw_map(self, landscape: Landscape) -> Any:
        X, Y, Z = landscape.grid(161)
        levels = np.concatenate([[landscape.lowest], landscape.levels(13)])
        return (
            self.map.contourf(X, Y, Z, levels=levels, cmap=DEPTH),
            self.map.contour(X, Y, Z, levels=levels[1:], colors="#8AA9BD", linewidths=0.8, linestyles="solid"),
            *self.map.plot(*landscape.minima.T, "*", color=GREEN, mec=BLACK, mew=0.7, ms=13, ls="none"),
        )

    def show(self, *, lr: float, landscape: str, steps: int) -> Finding:
        self.scene = landscape
        scene = MAPS[landscape]
        if landscape not in self._sets:
            self._sets[landscape] = self._draw_map(scene)
        for name, parts in self._sets.items():
            for part in parts:
                part.set_visible(name == landscape)
        self.map.set(xlim=scene.window[0], ylim=scene.window[1])
        points, left = runners.race(scene, RUNNERS, lr=lr, steps=steps)
        excess = scene(points) - scene.lowest
        for i, name in enumerate(RUNNERS):
            path = points[:, i]
            self._paths[name].set_data(*path[: _leaves(scene, path)].T)
            self._ends[name].set_data(*path[-1:].T)
            self._curves[name].set_data(np.arange(steps + 1), np.clip(excess[:, i], FLOOR, TOP))
        self._start.set_data(*points[0, :1].T)
        return _in_words(excess, left, lr, landscape)


def _leaves(landscape: Landscape, path: Array) -> int | None:
    """Where to cut a path: one point after it has left the map for good, None if it ends on the map."""
    low, high = np.array(landscape.window).T
    inside = np.flatnonzero(((path >= low) & (path <= high)).all(axis=1))
    return int(inside[-1]) + 2 if inside[-1] + 1 < len(path) else None


def _in_words(excess: Array, left: NDArray[np.bool_], lr: float, landscape: str) -> Finding:
    last = np.where(left | (excess[-1] > 1.5 * excess[0]), np.inf, excess[-1])
    names = list(RUNNERS)
    listed = ", ".join(f"{name} {_short(loss)}" for name, loss in zip(names, last, strict=True))
    steps = len(excess) - 1
    detail = f"{landscape}, rate {lr:.3g}, loss after {steps} step{'s' * (steps != 1)}: {listed}."
    climbed = int(np.isinf(last).sum())
    if climbed == len(names):
        return Finding("all five climb", detail)
    leaders = [name for name, loss in zip(names, last, strict=True) if loss <= max(last.min(), FLOOR)]
    if len(leaders) > 1:
        verdict = f"{len(leaders)} of five have arrived"
    else:
        verdict = f"{leaders[0]} is lowest" + ", but hardly anybody has moved" * bool(last.min() > 0.5 * excess[0, 0])
    return Finding(verdict + (f", {climbed} climb{'s' * (climbed == 1)}" if climbed else ""), detail)


def _short(loss: float) -> str:
    if not np.isfinite(loss):
        return "climbs"
    return f"{loss:.2g}" if loss > FLOOR else f"below {FLOOR:.0e}"


class AdaptiveExplorer(Explorer):
    picture_type = RacePicture
    title = "One rate for five optimisers: each has a scale of its own"
    stops = ({"lr": 0.03}, {"lr": 0.3}, {"lr": 0.3, "landscape": "tilted ravine"})

    def make_controls(self) -> dict[str, Any]:
        return {
            "lr": log_slider("learning rate", 0.03, -4.0, 1.0, 0.02),
            "landscape": choice("landscape", tuple(MAPS), "ravine"),
            "steps": int_slider("steps", 80, 1, MOST_STEPS),
        }


def adaptive() -> Explorer:
    """Race five optimisers from one start: slide their learning rate, and change the ground under them."""
    return AdaptiveExplorer()
