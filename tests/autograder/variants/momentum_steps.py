"""Unit 04 as learners write it: momentum_step, right."""
# ruff: noqa: SIM108 (learners ignore what they are given, compare with None, and write it out)

from __future__ import annotations

import numpy as np

# momentum_step, right


def heavy_branching(w, grad, velocity, *, lr, momentum, dampening=0.0):
    if velocity is None:
        v = grad.copy()
    else:
        v = momentum * velocity + (1 - dampening) * grad
    return w - lr * v, v


def heavy_in_a_loop(w, grad, velocity, *, lr, momentum, dampening=0.0):
    new_w, new_v = np.zeros(np.shape(w)), np.zeros(np.shape(w))
    for index in np.ndindex(np.shape(w)):
        new_v[index] = grad[index]
        if velocity is not None:
            new_v[index] = momentum * velocity[index] + (1 - dampening) * grad[index]
        new_w[index] = w[index] - lr * new_v[index]
    return new_w, new_v


def heavy_on_own_copies(w, grad, velocity, *, lr, momentum, dampening=0.0):
    w = np.array(w, dtype=float)
    if velocity is None:
        velocity = np.array(grad, dtype=float)
    else:
        velocity = velocity.copy()
        velocity *= momentum
        velocity += (1 - dampening) * grad
    w -= lr * velocity
    return [w, velocity]


def heavy_with_helpers(w, grad, velocity, *, lr, momentum, dampening=0.0):
    def remembered():
        return 0.0 * grad if velocity is None else momentum * np.asarray(velocity)

    share = 1.0 if velocity is None else 1.0 - dampening
    v = remembered() + share * grad
    return np.subtract(w, np.multiply(lr, v)), v


def heavy_shortcut(w, grad, velocity, *, lr, momentum, dampening=0.0):
    v = 1 * grad if velocity is None else np.add(velocity * momentum, grad - dampening * grad)
    if lr == 0:
        return w, v
    return w + (-lr) * v, v


def one_formula(w, grad, velocity=None, *, lr=0.01, momentum=0.9, dampening=0.0):
    weight = 1.0 if velocity is None else 1.0 - dampening
    v = weight * np.asarray(grad, dtype=np.float64) + momentum * (0.0 if velocity is None else np.asarray(velocity))
    return [np.asarray(w, dtype=np.float64) - lr * v, v]


CORRECT = {
    "momentum_step": [
        one_formula,
        heavy_branching,
        heavy_in_a_loop,
        heavy_on_own_copies,
        heavy_with_helpers,
        heavy_shortcut,
    ],
}
