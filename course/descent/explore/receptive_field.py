"""Unit 11: how much of the image one number of a deep map depends on, and how unevenly."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, int_slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREY, ORANGE, VERMILLION

Array = NDArray[np.float64]
MOST_LAYERS = 6
WIDEST = 2000.0


def fields(*, layers: int, kernel: int, stride: int, dilation: int) -> list[int]:
    """The width of the receptive field after 0, 1, … layers, each of one kernel: r ← r + (k − 1)·dilation·jump."""
    widths, jump = [1], 1
    for _ in range(layers):
        widths.append(widths[-1] + (kernel - 1) * dilation * jump)
        jump *= stride
    return widths


def influence(*, layers: int, kernel: int, stride: int, dilation: int) -> Array:
    """How strongly each input pulls at one output, along one axis, if all weights are equal; sums to one."""
    taps = np.zeros((kernel - 1) * dilation + 1)
    taps[::dilation] = 1 / kernel
    pull = np.ones(1)
    for _ in range(layers):  # from the output down: spread over the stride, then over the kernel
        spread = np.zeros((len(pull) - 1) * stride + 1)
        spread[::stride] = pull
        pull = np.convolve(spread, taps)
    return pull


class ReceptivePicture(Picture):
    alt = (
        "Left: the width of the receptive field after each layer on a logarithmic axis, against the sides of three "
        "kinds of images. Right: how strongly the inputs across the receptive field pull at the output."
    )

    def build(self) -> None:
        self.growth, self.pull = self.panels()
        self.growth.set(title="Growth", xlabel="layer", ylabel="receptive field (pixels)", yscale="log")
        self.growth.set(xlim=(-0.3, MOST_LAYERS + 0.3), ylim=(0.8, WIDEST))
        for side, name in ((28, "Fashion-MNIST, 28"), (224, "ImageNet, 224")):
            self.growth.axhline(side, color=GREY, lw=1, ls="--")
            self.growth.text(-0.1, side * 1.08, name, fontsize=8, color="#444444")
        self.pull.set(title="Inside the field", xlabel="place (share of the field)", ylabel="pull (share of the most)")
        self.pull.set(xlim=(-0.55, 0.55), ylim=(0, 1.3))
        for axes in (self.growth, self.pull):
            axes.grid(True)
        (self._widths,) = self.growth.plot([], [], "o-", color=BLUE)
        (self._last,) = self.growth.plot([], [], "D", color=VERMILLION, mec=BLACK, ms=9)
        (self._shape,) = self.pull.plot([], [], "-", color=BLUE, drawstyle="steps-mid")
        (self._half,) = self.pull.plot([], [], "-", color=ORANGE, lw=7, solid_capstyle="butt", label="half of the pull")
        self.pull.legend(loc="upper right")
        self.actors(self._widths, self._last, self._shape, self._half)

    def show(self, *, layers: int, kernel: int, stride: int, dilation: int) -> Finding:
        settings = {"layers": layers, "kernel": kernel, "stride": stride, "dilation": dilation}
        widths, pull = fields(**settings), influence(**settings)
        r = widths[-1]
        self._widths.set_data(range(layers + 1), widths)
        self._last.set_data([layers], [r])
        place = (np.arange(r) - (r - 1) / 2) / r
        self._shape.set_data([-0.5, *place, 0.5], np.array([0, *pull, 0]) / pull.max())
        share = half_of(pull)
        self._half.set_data([-share / 2, share / 2], [0.04, 0.04])
        holes = int((pull < 1e-12).sum())
        powers = " + ".join(["1", "s", "s²", "s³", "s⁴", "s⁵"][:layers])
        grows = f"1 + (k − 1)·dilation·({powers}) = {r} pixels"
        detail = f"{grows}; half of the pull comes from the middle {share:.0%} of them."
        if r == 1:
            return Finding(
                "a single pixel", "kernels of one pixel never look at a neighbour, however many layers there are."
            )
        if holes:
            return Finding("a field with holes", f"{detail} {holes} of the pixels inside have no influence at all.")
        if r >= 28:
            return Finding("sees all of a small image", detail)
        return Finding("sees a part of the image", detail)


def half_of(pull: Array) -> float:
    """The share of the field, around its middle, that holds half of the pull."""
    middle = (len(pull) - 1) / 2
    distance = np.abs(np.arange(len(pull)) - middle)
    order = np.argsort(distance, kind="stable")
    enough = int(np.searchsorted(np.cumsum(pull[order]), 0.5 * pull.sum()))
    return float((2 * distance[order[enough]] + 1) / len(pull))


class ReceptiveExplorer(Explorer):
    picture_type = ReceptivePicture
    title = "What one number of a deep map has seen"
    stops = (
        {"layers": 2, "stride": 1},
        {"layers": 6, "stride": 1},
        {"layers": 4, "stride": 2},
        {"layers": 2, "stride": 1, "dilation": 4},
    )

    def make_controls(self) -> dict[str, Any]:
        return {
            "layers": int_slider("layers", 2, 1, MOST_LAYERS),
            "kernel": int_slider("kernel size k", 3, 1, 7),
            "stride": int_slider("stride s", 2, 1, 3),
            "dilation": int_slider("dilation", 1, 1, 4),
        }


def receptive_field() -> Explorer:
    """Stack layers and see the receptive field grow: slowly by depth, quickly by stride."""
    return ReceptiveExplorer()
