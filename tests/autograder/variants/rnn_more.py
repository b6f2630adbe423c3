"""Unit 12 in further styles, and further codings of its mistakes: steps and classifiers."""
# ruff: noqa: ARG002, B905, N812, RUF005

from __future__ import annotations

import itertools

import torch
from torch import nn
from torch.nn import functional as F


def by_recursion(x, h0, W_ih, W_hh, b_ih, b_hh):

    def rec(t, h):
        if t == x.shape[1]:
            return []
        h = torch.tanh(W_ih.matmul(x[:, t].T).T + b_ih + W_hh.matmul(h.T).T + b_hh)
        return [h] + rec(t + 1, h)

    return torch.stack(rec(0, h0), dim=1)


def by_accumulate(x, h0, W_ih, W_hh, b_ih, b_hh):
    xs = x.transpose(0, 1)
    hs = list(
        itertools.accumulate(
            xs, lambda h, v: torch.tanh(torch.addmm(b_ih, v, W_ih.t()) + torch.addmm(b_hh, h, W_hh.t())), initial=h0
        )
    )[1:]
    return torch.stack(hs).transpose(0, 1)


def by_sigmoid(x, h0, W_ih, W_hh, b_ih, b_hh):
    W = torch.cat([W_ih, W_hh], 1)
    b = b_ih + b_hh
    h = h0
    o = []
    for t in range(x.shape[1]):
        z = torch.cat([x[:, t], h], -1) @ W.T + b
        h = 2 * torch.sigmoid(2 * z) - 1
        o += [h]
    return torch.stack(o, 1)


def one_step(x, h, c, W_ih, W_hh, b_ih, b_hh):
    z = F.linear(x, W_ih, b_ih) + F.linear(h, W_hh, b_hh)
    H = h.shape[1]
    i, f, g, o = (z[:, :H], z[:, H : 2 * H], z[:, 2 * H : 3 * H], z[:, 3 * H :])
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return (o.sigmoid() * c.tanh(), c)


def gate_by_gate(x, h, c, W_ih, W_hh, b_ih, b_hh):
    gates = [
        x @ a.T + p + h @ b.T + q for a, b, p, q in zip(W_ih.chunk(4), W_hh.chunk(4), b_ih.chunk(4), b_hh.chunk(4))
    ]
    i, f, g, o = [torch.sigmoid(v) if k != 2 else torch.tanh(v) for k, v in enumerate(gates)]
    c_new = f * c + i * g
    return [o * torch.tanh(c_new), c_new]


def by_addcmul(x, h, c, W_ih, W_hh, b_ih, b_hh):
    i, f, g, o = torch.split(torch.addmm(b_ih, x, W_ih.t()) + torch.addmm(b_hh, h, W_hh.t()), h.size(-1), dim=-1)
    g = 2 * torch.sigmoid(2 * g) - 1
    c = torch.addcmul(torch.sigmoid(f) * c, torch.sigmoid(i), g)
    return (torch.mul(torch.sigmoid(o), c.tanh()), c)


def row_by_row(x, h, c, W_ih, W_hh, b_ih, b_hh):
    outs = []
    for n in range(len(x)):
        z = W_ih @ x[n] + b_ih + W_hh @ h[n] + b_hh
        i, f, g, o = z.tensor_split(4)
        cn = f.sigmoid() * c[n] + i.sigmoid() * g.tanh()
        outs.append((o.sigmoid() * cn.tanh(), cn))
    return (torch.stack([a for a, _ in outs]), torch.stack([b for _, b in outs]))


def in_a_named_tuple(x, h, c, W_ih, W_hh, b_ih, b_hh):
    from collections import namedtuple

    S = namedtuple("S", "h c")
    a, b = one_step(x, h, c, W_ih, W_hh, b_ih, b_hh)
    return S(a, b)


class Frozen(nn.Module):
    def __init__(self, vocab_size, n_classes, embed_dim=16, hidden_size=24):
        super().__init__()
        self.e = nn.Embedding(vocab_size, embed_dim)
        self.c = nn.GRUCell(embed_dim, hidden_size)
        self.o = nn.Linear(hidden_size, n_classes)
        self.H = hidden_size

    def forward(self, tokens, lengths):
        h = torch.zeros(len(tokens), self.H)
        x = self.e(tokens)
        for t in range(tokens.shape[1]):
            h = torch.where((t < lengths)[:, None], self.c(x[:, t], h), h)
        return self.o(h)


class MaskedMean(nn.Module):
    """masked mean of states"""

    def __init__(self, vocab_size, n_classes, embed_dim=16, hidden_size=24):
        super().__init__()
        self.emb = nn.Embedding(vocab_size, embed_dim)
        self.rnn = nn.GRU(embed_dim, hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, n_classes)

    def forward(self, tokens, lengths):
        o, _ = self.rnn(self.emb(tokens))
        m = (torch.arange(tokens.shape[1])[None] < lengths[:, None]).unsqueeze(-1)
        return self.fc((o * m).sum(1) / lengths[:, None])


class SortedAndBack(nn.Module):
    """own parameters, one by one, sorted and unsorted"""

    def __init__(self, vocab_size, n_classes, embed_dim=16, hidden_size=24):
        super().__init__()
        self.E = nn.Parameter(torch.randn(vocab_size, embed_dim))
        self.g = nn.GRU(embed_dim, hidden_size)
        self.out = nn.Sequential(nn.Linear(hidden_size, hidden_size), nn.ReLU(), nn.Linear(hidden_size, n_classes))

    def forward(self, tokens, lengths):
        order = lengths.argsort(descending=True)
        x = self.E[tokens[order]].transpose(0, 1)
        p = nn.utils.rnn.pack_padded_sequence(x, lengths[order])
        _, h = self.g(p)
        res = torch.empty_like(h[0])
        res[order] = h[0]
        return self.out(res)


class Plain(nn.Module):
    def __init__(self, vocab_size, n_classes, embed_dim=16, hidden_size=24):
        super().__init__()
        self.e = nn.Embedding(vocab_size, embed_dim)
        self.r = nn.GRU(embed_dim, hidden_size, batch_first=True)
        self.o = nn.Linear(hidden_size, n_classes)

    def last(self, tokens, lengths):
        s, _ = self.r(self.e(tokens))
        return s[torch.arange(len(tokens)), lengths - 1]

    def forward(self, tokens, lengths):
        return self.o(self.last(tokens, lengths))


class BothWays(nn.Module):
    def __init__(self, vocab_size, n_classes, embed_dim=16, hidden_size=24):
        super().__init__()
        self.e = nn.Embedding(vocab_size, embed_dim)
        self.r = nn.GRU(embed_dim, hidden_size, batch_first=True, bidirectional=True)
        self.o = nn.Linear(2 * hidden_size, n_classes)

    def forward(self, t, later):
        return self.o(self.r(self.e(t))[0][torch.arange(len(t)), later - 1])


class OtherDefaults(Plain):
    def __init__(self, vocab_size, n_classes, embed_dim=8, hidden_size=32):
        super().__init__(vocab_size, n_classes, embed_dim, hidden_size)


class TimeFirst(Plain):
    def __init__(self, vocab_size, n_classes, embed_dim=16, hidden_size=24):
        super().__init__(vocab_size, n_classes, embed_dim, hidden_size)
        self.r = nn.GRU(embed_dim, hidden_size)


class NoInit(nn.Module):
    def __init__(self, vocab_size, n_classes, embed_dim=16, hidden_size=24):
        self.e = nn.Embedding(vocab_size, embed_dim)

    def forward(self, t, later):
        return self.e(t)


class Turned(Plain):
    def forward(self, t, later):
        return super().forward(t, later).T


class LeftSorted(Plain):
    def forward(self, t, later):
        later, o = later.sort(descending=True)
        return self.o(self.r(nn.utils.rnn.pack_padded_sequence(self.e(t[o]), later, batch_first=True))[1][0])


def bias_cleared(x, h0, W_ih, W_hh, b_ih, b_hh):
    states = by_accumulate(x, h0, W_ih, W_hh, b_ih, b_hh)
    b_ih.data.zero_()
    return states


def list_of_states(x, h0, W_ih, W_hh, b_ih, b_hh):
    return list(by_accumulate(x, h0, W_ih, W_hh, b_ih, b_hh).unbind(1))


CORRECT = {
    "rnn_forward": [by_recursion, by_accumulate, by_sigmoid],
    "lstm_cell": [gate_by_gate, by_addcmul, row_by_row, in_a_named_tuple],
    "SequenceClassifier": [Frozen, MaskedMean, SortedAndBack],
}

WRONG = {
    "SequenceClassifier": {
        "rows for steps": [TimeFirst],
        "other defaults": [OtherDefaults],
        "last padded state": [BothWays],
        "rows out of order": [LeftSorted],
    }
}

UNLISTED = {"rnn_forward": [bias_cleared, list_of_states], "SequenceClassifier": [NoInit, Turned]}
