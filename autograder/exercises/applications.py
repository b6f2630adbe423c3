"""Unit 10: the losses of five kinds of learning, their gradients, and what a fit's error is made of."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from descent.observing import Case
from reference import applications as reference

from autograder.drawing import draw_until, vector
from autograder.exercise import Exercise, case, readonly
from autograder.mistakes import bias_variance, codes_and_policies, linear_models, logistic, margins, pegasos
from autograder.single_rows import telling_runs, watch_pegasos

Rng = np.random.Generator
Array = np.ndarray


def number(rng: Rng, low: float, high: float) -> float:
    return round(float(rng.uniform(low, high)), 2)


def columns(array: Array) -> Array:
    """Return the array read-only and stored by columns."""
    return readonly(np.asfortranarray(array))


# linear_regression


def observe_fits(fit, X, y, *, runs):  # type: ignore[no-untyped-def]
    for lr, steps in runs:
        yield fit(X, y, lr=lr, steps=steps)


def regression_cases(rng: Rng) -> Iterator[Case]:
    def table(rows: int, size: int, *, centre: float = 0.7) -> tuple[Array, Array]:
        """Return columns whose mean is not zero, so that w and b are tied, and targets far from zero."""
        X = np.round(vector(rng, (rows, size), 0.3, 1.5) + centre, 2)
        return X, np.round(vector(rng, rows, 0.5, 2.0) + rng.choice([-4.0, 4.0]), 2)

    def rate(X: Array) -> float:
        """Return a rate well inside what is stable."""
        A = np.column_stack([X, np.ones(len(X))])
        return float(f"{rng.uniform(0.3, 0.6) / np.linalg.eigvalsh(2 / len(X) * A.T @ A)[-1]:.2g}")

    def steps(X: Array, *counts: int) -> list[tuple[float, int]]:
        return [(rate(X), count) for count in counts]

    X, y = table(5, 2)
    yield case("one, two and three steps", X, y, runs=steps(X, 1, 2, 3))
    X, y = table(8, 3)
    yield case("twenty steps", X, y, runs=steps(X, 20))
    X, y = table(6, 1)
    yield case("one column", X, y, runs=steps(X, 2, 7))
    X, y = table(4, 4)
    yield case("as many rows as columns", X, y, runs=steps(X, 3, 5))
    X, y = table(3, 5)
    yield case("more columns than rows, read-only", columns(X), readonly(y), runs=steps(X, 4))
    X, y = table(7, 2)
    yield case("no step at all, and then ten", X, y, runs=steps(X, 0, 10))
    X = rng.permutation(np.arange(1, 13)).reshape(6, 2)
    yield case("whole numbers", X, rng.permutation(np.arange(20, 26)), runs=steps(X, 1, 6))
    X, y = table(9, 3, centre=0.4)
    X[:, 1] *= 0.01
    yield case("a column of small numbers, large targets", X, 10 * y, runs=steps(X, 12))


# bce_with_logits


def entropy_cases(rng: Rng) -> Iterator[Case]:
    def hard(size: int) -> Array:
        return draw_until(lambda y: 0 < y.sum() < size, lambda: rng.integers(2, size=size).astype(float))

    def soft(size: int) -> Array:
        """Return labels of which none is near 0, ½ or 1."""
        return np.round(rng.choice([0.0, 0.5], size) + rng.uniform(0.1, 0.4, size), 2)

    yield case("logits of either sign", vector(rng, 5), hard(5))
    yield case("one logit", vector(rng, 1), hard(2)[:1])
    yield case("soft labels", vector(rng, 6), soft(6))
    z = vector(rng, 6, 2.0, 6.0)
    yield case("read-only", readonly(z), readonly(hard(6)))
    yield case("logits of zero", np.insert(vector(rng, 3), [0, 2], 0.0), hard(5))
    yield case("whole numbers", rng.choice([-1, 1], 6) * rng.integers(1, 5, 6), hard(6).astype(int))
    far = np.round(rng.uniform(50, 90, 4) * [1, -1, 1, -1], 1)
    yield case("far on the wrong side and far on the right side", far, np.array([0.0, 1.0, 1.0, 0.0]))
    far = np.round(rng.uniform(800, 5000, 5) * [1, -1, 1, -1, 1])
    yield case("logits of thousands", far, np.array([0.0, 1.0, 1.0, 0.0, number(rng, 0.2, 0.4)]))


# logistic_predict


def whole_classes(expected, got, *_, **__):  # type: ignore[no-untyped-def]
    from descent.comparing import difference

    problem = difference(expected[0], got[0])
    if problem is None and got[0].dtype.kind == "b":
        return "expected the integers 0 and 1, got True and False"
    return problem


def prediction_cases(rng: Rng) -> Iterator[Case]:
    def scores(rows: int, size: int, *, scale: float = 1.0) -> tuple[Array, float, Array]:
        """Return rows of both classes; some logits lie between 0 and ½ on either side, none nearer than 0.05."""

        def draw() -> tuple[Array, float, Array]:
            w, b = vector(rng, size), float(vector(rng, ()))
            X = vector(rng, (rows, size), 0.2, 2.0)
            wanted = np.append([0.1, 0.4, -0.1, -0.4, 0.75], vector(rng, rows - 5, 0.7, 4.0))
            X[:, 0] += (wanted + rng.uniform(-0.04, 0.04, rows) - b - X @ w) / w[0]
            return w, b, X[rng.permutation(rows)].round(4)

        def telling(drawn: tuple[Array, float, Array]) -> bool:
            w, b, X = drawn
            z, mixed = X @ w + b, len({bool(k) for k in X @ w > 0}) == 2
            return mixed and np.abs(z).min() > 0.05 and ((X @ w > 0) != (z > 0)).any()

        w, b, X = draw_until(telling, draw)
        return scale * w, scale * b, X

    yield case("eight rows", *scores(8, 3))
    yield case("one column", *scores(7, 1))
    yield case("as many rows as columns", *scores(6, 6))
    w, b, X = scores(9, 2)
    yield case("read-only, stored by columns", readonly(w), b, columns(X))
    yield case("more columns than rows", *scores(5, 8))
    yield case("large logits", *scores(12, 4, scale=1000.0))
    w, b, X = scores(20, 2)
    yield case("twenty rows, the intercept from NumPy", w, np.array(b), X)


# hinge_loss


def hinge_cases(rng: Rng) -> Iterator[Case]:
    def rows(count: int, size: int, *, scale: float = 1.0) -> tuple[Array, float, Array, Array]:
        """Return rows on the wrong side, inside and outside the margin, none within 0.05 of a boundary between them."""

        def draw() -> tuple[Array, float, Array, Array]:
            w, y = vector(rng, size, 0.3, 1.0), rng.choice([-1.0, 1.0], count)
            return w, float(vector(rng, (), 0.3, 0.9)), scale * vector(rng, (count, size), 0.2, 1.5), y

        def telling(drawn: tuple[Array, float, Array, Array]) -> bool:
            w, b, X, y = drawn
            with_b, without = y * (X @ w + b), y * (X @ w)
            kinds = [np.sum(with_b < 0), np.sum((with_b > 0) & (with_b < 1)), np.sum(with_b > 1)]
            # The labels of those that pull do not add up to zero: db has a size, and in every group.
            pulls = [y[with_b < 1].sum(), y[with_b < 0].sum(), y.sum()]
            near = min(np.abs(with_b).min(), np.abs(with_b - 1).min(), np.abs(without - 1).min())
            return bool(min(kinds) > 0 and near > 0.02 and np.all(pulls))

        return draw_until(telling, draw)

    yield case("seven rows", *rows(7, 2), weight_decay=number(rng, 0.2, 0.6))
    yield case("one column", *rows(9, 1), weight_decay=number(rng, 0.2, 0.6))
    yield case("as many rows as columns", *rows(5, 5), weight_decay=number(rng, 0.5, 2.0))
    w, b, X, y = rows(11, 3)
    frozen = readonly(w), b, columns(X), readonly(y)
    yield case("read-only, stored by columns", *frozen, weight_decay=number(rng, 0.1, 0.4))
    yield case("no penalty", *rows(7, 4), weight_decay=0.0)
    w, b, X, y = rows(9, 2)
    yield case("labels of whole numbers", w, b, X, y.astype(int), weight_decay=number(rng, 0.1, 0.4))
    X, y = vector(rng, (6, 3)), np.array([1.0, 1.0, -1.0, 1.0, -1.0, 1.0])
    yield case("a start at zero, where every row pulls", np.zeros(3), 0.0, X, y, weight_decay=number(rng, 0.1, 0.4))
    yield case("large rows", *rows(13, 2, scale=5.0), weight_decay=number(rng, 0.01, 0.05))


# pegasos


def pegasos_cases(rng: Rng) -> Iterator[Case]:
    args, options = telling_runs(rng, 6, 2, lam=number(rng, 0.2, 0.5), steps=12)
    yield case("twelve steps", *args, **options)
    args, options = telling_runs(rng, 5, 3, lam=number(rng, 0.05, 0.15), steps=30)
    yield case("thirty steps, a small λ", *args, **options)
    args, options = telling_runs(rng, 4, 4, lam=number(rng, 0.6, 0.9), steps=20)
    yield case("as many rows as columns", *args, **options)
    (X, y), options = telling_runs(rng, 7, 2, lam=number(rng, 0.2, 0.5), steps=15)
    yield case("read-only, stored by columns", columns(X), readonly(y), **options)
    (X, y), options = telling_runs(rng, 9, 2, lam=number(rng, 0.1, 0.3), steps=60)
    yield case("sixty steps, labels of whole numbers", X, y.astype(int), **options)
    X, y, seed = (
        rng.permutation(np.arange(1, 25)).reshape(8, 3),
        rng.permutation([1, -1] * 4),
        int(rng.integers(1000, 10_000)),
    )
    yield case(
        "the first step, on whole numbers",
        X,
        y,
        lam=number(rng, 0.3, 0.7),
        steps=1,
        seeds=[seed, seed + 1, seed + 2, seed + 3],
    )
    unit, side = np.zeros((1, 3)), float(rng.choice([-1.0, 1.0]))
    unit[0, rng.integers(3)] = rng.choice([-1.0, 1.0])
    yield case("a margin of exactly 1 in the second step", unit, np.array([side]), lam=1.0, steps=2, seeds=[seed])


# bias_variance


def fit_cases(rng: Rng) -> Iterator[Case]:
    def fits(sets: int, inputs: int, *, offset: float = 0.0) -> tuple[Array, Array]:
        """Return fits whose bias has either sign, so that it would cancel, and target values that differ."""
        target = np.round(vector(rng, inputs, 0.5, 3.0) + offset, 2)
        bias = np.where(np.arange(inputs) % 2, -1.0, 1.0) * rng.uniform(0.4, 1.5, inputs)
        scatter = vector(rng, (sets, inputs), 0.3, 2.0)
        return np.round(target + bias + scatter, 2), target

    yield case("four data sets, three inputs", *fits(4, 3))
    yield case("as many data sets as inputs", *fits(5, 5))
    yield case("two data sets", *fits(2, 6))
    yield case("one data set has no variance", *fits(1, 4))
    yield case("one input", *fits(7, 1))
    predictions, target = fits(6, 4)
    yield case("read-only, stored by columns", columns(predictions), readonly(target))
    predictions = rng.permutation(np.arange(1, 22)).reshape(3, 7)
    yield case("whole numbers", predictions, rng.permutation(np.arange(2, 9)))
    yield case("far from zero, many data sets", *fits(40, 3, offset=30.0))


# autoencoder_gradients


def autoencoder_cases(rng: Rng) -> Iterator[Case]:
    def model(rows: int, size: int, code: int, *, scale: float = 1.0) -> tuple[Array, Array, Array]:
        weights = vector(rng, (code, size), 0.2, 1.2), vector(rng, (size, code), 0.2, 1.2)
        return *weights, scale * vector(rng, (rows, size), 0.3, 2.0)

    yield case("five columns, a code of two", *model(6, 5, 2))
    yield case("a code of one number", *model(4, 3, 1))
    yield case("a single row", *model(1, 4, 2))
    yield case("as many rows as columns", *model(4, 4, 2))
    yield case("everything of one size", *model(3, 3, 3))
    W_enc, W_dec, X = model(7, 4, 3)
    yield case("read-only, stored by columns", columns(W_enc), columns(W_dec), columns(X))
    W_enc, W_dec, _ = model(5, 3, 2)
    yield case("rows of whole numbers", W_enc, W_dec, rng.permutation(np.arange(-7, 8)).reshape(5, 3))
    yield case("a code longer than the row", *model(5, 2, 4, scale=3.0))


# reinforce_gradient


def policy_cases(rng: Rng) -> Iterator[Case]:
    def play(arms: int, count: int, *, centre: float = 4.0) -> tuple[Array, Array, Array]:
        """Return pulls of more than one arm and rewards whose mean is no baseline of a case."""
        actions = draw_until(lambda drawn: len(set(drawn)) > 1, lambda: rng.integers(arms, size=count))
        return vector(rng, arms, 0.3, 1.5), actions, np.round(centre + vector(rng, count, 0.3, 2.0), 2)

    yield case("three arms, five pulls", *play(3, 5), baseline=number(rng, 1.0, 2.0))
    yield case("two arms", *play(2, 6), baseline=number(rng, 6.5, 8.0))
    logits, actions, rewards = play(4, 2)
    yield case("a single pull", logits, actions[:1], rewards[:1], baseline=number(rng, 0.5, 1.5))
    yield case("as many pulls as arms", *play(4, 4), baseline=number(rng, 1.0, 2.0))
    yield case("no baseline", *play(5, 7), baseline=0.0)
    logits, actions, rewards = play(3, 8)
    yield case("read-only", readonly(logits), readonly(actions), readonly(rewards), baseline=number(rng, 1.0, 2.0))
    logits, actions, _ = play(4, 6)
    yield case("whole numbers for rewards", logits, actions, rng.integers(3, 9, 6), baseline=1.5)
    logits, actions, rewards = play(3, 9, centre=-3.0)
    yield case("rewards mostly negative", logits, actions, rewards, baseline=number(rng, 0.5, 1.5))
    logits, actions, rewards = play(4, 6)
    logits = 1000.0 + logits - 2000.0 * np.eye(4)[rng.integers(4)]
    yield case("logits of thousands, of either sign", logits, actions, rewards, baseline=number(rng, 1.0, 2.0))


EXERCISES = [
    Exercise(reference.linear_regression, 2, regression_cases, linear_models.LINEAR_REGRESSION, observe_fits),
    Exercise(reference.bce_with_logits, 3, entropy_cases, logistic.BCE_WITH_LOGITS),
    Exercise(reference.logistic_predict, 1, prediction_cases, logistic.LOGISTIC_PREDICT, compare=whole_classes),
    Exercise(reference.hinge_loss, 3, hinge_cases, margins.HINGE_LOSS),
    Exercise(reference.pegasos, 2, pegasos_cases, pegasos.PEGASOS, watch_pegasos),
    Exercise(reference.bias_variance, 2, fit_cases, bias_variance.BIAS_VARIANCE),
    Exercise(reference.autoencoder_gradients, 3, autoencoder_cases, codes_and_policies.AUTOENCODER_GRADIENTS),
    Exercise(reference.reinforce_gradient, 3, policy_cases, codes_and_policies.REINFORCE_GRADIENT),
]
