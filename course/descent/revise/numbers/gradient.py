"""Unit 01: slopes, tangents and checks."""

from __future__ import annotations

import math

import numpy as np

from descent.revise.numbers.asking import FINE, Asked, matrix, pick, several, show


def slope_along(rng: np.random.Generator) -> Asked:
    g = several(rng, [-5.0, -3.0, -2.0, 1.0, 2.0, 4.0], 2)
    v = pick(rng, [[3.0, 4.0], [6.0, 8.0], [5.0, 12.0], [4.0, -3.0]])
    dot, length = g[0] * v[0] + g[1] * v[1], math.hypot(*v)
    return Asked(
        f"The gradient at a point is {show(g)}. What is the slope along the direction v = {show(v)}?",
        dot / length,
        f"∇f·v / ‖v‖ = {show(dot)} / {show(length)} = {show(dot / length)}. Divide by the length of v.",
        {"grad": g, "v": v},
    )


def tangent_value(rng: np.random.Generator) -> Asked:
    f0, g = float(rng.integers(2, 9)), several(rng, [-3.0, -2.0, 1.0, 4.0], 2)
    x0, x = [1.0, 2.0], [1.0 + pick(rng, [0.1, 0.2, -0.1]), 2.0 + pick(rng, [0.3, -0.2, 0.1])]
    rise = g[0] * (x[0] - x0[0]) + g[1] * (x[1] - x0[1])
    return Asked(
        f"f({show(x0)[1:-1]}) = {show(f0)} and the gradient there is {show(g)}. "
        f"What does the linear approximation give at {show(x)}?",
        f0 + rise,
        f"f(x₀) + ∇f·(x − x₀) = {show(f0)} + {show(rise)} = {show(f0 + rise)}.",
        {"f0": f0, "grad": g, "x0": x0, "x": x},
        FINE,
    )


def quadratic_entry(rng: np.random.Generator) -> Asked:
    (a, b, c, d), s = several(rng, [1.0, 2.0, 3.0, 5.0, 6.0], 4), several(rng, [-1.0, 1.0, 4.0], 2)
    x = several(rng, [1.0, 2.0, -3.0], 2)
    answer = a * x[0] + (b + c) / 2 * x[1] - s[0]
    return Asked(
        f"f(x) = ½ xᵀAx − bᵀx with A = {matrix([[a, b], [c, d]])}, b = {show(s)}. "
        f"What is the first entry of the gradient at x = {show(x)}?",
        answer,
        f"½(A + Aᵀ)x − b: the off-diagonal entry is ({show(b)} + {show(c)})/2 = {show((b + c) / 2)}, so the entry is "
        f"{show(a)}·{show(x[0])} + {show((b + c) / 2)}·{show(x[1])} − {show(s[0])} = {show(answer)}.",
        {"A": [[a, b], [c, d]], "b": s, "x": x},
    )


def mse_slope(rng: np.random.Generator) -> Asked:
    w, x = float(rng.integers(1, 4)), several(rng, [1.0, 2.0, 3.0, -1.0, -2.0], 3)
    y = [w * value + pick(rng, [-2.0, -1.0, 1.0, 3.0]) for value in x]
    y[0] += 5.0  # so that the residuals never cancel by chance
    residuals = [w * a - b for a, b in zip(x, y, strict=True)]
    total = sum(r * a for r, a in zip(residuals, x, strict=True))
    return Asked(
        f"A model ŷ = w·x without bias, w = {show(w)}, has seen x = {show(x)} with targets y = {show(y)}. "
        "What is the derivative of the mean squared error (1/N)Σ(wx − y)² with respect to w?",
        2 / 3 * total,
        f"(2/N) Σ x(wx − y): residuals {show(residuals)}, sum of products {show(total)}, times 2/3 = "
        f"{show(2 / 3 * total)}.",
        {"w": [w], "X": [[value] for value in x], "y": y},
    )


def gradient_check(rng: np.random.Generator) -> Asked:
    n = several(rng, [0.2, -0.5, 1.6, 3.0], 3)
    factor, k = pick(rng, [2.0, 0.5, 1.5, 3.0]), int(rng.integers(3))
    a = [value * (factor if j == k else 1.0) for j, value in enumerate(n)]
    answer = abs(a[k] - n[k]) / (abs(a[k]) + abs(n[k]))
    return Asked(
        f"The analytic gradient is {show(a)}, the numeric one {show(n)}. What is the relative error, "
        "max |a − n| / max(1e−8, |a| + |n|)?",
        answer,
        f"Only entry {k + 1} differs: |{show(a[k])} − {show(n[k])}| / ({show(abs(a[k]))} + {show(abs(n[k]))}) = "
        f"{show(answer)}.",
        {"analytic": a, "numeric": n},
    )


def central_difference(rng: np.random.Generator) -> Asked:
    x, h = float(rng.integers(1, 5)), pick(rng, [0.5, 1.0, 0.2])
    up, down = (x + h) ** 3, (x - h) ** 3
    answer = (up - down) / (2 * h)
    return Asked(
        f"f(x) = x³. What does the central difference with h = {show(h)} give for the derivative at x = {show(x)}?",
        answer,
        f"(f(x + h) − f(x − h)) / 2h = ({show(up)} − {show(down)}) / {show(2 * h)} = {show(answer)}; "
        f"the true slope is {show(3 * x * x)}, the error h² = {show(h * h)}.",
        {"x": [x], "h": h},
        0.002,
    )


TEMPLATES = [slope_along, tangent_value, quadratic_entry, mse_slope, gradient_check, central_difference]
