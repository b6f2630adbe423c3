"""When to stop (unit 08): a validation curve, and where patience and min_delta end the training."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, choice, int_slider, slider
from descent.explore.regularization import FEATURES, NOISE, ROWS, problem
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREEN, GREY, ORANGE, SKY, VERMILLION

Array = NDArray[np.float64]
EPOCHS = 160
LR = 0.1
HELD_OUT = 1000
VALIDATION = {"10 rows, others each epoch": 10, "40 rows, others each epoch": 40, "the same 1000 rows": HELD_OUT}


class Curves(NamedTuple):
    """Mean squared errors after each epoch: on training rows, on validation rows, and of all rows there could be."""

    train: Array
    validation: Array
    true: Array


@functools.cache
def curves(validation: str) -> Curves:
    """Train the linear model of the other explorer by full-batch descent, and look on."""
    X, y, true = problem()
    rng, size = np.random.default_rng(11), VALIDATION[validation]
    X_held = rng.normal(size=(HELD_OUT, FEATURES))
    y_held = X_held @ true + np.sqrt(NOISE) * rng.normal(size=HELD_OUT)
    w, seen = np.zeros(FEATURES), []
    for _ in range(EPOCHS):
        w = w - LR / ROWS * X.T @ (X @ w - y)
        rows = rng.permutation(HELD_OUT)[:size]
        held_error = np.mean((X_held[rows] @ w - y_held[rows]) ** 2)
        seen.append((np.mean((X @ w - y) ** 2), held_error, np.sum((w - true) ** 2) + NOISE))
    return Curves(*np.array(seen).T)


def stop(losses: Array, *, patience: int, min_delta: float) -> tuple[int, int, bool]:
    """The epoch at which training ends, the best one so far, and whether patience ran out."""
    best, best_epoch = np.inf, 0
    for epoch, loss in enumerate(losses):
        if loss < best - min_delta:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            return epoch, best_epoch, True
    return len(losses) - 1, best_epoch, False


class StoppingPicture(Picture):
    alt = (
        "Error against epoch for training rows and validation rows, with the best epoch and the epoch at which "
        "training stops; below, the number of epochs waited since the best, against the patience."
    )
    wide_size = (9.0, 4.6)

    def build(self) -> None:
        grid = self.figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
        self.loss, self.wait = grid
        self.loss.set(title="Mean squared error by epoch", yscale="log", xlim=(-1, EPOCHS), ylim=(0.2, 12))
        self.loss.set_ylabel("error")
        self.loss.set_yticks([0.3, 1, 3, 10], ["0.3", "1", "3", "10"])
        self.wait.set(xlabel="epoch", ylabel="waited", ylim=(0, 80))
        for axes in grid:
            axes.grid(True)
        epochs = np.arange(EPOCHS)
        (self._unseen,) = self.loss.plot(epochs, np.ones(EPOCHS), color="#C8C8C8", lw=1.2, label="never seen")
        (self._train,) = self.loss.plot([], [], "--", color=SKY, label="training")
        (self._held,) = self.loss.plot([], [], "-", color=VERMILLION, lw=1.8, label="validation")
        (self._best,) = self.loss.plot([], [], "*", color=GREEN, mec=BLACK, ms=15, ls="none", label="best so far")
        (self._end,) = self.loss.plot([], [], "X", color=ORANGE, mec=BLACK, ms=10, ls="none", label="stop")
        (self._waited,) = self.wait.plot([], [], color=BLUE, lw=1.6)
        (self._limit,) = self.wait.plot([], [], "--", color=GREY, lw=1.4)
        self._lines = [axes.axvline(0, color=ORANGE, lw=1.4) for axes in grid]
        self.loss.legend(loc="upper right", ncols=1 if self.tall else 5, fontsize=8)
        self.actors(self._unseen, self._train, self._held, *self._lines, self._waited, self._limit)
        self.actors(self._best, self._end)

    def show(self, *, patience: int, min_delta: float, validation: str) -> Finding:
        run = curves(validation)
        end, best, ran_out = stop(run.validation, patience=patience, min_delta=min_delta)
        seen = np.arange(end + 1)
        self._unseen.set_ydata(run.validation)
        self._train.set_data(seen, run.train[: end + 1])
        self._held.set_data(seen, run.validation[: end + 1])
        self._best.set_data([best], [run.validation[best]])
        self._end.set_data([end], [run.validation[end]])
        for line in self._lines:
            line.set_xdata([end, end])
        bests = [stop(run.validation[: t + 1], patience=EPOCHS, min_delta=min_delta)[1] for t in seen]
        self._waited.set_data(seen, seen - np.array(bests))
        self._limit.set_data([-1, EPOCHS], [patience, patience])
        return _in_words(run, end, best, ran_out)


def _in_words(run: Curves, end: int, best: int, ran_out: bool) -> Finding:
    lowest = int(np.argmin(run.validation))
    stopped = f"stopped after epoch {end}" if ran_out else f"patience never ran out in {EPOCHS} epochs"
    detail = (
        f"{stopped}, best epoch {best} with {run.validation[best]:.2f} on validation rows, {run.true[best]:.2f} in "
        f"truth; the last weights have {run.true[end]:.2f}, and the lowest point of the whole curve is epoch {lowest}."
    )
    if not ran_out:
        return Finding("never stops", detail)
    if run.true[best] > 1.15 * run.true[lowest]:
        return Finding("too early", detail)
    if end - best > 40:
        return Finding("right weights, late", detail)
    return Finding("in time", detail)


class StoppingExplorer(Explorer):
    picture_type = StoppingPicture
    title = "Patience: how many epochs without progress are too many?"
    stops = (
        {"patience": 1, "validation": "10 rows, others each epoch"},
        {"patience": 10},
        {"patience": 70},
    )

    def make_controls(self) -> dict[str, Any]:
        return {
            "validation": choice("measured on", tuple(VALIDATION), "40 rows, others each epoch"),
            "patience": int_slider("patience (epochs)", 5, 1, 80),
            "min_delta": slider("min_delta", 0.0, 0.0, 0.3, 0.005, shown=".3f"),
        }


def early_stopping() -> Explorer:
    """Slide the patience: where does training stop, and whose weights would you keep?"""
    return StoppingExplorer()
