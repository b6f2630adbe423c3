"""Unit 12: what a loss at the end of a signal still feels of its beginning, and what clipping does about it."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from descent import data
from descent.explore.explorer import Explorer, choice, int_slider, log_slider
from descent.explore.stage import Finding, Picture
from descent.style import BLUE, GREEN, GREY, ORANGE, VERMILLION

Array = NDArray[np.float64]
SIGNALS, WIDTH, LENGTH = 32, 32, 40
FLOOR, TOP = 1e-16, 1e8
STARTS = ("random", "orthogonal", "identity")


class Backward(NamedTuple):
    """Gradients of a loss at the end: with respect to every state (T,), of all weights as one norm, and the slopes."""

    states: Array
    weights: float
    slope: float


@functools.cache
def _drawn(start: str) -> tuple[Array, Array, Array, Array]:
    """Signals (N, T), recurrent weights of spectral radius 1, input weights, and the gradient at the last state."""
    rng = np.random.default_rng(12)
    W = rng.normal(size=(WIDTH, WIDTH)) / np.sqrt(WIDTH)
    W = {
        "random": W / np.abs(np.linalg.eigvals(W)).max(),
        "orthogonal": np.linalg.qr(W)[0],
        "identity": np.eye(WIDTH),
    }[start]
    top = rng.normal(size=(SIGNALS, WIDTH))
    signals = data.mnist1d().train_signals[:SIGNALS].astype(np.float64)
    return signals, W, 0.5 * rng.normal(size=WIDTH), top / np.linalg.norm(top)


def backward(*, radius: float, length: int, start: str) -> Backward:
    """Run h ← tanh(radius·W h + w x) over the last `length` points of every signal, and the gradient back."""
    signals, W, w, grad = _drawn(start)
    W, states = radius * W, [np.zeros((SIGNALS, WIDTH))]
    inputs = signals[:, LENGTH - length :].T
    for x in inputs:
        states.append(np.tanh(states[-1] @ W.T + np.outer(x, w)))
    norms, of_W, of_w = [], np.zeros_like(W), np.zeros_like(w)
    slope = float(np.mean([1 - h * h for h in states[1:]]))
    for t in reversed(range(length)):
        norms.append(float(np.linalg.norm(grad)))
        inner = (1 - states[t + 1] ** 2) * grad
        of_W += inner.T @ states[t]
        of_w += inner.T @ inputs[t]
        grad = inner @ W
    return Backward(np.array(norms[::-1]), float(np.hypot(np.linalg.norm(of_W), np.linalg.norm(of_w))), slope)


class RecurrentPicture(Picture):
    alt = (
        "Left: the norm of the gradient with respect to the state after each point of a signal, on a logarithmic axis, "
        "before and after clipping. Right: one signal, its points coloured where the loss feels them."
    )

    def build(self) -> None:
        self.norm, self.signal = self.panels(width_ratios=[1.25, 1])
        self.norm.set(title="Gradient at the state after each point", yscale="log", xlim=(0, LENGTH + 1))
        if self.tall:
            self.norm.set_title("Gradient at each state")
        self.norm.set(ylim=(FLOOR, TOP), xlabel="time step (40 = last)", ylabel="norm (no unit; last = 1)")
        self.norm.axhline(1, color="#888888", lw=1)
        self.norm.axhspan(1e-2, 1e2, color=GREEN, alpha=0.1, lw=0)
        self.norm.grid(True)
        shown = _drawn(STARTS[0])[0][3]
        self.signal.plot(np.arange(1, LENGTH + 1), shown, color=GREY, lw=1.2, label="a signal")
        self.signal.set(title="What the loss feels of it", xlim=(0, LENGTH + 1), ylim=(-3.6, 3.6))
        self.signal.set(xlabel="time step (40 = last)", ylabel="value (standardised)")
        self._signal = shown
        (self._clipped,) = self.norm.plot([], [], color=ORANGE, lw=4, alpha=0.6, label="after clipping")
        (self._norms,) = self.norm.plot([], [], "o", color=VERMILLION, ms=3.5, label="gradient")
        (self._felt,) = self.signal.plot([], [], "o", color=BLUE, ms=6, label="gradient > 1 % of the largest")
        self.norm.legend(loc="lower right")
        self.signal.legend(loc="lower left", fontsize=8)
        self.actors(self._clipped, self._norms, self._felt)

    def show(self, *, start: str, radius: float, length: int, max_norm: float) -> Finding:
        found = backward(radius=radius, length=length, start=start)
        steps = np.arange(LENGTH - length + 1, LENGTH + 1)
        factor = min(1.0, max_norm / (found.weights + 1e-6))
        self._norms.set_data(steps, np.clip(found.states, FLOOR, TOP))
        self._clipped.set_data(steps, np.clip(factor * found.states, FLOOR, TOP))
        felt = found.states > 0.01 * found.states.max()
        self._felt.set_data(steps[felt], self._signal[steps[felt] - 1])
        return _in_words(found, felt, factor, radius=radius, max_norm=max_norm)


def _in_words(found: Backward, felt: NDArray[np.bool_], factor: float, *, radius: float, max_norm: float) -> Finding:
    first, length = float(found.states[0]), len(found.states)
    clipping = f"not clipped at {max_norm:.3g}"
    if factor < 1:
        clipping = f"clipped to {max_norm:.3g}, which multiplies every step's share by {factor:.2g}"
    told = (
        f"spectral radius {radius:.2f} times a mean slope of {found.slope:.2f}; after {length - 1} steps back "
        f"{first:.2g} is left, and {int(felt.sum())} of {length} points count. "
        f"The gradient of the weights has norm {found.weights:.3g}, {clipping}."
    )
    if first < 1e-2:
        return Finding("vanishes", told)
    return Finding("explodes" if first > 1e2 else "level", told)


class RecurrentExplorer(Explorer):
    picture_type = RecurrentPicture
    title = "A tanh network reads a signal of forty points: how far back does its loss see?"
    stops = ({"radius": 0.6}, {"radius": 1.3}, {"radius": 3.0}, {"radius": 3.0, "max_norm": 1.0})

    def make_controls(self) -> dict[str, Any]:
        return {
            "start": choice("recurrent matrix", STARTS, STARTS[0]),
            "radius": log_slider("spectral radius", 0.6, -0.5, 0.7, 0.02),
            "length": int_slider("points read", LENGTH, 2, LENGTH),
            "max_norm": log_slider("threshold max_norm", 10.0, -2.0, 3.0, 0.1),
        }


def rnn() -> Explorer:
    """Scale the recurrent weights of a tanh network that reads a signal, and watch its gradient through time."""
    return RecurrentExplorer()
