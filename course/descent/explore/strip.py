"""An explorer on paper: its picture at a few settings side by side, with the finding under each."""

from __future__ import annotations

import base64
import functools
import html
import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from descent.explore.stage import DPI, Finding, Pixels, png
from descent.style import LOOK


class Strip:
    """Frames of one explorer. JupyterLab shows figures with captions; `str()` gives the words alone."""

    def __init__(self, title: str, alt: str, frames: Sequence[tuple[Pixels, Finding]]) -> None:
        self.title = title
        self.frames = list(frames)
        self.alt = f"{alt} " + " ".join(f"({n}) {finding}" for n, (_, finding) in enumerate(self.frames, 1))

    def __str__(self) -> str:
        lines = [f"{n}. {finding}" for n, (_, finding) in enumerate(self.frames, 1)]
        return "\n".join([self.title, *lines])

    __repr__ = __str__

    def _repr_png_(self) -> bytes:
        return self.png

    def _repr_html_(self) -> str:
        cells = "".join(
            '<figure style="margin:0; flex:1 1 220px; max-width:370px">'
            f'<img style="width:100%" alt="{html.escape(str(finding), quote=True)}" '
            f'src="data:image/png;base64,{base64.b64encode(png(pixels)).decode()}">'
            f'<figcaption style="padding:0 12px"><b>{html.escape(finding.verdict)}</b>: '
            f"{html.escape(finding.detail)}</figcaption></figure>"
            for pixels, finding in self.frames
        )
        return (
            f'<p><b>{html.escape(self.title)}</b></p><div style="display:flex; flex-wrap:wrap; gap:12px">{cells}</div>'
        )

    @functools.cached_property
    def png(self) -> bytes:
        """The whole strip, words included, as one PNG."""
        pictures = np.concatenate([pixels[..., :3] for pixels, _ in self.frames], axis=1)
        return png(np.concatenate([self._words("title"), pictures, self._words("findings")], axis=0))

    def _words(self, kind: str) -> Pixels:
        width = self.frames[0][0].shape[1] / DPI
        total = width * len(self.frames) + 1e-6  # Agg cuts to whole pixels
        texts = [textwrap.fill(str(finding), int(width * 12.5)) for _, finding in self.frames]
        rows = 2 if kind == "title" else 1 + max(text.count("\n") + 1 for text in texts)
        with rc_context(LOOK):
            figure = Figure(figsize=(total, rows * 0.2), dpi=DPI)
            canvas = FigureCanvasAgg(figure)
            if kind == "title":
                figure.text(0.012, 0.5, self.title, fontsize=12, weight="bold", va="center")
            else:
                for n, text in enumerate(texts):
                    figure.text((n + 0.045) / len(texts), 1.0, text, fontsize=10, va="top", linespacing=1.25)
            canvas.draw()
        return np.asarray(canvas.buffer_rgba())[..., :3]
