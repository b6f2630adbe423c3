"""Unit 10 as learners write it: classes; regression, margins, fits, codes and policies are in modules beside."""
# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import numpy as np

# bce_with_logits, right


def from_two_sides(z, y):
    N = len(z)
    loss = np.mean(y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z))
    with np.errstate(over="ignore"):
        return loss, (1 / (1 + np.exp(-z)) - y) / N


def one_by_one(z, y):
    losses, slopes = [], []
    for logit, label in zip(z, y, strict=True):
        tail = math.exp(-abs(logit))
        losses.append(max(logit, 0) - logit * label + math.log1p(tail))
        p = 1 / (1 + tail) if logit >= 0 else tail / (1 + tail)
        slopes.append((p - label) / len(z))
    return sum(losses) / len(z), np.array(slopes)


def by_tanh(z, y):
    return np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))), (0.5 * (1 + np.tanh(z / 2)) - y) / z.size


def by_scipy(z, y):
    from scipy.special import expit, log_expit

    return -(y * log_expit(z) + (1 - y) * log_expit(-z)).mean(), (expit(z) - y) / y.shape[0]


def by_torch(z, y):
    import torch

    logits = torch.tensor(z, dtype=torch.float64, requires_grad=True)
    labels = torch.tensor(y, dtype=torch.float64)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels)
    loss.backward()
    return [loss.item(), logits.grad.numpy()]


def by_where(z, y):
    positive = z >= 0
    tail = np.exp(np.where(positive, -z, z))
    loss = np.where(positive, z, 0.0) - z * y + np.log(1 + tail)
    return np.sum(loss) / len(loss), np.divide(np.where(positive, 1.0, tail) / (1 + tail) - y, len(loss))


# bce_with_logits, wrong


def textbook(z, y):
    s = 1 / (1 + np.exp(-z))
    return np.mean(-y * np.log(s) - (1 - y) * np.log(1 - s)), (s - y) / len(y)


def bare_softplus(z, y):
    e = np.exp(z)
    return np.mean(np.log(1 + e) - z * y), (e / (1 + e) - y) / len(y)


def nudged(eps):
    def loss(z, y):
        s = 1 / (1 + np.exp(-np.clip(z, -500, 500)))
        return -(y * np.log(s + eps) + (1 - y) * np.log(1 - s + eps)).mean(), (s - y) / len(z)

    return loss


def clipped_before(z, y):
    p = np.clip(1 / (1 + np.exp(-z)), 1e-12, 1 - 1e-12)
    return np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p)), (p - y) / y.size


def signed_labels(z, y):
    return np.mean(np.logaddexp(0, -y * z)), -y / (1 + np.exp(np.clip(y * z, -700, 700))) / len(z)


def hard_only(z, y):
    loss = np.array([np.logaddexp(0, -a) if b == 1 else np.logaddexp(0, a) for a, b in zip(z, y, strict=True)])
    return loss.mean(), by_tanh(z, y)[1]


def with_sigma_slope(z, y):
    s = 0.5 * (1 + np.tanh(z / 2))
    return from_two_sides(z, y)[0], (s - y) * s * (1 - s) / len(z)


def halves(z, y):
    loss, dz = from_two_sides(z, y)
    return loss / 2, dz / 2


def clipped_logits(z, y):
    return from_two_sides(np.clip(z, -30, 30), y)


def base_two(z, y):
    loss, dz = from_two_sides(z, y)
    return loss / np.log(2), dz


# logistic_predict


def rounded(w, b, X):
    with np.errstate(over="ignore"):
        return np.round(1 / (1 + np.exp(-(X @ w + b)))).astype(np.int32)


CORRECT = {
    "bce_with_logits": [from_two_sides, one_by_one, by_tanh, by_scipy, by_torch, by_where],
    "logistic_predict": [
        rounded,
        lambda w, b, X: np.where(X.dot(w) + b > 0, 1, 0),
        lambda w, b, X: np.array([1 if sum(x * c for x, c in zip(row, w, strict=True)) + b > 0 else 0 for row in X]),
        lambda w, b, X: np.heaviside(X @ w + b, 0).astype(np.int8),
        lambda w, b, X: ((np.sign(X @ w + b) + 1) // 2).astype(np.uint8),
        lambda w, b, X: (0.5 * (1 + np.tanh((X @ w + b) / 2)) > 0.5) * 1,
    ],
}

WRONG = {
    "bce_with_logits": {
        "overflow": [textbook, bare_softplus],
        "log(p + eps)": [nudged(1e-15), nudged(1e-8), clipped_before, clipped_logits],
        "±1 labels": [signed_labels],
        "soft labels rounded": [hard_only],
        "σ′ factor": [with_sigma_slope],
        "1/N missing": [lambda z, y: (by_tanh(z, y)[0], by_tanh(z, y)[1] * len(z))],
        "sign": [lambda z, y: (by_tanh(z, y)[0], -by_tanh(z, y)[1])],
        "labels swapped": [lambda z, y: by_tanh(z, 1 - y)],
    },
    "logistic_predict": {
        "logit compared with 0.5": [lambda w, b, X: np.array([int(X[n] @ w + b > 0.5) for n in range(len(X))])],
        "probabilities": [lambda w, b, X: 0.5 * (1 + np.tanh((X @ w + b) / 2))],
        "±1": [lambda w, b, X: np.sign(X @ w + b).astype(int)],
        "floats": [lambda w, b, X: np.heaviside(X @ w + b, 0)],
        "booleans": [lambda w, b, X: np.greater(X @ w + b, 0)],
        "no intercept": [lambda w, b, X: np.where(X @ w > 0, 1, 0)],
        "classes swapped": [lambda w, b, X: 1 - np.where(X @ w + b > 0, 1, 0)],
    },
}

UNLISTED = {
    "bce_with_logits": [
        halves,
        base_two,
        lambda z, y: by_tanh(z, y)[0],
        lambda z, y: by_tanh(z, y)[1],
        lambda z, y: by_tanh(z, y)[::-1],
        lambda z, y: (by_tanh(z, y)[0], np.zeros(len(z))),
        lambda z, y: (by_tanh(z, y)[0], by_tanh(z, y)[1].mean()),
        lambda z, y: (0.5 * np.mean((by_tanh(z, y)[1] * len(z)) ** 2), by_tanh(z, y)[1]),
        lambda z, y: (by_tanh(z, y)[0], by_tanh(z, y)[1].astype(np.float32)),
    ],
    "logistic_predict": [
        lambda w, b, X: (X @ w - b > 0).astype(int),
        lambda w, b, X: (X @ w + b > -0.5).astype(int),
        lambda w, b, X: (X @ w + b > 0).astype(int)[:, None],
        lambda w, b, X: (X @ w + b > 0).astype(int).tolist(),
        lambda w, b, X: int((X @ w + b > 0).sum()),
        lambda w, b, X: (X @ w + b > 0).astype(str),
        lambda w, b, X: (X @ w + b > 0).astype(int)[::-1],
    ],
}

for _path in sorted(Path(__file__).parent.glob("applications_*.py")):
    _spec = importlib.util.spec_from_file_location(_path.stem, _path)
    _more = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(_more)
    for _all, _its in ((CORRECT, _more.CORRECT), (UNLISTED, _more.UNLISTED)):
        _all |= {name: [*_all.get(name, []), *functions] for name, functions in _its.items()}
    for _name, _its in _more.WRONG.items():
        _all = WRONG.setdefault(_name, {})
        _all |= {mistake: [*_all.get(mistake, []), *functions] for mistake, functions in _its.items()}
