"""Unit 03: the gradient of all rows, of one row, of a few rows, and what the few cost in noise."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Batch = tuple[Array, Array]


def iterate_minibatches(
    X: ArrayLike, y: ArrayLike, *, batch_size: int, rng: np.random.Generator, drop_last: bool = False
) -> Iterator[Batch]:
    """Yield the batches of one epoch: a random permutation of the rows, cut in order.

    π = a uniformly random permutation of 0 … N−1;  batch k = rows π[kB], …, π[min((k+1)B, N) − 1]

    Shapes: `X` (N, …), `y` (N, …); yields pairs (X_batch, y_batch) of `batch_size` rows, copies in both cases.
    The last batch is short if B does not divide N, and left out with `drop_last`.
    Source: Bottou, *Stochastic Gradient Descent Tricks* (2012), section 4.1; `torch.utils.data.DataLoader`.
    """
    X, y = np.asarray(X), np.asarray(y)
    order = rng.permutation(len(X))
    end = len(X) - len(X) % batch_size if drop_last else len(X)
    for start in range(0, end, batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


def minibatch_gradient(w: ArrayLike, X_batch: ArrayLike, y_batch: ArrayLike) -> Array:
    """Give the gradient of the mean squared error of one batch.

    J(w) = (1/B) ‖Xw − y‖²,  ∇J = (2/B) Xᵀ(Xw − y)

    Shapes: `w` (D,), `X_batch` (B, D), `y_batch` (B,); B is the number of rows that came. Result (D,).
    Source: Goodfellow, Bengio & Courville, *Deep Learning* (2016), section 8.1.3, eq. 8.5 to 8.7.
    """
    w, X, y = (np.asarray(argument, dtype=np.float64) for argument in (w, X_batch, y_batch))
    return (2 / len(y)) * X.T @ (X @ w - y)


def sgd_epoch(
    w: ArrayLike, X: ArrayLike, y: ArrayLike, *, lr: float, batch_size: int, rng: np.random.Generator
) -> tuple[Array, float]:
    """Pass once over the data, one update a batch; return the new parameters and the mean loss on the way.

    w ← w − lr·∇J_batch(w) for every batch;  mean loss = (1/N) Σ_batches B·J_batch(w before its update)

    Shapes: `w` (D,), `X` (N, D), `y` (N,); result ((D,), float). The last batch may be short.
    `batch_size` 1 is stochastic gradient descent, N is batch gradient descent.
    Source: Robbins & Monro (1951); Goodfellow, Bengio & Courville, *Deep Learning* (2016), algorithm 8.1.
    """
    w = np.array(w, dtype=np.float64)
    squares, seen = 0.0, 0
    for X_batch, y_batch in iterate_minibatches(X, y, batch_size=batch_size, rng=rng):
        squares += float(np.sum((X_batch @ w - y_batch) ** 2))
        seen += len(y_batch)
        w = w - lr * minibatch_gradient(w, X_batch, y_batch)
    return w, squares / seen


def accumulate_gradients(w: ArrayLike, batches: Iterable[tuple[ArrayLike, ArrayLike]]) -> Array:
    """Give the full-batch gradient of the mean squared error while holding one batch at a time in memory.

    ∇J = Σ_k B_k ∇J_k / Σ_k B_k,  B_k the number of rows of batch k

    Shapes: `w` (D,); `batches` yields pairs (X_k (B_k, D), y_k (B_k,)), possibly only once. Result (D,).
    Errors: ValueError if there is no row at all.
    Source: linearity of the gradient; Goyal et al. (2017), arXiv:1706.02677, section 3.
    """
    total, seen = np.zeros(np.shape(w)), 0
    for X_batch, y_batch in batches:
        total = total + len(np.asarray(y_batch)) * minibatch_gradient(w, X_batch, y_batch)
        seen += len(np.asarray(y_batch))
    if seen == 0:
        raise ValueError("There is no row in `batches`; a one-shot iterator may have been used up before.")
    return total / seen


def gradient_variance(G: ArrayLike, batch_size: int) -> float:
    """Give the mean squared distance of a mini-batch gradient from the full one, drawn without replacement.

    E‖g_B − ḡ‖² = tr(Σ̂)/B · (N − B)/(N − 1),  tr(Σ̂) = (1/N) Σ_i ‖g_i − ḡ‖²

    Shapes: `G` (N, D), one gradient a row, N ≥ 2; 1 ≤ `batch_size` ≤ N. Result a float, 0 for B = N.
    Source: Cochran, *Sampling Techniques* (3rd ed., 1977), theorem 2.2, there with S² = N/(N − 1) · σ².
    """
    G = np.asarray(G, dtype=np.float64)
    N = len(G)
    trace = float(np.sum((G - G.mean(axis=0)) ** 2)) / N
    return trace / batch_size * (N - batch_size) / (N - 1)


def polyak_average(trajectory: ArrayLike, *, burn_in: int) -> Array:
    """Average the iterates, leaving out the first `burn_in` of them.

    w̄ = (1/(T − burn_in)) Σ_{t ≥ burn_in} w_t,  rows counted from 0

    Shapes: `trajectory` (T, …), one iterate a row; 0 ≤ `burn_in` < T. Result (…).
    Errors: ValueError if no row is left.
    Source: Polyak & Juditsky, *Acceleration of Stochastic Approximation by Averaging* (1992); Ruppert (1988).
    """
    rows = np.asarray(trajectory, dtype=np.float64)[burn_in:]
    if len(rows) == 0:
        raise ValueError(f"burn_in = {burn_in} leaves no row of a trajectory of {len(np.asarray(trajectory))}.")
    return rows.mean(axis=0)
