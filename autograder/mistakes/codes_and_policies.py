"""Unit 10's known mistakes in autoencoders and policy gradients: wrong implementations, and what a learner reads."""
# ruff: noqa: ARG001, ARG005 (wrong formulas ignore what they are given)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT
from reference import applications as reference

from autograder.exercise import Mistake

Array = np.ndarray

# autoencoder_gradients


def autoencoder(
    factor: Callable[[Array], float] = lambda X: 2 / X.size,
    *,
    loss: Callable[[Array], Any] = lambda E: np.mean(E**2),
    dec: Callable[..., Array] = lambda E, H, X, W_enc, W_dec: E.T @ H,
    enc: Callable[..., Array] = lambda E, H, X, W_enc, W_dec: (E @ W_dec).T @ X,
    order: tuple[int, int] = (0, 1),
) -> Callable[..., Any]:
    def autoencoder_gradients(W_enc: Array, W_dec: Array, X: Array) -> tuple[Any, ...]:
        H = X @ W_enc.T
        error = H @ W_dec.T - X
        E = factor(X) * error
        grads = enc(E, H, X, W_enc, W_dec), dec(E, H, X, W_enc, W_dec)
        return loss(error), grads[order[0]], grads[order[1]]

    return autoencoder_gradients


def over_rows(E: Array) -> Any:
    return np.sum(E**2) / len(E)


def error_in_place(W_enc: Array, W_dec: Array, X: Array) -> Any:
    result = reference.autoencoder_gradients(W_enc, W_dec, X)
    X -= X @ W_enc.T @ W_dec.T
    return result


AUTOENCODER_GRADIENTS = [
    Mistake(
        "argument changed",
        "Your code writes into `X` or a matrix of weights. Compute with new arrays.",
        error_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "mean over rows",
        "You divided by the number of rows N. The loss is the mean over all N·D entries of X.",
        autoencoder(lambda X: 2 / len(X), loss=over_rows),
        also=[autoencoder(lambda X: 2 / len(X)), autoencoder(loss=over_rows), autoencoder(lambda X: 1 / len(X))],
    ),
    Mistake(
        "sum",
        "Loss and gradients are those of a *mean*: divide by N·D, the number of entries of X.",
        autoencoder(lambda X: 2.0, loss=lambda E: np.sum(E**2)),
        also=[
            autoencoder(lambda X: 2.0),
            autoencoder(loss=lambda E: np.sum(E**2)),
            autoencoder(lambda X: 1.0, loss=lambda E: np.sum(E**2) / 2),
        ],
    ),
    Mistake(
        "missing factor 2",
        "The derivative of a square brings a factor 2: E = 2/(ND)·(X̂ − X).",
        autoencoder(lambda X: 1 / X.size),
        also=[autoencoder(lambda X: 1 / X.size, loss=lambda E: np.mean(E**2) / 2)],
    ),
    Mistake(
        "sign",
        "Your gradients point downhill: the error is output minus input, X̂ − X.",
        autoencoder(lambda X: -2 / X.size),
    ),
    Mistake(
        "wrong matrix",
        "Your error goes back to the encoder through the encoder. It has to go back through the *decoder*: E·W_dec.",
        autoencoder(enc=lambda E, H, X, W_enc, W_dec: (E @ W_enc.T).T @ X),
    ),
    Mistake(
        "order swapped",
        "You returned the decoder's gradient first. The order is (loss, dW_enc, dW_dec).",
        autoencoder(order=(1, 0)),
    ),
    Mistake(
        "transposed",
        "A gradient is transposed. Each has the shape of its matrix: dW_enc (K, D), dW_dec (D, K).",
        autoencoder(dec=lambda E, H, X, W_enc, W_dec: H.T @ E, enc=lambda E, H, X, W_enc, W_dec: X.T @ (E @ W_dec)),
        also=[
            autoencoder(dec=lambda E, H, X, W_enc, W_dec: H.T @ E),
            autoencoder(enc=lambda E, H, X, W_enc, W_dec: X.T @ (E @ W_dec)),
        ],
    ),
    Mistake(
        "X for the error in the encoder",
        "The encoder's gradient multiplies the error that came through the decoder by the *input* X, not by the output "
        "or the error itself.",
        autoencoder(enc=lambda E, H, X, W_enc, W_dec: (E @ W_dec).T @ (H @ W_dec.T)),
        also=[autoencoder(enc=lambda E, H, X, W_enc, W_dec: (E @ W_dec).T @ E)],
    ),
]

# reinforce_gradient


def softmax(logits: Array) -> Array:
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def score(logits: Array, actions: Array) -> Array:
    """∇ log π of each action, (N, A)."""
    return np.eye(len(logits))[actions] - softmax(logits)


def estimate(
    advantage: Callable[[Array, float], Array] = lambda r, b: r - b,
    rows: Callable[[Array, Array], Array] = score,
    collect: Callable[[Array], Array] = lambda weighted: weighted.mean(axis=0),
) -> Callable[..., Array]:
    def reinforce_gradient(logits: Array, actions: Array, rewards: Array, *, baseline: float) -> Array:
        return collect(advantage(rewards, baseline)[:, None] * rows(logits, actions))

    return reinforce_gradient


def of_probability(logits: Array, actions: Array) -> Array:
    return softmax(logits)[actions][:, None] * score(logits, actions)


def overflowing(logits: Array, actions: Array, rewards: Array, *, baseline: float) -> Array:
    policy = np.exp(logits) / np.exp(logits).sum()
    return (rewards - baseline) @ (np.eye(len(logits))[actions] - policy) / len(rewards)


def rewards_in_place(logits: Array, actions: Array, rewards: Array, *, baseline: float) -> Array:
    rewards -= baseline
    return reference.reinforce_gradient(logits, actions, rewards, baseline=0.0)


def averaged_first(logits: Array, actions: Array, rewards: Array, *, baseline: float) -> Array:
    return np.mean(rewards - baseline) * score(logits, actions).mean(axis=0)


def not_finite(expected: list, got: list, logits: Any, actions: Any, rewards: Any, *, baseline: float) -> bool:
    """Only large logits go wrong, and there something is no number."""
    return bool(np.abs(logits).max() > 100 and np.shape(got[0]) == np.shape(logits) and not np.isfinite(got[0]).all())


REINFORCE_GRADIENT = [
    Mistake(
        "argument changed",
        "Your code writes into an argument, for instance by `rewards -= baseline`. Compute with new arrays.",
        rewards_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "overflow",
        "Your softmax overflows: e^1000 is infinite. Subtract the largest logit first; π stays the same.",
        overflowing,
        not_finite,
    ),
    Mistake(
        "baseline ignored",
        "Your result does not depend on the baseline. Each action is weighted by r − b.",
        estimate(lambda r, b: r),
    ),
    Mistake(
        "baseline added",
        "You added the baseline. What counts is how much *better* than it a reward is: r − b.",
        estimate(lambda r, b: r + b),
    ),
    Mistake(
        "baseline of your own",
        "You subtracted the mean (or normalised) reward. The baseline is the one that was passed in.",
        estimate(lambda r, b: r - r.mean()),
        also=[
            estimate(lambda r, b: r - b - np.mean(r - b)),
            estimate(lambda r, b: (r - r.mean()) / (r.std() + 1e-8)),
        ],
    ),
    Mistake(
        "sign",
        "Your sign is turned round. The expected reward is to grow, and this is its gradient: (r − b)·∇log π.",
        estimate(lambda r, b: b - r),
    ),
    Mistake(
        "sum",
        "You added up the N terms. The estimate is their mean.",
        estimate(collect=lambda weighted: weighted.sum(axis=0)),
        also=[estimate(collect=lambda weighted: weighted.sum(axis=0) / weighted.shape[1])],
    ),
    Mistake(
        "gradient of π",
        "You took the gradient of π, which has a factor π(a) more than that of log π. The frequent actions are drawn "
        "more often already.",
        estimate(rows=of_probability),
        also=[estimate(rows=lambda logits, actions: softmax(logits) * score(logits, actions))],
    ),
    Mistake(
        "π not subtracted",
        "∇log π(a) is onehot(a) − π. Without the −π every logit of a good action only grows, and none ever falls.",
        estimate(rows=lambda logits, actions: np.eye(len(logits))[actions]),
    ),
    Mistake(
        "logits for probabilities",
        "You subtracted the logits themselves. Turn them into probabilities first: π = softmax(logits).",
        estimate(rows=lambda logits, actions: np.eye(len(logits))[actions] - logits),
    ),
    Mistake(
        "averaged before weighting",
        "You averaged ∇log π over the actions before weighting it, so which action earned which reward is lost. "
        "Weight each action by its own reward.",
        averaged_first,
        also=[estimate(lambda r, b: np.full(len(r), np.sum(r - b)))],
    ),
    Mistake(
        "not averaged",
        "You returned a row for each action that was tried. Average them: the result has shape (A,).",
        estimate(collect=lambda weighted: weighted),
    ),
]
