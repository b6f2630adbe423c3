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
    correct="mv",
    own=False,
    eps="outside",
    swapped=False,
):
    """Return a class with one thing wrong."""

    class TorchAdam(torch.optim.Optimizer):
        common: dict = {}  # noqa: RUF012
        memory: dict = {}  # noqa: RUF012

        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
            super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
            self.t, self.given = 0, self.param_groups[0]
            self.lr = lr if frozen_rate == "given" else self.given["lr"]
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
            for place, p in enumerate(params):
                if p.grad is None and skip:
                    continue
                g = p.grad if p.grad is not None or skip == "crash" else torch.zeros_like(p)
                if shared_state:
                    key = {"shape": p.shape, "place": place, "all": "all"}[shared_state]
                    state = (self.memory if own else self.common).setdefault(key, {})
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
                elif decay == "without the rate":
                    p.mul_(1 - wd)
                state["m"].mul_(beta1).add_(g, alpha=1 - beta1)
                state["v"].mul_(beta2).add_(g * g, alpha=1 - beta2)
                m = state["m"] / (1 - beta1**t if "m" in correct else 1)
                v = state["v"] / (1 - beta2**t if "v" in correct else 1)
                below = v.sqrt() + group["eps"] if eps == "outside" else (v + group["eps"]).sqrt()
                if eps == "early":
                    below = (state["v"].sqrt() + group["eps"]) / (1 - beta2**t) ** 0.5
                p.sub_(lr * m / below)
                if decay == "late":
                    p.mul_(1 - lr * wd)
                elif decay == "late, without the rate":
                    p.mul_(1 - wd)

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


class OneCountEach(OneCountAll):
    """The same, also for those without a gradient."""

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                self.t += 1
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state.update(m=torch.zeros_like(p), v=torch.zeros_like(p))
                g = p.grad + group["weight_decay"] * p
                state["m"].mul_(beta1).add_(g, alpha=1 - beta1)
                state["v"].mul_(beta2).add_(g * g, alpha=1 - beta2)
                m, v = state["m"] / (1 - beta1**self.t), state["v"] / (1 - beta2**self.t)
                p.sub_(group["lr"] * m / (v.sqrt() + group["eps"]))


class CountsOn(adam_of()):
    """A count advances without a gradient, too, as one for each group does."""

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    if not self.state[p]:
                        self.state[p].update(step=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                    self.state[p]["step"] += 1
        super().step()


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


class InheritedW(torch.optim.AdamW):
    pass


def not_its_own(expected, got, *args, **kwargs):  # noqa: ARG001
    return got[0]["its own Adam"] is False and got[0]["a torch.optim.Optimizer"] is True


TORCH_ADAM = [
    Mistake(
        "inherited",
        "Your class inherits PyTorch's Adam; write the steps yourself, on top of `torch.optim.Optimizer`.",
        Inherited,
        symptom=not_its_own,
        also=[InheritedW],
    ),
    Mistake(
        "state shared",
        "Parameters of one shape share their moments. Keep a state for each parameter: `self.state[p]`.",
        adam_of(shared_state="shape"),
        also=[adam_of(shared_state=by, own=own) for by in ("shape", "place", "all") for own in (True, False)][:-1],
    ),
    Mistake(
        "one step count for all",
        "You count a step for parameters without a gradient, too, or one for all. A parameter's count advances only "
        "when it has a gradient: keep it in `self.state[p]`.",
        adam_of(one_count=True),
        also=[OneCountAll, OneCountEach, CountsOn],
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
        also=[adam_of(decay=how) for how in ("late", "without the rate", "late, without the rate")],
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
        adam_of(frozen_rate="given"),
        also=[adam_of(frozen_rate="first")],
    ),
    Mistake(
        "no correction",
        "The moments start at zero and need their bias correction: divide by 1 − βᵗ.",
        adam_of(correct=""),
        also=[adam_of(correct="m"), adam_of(correct="v")],
    ),
    Mistake(
        "eps before the correction",
        "You add `eps` to √v before v is corrected. Correct first: √v̂ + eps.",
        adam_of(eps="early"),
    ),
    Mistake("eps inside the root", "`eps` stands outside the root: √v̂ + eps.", adam_of(eps="inside")),
    Mistake("betas swapped", "β₁ belongs to the mean of gradients, β₂ to the mean of squares.", adam_of(swapped=True)),
]
