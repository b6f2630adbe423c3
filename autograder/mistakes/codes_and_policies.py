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


def in_rows(expected: list, got: list, W_enc: Any, W_dec: Any, X: Any) -> bool:
    """Each result is right, or D or D/2 times that."""
    factors = [float(np.vdot(a, b) / np.vdot(a, a)) for a, b in zip(expected[0], got[0], strict=True)]
    near = all(np.allclose(f * a, b, rtol=1e-6) for f, a, b in zip(factors, expected[0], got[0], strict=True))
    return near and all(min(abs(f - 1), abs(f / X.shape[1] - 1), abs(2 * f / X.shape[1] - 1)) < 1e-6 for f in factors)


def summed(expected: list, got: list, W_enc: Any, W_dec: Any, X: Any) -> bool:
    """Each result is right, or N·D or N·D/2 times that."""
    factors = [float(np.vdot(a, b) / np.vdot(a, a)) for a, b in zip(expected[0], got[0], strict=True)]
    near = all(np.allclose(f * a, b, rtol=1e-6) for f, a, b in zip(factors, expected[0], got[0], strict=True))
    return near and all(min(abs(f - 1), abs(f / X.size - 1), abs(2 * f / X.size - 1)) < 1e-6 for f in factors)


def halved(expected: list, got: list, W_enc: Any, W_dec: Any, X: Any) -> bool:
    """Each result is right, or half of that."""
    factors = [float(np.vdot(a, b) / np.vdot(a, a)) for a, b in zip(expected[0], got[0], strict=True)]
    near = all(np.allclose(f * a, b, rtol=1e-6) for f, a, b in zip(factors, expected[0], got[0], strict=True))
    return near and all(min(abs(f - 1), abs(2 * f - 1)) < 1e-6 for f in factors)


def turned_round(expected: list, got: list, W_enc: Any, W_dec: Any, X: Any) -> bool:
    """Each gradient is right, or minus that."""
    pairs = list(zip(expected[0], got[0], strict=True))
    return all(
        np.allclose(a, b, rtol=1e-6) or (k > 0 and np.allclose(-a, b, rtol=1e-6)) for k, (a, b) in enumerate(pairs)
    )


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
        in_rows,
        also=[autoencoder(lambda X: 2 / len(X)), autoencoder(loss=over_rows), autoencoder(lambda X: 1 / len(X))],
    ),
    Mistake(
        "sum",
        "Loss and gradients are those of a *mean*: divide by N·D, the number of entries of X.",
        autoencoder(lambda X: 2.0, loss=lambda E: np.sum(E**2)),
        summed,
        also=[
            autoencoder(lambda X: 2.0),
            autoencoder(loss=lambda E: np.sum(E**2)),
            autoencoder(lambda X: 1.0, loss=lambda E: np.sum(E**2) / 2),
        ],
    ),
    Mistake(
        "missing factor 2",
        "A factor 2 is missing. The loss is the mean of the squares, without ½, so its derivative brings a 2 with it: "
        "E = 2/(ND)·(X̂ − X).",
        autoencoder(lambda X: 1 / X.size),
        halved,
        also=[autoencoder(lambda X: 1 / X.size, loss=lambda E: np.mean(E**2) / 2)],
    ),
    Mistake(
        "sign",
        "A gradient of yours points downhill: the error is output minus input, X̂ − X.",
        autoencoder(lambda X: -2 / X.size),
        turned_round,
    ),
    Mistake(
        "wrong matrix",
        "Your error does not go back to the encoder through the *decoder*, as it must: (E·W_dec)ᵀX.",
        autoencoder(enc=lambda E, H, X, W_enc, W_dec: (E @ W_enc.T).T @ X),
        also=[autoencoder(enc=lambda E, H, X, W_enc, W_dec: H.T @ E)],
    ),
    Mistake(
        "code by the wrong matrix",
        "The decoder's gradient multiplies the error by the *code*, and that is H = X·W_encᵀ.",
        autoencoder(dec=lambda E, H, X, W_enc, W_dec: E.T @ (X @ W_dec)),
        also=[
            autoencoder(
                dec=lambda E, H, X, W_enc, W_dec: E.T @ (X @ W_dec),
                enc=lambda E, H, X, W_enc, W_dec: (E @ W_enc.T).T @ X,
            )
        ],
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


def overflowing(logits: Array) -> Array:
    return np.exp(logits) / np.exp(logits).sum()


def chosen(logits: Array, actions: Array) -> Array:
    return np.eye(len(logits))[actions]


def score(logits: Array, actions: Array, policy: Array) -> Array:
    """∇ log π of each action, (N, A)."""
    return chosen(logits, actions) - policy


def estimate(
    advantage: Callable[[Array, float], Array] = lambda r, b: r - b,
    rows: Callable[[Array, Array, Array], Array] = score,
    collect: Callable[[Array], Array] = lambda weighted: weighted.mean(axis=0),
    softmax: Callable[[Array], Array] = softmax,
) -> Callable[..., Array]:
    def reinforce_gradient(logits: Array, actions: Array, rewards: Array, *, baseline: float) -> Array:
        return collect(advantage(rewards, baseline)[:, None] * rows(logits, actions, softmax(logits)))

    return reinforce_gradient


def of_probability(logits: Array, actions: Array, policy: Array) -> Array:
    return policy[actions][:, None] * score(logits, actions, policy)


def of_all_probabilities(logits: Array, actions: Array, policy: Array) -> Array:
    return policy * score(logits, actions, policy)


def slope_of_chosen(logits: Array, actions: Array, policy: Array) -> Array:
    return chosen(logits, actions) * policy * (1 - policy)


def total(weighted: Array) -> Array:
    return weighted.sum(axis=0)


def rewards_in_place(logits: Array, actions: Array, rewards: Array, *, baseline: float) -> Array:
    rewards -= baseline
    return reference.reinforce_gradient(logits, actions, rewards, baseline=0.0)


def averaged_first(logits: Array, actions: Array, rewards: Array, *, baseline: float) -> Array:
    return np.mean(rewards - baseline) * score(logits, actions, softmax(logits)).mean(axis=0)


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
        estimate(softmax=overflowing),
        not_finite,
    ),
    Mistake(
        "baseline ignored",
        "Your result does not depend on the baseline. Each action is weighted by r − b.",
        estimate(lambda r, b: r),
        also=[estimate(lambda r, b: r, softmax=overflowing), estimate(lambda r, b: r, collect=total)],
    ),
    Mistake(
        "baseline added",
        "You added the baseline. What counts is how much *better* than it a reward is: r − b.",
        estimate(lambda r, b: r + b),
        also=[estimate(lambda r, b: r + b, softmax=overflowing)],
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
        also=[estimate(lambda r, b: b - r, softmax=overflowing), estimate(lambda r, b: b - r, collect=total)],
    ),
    Mistake(
        "sum",
        "You added up the N terms. The estimate is their mean.",
        estimate(collect=total),
        also=[
            estimate(collect=lambda weighted: weighted.sum(axis=0) / weighted.shape[1]),
            estimate(collect=total, softmax=overflowing),
        ],
    ),
    Mistake(
        "gradient of π",
        "You took the gradient of π, which has a factor π(a) more than that of log π. The frequent actions are drawn "
        "more often already.",
        estimate(rows=of_probability),
        also=[
            estimate(rows=of_all_probabilities),
            estimate(rows=slope_of_chosen),
            *(estimate(rows=rows, softmax=overflowing) for rows in (of_probability, slope_of_chosen)),
            *(estimate(rows=rows, collect=total) for rows in (of_probability, slope_of_chosen)),
        ],
    ),
    Mistake(
        "π not subtracted",
        "∇log π(a) is onehot(a) − π, for all logits: those of the other actions fall. You move only that of the action "
        "itself.",
        estimate(rows=lambda logits, actions, policy: chosen(logits, actions)),
        also=[estimate(rows=lambda logits, actions, policy: chosen(logits, actions) * (1 - policy))],
    ),
    Mistake(
        "logits for probabilities",
        "You subtracted the logits themselves. Turn them into probabilities first: π = softmax(logits).",
        estimate(rows=lambda logits, actions, policy: chosen(logits, actions) - logits),
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
