"""Unit 11 as learners write it: convolution and pooling; networks, loops and optimisers stand beside this file."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812

# conv2d, right


def by_kernel_places(x, weight, bias, *, stride=1, padding=0):
    x = F.pad(x, (padding, padding, padding, padding))
    (_, _, kh, kw), (H, W) = weight.shape, x.shape[2:]
    out_h, out_w = (H - kh) // stride + 1, (W - kw) // stride + 1
    out = 0
    for a in range(kh):
        for b in range(kw):
            part = x[:, :, a : a + stride * out_h : stride, b : b + stride * out_w : stride][:, :, :out_h, :out_w]
            out = out + torch.einsum("nchw,oc->nohw", part, weight[:, :, a, b])
    if bias is not None:
        out = out + bias.view(1, -1, 1, 1)
    return out


def by_places(x, weight, bias, *, stride=1, padding=0):
    n, c, h, w = x.shape
    kh, kw = weight.shape[2:]
    padded = x.new_zeros(n, c, h + 2 * padding, w + 2 * padding)
    padded[:, :, padding : padding + h, padding : padding + w] = x
    rows = []
    for i in range(0, padded.shape[2] - kh + 1, stride):
        row = []
        for j in range(0, padded.shape[3] - kw + 1, stride):
            window = padded[:, None, :, i : i + kh, j : j + kw]
            row.append((window * weight).sum(dim=(2, 3, 4)))
        rows.append(torch.stack(row, dim=-1))
    out = torch.stack(rows, dim=-2)
    return out if bias is None else out + bias.reshape(-1, 1, 1)


def into_an_empty_tensor(x, weight, bias, *, stride=1, padding=0):
    x = F.pad(x, [padding] * 4)
    kh, kw = weight.shape[2], weight.shape[3]
    H, W = (x.shape[2] - kh) // stride + 1, (x.shape[3] - kw) // stride + 1
    out = torch.zeros(x.shape[0], weight.shape[0], H, W, dtype=x.dtype, device=x.device)
    for i in range(H):
        for j in range(W):
            patch = x[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw].reshape(x.shape[0], -1)
            out[:, :, i, j] = patch @ weight.reshape(weight.shape[0], -1).T
    if bias is not None:
        out += bias[None, :, None, None]
    return out


def by_tensor_unfold(x, weight, bias, *, stride=1, padding=0):
    x = F.pad(x, (padding,) * 4)
    windows = x.unfold(2, weight.shape[2], stride).unfold(3, weight.shape[3], stride)
    out = torch.einsum("nchwab,ocab->nohw", windows, weight)
    return out if bias is None else out + bias[:, None, None]


def by_as_strided(x, weight, bias, *, stride=1, padding=0):
    x = F.pad(x, (padding,) * 4).contiguous()
    n, c, h, w = x.shape
    o, _, kh, kw = weight.shape
    H, W = (h - kh) // stride + 1, (w - kw) // stride + 1
    sn, sc, sh, sw = x.stride()
    windows = x.as_strided((n, c, H, W, kh, kw), (sn, sc, sh * stride, sw * stride, sh, sw))
    out = torch.tensordot(windows, weight, dims=([1, 4, 5], [1, 2, 3])).permute(0, 3, 1, 2)
    if bias is not None:
        return out + bias.view(1, o, 1, 1)
    return out


def by_unfold_and_fold(x, weight, bias, *, stride=1, padding=0):
    h_out = int(np.floor((x.size(2) + 2 * padding - weight.size(2)) / stride)) + 1
    w_out = int(np.floor((x.size(3) + 2 * padding - weight.size(3)) / stride)) + 1
    columns = F.unfold(x, weight.shape[-2:], stride=stride, padding=padding)
    out = columns.transpose(1, 2).matmul(weight.view(weight.size(0), -1).t()).transpose(1, 2)
    out = out.reshape(x.size(0), weight.size(0), h_out, w_out)
    if bias is None:
        bias = torch.zeros(weight.size(0), dtype=x.dtype)
    return out + bias.view(-1, 1, 1)


# conv2d, wrong


def flipped_places(x, weight, bias, *, stride=1, padding=0):
    return by_kernel_places(x, torch.flip(weight, dims=[2, 3]), bias, stride=stride, padding=padding)


def padded_below(x, weight, bias, *, stride=1, padding=0):
    return by_tensor_unfold(F.pad(x, (0, padding, 0, padding)), weight, bias, stride=stride)


def padded_left(x, weight, bias, *, stride=1, padding=0):
    return by_tensor_unfold(F.pad(x, (padding, 0, padding, 0)), weight, bias, stride=stride)


def strided_down(x, weight, bias, *, stride=1, padding=0):
    return by_tensor_unfold(x, weight, bias, stride=1, padding=padding)[:, :, ::stride]


def strided_across(x, weight, bias, *, stride=1, padding=0):
    return by_tensor_unfold(x, weight, bias, stride=1, padding=padding)[:, :, :, ::stride]


def never_strided(x, weight, bias, *, stride=1, padding=0):
    return by_tensor_unfold(x, weight, bias, padding=padding)


def never_padded(x, weight, bias, *, stride=1, padding=0):
    return by_tensor_unfold(x, weight, bias, stride=stride)


def first_channel_only(x, weight, bias, *, stride=1, padding=0):
    return by_tensor_unfold(x[:, 0:1], weight[:, 0:1], bias, stride=stride, padding=padding)


def unbiased(x, weight, bias, *, stride=1, padding=0):
    return by_tensor_unfold(x, weight, None, stride=stride, padding=padding)


def through_numpy(x, weight, bias, *, stride=1, padding=0):
    out = by_kernel_places(
        x.detach(), weight.detach(), None if bias is None else bias.detach(), stride=stride, padding=padding
    )
    return torch.from_numpy(out.numpy())


def averaged(x, weight, bias, *, stride=1, padding=0):
    return by_tensor_unfold(x, weight / weight[0].numel(), bias, stride=stride, padding=padding)


def in_single_precision(x, weight, bias, *, stride=1, padding=0):
    parts = [None if t is None else t.float() for t in (x, weight, bias)]
    return by_tensor_unfold(*parts, stride=stride, padding=padding)


def in_single_precision_and_back(x, weight, bias, *, stride=1, padding=0):
    return in_single_precision(x, weight, bias, stride=stride, padding=padding).to(x.dtype)


def bias_in_place(x, weight, bias, *, stride=1, padding=0):
    with torch.no_grad():
        weight.mul_(2)
    return by_tensor_unfold(x, weight / 2, bias, stride=stride, padding=padding)


def channels_last(x, weight, bias, *, stride=1, padding=0):
    return by_tensor_unfold(x, weight, bias, stride=stride, padding=padding).permute(0, 2, 3, 1)


def on_squares_only(x, weight, bias, *, stride=1, padding=0):
    k = weight.shape[2]
    H = (x.shape[2] + 2 * padding - k) // stride + 1
    patches = F.unfold(x, k, padding=padding, stride=stride)
    out = (weight.flatten(1) @ patches).view(x.shape[0], weight.shape[0], H, H)
    return out if bias is None else out + bias[:, None, None]


def twice_the_bias(x, weight, bias, *, stride=1, padding=0):
    return by_tensor_unfold(x, weight, None if bias is None else 2 * bias, stride=stride, padding=padding)


def with_torchs(x, weight, bias, *, stride=1, padding=0):
    return F.conv2d(x, weight, bias, stride=stride, padding=padding)


def with_torchs_layer(x, weight, bias, *, stride=1, padding=0):
    layer = torch.nn.Conv2d(weight.shape[1], weight.shape[0], weight.shape[2:], stride, padding, bias=bias is not None)
    layer.weight.data, layer.bias = weight, bias
    return layer(x)


# max_pool2d, right


def pooled_by_reshape(x, kernel_size):
    n, c, h, w = x.shape
    k = kernel_size
    x = x[..., : h // k * k, : w // k * k]
    return x.reshape(n, c, h // k, k, w // k, k).max(dim=5).values.max(dim=3).values


def pooled_by_loops(x, kernel_size):
    n, c, h, w = x.shape
    out = torch.zeros(n, c, h // kernel_size, w // kernel_size, dtype=x.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            a, b = i * kernel_size, j * kernel_size
            out[:, :, i, j] = x[:, :, a : a + kernel_size, b : b + kernel_size].flatten(2).max(dim=2)[0]
    return out


def pooled_by_unfold(x, kernel_size):
    return x.unfold(2, kernel_size, kernel_size).unfold(3, kernel_size, kernel_size).flatten(4).amax(dim=4)


def pooled_by_slices(x, kernel_size):
    k = kernel_size
    h, w = x.shape[2] // k * k, x.shape[3] // k * k
    parts = [x[:, :, a:h:k, b:w:k] for a in range(k) for b in range(k)]
    return torch.stack(parts).max(dim=0).values


def pooled_by_torch(x, kernel_size):
    return F.max_pool2d(x, kernel_size)


# max_pool2d, wrong


def mean_by_reshape(x, kernel_size):
    k = kernel_size
    x = x[..., : x.shape[2] // k * k, : x.shape[3] // k * k]
    return x.reshape(*x.shape[:2], x.shape[2] // k, k, x.shape[3] // k, k).mean(dim=(3, 5))


def windows_overlap(x, kernel_size):
    return x.unfold(2, kernel_size, 1).unfold(3, kernel_size, 1).amax(dim=(4, 5))


def edge_kept_by_padding(x, kernel_size):
    k = kernel_size
    x = F.pad(x, (0, -x.shape[3] % k, 0, -x.shape[2] % k), value=float("-inf"))
    return pooled_by_reshape(x, k)


def edge_of_zeros(x, kernel_size):
    k = kernel_size
    return pooled_by_reshape(F.pad(x, (0, -x.shape[3] % k, 0, -x.shape[2] % k)), k)


def pooled_rows_only(x, kernel_size):
    return x.unfold(2, kernel_size, kernel_size).amax(dim=-1)


def pooled_over_channels(x, kernel_size):
    return pooled_by_reshape(x, kernel_size).amax(dim=1, keepdim=True)


def pooled_by_size(x, kernel_size):
    return pooled_by_reshape(x, 2)


def pooled_absolute(x, kernel_size):
    return pooled_by_reshape(x.abs(), kernel_size)


def pooled_in_numpy(x, kernel_size):
    return torch.tensor(pooled_by_reshape(x, kernel_size).detach().numpy())


def _load(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_networks, _loops, _adams = (_load(f"cnn_{name}") for name in ("networks", "loops", "adams"))

CORRECT = {
    "conv2d": [
        by_kernel_places, by_places, into_an_empty_tensor, by_tensor_unfold, by_as_strided, by_unfold_and_fold,
    ],
    "max_pool2d": [pooled_by_reshape, pooled_by_loops, pooled_by_unfold, pooled_by_slices, pooled_by_torch],
    **_networks.CORRECT,
    **_loops.CORRECT,
    **_adams.CORRECT,
}  # fmt: skip

WRONG = {
    "conv2d": {
        "kernel flipped": [flipped_places],
        "one-sided padding": [padded_below, padded_left],
        "stride on one axis": [strided_down, strided_across],
        "stride ignored": [never_strided],
        "padding ignored": [never_padded],
        "channels not summed": [first_channel_only],
        "bias forgotten": [unbiased],
        "cut off from autograd": [through_numpy],
    },
    "max_pool2d": {
        "mean": [mean_by_reshape],
        "overlapping": [windows_overlap],
        "ragged edge kept": [edge_kept_by_padding],
        "ragged edge padded": [edge_of_zeros],
        "cut off from autograd": [pooled_in_numpy],
    },
    **_networks.WRONG,
    **_loops.WRONG,
    **_adams.WRONG,
}

UNLISTED = {
    "conv2d": [
        averaged, in_single_precision, in_single_precision_and_back, bias_in_place, channels_last, on_squares_only,
        twice_the_bias, with_torchs, with_torchs_layer,
    ],
    "max_pool2d": [pooled_rows_only, pooled_over_channels, pooled_by_size, pooled_absolute],
    **_networks.UNLISTED,
    **_loops.UNLISTED,
    **_adams.UNLISTED,
}  # fmt: skip

for _more in [_load(f"cnn_more{part}") for part in ("", "_networks", "_adams", "_loops")]:
    for _all, _its in ((CORRECT, _more.CORRECT), (UNLISTED, _more.UNLISTED)):
        _all |= {name: [*_all.get(name, []), *functions] for name, functions in _its.items()}
    for _name, _its in _more.WRONG.items():
        _all = WRONG[_name] = dict(WRONG.get(_name, {}))
        _all |= {mistake: [*_all.get(mistake, []), *functions] for mistake, functions in _its.items()}
