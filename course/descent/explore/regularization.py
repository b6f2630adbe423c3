"""Strength of an L1 or L2 penalty against the weights that it leaves, and against the error (unit 08)."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, choice, log_slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION

Array = NDArray[np.float64]
ROWS, FEATURES = 40, 30
USEFUL = {2: 2.0, 7: -1.5, 11: 1.0, 20: 0.7}
NOISE = 1.0  # variance, which no model can predict
LOW, HIGH, PER_DECADE = -3.0, 1.0, 20
STRENGTHS = 10.0 ** np.linspace(LOW, HIGH, round((HIGH - LOW) * PER_DECADE) + 1)
L1_SHARE = {"L2 (ridge)": 0.0, "L1 (lasso)": 1.0, "half L1, half L2 (elastic net)": 0.5}


class Fits(NamedTuple):
    """Weights (strengths, FEATURES), and the mean squared error of each fit on training and on new rows."""

    weights: Array
    train: Array
    test: Array


@functools.cache
def problem() -> tuple[Array, Array, Array]:
    """Standard normal features, a target that four of them decide, up to noise, and the true weights."""
    rng = np.random.default_rng(3)
    X = rng.normal(size=(ROWS, FEATURES))
    true = np.zeros(FEATURES)
    true[list(USEFUL)] = list(USEFUL.values())
    return X, X @ true + np.sqrt(NOISE) * rng.normal(size=ROWS), true


@functools.cache
def fits(penalty: str) -> Fits:
    """Fits at all strengths: minima of ½·MSE + λ(share·‖w‖₁ + ½(1 − share)‖w‖²)."""
    X, y, true = problem()
    H, b, share = X.T @ X / ROWS, X.T @ y / ROWS, L1_SHARE[penalty]
    w, found = np.zeros(FEATURES), []
    for strength in STRENGTHS[::-1]:
        if share == 0:
            w = np.linalg.solve(H + strength * np.eye(FEATURES), b)
        else:
            w = _coordinates(H, b, w, l1=share * strength, l2=(1 - share) * strength)
        found.append(w)
    weights = np.array(found[::-1])
    train = np.mean((weights @ X.T - y) ** 2, axis=1)
    # The features of new rows are independent with variance 1, so their error has a closed form.
    test = np.sum((weights - true) ** 2, axis=1) + NOISE
    return Fits(weights, train, test)


def _coordinates(H: Array, b: Array, w: Array, *, l1: float, l2: float) -> Array:
    """Coordinate descent from `w`, which is near the solution where the last strength was near this one."""
    w = w.copy()
    for _ in range(60):
        for i in range(w.size):
            pull = b[i] - H[i] @ w + H[i, i] * w[i]
            w[i] = np.sign(pull) * max(abs(pull) - l1, 0.0) / (H[i, i] + l2)
    return w


class PathPicture(Picture):
    alt = (
        "Left: the thirty weights of a linear model against the strength of the penalty. "
        "Right: its mean squared error on training rows and on new rows, against the same strength."
    )
    wide_size = (9.0, 4.2)

    def build(self) -> None:
        self.path, self.error = self.panels(width_ratios=[1.1, 1])
        span = (STRENGTHS[0], STRENGTHS[-1])
        self.path.set(title="Weights", xscale="log", xlim=span, ylim=(-2.4, 2.8))
        self.path.set(xlabel="strength λ", ylabel="weight (no unit)")
        self.error.set(title="Error", xscale="log", yscale="log", xlim=span, ylim=(0.15, 15))
        self.error.set(xlabel="strength λ", ylabel="mean squared error")
        self.path.axhline(0, color="#888888", lw=0.8)
        self.error.axhline(NOISE, color=GREY, ls=":", lw=1.4, label="noise: no model does better")
        for axes in (self.path, self.error):
            axes.grid(True)
        self._useless = [self.path.plot([], [], color="#B8B8B8", lw=0.9)[0] for k in range(FEATURES) if k not in USEFUL]
        colours = (BLUE, ORANGE, GREEN, PURPLE)
        self._useful = [self.path.plot([], [], color=colour, lw=2.2)[0] for colour in colours]
        for (_, weight), colour in zip(USEFUL.items(), colours, strict=True):
            self.path.plot(STRENGTHS[0], weight, "<", color=colour, ms=8, clip_on=False)
        self.path.plot([], [], "<", color=BLACK, ms=7, label="true weight")
        self.path.plot([], [], color="#B8B8B8", lw=1, label="feature without any use")
        (self._train,) = self.error.plot([], [], "--", color=SKY, label="training rows")
        (self._test,) = self.error.plot([], [], "-", color=VERMILLION, label="new rows")
        self._lines = [axes.axvline(1, color=BLACK, lw=1.2) for axes in (self.path, self.error)]
        (self._marks,) = self.error.plot([], [], "D", color=ORANGE, mec=BLACK, ms=8)
        self.path.legend(loc="upper right", fontsize=8)
        self.error.legend(loc="upper left", fontsize=8)
        self.actors(*self._useless, *self._useful, self._train, self._test, *self._lines, self._marks)

    def show(self, *, penalty: str, strength: float) -> Finding:
        fit = fits(penalty)
        k = int(np.argmin(np.abs(np.log(STRENGTHS / strength))))
        others = [j for j in range(FEATURES) if j not in USEFUL]
        for line, j in zip([*self._useless, *self._useful], [*others, *USEFUL], strict=True):
            line.set_data(STRENGTHS, fit.weights[:, j])
        self._train.set_data(STRENGTHS, fit.train)
        self._test.set_data(STRENGTHS, fit.test)
        for line in self._lines:
            line.set_xdata([STRENGTHS[k]] * 2)
        self._marks.set_data([STRENGTHS[k]] * 2, [fit.train[k], fit.test[k]])
        return _in_words(fit, k)


def _in_words(fit: Fits, k: int) -> Finding:
    w, best = fit.weights[k], int(np.argmin(fit.test))
    left = int(np.count_nonzero(w))
    zeros = f"{FEATURES - left} of {FEATURES} weights are exactly zero"
    detail = (
        f"λ = {STRENGTHS[k]:.3g}: {zeros}, ‖w‖ = {np.linalg.norm(w):.2f}; error {fit.train[k]:.2f} on training rows, "
        f"{fit.test[k]:.2f} on new ones (lowest {fit.test[best]:.2f} at λ = {STRENGTHS[best]:.3g})."
    )
    if fit.test[k] <= 1.1 * fit.test[best]:
        return Finding("about right", detail)
    return Finding("overfits" if k < best else "underfits", detail)


class PathExplorer(Explorer):
    picture_type = PathPicture
    title = "A price on weights: L2 makes them small, L1 makes them few"
    stops = (
        {"strength": 1e-3},
        {"strength": 0.1},
        {"strength": 0.1, "penalty": "L1 (lasso)"},
        {"strength": 1.0, "penalty": "L1 (lasso)"},
    )

    def make_controls(self) -> dict[str, Any]:
        return {
            "penalty": choice("penalty", tuple(L1_SHARE), "L2 (ridge)"),
            "strength": log_slider("strength λ", STRENGTHS[0], LOW, HIGH, 1 / PER_DECADE),
        }


def regularization() -> Explorer:
    """Slide the strength of a penalty: which weights go, and where is the error on new rows lowest?"""
    return PathExplorer()
