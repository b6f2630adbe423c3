"""Unit 07: a saddle stops plain descent; a little noise sets it free."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import landscapes
from descent.explore.explorer import Explorer, choice, log_slider, slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, DEPTH, GREEN, GREY, ORANGE, VERMILLION

Array = NDArray[np.float64]
STEPS = 250
FLAT = 0.05  # below this norm of the gradient the ground counts as flat
FREE = 0.5  # beyond this |y| a run has left the saddle
START_X = 1.6
METHODS = ("plain descent", "noise where it is flat", "noise at every step")


@functools.cache
def _kicks() -> Array:
    """The same standard normal numbers in every session: (STEPS, 2)."""
    return np.random.default_rng(2).normal(size=(STEPS, 2))


def leave(*, distance: float, lr: float, noise: float, method: str) -> Array:
    """Every point of a run that starts `distance` beside the line that leads into the saddle: (STEPS + 1, 2)."""
    (x, y), points = (START_X, distance), [(START_X, distance)]
    for kick_x, kick_y in _kicks().tolist():
        slope_x, slope_y = x, y**3 - y
        shaken = method == METHODS[2] or (method == METHODS[1] and np.hypot(slope_x, slope_y) < FLAT)
        size = noise if shaken else 0.0
        x, y = x - lr * slope_x + size * kick_x, y - lr * slope_y + size * kick_y
        points.append((x, y))
    return np.array(points)


def first_free(points: Array) -> int | None:
    """The first step at which a run has left the saddle."""
    free = np.flatnonzero(np.abs(points[:, 1]) > FREE)
    return int(free[0]) if len(free) else None


class SaddlePicture(Picture):
    alt = (
        "Left: level sets of a saddle between two minima, with the paths of plain descent and of the chosen method. "
        "Right: the loss of both against the step; the saddle is a plateau."
    )

    def build(self) -> None:
        self.map, self.curve = self.panels(width_ratios=[1, 1.25])
        place = landscapes.saddle
        low = -2.5 if self.tall else -1.6  # tall panels need room for the legend
        X, Y = np.meshgrid(np.linspace(-2, 2, 121), np.linspace(low, 1.6, 121))
        Z = place(np.stack([X, Y], axis=-1))
        levels = np.linspace(Z.min(), 2.0, 15)
        self.map.contourf(X, Y, Z, levels=levels, cmap=DEPTH, extend="max")
        self.map.contour(X, Y, Z, levels=levels, colors="#8AA9BD", linewidths=0.9, linestyles="solid")
        self.map.set(title="Paths", xlabel="x (no unit)", ylabel="y (no unit)", xlim=(-2, 2), ylim=(low, 1.6))
        self.map.axhline(0, color="#555555", lw=1, ls=":")
        self.map.plot(*place.minima.T, "*", color=GREEN, mec=BLACK, mew=0.7, ms=14, ls="none", label="minimum")
        self.map.plot(0, 0, "X", color="white", mec=BLACK, ms=9, ls="none", label="saddle")
        self.curve.set(title="The loss, and its plateau", xlim=(0, STEPS), ylim=(-0.32, 0.62))
        self.curve.set(xlabel="step", ylabel="loss (no unit)")
        self.curve.axhline(0, color="#555555", lw=1, ls=":")
        self.curve.axhline(place.lowest, color=GREEN, lw=1.4, ls="-.", label="minimum")
        self.curve.grid(True)
        (self._plain,) = self.map.plot([], [], "o-", color=GREY, ms=3, lw=1.2, label="plain descent")
        (self._path,) = self.map.plot([], [], "o-", color=VERMILLION, ms=3, lw=1.2, label="your choice")
        (self._end,) = self.map.plot([], [], "D", color=ORANGE, mec=BLACK, ms=9)
        (self._flat,) = self.curve.plot([], [], "--", color=GREY, label="plain descent")
        (self._loss,) = self.curve.plot([], [], color=VERMILLION, label="your choice")
        (self._when,) = self.curve.plot([], [], "D", color=BLUE, mec=BLACK, ms=8, label=f"|y| passes {FREE}")
        self.map.legend(loc="lower right" if not self.tall else "lower center", fontsize=8, ncols=2)
        self.curve.legend(loc="upper right")
        self.actors(self._plain, self._path, self._end, self._flat, self._loss, self._when)

    def show(self, *, method: str, distance: float, noise: float, lr: float) -> Finding:
        plain = leave(distance=distance, lr=lr, noise=0.0, method=METHODS[0])
        points = leave(distance=distance, lr=lr, noise=noise, method=method)
        step, free = np.arange(STEPS + 1), first_free(points)
        self._plain.set_data(*plain.T)
        self._path.set_data(*points.T)
        self._end.set_data(*points[-1:].T)
        self._flat.set_data(step, landscapes.saddle(plain))
        self._loss.set_data(step, landscapes.saddle(points))
        self._when.set_data([] if free is None else [free], [] if free is None else landscapes.saddle(points[[free]]))
        return _told(points, free, first_free(plain), noise=noise, method=method)


def _told(points: Array, free: int | None, plain: int | None, *, noise: float, method: str) -> Finding:
    alone = f"plain descent needs {plain} steps" if plain is not None else f"plain descent is still there after {STEPS}"
    if method == METHODS[0]:
        if free is None:
            return Finding("looks finished", f"{alone}, with a gradient close to zero; the minimum is a quarter lower.")
        return Finding("slow, then free", f"{alone}: each multiplies the distance by at most 1 + η.")
    if free is None:
        return Finding("still at the saddle", f"kicks of {noise:.1e} are too small for {STEPS} steps; {alone}.")
    rest = float(np.mean(landscapes.saddle(points[-50:]))) - landscapes.saddle.lowest
    told = f"out after {free} steps ({alone}); over the last 50 steps {rest:.1e} above the minimum on average."
    if rest > 0.02:
        return Finding("free, but restless", f"{told} This much noise never lets it settle.")
    return Finding("noise leaves the saddle", told)


class SaddleExplorer(Explorer):
    picture_type = SaddlePicture
    title = "A saddle looks like an end; a little noise shows that it is none"
    stops = (
        {"method": METHODS[0]},
        {"method": METHODS[1], "noise": 1e-6},
        {"method": METHODS[1], "noise": 1e-2},
        {"method": METHODS[2], "noise": 10**-0.6},
    )

    def make_controls(self) -> dict[str, Any]:
        return {
            "method": choice("method", METHODS, METHODS[1]),
            "distance": log_slider("start beside line", 1e-15, -15.0, -0.5, 0.5, shown=".1e"),
            "noise": log_slider("noise", 1e-6, -9.0, -0.4, 0.2, shown=".1e"),
            "lr": slider("learning rate", 0.1, 0.02, 0.6, 0.02),
        }


def challenges() -> Explorer:
    """Start beside the line that leads into a saddle, add noise, and see how long the stop there lasts."""
    return SaddleExplorer()
