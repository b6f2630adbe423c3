"""Unit 07: the wall in the loss of a recurrent network with one unit (Pascanu, Mikolov & Bengio, 2013, figure 6)."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, log_slider, slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, DEPTH, GREEN, ORANGE, VERMILLION

Array = NDArray[np.float64]
TIME, FIRST, TARGET = 50, 0.5, 0.7
STEPS = 200
WINDOW = (3.0, 7.0), (-4.2, -0.6)


def wall_loss(w: Array, b: Array) -> Array:
    """(σ(x₅₀) − 0.7)² with x_t = w·σ(x_{t−1}) + b and x₀ = ½, for weights and biases of one shape."""
    x = np.full(np.shape(w), FIRST)
    for _ in range(TIME):
        x = w * 0.5 * (1 + np.tanh(x / 2)) + b
    return np.asarray((0.5 * (1 + np.tanh(x / 2)) - TARGET) ** 2)


def wall(w: float, b: float) -> tuple[float, tuple[float, float]]:
    """The loss at one point and its gradient, carried forward through all fifty steps."""
    x, of_w, of_b = FIRST, 0.0, 0.0
    for _ in range(TIME):
        s = 0.5 * (1 + math.tanh(x / 2))
        slope = w * s * (1 - s)
        x, of_w, of_b = w * s + b, s + slope * of_w, 1 + slope * of_b
    s = 0.5 * (1 + math.tanh(x / 2))
    outer = 2 * (s - TARGET) * s * (1 - s)
    return (s - TARGET) ** 2, (outer * of_w, outer * of_b)


class Run(NamedTuple):
    """Points (STEPS + 1, 2), and the loss and the norm of the gradient before clipping at each of them."""

    points: Array
    losses: Array
    norms: Array


def descend_wall(*, start: float, lr: float, max_norm: float) -> Run:
    """Clipped descent from a point on the high side of the wall, to the right of the valley."""
    w, b = start, 0.2 - start / 2
    points, losses, norms = [], [], []
    for _ in range(STEPS + 1):
        loss, (of_w, of_b) = wall(w, b)
        norm = math.hypot(of_w, of_b)
        points.append((w, b))
        losses.append(loss)
        norms.append(norm)
        step = lr * min(1.0, max_norm / (norm + 1e-6))
        w, b = w - step * of_w, b - step * of_b
    return Run(np.array(points), np.array(losses), np.array(norms))


class CliffPicture(Picture):
    alt = (
        "Left: the loss over weight and bias, with a wall, and the path of clipped descent. "
        "Right: the norm of the gradient before clipping at each step, with the threshold."
    )

    def build(self) -> None:
        self.map, self.norm = self.panels(width_ratios=[1.15, 1])
        W, B = np.meshgrid(np.linspace(*WINDOW[0], 221), np.linspace(*WINDOW[1], 221))
        E = wall_loss(W, B)
        levels = np.array([0.0, 0.003, 0.01, 0.02, 0.035, 0.05, 0.065, 0.08, 0.1, 0.2, 0.3, 0.4, 0.5])
        self.map.contourf(W, B, np.sqrt(E), levels=np.sqrt(levels), cmap=DEPTH)
        self.map.contour(W, B, E, levels=levels[1:], colors="#8AA9BD", linewidths=0.8)
        self.map.set(title="Loss after 50 steps of x ← w·σ(x) + b", xlim=WINDOW[0], ylim=WINDOW[1])
        if self.tall:
            self.map.set_title("Loss after 50 steps")
        self.map.set(xlabel="weight w (no unit)", ylabel="bias b (no unit)")
        self.norm.set(
            title="Norm before clipping" if self.tall else "Gradient norm before clipping",
            yscale="log",
            xlim=(0, STEPS),
            ylim=(1e-9, 1e4),
        )
        self.norm.set(xlabel="step", ylabel="norm (loss per unit of w, b)")
        self.norm.grid(True)
        (self._path,) = self.map.plot([], [], "o-", color=VERMILLION, ms=3.5, lw=1.1, label="path")
        (self._longest,) = self.map.plot([], [], color=BLUE, lw=2.6, label="longest step")
        (self._start,) = self.map.plot([], [], "s", color=BLACK, ms=8, label="start")
        (self._end,) = self.map.plot([], [], "D", color=ORANGE, mec=BLACK, ms=9, label="end")
        (self._norms,) = self.norm.plot([], [], color=VERMILLION, lw=1.4, label="gradient norm")
        (self._threshold,) = self.norm.plot([], [], "--", color=GREEN, label="threshold")
        self.map.legend(loc="upper right")
        self.norm.legend(loc="lower left")
        self.actors(self._path, self._longest, self._start, self._end, self._norms, self._threshold)

    def show(self, *, max_norm: float, lr: float, start: float) -> Finding:
        run = descend_wall(start=start, lr=lr, max_norm=max_norm)
        strides = np.hypot(*np.diff(run.points, axis=0).T)
        longest = int(np.argmax(strides))
        seen = np.clip(run.points, -50, 50)  # Agg draws lines to far away points, but not to ten thousand
        self._path.set_data(*seen.T)
        self._longest.set_data(*seen[longest : longest + 2].T)
        self._start.set_data(*run.points[:1].T)
        self._end.set_data(*seen[-1:].T)
        self._norms.set_data(np.arange(STEPS + 1), np.clip(run.norms, 1e-9, 1e4))
        self._threshold.set_data([0, STEPS], [max_norm, max_norm])
        return _told(run, float(strides[longest]), lr=lr, max_norm=max_norm)


def _told(run: Run, longest: float, *, lr: float, max_norm: float) -> Finding:
    largest, loss = float(run.norms.max()), float(run.losses[-1])
    clipped = int(np.sum(run.norms[:-1] > max_norm))
    told = f"largest gradient norm {largest:.3g}, longest step {longest:.2g}, {clipped} of {STEPS} steps clipped; "
    told += f"the loss ends at {loss:.2g}."
    if longest > 2:
        return Finding("thrown off the cliff", f"{told} Where it lands, the gradient is {run.norms[-1]:.0e}.")
    if loss < 5e-3:
        return Finding("arrives" if clipped == 0 else "clipped, and arrives", told)
    if lr * max_norm * STEPS < 1.5:
        return Finding("crawls", f"{told} The threshold is a speed limit: {lr * max_norm:.1e} a step.")
    return Finding("not there yet", told)


class CliffExplorer(Explorer):
    picture_type = CliffPicture
    title = "At a wall the gradient points the right way and is far too long"
    stops = ({"max_norm": 1e3}, {"max_norm": 0.5}, {"max_norm": 10**-2.2})

    def make_controls(self) -> dict[str, Any]:
        return {
            "max_norm": log_slider("threshold max_norm", 1e3, -3.0, 3.0, 0.1),
            "lr": log_slider("learning rate", 0.5, -1.5, 0.3, 0.05),
            "start": slider("start weight w", 5.2, 4.6, 6.6, 0.05),
        }


def cliff() -> Explorer:
    """Descend towards the wall of a recurrent loss, with and without a limit on the norm of the gradient."""
    return CliffExplorer()
