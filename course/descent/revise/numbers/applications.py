"""Unit 10: losses and gradients of models."""

from __future__ import annotations

import math

import numpy as np

from descent.revise.numbers.asking import Asked, pick, several, show


def first_step(rng: np.random.Generator) -> Asked:
    x, y = several(rng, [1.0, 2.0, 3.0, -1.0], 2), several(rng, [2.0, 4.0, -3.0, 5.0], 2)
    lr = pick(rng, [0.1, 0.05])
    answer = lr * (x[0] * y[0] + x[1] * y[1])
    return Asked(
        f"Linear regression ŷ = wx + b starts at w = b = 0; data x = {show(x)}, y = {show(y)}, mean squared error, "
        "rate "
        f"{show(lr)}. What is w after one full-batch step?",
        answer,
        f"∂/∂w = (2/N) Σ x(ŷ − y) = −Σxy, and Σxy = {show(x[0] * y[0] + x[1] * y[1])}; w = {show(lr)}·Σxy = "
        f"{show(answer)}.",
        {"X": [[value] for value in x], "y": y, "lr": lr},
    )


def log_loss(rng: np.random.Generator) -> Asked:
    z, y = pick(rng, [-2.0, -1.0, 0.5, 1.0, 3.0]), float(rng.integers(2))
    answer = max(z, 0.0) - z * y + math.log1p(math.exp(-abs(z)))
    return Asked(
        f"Logistic regression gives the logit {show(z)} for a sample with label {show(y)}. What is its log loss "
        "(natural "
        "logarithm)?",
        answer,
        f"max(z, 0) − zy + log(1 + e^−|z|) = {show(max(z, 0.0))} − {show(z * y)} + "
        f"{show(math.log1p(math.exp(-abs(z))))} "
        f"= {show(answer)}.",
        {"z": [z], "y": [y]},
    )


def logit_gradient(rng: np.random.Generator) -> Asked:
    ratio, n = int(rng.integers(2, 6)), int(pick(rng, [2, 4, 5]))
    y = float(rng.integers(2))
    sigma = ratio / (1 + ratio)
    return Asked(
        f"The mean log loss of {n} samples; one of them has the logit ln {ratio} and the label {show(y)}. What is the "
        "loss's derivative with respect to this logit?",
        (sigma - y) / n,
        f"σ(ln {ratio}) = {ratio}/{ratio + 1}; (σ − y)/N = {show((sigma - y) / n)}.",
        {"z": math.log(ratio), "y": y, "n": n},
    )


def hinge(rng: np.random.Generator) -> Asked:
    score, y, decay = pick(rng, [0.4, -0.5, 0.8, -1.5]), pick(rng, [1.0, -1.0]), pick(rng, [0.1, 0.2])
    w = pick(rng, [1.0, 2.0, 3.0])
    loss = max(0.0, 1 - y * score)
    answer = loss + decay / 2 * w * w
    return Asked(
        f"A linear SVM has one weight, w = {show(w)}, λ = {show(decay)}, and one sample with score wx + b = "
        f"{show(score)} "
        f"and label {show(y)}. What is hinge loss plus (λ/2)w²?",
        answer,
        f"max(0, 1 − y·score) = {show(loss)}; penalty {show(decay / 2 * w * w)}; together {show(answer)}.",
        {"score": score, "y": y, "weight_decay": decay, "w": w},
    )


def pegasos_rate(rng: np.random.Generator) -> Asked:
    lam, x, y = pick(rng, [0.1, 0.5, 0.2]), pick(rng, [2.0, -1.0, 3.0]), pick(rng, [1.0, -1.0])
    return Asked(
        f"Pegasos with λ = {show(lam)} starts at w = 0 and draws the sample x = {show(x)}, y = {show(y)}. What is w "
        "after "
        "this first step?",
        y * x / lam,
        f"The margin 0 is below 1 and the rate 1/(λt) = {show(1 / lam)}: w = {show(1 / lam)}·{show(y)}·{show(x)} = "
        f"{show(y * x / lam)}.",
        {"lam": lam, "x": x, "y": y},
    )


def bias_squared(rng: np.random.Generator) -> Asked:
    p, target = several(rng, [1.0, 2.0, 4.0, 5.0, 7.0], 3), float(rng.integers(8, 12))
    mean = sum(p) / 3
    return Asked(
        f"Models fitted to three resampled data sets predict {show(p)} where the truth is {show(target)}. What is the "
        "squared bias?",
        (mean - target) ** 2,
        f"Mean prediction {show(mean)}; ({show(mean)} − {show(target)})² = {show((mean - target) ** 2)}.",
        {"predictions": p, "target": target},
    )


def policy_gradient(rng: np.random.Generator) -> Asked:
    r, b = float(rng.integers(2, 8)), float(pick(rng, [0, 1]))
    actions = int(pick(rng, [2, 4, 5]))
    answer = (r - b) * (1 - 1 / actions)
    return Asked(
        f"A bandit with {actions} arms and all logits 0 (softmax policy) pulls arm 1 once and gets {show(r)}; the "
        f"baseline is {show(b)}. What is REINFORCE's gradient with respect to the first logit?",
        answer,
        f"(r − b)(1 − π₁) = {show(r - b)}·(1 − 1/{actions}) = {show(answer)}.",
        {"arms": actions, "reward": r, "baseline": b},
    )


TEMPLATES = [first_step, log_loss, logit_gradient, hinge, pegasos_rate, bias_squared, policy_gradient]
