"""Unit 03: batches, one epoch of updates, and the noise of a batch.

The order of the rows is free. `iterate_minibatches` is judged by what every right order has in common, and by
statistics; `sgd_epoch` by data on which the order does not matter, and by the set of all results that some order gives.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from descent.observing import Case
from reference import batching as reference

from autograder.drawing import draw_until, vector
from autograder.epochs import epochs_problem, watch_epochs
from autograder.exercise import Exercise, case, readonly
from autograder.mistakes import averages, batching, minibatches, sgd_epoch, sgd_epoch_codings

Rng = np.random.Generator
Array = np.ndarray


def seed(rng: Rng) -> int:
    return int(rng.integers(1000, 10_000))


def whole_numbers(rng: Rng, shape: tuple[int, int]) -> tuple[Array, Array, Array]:
    """Return w, X and y of whole numbers whose gradient is not zero."""

    def draw() -> tuple[Array, ...]:
        return tuple(rng.choice([-1, 1], part) * rng.integers(1, 6, part) for part in (shape[1], shape, shape[0]))

    return draw_until(lambda drawn: np.abs(reference.minibatch_gradient(*drawn)).min() > 0.5, draw)


# iterate_minibatches


def iterate_cases(rng: Rng) -> Iterator[Case]:
    def data(rows: int, columns: int = 2) -> tuple[Array, Array]:
        values = rng.permutation(np.arange(100, 1000))[: rows * (columns + 1)] / 100
        return values[rows:].reshape(rows, columns), values[:rows]

    yield case("seven rows in batches of three", *data(7), batch_sizes=[3] * 5, seed=seed(rng))
    yield case("one row at a time", *data(7), batch_sizes=[1] * 5, seed=seed(rng))
    yield case("all rows in one batch", *data(8), batch_sizes=[8] * 5, seed=seed(rng))
    yield case("batch_size larger than N", *data(7, 3), batch_sizes=[20] * 5, seed=seed(rng))
    yield case("batch_size divides N, as many rows as columns", *data(8, 8), batch_sizes=[4] * 5, seed=seed(rng))
    yield case("drop_last", *data(11), batch_sizes=[4] * 7, seed=seed(rng), drop_last=True)
    sizes = [3, 3, 12, 50, 5, 4]
    yield case("drop_last, different sizes", *data(12, 1), batch_sizes=sizes, seed=seed(rng), drop_last=True)
    images, classes = rng.normal(size=(9, 2, 3)).round(2), np.eye(3)[rng.permutation(np.arange(9) % 3)]
    yield case(
        "images and one-hot targets, read-only",
        readonly(np.asfortranarray(images)), readonly(classes), batch_sizes=[4] * 5, seed=seed(rng),
    )  # fmt: skip
    X, labels = rng.permutation(90)[:27].reshape(9, 3), rng.permutation(np.arange(9) % 2)
    yield case("whole numbers, two classes", X, labels, batch_sizes=[2] * 5, seed=seed(rng))
    yield case("one row is all there is", *data(1), batch_sizes=[1, 1, 4], seed=seed(rng))
    yield case("sixty rows", *data(60), batch_sizes=[16, 16, 16, 25, 16], seed=seed(rng))
    yield case("the order of four rows, thousands of times", *data(4), batch_sizes=[2] * 5, seed=seed(rng), draws=4000)


# minibatch_gradient


def observe_batches(gradient, batches):  # type: ignore[no-untyped-def]
    for w, X, y in batches:
        yield gradient(w, X, y)


def gradient_cases(rng: Rng) -> Iterator[Case]:
    def batches(*shapes: tuple[int, int], scale: float = 1.0) -> list[tuple[Array, Array, Array]]:
        """Return a batch of each shape, on which no two of the factors that one might take agree."""

        def draw(B: int, D: int) -> tuple[Array, Array, Array]:
            def telling(drawn: tuple[Array, Array, Array]) -> bool:
                w, X, y = drawn
                return bool(np.abs(reference.minibatch_gradient(w, X, y)).max() > 0.3 * scale)

            return draw_until(telling, lambda: (vector(rng, D), vector(rng, (B, D)), scale * vector(rng, B)))

        return [draw(*shape) for shape in shapes]

    yield case("two batches of unlike size", batches((4, 2), (3, 5)))
    yield case("a single row", batches((1, 3), (5, 4)))
    yield case("as many rows as features", batches((3, 3), (6, 6)))
    yield case("one feature", batches((5, 1), (3, 1)))
    frozen = [tuple(map(readonly, (w, np.asfortranarray(X), y))) for w, X, y in batches((7, 3), (2, 4))]
    yield case("read-only, stored by columns", frozen)
    yield case("whole numbers", [whole_numbers(rng, (6, 2)), whole_numbers(rng, (4, 3))])
    w, X, y = batches((8, 3))[0]
    yield case("the short batch at the end of an epoch", [(w, X[:6], y[:6]), (w, X[6:], y[6:]), (w[:2], X[:, :2], y)])
    yield case("large targets", batches((9, 2), (5, 7), scale=10.0))


# sgd_epoch


def watch_sgd(epoch, w, X, y, *, lrs, batch_size, seed, draws=0):  # type: ignore[no-untyped-def]
    """Go through an epoch a rate, each from where the last ended; or through many from one place.

    Of many, all different results are yielded, sorted, and whether equal seeds agree; else each result, and whether
    the draws from `rng` have mattered.
    """

    def generator(seed):  # type: ignore[no-untyped-def]
        name = {"__repr__": lambda _: f"np.random.default_rng({seed})"}
        return type("Generator", (np.random.Generator,), name)(np.random.PCG64(seed))

    def flat(result):  # type: ignore[no-untyped-def]
        return np.append(np.asarray(result[0], float), float(result[1]))

    def close(one, other):  # type: ignore[no-untyped-def]
        return bool(np.abs(one - other).max() <= 1e-7 * np.abs(one).max())

    if not draws:
        start, complaint = w, ""
        for k, lr in enumerate(lrs):
            result = epoch(w, X, y, lr=lr, batch_size=batch_size, rng=generator(seed + k))
            yield result
            if result is None:
                return
            pair = isinstance(result, (tuple, list)) and len(result) == 2 and np.shape(result[0]) == np.shape(w)
            w = result[0] if pair else w
            if not pair or np.shape(result[1]) != ():
                complaint = "what came is no pair of w and a number"
        if complaint:
            yield complaint
            return
        again = [epoch(start, X, y, lr=lrs[0], batch_size=batch_size, rng=generator(seed + k)) for k in range(4)]
        several = [flat(result) for result in again]
        same = all(close(several[0], other) for other in several)
        yield "the order does not matter here" if same else "other draws from rng give another result"
        return
    found, rng = [], generator(seed)
    for _ in range(draws):
        result = flat(epoch(w, X, y, lr=lrs[0], batch_size=batch_size, rng=rng))
        if not found or not (np.abs(np.array(found) - result).max(axis=1) <= 1e-7 * np.abs(result).max()).any():
            found.append(result)
    yield np.array(sorted(found, key=lambda result: np.round(result, 5).tolist()))
    twins = [generator(seed), generator(seed)]
    pairs = [[flat(epoch(w, X, y, lr=lrs[0], batch_size=batch_size, rng=twin)) for twin in twins] for _ in range(10)]
    agree = all(close(one, other) for one, other in pairs)
    yield "equal seeds, equal results" if agree else "equal seeds, different results"


def sgd_cases(rng: Rng) -> Iterator[Case]:
    def data(rows: int, columns: int) -> tuple[Array, Array, Array]:
        return vector(rng, columns, 1.0, 3.0), vector(rng, (rows, columns), 0.5, 2.0), vector(rng, rows, 3.0, 6.0)

    def own_feature(size: int) -> tuple[Array, Array, Array]:
        """Return rows with a feature each, which no other row's update moves."""
        w, _, y = data(size, size)
        return w, np.diag(vector(rng, size, 0.8, 1.6)), y

    def alike(rows: int, columns: int) -> tuple[Array, Array, Array]:
        w, X, y = data(1, columns)
        return w, np.repeat(X, rows, axis=0), np.repeat(-np.sign(X @ w) * np.abs(y), rows)

    lrs = [round(rng.uniform(0.03, 0.05), 3), round(rng.uniform(0.01, 0.02), 3)]
    yield case("all rows in one batch", *data(5, 3), lrs=lrs, batch_size=5, seed=seed(rng))
    yield case("one row at a time, each with its own feature", *own_feature(4), lrs=[0.1], batch_size=1, seed=seed(rng))
    yield case("equal rows, a short last batch", *alike(7, 2), lrs=lrs, batch_size=3, seed=seed(rng))
    yield case("pairs of rows, each with its own feature", *own_feature(6), lrs=[0.2], batch_size=2, seed=seed(rng))
    frozen = [readonly(np.asfortranarray(part)) for part in data(6, 2)]
    yield case("batch_size larger than N, read-only", *frozen, lrs=lrs, batch_size=50, seed=seed(rng))
    yield case("whole numbers", *whole_numbers(rng, (4, 3)), lrs=[0.02, 0.01], batch_size=4, seed=seed(rng))
    yield case("equal rows of one feature", *alike(5, 1), lrs=[0.06], batch_size=2, seed=seed(rng))

    # Of M equally likely results one is missed in K epochs with a probability below M(1 − 1/M)^K < 3e-10.
    def orders(rows: int, batch_size: int) -> tuple[Array, Array, Array]:
        return draw_until(
            lambda drawn: sgd_epoch_codings.telling(*drawn, lr=0.1, batch_size=batch_size), lambda: data(rows, 2)
        )

    yield case("both orders of two rows", *orders(2, 1), lrs=[0.1], batch_size=1, seed=seed(rng), draws=34)
    yield case("each of three rows left for the end", *orders(3, 2), lrs=[0.1], batch_size=2, seed=seed(rng), draws=55)


# accumulate_gradients


def observe_accumulation(accumulate, w, batches, *, kind):  # type: ignore[no-untyped-def]
    def one_by_one():  # type: ignore[no-untyped-def]
        yield from batches

    before = [part.tobytes() for batch in batches for part in batch]
    made = {"generator": one_by_one, "iterator": lambda: iter(batches), "list": lambda: batches}
    yield accumulate(w, made.get(kind, lambda: tuple(map(list, batches)))())
    if any(part.tobytes() != then for part, then in zip((part for b in batches for part in b), before, strict=True)):
        accumulate.flags.add("changed_argument")


def accumulate_cases(rng: Rng) -> Iterator[Case]:
    def batches(sizes: list[int], columns: int, scale: float = 1.0) -> tuple[Array, list[tuple[Array, Array]]]:
        def draw() -> tuple[Array, list[tuple[Array, Array]]]:
            rows = [(vector(rng, (size, columns)), scale * vector(rng, size)) for size in sizes]
            return vector(rng, columns), rows

        return draw_until(lambda drawn: batching.telling_batches(*drawn), draw)

    yield case("a list of unequal batches", *batches([3, 2], 2), kind="list")
    yield case("a generator of unequal batches", *batches([4, 4, 1], 3), kind="generator")
    yield case("equal batches", *batches([3, 3, 3], 2), kind="iterator")
    yield case("a single batch", *batches([4], 3), kind="generator")
    yield case("a single row", *batches([1], 2), kind="list")
    yield case("batches of one row", *batches([1, 1, 1, 1], 2), kind="iterator")
    w, rows = batches([5, 2, 3], 4)
    frozen = [(readonly(np.asfortranarray(X)), readonly(y)) for X, y in rows]
    yield case("read-only, stored by columns", readonly(w), frozen, kind="generator")
    w, X, y = draw_until(
        lambda drawn: batching.telling_batches(drawn[0], [(drawn[1][:2], drawn[2][:2]), (drawn[1][2:], drawn[2][2:])]),
        lambda: whole_numbers(rng, (6, 3)),
    )
    yield case("whole numbers", w, [(X[:2], y[:2]), (X[2:], y[2:])], kind="list")
    yield case("a start in whole numbers", w, [(0.7 * X[:4], y[:4]), (0.7 * X[4:], y[4:])], kind="list")
    w, rows = batches([2, 6, 3], 3, 10.0)
    yield case("a start at zero, large targets", np.zeros(3), rows, kind="generator")
    yield case("a tuple of lists, as many rows as features", *batches([3, 1], 4), kind="tuple")


# gradient_variance


def observe_sizes(variance, G, sizes):  # type: ignore[no-untyped-def]
    for size in sizes:
        yield variance(G, size)


def variance_cases(rng: Rng) -> Iterator[Case]:
    def gradients(rows: int, columns: int, *, shift: float = 1.5, scale: float = 1.0) -> Array:
        return scale * (vector(rng, (rows, columns)) + shift * vector(rng, columns, 1.0, 2.0)).round(2)

    yield case("five rows, batches of two", gradients(5, 3), [2])
    yield case("batches of one, three and all", gradients(6, 2), [1, 3, 6])
    yield case("as many rows as columns", gradients(4, 4), [3, 2])
    yield case("two rows", gradients(2, 3), [1, 2])
    yield case("one column", gradients(7, 1), [4])
    yield case("far from zero", gradients(8, 3, shift=10), [2, 7])
    yield case("small numbers, read-only", readonly(np.asfortranarray(gradients(10, 3, scale=0.1))), [4, 1])
    yield case("whole numbers", rng.permutation(np.arange(1, 31)).reshape(6, 5), [2, 5])
    yield case("large numbers", gradients(12, 2, scale=10), [5, 12])


# polyak_average


def observe_average(average, trajectory, *, burn_in):  # type: ignore[no-untyped-def]
    """Average a trajectory; then one of unit vectors, whose average shows the weight of each row."""
    yield average(trajectory, burn_in=burn_in)
    yield average(np.eye(len(trajectory)), burn_in=burn_in)


def polyak_cases(rng: Rng) -> Iterator[Case]:
    def path(rows: int, *shape: int, start: float = 20.0) -> Array:
        """Return a way from far off to a neighbourhood, so that each row weighs."""
        decay = (start * 0.6 ** np.arange(rows)).reshape(-1, *[1] * len(shape))
        return np.round(decay * vector(rng, shape, 1.0, 2.0) + vector(rng, (rows, *shape)), 2)

    yield case("eight points, two left out", path(8, 2), burn_in=2)
    yield case("all rows count", path(6, 3), burn_in=0)
    yield case("only the last row counts", path(7, 2), burn_in=6)
    yield case("the first row left out", path(5, 4), burn_in=1)
    yield case("as many rows as columns", path(5, 5), burn_in=3)
    yield case("numbers", path(9), burn_in=4)
    yield case("matrices, read-only", readonly(np.asfortranarray(path(6, 2, 3))), burn_in=2)
    yield case("whole numbers", rng.permutation(np.arange(5, 29)).reshape(8, 3), burn_in=5)


EXERCISES = [
    Exercise(
        reference.iterate_minibatches,
        points=3,
        cases=iterate_cases,
        mistakes=minibatches.ITERATE_MINIBATCHES,
        observe=watch_epochs,
        compare=epochs_problem,
    ),
    Exercise(reference.minibatch_gradient, 1, gradient_cases, batching.MINIBATCH_GRADIENT, observe_batches),
    Exercise(reference.sgd_epoch, 3, sgd_cases, sgd_epoch.SGD_EPOCH, watch_sgd),
    Exercise(reference.accumulate_gradients, 2, accumulate_cases, batching.ACCUMULATE_GRADIENTS, observe_accumulation),
    Exercise(reference.gradient_variance, 2, variance_cases, averages.GRADIENT_VARIANCE, observe_sizes),
    Exercise(reference.polyak_average, 1, polyak_cases, averages.POLYAK_AVERAGE, observe_average),
]
