"""Unit 12 in further styles, and further codings of its mistakes: loops."""
# ruff: noqa: ARG001, ARG005, B905, B023, N812

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional as F


def clipped_by_formula(model, loss, optimizer, scaler, max_norm):
    for p in model.parameters():
        p.grad = None
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    g = [p.grad for p in model.parameters() if p.grad is not None]
    n = torch.sqrt(sum((q**2).sum() for q in g))
    s = min(1.0, max_norm / (float(n) + 1e-06))
    for q in g:
        q.mul_(s)
    scaler.step(optimizer)
    scaler.update()
    return float(n)


def by_total_norm(model, loss, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    scaled = scaler.scale(loss)
    scaled.backward()
    scaler.unscale_(optimizer)
    n = nn.utils.get_total_norm([p.grad for p in model.parameters()])
    nn.utils.clip_grads_with_norm_(model.parameters(), max_norm, n)
    scaler.step(optimizer)
    scaler.update()
    return n.detach()


def over_groups(model, loss, optimizer, scaler, max_norm):
    ps = [p for g in optimizer.param_groups for p in g["params"]]
    for p in ps:
        if p.grad is not None:
            p.grad.zero_()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    t = sum(float(p.grad.norm()) ** 2 for p in ps) ** 0.5
    c = max_norm / (t + 1e-06)
    if c < 1:
        with torch.no_grad():
            for p in ps:
                p.grad *= c
    scaler.step(optimizer)
    scaler.update()
    return torch.tensor(t)


def by_autograd_grad(model, loss, optimizer, scaler, max_norm):
    grads = torch.autograd.grad(scaler.scale(loss), list(model.parameters()))
    for p, g in zip(model.parameters(), grads):
        p.grad = g
    scaler.unscale_(optimizer)
    n = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return n


def largest_entry(model, loss, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    n = nn.utils.clip_grad_norm_(model.parameters(), max_norm, norm_type=float("inf"))
    scaler.step(optimizer)
    scaler.update()
    return n


def scaled_up(model, loss, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    n = nn.utils.clip_grad_norm_(model.parameters(), float("inf"))
    for p in model.parameters():
        p.grad.mul_(max_norm / (n + 1e-06))
    scaler.step(optimizer)
    scaler.update()
    return n


def scale_guessed(model, loss, optimizer, scaler, max_norm):
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    for p in model.parameters():
        p.grad.div_(65536.0)
    n = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return n


def cut(s):
    return tuple(p.detach() for p in s) if isinstance(s, tuple) else s.detach()


def trained(model, tokens, chunk, optimizer, max_norm):
    s = None
    L = []
    x, y = (tokens[:, :-1], tokens[:, 1:])
    for i in range(0, x.shape[1], chunk):
        a, b = (x[:, i : i + chunk], y[:, i : i + chunk])
        o, s = model(a, s)
        later = F.cross_entropy(o.reshape(-1, o.shape[-1]), b.reshape(-1))
        optimizer.zero_grad()
        later.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        s = cut(s)
        L.append(later.item())
    return L


def by_counting(model, tokens, chunk, optimizer, max_norm):
    T = tokens.size(1) - 1
    st = None
    out = []
    for k in range(math.ceil(T / chunk)):
        lo, hi = (k * chunk, min((k + 1) * chunk, T))
        optimizer.zero_grad()
        if st is not None:
            st = tuple(h.detach() for h in st) if isinstance(st, tuple) else st.detach()
        logits, st = model(tokens[:, lo:hi], st)
        loss = nn.CrossEntropyLoss()(logits.transpose(1, 2), tokens[:, lo + 1 : hi + 1])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        out.append(float(loss))
    return out


def by_hand(model, tokens, chunk, optimizer, max_norm):

    def d(s):
        return s if s is None else s.detach().clone() if torch.is_tensor(s) else type(s)(map(d, s))

    s = None
    r = []
    for x, y in zip(torch.split(tokens[:, :-1], chunk, 1), torch.split(tokens[:, 1:], chunk, 1)):
        lg, s = model(x, d(s))
        lp = lg.log_softmax(-1)
        loss = -lp.gather(-1, y[..., None]).mean()
        model.zero_grad()
        loss.backward()
        g = [p.grad for p in model.parameters()]
        n = torch.sqrt(sum(q.pow(2).sum() for q in g))
        c = torch.clamp(max_norm / (n + 1e-06), max=1.0)
        for q in g:
            q.mul_(c)
        optimizer.step()
        r += [loss.item()]
    return tuple(r)


def cloned(model, tokens, chunk, optimizer, max_norm):
    model.train()
    s = None
    L = []
    for x, y in zip(tokens[:, :-1].split(chunk, 1), tokens[:, 1:].split(chunk, 1)):
        o, s = model(x, s)
        if isinstance(s, (tuple, list)):
            with torch.no_grad():
                s = tuple(q.clone() for q in s)
        else:
            s = s.data
        later = F.cross_entropy(o.permute(0, 2, 1), y)
        optimizer.zero_grad()
        later.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        L.append(later.detach())
    return [float(v) for v in L]


def by_closure(model, tokens, chunk, optimizer, max_norm):
    s = None
    L = []
    for x, y in zip(tokens[:, :-1].split(chunk, 1), tokens[:, 1:].split(chunk, 1)):

        def closure():
            nonlocal s
            optimizer.zero_grad()
            o, new = model(x, s)
            later = F.cross_entropy(o.reshape(-1, o.size(2)), y.reshape(-1))
            later.backward()
            nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            s = cut(new)
            return later

        L.append(optimizer.step(closure).item())
    return L


def loop(
    pairs=None,
    carry=cut,
    given=lambda s: s,
    loss=lambda o, y: F.cross_entropy(o.flatten(0, 1), y.flatten()),
    order="zbcs",
    note=lambda later, y: later.item(),
    retain=False,
    ret=lambda L: L,
):
    pairs = pairs or (lambda t, c: zip(t[:, :-1].split(c, 1), t[:, 1:].split(c, 1)))

    def f(model, tokens, chunk, optimizer, max_norm):
        s = None
        L = []
        for x, y in pairs(tokens, chunk):
            o, s = model(x, given(s))
            later = loss(o, y)
            for a in order:
                {
                    "z": optimizer.zero_grad,
                    "b": lambda: later.backward(retain_graph=retain),
                    "c": lambda: nn.utils.clip_grad_norm_(model.parameters(), max_norm),
                    "s": optimizer.step,
                    "v": lambda: nn.utils.clip_grad_value_(model.parameters(), max_norm),
                }[a]()
            s = carry(s)
            L.append(note(later, y))
        return ret(L)

    return f


def zeroed_once(model, tokens, chunk, optimizer, max_norm):
    optimizer.zero_grad()
    return loop(order="bcs")(model, tokens, chunk, optimizer, max_norm)


def one_step(model, tokens, chunk, optimizer, max_norm):
    optimizer.zero_grad()
    L = loop(order="b")(model, tokens, chunk, optimizer, max_norm)
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return L


def asked_twice(model, tokens, chunk, optimizer, max_norm):
    s = None
    L = []
    for x, y in zip(tokens[:, :-1].split(chunk, 1), tokens[:, 1:].split(chunk, 1)):
        o, n = model(x, s)
        later = F.cross_entropy(o.flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        later.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        o, _ = model(x, s)
        L.append(F.cross_entropy(o.flatten(0, 1), y.flatten()).item())
        s = cut(n)
    return L


def rows_turned(model, tokens, chunk, optimizer, max_norm):
    return trained(model, tokens.flip(0), chunk, optimizer, max_norm)


CORRECT = {
    "clip_and_step": [clipped_by_formula, by_total_norm, over_groups, by_autograd_grad],
    "truncated_bptt": [by_counting, by_hand, cloned, by_closure],
}

WRONG = {"truncated_bptt": {"zero_grad missing": [zeroed_once], "loss after the step": [asked_twice]}}

UNLISTED = {"clip_and_step": [largest_entry, scaled_up, scale_guessed], "truncated_bptt": [one_step, rows_turned]}
