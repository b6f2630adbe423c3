"""The first steps of Adam in unit 05, with and without bias correction."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from descent.explore.explorer import Explorer, int_slider, log_slider, slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREY, ORANGE, VERMILLION

MOST_STEPS = 100
T = np.arange(1, MOST_STEPS + 1)
LOWEST, HIGHEST = 0.08, 60.0


class BiasPicture(Picture):
    alt = (
        "Left: Adam's two moments of a noisy gradient of mean 1 against the step, raw and corrected. "
        "Right: the length of Adam's step with and without correction, in learning rates, on a logarithmic axis."
    )

    def build(self) -> None:
        self.moments, self.length = self.panels()
        self.moments.set(title="Both moments start at zero", xlabel="step t", ylabel="gradient (no unit)")
        self.moments.set(xlim=(0, MOST_STEPS + 1), ylim=(-0.6, 3.3))
        self.length.set(title="Length of the step", xlabel="step t", ylabel="step (learning rates)", yscale="log")
        self.length.set(xlim=(0, MOST_STEPS + 1), ylim=(LOWEST, HIGHEST))
        self.length.axhline(1, color=BLACK, lw=0.8)
        for axes in (self.moments, self.length):
            axes.grid(True)
        (self._dots,) = self.moments.plot([], [], ".", color=GREY, ms=4, label="gradient")
        looks: tuple[dict[str, Any], ...] = ({"color": BLUE, "label": "m"}, {"color": ORANGE, "label": "√v"})
        self._raw, self._fair = [], []
        for look in looks:
            label, colour = look["label"], look["color"]
            self._raw += self.moments.plot([], [], "--", color=colour, label=f"{label}, raw")
            self._fair += self.moments.plot([], [], "-", color=colour, label=f"{label}, corrected")
        (self._long,) = self.length.plot([], [], "--", color=VERMILLION, label="without correction")
        (self._right,) = self.length.plot([], [], "-", color=BLUE, label="with correction")
        (self._here,) = self.moments.plot([], [], ":", color=BLACK, lw=1)
        (self._there,) = self.length.plot([], [], ":", color=BLACK, lw=1)
        (self._mark,) = self.length.plot([], [], "D", color=VERMILLION, mec=BLACK, ms=8)
        (self._fair_mark,) = self.length.plot([], [], "o", color=BLUE, mec=BLACK, ms=8)
        self.moments.legend(loc="upper right", ncols=1 if self.tall else 2, fontsize=8)
        self.length.legend(loc="upper right")
        self.actors(self._dots, *self._raw, *self._fair, self._long, self._right)
        self.actors(self._here, self._there, self._mark, self._fair_mark)
        self._noise = np.random.default_rng(1).normal(size=MOST_STEPS)

    def show(self, *, beta1: float, forget: float, noise: float, t: int) -> Finding:
        beta2 = 1 - forget
        g = 1 + noise * self._noise
        m, v = _fade(g, beta1), _fade(g**2, beta2)
        mean, square = m / (1 - beta1**T), v / (1 - beta2**T)
        self._dots.set_data(T, g)
        for lines, first, second in ((self._raw, m, v), (self._fair, mean, square)):
            lines[0].set_data(T, first)
            lines[1].set_data(T, np.sqrt(second))
        raw, fair = np.abs(m) / np.sqrt(v), np.abs(mean) / np.sqrt(square)
        self._long.set_data(T, np.clip(raw, LOWEST, HIGHEST))
        self._right.set_data(T, np.clip(fair, LOWEST, HIGHEST))
        self._here.set_data([t, t], self.moments.get_ylim())
        self._there.set_data([t, t], [LOWEST, HIGHEST])
        self._mark.set_data([t], np.clip(raw[t - 1 : t], LOWEST, HIGHEST))
        self._fair_mark.set_data([t], np.clip(fair[t - 1 : t], LOWEST, HIGHEST))
        return _in_words(beta1, beta2, t, raw[t - 1], fair[t - 1])


def _fade(values: Any, beta: float) -> Any:
    mean, means = 0.0, []
    for value in values.tolist():
        mean = beta * mean + (1 - beta) * value
        means.append(mean)
    return np.array(means)


def _in_words(beta1: float, beta2: float, t: int, raw: float, fair: float) -> Finding:
    known = 1 - beta1**t, math.sqrt(1 - beta2**t)
    factor = known[0] / known[1]
    detail = (
        f"β₁ = {beta1:.2f}, β₂ = {beta2:.4g}, t = {t}: of a steady gradient m would show {_share(known[0])}, "
        f"√v {_share(known[1])}; the raw step is {raw:.3g} learning rates long, the corrected one {fair:.3g}."
    )
    if abs(math.log(factor)) < math.log(1.05):
        return Finding("correction no longer matters", detail)
    amount = f"{max(factor, 1 / factor):.3g} times too {'long' if factor > 1 else 'short'}"
    return Finding(f"without correction {amount}", detail)


def _share(part: float) -> str:
    return f"{100 * part:.3g}\u00a0%"


class BiasExplorer(Explorer):
    picture_type = BiasPicture
    title = "Two averages that start at zero, and a step that is their ratio"
    stops = ({"t": 1}, {"t": 12}, {"t": 12, "forget": 0.1}, {"beta1": 0.0, "t": 1})

    def make_controls(self) -> dict[str, Any]:
        return {
            "beta1": slider("β₁", 0.9, 0.0, 0.99, 0.01),
            "forget": log_slider("1 − β₂", 1e-3, -4.0, 0.0, 0.05),
            "t": int_slider("step t", 12, 1, MOST_STEPS),
            "noise": slider("gradient noise", 0.3, 0.0, 1.0, 0.05),
        }


def bias_correction() -> Explorer:
    """Slide β₁, β₂ and the step: how far both averages lag behind, and what that does to the step."""
    return BiasExplorer()
