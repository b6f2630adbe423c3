"""The widget around a picture: controls above, the picture, and the finding in words below."""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import ipywidgets as widgets
from traitlets import Unicode

from descent.explore.stage import Finding, Picture, jpeg, png
from descent.explore.strip import Strip

WIDTH = 900
CONTROL, LABEL = "390px", "135px"  # two controls a row in JupyterLab on a small laptop
HIDDEN = "position:absolute; width:1px; height:1px; margin:0; overflow:hidden; clip-path:inset(50%)"


class NamedImage(widgets.Image):
    """An image whose tooltip names it to screen readers: ipywidgets' own has no alt text."""

    # ipywidgets 8.1 shows a tooltip, and the image that has one, only beside an empty description.
    description = Unicode("").tag(sync=True)


class Explorer(widgets.VBox):
    """A picture to move with sliders, and the same picture on paper with `strip()`."""

    picture_type: ClassVar[type[Picture]]
    title: ClassVar[str]
    stops: ClassVar[tuple[Mapping[str, Any], ...]]

    def __init__(self) -> None:
        self._drawing = self._stale = False
        self.picture = self.make_picture()
        self.controls: dict[str, Any] = self.make_controls()
        shape = widgets.Layout(width="100%", max_width=f"{WIDTH}px", height="auto")
        self.image = NamedImage(format="jpeg", tooltip=self.title, layout=shape)
        self.readout = widgets.HTML()
        self.finding = Finding("", "")
        for control in self.controls.values():
            if control.tooltip is None:
                control.tooltip = ""  # ipywidgets 8.1 shows the word "null" for none
            if isinstance(control, widgets.ValueWidget):
                control.observe(self._on_move, names="value")
        row = widgets.Layout(display="flex", flex_flow="row wrap", max_width=f"{WIDTH}px", grid_gap="2px 12px")
        super().__init__([widgets.Box(list(self.controls.values()), layout=row), self.image, self.readout])
        self.redraw()

    def make_picture(self, *, tall: bool = False) -> Picture:
        """The picture in its wide form, or tall for a strip."""
        return self.picture_type(tall=tall)

    def make_controls(self) -> dict[str, Any]:
        """The controls by the name of the value that each sets."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """What the picture is to show now."""
        return {name: control.value for name, control in self.controls.items()}

    def positions(self) -> Sequence[Mapping[str, Any]]:
        """The settings of a strip, as changes to the present values."""
        return self.stops

    def redraw(self) -> None:
        """Bring the picture and the words up to date with the controls.

        A control that moves while a frame is being made does not queue a second one: the last position wins.
        """
        self._stale = True
        if self._drawing:
            return
        self._drawing = True
        try:
            while self._stale:
                self._stale = False
                pixels, self.finding = self.picture.frame(**self.values())
                self.image.value = jpeg(pixels)
                self.readout.value = spoken(self.picture.alt, self.finding)
        finally:
            self._drawing = False

    def strip(self) -> Strip:
        """The picture at a few settings side by side, each with its finding: for paper and screen readers."""
        picture, here = self.make_picture(tall=True), self.values()
        frames = []
        for stop in self.positions():
            pixels, finding = picture.frame(**{**here, **stop})
            frames.append((pixels.copy(), finding))
        return Strip(self.title, picture.alt, frames)

    def _on_move(self, _change: Any) -> None:
        self.redraw()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and for pages without widgets (GitHub, nbviewer, a printed sheet) the present picture.

        Not the strip: drawing it takes a third of a second, and a graded notebook shows every explorer once.
        """
        data = dict(super()._repr_mimebundle_(**kwargs) or {})
        pixels, finding = self.picture.frame(**self.values())
        data["text/plain"] = f"{self.title}\n{finding}"
        data["image/png"] = base64.b64encode(png(pixels)).decode()
        return data, {"image/png": {"alt": f"{self.picture.alt} {finding}"}}


def spoken(alt: str, finding: Finding) -> str:
    """The finding as HTML that screen readers announce when it changes, after a hidden word on the picture."""
    verdict, detail = html.escape(finding.verdict), html.escape(finding.detail)
    style = f"max-width:{WIDTH}px; font-size:15px; line-height:1.45; margin:2px 12px 10px"
    return (
        f'<p style="{HIDDEN}">{html.escape(alt)}</p>'
        f'<div role="status" aria-live="polite" style="{style}"><b>{verdict}</b>: {detail}</div>'
    )


def slider(label: str, value: float, low: float, high: float, step: float, *, shown: str = ".2f") -> Any:
    """A linear slider that answers while it is dragged and to the arrow keys."""
    return widgets.FloatSlider(value, min=low, max=high, step=step, description=label, readout_format=shown, **_shape())


def log_slider(label: str, value: float, low: float, high: float, step: float, *, shown: str = ".3g") -> Any:
    """A slider over powers of ten: `low`, `high` and `step` are exponents."""
    return widgets.FloatLogSlider(
        value, base=10, min=low, max=high, step=step, description=label, readout_format=shown, **_shape()
    )


def int_slider(label: str, value: int, low: int, high: int) -> Any:
    """A slider over whole numbers."""
    return widgets.IntSlider(value, min=low, max=high, description=label, **_shape())


def choice(label: str, options: tuple[str, ...], value: str) -> Any:
    """A drop-down list of names."""
    shape = _shape()
    del shape["continuous_update"]
    return widgets.Dropdown(options=options, value=value, description=label, **shape)


def _shape() -> dict[str, Any]:
    return {
        "continuous_update": True,
        "style": {"description_width": LABEL},
        "layout": widgets.Layout(width=CONTROL),
    }
