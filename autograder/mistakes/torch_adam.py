"""Unit 11: optimisers of PyTorch that are not quite Adam."""

from __future__ import annotations

import torch

from autograder.exercise import Mistake


def adam_of(
    *,
    decay="coupled",
    shared_state=False,
    one_count=False,
    skip=True,
    lost=False,
    first_group=False,
    frozen_rate=False,
    correct=True,
    eps="outside",
    swapped=False,
):
    """Return a class with one thing wrong."""

    class TorchAdam(torch.optim.Optimizer):
        common: dict = {}  # noqa: RUF012
        memory: dict = {}  # noqa: RUF012

        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
            self.t, self.given, self.lr = 0, self.param_groups[0], lr
            self.memory = {}
            type(self).common = {}

        @torch.no_grad()
        def step(self):
            self.t += 1
            for group in self.param_groups:
                self.move(self.given if first_group else group, group["params"])

        def move(self, group, params):
            (beta1, beta2), lr, wd = group["betas"], group["lr"], group["weight_decay"]
            if swapped:
                beta1, beta2 = beta2, beta1
            lr = self.lr if frozen_rate else lr
            for p in params:
                if p.grad is None and skip:
                    continue
                g = p.grad if p.grad is not None or skip == "crash" else torch.zeros_like(p)
                if shared_state:
                    state = self.common.setdefault(p.shape, {})
                else:
                    state = self.memory.setdefault(p, {}) if lost else self.state[p]
                if not state:
                    state.update(step=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["step"] += 1
                t = self.t if one_count else state["step"]
                if decay == "coupled":
                    g = g + wd * p
                elif decay == "decoupled":
                    p.mul_(1 - lr * wd)
                state["m"].mul_(beta1).add_(g, alpha=1 - beta1)
                state["v"].mul_(beta2).add_(g * g, alpha=1 - beta2)
                m = state["m"] / (1 - beta1**t if correct else 1)
                v = state["v"] / (1 - beta2**t if correct else 1)
                p.sub_(lr * m / (v.sqrt() + group["eps"] if eps == "outside" else (v + group["eps"]).sqrt()))

    return TorchAdam


class Crashing(adam_of()):
    """The gradient of None is multiplied."""

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                p.grad * 1
        super().step()


class CrashingOnData(adam_of()):
    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                p.grad.data.clone()
        super().step()


class OneCountAll(adam_of()):
    """One count, advanced once for every parameter."""

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                self.t += 1
                state = self.state[p]
                if not state:
                    state.update(m=torch.zeros_like(p), v=torch.zeros_like(p))
                beta1, beta2 = group["betas"]
                g = p.grad + group["weight_decay"] * p
                state["m"].mul_(beta1).add_(g, alpha=1 - beta1)
                state["v"].mul_(beta2).add_(g * g, alpha=1 - beta2)
                m, v = state["m"] / (1 - beta1**self.t), state["v"] / (1 - beta2**self.t)
                p.sub_(group["lr"] * m / (v.sqrt() + group["eps"]))


class GradientChanged(adam_of()):
    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.grad.add_(p, alpha=group["weight_decay"])
        keep = [group["weight_decay"] for group in self.param_groups]
        for group in self.param_groups:
            group["weight_decay"] = 0
        super().step()
        for group, value in zip(self.param_groups, keep, strict=True):
            group["weight_decay"] = value


class Inherited(torch.optim.Adam):
    pass


TORCH_ADAM = [
    Mistake(
        "inherited",
        "Your class inherits PyTorch's Adam; write the steps yourself, on top of `torch.optim.Optimizer`.",
        Inherited,
    ),
    Mistake(
        "state shared",
        "Parameters of one shape share their moments. Keep a state for each parameter: `self.state[p]`.",
        adam_of(shared_state=True),
    ),
    Mistake(
        "one step count for all",
        "You count steps once for all parameters. A parameter's count advances only when it has a gradient: "
        "keep it in "
        "`self.state[p]`.",
        adam_of(one_count=True),
        also=[OneCountAll],
    ),
    Mistake(
        "None gradients",
        "A parameter whose gradient is None takes no part in the step: skip it, moments and count included.",
        Crashing,
        also=[CrashingOnData, adam_of(skip=False)],
    ),
    Mistake(
        "weight decay decoupled",
        "You shrink the weights beside the step, which is AdamW. Adam adds weight_decay·p to the gradient first.",
        adam_of(decay="decoupled"),
    ),
    Mistake(
        "weight decay ignored",
        "`weight_decay` has no effect: g ← g + weight_decay·p comes first.",
        adam_of(decay="none"),
    ),
    Mistake(
        "gradient changed",
        "Your step changes `p.grad`. Others may still want to read it: make a new tensor, `grad = p.grad + …`.",
        GradientChanged,
    ),
    Mistake(
        "state lost on resume",
        "Your moments are not in `self.state`, so `state_dict` does not hold them and a resumed run starts anew.",
        adam_of(lost=True),
    ),
    Mistake(
        "first group for all",
        "You use the first group's settings for all parameters: read them from each `group` in `self.param_groups`.",
        adam_of(first_group=True),
    ),
    Mistake(
        "rate frozen",
        "You keep the rate of the beginning; read `group['lr']` at every step, or no schedule can act.",
        adam_of(frozen_rate=True),
    ),
    Mistake(
        "no correction",
        "The moments start at zero and need their bias correction: divide by 1 − βᵗ.",
        adam_of(correct=False),
    ),
    Mistake("eps inside the root", "`eps` stands outside the root: √v̂ + eps.", adam_of(eps="inside")),
    Mistake("betas swapped", "β₁ belongs to the mean of gradients, β₂ to the mean of squares.", adam_of(swapped=True)),
]
