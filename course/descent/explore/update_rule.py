"""Explorers of unit 02: the learning rate, its limit 2/L, and the price of a large condition number."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import landscapes
from descent.explore.explorer import Explorer, choice, int_slider, log_slider
from descent.explore.stage import Finding, Picture
from descent.landscapes import Landscape, Quadratic
from descent.style import BLACK, BLUE, DEPTH, GREEN, ORANGE, PURPLE, SKY, VERMILLION, YELLOW

MAPS: dict[str, Landscape] = {m.name: m for m in landscapes.ALL if m.dimension == 2}
MOST_STEPS = 100
RATES = (1e-4, 3.2)  # what the learning-rate sliders span
FLOOR = 1e-9  # excess losses below this are drawn on the bottom line
ZONES = (("too low", 0.0, 0.1, SKY), ("good", 0.1, 0.5, GREEN), ("oscillates", 0.5, 1.0, YELLOW),
         ("diverges", 1.0, np.inf, VERMILLION))


def descend(landscape: Landscape, *, lr: float, steps: int) -> tuple[NDArray[np.float64], bool]:
    """The points (T+1, 2) of plain gradient descent and whether it left the map for good.

    It stops (T < steps) one step after the point is ten windows away: what follows would only overflow.
    """
    (low, high), _ = landscape.window
    far, x = 10 * (high - low), landscape.start
    points = [x]
    for _ in range(steps):
        x = x - lr * landscape.gradient(x)
        points.append(x)
        if not np.all(np.abs(x) < far):
            return np.array(points), True
    return np.array(points), False


class DescentPicture(Picture):
    alt = (
        "Left: the path of gradient descent over level sets. Top right: loss against step on a logarithmic axis. "
        "Bottom right: the learning rate on an axis with the limit 2/L."
    )
    wide_size = (9.0, 4.5)
    tall_size = (3.7, 7.6)
    maps: dict[str, Landscape] = MAPS

    def build(self) -> None:
        if self.tall:
            axes = self.figure.subplot_mosaic([["map"], ["loss"], ["rate"]], height_ratios=[6, 4.2, 0.7])
        else:
            axes = self.figure.subplot_mosaic([["map", "loss"], ["map", "rate"]], height_ratios=[6, 0.8],
                                              width_ratios=[1, 1.05])
        self.map, self.loss, self.rate = axes["map"], axes["loss"], axes["rate"]
        self.map.set(title="Path on the level sets", xlabel="x (no unit)", ylabel="y (no unit)", aspect="equal")
        self._sets = {name: self._draw_map(landscape) for name, landscape in self.maps.items()}
        self.loss.set(title="Loss above the minimum", xlabel="step", ylabel="loss (no unit)", yscale="log")
        self.loss.set(xlim=(-2, MOST_STEPS + 2), ylim=(FLOOR / 2, 1e6))
        self.loss.grid(True)
        self.rate.set(xscale="log", xlim=RATES, ylim=(0, 1), yticks=[], xlabel="learning rate (no unit)")
        self.rate.spines[["left", "bottom"]].set_visible(False)
        self._zones = {name: self._draw_zones(landscape) for name, landscape in self.maps.items()}
        (self._path,) = self.map.plot([], [], color=VERMILLION, lw=1.4)
        (self._dots,) = self.map.plot([], [], "o", color=VERMILLION, ms=3.6, label="step")
        (self._start,) = self.map.plot([], [], "s", color=BLACK, ms=7, label="start")
        (self._last,) = self.map.plot([], [], "D", color=ORANGE, mec=BLACK, ms=8, label="last")
        (self._curve,) = self.loss.plot([], [], ".-", color=BLUE, lw=1.6, ms=5)
        (self._end,) = self.loss.plot([], [], "D", color=ORANGE, mec=BLACK, ms=8)
        (self._off,) = self.loss.plot([], [], "^", color=VERMILLION, mec=BLACK, ms=10)
        (self._lr,) = self.rate.plot([], [], "v", color=BLACK, ms=11, clip_on=False)
        self.map.legend(loc="upper right", ncols=1, handletextpad=0.3, borderpad=0.3)
        self.actors(self._path, self._dots, self._start, self._last, self._curve, self._end, self._off, self._lr)

    def _draw_map(self, landscape: Landscape) -> Any:
        X, Y, Z = landscape.grid()
        levels = np.concatenate([[landscape.lowest], landscape.levels(13)])
        return (
            self.map.contourf(X, Y, Z, levels=levels, cmap=DEPTH),
            self.map.contour(X, Y, Z, levels=levels[1:], colors="#8AA9BD", linewidths=0.8),
            *self.map.plot(*landscape.minima.T, "*", color=GREEN, mec=BLACK, mew=0.7, ms=13, ls="none"),
        )

    def _draw_zones(self, landscape: Landscape) -> Any:
        limit = 2 / landscape.sharpest_curvature
        parts: list[Any] = []
        for name, low, high, colour in ZONES:
            left, right = max(low * limit, RATES[0]), min(high * limit, RATES[1])
            if left >= right:
                continue
            parts.append(self.rate.axvspan(left, right, color=colour, alpha=0.45, lw=0))
            if np.log10(right / left) > 0.25:
                parts.append(self.rate.text(np.sqrt(left * right), 0.45, name, ha="center", va="center", fontsize=9))
        parts.append(self.rate.axvline(limit, color=BLACK, lw=2))
        return parts

    def show(self, *, landscape: str, lr: float, steps: int) -> Finding:
        self.scene = landscape
        scene = self.maps[landscape]
        for name in self.maps:
            for part in (*self._sets[name], *self._zones[name]):
                part.set_visible(name == landscape)
        self.map.set(xlim=scene.window[0], ylim=scene.window[1])
        points, left = descend(scene, lr=lr, steps=steps)
        inside = points[:-1] if left else points
        excess = np.maximum(np.atleast_1d(scene(inside)) - scene.lowest, FLOOR)
        self._path.set_data(*points.T)
        self._dots.set_data(*inside.T)
        self._start.set_data(*points[:1].T)
        self._last.set_data(*inside[-1:].T)
        self._curve.set_data(np.arange(len(excess)), excess)
        self._end.set_data([len(excess) - 1], excess[-1:])
        self._off.set_data(*([len(excess)], [4e5]) if left else ([], []))
        self._lr.set_data([lr], [1.25])
        return judge(scene, points, left, lr)


def judge(landscape: Landscape, points: NDArray[np.float64], left: bool, lr: float) -> Finding:
    """The regime of a run in words: by theory on a quadratic, by what happened elsewhere."""
    limit, steps = 2 / landscape.sharpest_curvature, len(points) - 1
    if isinstance(landscape, Quadratic):
        return _judge_quadratic(landscape, points, lr)
    where = f"2/L = {limit:.3g} at the minimum"
    if left:
        return Finding("diverges", f"the path leaves the map at step {steps}; the rate is {lr:.3g}, {where}.")
    excess = np.atleast_1d(landscape(points)) - landscape.lowest
    moves = np.diff(points, axis=0)
    turns = np.mean(np.sum(moves[1:] * moves[:-1], axis=1) < 0) if steps > 1 else 0.0
    so_far = f"after {steps} steps the loss is {excess[-1]:.2g} above the minimum; the rate is {lr:.3g}, {where}."
    if turns > 0.3:
        return Finding("oscillates", f"{100 * turns:.0f} % of the steps turn back; {so_far}")
    return Finding("good" if excess[-1] < 0.01 * excess[0] else "too low or too few steps", so_far)


def _judge_quadratic(landscape: Quadratic, points: NDArray[np.float64], lr: float) -> Finding:
    limit, steps = 2 / landscape.sharpest_curvature, len(points) - 1
    excess = float(landscape(points[-1])) - landscape.lowest
    compared = f"the rate {lr:.3g} is {{}} 2/L = {limit:.3g}"
    after = f"after {steps} steps the loss is {excess:.2g} above the minimum."
    if np.isclose(lr, limit, rtol=1e-9):
        return Finding("bounces for ever", compared.format("exactly") + "; the steepest coordinate only changes sign.")
    if lr > limit:
        return Finding("diverges", compared.format("above") + "; every step lands higher than the last.")
    if lr > limit / 2:
        return Finding("oscillates, yet converges", compared.format("between 1/L and") + f"; {after}")
    verdict = "good" if lr > limit / 10 else "too low"
    return Finding(verdict, compared.format(f"{100 * lr / limit:.2g} % of") + f"; {after}")


class UpdateRuleExplorer(Explorer):
    picture_type = DescentPicture
    title = "One number decides: the learning rate on a ravine"
    stops = ({"lr": 0.002}, {"lr": 0.03}, {"lr": 0.075}, {"lr": 0.085})

    def make_controls(self) -> dict[str, Any]:
        return {
            "lr": log_slider("learning rate", 0.03, -4.0, 0.5, 0.02),
            "landscape": choice("landscape", tuple(MAPS), "ravine"),
            "steps": int_slider("steps", 40, 1, MOST_STEPS),
        }


def update_rule() -> Explorer:
    """Slide the learning rate on five landscapes: too low, good, oscillating, diverging beyond 2/L."""
    return UpdateRuleExplorer()
