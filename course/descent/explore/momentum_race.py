"""Plain descent, Nesterov and the heavy ball, each at its best, over condition numbers and with noise."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, log_slider, slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREEN, VERMILLION

STEPS = 400
FLOOR, TOP = 1e-10, 1e3
MOST_KAPPA = 3.5  # exponent


class Runner(NamedTuple):
    """A method at its best setting for curvatures 1 and κ: what a step subtracts is lr·(c·g + e·v)."""

    lr: float
    momentum: float
    fresh: float
    remembered: float


def runners(kappa: float) -> dict[str, Runner]:
    """The three methods by name, each with the setting that theory gives for curvatures 1 and κ."""
    root = math.sqrt(kappa)
    rate = (root - 1) / (root + 1)
    return {
        "plain": Runner(2 / (1 + kappa), 0.0, 1.0, 0.0),
        "Nesterov": Runner(1 / kappa, rate, 1.0, rate),
        "heavy ball": Runner(4 / (1 + root) ** 2, rate**2, 0.0, 1.0),
    }


def rates(kappa: Any) -> dict[str, Any]:
    """What a late step leaves of the error, by method: arrays in, arrays out."""
    root = np.sqrt(kappa)
    return {
        "plain": (kappa - 1) / (kappa + 1),
        "Nesterov": 1 - 1 / root,
        "heavy ball": (root - 1) / (root + 1),
    }


def run(runner: Runner, kappa: float, noise: NDArray[np.float64]) -> NDArray[np.float64]:
    """Size of the error at every step (T+1,) from (1, 1)/√2; noise (T, 2) is added to the gradient, in units of κ."""
    lr, mu, fresh, remembered = runner
    x = y = math.sqrt(0.5)
    v = u = 0.0
    sizes = [1.0]
    for first, second in noise.tolist():
        g, h = x + kappa * first, kappa * (y + second)
        v, u = mu * v + g, mu * u + h
        x, y = x - lr * (fresh * g + remembered * v), y - lr * (fresh * h + remembered * u)
        sizes.append(math.hypot(x, y))
    return np.array(sizes)


LOOKS: dict[str, dict[str, Any]] = {
    "plain": {"color": BLUE, "ls": "--"},
    "Nesterov": {"color": GREEN, "ls": "-."},
    "heavy ball": {"color": VERMILLION, "ls": "-"},
}


class RacePicture(Picture):
    alt = (
        "Left: error against step for plain descent, Nesterov's momentum and the heavy ball, each at its best. "
        "Right: steps for one more digit against the condition number: two slopes, κ and its root."
    )

    def build(self) -> None:
        self.race, self.bill = self.panels()
        self.race.set(title="The race", xlabel="step", ylabel="error (share of the first)", yscale="log")
        self.race.set(xlim=(-5, STEPS + 5), ylim=(FLOOR / 2, TOP))
        self.race.grid(True)
        kappa = np.logspace(0.02, MOST_KAPPA, 120)
        self.bill.set(title="The bill", xscale="log", yscale="log", xlim=(1, 10**MOST_KAPPA * 1.2), ylim=(0.5, 6e3))
        self.bill.set(xlabel="condition number κ (no unit)", ylabel="steps for one more digit")
        self.bill.grid(True)
        self._curves, self._marks = {}, {}
        for name, look in LOOKS.items():
            self.bill.plot(kappa, np.log(10) / -np.log(rates(kappa)[name]), lw=1.6, label=f"{name}, theory", **look)
            (self._curves[name],) = self.race.plot([], [], lw=1.8, label=name, **look)
            (self._marks[name],) = self.bill.plot([], [], "D", color=look["color"], mec=BLACK, ms=8)
        self.bill.plot([], [], "D", color="white", mec=BLACK, ms=8, label="here")
        if not self.tall:  # there the legend below serves both
            self.race.legend(loc="upper right", ncols=3, handlelength=2.0, columnspacing=1.0)
        self.bill.legend(loc="upper left")
        self.actors(*self._curves.values(), *self._marks.values())
        self._draws = np.random.default_rng(0).normal(size=(STEPS, 2))

    def show(self, *, kappa: float, noise: float) -> Finding:
        kappa = max(kappa, 1.0)
        digits, finals = {}, {}
        for name, runner in runners(kappa).items():
            sizes = run(runner, kappa, noise * self._draws)
            finals[name] = float(np.sqrt(np.mean(sizes[-100:] ** 2)))
            rate = float(rates(kappa)[name])
            digits[name] = math.log(10) / -math.log(rate) if 0 < rate < 1 else 1.0
            self._curves[name].set_data(np.arange(STEPS + 1), np.clip(sizes, FLOOR, TOP))
            self._marks[name].set_data([kappa], [max(digits[name], 0.6)])
        return _in_words(kappa, noise, digits, finals)


def _in_words(kappa: float, noise: float, digits: dict[str, float], finals: dict[str, float]) -> Finding:
    where = f"κ = {kappa:.4g}"
    if noise > 0:
        worst = max(finals, key=lambda name: finals[name])
        listed = ", ".join(f"{name} {size:.2g}" for name, size in finals.items())
        verdict = "noise sets the floor" if finals["heavy ball"] < 1 else "drowned in noise"
        share = f"noise of {100 * noise:.3g}\u00a0% of the steepest slope"
        detail = f"{where}, {share}: over the last hundred steps the error is {listed}; {worst} ends highest."
        return Finding(verdict, detail)
    if kappa < 1.02:
        return Finding("nothing to gain", "κ = 1 is a round bowl: every method is there in one step.")
    gain = digits["plain"] / digits["heavy ball"]
    listed = ", ".join(f"{name} {count:,.1f}" for name, count in digits.items())
    verdict = f"the ball needs {gain:.2g} times fewer steps"
    return Finding(verdict, f"{where}, √κ = {math.sqrt(kappa):.3g}; steps for one more digit: {listed}.")


class RaceExplorer(Explorer):
    picture_type = RacePicture
    title = "Momentum pays the root of the condition number, unless noise sends the bill"
    stops = ({"kappa": 10.0}, {"kappa": 1000.0}, {"kappa": 100.0, "noise": 0.002})

    def make_controls(self) -> dict[str, Any]:
        return {
            "kappa": log_slider("condition number κ", 100.0, 0.0, MOST_KAPPA, 0.05),
            "noise": slider("gradient noise", 0.0, 0.0, 0.02, 0.0005, shown=".4f"),
        }


def momentum_race() -> Explorer:
    """Slide κ: plain descent pays κ steps for a digit, momentum its root; then add noise to the gradient."""
    return RaceExplorer()
