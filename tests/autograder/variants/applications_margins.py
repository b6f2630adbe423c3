"""Unit 10 as learners write it: the hinge loss and Pegasos."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import numpy as np

# hinge_loss, right


def row_by_row(w, b, X, y, *, weight_decay):
    loss, dw, db = 0.0, np.zeros(len(w)), 0.0
    for row, label in zip(X, y, strict=True):
        margin = label * (sum(a * c for a, c in zip(w, row, strict=True)) + b)
        if margin < 1:
            loss += 1 - margin
            dw -= label * row
            db -= label
    N = len(X)
    return loss / N + weight_decay / 2 * np.sum(w**2), dw / N + weight_decay * w, db / N


def by_selection(w, b, X, y, *, weight_decay):
    inside = y * (X.dot(w) + b) <= 1
    slack = 1 - y[inside] * (X[inside] @ w + b)
    dw = weight_decay * w - np.sum(y[inside][:, None] * X[inside], axis=0) / len(y)
    return slack.sum() / len(y) + 0.5 * weight_decay * np.linalg.norm(w) ** 2, dw, -np.sum(y[inside]) / len(y)


def by_relu(w, b, X, y, *, weight_decay):
    slack = 1 - np.einsum("n,nd,d->n", y, X, w) - y * b
    active = (slack > 0).astype(float)
    grad = -(active * y)[:, None] * X
    return [
        np.mean(slack * active) + weight_decay * (w @ w) / 2,
        grad.mean(axis=0) + weight_decay * w,
        -np.mean(active * y),
    ]


def signed_rows(w, b, X, y, *, weight_decay):
    Z = X * y[:, None]
    slack = np.clip(1 - (Z @ w + y * b), 0, None)
    hit = np.sign(slack)
    return slack.mean() + weight_decay * np.inner(w, w) / 2, weight_decay * w - hit @ Z / len(Z), -(hit @ y) / len(Z)


def by_autograd(w, b, X, y, *, weight_decay):
    import torch

    weights = torch.tensor(w, requires_grad=True)
    intercept = torch.tensor(float(b), dtype=torch.float64, requires_grad=True)
    rows, labels = torch.tensor(X), torch.tensor(y, dtype=torch.float64)
    loss = (1 - labels * (rows @ weights + intercept)).clamp(min=0).mean() + weight_decay / 2 * weights @ weights
    loss.backward()
    return loss.item(), weights.grad.numpy(), intercept.grad.item()


# hinge_loss, wrong


def wrong_hinge(mask=lambda m: m < 1, cost=lambda m: np.maximum(0, 1 - m), divide=len, decay=0.5, pull=1):
    def hinge(w, b, X, y, *, weight_decay):
        m = y * (X @ w + b)
        hit = mask(m)
        dw = 2 * decay * weight_decay * w - pull * X[hit].T @ y[hit] / divide(m)
        return cost(m).sum() / divide(m) + decay * weight_decay * w @ w, dw, -pull * y[hit].sum() / divide(m)

    return hinge


def squares(w, b, X, y, *, weight_decay):
    slack = np.maximum(0, 1 - y * (X @ w + b))
    dw = weight_decay * w - 2 * X.T @ (slack * y) / len(y)
    return np.mean(slack**2) + weight_decay / 2 * w @ w, dw, -2 * np.mean(slack * y)


def theta_penalised(w, b, X, y, *, weight_decay):
    theta, A = np.append(w, b), np.c_[X, np.ones(len(X))]
    hit = y * (A @ theta) < 1
    g = weight_decay * theta - A[hit].T @ y[hit] / len(y)
    loss = np.maximum(0, 1 - y * (A @ theta)).mean() + weight_decay / 2 * theta @ theta
    return loss, g[:-1], g[-1]


def relabelled(w, b, X, y, *, weight_decay):
    return row_by_row(w, b, X, np.where(y <= 0, 0, 1) * 2 - 1 if y.min() == 0 else 2 * y - 1, weight_decay=weight_decay)


def db_dropped(w, b, X, y, *, weight_decay):
    loss, dw, _ = row_by_row(w, b, X, y, weight_decay=weight_decay)
    return loss, dw, 0.0


def logistic_instead(w, b, X, y, *, weight_decay):
    m = y * (X @ w + b)
    s = -y / (1 + np.exp(m)) / len(y)
    return np.logaddexp(0, -m).mean() + weight_decay / 2 * w @ w, X.T @ s + weight_decay * w, s.sum()


# pegasos, right


def by_counts(X, y, *, lam, steps, rng):
    counts = np.zeros(len(X))
    for t in range(1, steps + 1):
        i = int(rng.integers(0, len(X)))
        w = (counts * y) @ X / (lam * max(t - 1, 1))
        if y[i] * (X[i] @ w) < 1:
            counts[i] += 1
    return (counts * y) @ X / (lam * steps)


def drawn_at_once(X, y, *, lam, steps, rng):
    w = np.zeros(X.shape[1])
    for t, i in enumerate(rng.integers(len(X), size=steps), start=1):
        slope = lam * w - (y[i] * X[i] if 1 - y[i] * np.dot(X[i], w) > 0 else 0)
        w = w - slope / (lam * t)
    return w


def with_plain_lists(X, y, *, lam, steps, rng):
    D = len(X[0])
    w = [0.0] * D
    for t in range(steps):
        i = rng.choice(len(X))
        eta = 1 / (lam * (t + 1))
        margin = sum(w[d] * X[i][d] for d in range(D)) * y[i]
        w = [(1 - eta * lam) * w[d] + (eta * y[i] * X[i][d] if margin < 1 else 0.0) for d in range(D)]
    return np.array(w)


def on_signed_rows(X, y, *, lam, steps, rng):
    Z, w = X * y.reshape(-1, 1), np.zeros(X.shape[1])
    for t in range(1, steps + 1):
        z = Z[rng.integers(Z.shape[0])]
        w = (1 - 1 / t) * w + (z @ w < 1) / (lam * t) * z
    return w


def in_place(X, y, *, lam, steps, rng):
    w = np.zeros(X.shape[1])
    for t in range(1, steps + 1):
        i = rng.integers(low=0, high=len(X) - 1, endpoint=True)
        hit = y[i] * X[i].dot(w) < 1
        w *= 1 - 1 / t
        if hit:
            w += y[i] / (lam * t) * X[i]
    return w


# pegasos, wrong


def wrong_pegasos(eta=lambda lam, t: 1 / (lam * t), start=1, keep=None, test=lambda m: m < 1, draw=None):
    def pegasos(X, y, *, lam, steps, rng):
        w = np.zeros(X.shape[1])
        for t in range(start, start + steps):
            i = draw(rng, X, t) if draw else rng.integers(len(X))
            rate = eta(lam, t)
            hit = test(y[i] * X[i].dot(w))
            w = (w if keep else w - rate * lam * w) + (rate * y[i] * X[i] if hit else 0 * w)
        return w

    return pegasos


def shrink_in_the_branch(X, y, *, lam, steps, rng):
    w = np.zeros(X.shape[1])
    for t in range(1, steps + 1):
        i = rng.integers(len(X))
        if y[i] * X[i].dot(w) < 1:
            w = w - (lam * w - y[i] * X[i]) / (lam * t)
    return w


def shrunk_first(X, y, *, lam, steps, rng):
    w = np.zeros(X.shape[1])
    for t in range(1, steps + 1):
        i = rng.integers(len(X))
        w = w * (1 - 1 / t)
        if y[i] * (w @ X[i]) < 1:
            w = w + y[i] * X[i] / (lam * t)
    return w


def zero_included(X, y, *, lam, steps, rng):
    w = np.zeros(X.shape[1])
    for t in range(steps):
        i = rng.integers(len(X))
        w = (1 - 1 / t) * w + (y[i] * X[i].dot(w) < 1) * y[i] * X[i] / (lam * t)
    return w


def by_a_float(X, y, *, lam, steps, rng):
    return wrong_pegasos(draw=lambda rng, X, t: int(rng.random() * len(X)))(X, y, lam=lam, steps=steps, rng=rng)


def by_own_generator(X, y, *, lam, steps, rng):
    return drawn_at_once(X, y, lam=lam, steps=steps, rng=np.random.default_rng(0))


CORRECT = {
    "hinge_loss": [row_by_row, by_selection, by_relu, signed_rows, by_autograd],
    "pegasos": [by_counts, drawn_at_once, with_plain_lists, on_signed_rows, in_place],
}

WRONG = {
    "hinge_loss": {
        "margin below 0": [
            wrong_hinge(mask=lambda m: m < 0),
            wrong_hinge(lambda m: m <= 0, lambda m: np.maximum(0, -m)),
        ],
        "0/1 labels": [relabelled],
        "squared": [squares],
        "sum instead of mean": [wrong_hinge(divide=lambda m: 1)],
        "mean over the violators": [wrong_hinge(divide=lambda m: max((m < 1).sum(), 1))],
        "bias penalised": [theta_penalised],
        "2λ": [wrong_hinge(decay=1.0)],
        "no penalty": [wrong_hinge(decay=0.0)],
        "every row pulls": [wrong_hinge(mask=lambda m: m == m)],
        "sign": [wrong_hinge(pull=-1)],
    },
    "pegasos": {
        "t from 0": [zero_included, wrong_pegasos(lambda lam, t: 1 / (lam * (t + 1)))],
        "1/t": [wrong_pegasos(lambda lam, t: 1 / t)],
        "shrink forgotten": [wrong_pegasos(keep=True)],
        "shrink only where a row pulls": [shrink_in_the_branch],
        "margin after the shrinking": [shrunk_first],
        "margin not strict": [wrong_pegasos(test=lambda m: 1 - m >= 0)],
        "margin below 0": [wrong_pegasos(test=lambda m: m < 0)],
        "rows in turn": [wrong_pegasos(draw=lambda rng, X, t: (t - 1) % len(X))],
    },
}

UNLISTED = {
    "hinge_loss": [
        db_dropped,
        logistic_instead,
        wrong_hinge(mask=lambda m: (m < 1) & (m > 0)),
        wrong_hinge(cost=lambda m: np.maximum(0, 1 + m)),
        lambda w, b, X, y, *, weight_decay: row_by_row(w, b, X, y, weight_decay=weight_decay)[0],
        lambda w, b, X, y, *, weight_decay: row_by_row(w, b, X, y, weight_decay=weight_decay)[:2],
        lambda w, b, X, y, *, weight_decay: row_by_row(w, b, X, y, weight_decay=weight_decay)[::-1],
    ],
    "pegasos": [
        by_a_float,
        by_own_generator,
        lambda X, y, *, lam, steps, rng: drawn_at_once(X, y, lam=lam, steps=steps, rng=rng).astype(np.float32),
        lambda X, y, *, lam, steps, rng: drawn_at_once(X, y, lam=lam, steps=steps, rng=rng).tolist(),
        lambda X, y, *, lam, steps, rng: drawn_at_once(X, y, lam=2 * lam, steps=steps, rng=rng),
        lambda X, y, *, lam, steps, rng: drawn_at_once(X, y, lam=lam, steps=steps, rng=rng)[:, None],
        wrong_pegasos(test=lambda m: m < 2),
        wrong_pegasos(test=lambda m: True),
    ],
}
