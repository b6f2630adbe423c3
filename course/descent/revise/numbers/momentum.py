"""Unit 04: averages, velocities, effective rates."""

from __future__ import annotations

import math

import numpy as np

from descent.revise.numbers.asking import FINE, Asked, pick, several, show


def moving_average(rng: np.random.Generator) -> Asked:
    values, beta = several(rng, [1.0, 4.0, -2.0, 10.0, 6.0], 3), pick(rng, [0.5, 0.8, 0.9])
    m, path = 0.0, []
    for value in values:
        m = beta * m + (1 - beta) * value
        path.append(m)
    return Asked(
        f"An exponentially weighted average with β = {show(beta)} starts at 0 and sees {show(values)}. Its last value?",
        m,
        f"m ← βm + (1 − β)x gives {show(path)}.",
        {"values": values, "beta": beta},
    )


def second_step(rng: np.random.Generator) -> Asked:
    w, g = float(rng.integers(3, 8)), several(rng, [2.0, 3.0, -1.0, 4.0], 2)
    lr, mu = pick(rng, [0.1, 0.2]), pick(rng, [0.5, 0.9])
    v2 = mu * g[0] + g[1]
    answer = w - lr * g[0] - lr * v2
    return Asked(
        f"Momentum (v ← μv + g, w ← w − ηv), μ = {show(mu)}, η = {show(lr)}, w = {show(w)}. The first two gradients "
        "are "
        f"{show(g[0])} and {show(g[1])}. Where is w after two steps?",
        answer,
        f"v₁ = {show(g[0])}, w₁ = {show(w - lr * g[0])}; v₂ = {show(mu)}·{show(g[0])} + {show(g[1])} = {show(v2)}, "
        f"w₂ = {show(answer)}.",
        {"w": w, "grads": g, "lr": lr, "momentum": mu},
        FINE,
    )


def nesterov(rng: np.random.Generator) -> Asked:
    w, g, v = float(rng.integers(3, 8)), pick(rng, [2.0, 3.0, -1.0]), pick(rng, [1.0, -2.0, 5.0])
    lr, mu = pick(rng, [0.1, 0.2]), pick(rng, [0.5, 0.9])
    new = mu * v + g
    direction = g + mu * new
    return Asked(
        f"PyTorch's Nesterov momentum: μ = {show(mu)}, η = {show(lr)}, w = {show(w)}, velocity {show(v)}, gradient "
        f"{show(g)}. Where does the step lead?",
        w - lr * direction,
        f"v = μv + g = {show(new)}; direction g + μv = {show(direction)}; w − η·direction = "
        f"{show(w - lr * direction)}.",
        {"w": w, "grad": g, "velocity": v, "lr": lr, "momentum": mu},
        FINE,
    )


def effective_rate(rng: np.random.Generator) -> Asked:
    lr, mu, tau = pick(rng, [0.01, 0.02, 0.1]), pick(rng, [0.5, 0.8, 0.9, 0.95]), pick(rng, [0.0, 0.0, 0.5])
    answer = lr * (1 - tau) / (1 - mu)
    damped = f" and dampening {show(tau)}" if tau else ""
    return Asked(
        f"Momentum {show(mu)}{damped} with learning rate {show(lr)}, on a gradient that stays constant: what is the "
        "effective learning rate in the long run?",
        answer,
        f"η(1 − τ)/(1 − μ) = {show(lr)}·{show(1 - tau)}/{show(1 - mu)} = {show(answer)}.",
        {"lr": lr, "momentum": mu, "dampening": tau},
    )


def best_momentum(rng: np.random.Generator) -> Asked:
    root = float(pick(rng, [2, 3, 4, 5, 10]))
    answer = ((root - 1) / (root + 1)) ** 2
    return Asked(
        f"A quadratic has condition number {show(root * root)}. Which momentum is best for the heavy ball?",
        answer,
        f"((√κ − 1)/(√κ + 1))² = ({show(root - 1)}/{show(root + 1)})² = {show(answer)}.",
        {"H": [[1.0, 0.0], [0.0, root * root]]},
    )


def ball_rate(rng: np.random.Generator) -> Asked:
    m, high = float(pick(rng, [1, 4])), float(pick(rng, [9, 16, 25, 49]))
    answer = 4 / (math.sqrt(high) + math.sqrt(m)) ** 2
    return Asked(
        f"Eigenvalues of the Hessian from {show(m)} to {show(high)}. Which learning rate goes with the best momentum?",
        answer,
        f"4/(√L + √m)² = 4/({show(math.sqrt(high))} + {show(math.sqrt(m))})² = {show(answer)}.",
        {"H": [[high, 0.0], [0.0, m]]},
    )


TEMPLATES = [moving_average, second_step, nesterov, effective_rate, best_momentum, ball_rate]
