"""Predict, then slide (unit 09): how many random trials does it take? Grid, random and Bayesian on one surface."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import CONTROL, LABEL, Explorer, choice, int_slider
from descent.explore.prediction import score_in_words
from descent.explore.stage import Finding, Picture
from descent.response import Surface, bayesian_places, grid_places, random_places
from descent.style import BLACK, BLUE, DEPTH, GREEN, ORANGE, PURPLE, VERMILLION

Array = NDArray[np.float64]
TRIALS = 64
BAYESIAN = 30  # trials; by then the search has long settled
SHARES = (0.05, 0.08, 0.1, 0.15, 0.2)
SURE = 0.95
COLOURS = {"grid": BLUE, "random": ORANGE, "Bayesian": VERMILLION}


def trials_needed(share: float) -> int:
    """The least number of random trials of which at least one hits a region of this share with probability 95 %."""
    return math.ceil(math.log(1 - SURE) / math.log(1 - share))


def improvement(mean: Array, std: Array, best: float) -> Array:
    """Expected improvement below `best`."""
    from scipy.stats import norm

    z = (best - mean) / np.maximum(std, 1e-12)
    return np.asarray(np.maximum(std, 1e-12) * (z * norm.cdf(z) + norm.pdf(z)))


@functools.lru_cache(maxsize=32)
def searched(surface: Surface, seed: int) -> dict[str, Array]:
    """The places of the random and the Bayesian search: (TRIALS, 2) and (BAYESIAN, 2)."""
    rng = np.random.default_rng(seed)
    return {
        "random": random_places(TRIALS, rng=rng),
        "Bayesian": bayesian_places(surface, BAYESIAN, improvement, rng=rng),
    }


def places(surface: Surface, seed: int, strategy: str, trials: int) -> Array:
    """Where a strategy has been after so many trials; a grid has to know the number beforehand."""
    return grid_places(trials) if strategy == "grid" else searched(surface, seed)[strategy][:trials]


class SearchPicture(Picture):
    alt = (
        "Left: a validation loss over learning rate and weight decay, the best region outlined, and the trials of one "
        "search. Right: the lowest loss so far of each search against the number of trials, with your guess."
    )

    def __init__(self, surface: Surface, share: float, seed: int, *, tall: bool = False) -> None:
        self.surface, self.share, self.seed = surface, share, seed
        self.level = surface.level_of(share)
        super().__init__(tall=tall)

    def build(self) -> None:
        self.map, self.curve = self.panels()
        axis = np.linspace(0, 1, 121)
        X, Y = np.meshgrid(axis, axis)
        Z = self.surface(np.stack([X, Y], axis=-1))
        self.map.contourf(X, Y, Z, levels=np.linspace(0.2, 2.0, 13), cmap=DEPTH)
        self.map.contour(X, Y, Z, levels=[self.level], colors=GREEN, linewidths=2.5)
        self.map.set(title="Validation loss", xlabel="learning rate", ylabel="weight decay", xlim=(0, 1), ylim=(0, 1))
        self.map.set_xticks(np.linspace(0, 1, 6), [f"$10^{{{k}}}$" for k in range(-5, 1)])
        self.map.set_yticks(np.linspace(0, 1, 6), [f"$10^{{{k}}}$" for k in range(-6, 0)])
        self.curve.set(title="Best so far", xlabel="trials", ylabel="lowest validation loss (no unit)")
        self.curve.set(xlim=(0, TRIALS), ylim=(0.15, 2.0))
        self.curve.grid(True)
        self.curve.axhline(self.level, color=GREEN, lw=1.5, ls=":")
        self.curve.text(1, self.level - 0.03, "green region", color=GREEN, va="top", fontsize=9)
        self._lines: dict[str, Any] = {}
        for name, colour in COLOURS.items():
            (self._lines[name],) = self.curve.plot([], [], color=colour, lw=1.2, drawstyle="steps-post")
            self.curve.plot([], [], color=colour, label=name)
        self.curve.plot([], [], "^--", color=PURPLE, mec=BLACK, label="your guess")
        self.curve.plot([], [], "-.", color=BLACK, lw=1.5, label="95 % sure")
        self.curve.legend(loc="upper right")
        (self._dots,) = self.map.plot([], [], "o", mec=BLACK, mew=0.8, ms=7)
        (self._best,) = self.map.plot([], [], "*", color=GREEN, mec=BLACK, ms=15)
        (self._guess,) = self.curve.plot([], [], "^--", color=PURPLE, mec=BLACK, ms=9, markevery=2)
        (self._truth,) = self.curve.plot([], [], "-.", color=BLACK, lw=1.5)
        (self._here,) = self.curve.plot([], [], "D", mec=BLACK, ms=8)
        self.actors(*self._lines.values(), self._truth, self._guess, self._here, self._dots, self._best)

    def show(self, *, guess: int, trials: int, strategy: str, locked: bool, score: str) -> Finding:
        x = min(guess, TRIALS)
        self._guess.set_data([x, x], [0.2, 1.2])
        truth = trials_needed(self.share)
        run = [*self._lines.values(), self._truth, self._here, self._dots, self._best]
        for part in run:
            part.set_visible(locked)
        if not locked:
            return Finding(
                "Your guess first",
                f"the green line encloses the best {self.share:.0%} of the square. How many random trials do you need "
                "so that one or more fall inside with a probability of 95 %? Lock it in; then slide.",
            )
        self._truth.set_data([truth, truth], [0.2, 1.2])
        lowest = {}
        for name, line in self._lines.items():
            best = self._curve(name)
            line.set_data(np.arange(1, len(best) + 1), best)
            line.set_linewidth(3 if name == strategy else 1.2)
            lowest[name] = best[min(trials, len(best)) - 1]
        been = places(self.surface, self.seed, strategy, trials)
        losses = self.surface(been)
        self._dots.set_data(*been.T)
        self._dots.set_color(COLOURS[strategy])
        self._dots.set_markeredgecolor(BLACK)
        self._best.set_data(*been[[int(np.argmin(losses))]].T)
        self._here.set_data([len(been)], [losses.min()])
        self._here.set_color(COLOURS[strategy])
        chance = 1 - (1 - self.share) ** trials
        inside = int((losses <= self.level).sum())
        told = ", ".join(f"{name} {value:.3g}" for name, value in lowest.items())
        verdict = "inside" if inside else "not inside yet"
        return Finding(
            f"{strategy}: {verdict}",
            f"after {trials} trials {inside} lie in the green region; lowest losses: {told}. {trials} random trials "
            f"hit it with probability {chance:.0%}; 95 % takes ln 0.05/ln(1 − {self.share:g}) = {truth}, "
            f"you guessed {guess}. {score}".strip(),
        )

    def _curve(self, strategy: str) -> Array:
        if strategy == "grid":  # each number of trials is a grid of its own
            return np.asarray([self.surface(grid_places(n)).min() for n in range(1, TRIALS + 1)])
        return np.minimum.accumulate(self.surface(searched(self.surface, self.seed)[strategy]))


class SearchExplorer(Explorer):
    title = "Predict, then slide: how many random trials does it take?"

    def __init__(self, seed: int = 0) -> None:
        self.rng = np.random.default_rng(seed)
        self.problem = random_problem(self.rng)
        self.locked = False
        self.guesses: list[tuple[float, float]] = []  # what was guessed, what was true
        super().__init__()

    def make_picture(self, *, tall: bool = False) -> SearchPicture:
        return SearchPicture(*self.problem, tall=tall)

    def make_controls(self) -> dict[str, Any]:
        guess = widgets.BoundedIntText(
            20, min=1, max=500, description="my guess", layout=widgets.Layout(width=CONTROL),
            style={"description_width": LABEL},
        )  # fmt: skip
        lock = widgets.Button(description="Lock in my guess", button_style="primary", icon="lock")
        again = widgets.Button(description="New surface", icon="refresh", disabled=True)
        lock.on_click(lambda _: self.lock_in())
        again.on_click(lambda _: self.new_problem())
        trials, strategy = int_slider("trials", 9, 1, TRIALS), choice("strategy", tuple(COLOURS), "random")
        trials.disabled = strategy.disabled = True
        return {"guess": guess, "lock": lock, "strategy": strategy, "trials": trials, "again": again}

    def values(self) -> dict[str, Any]:
        moved = {name: self.controls[name].value for name in ("guess", "trials", "strategy")}
        return {**moved, "locked": self.locked, "score": score_in_words(self.guesses)}

    def positions(self) -> Sequence[Mapping[str, Any]]:
        return ({"locked": False}, *({"locked": True, "strategy": name, "trials": 16} for name in COLOURS))

    def lock_in(self) -> None:
        """Count the guess and hand over the slider."""
        if self.locked:
            return
        self.locked = True
        self.guesses.append((self.controls["guess"].value, trials_needed(self.problem[1])))
        self._unlock()
        self.redraw()

    def new_problem(self) -> None:
        """Ask about a fresh surface; the score goes on."""
        self.problem, self.locked = random_problem(self.rng), False
        self.picture = self.make_picture()
        self._unlock()
        self.redraw()

    def _unlock(self) -> None:
        for name, control in self.controls.items():
            control.disabled = (name in ("guess", "lock")) == self.locked


def random_problem(rng: np.random.Generator) -> tuple[Surface, float, int]:
    """A surface, the share of its best region, and the seed of the searches."""
    best = (float(rng.uniform(0.35, 0.75)), float(rng.uniform(0.25, 0.75)))
    surface = Surface(best, (float(rng.uniform(0.07, 0.13)), float(rng.uniform(0.3, 0.6))))
    return surface, float(rng.choice(SHARES)), int(rng.integers(1000))


def predict_search(seed: int = 0) -> Explorer:
    """Guess how many random trials hit the best region, then watch three searches; `seed` fixes the surfaces."""
    return SearchExplorer(seed)
