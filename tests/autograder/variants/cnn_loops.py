"""Unit 11 as learners write it: loops."""
# ruff: noqa: PLW2901

from __future__ import annotations

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


CORRECT = {
    "train_epoch": [with_detached_sum, by_dataset_length, by_average, with_closure],
    "evaluate": [decorated, in_inference_mode, all_at_once, restoring_by_hand],
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
}

UNLISTED = {
    "train_epoch": [last_loss, stepping_once, swapped_loss],
    "evaluate": [accuracy_only, summed, first_batch],
}
