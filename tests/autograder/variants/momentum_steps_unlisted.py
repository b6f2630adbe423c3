"""Unit 04 as learners write it: momentum_step with mistakes that have no name."""
# ruff: noqa: ARG001 (learners ignore what they are given, compare with None, and write it out)

from __future__ import annotations

import numpy as np

from tests.autograder.variants.momentum_steps import heavy_branching


def only_w(w, grad, velocity, *, lr, momentum, dampening=0.0):
    return heavy_branching(w, grad, velocity, lr=lr, momentum=momentum, dampening=dampening)[0]


def old_velocity_returned(w, grad, velocity, *, lr, momentum, dampening=0.0):
    new, _ = heavy_branching(w, grad, velocity, lr=lr, momentum=momentum, dampening=dampening)
    return new, np.zeros_like(grad) if velocity is None else velocity


def heavy_in_single_precision(w, grad, velocity, *, lr, momentum, dampening=0.0):
    new, v = heavy_branching(w, grad, velocity, lr=lr, momentum=momentum, dampening=dampening)
    return new.astype(np.float32), v


def velocity_flattened(w, grad, velocity, *, lr, momentum, dampening=0.0):
    new, v = heavy_branching(w, grad, velocity, lr=lr, momentum=momentum, dampening=dampening)
    return new, np.linalg.norm(v)


def dampened_velocity(w, grad, velocity, *, lr, momentum, dampening=0.0):
    v = grad.copy() if velocity is None else (1 - dampening) * momentum * velocity + grad
    return w - lr * v, v


_kept = {}


def global_velocity(w, grad, velocity, *, lr, momentum, dampening=0.0):
    if velocity is None:
        _kept.clear()
    old = _kept.get("v")
    _kept["v"] = grad.copy() if old is None else momentum * old + (1 - dampening) * grad
    return w - lr * _kept["v"], _kept["v"]


def zero_w(w, grad, velocity, *, lr, momentum, dampening=0.0):
    v = grad.copy() if velocity is None else momentum * velocity + (1 - dampening) * grad
    return -lr * v, v


def zero_is_no_velocity(w, grad, velocity, *, lr, momentum, dampening=0.0):
    fresh = velocity is None or not np.any(velocity)
    v = np.array(grad, float) if fresh else momentum * velocity + (1 - dampening) * grad
    return w - lr * v, v


UNLISTED = {
    "momentum_step": [
        zero_is_no_velocity,
        only_w,
        old_velocity_returned,
        heavy_in_single_precision,
        velocity_flattened,
        dampened_velocity,
        global_velocity,
        zero_w,
    ],
}
