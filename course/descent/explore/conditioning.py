"""The condition number of unit 02: what the ratio of curvatures costs at the best learning rate."""

from __future__ import annotations

from typing import Any

import numpy as np

from descent import landscapes
from descent.explore.explorer import Explorer, log_slider, slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREEN, ORANGE, VERMILLION

STEPS = 60
HALF = 5.0


class ConditionPicture(Picture):
    alt = (
        "Left: the path of gradient descent over the level sets of ½(x² + κy²). "
        "Right: what a step leaves of the error against κ; theory as a curve, the measured run as a marker."
    )

    def build(self) -> None:
        self.map, self.rate = self.panels(width_ratios=[1, 1.12])
        self.map.set(title="Path on ½(x² + κy²)", xlabel="x (no unit)", ylabel="y (no unit)", aspect="equal")
        self.map.set(xlim=(-HALF, HALF), ylim=(-HALF, HALF))
        (self._rings,) = self.map.plot([], [], color="#8AA9BD", lw=0.9)
        (self._path,) = self.map.plot([], [], "o-", color=VERMILLION, lw=1.2, ms=3.6, label="step")
        (self._start,) = self.map.plot([], [], "s", color=BLACK, ms=7, label="start")
        self.map.plot([0], [0], "*", color=GREEN, mec=BLACK, mew=0.7, ms=14, ls="none", label="minimum")
        self.map.legend(loc="upper right", handlelength=1.6)
        kappa = np.logspace(0, 3, 200)
        self.rate.set(title="Error left by a step", xscale="log", xlim=(0.9, 1100), ylim=(-0.03, 1.12))
        self.rate.set(xlabel="condition number κ (no unit)", ylabel="error after / before a step")
        self.rate.plot(kappa, (kappa - 1) / (kappa + 1), color=BLUE, label="best rate: (κ−1)/(κ+1)")
        self.rate.axhline(1, color=VERMILLION, ls="--", lw=1.4, label="no progress")
        self.rate.grid(True)
        (self._measured,) = self.rate.plot([], [], "D", color=ORANGE, mec=BLACK, ms=9, label="measured on this run")
        self.rate.legend(loc="lower right")
        self.actors(self._rings, self._path, self._start, self._measured)

    def show(self, *, kappa: float, share: float) -> Finding:
        landscape = landscapes.valley(max(kappa, 1.0))
        best = 2 / (1 + kappa)
        lr, x = share * best, landscape.start
        points = [x]
        for _ in range(STEPS):
            x = x - lr * landscape.gradient(x)
            points.append(x)
        path = np.array(points)
        sizes = np.linalg.norm(path, axis=1)
        # The last step that still has an error to shrink: by then only the slowest direction is left of it.
        last = int(np.flatnonzero(sizes > 1e-12)[-1])
        measured = float(sizes[last] / sizes[last - 1]) if last else 0.0
        self._rings.set_data(*_ellipses(kappa))
        outside = np.flatnonzero(np.abs(path).max(axis=1) > HALF)
        drawn = path[: outside[0] + 1] if len(outside) else path
        self._path.set_data(*drawn.T)
        self._start.set_data(*path[:1].T)
        self._measured.set_data([kappa], [min(measured, 1.1)])
        return _cost_in_words(kappa, share, lr, measured)


def _cost_in_words(kappa: float, share: float, lr: float, measured: float) -> Finding:
    theory = max(abs(1 - lr), abs(1 - lr * kappa))
    here = f"κ = {kappa:.4g}, rate {lr:.3g}"
    if theory >= 1:
        return Finding("diverges", f"{here}: every step multiplies the error by {theory:.3f}.")
    if theory < 1e-9:
        return Finding("one step suffices", "with κ = 1 the best rate 1/L lands on the minimum at once.")
    steps = int(np.ceil(np.log(1e-6) / np.log(theory)))
    slower = "" if abs(share - 1) < 0.005 else f" (best: {(kappa - 1) / (kappa + 1):.4f})"
    return Finding(
        f"{steps} steps for six digits",
        f"{here}: a step leaves {measured:.4f} of the error, as theory says: {theory:.4f}{slower}.",
    )


def _ellipses(kappa: float) -> tuple[Any, Any]:
    angle = np.append(np.linspace(0, 2 * np.pi, 91), np.nan)
    radius = np.arange(1, 8)[:, None]
    return (radius * np.cos(angle)).ravel(), (radius * np.sin(angle) / np.sqrt(kappa)).ravel()


class ConditionExplorer(Explorer):
    picture_type = ConditionPicture
    title = "The larger the condition number, the less each step achieves, even at the best rate"
    stops = ({"kappa": 10.0}, {"kappa": 100.0}, {"kappa": 1000.0})

    def make_controls(self) -> dict[str, Any]:
        return {
            "kappa": log_slider("condition number κ", 10.0, 0.0, 3.0, 0.05),
            "share": slider("rate / best rate", 1.0, 0.1, 1.2, 0.01),
        }


def condition_number() -> Explorer:
    """Slide κ = λmax/λmin: at its best rate gradient descent still shrinks the error only by (κ−1)/(κ+1)."""
    return ConditionExplorer()
