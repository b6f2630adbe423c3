"""Unit 03's epoch of updates, wrongly written."""

from itertools import permutations
from typing import Any

import numpy as np

from autograder.drawing import apart
from autograder.mistakes.minibatches import cut

Array = np.ndarray
Rng = np.random.Generator
Result = tuple[Array, float]


def slope(w: Array, X: Array, y: Array) -> Array:
    return (2 / len(y)) * X.T @ (X @ w - y)


def loss(w: Array, X: Array, y: Array) -> float:
    return float(np.mean((X @ w - y) ** 2))


def full_gradient(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    squares = 0.0
    for X_batch, y_batch in cut(X, y, rng.permutation(len(y)), batch_size):
        squares += len(y_batch) * loss(w, X_batch, y_batch)
        w = w - lr * slope(w, X, y)
    return w, squares / len(y)


def full_gradient_and_loss(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    losses = []
    for _ in cut(X, y, rng.permutation(len(y)), batch_size):
        losses.append(loss(w, X, y))
        w = w - lr * slope(w, X, y)
    return w, float(np.mean(losses))


def one_update(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:  # noqa: ARG001
    return w - lr * slope(w, X, y), loss(w, X, y)


def one_mean_update(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    batches = list(cut(X, y, rng.permutation(len(y)), batch_size))
    return w - lr * np.mean([slope(w, *batch) for batch in batches], axis=0), loss(w, X, y)


def one_summed_update(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    batches = list(cut(X, y, rng.permutation(len(y)), batch_size))
    return w - lr * np.sum([slope(w, *batch) for batch in batches], axis=0), loss(w, X, y)


def update_after_the_loop(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    batches = list(cut(X, y, rng.permutation(len(y)), batch_size))
    return w - lr * slope(w, *batches[-1]), loss(w, X, y)


def mean_of_means(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    losses = []
    for batch in cut(X, y, rng.permutation(len(y)), batch_size):
        losses.append(loss(w, *batch))
        w = w - lr * slope(w, *batch)
    return w, float(np.mean(losses))


def loss_after(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    squares = 0.0
    for X_batch, y_batch in cut(X, y, rng.permutation(len(y)), batch_size):
        w = w - lr * slope(w, X_batch, y_batch)
        squares += len(y_batch) * loss(w, X_batch, y_batch)
    return w, squares / len(y)


def mean_of_means_after(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    losses = []
    for batch in cut(X, y, rng.permutation(len(y)), batch_size):
        w = w - lr * slope(w, *batch)
        losses.append(loss(w, *batch))
    return w, float(np.mean(losses))


def loss_at_the_end(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    for batch in cut(X, y, rng.permutation(len(y)), batch_size):
        w = w - lr * slope(w, *batch)
    return w, loss(w, X, y)


def loss_at_the_start(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    return loss_at_the_end(w, X, y, lr=lr, batch_size=batch_size, rng=rng)[0], loss(w, X, y)


def last_loss(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    for batch in cut(X, y, rng.permutation(len(y)), batch_size):
        last = loss(w, *batch)
        w = w - lr * slope(w, *batch)
    return w, last


def summed_loss(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    w, mean = right(w, X, y, lr=lr, batch_size=batch_size, order=rng.permutation(len(y)))
    return w, mean * len(y)


def summed_means(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    batches = -(-len(y) // batch_size)
    w, mean = mean_of_means(w, X, y, lr=lr, batch_size=batch_size, rng=rng)
    return w, mean * batches


def gradients_at_the_start(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    start, squares = w, 0.0
    for X_batch, y_batch in cut(X, y, rng.permutation(len(y)), batch_size):
        squares += len(y_batch) * loss(w, X_batch, y_batch)
        w = w - lr * slope(start, X_batch, y_batch)
    return w, squares / len(y)


def right(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, order: Array, factor: Any = 1.0) -> Result:
    """Walk through a given order; `factor` scales each step, a function of the batch's rows too."""
    squares = 0.0
    for X_batch, y_batch in cut(X, y, order, batch_size):
        squares += len(y_batch) * loss(w, X_batch, y_batch)
        scale = factor(len(y_batch)) if callable(factor) else factor
        w = w - lr * scale * slope(w, X_batch, y_batch)
    return w, squares / len(y)


def telling(w: Array, X: Array, y: Array, *, lr: float, batch_size: int) -> bool:
    """Return whether orders that make other batches make other weights and another loss, too."""
    results = {}
    for order in permutations(range(len(y))):
        batches = tuple(frozenset(order[k : k + batch_size]) for k in range(0, len(y), batch_size))
        results[batches] = right(w, X, y, lr=lr, batch_size=batch_size, order=np.array(order))
    weights, losses = zip(*results.values(), strict=True)
    return apart([*weights, w], 1e-3) and apart([*losses, loss(w, X, y)], 1e-3) and max(losses) < 100


def uphill(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    return right(w, X, y, lr=lr, batch_size=batch_size, order=rng.permutation(len(y)), factor=-1.0)


def half_steps(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    return right(w, X, y, lr=lr, batch_size=batch_size, order=rng.permutation(len(y)), factor=0.5)


def summed_gradient(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    order = rng.permutation(len(y))
    return right(w, X, y, lr=lr, batch_size=batch_size, order=order, factor=float)


def by_batch_size(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    order = rng.permutation(len(y))
    return right(w, X, y, lr=lr, batch_size=batch_size, order=order, factor=lambda rows: rows / batch_size)


def by_all_rows(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    order = rng.permutation(len(y))
    return right(w, X, y, lr=lr, batch_size=batch_size, order=order, factor=lambda rows: rows / len(y))


def tail_lost(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    order = rng.permutation(len(y))[: len(y) - len(y) % batch_size]
    w, mean = right(w, X, y, lr=lr, batch_size=batch_size, order=order)
    return w, mean * len(y) / len(order) if len(order) else float("nan")


def tail_lost_by_n(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    order = rng.permutation(len(y))[: len(y) - len(y) % batch_size]
    return right(w, X, y, lr=lr, batch_size=batch_size, order=order)


def tail_lost_or_raised(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    if batch_size > len(y):
        raise ZeroDivisionError
    return tail_lost(w, X, y, lr=lr, batch_size=batch_size, rng=rng)


def tail_lost_or_zero(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    if batch_size > len(y):
        return w + 0.0, 0.0
    return tail_lost(w, X, y, lr=lr, batch_size=batch_size, rng=rng)


def unshuffled(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:  # noqa: ARG001
    return right(w, X, y, lr=lr, batch_size=batch_size, order=np.arange(len(y)))


def own_randomness(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:  # noqa: ARG001
    return right(w, X, y, lr=lr, batch_size=batch_size, order=np.random.permutation(len(y)))


def with_replacement(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    return right(w, X, y, lr=lr, batch_size=batch_size, order=rng.integers(len(y), size=len(y)))


def in_place(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    squares = 0.0
    for X_batch, y_batch in cut(X, y, rng.permutation(len(y)), batch_size):
        squares += len(y_batch) * loss(w, X_batch, y_batch)
        w -= lr * slope(w, X_batch, y_batch)
    return w, squares / len(y)


def whole_numbers(w: Array, X: Array, y: Array, *, lr: float, batch_size: int, rng: Rng) -> Result:
    return in_place(w.copy(), X, y, lr=lr, batch_size=batch_size, rng=rng)
