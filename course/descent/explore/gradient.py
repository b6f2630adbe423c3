"""Explorers of unit 01: what the gradient is, how far a tangent holds, which difference step to take."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.patches import FancyArrowPatch

from descent import landscapes
from descent.explore.explorer import Explorer, choice, log_slider, slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, DEPTH, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION

REACH = 2.2  # half the width of the map
TILTED = landscapes.quadratic([[1.0, 0.6], [0.6, 1.6]], name="tilted bowl")
MAPS = {"bowl": landscapes.bowl, "tilted bowl": TILTED, "saddle": landscapes.saddle}


class GradientPicture(Picture):
    alt = (
        "Left: level sets of a landscape with a point, its gradient arrow and a direction arrow. "
        "Right: the slope along every direction at that point, a cosine."
    )

    def build(self) -> None:
        self.map, self.rose = self.panels(width_ratios=[1, 1.12])
        self.map.set(title="Level sets", xlabel="x (no unit)", ylabel="y (no unit)", aspect="equal")
        self.map.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=range(-2, 3), yticks=range(-2, 3))
        self._sets = {name: self._draw_map(landscape) for name, landscape in MAPS.items()}
        self._along = np.linspace(0, 360, 181)
        self.rose.set(title="Slope along each direction", xlim=(0, 360), ylim=(-6.6, 6.6))
        self.rose.set(xlabel="direction (degrees from the x axis)", ylabel="slope (loss per unit of length)")
        self.rose.set_xticks(range(0, 361, 90))
        self.rose.grid(True)
        self.rose.axhline(0, color="#888888", lw=1)
        (self._cosine,) = self.rose.plot([], [], color=BLUE, label="slope")
        (self._up,) = self.rose.plot([], [], color=VERMILLION, ls="--", lw=1.6, label="gradient direction")
        (self._now,) = self.rose.plot([], [], "D", color=BLACK, ms=8, clip_on=False, label="your direction")
        (self._level,) = self.map.plot([], [], color=GREY, ls="--", lw=1.6, label="level: slope 0")
        self._gradient = _arrow(self.map, VERMILLION, "-|>", 4.5)
        self._direction = _arrow(self.map, BLACK, "->", 1.8)
        (self._point,) = self.map.plot([], [], "o", color=BLACK, ms=7)
        self.map.plot([], [], color=VERMILLION, lw=4.5, label="gradient")
        self.map.plot([], [], color=BLACK, lw=1.8, label="your direction")
        self.map.legend(loc="upper left", handlelength=2.4)
        self.rose.legend(loc="upper right", ncols=1)
        self.actors(self._level, self._gradient, self._direction, self._point)
        self.actors(self._cosine, self._up, self._now)

    def _draw_map(self, landscape: landscapes.Landscape) -> Any:
        X, Y = np.meshgrid(*[np.linspace(-REACH, REACH, 121)] * 2)
        Z = landscape(np.stack([X, Y], axis=-1))
        levels = np.linspace(Z.min(), Z.max(), 14)
        return (
            self.map.contourf(X, Y, Z, levels=levels, cmap=DEPTH),
            self.map.contour(X, Y, Z, levels=levels, colors="#8AA9BD", linewidths=0.9, linestyles="solid"),
        )

    def show(self, *, landscape: str, x: float, y: float, angle: float) -> Finding:
        self.scene = landscape
        for name, parts in self._sets.items():
            for part in parts:
                part.set_visible(name == landscape)
        point = np.array([x, y])
        g = MAPS[landscape].gradient(point)
        norm, steepest = float(np.hypot(*g)), float(np.degrees(np.arctan2(g[1], g[0])) % 360)
        radians = np.radians(angle)
        v = np.array([np.cos(radians), np.sin(radians)])
        slope = float(g @ v)
        self._point.set_data([x], [y])
        self._direction.set_positions((x, y), tuple(point + v))
        self._gradient.set_visible(norm > 1e-9)
        self._level.set_visible(norm > 1e-9)
        self._up.set_visible(norm > 1e-9)
        if norm > 1e-9:
            self._gradient.set_positions((x, y), tuple(point + 0.45 * g))
            across = 0.9 * np.array([-g[1], g[0]]) / norm
            self._level.set_data(*np.transpose([point - across, point + across]))
            self._up.set_data([steepest, steepest], [-6.6, 6.6])
        self._cosine.set_data(self._along, norm * np.cos(np.radians(self._along - steepest)))
        self._now.set_data([angle], [slope])
        return _slope_in_words(norm, steepest, angle, slope)


def _slope_in_words(norm: float, steepest: float, angle: float, slope: float) -> Finding:
    if norm <= 1e-9:
        return Finding("critical point", "the gradient is zero, so the slope is zero in every direction.")
    signed = f"{slope:+.2f}".replace("-", "−")
    away = abs((angle - steepest + 180) % 360 - 180)
    detail = (
        f"the slope along {angle:.0f}° is {signed} = ‖gradient‖ {norm:.2f} × cos {away:.0f}°; "
        f"the gradient points to {steepest:.0f}°."
    )
    if away <= 3:
        return Finding("steepest way up", detail)
    if away >= 177:
        return Finding("steepest way down", detail)
    if abs(away - 90) <= 3:
        return Finding("along the level set", detail)
    return Finding("uphill" if away < 90 else "downhill", detail)


class GradientExplorer(Explorer):
    picture_type = GradientPicture
    title = "The gradient points where the slope is largest; across it the slope is zero"
    stops = ({"angle": 43.0}, {"angle": 133.0}, {"angle": 223.0})

    def make_controls(self) -> dict[str, Any]:
        return {
            "landscape": choice("landscape", tuple(MAPS), "tilted bowl"),
            "angle": slider("direction (degrees)", 100.0, 0.0, 360.0, 1.0, shown=".0f"),
            "x": slider("point x", 1.2, -2.0, 2.0, 0.05),
            "y": slider("point y", 0.4, -2.0, 2.0, 0.05),
        }


class TangentPicture(Picture):
    alt = (
        "Left: the exponential function with its tangent at zero and the gap between them. "
        "Right: the gap against the distance on logarithmic axes, a line of slope two."
    )

    def build(self) -> None:
        self.line, self.error = self.panels()
        s = np.linspace(-2.2, 2.2, 221)
        self.line.set(title="exp and its tangent at 0", xlim=(-2.2, 2.2), ylim=(-1.6, 8), xticks=range(-2, 3))
        self.line.set(xlabel="distance from 0 (no unit)", ylabel="value (no unit)")
        self.line.plot(s, np.exp(s), color=BLUE, label="function exp(x)")
        self.line.plot(s, 1 + s, color=VERMILLION, ls="--", label="linear approximation 1 + x")
        self.line.plot([0], [1], "o", color=BLACK, ms=7)
        self.line.legend(loc="upper left")
        self.line.grid(True)
        d = np.logspace(-3, np.log10(2), 120)
        self.error.set(title="How wrong the tangent is", xscale="log", yscale="log", xlim=(8e-4, 3))
        self.error.set(ylim=(1e-7, 30), xlabel="distance from 0 (no unit)", ylabel="gap (no unit)")
        self.error.plot(d, np.expm1(d) - d, color=PURPLE, label="|function − tangent|")
        self.error.plot(d, d**2 / 2, color=BLACK, lw=1.4, ls=":", label="½ · curvature · distance²")
        self.error.legend(loc="upper left")
        self.error.grid(True)
        (self._gap,) = self.line.plot([], [], color=PURPLE, lw=3)
        (self._ends,) = self.line.plot([], [], "D", color=PURPLE, mec=BLACK, ms=5)
        (self._mark,) = self.error.plot([], [], "D", color=PURPLE, mec=BLACK, ms=9)
        self.actors(self._gap, self._ends, self._mark)

    def show(self, *, distance: float) -> Finding:
        gap = float(np.expm1(distance)) - distance
        share = gap / float(np.expm1(distance))
        ends = [float(np.exp(distance)), 1 + distance]
        self._gap.set_data([distance, distance], ends)
        self._ends.set_data([distance, distance], ends)
        self._mark.set_data([distance], [gap])
        verdict = "trust it" if share < 0.05 else "roughly right" if share < 0.3 else "do not trust it"
        detail = f"{distance:.3g} away, the tangent misses {100 * share:.2g}\u00a0% of the rise, a gap of {gap:.2g}."
        if share < 0.3:
            detail += " Nearby, half the distance leaves a quarter of the gap."
        return Finding(verdict, detail)


class TangentExplorer(Explorer):
    picture_type = TangentPicture
    title = "A tangent is right nearby: its error shrinks with the square of the distance"
    stops = ({"distance": 0.02}, {"distance": 0.3}, {"distance": 1.8})

    def make_controls(self) -> dict[str, Any]:
        return {"distance": log_slider("distance", 0.5, -3.0, 0.3, 0.05)}


class DifferencePicture(Picture):
    alt = (
        "Left: the error of forward and central differences against the step h on logarithmic axes, two Vs. "
        "Right: the function under a microscope whose unit is h, with both secants."
    )
    at = 1.0
    low, high = 1e-16, 1.0

    def build(self) -> None:
        self.curve, self.lens = self.panels(width_ratios=[1.12, 1])
        h = np.logspace(-16, 0, 321)
        forward, central = self._errors(h)
        best = float(np.finfo(float).eps ** (1 / 3))
        self.curve.set(title="Error of sin′(1)", xscale="log", yscale="log")
        self.curve.set(xlim=(self.low, self.high), ylim=(1e-13, 10), xlabel="step h (no unit)")
        self.curve.set(ylabel="absolute error (no unit)", xticks=10.0 ** np.arange(-15, 1, 3))
        self.curve.axvspan(self.low, best, color=ORANGE, alpha=0.13, lw=0)
        self.curve.axvspan(best, self.high, color=SKY, alpha=0.16, lw=0)
        self.curve.axvline(best, color=GREEN, ls="-.", lw=1.5)
        self.curve.plot(
            h,
            np.maximum(forward, 1e-13),
            color=VERMILLION,
            lw=1.2,
            ls="--",
            label="forward, best at $\\varepsilon^{1/2}$",
        )
        self.curve.plot(
            h, np.maximum(central, 1e-13), color=BLUE, lw=1.2, label="central, best at $\\varepsilon^{1/3}$"
        )
        place: dict[str, Any] = {"transform": self.curve.get_xaxis_transform(), "fontsize": 9, "va": "top"}
        self.curve.text(2e-16, 0.985, "rounding", **place)
        self.curve.text(best * 1.6, 0.985, "truncation", **place)
        place |= {"va": "bottom", "color": "#00694D"}
        self.curve.text(best * 2.2, 0.02, "$\\varepsilon^{1/3}$", **place)
        place |= {"ha": "center", "color": "#9C4400"}
        self.curve.text(best**1.5, 0.02, "$\\varepsilon^{1/2}$", **place)
        self.curve.legend(loc="upper center", bbox_to_anchor=(0.55, 0.93))
        self.lens.set(title="Magnified: one unit is h", xlim=(-1.6, 1.6), ylim=(-1.6, 1.6))
        self.lens.set(xlabel="distance from 1 (in steps h)", ylabel="rise of sin (in steps h)")
        self.lens.grid(True)
        self._s = np.linspace(-1.6, 1.6, 321)
        (self._sine,) = self.lens.plot([], [], color=GREY, lw=1.6, label="sin, as computed")
        (self._central,) = self.lens.plot([], [], "o-", color=BLUE, ms=8, label="central secant")
        (self._forward,) = self.lens.plot([], [], "s--", color=VERMILLION, ms=5, label="forward secant")
        (self._v,) = self.curve.plot([], [], color=BLACK, lw=1)
        (self._c,) = self.curve.plot([], [], "o", color=BLUE, mec=BLACK, ms=10)
        (self._f,) = self.curve.plot([], [], "s", color=VERMILLION, mec=BLACK, ms=6)
        self.lens.legend(loc="upper left")
        self.actors(self._v, self._c, self._f, self._sine, self._central, self._forward)

    def _errors(self, h: Any) -> tuple[Any, Any]:
        x, exact = self.at, np.cos(self.at)
        forward = (np.sin(x + h) - np.sin(x)) / h
        central = (np.sin(x + h) - np.sin(x - h)) / (2 * h)
        return abs(forward - exact), abs(central - exact)

    def show(self, *, h: float) -> Finding:
        forward, central = (float(error) for error in self._errors(h))
        self._v.set_data([h, h], [1e-13, 10])
        self._f.set_data([h], [max(forward, 1e-13)])
        self._c.set_data([h], [max(central, 1e-13)])
        rise = self._rise(self._s, h)
        self._sine.set_data(self._s, rise)
        self._forward.set_data([0, 1], self._rise(np.array([0.0, 1.0]), h))
        self._central.set_data([-1, 1], self._rise(np.array([-1.0, 1.0]), h))
        errors = f"at h = {h:.1e} forward differences err by {forward:.1e}, central ones by {central:.1e}"
        best = float(np.finfo(float).eps ** (1 / 3))
        if self.at + h == self.at:
            return Finding("no step at all", f"{errors}; 1 + h is 1 in floating point, so nothing moves.")
        if h < best / 10:
            return Finding("rounding rules", f"{errors}; sin moves in jumps, and the tiny h magnifies them.")
        if h > best * 10:
            return Finding("truncation rules", f"{errors}; the curve bends within a step, so make h smaller.")
        return Finding("near the best step", f"{errors}; h = ε^(1/3) = {best:.1e} suits the central one.")

    def _rise(self, s: Any, h: float) -> Any:
        return (np.sin(self.at + s * h) - np.sin(self.at)) / h


class DifferenceExplorer(Explorer):
    picture_type = DifferencePicture
    title = "Too large a step truncates, too small a step rounds: the error is a V"
    stops = ({"h": 10.0**-0.3}, {"h": 1e-5}, {"h": 1e-15})

    def make_controls(self) -> dict[str, Any]:
        return {"h": log_slider("step h", 1e-2, -16.0, 0.0, 0.1, shown=".1e")}


def _arrow(axes: Any, colour: str, head: str, width: float) -> FancyArrowPatch:
    shape: dict[str, Any] = {"arrowstyle": head, "mutation_scale": 16, "shrinkA": 0, "shrinkB": 0}
    arrow = FancyArrowPatch((0, 0), (1, 1), lw=width, color=colour, **shape)
    axes.add_patch(arrow)
    return arrow


def gradient() -> Explorer:
    """Move a point over level sets and turn a direction: the slope is ‖gradient‖·cos(angle between them)."""
    return GradientExplorer()


def tangent() -> Explorer:
    """Walk away from a point: how far can its linear approximation be trusted?"""
    return TangentExplorer()


def difference_step() -> Explorer:
    """Slide the step h: the error of a numerical derivative is a V between truncation and rounding."""
    return DifferenceExplorer()
