"""Unit 11: sizes, counts and single outputs of convolutions."""

from __future__ import annotations

import numpy as np

from descent.revise.numbers.asking import EXACT, Asked, matrix, pick, several, show


def output_size(rng: np.random.Generator) -> Asked:
    size, kernel = int(rng.integers(20, 40)), int(pick(rng, [3, 5, 7]))
    stride, padding = int(pick(rng, [1, 2, 3])), int(pick(rng, [0, 1, 2]))
    answer = (size + 2 * padding - kernel) // stride + 1
    return Asked(
        f"A {size}×{size} image, kernel {kernel}×{kernel}, stride {stride}, padding {padding}: how wide is the output?",
        answer,
        f"⌊(W + 2p − k)/s⌋ + 1 = ⌊{size + 2 * padding - kernel}/{stride}⌋ + 1 = {answer}.",
        {"size": size, "kernel": kernel, "stride": stride, "padding": padding},
        EXACT,
    )


def parameters(rng: np.random.Generator) -> Asked:
    channels, filters, kernel = int(pick(rng, [1, 3, 8])), int(pick(rng, [6, 16, 32])), int(pick(rng, [3, 5]))
    answer = filters * (channels * kernel * kernel + 1)
    return Asked(
        f"A convolution takes {channels} channel(s) to {filters} with {kernel}×{kernel} kernels and a bias for each "
        "output channel. How many parameters has it?",
        answer,
        f"{filters}·({channels}·{kernel}·{kernel} + 1) = {answer}, whatever the size of the image.",
        {"channels": channels, "filters": filters, "kernel": kernel},
        EXACT,
    )


def one_output(rng: np.random.Generator) -> Asked:
    patch = [several(rng, [1.0, 2.0, 3.0, 0.0, 5.0], 2) for _ in range(2)]
    kernel, bias = [several(rng, [1.0, -1.0, 2.0, 0.0], 2) for _ in range(2)], pick(rng, [0.5, -1.0])
    answer = bias + sum(a * b for p, k in zip(patch, kernel, strict=True) for a, b in zip(p, k, strict=True))
    return Asked(
        f"The patch {matrix(patch)} meets the kernel {matrix(kernel)}, bias {show(bias)}. What does a convolution "
        "layer "
        "give there?",
        answer,
        f"Products entry by entry, without turning the kernel (cross-correlation), plus the bias: {show(answer)}.",
        {"x": patch, "weight": kernel, "bias": bias},
    )


def pooled(rng: np.random.Generator) -> Asked:
    size, kernel = int(rng.integers(9, 30)), int(pick(rng, [2, 3]))
    return Asked(
        f"Max pooling with a {kernel}×{kernel} window and stride {kernel} on a map {size} wide, ragged edge dropped: "
        "how "
        "wide is the result?",
        size // kernel,
        f"⌊{size}/{kernel}⌋ = {size // kernel}.",
        {"size": size, "kernel": kernel},
        EXACT,
    )


TEMPLATES = [output_size, parameters, one_output, pooled]
