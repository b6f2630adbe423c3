"""What AdaGrad, RMSprop and Adam make of a learning rate in unit 05: rare gradients and a steep start."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, int_slider, log_slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, GREY, ORANGE, PURPLE, VERMILLION

STEPS = 400
STEEP = 20  # steps of the start
T = np.arange(1, STEPS + 1)
LOWEST, HIGHEST = 1e-3, 1e3
LOOKS: dict[str, dict[str, Any]] = {
    "AdaGrad": {"color": ORANGE, "ls": "-"},
    "RMSprop": {"color": PURPLE, "ls": ":"},
    "Adam": {"color": VERMILLION, "ls": "--"},
}


def rates(g: NDArray[np.float64], memory: float) -> dict[str, NDArray[np.float64]]:
    """What each method divides by the root of, turned into effective rates (T,) for a learning rate of 1."""
    keep = 1 - 1 / memory
    sums, means, total, mean = [], [], 0.0, 0.0
    for square in (g**2).tolist():
        total, mean = total + square, keep * mean + (1 - keep) * square
        sums.append(total)
        means.append(mean)
    fading = np.array(means)
    found = {"AdaGrad": np.array(sums), "RMSprop": fading, "Adam": fading / (1 - keep**T)}
    return {name: 1 / (np.sqrt(square) + 1e-8) for name, square in found.items()}


class RatesPicture(Picture):
    alt = (
        "Left: the gradient of one coordinate against the step. Right: the effective rates that AdaGrad, RMSprop and "
        "Adam give this coordinate, in learning rates, on a logarithmic axis."
    )

    def build(self) -> None:
        self.signal, self.rate = self.panels()
        self.signal.set(title="One coordinate's gradient", xlabel="step", ylabel="size (no unit)", yscale="log")
        self.signal.set(xlim=(-8, STEPS + 8), ylim=(0.005, 250))
        self.rate.set(title="What it is multiplied by", xlabel="step", yscale="log")
        self.rate.set(ylabel="effective rate (in η)", xlim=(-8, STEPS + 8), ylim=(LOWEST, HIGHEST))
        for axes in (self.signal, self.rate):
            axes.grid(True)
        (self._hits,) = self.signal.plot([], [], "o", color=BLACK, ms=3.5)
        (self._stems,) = self.signal.plot([], [], "-", color=GREY, lw=0.8)
        self._curves = {}
        for name, look in LOOKS.items():
            (self._curves[name],) = self.rate.plot([], [], lw=2, label=name, **look)
        self.rate.legend(loc="upper right", ncols=1 if self.tall else 3, handlelength=2.4, columnspacing=1.0)
        self.actors(self._stems, self._hits, *self._curves.values())

    def show(self, *, gap: int, steep: float, memory: int) -> Finding:
        hit = (T - 1) % gap == 0
        g = np.where(hit, np.where(T <= STEEP, steep, 1.0), 0.0)
        self._hits.set_data(T[hit], g[hit])
        stems = np.stack([T, T, T])[:, hit]
        heights = np.stack([np.full(STEPS, 1e-3), g, np.full(STEPS, np.nan)])[:, hit]
        self._stems.set_data(stems.T.ravel(), heights.T.ravel())
        found = rates(g, float(memory))
        for name, curve in self._curves.items():
            curve.set_data(T, np.clip(found[name], LOWEST, HIGHEST))
        last = int(np.flatnonzero(hit)[-1])
        return _in_words({name: float(rate[last]) for name, rate in found.items()}, gap, steep, memory, last + 1)


def _in_words(found: dict[str, float], gap: int, steep: float, memory: int, step: int) -> Finding:
    how_often = "at every step" if gap == 1 else f"at one step in {gap}"
    start = "" if steep == 1 else f", {steep:.3g} in the first {STEEP} steps"
    listed = ", ".join(f"{name} {rate:.2g}" for name, rate in found.items())
    detail = f"a gradient of 1 {how_often}{start}; memory {memory} steps; at step {step} the rate is: {listed}."
    ratio = found["Adam"] / found["AdaGrad"]
    if ratio > 10:
        verdict = f"AdaGrad is {ratio:.2g} times slower by now"
    elif ratio > 2:
        verdict = "AdaGrad is falling behind"
    else:
        verdict = "all three agree within a factor of two"
    return Finding(verdict, detail)


class RatesExplorer(Explorer):
    picture_type = RatesPicture
    title = "Rare gradients earn a larger rate; a steep start is remembered or forgotten"
    stops = ({"gap": 1}, {"gap": 40}, {"gap": 1, "steep": 100.0}, {"gap": 1, "steep": 100.0, "memory": 1000})

    def make_controls(self) -> dict[str, Any]:
        return {
            "gap": int_slider("steps between", 10, 1, 50),
            "steep": log_slider("size at the start", 1.0, -2.0, 2.0, 0.1),
            "memory": int_slider("memory 1/(1 − α)", 100, 2, 1000),
        }


def effective_rates() -> Explorer:
    """Slide how rare a gradient is and how steep the start was: the rates that three methods make of it."""
    return RatesExplorer()
