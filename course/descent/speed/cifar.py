"""CIFAR-10 to 94 % in seconds on one graphics card: a readable version of the recipe called airbench94.

Source: Jordan (2024), "94% on CIFAR-10 in 3.29 seconds on a single GPU", arXiv:2404.00498, whose settings these are;
whitening and Dirac initialisation go back to Page (2018) and hlb-CIFAR10 (2023). Runs on a processor too, slowly.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from descent.data.sets import Images

MEAN = torch.tensor([0.4914, 0.4822, 0.4465]).view(1, 3, 1, 1)
SPREAD = torch.tensor([0.2470, 0.2435, 0.2616]).view(1, 3, 1, 1)
MOMENTUM, RATE, DECAY, BIAS_FACTOR = 0.85, 11.5, 0.0153, 64.0  # of 1024 examples
SMOOTHING, SHIFT, WHITENED_EPOCHS = 0.2, 2, 3

MakeOptimizer = Callable[[list[nn.Parameter]], torch.optim.Optimizer]


@dataclass(frozen=True)
class Result:
    """What a run reached: accuracy on the test images, seconds of training, images a second, the mean loss at last."""

    accuracy: float
    seconds: float
    images_a_second: float
    loss: float


class Block(nn.Module):
    """Two convolutions, the first followed by pooling; normalisation without a scale of its own."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.first, self.second = convolution(before, after), convolution(after, after)
        self.norms = nn.ModuleList([normalisation(after), normalisation(after)])

    def forward(self, x: Tensor) -> Tensor:
        x = F.gelu(self.norms[0](F.max_pool2d(self.first(x), 2)))
        return F.gelu(self.norms[1](self.second(x)))


class CifarNet(nn.Module):
    """A frozen whitening layer, three blocks, global pooling over what is left, a linear layer: raw scores."""

    def __init__(self, images: Tensor, widths: tuple[int, int, int] = (64, 256, 256)) -> None:
        super().__init__()
        self.whiten = nn.Conv2d(3, 24, 2)
        weight = whitening(images)
        with torch.no_grad():
            self.whiten.weight.copy_(torch.cat([weight, -weight]))
            nn.init.zeros_(self.whiten.bias)  # type: ignore[arg-type]
        self.whiten.weight.requires_grad_(False)
        sides = [24, *widths]
        self.blocks = nn.Sequential(*(Block(a, b) for a, b in zip(sides, widths, strict=False)))
        self.scores = nn.Linear(widths[-1], 10, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = self.blocks(F.gelu(self.whiten(x)))
        return self.scores(x.amax(dim=(2, 3))) / 9


def convolution(before: int, after: int) -> nn.Conv2d:
    """A 3×3 convolution that hands its first inputs on unchanged at the start (Dirac initialisation)."""
    layer = nn.Conv2d(before, after, 3, padding=1, bias=False)
    with torch.no_grad():
        nn.init.dirac_(layer.weight[: min(before, after)])
    return layer


def normalisation(width: int) -> nn.BatchNorm2d:
    """Batch normalisation that learns a bias only, and forgets its statistics quickly."""
    layer = nn.BatchNorm2d(width, eps=1e-12, momentum=0.4)
    layer.weight.requires_grad_(False)
    return layer


def whitening(images: Tensor, eps: float = 5e-4) -> Tensor:
    """The kernels (12, 3, 2, 2) that make 2×2 patches uncorrelated with variance one: PCA of the patches (unit 08)."""
    patches = F.unfold(images.float(), 2).transpose(1, 2).reshape(-1, 12)
    covariance = patches.T @ patches / len(patches)
    values, vectors = torch.linalg.eigh(covariance.cpu())
    kernels = (vectors / (values + eps).sqrt()).T.flip(0)
    return kernels.reshape(12, 3, 2, 2).to(images.device)


def mirrored(images: Tensor, epoch: int, coin: Tensor) -> Tensor:
    """Mirror the images whose `coin` is 0 in even epochs, the others in odd ones: each side every other time."""
    turn = (coin + epoch) % 2 == 0
    return torch.where(turn.view(-1, 1, 1, 1), images.flip(3), images)


def shifted(images: Tensor, distance: int = SHIFT) -> Tensor:
    """Move each image by up to `distance` pixels along both axes; what comes in is the reflection of the border."""
    side = images.shape[3]
    padded = F.pad(images, (distance,) * 4, mode="reflect")
    moves = torch.randint(2 * distance + 1, (2, len(images), 1), device=images.device)
    rows, columns = torch.arange(side, device=images.device) + moves
    each = torch.arange(len(images), device=images.device)[:, None, None]
    return padded.permute(0, 2, 3, 1)[each, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


def triangle(step: int, steps: int) -> float:
    """The share of the rate: from 0.2 up to 1 at 23 % of the way, then down to 0.07."""
    share = step / steps
    return 0.2 + 0.8 * share / 0.23 if share < 0.23 else 1 - 0.93 * (share - 0.23) / 0.77


def averaged_scores(model: nn.Module, images: Tensor) -> Tensor:
    """Scores averaged over the image and its mirror image, each in three places (test-time augmentation)."""
    padded = F.pad(images, (1,) * 4, mode="reflect")
    side = images.shape[3]
    views = [images, padded[:, :, :side, :side], padded[:, :, 2:, 2:]]
    weights = (0.5, 0.25, 0.25)
    both = (w * (model(view) + model(view.flip(3))) / 2 for w, view in zip(weights, views, strict=True))
    return sum(both, torch.zeros((), device=images.device))


def nesterov(model: nn.Module, batch_size: int) -> torch.optim.Optimizer:
    """SGD with the recipe's rates; biases learn 64 times as fast, and decay stays the same for each example."""
    scale = 1024 * (1 + 1 / (1 - MOMENTUM))
    rate, decay = RATE / scale, DECAY * batch_size / scale
    learning = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    biases = [p for name, p in learning if name.startswith("blocks") and name.endswith("bias")]
    others = [p for _, p in learning if all(p is not bias for bias in biases)]
    groups = [
        {"params": biases, "lr": rate * BIAS_FACTOR, "weight_decay": decay / (rate * BIAS_FACTOR)},
        {"params": others, "lr": rate, "weight_decay": decay / rate},
    ]
    return torch.optim.SGD(groups, momentum=MOMENTUM, nesterov=True)


def train(
    images: Images,
    *,
    device: torch.device | str,
    optimizer: MakeOptimizer | None = None,
    epochs: float = 9.9,
    batch_size: int = 1024,
    widths: tuple[int, int, int] = (64, 256, 256),
    compiled: bool = False,
    seed: int = 0,
) -> Result:
    """Train on CIFAR-10, or on images of its shape, all of them on `device`; half precision on a graphics card.

    `optimizer(params)` replaces the recipe's SGD; its rates are scaled along the same triangle. The recipe keeps its
    weights in half precision; another optimiser's stay in single precision, where squares of gradients do not vanish,
    and only the network's arithmetic is in bfloat16.
    """
    torch.manual_seed(seed)
    device = torch.device(device)
    on_card = device.type == "cuda"
    dtype = torch.float16 if on_card and optimizer is None else torch.float32
    store = torch.channels_last if on_card else torch.contiguous_format
    X, T = (
        ((torch.as_tensor(part, device=device).float() / 255 - MEAN.to(device)) / SPREAD.to(device)).to(
            dtype, memory_format=store
        )
        for part in (images.train_images, images.test_images)
    )
    y, truth = (torch.as_tensor(part, device=device) for part in (images.train_labels, images.test_labels))
    model = CifarNet(X[:5000], widths).to(device).to(memory_format=store)  # type: ignore[call-overload]
    if dtype == torch.float16:
        model.half()
        for layer in model.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.float()
    forward = torch.compile(model, mode="max-autotune") if compiled else model
    made = (
        nesterov(model, batch_size)
        if optimizer is None
        else optimizer([p for p in model.parameters() if p.requires_grad])
    )
    rates = [group["lr"] for group in made.param_groups]
    batch_size = min(batch_size, len(X))
    a_pass = len(X) // batch_size
    steps, coin = max(1, round(epochs * a_pass)), torch.randint(2, (len(X),), device=device)
    wait(device)
    begun, loss = time.perf_counter(), torch.zeros(())
    for step in range(steps):
        if step % a_pass == 0:
            epoch = step // a_pass
            model.train()
            model.whiten.bias.requires_grad_(epoch < WHITENED_EPOCHS)  # type: ignore[union-attr]
            order = torch.randperm(len(X), device=device)
            inputs = shifted(mirrored(X, epoch, coin)).contiguous(memory_format=store)
        rows = order[step % a_pass * batch_size :][:batch_size]
        for group, rate in zip(made.param_groups, rates, strict=True):
            group["lr"] = rate * triangle(step, steps)
        made.zero_grad(set_to_none=True)
        with torch.autocast(device.type, torch.bfloat16, enabled=on_card and optimizer is not None):
            scores = forward(inputs[rows])
        loss = F.cross_entropy(scores.float(), y[rows], label_smoothing=SMOOTHING, reduction="sum")
        loss.backward()
        made.step()
    wait(device)
    seconds = time.perf_counter() - begun
    model.eval()
    with torch.no_grad():
        parts = [averaged_scores(model, part) for part in T.split(2000)]
    accuracy = float((torch.cat(parts).argmax(dim=1) == truth).float().mean())
    return Result(accuracy, seconds, steps * batch_size / seconds, float(loss.detach()) / batch_size)


def wait(device: torch.device) -> None:
    """Wait until the card has done what it was told, so that a clock can be read."""
    if device.type == "cuda":
        torch.cuda.synchronize()
