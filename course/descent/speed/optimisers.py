"""Adam with one operation for all parameters where the plain form has one for each."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor


class ForeachAdam(torch.optim.Optimizer):
    """Adam with coupled weight decay, as `torch.optim.Adam(foreach=True)`; its state can be loaded from either.

    Source: Kingma & Ba (2015), algorithm 1, in the order of operations at the end of their section 2.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
    ) -> None:
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:
        """Move every parameter that has a gradient; return what `closure`, if given, returns."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            (beta1, beta2), lr = group["betas"], group["lr"]
            params = [p for p in group["params"] if p.grad is not None]
            if not params:
                continue
            grads: Any = [p.grad for p in params]
            states = [self._state(p) for p in params]
            m = [state["exp_avg"] for state in states]
            v = [state["exp_avg_sq"] for state in states]
            t = [int(state["step"]) for state in states]
            if group["weight_decay"]:
                grads = torch._foreach_add(grads, params, alpha=group["weight_decay"])
            torch._foreach_lerp_(m, grads, 1 - beta1)
            torch._foreach_mul_(v, beta2)
            torch._foreach_addcmul_(v, grads, grads, 1 - beta2)
            below = torch._foreach_sqrt(v)
            torch._foreach_div_(below, [math.sqrt(1 - beta2**n) for n in t])
            torch._foreach_add_(below, group["eps"])
            torch._foreach_addcdiv_(params, m, below, [-lr / (1 - beta1**n) for n in t])
        return loss

    def _state(self, param: Tensor) -> dict[str, Any]:
        state = self.state[param]
        if not state:
            state["step"] = 0
            state["exp_avg"], state["exp_avg_sq"] = torch.zeros_like(param), torch.zeros_like(param)
        state["step"] += 1
        return state
