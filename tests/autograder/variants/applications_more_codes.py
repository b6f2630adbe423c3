"""Unit 10 in further styles, and further codings of its mistakes: bias and variance, codes, policies."""
# ruff: noqa: B905, N805

from __future__ import annotations

import numpy as np


def parts(predictions, target):
    m = predictions.mean(0)
    return (np.mean((m - target) ** 2), np.mean((predictions - m) ** 2))


def bv_difference(predictions, target):
    mse = np.mean((predictions - target) ** 2)
    b = np.mean((predictions.mean(axis=0) - target) ** 2)
    return (b, mse - b)


def bv_statistics(predictions, target):
    import statistics as s

    cols = list(zip(*np.asarray(predictions, float).tolist()))
    return [s.fmean(((s.fmean(c) - t) ** 2 for c, t in zip(cols, target))), s.fmean(map(s.pvariance, cols))]


def bv_covariance(predictions, target):
    m = np.einsum("rn->n", predictions) / len(predictions)
    d = m - target
    return (
        d @ d / d.size,
        np.trace(np.cov(np.asarray(predictions, float).T.reshape(len(m), -1), bias=True).reshape(len(m), len(m)))
        / len(m),
    )


def bv_all_at_once(predictions, target):
    m = predictions.mean()
    return (np.mean((m - target) ** 2), np.mean((predictions - m) ** 2))


def bv_sample(predictions, target):
    import statistics as s

    return (parts(predictions, target)[0], s.fmean(s.variance(c) for c in zip(*predictions.astype(float).tolist())))


def bv_absolute(predictions, target):
    return (np.abs(np.mean(predictions.mean(0) - target)), parts(predictions, target)[1])


def bv_summed(predictions, target):
    return (np.sum(predictions.mean(0) - target), parts(predictions, target)[1])


def bv_rmse(predictions, target):
    return (np.sqrt(np.mean((predictions - target) ** 2)), parts(predictions, target)[1])


def bv_median(predictions, target):
    m = np.median(predictions, 0)
    return (np.mean((m - target) ** 2), parts(predictions, target)[1])


def bv_first(predictions, target):
    return (np.mean((predictions[0] - target) ** 2), parts(predictions, target)[1])


def bv_of_the_mean(predictions, target):
    return (parts(predictions, target)[0], parts(predictions, target)[1] / len(predictions))


def ae_torch(W_enc, W_dec, X):
    import torch

    a, b, x = (torch.tensor(np.array(q, dtype=float)) for q in (W_enc, W_dec, X))
    a.requires_grad_()
    b.requires_grad_()
    later = ((x @ a.T @ b.T - x) ** 2).mean()
    later.backward()
    return (later.item(), a.grad.numpy(), b.grad.numpy())


def ae_product(W_enc, W_dec, X):
    P = W_dec @ W_enc
    R = X @ P.T - X
    G = 2 * R.T @ X / R.size
    return (float(np.sum(R * R) / R.size), W_dec.T @ G, G @ W_enc.T)


def ae_rows(W_enc, W_dec, X):
    N, D = X.shape
    K = W_enc.shape[0]
    L = 0.0
    de = np.zeros((K, D))
    dd = np.zeros((D, K))
    for x in X:
        h = W_enc @ x
        r = W_dec @ h - x
        L += r @ r
        dd += np.outer(r, h)
        de += np.outer(W_dec.T @ r, x)
    return (L / (N * D), 2 * de / (N * D), 2 * dd / (N * D))


def ae_layers(W_enc, W_dec, X):

    class Linear:
        def __init__(s, W):
            s.W = W

        def forward(s, x):
            s.x = x
            return x @ s.W.T

        def backward(s, g):
            s.dW = g.T @ s.x
            return g @ s.W

    a, b = (Linear(W_enc), Linear(W_dec))
    out = b.forward(a.forward(X))
    d = out - X
    a.backward(b.backward(2 * d / d.size))
    return [np.mean(d**2), a.dW, b.dW]


def softmax(later):
    e = np.exp(later - np.max(later))
    return e / e.sum()


def rf_bincount(logits, actions, rewards, *, baseline):
    adv = rewards - baseline
    return np.bincount(actions, weights=adv, minlength=len(logits)) / len(adv) - adv.mean() * softmax(logits)


def rf_torch(logits, actions, rewards, *, baseline):
    import torch

    later = torch.tensor(np.array(logits, float), requires_grad=True)
    lp = torch.log_softmax(later, 0)[torch.tensor(np.array(actions))]
    (lp * torch.tensor(np.array(rewards, float) - baseline)).mean().backward()
    return later.grad.numpy()


def rf_add_at(logits, actions, rewards, *, baseline):
    g = np.zeros_like(logits, dtype=float)
    np.add.at(g, actions, rewards - baseline)
    return g / len(actions) - softmax(logits) * np.mean(rewards - baseline)


def rf_log(logits, actions, rewards, *, baseline):
    lp = logits - np.logaddexp.reduce(logits)
    p = np.exp(lp)
    return np.mean([(r - baseline) * (np.eye(1, len(p), a)[0] - p) for a, r in zip(actions, rewards)], axis=0)


CORRECT = {
    "bias_variance": [bv_difference, bv_statistics, bv_covariance],
    "autoencoder_gradients": [ae_torch, ae_product, ae_rows, ae_layers],
    "reinforce_gradient": [rf_bincount, rf_torch, rf_add_at, rf_log],
}

WRONG = {
    "bias_variance": {
        "axis swapped": [bv_all_at_once],
        "ddof=1": [bv_sample],
        "bias not squared": [bv_absolute, bv_summed],
        "error instead of bias": [bv_rmse],
    }
}

UNLISTED = {"bias_variance": [bv_median, bv_first, bv_of_the_mean]}
