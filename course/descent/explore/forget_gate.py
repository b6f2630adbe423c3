"""Unit 12: a gate that keeps a share of the memory at every step, and what is left of it in the end."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from descent.explore.explorer import Explorer, int_slider, slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREEN, GREY, ORANGE, VERMILLION

MOST = 200
FLOOR = 1e-12


class ForgetPicture(Picture):
    alt = (
        "Left: the sigmoid, with a point at the bias of the forget gate. "
        "Right: what is left of a memory, and of its gradient, against the number of steps, on a logarithmic axis."
    )

    def build(self) -> None:
        self.gate, self.memory = self.panels(width_ratios=[1, 1.35])
        b = np.linspace(-4, 6, 201)
        self.gate.plot(b, 1 / (1 + np.exp(-b)), color=GREY)
        self.gate.set(title="How far the gate is open", xlim=(-4, 6), ylim=(0, 1.05))
        self.gate.set(xlabel="bias b of the forget gate (no unit)", ylabel="share kept at a step, σ(b)")
        self.gate.grid(True)
        self.memory.set(title="What is left of the memory", yscale="log", xlim=(0, MOST), ylim=(FLOOR, 3))
        self.memory.set(xlabel="steps back", ylabel="σ(b) to the number of steps")
        self.memory.axhspan(1e-2, 1, color=GREEN, alpha=0.1, lw=0)
        self.memory.grid(True)
        steps = np.arange(MOST + 1)
        for bias, style in [(0.0, ":"), (1.0, "--")]:
            kept = np.maximum((1 / (1 + math.exp(-bias))) ** steps, FLOOR)
            self.memory.plot(steps, kept, style, color=BLACK, lw=1, label=f"bias {bias:.0f}")
        (self._open,) = self.gate.plot([], [], "o", color=VERMILLION, ms=10)
        (self._left,) = self.memory.plot([], [], color=VERMILLION, label="your bias")
        (self._far,) = self.memory.plot([], [], color=BLUE, lw=1.2)
        (self._there,) = self.memory.plot([], [], "D", color=ORANGE, mec=BLACK, ms=9, label="distance to bridge")
        self.memory.legend(loc="center right")
        self.actors(self._open, self._left, self._far, self._there)

    def show(self, *, bias: float, distance: int) -> Finding:
        keep = 1 / (1 + math.exp(-bias))
        steps = np.arange(MOST + 1)
        self._open.set_data([bias], [keep])
        self._left.set_data(steps, np.maximum(keep**steps, FLOOR))
        left = keep**distance
        self._there.set_data([distance], [max(left, FLOOR)])
        self._far.set_data([distance, distance], [FLOOR, 3])
        half_life = f"{math.log(2) / -math.log(keep):.3g} step"
        half_life += "s" * (half_life != "1 step")
        told = f"each step keeps {keep:.3f}, so half is gone after {half_life}, and after {distance} "
        told += f"{left:.2g} is left. To keep half that long takes a bias of {_needed(distance):.2f}."
        return Finding("remembers" if left >= 0.5 else "fades" if left >= 1e-2 else "forgets", told)


def _needed(distance: int) -> float:
    """Return the bias b with σ(b)^distance = ½."""
    keep = 0.5 ** (1 / distance)
    return math.log(keep / (1 - keep))


class ForgetExplorer(Explorer):
    picture_type = ForgetPicture
    title = "An LSTM's memory is multiplied by its forget gate at every step"
    stops = ({"bias": 0.0}, {"bias": 1.0}, {"bias": 4.0})

    def make_controls(self) -> dict[str, Any]:
        return {
            "bias": slider("bias b", 0.0, -4.0, 6.0, 0.1, shown=".1f"),
            "distance": int_slider("distance (steps)", 40, 1, MOST),
        }


def forget_gate() -> Explorer:
    """Slide the bias of an LSTM's forget gate: how much of a memory, and of its gradient, is left?"""
    return ForgetExplorer()
