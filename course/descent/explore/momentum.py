"""Momentum and learning rate of unit 04, on a ravine, beside descent without momentum."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import landscapes
from descent.explore.explorer import Explorer, choice, int_slider, log_slider, slider
from descent.explore.stage import Finding, Picture
from descent.landscapes import Quadratic
from descent.style import BLACK, BLUE, DEPTH, GREEN, ORANGE, VERMILLION

RAVINE = landscapes.ravine
MOST_STEPS = 100
FAR = 1e6  # a run is stopped here: what follows would only overflow
FLOOR, TOP = 1e-9, 1e4  # losses beyond are drawn on the bottom and the top line

# What a step subtracts, lr·(c·gradient + e·velocity), and what enters the velocity, as functions of the momentum.
FORMS: dict[str, Any] = {
    "heavy ball": lambda _: (0.0, 1.0, 1.0),
    "Nesterov": lambda mu: (1.0, mu, 1.0),
    "average (EMA form)": lambda mu: (0.0, 1.0, 1.0 - mu),
}


def roll(
    landscape: Quadratic, *, lr: float, momentum: float, steps: int, form: str = "heavy ball"
) -> tuple[NDArray[np.float64], bool]:
    """The points (T+1, 2) of a run with momentum, and whether it left for good (then T < steps)."""
    fresh, remembered, entering = FORMS[form](momentum)
    x = landscape.start
    velocity, points = np.zeros_like(x), [x]
    for _ in range(steps):
        slope = landscape.gradient(x)
        velocity = momentum * velocity + entering * slope
        x = x - lr * (fresh * slope + remembered * velocity)
        points.append(x)
        if not np.all(np.abs(x) < FAR):
            return np.array(points), True
    return np.array(points), False


class MomentumPicture(Picture):
    alt = (
        "Left: two paths over the level sets of a ravine, one with momentum and one without, at the same rate. "
        "Right: the loss of both against the step on a logarithmic axis."
    )
    wide_size = (9.0, 4.4)

    def build(self) -> None:
        self.map, self.loss = self.panels(width_ratios=[1, 1.05])
        (left, right), (bottom, top) = RAVINE.window
        X, Y, Z = RAVINE.grid(161)
        levels = np.concatenate([[RAVINE.lowest], RAVINE.levels(13)])
        self.map.contourf(X, Y, Z, levels=levels, cmap=DEPTH)
        self.map.contour(X, Y, Z, levels=levels[1:], colors="#8AA9BD", linewidths=0.8, linestyles="solid")
        self.map.set(title="Paths on ½(x² + 25y²)", xlabel="x, along the floor (no unit)", aspect="equal")
        self.map.set(ylabel="y, across (no unit)", xlim=(left, right), ylim=(bottom, top))
        self.loss.set(title="Loss", xlabel="step", ylabel="loss (no unit)", yscale="log")
        self.loss.set(xlim=(-3, MOST_STEPS + 3), ylim=(FLOOR / 2, TOP * 5))
        self.loss.grid(True)
        (self._plain,) = self.map.plot([], [], "s--", color=BLUE, lw=1.2, ms=3.2, label="without momentum")
        (self._ball,) = self.map.plot([], [], "o-", color=VERMILLION, lw=1.5, ms=3.8, label="with momentum")
        (self._last,) = self.map.plot([], [], "D", color=ORANGE, mec=BLACK, ms=8)
        self.map.plot(*RAVINE.start, "s", color=BLACK, ms=7)
        self.map.plot([0], [0], "*", color=GREEN, mec=BLACK, mew=0.7, ms=13, ls="none", zorder=5)
        (self._plain_loss,) = self.loss.plot([], [], "--", color=BLUE, lw=1.6, label="without momentum")
        (self._ball_loss,) = self.loss.plot([], [], "-", color=VERMILLION, lw=1.8, label="with momentum")
        (self._end,) = self.loss.plot([], [], "D", color=ORANGE, mec=BLACK, ms=8)
        self.map.legend(loc="lower right", handlelength=2.2)
        self.loss.legend(loc="upper right", handlelength=2.2)
        self.actors(self._plain, self._ball, self._last, self._plain_loss, self._ball_loss, self._end)

    def show(self, *, momentum: float, lr: float, form: str, steps: int) -> Finding:
        ball, ball_left = roll(RAVINE, lr=lr, momentum=momentum, steps=steps, form=form)
        plain, plain_left = roll(RAVINE, lr=lr, momentum=0.0, steps=steps)
        for points, path, curve in ((plain, self._plain, self._plain_loss), (ball, self._ball, self._ball_loss)):
            loss = np.clip(np.atleast_1d(RAVINE(points)), FLOOR, TOP)
            path.set_data(*points[: _leaves(points)].T)
            curve.set_data(np.arange(len(loss)), loss)
        self._last.set_data(*ball[-1:].T)
        self._end.set_data([len(ball) - 1], np.clip([RAVINE(ball[-1])], FLOOR, TOP))
        return _in_words(ball, plain, ball_left, plain_left, momentum=momentum, lr=lr, form=form)


def _leaves(points: NDArray[np.float64]) -> int | None:
    """Where to cut a path: one point after it has left the map for good, None if it ends on the map."""
    inside = np.flatnonzero(np.abs(points).max(axis=1) <= 5)
    return int(inside[-1]) + 2 if inside[-1] + 1 < len(points) else None


def _in_words(
    ball: NDArray[np.float64],
    plain: NDArray[np.float64],
    ball_left: bool,
    plain_left: bool,
    *,
    momentum: float,
    lr: float,
    form: str,
) -> Finding:
    stride = lr * FORMS[form](momentum)[2] / (1 - momentum)
    settings = f"rate {lr:.3g}, momentum {momentum:.2f}, effective rate {stride:.3g}"
    high, low = RAVINE(ball[-1]), RAVINE(plain[-1])
    if ball_left or high > 1.5 * RAVINE(ball[0]):
        return Finding("diverges", f"{settings}: the ball climbs out of the ravine.")
    swings = int(np.sum(ball[1:, 0] * ball[:-1, 0] < 0))
    overshoot = f"along the floor it runs past the minimum {swings} time{'s' * (swings != 1)}"
    steps = len(ball) - 1
    losses = f"after {steps} step{'s' * (steps != 1)} the loss is {_short(high)}"
    if momentum == 0:
        return Finding("no momentum", f"{settings}: {losses}; {overshoot}.")
    if plain_left or low > 1.5 * RAVINE(plain[0]):
        verdict, losses = "converges where plain descent diverges", f"{losses}, without momentum it explodes"
    else:
        verdict = "faster than without" if high < low / 1.5 else "slower than without"
        if low / 1.5 <= high <= 1.5 * low:
            verdict = "no better, no worse than without"
        losses = f"{losses}, without momentum {_short(low)}"
    return Finding(verdict, f"{settings}: {losses}; {overshoot}.")


def _short(loss: float) -> str:
    return f"{loss:.2g}" if loss > FLOOR else f"below {FLOOR:.0e}"


class MomentumExplorer(Explorer):
    picture_type = MomentumPicture
    title = "A little memory straightens the path, too much of it overshoots"
    stops = ({"momentum": 0.4}, {"momentum": 0.7}, {"momentum": 0.95})

    def make_controls(self) -> dict[str, Any]:
        return {
            "momentum": slider("momentum μ", 0.5, 0.0, 0.99, 0.01),
            "lr": log_slider("learning rate", 10**-1.16, -3.3, -0.5, 0.02),
            "form": choice("form", tuple(FORMS), "heavy ball"),
            "steps": int_slider("steps", 40, 1, MOST_STEPS),
        }


def momentum() -> Explorer:
    """Slide momentum and learning rate on a ravine: the path and the loss, with and without memory."""
    return MomentumExplorer()
