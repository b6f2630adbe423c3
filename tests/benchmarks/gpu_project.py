"""What makes the final project fast on this machine: every lever beside the plain version, in one run.

    python -m tests.benchmarks.gpu_project                   # on a graphics card: some five minutes
    python -m tests.benchmarks.gpu_project --images 300 --epochs 1 --target 0.2     # a look, anywhere

The task is the lesson's: Fashion-MNIST in small, the same network, until the target accuracy on the test images. A row
gives images a second (steady, without the first pass), seconds to the target, both against the plain run that was made
just before it, and the share of this card's measured matrix rate that the network's arithmetic reaches.
"""

from __future__ import annotations

import argparse
import datetime
import platform
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from descent import data, device
from descent.speed import ForeachAdam
from reference.cnn import SmallCNN, TorchAdam
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

LR = 6e-3
# Multiplications and additions of a forward pass of one image; a training step takes three times as many.
OPERATIONS = 2 * (16 * 9 * 28 * 28 + 32 * 16 * 9 * 14 * 14 + 512 * 10)


@dataclass(frozen=True)
class Setting:
    """A way to train; the defaults are the plain one."""

    name: str = "plain: DataLoader, float32, loop of the lesson"
    batch: int = 256
    resident: bool = False  # data on the device from the start
    channels_last: bool = False
    amp: torch.dtype | None = None
    compiled: bool = False
    optimizer: str = "loop"
    graph: bool = False


PLAIN = Setting()
LEVERS = (
    replace(PLAIN, name="batch 64", batch=64),
    replace(PLAIN, name="batch 1024", batch=1024),
    replace(PLAIN, name="data on the device", resident=True),
    replace(PLAIN, name="channels_last", channels_last=True),
    replace(PLAIN, name="bf16", amp=torch.bfloat16),
    replace(PLAIN, name="fp16 with loss scaling", amp=torch.float16),
    replace(PLAIN, name="foreach optimiser", optimizer="foreach"),
    replace(PLAIN, name="fused optimiser", optimizer="fused"),
    replace(PLAIN, name="torch.compile", compiled=True),
    replace(PLAIN, name="data on the device, CUDA graph", resident=True, optimizer="fused", graph=True),
    Setting("all together", 1024, True, True, torch.bfloat16, True, "fused"),
    Setting("all together, CUDA graph for compile", 1024, True, True, torch.bfloat16, False, "fused", True),
)


@dataclass(frozen=True)
class Row:
    """What a run reached; `seconds` is None where the target was missed."""

    name: str
    images_a_second: float
    seconds: float | None
    accuracy: float
    share: float  # of the measured matrix rate in the same precision


def impossible(setting: Setting, where: torch.device) -> str:
    """Return why the setting cannot be run here, or nothing."""
    if setting.graph and where.type != "cuda":
        return "needs a CUDA card"
    if setting.amp is torch.float16 and where.type != "cuda":
        return "fp16 is for cards"
    if setting.compiled and where.type == "cpu":
        return "for cards" if shutil.which("c++") else "needs a C++ compiler"
    return ""


def wait(where: torch.device) -> None:
    if where.type == "cuda":
        torch.cuda.synchronize()
    elif where.type == "mps":
        torch.mps.synchronize()


def ceilings(where: torch.device) -> dict[str, float]:
    """Measure the matrix rate in float32 and bfloat16 (operations a second) and the copy rate (bytes a second)."""
    n, bytes_ = (8192, 2**30) if where.type == "cuda" else (512, 2**24)

    def best(work: Callable[[], object]) -> float:
        times = []
        for _ in range(6):
            wait(where)
            begun = time.perf_counter()
            work()
            wait(where)
            times.append(time.perf_counter() - begun)
        return min(times)

    found = {}
    for name, dtype in (("float32", torch.float32), ("bfloat16", torch.bfloat16)):
        a = torch.randn(n, n, device=where).to(dtype)
        found[name] = 2 * n**3 / best(lambda a=a: a @ a)
    block = torch.empty(bytes_ // 4, device=where)
    target = torch.empty_like(block)
    found["copy"] = 2 * bytes_ / best(lambda: target.copy_(block))  # read and written
    return found


class Task:
    """The images, prepared once, and batches of them in either way."""

    def __init__(self, where: torch.device, images: int) -> None:
        train_images, train_labels, test_images, test_labels = data.fashion()
        order = torch.randperm(len(train_images), generator=torch.Generator().manual_seed(0))[:images]
        self.where = where
        self.X, self.y = prepared(train_images)[order], torch.as_tensor(train_labels)[order]
        self.T, self.truth = prepared(test_images).to(where), torch.as_tensor(test_labels).to(where)

    def batches(self, setting: Setting) -> Callable[[], Iterator[tuple[Tensor, Tensor]]]:
        """Return a function that yields the whole batches of one pass, on the device."""
        if setting.resident:
            X, y = self.X.to(self.where), self.y.to(self.where)

            def resident() -> Iterator[tuple[Tensor, Tensor]]:
                order = torch.randperm(len(X), device=self.where)
                for k in range(0, len(X) - setting.batch + 1, setting.batch):
                    rows = order[k : k + setting.batch]
                    yield X[rows], y[rows]

            return resident
        pairs = torch.utils.data.TensorDataset(self.X, self.y)
        pinned = self.where.type == "cuda"
        loader = torch.utils.data.DataLoader(pairs, setting.batch, shuffle=True, drop_last=True, pin_memory=pinned)

        def loaded() -> Iterator[tuple[Tensor, Tensor]]:
            for X, y in loader:
                yield X.to(self.where, non_blocking=True), y.to(self.where, non_blocking=True)

        return loaded


def prepared(images: object) -> Tensor:
    return (torch.as_tensor(images).float().unsqueeze(1) / 255 - 0.286) / 0.353


def optimizer_of(kind: str, params: list[nn.Parameter], *, capturable: bool) -> torch.optim.Optimizer:
    if kind == "loop":
        return TorchAdam(params, lr=LR)
    if kind == "foreach":
        return ForeachAdam(params, lr=LR)
    return torch.optim.Adam(params, lr=LR, fused=True, capturable=capturable)


def step_of(setting: Setting, model: nn.Module, optimizer: torch.optim.Optimizer, task: Task) -> Callable[..., None]:
    """Return the training step of the setting; a CUDA graph replays one that was recorded."""
    where = task.where
    scaler = torch.amp.GradScaler(where.type, enabled=setting.amp is torch.float16)
    forward = torch.compile(model) if setting.compiled else model

    def step(X: Tensor, y: Tensor) -> None:
        if setting.channels_last:
            X = X.contiguous(memory_format=torch.channels_last)
        optimizer.zero_grad(set_to_none=not setting.graph)
        with torch.autocast(where.type, setting.amp or torch.bfloat16, enabled=setting.amp is not None):
            loss = F.cross_entropy(forward(X), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()

    if not setting.graph:
        return step
    X, y = (torch.zeros((setting.batch, *part.shape[1:]), dtype=part.dtype, device=where) for part in (task.X, task.y))
    start = {name: value.clone() for name, value in model.state_dict().items()}
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):  # a few steps first, so that all buffers exist
        for _ in range(3):
            step(X, y)
    torch.cuda.current_stream().wait_stream(side)
    recorded = torch.cuda.CUDAGraph()
    with torch.cuda.graph(recorded):
        step(X, y)
    model.load_state_dict(start)
    for state in optimizer.state.values():
        for value in state.values():
            value.zero_()

    def replay(inputs: Tensor, targets: Tensor) -> None:
        X.copy_(inputs)
        y.copy_(targets)
        recorded.replay()

    return replay


def run(setting: Setting, task: Task, *, epochs: int, target: float, peak: dict[str, float]) -> Row:
    """Train until the target is reached or the epochs are over."""
    where = task.where
    torch.manual_seed(0)
    model = SmallCNN(10).to(where)
    if setting.channels_last:
        model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    model.train()
    optimizer = optimizer_of(setting.optimizer, list(model.parameters()), capturable=setting.graph)
    step, batches = step_of(setting, model, optimizer, task), task.batches(setting)
    seconds = steady = 0.0
    images, reached, accuracy = 0, None, 0.0
    for epoch in range(epochs):
        wait(where)
        begun, seen = time.perf_counter(), 0
        for X, y in batches():
            step(X, y)
            seen += len(X)
        wait(where)
        spent = time.perf_counter() - begun
        seconds += spent
        if epoch or epochs == 1:  # the first pass warms up, and compiles
            steady += spent
            images += seen
        model.eval()
        with torch.no_grad():
            accuracy = float((model(task.T).argmax(dim=1) == task.truth).float().mean())
        model.train()
        if reached is None and accuracy >= target:
            reached = seconds
    rate = images / max(steady, 1e-9)
    ceiling = peak["float32" if setting.amp is None else "bfloat16"]
    return Row(setting.name, rate, reached, accuracy, 3 * OPERATIONS * rate / ceiling)


def table(levers: Sequence[Setting], task: Task, *, epochs: int, target: float) -> str:
    """Return the Markdown table: each lever beside a plain run made just before it."""
    peak = ceilings(task.where)
    card = torch.cuda.get_device_name() if task.where.type == "cuda" else platform.machine()
    lines = [
        f"{card} ({task.where.type}), {datetime.date.today()}, torch {torch.__version__}; measured ceilings: "
        f"{peak['float32'] / 1e12:.2f} Tflop/s in float32, {peak['bfloat16'] / 1e12:.2f} in bfloat16, "
        f"copying {peak['copy'] / 1e9:.0f} GB/s; target {target:.1%}, at most {epochs} epochs.",
        "",
        "| lever | images/s | × plain | seconds to target | plain | accuracy | share of the matrix rate |",
        "|---|---|---|---|---|---|---|",
    ]
    run(PLAIN, task, epochs=1, target=1.0, peak=peak)  # whatever happens once happens here
    for setting in levers:
        why = impossible(setting, task.where)
        if why:
            lines.append(f"| {setting.name} | – | – | – | – | – | {why} |")
            continue
        plain, row = (run(each, task, epochs=epochs, target=target, peak=peak) for each in (PLAIN, setting))
        took, before = (f"{each.seconds:.2f}" if each.seconds is not None else "missed" for each in (row, plain))
        lines.append(
            f"| {row.name} | {row.images_a_second:,.0f} | {row.images_a_second / plain.images_a_second:.2f} "
            f"| {took} | {before} | {row.accuracy:.1%} | {row.share:.2%} |"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> str:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=5000)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--target", type=float, default=0.86)
    parser.add_argument("--only", default="", help="levers whose names contain this")
    options = parser.parse_args(arguments)
    if device().type == "cpu":
        torch.set_num_threads(1)
    levers = [setting for setting in LEVERS if options.only in setting.name]
    task = Task(device(), options.images)
    levers = [replace(each, batch=min(each.batch, options.images)) for each in levers]
    text = table(levers, task, epochs=options.epochs, target=options.target)
    print(text)
    return text


if __name__ == "__main__":
    main()
