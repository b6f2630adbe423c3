"""Unit 12's run itself as learners write it, with a network that was trained beforehand."""

from __future__ import annotations

import functools

import numpy as np
import torch
from torch import nn

from tests.solutions.runs import rnn as runs


@functools.cache
def trained():
    model = runs.lstm()
    with np.load(runs.READER, allow_pickle=False) as stored:
        model.load_state_dict({key: torch.tensor(stored[key].astype(np.float32)) for key in stored.files})
    return model.eval()


def as_array(signals):
    with torch.no_grad():
        return trained()(torch.tensor(signals)).numpy()


def in_half_precision(signals):
    return torch.tensor(as_array(signals)).bfloat16()


def as_tensor(signals):
    return trained()(torch.from_numpy(signals.copy()))


def in_batches(signals):
    parts = [trained()(torch.tensor(signals[k : k + 64])).detach() for k in range(0, len(signals), 64)]
    return torch.cat(parts).double()


def one_by_one(signals):
    """Log-probabilities are scores as good as any."""
    with torch.no_grad():
        return np.float64(trained()(torch.tensor(signals)).log_softmax(dim=1))


def two_heads(signals):
    """The mean over two shifts, as some do at test time."""
    x = torch.tensor(signals)
    with torch.no_grad():
        return ((3 * trained()(x) + trained()(torch.cat([x[:, 1:], x[:, -1:]], 1))) / 4).numpy()


def untrained(signals):
    torch.manual_seed(0)
    return runs.lstm()(torch.tensor(signals))


def argmax_only(signals):
    return as_array(signals).argmax(1)


def squashed(signals):
    return torch.tensor(as_array(signals)).softmax(dim=1)


def still_dropping(signals):
    return nn.functional.dropout(torch.tensor(as_array(signals)), 0.1, training=True)


def half_deaf(signals):
    x = torch.tensor(signals)
    return trained()(torch.where(torch.arange(40) < 20, 0, x))


def hesitant(signals):
    return as_array(signals) / 30


def loud(signals):
    return 20 * as_array(signals)


def first_rows_only(signals):
    return as_array(signals)[:500]


def turned(signals):
    return as_array(signals).T


def not_numbers(signals):
    scores = as_array(signals)
    return np.where(scores.max(axis=1, keepdims=True) > 9, np.nan, scores)


RIGHT = [as_array, in_half_precision, as_tensor, in_batches, one_by_one, two_heads]
WRONG = {
    "no better than guessing": [untrained],
    "classes returned": [argmax_only],
    "softmax inside": [squashed],
    "training mode": [still_dropping],
    "not there yet": [half_deaf],
    "scores too flat": [hesitant],
    "too sure when wrong": [loud],
}
UNLISTED = [first_rows_only, turned, not_numbers]
