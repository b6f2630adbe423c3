"""Unit 07: curvature, clipping, products of many factors."""

from __future__ import annotations

import math

import numpy as np

from descent.revise.numbers.asking import Asked, matrix, pick, several, show


def clipped_entry(rng: np.random.Generator) -> Asked:
    a, b = pick(rng, [([3.0], [4.0]), ([6.0], [8.0]), ([5.0], [12.0]), ([-8.0], [15.0])])
    norm, limit = math.hypot(a[0], b[0]), pick(rng, [1.0, 2.0])
    answer = a[0] * limit / norm
    return Asked(
        f"Two parameters have the gradients {show(a[0])} and {show(b[0])}. They are clipped by the global norm at "
        f"{show(limit)}. What is the first one then?",
        answer,
        f"Norm {show(norm)}, scale {show(limit)}/{show(norm)} = {show(limit / norm)}; {show(a[0])} times that is "
        f"{show(answer)}.",
        {"grads": [a, b], "max_norm": limit},
    )


def lowest_curvature(rng: np.random.Generator) -> Asked:
    a, b = float(rng.integers(1, 4)), float(rng.integers(4, 9))
    return Asked(
        f"The Hessian at a critical point is {matrix([[a, b], [b, a]])}. What is its smallest eigenvalue (is it a "
        "saddle)?",
        a - b,
        f"The eigenvalues are {show(a)} ± {show(b)}: {show(a + b)} and {show(a - b)}. Both signs: a saddle.",
        {"H": [[a, b], [b, a]]},
    )


def through_layers(rng: np.random.Generator) -> Asked:
    factor, layers = pick(rng, [0.25, 0.5, 0.9, 1.1, 1.5]), int(rng.integers(5, 16))
    return Asked(
        f"Each layer multiplies the gradient's norm by {show(factor)}. By how much have {layers} layers multiplied it?",
        factor**layers,
        f"{show(factor)}^{layers} = {show(factor**layers)}.",
        {"factor": factor, "layers": layers},
        0.02,
    )


def layer_norm(rng: np.random.Generator) -> Asked:
    g = pick(
        rng, [[[1.0, 2.0], [2.0, 4.0]], [[2.0, 4.0], [4.0, 8.0]], [[1.0, 1.0], [1.0, 1.0]], [[3.0, 1.0], [1.0, 5.0]]]
    )
    squares = sum(value**2 for row in g for value in row)
    return Asked(
        f"A layer's gradient is {matrix(g)}. What is its L2 norm?",
        math.sqrt(squares),
        f"√{show(squares)} = {show(math.sqrt(squares))}.",
        {"grad": g},
    )


def restarts(rng: np.random.Generator) -> Asked:
    p, n = pick(rng, [0.1, 0.2, 0.3, 0.5]), int(rng.integers(3, 9))
    answer = 1 - (1 - p) ** n
    return Asked(
        f"A run ends in the best minimum with probability {show(p)}. How likely is it that the best of {n} "
        "independent restarts "
        "does?",
        answer,
        f"1 − (1 − p)ⁿ = 1 − {show(1 - p)}^{n} = {show(answer)}.",
        {"p": p, "n": n},
    )


def saddle_steps(rng: np.random.Generator) -> Asked:
    lr, curvature = pick(rng, [0.1, 0.05]), pick(rng, [1.0, 2.0])
    y0, r = several(rng, [1e-8, 1e-6, 1e-4], 1)[0], 1.0
    answer = math.log(r / y0) / math.log(1 + lr * curvature)
    return Asked(
        f"Near a saddle the loss bends down with curvature −{show(curvature)}; the run starts {show(y0)} off the "
        "stable "
        f"line, rate {show(lr)}. After how many steps is it 1 away (a decimal number will do)?",
        answer,
        f"The distance grows by 1 + ηλ = {show(1 + lr * curvature)} a step: ln(1/{show(y0)})/ln "
        f"{show(1 + lr * curvature)} "
        f"= {show(answer)}.",
        {"lr": lr, "curvature": curvature, "y0": y0},
        0.02,
    )


TEMPLATES = [clipped_entry, lowest_curvature, through_layers, layer_norm, restarts, saddle_steps]
