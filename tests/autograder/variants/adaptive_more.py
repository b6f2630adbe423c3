"""Unit 05 in further styles, and further codings of its mistakes."""

# ruff: noqa: ARG005 (wrong implementations ignore what they are given)
from __future__ import annotations

import copy
import math
from typing import Any, NamedTuple

import numpy as np
import torch

from tests.autograder.variants.adaptive_adam_class import Objects

# adagrad_step and rmsprop_step


class Result(NamedTuple):
    w: Any
    memory: Any


def as_a_named_tuple(w, grad, accumulator, *, lr, eps):
    total = accumulator + grad * grad
    return Result(w - lr * (grad / (total**0.5 + eps)), total)


def by_vectorize(w, grad, accumulator, *, lr, eps):
    def one(a, g, s):
        s = s + g**2
        return a - lr * g / (math.sqrt(s) + eps), s

    return np.vectorize(one)(w, grad, accumulator)


def by_addcdiv(w, grad, accumulator, *, lr, eps):
    W, G, S = (torch.tensor(np.array(a)) for a in (w, grad, accumulator))
    S = S + G * G
    return W.addcdiv(G, S.sqrt().add(eps), value=-lr).numpy(), S.numpy()


def torchs_rmsprop(w, grad, square_avg, *, lr, alpha, eps):
    p = torch.tensor(np.array(w), requires_grad=True)
    optimiser = torch.optim.RMSprop([p], lr=lr, alpha=alpha, eps=eps)
    optimiser.state[p] = {"step": torch.tensor(0.0), "square_avg": torch.tensor(np.array(square_avg))}
    p.grad = torch.tensor(np.array(grad))
    optimiser.step()
    return p.detach().numpy(), optimiser.state[p]["square_avg"].numpy()


def eps_squared(w, grad, accumulator, *, lr, eps):
    total = accumulator + grad**2
    return w - lr * grad / np.hypot(np.sqrt(total), eps), total


def eps_kept(w, grad, accumulator, *, lr, eps):
    total = accumulator + grad**2 + eps
    return w - lr * grad / np.sqrt(total), total


def kept_in_full(w, grad, square_avg, *, lr, alpha, eps):
    square_avg = square_avg + (1 - alpha) * np.square(grad)
    return w - lr * grad / (np.sqrt(square_avg) + eps), square_avg


# adadelta_step


def squares_first(w, grad, square_avg, delta_avg, *, lr, rho, eps):
    v = rho * square_avg + (1 - rho) * grad**2
    square = (delta_avg + eps) / (v + eps) * grad**2
    return w - lr * np.sign(grad) * np.sqrt(square), v, rho * delta_avg + (1 - rho) * square


def one_rho_turned(w, grad, square_avg, delta_avg, *, lr, rho, eps):
    v = rho * square_avg + (1 - rho) * grad**2
    delta = np.sqrt((delta_avg + eps) / (v + eps)) * grad
    return w - lr * delta, v, delta_avg + rho * (delta**2 - delta_avg)


# adam_step and adamw_step


def torchs(kind):
    def step(w, grad, m, v, t, **settings):
        p = torch.tensor(np.array(w), requires_grad=True)
        optimiser = kind([p], **settings)
        moments = {"exp_avg": torch.tensor(np.array(m)), "exp_avg_sq": torch.tensor(np.array(v))}
        optimiser.state[p] = {"step": torch.tensor(float(t - 1)), **moments}
        p.grad = torch.tensor(np.array(grad))
        optimiser.step()
        state = optimiser.state[p]
        return p.detach().numpy(), state["exp_avg"].numpy(), state["exp_avg_sq"].numpy()

    return step


def adam(stride, more=0.0):
    """Return Adam whose step is `stride(m, v, c1, c2, lr, eps)`, and `more` times eps in v."""

    def adam_step(w, grad, m, v, t, *, lr, betas, eps):
        b1, b2 = betas
        m, v = m + (1 - b1) * (grad - m), v + (1 - b2) * (grad**2 - v) + more * eps
        return w - stride(m, v, 1 - b1**t, 1 - b2**t, lr, eps), m, v

    return adam_step


def decay_and_rate_in_the_gradient(w, grad, m, v, t, *, lr, betas, eps, weight_decay):
    grad = grad + lr * weight_decay * w
    m, v = betas[0] * m + (1 - betas[0]) * grad, betas[1] * v + (1 - betas[1]) * grad**2
    return w - lr * m / (1 - betas[0] ** t) / (np.sqrt(v / (1 - betas[1] ** t)) + eps), m, v


# class Adam


class Powers:
    """Keeps the powers of beta in the place of counts."""

    def __init__(self, params, *, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self.w = {i: np.array(w, dtype=float) for i, w in enumerate(params)}
        self.state = {i: (1.0, 1.0, 0 * w, 0 * w) for i, w in self.w.items()}

    def step(self, grads):
        b1, b2 = self.betas
        for i, grad in ((i, g) for i, g in enumerate(grads) if g is not None):
            p1, p2, m, v = self.state[i]
            g = grad + self.weight_decay * self.w[i]
            p1, p2, m, v = b1 * p1, b2 * p2, b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
            self.state[i] = p1, p2, m, v
            self.w[i] = self.w[i] - self.lr * m / (1 - p1) / (np.sqrt(v / (1 - p2)) + self.eps)
        return list(self.w.values())

    def state_dict(self):
        return copy.deepcopy(self.state)

    def load_state_dict(self, state):
        self.state = copy.deepcopy(state)


class Torchs:
    def __init__(self, params, *, lr, **settings):
        self.lr = lr
        self.params = [torch.tensor(np.array(w, dtype=float), requires_grad=True) for w in params]
        self.optimiser = torch.optim.Adam(self.params, lr=lr, **settings)

    def step(self, grads):
        self.optimiser.param_groups[0]["lr"] = self.lr
        for p, g in zip(self.params, grads, strict=True):
            p.grad = None if g is None else torch.tensor(np.array(g, dtype=float))
        self.optimiser.step()
        return [p.detach().numpy().copy() for p in self.params]

    def state_dict(self):
        return copy.deepcopy(self.optimiser.state_dict())

    def load_state_dict(self, state):
        self.optimiser.load_state_dict(copy.deepcopy(state))


class CountsFromOneAgain(Objects):
    def load_state_dict(self, state):
        super().load_state_dict(state)
        for memory in self.memories:
            memory.t = 1


class DecayOfAllTheWeight(Objects):
    """Shrinks the weights by 1 − λ, without the rate."""

    def step(self, grads):
        decay, self.weight_decay = self.weight_decay, 0
        for i, g in enumerate(grads):
            if g is not None:
                self.params[i] = self.params[i] * (1 - decay)
        result = super().step(grads)
        self.weight_decay = decay
        return result


class StopsInTheMiddle(Objects):
    def step(self, grads):
        count = next((i for i, g in enumerate(grads) if g is None), len(grads))
        return super().step([*grads[:count], *[None] * (len(grads) - count)])


class AllOrNone(Objects):
    def step(self, grads):
        return super().step([None] * len(grads) if any(g is None for g in grads) else grads)


class ZerosSkipped(Objects):
    def step(self, grads):
        return super().step([None if g is None or not np.any(g) else g for g in grads])


CORRECT = {
    "adagrad_step": [as_a_named_tuple, by_vectorize, by_addcdiv],
    "rmsprop_step": [torchs_rmsprop],
    "adadelta_step": [squares_first],
    "adam_step": [torchs(torch.optim.Adam)],
    "adamw_step": [torchs(torch.optim.AdamW)],
    "Adam": [Powers, Torchs],
}

WRONG = {
    "adagrad_step": {"eps inside the root": [eps_squared, eps_kept]},
    "rmsprop_step": {"sum": [kept_in_full]},
    "adadelta_step": {"ρ swapped": [one_rho_turned]},
    "adam_step": {
        "eps before the correction": [
            adam(lambda m, v, c1, c2, lr, eps: lr * m / c1 / np.sqrt(v / c2), more=1),
            adam(lambda m, v, c1, c2, lr, eps: lr * m / c1 * c2 / (np.sqrt(v) + eps)),
        ],
        "eps outside the division": [adam(lambda m, v, c1, c2, lr, eps: lr * m / c1 / np.sqrt(v / c2) + eps)],
    },
    "adamw_step": {"L2 in the gradient": [decay_and_rate_in_the_gradient]},
    "Adam": {"t lost on resume": [CountsFromOneAgain], "decoupled decay": [DecayOfAllTheWeight]},
}

UNLISTED = {"Adam": [StopsInTheMiddle, AllOrNone, ZerosSkipped]}
