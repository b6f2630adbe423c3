"""Unit 03: noise as a way out of a poor minimum, and out of a good one."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.explore.batching import power_of_two, powers_of_two
from descent.explore.explorer import Explorer, choice, log_slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREEN, ORANGE, VERMILLION

Array = NDArray[np.float64]
N = 64
RUNS = 60
STEPS = 200
LOW, HIGH = -1.0, 6.5
STARTS = {"poor valley, 4.4": 4.4, "poor valley, −0.2": -0.2, "best valley, 2.0": 2.0}
FREQUENCY = 2.0


@functools.cache
def tone() -> tuple[Array, Array]:
    """Times and readings of a noisy tone sin(2x): the data from which its frequency is to be found, both (N,)."""
    rng = np.random.default_rng(0)
    x = rng.uniform(-3, 3, size=N)
    return x, np.sin(FREQUENCY * x) + 0.3 * rng.normal(size=N)


def tone_loss(w: Array) -> Array:
    """Mean squared error of the frequency `w`: (...) -> (...)."""
    x, y = tone()
    return np.asarray(np.mean((np.sin(np.multiply.outer(w, x)) - y) ** 2, axis=-1))


def tone_gradient(w: Array, rows: NDArray[np.intp]) -> Array:
    """Derivative of the loss of a batch: frequencies (R,), rows of each (R, B) -> (R,)."""
    x, y = tone()
    a = w[:, None] * x[rows]
    return np.asarray(np.mean(2 * (np.sin(a) - y[rows]) * np.cos(a) * x[rows], axis=1))


@functools.cache
def _shuffles() -> NDArray[np.intp]:
    """For every step and run its own order of the rows: (STEPS, RUNS, N)."""
    return np.argsort(np.random.default_rng(1).random((STEPS, RUNS, N)), axis=-1)


def wander(*, start: float, lr: float, batch_size: int) -> Array:
    """Frequencies of RUNS runs of mini-batch descent that differ only in their batches: (STEPS + 1, RUNS)."""
    w = np.full(RUNS, start)
    path = [w]
    for rows in _shuffles():
        if batch_size == N:  # without noise all runs are one
            w = np.full(RUNS, (w[:1] - lr * tone_gradient(w[:1], rows[:1]))[0])
        else:
            w = w - lr * tone_gradient(w, rows[:, :batch_size])
        path.append(w)
    return np.array(path)


@functools.cache
def best_valley() -> tuple[float, float, float]:
    """The deepest minimum and the two hilltops beside it."""
    w = np.linspace(LOW, HIGH, 3001)
    loss = tone_loss(w)
    tops = np.flatnonzero((loss[1:-1] > loss[:-2]) & (loss[1:-1] > loss[2:])) + 1
    bottom = int(np.argmin(loss))
    return float(w[bottom]), float(w[tops[tops < bottom][-1]]), float(w[tops[tops > bottom][0]])


class EscapePicture(Picture):
    alt = (
        "Left: the loss of a frequency, with three valleys, and where sixty runs ended on it. "
        "Right: the share of runs in the deepest valley against the step."
    )
    wide_size = (9.0, 4.3)
    tall_size = (3.4, 6.8)

    def build(self) -> None:
        self.land, self.share = self.panels(width_ratios=[1.25, 1])
        w = np.linspace(LOW, HIGH, 601)
        bottom, left, right = best_valley()
        self.land.set(title=f"Where {RUNS} runs end", xlim=(LOW, HIGH), ylim=(0, 2.3))
        self.land.set(xlabel="frequency w (radians a second)", ylabel="loss (no unit)")
        self.land.axvspan(left, right, color=GREEN, alpha=0.12, lw=0)
        self.land.plot(w, tone_loss(w), color=BLUE)
        self.land.plot(bottom, tone_loss(np.array(bottom)), "*", color=GREEN, mec=BLACK, mew=0.7, ms=14, ls="none")
        (self._ends,) = self.land.plot([], [], "o", color=ORANGE, mec="#7A5200", mew=0.4, ms=5, label="end of a run")
        (self._start,) = self.land.plot([], [], "s", color=BLACK, ms=8, label="start of all")
        self.land.legend(loc="lower right")
        self.share.set(title="In the deepest valley", xlim=(0, STEPS), ylim=(-0.03, 1.03), xlabel="step")
        self.share.set(ylabel="share of runs")
        self.share.grid(True)
        (self._share,) = self.share.plot([], [], color=VERMILLION, clip_on=False)
        (self._last,) = self.share.plot([], [], "D", color=VERMILLION, mec=BLACK, ms=8, clip_on=False)
        self.actors(self._ends, self._start, self._share, self._last)

    def show(self, *, batch_size: float, lr: float, start: str) -> Finding:
        B, (_, left, right) = power_of_two(batch_size), best_valley()
        path = wander(start=STARTS[start], lr=lr, batch_size=B)
        inside = np.mean((path > left) & (path < right), axis=1)
        self._ends.set_data(*_stacked(path[-1]))
        self._start.set_data([STARTS[start]], tone_loss(np.array([STARTS[start]])))
        self._share.set_data(np.arange(STEPS + 1), inside)
        self._last.set_data([STEPS], inside[-1:])
        return _counted(B, lr, inside, float(np.mean(tone_loss(path[-1]))))


def _stacked(ends: Array) -> tuple[Array, Array]:
    """Dots above the curve, one on another where runs end together."""
    bins = np.round(np.clip(ends, LOW, HIGH) / 0.12).astype(int)
    order = np.argsort(bins, kind="stable")
    height = np.arange(len(bins)) - np.searchsorted(bins[order], bins[order])
    at = bins[order] * 0.12
    return at, np.minimum(tone_loss(at) + 0.05 + 0.035 * height, 2.28)


def _counted(B: int, lr: float, inside: Array, loss: float) -> Finding:
    count, began_inside = round(float(inside[-1]) * RUNS), inside[0] > 0.5
    told = f"B = {B}, rate {lr:.2g}: {count} of {RUNS} runs end in the deepest valley, mean loss {loss:.2f}."
    if B == N:
        return Finding("no noise, no choice", f"{told} All rows every step: every run is the same run.")
    if began_inside:
        return Finding("they stay" if count > 0.95 * RUNS else "thrown out of the good valley", told)
    if inside.max() > 0.3 and inside[-1] < 0.75 * inside.max():
        return Finding("too much noise", f"{told} What the noise finds it soon throws away.")
    if count < 3:
        return Finding("stuck", f"{told} The noise is too small to climb the hill in {STEPS} steps.")
    return Finding("noise helps" if count >= RUNS / 4 else "a few escape", told)


class EscapeExplorer(Explorer):
    picture_type = EscapePicture
    title = "Noise can lift a run out of a poor valley, and out of a good one"
    stops = ({"batch_size": 64.0}, {"batch_size": 4.0}, {"batch_size": 1.0})

    def make_controls(self) -> dict[str, Any]:
        return {
            "start": choice("start", tuple(STARTS), "poor valley, 4.4"),
            "batch_size": powers_of_two("batch size B", 16, N),
            "lr": log_slider("learning rate", 10**-0.9, -2.0, 0.0, 0.05),
        }


def escape() -> Explorer:
    """Slide batch size and learning rate: how many of sixty runs leave a poor local minimum?"""
    return EscapeExplorer()
