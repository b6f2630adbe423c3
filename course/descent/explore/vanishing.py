"""Unit 07: gradients through many layers and through time, next to the eigenvalues that decide their fate."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, choice, int_slider, log_slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREEN, ORANGE, PURPLE, VERMILLION

Array = NDArray[np.float64]
WIDTH, LONGEST = 40, 100
FLOOR, TOP = 1e-12, 1e12
NETWORKS = ("deep: a matrix a layer", "recurrent: one matrix", "recurrent: orthogonal")

# An activation and its slope as a function of the output.
ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "linear": (lambda x: x, np.ones_like),
    "tanh": (np.tanh, lambda y: 1 - y * y),
    "relu": (lambda x: np.maximum(x, 0.0), lambda y: (y > 0).astype(float)),
}


@functools.cache
def _draws() -> tuple[Array, Array, Array, Array]:
    """Matrices of spectral radius about one, an orthogonal one, the inputs of all steps and a unit gradient."""
    rng = np.random.default_rng(7)
    weights = rng.normal(size=(LONGEST, WIDTH, WIDTH)) / np.sqrt(WIDTH)
    orthogonal = np.linalg.qr(rng.normal(size=(WIDTH, WIDTH)))[0]
    top = rng.normal(size=WIDTH)
    return weights, orthogonal, 0.1 * rng.normal(size=(LONGEST, WIDTH)), top / np.linalg.norm(top)


def matrices(*, network: str, depth: int, gain: float) -> Array:
    """The matrix of every layer or step: (depth, WIDTH, WIDTH). The gain of a recurrent one is its spectral radius."""
    weights, orthogonal, _, _ = _draws()
    if network == NETWORKS[0]:
        return gain * weights[:depth]
    one = orthogonal if network == NETWORKS[2] else weights[0] / _radius()
    return np.broadcast_to(gain * one, (depth, WIDTH, WIDTH))


@functools.cache
def _radius() -> float:
    return float(np.abs(np.linalg.eigvals(_draws()[0][0])).max())


@functools.cache
def _eigenvalues(network: str) -> Array:
    return np.asarray(np.linalg.eigvals(matrices(network=network, depth=1, gain=1.0)[0]))


def norms(*, network: str, activation: str, depth: int, gain: float) -> Array:
    """Norm of the gradient after every layer or step, the earliest first, for a unit gradient at the end: (depth,)."""
    value, slope = ACTIVATIONS[activation]
    _, _, inputs, grad = _draws()
    Ws, h, outputs = matrices(network=network, depth=depth, gain=gain), np.zeros(WIDTH), []
    for t in range(depth):
        # A recurrent network reads something new at every step, a deep one only at the bottom.
        fed = inputs[t] if network != NETWORKS[0] or t == 0 else 0.0
        h = value(Ws[t] @ h + fed)
        outputs.append(h)
    found = []
    for t in reversed(range(depth)):
        found.append(float(np.linalg.norm(grad)))
        grad = Ws[t].T @ (slope(outputs[t]) * grad)
    return np.array(found[::-1])


class VanishingPicture(Picture):
    alt = (
        "Left: the norm of the gradient at every layer or time step on a logarithmic axis, before and after clipping. "
        "Right: the eigenvalues of the weight matrix in the complex plane, with the unit circle."
    )
    wide_size = (9.0, 4.2)
    tall_size = (3.4, 7.0)

    def build(self) -> None:
        self.norm, self.plane = self.panels(width_ratios=[1.45, 1])
        self.norm.set(title="Gradient norm at each layer or step", yscale="log", xlim=(0, LONGEST + 1))
        if self.tall:
            self.norm.set_title("Gradient norm")
        self.norm.set(ylim=(FLOOR, TOP), xlabel="layer or step (1 = earliest)", ylabel="norm (no unit; last = 1)")
        self.norm.axhline(1, color="#888888", lw=1)
        self.norm.axhspan(1e-2, 1e2, color=GREEN, alpha=0.1, lw=0)
        self.norm.grid(True)
        turn = np.linspace(0, 2 * np.pi, 181)
        self.plane.plot(np.cos(turn), np.sin(turn), color=BLACK, lw=1.2, label="unit circle")
        self.plane.set(title="Eigenvalues of W", xlim=(-2.1, 2.1), ylim=(-2.1, 2.1), aspect="equal")
        self.plane.set(xlabel="real part (no unit)", ylabel="imaginary part (no unit)")
        self.plane.grid(True)
        (self._law,) = self.norm.plot([], [], ":", color=BLACK, lw=1.8, label="gain to the distance")
        (self._clipped,) = self.norm.plot([], [], color=ORANGE, lw=4, alpha=0.6, label="clipped to norm 1")
        (self._norms,) = self.norm.plot([], [], "o", color=VERMILLION, ms=3.5, label="gradient")
        (self._ring,) = self.plane.plot([], [], "--", color=PURPLE, lw=1.4, label="|λ| = gain")
        (self._values,) = self.plane.plot([], [], "o", color=BLUE, ms=4)
        self._turn = turn
        self.norm.legend(loc="upper right", fontsize=8 if self.tall else 9)
        self.plane.legend(loc="upper right", fontsize=8)
        self.actors(self._clipped, self._law, self._norms, self._ring, self._values)

    def show(self, *, network: str, activation: str, depth: int, gain: float) -> Finding:
        found = norms(network=network, activation=activation, depth=depth, gain=gain)
        layer, total = np.arange(1, depth + 1), float(np.linalg.norm(found))
        self._norms.set_data(layer, np.clip(found, FLOOR, TOP))
        self._clipped.set_data(layer, np.clip(found * min(1.0, 1 / (total + 1e-6)), FLOOR, TOP))
        self._law.set_data(layer, np.clip(gain ** (depth - layer), FLOOR, TOP))
        eigenvalues = gain * _eigenvalues(network)
        self._values.set_data(eigenvalues.real, eigenvalues.imag)
        self._ring.set_data(gain * np.cos(self._turn), gain * np.sin(self._turn))
        return _in_words(found, network=network, activation=activation, gain=gain)


def _in_words(found: Array, *, network: str, activation: str, gain: float) -> Finding:
    depth, first = len(found), float(found[0])
    where = f"{network.split(':')[0]}, {activation}, gain {gain:.2f}"
    if first == 0:
        return Finding("gone", f"{where}: every path to the first of {depth} is cut; its gradient is exactly zero.")
    pace = first ** (1 / (depth - 1))
    detail = f"{where}: {pace:.2f} a step, and {first:.2g} over {depth - 1} of them."
    if first < 1e-2:
        return Finding("vanishes", f"{detail} Clipping cannot help: it only shortens.")
    if first > 1e2:
        return Finding("explodes", f"{detail} Clipping bounds the whole, and so makes the late steps tiny.")
    return Finding("level", detail)


class VanishingExplorer(Explorer):
    picture_type = VanishingPicture
    title = "The same factor, many times: below one it vanishes, above one it explodes"
    stops = (
        {"gain": 10**-0.1},
        {"gain": 10**0.1, "activation": "linear"},
        {"gain": 10**0.1, "activation": "tanh"},
        {"gain": 1.0, "network": NETWORKS[2], "activation": "linear"},
    )

    def make_controls(self) -> dict[str, Any]:
        return {
            "network": choice("network", NETWORKS, NETWORKS[1]),
            "activation": choice("activation", tuple(ACTIVATIONS), "tanh"),
            "depth": int_slider("layers or steps", 60, 2, LONGEST),
            "gain": log_slider("gain", 10**-0.1, -0.3, 0.3, 0.01),
        }


def vanishing() -> Explorer:
    """Slide the depth and the gain: what is left of a gradient of one when it reaches the first layer?"""
    return VanishingExplorer()
