"""Unit 03: which batch size wins depends on the axis. Loss against samples seen and against time."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.explore.batching import power_of_two, powers_of_two, problem, sgd_path
from descent.explore.explorer import Explorer, log_slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, ORANGE, PURPLE

Array = NDArray[np.float64]
ROWS = 1024
SIZES = tuple(2**k for k in range(11))
TARGET = 0.05  # loss above the minimum at which the clock stops
FLOOR, TOP = 4e-3, 4.0


def suggested_lr(batch_size: int) -> float:
    """Proportional to the batch size while noise rules, level once curvature does.

    lr = lr_max / (1 + B_noise/B), after McCandlish et al. (2018), arXiv:1812.06162, with constants for this problem.
    """
    return 0.4 / (1 + 64 / batch_size)


@functools.cache
def run(batch_size: int) -> Array:
    """Loss above the minimum after every step, the mean of four shufflings: (T + 1,)."""
    data, lr = problem(ROWS, (2.0, 0.05)), suggested_lr(batch_size)
    epochs = max(6, batch_size // 10)
    paths = [sgd_path(data, lr=lr, batch_size=batch_size, epochs=epochs, seed=seed) for seed in range(4)]
    return np.asarray(np.mean([data.excess(path) for path in paths], axis=0))


def steps_needed(batch_size: int) -> int:
    """The first step at which the loss is within the target."""
    return int(np.flatnonzero(run(batch_size) <= TARGET)[0])


def time_needed(batch_size: int, overhead: float) -> float:
    """Time to the target, in the time that one row costs, when a step costs `overhead` rows and its own rows."""
    return steps_needed(batch_size) * (overhead + batch_size)


class RacePicture(Picture):
    alt = (
        "Loss above the minimum for batch sizes 1, the chosen one, and all 1024 rows. "
        "Left against samples seen, right against time on a machine whose steps have a fixed cost; logarithmic axes."
    )
    wide_size = (9.0, 4.3)
    tall_size = (3.4, 7.0)

    def build(self) -> None:
        self.samples, self.time = self.panels()
        self._lines: dict[str, tuple[Any, Any]] = {}
        for axes, title, unit in (
            (self.samples, "Per sample", "samples seen (rows)"),
            (self.time, "Per second", "time (in the time one row takes)"),
        ):
            axes.set(title=title, xscale="log", yscale="log", ylim=(FLOOR, TOP), xlabel=unit)
            axes.set(ylabel="loss above the minimum (no unit)")
            axes.axhline(TARGET, color=BLACK, lw=1.2, ls=":")
            axes.grid(True)
        self.samples.set_xlim(10, 1e5)
        self.time.set_xlim(10, 5e7)
        self.time.text(14, TARGET * 0.9, "target", va="top", fontsize=9)
        looks: dict[str, dict[str, Any]] = {
            "one": {"color": PURPLE, "lw": 1.2, "label": "B = 1: stochastic"},
            "all": {"color": BLUE, "lw": 1.6, "ls": "--", "label": f"B = {ROWS}: batch"},
            "some": {"color": ORANGE, "lw": 2.4, "label": "your B: mini-batch"},
        }
        for name, look in looks.items():
            for axes in (self.samples, self.time):
                (line,) = axes.plot([], [], **look)
                (end,) = axes.plot([], [], "D", color=look["color"], mec=BLACK, ms=8)
                self._lines[name] = (*self._lines.get(name, ()), line, end)  # type: ignore[assignment]
        self.samples.legend(loc="lower left")
        self.actors(*(artist for artists in self._lines.values() for artist in artists))

    def show(self, *, batch_size: float, overhead: float) -> Finding:
        sizes = {"one": 1, "all": ROWS, "some": power_of_two(batch_size)}
        for name, size in sizes.items():
            loss, done = run(size), steps_needed(size)
            loss = loss[: done + done // 3 + 2]  # beyond the target only the noise floor would follow
            steps = np.arange(len(loss))
            for (line, end), cost in zip(_pairs(self._lines[name]), (size, overhead + size), strict=True):
                line.set_data(np.maximum(steps * cost, 1), np.clip(loss, FLOOR, TOP))
                end.set_data([done * cost], [loss[done]])
        return _winner(sizes["some"], overhead)


def _pairs(artists: Any) -> list[tuple[Any, Any]]:
    return [(artists[0], artists[1]), (artists[2], artists[3])]


def _winner(mine: int, overhead: float) -> Finding:
    times = {size: time_needed(size, overhead) for size in SIZES}
    fastest = min(times, key=lambda size: times[size])
    names = {1: "B = 1", mine: f"B = {mine}", ROWS: "all rows"}
    told = ", ".join(f"{names[size]} in {steps_needed(size):,} steps" for size in sorted(names))
    rows = ", ".join(f"{steps_needed(size) * size:,}" for size in sorted(names))
    first = min(names, key=lambda size: times[size])
    return Finding(
        f"{names[first]} wins per second",
        f"the target is reached by {told}, which read {rows} rows. "
        f"With a fixed cost of {round(overhead):,} times a row a step, the fastest of all sizes is {fastest}.",
    )


class RaceExplorer(Explorer):
    picture_type = RacePicture
    title = "Small batches win per sample; what a step costs decides who wins per second"
    stops = ({"overhead": 1.0}, {"overhead": 100.0}, {"overhead": 10000.0})

    def make_controls(self) -> dict[str, Any]:
        return {
            "batch_size": powers_of_two("batch size B", 32, ROWS),
            "overhead": log_slider("step cost (rows)", 100.0, 0.0, 4.0, 0.1),
        }


def batch_race() -> Explorer:
    """Slide the batch size and the fixed cost of a step: loss against samples seen and against time."""
    return RaceExplorer()
