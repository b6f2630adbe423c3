"""Unit 06: the chain rule, run backwards: first number by number, then matrix by matrix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from descent.observing import Case
from reference import backprop as reference

from autograder import graphs
from autograder.drawing import draw_until, vector
from autograder.exercise import Exercise, case, readonly
from autograder.mistakes import backprop as mistakes
from autograder.mistakes import networks, value, value_backward

Rng = np.random.Generator
Array = np.ndarray


# linear_backward


def linear_cases(rng: Rng) -> Iterator[Case]:
    def layer(rows: int, outputs: int, inputs: int, scale: float = 1.0) -> tuple[Array, ...]:
        return scale * vector(rng, (rows, outputs)), vector(rng, (rows, inputs)), vector(rng, (outputs, inputs))

    yield case("more rows than columns", *layer(5, 2, 3))
    yield case("more outputs than inputs", *layer(3, 4, 2))
    yield case("all sizes equal, so that every product fits", *layer(3, 3, 3))
    yield case("one row", *layer(1, 3, 2))
    yield case("one output, a small gradient", *layer(4, 1, 3, 1e-3))
    yield case("one input, a large gradient", *layer(4, 2, 1, 10.0))
    yield case("as many rows as outputs", *layer(4, 4, 2))
    yield case("read-only, stored by columns", *(readonly(np.asfortranarray(a)) for a in layer(6, 3, 4)))
    dY, X, W = layer(5, 3, 2)
    dY[1], dY[3, 0], X[2, 1] = 0.0, 0.0, 0.0
    yield case("zeros among the entries", dY, X, W)
    yield case("whole numbers in X and W", vector(rng, (4, 3)), rng.integers(1, 6, (4, 2)), rng.integers(1, 6, (3, 2)))


# activation_backward


def activation_cases(rng: Rng) -> Iterator[Case]:
    def relu(note: str, shape: Any, scale: float = 1.0) -> Case:
        """Return a case in which dY and the input have all four pairs of signs."""

        def telling(drawn: tuple[Array, Array]) -> bool:
            dY, x = drawn
            return all(np.any((dY > 0) == up) and np.any((x > 0) == on) for up in (0, 1) for on in (0, 1)) and all(
                np.any((dY > 0) & ((x > 0) == on)) and np.any((dY < 0) & ((x > 0) == on)) for on in (0, 1)
            )

        dY, x = draw_until(telling, lambda: (scale * vector(rng, shape), vector(rng, shape)))
        return case(note, dY, x, "relu")

    def outputs(shape: Any, low: float = 0.1, high: float = 0.9) -> Array:
        return draw_until(lambda y: np.abs(y - 0.5).min() > 0.03, lambda: rng.uniform(low, high, shape).round(2))

    yield relu("relu, a vector", 6)
    yield relu("relu, a matrix", (3, 4), 10.0)
    kinks = relu("", (2, 5))
    dY, x, _ = kinks.args
    x[0, 1], x[1, 3], dY[1, 0] = 0.0, 0.0, 0.0
    yield case("relu, some inputs exactly 0", readonly(np.asfortranarray(dY)), readonly(x), "relu")
    whole = rng.permutation([-3, -2, 0, 1, 2, 4])
    yield case("relu, whole numbers", vector(rng, 6), whole, "relu")
    yield case("sigmoid, a vector", vector(rng, 5), outputs(5), "sigmoid")
    yield case("sigmoid, a matrix, small gradients", 1e-3 * vector(rng, (2, 3)), outputs((2, 3)), "sigmoid")
    y = outputs((4,))
    y[rng.integers(4)], dY = rng.choice([0.0, 1.0]), vector(rng, 4)
    yield case("sigmoid, one output at its end, read-only", readonly(dY), readonly(y), "sigmoid")
    yield case("sigmoid, a single number", np.array(vector(rng, ())), np.array(outputs(())), "sigmoid")
    turned = rng.choice([-1, 1], (3, 2)) * outputs((3, 2))
    yield case("tanh, a matrix stored by columns", vector(rng, (3, 2)), np.asfortranarray(turned), "tanh")
    yield case("tanh, three axes, large gradients", 10 * vector(rng, (2, 1, 3)), -outputs((2, 1, 3)), "tanh")
    yield case("tanh, a single number", readonly(vector(rng, ())), readonly(outputs(())), "tanh")
    y, dY = outputs(5), vector(rng, 5)
    y[2], dY[4] = 0.0, 0.0
    yield case("tanh, zeros among the entries", dY, y, "tanh")


# softmax_cross_entropy


def softmax_cases(rng: Rng) -> Iterator[Case]:
    def scores(rows: int, classes: int, scale: float = 1.0) -> tuple[Array, Array]:
        """Return scores and labels, which are not all the same."""

        def draw() -> tuple[Array, Array]:
            return scale * vector(rng, (rows, classes)), rng.integers(0, classes, rows)

        return draw_until(lambda drawn: rows == 1 or len(set(drawn[1].tolist())) > 1, draw)

    yield case("more rows than classes", *scores(5, 3))
    yield case("more classes than rows", *scores(2, 6))
    yield case("as many rows as classes", *scores(4, 4))
    yield case("one row", *scores(1, 3))
    Z, y = scores(6, 2)
    yield case("two classes, labels of type int32, read-only", readonly(Z), readonly(y.astype(np.int32)))
    Z, y = scores(5, 4, 0.01)
    yield case("small scores, stored by columns", np.asfortranarray(Z), y)
    Z, y = scores(4, 3)
    yield case("all scores near 10,000", (Z + 10_000).round(2), y)
    Z, y = scores(4, 3)
    yield case("all scores near −10,000, labels of type uint8", (Z - 10_000).round(2), y.astype(np.uint8))
    Z, y = scores(5, 3)
    Z[rng.integers(5)] -= 10_000
    yield case("one row far below the others", Z.round(2), y)
    Z, y = scores(4, 5)
    Z[1] -= 4.0
    Z *= 4000.0
    y[1] = np.argmin(Z[1])
    yield case("scores of either sign, ten thousand in size", Z.round(2), y)
    yield case("whole numbers", rng.permuted(np.arange(15).reshape(5, 3) % 4 - 1, axis=1), rng.integers(0, 3, 5))


# unbroadcast


def observe_sums(unbroadcast, *problems):  # type: ignore[no-untyped-def]
    for grad, shape in problems:
        yield unbroadcast(grad, shape)


def unbroadcast_cases(rng: Rng) -> Iterator[Case]:
    def ask(note: str, *shapes: tuple[tuple[int, ...], tuple[int, ...]]) -> Case:
        """Return a case with a gradient for each pair of shapes; no sum along an axis comes near to zero."""
        return case(note, *((np.array(vector(rng, grad)), shape) for grad, shape in shapes))

    yield ask("a bias: one new axis", ((4, 3), (3,)))
    yield ask("as many rows as columns", ((3, 3), (3,)), ((3, 3), (3, 1)), ((3, 3), (1, 3)))
    yield ask("two new axes", ((2, 4, 3), (3,)))
    yield ask("one axis stretched", ((2, 4), (2, 1)), ((2, 4), (1, 4)))
    yield ask("several axes stretched", ((3, 2, 4), (1, 2, 1)), ((2, 3), (1, 1)))
    yield ask("a new axis and a stretched one", ((2, 3, 4), (3, 1)), ((2, 3, 4), (1, 4)))
    yield ask("everything into one number", ((2, 3), ()), ((4,), ()), ((2, 3), (1,)))
    yield ask("equal shapes, then not", ((2, 3), (2, 3)), ((2, 1), (2, 1)), ((2, 3), (2, 1)))
    yield ask("axes of length 1 that were so before", ((2, 1, 3), (1, 3)), ((1, 4), (4,)), ((5, 1), (1, 1)))
    grads = readonly(np.asfortranarray(vector(rng, (3, 4)))), readonly(vector(rng, (3, 4, 2)) * 1e-3)
    yield case("read-only, stored by columns", (grads[0], (4,)), (grads[1], (4, 1)))


# mlp_gradients


def mlp_cases(rng: Rng) -> Iterator[Case]:
    def network(
        rows: int, inputs: int, hidden: int, classes: int, scale: float = 1.0
    ) -> tuple[list[Array], Array, Array]:
        """Return parameters, rows and labels with each hidden unit on for a row and off for another, never near 0."""
        shapes = (hidden, inputs), (hidden,), (classes, hidden), (classes,)

        def draw() -> tuple[list[Array], Array, Array]:
            X = scale * vector(rng, (rows, inputs))
            params = [rng.uniform(-1.5, 1.5, shape).round(2) for shape in shapes]
            params[0] = (params[0] / scale).round(4)
            return params, X, rng.integers(0, classes, rows)

        def telling(drawn: tuple[list[Array], Array, Array]) -> bool:
            (W1, b1, W2, b2), X, _ = drawn
            A = X @ W1.T + b1
            Z = np.maximum(A, 0) @ W2.T + b2
            mixed = (A > 0).any(axis=0) & (A < 0).any(axis=0) if rows > 1 else (A > 0).any() & (A < 0).any()
            far = np.abs(A).min() > 0.02 and np.abs(b1).min() > 0.05 and np.abs(W2).min() > 0.05
            return bool(far and np.all(mixed) and (Z > 0.05).any() and (Z < -0.05).any())

        return draw_until(telling, draw)

    yield case("all sizes differ", *network(5, 2, 4, 3))
    yield case("more classes than hidden units", *network(6, 3, 2, 5))
    yield case("all sizes equal, so that every product fits", *network(3, 3, 3, 3))
    yield case("one row", *network(1, 2, 4, 3))
    yield case("one input, two classes", *network(7, 1, 3, 2))
    yield case("as many classes as hidden units", *network(4, 5, 3, 3))
    yield case("as many inputs as hidden units, inputs ten times as large", *network(5, 3, 3, 2, 10.0))
    params, X, y = network(5, 2, 3, 4)
    stored = [readonly(np.asfortranarray(p)) for p in params]
    yield case("read-only, stored by columns, labels of type int32", stored, readonly(X), readonly(y.astype(np.int32)))
    params, X, y = network(4, 2, 3, 3)
    params[2] = params[2] * 2000
    yield case("scores in the thousands", params, X, y)


EXERCISES = [
    Exercise(reference.Value, 4, graphs.value_cases, value.VALUE, graphs.observe_expressions),
    # The longest right run takes some 0.1 seconds; whoever walks every road should not have to wait longer than this.
    Exercise(
        reference.Value.backward, 4, graphs.backward_cases, value_backward.BACKWARD, graphs.observe_program, seconds=4.0
    ),
    Exercise(reference.linear_backward, 3, linear_cases, mistakes.LINEAR),
    Exercise(reference.activation_backward, 2, activation_cases, mistakes.ACTIVATION),
    Exercise(reference.softmax_cross_entropy, 4, softmax_cases, networks.SOFTMAX),
    Exercise(reference.unbroadcast, 2, unbroadcast_cases, mistakes.UNBROADCAST, observe_sums),
    Exercise(reference.mlp_gradients, 4, mlp_cases, networks.MLP),
]
