"""Unit 12: states, gates and chunks."""

from __future__ import annotations

import math

import numpy as np

from descent.revise.numbers.asking import EXACT, Asked, pick, show


def two_states(rng: np.random.Generator) -> Asked:
    w, u, x = pick(rng, [0.5, 1.0]), pick(rng, [0.5, -0.5, 0.8]), [1.0, pick(rng, [0.0, 1.0, -1.0])]
    h1 = math.tanh(w * x[0])
    h2 = math.tanh(w * x[1] + u * h1)
    return Asked(
        f"A recurrent network with one unit, h ← tanh({show(w)}·x + {show(u)}·h), starts at h = 0 and reads {show(x)}. "
        "What is h in the end?",
        h2,
        f"h₁ = tanh({show(w * x[0])}) = {show(h1)}; h₂ = tanh({show(w * x[1] + u * h1)}) = {show(h2)}.",
        {"w": w, "u": u, "x": x},
    )


def cell_state(rng: np.random.Generator) -> Asked:
    ratios, c, g = [int(rng.integers(1, 5)) for _ in range(2)], pick(rng, [2.0, -1.0, 4.0]), pick(rng, [0.5, -0.5, 1.0])
    i, f = (r / (1 + r) for r in ratios)
    answer = f * c + i * math.tanh(g)
    return Asked(
        f"An LSTM cell with state c = {show(c)} has the gate inputs i: ln {ratios[0]}, f: ln {ratios[1]}, g: {show(g)} "
        "(before sigmoid and tanh). What is the new c?",
        answer,
        f"i = {show(i)}, f = {show(f)}, tanh g = {show(math.tanh(g))}; f·c + i·g = {show(answer)}.",
        {"i": math.log(ratios[0]), "f": math.log(ratios[1]), "g": g, "c": c},
    )


def through_time(rng: np.random.Generator) -> Asked:
    u, steps = pick(rng, [0.5, 0.9, 1.1, 1.2]), int(rng.integers(8, 21))
    return Asked(
        f"A linear recurrent unit h ← {show(u)}·h + x. By what is the gradient multiplied on its way back through "
        f"{steps} "
        "time steps?",
        u**steps,
        f"Once by the weight at each step: {show(u)}^{steps} = {show(u**steps)}.",
        {"u": u, "steps": steps},
        0.02,
    )


def chunks(rng: np.random.Generator) -> Asked:
    length, chunk = int(rng.integers(60, 300)), int(pick(rng, [16, 25, 32]))
    answer = math.ceil((length - 1) / chunk)
    return Asked(
        f"Truncated backpropagation on a text of {length} tokens in chunks of {chunk} next-token targets, the short "
        "last "
        "chunk included: how many updates are made?",
        answer,
        f"{length} tokens have {length - 1} targets; ⌈{length - 1}/{chunk}⌉ = {answer}.",
        {"length": length, "chunk": chunk},
        EXACT,
    )


def lstm_parameters(rng: np.random.Generator) -> Asked:
    d, h = int(pick(rng, [8, 10, 16])), int(pick(rng, [12, 20, 24]))
    answer = 4 * h * (d + h + 2)
    return Asked(
        f"An LSTM layer with {d} inputs and {h} hidden units has two bias vectors, as PyTorch's. How many parameters?",
        answer,
        f"Four gates of H(D + H) weights and 2H biases: 4·{h}·({d} + {h} + 2) = {answer}.",
        {"d": d, "h": h},
        EXACT,
    )


TEMPLATES = [two_states, cell_state, through_time, chunks, lstm_parameters]
