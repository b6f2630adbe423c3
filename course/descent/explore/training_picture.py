"""The curves of a training run against the step: loss, accuracy (or the rate, if none is known) and gradient norm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from descent.explore.stage import Pixels
from descent.style import BLUE, GREEN, LOOK, SKY, VERMILLION

if TYPE_CHECKING:
    from descent.explore.training import History

MOST_POINTS = 1000  # more than there are pixels would only cost time


class TrainingPicture:
    """Three panels in one figure; `draw` is quick enough to be called during training."""

    def __init__(self) -> None:
        with rc_context(LOOK):
            self.figure = Figure(figsize=(9.0, 2.9), dpi=100)
            self.canvas = FigureCanvasAgg(self.figure)
            self.figure.subplots_adjust(left=0.07, right=0.985, bottom=0.18, top=0.87, wspace=0.36)
            self.loss, self.middle, self.norm = self.figure.subplots(1, 3)
            self.loss.set(title="Loss", xlabel="step", ylabel="loss (nats)", yscale="log")
            self.middle.set(xlabel="step")
            self.norm.set(title="Gradient", xlabel="step", ylabel="norm (no unit)", yscale="log")
            for axes in (self.loss, self.middle, self.norm):
                axes.grid(True)
                axes.set_xlim(0, 10)
            for axes in (self.loss, self.norm):
                axes.yaxis.set_minor_locator(NullLocator())
                axes.yaxis.set_major_formatter("{x:g}")
                _span(axes, 0.1, 10)
            self._steps: dict[Any, Any] = {}
            for axes, colour in ((self.loss, SKY), (self.middle, SKY), (self.norm, GREEN)):
                (dim,) = axes.plot([], [], color=colour, lw=0.8, alpha=0.6)
                (smooth,) = axes.plot([], [], color=BLUE, lw=2, label="training")
                self._steps[axes] = dim, smooth
            self._tests = {
                axes: axes.plot([], [], "D--", color=VERMILLION, ms=6, label="test")[0]
                for axes in (self.loss, self.middle)
            }
            self.loss.legend(loc="lower left")

    def draw(self, history: History) -> Pixels:
        """Return the pixels (height, width, 4) of the run so far; valid until the next call."""
        with rc_context(LOOK):
            self._show(history)
            self.canvas.draw()
        return np.asarray(self.canvas.buffer_rgba())

    def _show(self, history: History) -> None:
        steps, losses, accuracies = np.array(history.tests, dtype=float).reshape(-1, 3).T
        judged = bool(history.accuracy) or bool(np.isfinite(accuracies).any())
        self._tests[self.loss].set_data(steps, losses)
        self._tests[self.middle].set_data(steps, accuracies)
        for axes, values in (
            (self.loss, history.loss),
            (self.middle, history.accuracy if judged else history.rate),
            (self.norm, history.gradient_norm),
        ):
            self._curve(axes, np.array(values, dtype=float), smooth=values is not history.rate)
            axes.set_xlim(0, max(len(history.rate), 10))
        for axes, values in ((self.loss, history.loss), (self.norm, history.gradient_norm)):
            positive = np.array([value for value in values if 0 < value < np.inf])
            if len(positive):
                _span(axes, 0.7 * np.quantile(positive, 0.01), 1.5 * positive.max())
        if judged:
            self.middle.set(title="Accuracy", ylabel="share that is right", ylim=(0, 1))
        else:
            top = 1.1 * max(history.rate, default=0) or 1
            self.middle.set(title="Learning rate", ylabel="rate (no unit)", ylim=(0, top))

    def _curve(self, axes: Any, values: np.ndarray, *, smooth: bool) -> None:
        dim, bold = self._steps[axes]
        if not len(values):
            return
        steps = np.arange(1, len(values) + 1)
        width = max(1, min(50, len(values) // 10)) if smooth else 1
        finite = np.where(np.isfinite(values), values, np.nan)
        sums = np.nancumsum(np.insert(finite, 0, 0.0))
        means = (sums[width:] - sums[:-width]) / width
        thin = max(1, len(values) // MOST_POINTS)
        dim.set_data(steps[::thin], finite[::thin])
        bold.set_data(steps[width - 1 :][::thin], means[::thin])


def _span(axes: Any, low: float, high: float) -> None:
    """Show `low` to `high` on a logarithmic axis, with a few round numbers: laying out many takes half of the time."""
    decades = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    for digits in ([1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1]):
        marks = np.outer(decades, digits).ravel()
        marks = marks[(marks >= low) & (marks <= high)]
        if len(marks) <= 5:
            break
    axes.set_ylim(low, high)
    axes.yaxis.set_major_locator(FixedLocator(marks[:: len(marks) // 6 + 1].tolist()))
