"""Unit 11 in further styles, and further codings of its mistakes: loops."""
# ruff: noqa: B023, B905, N812, PLW2901

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional as F


def trained(model, loader, optimizer, loss_fn, device):
    model.train()
    tot = 0.0
    n = 0
    for x, y in loader:
        x, y = (x.to(device), y.to(device))
        optimizer.zero_grad()
        later = loss_fn(model(x), y)
        later.backward()
        optimizer.step()
        tot += later.item() * len(x)
        n += len(x)
    return tot / n


def by_closure(model, loader, optimizer, loss_fn, device):
    model.train(mode=True)
    losses, sizes = ([], [])
    for batch in loader:
        inputs, targets = [b.to(device, non_blocking=True) for b in batch]

        def closure():
            optimizer.zero_grad(set_to_none=True)
            loss = loss_fn(model(inputs), targets)
            loss.backward()
            return loss

        loss = optimizer.step(closure)
        losses.append(float(loss))
        sizes.append(targets.size(0))
    return float(np.average(losses, weights=sizes))


def running_mean(model, loader, optimizer, loss_fn, device):
    model = model.to(device).train()
    run = 0.0
    seen = 0
    for x, y in loader:
        x, y = (x.to(device=device), y.to(device=device))
        model.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        seen += y.numel()
        run += (loss.item() - run) * y.numel() / seen
    return run


def by_grad(model, loader, optimizer, loss_fn, device):
    model.train()
    total = 0.0
    for x, y in loader:
        x, y = (x.to(device), y.to(device))
        with torch.enable_grad():
            loss = loss_fn(model(x), y)
        g = torch.autograd.grad(loss, list(model.parameters()))
        for p, q in zip(model.parameters(), g):
            p.grad = q
        optimizer.step()
        total += loss.item() * x.size(0)
    return total / len(loader.dataset)


def with_scaler(model, loader, optimizer, loss_fn, device):
    model.train()
    scaler = torch.amp.GradScaler("cpu", enabled=False)
    tot = n = 0
    for x, y in loader:
        x, y = (x.to(device), y.to(device))
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        tot += loss.item() * len(y)
        n += len(y)
    return tot / n


def last_loss(model, loader, optimizer, loss_fn, device):
    model.train()
    for x, y in loader:
        x, y = (x.to(device), y.to(device))
        optimizer.zero_grad()
        later = loss_fn(model(x), y)
        later.backward()
        optimizer.step()
    return later.item()


def kept_in_a_list(model, loader, optimizer, loss_fn, device):
    model.train()
    L = []
    n = []
    for x, y in loader:
        x, y = (x.to(device), y.to(device))
        optimizer.zero_grad()
        later = loss_fn(model(x), y)
        later.backward()
        optimizer.step()
        L.append(later)
        n.append(len(y))
    return (sum((a * b for a, b in zip(L, n))) / sum(n)).item()


def one_step(model, loader, optimizer, loss_fn, device):
    model.train()
    tot = 0
    n = 0
    optimizer.zero_grad()
    for x, y in loader:
        x, y = (x.to(device), y.to(device))
        later = loss_fn(model(x), y)
        tot = tot + later * len(y)
        n += len(y)
    (tot / n).backward()
    optimizer.step()
    return (tot / n).item()


def under_no_grad(model, loader, optimizer, loss_fn, device):
    with torch.no_grad():
        return trained(model, loader, optimizer, loss_fn, device)


def loss_times_size(model, loader, optimizer, loss_fn, device):
    model.train()
    tot = n = 0
    for x, y in loader:
        x, y = (x.to(device), y.to(device))
        optimizer.zero_grad()
        later = loss_fn(model(x), y) * len(y)
        later.backward()
        optimizer.step()
        tot += later.item()
        n += len(y)
    return tot / n


def measured_afterwards(model, loader, optimizer, loss_fn, device):
    trained(model, loader, optimizer, loss_fn, device)
    model.eval()
    tot = n = 0
    with torch.no_grad():
        for x, y in loader:
            x, y = (x.to(device), y.to(device))
            tot += loss_fn(model(x), y).item() * len(y)
            n += len(y)
    return tot / n


def mode_restored(model, loader, device):
    was = model.training
    model.eval()
    s = [0.0, 0, 0]
    with torch.inference_mode():
        for x, y in loader:
            x, y = (x.to(device), y.to(device))
            p = model(x).log_softmax(1)
            s[0] -= p[torch.arange(len(y)), y].sum().item()
            s[1] += int(p.argmax(1).eq(y).sum())
            s[2] += len(y)
    model.train(was)
    return [s[0] / s[2], s[1] / s[2]]


def by_logsumexp(model, loader, device):
    with torch.set_grad_enabled(False):
        model.eval()
        L = torch.zeros((), dtype=torch.double)
        c = torch.zeros(())
        n = 0
        for x, y in loader:
            x = x.to(device)
            y = y.to(device)
            o = model(x)
            L += -(o.gather(1, y[:, None])[:, 0] - o.logsumexp(1)).sum()
            c += (o.topk(1).indices[:, 0] == y).sum()
            n += y.shape[0]
    return ((L / n).item(), (c / n).item())


def in_lists(model, loader, device):
    model.eval()
    hits = []
    losses = []
    with torch.no_grad():
        for x, y in loader:
            x, y = (x.to(device), y.to(device))
            o = model(x)
            losses += F.cross_entropy(o, y, reduction="none").tolist()
            hits += (o.argmax(-1) == y).tolist()
    return (sum(losses) / len(losses), sum(hits) / len(hits))


def detached(model, loader, device):
    model.eval()
    L = c = n = 0
    for x, y in loader:
        x, y = (x.to(device), y.to(device))
        o = model(x).detach()
        L += F.cross_entropy(o, y, reduction="sum").item()
        c += (o.argmax(1) == y).sum().item()
        n += len(y)
    return (L / n, c / n)


CORRECT = {
    "train_epoch": [by_closure, running_mean, by_grad, with_scaler],
    "evaluate": [mode_restored, by_logsumexp, in_lists],
}

WRONG = {"train_epoch": {"loss summed with its graph": [kept_in_a_list]}, "evaluate": {"gradients on": [detached]}}

UNLISTED = {"train_epoch": [last_loss, one_step, under_no_grad, loss_times_size, measured_afterwards], "evaluate": []}
