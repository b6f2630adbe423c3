"""Unit 09: what to watch while training: training loss, validation loss and the norm of the gradient."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, int_slider, log_slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREEN, ORANGE, PURPLE, VERMILLION

Array = NDArray[np.float64]
EPOCHS, FEATURES, NOISE = 400, 30, 0.7
LOSSES, NORMS = (0.03, 30.0), (1e-5, 100.0)


@functools.cache
def _pool() -> tuple[Array, Array, Array, Array]:
    """Training inputs (200, D) and targets, of which the first N are used; validation inputs and targets."""
    rng = np.random.default_rng(9)
    X = rng.normal(size=(500, FEATURES)) * np.geomspace(1.0, 0.15, FEATURES)
    y = X @ np.where(np.arange(FEATURES) < 4, [[1.0, -1.0] * (FEATURES // 2)], 0.0).ravel() + NOISE * rng.normal(
        size=500
    )
    return X[:200], y[:200], X[200:], y[200:]


@functools.lru_cache(maxsize=64)
def _bowl(rows: int) -> tuple[Array, Array, Array, float, Array, Array, float]:
    X, y, V, t = _pool()
    X, y = X[:rows], y[:rows]
    curvature, Q = np.linalg.eigh(2 / rows * X.T @ X)
    pull = Q.T @ (2 / rows * X.T @ y)
    return (
        curvature,
        Q,
        pull,
        float(np.mean(y**2)),
        2 / len(V) * (V @ Q).T @ V @ Q,
        (V @ Q).T @ t * 2 / len(V),
        float(np.mean(t**2)),
    )


def watch(rows: int, lr: float, weight_decay: float) -> tuple[Array, Array, Array]:
    """Training loss, validation loss and gradient norm of a linear model at every epoch from 0: (EPOCHS + 1,) each.

    Gradient descent on the mean squared error + ½ weight_decay·‖w‖² from zero, in closed form along eigenvectors.
    """
    curvature, _, pull, square, val_curvature, val_pull, val_square = _bowl(rows)
    steep = curvature + weight_decay
    with np.errstate(all="ignore"):
        left = (
            np.abs(1 - lr * steep) ** np.arange(EPOCHS + 1)[:, None]
            * np.sign(1 - lr * steep) ** (np.arange(EPOCHS + 1)[:, None])
        )
        left = np.clip(left, -1e12, 1e12)
    w = (1 - left) * pull / steep
    train = square - w @ pull + 0.5 * w**2 @ curvature
    val = val_square - w @ val_pull + 0.5 * np.einsum("td,de,te->t", w, val_curvature, w)
    return train, val, np.linalg.norm(left * pull, axis=1)


def first_converged(losses: Array, window: int, rtol: float) -> int | None:
    """The first epoch at which the mean of the last window is below that of the one before by less than rtol of it."""
    sums = np.concatenate([[0.0], np.cumsum(losses)])
    means = (sums[window:] - sums[:-window]) / window
    earlier, later = means[:-window], means[window:]
    found = np.flatnonzero((earlier >= later) & (earlier - later < rtol * np.abs(earlier)))
    return int(found[0]) + 2 * window - 1 if len(found) else None


class WatchPicture(Picture):
    alt = (
        "Left: training and validation loss against epochs, with the epoch of the lowest validation loss and the epoch "
        "at which the training loss counts as converged. Right: the norm of the gradient. Logarithmic axes."
    )

    def build(self) -> None:
        self.loss, self.norm = self.panels()
        self.loss.set(title="Losses", xlabel="epoch", ylabel="mean squared error (no unit)", yscale="log")
        self.loss.set(xlim=(0, EPOCHS), ylim=LOSSES)
        self.norm.set(title="Gradient", xlabel="epoch", ylabel="norm of the gradient (no unit)", yscale="log")
        self.norm.set(xlim=(0, EPOCHS), ylim=NORMS)
        for axes in (self.loss, self.norm):
            axes.grid(True)
        (self._train,) = self.loss.plot([], [], color=BLUE)
        (self._val,) = self.loss.plot([], [], "--", color=ORANGE)
        (self._best,) = self.loss.plot([], [], "*", color=GREEN, mec=BLACK, ms=14)
        (self._stop,) = self.loss.plot([], [], ":", color=PURPLE, lw=2.5)
        (self._norm,) = self.norm.plot([], [], color=VERMILLION)
        for line, name in (
            (self._train, "training"),
            (self._val, "validation"),
            (self._best, "lowest validation"),
            (self._stop, "“converged”"),
        ):
            look: dict[str, Any] = {"color": line.get_color(), "ls": line.get_linestyle(), "marker": line.get_marker()}
            self.loss.plot([], [], **look, label=name)
        self.loss.legend(loc="upper right")
        self.actors(self._train, self._val, self._stop, self._best, self._norm)

    def show(self, *, lr: float, rows: int, weight_decay: float, window: int) -> Finding:
        train, val, norm = watch(rows, lr, weight_decay)
        epochs = np.arange(EPOCHS + 1)
        self._train.set_data(epochs, np.clip(train, *LOSSES))
        self._val.set_data(epochs, np.clip(val, *LOSSES))
        self._norm.set_data(epochs, np.clip(norm, *NORMS))
        best, stop = int(np.argmin(val)), first_converged(train, window, 0.01)
        self._best.set_data([best], [np.clip(val[best], *LOSSES)])
        if not norm[-1] < 10 * norm[0]:
            stop = None  # where the numbers are cut off nothing falls any more
        self._stop.set_data([] if stop is None else [stop, stop], [] if stop is None else LOSSES)
        says = "never" if stop is None else f"at epoch {stop}"
        if not norm[-1] < 10 * norm[0]:
            return Finding(
                "diverges", f"both losses and the gradient grow; “converged” is said {says}. Lower the rate."
            )
        ends = f"training ends at {train[-1]:.2g}, validation at {val[-1]:.2g} after a low of {val[best]:.2g} in epoch "
        ends += f"{best}; the gradient has shrunk to {norm[-1] / norm[0]:.1g} of its start; “converged” is said {says}."
        if val[-1] > 1.1 * val[best]:
            return Finding("overfits", ends)
        if norm[-1] > 0.02 * norm[0] and train[-1] < 0.98 * train[EPOCHS // 2]:
            return Finding("too slow", ends)
        if train[-1] > 1.4 * NOISE**2 and weight_decay > 0.1:
            return Finding("underfits", ends)
        return Finding("healthy", ends)


class WatchExplorer(Explorer):
    picture_type = WatchPicture
    title = "Three curves tell what is wrong: training loss, validation loss, gradient norm"
    stops = ({}, {"rows": 35, "lr": 0.3}, {"lr": 0.0007}, {"lr": 1.2})

    def make_controls(self) -> dict[str, Any]:
        return {
            "lr": log_slider("learning rate", 0.1, -4.0, 0.3, 0.05),
            "rows": int_slider("training rows N", 200, 20, 200),
            "weight_decay": log_slider("weight decay", 10**-1.5, -4.0, 1.0, 0.1),
            "window": int_slider("window (epochs)", 10, 1, 60),
        }


def convergence() -> Explorer:
    """Slide rate, rows, weight decay and window; read training loss, validation loss and gradient norm."""
    return WatchExplorer()
