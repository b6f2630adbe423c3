"""Unit 06's known mistakes in the softmax loss and the two-layer network, and what a learner reads."""

# ruff: noqa: ARG005 (a formula names all that it might use)

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.exercise import Mistake
from autograder.mistakes import network_symptoms as symptoms

Array = np.ndarray


def onehot(Z: Array, y: Array) -> Array:
    return np.eye(Z.shape[1])[y]


def log_softmax(Z: Array) -> Array:
    shifted = Z - Z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def right_loss(Z: Array, y: Array) -> tuple[float, Array]:
    log_p = log_softmax(Z)
    return float(-log_p[np.arange(len(y)), y].mean()), (np.exp(log_p) - onehot(Z, y)) / len(y)


# softmax_cross_entropy


def from_p(p_of: Callable[[Array], Array], log: Callable[[Array], Array] = np.log) -> Callable[..., Any]:
    """Return the loss and gradient by the book, from the probabilities that `p_of` gives."""

    def loss(Z: Array, y: Array) -> tuple[float, Array]:
        p = p_of(Z)
        return float(-log(p[np.arange(len(y)), y]).mean()), (p - onehot(Z, y)) / len(y)

    return loss


def unshifted(Z: Array) -> Array:
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def shifted_by_the_largest_of_all(Z: Array) -> Array:
    return unshifted(Z - Z.max())


def softmax(Z: Array) -> Array:
    return np.exp(log_softmax(Z))


def over_columns(Z: Array) -> Array:
    return softmax(Z.T).T


def summed_over_columns(Z: Array) -> Array:
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=0)


def keepdims_missing(Z: Array) -> Array:
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1)


def keepdims_missing_twice(Z: Array) -> Array:
    powers = np.exp(Z - Z.max(axis=1))
    return powers / powers.sum(axis=1)


def scaled(loss_by: Callable[[int, int], float], dZ_by: Callable[[int, int], float]) -> Callable[..., Any]:
    """Return right results, each times a factor of (N, C)."""

    def loss(Z: Array, y: Array) -> tuple[float, Array]:
        value, dZ = right_loss(Z, y)
        return value * loss_by(*Z.shape), dZ * dZ_by(*Z.shape)

    return loss


def through_the_jacobian(Z: Array, y: Array) -> tuple[float, Array]:
    value, dZ = right_loss(Z, y)
    p = softmax(Z)
    return value, p * (dZ - (dZ * p).sum(axis=1, keepdims=True))


def times_the_slope(Z: Array, y: Array) -> tuple[float, Array]:
    value, dZ = right_loss(Z, y)
    return value, dZ * softmax(Z) * (1 - softmax(Z))


def onehot_forgotten(Z: Array, y: Array) -> tuple[float, Array]:
    return right_loss(Z, y)[0], softmax(Z) / len(y)


SOFTMAX = [
    Mistake(
        "one global max",
        "You subtracted one number, the largest of all, from the whole batch. A row far below it has only zeros left, "
        "and then 0/0. Each row needs its own: `Z.max(axis=1, keepdims=True)`.",
        from_p(shifted_by_the_largest_of_all),
        symptoms.one_row_is_lost,
    ),
    Mistake(
        "logarithm of 0",
        "Your softmax is right, but where the probability of the label is too small for a float64 it is 0, and its "
        "logarithm −inf. Don't take the logarithm of a quotient: `log_p = shifted - np.log(sum)`.",
        from_p(softmax),
        symptoms.infinite_loss,
    ),
    Mistake(
        "overflow",
        "With large scores your powers of e overflow to inf, or all of a row become 0. Subtract each row's own maximum "
        "first; the softmax does not change.",
        from_p(unshifted),
        symptoms.large_scores_break,
    ),
    Mistake(
        "log(p + eps)",
        "Something like `log(p + eps)` (or a clip) hides large losses: a row that is wrong by 10,000 should cost "
        "10,000. Work with `log_p = shifted - np.log(sum)`, which needs no eps.",
        from_p(softmax, lambda p: np.log(p + 1e-12)),
        symptoms.capped_loss,
    ),
    Mistake(
        "axis 0",
        "You normalised over the rows. A row's *classes* compete, so maximum and sum run along `axis=1`, and each row "
        "of probabilities sums to 1.",
        from_p(over_columns),
        symptoms.columns_sum_to_one,
    ),
    Mistake(
        "keepdims missing",
        "The sum (or maximum) over `axis=1` has shape (N,), which lines up with the columns: an error, or nonsense "
        "where N = C. Keep it a column with `keepdims=True`.",
        from_p(keepdims_missing),
        also=[from_p(keepdims_missing_twice)],
    ),
    Mistake(
        "no 1/N",
        "The loss is a mean over the rows, so a 1/N belongs into the loss and into dZ, once each.",
        scaled(lambda n, c: 1, lambda n, c: n),
        also=[scaled(lambda n, c: n, lambda n, c: n), scaled(lambda n, c: n, lambda n, c: 1)],
    ),
    Mistake(
        "1/N twice",
        "You divided dZ by N twice. The mean over the rows needs one 1/N.",
        scaled(lambda n, c: 1, lambda n, c: 1 / n),
        also=[scaled(lambda n, c: 1 / n, lambda n, c: 1 / n)],
    ),
    Mistake(
        "mean over the classes too",
        "You averaged over all N·C entries. The loss is a mean over the N rows only.",
        scaled(lambda n, c: 1 / c, lambda n, c: 1),
        also=[scaled(lambda n, c: 1 / c, lambda n, c: 1 / c), scaled(lambda n, c: 1, lambda n, c: 1 / c)],
    ),
    Mistake(
        "an extra Jacobian",
        "You sent p − onehot through the softmax's Jacobian once more. It is already the gradient with respect to the "
        "scores: softmax and logarithm are both in it.",
        through_the_jacobian,
        also=[times_the_slope],
    ),
    Mistake(
        "sign",
        "Your signs are turned: the loss is minus the mean log-probability, and dZ is p − onehot, not onehot − p.",
        scaled(lambda n, c: 1, lambda n, c: -1),
        also=[scaled(lambda n, c: -1, lambda n, c: 1), scaled(lambda n, c: -1, lambda n, c: -1)],
    ),
    Mistake(
        "onehot forgotten",
        "Your dZ is p/N. Subtract 1 from the probability of each row's label before you divide.",
        onehot_forgotten,
    ),
]

# mlp_gradients


def mlp(
    *,
    dZ_by: Callable[[Array, Array], Array] = lambda dZ, Z: dZ,
    mask: Callable[[Array, Array, Array], Any] = lambda dH, A, Z: A > 0,
    relu: Callable[[Array], Array] = lambda A: np.maximum(A, 0.0),
    loss: Callable[[Array, Array], tuple[float, Array]] = right_loss,
    fed: Callable[[Array, Array], Array] = lambda H, A: H,
    change: Callable[[int, Any, Any, Any, Any], list[Any]] = lambda n, *grads: list(grads),
) -> Callable[..., Any]:
    """Return the network's backward pass with one thing changed; `change` is given N and the four gradients."""

    def gradients(params: list[Array], X: Array, y: Array) -> tuple[float, list[Array]]:
        W1, b1, W2, b2 = params
        A = X @ W1.T + b1
        H = relu(A)
        Z = H @ W2.T + b2
        value, dZ = loss(Z, y)
        dZ = dZ_by(dZ, Z)
        dH = dZ @ W2
        dA = dH * mask(dH, A, Z)
        return value, change(len(X), dA.T @ X, dA.sum(axis=0), dZ.T @ fed(H, A), dZ.sum(axis=0))

    return gradients


def masked_by_the_scores(params: list[Array], X: Array, y: Array) -> tuple[float, list[Array]]:
    W1, b1, W2, b2 = params
    H = np.maximum(X @ W1.T + b1, 0.0)
    Z = H @ W2.T + b2
    loss, dZ = right_loss(Z, y)
    dA = (dZ * (Z > 0)) @ W2
    return loss, [dA.T @ X, dA.sum(axis=0), dZ.T @ H, dZ.sum(axis=0)]


MLP = [
    Mistake(
        "overflow",
        "With large scores your powers of e leave the range of float64. Use your `softmax_cross_entropy`, which "
        "subtracts each row's maximum first.",
        mlp(loss=from_p(unshifted)),
        symptoms.large_network_scores_break,
    ),
    Mistake(
        "mask from the wrong layer",
        "The relu sits between A and H, so the gradient that reaches H is masked by `A > 0`: not by the scores, and "
        "not by a gradient.",
        mlp(mask=lambda dH, A, Z: dH > 0),
        also=[
            mlp(dZ_by=lambda dZ, Z: dZ * (Z > 0), mask=lambda *_: 1.0),
            mlp(dZ_by=lambda dZ, Z: dZ * (Z > 0)),
            mlp(mask=lambda dH, A, Z: Z > 0),
            masked_by_the_scores,
        ],
    ),
    Mistake(
        "mask forgotten",
        "The relu stops the gradient where its input was negative: dA = dH · (A > 0). You pass on all of dH.",
        mlp(mask=lambda *_: 1.0),
    ),
    Mistake(
        "gradients transposed",
        "A weight gradient is transposed. It has the shape of its weight, (out, in): dW1 = dAᵀ·X and dW2 = dZᵀ·H.",
        mlp(change=lambda n, dW1, db1, dW2, db2: [dW1.T, db1, dW2.T, db2]),
        also=[
            mlp(change=lambda n, dW1, db1, dW2, db2: [dW1.T, db1, dW2, db2]),
            mlp(change=lambda n, dW1, db1, dW2, db2: [dW1, db1, dW2.T, db2]),
        ],
    ),
    Mistake(
        "layer order reversed",
        "The gradients are right, but in the order in which they are computed. Return them in the order of `params`: "
        "W1, b1, W2, b2.",
        mlp(change=lambda n, dW1, db1, dW2, db2: [dW2, db2, dW1, db1]),
        also=[mlp(change=lambda n, dW1, db1, dW2, db2: [db2, dW2, db1, dW1])],
    ),
    Mistake(
        "weights and biases apart",
        "The gradients are right, but in another order. Return them in the order of `params`: W1, b1, W2, b2.",
        mlp(change=lambda n, dW1, db1, dW2, db2: [dW1, dW2, db1, db2]),
        also=[mlp(change=lambda n, dW1, db1, dW2, db2: [db1, dW1, db2, dW2])],
    ),
    Mistake(
        "1/N twice",
        "You divided by N a second time. The mean's 1/N is in dZ already, and every gradient further back is made "
        "from dZ.",
        mlp(change=lambda n, *grads: [grad / n for grad in grads]),
        also=[
            mlp(change=lambda n, dW1, db1, dW2, db2: [dW1 / n, db1, dW2 / n, db2]),
            mlp(change=lambda n, dW1, db1, dW2, db2: [dW1 / n, db1 / n, dW2, db2]),
            mlp(change=lambda n, dW1, db1, dW2, db2: [dW1 / n**2, db1 / n**2, dW2 / n, db2 / n]),
            mlp(loss=scaled(lambda n, c: 1 / n, lambda n, c: 1 / n)),
        ],
    ),
    Mistake(
        "no 1/N",
        "The loss is a mean over the rows, so a 1/N belongs into the loss and into dZ. Yours grow with the batch.",
        mlp(change=lambda n, *grads: [grad * n for grad in grads]),
        also=[mlp(loss=scaled(lambda n, c: n, lambda n, c: n)), mlp(loss=scaled(lambda n, c: n, lambda n, c: 1))],
    ),
    Mistake(
        "biases averaged",
        "You averaged the bias gradients over the rows. A bias was added to every row, so the rows add up.",
        mlp(change=lambda n, dW1, db1, dW2, db2: [dW1, db1 / n, dW2, db2 / n]),
    ),
    Mistake(
        "dW2 from A",
        "The second layer's input is H = relu(A), so dW2 = dZᵀ·H. You used A, as it was before the relu.",
        mlp(fed=lambda H, A: A),
    ),
    Mistake(
        "relu forgotten",
        "The hidden values are not passed through the relu on the way forward: H = max(0, A), then Z = H·W2ᵀ + b2.",
        mlp(relu=lambda A: A),
        also=[mlp(relu=lambda A: A, mask=lambda *_: 1.0)],
    ),
]
