"""Unit 08: scales, initial weights, penalties, dropout, stopping."""

from __future__ import annotations

import math

import numpy as np

from descent.revise.numbers.asking import EXACT, Asked, pick, several, show


def standardized(rng: np.random.Generator) -> Asked:
    train, test = pick(rng, [[2.0, 4.0, 6.0], [1.0, 3.0, 5.0, 7.0], [10.0, 20.0, 60.0]]), float(rng.integers(3, 12))
    mean = sum(train) / len(train)
    std = math.sqrt(sum((value - mean) ** 2 for value in train) / len(train))
    return Asked(
        f"A feature's training values are {show(train)}. Standardised (with the standard deviation of the training "
        "set, "
        f"1/N), what does the test value {show(test)} become?",
        (test - mean) / std,
        f"Training mean {show(mean)}, deviation {show(std)}; ({show(test)} − {show(mean)})/{show(std)} = "
        f"{show((test - mean) / std)}.",
        {"train": train, "test": test},
    )


def xavier_bound(rng: np.random.Generator) -> Asked:
    fan_in, fan_out = int(pick(rng, [64, 100, 256])), int(pick(rng, [32, 50, 200]))
    answer = math.sqrt(6 / (fan_in + fan_out))
    return Asked(
        f"Xavier's uniform initialisation of a layer with {fan_in} inputs and {fan_out} outputs (gain 1): what is the "
        "largest weight possible?",
        answer,
        f"√(6/(in + out)) = √(6/{fan_in + fan_out}) = {show(answer)}.",
        {"fan_in": fan_in, "fan_out": fan_out},
    )


def he_deviation(rng: np.random.Generator) -> Asked:
    fan_in, fan_out = int(pick(rng, [50, 128, 200, 800])), int(pick(rng, [10, 64]))
    answer = math.sqrt(2 / fan_in)
    return Asked(
        f"He's normal initialisation of a relu layer with {fan_in} inputs and {fan_out} outputs: which standard "
        "deviation do the weights have?",
        answer,
        f"√(2/in) = √(2/{fan_in}) = {show(answer)}; the outputs do not matter.",
        {"fan_in": fan_in, "fan_out": fan_out},
    )


def penalty(rng: np.random.Generator) -> Asked:
    w, decay = several(rng, [1.0, -2.0, 3.0, 4.0], 3), pick(rng, [0.1, 0.5, 0.02])
    squares = sum(value**2 for value in w)
    return Asked(
        f"The L2 penalty (λ/2)‖w‖² of w = {show(w)} with λ = {show(decay)} is?",
        decay / 2 * squares,
        f"‖w‖² = {show(squares)}; {show(decay / 2)}·{show(squares)} = {show(decay / 2 * squares)}.",
        {"w": w, "weight_decay": decay},
    )


def thresholded(rng: np.random.Generator) -> Asked:
    w, tau = pick(rng, [-2.5, -0.8, 1.7, 3.0]), pick(rng, [0.3, 0.5, 0.6])
    answer = math.copysign(max(abs(w) - tau, 0.0), w)
    return Asked(
        f"What does soft thresholding with τ = {show(tau)} (the step of an L1 penalty) make of the weight {show(w)}?",
        answer,
        f"sign(w)·max(|w| − τ, 0) = {show(answer)}.",
        {"w": w, "tau": tau},
    )


def dropped(rng: np.random.Generator) -> Asked:
    x, p = float(rng.integers(1, 9)), pick(rng, [0.2, 0.5, 0.75])
    return Asked(
        f"Inverted dropout with drop probability {show(p)} in training: an activation of {show(x)} is kept. What is it "
        "afterwards?",
        x / (1 - p),
        f"x/(1 − p) = {show(x)}/{show(1 - p)} = {show(x / (1 - p))}, so that the mean stays.",
        {"x": x, "p": p},
    )


def stopped(rng: np.random.Generator) -> Asked:
    patience, good = int(rng.integers(2, 4)), int(rng.integers(2, 5))
    losses = [round(1.0 - 0.15 * k, 2) for k in range(good)]
    losses += [round(losses[-1] + 0.01 * (k + 1), 2) for k in range(5)]
    answer = good - 1 + patience
    return Asked(
        f"Validation losses by epoch, from epoch 0: {show(losses)}. With patience {patience} and min_delta 0, in which "
        "epoch does early stopping stop?",
        answer,
        f"The best is epoch {good - 1}; {patience} epochs without improvement later is epoch {answer}.",
        {"losses": losses, "patience": patience},
        EXACT,
    )


TEMPLATES = [standardized, xavier_bound, he_deviation, penalty, thresholded, dropped, stopped]
