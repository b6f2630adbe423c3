"""Unit 11 as learners write it: Adam as an optimiser of PyTorch."""

from __future__ import annotations

import math

import torch

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


CORRECT = {"TorchAdam": [AsInUnitFive, Efficient, FilledAtTheStart, Foreach]}

WRONG = {
    "TorchAdam": {
        "weight decay decoupled": [DecaysAfterwards],
        "one step count for all": [OneCounter],
        "None gradients": [NoneCrashes],
    },
}

UNLISTED = {"TorchAdam": [AmsGrad, NotAnOptimizer, DelegatesToTorch, Rounds]}
