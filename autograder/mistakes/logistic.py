"""Unit 10's known mistakes in logistic regression: wrong implementations, and what a learner reads."""
# ruff: noqa: ARG001, ARG005 (wrong formulas ignore what they are given)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT
from reference import applications as reference

from autograder.exercise import Mistake

Array = np.ndarray

# bce_with_logits


def sigma(z: Array) -> Array:
    return np.where(z >= 0, 1.0, np.exp(-np.abs(z))) / (1 + np.exp(-np.abs(z)))


def softplus(z: Array) -> Array:
    return np.logaddexp(0, z)


def entropy(z: Array, y: Array) -> Array:
    return softplus(z) - z * y


def loss_of(each: Callable[..., Array], dz: Callable[..., Array]) -> Callable[..., Any]:
    return lambda z, y: (np.mean(each(z, y)), dz(z, y))


def right_dz(z: Array, y: Array) -> Array:
    return (sigma(z) - y) / len(z)


def by_the_formula(z: Array, y: Array) -> tuple[float, Array]:
    p = 1 / (1 + np.exp(-z))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), (p - y) / len(z)


def with_eps(z: Array, y: Array, eps: float = 1e-12) -> tuple[float, Array]:
    p = sigma(z)
    return -np.mean(y * np.log(p + eps) + (1 - y) * np.log(1 - p + eps)), (p - y) / len(z)


def clipped(z: Array, y: Array) -> tuple[float, Array]:
    p = np.clip(sigma(z), 1e-7, 1 - 1e-7)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), (p - y) / len(z)


def shifted(z: Array, y: Array) -> tuple[float, Array]:
    z -= z.max()
    return reference.bce_with_logits(z, y)


def overflowed(expected: list, got: list, z: Any, y: Any) -> bool:
    """Only large logits go wrong, and there the loss or the gradient is infinite or no number, or Python raises."""
    if not got:
        return bool(np.abs(z).max() > 30)
    loss, dz = got[0]
    parts = np.append(np.ravel(dz), loss)
    return bool(np.abs(z).max() > 30 and parts.shape == (len(z) + 1,) and not np.isfinite(parts).all())


def saturated(expected: list, got: list, z: Any, y: Any) -> bool:
    """The loss is a little off for ordinary logits, and not above −log(eps) for large ones on the wrong side."""
    (right, right_dz), (loss, dz) = expected[0], got[0]
    if not np.isfinite(loss) or np.shape(dz) != np.shape(z) or dz.dtype != np.float64 or not np.isfinite(dz).all():
        return False
    if np.abs(z).max() > 30:
        return bool(np.abs(dz - right_dz).max() < 1.01 / len(z) and loss < max(right, 720) and loss > -1)
    return bool(abs(loss - right) < 0.02 * right and np.abs(dz - right_dz).max() < 0.02 / len(z))


BCE_WITH_LOGITS = [
    Mistake(
        "argument changed",
        "Your code writes into `z` or `y`, which belong to the caller. Compute with new arrays.",
        shifted,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "overflow",
        "Your formula is right and overflows: for large logits e^z is infinite, or 1 − σ(z) is 0 and its logarithm "
        "−∞. Use max(z, 0) − zy + log1p(e^−|z|), where nothing is ever larger than |z|.",
        by_the_formula,
        overflowed,
    ),
    Mistake(
        "log(p + eps)",
        "Your loss stops growing for large logits on the wrong side: a probability was nudged or clipped away from 0 "
        "and 1 (or the logit was clipped). That hides the logarithm of 0, and makes the loss flat for the worst "
        "mistakes. Compute it from the logits as they are; then nothing has to be added.",
        with_eps,
        saturated,
        also=[clipped],
    ),
    Mistake(
        "±1 labels",
        "You treat the labels as −1 and +1, or turn them into these, or use the formula for them, log(1 + e^(−yz)). "
        "Here they are 0 and 1, and the formula needs them so: a row with y = 0 must pay for a large logit.",
        loss_of(lambda z, y: softplus(-y * z), lambda z, y: -y * sigma(-y * z) / len(z)),
        also=[
            loss_of(lambda z, y: softplus(-y * z), right_dz),
            loss_of(lambda z, y: np.log1p(np.exp(-y * z)), lambda z, y: -y / (1 + np.exp(y * z)) / len(z)),
            loss_of(lambda z, y: np.log1p(np.exp(-y * z)), right_dz),
            lambda z, y: reference.bce_with_logits(z, (np.asarray(y) + 1) / 2),
            lambda z, y: reference.bce_with_logits(z, 2 * np.asarray(y) - 1),
            lambda z, y: reference.bce_with_logits(z, np.where(np.asarray(y) == 1, 1, -1)),
        ],
    ),
    Mistake(
        "soft labels rounded",
        "Your loss knows only the labels 0 and 1. With y = 0.3 both parts count, in the proportion of 0.3 to 0.7.",
        lambda z, y: reference.bce_with_logits(z, np.asarray(y) > 0.5),
        also=[
            lambda z, y: reference.bce_with_logits(z, np.asarray(y) == 1),
            loss_of(lambda z, y: np.where(y == 1, softplus(-z), softplus(z)), right_dz),
            loss_of(lambda z, y: np.where(y > 0.5, softplus(-z), softplus(z)), right_dz),
            loss_of(lambda z, y: softplus(-(2 * y - 1) * z), right_dz),
            loss_of(lambda z, y: softplus(-(2 * y - 1) * z), lambda z, y: (1 - 2 * y) * sigma(z - 2 * y * z) / len(z)),
        ],
    ),
    Mistake(
        "σ′ factor",
        "You multiplied the gradient by σ(1 − σ). With this loss it cancels: ∂L/∂z = (σ − y)/N.",
        loss_of(entropy, lambda z, y: right_dz(z, y) * sigma(z) * sigma(-z)),
        also=[
            loss_of(entropy, lambda z, y: right_dz(z, y) * sigma(z) * sigma(-z) * len(z)),
            loss_of(entropy, lambda z, y: 2 * right_dz(z, y) * sigma(z) * sigma(-z)),
        ],
    ),
    Mistake(
        "1/N missing",
        "Loss and gradient are those of the *mean*: both are divided by N.",
        lambda z, y: (np.sum(entropy(z, y)), sigma(z) - y),
        also=[
            loss_of(entropy, lambda z, y: sigma(z) - y),
            lambda z, y: (np.sum(entropy(z, y)), right_dz(z, y)),
        ],
    ),
    Mistake(
        "sign",
        "A sign is turned round: the loss is positive, and its gradient is prediction minus label, (σ − y)/N.",
        loss_of(entropy, lambda z, y: -right_dz(z, y)),
        also=[
            lambda z, y: (-np.mean(entropy(z, y)), right_dz(z, y)),
            lambda z, y: (-np.mean(entropy(z, y)), -right_dz(z, y)),
        ],
    ),
    Mistake(
        "labels swapped",
        "You charged a row with y = 1 as if it were y = 0, and the other way round.",
        lambda z, y: reference.bce_with_logits(z, 1 - np.asarray(y)),
        also=[loss_of(lambda z, y: softplus(z) - z * (1 - y), right_dz)],
    ),
    Mistake(
        "|z| forgotten",
        "The exponent is −|z|, not −z: the formula max(z, 0) − zy + log(1 + e^−z) is right for positive logits only.",
        loss_of(lambda z, y: np.maximum(z, 0) - z * y + softplus(-z), right_dz),
    ),
]

# logistic_predict


def logits(w: Array, b: float, X: Array) -> Array:
    return X @ w + b


def threshold_half(w: Array, b: float, X: Array) -> Array:
    return (logits(w, b, X) > 0.5).astype(int)


LOGISTIC_PREDICT = [
    Mistake(
        "argument changed",
        "Your code writes into an argument. Compute with new arrays.",
        lambda w, b, X: reference.logistic_predict(w, b, np.multiply(X, 1.0, out=X)) if X.dtype.kind == "f" else None,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "logit compared with 0.5",
        "You compared the logit with ½. The *probability* is compared with ½, and σ(z) > ½ exactly if z > 0.",
        threshold_half,
        also=[lambda w, b, X: logits(w, b, X) > 0.5],
    ),
    Mistake(
        "probabilities",
        "You returned probabilities. Asked for are classes: 1 where the probability is above ½, else 0.",
        lambda w, b, X: sigma(logits(w, b, X)),
    ),
    Mistake(
        "logits",
        "You returned the logits. Asked for are classes: 1 where the logit is above 0, else 0.",
        logits,
    ),
    Mistake(
        "±1",
        "You returned −1 and +1. The classes of logistic regression are coded as 0 and 1.",
        lambda w, b, X: np.where(logits(w, b, X) > 0, 1, -1),
        also=[lambda w, b, X: np.sign(logits(w, b, X))],
    ),
    Mistake(
        "classes swapped",
        "Your classes are exchanged: 1 is where the logit is positive.",
        lambda w, b, X: (logits(w, b, X) < 0).astype(int),
    ),
    Mistake(
        "no intercept",
        "You forgot the intercept b: the logit is x·w + b.",
        lambda w, b, X: (X @ w > 0).astype(int),
    ),
    Mistake(
        "floats",
        "The classes are right, but of a float type. They are used to count and to index: make them integers with "
        "`.astype(int)`.",
        lambda w, b, X: (logits(w, b, X) > 0).astype(float),
        also=[lambda w, b, X: (logits(w, b, X) > 0).astype(np.float32)],
    ),
    Mistake(
        "booleans",
        "You returned True and False. Asked for are the integers 0 and 1: `.astype(int)`.",
        lambda w, b, X: logits(w, b, X) > 0,
    ),
    Mistake(
        "probability compared with 0",
        "A probability is always above 0, so everything became class 1. Compare it with ½, or the logit with 0.",
        lambda w, b, X: np.ones(len(X), dtype=int),
    ),
]
