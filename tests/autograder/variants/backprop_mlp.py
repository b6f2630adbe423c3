"""Unit 06's two-layer network as learners write it."""
# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import numpy as np
import torch
from reference.backprop import softmax_cross_entropy as right_loss

from tests.autograder.variants.backprop_softmax import (
    by_the_book,
    changed,
    full_jacobian,
    log_sum_by_the_book,
    p_alone,
)


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
    "mlp_gradients": [mlp_flat, mlp_by_rows, mlp_mean_at_the_end, mlp_in_columns, mlp_by_torch],
}


WRONG = {
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
