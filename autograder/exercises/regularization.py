"""Unit 08: scaled and reduced inputs, initial weights, penalties, dropout and early stopping.

What is random is judged by its statistics, since any use of the generator is right (see autograder/chance.py).
"""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from descent.observing import Case
from reference import regularization as reference

from autograder.chance import observe_dropout, observe_weights, sound_components, sound_dropout, sound_weights
from autograder.drawing import apart, draw_until, vector
from autograder.exercise import Exercise, case, readonly
from autograder.mistakes import components, dropout, early_stopping, initialisation, penalties, scaling

Rng = np.random.Generator
Array = np.ndarray

# standardize


def standardize_cases(rng: Rng) -> Iterator[Case]:
    def table(rows: int, columns: int, more: int, *, spread: Any = 1.0) -> tuple[Array, Array]:
        """Return training and test rows whose means and spreads differ from column to column, and from each other."""
        centre, size = vector(rng, columns, 2, 5), spread * np.round(rng.uniform(0.4, 2.5, columns), 2)
        train = np.round(centre + size * rng.normal(size=(rows, columns)), 10)
        return train, np.round(centre + size * (2 + rng.normal(size=(more, columns))), 10)

    def telling(drawn: tuple[Array, Array]) -> bool:
        std = drawn[0].std(axis=0)
        return bool(std.min() > 0.2 * std.max() and np.abs(std - 1).min() > 0.05)

    yield case("five training rows, three features", *draw_until(telling, lambda: table(5, 3, 4)))
    yield case("as many rows as features", *draw_until(telling, lambda: table(4, 4, 4)))
    yield case("one test row", *draw_until(telling, lambda: table(6, 2, 1)))
    spreads = np.array([1e-3, 1.0, 300.0])
    yield case("features of very different size", *table(8, 3, 5, spread=spreads))
    train, test = (np.asfortranarray(part) for part in table(7, 3, 3))
    yield case("read-only, stored by columns", readonly(train), readonly(test))
    whole = rng.permutation(np.arange(1, 41))
    yield case("whole numbers", whole[:24].reshape(8, 3), whole[24:36].reshape(4, 3))

    def unlucky(rows: int, low: float, high: float, least: float) -> float:
        """Return a number whose copies have a standard deviation above `least`, by rounding alone."""
        return float(
            draw_until(
                # Of a column in a matrix: a vector is added up in another order.
                lambda c: np.full((rows, 3), c).std(axis=0).min() > least,
                lambda: round(float(rng.uniform(low, high)), 3),
            )
        )

    train, test = table(50, 4, 3)
    train[:, 1] = unlucky(50, 0.05, 0.9, 1e-18)
    train[:, 3] = 0.0
    yield case("columns that are constant up to rounding", train, test)
    train, test = table(37, 3, 4)
    for j, sign in ((0, 1), (2, -1)):
        constant = sign * unlucky(37, 1e4, 9e4, 3e-12)
        # Near it, since the largest number of a result sets the scale for all.
        train[:, j], test[:, j] = constant, constant + vector(rng, 4)
    yield case("large constants", train, test)
    train, test = table(6, 3, 4)
    train[:, 2], test[:, 2] = 1e-9 * vector(rng, 6), 1e-9 * vector(rng, 4)
    yield case("tiny numbers that do differ", train, test)
    yield case("one training row", *table(1, 3, 4))


# pca


def pca_cases(rng: Rng) -> Iterator[Case]:
    def cloud(rows: int, columns: int, *, centre: float = 3.0) -> Array:
        """Return rows around a far point, with singular values 1 : 0.7 : 0.5 : … along tilted directions."""
        small = min(rows - 1, columns)

        def draw() -> tuple[Array, Array]:
            U = rng.normal(size=(rows, small))
            U = np.linalg.qr(U - U.mean(axis=0))[0]
            V = np.linalg.qr(rng.normal(size=(columns, columns)))[0][:small]
            return U * (3 * np.sqrt(rows) * 0.68 ** np.arange(small)) @ V, V

        def tilted(drawn: tuple[Array, Array]) -> bool:
            """Return whether V differs from its transpose, whatever the signs, and the columns in spread."""
            points, V = drawn
            crooked = columns != small or np.abs(V[0]) @ np.abs(V[:, 0]) < 0.97
            std = points.std(axis=0)
            return columns == 1 or bool(np.abs(V).max() < 0.97 and crooked and std.max() > 1.2 * std.min())

        # Unequal coordinates: a centre along a principal direction would hide that nobody centred.
        return np.round(draw_until(tilted, draw)[0] + centre * vector(rng, columns, 1, 3), 6)

    yield case("one component of three", cloud(12, 3), 1)
    yield case("two components of three", cloud(10, 3), 2)
    yield case("all components of four", cloud(15, 4), 4)
    yield case("as many rows as features", cloud(5, 5), 3)
    yield case("more features than rows", cloud(4, 7), 2)
    yield case("far from the origin, read-only", readonly(np.asfortranarray(cloud(9, 3, centre=30.0))), 2)
    yield case("small numbers", np.round(1e-3 * cloud(11, 4), 9), 2)
    yield case("one feature", cloud(8, 1), 1)
    yield case("whole numbers", np.round(10 * cloud(9, 3)).astype(int), 3)


# xavier_uniform and he_normal


FANS = {
    "more inputs than outputs": (60, 25),
    "more outputs than inputs": (20, 75),
    "as many inputs as outputs": (40, 40),
    "a single input": (1, 1500),
    "a single output": (600, 1),
    "a wide layer": (300, 12),
}


def weight_cases(rng: Rng) -> Iterator[Case]:
    for note, fans in FANS.items():
        yield case(note, *fans, seed=int(rng.integers(1_000_000)), times=max(2, 6000 // (fans[0] * fans[1])))


def xavier_cases(rng: Rng) -> Iterator[Case]:
    for plain, gain in zip(weight_cases(rng), (None, 5 / 3, 0.4, 3.0, None, float(np.sqrt(2))), strict=True):
        named = plain.note if gain is None else f"{plain.note}, gain {gain:.3g}"
        yield case(named, *plain.args, **plain.kwargs, **({} if gain is None else {"gain": gain}))


# l2_penalty and soft_threshold


def l2_cases(rng: Rng) -> Iterator[Case]:
    def weights(shape: Any, low: float = 0.5, high: float = 3.0) -> Array:
        def telling(w: Any) -> bool:
            total = np.sum(np.square(w))
            sizes = [2 * np.sum(np.abs(w))] if w.size > 1 else []  # else it is the norm
            return apart([total, 2 * total, np.sqrt(total), 2 * np.sqrt(total), 1.0, *sizes], 0.03)

        return draw_until(telling, lambda: np.array(vector(rng, shape, low, high)))

    def decay(low: float = 0.1, high: float = 0.4) -> float:
        return round(float(rng.uniform(low, high)), 3)

    yield case("three weights", weights(3), weight_decay=decay())
    yield case("a matrix", weights((2, 3)), weight_decay=decay())
    yield case("a stack of matrices", weights((2, 3, 2)), weight_decay=decay(1.5, 3))
    yield case("a single number", weights(()), weight_decay=decay())
    yield case("small weights", weights(4, 0.001, 0.009), weight_decay=decay(5, 9))
    yield case(
        "large weights, read-only", readonly(np.asfortranarray(weights((3, 3), 5, 15))), weight_decay=decay(0.01, 0.04)
    )
    zeros = weights((3, 4))
    zeros[1] = 0.0
    yield case("a row of zeros", zeros, weight_decay=decay())
    yield case("whole numbers", rng.integers(2, 7, 4) * rng.choice([-1, 1], 4), weight_decay=decay())


def observe_thresholds(threshold, w, taus):
    for tau in taus:
        yield threshold(w, tau)


def threshold_cases(rng: Rng) -> Iterator[Case]:
    def weights(shape: Any, tau: float) -> Array:
        """Return some weights below tau and some above, of both signs."""
        size = int(np.prod(shape))
        parts = [share * tau * np.round(rng.uniform(0.9, 1.1, 2), 3) for share in (-0.6, 0.4, -1.8, 2.6)]
        w = (
            np.resize(np.concatenate(parts), max(size, 4))[:size]
            if size >= 8
            else np.array([p[0] for p in parts])[:size]
        )
        return np.array(rng.permutation(w).reshape(shape))

    yield case("four weights", weights((4,), 1.0), [1.0])
    yield case("a matrix, three thresholds", weights((2, 4), 0.5), [0.5, 0.0, 0.2])
    yield case("a stack of matrices", weights((2, 2, 3), 2.0), [2.0, 0.7])
    numbers = [round(float(rng.uniform(*span)), 2) for span in ((0.3, 0.6), (1.4, 2.0))]
    yield case("single numbers, above and below", np.array(-numbers[1]), [numbers[0], 3.0, 0.0])
    yield case("small and read-only", readonly(np.asfortranarray(weights((4, 3), 1e-3))), [1e-3, 2e-3])
    yield case("a threshold that takes all but two", 10 * weights((8,), 1.0), [24.0, 50.0, 10.0])
    whole = rng.permutation([-5, -3, -1, 1, 2, 4])
    yield case("whole numbers", whole, [1.5, 0.25])
    tied = rng.permutation(np.array([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0])) * round(float(rng.uniform(0.6, 1.4)), 2)
    yield case("zeros, and weights equal to the threshold", tied, [float(np.sort(np.abs(tied))[3]), 0.1])


# dropout


def dropout_cases(rng: Rng) -> Iterator[Case]:
    def seed() -> int:
        return int(rng.integers(1_000_000))

    def p(low: float, high: float) -> float:
        return round(float(rng.uniform(low, high)), 2)

    def x(*shape: int) -> Array:
        return np.array(vector(rng, shape))

    yield case("thirty rows, thirty units", x(30, 30), [p(0.25, 0.35), 0.0, p(0.6, 0.75)], seed=seed(), times=8)
    yield case("as many kept as dropped", x(40, 25), [0.5, 0.3], seed=seed(), times=8)
    yield case("images", x(20, 4, 12), [p(0.3, 0.4)], seed=seed(), times=8)
    yield case("a vector", x(40), [p(0.25, 0.4)], seed=seed(), times=30)
    yield case("a single number", x(), [p(0.3, 0.4)], seed=seed(), times=80)
    yield case("most dropped", 10 * x(40, 60), [p(0.8, 0.85)], seed=seed(), times=8)
    yield case("read-only", readonly(np.asfortranarray(x(30, 35))), [p(0.3, 0.4), 0.0], seed=seed(), times=8)
    holes = x(30, 32)
    holes[:, rng.choice(32, 4, replace=False)] = 0.0
    yield case("columns of zeros", holes, [p(0.3, 0.4)], seed=seed(), times=8)


# early_stopping


def observe_stops(stop, runs):
    for losses, patience, min_delta in runs:
        yield stop(losses, patience=patience, min_delta=min_delta)


def stopping_cases(rng: Rng) -> Iterator[Case]:
    wrong = early_stopping

    def curve(epochs: int, noise: float = 0.4, digits: int = 2) -> list[float]:
        """Return losses that fall, turn and rise, with bumps."""
        t = np.linspace(-1, 1, epochs)
        return [round(float(v), digits) for v in 2 + 1.5 * t**2 - 0.6 * t + noise * rng.normal(size=epochs)]

    def told(mistakes: list[Callable[..., Any]], draw: Callable[[], Any]) -> Any:
        """Draw runs until each mistake shows in one of them."""

        def shows(mistake: Callable[..., Any], runs: Any) -> bool:
            results = [
                [f(losses, patience=patience, min_delta=d) for f in (wrong.right, mistake)]
                for losses, patience, d in runs
            ]
            return any(one != other for one, other in results)

        return draw_until(lambda runs: all(shows(mistake, runs) for mistake in mistakes), draw)

    general = [wrong.previous_loss, wrong.previous_for_waiting, wrong.never_reset, wrong.one_too_late]
    general += [wrong.one_too_early, wrong.lowest_of_all, wrong.swapped, wrong.from_one, wrong.number_of_epochs]
    general += [wrong.highest_wins]
    deltas = [wrong.sign_of_delta, wrong.delta_ignored, wrong.creeping_best, wrong.lowest_so_far, wrong.relative_delta]

    yield case("bumpy curves", told(general, lambda: [(curve(12), 3, 0.0), (curve(16), 2, 0.0), (curve(20), 4, 0.0)]))
    few = [wrong.first_loss_waits, wrong.one_too_late, wrong.lowest_of_all, wrong.swapped]
    yield case("a patience of one", told(few, lambda: [(curve(9), 1, 0.0), (curve(12, 0.2), 1, 0.0)]))
    yield case(
        "min_delta counts",
        told(
            [*general, *deltas], lambda: [(curve(18, 0.3), k, d) for k, d in ((3, 0.2), (4, 0.3), (2, 0.25), (5, 0.4))]
        ),
    )
    late = [wrong.length_at_the_end, wrong.from_one, wrong.swapped, wrong.previous_loss]
    yield case("patience that never runs out", told(late, lambda: [(curve(8), 30, 0.0), (curve(12), 12, 0.1)]))

    def tied() -> Any:
        return [(curve(14, 0.4, 0), 3, 0.0), (np.array(curve(14, 0.3, 0)), 4, 0.0), (curve(10, 0.3), 3, 0.5)]

    yield case("equal losses", told([wrong.equal_is_better, wrong.never_reset], tied))

    def with_nan() -> Any:
        runs = []
        for epochs, patience in ((12, 3), (14, 4)):
            losses = curve(epochs)
            for k in rng.choice(np.arange(2, epochs), 3, replace=False):
                losses[k] = float("nan")
            runs.append((losses, patience, 0.0))
        return runs

    yield case("nan now and then", told([wrong.nan_is_better, wrong.never_reset, wrong.previous_loss], with_nan))

    def typed() -> Any:
        whole = rng.permutation(np.arange(3, 15))
        return [
            (readonly(np.array(curve(15))), 3, 0.1),
            (tuple(curve(11)), 2, 0.0),
            (whole, 3, 1),
            (whole.tolist(), 2, 2),
        ]

    yield case("arrays, tuples, whole numbers", told(general[:5], typed))
    yield case(
        "huge losses",
        told(
            [wrong.finite_start(1e18)],
            lambda: [([1e20 * v for v in curve(11)], 2, 0.0), ([1e20 * v for v in curve(9)], 3, 0.0)],
        ),
    )
    rising = np.sort(curve(7))
    yield case(
        "only worse, only better, one epoch",
        [(rising.tolist(), 2, 0.0), (rising[::-1].tolist(), 1, 0.0), (curve(1), 3, 0.1), (rising.tolist(), 6, 0.0)],
    )


EXERCISES = [
    Exercise(reference.standardize, 1, standardize_cases, scaling.STANDARDIZE),
    Exercise(reference.pca, 3, pca_cases, components.PCA, compare=sound_components),
    Exercise(reference.xavier_uniform, 2, xavier_cases, initialisation.XAVIER, observe_weights, sound_weights),
    Exercise(reference.he_normal, 2, weight_cases, initialisation.HE, observe_weights, sound_weights),
    Exercise(reference.l2_penalty, 1, l2_cases, penalties.L2),
    Exercise(reference.soft_threshold, 2, threshold_cases, penalties.SOFT, observe_thresholds),
    Exercise(reference.dropout, 2, dropout_cases, dropout.DROPOUT, observe_dropout, sound_dropout),
    Exercise(reference.early_stopping, 3, stopping_cases, early_stopping.EARLY_STOPPING, observe_stops),
]
