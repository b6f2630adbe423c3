"""Unit 11: wrong convolutions and poolings."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812

from autograder.exercise import Mistake


def convolve(x, weight, bias, stride=1, padding=0):
    """Return the right result; strides may be pairs."""
    rows, columns = (stride, stride) if isinstance(stride, int) else stride
    size = weight.shape[2:]
    patches = F.unfold(x, size, padding=padding, stride=(rows, columns))
    height, width = ((n + 2 * padding - k) // s + 1 for n, k, s in zip(x.shape[2:], size, (rows, columns), strict=True))
    out = (weight.flatten(1) @ patches).unflatten(2, (height, width))
    return out if bias is None else out + bias[:, None, None]


def conv_of(change):
    """Return a convolution whose arguments are spoilt by `change(x, weight, bias, stride, padding)`."""

    def conv2d(x, weight, bias, *, stride=1, padding=0):
        return convolve(*change(x, weight, bias, stride, padding))

    return conv2d


def ceiled(x, weight, bias, *, stride=1, padding=0):
    x = F.pad(x, (padding,) * 4)
    more = [-(size - k) % stride for size, k in zip(x.shape[2:], weight.shape[2:], strict=True)]
    return convolve(F.pad(x, (0, more[1], 0, more[0])), weight, bias, stride)


def filled_up(x, weight, bias, *, stride=1, padding=0):
    """The places too many are there, and stay zero."""
    out = convolve(x, weight, bias, stride, padding)
    more = [(n + 2 * padding - k) % stride > 0 for n, k in zip(x.shape[2:], weight.shape[2:], strict=True)]
    return F.pad(out, (0, int(more[1]), 0, int(more[0])))


def wrongly_reshaped(x, weight, bias, *, stride=1, padding=0):
    """Unfold gives the right number of places, and they do not fit the size."""
    out = convolve(x, weight, bias, stride, padding)
    height, width = (-((k - n - 2 * padding) // stride) + 1 for n, k in zip(x.shape[2:], weight.shape[2:], strict=True))
    return out.reshape(*out.shape[:2], height, width)


def padded(sides):
    """Return a convolution that pads (left, right, top, bottom) that many times."""
    return conv_of(lambda x, w, b, s, p: (F.pad(x, [p * side for side in sides]), w, b, s))


def windows_at(steps):
    """Return a convolution whose result has the right size, but whose windows move by the stride along some axes."""

    def conv2d(x, weight, bias, *, stride=1, padding=0):
        x = F.pad(x, (padding,) * 4)
        height, width = ((n - k) // stride + 1 for n, k in zip(x.shape[2:], weight.shape[2:], strict=True))
        rows, columns = (stride if step else 1 for step in steps)
        return convolve(x, weight, bias, (rows, columns))[:, :, :height, :width]

    return conv2d


def each_channel(x, weight, bias, *, stride=1, padding=0):
    """All channels are convolved, and the last one overwrites the sum of the others."""
    parts = [convolve(x[:, [c]], weight[:, [c]], bias, stride, padding) for c in range(x.shape[1])]
    return parts[-1]


def first_channel(x, weight, bias, *, stride=1, padding=0):
    return convolve(x[:, :1], weight[:, :1], bias, stride, padding)


def mean_of_channels(x, weight, bias, *, stride=1, padding=0):
    return convolve(x, weight / x.shape[1], bias, stride, padding)


def all_channels_side_by_side(x, weight, bias, *, stride=1, padding=0):
    out = torch.stack([convolve(x[:, [c]], weight[:, [c]], None, stride, padding) for c in range(x.shape[1])], 2)
    return out if bias is None else out + bias[:, None, None, None]


def without_bias(x, weight, bias, *, stride=1, padding=0):
    return convolve(x, weight, None, stride, padding)


def cut_off(x, weight, bias, *, stride=1, padding=0):
    return convolve(x.detach(), weight.detach(), bias if bias is None else bias.detach(), stride, padding)


def kept_size(x, weight, bias, *, stride=1, padding=0):
    """The output's size without the padding: the last places are never visited."""
    out = convolve(x, weight, bias, stride, padding)
    height, width = ((n - k) // stride + 1 for n, k in zip(x.shape[2:], weight.shape[2:], strict=True))
    return out[:, :, :height, :width]


def map_is_right(expected, got, *_, **__):
    """The map is right, and no gradient arrives at one of the tensors, or none can be asked for."""
    first = [np.asarray(each[0]) for each in (expected, got)]
    same = first[0].shape == first[1].shape and first[0].dtype == first[1].dtype
    missing = len(got) < 2 or any(a is not None and b is None for a, b in zip(expected[1], got[1], strict=True))
    return bool(same and missing and np.allclose(first[0], first[1], rtol=1e-4, atol=1e-5))


CONV2D = [
    Mistake(
        "kernel flipped",
        "You turned the kernel round, as a convolution in mathematics does. Deep learning's convolution is a "
        "cross-correlation: the kernel lies on the image as it is.",
        conv_of(lambda x, w, b, s, p: (x, w.flip(2, 3), b, s, p)),
        also=[
            conv_of(lambda x, w, b, s, p: (x, w.flip(2), b, s, p)),
            conv_of(lambda x, w, b, s, p: (x, w.flip(3), b, s, p)),
        ],
    ),
    Mistake(
        "kernel transposed",
        "Rows and columns of the kernel are exchanged: its second-last axis runs down the image, its last across.",
        conv_of(lambda x, w, b, s, p: (x, w.transpose(2, 3), b, s, p)),
    ),
    Mistake(
        "one-sided padding",
        "You did not pad all sides of the image alike. Zeros belong on all four: `padding` rows above and below, "
        "`padding` columns left and right.",
        padded((1, 0, 1, 0)),
        also=[padded(sides) for sides in ((0, 1, 0, 1), (1, 1, 0, 0), (0, 0, 1, 1), (2, 0, 2, 0), (0, 2, 0, 2))],
    ),
    Mistake(
        "padding ignored",
        "`padding` has no effect: surround the image with that many rows and columns of zeros first.",
        conv_of(lambda x, w, b, s, p: (x, w, b, s)),
    ),
    Mistake(
        "size without padding",
        "The output's size leaves the padding out: it is ⌊(H + 2·padding − kH)/stride⌋ + 1.",
        kept_size,
    ),
    Mistake(
        "padded with the edge",
        "You continued the edge of the image into the frame. `padding` means zeros.",
        conv_of(lambda x, w, b, s, p: (F.pad(x, (p,) * 4, mode="replicate") if p else x, w, b, s)),
        also=[conv_of(lambda x, w, b, s, p: (F.pad(x, (p,) * 4, mode="reflect") if p else x, w, b, s))],
    ),
    Mistake(
        "stride on one axis",
        "The stride moves the window along one axis only; it applies to rows and columns alike.",
        conv_of(lambda x, w, b, s, p: (x, w, b, (s, 1), p)),
        also=[
            conv_of(lambda x, w, b, s, p: (x, w, b, (1, s), p)),
            *(windows_at(steps) for steps in ((True, False), (False, True))),
        ],
    ),
    Mistake(
        "stride ignored",
        "`stride` has no effect: the window should move on by `stride` places.",
        conv_of(lambda x, w, b, s, p: (x, w, b, 1, p)),
        also=[windows_at((False, False))],
    ),
    Mistake(
        "ceil",
        "The output has a row or column too many: where the window does not fit any more it ends. Round down, ⌊…⌋ + 1.",
        ceiled,
        also=[filled_up, wrongly_reshaped],
    ),
    Mistake(
        "channels not summed",
        "Each output number is a sum over all input channels; yours does not add them all up.",
        each_channel,
        also=[
            first_channel,
            mean_of_channels,
            all_channels_side_by_side,
            conv_of(lambda x, w, b, s, p: (x.sum(dim=1, keepdim=True), w[:, :1], b, s, p)),
            conv_of(lambda x, w, b, s, p: (x.sum(dim=1, keepdim=True), w.sum(dim=1, keepdim=True), b, s, p)),
        ],
    ),
    Mistake("bias forgotten", "The bias is not added: one number for each output channel.", without_bias),
    Mistake(
        "cut off from autograd",
        "No gradient flows back through your result. Stay with tensors: no `.detach()`, `.data`, `.numpy()` or "
        "`no_grad`, and no filling of a fresh tensor's `.data`.",
        cut_off,
        map_is_right,
        also=[conv_of(lambda x, w, b, s, p: (x.detach(), w, b, s, p))],
    ),
]


def pool_of(make):
    def max_pool2d(x, kernel_size):
        return make(x, kernel_size)

    return max_pool2d


MAX_POOL2D = [
    Mistake("mean", "You took the mean of each window; max-pooling keeps its largest value.", pool_of(F.avg_pool2d)),
    Mistake(
        "overlapping",
        "Your windows overlap, or leave gaps: they move on by another step. Here the stride equals the window's size.",
        pool_of(lambda x, k: F.max_pool2d(x, k, stride=1)),
        also=[
            pool_of(lambda x, k: F.max_pool2d(x, k, stride=1)[:, :, : x.shape[2] // k, : x.shape[3] // k]),
            pool_of(lambda x, k: F.max_pool2d(x, k, stride=2)),
        ],
    ),
    Mistake(
        "ragged edge kept",
        "Rows or columns that fill no whole window are dropped; you made a smaller window of them.",
        pool_of(lambda x, k: F.max_pool2d(x, k, ceil_mode=True)),
    ),
    Mistake(
        "ragged edge padded",
        "You filled the ragged edge with zeros. It is dropped; and where all values are negative, zeros would win.",
        pool_of(lambda x, k: F.max_pool2d(F.pad(x, (0, -x.shape[3] % k, 0, -x.shape[2] % k)), k)),
    ),
    Mistake(
        "smallest",
        "You kept the smallest value of each window, not the largest.",
        pool_of(lambda x, k: -F.max_pool2d(-x, k)),
    ),
    Mistake(
        "cut off from autograd",
        "No gradient flows back through your result. Stay with tensors: no `.detach()`, `.data`, `.numpy()` "
        "or `no_grad`.",
        pool_of(lambda x, k: F.max_pool2d(x.detach(), k)),
        map_is_right,
    ),
]
