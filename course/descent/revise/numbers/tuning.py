"""Unit 09: schedules and searches."""

from __future__ import annotations

import math

import numpy as np

from descent.revise.numbers.asking import EXACT, Asked, pick, show


def step_schedule(rng: np.random.Generator) -> Asked:
    lr0, size, epoch = pick(rng, [0.1, 0.4]), int(pick(rng, [10, 15, 30])), int(rng.integers(31, 80))
    gamma = pick(rng, [0.1, 0.5])
    drops = epoch // size
    return Asked(
        f"Step decay from {show(lr0)}, factor {show(gamma)} every {size} epochs. What is the rate in epoch {epoch} "
        "(epochs count from 0)?",
        lr0 * gamma**drops,
        f"⌊{epoch}/{size}⌋ = {drops} drops: {show(lr0)}·{show(gamma)}^{drops} = {show(lr0 * gamma**drops)}.",
        {"lr0": lr0, "epoch": epoch, "gamma": gamma, "step_size": size},
    )


def exponential_schedule(rng: np.random.Generator) -> Asked:
    lr0, gamma, epoch = pick(rng, [0.1, 0.5]), pick(rng, [0.9, 0.95]), int(rng.integers(3, 12))
    return Asked(
        f"Exponential decay from {show(lr0)} with γ = {show(gamma)}: the rate in epoch {epoch} (from 0)?",
        lr0 * gamma**epoch,
        f"{show(lr0)}·{show(gamma)}^{epoch} = {show(lr0 * gamma**epoch)}.",
        {"lr0": lr0, "epoch": epoch, "gamma": gamma},
    )


def cosine_schedule(rng: np.random.Generator) -> Asked:
    lr0, total, low = pick(rng, [0.1, 0.2]), int(pick(rng, [12, 60, 120])), pick(rng, [0.0, 0.02])
    epoch = total // int(pick(rng, [2, 3, 4, 6]))
    answer = low + (lr0 - low) / 2 * (1 + math.cos(math.pi * epoch / total))
    return Asked(
        f"Cosine annealing from {show(lr0)} to {show(low)} over {total} epochs: the rate in epoch {epoch}?",
        answer,
        f"η_min + ½(η₀ − η_min)(1 + cos(π·{epoch}/{total})) = {show(answer)}.",
        {"lr0": lr0, "epoch": epoch, "T_max": total, "eta_min": low},
    )


def warm(rng: np.random.Generator) -> Asked:
    lr0, warmup = pick(rng, [0.1, 0.3, 1.0]), int(pick(rng, [5, 10]))
    epoch = int(rng.integers(1, warmup - 1))
    answer = lr0 * (epoch + 1) / warmup
    return Asked(
        f"Linear warm-up over {warmup} epochs to the rate {show(lr0)}: what is it in epoch {epoch} (from 0)?",
        answer,
        f"η₀(t + 1)/warmup = {show(lr0)}·{epoch + 1}/{warmup} = {show(answer)}; it does not begin at zero.",
        {"lr0": lr0, "epoch": epoch, "warmup": warmup},
    )


def largest_fold(rng: np.random.Generator) -> Asked:
    n, k = int(rng.integers(21, 60)), int(pick(rng, [4, 5, 7]))
    return Asked(
        f"{n} samples are cut into {k} folds as evenly as possible. How many does the largest fold hold?",
        math.ceil(n / k),
        f"{n} = {k}·{n // k} + {n % k}: the first {n % k} folds hold one more, {math.ceil(n / k)}.",
        {"n": n, "k": k},
        EXACT,
    )


def grid_size(rng: np.random.Generator) -> Asked:
    counts = [int(rng.integers(2, 6)) for _ in range(3)]
    return Asked(
        f"A grid search over {counts[0]} learning rates, {counts[1]} batch sizes and {counts[2]} weight decays trains "
        "how many models?",
        math.prod(counts),
        f"{' · '.join(map(str, counts))} = {math.prod(counts)}: the product, which is what makes grids expensive.",
        {"counts": counts},
        EXACT,
    )


def random_hit(rng: np.random.Generator) -> Asked:
    share, trials = pick(rng, [0.05, 0.1, 0.2]), int(pick(rng, [5, 10, 20, 60]))
    answer = 1 - (1 - share) ** trials
    return Asked(
        f"The best {show(100 * share)} % of a search space would do. How likely is it that {trials} random trials hit "
        "it "
        "at least once?",
        answer,
        f"1 − (1 − {show(share)})^{trials} = {show(answer)}.",
        {"share": share, "trials": trials},
    )


def improvement(rng: np.random.Generator) -> Asked:
    best, mean, std = 1.0, pick(rng, [0.8, 1.0, 1.3]), pick(rng, [0.2, 0.5])
    z = (best - mean) / std
    cdf, pdf = 0.5 * (1 + math.erf(z / math.sqrt(2))), math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    answer = (best - mean) * cdf + std * pdf
    return Asked(
        f"Minimising, the best loss so far is 1. The model predicts mean {show(mean)} and standard deviation "
        f"{show(std)} at a new point. What improvement is to be expected there?",
        answer,
        f"z = {show(z)}, Φ(z) = {show(cdf)}, φ(z) = {show(pdf)}; (best − mean)Φ + σφ = {show(answer)}.",
        {"mean": mean, "std": std, "best": best},
        0.02,
    )


TEMPLATES = [
    step_schedule, exponential_schedule, cosine_schedule, warm, largest_fold, grid_size, random_hit, improvement,
]  # fmt: skip
