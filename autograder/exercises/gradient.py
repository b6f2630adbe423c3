"""Unit 01: gradients, and how to trust one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from descent.observing import Case
from numpy.random import Generator
from reference import gradient as reference

from autograder.drawing import draw_until
from autograder.exercise import Exercise, case, readonly
from autograder.mistakes import gradient as mistakes
from autograder.mistakes import gradient_check, relative_error


def away(rng: Generator, *shape: int, low: float = 0.8, high: float = 3.0) -> np.ndarray:
    """Return numbers of either sign that keep away from zero, with two decimals so that a report reads well."""
    return (rng.choice([-1.0, 1.0], shape) * rng.uniform(low, high, shape)).round(2)


def number(rng: Generator, low: float = 0.6, high: float = 2.4) -> float:
    return round(float(rng.uniform(low, high)), 2)


def whole(rng: Generator, *shape: int) -> np.ndarray:
    return rng.choice([-1, 1], shape) * rng.integers(1, 6, shape)


def revealing(draw: Callable[[], tuple[Any, ...]], *functions: Callable[..., Any]) -> tuple[Any, ...]:
    """Return the first draw on which no two functions agree, so that no mistake is right by coincidence."""
    while True:
        args = draw()
        results = [np.atleast_1d(function(*args)) for function in functions]
        sizes = [
            np.abs(one - other).max() / max(np.abs(one).max(), np.abs(other).max())
            for k, one in enumerate(results)
            for other in results[:k]
        ]
        if min(sizes) > 1e-3:
            return args


def watch_f(implementation, f, x, **h):
    """Build `f` from its text and look on from inside it: at `x`, which must not move, and at where `f` is evaluated.

    What was seen is yielded after the result. It costs nothing: it is evidence for the diagnosis of a wrong result.
    """
    formula, start, moves, rounded = eval(f, {"np": np}), x.copy(), [], False
    single = start.astype(np.float32).astype(np.float64)

    def watched(point):
        nonlocal rounded
        if not np.array_equal(x, start):
            implementation.flags.add("changed_argument")
        if getattr(point, "dtype", None) != np.float64:
            given = getattr(point, "dtype", type(point).__name__)
            raise TypeError(f"f needs an array of float64 numbers, but it was given {given}")
        if point.shape != start.shape:
            raise ValueError(f"f needs an array of shape {start.shape}, but it was given shape {point.shape}")
        rounded = rounded or bool(((point == single) & (single != start)).any())
        moves.append(point - start)
        return formula(point)

    watched.__name__ = f
    yield implementation(watched, x, **h)
    size = np.array([np.abs(move).max() for move in moves])
    # A point that was moved and moved back may miss x by rounding.
    moved = [move / s for move, s in zip(moves, size, strict=True) if s > 1e-6 * size.max()]
    ahead = any(move.max() > 0.5 for move in moved)
    behind = any(move.min() < -0.5 for move in moved)
    back_at_x = len(moved) < len(moves)
    relative = np.max(np.abs(moves) / np.maximum(1, np.abs(start)), initial=0.0)
    seen = {
        "ahead only": ahead and not behind and back_at_x,
        "behind only": behind and not ahead and back_at_x,
        "all coordinates": bool(moved) and not rounded and all((np.abs(move) > 1e-5).all() for move in moved),
        "tiny steps": bool(moves) and relative < 5e-9,
        "large steps": bool(moves) and relative > 1.5e-4,
    }
    yield [name for name, true in seen.items() if true]


def same_gradient(expected, got, *_, **__):
    from descent.comparing import difference

    # Without h, central differences are good to about eps^(2/3) = 4e-11 on the functions of the cases, times a few.
    # The lesson calls a gradient check below 1e-7 right, so a default that reaches that passes: roughly sqrt(eps) to
    # 1e-4, times max(1, |x_i|).
    return difference(expected[0], got[0], rtol=1e-7)


def numerical_gradient_cases(rng: Generator) -> Iterator[Case]:
    a, b, c = (number(rng) for _ in range(3))
    cubic = f"lambda x: {a}*x[0]**3 + {b}*x[0]*x[1]**2 - {c}*x[2]**3"
    yield case("a cubic", cubic, away(rng, 3), h=0.1)
    waves = f"lambda x: np.sin({b}*x[0]) * np.exp(x[1]/2) + {c}*np.cos(x[0] - x[1])"
    # Near 100 neighbours in float32 are 8e-6 apart, so that who rounds x measures another wave.
    coarse = draw_until(
        lambda x: abs(x[0] - np.float32(x[0])) > 1e-6, lambda: np.round(away(rng, 2, high=2.0) + np.array([100, 0]), 2)
    )
    yield case("waves, another h", waves, coarse, h=0.25)
    A, v = away(rng, 2, 2).tolist(), away(rng, 2).tolist()
    quadratic = f"lambda x: x @ np.array({A}) @ x / 2 - np.array({v}) @ x"
    yield case("a quadratic, its matrix not symmetric", quadratic, away(rng, 2), h=0.01)
    yield case("one coordinate", f"lambda x: float({a}*x[0]**3 - x[0])", away(rng, 1), h=0.5)
    product = f"lambda x: {c}*x[0]*x[1]*x[2] + np.exp({a}*x[1])"
    yield case("x is read-only", product, readonly(away(rng, 3, high=1.5)), h=0.2)
    yield case("whole numbers", f"lambda x: {b}*x[0]**3 + x[0]*x[1]**2", whole(rng, 2), h=0.3)
    # The third derivative of sin(4x) is 16 times the first: a default step of 1e-3 shows (2e-6), one of 1e-4 does not.
    ripples = f"lambda x: np.array(np.sum(np.sin(4*x)) + {a}*x[0]*x[3])"
    yield case("h not given", ripples, away(rng, 4, low=0.05, high=0.3))
    at_zero = away(rng, 3)
    at_zero[rng.integers(3)] = 0.0
    yield case("h not given, a coordinate is zero", f"lambda x: np.sum(np.exp(x)) + {b}*x[0]*x[1]*x[2]", at_zero)
    yield case("h not given, whole numbers", f"lambda x: np.sum({a}*np.sin(x)) + {b}*x[0]*x[2]", whole(rng, 3))
    mixed = np.append(away(rng, 1, low=0.1, high=0.3), 1000 * away(rng, 1))
    fading = f"lambda x: {a}*np.sin(3*x[0]) * np.exp(x[1]/1000)"
    yield case("h not given, a small and a large coordinate", fading, mixed)
    # The doubles near 3e6 are 5e-10 apart, so a fixed step of 6e-6 is wrong by 1e-4 there, one of 1e-4 by 1e-5.
    far = (1e6 * np.abs(away(rng, 3)) * rng.permutation([-1, -1, 1])).round()
    yield case("h not given, far from the origin", "lambda x: np.sqrt(np.sum(x**2))", far)


def directional_derivative_cases(rng: Generator) -> Iterator[Case]:
    def pair(size: int, grad: float = 1.0, v: float = 1.0) -> tuple[Any, ...]:
        def draw() -> tuple[Any, ...]:
            return (grad * away(rng, size)).round(5), (v * away(rng, size)).round(5)

        return revealing(draw, reference.directional_derivative, *mistakes.DIRECTIONAL, lambda *_: 0.0)

    def uphill(up: bool, size: int, **scales: float) -> tuple[Any, ...]:
        grad, v = pair(size, **scales)
        return grad, v if (grad @ v > 0) == up else -v

    yield case("uphill", *uphill(True, 3))
    yield case("downhill", *uphill(False, 3))
    yield case("v shorter than 1", *pair(2, v=0.1))
    yield case("v longer, the gradient small", *pair(5, grad=1e-3, v=10))
    grad = away(rng, 1)
    yield case("one coordinate", grad, -2 * grad)
    numbers = revealing(lambda: (whole(rng, 4), whole(rng, 4)), reference.directional_derivative, *mistakes.DIRECTIONAL)
    yield case("whole numbers, read-only", *map(readonly, numbers))
    grad, v = pair(3)
    yield case("zeros among the entries", np.insert(grad, 1, 0.0), np.insert(v, 3, 0.0))


def linear_approximation_cases(rng: Generator) -> Iterator[Case]:
    def at(size: int, scale: float = 1.0, step: float = 1.0, draw: Callable[..., np.ndarray] = away) -> tuple[Any, ...]:
        def drawn() -> tuple[Any, ...]:
            x0 = scale * draw(rng, size)
            return draw(rng).item(), draw(rng, size), x0, (x0 + step * draw(rng, size)).round(5)

        return revealing(drawn, reference.linear_approximation, *mistakes.LINEAR, lambda f0, *_: f0)

    yield case("three coordinates", *at(3))
    yield case("one coordinate", *at(1))
    yield case("a small step", *at(2, step=0.01))
    yield case("a long step", *at(5, step=10))
    yield case("large numbers, read-only", *map(readonly, at(4, scale=100)))
    yield case("whole numbers", *at(3, draw=whole))
    f0, grad, x0, x = at(3)
    yield case("zeros among the entries", f0, np.append(grad, 0.0), np.append(x0, 1.5), np.append(x, 0.0))


def quadratic_gradient_cases(rng: Generator) -> Iterator[Case]:
    def problem(size: int, scale: float = 1.0, draw: Callable[..., np.ndarray] = away) -> tuple[Any, ...]:
        return revealing(
            lambda: (draw(rng, size, size), draw(rng, size), scale * draw(rng, size)),
            reference.quadratic_gradient,
            *mistakes.QUADRATIC,
        )

    yield case("two coordinates", *problem(2))
    yield case("three coordinates", *problem(3))
    A, b, x = problem(4, scale=10)
    yield case("read-only, stored by columns, x large", readonly(np.asfortranarray(A)), readonly(b), readonly(x))
    yield case("one coordinate", *(away(rng, *shape) for shape in [(1, 1), (1,), (1,)]))
    yield case("whole numbers", *problem(3, draw=whole))
    A, b, x = problem(3)
    yield case("a symmetric matrix", np.round(A + A.T, 2), b, x)
    A, b, x = problem(3, scale=0.1)
    yield case("zeros among the entries, x small", np.pad(A, (0, 1)), np.append(b, 0.0), np.append(x, 1.25))


def mse_gradient_cases(rng: Generator) -> Iterator[Case]:
    def data(rows: int, columns: int, draw: Callable[..., np.ndarray] = away) -> tuple[Any, ...]:
        functions = [reference.mse_gradient, *mistakes.MSE]
        if rows in (1, columns) or columns == 1:  # where two of the factors agree
            functions = [reference.mse_gradient, lambda w, X, y: -reference.mse_gradient(w, X, y)]
        return revealing(lambda: (draw(rng, columns), draw(rng, rows, columns), draw(rng, rows)), *functions)

    yield case("more examples than features", *data(5, 3))
    yield case("more features than examples", *data(3, 5))
    w, X, y = data(4, 4)
    yield case("as many examples as features, stored by columns", w, np.asfortranarray(X), y)
    yield case("one feature", *data(6, 1))
    yield case("one example", *data(1, 3))
    yield case("whole numbers", *data(7, 3, whole))
    w, X, y = data(8, 3)
    yield case("features of unlike size, read-only", *map(readonly, (w, X * [1e-3, 1.0, 10.0], y)))
    w, X, y = data(9, 3)
    yield case("zeros among the entries", np.append(w, 0.0), np.pad(X, ((0, 0), (0, 1))), y)


def each_pair(implementation, *pairs):
    for analytic, numeric in pairs:
        yield implementation(analytic, numeric)


def relative_error_cases(rng: Generator) -> Iterator[Case]:
    def pair(size: int, off: float, worst: float, scale: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        """Return gradients that differ by the factor 1 + off, in one entry by the factor 1 + worst."""
        numeric = scale * away(rng, size)
        factors = 1 + off * rng.uniform(0.1, 1, size)
        factors[rng.integers(size)] = 1 + worst
        return numeric * factors, numeric

    yield case("one entry is off", pair(4, 1e-4, number(rng, 0.1, 0.4)))
    numeric = away(rng, 5)
    analytic = numeric * (1 + 1e-3 * rng.uniform(0.1, 1, 5))
    k = rng.integers(5)
    analytic[k] = numeric[k] - number(rng, 0.3, 0.6)
    yield case("the analytic entry is the smaller one", (analytic, numeric))
    analytic, numeric = pair(3, 1e-4, 2e-4, scale=1000)
    small = number(rng, 0.01, 0.05)
    yield case("the worst entry is a small one", (np.append(analytic, 1.5 * small), np.append(numeric, small)))
    analytic, numeric = pair(4, 0.01, 0.2)
    yield case("opposite signs, then equal ones", (-analytic, numeric), (analytic, numeric))
    analytic, numeric = pair(3, 0.01, number(rng, 0.1, 0.4))
    yield case("zero against zero", (np.insert(analytic, 1, 0.0), np.insert(numeric, 1, 0.0)))
    floor = number(rng, 1.0, 3.0) * 1e-9
    yield case("entries below the floor of 1e-8", (np.array([floor, 0.0]), np.array([2 * floor, 0.0])))
    analytic, numeric = pair(3, 0.1, 0.3)
    broken, spoilt = np.insert(analytic, 2, np.nan), np.insert(numeric, 0, np.nan)
    other = np.append(numeric, 1.0), np.insert(analytic, 0, 1.0)
    yield case("nan in one of them, then in none", (broken, other[0]), (other[1], spoilt), (analytic, numeric))
    yield case("nearly equal", pair(6, 1e-7, -number(rng, 1, 4) * 1e-6))
    integers = 2 * whole(rng, 4)
    yield case("whole numbers", (integers - np.sign(integers), integers))
    yield case("one entry", pair(1, 0.0, number(rng, -0.4, -0.1)))
    yield case("fifty entries, read-only", tuple(map(readonly, pair(50, 1e-3, -0.25))))


EXERCISES = [
    Exercise(
        reference.numerical_gradient,
        points=3,
        cases=numerical_gradient_cases,
        mistakes=gradient_check.NUMERICAL_GRADIENT,
        observe=watch_f,
        compare=same_gradient,
    ),
    Exercise(
        reference.directional_derivative,
        points=1,
        cases=directional_derivative_cases,
        mistakes=mistakes.DIRECTIONAL_DERIVATIVE,
    ),
    Exercise(
        reference.linear_approximation,
        points=1,
        cases=linear_approximation_cases,
        mistakes=mistakes.LINEAR_APPROXIMATION,
    ),
    Exercise(
        reference.quadratic_gradient, points=2, cases=quadratic_gradient_cases, mistakes=mistakes.QUADRATIC_GRADIENT
    ),
    Exercise(reference.mse_gradient, points=3, cases=mse_gradient_cases, mistakes=mistakes.MSE_GRADIENT),
    Exercise(
        reference.relative_error,
        points=2,
        cases=relative_error_cases,
        mistakes=relative_error.RELATIVE_ERROR,
        observe=each_pair,
    ),
]
