"""Unit 11: convolution, pooling, a network, its loop, Adam as PyTorch's optimiser, and the trained model itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from descent.observing import Case
from reference import cnn as reference

from autograder import networks, project
from autograder.exercise import Exercise, case, readonly
from autograder.mistakes import cnn, cnn_loops, cnn_networks, runs, torch_adam
from autograder.optimisers import adam_cases, observe_optimiser
from autograder.sandbox import Limits

Rng = np.random.Generator
Array = np.ndarray

# The lesson trains for seconds on a quiet core and several times as long on a busy one; `conv*` covers transposed too.
LIMITS = Limits(cell_seconds=120, total_seconds=420)
CONVOLUTIONS = (
    "torch.nn.functional.conv*",
    "torch.nn.Conv*",
    "torch.nn.LazyConv*",
    "torch.conv*",
    "torch.*convolution*",
    "torch._C._nn.*conv*",
    "scipy.signal",
    "scipy.ndimage",
)
ADAMS = ("torch.optim.Adam", "torch.optim.AdamW", "torch.optim.adam", "torch.optim.adamw", "torch._fused_adam*")


# conv2d and max_pool2d


def observe_map(function, x, *others, upstream, **options):  # type: ignore[no-untyped-def]
    """Call with tensors that require gradients; yield the map, the gradients for one upstream, what was changed."""
    import torch

    tensors = [None if value is None else torch.tensor(value, requires_grad=True) for value in (x, *others)]
    if options.pop("transposed", False):  # an image that does not lie in memory as it is read
        tensors[0] = torch.tensor(np.ascontiguousarray(np.swapaxes(x, 2, 3))).transpose(2, 3).requires_grad_()
    before = [None if tensor is None else tensor.detach().clone() for tensor in tensors]
    args = [*tensors, *([options.pop("kernel_size")] if "kernel_size" in options else [])]
    out = function(*args, **options)
    yield out.detach() if isinstance(out, torch.Tensor) else out
    pull = torch.as_tensor(np.resize(upstream, tuple(out.shape)), dtype=out.dtype)
    (out * pull).sum().backward()
    grads = [None if tensor is None else tensor.grad for tensor in tensors]
    # Four sums with different weights tell gradients apart as well as all their entries do, and travel lighter.
    yield [
        None
        if grad is None
        else (tuple(grad.shape), np.cos(np.outer([1, 2, 3, 5], np.arange(grad.numel()))) @ grad.numpy().ravel())
        for grad in grads
    ]
    pairs = zip(before, tensors, strict=True)
    yield all(then is None or torch.equal(then, now.detach()) for then, now in pairs)


def compare_maps(expected, got, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ARG001
    """Rounding is that of the dtype: 1e-9 of the largest entry in float64, 1e-4 in float32."""
    from descent.comparing import difference

    if len(got) != len(expected):
        return f"expected {len(expected)} results, got {len(got)}"
    names = ("", "the gradients that flow back: ", "the arguments must stay as they are: ")
    rtol = 1e-4 if "float32" in str(expected[0].dtype) else 1e-9
    for name, one, other in zip(names, expected, got, strict=True):
        problem = difference(one, other, rtol=rtol)
        if problem:
            return name + problem
    return None


def conv_case(
    note: str, rng: Rng, shape: Any, kernels: Any, *, bias: bool = True, dtype: Any = float, **more: Any
) -> Case:
    x, weight = (rng.normal(size=size).round(2).astype(dtype) for size in (shape, (kernels[0], shape[1], *kernels[1:])))
    b = rng.uniform(0.3, 1.5, kernels[0]).round(2).astype(dtype) if bias else None
    return case(note, x, weight, b, upstream=rng.normal(size=7).round(2), **more)


def conv_cases(rng: Rng) -> Iterator[Case]:
    yield conv_case("one image, one kernel", rng, (1, 1, 5, 5), (1, 3, 3), stride=1, padding=0)
    yield conv_case("channels in and out", rng, (2, 3, 5, 4), (3, 3, 3), stride=1, padding=1)
    yield conv_case("a stride that leaves a rest", rng, (2, 2, 6, 7), (2, 2, 2), stride=3, padding=0)
    yield conv_case("stride three, padding two, a wide kernel", rng, (1, 2, 10, 8), (2, 2, 4), stride=3, padding=2)
    yield conv_case("no bias, stride and padding left out", rng, (2, 2, 4, 6), (2, 3, 2), bias=False)
    yield conv_case("a kernel of one pixel", rng, (2, 3, 3, 4), (2, 1, 1), stride=1, padding=0)
    yield conv_case("a kernel as large as the image", rng, (2, 2, 4, 3), (3, 4, 3))
    yield conv_case("float32", rng, (2, 2, 7, 6), (3, 3, 2), dtype=np.float32, stride=2, padding=1)
    yield conv_case("stored by columns", rng, (2, 3, 5, 6), (2, 2, 3), stride=2, padding=1, transposed=True)


def pool_cases(rng: Rng) -> Iterator[Case]:
    def ask(note: str, *shape: int, dtype: Any = float, sign: int = 0, **more: Any) -> Case:
        x = rng.permutation(np.arange(np.prod(shape)) - np.prod(shape) / 2 + 0.25) / 8  # no two alike: no ties
        x = (sign * np.abs(x) if sign else x).reshape(shape).astype(dtype)
        return case(note, x, upstream=rng.normal(size=7).round(2), **more)

    yield ask("two by two", 2, 3, 4, 6, kernel_size=2)
    yield ask("a ragged edge", 2, 2, 7, 5, kernel_size=2)
    yield ask("three by three, ragged", 1, 3, 8, 10, kernel_size=3)
    yield ask("all values negative, ragged", 2, 1, 5, 8, sign=-1, kernel_size=3)
    yield ask("one window as large as the image", 3, 2, 4, 4, kernel_size=4)
    yield ask("float32, stored by columns", 2, 2, 6, 9, dtype=np.float32, kernel_size=2, transposed=True)


# SmallCNN, train_epoch, evaluate


def network_cases(rng: Rng) -> Iterator[Case]:
    def ask(note: str, n_classes: int, channels: int, *sizes: tuple[int, int], **more: Any) -> Case:
        return case(note, n_classes, channels, list(sizes), seed=int(rng.integers(1_000_000)), **more)

    yield ask("ten classes, 28 by 28", 10, 1, (28, 28), default=True)
    yield ask("three channels, 24 by 24", 7, 3, (24, 24))
    yield ask("the smallest image, 4 by 4", 10, 1, (4, 4))
    yield ask("images that are not square", 5, 2, (9, 21), (30, 5))
    yield ask("one network, many sizes", 3, 1, (16, 16), (4, 7), (13, 13), (24, 10))


def loop_cases(rng: Rng, *, training: bool) -> Iterator[Case]:
    def ask(note: str, rows: int, size: int, **more: Any) -> Case:
        inputs, classes = 3, 4
        X = rng.normal(size=(rows, inputs)).round(2)
        y = rng.integers(0, classes, rows)
        weights = [rng.normal(size=shape).round(2) for shape in ((5, inputs), (5,), (classes, 5), (classes,))]
        means = rng.normal(size=5).round(2), rng.uniform(0.5, 2.0, 5).round(2)
        return case(note, readonly(X), readonly(y), size, weights, means, **more)

    if training:
        yield ask("one batch", 6, 6, lr=0.3)
        yield ask("a short last batch", 11, 4, lr=0.2)
        yield ask("two epochs, with momentum", 13, 5, lr=0.1, momentum=0.9, epochs=2)
        yield ask("gradients are there at entry", 7, 5, lr=0.3, stale=1.5)
        yield ask("the model comes in evaluation mode", 9, 6, lr=0.3, evaluating=True)
        yield ask("another loss function", 8, 3, lr=0.2, squared=True)
        yield ask("many small batches", 17, 3, lr=0.1)
    else:
        yield ask("one batch", 6, 6)
        yield ask("a short last batch", 11, 4)
        yield ask("the model comes in training mode", 9, 7, training=True)
        yield ask("autograd is off outside", 10, 4, training=True, grad=False)
        yield ask("many small batches", 17, 3, training=True)


EXERCISES = [
    Exercise(
        reference.conv2d, 4, conv_cases, cnn.CONV2D, observe_map, compare_maps, seconds=20.0, forbidden=CONVOLUTIONS
    ),
    Exercise(reference.max_pool2d, 1, pool_cases, cnn.MAX_POOL2D, observe_map, compare_maps),
    Exercise(reference.SmallCNN, 2, network_cases, cnn_networks.SMALL_CNN, networks.observe_network, seconds=20.0),
    Exercise(
        reference.train_epoch,
        3,
        lambda rng: loop_cases(rng, training=True),
        cnn_loops.TRAIN_EPOCH,
        networks.observe_training,
        rtol=1e-6,
    ),
    Exercise(
        reference.evaluate,
        2,
        lambda rng: loop_cases(rng, training=False),
        cnn_loops.EVALUATE,
        networks.observe_evaluation,
        rtol=1e-6,
    ),
    Exercise(reference.TorchAdam, 4, adam_cases, torch_adam.TORCH_ADAM, observe_optimiser, forbidden=ADAMS),
    project.IMAGES.exercise(project.classify, 5, runs.CLASSIFY),
]
