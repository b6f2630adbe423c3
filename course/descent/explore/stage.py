"""The stage of an explorer: a figure whose still part is drawn once and whose actors move over it.

Matplotlib needs some 100 ms to draw a figure with filled contours and a few ms to draw an arrow. A slider
must feel attached to the picture, so the still part is rasterised once and a move redraws only the actors.
"""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from descent.style import LOOK

DPI = 150  # one and a half device pixels for each of the 900 CSS pixels, crisp on dense screens too
Pixels = NDArray[np.uint8]


class Finding(NamedTuple):
    """What the picture shows at one setting: a verdict of a few words and the sentence behind it."""

    verdict: str
    detail: str

    def __str__(self) -> str:
        return f"{self.verdict}: {self.detail}"


class Picture(ABC):
    """A picture that is a function of slider values.

    Subclasses draw the still part in `build` and announce what moves with `actors`; `show` puts the actors in
    place and says in words what can be seen. `tall` stacks the panels, for strips on paper.
    """

    alt: str
    wide_size = (9.0, 4.3)
    tall_size = (3.4, 6.2)

    def __init__(self, *, tall: bool = False) -> None:
        self.tall = tall
        self.scene: Hashable = None
        self._actors: list[Artist] = []
        self._stills: dict[Hashable, Any] = {}
        with rc_context(LOOK):
            self.figure = Figure(figsize=self.tall_size if tall else self.wide_size, dpi=DPI)
            self.canvas = FigureCanvasAgg(self.figure)
            self.figure.set_layout_engine("constrained", w_pad=0.12, h_pad=0.1, wspace=0.03, hspace=0.03)
            self.build()

    @abstractmethod
    def build(self) -> None:
        """Draw everything that stays and create the actors."""

    @abstractmethod
    def show(self, *args: Any, **values: Any) -> Finding:
        """Move the actors to where `values` put them; set `self.scene` if that needs another still part."""

    def panels(self, **ratios: Any) -> list[Axes]:
        """Two axes, side by side or, when tall, one above the other."""
        if self.tall:
            return list(self.figure.subplots(2, 1))
        return list(self.figure.subplots(1, 2, **ratios))

    def actors(self, *artists: Artist) -> None:
        """Announce artists that `show` moves; later ones are drawn over earlier ones."""
        for artist in artists:
            artist.set_animated(True)
            artist.set_in_layout(False)
            self._actors.append(artist)

    def frame(self, **values: Any) -> tuple[Pixels, Finding]:
        """Pixels (height, width, 4), valid until the next frame, and the finding at `values`."""
        finding = self.show(**values)
        still = self._stills.get(self.scene)
        if still is None:
            still = self._stills[self.scene] = self._draw_still()
        self.canvas.restore_region(still)
        for artist in self._actors:
            self.figure.draw_artist(artist)
        return np.asarray(self.canvas.buffer_rgba()), finding

    def _draw_still(self) -> Any:
        with rc_context(LOOK):
            self.canvas.draw()
            # Margins are found once: axes that shift from scene to scene would make the picture jump.
            self.figure.set_layout_engine("none")
        return self.canvas.copy_from_bbox(self.figure.bbox)


def jpeg(pixels: Pixels) -> bytes:
    """`pixels` (height, width, 4) as a JPEG with full colour resolution, which keeps thin lines sharp."""
    height, width = pixels.shape[:2]
    buffer = io.BytesIO()
    image = Image.frombuffer("RGBX", (width, height), pixels, "raw", "RGBX", 0, 1)
    image.save(buffer, "JPEG", quality=88, subsampling=0)
    return buffer.getvalue()


def png(pixels: Pixels) -> bytes:
    """`pixels` (height, width, 3 or 4) as a PNG of 256 colours, half the size of one in full colour."""
    buffer = io.BytesIO()
    image = Image.fromarray(np.ascontiguousarray(pixels[..., :3]))
    image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(buffer, "PNG")
    return buffer.getvalue()
