"""The learning rate of unit 02: too low, good, oscillating, and diverging beyond 2/L."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import landscapes
from descent.explore.explorer import Explorer, choice, int_slider, log_slider
from descent.explore.stage import Finding, Picture
from descent.landscapes import Landscape, Quadratic
from descent.style import BLACK, BLUE, DEPTH, GREEN, ORANGE, SKY, VERMILLION, YELLOW

MAPS: dict[str, Landscape] = {m.name: m for m in landscapes.ALL if m.dimension == 2}
MOST_STEPS = 100
ZONES = (
    ("too low", 0.0, 0.1, SKY),
    ("good", 0.1, 0.5, GREEN),
    ("2/L", 0.5, 1.0, YELLOW),
    ("diverges", 1.0, np.inf, VERMILLION),
)
FLOOR = 1e-9  # excess losses below this are drawn on the bottom line
TOP = 3e5  # and those above this on the top line


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
    tall_size = (3.4, 7.2)
    maps: dict[str, Landscape] = MAPS

    def build(self) -> None:
        if self.tall:
            axes = self.figure.subplot_mosaic([["map"], ["loss"], ["rate"]], height_ratios=[6, 4.2, 0.85])
        else:
            axes = self.figure.subplot_mosaic(
                [["map", "loss"], ["map", "rate"]], height_ratios=[6, 1], width_ratios=[1, 1.05]
            )
        self.map, self.loss, self.rate = axes["map"], axes["loss"], axes["rate"]
        self.map.set(title="Path on the level sets", xlabel="x (no unit)", ylabel="y (no unit)", aspect="equal")
        self.map.locator_params(nbins=5, integer=True)
        self._sets: dict[str, Any] = {}
        self.loss.set(title="Loss above the minimum", xlabel="step", ylabel="loss (no unit)", yscale="log")
        self.loss.set(xlim=(-2, MOST_STEPS + 2), ylim=(FLOOR / 2, 1e6))
        self.loss.grid(True)
        self.rate.set(xscale="log", xlim=(1e-4, 1.0), ylim=(0, 1), yticks=[], xlabel="learning rate (no unit)")
        self.rate.spines[["left", "bottom"]].set_visible(False)
        (self._path,) = self.map.plot([], [], color=VERMILLION, lw=1.4)
        (self._dots,) = self.map.plot([], [], "o", color=VERMILLION, ms=3.6, label="step")
        (self._start,) = self.map.plot([], [], "s", color=BLACK, ms=7, label="start")
        (self._last,) = self.map.plot([], [], "D", color=ORANGE, mec=BLACK, ms=8, label="last")
        (self._curve,) = self.loss.plot([], [], ".-", color=BLUE, lw=1.6, ms=5)
        (self._end,) = self.loss.plot([], [], "D", color=ORANGE, mec=BLACK, ms=8)
        (self._lr,) = self.rate.plot([], [], "v", color=BLACK, mec="white", ms=11, clip_on=False)
        self.map.legend(loc="upper right", ncols=1, handletextpad=0.3, borderpad=0.3)
        self.actors(self._path, self._dots, self._start, self._last, self._curve, self._end, self._lr)

    def _draw_map(self, landscape: Landscape) -> Any:
        X, Y, Z = landscape.grid(161)
        levels = np.concatenate([[landscape.lowest], landscape.levels(13)])
        return (
            self.map.contourf(X, Y, Z, levels=levels, cmap=DEPTH),
            self.map.contour(X, Y, Z, levels=levels[1:], colors="#8AA9BD", linewidths=0.8, linestyles="solid"),
            *self.map.plot(*landscape.minima.T, "*", color=GREEN, mec=BLACK, mew=0.7, ms=13, ls="none"),
        )

    def draw_zones(self, limit: float) -> list[Any]:
        """Colour the regimes on the axis of rates; the artists, to hide them on other landscapes."""
        low, high = self.rate_axis(limit)
        parts: list[Any] = [self.rate.axvline(limit, color=BLACK, lw=2)]
        for name, start, stop, colour in ZONES:
            left, right = max(start * limit, low), min(stop * limit, high)
            if left >= right:
                continue
            parts.append(self.rate.axvspan(left, right, color=colour, alpha=0.45, lw=0))
            if name == "2/L":
                parts.append(self.rate.text(right, 0.08, "2/L ", ha="right", fontsize=9))
                parts.append(self.rate.text(np.sqrt(left * right), 1.1, "oscillates", ha="center", fontsize=9))
            elif np.log(right / left) > 0.19 * np.log(high / low):
                parts.append(self.rate.text(np.sqrt(left * right), 0.08, name, ha="center", fontsize=9))
        return parts

    def rate_axis(self, limit: float) -> tuple[float, float]:
        """Ends of the axis of rates: the limit stays in the same place from landscape to landscape."""
        return limit / 100, limit * 10

    def show(self, *, landscape: str, lr: float, steps: int) -> Finding:
        self.scene = landscape
        scene = self.maps[landscape]
        limit = 2 / scene.sharpest_curvature
        low, high = self.rate_axis(limit)
        if landscape not in self._sets:
            self._sets[landscape] = (*self._draw_map(scene), *self.draw_zones(limit))
        for name, parts in self._sets.items():
            for part in parts:
                part.set_visible(name == landscape)
        self.map.set(xlim=scene.window[0], ylim=scene.window[1])
        self.rate.set_xlim(low, high)
        points, left = descend(scene, lr=lr, steps=steps)
        excess = np.clip(np.atleast_1d(scene(points)) - scene.lowest, FLOOR, TOP)
        drawn = points[: _last_inside(scene, points) + 2] if left else points
        self._path.set_data(*drawn.T)
        self._dots.set_data(*drawn.T)
        self._start.set_data(*points[:1].T)
        self._last.set_data(*points[-1:].T)
        self._curve.set_data(np.arange(len(excess)), excess)
        self._end.set_data([len(excess) - 1], excess[-1:])
        self._end.set(marker="^" if left else "D", color=VERMILLION if left else ORANGE, mec=BLACK)
        self._lr.set_data([np.clip(lr, low, high)], [0.75])
        return judge(scene, points, left, lr)


def _last_inside(landscape: Landscape, points: NDArray[np.float64]) -> int:
    """Index of the last point on the map; drawing the swings beyond it would only fill the picture."""
    (left, right), (bottom, top) = landscape.window
    inside = (points >= [left, bottom]) & (points <= [right, top])
    return int(np.flatnonzero(inside.all(axis=1))[-1])


def judge(landscape: Landscape, points: NDArray[np.float64], left: bool, lr: float) -> Finding:
    """The regime of a run in words: by theory on a quadratic, by what happened elsewhere."""
    limit, steps = 2 / landscape.sharpest_curvature, len(points) - 1
    if isinstance(landscape, Quadratic):
        return _judge_quadratic(landscape, points, lr)
    where = f"2/L = {limit:.3g} at the sharpest minimum"
    if left:
        return Finding("diverges", f"the path leaves the map at step {steps}; the rate is {lr:.3g}, {where}.")
    excess = np.atleast_1d(landscape(points)) - landscape.lowest
    moves = np.diff(points, axis=0)
    turns = np.mean(np.sum(moves[1:] * moves[:-1], axis=1) < 0) if steps > 1 else 0.0
    so_far = f"{_height(steps, excess[-1])}; the rate is {lr:.3g}, {where}."
    if turns > 0.3:
        return Finding("oscillates", f"{100 * turns:.0f}\u00a0% of the steps turn back; {so_far}")
    return Finding("good" if excess[-1] < 0.01 * excess[0] else "too low or too few steps", so_far)


def _judge_quadratic(landscape: Quadratic, points: NDArray[np.float64], lr: float) -> Finding:
    limit, steps = 2 / landscape.sharpest_curvature, len(points) - 1
    excess = float(landscape(points[-1])) - landscape.lowest
    compared = f"the rate {lr:.3g} is {{}} 2/L = {limit:.3g}"
    after = f"{_height(steps, excess)}."
    if np.isclose(lr, limit, rtol=1e-9):
        return Finding("bounces for ever", compared.format("exactly") + "; the steepest coordinate only changes sign.")
    if lr > limit:
        return Finding("diverges", compared.format("above") + "; every step lands higher than the last.")
    if lr > limit / 2:
        return Finding("oscillates, yet converges", compared.format("between 1/L and") + f"; {after}")
    verdict = "good" if lr > limit / 10 else "too low"
    return Finding(verdict, compared.format(f"{100 * lr / limit:.2g}\u00a0% of") + f"; {after}")


def _height(steps: int, excess: float) -> str:
    height = f"{excess:.2g}" if excess > FLOOR else f"less than {FLOOR:.0e}"
    return f"after {steps} step{'s' * (steps != 1)} the loss is {height} above the minimum"


class UpdateRuleExplorer(Explorer):
    picture_type = DescentPicture
    title = "One number decides: the learning rate on a ravine"
    stops = ({"lr": 0.002}, {"lr": 0.03}, {"lr": 0.075}, {"lr": 0.085})

    def make_controls(self) -> dict[str, Any]:
        return {
            "lr": log_slider("learning rate", 0.03, -4.0, 0.5, 0.01),
            "landscape": choice("landscape", tuple(MAPS), "ravine"),
            "steps": int_slider("steps", 40, 1, MOST_STEPS),
        }


def update_rule() -> Explorer:
    """Slide the learning rate on five landscapes: too low, good, oscillating, diverging beyond 2/L."""
    return UpdateRuleExplorer()
