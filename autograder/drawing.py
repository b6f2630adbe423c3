"""Random inputs that reveal what a case is meant to reveal, whatever the seed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

Rng = np.random.Generator
Array = np.ndarray


def draw_until(enough: Callable[..., bool], draw: Callable[[], Any]) -> Any:
    """Return the first draw that is telling enough."""
    while not enough(drawn := draw()):
        pass
    return drawn


def apart(values: list[Any], distance: float = 0.01) -> bool:
    """Return whether all pairs of numbers or arrays differ by `distance`, relative to the larger."""
    return all(
        np.abs(np.subtract(a, b)).max() > distance * max(np.abs(a).max(), np.abs(b).max())
        for a, b in combinations(values, 2)
    )


def tilted(rng: Rng, *eigenvalues: float) -> Array:
    """Return a symmetric positive definite matrix of two decimals, near these eigenvalues and far from diagonal."""
    size = len(eigenvalues)

    def draw() -> Array:
        basis = np.linalg.qr(rng.normal(size=(size, size)))[0]
        H = basis * (np.array(eigenvalues) * rng.uniform(0.9, 1.1, size)) @ basis.T
        return np.round((H + H.T) / 2, 2)

    return draw_until(lambda H: np.abs(H).min() > 0.02 and H.diagonal().max() < 0.9 * max(eigenvalues), draw)


def vector(rng: Rng, size: Any, low: float = 0.5, high: float = 3.0) -> Array:
    """Return two-decimal numbers of either sign, none of them near zero."""
    return np.round(rng.uniform(low, high, size) * rng.choice([-1, 1], size), 2)
