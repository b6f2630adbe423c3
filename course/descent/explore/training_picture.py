"""The curves of a training run: loss, accuracy and gradient norm against the step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

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
            self.figure.subplots_adjust(left=0.07, right=0.985, bottom=0.18, top=0.87, wspace=0.3)
            self.loss, self.accuracy, self.norm = self.figure.subplots(1, 3)
            self.loss.set(title="Loss", xlabel="step", ylabel="loss (nats)", yscale="log")
            self.accuracy.set(title="Accuracy", xlabel="step", ylabel="share that is right", ylim=(0, 1))
            self.norm.set(title="Gradient", xlabel="step", ylabel="norm (no unit)", yscale="log")
            for axes in (self.loss, self.accuracy, self.norm):
                axes.grid(True)
                axes.set_xlim(0, 10)
            for axes in (self.loss, self.norm):
                axes.set_ylim(0.1, 10)
                axes.yaxis.set_minor_formatter(NullFormatter())  # half of the time goes into laying out numbers
            self._steps: dict[Any, Any] = {}
            for axes, colour in ((self.loss, SKY), (self.accuracy, SKY), (self.norm, GREEN)):
                (dim,) = axes.plot([], [], color=colour, lw=0.8, alpha=0.6)
                (smooth,) = axes.plot([], [], color=BLUE, lw=2, label="training")
                self._steps[axes] = dim, smooth
            self._tests = {
                axes: axes.plot([], [], "D--", color=VERMILLION, ms=6, label="test")[0]
                for axes in (self.loss, self.accuracy)
            }
            self.loss.legend(loc="lower left")

    def draw(self, history: History) -> Pixels:
        """Return the pixels (height, width, 4) of the run so far; valid until the next call."""
        for axes, values in (
            (self.loss, history.loss),
            (self.accuracy, history.accuracy),
            (self.norm, history.gradient_norm),
        ):
            self._curve(axes, np.array(values, dtype=float), log=axes is not self.accuracy)
            axes.set_xlim(0, max(len(history.rate), 10))
        steps, losses, accuracies = np.array(history.tests, dtype=float).reshape(-1, 3).T
        self._tests[self.loss].set_data(steps, losses)
        self._tests[self.accuracy].set_data(steps, accuracies)
        self.canvas.draw()
        return np.asarray(self.canvas.buffer_rgba())

    def _curve(self, axes: Any, values: np.ndarray, *, log: bool) -> None:
        dim, smooth = self._steps[axes]
        if not len(values):
            return
        steps = np.arange(1, len(values) + 1)
        width = max(1, min(50, len(values) // 10))
        finite = np.where(np.isfinite(values), values, np.nan)
        sums = np.nancumsum(np.insert(finite, 0, 0.0))
        means = (sums[width:] - sums[:-width]) / width
        thin = max(1, len(values) // MOST_POINTS)
        dim.set_data(steps[::thin], finite[::thin])
        smooth.set_data(steps[width - 1 :][::thin], means[::thin])
        if log:
            positive = finite[finite > 0]
            if len(positive):
                axes.set_ylim(0.7 * np.quantile(positive, 0.01), 1.5 * positive.max())
