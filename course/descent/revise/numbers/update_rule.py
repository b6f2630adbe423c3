"""Unit 02: steps, stable rates, line search, Newton."""

from __future__ import annotations

import math

import numpy as np

from descent.revise.numbers.asking import EXACT, FINE, Asked, matrix, pick, show


def one_step(rng: np.random.Generator) -> Asked:
    a, w, lr = float(rng.integers(1, 5)), float(rng.integers(2, 7)), pick(rng, [0.05, 0.1, 0.2])
    grad = 2 * a * w
    return Asked(
        f"J(w) = {show(a)}w². One step of gradient descent from w = {show(w)} with rate {show(lr)} leads where?",
        w - lr * grad,
        f"∇J = 2·{show(a)}·{show(w)} = {show(grad)}; w − η∇J = {show(w)} − {show(lr)}·{show(grad)} = "
        f"{show(w - lr * grad)}.",
        {"w": w, "grad": grad, "lr": lr},
        FINE,
    )


def stable_rate(rng: np.random.Generator) -> Asked:
    a, c = float(rng.integers(3, 8)), float(rng.integers(1, 3))
    return Asked(
        f"The Hessian is {matrix([[a, c], [c, a]])}. Below which learning rate does gradient descent converge?",
        2 / (a + c),
        f"The eigenvalues are {show(a)} ± {show(c)}, the largest {show(a + c)}; 2/λmax = {show(2 / (a + c))}.",
        {"H": [[a, c], [c, a]]},
    )


def best_rate(rng: np.random.Generator) -> Asked:
    low, high = float(rng.integers(1, 4)), float(rng.integers(6, 20))
    return Asked(
        f"The Hessian's eigenvalues lie between {show(low)} and {show(high)}. What is the best constant learning rate?",
        2 / (low + high),
        f"2/(λmin + λmax) = 2/{show(low + high)} = {show(2 / (low + high))}: both ends shrink equally fast.",
        {"H": [[high, 0.0], [0.0, low]]},
    )


def contraction(rng: np.random.Generator) -> Asked:
    low, kappa = float(rng.integers(1, 4)), float(pick(rng, [3, 4, 9, 19, 49]))
    answer = (kappa - 1) / (kappa + 1)
    return Asked(
        f"A quadratic has condition number {show(kappa)}. At the best constant rate, by what factor does the error "
        "shrink in each step of gradient descent?",
        answer,
        f"(κ − 1)/(κ + 1) = {show(kappa - 1)}/{show(kappa + 1)} = {show(answer)}.",
        {"H": [[low, 0.0], [0.0, low * kappa]]},
    )


def error_after(rng: np.random.Generator) -> Asked:
    curvature, lr, steps = pick(rng, [1.0, 2.0, 4.0]), pick(rng, [0.1, 0.2, 0.4]), int(rng.integers(2, 5))
    w0 = float(rng.integers(2, 9))
    factor = 1 - lr * curvature
    return Asked(
        f"J(w) = ½·{show(curvature)}·w², start w = {show(w0)}, rate {show(lr)}. What is w after {steps} steps?",
        w0 * factor**steps,
        f"Each step multiplies w by 1 − ηλ = {show(factor)}; {show(w0)}·({show(factor)})^{steps} = "
        f"{show(w0 * factor**steps)}.",
        {"curvature": curvature, "lr": lr, "steps": steps, "w0": w0},
    )


def backtracking(rng: np.random.Generator) -> Asked:
    k, c, w = float(pick(rng, [1, 2, 3, 5, 7])), pick(rng, [0.1, 0.3]), float(rng.integers(1, 5))
    limit, lr, tries = (1 - c) / k, 1.0, 0
    while lr > limit:
        lr, tries = lr / 2, tries + 1
    return Asked(
        f"f(w) = {show(k)}w² at w = {show(w)}. Backtracking from rate 1, halving, with Armijo's c = {show(c)}: "
        "which rate is accepted?",
        lr,
        f"f(w − ηg) ≤ f(w) − cη‖g‖² with g = 2·{show(k)}·w means (1 − 2·{show(k)}η)² ≤ 1 − 4·{show(k)}cη, so "
        f"η ≤ (1 − c)/{show(k)} = {show(limit)}. The first of 1, ½, ¼, … below that is {show(lr)}.",
        {"k": k, "w": w, "c": c},
        EXACT,
    )


def newton(rng: np.random.Generator) -> Asked:
    w, a = float(rng.integers(2, 6)), float(rng.integers(1, 4))
    grad, curvature = 4 * w**3 - 4 * a * w, 12 * w**2 - 4 * a
    answer = w - grad / curvature
    return Asked(
        f"f(w) = w⁴ − {show(2 * a)}w². Where does one Newton step from w = {show(w)} lead?",
        answer,
        f"f′ = 4w³ − {show(4 * a)}w = {show(grad)}, f″ = 12w² − {show(4 * a)} = {show(curvature)}; "
        f"w − f′/f″ = {show(answer)}.",
        {"w": [w], "grad": [grad], "H": [[curvature]]},
    )


def digits(rng: np.random.Generator) -> Asked:
    kappa = float(pick(rng, [10, 50, 100, 1000]))
    rate = (kappa - 1) / (kappa + 1)
    answer = math.log(10) / -math.log(rate)
    return Asked(
        f"Gradient descent at its best rate on a quadratic with κ = {show(kappa)}: how many steps make the error ten "
        "times smaller (a decimal number will do)?",
        answer,
        f"ln 10 / −ln((κ − 1)/(κ + 1)) = 2.303 / {show(-math.log(rate))} = {show(answer)}, about 1.15 κ.",
        {"H": [[1.0, 0.0], [0.0, kappa]]},
        0.03,
    )


TEMPLATES = [one_step, stable_rate, best_rate, contraction, error_after, backtracking, newton, digits]
