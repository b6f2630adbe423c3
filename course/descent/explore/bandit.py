"""The policy gradient of unit 10 on a bandit with four arms, and what a baseline does for it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.explore.explorer import Explorer, log_slider, slider
from descent.explore.stage import Finding, Picture
from descent.style import BLACK, BLUE, GREY, ORANGE, PURPLE, VERMILLION

MEANS = np.array([4.0, 4.5, 5.0, 4.2])  # the expected reward of each arm; its noise has σ = 1
STEPS, RUNS = 200, 30
BEST = int(MEANS.argmax())
LOOKS = ((GREY, ":"), (ORANGE, "--"), (BLUE, "-"), (PURPLE, "-."))


def learn(lr: float, baseline: float, luck: NDArray[np.float64], noise: NDArray[np.float64]) -> NDArray[np.float64]:
    """The policies (steps, runs, 4) of REINFORCE with one pull a step; `luck` in [0, 1) and `noise`: (steps, runs)."""
    logits = np.zeros((luck.shape[1], len(MEANS)))
    arms, policies = np.eye(len(MEANS)), []
    for share, extra in zip(luck, noise, strict=True):
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        policy = powers / powers.sum(axis=1, keepdims=True)
        policies.append(policy)
        pulled = np.minimum((policy.cumsum(axis=1) <= share[:, None]).sum(axis=1), len(MEANS) - 1)
        advantage = MEANS[pulled] + extra - baseline
        logits = logits + lr * advantage[:, None] * (arms[pulled] - policy)
    return np.array(policies)


def spread(baseline: float) -> float:
    """The variance of one gradient (its trace) at the uniform policy, in closed form.

    E‖(r − b)(onehot − π)‖² − ‖E(r − b)(onehot − π)‖², and ‖onehot − π‖² = 1 − 1/A for every arm.
    """
    A = len(MEANS)
    mean = (MEANS - MEANS.mean()) / A
    return float(((MEANS - baseline) ** 2 + 1).mean() * (1 - 1 / A) - mean @ mean)


class BanditPicture(Picture):
    alt = (
        "Left: how often each of four arms is pulled, against the step, averaged over many runs. "
        "Right: the expected reward of each run against the step, and their mean."
    )

    def build(self) -> None:
        self.arms, self.reward = self.panels()
        self.arms.set(title=f"The policy, mean of {RUNS} runs", xlabel="step", ylabel="probability of the arm")
        self.arms.set(xlim=(0, STEPS - 1), ylim=(-0.02, 1.35))
        self.reward.set(title="Expected reward, run by run", xlabel="step", ylabel="reward (no unit)")
        self.reward.set(xlim=(0, STEPS - 1), ylim=(MEANS.min() - 0.22, MEANS.max() + 0.05))
        for axes in (self.arms, self.reward):
            axes.grid(True)
        self.reward.axhline(MEANS.max(), color=BLACK, lw=0.8)
        self._policy = [
            self.arms.plot([], [], line, color=colour, label=f"{k + 1}, pays {mean:g}")[0]
            for k, ((colour, line), mean) in enumerate(zip(LOOKS, MEANS, strict=True))
        ]
        (self._runs,) = self.reward.plot([], [], "-", color=ORANGE, lw=0.6, alpha=0.6, label="a run")
        (self._mean,) = self.reward.plot([], [], "-", color=VERMILLION, lw=2.4, label=f"mean of {RUNS} runs")
        keys = (
            self.arms.legend(loc="upper left", fontsize=8, ncols=2),
            self.reward.legend(loc="lower right", fontsize=8),
        )
        self.actors(*self._policy, self._runs, self._mean, *keys)
        rng = np.random.default_rng(10)
        self._luck, self._noise = rng.random((STEPS, RUNS)), rng.normal(size=(STEPS, RUNS))

    def show(self, *, baseline: float, lr: float) -> Finding:
        policies = learn(lr, baseline, self._luck, self._noise)
        t = np.arange(STEPS)
        for line, share in zip(self._policy, policies.mean(axis=1).T, strict=True):
            line.set_data(t, share)
        rewards = policies @ MEANS
        # One line with gaps is drawn faster than thirty.
        gaps = np.pad(rewards[::2].T, ((0, 0), (0, 1)), constant_values=np.nan)
        self._runs.set_data(np.tile(np.append(t[::2], 0), RUNS), gaps.ravel())
        self._mean.set_data(t, rewards.mean(axis=1))
        last = policies[-1]
        right = int((last[:, BEST] > 0.5).sum())
        wrong = int((np.delete(last, BEST, axis=1) > 0.5).any(axis=1).sum())
        verdict = (
            "learns the best arm" if right >= 0.9 * RUNS else "settles on wrong arms" if wrong >= 5 else "undecided"
        )
        return Finding(
            verdict,
            f"baseline {baseline:.2g}, rate {lr:.3g}: after {STEPS} pulls {right} of {RUNS} runs prefer the best arm "
            f"and {wrong} a wrong one; one gradient has variance {spread(baseline):.3g} at the start.",
        )


class BanditExplorer(Explorer):
    picture_type = BanditPicture
    title = "A baseline changes no mean, and nearly everything else"
    stops = ({"baseline": 0.0}, {"baseline": 4.4}, {"baseline": 9.0})

    def make_controls(self) -> dict[str, Any]:
        return {
            "baseline": slider("baseline b", 0.0, 0.0, 9.0, 0.1),
            "lr": log_slider("learning rate", 10**-0.5, -2, 0.5, 0.05),
        }


def bandit() -> Explorer:
    """Slide baseline and rate: REINFORCE on four arms, many runs at once."""
    return BanditExplorer()
