"""Unit 11 in further styles, and further codings of its mistakes: optimisers."""
# ruff: noqa: ARG002, B905

from __future__ import annotations

import math

import torch


class Bare(torch.optim.Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))


class Lerped(Bare):
    @torch.no_grad()
    def step(self, closure=None):
        for g in self.param_groups:
            b1, b2 = g["betas"]
            for p in g["params"]:
                if p.grad is None:
                    continue
                s = self.state[p]
                if len(s) == 0:
                    s["t"] = 0
                    s["m"] = torch.zeros_like(p)
                    s["v"] = torch.zeros_like(p)
                d = p.grad.add(p, alpha=g["weight_decay"])
                s["t"] += 1
                s["m"].lerp_(d, 1 - b1)
                s["v"].mul_(b2).addcmul_(d, d, value=1 - b2)
                p.addcdiv_(
                    s["m"],
                    (s["v"].sqrt() / math.sqrt(1 - b2 ** s["t"])).add_(g["eps"]),
                    value=-g["lr"] / (1 - b1 ** s["t"]),
                )


class OnData(Bare):
    def step(self, closure=None):
        for g in self.param_groups:
            for p in g["params"]:
                if p.grad is None:
                    continue
                grad = p.grad.data
                if g["weight_decay"]:
                    grad = grad + g["weight_decay"] * p.data
                state = self.state[p]
                if not state:
                    state["step"] = torch.tensor(0.0)
                    state["exp_avg"] = torch.zeros_like(p.data, memory_format=torch.preserve_format)
                    state["exp_avg_sq"] = torch.zeros_like(p.data)
                state["step"] += 1
                b1, b2 = g["betas"]
                c1 = 1 - b1 ** state["step"].item()
                c2 = 1 - b2 ** state["step"].item()
                state["exp_avg"].mul_(b1).add_(grad, alpha=1 - b1)
                state["exp_avg_sq"].mul_(b2).add_(grad.pow(2), alpha=1 - b2)
                p.data.addcdiv_(state["exp_avg"], state["exp_avg_sq"].sqrt() / c2**0.5 + g["eps"], value=-g["lr"] / c1)


class Foreach(Bare):
    @torch.no_grad()
    def step(self, closure=None):
        for g in self.param_groups:
            b1, b2 = g["betas"]
            ps = [p for p in g["params"] if p.grad is not None]
            if not ps:
                continue
            for p in ps:
                if p not in self.state:
                    self.state[p] = {"step": 0, "m": torch.zeros_like(p), "v": torch.zeros_like(p)}
            gr = torch._foreach_add([p.grad for p in ps], ps, alpha=g["weight_decay"])
            ms = [self.state[p]["m"] for p in ps]
            vs = [self.state[p]["v"] for p in ps]
            torch._foreach_lerp_(ms, gr, 1 - b1)
            torch._foreach_mul_(vs, b2)
            torch._foreach_addcmul_(vs, gr, gr, value=1 - b2)
            for p, m, v in zip(ps, ms, vs):
                self.state[p]["step"] += 1
                t = self.state[p]["step"]
                p.sub_(g["lr"] * (m / (1 - b1**t)) / ((v / (1 - b2**t)).sqrt() + g["eps"]))


class Stacked(torch.optim.Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0):
        if lr < 0:
            raise ValueError(f"Invalid learning rate: {lr}")
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self._update(p, **{k: group[k] for k in ("lr", "betas", "eps", "weight_decay")})

    def _update(self, p, lr, betas, eps, weight_decay):
        s = self.state[p]
        if "moments" not in s:
            s["moments"] = torch.zeros(2, *p.shape, dtype=p.dtype, device=p.device)
            s["n"] = 0
        s["n"] += 1
        g = p.grad + weight_decay * p
        for k, (b, x) in enumerate(zip(betas, (g, g * g))):
            s["moments"][k] = b * s["moments"][k] + (1 - b) * x
        m, v = (s["moments"][k] / (1 - betas[k] ** s["n"]) for k in (0, 1))
        p.copy_(p - lr * m / (v.sqrt() + eps))


class ReturnsEarly(Bare):
    @torch.no_grad()
    def step(self, closure=None):
        for g in self.param_groups:
            b1, b2 = g["betas"]
            for p in g["params"]:
                if p.grad is None:
                    return
                s = self.state[p]
                if not s:
                    s["t"] = 0
                    s["m"] = torch.zeros_like(p)
                    s["v"] = torch.zeros_like(p)
                d = p.grad + g["weight_decay"] * p
                s["t"] += 1
                s["m"].lerp_(d, 1 - b1)
                s["v"].mul_(b2).addcmul_(d, d, value=1 - b2)
                p.sub_(g["lr"] * (s["m"] / (1 - b1 ** s["t"])) / ((s["v"] / (1 - b2 ** s["t"])).sqrt() + g["eps"]))


class CountsOn(Bare):
    @torch.no_grad()
    def step(self, closure=None):
        for g in self.param_groups:
            b1, b2 = g["betas"]
            for p in g["params"]:
                s = self.state[p]
                if not s:
                    s["t"] = 0
                    s["m"] = torch.zeros_like(p)
                    s["v"] = torch.zeros_like(p)
                s["t"] += 1
                if p.grad is None:
                    continue
                d = p.grad + g["weight_decay"] * p
                s["m"].lerp_(d, 1 - b1)
                s["v"].mul_(b2).addcmul_(d, d, value=1 - b2)
                p.sub_(g["lr"] * (s["m"] / (1 - b1 ** s["t"])) / ((s["v"] / (1 - b2 ** s["t"])).sqrt() + g["eps"]))


class GroupCount(Bare):
    @torch.no_grad()
    def step(self, closure=None):
        for g in self.param_groups:
            b1, b2 = g["betas"]
            g["t"] = g.get("t", 0) + 1
            for p in g["params"]:
                if p.grad is None:
                    continue
                s = self.state[p]
                if not s:
                    s["m"] = torch.zeros_like(p)
                    s["v"] = torch.zeros_like(p)
                d = p.grad + g["weight_decay"] * p
                s["m"].lerp_(d, 1 - b1)
                s["v"].mul_(b2).addcmul_(d, d, value=1 - b2)
                p.sub_(g["lr"] * (s["m"] / (1 - b1 ** g["t"])) / ((s["v"] / (1 - b2 ** g["t"])).sqrt() + g["eps"]))


class InheritedW(torch.optim.AdamW):
    pass


CORRECT = {"TorchAdam": [Lerped, OnData, Foreach, Stacked]}

WRONG = {"TorchAdam": {"inherited": [InheritedW], "one step count for all": [CountsOn, GroupCount]}}

UNLISTED = {"TorchAdam": [ReturnsEarly]}
