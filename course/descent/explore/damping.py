"""One eigenvalue under momentum: over-damped, critically damped, under-damped, alternating, diverging."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, log_slider, slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREEN, GREY, ORANGE, SKY, VERMILLION, YELLOW

STEPS = 60
LOW, HIGH = 1e-3, 8.0  # ends of the axis of lr·λ
EDGE = 1.6  # of the axis of errors


def roots(share: float, momentum: float) -> NDArray[np.complex128]:
    """The two eigenvalues of [[1 − a, −μ], [a, μ]], the map of (error, lr·velocity) to its successor; a = lr·λ."""
    half = (1 + momentum - share) / 2
    swing = np.sqrt(complex(half**2 - momentum))
    return np.array([half + swing, half - swing])


def errors(share: float, momentum: float, steps: int = STEPS) -> NDArray[np.float64]:
    """The error along an eigenvector, from 1 and at rest: (T+1,); cut where a diverging one leaves."""
    lost = np.abs(roots(share, momentum)).max() > 1 if momentum else share > 2
    error, velocity, seen = 1.0, 0.0, [1.0]
    for _ in range(steps):
        velocity = momentum * velocity + share * error
        error -= velocity
        seen.append(error)
        if lost and abs(error) > 3 * EDGE:
            break
    return np.array(seen)


class DampingPicture(Picture):
    alt = (
        "Left: a map of regimes over lr times lambda and momentum, with lines of equal contraction. "
        "Middle: the error along the eigenvector step by step. Right: the two eigenvalues in the complex plane."
    )
    wide_size = (9.0, 3.9)
    tall_size = (3.4, 9.2)

    def build(self) -> None:
        if self.tall:
            self.map, self.error, self.plane = self.figure.subplots(3, 1)
        else:
            self.map, self.error, self.plane = self.figure.subplots(1, 3, width_ratios=[1.35, 1.2, 0.95])
        self._draw_map()
        self.error.set(title="Error", xlim=(-1, STEPS + 1), ylim=(-EDGE, EDGE), xlabel="step")
        self.error.set_ylabel("error (share of the first)")
        self.error.axhline(0, color="#888888", lw=1)
        self.error.grid(True)
        self._t = np.linspace(0, STEPS, 121)
        (self._upper,) = self.error.plot([], [], ":", color=BLACK, lw=1.2, label=r"$\pm\sqrt{\mu}^{\,t}$")
        (self._lower,) = self.error.plot([], [], ":", color=BLACK, lw=1.2)
        (self._plain,) = self.error.plot([], [], "--", color=BLUE, lw=1.2, label="no momentum")
        (self._path,) = self.error.plot([], [], "o-", color=VERMILLION, lw=1.4, ms=3.4, label="momentum")
        self.error.legend(loc="lower right", handlelength=1.8)
        around = np.linspace(0, 2 * np.pi, 181)
        self._circle = np.array([np.cos(around), np.sin(around)])
        self.plane.set(title="Eigenvalues", aspect="equal", xlim=(-1.5, 1.5), ylim=(-1.5, 1.5))
        self.plane.set_anchor("N")
        self.plane.set(xlabel="real part", ylabel="imaginary part", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
        self.plane.grid(True)
        self.plane.plot(*self._circle, color=BLACK, lw=1.2)
        (self._ring,) = self.plane.plot([], [], ":", color=BLACK, lw=1.2)
        (self._roots,) = self.plane.plot([], [], "D", color=ORANGE, mec=BLACK, ms=8)
        (self._here,) = self.map.plot([], [], "D", color=ORANGE, mec=BLACK, ms=9, clip_on=False)
        self.actors(self._here, self._upper, self._lower, self._plain, self._path, self._ring, self._roots)

    def _draw_map(self) -> None:
        mu = np.linspace(0, 1, 201)
        low, high, limit = (1 - np.sqrt(mu)) ** 2, (1 + np.sqrt(mu)) ** 2, 2 * (1 + mu)
        self.map.set(title="Regimes", xscale="log", xlim=(LOW, HIGH), ylim=(0, 1), ylabel="momentum μ (no unit)")
        self.map.set_xlabel("lr · λ (no unit)")
        for left, right, colour in (
            (LOW, low, SKY),
            (low, high, GREEN),
            (high, limit, YELLOW),
            (limit, HIGH, VERMILLION),
        ):
            self.map.fill_betweenx(mu, np.maximum(left, LOW), np.maximum(right, LOW), color=colour, alpha=0.3, lw=0)
        a, m = np.meshgrid(np.geomspace(LOW, HIGH, 160), np.linspace(0, 0.999, 120))
        half = (1 + m - a) / 2
        swing = np.sqrt((half**2 - m).astype(complex))
        pace = np.maximum(np.abs(half + swing), np.abs(half - swing))
        levels = [0.5, 0.7, 0.9, 0.99]
        lines = self.map.contour(a, m, pace, levels=levels, colors="#444444", linewidths=0.8)
        self.map.clabel(lines, fontsize=7.5, fmt="%g")
        self.map.plot(np.maximum(low, LOW), mu, color=BLACK, lw=1.8)
        self.map.plot(high, mu, color=BLACK, lw=1.8)
        self.map.plot(limit, mu, color=VERMILLION, lw=1.8)
        words: dict[str, Any] = {"fontsize": 8.5, "ha": "center", "va": "center"}
        self.map.text(0.003, 0.38, "over-\ndamped\n(crawls)", **words | {"fontsize": 8})
        self.map.text(0.19, 0.86, "under-damped (swings)", **words)
        self.map.text(5.2, 0.12, "diverges", rotation=90, **words | {"va": "bottom"})
        point: dict[str, Any] = {"arrowstyle": "-", "color": GREY, "shrinkB": 0}
        self.map.annotate("alternates", (1.8, 0.04), (0.04, 0.07), arrowprops=point, **words | {"va": "center"})
        self.map.annotate("critical", (0.021, 0.73), (0.0035, 0.66), arrowprops=point, **words)

    def show(self, *, share: float, momentum: float) -> Finding:
        pair, path = roots(share, momentum), errors(share, momentum)
        plain = errors(share, 0.0)
        # Real eigenvalues differ in size, and √μ is then the pace of neither.
        envelope = momentum ** (self._t / 2) if abs(pair[0].imag) > 1e-12 else np.full_like(self._t, np.nan)
        self._here.set_data([np.clip(share, LOW, HIGH)], [momentum])
        self._path.set_data(np.arange(len(path)), path)
        self._plain.set_data(np.arange(len(plain)), plain)
        self._upper.set_data(self._t, envelope)
        self._lower.set_data(self._t, -envelope)
        self._ring.set_data(*np.sqrt(momentum) * self._circle)
        self._roots.set_data(pair.real, pair.imag)
        return _regime_in_words(share, momentum, pair)


def _regime_in_words(share: float, momentum: float, pair: NDArray[np.complex128]) -> Finding:
    pace, plain = float(np.abs(pair).max()), abs(1 - share)
    where = f"lr·λ = {share:.3g}, μ = {momentum:.2f}"
    if momentum == 0:
        where, pace = f"{where} (plain descent)", plain
    if pace >= 1 + 1e-12:
        return Finding("diverges", f"{where}: above 2(1 + μ) = {2 * (1 + momentum):.2f} the error grows at every step.")
    if pace > 1 - 1e-9:
        return Finding("on the edge", f"{where}: the error neither grows nor dies.")
    digit = f"a step leaves {pace:.3f} of the error in the long run (without momentum {plain:.3f})"
    critical = (1 - np.sqrt(momentum)) ** 2
    if momentum > 0 and abs(share / critical - 1) < 0.03:
        return Finding(
            "critically damped", f"{where}: the eigenvalues meet near √μ = {np.sqrt(momentum):.3f}; {digit}."
        )
    if abs(pair[0].imag) > 1e-12:
        period = 2 * np.pi / abs(np.angle(pair[0]))
        about = f"{where}: a complex pair of size √μ = {np.sqrt(momentum):.3f}, one swing in {period:.3g} steps"
        return Finding("under-damped", f"{about}; {digit}.")
    if pair.real.min() < 0 and share > 1:
        return Finding("alternates", f"{where}: a negative eigenvalue flips the sign at every step; {digit}.")
    return Finding("over-damped", f"{where}: two real eigenvalues, the error creeps in from one side; {digit}.")


class DampingExplorer(Explorer):
    picture_type = DampingPicture
    title = "One eigenvalue, one ball: it creeps, it swings, or it is lost"
    stops = (
        {"share": 0.02, "momentum": 0.3},
        {"share": 0.1, "momentum": 0.47},
        {"share": 0.1, "momentum": 0.9},
        {"share": 2.5, "momentum": 0.2},
    )

    def make_controls(self) -> dict[str, Any]:
        return {
            "momentum": slider("momentum μ", 0.8, 0.0, 0.99, 0.01),
            "share": log_slider("lr · λ", 0.1, -3.0, 0.9, 0.01),
        }


def damping() -> Explorer:
    """Slide lr·λ and momentum: where the two eigenvalues lie decides whether the error creeps, swings or grows."""
    return DampingExplorer()
