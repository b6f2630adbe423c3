"""Unit 06's known mistakes in layers, losses and broadcasting: wrong implementations, and what a learner reads."""

# ruff: noqa: ARG005 (a formula names all that it might use)

from collections.abc import Callable
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake

Array = np.ndarray

# linear_backward


def linear(change: Callable[[int, Array, Array, Array], Any]) -> Callable[..., Any]:
    """Return a backward pass whose right results, after the number of rows, are handed to `change`."""

    def backward(dY: Array, X: Array, W: Array) -> Any:
        return change(len(dY), dY @ W, dY.T @ X, dY.sum(axis=0))

    return backward


def weight_misplaced(product: Callable[[Array, Array], Array]) -> Callable[..., Any]:
    return lambda dY, X, W: (product(dY, W), dY.T @ X, dY.sum(axis=0))


def bias_by(summed: Callable[[Array], Any]) -> Callable[..., Any]:
    return lambda dY, X, W: (dY @ W, dY.T @ X, summed(dY))


LINEAR = [
    Mistake(
        "dW transposed",
        "Your dW is transposed: it is (in, out), but it must have the shape of W, (out, in). Turn the product round: "
        "`dY.T @ X`.",
        linear(lambda n, dX, dW, db: (dX, dW.T, db)),
    ),
    Mistake(
        "db mean",
        "You averaged the bias gradient over the rows. The bias was added to every row, so the rows add up: "
        "`dY.sum(axis=0)`.",
        bias_by(lambda dY: dY.mean(axis=0)),
    ),
    Mistake(
        "Wᵀ misplaced",
        "On the way back dX = dY·W, with W as it is: forward was X·Wᵀ. The shapes (N, out)·(out, in) fit in general "
        "only this way round.",
        weight_misplaced(lambda dY, W: dY @ W.T),
        also=[
            weight_misplaced(lambda dY, W: W.T @ dY),
            weight_misplaced(lambda dY, W: W @ dY),
            weight_misplaced(lambda dY, W: (W @ dY.T).T),
        ],
    ),
    Mistake(
        "extra 1/N",
        "You divided by the number of rows. The mean's 1/N came in with dY, at the loss; a second one makes the "
        "gradient shrink as the batch grows.",
        linear(lambda n, dX, dW, db: (dX, dW / n, db / n)),
        also=[
            linear(lambda n, dX, dW, db: (dX, dW / n, db)),
            linear(lambda n, dX, dW, db: (dX / n, dW / n, db / n)),
            linear(lambda n, dX, dW, db: (dX / n, dW / n, db)),
            linear(lambda n, dX, dW, db: (dX / n, dW, db)),
        ],
    ),
    Mistake(
        "db over the columns too",
        "You summed the bias gradient over rows *and* columns. Each output has its own bias: sum over the rows only, "
        "`axis=0`.",
        bias_by(lambda dY: dY.sum()),
        also=[bias_by(lambda dY: np.full(dY.shape[1], dY.sum()))],
    ),
    Mistake(
        "db over the wrong axis",
        "You summed the bias gradient over the columns. The bias was copied down the rows, so sum over `axis=0`.",
        bias_by(lambda dY: dY.sum(axis=1)),
    ),
    Mistake(
        "db not summed",
        "The same bias was added to every row, so its gradient collects from all rows: sum dY over `axis=0`.",
        bias_by(lambda dY: dY),
        also=[bias_by(lambda dY: dY.copy())],
    ),
    Mistake(
        "order of the results",
        "The results are right, but in another order: return `(dX, dW, db)`.",
        linear(lambda n, dX, dW, db: (dW, db, dX)),
        also=[linear(lambda n, dX, dW, db: (dW, dX, db)), linear(lambda n, dX, dW, db: (db, dW, dX))],
    ),
]

# activation_backward


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


SLOPES: dict[str, Callable[[Array], Array]] = {
    "relu": lambda x: np.where(x > 0, 1.0, 0.0),
    "sigmoid": lambda y: y * (1 - y),
    "tanh": lambda y: 1 - y**2,
}


def activation(**slopes: Callable[[Array], Array]) -> Callable[..., Array]:
    """Return a backward pass with some slopes exchanged."""

    def backward(dY: Array, cache: Array, kind: str) -> Array:
        return dY * (SLOPES | slopes)[kind](cache)

    return backward


def twice_tanh(y: Array) -> Array:
    return 1 - np.tanh(y) ** 2


def twice_sigmoid(y: Array) -> Array:
    return sigmoid(y) * (1 - sigmoid(y))


def relu_by(mask: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    def backward(dY: Array, cache: Array, kind: str) -> Array:
        return np.where(mask(dY, cache), dY, 0.0) if kind == "relu" else dY * SLOPES[kind](cache)

    return backward


def no_upstream(*kinds: str, relu: Callable[[Array], Array] = SLOPES["relu"]) -> Callable[..., Array]:
    def backward(dY: Array, cache: Array, kind: str) -> Array:
        slope = (SLOPES | {"relu": relu})[kind](cache)
        return slope if kind in kinds else dY * slope

    return backward


def relu_in_place(dY: Array, cache: Array, kind: str) -> Array:
    if kind == "relu":
        dY[cache <= 0] = 0.0
        return dY
    return dY * SLOPES[kind](cache)


ACTIVATION = [
    Mistake(
        "dY changed",
        "You set entries of `dY` itself to zero (or multiplied into it), so the caller's array is no longer what it "
        "was. Make a new one: `dY * (cache > 0)`.",
        relu_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "mask from dY",
        "You let positive *gradients* through. What decides is the input: where `cache > 0` the gradient passes "
        "whatever its own sign.",
        relu_by(lambda dY, x: dY > 0),
        also=[relu_by(lambda dY, x: (dY > 0) & (x > 0))],
    ),
    Mistake(
        "≥ 0",
        "At an input of exactly 0 the relu's slope counts as 0, as in PyTorch: the mask is `cache > 0`, not `>=`.",
        relu_by(lambda dY, x: x >= 0),
        also=[
            activation(relu=lambda x: np.where(x == 0, 0.5, x > 0)),
        ],
    ),
    Mistake(
        "activation applied twice",
        "For sigmoid and tanh `cache` is already the *output* y. You applied the function to it once more; "
        "the slope is y(1 − y) or 1 − y².",
        activation(sigmoid=twice_sigmoid, tanh=twice_tanh),
        also=[activation(sigmoid=twice_sigmoid), activation(tanh=twice_tanh)],
    ),
    Mistake(
        "upstream dropped",
        "You returned the slope φ′ alone. The chain rule multiplies it by the gradient that comes from above: dY·φ′.",
        no_upstream("relu", "sigmoid", "tanh"),
        also=[
            no_upstream("relu", "sigmoid", "tanh", relu=lambda x: x > 0),
            no_upstream("relu", "sigmoid", "tanh", relu=lambda x: (x > 0).astype(int)),
            no_upstream("sigmoid", "tanh"),
            no_upstream("relu"),
            no_upstream("relu", relu=lambda x: x > 0),
            no_upstream("sigmoid"),
            no_upstream("tanh"),
        ],
    ),
    Mistake(
        "tanh not squared",
        "The slope of tanh from its output y is 1 − y², with the square.",
        activation(tanh=lambda y: 1 - y),
    ),
    Mistake(
        "relu passes everything",
        "The relu was flat where its input was negative, so no gradient passes there: multiply by `cache > 0`.",
        activation(relu=np.ones_like),
    ),
]

# unbroadcast


def sums(
    keep_stretched: bool = True, how: Callable[..., Array] = np.sum, later: Callable[..., Array] | None = None
) -> Callable[..., Array]:
    def unbroadcast(grad: Array, shape: tuple[int, ...]) -> Array:
        new = grad.ndim - len(shape)
        result = how(grad, axis=tuple(range(new)))
        stretched = tuple(i for i, n in enumerate(shape) if n == 1 and result.shape[i] > 1)
        return (later or how)(result, axis=stretched, keepdims=keep_stretched) if stretched else result

    return unbroadcast


def leading_axes_only(grad: Array, shape: tuple[int, ...]) -> Array:
    return grad.sum(axis=tuple(range(grad.ndim - len(shape))))


def every_one_lost(grad: Array, shape: tuple[int, ...]) -> Array:
    new = grad.ndim - len(shape)
    return grad.sum(axis=(*range(new), *(new + i for i, n in enumerate(shape) if n == 1)))


def stretched_axes_only(grad: Array, shape: tuple[int, ...]) -> Array:
    new = grad.ndim - len(shape)
    stretched = tuple(new + i for i, n in enumerate(shape) if n == 1)
    return grad.sum(axis=stretched, keepdims=True) if stretched else grad


def from_the_right(grad: Array, shape: tuple[int, ...]) -> Array:
    while grad.ndim > len(shape):
        grad = grad.sum(axis=-1)
    for axis, size in enumerate(shape):
        if size == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


def first_copy(grad: Array, shape: tuple[int, ...]) -> Array:
    while grad.ndim > len(shape):
        grad = grad[0]
    return grad[tuple(slice(size) for size in shape)]


def lost_its_ones(expected: list, got: list, *_: Any) -> bool:
    """All numbers are right, and only axes of length 1 are missing or left over."""
    pairs = list(zip(expected, got, strict=True))
    same = all(np.allclose(mine.reshape(right.shape), right) and mine.dtype == right.dtype for right, mine in pairs)
    return same and any(mine.shape != right.shape for right, mine in pairs)


UNBROADCAST = [
    Mistake(
        "leading axes only",
        "You summed over the new axes on the left, but not over axes that were stretched from length 1. "
        "Where `shape` has a 1, sum as well.",
        leading_axes_only,
    ),
    Mistake(
        "mean",
        "You averaged. Every copy of a value feels the loss, and its gradient is the *sum* over the copies.",
        sums(how=np.mean),
        also=[sums(how=np.mean, later=np.sum), sums(how=np.sum, later=np.mean)],
    ),
    Mistake(
        "kept dims lost",
        "You summed over the right axes, but those that had length 1 are gone. The result must have exactly `shape`: "
        "`keepdims=True`, or a `.reshape(shape)` at the end.",
        sums(keep_stretched=False),
        lost_its_ones,
        also=[every_one_lost],
    ),
    Mistake(
        "stretched axes only",
        "You summed over axes of length 1, but not over the axes that broadcasting added on the left: there are "
        "`grad.ndim - len(shape)` of them.",
        stretched_axes_only,
    ),
    Mistake(
        "lined up from the left",
        "Broadcasting lines shapes up from the right, so the new axes are the *first* ones of `grad`, not the last.",
        from_the_right,
    ),
    Mistake(
        "one copy only",
        "You took the gradient of one copy. The value went to all of them, so their gradients add up.",
        first_copy,
    ),
]
