"""Unit 12's classifier of padded sequences as learners write it."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

# right


class Packed(nn.Module):
    def __init__(self, vocab_size, n_classes, embed_dim=16, hidden_size=24):
        super().__init__()
        self.emb = nn.Embedding(vocab_size, embed_dim)
        self.lstm = nn.LSTM(embed_dim, hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, n_classes)

    def forward(self, tokens, lengths):
        packed = pack_padded_sequence(self.emb(tokens), lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, (h, _) = self.lstm(packed)
        return self.fc(h[-1])


class BothWays(nn.Module):
    def __init__(self, vocab_size, n_classes, embed_dim=16, hidden_size=24):
        super().__init__()
        self.emb = nn.Embedding(vocab_size, embed_dim, padding_idx=0)
        self.gru = nn.GRU(embed_dim, hidden_size, batch_first=True, bidirectional=True)
        self.drop = nn.Dropout(0.3)
        self.fc = nn.Linear(2 * hidden_size, n_classes)

    def forward(self, tokens, lengths):
        packed = pack_padded_sequence(self.emb(tokens), lengths, batch_first=True, enforce_sorted=False)
        states, _ = pad_packed_sequence(self.gru(packed)[0], batch_first=True)
        mask = torch.arange(states.size(1)) < lengths.unsqueeze(1)
        best = states.masked_fill(~mask.unsqueeze(2), float("-inf")).amax(dim=1)
        return self.fc(self.drop(best))


class MaskedMean(nn.Module):
    def __init__(self, vocab_size, n_classes, embed_dim=16, hidden_size=24):
        super().__init__()
        self.layers = nn.ModuleDict(
            {
                "embedding": nn.Embedding(vocab_size, embed_dim),
                "rnn": nn.RNN(embed_dim, hidden_size, batch_first=True),
                "head": nn.Sequential(
                    nn.Linear(hidden_size, hidden_size), nn.ReLU(), nn.Linear(hidden_size, n_classes)
                ),
            }
        )

    def forward(self, tokens, lengths):
        states, _ = self.layers["rnn"](self.layers["embedding"](tokens))
        mask = (torch.arange(tokens.shape[1])[None] < lengths[:, None]).unsqueeze(2).float()
        return self.layers["head"]((states * mask).sum(1) / mask.sum(1))


class FrozenState(nn.Module):
    """A cell in a loop; a row whose sequence is over keeps its state."""

    def __init__(self, vocab_size, n_classes, embed_dim=16, hidden_size=24):
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(vocab_size, embed_dim)
        self.cell = nn.GRUCell(embed_dim, hidden_size)
        self.out = nn.Linear(hidden_size, n_classes)

    def forward(self, tokens, lengths):
        h = torch.zeros(len(tokens), self.hidden_size)
        for t in range(tokens.shape[1]):
            new = self.cell(self.embedding(tokens[:, t]), h)
            h = torch.where((t < lengths)[:, None], new, h)
        return self.out(h)


class Gathered(nn.Module):
    """Two layers, time first, and gather for the last real state."""

    def __init__(self, vocab_size, n_classes, embed_dim=16, hidden_size=24):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_dim)
        self.lstm = nn.LSTM(embed_dim, hidden_size, num_layers=2)
        self.norm = nn.LayerNorm(hidden_size)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, tokens, lengths):
        states, _ = self.lstm(self.embedding(tokens).transpose(0, 1))
        place = (lengths - 1).view(1, -1, 1).expand(1, -1, states.shape[2])
        return self.head(self.norm(states.gather(0, place).squeeze(0)))


# wrong


class FinalState(Packed):
    def forward(self, tokens, lengths):  # noqa: ARG002
        _, (h, _) = self.lstm(self.emb(tokens))
        return self.fc(h[-1])


class ZeroPadded(BothWays):
    """The embedding of token 0 is zero; the states behind it are not."""

    def forward(self, tokens, lengths):  # noqa: ARG002
        _, h = self.gru(self.emb(tokens))
        return self.fc(torch.cat([h[0], h[1]], dim=1))


class MaskByToken(MaskedMean):
    """Takes every 0 for padding, and nothing else."""

    def forward(self, tokens, lengths):  # noqa: ARG002
        states, _ = self.layers["rnn"](self.layers["embedding"](tokens))
        mask = (tokens != 0).unsqueeze(2).float()
        return self.layers["head"]((states * mask).sum(1) / mask.sum(1).clamp(min=1))


class WithSoftmax(Packed):
    def forward(self, tokens, lengths):
        return torch.softmax(super().forward(tokens, lengths), dim=-1)


class ListOfLayers(Packed):
    def __init__(self, vocab_size, n_classes, embed_dim=16, hidden_size=24):
        super().__init__(vocab_size, n_classes, embed_dim, hidden_size)
        self.heads = [self.fc]
        del self.fc

    def forward(self, tokens, lengths):
        packed = pack_padded_sequence(self.emb(tokens), lengths, batch_first=True, enforce_sorted=False)
        return self.heads[0](self.lstm(packed)[1][0][-1])


class Bag(MaskedMean):
    def forward(self, tokens, lengths):
        mask = (torch.arange(tokens.shape[1])[None] < lengths[:, None]).unsqueeze(2).float()
        mean = (self.layers["embedding"](tokens) * mask).sum(1) / mask.sum(1)
        states, _ = self.layers["rnn"](mean[:, None])
        return self.layers["head"](states[:, 0])


class SortedOnly(Packed):
    def forward(self, tokens, lengths):
        _, (h, _) = self.lstm(pack_padded_sequence(self.emb(tokens), lengths, batch_first=True))
        return self.fc(h[-1])


class SortedAndLeft(Packed):
    def forward(self, tokens, lengths):
        order = lengths.argsort(descending=True)
        packed = pack_padded_sequence(self.emb(tokens[order]), lengths[order], batch_first=True)
        return self.fc(self.lstm(packed)[1][0][-1])


class OneTooFew(FrozenState):
    def forward(self, tokens, lengths):
        return super().forward(tokens, (lengths - 1).clamp(min=1))


class NoClasses(Packed):
    def forward(self, tokens, lengths):
        return super().forward(tokens, lengths).argmax(dim=1)


class FirstRow(Packed):
    def forward(self, tokens, lengths):
        return super().forward(tokens[:1], lengths[:1])


class OneTokenTooFew(Packed):
    def __init__(self, vocab_size, n_classes, embed_dim=16, hidden_size=24):
        super().__init__(vocab_size - 1, n_classes, embed_dim, hidden_size)


RIGHT = [Packed, BothWays, MaskedMean, FrozenState, Gathered]
WRONG = {
    "last padded state": [FinalState, ZeroPadded, MaskByToken],
    "softmax inside": [WithSoftmax],
    "layers in a plain list": [ListOfLayers],
    "order ignored": [Bag],
    "lengths must be sorted": [SortedOnly],
    "rows out of order": [SortedAndLeft],
    "a token left out": [OneTooFew],
}
UNLISTED = [NoClasses, FirstRow, OneTokenTooFew]
