"""Unit 11 as learners write it: loops and optimisers."""
# ruff: noqa: PLW2901

from __future__ import annotations

import math

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812

# train_epoch, right


def with_detached_sum(model, loader, optimizer, loss_fn, device):
    model.train()
    running, n = torch.zeros(()), 0
    for X, y in loader:
        X, y = X.to(device, non_blocking=True), y.to(device, non_blocking=True)
        loss = loss_fn(model(X), y)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        running += loss.detach() * X.size(0)
        n += X.size(0)
    return (running / n).item()


def by_dataset_length(model, loader, optimizer, loss_fn, device):
    model.train()
    total = 0.0
    for batch in loader:
        xb, yb = [t.to(device) for t in batch]
        for p in model.parameters():
            p.grad = None
        out = model(xb)
        loss = loss_fn(out, yb)
        loss.backward()
        optimizer.step()
        total += float(loss) * xb.shape[0]
    return total / len(loader.dataset)


def by_average(model, loader, optimizer, loss_fn, device):
    model.train()
    losses, sizes = [], []
    for step, (inputs, targets) in enumerate(loader):
        assert step >= 0
        inputs = inputs.to(device=device)
        targets = targets.to(device=device)
        model.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        sizes.append(len(inputs))
    return np.average(losses, weights=sizes)


def with_closure(model, loader, optimizer, loss_fn, device):
    model.train(True)
    total = seen = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)

        def closure(inputs=inputs, targets=targets):
            optimizer.zero_grad()
            loss = loss_fn(model(inputs), targets)
            loss.backward()
            return loss

        loss = optimizer.step(closure)
        total += loss.item() * inputs.shape[0]
        seen += inputs.shape[0]
    model.eval()
    return total / seen


# train_epoch, wrong


def never_cleared(model, loader, optimizer, loss_fn, device):
    model.train()
    total, n = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(X)
        n += len(X)
    return total / n


def mode_as_it_comes(model, loader, optimizer, loss_fn, device):
    total, n = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(X)
        n += len(X)
    return total / n


def not_assigned(model, loader, optimizer, loss_fn, device):
    model.train()
    total, n = 0.0, 0
    for X, y in loader:
        X.to(device)
        y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(X)
        n += len(X)
    return total / n


def mean_by_batches(model, loader, optimizer, loss_fn, device):
    model.train()
    total = 0.0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


def graphs_in_a_list(model, loader, optimizer, loss_fn, device):
    model.train()
    losses, sizes = [], []
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss)
        sizes.append(len(X))
    return sum(loss.item() * n for loss, n in zip(losses, sizes, strict=True)) / sum(sizes)


def last_loss(model, loader, optimizer, loss_fn, device):
    model.train()
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
    return loss.item()


def stepping_once(model, loader, optimizer, loss_fn, device):
    model.train()
    optimizer.zero_grad()
    total, n = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        loss = loss_fn(model(X), y)
        loss.backward()
        total += loss.item() * len(X)
        n += len(X)
    optimizer.step()
    return total / n


def swapped_loss(model, loader, optimizer, loss_fn, device):
    model.train()
    total, n = 0.0, 0
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(X) / 2, y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(X)
        n += len(X)
    return total / n


# evaluate, right


@torch.no_grad()
def decorated(model, loader, device):
    model.eval()
    total = correct = n = 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        logits = model(x)
        total += F.cross_entropy(logits, y).item() * len(y)
        correct += (logits.argmax(1) == y).sum().item()
        n += len(y)
    return total / n, correct / n


@torch.inference_mode()
def in_inference_mode(model, loader, device):
    was = model.training
    model.eval()
    loss_fn = torch.nn.CrossEntropyLoss(reduction="sum")
    total, correct = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        logits = model(x)
        total += float(loss_fn(logits, y))
        correct += int(torch.eq(logits.max(1).indices, y).sum())
    model.train(was)
    return [total / len(loader.dataset), correct / len(loader.dataset)]


def all_at_once(model, loader, device):
    model.train(False)
    with torch.no_grad():
        pairs = [(model(x.to(device)), y.to(device)) for x, y in loader]
        scores, y = torch.cat([s for s, _ in pairs]), torch.cat([t for _, t in pairs])
        return F.cross_entropy(scores, y), (scores.argmax(dim=-1) == y).float().mean().double()


def restoring_by_hand(model, loader, device):
    model.eval()
    before = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        return decorated(model, loader, device)
    finally:
        torch.set_grad_enabled(before)


# evaluate, wrong


def training_mode(model, loader, device):
    total = correct = n = 0
    with torch.no_grad():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            logits = model(x)
            total += F.cross_entropy(logits, y).item() * len(y)
            correct += (logits.argmax(1) == y).sum().item()
            n += len(y)
    return total / n, correct / n


def with_graphs(model, loader, device):
    model.eval()
    total = correct = n = 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        logits = model(x)
        total += F.cross_entropy(logits, y).item() * len(y)
        correct += (logits.argmax(1) == y).sum().item()
        n += len(y)
    return total / n, correct / n


def batch_means(model, loader, device):
    model.eval()
    losses, shares = [], []
    with torch.no_grad():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            logits = model(x)
            losses.append(F.cross_entropy(logits, y).item())
            shares.append((logits.argmax(1) == y).double().mean().item())
    return np.mean(losses), np.mean(shares)


def hundredfold(model, loader, device):
    loss, accuracy = decorated(model, loader, device)
    return loss, accuracy * 100.0


def accuracy_only(model, loader, device):
    return decorated(model, loader, device)[1]


def summed(model, loader, device):
    loss, accuracy = decorated(model, loader, device)
    return loss * len(loader.dataset), accuracy


def first_batch(model, loader, device):
    return decorated(model, [next(iter(loader))], device)


# TorchAdam, right


class AsInUnitFive(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        defaults = dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)
        super().__init__(params, defaults)

    def step(self, closure=None):
        loss = closure() if closure is not None else None
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad.data
                if group["weight_decay"] != 0:
                    g = g.add(p.data, alpha=group["weight_decay"])
                state = self.state[p]
                if len(state) == 0:
                    state["t"] = 0
                    state["m"] = torch.zeros_like(p.data)
                    state["v"] = torch.zeros_like(p.data)
                state["t"] += 1
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m_hat = state["m"] / (1 - b1 ** state["t"])
                v_hat = state["v"] / (1 - b2 ** state["t"])
                p.data = p.data - group["lr"] * m_hat / (torch.sqrt(v_hat) + group["eps"])
        return loss


class Efficient(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in filter(lambda p: p.grad is not None, group["params"]):
                state = self.state[p]
                state.setdefault("step", torch.tensor(0.0, dtype=torch.float64))
                m, v = (state.setdefault(key, torch.zeros_like(p)) for key in ("exp_avg", "exp_avg_sq"))
                state["step"] += 1
                t = state["step"].item()
                g = p.grad.add(p, alpha=group["weight_decay"])
                m.lerp_(g, 1 - beta1)
                v.mul_(beta2).addcmul_(g, g, value=1 - beta2)
                below = (v.sqrt() / math.sqrt(1 - beta2**t)).add_(group["eps"])
                p.addcdiv_(m, below, value=-group["lr"] / (1 - beta1**t))


class FilledAtTheStart(torch.optim.Optimizer):
    """All state is made in the constructor."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p] = {"k": 0, "m": torch.zeros_like(p), "s": torch.zeros_like(p)}

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self._one(p, self.state[p], **{k: v for k, v in group.items() if k != "params"})

    def _one(self, p, s, lr, betas, eps, weight_decay, **_):
        g = p.grad + weight_decay * p
        s["k"] += 1
        s["m"] = betas[0] * s["m"] + (1 - betas[0]) * g
        s["s"] = betas[1] * s["s"] + (1 - betas[1]) * g * g
        p -= lr * (s["m"] / (1 - betas[0] ** s["k"])) / ((s["s"] / (1 - betas[1] ** s["k"])) ** 0.5 + eps)


class Foreach(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            ps = [p for p in group["params"] if p.grad is not None]
            if not ps:
                continue
            gs = torch._foreach_add([p.grad for p in ps], ps, alpha=group["weight_decay"])
            for p in ps:
                if not self.state[p]:
                    self.state[p] = {"step": 0, "m": torch.zeros_like(p), "v": torch.zeros_like(p)}
                self.state[p]["step"] += 1
            for p, g in zip(ps, gs, strict=True):
                s = self.state[p]
                s["m"].lerp_(g, 1 - b1)
                s["v"].lerp_(g.square(), 1 - b2)
                p.sub_(
                    group["lr"]
                    * s["m"]
                    / (1 - b1 ** s["step"])
                    / ((s["v"] / (1 - b2 ** s["step"])).sqrt() + group["eps"])
                )


# TorchAdam, wrong


class DecaysAfterwards(Efficient):
    """AdamW under another name."""

    @torch.no_grad()
    def step(self):
        kept = [group["weight_decay"] for group in self.param_groups]
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.mul_(1 - group["lr"] * group["weight_decay"])
            group["weight_decay"] = 0
        super().step()
        for group, value in zip(self.param_groups, kept, strict=True):
            group["weight_decay"] = value


class OneCounter(AsInUnitFive):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = 0

    @torch.no_grad()
    def step(self):
        self.count += 1
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None and self.state[p]:
                    self.state[p]["t"] = self.count - 1
                elif p.grad is not None:
                    self.state[p].update(t=self.count - 1, m=torch.zeros_like(p), v=torch.zeros_like(p))
        super().step()


class NoneCrashes(AsInUnitFive):
    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                p.grad.data  # noqa: B018
        super().step()


class AmsGrad(Efficient):
    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            group["betas"] = (group["betas"][0], 0.5 * group["betas"][1])
        super().step()


class NotAnOptimizer:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        self.inner = Efficient(params, lr, betas, eps, weight_decay)
        self.param_groups = self.inner.param_groups
        self.state_dict, self.load_state_dict = self.inner.state_dict, self.inner.load_state_dict

    def step(self):
        self.inner.step()


class DelegatesToTorch(Efficient):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        params = list(params)
        super().__init__(params, lr, betas, eps, weight_decay)
        self.real = torch.optim.Adam(params, lr, betas, eps, weight_decay)

    def step(self):
        self.real.step()


class Rounds(Efficient):
    @torch.no_grad()
    def step(self):
        super().step()
        for group in self.param_groups:
            for p in group["params"]:
                p.copy_(p.float().double())


CORRECT = {
    "train_epoch": [with_detached_sum, by_dataset_length, by_average, with_closure],
    "evaluate": [decorated, in_inference_mode, all_at_once, restoring_by_hand],
    "TorchAdam": [AsInUnitFive, Efficient, FilledAtTheStart, Foreach],
}

WRONG = {
    "train_epoch": {
        "zero_grad forgotten": [never_cleared],
        "`model.train()` forgotten": [mode_as_it_comes],
        "`.to(device)` not assigned": [not_assigned],
        "mean of unequal means": [mean_by_batches],
        "loss summed with its graph": [graphs_in_a_list],
    },
    "evaluate": {
        "`eval()` forgotten": [training_mode],
        "gradients on": [with_graphs],
        "mean of unequal means": [batch_means],
        "percent": [hundredfold],
    },
    "TorchAdam": {
        "weight decay decoupled": [DecaysAfterwards],
        "one step count for all": [OneCounter],
        "None gradients": [NoneCrashes],
    },
}

UNLISTED = {
    "train_epoch": [last_loss, stepping_once, swapped_loss],
    "evaluate": [accuracy_only, summed, first_batch],
    "TorchAdam": [AmsGrad, NotAnOptimizer, DelegatesToTorch, Rounds],
}
