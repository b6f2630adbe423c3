"""Unit 09: schedules, folds, searches, a test of convergence, and the clinic.

What is drawn at random is judged by what every right use of the generator has in common (`autograder.sampling`). A
prescription of the clinic is judged by training the patient with it, here and not where the learner's code runs.
"""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from descent.observing import Case
from reference import tuning as reference

from autograder.clinic import cure_cases, cured, observe_cure, without_doses
from autograder.drawing import draw_until, vector
from autograder.exercise import Exercise, case, readonly
from autograder.mistakes import annealing, clinic, convergence, decays, draws, searches, splits
from autograder.sampling import draws_problem, folds_problem, watch_draws, watch_folds

Rng = np.random.Generator
Array = np.ndarray


def number(rng: Rng, low: float, high: float, digits: int = 2) -> float:
    return round(float(rng.uniform(low, high)), digits)


def seed(rng: Rng) -> int:
    return int(rng.integers(1000, 10_000))


# schedules


def observe_rates(schedule, lr0, epochs, **options):
    for epoch in epochs:
        yield schedule(lr0, epoch, **options)


def exponential_cases(rng: Rng) -> Iterator[Case]:
    def gamma() -> float:
        return number(rng, 0.72, 0.95)

    yield case("the first four epochs", number(rng, 0.1, 0.9), [0, 1, 2, 3], gamma=gamma())
    yield case("every fifth epoch", number(rng, 0.1, 0.9), [0, 5, 10, 15], gamma=gamma())
    yield case("a fast decay", number(rng, 1, 9), [0, 1, 2, 3], gamma=number(rng, 0.2, 0.4))
    yield case("a slow decay", number(rng, 0.1, 0.9), [1, 40, 90], gamma=0.99)
    yield case("a small rate", number(rng, 1, 9) * 1e-3, [0, 3, 1], gamma=gamma())
    yield case("a rate that is a whole number", int(rng.integers(2, 9)), [2, 7], gamma=gamma())


def step_cases(rng: Rng) -> Iterator[Case]:
    def gamma() -> float:
        return number(rng, 0.2, 0.6)

    yield case("two stairs and a half", number(rng, 0.1, 0.9), list(range(8)), gamma=gamma(), step_size=3)
    yield case("long stairs", number(rng, 0.1, 0.9), [0, 9, 10, 19, 20, 35], gamma=gamma(), step_size=10)
    yield case("stairs of one epoch", number(rng, 1, 9), [0, 1, 2, 3], gamma=gamma(), step_size=1)
    yield case("a slow decay", number(rng, 0.1, 0.9), [0, 3, 4, 7, 8, 30], gamma=number(rng, 0.8, 0.95), step_size=4)
    yield case("a small rate", number(rng, 1, 9) * 1e-3, [4, 5, 11, 14], gamma=gamma(), step_size=5)
    yield case("a rate that is a whole number", int(rng.integers(2, 9)), [0, 1, 2, 5], gamma=gamma(), step_size=2)


def cosine_cases(rng: Rng) -> Iterator[Case]:
    def lr() -> float:
        return number(rng, 0.3, 0.9)

    def floor() -> float:
        return number(rng, 0.05, 0.15)

    yield case("down to zero", lr(), [0, 1, 2, 3, 4, 5, 6, 7, 8], T_max=8)
    yield case("down to eta_min", lr(), [0, 1, 3, 5, 6], T_max=6, eta_min=floor())
    yield case("beyond T_max, to zero", lr(), [9, 10, 11, 15, 23], T_max=10)
    yield case("beyond T_max, to eta_min", lr(), [4, 5, 6, 8, 12], T_max=5, eta_min=floor())
    yield case("ninety epochs", lr(), [0, 30, 45, 89, 90, 100], T_max=90, eta_min=floor())
    small = number(rng, 3, 9) * 1e-3
    yield case("a small rate", small, [1, 3, 4, 6, 9], T_max=7, eta_min=number(rng, 0.5, 1.5) * 1e-3)
    yield case("a rate that is a whole number", int(rng.integers(2, 9)), [0, 1, 2, 3, 7], T_max=4, eta_min=1)


def warmup_cases(rng: Rng) -> Iterator[Case]:
    def lr() -> float:
        return number(rng, 0.3, 0.9)

    yield case("three epochs of warm-up, ten in all", lr(), list(range(12)), warmup=3, T_max=10)
    yield case("the warm-up", lr(), [0, 1, 2, 3, 4], warmup=5, T_max=20)
    yield case("around the peak", lr(), [3, 4, 5, 6], warmup=4, T_max=12)
    yield case("no warm-up", lr(), [0, 1, 4, 7, 8, 9], warmup=0, T_max=8)
    yield case("a single epoch of warm-up", lr(), [0, 1, 2, 5, 6, 7], warmup=1, T_max=6)
    yield case("mostly warm-up", lr(), [0, 5, 7, 8, 9, 10], warmup=8, T_max=10)
    yield case("long after the end", lr(), [10, 15, 20, 28, 40], warmup=4, T_max=16)
    yield case("a rate that is a whole number", int(rng.integers(2, 9)), [0, 2, 3, 5], warmup=2, T_max=7)


# k_fold


def fold_cases(rng: Rng) -> Iterator[Case]:
    def seeds(count: int = 2) -> list[int]:
        """Return a seed twice, and others: the fewer splits there are, the more."""
        first, *others = rng.choice(10_000, count, replace=False).tolist()
        return [first, first, *others]

    def rows(k: int, low: int, high: int, left: int = 0) -> tuple[int, int]:
        """Return a number of rows of which k folds of one size leave some over, and k."""
        return k * int(rng.integers(low, high)) + left, k

    yield case("three folds of the same size", *rows(3, 4, 10), seeds=seeds())
    yield case("three rows left over", *rows(4, 2, 8, left=3), seeds=seeds())
    yield case("two folds", *rows(2, 4, 10, left=1), seeds=seeds(6))
    yield case("one row left over", *rows(5, 4, 10, left=1), seeds=seeds())
    n = int(rng.integers(7, 13))
    yield case("each row a fold", n, n, seeds=seeds(4))
    yield case("six folds, four rows left over", *rows(6, 5, 11, left=4), seeds=seeds())
    yield case("five rows, many times", 5, 2, seeds=seeds(6), draws=100)


# grid_search


def observe_search(search, text, grids):
    measure = eval(text, {"np": np})

    def objective(**params):
        return measure(**params)

    objective.__name__ = text
    for grid in grids:
        yield search(objective, grid)


def grid_cases(rng: Rng) -> Iterator[Case]:
    def searched(note: str, text: str, draw: Any, *mistakes: Any) -> Case:
        """Return two grids on which these mistakes, zip and maximisation end elsewhere."""
        measure = eval(text, {"np": np})

        def telling(grid: dict[str, Any]) -> bool:
            right = reference.grid_search(measure, grid)[0]
            wrong = (searches.zipped, searches.maximised, *mistakes)
            return all(right != searches.safely(function, measure, grid) for function in wrong)

        return case(note, text, [draw_until(telling, draw) for _ in range(2)])

    def values(count: int) -> list[float]:
        return draw_until(lambda v: len(set(v)) == count, lambda: [number(rng, 0.1, 3) for _ in range(count)])

    def some(low: int, high: int, count: int) -> list[int]:
        return rng.choice(np.arange(low, high), count, replace=False).tolist()

    a, b = number(rng, 0.8, 1.2), number(rng, 1.5, 2.2)
    valley = f"lambda lr, momentum: (lr - {a})**2 + 5 * (momentum * lr - {b})**2"
    yield searched("two names", valley, lambda: {"lr": values(4), "momentum": values(3)}, searches.one_at_a_time)
    three = f"lambda a, b, c: abs(a * b - {b}) + abs(b - c) * {a}"
    draw: Any = lambda: {"a": values(3), "b": values(2), "c": values(3)}  # noqa: E731
    yield searched("three names", three, draw, searches.one_at_a_time)
    stairs = "lambda x, y: (x + y) % 3"
    draw = lambda: {"y": some(0, 30, 4), "x": some(0, 30, 5)}  # noqa: E731
    yield searched("equal values", stairs, draw, searches.last_tie, searches.other_order)
    table = {"relu": number(rng, 0.4, 0.6), "tanh": number(rng, 0.6, 0.8), "gelu": number(rng, 0.1, 0.3)}
    words = f"lambda activation, bias: {table}[activation] + (bias or -0.05) / 100"
    draw = lambda: {"bias": [None, *some(1, 9, 2)], "activation": rng.permutation(list(table)).tolist()}  # noqa: E731
    yield searched("words and None", words, draw)
    layers = f"lambda hidden, depth: abs(hidden * depth - {int(rng.integers(90, 160))}) + depth**2"
    draw = lambda: {"hidden": some(8, 99, 4), "depth": some(1, 6, 3)}  # noqa: E731
    yield searched("whole numbers", layers, draw, searches.one_at_a_time)
    negative = f"lambda lr, momentum: -np.exp(-(lr * momentum - {a})**2) - momentum / 9"
    yield searched("negative values", negative, lambda: {"momentum": values(3), "lr": values(4)})


# log_uniform


def log_cases(rng: Rng) -> Iterator[Case]:
    def seeds() -> list[int]:
        return [seed(rng)] * 2 + [seed(rng) + 10_000]

    yield case("learning rates", 1e-5 * number(rng, 1, 3), 0.1 * number(rng, 1, 3), 5, seeds=seeds(), many=1500)
    yield case("one decade", number(rng, 1, 3) * 0.01, number(rng, 1, 3) * 0.1, (2, 3), seeds=seeds(), many=1500)
    yield case("above one", number(rng, 1, 3), number(rng, 1, 3) * 1e3, 4, seeds=seeds(), many=1500)
    yield case(
        "around one, a single number", number(rng, 1, 3) * 0.01, number(rng, 20, 90), 1, seeds=seeds(), many=1500
    )
    yield case(
        "whole numbers for limits", int(rng.integers(2, 5)), int(rng.integers(500, 900)), 7, seeds=seeds(), many=1500
    )


# expected_improvement


def observe_candidates(improvement, points):
    for mean, std, best in points:
        yield improvement(mean, std, best)


def improvement_cases(rng: Rng) -> Iterator[Case]:
    def candidates(*shape: int) -> tuple[Any, Any, float]:
        """Return means on both sides of `best`, and stds that are neither 1 nor each other."""
        return vector(rng, shape, 0.2, 1.5), np.round(rng.uniform(0.3, 0.8, shape), 2), number(rng, -0.4, 0.4)

    def numbers(count: int) -> list[tuple[Any, ...]]:
        return [tuple(map(float, part)) for part in (candidates() for _ in range(count))]

    yield case("four candidates, one by one", numbers(4))
    yield case("an array of candidates", [candidates(5), candidates(3)])
    mean, std, best = candidates(2, 3)
    yield case("a grid of candidates, read-only", [(readonly(np.asfortranarray(mean)), readonly(std), best)])
    mean, std, best = candidates(5)
    std[[1, 3, 4]], mean[1], mean[3], mean[4] = 0.0, best - number(rng, 0.3, 0.9), best + number(rng, 0.3, 0.9), best
    yield case("some are certain", [(mean, std, best)])
    certain: list[tuple[Any, ...]] = [(best - 0.5, 0.0, best), (best + 0.5, 0.0, best), (best - 1.25, 0.0, best)]
    certain.append((np.array([best, best - 0.75]), np.zeros(2), best))
    yield case("certain ones, one by one and two at once", [*certain, *numbers(1)])
    mean, std, best = candidates(4)
    yield case("large and small", [(10 * mean, 20 * std, 10 * best), (mean / 100, std / 50, best / 100)])
    whole = rng.permutation(np.arange(-3, 4))
    yield case("whole numbers", [(whole, rng.integers(2, 6, 7), int(rng.integers(-2, 3)))])


# has_converged


def observe_series(converged, series, **options):
    for losses in series:
        yield converged(losses, **options)


def converged_cases(rng: Rng) -> Iterator[Case]:
    def curve(size: float, *shares: float) -> Array:
        return np.round(size * number(rng, 1, 2) * np.array(shares), 6)

    def shuffled(draw: Callable[[], list[Any]]) -> list[Any]:
        """Return what is drawn, twice and in any order: one order for all would be an answer to learn by heart."""
        series = [*draw(), *draw()]
        return [series[k] for k in rng.permutation(len(series))]

    flat = (5.0, 3.0, 2.0, 1.2, 0.8, 1.01, 1.1, 1.2, 0.7)  # single losses jump, the means of three fall by 0.3 %
    calm = (3.0, 2.0, 1.004, 1.003, 1.003, 1.002, 1.002, 1.001, 1.001, 1.0)
    falling = (5.0, 4.0, 3.0, 2.5, 2.2, 2.0, 1.7, 1.5, 1.4)
    rising = (5.0, 3.0, 2.0, 1.0, 1.0, 1.0, 1.001, 1.002, 1.003)
    bumpy = (3.0, 2.0, 1.3, 0.7, 1.25, 0.75, 1.28, 0.72, 1.2, 0.77)  # neighbours differ, means of four by 0.75 %
    spike = (5.0, 4.0, 1.0, 1.0, 3.0, 1.0, 1.0, 1.0, 1.0, 1.0)  # one window holds it, the other does not
    paused = (6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 1.0, 1.0)  # the last ones are equal, the means far apart
    series = shuffled(lambda: [curve(1, *flat), curve(1, *falling), curve(1, *rising), curve(1, *paused)])
    yield case("flat, falling, rising, just arrived", series, window=3, rtol=0.01)
    series = shuffled(lambda: [curve(1, *bumpy), curve(1, *paused), curve(1, *spike)])
    yield case("a bumpy plateau", series, window=4, rtol=0.04)
    series = shuffled(lambda: [curve(1e3, *flat), curve(1e3, *falling)])
    yield case("large losses", series, window=3, rtol=0.01)
    series = shuffled(lambda: [curve(1e-3, *falling), curve(1e-3, *flat)])
    yield case("tiny losses", series, window=3, rtol=0.01)

    def with_nan() -> list[Array]:
        lately = curve(1, *calm)
        lately[-int(rng.integers(1, 6))] = np.nan  # and what is left looks flat
        early = curve(1, *flat)
        early[int(rng.integers(0, 3))] = np.nan
        return [lately, early, np.full(8, np.nan)]

    yield case("nan lately, nan long ago", shuffled(with_nan), window=3, rtol=0.01)
    short = (1.004, 1.0, 1.0, 0.999, 0.999)
    series = shuffled(lambda: [curve(1, *short), curve(1, *flat[-6:]), np.array([]), curve(1, 1.0)])
    yield case("hardly enough values", series, window=3, rtol=0.01)
    level, steep, near = (0.5, 0.9, 1.0, 1.0, 1.0, 1.001), (0.2, 0.5, 0.8, 0.9, 1.0, 1.3), (1.01, 1.0, 1.0, 0.99)
    series = shuffled(lambda: [-curve(1, *level), -curve(1, *steep), -curve(1, *near)])
    yield case("losses below zero", series, window=2, rtol=0.01)
    ends = ((2.0, 1.0, 1.0), (2.0, 1.0, 1.1), (2.0, 1.0, 0.999), (2.0, 1.0, 0.9))
    series = shuffled(lambda: [readonly(curve(1, *end)) for end in ends])
    yield case("windows of one, read-only", series, window=1, rtol=0.01)

    def exact() -> list[list[float]]:
        unit = float(2 ** rng.integers(0, 5))
        later = ([4 * unit] * 2, [5 * unit] * 2, [16 * unit] * 2)
        return [*([8 * unit] * 2 + each for each in later), [3 * unit] * 4]

    yield case("lists, and exactly at the limit", shuffled(exact), window=2, rtol=0.5)


EXERCISES = [
    Exercise(reference.exponential_decay, 1, exponential_cases, decays.EXPONENTIAL_DECAY, observe_rates),
    Exercise(reference.step_decay, 1, step_cases, decays.STEP_DECAY, observe_rates),
    Exercise(reference.cosine_annealing, 2, cosine_cases, annealing.COSINE_ANNEALING, observe_rates),
    Exercise(reference.warmup_cosine, 2, warmup_cases, annealing.WARMUP_COSINE, observe_rates),
    Exercise(reference.k_fold, 2, fold_cases, splits.K_FOLD, watch_folds, folds_problem),
    Exercise(reference.grid_search, 2, grid_cases, searches.GRID_SEARCH, observe_search),
    Exercise(reference.log_uniform, 1, log_cases, draws.LOG_UNIFORM, watch_draws, draws_problem),
    # A std that is kept away from zero by 1e-8 is as good as the case distinction: it moves the result by 4e-9.
    Exercise(
        reference.expected_improvement,
        points=3,
        cases=improvement_cases,
        mistakes=searches.EXPECTED_IMPROVEMENT,
        observe=observe_candidates,
        rtol=1e-6,
    ),
    Exercise(reference.has_converged, 2, converged_cases, convergence.HAS_CONVERGED, observe_series),
    Exercise(reference.cure, 6, cure_cases, clinic.CURE, observe_cure, cured, ship=without_doses),
]
