"""Unit 12's known mistakes in a recurrent network and an LSTM's step, and what a learner reads."""

# ruff: noqa: ARG005 (a formula names all that it might use)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from autograder.exercise import Mistake

Pre = Callable[..., Any]


def right_sum(x: Any, h: Any, W_ih: Any, W_hh: Any, b_ih: Any, b_hh: Any) -> Any:
    return x @ W_ih.T + b_ih + h @ W_hh.T + b_hh


# rnn_forward


def network(
    total: Pre = right_sum,
    squash: Callable[..., Any] = torch.tanh,
    carry: Callable[..., Any] = lambda h, h0: h,
    give: Callable[..., Any] = lambda states, h0: torch.stack(states, dim=1),
) -> Callable[..., Any]:
    """Return a network with parts exchanged."""

    def rnn_forward(x: Any, h0: Any, *params: Any) -> Any:
        states, h = [], h0
        for t in range(x.shape[1]):
            h = squash(total(x[:, t], carry(h, h0), *params))
            states.append(h)
        return give(states, h0)

    return rnn_forward


def over_rows(x: Any, h0: Any, W_ih: Any, W_hh: Any, b_ih: Any, b_hh: Any) -> Any:
    states, h = [], h0
    for row in x:
        h = torch.tanh(row @ W_ih.T + b_ih + h @ W_hh.T + b_hh)
        states.append(h)
    return torch.stack(states)


def cut_off(expected: list, got: list, *_: Any, **__: Any) -> bool:
    """The numbers are right, and the gradients are missing or other ones."""
    if len(got) < 2:
        return False
    states = [np.asarray(value) for value in (expected[0], got[0])]
    same = states[0].shape == states[1].shape and np.allclose(states[0], states[1], rtol=1e-4)
    same = same and states[0].dtype == states[1].dtype
    other = isinstance(got[1], list) and not np.allclose(expected[1], got[1], rtol=1e-6)
    return bool(same and other)


RNN_FORWARD = [
    Mistake(
        "state not carried",
        "Every step of yours starts from h0 (or from zeros). The state of one step is what the next one starts from: "
        "`h = torch.tanh(... + h @ W_hh.T + ...)`.",
        network(carry=lambda h, h0: h0),
        also=[
            network(carry=lambda h, h0: 0 * h),
            network(lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih.T + b_ih),
        ],
    ),
    Mistake(
        "h0 ignored",
        "You begin with a state of zeros. Begin with `h = h0`.",
        lambda x, h0, *params: network()(x, torch.zeros_like(h0), *params),
    ),
    Mistake(
        "transposed",
        "A weight is the wrong way round. Rows of a batch are rows of `x` and `h`, so W x becomes `x @ W_ih.T`, and "
        "W h becomes `h @ W_hh.T`.",
        network(lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih.T + b_ih + h @ W_hh + b_hh),
        also=[
            network(lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih + b_ih + h @ W_hh + b_hh),
            network(lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih + b_ih + h @ W_hh.T + b_hh),
            network(lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih.reshape(x.shape[1], -1) + b_ih + h @ W_hh.T + b_hh),
            network(lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih.reshape(x.shape[1], -1) + b_ih + h @ W_hh + b_hh),
        ],
    ),
    Mistake(
        "relu",
        "You squash by relu. This network has tanh, which keeps the state between −1 and 1.",
        network(squash=torch.relu),
    ),
    Mistake(
        "sigmoid",
        "You squash by a sigmoid. This network has tanh, whose values may be negative.",
        network(squash=torch.sigmoid),
    ),
    Mistake("no activation", "The sum is not squashed. Each new state is the tanh of it.", network(squash=lambda z: z)),
    Mistake(
        "one bias",
        "One of the two biases is missing. Both are added, at every step: `+ b_ih` and `+ b_hh`.",
        network(lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih.T + b_ih + h @ W_hh.T),
        also=[
            network(lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih.T + h @ W_hh.T + b_hh),
            network(lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih.T + h @ W_hh.T),
            network(lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih.T + b_ih + h @ W_hh.T + b_ih),
            network(lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih.T + b_hh + h @ W_hh.T + b_hh),
        ],
    ),
    Mistake(
        "rows for steps",
        "You loop over the rows of the batch. `x` is (N, T, D): step t of all rows is `x[:, t]`, and time is axis 1.",
        over_rows,
    ),
    Mistake(
        "time first",
        "The states are right, but time is the first axis. Stack them along axis 1: `torch.stack(states, dim=1)`.",
        network(give=lambda states, h0: torch.stack(states)),
    ),
    Mistake(
        "one step late",
        "Your first row is h0. That is what the run starts from and no part of the result: the first row is h_1, the "
        "last is h_T.",
        network(give=lambda states, h0: torch.stack([h0, *states[:-1]], dim=1)),
        also=[network(give=lambda states, h0: torch.stack([h0, *states], dim=1))],
    ),
    Mistake(
        "last state only",
        "You return one state. All T of them are asked for, (N, T, H): collect them in a list and stack it.",
        network(give=lambda states, h0: states[-1]),
    ),
    Mistake(
        "cut off from autograd",
        "The states are right, but gradients do not find the way back through time. Stay with tensors: no `detach`, "
        "`.data`, `.item()`, `numpy()` or `no_grad` on the way.",
        network(carry=lambda h, h0: h.detach()),
        symptom=cut_off,
    ),
]


# lstm_cell


def cell(
    order: tuple[int, int, int, int] = (0, 1, 2, 3),
    total: Pre = right_sum,
    squash: tuple[Callable[..., Any], ...] = (torch.sigmoid, torch.sigmoid, torch.tanh, torch.sigmoid),
    keep: Callable[..., Any] = lambda i, f, g, c: f * c + i * g,
    show: Callable[..., Any] = lambda o, new, old: o * torch.tanh(new),
    give: Callable[..., Any] = lambda h, c: (h, c),
) -> Callable[..., Any]:
    """Return a step with parts exchanged; `order` names the blocks that serve as i, f, g, o."""

    def lstm_cell(x: Any, h: Any, c: Any, *params: Any) -> Any:
        blocks = total(x, h, *params).chunk(4, dim=1)
        i, f, g, o = (squash[k](blocks[order[k]]) for k in range(4))
        new = keep(i, f, g, c)
        return give(show(o, new, c), new)

    return lstm_cell


def four_rows(x: Any, h: Any, c: Any, *params: Any) -> Any:
    i, f, g, o = right_sum(x, h, *params).chunk(4)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def cell_cut_off(expected: list, got: list, *_: Any, **__: Any) -> bool:
    """All steps are right, and the gradients are missing or other ones."""
    if len(got) != len(expected):
        return False
    pairs = [(np.asarray(a), np.asarray(b)) for a, b in zip(expected[:-2], got[:-2], strict=True)]
    same = all(a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, rtol=1e-4) for a, b in pairs)
    return bool(same and isinstance(got[-2], list) and len(got[-2]) == len(expected[-2]) and got[-1] is True)


def other_order(_expected: list, got: list, x: Any, h: Any, c: Any, *params: Any, **_: Any) -> bool:
    """Taken in one of the other orders, or as every fourth number, the blocks give all of these steps."""
    from itertools import permutations

    if len(got) < len(x):
        return False
    W_ih, W_hh, b_ih, b_hh = params
    single = "32" in str(x.dtype)
    # An exchange of i and f alone is a mistake of its own, which no number tells from this one.
    ways = [order for order in permutations(range(4)) if order not in ((0, 1, 2, 3), (1, 0, 2, 3))]
    for order in [*ways, None]:
        state, cell, same = h, c, True
        for step, pair in zip(x, got, strict=False):
            z = step @ W_ih.T + b_ih + state @ W_hh.T + b_hh
            blocks = np.split(z, 4, axis=1)
            i, f, g, o = (blocks[k] for k in order) if order else (z[:, k::4] for k in range(4))
            cell = cell / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
            state = np.tanh(cell) / (1 + np.exp(-o))
            for one, other in zip((state, cell), pair, strict=True):
                close = np.shape(other) == one.shape and np.allclose(one, other, rtol=1e-3 if single else 1e-7)
                same = same and close
        if same:
            return True
    return False


S, T = torch.sigmoid, torch.tanh

LSTM_CELL = [
    Mistake(
        "gate order",
        "The four blocks are taken in another order. Here it is i, f, g, o, one behind the other: write, keep, what, "
        "show.",
        cell((0, 1, 3, 2)),
        other_order,
        also=[cell(order) for order in [(0, 2, 1, 3), (1, 2, 3, 0), (1, 0, 3, 2)]],
    ),
    Mistake(
        "sigmoid on g",
        "You squash g by a sigmoid. What is written may be negative: g is a tanh, the three gates are sigmoids.",
        cell(squash=(S, S, S, S)),
    ),
    Mistake(
        "g not squashed",
        "g is written as it is. What is written is tanh(g).",
        cell(squash=(S, S, lambda z: z, S)),
    ),
    Mistake(
        "c not squashed",
        "You do not show the tanh of the cell. The new state is σ(o) times tanh(c).",
        cell(show=lambda o, new, old: o * new),
        also=[
            cell(show=lambda o, new, old: o * torch.sigmoid(new)),
            cell(show=lambda o, new, old: torch.tanh(o * new)),
        ],
    ),
    Mistake(
        "squashed cell kept",
        "You keep the squashed cell. Only what is *shown* goes through tanh; the cell that is returned does not.",
        cell(keep=lambda i, f, g, c: torch.tanh(f * c + i * g)),
        also=[
            cell(keep=lambda i, f, g, c: torch.tanh(f * c + i * g), show=lambda o, new, old: o * new),
        ],
    ),
    Mistake(
        "old cell shown",
        "You show the cell from before the step. The new state is made of the *new* cell: compute c first.",
        cell(show=lambda o, new, old: o * torch.tanh(old)),
    ),
    Mistake(
        "forget gate on the new term",
        "Each gate has a term of its own: f says how much of the old cell is kept, i how much of the new term is "
        "written. c becomes σ(f)·c + σ(i)·tanh(g), and of the four blocks, i is the first and f the second.",
        cell(keep=lambda i, f, g, c: i * c + f * g),
        also=[
            cell(keep=lambda i, f, g, c: f * c + f * g),
            cell(keep=lambda i, f, g, c: i * c + i * g),
            cell(keep=lambda i, f, g, c: f * (c + i * g)),
            cell(keep=lambda i, f, g, c: c + f * g),
        ],
    ),
    Mistake(
        "nothing forgotten",
        "The old cell is added in full. It is multiplied by the forget gate: σ(f)·c + σ(i)·tanh(g).",
        cell(keep=lambda i, f, g, c: c + i * g),
    ),
    Mistake(
        "1 − i in the place of f",
        "You keep 1 − σ(i) of the old cell, as a GRU does. An LSTM has a forget gate of its own: σ(f)·c.",
        cell(keep=lambda i, f, g, c: (1 - i) * c + i * g),
        also=[cell(keep=lambda i, f, g, c: f * c + (1 - f) * g)],
    ),
    Mistake(
        "forget gate turned round",
        "You keep 1 − σ(f) of the old cell. The forget gate says how much is *kept*: σ(f)·c.",
        cell(keep=lambda i, f, g, c: (1 - f) * c + i * g),
    ),
    Mistake(
        "a gate left out",
        "A gate is missing. The new term is multiplied by σ(i) before it is written, and what is shown by σ(o).",
        cell(keep=lambda i, f, g, c: f * c + g),
        also=[cell(show=lambda o, new, old: torch.tanh(new))],
    ),
    Mistake(
        "gates not squashed",
        "The gates are used without a sigmoid. A gate is a share between 0 and 1.",
        cell(squash=(lambda z: z, lambda z: z, T, lambda z: z)),
        also=[cell(squash=(T, T, T, T))],
    ),
    Mistake(
        "one bias",
        "One of the two biases is missing. Both are added: `+ b_ih` and `+ b_hh`.",
        cell(total=lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih.T + b_ih + h @ W_hh.T),
        also=[
            cell(total=lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih.T + h @ W_hh.T + b_hh),
            cell(total=lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih.T + h @ W_hh.T),
            cell(total=lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih.T + b_ih + h @ W_hh.T + b_ih),
            cell(total=lambda x, h, W_ih, W_hh, b_ih, b_hh: x @ W_ih.T + b_hh + h @ W_hh.T + b_hh),
        ],
    ),
    Mistake(
        "h and c exchanged",
        "You return (c, h). The state comes first: (h, c).",
        cell(give=lambda h, c: (c, h)),
    ),
    Mistake(
        "cut along the rows",
        "You cut the sum into four along its rows. The blocks lie side by side: `.chunk(4, dim=1)`.",
        four_rows,
    ),
    Mistake(
        "cut off from autograd",
        "The steps are right, but gradients do not flow back through them. Stay with tensors: no `detach`, `.data`, "
        "`numpy()` or `no_grad` on the way.",
        lambda x, h, c, *params: cell()(x, h, c.detach(), *params),
        symptom=cell_cut_off,
    ),
]
