"""Predict, then slide (unit 08): the gain at which a signal keeps its size through fifty layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, int_slider, log_slider
from descent.explore.prediction import PredictionExplorer
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREEN, ORANGE, PURPLE, VERMILLION

Array = NDArray[np.float64]
DEEPEST, WIDTH, BATCH = 50, 100, 60
GAINS = (0.3, 5.0)
FLOOR, TOP = 1e-20, 1e20
EVEN = (0.1, 10.0)  # from here to there a signal counts as level


class Network(NamedTuple):
    """An activation, max(x, slope·x), and the spread of its layers at gain 1: forward (0 … DEEPEST), and backward."""

    slope: float
    forward: Array
    backward: Array


def network(slope: float, rng: np.random.Generator) -> Network:
    """Measure a network of DEEPEST layers with W ~ N(0, 1/WIDTH).

    A leaky ReLU scales with its input, so that at gain g layer l has g^l times the spread that it has at gain 1.
    """
    h, Ws, signs = rng.normal(size=(BATCH, WIDTH)), [], []
    forward = [_spread(h)]
    for _ in range(DEEPEST):
        W = rng.normal(size=(WIDTH, WIDTH)) / np.sqrt(WIDTH)
        z = h @ W.T
        h = np.where(z > 0, z, slope * z)
        Ws.append(W)
        signs.append(np.where(z > 0, 1.0, slope))
        forward.append(_spread(h))
    grad = rng.normal(size=(BATCH, WIDTH))
    backward = [_spread(grad)]
    for W, sign in zip(Ws[::-1], signs[::-1], strict=True):
        grad = (grad * sign) @ W
        backward.append(_spread(grad))
    return Network(slope, np.array(forward), np.array(backward[::-1]))


def _spread(values: Array) -> float:
    return float(np.sqrt(np.mean(values**2)))


def keeping_gain(slope: float) -> float:
    """√(2 / (1 + slope²)): half of the inputs pass as they are, half are multiplied by the slope."""
    return float(np.sqrt(2 / (1 + slope**2)))


class GainPicture(Picture):
    alt = (
        "Left: the spread of the activations after each layer, and of the gradients on their way back, on a "
        "logarithmic axis. Right: the spread at the last layer against the gain, with your guess."
    )
    wide_size = (9.0, 4.2)

    def __init__(self, problem: Network, *, tall: bool = False) -> None:
        self.problem = problem
        super().__init__(tall=tall)

    def build(self) -> None:
        self.layers, self.gains = self.panels(width_ratios=[1.25, 1])
        self.layers.set(title="Spread (root mean square) by layer", yscale="log", xlim=(0, DEEPEST), ylim=(FLOOR, TOP))
        if self.tall:
            self.layers.set_title("Spread by layer")
        self.layers.set(xlabel="layer (0 = input)", ylabel="spread (input, or last gradient = 1)")
        self.layers.axhspan(*EVEN, color=GREEN, alpha=0.18, lw=0)
        self.gains.set(title="Spread after the last layer", xscale="log", yscale="log", xlim=GAINS, ylim=(FLOOR, TOP))
        self.gains.set(xlabel="gain g: W ~ N(0, g²/fan_in)", ylabel="spread (input = 1)")
        ticks = [0.3, 0.5, 1, 2, 5]
        self.gains.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        self.gains.set_xticks([], minor=True)
        self.gains.axhspan(*EVEN, color=GREEN, alpha=0.18, lw=0)
        for axes in (self.layers, self.gains):
            axes.grid(True)
        (self._forward,) = self.layers.plot([], [], "o-", color=VERMILLION, ms=3.5, lw=1.2, label="activations →")
        (self._backward,) = self.layers.plot([], [], "s--", color=BLUE, ms=3, lw=1, label="gradients ←")
        (self._curve,) = self.gains.plot([], [], color=VERMILLION, lw=1.6)
        (self._here,) = self.gains.plot([], [], "D", color=ORANGE, mec=BLACK, ms=9, ls="none", label="gain")
        (self._guess,) = self.gains.plot([], [], "^--", color=PURPLE, mec=BLACK, ms=9, markevery=2, label="your guess")
        self._guess.set_clip_on(False)
        box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8}
        self._wait = self.layers.text(0.5, 0.62, "first your guess", ha="center", transform=self.layers.transAxes)
        self._rule = self.layers.text(0.03, 0.06, "", transform=self.layers.transAxes, bbox=box)
        self.layers.legend(loc="upper left", fontsize=9)
        self.gains.legend(loc="upper left", fontsize=9)
        self.actors(self._curve, self._backward, self._forward, self._here, self._guess, self._wait, self._rule)

    def show(self, *, gain: float, depth: int, guess: float, locked: bool, score: str) -> Finding:
        net, layer = self.problem, np.arange(depth + 1)
        start = DEEPEST - depth  # of the way back, whose last `depth` layers are shown
        forward = net.forward[: depth + 1] / net.forward[0] * gain**layer
        backward = net.backward[start:] / net.backward[-1] * gain ** layer[::-1]
        self._forward.set_data(layer, np.clip(forward, FLOOR, TOP))
        self._backward.set_data(layer, np.clip(backward, FLOOR, TOP))
        axis = np.geomspace(*GAINS, 50)
        self._curve.set_data(axis, np.clip(net.forward[depth] / net.forward[0] * axis**depth, FLOOR, TOP))
        self._here.set_data([gain], [np.clip(forward[-1], FLOOR, TOP)])
        place = np.clip(guess, *GAINS)
        self._guess.set_data([place, place], [FLOOR, TOP])
        self._rule.set_text(_named(net.slope))
        for actor in (self._forward, self._backward, self._curve, self._here):
            actor.set_visible(locked)
        self._wait.set_visible(not locked)
        best = keeping_gain(net.slope)
        if not locked:
            return Finding(
                "Your guess first",
                f"weights N(0, g²/fan_in), {_named(net.slope)} after every layer. Which gain g keeps the spread of "
                "the activations the same, however many layers follow? Type it and lock it in; then slide.",
            )
        off = "exactly" if np.isclose(guess, best, rtol=2e-3) else f"{guess / best:.2g} times"
        rule = f"√(2/(1 + {net.slope:g}²))" if net.slope else "√2"
        against = f"Your guess {guess:.3g} is {off} {rule} = {best:.3f}. {score}"
        detail = (
            f"at gain {gain:.2f} a layer multiplies the spread by {gain / best:.2f} on average; after {depth} it is "
        )
        return Finding(_verdict(forward[-1]), f"{detail}{forward[-1]:.1e}. {against}".strip())


def _named(slope: float) -> str:
    if slope == 0:
        return "ReLU: max(x, 0)"
    return "no activation at all" if slope == 1 else f"leaky ReLU: max(x, {slope:g}·x)"


def _verdict(spread: float) -> str:
    if spread < EVEN[0]:
        return "fades away"
    return "blows up" if spread > EVEN[1] else "keeps its size"


class PredictGainExplorer(PredictionExplorer):
    title = "Predict, then slide: which gain neither fades nor blows up?"
    slid, first_guess = "gain", 1.0

    def make_picture(self, *, tall: bool = False) -> GainPicture:
        return GainPicture(self.problem, tall=tall)

    def draw_problem(self) -> Network:
        # The ReLU comes first, and what it has taught can be used on its leaky relatives.
        if not hasattr(self, "problem"):
            return network(0.0, self.rng)
        return network(float(self.rng.choice([0.1, 0.25, 0.5, 0.75, 1.0])), self.rng)

    def truth(self) -> float:
        return keeping_gain(self.problem.slope)

    def make_slider(self) -> Any:
        return log_slider("gain g", 1.0, np.log10(GAINS[0]), np.log10(GAINS[1]), 0.01)

    def make_controls(self) -> dict[str, Any]:
        depth = int_slider("layers", DEEPEST, 1, DEEPEST)
        depth.disabled = True
        return {**super().make_controls(), "depth": depth}

    def values(self) -> dict[str, Any]:
        return {**super().values(), "depth": self.controls["depth"].value}

    def positions(self) -> Sequence[Mapping[str, Any]]:
        return tuple({"locked": True, "gain": share * self.truth()} for share in (0.71, 1.0, 1.4))


def predict_gain(seed: int = 0) -> Explorer:
    """Guess the gain that keeps a signal's size, then slide gain and depth; `seed` fixes the problems."""
    return PredictGainExplorer(seed)
