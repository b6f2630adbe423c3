"""Unit 04 as learners write it: momentum_step with its known mistakes."""
# ruff: noqa: ARG001, ARG005, E711, SIM108 (learners ignore what they are given, compare with None, and write it out)

from __future__ import annotations

import numpy as np

from tests.autograder.variants.momentum_steps import heavy_branching

# momentum_step, wrong


def heavy_shared_start(w, grad, velocity, *, lr, momentum, dampening=0.0):
    v = np.asarray(grad, dtype=np.float64) if velocity is None else momentum * velocity + (1 - dampening) * grad
    return w - lr * v, v


def heavy_in_place(w, grad, velocity, *, lr, momentum, dampening=0.0):
    if velocity is None:
        velocity = grad.copy()
    else:
        velocity *= momentum
        velocity += (1 - dampening) * grad
    return w - lr * velocity, velocity


def heavy_shared_and_in_place(w, grad, velocity, *, lr, momentum, dampening=0.0):
    if velocity is None:
        velocity = grad
    else:
        velocity *= momentum
        velocity += (1 - dampening) * grad
    return w - lr * velocity, velocity


def heavy_scaling_the_gradient(w, grad, velocity, *, lr, momentum, dampening=0.0):
    if velocity is None:
        velocity = grad.copy()
    else:
        grad *= 1 - dampening
        velocity = momentum * velocity + grad
    return w - lr * velocity, velocity


def heavy_moving_w(w, grad, velocity, *, lr, momentum, dampening=0.0):
    v = grad.copy() if velocity is None else momentum * velocity + (1 - dampening) * grad
    w -= lr * v
    return w, v


def heavy_if_not(w, grad, velocity, *, lr, momentum, dampening=0.0):
    if not velocity:
        velocity = np.array(grad, dtype=float)
    else:
        velocity = momentum * velocity + (1 - dampening) * grad
    return w - lr * velocity, velocity


def heavy_equal_none(w, grad, velocity, *, lr, momentum, dampening=0.0):
    if velocity == None:
        velocity = np.array(grad, dtype=float)
    else:
        velocity = momentum * velocity + (1 - dampening) * grad
    return w - lr * velocity, velocity


def velocity_first(w, grad, velocity, *, lr, momentum, dampening=0.0):
    return heavy_branching(w, grad, velocity, lr=lr, momentum=momentum, dampening=dampening)[::-1]


def always_the_gradient(w, grad, velocity, *, lr, momentum, dampening=0.0):
    velocity = np.zeros_like(grad)
    velocity = momentum * velocity + (1 - dampening) * grad
    return w - lr * velocity, velocity


def mean_begun_with_g(w, grad, velocity, *, lr, momentum, dampening=0.0):
    if velocity is None:
        return w - lr * grad, grad.copy()
    v = momentum * velocity + (1 - momentum) * grad
    return w - lr * v, v


def mean_from_zero(w, grad, velocity, *, lr, momentum, dampening=0.0):
    v = np.zeros_like(grad) if velocity is None else velocity
    v = momentum * v + (1 - momentum) * grad
    return w - lr * v, v


def keras(w, grad, velocity, *, lr, momentum, dampening=0.0):
    if velocity is None:
        velocity = -lr * grad
    else:
        velocity = momentum * velocity - (1 - dampening) * lr * grad
    return w + velocity, velocity


def sutskever_positive(w, grad, velocity, *, lr, momentum, dampening=0.0):
    velocity = lr * grad if velocity is None else momentum * velocity + lr * (1 - dampening) * grad
    return w - velocity, velocity


def zeros_first(w, grad, velocity, *, lr, momentum, dampening=0.0):
    if velocity is None:
        velocity = np.zeros_like(w, dtype=float)
    velocity = momentum * velocity + (1 - dampening) * grad
    return w - lr * velocity, velocity


def undampened(w, grad, velocity, *, lr, momentum, dampening=0.0):
    velocity = 0 if velocity is None else velocity
    velocity = momentum * velocity + grad
    return w - lr * velocity, velocity


def step_before_velocity(w, grad, velocity, *, lr, momentum, dampening=0.0):
    old = np.zeros_like(grad) if velocity is None else velocity
    new = grad.copy() if velocity is None else momentum * velocity + (1 - dampening) * grad
    return w - lr * old, new


def as_torch_without_momentum(w, grad, velocity, *, lr, momentum, dampening=0.0):
    if momentum == 0:
        return w - lr * grad, grad.copy()
    return heavy_branching(w, grad, velocity, lr=lr, momentum=momentum, dampening=dampening)


def heavy_up(w, grad, velocity, *, lr, momentum, dampening=0.0):
    v = grad.copy() if velocity is None else momentum * velocity + (1 - dampening) * grad
    return w + lr * v, v


def mu_times_gradient(w, grad, velocity, *, lr, momentum, dampening=0.0):
    v = grad.copy() if velocity is None else velocity + momentum * grad
    return w - lr * v, v


def nesterov_here(w, grad, velocity, *, lr, momentum, dampening=0.0):
    v = grad.copy() if velocity is None else momentum * velocity + (1 - dampening) * grad
    return w - lr * (grad + momentum * v), v


def first_and_later(first, later, move):
    """Return a step that makes its velocity and its move by these rules."""

    def step(w, grad, velocity, *, lr, momentum, dampening=0.0):
        rule = first if velocity is None else later
        new = rule(grad, velocity, momentum, 1 - dampening, lr)
        return move(w, new, lr), new

    return step


def by_lr(w, v, lr):
    return w - lr * v


def as_it_is(w, v, lr):
    return w + v


def velocity_left_alone(w, grad, velocity, *, lr, momentum, dampening=0.0):
    if not momentum:
        return w - lr * grad, velocity
    v = np.array(grad, float) if velocity is None else momentum * velocity + (1 - dampening) * grad
    return w - lr * v, v


def plain_move_without_momentum(w, grad, velocity, *, lr, momentum, dampening=0.0):
    v = np.array(grad, float) if velocity is None else momentum * velocity + (1 - dampening) * grad
    return w - lr * (v if momentum > 0 else grad), v


def last_velocity_if_any(w, grad, velocity, *, lr, momentum, dampening=0.0):
    v = np.array(grad, float) if velocity is None else momentum * velocity + (1 - dampening) * grad
    return w - lr * (v if velocity is None else velocity), v


WRONG = {
    "momentum_step": {
        "in place": [heavy_in_place, heavy_shared_and_in_place, heavy_scaling_the_gradient, heavy_moving_w],
        "velocity aliases grad": [heavy_shared_start],
        "truth of an array": [heavy_if_not, heavy_equal_none],
        "pair swapped": [velocity_first],
        "velocity reset": [always_the_gradient],
        "EMA form": [
            *(
                first_and_later(first, lambda g, v, mu, rest, lr: mu * v + (1 - mu) * rest * g, by_lr)
                for first in (
                    lambda g, v, mu, rest, lr: 1.0 * g,
                    lambda g, v, mu, rest, lr: (1 - mu) * g,
                    lambda g, v, mu, rest, lr: (1 - mu) * rest * g,
                )
            ),
            mean_begun_with_g,
            mean_from_zero,
        ],
        "lr inside the velocity": [
            first_and_later(
                lambda g, v, mu, rest, lr: -lr * rest * g, lambda g, v, mu, rest, lr: mu * v - lr * rest * g, as_it_is
            ),
            first_and_later(lambda g, v, mu, rest, lr: -lr * g, lambda g, v, mu, rest, lr: mu * v - lr * g, as_it_is),
            first_and_later(
                lambda g, v, mu, rest, lr: lr * g, lambda g, v, mu, rest, lr: mu * v + lr * rest * g, by_lr
            ),
            keras,
            sutskever_positive,
        ],
        "dampening at the first step": [zeros_first],
        "dampening ignored": [undampened],
        "old velocity": [last_velocity_if_any, step_before_velocity],
        "μ = 0 as plain descent": [velocity_left_alone, plain_move_without_momentum, as_torch_without_momentum],
        "ascent": [heavy_up],
        "momentum on the gradient": [mu_times_gradient],
        "Nesterov": [nesterov_here],
    },
}
