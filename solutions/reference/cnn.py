"""Unit 11: convolution, pooling, a small network, its training loop, and Adam as a real optimiser of PyTorch."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

Batches = Iterable[tuple[Tensor, Tensor]]


def conv2d(x: Tensor, weight: Tensor, bias: Tensor | None, *, stride: int = 1, padding: int = 0) -> Tensor:
    """Return the two-dimensional cross-correlation of images with a bank of kernels.

    out[n, o, i, j] = bias[o] + Σ_{c, a, b} x[n, c, i·stride + a − padding, j·stride + b − padding] · weight[o, c, a, b]

    x: (N, C, H, W), zero outside; weight: (O, C, kH, kW); bias: (O,) or None.
    Result: (N, O, ⌊(H + 2·padding − kH)/stride⌋ + 1, ⌊(W + 2·padding − kW)/stride⌋ + 1), in the dtype of x.
    Raises RuntimeError for a kernel that is larger than the padded image.
    Source: Goodfellow et al., Deep Learning (2016), equation 9.6; Dumoulin & Visin (2016), relationship 6.
    """
    rows, columns = weight.shape[2:]
    height = (x.shape[2] + 2 * padding - rows) // stride + 1
    width = (x.shape[3] + 2 * padding - columns) // stride + 1
    patches = nn.functional.unfold(x, (rows, columns), padding=padding, stride=stride)  # (N, C·kH·kW, places)
    out = (weight.flatten(1) @ patches).unflatten(2, (height, width))
    return out if bias is None else out + bias[:, None, None]


def max_pool2d(x: Tensor, kernel_size: int) -> Tensor:
    """Return the largest value of every k×k window, windows side by side.

    out[n, c, i, j] = max_{a, b < k} x[n, c, k·i + a, k·j + b]

    x: (N, C, H, W). Result: (N, C, ⌊H/k⌋, ⌊W/k⌋); rows and columns that fill no window are dropped.
    Source: Goodfellow et al., Deep Learning (2016), section 9.3.
    """
    k = kernel_size
    height, width = x.shape[2] // k, x.shape[3] // k
    windows = x[:, :, : height * k, : width * k].unflatten(3, (width, k)).unflatten(2, (height, k))
    return windows.amax(dim=(3, 5))


class SmallCNN(nn.Module):
    """Two convolutions, each with normalisation, relu and max-pooling, then a linear layer: raw scores of the classes.

    (N, in_channels, H, W), H and W from 4 up → (N, n_classes); no softmax.
    Source: the pattern of LeCun et al. (1998), with relu (2010), batch normalisation (2015) and
    adaptive pooling (He et al. 2014).
    """

    def __init__(self, n_classes: int, in_channels: int = 1) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(in_channels, 16, 3, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.AdaptiveMaxPool2d(4),  # whatever the image's size
        )
        self.scores = nn.Linear(32 * 4 * 4, n_classes)

    def forward(self, images: Tensor) -> Tensor:
        return self.scores(self.features(images).flatten(1))


def train_epoch(
    model: nn.Module,
    loader: Batches,
    optimizer: torch.optim.Optimizer,
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    device: torch.device | str,
) -> float:
    """Take one step a batch, in training mode; return the mean loss over all examples, each before its step.

    Σ_b B_b·loss_b / Σ_b B_b, with B_b the size of batch b

    Gradients that are there at entry do not count.
    """
    model.train()
    total, seen = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)  # noqa: PLW2901
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(targets)
        seen += len(targets)
    return total / seen


@torch.no_grad()
def evaluate(model: nn.Module, loader: Batches, device: torch.device | str) -> tuple[float, float]:
    """Return mean cross-entropy and accuracy, a fraction, over all examples; evaluation mode, no autograd."""
    model.eval()
    total, right, seen = 0.0, 0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)  # noqa: PLW2901
        scores = model(inputs)
        total += nn.functional.cross_entropy(scores, targets, reduction="sum").item()
        right += int((scores.argmax(dim=1) == targets).sum())
        seen += len(targets)
    return total / seen, right / seen


class TorchAdam(torch.optim.Optimizer):
    """Adam with coupled weight decay, as `torch.optim.Adam`.

    g ← g + λ·p;  m ← β₁·m + (1 − β₁)·g;  v ← β₂·v + (1 − β₂)·g²;  p ← p − lr·m̂ / (√v̂ + eps)
    with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ), and a step count t for each parameter

    Parameters whose gradient is None are skipped. State: "step", "exp_avg", "exp_avg_sq".
    Source: Kingma & Ba (2015), algorithm 1.
    """

    def __init__(
        self,
        params: Iterable[Tensor] | Iterable[dict],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
    ) -> None:
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Callable[[], Tensor] | None = None) -> Tensor | None:  # type: ignore[override]
        """Move every parameter that has a gradient; return what `closure`, if given, returns."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for param in group["params"]:
                if param.grad is None:
                    continue
                state = self.state[param]
                if not state:
                    state["step"] = 0
                    state["exp_avg"] = torch.zeros_like(param)
                    state["exp_avg_sq"] = torch.zeros_like(param)
                grad = param.grad + group["weight_decay"] * param
                state["step"] += 1
                state["exp_avg"].mul_(beta1).add_(grad, alpha=1 - beta1)
                state["exp_avg_sq"].mul_(beta2).add_(grad * grad, alpha=1 - beta2)
                m = state["exp_avg"] / (1 - beta1 ** state["step"])
                v = state["exp_avg_sq"] / (1 - beta2 ** state["step"])
                param.sub_(group["lr"] * m / (v.sqrt() + group["eps"]))
        return loss
