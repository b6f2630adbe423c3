"""Unit 10 as learners write it, the second half: bias and variance, an autoencoder, a policy gradient."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import statistics

import numpy as np

# bias_variance, right


def by_variance(predictions, target):
    return ((predictions.mean(0) - target) ** 2).mean(), predictions.var(0).mean()


def in_loops(predictions, target):
    R, N = predictions.shape
    bias = variance = 0.0
    for n in range(N):
        centre = sum(predictions[r, n] for r in range(R)) / R
        bias += (centre - target[n]) ** 2 / N
        variance += sum((predictions[r, n] - centre) ** 2 for r in range(R)) / R / N
    return [bias, variance]


def by_moments(predictions, target):
    centre = np.average(predictions, axis=0)
    return np.mean(np.square(target - centre)), np.mean(np.mean(predictions * 1.0 * predictions, axis=0) - centre**2)


def by_pythagoras(predictions, target):
    bias = np.linalg.norm(predictions.mean(axis=0) - target) ** 2 / len(target)
    return float(bias), float(np.mean((predictions - target) ** 2) - bias)


def by_statistics(predictions, target):
    columns = [[float(v) for v in column] for column in predictions.T]
    bias = statistics.fmean((statistics.fmean(c) - t) ** 2 for c, t in zip(columns, target, strict=True))
    return bias, statistics.fmean(statistics.pvariance(c) for c in columns)


# bias_variance, wrong


def across(predictions, target):
    return np.mean((predictions.mean(1) - target) ** 2), predictions.var(1).mean()


def sample_variance(predictions, target):
    R = len(predictions)
    bias, variance = by_variance(predictions, target)
    return bias, np.float64(variance * R) / np.float64(R - 1)


# autoencoder_gradients, right


def by_einsum(W_enc, W_dec, X):
    H = np.einsum("nd,kd->nk", X, W_enc)
    E = np.einsum("nk,dk->nd", H, W_dec) - X
    s = 2 / E.size
    return (E**2).mean(), s * np.einsum("nd,dk,ne->ke", E, W_dec, X), s * np.einsum("nd,nk->dk", E, H)


def by_the_covariance(W_enc, W_dec, X):
    C, D = X.T @ X / X.size, X.shape[1]
    M = W_dec @ W_enc - np.eye(D)
    return np.trace(M @ C @ M.T), 2 * W_dec.T @ M @ C, 2 * M @ C @ W_enc.T


def row_by_row(W_enc, W_dec, X):
    loss, dW_enc, dW_dec = 0.0, np.zeros(W_enc.shape), np.zeros(W_dec.shape)
    for x in X:
        h = W_enc @ x
        e = W_dec @ h - x
        loss += e @ e / X.size
        dW_dec += 2 / X.size * np.outer(e, h)
        dW_enc += 2 / X.size * np.outer(W_dec.T @ e, x)
    return [loss, dW_enc, dW_dec]


def by_torch(W_enc, W_dec, X):
    import torch

    encoder, decoder = (torch.tensor(W, requires_grad=True) for W in (W_enc, W_dec))
    rows = torch.tensor(X, dtype=torch.float64)
    loss = torch.mean((rows @ encoder.T @ decoder.T - rows) ** 2)
    loss.backward()
    return loss.item(), encoder.grad.numpy(), decoder.grad.numpy()


def with_names(W_enc, W_dec, X):
    N, D = X.shape
    hidden = np.matmul(X, W_enc.T)
    output = np.matmul(hidden, W_dec.T)
    d_output = 2.0 * (output - X) / (N * D)
    d_hidden = np.dot(d_output, W_dec)
    return np.sum((output - X) ** 2) / (N * D), np.dot(d_hidden.T, X), np.dot(d_output.T, hidden)


# autoencoder_gradients, wrong


def scaled(loss, enc, dec):
    def autoencoder(W_enc, W_dec, X):
        parts = with_names(W_enc, W_dec, X)
        return parts[0] * loss(X), parts[1] * enc(X), parts[2] * dec(X)

    return autoencoder


def through_the_encoder(W_enc, W_dec, X):
    loss, _, dW_dec = with_names(W_enc, W_dec, X)
    E = 2 * (X @ W_enc.T @ W_dec.T - X) / X.size
    return loss, W_enc @ E.T @ X, dW_dec


def descending(W_enc, W_dec, X):
    loss, dW_enc, dW_dec = with_names(W_enc, W_dec, X)
    return loss, -dW_enc, -dW_dec


def tied(W_enc, W_dec, X):
    loss, dW_enc, dW_dec = with_names(W_enc, W_dec, X)
    return loss, dW_enc + dW_dec.T, dW_dec


def target_forgotten(W_enc, W_dec, X):
    H = X @ W_enc.T
    E = H @ W_dec.T
    return np.mean(E**2), 2 / X.size * (E @ W_dec).T @ X, 2 / X.size * E.T @ H


def one(X):
    return 1.0


# reinforce_gradient, right


def pull_by_pull(logits, actions, rewards, *, baseline):
    e = np.exp(logits - max(logits))
    pi = e / sum(e)
    total = np.zeros(len(logits))
    for a, r in zip(actions, rewards, strict=True):
        step = -pi.copy()
        step[a] += 1
        total += (r - baseline) * step
    return total / len(actions)


def by_bincount(logits, actions, rewards, *, baseline):
    advantage = rewards - baseline
    pi = np.exp(logits - np.logaddexp.reduce(logits))
    return (np.bincount(actions, weights=advantage, minlength=len(logits)) - advantage.sum() * pi) / len(actions)


def by_add_at(logits, actions, rewards, *, baseline):
    pi = np.exp(logits - np.max(logits))
    pi /= np.sum(pi)
    G = np.tile(-pi, (len(actions), 1))
    G[np.arange(len(actions)), actions] += 1
    return np.average(G * (rewards - baseline).reshape(-1, 1), axis=0)


def by_scipy(logits, actions, rewards, *, baseline):
    from scipy.special import softmax

    steps = [(r - baseline) * (np.eye(logits.size)[a] - softmax(logits)) for a, r in zip(actions, rewards, strict=True)]
    return np.mean(steps, axis=0)


def by_autograd(logits, actions, rewards, *, baseline):
    import torch

    theta = torch.tensor(logits, requires_grad=True)
    log_policy = torch.distributions.Categorical(logits=theta).log_prob(torch.tensor(actions))
    (log_policy * torch.tensor(rewards - baseline, dtype=torch.float64)).mean().backward()
    return theta.grad.numpy()


def by_hand_in_lists(logits, actions, rewards, *, baseline):
    top = float(np.max(logits))
    powers = [np.exp(float(v) - top) for v in logits]
    return np.array(
        [
            sum((r - baseline) * ((a == k) - powers[k] / sum(powers)) for a, r in zip(actions, rewards, strict=True))
            / len(rewards)
            for k in range(len(logits))
        ]
    )


# reinforce_gradient, wrong


def bare_exponentials(logits, actions, rewards, *, baseline):
    pi = np.exp(logits)
    pi = pi / pi.sum()
    return ((rewards - baseline)[:, None] * (np.eye(len(pi))[actions] - pi)).mean(0)


def loss_gradient(logits, actions, rewards, *, baseline):
    return -pull_by_pull(logits, actions, rewards, baseline=baseline)


def divided_by_arms(logits, actions, rewards, *, baseline):
    return pull_by_pull(logits, actions, rewards, baseline=baseline) * len(actions) / len(logits)


def mean_times_sum(logits, actions, rewards, *, baseline):
    onehot = np.eye(len(logits))[actions].mean(axis=0)
    e = np.exp(logits - logits.max())
    return (onehot - e / e.sum()) * (rewards - baseline).sum()


def of_pi(logits, actions, rewards, *, baseline):
    e = np.exp(logits - logits.max())
    pi = e / e.sum()
    jacobian = np.diag(pi) - np.outer(pi, pi)
    return (rewards - baseline) @ jacobian[actions] / len(actions)


def expected_reward(logits, actions, rewards, *, baseline):
    pi = np.exp(logits - logits.max())
    pi /= pi.sum()
    means = np.array([rewards[actions == k].mean() if np.any(actions == k) else 0.0 for k in range(len(pi))])
    return pi * (means - pi @ means)


CORRECT = {
    "bias_variance": [by_variance, in_loops, by_moments, by_pythagoras, by_statistics],
    "autoencoder_gradients": [by_einsum, by_the_covariance, row_by_row, by_torch, with_names],
    "reinforce_gradient": [pull_by_pull, by_bincount, by_add_at, by_scipy, by_autograd, by_hand_in_lists],
}

WRONG = {
    "bias_variance": {
        "axis swapped": [across],
        "ddof=1": [sample_variance],
        "bias not squared": [lambda f, t: (np.average(f.mean(0) - t), f.var(0).mean())],
        "error instead of bias": [lambda f, t: (np.square(f - t).mean(), f.var(0).mean())],
        "error instead of variance": [lambda f, t: (by_moments(f, t)[0], np.square(t - f).mean())],
        "order swapped": [lambda f, t: by_moments(f, t)[::-1]],
        "averaged before squaring": [lambda f, t: ((f.mean() - t.mean()) ** 2, f.var(0).mean())],
        "scatter over the inputs": [lambda f, t: (by_variance(f, t)[0], np.mean((f - f.mean()) ** 2))],
        "not averaged over the inputs": [lambda f, t: tuple(part * len(t) for part in by_variance(f, t))],
    },
    "autoencoder_gradients": {
        "mean over rows": [scaled(lambda X: X.shape[1], lambda X: X.shape[1], lambda X: X.shape[1])],
        "sum": [scaled(lambda X: X.size, lambda X: X.size, lambda X: X.size)],
        "missing factor 2": [scaled(one, lambda X: 0.5, lambda X: 0.5)],
        "wrong matrix": [through_the_encoder],
        "sign": [descending],
        "order swapped": [lambda W_enc, W_dec, X: (lambda a, b, c: (a, c, b))(*row_by_row(W_enc, W_dec, X))],
        "transposed": [lambda W_enc, W_dec, X: (lambda a, b, c: (a, b.T, c.T))(*row_by_row(W_enc, W_dec, X))],
    },
    "reinforce_gradient": {
        "overflow": [bare_exponentials],
        "baseline ignored": [lambda *args, baseline: pull_by_pull(*args, baseline=0)],
        "baseline added": [lambda *args, baseline: pull_by_pull(*args, baseline=-baseline)],
        "sign": [loss_gradient],
        "sum": [lambda logits, a, r, *, baseline: pull_by_pull(logits, a, r, baseline=baseline) * len(a)],
        "gradient of π": [of_pi],
        "averaged before weighting": [mean_times_sum],
        "baseline of your own": [lambda logits, a, r, *, baseline: pull_by_pull(logits, a, r, baseline=r.mean())],
    },
}

UNLISTED = {
    "bias_variance": [
        lambda f, t: by_variance(f, t)[0],
        lambda f, t: sum(by_variance(f, t)),
        lambda f, t: tuple(np.float32(part) for part in by_variance(f, t)),
        lambda f, t: (np.mean((np.median(f, axis=0) - t) ** 2 + 0.01), f.var(0).mean()),
        lambda f, t: (by_variance(f, t)[0], 2 * f.var(0).mean() + 0.1),
        lambda f, t: (np.mean((f[0] - t) ** 2) + 0.01, f.var(0).mean()),
    ],
    "autoencoder_gradients": [
        tied,
        target_forgotten,
        lambda W_enc, W_dec, X: with_names(W_enc, W_dec, X)[0],
        lambda W_enc, W_dec, X: with_names(W_enc, W_dec, X)[1:],
        lambda W_enc, W_dec, X: with_names(W_enc, W_dec, X - X.mean(axis=0)),
        lambda W_enc, W_dec, X: (with_names(W_enc, W_dec, X)[0], *(0 * W_enc, 0 * W_dec)),
        scaled(lambda X: 3.0, one, one),
    ],
    "reinforce_gradient": [
        expected_reward,
        lambda *args, baseline: pull_by_pull(*args, baseline=baseline)[:, None],
        lambda *args, baseline: pull_by_pull(*args, baseline=baseline).astype(np.float32),
        lambda *args, baseline: pull_by_pull(*args, baseline=baseline).tolist(),
        lambda *args, baseline: pull_by_pull(*args, baseline=2 * baseline + 0.3),
        lambda logits, a, r, *, baseline: pull_by_pull(np.zeros(len(logits)), a, r, baseline=baseline),
        lambda logits, a, r, *, baseline: logits + pull_by_pull(logits, a, r, baseline=baseline),
    ],
}
