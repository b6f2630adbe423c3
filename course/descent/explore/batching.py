"""Unit 03: how many rows a gradient needs. A cloud of mini-batch gradients beside the loss that they reach."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import ipywidgets as widgets
import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, choice, log_slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREEN, ORANGE, PURPLE

Array = NDArray[np.float64]
N = 256
EPOCHS = 8
DRAWS = 200
START = (-2.0, 2.5)
PLACES = {"start": 0.0, "half-way": 0.5, "minimum": 1.0}  # how far from the start to the minimum
FLOOR, TOP = 1e-5, 1e4


class Problem(NamedTuple):
    """A linear regression with two weights: N rows, and the loss (1/N)‖Xw − y‖² as a quadratic."""

    X: Array
    y: Array
    minimum: Array
    hessian: Array

    def excess(self, path: Array) -> Array:
        """Loss above the minimum: (T, 2) -> (T,)."""
        with np.errstate(over="ignore", invalid="ignore"):
            error = path - self.minimum
            return np.nan_to_num(np.sum(error @ self.hessian * error, axis=1) / 2, nan=np.inf)

    def gradients(self, w: Array) -> Array:
        """The gradient of every single row at `w`: (N, 2)."""
        residual = self.X @ w - self.y
        return 2 * residual[:, None] * self.X


@functools.cache
def problem(rows: int = N, variances: tuple[float, float] = (0.5, 2.0)) -> Problem:
    """The same regression in every session: curvatures about twice the `variances`, targets with noise."""
    rng = np.random.default_rng(3)
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    X = rng.normal(size=(rows, 2)) * np.sqrt(variances) @ turn.T
    y = X @ np.array([1.0, -0.5]) + 1.5 * rng.normal(size=rows)
    hessian = 2 / rows * X.T @ X
    return Problem(X, y, np.linalg.solve(hessian, 2 / rows * X.T @ y), hessian)


def sgd_path(data: Problem, *, lr: float, batch_size: int, epochs: int, seed: int = 0) -> Array:
    """Weights after every step of mini-batch descent with shuffled epochs, the start included: (T + 1, 2).

    The path ends one step after it has left for good.
    """
    rng = np.random.default_rng(seed)
    rows = len(data.y)
    order = np.concatenate([rng.permutation(rows) for _ in range(epochs)])
    starts = (np.arange(epochs)[:, None] * rows + np.arange(0, rows, batch_size)).ravel()
    sizes = np.diff(np.append(starts, epochs * rows))
    # A step on a batch is w − lr(Hw − c): two numbers and a 2×2 matrix a batch, all found in one go.
    x0, x1, y = data.X[order, 0], data.X[order, 1], data.y[order]
    terms = (x0 * x0, x0 * x1, x1 * x1, x0 * y, x1 * y)
    parts = np.array([np.add.reduceat(term, starts) for term in terms]) * (2 * lr / sizes)
    a, b = START
    path = [(a, b)]
    for h00, h01, h11, c0, c1 in parts.T.tolist():
        a, b = a - h00 * a - h01 * b + c0, b - h01 * a - h11 * b + c1
        path.append((a, b))
        if not abs(a) + abs(b) < 1e6:
            break
    return np.array(path)


class BatchingPicture(Picture):
    alt = (
        "Left: gradients of 200 random mini-batches as a cloud around the full gradient, over those of single rows. "
        "Right: loss above the minimum against samples seen, for batch size 1, the chosen size, and all rows."
    )
    wide_size = (9.0, 4.5)
    tall_size = (3.4, 7.0)

    def build(self) -> None:
        self.cloud, self.loss = self.panels(width_ratios=[1, 1.25])
        self.cloud.set(title="Which way is up?", aspect="equal", xlim=(-30, 16), ylim=(-16, 30))
        self.cloud.set(xlabel="gradient, weight 1 (no unit)", ylabel="gradient, weight 2 (no unit)")
        self.cloud.axhline(0, color="#BBBBBB", lw=0.8)
        self.cloud.axvline(0, color="#BBBBBB", lw=0.8)
        (self._rows,) = self.cloud.plot([], [], ".", color="#B5B5B5", ms=4, label="one row each")
        (self._batches,) = self.cloud.plot([], [], "o", color=ORANGE, mec="#7A5200", mew=0.3, ms=4, label="batch of B")
        (self._law,) = self.cloud.plot([], [], color=BLACK, ls=":", lw=1.6, label="√variance law")
        (self._full,) = self.cloud.plot([], [], "*", color=GREEN, mec=BLACK, mew=0.7, ms=14, label="all 256 rows")
        self.cloud.legend(loc="lower left", handletextpad=0.4, borderpad=0.4, fontsize=8.5)
        self.loss.set(title="Loss above the minimum", yscale="log", ylim=(FLOOR, TOP), xlim=(-0.1, EPOCHS + 0.1))
        self.loss.set(xlabel="samples seen (epochs of 256 rows)", ylabel="loss (no unit)")
        self.loss.grid(True)
        (self._one,) = self.loss.plot([], [], color=PURPLE, lw=0.8, label="B = 1: stochastic")
        (self._all,) = self.loss.plot([], [], "s-", color=BLUE, lw=1.6, ms=5, label="B = 256: batch")
        (self._some,) = self.loss.plot([], [], color=ORANGE, lw=2.2, label="your B: mini-batch")
        self.loss.legend(loc="upper right")
        self.actors(self._rows, self._batches, self._law, self._full, self._one, self._all, self._some)
        # Sums over the first B rows of many shuffles: a mean for every B without drawing again.
        rng = np.random.default_rng(1)
        self._shuffles = rng.permuted(np.tile(np.arange(N), (DRAWS, 1)), axis=1)

    def show(self, *, batch_size: float, lr: float, place: str) -> Finding:
        B, data = power_of_two(batch_size), problem()
        w = np.array(START) + PLACES[place] * (data.minimum - START)
        G = data.gradients(w)
        full = G.mean(axis=0)
        means = G[self._shuffles[:, :B]].mean(axis=1)
        noise = float(np.sqrt(np.sum((G - full) ** 2) / N / B * (N - B) / (N - 1)))
        angle = np.linspace(0, 2 * np.pi, 91)
        self._rows.set_data(*G.T)
        self._batches.set_data(*means.T)
        self._law.set_data(full[0] + noise * np.cos(angle), full[1] + noise * np.sin(angle))
        self._full.set_data(*full[:, None])
        for line, size in ((self._one, 1), (self._all, N), (self._some, B)):
            path = sgd_path(data, lr=lr, batch_size=size, epochs=EPOCHS)
            excess = np.clip(data.excess(path), FLOOR, TOP)
            line.set_data(np.minimum(np.arange(len(path)) * size / N, EPOCHS), excess)
        finished = len(path) == EPOCHS * (N // B) + 1
        astray = int(np.sum(means @ full < 0))
        # One loss of a noisy run is luck, so the words give the mean over the last epoch.
        last = float(np.mean(excess[-(N // B) :]))
        return _in_words(B, lr, noise, full, astray, last if finished and last < excess[0] else None)


def _in_words(B: int, lr: float, noise: float, full: Array, astray: int, excess: float | None) -> Finding:
    steps, size = N // B, float(np.linalg.norm(full))
    if B == N:
        cloud = "every batch holds all rows and gives the full gradient"
    elif size < 1e-9:
        cloud = f"here the full gradient is 0, so a batch gradient is nothing but noise, of size {noise:.2g}"
    else:
        cloud = f"noise is {noise / size:.2g} of the gradient, and {astray} of {DRAWS} batches point the wrong way"
    counted = f"B = {B} makes {steps} step{'s' * (steps > 1)} an epoch; {cloud}"
    if excess is None:
        return Finding("diverges", f"{counted}; at rate {lr:.3g} the steps of single batches throw it further out.")
    verdict = "noisy steps, many of them" if steps > 32 else "calmer steps, fewer of them"
    if B == N:
        verdict = "no noise, one step an epoch"
    return Finding(verdict, f"{counted}; over the last of {EPOCHS} epochs the loss is {excess:.2g} above the minimum.")


class BatchingExplorer(Explorer):
    picture_type = BatchingPicture
    title = "Fewer rows a gradient: more steps for the same samples, and more noise in each"
    stops = ({"batch_size": 1.0}, {"batch_size": 16.0}, {"batch_size": 256.0})

    def make_controls(self) -> dict[str, Any]:
        return {
            "place": choice("gradients at", tuple(PLACES), "start"),
            "batch_size": powers_of_two("batch size B", 16, N),
            "lr": log_slider("learning rate", 0.03, -3.0, 0.0, 0.05),
        }


def powers_of_two(label: str, value: int, most: int) -> Any:
    """A slider over 1, 2, 4, … `most`."""
    like = log_slider(label, 1.0, 0.0, 1.0, 1.0)
    return widgets.FloatLogSlider(
        value=float(value),
        base=2,
        min=0.0,
        max=float(np.log2(most)),
        step=1.0,
        description=label,
        readout_format=".0f",
        continuous_update=like.continuous_update,
        style={"description_width": "150px"},
        layout=like.layout,
    )


def power_of_two(value: float) -> int:
    """The power of two nearest to `value` in ratio, for a slider that was set by hand."""
    return int(2 ** round(np.log2(value)))


def batching() -> Explorer:
    """Slide the batch size and the learning rate: the cloud of batch gradients, and the loss against samples seen."""
    return BatchingExplorer()
