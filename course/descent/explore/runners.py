"""Optimisers at a run: all of the course's at once, as rows of numbers, and a learner's own functions one by one."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from descent.landscapes import Landscape
from descent.limits import TimeUp, time_limit
from descent.style import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION

Array = NDArray[np.float64]
EPS, DELTA_EPS = 1e-8, 1e-6
OUT = 10  # windows away from which nobody comes back
SECONDS = 2.0  # that a learner's function may take for a whole run
# What a step function of the course asks for beside the rate, each at its usual value.
SETTINGS: Mapping[str, Any] = {
    "momentum": 0.9,
    "dampening": 0.0,
    "alpha": 0.99,
    "rho": 0.9,
    "betas": (0.9, 0.999),
    "weight_decay": 0.01,
    "nesterov": False,
}


class Runner(NamedTuple):
    """One optimiser as numbers: m ← keep·m + take·g, s ← retain·s + add·g², and whether √s divides."""

    keep: float
    take: float
    retain: float
    add: float
    divides: bool
    corrected: bool
    look: dict[str, Any]
    ahead: bool = False  # a step along g + keep·m (Nesterov)
    scaled: bool = False  # times the root of the mean squared step (Adadelta)


GRADIENT_DESCENT = Runner(0.0, 1.0, 0.0, 0.0, False, False, {"color": BLUE, "ls": "--", "marker": "s"})
MOMENTUM = Runner(0.9, 1.0, 0.0, 0.0, False, False, {"color": GREEN, "ls": "-.", "marker": "^"})
ADAGRAD = Runner(0.0, 1.0, 1.0, 1.0, True, False, {"color": ORANGE, "ls": "-", "marker": "o"})
RMSPROP = Runner(0.0, 1.0, 0.99, 0.01, True, False, {"color": PURPLE, "ls": ":", "marker": "v"})
ADAM = Runner(0.9, 0.1, 0.999, 0.001, True, True, {"color": VERMILLION, "ls": "-", "marker": "D"})
NESTEROV = MOMENTUM._replace(ahead=True, look={"color": SKY, "ls": "-", "marker": "<"})
ADADELTA = Runner(0.0, 1.0, 0.9, 0.1, True, False, {"color": GREY, "ls": "-.", "marker": "p"}, scaled=True)


def race(
    landscape: Landscape, runners: Mapping[str, Runner], *, lr: float, steps: int
) -> tuple[Array, NDArray[np.bool_]]:
    """The points (T+1, K, 2) of all optimisers and which of them left the map for good.

    A runner who is ten windows away stays there: what follows would only overflow.
    """
    crowd = list(runners.values())
    keep, take, retain, add = (np.array([r[i] for r in crowd])[:, None] for i in range(4))
    divides, corrected, ahead, scaled = (
        np.array([getattr(r, name) for r in crowd])[:, None] for name in ("divides", "corrected", "ahead", "scaled")
    )
    outside, inside = np.where(scaled, 0.0, EPS), np.where(scaled, DELTA_EPS, 0.0)
    x = np.tile(landscape.start, (len(crowd), 1))
    m, s, u, left = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x), np.zeros((len(x), 1), dtype=bool)
    points = [x]
    for t in range(1, steps + 1):
        g = landscape.gradient(x)
        m, s = keep * m + take * g, retain * s + add * g**2
        # Only Adam divides by 1 − βᵗ; for the others both sums are what they are.
        mean = np.where(ahead, g + keep * m, m / np.where(corrected, 1 - keep**t, 1.0))
        root = np.sqrt(s / np.where(corrected, 1 - retain**t, 1.0) + inside) + outside
        step = np.where(scaled, np.sqrt(u + DELTA_EPS), 1.0) * mean / np.where(divides, root, 1.0)
        u = retain * u + add * step**2
        x = np.where(left, x, x - lr * step)
        left = left | (np.abs(x).max(axis=1, keepdims=True) > OUT * span(landscape))
        points.append(x)
    return np.array(points), left[:, 0]


def span(landscape: Landscape) -> float:
    """The width of the map."""
    (low, high), _ = landscape.window
    return float(high - low)


class Walk(NamedTuple):
    """Where a learner's method went: points (T+1, 2), and what stopped it, if anything did."""

    points: Array
    trouble: str = ""


def walk(method: Any, landscape: Landscape, *, lr: float, steps: int) -> Walk:
    """Let a learner's step function or optimiser class run from the customary start.

    Whatever it raises or returns is told in the walk, so that a picture never breaks.
    """
    points = [landscape.start]
    try:
        with time_limit(SECONDS), np.errstate(all="ignore"):
            for x in _steps(method, landscape, lr):
                points.append(x)
                if len(points) > steps or not np.abs(x).max() <= OUT * span(landscape):
                    break
    except NotImplementedError:
        return Walk(np.array(points), "is not written yet")
    except TimeUp:
        return Walk(np.array(points), f"took more than {SECONDS:g} s and was stopped at step {len(points)}")
    except Exception as error:
        return Walk(np.array(points), f"raised {type(error).__name__} at step {len(points)}: {error}")
    last = points[-1]
    if not np.isfinite(last).all():
        return Walk(np.array(points[:-1]), f"returned nan or infinity at step {len(points) - 1}")
    points += [last] * (steps + 1 - len(points))
    return Walk(np.array(points))


def _steps(method: Any, landscape: Landscape, lr: float) -> Iterator[Array]:
    x = landscape.start
    step = _object_step(method, x, lr) if inspect.isclass(method) else _function_step(method, landscape, lr)
    for t in range(1, 10_000):
        x = np.array(step(x.copy(), np.array(landscape.gradient(x)), t), dtype=float)
        if x.shape != landscape.start.shape:
            raise ValueError(f"the new point has shape {x.shape}, the old one had {landscape.start.shape}")
        yield x


def _object_step(method: Any, start: Array, lr: float) -> Callable[[Array, Array, int], Any]:
    optimiser = method([start], lr=lr, **_settings(method, {"params", "lr"}))
    return lambda _x, g, _t: optimiser.step([g])[0]


def _function_step(method: Any, landscape: Landscape, lr: float) -> Callable[[Array, Array, int], Any]:
    """A step by a function `(w, grad, *state, lr=…)` of the course; its state is kept here between steps."""
    parameters = inspect.signature(method).parameters.values()
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)][2:]
    settings = _settings(method, {*names, "lr"})
    settings |= {"lr": lr} if "lr" in {p.name for p in parameters} else {}
    kept = [name for name in names if name not in ("t", "H")]
    state: dict[str, Any] = {name: None if name == "velocity" else np.zeros(landscape.dimension) for name in kept}

    def step(x: Array, g: Array, t: int) -> Any:
        now = {"t": t, "H": landscape.hessian(x) if "H" in names else None} | state
        result = method(x, g, *(now[name] for name in names), **settings)
        if not kept:
            return result
        if not isinstance(result, tuple | list) or len(result) != 1 + len(kept):
            raise ValueError(f"expected the new w and {', '.join(kept)}")
        state.update(zip(kept, result[1:], strict=True))
        return result[0]

    return step


def _settings(method: Any, taken: set[str]) -> dict[str, Any]:
    """The keyword arguments that `method` must be given: those without a default of its own."""
    asked = [p for p in inspect.signature(method).parameters.values() if p.default is p.empty and p.name not in taken]
    eps = DELTA_EPS if "rho" in {p.name for p in asked} else EPS
    known = {**SETTINGS, "eps": eps}
    return {p.name: known[p.name] for p in asked if p.kind is p.KEYWORD_ONLY and p.name in known}
