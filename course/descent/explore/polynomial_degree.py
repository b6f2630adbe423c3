"""Bias and variance of unit 10: polynomials fitted to many data sets of one truth."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, int_slider, slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREEN, GREY, ORANGE, VERMILLION

HIGHEST = 12
SETS = 24  # fits that are drawn
FINE = np.linspace(-1, 1, 121)


def truth(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.sin(np.pi * x)


def curves(points: int, sigma: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Squared bias and variance of least squares for degree 0 to 12, in closed form, averaged over the inputs.

    bias² = (1/N)‖f − QQᵀf‖² with an orthonormal basis Q of the polynomials; variance = σ²(degree + 1)/N.
    """
    x = np.linspace(-1, 1, points)
    Q = np.linalg.qr(np.polynomial.legendre.legvander(x, HIGHEST))[0]
    parts = (Q.T @ truth(x)) ** 2
    bias2 = np.maximum(np.sum(truth(x) ** 2) - np.cumsum(parts), 0) / points
    return bias2, sigma**2 * np.arange(1, HIGHEST + 2) / points


class DegreePicture(Picture):
    alt = (
        "Left: polynomials of one degree, fitted to two dozen noisy data sets of one sine wave, their mean, and the "
        "sine. Right: squared bias, variance and their sum against the degree, on a logarithmic axis."
    )

    def build(self) -> None:
        self.fits, self.split = self.panels()
        self.fits.set(title="One truth, 24 data sets", xlabel="x (no unit)", ylabel="y (no unit)")
        self.fits.set(xlim=(-1, 1), ylim=(-2.6, 3.3))
        self.split.set(title="What the error is made of", xlabel="degree", ylabel="mean squared error (no unit)")
        self.split.set(xlim=(-0.3, HIGHEST + 0.3), ylim=(1e-4, 8), yscale="log")
        for axes in (self.fits, self.split):
            axes.grid(True)
        self._lines = [self.fits.plot([], [], "-", color=ORANGE, lw=0.7, alpha=0.6)[0] for _ in range(SETS)]
        self._lines[0].set_label("a fit")
        (self._dots,) = self.fits.plot([], [], ".", color=GREY, ms=5, label="one data set")
        (self._mean,) = self.fits.plot([], [], "--", color=BLUE, lw=2.4, label="mean of the fits")
        self.fits.plot(FINE, truth(FINE), "-", color=BLACK, lw=1.6, label="truth")
        degrees = np.arange(HIGHEST + 1)
        (self._bias,) = self.split.plot(degrees, degrees + 1.0, "s-", color=BLUE, ms=4, label="bias²")
        (self._variance,) = self.split.plot(degrees, degrees + 1.0, "^-", color=ORANGE, ms=4, label="variance")
        (self._sum,) = self.split.plot(degrees, degrees + 1.0, "o-", color=BLACK, ms=4, label="sum")
        (self._best,) = self.split.plot([], [], "*", color=GREEN, mec=BLACK, ms=15, ls="none", label="lowest sum")
        (self._here,) = self.split.plot([], [], "D", color=VERMILLION, mec=BLACK, ms=8)
        small: Any = {"fontsize": 8, "ncols": 2}
        self.split.set_xticks(np.arange(0, HIGHEST + 1, 2))
        keys = self.fits.legend(loc="upper left", **small), self.split.legend(loc="upper right", **small)
        self.actors(*self._lines, self._dots, self._mean, self._bias, self._variance, self._sum)
        self.actors(self._best, self._here, *keys)
        self._noise = np.random.default_rng(2).normal(size=(SETS, 60))

    def show(self, *, degree: int, sigma: float, points: int) -> Finding:
        x = np.linspace(-1, 1, points)
        Y = truth(x) + sigma * self._noise[:, :points]
        coefficients = np.linalg.lstsq(np.polynomial.legendre.legvander(x, degree), Y.T, rcond=None)[0]
        fits = np.polynomial.legendre.legvander(FINE, degree) @ coefficients
        for line, fit in zip(self._lines, fits.T, strict=True):
            line.set_data(FINE, fit)
        self._mean.set_data(FINE, fits.mean(axis=1))
        self._dots.set_data(x, Y[0])
        bias2, variance = curves(points, sigma)
        total = bias2 + variance
        for line, values in ((self._bias, bias2), (self._variance, variance), (self._sum, total)):
            line.set_ydata(np.maximum(values, 1e-6))
        best = int(total.argmin())
        self._best.set_data([best], total[[best]])
        self._here.set_data([degree], total[[degree]])
        return _in_words(degree, best, float(bias2[degree]), float(variance[degree]), sigma)


def _in_words(degree: int, best: int, bias2: float, variance: float, sigma: float) -> Finding:
    if degree == best:
        verdict = "the best degree here"
    elif bias2 > variance:
        verdict = "too stiff: bias rules"
    else:
        verdict = "too free: variance rules"
    return Finding(
        verdict,
        f"degree {degree}, bias² {_short(bias2)} + variance {_short(variance)} = {_short(bias2 + variance)}, and the "
        f"noise of a new point adds {sigma**2:.3g} whatever you do; the sum is lowest at degree {best}.",
    )


def _short(value: float) -> str:
    return f"{value:.2g}" if value > 1e-5 else "0.00001 or less"


class DegreeExplorer(Explorer):
    picture_type = DegreePicture
    title = "Stiff models miss on average, free ones miss each time differently"
    stops = ({"degree": 1}, {"degree": 3}, {"degree": 12})

    def make_controls(self) -> dict[str, Any]:
        return {
            "degree": int_slider("degree", 1, 0, HIGHEST),
            "sigma": slider("noise σ", 0.5, 0.05, 1.2, 0.05),
            "points": int_slider("points N", 25, 15, 60),
        }


def polynomial_degree() -> Explorer:
    """Slide degree, noise and number of points: fits to many data sets, and bias, variance and their sum."""
    return DegreeExplorer()
