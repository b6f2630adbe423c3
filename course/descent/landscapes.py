"""Test functions with gradients and Hessians, to walk down in lessons and explorers.

Every landscape takes points of shape (..., D), so one call serves a point, a trajectory or a whole grid:

    bowl = landscapes.bowl
    bowl([3.0, 4.0])                 # 12.5
    bowl.gradient([3.0, 4.0])        # array([3., 4.])
    bowl.contour(plt.gca())          # its level sets
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
LINES = {"colors": "0.6", "linewidths": 0.8, "linestyles": "solid"}
Window = tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class Landscape(ABC):
    """A function of D numbers that knows its slopes, its minima and where to look at it."""

    name: str
    start_at: tuple[float, ...]
    window: Window
    crowding: float = 3.0  # the power that spaces level sets: more shows more of a flat floor

    @abstractmethod
    def __call__(self, x: ArrayLike) -> Any:
        """Value at `x`: (..., D) -> (...), a plain float for one point."""

    @abstractmethod
    def gradient(self, x: ArrayLike) -> Array:
        """First derivatives at `x`: (..., D) -> (..., D)."""

    @abstractmethod
    def hessian(self, x: ArrayLike) -> Array:
        """Second derivatives at `x`: (..., D) -> (..., D, D)."""

    @property
    @abstractmethod
    def minima(self) -> Array:
        """All local minima, one a row: (M, D)."""

    @property
    def dimension(self) -> int:
        """The number D of coordinates."""
        return len(self.start_at)

    @property
    def start(self) -> Array:
        """A fresh array (D,) with the customary starting point."""
        return np.array(self.start_at, dtype=float)

    @property
    def lowest(self) -> float:
        """Value at the global minimum; -inf where there is none."""
        return float(np.min(self(self.minima))) if len(self.minima) else -np.inf

    @property
    def sharpest_curvature(self) -> float:
        """Largest eigenvalue L of the Hessian over the minima, which limits the learning rate there to 2/L."""
        at = self.minima if len(self.minima) else self.start[None]
        return float(np.linalg.eigvalsh(self.hessian(at)).max())

    def grid(self, n: int = 161) -> tuple[Array, Array, Array]:
        """`X, Y, Z`, each (n, n), over the window of a landscape with two coordinates."""
        if self.dimension != 2:
            raise ValueError(f"{self.name} has {self.dimension} coordinate(s); a grid needs 2.")
        X, Y = np.meshgrid(*(np.linspace(low, high, n) for low, high in self.window))
        return X, Y, self(np.stack([X, Y], axis=-1))

    def levels(self, n: int = 12) -> Array:
        """`n` heights for level sets, spaced so that they do not crowd where the landscape is steep: (n,)."""
        Z = self.grid(61)[2]
        low = min(self.lowest, Z.min()) if np.isfinite(self.lowest) else Z.min()
        return low + (Z.max() - low) * np.linspace(0.0, 1.0, n + 1)[1:] ** self.crowding

    def contour(self, axes: Any, n: int = 12, **style: Any) -> Any:
        """Draw the level sets on Matplotlib `axes` and return what `axes.contour` returns."""
        return axes.contour(*self.grid(), levels=self.levels(n), **LINES | style)


@dataclass(frozen=True, kw_only=True)
class Quadratic(Landscape):
    """½xᵀAx − bᵀx (Nocedal & Wright, Numerical Optimization, 2006, eq. 3.24).

    `matrix` is A as nested tuples, symmetric or not; `linear` is b.
    """

    matrix: tuple[tuple[float, ...], ...]
    linear: tuple[float, ...]

    @property
    def curvatures(self) -> Array:
        """Eigenvalues of the Hessian, smallest first: (D,)."""
        return np.asarray(np.linalg.eigvalsh(self._symmetric), dtype=np.float64)

    @property
    def kappa(self) -> float:
        """Condition number λmax/λmin."""
        return float(self.curvatures[-1] / self.curvatures[0])

    @property
    def _symmetric(self) -> Array:
        A = np.array(self.matrix)
        return (A + A.T) / 2

    def __call__(self, x: ArrayLike) -> Any:
        x = np.asarray(x, dtype=float)
        return _plain(np.sum(x * (x @ self._symmetric / 2 - np.array(self.linear)), axis=-1))

    def gradient(self, x: ArrayLike) -> Array:
        return np.asarray(x, dtype=float) @ self._symmetric - np.array(self.linear)

    def hessian(self, x: ArrayLike) -> Array:
        return np.broadcast_to(self._symmetric, (*np.shape(x), self.dimension)).copy()

    @property
    def minima(self) -> Array:
        if self.curvatures[0] <= 0:
            return np.empty((0, self.dimension))
        return np.linalg.solve(self._symmetric, np.array(self.linear))[None]


@dataclass(frozen=True, kw_only=True)
class Rosenbrock(Landscape):
    """(1 − x)² + 100(y − x²)², a curved valley (Rosenbrock, The Computer Journal 3, 1960)."""

    def __call__(self, x: ArrayLike) -> Any:
        x, y = _coordinates(x)
        return _plain((1 - x) ** 2 + 100 * (y - x**2) ** 2)

    def gradient(self, x: ArrayLike) -> Array:
        x, y = _coordinates(x)
        return np.stack([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)], axis=-1)

    def hessian(self, x: ArrayLike) -> Array:
        x, y = _coordinates(x)
        return _matrix(2 - 400 * (y - 3 * x**2), -400 * x, np.full_like(x, 200.0))

    @property
    def minima(self) -> Array:
        return np.array([[1.0, 1.0]])


@dataclass(frozen=True, kw_only=True)
class Himmelblau(Landscape):
    """(x² + y − 11)² + (x + y² − 7)², four minima of equal depth (Himmelblau, Applied Nonlinear
    Programming, 1972)."""

    def __call__(self, x: ArrayLike) -> Any:
        x, y = _coordinates(x)
        return _plain((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2)

    def gradient(self, x: ArrayLike) -> Array:
        x, y = _coordinates(x)
        first, second = x**2 + y - 11, x + y**2 - 7
        return np.stack([4 * x * first + 2 * second, 2 * first + 4 * y * second], axis=-1)

    def hessian(self, x: ArrayLike) -> Array:
        x, y = _coordinates(x)
        return _matrix(12 * x**2 + 4 * y - 42, 4 * x + 4 * y, 12 * y**2 + 4 * x - 26)

    @property
    def minima(self) -> Array:
        rough = np.array([[3.0, 2.0], [-2.805118, 3.131313], [-3.77931, -3.283186], [3.584428, -1.848127]])
        # The printed digits are six decimals; one Newton step makes them exact to float64.
        return rough - np.linalg.solve(self.hessian(rough), self.gradient(rough)[..., None])[..., 0]


@dataclass(frozen=True, kw_only=True)
class Saddle(Landscape):
    """½x² + ¼y⁴ − ½y², a saddle at the origin between two minima (Nesterov, Introductory Lectures on Convex
    Optimization, 2004, example 1.2.2)."""

    def __call__(self, x: ArrayLike) -> Any:
        x, y = _coordinates(x)
        return _plain(x**2 / 2 + y**4 / 4 - y**2 / 2)

    def gradient(self, x: ArrayLike) -> Array:
        x, y = _coordinates(x)
        return np.stack([x, y**3 - y], axis=-1)

    def hessian(self, x: ArrayLike) -> Array:
        x, y = _coordinates(x)
        return _matrix(np.ones_like(x), np.zeros_like(x), 3 * y**2 - 1)

    @property
    def minima(self) -> Array:
        return np.array([[0.0, 1.0], [0.0, -1.0]])


@dataclass(frozen=True, kw_only=True)
class DoubleWell(Landscape):
    """¼x⁴ − ½x² + x/5 in one dimension: a shallow minimum on the right, the global one on the left
    (the quartic of Landau, 1937, with a tilt)."""

    def __call__(self, x: ArrayLike) -> Any:
        x = np.asarray(x, dtype=float)[..., 0]
        return _plain(x**4 / 4 - x**2 / 2 + x / 5)

    def gradient(self, x: ArrayLike) -> Array:
        x = np.asarray(x, dtype=float)
        return x**3 - x + 1 / 5

    def hessian(self, x: ArrayLike) -> Array:
        x = np.asarray(x, dtype=float)
        return (3 * x**2 - 1)[..., None]

    @property
    def minima(self) -> Array:
        roots = np.sort(np.roots([1.0, 0.0, -1.0, 1 / 5]).real)
        return roots[[0, 2], None]


def quadratic(A: ArrayLike, b: ArrayLike | None = None, *, name: str = "quadratic") -> Quadratic:
    """½xᵀAx − bᵀx for any square `A` (D, D) and `b` (D,), zero if left out.

    Raises ValueError when the shapes do not fit. The window is ten wide around the minimum.
    """
    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.shape[0] != A.shape[1]:
        raise ValueError(f"A must be a square matrix; its shape is {A.shape}.")
    b = np.zeros(len(A)) if b is None else np.asarray(b, dtype=float)
    if b.shape != (len(A),):
        raise ValueError(f"b must have shape ({len(A)},) to go with A; its shape is {b.shape}.")
    S = (A + A.T) / 2
    centre = np.linalg.solve(S, b) if np.linalg.eigvalsh(S)[0] > 0 else np.zeros(len(A))
    return Quadratic(
        name=name,
        start_at=tuple((centre - np.resize([4.0, -2.0], len(A))).tolist()),
        window=tuple((c - 5.0, c + 5.0) for c in centre.tolist()),
        matrix=tuple(map(tuple, A.tolist())),
        linear=tuple(b.tolist()),
    )


def valley(kappa: float) -> Quadratic:
    """½(x² + κy²), an axis-parallel ravine whose condition number is `kappa`; ValueError below 1."""
    if not kappa >= 1:
        raise ValueError(f"kappa is λmax/λmin, so it is at least 1; got {kappa}.")
    return quadratic([[1.0, 0.0], [0.0, kappa]], name="ravine")


def _coordinates(x: ArrayLike) -> tuple[Array, Array]:
    x = np.asarray(x, dtype=float)
    return x[..., 0], x[..., 1]


def _matrix(xx: Array, xy: Array, yy: Array) -> Array:
    return np.stack([np.stack([xx, xy], axis=-1), np.stack([xy, yy], axis=-1)], axis=-2)


def _plain(values: Any) -> Any:
    return float(values) if np.ndim(values) == 0 else values


bowl = quadratic([[1.0, 0.0], [0.0, 1.0]], name="bowl")
ravine = valley(25.0)
rosenbrock = Rosenbrock(name="Rosenbrock", start_at=(-1.2, 1.0), window=((-2.0, 2.0), (-1.0, 3.0)), crowding=4.0)
himmelblau = Himmelblau(name="Himmelblau", start_at=(0.0, 0.0), window=((-5.0, 5.0), (-5.0, 5.0)))
saddle = Saddle(name="saddle", start_at=(1.6, 0.001), window=((-2.0, 2.0), (-2.0, 2.0)))
double_well = DoubleWell(name="double well", start_at=(1.8,), window=((-2.0, 2.0),))

ALL: tuple[Landscape, ...] = (bowl, ravine, rosenbrock, himmelblau, saddle, double_well)
