"""Train right and broken models on MNIST-1D and on Moby-Dick, and write down what each reaches: `rnn.json`.

    python -m tests.solutions.runs.rnn            # some eight minutes on one core

On the signals each run gives [accuracy, cross-entropy] on the shipped test signals and on the hidden ones; on the text
the loss on its last tenth, in nats a character. `caught` names what tells a broken model from a right one.
The first right reader is kept in `rnn_reader.npz`, so that tests have a model that they need not train.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from descent import data
from reference.rnn import clip_and_step, truncated_bptt
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from autograder import data as hidden

TABLE = Path(__file__).with_suffix(".json")
READER = Path(__file__).with_name("rnn_reader.npz")
EPOCHS, BATCH, LR, WIDTH = 15, 64, 2e-2, 64


class Reader(nn.Module):
    """The lesson's network: a recurrent layer reads a signal (N, 40), a linear one scores its last state."""

    def __init__(self, layer: Callable[..., nn.Module], *, forget: float | None = None, drop: float = 0.0) -> None:
        super().__init__()
        self.layer = layer(1, WIDTH, batch_first=True)
        self.drop = nn.Dropout(drop)
        self.head = nn.Linear(WIDTH, 10)
        if forget is not None:
            with torch.no_grad():
                self.layer.bias_ih_l0[WIDTH : 2 * WIDTH] = forget

    def forward(self, x: Tensor) -> Tensor:
        states, _ = self.layer(x[:, :, None])
        return self.head(self.drop(states[:, -1]))


class PointByPoint(nn.Module):
    """No recurrence: every point for itself, then the mean."""

    def __init__(self) -> None:
        super().__init__()
        self.point = nn.Sequential(nn.Linear(1, WIDTH), nn.ReLU(), nn.Linear(WIDTH, WIDTH), nn.ReLU())
        self.head = nn.Linear(WIDTH, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.point(x[:, :, None]).mean(dim=1))


def lstm() -> nn.Module:
    return Reader(nn.LSTM, forget=2.0)


@functools.cache
def sets() -> dict[str, tuple[Tensor, Tensor]]:
    signals = data.mnist1d()
    pairs = {"train": signals[:2], "test": signals[2:], "hidden": hidden.mnist1d()}
    return {name: (torch.as_tensor(x), torch.as_tensor(y)) for name, (x, y) in pairs.items()}


def piling_step(model: Any, loss: Tensor, optimizer: Any, scaler: Any, max_norm: float) -> None:  # noqa: ARG001
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()


def train(
    seed: int,
    make: Callable[[], nn.Module] = lstm,
    *,
    loss: Callable[[Tensor, Tensor], Tensor] = F.cross_entropy,
    lr: float = LR,
    epochs: int = EPOCHS,
    step: Callable[..., Any] = clip_and_step,
    shift: int = 0,
) -> nn.Module:
    """Train as the lesson does, on one thread: Adam, OneCycle up to `lr` and down again, clipped to 1."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    X, y = sets()["train"]
    y, model = y.roll(shift), make()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, total_steps=max(1, epochs * len(X.split(BATCH))))
    scaler = torch.amp.GradScaler("cpu", enabled=False)
    for _ in range(epochs):
        for rows in torch.randperm(len(X)).split(BATCH):
            step(model, loss(model(X[rows]), y[rows]), optimizer, scaler, 1.0)
            schedule.step()
    return model.eval()


def reached(model: nn.Module) -> dict[str, list[float]]:
    """[accuracy, cross-entropy] on both sets of test signals."""
    found = {}
    for name in ("test", "hidden"):
        X, y = sets()[name]
        with torch.no_grad():
            scores = model(X)
        accuracy = (scores.argmax(dim=1) == y).double().mean().item()
        found[name] = [round(accuracy, 4), round(F.cross_entropy(scores, y).item(), 4)]
    return found


def softmax_first(scores: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(scores.softmax(dim=1), targets)


def squared(scores: Tensor, targets: Tensor) -> Tensor:
    return F.mse_loss(scores, F.one_hot(targets, 10).float())


def never_eval(seed: int) -> nn.Module:
    return train(seed, lambda: Reader(nn.LSTM, forget=2.0, drop=0.1)).train()


RIGHT: dict[str, Callable[[int], nn.Module]] = {
    "LSTM, forget bias 2": train,
    "GRU": lambda seed: train(seed, lambda: Reader(nn.GRU), lr=1e-2),
}
BROKEN: dict[str, tuple[str, Callable[[int], nn.Module]]] = {
    "not trained": ("accuracy", lambda seed: train(seed, epochs=0)),
    "no recurrence": ("accuracy", lambda seed: train(seed, PointByPoint)),
    "tanh network": ("accuracy", lambda seed: train(seed, lambda: Reader(nn.RNN), lr=3e-3)),
    "rate / 1000": ("accuracy", lambda seed: train(seed, lr=LR / 1000)),
    "rate x 20": ("accuracy", lambda seed: train(seed, lr=20 * LR)),
    "labels misaligned": ("accuracy", lambda seed: train(seed, shift=7)),
    "two passes only": ("accuracy", lambda seed: train(seed, epochs=2)),
    "softmax before cross-entropy": ("accuracy", lambda seed: train(seed, loss=softmax_first)),
    "squared error on one-hot": ("cross-entropy", lambda seed: train(seed, loss=squared)),
    "no zero_grad, clipped": ("clip_and_step", lambda seed: train(seed, step=piling_step)),
    "never eval": ("read_signals", never_eval),
}


class LanguageModel(nn.Module):
    def __init__(self, layer: Callable[..., nn.Module], size: int, width: int = 96) -> None:
        super().__init__()
        self.embedding = nn.Embedding(size, 32)
        self.layer = layer(32, width, batch_first=True)
        self.head = nn.Linear(width, size)

    def forward(self, tokens: Tensor, state: Any = None) -> tuple[Tensor, Any]:
        states, state = self.layer(self.embedding(tokens), state)
        return self.head(states), state


def written(seed: int, layer: Any = nn.GRU, how: Callable[..., Any] = truncated_bptt, lr: float = 4e-3) -> float:
    """Train on half of the text as the lesson does; return the loss on its last tenth, the state carried on."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    text = data.moby_dick()
    characters = sorted(set(text))
    codes = torch.tensor(np.searchsorted(characters, list(text)))
    model = LanguageModel(layer, len(characters))
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    how(model, codes[:540_000].reshape(30, -1)[:, :9_601], 32, optimizer, 1.0)
    pieces = codes[540_000:].reshape(60, -1)
    with torch.no_grad():
        logits, _ = model(pieces[:, :-1])
    return round(F.cross_entropy(logits.flatten(0, 1), pieces[:, 1:].flatten()).item(), 4)


def chunks(model: Any, tokens: Tensor, chunk: int, optimizer: Any, max_norm: float, *, shift: int, clear: bool) -> None:
    """Train with the state forgotten at each chunk, and more that is wrong."""
    for x, y in zip(tokens[:, :-1].split(chunk, 1), tokens[:, shift : shift - 1 or None].split(chunk, 1), strict=True):
        logits, _ = model(x)
        if clear:
            optimizer.zero_grad()
        F.cross_entropy(logits.flatten(0, 1), y.flatten()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()


TEXT: dict[str, Callable[[int], float]] = {
    "GRU": written,
    "LSTM": lambda seed: written(seed, nn.LSTM),
    "tanh": lambda seed: written(seed, nn.RNN),
    "state forgotten": lambda seed: written(seed, how=functools.partial(chunks, shift=1, clear=True)),
    "target not shifted": lambda seed: written(seed, how=functools.partial(chunks, shift=0, clear=True)),
    "no zero_grad, clipped": lambda seed: written(seed, how=functools.partial(chunks, shift=1, clear=False)),
    "rate x 75": lambda seed: written(seed, lr=0.3),
}


def main() -> None:
    """Measure what the table lacks; delete the file to measure all anew."""
    empty: dict[str, Any] = {"right": {}, "broken": {}, "text": {}}
    table: dict[str, Any] = json.loads(TABLE.read_text()) if TABLE.exists() else empty

    def keep(part: str, name: str, runs: Any) -> None:
        table[part][name] = runs
        TABLE.write_text(json.dumps(table) + "\n")

    for name, make in RIGHT.items():
        if name not in table["right"]:
            models = [make(seed) for seed in range(5)]
            if make is train:
                weights = {key: value.numpy().astype(np.float16) for key, value in models[0].state_dict().items()}
                np.savez_compressed(READER, **weights)
            keep("right", name, [reached(model) for model in models])
    for name, (caught, broken) in BROKEN.items():
        if name not in table["broken"]:
            keep("broken", name, {"caught": caught, "runs": [reached(broken(seed)) for seed in range(5)]})
    for name, score in TEXT.items():
        if name not in table["text"]:
            keep("text", name, [score(seed) for seed in range(5)])


if __name__ == "__main__":
    main()
