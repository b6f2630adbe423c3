"""Unit 06's softmax loss and two-layer network as learners write them."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np
import torch
from reference.backprop import softmax_cross_entropy as right_loss

# softmax_cross_entropy, right


def softmax_by_rows(Z, y):
    N, C = Z.shape
    loss, dZ = 0.0, np.zeros((N, C))
    for n in range(N):
        m = max(Z[n])
        total = sum(math.exp(z - m) for z in Z[n])
        loss += m + math.log(total) - Z[n][y[n]]
        for c in range(C):
            dZ[n, c] = (math.exp(Z[n][c] - m) / total - (c == y[n])) / N
    return loss / N, dZ


def softmax_onehot(Z, y):
    onehot = np.eye(Z.shape[1])[y]
    shifted = Z - np.max(Z, axis=1)[:, None]
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1))[:, None]
    return -np.sum(onehot * log_p) / len(Z), (np.exp(log_p) - onehot) / len(Z)


def softmax_logaddexp(Z, y):
    total = np.logaddexp.reduce(Z, axis=1)
    p = np.exp(Z - total[:, None])
    np.subtract.at(p, (np.arange(len(y)), y), 1)
    return np.mean(total - np.take_along_axis(Z, y[:, None].astype(int), axis=1)[:, 0]), p / len(y)


def softmax_by_mask(Z, y):
    mask = np.arange(Z.shape[1])[None, :] == y[:, None]
    top = Z.max(axis=1, keepdims=True)
    e = np.exp(Z - top)
    s = e.sum(axis=1, keepdims=True)
    losses = np.log(s[:, 0]) + top[:, 0] - Z[mask]
    return losses.sum() / Z.shape[0], (e / s - mask) / Z.shape[0]


def softmax_by_torch(Z, y):
    z = torch.tensor(np.array(Z, dtype=float), requires_grad=True)
    loss = torch.nn.functional.cross_entropy(z, torch.tensor(np.array(y, dtype=np.int64)))
    loss.backward()
    return loss.item(), z.grad.numpy()


def softmax_transposed(Z, y):
    columns = Z.T - Z.T.max(axis=0)
    p = (np.exp(columns) / np.exp(columns).sum(axis=0)).T
    losses = [np.log(np.exp(c).sum()) - c[k] for c, k in zip(columns.T, y, strict=True)]
    p[range(len(y)), y] -= 1
    return sum(losses) / len(losses), p / len(losses)


# softmax_cross_entropy, wrong


def by_the_book(Z, y):
    p = np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(len(y)), y]))
    p[np.arange(len(y)), y] -= 1
    return loss, p / len(y)


def log_sum_by_the_book(Z, y):
    total = np.log(np.exp(Z).sum(axis=1))
    dZ = np.exp(Z - total[:, None]) - np.eye(Z.shape[1])[y]
    return np.mean(total - Z[np.arange(len(y)), y]), dZ / len(y)


def in_python_by_the_book(Z, y):
    rows = [[math.exp(z) for z in row] for row in Z]
    p = np.array([[e / sum(row) for e in row] for row in rows])
    return -sum(math.log(p[n, k]) for n, k in enumerate(y)) / len(y), (p - np.eye(Z.shape[1])[y]) / len(y)


def shifted_by(shift):
    return lambda Z, y: by_the_book(Z - shift(Z), y)


def log_shifted_by(shift):
    return lambda Z, y: log_sum_by_the_book(Z - shift(Z), y)


def row_max(Z):
    return Z.max(axis=1, keepdims=True)


def softmax(Z):
    e = np.exp(Z - row_max(Z))
    return e / e.sum(axis=1, keepdims=True)


def with_log(log):
    def loss(Z, y):
        p = softmax(Z)
        onehot = np.zeros(Z.shape)
        onehot[np.arange(len(y)), y] = 1
        return -np.mean(log(p[np.arange(len(y)), y])), (p - onehot) / len(y)

    return loss


def axis_zero(Z, y):
    e = np.exp(Z - Z.max(axis=0))
    p = e / e.sum(axis=0)
    loss = -np.log(p[np.arange(len(y)), y] + 1e-12).mean()
    p[np.arange(len(y)), y] -= 1
    return loss, p / len(y)


def sum_over_axis_zero(Z, y):
    e = np.exp(Z - row_max(Z))
    p = e / e.sum(axis=0)
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    p[np.arange(len(y)), y] -= 1
    return loss, p / len(y)


def no_keepdims(Z, y):
    e = np.exp(Z - Z.max(axis=1))
    p = e / np.sum(e, axis=1)
    return -np.log(p[np.arange(len(y)), y]).mean(), (p - np.eye(Z.shape[1])[y]) / len(y)


def full_jacobian(Z, y):
    loss, dZ = right_loss(Z, y)
    p = softmax(Z)
    return loss, np.stack([(np.diag(q) - np.outer(q, q)) @ d for q, d in zip(p, dZ, strict=True)])


def changed(loss_by=1.0, dZ_by=1.0):
    """Return right results times a factor, a number or a function of N and C."""

    def loss(Z, y):
        value, dZ = right_loss(Z, y)
        factors = [f(*Z.shape) if callable(f) else f for f in (loss_by, dZ_by)]
        return value * factors[0], dZ * factors[1]

    return loss


def p_alone(Z, y):
    return right_loss(Z, y)[0], softmax(Z) / len(y)


def shifting_z(Z, y):
    Z -= row_max(Z)
    return right_loss(Z, y)


def argmax_labels(Z, y):
    return right_loss(Z, Z.argmax(axis=1))


def squared_error(Z, y):
    p, onehot = softmax(Z), np.eye(Z.shape[1])[y]
    return np.mean((p - onehot) ** 2), (p - onehot) / len(y)


def largest_logit_loss(Z, y):
    return -Z[np.arange(len(y)), y].mean(), right_loss(Z, y)[1]


# mlp_gradients, right


def mlp_flat(params, X, y):
    W1, b1, W2, b2 = params
    A = np.dot(X, W1.T) + b1
    H = A * (A > 0)
    Z = np.dot(H, W2.T) + b2
    Z = Z - Z.max(axis=1, keepdims=True)
    log_p = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    N = X.shape[0]
    dZ = np.exp(log_p)
    dZ[np.arange(N), y] -= 1.0
    dZ /= N
    dA = (dZ @ W2) * (H > 0)
    return -log_p[np.arange(N), y].sum() / N, (dA.T @ X, dA.sum(0), dZ.T @ H, dZ.sum(0))


def mlp_by_rows(params, X, y):
    W1, b1, W2, b2 = params
    grads, total = [np.zeros(p.shape) for p in params], 0.0
    for x, k in zip(X, y, strict=True):
        a = W1 @ x + b1
        h = np.where(a > 0, a, 0)
        z = W2 @ h + b2
        m = z.max()
        p = np.exp(z - m) / np.exp(z - m).sum()
        total += m + np.log(np.exp(z - m).sum()) - z[k]
        dz = p - np.eye(len(b2))[k]
        da = (W2.T @ dz) * (a > 0)
        for grad, part in zip(grads, (np.outer(da, x), da, np.outer(dz, h), dz), strict=True):
            np.add(grad, part, out=grad)
    return total / len(y), [grad / len(y) for grad in grads]


def mlp_mean_at_the_end(params, X, y):
    W1, b1, W2, b2 = params
    N = len(X)
    A = np.einsum("nd,hd->nh", X, W1) + b1
    H = np.clip(A, 0, None)
    loss, dZ = right_loss(H @ W2.T + b2, y)
    delta2 = dZ * N
    delta1 = np.einsum("nc,ch->nh", delta2, W2) * (A > 0)
    return loss, [delta1.T @ X / N, delta1.mean(axis=0), delta2.T @ H / N, delta2.mean(axis=0)]


def mlp_in_columns(params, X, y):
    W1, b1, W2, b2 = params
    A = W1 @ X.T + b1[:, None]
    H = np.maximum(0, A)
    Z = W2 @ H + b2[:, None]
    loss, dZ = right_loss(Z.T, y)
    dA = W2.T @ dZ.T * (A > 0)
    return loss, [dA @ X, dA @ np.ones(len(X)), (H @ dZ).T, dZ.T.sum(axis=1)]


def mlp_by_torch(params, X, y):
    tensors = [torch.tensor(np.array(p), requires_grad=True) for p in params]
    W1, b1, W2, b2 = tensors
    Z = torch.relu(torch.tensor(np.array(X)) @ W1.T + b1) @ W2.T + b2
    loss = torch.nn.functional.cross_entropy(Z, torch.tensor(np.array(y, dtype=np.int64)))
    loss.backward()
    return loss.item(), [t.grad.numpy() for t in tensors]


# mlp_gradients, wrong


def mlp(
    mask=lambda A, H, Z, dH: A > 0,
    grads=lambda dA, X, dZ, H: [dA.T @ X, dA.sum(axis=0), dZ.T @ H, dZ.sum(axis=0)],
    loss=right_loss,
    relu=lambda A: np.maximum(A, 0),
    delta=lambda dZ, Z: dZ,
):
    def gradients(params, X, y):
        W1, b1, W2, b2 = params
        A = X @ W1.T + b1
        H = relu(A)
        Z = H @ W2.T + b2
        value, dZ = loss(Z, y)
        dZ = delta(dZ, Z)
        dH = dZ @ W2
        return value, grads(dH * mask(A, H, Z, dH), X, dZ, H)

    return gradients


def in_place(params, X, y):
    loss, grads = mlp()(params, X, y)
    for p, g in zip(params, grads, strict=True):
        np.subtract(p, 0.1 * g, out=p)
    return loss, grads


def weight_transposed_on_the_way_back(params, X, y):
    W1, b1, W2, b2 = params
    A = X @ W1.T + b1
    loss, dZ = right_loss(np.maximum(A, 0) @ W2.T + b2, y)
    dA = dZ @ W2.T * (A > 0)
    return loss, [dA.T @ X, dA.sum(axis=0), dZ.T @ np.maximum(A, 0), dZ.sum(axis=0)]


CORRECT = {
    "softmax_cross_entropy": [
        softmax_by_rows,
        softmax_onehot,
        softmax_logaddexp,
        softmax_by_mask,
        softmax_by_torch,
        softmax_transposed,
    ],
    "mlp_gradients": [mlp_flat, mlp_by_rows, mlp_mean_at_the_end, mlp_in_columns, mlp_by_torch],
}

WRONG = {
    "softmax_cross_entropy": {
        "overflow": [by_the_book, log_sum_by_the_book, in_python_by_the_book],
        "one global max": [shifted_by(np.max), shifted_by(np.mean), log_shifted_by(np.max)],
        "logarithm of 0": [with_log(np.log)],
        "log(p + eps)": [
            *(with_log(lambda p, eps=eps: np.log(p + eps)) for eps in (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7)),
            with_log(lambda p: np.log(np.clip(p, 1e-15, 1 - 1e-15))),
            with_log(lambda p: np.log(np.maximum(p, 1e-300))),
            with_log(lambda p: np.log(np.clip(p, 1e-7, 1 - 1e-7))),
        ],
        "axis 0": [axis_zero, sum_over_axis_zero],
        "keepdims missing": [no_keepdims],
        "no 1/N": [changed(dZ_by=lambda n, c: n), changed(lambda n, c: n, lambda n, c: n)],
        "1/N twice": [changed(dZ_by=lambda n, c: 1 / n)],
        "mean over the classes too": [changed(lambda n, c: 1 / c), changed(lambda n, c: 1 / c, lambda n, c: 1 / c)],
        "an extra Jacobian": [full_jacobian],
        "sign": [changed(dZ_by=-1), changed(-1)],
        "onehot forgotten": [p_alone],
    },
    "mlp_gradients": {
        "overflow": [mlp(loss=by_the_book), mlp(loss=log_sum_by_the_book)],
        "mask from the wrong layer": [
            mlp(mask=lambda A, H, Z, dH: dH > 0),
            mlp(mask=lambda A, H, Z, dH: Z > 0),
            mlp(mask=lambda A, H, Z, dH: 1, delta=lambda dZ, Z: np.where(Z > 0, dZ, 0)),
        ],
        "mask forgotten": [mlp(mask=lambda A, H, Z, dH: 1), mlp(mask=lambda A, H, Z, dH: H >= 0)],
        "gradients transposed": [
            mlp(grads=lambda dA, X, dZ, H: [X.T @ dA, dA.sum(axis=0), H.T @ dZ, dZ.sum(axis=0)]),
            mlp(grads=lambda dA, X, dZ, H: [dA.T @ X, dA.sum(axis=0), H.T @ dZ, dZ.sum(axis=0)]),
        ],
        "layer order reversed": [
            mlp(grads=lambda dA, X, dZ, H: [dZ.T @ H, dZ.sum(axis=0), dA.T @ X, dA.sum(axis=0)]),
        ],
        "weights and biases apart": [
            mlp(grads=lambda dA, X, dZ, H: [dA.T @ X, dZ.T @ H, dA.sum(axis=0), dZ.sum(axis=0)]),
        ],
        "1/N twice": [
            mlp(loss=changed(dZ_by=lambda n, c: 1 / n)),
            mlp(grads=lambda dA, X, dZ, H: [dA.T @ X / len(X), dA.mean(axis=0), dZ.T @ H / len(X), dZ.mean(axis=0)]),
        ],
        "no 1/N": [mlp(loss=changed(dZ_by=lambda n, c: n))],
        "biases averaged": [
            mlp(grads=lambda dA, X, dZ, H: [dA.T @ X, dA.mean(axis=0), dZ.T @ H, dZ.mean(axis=0)]),
        ],
        "relu forgotten": [mlp(relu=lambda A: A), mlp(relu=lambda A: A, mask=lambda A, H, Z, dH: 1)],
    },
}

UNLISTED = {
    "softmax_cross_entropy": [
        shifting_z,
        argmax_labels,
        squared_error,
        largest_logit_loss,
        changed(1 / math.log(2)),
        changed(1 / math.log(10)),
        lambda Z, y: right_loss(Z, y)[0],
        lambda Z, y: right_loss(Z, y)[::-1],
        lambda Z, y: (right_loss(Z, y)[0], right_loss(Z, y)[1].T),
        lambda Z, y: (right_loss(Z, y)[0], right_loss(Z, y)[1].astype(np.float32)),
        lambda Z, y: (right_loss(Z, y)[0], np.zeros_like(Z) + right_loss(Z, y)[1].astype(Z.dtype)),
        lambda Z, y: right_loss(Z / 2, y),
        lambda Z, y: right_loss(Z, (y + 1) % Z.shape[1]),
        lambda Z, y: right_loss(np.clip(Z, -500, 500), y),
    ],
    "mlp_gradients": [
        in_place,
        weight_transposed_on_the_way_back,
        mlp(grads=lambda dA, X, dZ, H: [-dA.T @ X, -dA.sum(axis=0), -dZ.T @ H, -dZ.sum(axis=0)]),
        mlp(grads=lambda dA, X, dZ, H: [dA.T @ X, dA.sum(), dZ.T @ H, dZ.sum()]),
        mlp(grads=lambda dA, X, dZ, H: [dA.T @ X, dA.sum(axis=0), dZ.T @ H]),
        mlp(grads=lambda dA, X, dZ, H: {"W1": dA.T @ X, "b1": dA.sum(0), "W2": dZ.T @ H, "b2": dZ.sum(0)}),
        mlp(relu=np.tanh),
        mlp(relu=lambda A: np.where(A > 0, A, 0.01 * A)),
        mlp(loss=p_alone),
        mlp(loss=full_jacobian),
        mlp(mask=lambda A, H, Z, dH: A < 0),
        lambda params, X, y: mlp()(params, X, y)[1],
        lambda params, X, y: mlp()([params[0], 0 * params[1], params[2], params[3]], X, y),
        lambda params, X, y: (mlp()(params, X, y)[0], [np.float32(g) for g in mlp()(params, X, y)[1]]),
    ],
}
