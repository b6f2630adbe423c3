"""Unit 02's known mistakes in Newton's step and in conjugate gradients."""

from collections.abc import Callable
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake
from autograder.mistakes.symptoms import kept_integers, rows_alias, start_missing, steps_missing

Array = np.ndarray

# newton_step

NEWTON = [
    Mistake(
        "plus sign",
        "You added the Newton step. The quadratic model's stationary point is at w − H⁻¹g.",
        lambda w, grad, H: w + np.linalg.solve(H, grad),
    ),
    Mistake(
        "only the diagonal",
        "You divided by the diagonal of H and left out the rest, as if the coordinates did not interact. "
        "Solve H·d = g.",
        lambda w, grad, H: w - grad / np.diag(H),
    ),
    Mistake(
        "elementwise division",
        "You divided by the entries of H one by one. H⁻¹ is the inverse of the matrix: use `np.linalg.solve(H, grad)`.",
        lambda w, grad, H: w - grad / H,
        also=[
            lambda w, grad, H: w - (1 / H) @ grad,
            lambda w, grad, H: w - H**-1 @ grad,  # for whole numbers NumPy raises
            lambda w, grad, H: w - grad @ (1 / H),
            lambda w, grad, H: w - grad[:, None] / H,
            lambda w, grad, H: w[:, None] - grad[:, None] / H,
            lambda w, grad, H: w - (grad / H).sum(axis=0),
            lambda w, grad, H: w - (grad[:, None] / H).sum(axis=1),
            lambda w, grad, H: w - (grad / H).mean(axis=0),
            lambda w, grad, H: w - (grad / H).mean(axis=1),
            lambda w, grad, H: w - (grad[:, None] / H).mean(axis=1),
            lambda w, grad, H: w - grad / H.sum(axis=0),
            lambda w, grad, H: w - grad / H.sum(axis=1),
        ],
    ),
    Mistake(
        "Hᵀ",
        "You solved with the transpose of H. It makes no difference while H is symmetric, and here it is not.",
        lambda w, grad, H: w - np.linalg.solve(H.T, grad),
    ),
    Mistake(
        "multiplied by H",
        "You multiplied the gradient by H. Newton's step undoes the curvature: solve H·d = g.",
        lambda w, grad, H: w - H @ grad,
    ),
]

# conjugate_gradient

Alpha = Callable[[Array, Array, Array], float]


def textbook_alpha(r: Array, p: Array, A: Array) -> float:
    return r @ r / (p @ A @ p)


def textbook_beta(new: float, old: float) -> float:
    return new / old


def conjugate(
    *,
    alpha: Alpha = textbook_alpha,
    beta: Callable[[float, float], float] = textbook_beta,
    start: int = 1,
    update: int = -1,
    guarded: bool = True,
) -> Callable[..., Array]:
    """Return conjugate gradients with one part replaced: α, β, the sign of the first residual or of its update."""

    def solve(A: Array, b: Array, x0: Array, *, steps: int) -> Array:
        residual = start * (b - A @ x0).astype(float)
        direction, rows = residual, [x0.astype(float)]
        with np.errstate(all="ignore"):
            for _ in range(steps):
                rows.append(rows[-1])
                if guarded and np.linalg.norm(residual) < 1e-13:
                    continue
                length = alpha(residual, direction, A)
                rows[-1] = rows[-1] + length * direction
                new = residual + update * length * (A @ direction)
                direction = new + beta(new @ new, residual @ residual) * direction
                residual = new
        return np.array(rows)

    return solve


def codings(**how: Any) -> dict[str, Any]:
    """Return a wrong recurrence with and without a guard against 0/0 at the solution, for `Mistake(**…)`."""
    return {"implementation": conjugate(**how), "also": [conjugate(**how, guarded=False)]}


def both(*several: dict[str, Any]) -> dict[str, Any]:
    """Return several codings of one mistake together."""
    every = [one for how in several for one in (how["implementation"], *how["also"])]
    return {"implementation": every[0], "also": every[1:]}


def not_finite_at_the_end(expected: list, got: list, *_: Any, **__: Any) -> bool:
    """Right until the solution is reached, then nan (or Python's own ZeroDivisionError)."""
    for right, mine in zip(expected, got):  # noqa: B905 (an error may have cut `got` short)
        rows = np.asarray(mine)
        finite = np.isfinite(rows).all(axis=1)
        if rows.shape != right.shape or not np.allclose(rows[finite], right[finite], rtol=1e-6):
            return False
        if not finite.all():
            first = int(np.argmin(finite))
            return first > 0 and bool(np.allclose(right[first], right[first - 1], rtol=1e-6))
    last = expected[min(len(got), len(expected) - 1)]
    return len(got) < len(expected) and len(last) > 1 and bool(np.allclose(last[-1], last[-2]))


def conjugate_in_integers(A: Array, b: Array, x0: Array, *, steps: int) -> Array:
    return conjugate()(A, b, x0, steps=steps).astype(x0.dtype)


def conjugate_on_the_callers_array(A: Array, b: Array, x0: Array, *, steps: int) -> Array:
    rows = conjugate()(A, b, x0, steps=steps)
    x0[...] = rows[-1]
    return rows


def conjugate_in_one_array(A: Array, b: Array, x0: Array, *, steps: int) -> Array:
    rows = conjugate()(A, b, x0, steps=steps)
    return np.array([rows[-1]] * len(rows))


CONJUGATE_GRADIENT = [
    Mistake(
        "integer dtype kept",
        "With `x0` in whole numbers your points stay whole numbers. Start from `np.array(x0, dtype=float)`.",
        conjugate_in_integers,
        kept_integers,
    ),
    Mistake(
        "nan after convergence",
        "At the solution the residual is zero, and your α or β becomes 0/0. Once the residual vanishes, "
        "repeat the point instead of computing on.",
        conjugate(guarded=False),
        not_finite_at_the_end,
    ),
    Mistake(
        "x0 missing",
        "Your trajectory begins after the first step. Row 0 is `x0` itself, so there are `steps + 1` rows.",
        lambda A, b, x0, *, steps: conjugate()(A, b, x0, steps=steps)[1:],
        start_missing,
    ),
    Mistake(
        "rows alias one array",
        "All your rows are one and the same array, which the loop goes on changing: every row shows the last point. "
        "Keep a copy of each point, or make a new array each step.",
        conjugate_in_one_array,
        rows_alias,
    ),
    Mistake(
        "last rows missing",
        "Your trajectory is right as far as it goes, but rows are missing at its end. "
        "There are always `steps + 1` rows: after convergence, repeat the point.",
        lambda A, b, x0, *, steps: conjugate()(A, b, x0, steps=max(steps - 1, 0)),
        steps_missing,
    ),
    Mistake(
        "β = 0",
        "You went straight down the residual each time, which is steepest descent (β = 0). "
        "The next direction keeps a part of the last one: p ← r' + βp.",
        **codings(beta=lambda *_: 0.0),
    ),
    Mistake(
        "β inverted",
        "Your β is upside down. It is the new squared residual over the old one: r'ᵀr' / rᵀr.",
        **codings(beta=lambda new, old: old / new),
    ),
    Mistake(
        "residual sign",
        "There is a wrong sign, so that you climb or lose track of the residual. It is r = b − Ax, downhill; "
        "a step makes x + αp of x, and r − αAp of r.",
        **both(codings(start=-1), codings(update=1), codings(start=-1, update=1)),
    ),
    Mistake(
        "α denominator",
        "Your α has the wrong denominator. The exact minimum along p is at α = rᵀr / pᵀAp, "
        "with the direction p and the matrix.",
        **both(
            codings(alpha=lambda r, _, A: r @ r / (r @ A @ r)),
            codings(alpha=lambda r, p, _: r @ r / (p @ p)),
            codings(alpha=lambda r, p, A: r @ r / (A @ p @ (A @ p))),
            codings(alpha=lambda r, _, A: r @ r / (A @ r @ (A @ r))),
            codings(alpha=lambda r, p, _: r @ r / (p @ r)),
        ),
    ),
    Mistake(
        "in place",
        "You changed `x0` or `b` itself. Work on copies, so that the caller's arrays stay as they were.",
        conjugate_on_the_callers_array,
        CHANGED_ARGUMENT,
    ),
]
