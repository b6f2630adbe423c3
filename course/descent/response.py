"""Response surfaces (unit 09): a validation loss as a function of two settings, and three ways to search it.

A surface is given on the unit square; both coordinates are places on a logarithmic axis of settings. The loss is made
up, but shaped like those of real networks: a valley that is narrow in the learning rate and wide in the weight decay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Acquisition = Callable[[Array, Array, float], Array]

LR = (1e-5, 1.0)
WEIGHT_DECAY = (1e-6, 1e-1)
CANDIDATES = 41  # along each axis, for a Bayesian search


def to_setting(place: ArrayLike, limits: tuple[float, float]) -> Array:
    """The setting at a place between 0 and 1 of its logarithmic axis."""
    low, high = limits
    return np.asarray(low * (high / low) ** np.asarray(place, dtype=np.float64))


def to_place(setting: ArrayLike, limits: tuple[float, float]) -> Array:
    """The place between 0 and 1 of a setting on its logarithmic axis."""
    low, high = limits
    return np.asarray(np.log(np.asarray(setting, dtype=np.float64) / low) / np.log(high / low))


@dataclass(frozen=True)
class Surface:
    """A validation loss over places (x, y): x belongs to the learning rate, y to the weight decay."""

    best: tuple[float, float] = (0.62, 0.55)
    width: tuple[float, float] = (0.09, 0.45)
    lowest: float = 0.2

    def __call__(self, places: ArrayLike) -> Array:
        """The loss at places (…, 2)."""
        x, y = np.moveaxis(np.asarray(places, dtype=np.float64), -1, 0)
        u, v = (x - self.best[0]) / self.width[0], (y - self.best[1]) / self.width[1]
        # Too large a rate costs more than one as much too small, and far off nothing is learned at all.
        steep = np.where(u > 0, 1.6 * u, u)
        bowl = steep**2 + v**2 + 0.5 * u * v
        return np.asarray(self.lowest + 1.8 * bowl / (3 + bowl))

    def loss(self, lr: ArrayLike, weight_decay: ArrayLike) -> Array:
        """The loss at settings, as an objective of a search sees it."""
        places = np.stack(np.broadcast_arrays(to_place(lr, LR), to_place(weight_decay, WEIGHT_DECAY)), axis=-1)
        return self(places)

    def share_below(self, level: float) -> float:
        """The share of the square on which the loss is below `level`."""
        axis = (np.arange(400) + 0.5) / 400
        return float(np.mean(self(np.stack(np.meshgrid(axis, axis), axis=-1)) < level))

    def level_of(self, share: float) -> float:
        """The loss below which `share` of the square lies."""
        axis = (np.arange(400) + 0.5) / 400
        return float(np.quantile(self(np.stack(np.meshgrid(axis, axis), axis=-1)), share))


def grid_places(trials: int) -> Array:
    """The first `trials` points (trials, 2), in a random order, of the smallest square grid that has so many."""
    side = int(np.ceil(np.sqrt(trials)))
    axis = (np.arange(side) + 0.5) / side
    places = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    return places[np.random.default_rng(side).permutation(len(places))][:trials]


def random_places(trials: int, *, rng: np.random.Generator) -> Array:
    """Uniform places (trials, 2)."""
    return rng.random((trials, 2))


def bayesian_places(
    objective: Callable[[Array], Array],
    trials: int,
    acquisition: Acquisition,
    *,
    rng: np.random.Generator,
    first: int = 4,
) -> Array:
    """Places (trials, 2) of a Bayesian search: after `first` random ones each maximises the acquisition.

    The posterior is that of scikit-learn's GaussianProcessRegressor on all trials so far, with a fixed kernel.
    """
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import Matern

    axis = np.linspace(0, 1, CANDIDATES)
    candidates = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    places = rng.random((first, 2))
    kernel = Matern(length_scale=(0.2, 0.6), nu=2.5)
    while len(places) < trials:
        values = objective(places)
        process = GaussianProcessRegressor(kernel, alpha=1e-6, normalize_y=True, optimizer=None).fit(places, values)
        mean, std = process.predict(candidates, return_std=True)
        chosen = candidates[int(np.argmax(acquisition(mean, std, float(values.min()))))]
        places = np.concatenate([places, chosen[None]])
    return places[:trials]
