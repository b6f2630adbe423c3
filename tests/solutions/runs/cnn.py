"""Train right and broken models on Fashion-MNIST in small, and write down what each reaches: `cnn.json`.

    python -m tests.solutions.runs.cnn            # some five minutes on one core

Each run gives [accuracy, cross-entropy] on the shipped test images and on the hidden ones. `caught` names what tells
a broken model from a right one: its accuracy, the cross-entropy of its scores, or an exercise that sees the structure.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from descent import data
from reference.cnn import SmallCNN, TorchAdam, evaluate, train_epoch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from autograder import data as hidden

TABLE = Path(__file__).with_suffix(".json")
EPOCHS, BATCH, LR = 5, 64, 6e-3


def scaled(images: Any) -> Tensor:
    """The lesson's inputs: (N, 1, 28, 28) float32, standardised by the mean and spread of the training images."""
    return (torch.as_tensor(images).float().unsqueeze(1) / 255 - 0.286) / 0.353


@functools.cache
def sets() -> dict[str, tuple[Tensor, Tensor]]:
    train_images, train_labels, test_images, test_labels = data.fashion()
    held = hidden.fashion()
    pairs = {"train": (train_images, train_labels), "test": (test_images, test_labels), "hidden": held}
    return {name: (scaled(images), torch.as_tensor(labels)) for name, (images, labels) in pairs.items()}


def batches(pair: tuple[Tensor, Tensor], size: int, *, shuffle: bool) -> torch.utils.data.DataLoader:
    return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(*pair), batch_size=size, shuffle=shuffle)


def train(
    seed: int,
    make: Callable[[], nn.Module] = lambda: SmallCNN(10),
    *,
    loss: Callable[[Tensor, Tensor], Tensor] = F.cross_entropy,
    lr: float = LR,
    epochs: int = EPOCHS,
    shuffle: bool = True,
    epoch: Callable[..., float] = train_epoch,
    labels: Callable[[Tensor], Tensor] = lambda y: y,
) -> nn.Module:
    """Train as the lesson does, on one thread: OneCycle up to `lr` and down again."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    X, y = sets()["train"]
    model, loader = make(), batches((X, labels(y)), BATCH, shuffle=shuffle)
    optimizer = TorchAdam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, total_steps=max(1, epochs * len(loader)))
    optimizer.register_step_post_hook(lambda *_: schedule.step())
    for _ in range(epochs):
        epoch(model, loader, optimizer, loss, "cpu")
    return model


def reached(model: nn.Module) -> dict[str, list[float]]:
    """[accuracy, cross-entropy] on both sets of test images."""
    found = {}
    for name in ("test", "hidden"):
        loss, accuracy = evaluate(model, batches(sets()[name], 500, shuffle=False), "cpu")
        found[name] = [round(accuracy, 4), round(loss, 4)]
    return found


def plain(first: nn.Module | None = None, second: nn.Module | None = None, *last: nn.Module) -> nn.Module:
    """The network without normalisation, with any activations."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        first or nn.Identity(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        second or nn.Identity(),
        nn.AdaptiveMaxPool2d(4),
        nn.Flatten(),
        nn.Linear(512, 10),
        *last,
    )


def without_zero_grad(model: Any, loader: Any, optimizer: Any, loss_fn: Any, device: Any) -> float:  # noqa: ARG001
    model.train()
    for inputs, targets in loader:
        loss_fn(model(inputs), targets).backward()
        optimizer.step()
    return 0.0


def always_train(model: nn.Module) -> nn.Module:
    model.eval = model.train  # type: ignore[method-assign]
    return model


def nll_of_scores(scores: Tensor, targets: Tensor) -> Tensor:
    return F.nll_loss(scores, targets)


def squared(scores: Tensor, targets: Tensor) -> Tensor:
    return F.mse_loss(scores, F.one_hot(targets, 10).float())


def softmax_first(scores: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(scores.softmax(dim=1), targets)


def raw_pixels(model: nn.Module) -> dict[str, list[float]]:
    class Unscaled(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return model((x * 0.353 + 0.286) * 255)

    model.eval()
    return reached(Unscaled())


RIGHT: dict[str, Callable[[int], nn.Module]] = {
    "SmallCNN": train,
    "without normalisation": lambda seed: train(seed, lambda: plain(nn.ReLU(), nn.ReLU())),
    "with gelu": lambda seed: train(seed, lambda: plain(nn.GELU(), nn.GELU())),
}
BROKEN: dict[str, tuple[str, Callable[[int], Any]]] = {
    "not trained": ("accuracy", lambda seed: train(seed, epochs=0)),
    "sorted, not shuffled": ("accuracy", lambda seed: train(seed, shuffle=False)),
    "rate / 1000": ("accuracy", lambda seed: train(seed, lr=LR / 1000)),
    "rate x 100, no normalisation": ("accuracy", lambda seed: train(seed, lambda: plain(nn.ReLU(), nn.ReLU()), lr=0.6)),
    "nll of raw scores": ("accuracy", lambda seed: train(seed, loss=nll_of_scores)),
    "labels misaligned": ("accuracy", lambda seed: train(seed, labels=lambda y: y.roll(250))),
    "raw pixels at test time": ("accuracy", lambda seed: raw_pixels(train(seed))),
    "softmax before cross-entropy": ("cross-entropy", lambda seed: train(seed, loss=softmax_first)),
    "squared error on one-hot": ("cross-entropy", lambda seed: train(seed, loss=squared)),
    "no zero_grad": ("train_epoch", lambda seed: train(seed, epoch=without_zero_grad)),
    "no activation": ("SmallCNN", lambda seed: train(seed, plain)),
    "never eval": ("evaluate", lambda seed: always_train(train(seed))),
}


def main() -> None:
    """Measure what the table lacks; delete the file to measure all anew."""
    table: dict[str, Any] = json.loads(TABLE.read_text()) if TABLE.exists() else {"right": {}, "broken": {}}
    for name, make in RIGHT.items():
        if name not in table["right"]:
            table["right"][name] = [reached(make(seed)) for seed in range(5)]
            TABLE.write_text(json.dumps(table, indent=1) + "\n")
    for name, (caught, broken) in BROKEN.items():
        if name not in table["broken"]:
            made = [broken(seed) for seed in range(5)]
            runs = [run if isinstance(run, dict) else reached(run) for run in made]
            table["broken"][name] = {"caught": caught, "runs": runs}
            TABLE.write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
