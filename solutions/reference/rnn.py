"""Unit 12: networks that read a sequence step by step, their gates, and how they are trained."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


def rnn_forward(x: Tensor, h0: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    """Run a tanh network over sequences and return the state after every step.

    h_t = tanh(W_ih·x_t + b_ih + W_hh·h_{t−1} + b_hh)

    Shapes: `x` (N, T, D), `h0` (N, H), `W_ih` (H, D), `W_hh` (H, H), both biases (H,); result (N, T, H).
    Source: Elman (1990), "Finding structure in time", in the form of `torch.nn.RNN(batch_first=True)`.
    """
    states, h = [], h0
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ W_ih.T + b_ih + h @ W_hh.T + b_hh)
        states.append(h)
    return torch.stack(states, dim=1)


def lstm_cell(
    x: Tensor, h: Tensor, c: Tensor, W_ih: Tensor, W_hh: Tensor, b_ih: Tensor, b_hh: Tensor
) -> tuple[Tensor, Tensor]:
    """Take one step of a long short-term memory and return the new (h, c).

    z = W_ih·x + b_ih + W_hh·h + b_hh, cut into i, f, g, o in this order
    c ← σ(f)·c + σ(i)·tanh(g),  h ← σ(o)·tanh(c)

    Shapes: `x` (N, D), `h`, `c` and both results (N, H), `W_ih` (4H, D), `W_hh` (4H, H), both biases (4H,).
    Source: Hochreiter & Schmidhuber (1997) with the forget gate of Gers et al. (2000), as in `torch.nn.LSTMCell`.
    """
    i, f, g, o = (x @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


class SequenceClassifier(nn.Module):
    """Classify sequences of tokens of different lengths, which are padded to one.

    embedding → GRU → the state after the last real token → linear

    Shapes: `tokens` (N, T) whole numbers below `vocab_size`, `lengths` (N,) from 1 to T; result (N, n_classes), logits.
    Source: Cho et al. (2014), "Learning phrase representations", for the gated recurrent unit.
    """

    def __init__(self, vocab_size: int, n_classes: int, embed_dim: int = 16, hidden_size: int = 24) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_dim)
        self.recurrent = nn.GRU(embed_dim, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        states, _ = self.recurrent(self.embedding(tokens))
        rows = torch.arange(len(tokens), device=tokens.device)
        return self.head(states[rows, lengths.to(tokens.device) - 1])


def clip_and_step(
    model: nn.Module, loss: Tensor, optimizer: torch.optim.Optimizer, scaler: torch.amp.GradScaler, max_norm: float
) -> Tensor:
    """Take one training step with a scaled loss and clipped gradients; return the norm before clipping.

    zero_grad → scale·loss backward → gradients/scale → clip by the global norm → step → update the scale

    After an overflow (a gradient that is inf or nan) the scaler leaves the step out, and the norm is not finite.
    Shapes: `loss` a single number with its graph; result a single number without one.
    Source: Micikevicius et al. (2018), "Mixed precision training"; Pascanu, Mikolov & Bengio (2013), algorithm 1.
    """
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return norm


def truncated_bptt(
    model: nn.Module, tokens: Tensor, chunk: int, optimizer: torch.optim.Optimizer, max_norm: float
) -> list[float]:
    """Train a language model on long sequences in chunks that share the state but not the graph.

    For each chunk: logits, state = model(x, state); mean cross-entropy of the next tokens; backward, clip, step.

    Shapes: `tokens` (N, T), T ≥ 2; the T − 1 targets are `tokens` shifted by one, cut into chunks, the last one short;
    result one mean loss a chunk. `state` is None first, then a tensor or a tuple of tensors, carried and detached.
    Source: Williams & Peng (1990), "An efficient gradient-based algorithm for on-line training of recurrent networks".
    """
    losses: list[float] = []
    state = None
    inputs, targets = tokens[:, :-1], tokens[:, 1:]
    for x, y in zip(inputs.split(chunk, dim=1), targets.split(chunk, dim=1), strict=True):
        logits, state = model(x, state)
        loss = functional.cross_entropy(logits.flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        state = _detached(state)
        losses.append(loss.item())
    return losses


def _detached(state: Tensor | tuple[Tensor, ...]) -> Tensor | tuple[Tensor, ...]:
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()
