"""Unit 05: a rate for every coordinate."""

from __future__ import annotations

import math

import numpy as np

from descent.revise.numbers.asking import FINE, Asked, pick, show


def adagrad_second(rng: np.random.Generator) -> Asked:
    g = pick(rng, [[3.0, 4.0], [6.0, 8.0], [5.0, 12.0], [4.0, 3.0]])
    lr, w = pick(rng, [0.1, 0.5]), float(rng.integers(1, 5))
    first, second = lr * g[0] / abs(g[0]), lr * g[1] / math.hypot(*g)
    return Asked(
        f"AdaGrad with η = {show(lr)} (ε negligible) starts at w = {show(w)} and sees the gradients {show(g[0])} and "
        f"{show(g[1])}. Where is w after both steps?",
        w - first - second,
        f"s₁ = {show(g[0] ** 2)}, step {show(first)}; s₂ = {show(g[0] ** 2 + g[1] ** 2)}, step "
        f"{show(lr)}·{show(g[1])}/{show(math.hypot(*g))} = {show(second)}; w = {show(w - first - second)}.",
        {"w": w, "grads": g, "lr": lr},
        FINE,
    )


def rmsprop_first(rng: np.random.Generator) -> Asked:
    lr, alpha, g = pick(rng, [0.01, 0.1]), pick(rng, [0.9, 0.99, 0.96]), pick(rng, [2.0, 5.0, 0.3])
    answer = lr / math.sqrt(1 - alpha)
    return Asked(
        f"RMSprop with η = {show(lr)}, α = {show(alpha)} (ε negligible), v = 0. How long is the first step on the "
        f"gradient {show(g)}?",
        answer,
        f"v = (1 − α)g², so the step is η·g/(√(1 − α)·g) = {show(lr)}/√{show(1 - alpha)} = {show(answer)}, whatever g "
        "is.",
        {"lr": lr, "alpha": alpha, "grad": g},
    )


def corrected(rng: np.random.Generator) -> Asked:
    beta, t, m = pick(rng, [0.9, 0.99, 0.5]), int(rng.integers(2, 6)), pick(rng, [0.2, 0.5, 1.4])
    answer = m / (1 - beta**t)
    return Asked(
        f"At step t = {t} a moving average with β = {show(beta)} stands at {show(m)}. Its value after bias correction?",
        answer,
        f"m/(1 − βᵗ) = {show(m)}/(1 − {show(beta)}^{t}) = {show(m)}/{show(1 - beta**t)} = {show(answer)}.",
        {"moment": m, "beta": beta, "t": t},
    )


def adam_second(rng: np.random.Generator) -> Asked:
    g, lr = pick(rng, [[1.0, 3.0], [2.0, -1.0], [4.0, 1.0]]), pick(rng, [0.1, 0.01])
    b1, b2 = 0.9, 0.99
    m, v = b1 * (1 - b1) * g[0] + (1 - b1) * g[1], b2 * (1 - b2) * g[0] ** 2 + (1 - b2) * g[1] ** 2
    m_hat, v_hat = m / (1 - b1**2), v / (1 - b2**2)
    answer = -lr * m_hat / math.sqrt(v_hat)
    return Asked(
        f"Adam with β₁ = 0.9, β₂ = 0.99, η = {show(lr)} (ε negligible) has seen the gradients {show(g[0])} and "
        f"{show(g[1])}. By how much does the second step change w (with its sign)?",
        answer,
        f"m = {show(m)}, v = {show(v)}; corrected {show(m_hat)} and {show(v_hat)}; −η·m̂/√v̂ = {show(answer)}.",
        {"grads": g, "lr": lr, "betas": (b1, b2)},
    )


def decoupled(rng: np.random.Generator) -> Asked:
    w, lr, decay = float(rng.integers(2, 9)), pick(rng, [0.1, 0.01]), pick(rng, [0.1, 0.5])
    answer = w * (1 - lr * decay) - lr
    return Asked(
        f"AdamW with η = {show(lr)}, weight decay {show(decay)} (ε negligible) takes its first step from w = {show(w)} "
        "on a positive gradient. Where does it end?",
        answer,
        f"Shrink first: w(1 − ηλ) = {show(w * (1 - lr * decay))}; Adam's first step is η·sign(g) = {show(lr)}; "
        f"together {show(answer)}.",
        {"w": w, "lr": lr, "weight_decay": decay},
        0.002,
    )


def adadelta_first(rng: np.random.Generator) -> Asked:
    rho, eps, g = pick(rng, [0.9, 0.95]), pick(rng, [1e-4, 1e-2]), pick(rng, [1.0, 2.0, 3.0])
    answer = math.sqrt(eps) / math.sqrt((1 - rho) * g**2 + eps) * g
    return Asked(
        f"Adadelta with ρ = {show(rho)}, ε = {show(eps)}, η = 1, both averages 0: how long is the first step on the "
        f"gradient {show(g)}?",
        answer,
        f"√(u + ε)/√(v + ε)·g with u = 0, v = (1 − ρ)g² = {show((1 - rho) * g * g)}: {show(math.sqrt(eps))}/"
        f"{show(math.sqrt((1 - rho) * g * g + eps))}·{show(g)} = {show(answer)}.",
        {"rho": rho, "eps": eps, "grad": g},
    )


TEMPLATES = [adagrad_second, rmsprop_first, corrected, adam_second, decoupled, adadelta_first]
