"""Unit 09: the shapes of learning-rate schedules, and what each does to a noisy descent."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, choice, int_slider, log_slider, slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION

Array = NDArray[np.float64]
EPOCHS = 100
STEPS = 10  # an epoch
CURVATURES = np.array([1.0, 0.05])
NOISE = 0.1  # variance of a gradient's coordinate
START = np.array([1.0, 4.0])
FLOOR, TOP = 1e-4, 1e3
LOOKS: dict[str, tuple[str, str]] = {
    "constant": (GREY, "-"),
    "steps": (BLUE, "-"),
    "exponential": (SKY, "--"),
    "cosine": (ORANGE, "-"),
    "warm-up, cosine": (VERMILLION, "--"),
}


def rates(lr0: float, gamma: float, stair: int, warmup: int) -> dict[str, Array]:
    """The learning rate of each schedule in each of the epochs: (EPOCHS,)."""
    t = np.arange(EPOCHS)
    rest = np.clip((t - warmup) / (EPOCHS - warmup), 0, 1)
    return {
        "constant": np.full(EPOCHS, lr0),
        "steps": lr0 * gamma ** (t // stair),
        "exponential": lr0 * gamma ** (t / stair),
        "cosine": 0.5 * lr0 * (1 + np.cos(np.pi * t / EPOCHS)),
        "warm-up, cosine": np.where(t < warmup, lr0 * (t + 1) / max(warmup, 1), 0.5 * lr0 * (1 + np.cos(np.pi * rest))),
    }


def expected_loss(schedules: Array) -> Array:
    """The mean loss above the minimum at the start and after every epoch, of S schedules (S, E): (S, E + 1).

    E[w²] ← (1 − ηλ)² E[w²] + η²σ² in each step, on a bowl that is five times as steep at the start as at the end.
    """
    square = np.tile(START**2, (len(schedules), 1))
    losses = [0.5 * square @ CURVATURES]
    for epoch in range(schedules.shape[1]):
        curvature = CURVATURES * (1 + 4 * np.exp(-epoch / 2))
        lr = schedules[:, epoch, None]
        shrink, grow = (1 - lr * curvature) ** 2, lr**2 * NOISE
        power = shrink**STEPS
        near_one = np.abs(1 - shrink) < 1e-12
        total = np.where(near_one, STEPS, (1 - power) / np.where(near_one, 1, 1 - shrink))
        square = np.minimum(power * square + total * grow, 1e12)
        losses.append(0.5 * square @ CURVATURES)
    return np.stack(losses, axis=1)


class SchedulePicture(Picture):
    alt = (
        "Left: the learning rate of five schedules against epochs. Right: the mean loss of a noisy descent with each, "
        "on a logarithmic axis. The chosen schedule is drawn thick."
    )

    def build(self) -> None:
        self.shape, self.loss = self.panels()
        self.shape.set(title="Schedules", xlabel="epoch", ylabel="learning rate / largest (no unit)")
        self.shape.set(xlim=(0, EPOCHS), ylim=(0, 1.08))
        self.loss.set(title="What they do", xlabel="epoch", ylabel="loss above the minimum (no unit)")
        self.loss.set(xlim=(0, EPOCHS), yscale="log", ylim=(FLOOR, TOP))
        self._lines: dict[str, tuple[Any, Any]] = {}
        for axes in (self.shape, self.loss):
            axes.grid(True)
        for name, (colour, style) in LOOKS.items():
            (left,) = self.shape.plot([], [], style, color=colour)
            (right,) = self.loss.plot([], [], style, color=colour)
            self._lines[name] = left, right
            self.loss.plot([], [], style, color=colour, lw=2, label=name)
        self.loss.legend(loc="upper right", ncols=1 if self.tall else 2)
        self._end = self.loss.plot([], [], "D", color=PURPLE, mec=BLACK, ms=8)[0]
        self._rate = self.shape.text(0.97, 0.85, "", ha="right", color=GREEN, transform=self.shape.transAxes)
        self.actors(*(line for pair in self._lines.values() for line in pair), self._end, self._rate)

    def show(self, *, schedule: str, lr0: float, gamma: float, stair: int, warmup: int) -> Finding:
        every = rates(lr0, gamma, stair, warmup)
        losses = dict(zip(every, expected_loss(np.stack(list(every.values()))), strict=True))
        for name, (left, right) in self._lines.items():
            left.set_data(np.arange(EPOCHS), every[name] / lr0)
            right.set_data(np.arange(EPOCHS + 1), np.clip(losses[name], FLOOR, TOP))
            for line in (left, right):
                line.set(linewidth=3.5 if name == schedule else 1.0, zorder=3 if name == schedule else 2)
        mine = losses[schedule]
        self._end.set_data([EPOCHS], [np.clip(mine[-1], FLOOR, TOP)])
        self._rate.set_text(f"largest: {lr0:.3g}")
        best = min(losses, key=lambda name: losses[name][-1])
        ends = f"“{schedule}” ends at a loss of {mine[-1]:.2g}, its highest was {mine.max():.2g}; the best of the five "
        ends += f"is “{best}” with {losses[best][-1]:.2g}."
        if mine.max() > 5 * mine[0]:
            return Finding("the start explodes", f"the bowl is steepest there, and the rate {lr0:.3g} too high. {ends}")
        if schedule == "constant":
            return Finding("a floor of noise", f"the steps never shorten, and neither does the noise. {ends}")
        if mine[-1] > 20 * losses[best][-1]:
            return Finding("cools too soon" if mine[-1] > losses["constant"][-1] else "cools too late", ends)
        return Finding("cools well" if best != schedule else "the best of the five", ends)


class ScheduleExplorer(Explorer):
    picture_type = SchedulePicture
    title = "Long steps first, short steps last: schedules of the learning rate"
    stops = ({"schedule": "constant"}, {"schedule": "steps"}, {"schedule": "cosine", "lr0": 0.6}, {"lr0": 0.6})

    def make_controls(self) -> dict[str, Any]:
        return {
            "lr0": log_slider("largest rate", 0.2, -2.5, 0.2, 0.05),
            "schedule": choice("schedule", tuple(LOOKS), "warm-up, cosine"),
            "gamma": slider("factor γ", 0.4, 0.05, 0.95, 0.05),
            "stair": int_slider("epochs a stair", 25, 5, 50),
            "warmup": int_slider("warm-up (epochs)", 10, 0, 50),
        }


def tuning() -> Explorer:
    """Slide the largest rate, factor, stairs and warm-up of five schedules; see the loss of a noisy descent."""
    return ScheduleExplorer()
