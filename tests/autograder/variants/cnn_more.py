"""Unit 11 in further styles, and further codings of its mistakes: maps."""
# ruff: noqa: ARG001, B905, E741, N812, RUF059

from __future__ import annotations

import math

import torch
from torch.nn import functional as F


def size_of(x, w, s, p):
    return [(n + 2 * p - k) // s + 1 for n, k in zip(x.shape[2:], w.shape[2:])]


def conv_by_offsets(x, weight, bias, *, stride=1, padding=0):
    O, Ci, a, b = weight.shape
    H, W = size_of(x, weight, stride, padding)
    x = F.pad(x, [padding] * 4)
    out = 0
    for i in range(a):
        for j in range(b):
            part = x[:, :, i : i + (H - 1) * stride + 1 : stride, j : j + (W - 1) * stride + 1 : stride]
            out = out + torch.tensordot(part, weight[:, :, i, j], dims=([1], [1])).permute(0, 3, 1, 2)
    return out if bias is None else out + bias[None, :, None, None]


def conv_filled(x, weight, bias, *, stride=1, padding=0):
    N, Ci, H, W = x.shape
    O, _, a, b = weight.shape
    xp = torch.zeros(N, Ci, H + 2 * padding, W + 2 * padding, dtype=x.dtype, device=x.device)
    xp[:, :, padding : padding + H, padding : padding + W] = x
    h, w = ((H + 2 * padding - a) // stride + 1, (W + 2 * padding - b) // stride + 1)
    out = torch.empty(N, O, h, w, dtype=x.dtype)
    for i in range(h):
        for j in range(w):
            patch = xp[:, :, i * stride : i * stride + a, j * stride : j * stride + b].reshape(N, -1)
            out[:, :, i, j] = patch @ weight.reshape(O, -1).T
    if bias is not None:
        out = out + bias.view(1, O, 1, 1)
    return out


def conv_strided(x, weight, bias, *, stride=1, padding=0):
    N, Ci, H, W = x.shape
    O, _, a, b = weight.shape
    xp = F.pad(x, (padding,) * 4)
    h, w = size_of(x, weight, stride, padding)
    v = torch.as_strided(
        xp.contiguous(),
        (N, Ci, h, w, a, b),
        (
            xp.contiguous().stride(0),
            xp.contiguous().stride(1),
            xp.contiguous().stride(2) * stride,
            xp.contiguous().stride(3) * stride,
            xp.contiguous().stride(2),
            xp.contiguous().stride(3),
        ),
    )
    out = (v.permute(0, 2, 3, 1, 4, 5).reshape(N, h, w, -1) @ weight.flatten(1).t()).permute(0, 3, 1, 2)
    return out + bias.view(-1, 1, 1) if bias is not None else out.contiguous()


def conv_own_backward(x, weight, bias, *, stride=1, padding=0):

    class Conv(torch.autograd.Function):
        @staticmethod
        def forward(ctx, cols, w):
            ctx.save_for_backward(cols, w)
            return w @ cols

        @staticmethod
        def backward(ctx, g):
            cols, w = ctx.saved_tensors
            return (w.t() @ g, (g @ cols.transpose(1, 2)).sum(0))

    out = Conv.apply(F.unfold(x, weight.shape[2:], padding=padding, stride=stride), weight.flatten(1)).unflatten(
        2, size_of(x, weight, stride, padding)
    )
    return out if bias is None else out + bias[:, None, None]


def convolved(x, w, b, s, p):
    if isinstance(s, int):
        s = (s, s)
    if isinstance(p, int):
        p = (p, p, p, p)
    x = F.pad(x, p)
    v = x.unfold(2, w.shape[2], s[0]).unfold(3, w.shape[3], s[1])
    o = torch.einsum("nchwab,ocab->nohw", v, w)
    return o if b is None else o + b[:, None, None]


def flipped_across(x, weight, bias, *, stride=1, padding=0):
    return convolved(x, torch.flip(weight, [-1]), bias, stride, padding)


def padded_across(x, weight, bias, *, stride=1, padding=0):
    return convolved(x, weight, bias, stride, (padding, padding, 0, 0))


def padded_twice(x, weight, bias, *, stride=1, padding=0):
    return convolved(x, weight, bias, stride, (0, 2 * padding, 0, 2 * padding))


def columns_unstrided(x, weight, bias, *, stride=1, padding=0):
    xp = F.pad(x, (padding,) * 4)
    h, w = size_of(x, weight, stride, padding)
    a, b = weight.shape[2:]
    o = torch.stack(
        [
            torch.stack(
                [
                    torch.einsum("ncab,ocab->no", xp[:, :, i * stride : i * stride + a, j : j + b], weight)
                    for j in range(w)
                ],
                -1,
            )
            for i in range(h)
        ],
        -2,
    )
    return o if bias is None else o + bias[:, None, None]


def zeros_appended(x, weight, bias, *, stride=1, padding=0):
    o = convolved(x, weight, bias, stride, padding)
    a, b = weight.shape[2:]
    h = math.ceil((x.shape[2] + 2 * padding - a) / stride) + 1
    w = math.ceil((x.shape[3] + 2 * padding - b) / stride) + 1
    return F.pad(o, (0, w - o.shape[3], 0, h - o.shape[2]))


def image_summed(x, weight, bias, *, stride=1, padding=0):
    return convolved(x.sum(1, keepdim=True), weight[:, :1], bias, stride, padding)


def turned(x, weight, bias, *, stride=1, padding=0):
    return convolved(x, weight, bias, stride, padding).transpose(2, 3)


def plain(x, weight, bias, *, stride=1, padding=0):
    return convolved(x, weight, bias, 1, 0)


def pool_filled(x, kernel_size):
    N, Ch, H, W = x.shape
    k = kernel_size
    h, w = (H // k, W // k)
    out = torch.empty(N, Ch, h, w, dtype=x.dtype)
    for i in range(h):
        for j in range(w):
            out[:, :, i, j] = x[:, :, i * k : (i + 1) * k, j * k : (j + 1) * k].amax(dim=(2, 3))
    return out


def pool_unfolded(x, kernel_size):
    k = kernel_size
    N, Ch, H, W = x.shape
    u = F.unfold(x.reshape(N * Ch, 1, H, W), k, stride=k)
    return u.max(1).values.view(N, Ch, H // k, W // k)


def pool_by_offsets(x, kernel_size):
    out = None
    k = kernel_size
    H, W = (x.shape[2] // k, x.shape[3] // k)
    for a in range(k):
        for b in range(k):
            p = x[:, :, a : a + H * k : k, b : b + W * k : k][:, :, :H, :W]
            out = p if out is None else torch.maximum(out, p)
    return out


def overlapping_cut(x, kernel_size):
    k = kernel_size
    return x.unfold(2, k, 1).unfold(3, k, 1).amax((-1, -2))[:, :, : x.shape[2] // k, : x.shape[3] // k]


def always_two(x, kernel_size):
    return F.max_pool2d(x, kernel_size, 2)


def first_of_each(x, kernel_size):
    k = kernel_size
    return x[:, :, : x.shape[2] // k * k : k, : x.shape[3] // k * k : k]


def dropped_in_front(x, kernel_size):
    k = kernel_size
    return F.max_pool2d(x[:, :, x.shape[2] % k :, x.shape[3] % k :], k)


def mixed_up(x, kernel_size):
    k = kernel_size
    N, Ch, H, W = x.shape
    h, w = (H // k, W // k)
    return x[:, :, : h * k, : w * k].reshape(N, Ch, h, w, k, k).amax((-1, -2))


def bias_cleared(x, weight, bias, *, stride=1, padding=0):
    out = convolved(x, weight, bias, stride, padding)
    if bias is not None:
        bias.data.zero_()
    return out


def plain_product(x, weight, bias, *, stride=1, padding=0):
    return x @ weight


CORRECT = {
    "conv2d": [conv_by_offsets, conv_filled, conv_strided, conv_own_backward],
    "max_pool2d": [pool_filled, pool_unfolded, pool_by_offsets],
}

WRONG = {
    "conv2d": {
        "kernel flipped": [flipped_across],
        "one-sided padding": [padded_across, padded_twice],
        "stride on one axis": [columns_unstrided],
        "ceil": [zeros_appended],
        "channels not summed": [image_summed],
    },
    "max_pool2d": {"overlapping": [overlapping_cut, always_two]},
}

UNLISTED = {
    "conv2d": [bias_cleared, plain_product, turned, plain],
    "max_pool2d": [first_of_each, dropped_in_front, mixed_up],
}
