"""How an optimiser of PyTorch is looked at: by the parameters that it leaves, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from descent.observing import Case

from autograder.exercise import case

Rng = np.random.Generator


def observe_optimiser(  # type: ignore[no-untyped-def]
    TorchAdam, starts, passes, lrs, *, groups=None, resume=0, two=False, **options
):
    """Step through gradients; yield the parameters after each step. `resume` goes on in a new optimiser from there."""
    import copy

    import torch

    def build(params):  # type: ignore[no-untyped-def]
        if groups is None:
            return TorchAdam(params, **({"lr": lrs[0]} if lrs else {}), **options)
        parts = [{"params": [params[k] for k in members], **more} for members, more in groups]
        return TorchAdam(parts, **({"lr": lrs[0]} if lrs else {}), **options)

    bases = [base for base in TorchAdam.__mro__ if base.__module__.startswith("torch.optim")]
    yield {
        "a torch.optim.Optimizer": issubclass(TorchAdam, torch.optim.Optimizer),
        "its own Adam": bases == [torch.optim.Optimizer] or not bases,
    }
    params = [torch.nn.Parameter(torch.tensor(np.array(w, dtype=float))) for w in starts]
    optimizer = build(params)
    other = [torch.nn.Parameter(p.detach().clone()) for p in params] if two else []
    second = build(other) if two else None
    for t, grads in enumerate(passes):
        if resume and t == resume:
            state = copy.deepcopy(optimizer.state_dict())
            for p in params:  # the old optimiser goes on with something else: nothing of it may reach the new one
                p.grad = torch.full_like(p, 7.0)
            old = [p.detach().clone() for p in params]
            optimizer.step()
            params = [torch.nn.Parameter(p) for p in old]
            optimizer = build(params)
            optimizer.load_state_dict(state)
        for p, grad in zip(params, grads, strict=True):
            p.grad = None if grad is None else torch.tensor(np.array(grad, dtype=float))
        if lrs and t and lrs[t] != lrs[t - 1]:
            for group in optimizer.param_groups:
                group["lr"] = lrs[t]
        if second is not None:
            for p, grad in zip(other, grads, strict=True):
                p.grad = None if grad is None else -3 * torch.tensor(np.array(grad, dtype=float))
            second.step()
        given = [None if p.grad is None else p.grad.clone() for p in params]
        optimizer.step()
        kept = all(g is None or torch.equal(g, p.grad) for g, p in zip(given, params, strict=True))
        yield [p.detach().numpy().copy() for p in params]
        yield kept


def adam_cases(rng: Rng) -> Iterator[Case]:
    def run(shapes: list[Any], *scales: float) -> tuple[list[Any], list[list[Any]]]:
        def draw(shape: Any, scale: float = 1.0) -> Any:
            values = rng.uniform(0.3, 1.5, shape) * rng.choice([-1, 1], shape)
            return np.round(scale * values, 5)

        return [draw(shape) for shape in shapes], [[draw(shape, scale) for shape in shapes] for scale in scales]

    def betas() -> tuple[float, float]:
        return round(float(rng.uniform(0.6, 0.8)), 2), round(float(rng.uniform(0.9, 0.97)), 2)

    yield case("a vector, as PyTorch sets it by default", *run([3], 1, 0.01, 10), [])
    starts, passes = run([(2, 3)], 1, 1, 0.1, 1)
    yield case("the learning rate changes", starts, passes, [0.1, 0.1, 0.01, 0.3], betas=betas())
    yield case("two parameters of one shape", *run([2, 2], 1, 5, 0.2), [0.1] * 3, betas=betas(), eps=1e-2)
    starts, passes = run([2, (2, 2), ()], 1, 1, 1, 2)
    passes[0][1] = passes[1][0] = passes[2][1] = None
    yield case("gradients of None", starts, passes, [0.1] * 4, betas=betas())
    decay = round(float(rng.uniform(0.2, 0.5)), 2)
    yield case("weight decay", *run([3], 1, 0.1, 1), [0.2] * 3, weight_decay=decay, betas=betas(), eps=1e-2)
    groups = [([0, 2], {"lr": 0.02, "weight_decay": 0.4}), ([1], {"betas": (0.5, 0.8), "eps": 0.03})]
    yield case("two groups", *run([2, 3, 2], 1, 2, 1), [0.2] * 3, groups=groups, betas=betas())
    yield case("stopped, saved, resumed", *run([2, (1, 3)], 1, 2, 0.5, 1), [0.1] * 4, resume=2, betas=betas())
    yield case("two optimisers at once", *run([3], 1, 2, 1), [0.1] * 3, two=True, betas=betas())
