"""The margin of unit 10: a linear SVM between two kinds of iris, and the price of a point inside its margin."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, log_slider, slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREY, ORANGE, VERMILLION

LEFT, RIGHT, BOTTOM, TOP = 2.7, 7.2, 0.8, 3.45
STRAY = 48  # the flower that moves: a versicolor far from all virginicas


@functools.cache
def flowers() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Petal length and width (100, 2) in cm, and the kind: −1 is versicolor, +1 is virginica."""
    from sklearn.datasets import load_iris  # here, since it takes seconds and other explorers need none of it

    X, y = load_iris(return_X_y=True)
    return X[50:, 2:].astype(np.float64), np.where(y[50:] == 2, 1.0, -1.0)


def moved(stray: float) -> NDArray[np.float64]:
    """The flowers, with one versicolor a share `stray` of its way into the middle of the virginicas."""
    X = flowers()[0].copy()
    X[STRAY] = (1 - stray) * X[STRAY] + stray * np.array([6.3, 2.25])
    return X


def widest(C: float, stray: float) -> tuple[NDArray[np.float64], float]:
    """The w (2,) and b that minimise ½‖w‖² + C·Σ max(0, 1 − y(w·x + b))."""
    from sklearn.svm import SVC

    model = SVC(kernel="linear", C=C, tol=1e-6).fit(moved(stray), flowers()[1])
    return model.coef_[0], float(model.intercept_[0])


class MarginPicture(Picture):
    alt = (
        "Left: two kinds of iris by petal length and width, the boundary of a linear SVM, its margin and the flowers "
        "that hold it. Right: the hinge loss against the margin of a flower, with a dot for every flower."
    )

    def build(self) -> None:
        self.map, self.loss = self.panels(width_ratios=[1.15, 1])
        self.map.set(title="Two kinds of iris", xlabel="petal length (cm)", ylabel="petal width (cm)")
        self.map.set(xlim=(LEFT, RIGHT), ylim=(BOTTOM, TOP))
        m = np.linspace(-4.2, 6.2, 209)
        self.loss.plot(m, np.maximum(0, 1 - m), "-", color=GREY, lw=1.5, label="hinge, max(0, 1 − m)")
        self.loss.axvline(0, color=BLACK, lw=0.8, ls=":")
        self.loss.set(title="What each flower costs", xlabel="margin m = y(w·x + b)", ylabel="loss (no unit)")
        self.loss.set(xlim=(-4.2, 6.2), ylim=(-0.4, 5.2))
        X, y = flowers()
        for axes in (self.map, self.loss):
            axes.grid(True)
        (self._held,) = self.map.plot([], [], "o", mfc="none", mec=BLACK, ms=10, mew=1.1, label="inside or on the edge")
        self.map.plot(*X[np.flatnonzero(y > 0)].T, "^", color=BLUE, ms=5, label="virginica")
        rest = [k for k in np.flatnonzero(y < 0) if k != STRAY]
        self.map.plot(*X[rest].T, "s", color=ORANGE, ms=4.5, label="versicolor")
        (self._boundary,) = self.map.plot([], [], "-", color=BLACK, lw=2)
        self._edges = [self.map.plot([], [], "--", color=GREY, lw=1.2)[0] for _ in range(2)]
        (self._stray,) = self.map.plot([], [], "s", color=VERMILLION, mec=BLACK, ms=9)
        (self._calm,) = self.loss.plot([], [], "o", color=GREY, ms=3.5, label="does not pull")
        (self._pulling,) = self.loss.plot([], [], "o", color=BLUE, mec=BLACK, ms=6, label="pulls on w and b")
        (self._stray_loss,) = self.loss.plot([], [], "s", color=VERMILLION, mec=BLACK, ms=9)
        keys = self.map.legend(loc="upper left", fontsize=8), self.loss.legend(loc="upper right", fontsize=8)
        self.actors(*self._edges, self._boundary, self._held, self._stray)
        self.actors(self._calm, self._pulling, self._stray_loss, *keys)

    def show(self, *, C: float, stray: float) -> Finding:
        X, y = moved(stray), flowers()[1]
        w, b = widest(C, stray)
        margins = y * (X @ w + b)
        inside = margins < 1 + 1e-3
        for line, level in zip([self._boundary, *self._edges], (0.0, -1.0, 1.0), strict=True):
            line.set_data(*_level(w, b, level))
        self._held.set_data(*X[inside].T)
        self._stray.set_data(*X[STRAY : STRAY + 1].T)
        shown = np.clip(margins, -4, 5.9)
        cost = np.minimum(np.maximum(0, 1 - margins), 5)
        self._calm.set_data(shown[~inside], cost[~inside])
        self._pulling.set_data(shown[inside], cost[inside])
        self._stray_loss.set_data(shown[STRAY : STRAY + 1], cost[STRAY : STRAY + 1])
        return _in_words(C, w, int(inside.sum()), int((margins < 0).sum()), margins[STRAY])


def _level(w: NDArray[np.float64], b: float, level: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The line w·x + b = level, long enough to cross the map."""
    foot = (level - b) * w / (w @ w)
    along = np.array([-w[1], w[0]]) / np.linalg.norm(w)
    ends = foot + np.outer([-20, 20], along)
    return ends[:, 0], ends[:, 1]


def _in_words(C: float, w: NDArray[np.float64], inside: int, errors: int, stray: float) -> Finding:
    width = 2 / np.linalg.norm(w)
    verdict = "a wide margin" if width > 2 else "a narrow margin" if width < 0.8 else "a middling margin"
    wrong = f"{errors} of 100 on the wrong side"
    own = "needs no pull" if stray >= 1 else "pulls" if stray >= 0 else "is on the wrong side and pulls"
    return Finding(
        verdict,
        f"C = {C:.3g} (λ = 1/(100·C) = {1 / (100 * C):.2g}): 2/‖w‖ = {width:.2f} cm wide, "
        f"{inside} flowers on its edge or inside it, {wrong}; the red one {own}.",
    )


class MarginExplorer(Explorer):
    picture_type = MarginPicture
    title = "C sets the price of a point inside the margin"
    stops = ({"C": 0.02}, {"C": 1.0}, {"C": 300.0})

    def make_controls(self) -> dict[str, Any]:
        return {
            "C": log_slider("price C", 1.0, -2, 3, 0.1),
            "stray": slider("move one flower", 0.0, 0.0, 1.0, 0.02),
        }


def applications() -> Explorer:
    """Slide C and one flower: the margin of a linear SVM, and what each flower costs."""
    return MarginExplorer()
