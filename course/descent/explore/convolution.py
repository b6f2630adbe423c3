"""Unit 11: a kernel slides over an image, and what it finds becomes a map."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from descent import data
from descent.explore.explorer import Explorer, choice, int_slider, slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, VERMILLION

Array = NDArray[np.float64]
SIDE, MOST_PADDING = 28, 3
PICTURES = {"ankle boot": 9, "bag": 8, "dress": 3, "trouser": 1}
KERNELS: dict[str, list[list[float]]] = {
    "upright edges": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "level edges": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "slanting edges": [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]],
    "spots": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "mean of 5×5": [[0.04] * 5] * 5,
    "one place to the left": [[0, 0, 0], [0, 0, 1], [0, 0, 0]],
}


@functools.cache
def image(name: str) -> Array:
    """A test image of the class, 0 black to 1 white: (28, 28)."""
    return np.asarray(data.fashion().test_images[100 * PICTURES[name] + 3] / 255.0)


def correlate(x: Array, kernel: Array, *, stride: int, padding: int) -> Array:
    """The cross-correlation of one image with one kernel, zero outside."""
    x = np.pad(x, padding)
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape)[::stride, ::stride]
    return np.asarray(np.einsum("ijab,ab->ij", windows, kernel))


class ConvolutionPicture(Picture):
    alt = (
        "Left: an image with a frame of zeros around it and the window on which the kernel lies. "
        "Right: the map of all sums, orange where positive and purple where negative, with the window's place marked."
    )

    def build(self) -> None:
        self.seen, self.map = self.panels()
        low, high = -MOST_PADDING - 0.5, SIDE + MOST_PADDING - 0.5
        self.seen.set(title="The image and its window", xlabel="column (pixels)", ylabel="row (pixels)")
        self.map.set(title="What the kernel finds", xlabel="column (places)", ylabel="row (places)")
        for axes in (self.seen, self.map):
            axes.set(xlim=(low, high), ylim=(high, low), aspect="equal", facecolor="#F3F3F3")
            axes.set_anchor("W")
        blank = np.zeros((2, 2))
        self._image = self.seen.imshow(blank, cmap="gray", vmin=0, vmax=1, extent=(-0.5, 27.5, 27.5, -0.5))
        self._found = self.map.imshow(blank, cmap="PuOr_r", vmin=-1, vmax=1)
        for axes in (self.seen, self.map):  # `imshow` moves the limits
            axes.set(xlim=(low, high), ylim=(high, low))
        self._frame = Rectangle((0, 0), 1, 1, fill=False, ec=BLACK, lw=1.5, ls=":")
        self._window = Rectangle((0, 0), 1, 1, fill=False, ec=VERMILLION, lw=3)
        self._place = Rectangle((0, 0), 1, 1, fill=False, ec=VERMILLION, lw=3)
        for axes, patch in ((self.seen, self._frame), (self.seen, self._window), (self.map, self._place)):
            axes.add_patch(patch)
        self.actors(self._image, self._frame, self._window, self._found, self._place)

    def show(self, *, picture: str, kernel: str, stride: int, padding: int, place: float) -> Finding:
        weights = np.array(KERNELS[kernel], dtype=float)
        found = correlate(image(picture), weights, stride=stride, padding=padding)
        rows, columns = found.shape
        k = len(weights)
        spot = round(place / 100 * (found.size - 1))
        row, column = divmod(spot, columns)
        self._image.set_data(image(picture))
        self._found.set_data(found / np.abs(found).max())
        self._found.set_extent((-0.5, columns - 0.5, rows - 0.5, -0.5))
        side = SIDE + 2 * padding
        self._frame.set_bounds(-padding - 0.5, -padding - 0.5, side, side)
        self._window.set_bounds(column * stride - padding - 0.5, row * stride - padding - 0.5, k, k)
        self._place.set_bounds(column - 0.5, row - 0.5, 1, 1)
        left = (side - k) % stride
        size = f"⌊({SIDE} + 2·{padding} − {k})/{stride}⌋ + 1 = {rows}"
        rest = f"; {left} row{'s' if left > 1 else ''} at the edge of the frame never seen" if left else ""
        detail = (
            f"{size} places a side{rest}. {k * k} weights make all {rows * columns} numbers; the one that is marked, "
            f"at row {row}, column {column}, is {found[row, column]:+.2f}."
        )
        if rows == SIDE:
            return Finding("the size is kept", detail)
        return Finding("a larger map" if rows > SIDE else f"a map of {rows} by {columns}", detail)


class ConvolutionExplorer(Explorer):
    picture_type = ConvolutionPicture
    title = "One small kernel, laid on every place of an image"
    stops = (
        {"kernel": "upright edges"},
        {"kernel": "level edges"},
        {"kernel": "mean of 5×5", "padding": 0},
        {"kernel": "upright edges", "stride": 2},
    )

    def make_controls(self) -> dict[str, Any]:
        return {
            "picture": choice("image", tuple(PICTURES), "ankle boot"),
            "kernel": choice("kernel", tuple(KERNELS), "upright edges"),
            "stride": int_slider("stride", 1, 1, 4),
            "padding": int_slider("padding", 1, 0, MOST_PADDING),
            "place": slider("place of the window", 55.0, 0.0, 100.0, 0.1, shown=".0f"),
        }


def convolution() -> Explorer:
    """Lay a kernel on an image, change stride and padding, and see the map that comes out."""
    return ConvolutionExplorer()
