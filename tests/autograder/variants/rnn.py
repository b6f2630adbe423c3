"""Unit 12 as learners write it: a recurrent network and an LSTM's step."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from tests.autograder.variants import rnn_classifiers as nets
from tests.autograder.variants import rnn_loops as loops
from tests.autograder.variants import rnn_more as more
from tests.autograder.variants import rnn_more_loops as more_loops
from tests.autograder.variants import rnn_readers as readers

# rnn_forward, right


def filled(x, h0, W_ih, W_hh, b_ih, b_hh):
    N, T, _ = x.shape
    out = torch.empty(N, T, W_hh.shape[0], dtype=x.dtype)
    h = h0
    for t in range(T):
        h = torch.tanh(nn.functional.linear(x[:, t], W_ih, b_ih) + nn.functional.linear(h, W_hh, b_hh))
        out[:, t] = h
    return out


def inputs_at_once(x, h0, W_ih, W_hh, b_ih, b_hh):
    z = torch.einsum("ntd,hd->nth", x, W_ih) + (b_ih + b_hh)
    h, states = h0, ()
    for t in range(z.size(1)):
        h = (z[:, t, :] + torch.einsum("nk,hk->nh", h, W_hh)).tanh()
        states += (h,)
    return torch.stack(states, 1)


def time_major(x, h0, W_ih, W_hh, b_ih, b_hh):
    h, states = h0, []
    for step in x.transpose(0, 1):
        h = torch.tanh((W_ih @ step.T + b_ih[:, None] + W_hh @ h.T + b_hh[:, None]).T)
        states.append(h)
    return torch.stack(states).permute(1, 0, 2)


def unbound(x, h0, W_ih, W_hh, b_ih, b_hh):
    states = [h0]
    for step in x.unbind(1):
        states.append(torch.tanh(torch.addmm(b_ih, step, W_ih.t()) + torch.addmm(b_hh, states[-1], W_hh.t())))
    return torch.cat([state[:, None] for state in states[1:]], dim=1)


def row_by_row(x, h0, W_ih, W_hh, b_ih, b_hh):
    rows = []
    for n in range(len(x)):
        h, states = h0[n], []
        for t in range(x.shape[1]):
            h = torch.tanh(W_ih @ x[n, t] + b_ih + W_hh @ h + b_hh)
            states.append(h)
        rows.append(torch.stack(states))
    return torch.stack(rows)


# rnn_forward, wrong


def fresh_start_each_step(x, h0, W_ih, W_hh, b_ih, b_hh):
    return torch.stack([torch.tanh(x[:, t] @ W_ih.T + b_ih + h0 @ W_hh.T + b_hh) for t in range(x.shape[1])], dim=1)


def by_einsum_transposed(x, h0, W_ih, W_hh, b_ih, b_hh):
    h, states = h0, []
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ W_ih.T + b_ih + torch.einsum("nk,kh->nh", h, W_hh) + b_hh)
        states.append(h)
    return torch.stack(states, 1)


def clamped(x, h0, W_ih, W_hh, b_ih, b_hh):
    h, states = h0, []
    for t in range(x.shape[1]):
        h = (x[:, t] @ W_ih.T + b_ih + h @ W_hh.T + b_hh).clamp(min=0)
        states.append(h)
    return torch.stack(states, 1)


def bias_once(x, h0, W_ih, W_hh, b_ih, b_hh):
    h, states = h0, []
    for t in range(x.shape[1]):
        h = torch.tanh(nn.functional.linear(x[:, t], W_ih, b_ih) + nn.functional.linear(h, W_hh))
        states.append(h)
    return torch.stack(states, 1)


def through_numpy(x, h0, W_ih, W_hh, b_ih, b_hh):
    arrays = [tensor.detach().numpy() for tensor in (x, h0, W_ih, W_hh, b_ih, b_hh)]
    x, h, W_ih, W_hh, b_ih, b_hh = arrays
    states = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_ih.T + b_ih + h @ W_hh.T + b_hh)
        states.append(h)
    return torch.tensor(np.stack(states, 1))


def by_data(x, h0, W_ih, W_hh, b_ih, b_hh):
    h, states = h0, []
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ W_ih.T + b_ih + h.data @ W_hh.T + b_hh)
        states.append(h)
    return torch.stack(states, 1)


def recurrence_after_tanh(x, h0, W_ih, W_hh, b_ih, b_hh):
    h, states = h0, []
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ W_ih.T + b_ih) + h @ W_hh.T + b_hh
        states.append(h)
    return torch.stack(states, 1)


def with_torchs_own(x, h0, W_ih, W_hh, b_ih, b_hh):
    layer = nn.RNN(x.shape[2], h0.shape[1], batch_first=True).to(x.dtype)
    values = dict(zip(dict(layer.named_parameters()), (W_ih, W_hh, b_ih, b_hh), strict=True))
    return torch.func.functional_call(layer, values, (x, h0[None]))[0]


# lstm_cell, right


def by_split(x, h, c, W_ih, W_hh, b_ih, b_hh):
    z = nn.functional.linear(x, W_ih, b_ih) + nn.functional.linear(h, W_hh, b_hh)
    i, f, g, o = torch.split(z, h.shape[1], dim=-1)
    new = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return [o.sigmoid() * new.tanh(), new]


def by_slices(x, h, c, W_ih, W_hh, b_ih, b_hh):
    H = h.size(1)
    z = x.mm(W_ih.t()) + h.mm(W_hh.t()) + b_ih + b_hh
    write, keep, show = (1 / (1 + torch.exp(-z[:, k * H : (k + 1) * H])) for k in (0, 1, 3))
    c = keep * c
    c = c + write * torch.tanh(z[:, 2 * H : 3 * H])
    return show * torch.tanh(c), c


def by_blocks(x, h, c, W_ih, W_hh, b_ih, b_hh):
    H = c.shape[1]
    z = []
    for k in range(4):
        rows = slice(k * H, (k + 1) * H)
        z.append(x @ W_ih[rows].T + b_ih[rows] + h @ W_hh[rows].T + b_hh[rows])
    c_new = torch.sigmoid(z[1]) * c + torch.sigmoid(z[0]) * torch.tanh(z[2])
    return torch.sigmoid(z[3]) * torch.tanh(c_new), c_new


def stacked_inputs(x, h, c, W_ih, W_hh, b_ih, b_hh):
    z = torch.cat([x, h], 1) @ torch.cat([W_ih, W_hh], 1).T + (b_ih + b_hh)
    i, f, g, o = z.reshape(len(x), 4, -1).unbind(1)
    c = torch.addcmul(torch.sigmoid(i) * torch.tanh(g), torch.sigmoid(f), c)
    return torch.sigmoid(o) * torch.tanh(c), c


# lstm_cell, wrong


def forget_first(x, h, c, W_ih, W_hh, b_ih, b_hh):
    f, i, g, o = (x @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def output_before_cell(x, h, c, W_ih, W_hh, b_ih, b_hh):
    i, f, o, g = (x @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def all_sigmoid(x, h, c, W_ih, W_hh, b_ih, b_hh):
    i, f, g, o = torch.sigmoid(x @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, 1)
    c = f * c + i * g
    return o * torch.tanh(c), c


def plain_show(x, h, c, W_ih, W_hh, b_ih, b_hh):
    i, f, g, o = (x @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, 1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c, c


def detached_memory(x, h, c, W_ih, W_hh, b_ih, b_hh):
    i, f, g, o = (x @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, 1)
    c = f.sigmoid() * c.data + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def in_place(x, h, c, W_ih, W_hh, b_ih, b_hh):
    with torch.no_grad():
        i, f, g, o = (x @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, 1)
        c *= f.sigmoid()
        c += i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c


def state_only(x, h, c, W_ih, W_hh, b_ih, b_hh):
    return by_split(x, h, c, W_ih, W_hh, b_ih, b_hh)[0]


def torchs_own_cell(x, h, c, W_ih, W_hh, b_ih, b_hh):
    layer = nn.LSTMCell(x.shape[1], h.shape[1]).to(x.dtype)
    values = dict(zip(dict(layer.named_parameters()), (W_ih, W_hh, b_ih, b_hh), strict=True))
    return torch.func.functional_call(layer, values, (x, (h, c)))


CORRECT = {
    "rnn_forward": [filled, inputs_at_once, time_major, unbound, row_by_row],
    "lstm_cell": [by_split, by_slices, by_blocks, stacked_inputs],
    "SequenceClassifier": nets.RIGHT,
    "clip_and_step": loops.RIGHT_STEPS,
    "truncated_bptt": loops.RIGHT_CHUNKS,
    "read_signals": readers.RIGHT,
}

WRONG = {
    "rnn_forward": {
        "state not carried": [fresh_start_each_step],
        "transposed": [by_einsum_transposed],
        "relu": [clamped],
        "one bias": [bias_once],
        "cut off from autograd": [through_numpy, by_data],
    },
    "lstm_cell": {
        "gate order": [output_before_cell],
        "forget gate on the new term": [forget_first],
        "sigmoid on g": [all_sigmoid],
        "c not squashed": [plain_show],
        "cut off from autograd": [detached_memory],
    },
    "SequenceClassifier": nets.WRONG,
    "clip_and_step": loops.WRONG_STEPS,
    "truncated_bptt": loops.WRONG_CHUNKS,
    "read_signals": readers.WRONG,
}

UNLISTED = {
    "rnn_forward": [recurrence_after_tanh, with_torchs_own],
    "lstm_cell": [in_place, state_only, torchs_own_cell],
    "SequenceClassifier": nets.UNLISTED,
    "clip_and_step": loops.UNLISTED_STEPS,
    "truncated_bptt": loops.UNLISTED_CHUNKS,
    "read_signals": readers.UNLISTED,
}

for part in (more, more_loops):
    for name in CORRECT:
        CORRECT[name] = [*CORRECT[name], *part.CORRECT.get(name, [])]
        UNLISTED[name] = [*UNLISTED[name], *part.UNLISTED.get(name, [])]
        for mistake, functions in part.WRONG.get(name, {}).items():
            WRONG[name] = {**WRONG[name], mistake: [*WRONG[name].get(mistake, []), *functions]}
