"""Predict, then slide: guess a number before the slider is unlocked (unit 02: the largest stable learning rate)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets
import numpy as np

from descent import landscapes
from descent.explore.explorer import CONTROL, LABEL, Explorer, log_slider
from descent.explore.stage import Finding
from descent.explore.update_rule import DescentPicture
from descent.style import BLACK, PURPLE

STEPS = 40
RATES = (1e-3, 10**0.5)
CLOSE = 1.1  # a guess within this factor of 2/L counts as a hit


class PredictPicture(DescentPicture):
    alt = (
        "Left: the path of gradient descent on a random quadratic. Top right: loss against step. "
        "Bottom right: your guess and, once it is locked in, the limit 2/L on the axis of learning rates."
    )

    def __init__(self, problem: landscapes.Quadratic, *, tall: bool = False) -> None:
        self.problem = problem
        self.maps = {problem.name: problem}
        super().__init__(tall=tall)

    def build(self) -> None:
        super().build()
        self._run = list(self._actors)
        (self._guess,) = self.rate.plot([], [], "^--", color=PURPLE, mec=BLACK, ms=10, lw=2.5, markevery=2)
        self._guess.set_clip_on(False)
        self._wait = self.loss.text(0.5, 0.5, "first your guess", ha="center", transform=self.loss.transAxes)
        self.loss.plot([], [], "^--", color=PURPLE, mec=BLACK, ms=9, label="your guess")
        self.loss.plot([], [], "v", color=BLACK, ms=9, label="learning rate")
        self.loss.legend(loc="upper right", title="on the axis below", title_fontsize=9)
        self.actors(self._guess)

    def draw_zones(self, limit: float) -> list[Any]:
        # They are the answer, so `show` hides them until the guess is in.
        self._zones = super().draw_zones(limit)
        return self._zones

    def rate_axis(self, _limit: float) -> tuple[float, float]:
        """The same for every problem: an axis around the limit would give it away."""
        return RATES

    def show(self, *, lr: float, guess: float, locked: bool, score: str) -> Finding:  # type: ignore[override]
        found = super().show(landscape=self.problem.name, lr=lr, steps=STEPS)
        self.scene = locked
        for part in (*self._run, *self._zones):
            part.set_visible(locked)
        self._wait.set_visible(not locked)
        self._start.set_visible(True)
        place = np.clip(guess, *RATES)
        self._guess.set_data([place, place], [0.05, 1.0])
        low, high = self.problem.curvatures
        if not locked:
            return Finding(
                "Your guess first",
                f"the curvatures of this bowl are {low:.3g} and {high:.3g}. What is the largest learning rate "
                "that does not diverge? Type it and lock it in; then the learning rate is yours to slide.",
            )
        limit = 2 / high
        off = "exactly" if np.isclose(guess, limit, rtol=1e-3) else f"{guess / limit:.2g} times"
        against = f"Your guess {guess:.3g} is {off} the limit 2/{high:.3g} = {limit:.3g}."
        return Finding(found.verdict, f"{found.detail} {against} {score}".strip())


class PredictionExplorer(Explorer):
    """A problem at a time, `self.problem`: the guess comes first, the slider named `slid` is unlocked by it."""

    slid: str
    first_guess: float

    def __init__(self, seed: int = 0) -> None:
        self.rng = np.random.default_rng(seed)
        self.problem = self.draw_problem()
        self.locked = False
        self.guesses: list[tuple[float, float]] = []  # what was guessed, what was true
        super().__init__()

    @abstractmethod
    def draw_problem(self) -> Any:
        """Draw the next problem with `self.rng`."""

    @abstractmethod
    def truth(self) -> float:
        """What the guess should have been."""

    @abstractmethod
    def make_slider(self) -> Any:
        """The slider that is locked at first."""

    def make_controls(self) -> dict[str, Any]:
        wide = widgets.Layout(width=CONTROL)
        guess = widgets.BoundedFloatText(
            self.first_guess,
            min=1e-6,
            max=100.0,
            step=0.001,
            description="my guess",
            layout=wide,
            style={"description_width": LABEL},
        )
        lock = widgets.Button(description="Lock in my guess", button_style="primary", icon="lock")
        again = widgets.Button(description="New problem", icon="refresh", disabled=True)
        lock.on_click(lambda _: self.lock_in())
        again.on_click(lambda _: self.new_problem())
        slid = self.make_slider()
        slid.disabled = True
        return {"guess": guess, "lock": lock, self.slid: slid, "again": again}

    def values(self) -> dict[str, Any]:
        return {
            "guess": self.controls["guess"].value,
            self.slid: self.controls[self.slid].value,
            "locked": self.locked,
            "score": score_in_words(self.guesses),
        }

    def lock_in(self) -> None:
        """Count the guess and hand over the slider."""
        if self.locked:
            return
        self.locked = True
        self.guesses.append((self.controls["guess"].value, self.truth()))
        self._unlock()
        self.redraw()

    def new_problem(self) -> None:
        """Ask about a fresh problem; the score goes on."""
        self.problem, self.locked = self.draw_problem(), False
        self.picture = self.make_picture()
        self._unlock()
        self.redraw()

    def _unlock(self) -> None:
        for name, control in self.controls.items():
            control.disabled = (name in ("guess", "lock")) == self.locked


class PredictRateExplorer(PredictionExplorer):
    title = "Predict, then slide: which learning rate is the last stable one?"
    slid, first_guess = "lr", 0.5

    def make_picture(self, *, tall: bool = False) -> PredictPicture:
        return PredictPicture(self.problem, tall=tall)

    def draw_problem(self) -> landscapes.Quadratic:
        return random_quadratic(self.rng)

    def truth(self) -> float:
        return 2 / self.problem.sharpest_curvature

    def make_slider(self) -> Any:
        return log_slider("learning rate", 0.01, -3.0, 0.5, 0.01)

    def positions(self) -> Sequence[Mapping[str, Any]]:
        limit = self.truth()
        return ({"locked": False}, *({"locked": True, "lr": share * limit} for share in (0.95, 1.05)))


def random_quadratic(rng: np.random.Generator) -> landscapes.Quadratic:
    """A tilted bowl whose curvatures have two digits, so that the learner can divide in the head."""
    high = float(f"{10 ** rng.uniform(0.3, 2.0):.2g}")
    low = float(f"{high / 10 ** rng.uniform(0.2, 1.4):.2g}")
    turn = rng.uniform(0, np.pi)
    Q = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return landscapes.quadratic(Q @ np.diag([low, high]) @ Q.T, name="random quadratic")


def score_in_words(guesses: Sequence[tuple[float, float]]) -> str:
    """The running calibration: how many guesses were close, and whether they run high or low."""
    if not guesses:
        return ""
    ratios = np.array([guess / true for guess, true in guesses])
    factors = np.maximum(ratios, 1 / ratios)
    close = (factors <= CLOSE).tolist()
    streak = [*close[::-1], False].index(False)
    lean = float(np.exp(np.mean(np.log(ratios))))
    tendency = "well calibrated" if max(lean, 1 / lean) <= CLOSE else "too bold" if lean > 1 else "too timid"
    spread = float(np.exp(np.mean(np.log(factors))))
    hits = f"{sum(close)} of {len(close)} within 10 %, {streak} in a row"
    return f"Score: {hits}; a factor of {spread:.2g} off on average, {tendency}."


def predict_rate(seed: int = 0) -> Explorer:
    """Guess the largest stable learning rate of random quadratics, then slide; `seed` fixes the problems."""
    return PredictRateExplorer(seed)
