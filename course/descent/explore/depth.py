"""Unit 06: what the backward pass does to a gradient in a deep stack of layers, and which gain keeps it level."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, choice, int_slider, log_slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREEN, PURPLE, SKY, VERMILLION

Array = NDArray[np.float64]
WIDTH, ROWS, DEEPEST = 64, 32, 40
FLOOR, TOP = 1e-10, 1e10


class Activation(NamedTuple):
    """An activation and its slope, as a function of the output."""

    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]


def _sigmoid(x: Array) -> Array:
    return 0.5 * (1 + np.tanh(x / 2))


ACTIVATIONS = {
    "linear": Activation(lambda x: x, np.ones_like),
    "tanh": Activation(np.tanh, lambda y: 1 - y * y),
    "relu": Activation(lambda x: np.maximum(x, 0), lambda y: (y > 0).astype(float)),
    "sigmoid": Activation(_sigmoid, lambda y: y * (1 - y)),
}


@functools.cache
def _draws() -> tuple[Array, Array, Array]:
    """The same inputs, weights of unit variance and gradient at the top in every session."""
    rng = np.random.default_rng(6)
    return rng.normal(size=(ROWS, WIDTH)), rng.normal(size=(DEEPEST, WIDTH, WIDTH)), rng.normal(size=(ROWS, WIDTH))


def sizes(*, depth: int, gain: float, activation: str) -> tuple[Array, Array, Array]:
    """Root mean squares by layer, input side first: outputs, back-propagated gradients, weight gradients.

    Each (depth,), the gradients as multiples of those of the last layer. Weights have a variance of gain²/width.
    """
    act = ACTIVATIONS[activation]
    x, weights, top = _draws()
    scaled = weights * (gain / np.sqrt(WIDTH))
    outputs = [x]
    for W in scaled[:depth]:
        outputs.append(act.value(outputs[-1] @ W.T))
    grad, back, of_weights = top, [], []
    for layer in reversed(range(depth)):
        grad = grad * act.slope(outputs[layer + 1])
        back.append(_size(grad))
        of_weights.append(_size(grad.T @ outputs[layer]))
        grad = grad @ scaled[layer]
    found = np.array(back[::-1]), np.array(of_weights[::-1])
    return np.array([_size(y) for y in outputs[1:]]), *[g / max(g[-1], 1e-300) for g in found]


def _size(array: Array) -> float:
    return float(np.sqrt(np.mean(array * array)))


class DepthPicture(Picture):
    alt = (
        "Left: the size of the gradient in every layer on a logarithmic axis, back-propagated and of the weights. "
        "Right: the size of every layer's output."
    )
    wide_size = (9.0, 4.2)
    tall_size = (3.4, 7.0)

    def build(self) -> None:
        self.back, self.out = self.panels(width_ratios=[1.35, 1])
        self.back.set(title="Gradients, as multiples of the last layer's", yscale="log", ylim=(FLOOR, TOP))
        if self.tall:
            self.back.set_title("Gradients (last layer = 1)")
        self.back.set(xlabel="layer (1 = next to the input)", ylabel="size of gradient (no unit)")
        self.out.set(title="Outputs", yscale="log", ylim=(FLOOR, TOP))
        self.out.set(xlabel="layer (1 = next to the input)", ylabel="size of output (no unit)")
        for axes in (self.back, self.out):
            axes.set_xlim(0, DEEPEST + 1)
            axes.grid(True)
            axes.axhline(1, color="#888888", lw=1)
            axes.axhspan(1e-2, 1e2, color=GREEN, alpha=0.1, lw=0)
        (self._law,) = self.back.plot([], [], ":", color=BLACK, lw=1.6, label="gain a layer, no activation")
        (self._weights,) = self.back.plot([], [], "s", color=SKY, mec=BLUE, mew=0.6, ms=5, label="of the weights")
        (self._grads,) = self.back.plot([], [], "o-", color=VERMILLION, lw=1.2, ms=4, label="back-propagated")
        (self._outputs,) = self.out.plot([], [], "^-", color=PURPLE, lw=1.2, ms=4)
        self.back.legend(loc="upper right")
        self.actors(self._law, self._weights, self._grads, self._outputs)

    def show(self, *, depth: int, gain: float, activation: str) -> Finding:
        outputs, back, of_weights = sizes(depth=depth, gain=gain, activation=activation)
        layer = np.arange(1, depth + 1)
        self._grads.set_data(layer, np.clip(back, FLOOR, TOP))
        self._weights.set_data(layer, np.clip(of_weights, FLOOR, TOP))
        self._outputs.set_data(layer, np.clip(outputs, FLOOR, TOP))
        self._law.set_data(layer, np.clip(gain ** (depth - layer), FLOOR, TOP))
        return _in_words(back, of_weights, gain=gain, activation=activation)


def _in_words(back: Array, of_weights: Array, *, gain: float, activation: str) -> Finding:
    depth = len(back)
    total = float(back[0])
    pace = total ** (1 / (depth - 1))
    where = f"{depth} layers, {activation}, gain {gain:.2f}"
    detail = f"{where}: a layer multiplies the gradient by {pace:.2f}, {depth - 1} of them by {total:.2g}"
    detail += f". The first layer's weight gradients are {float(of_weights[0]):.2g} times the last layer's."
    if total < 1e-2:
        return Finding("vanishes", detail)
    if total > 1e2:
        return Finding("explodes", detail)
    return Finding("level", detail)


class DepthExplorer(Explorer):
    picture_type = DepthPicture
    title = "Depth turns a small factor into none and a large one into an explosion"
    stops = ({"gain": 3**-0.5}, {"gain": 1.0}, {"gain": 10**0.2, "activation": "linear"})

    def make_controls(self) -> dict[str, Any]:
        return {
            "activation": choice("activation", tuple(ACTIVATIONS), "tanh"),
            "depth": int_slider("depth (layers)", 20, 2, DEEPEST),
            "gain": log_slider("gain √(n·Var W)", 3**-0.5, -0.6, 0.6, 0.01),
        }


def depth() -> Explorer:
    """Slide depth and gain: how large is the gradient when it reaches the first layer?"""
    return DepthExplorer()
