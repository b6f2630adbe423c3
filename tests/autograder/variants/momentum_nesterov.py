"""Unit 04 as learners write it: nesterov_step."""
# ruff: noqa: ARG005 (learners ignore what they are given, compare with None, and write it out)

from __future__ import annotations

import numpy as np

# nesterov_step, right


def ahead_branching(w, grad, velocity, *, lr, momentum):
    velocity = grad.copy() if velocity is None else momentum * velocity + grad
    return w - lr * (grad + momentum * velocity), velocity


def ahead_from_zeros(w, grad, velocity, *, lr, momentum):
    if velocity is None:
        velocity = np.zeros(np.shape(grad))
    velocity = momentum * velocity + grad
    step = grad + momentum * velocity
    return [w - lr * step, velocity]


def ahead_in_two_parts(w, grad, velocity, *, lr, momentum):
    old = 0.0 if velocity is None else velocity
    return w - lr * ((1 + momentum) * grad + momentum**2 * old), momentum * old + grad


def ahead_in_place_on_copies(w, grad, velocity, *, lr, momentum):
    v = np.array(grad, dtype=float)
    if velocity is not None:
        v += momentum * velocity
    new = np.array(w, dtype=float)
    new -= lr * grad
    new -= lr * momentum * v
    return new, v


def ahead_in_a_loop(w, grad, velocity, *, lr, momentum):
    new_w, new_v = np.empty(np.shape(w)), np.empty(np.shape(w))
    for index in np.ndindex(np.shape(w)):
        v = grad[index] + (0 if velocity is None else momentum * velocity[index])
        new_w[index], new_v[index] = w[index] - lr * (grad[index] + momentum * v), v
    return new_w, new_v


# nesterov_step, wrong


def ahead(move, remember=lambda old, g, mu, lr: mu * old + g):
    """Return the step with these formulas, the velocity from zeros; of w, g, old velocity, new velocity, μ, lr."""

    def step(w, grad, velocity, *, lr, momentum):
        old = np.zeros(np.shape(grad)) if velocity is None else velocity
        new = remember(old, grad, momentum, lr)
        return move(w, grad, old, new, momentum, lr), new

    step.__name__ = f"ahead_{move.__code__.co_firstlineno}_{remember.__code__.co_firstlineno}"
    return step


def ahead_shared(w, grad, velocity, *, lr, momentum):
    velocity = grad if velocity is None else momentum * velocity + grad
    return w - lr * (grad + momentum * velocity), velocity


def ahead_moving_w(w, grad, velocity, *, lr, momentum):
    velocity = grad.copy() if velocity is None else momentum * velocity + grad
    w -= lr * (grad + momentum * velocity)
    return w, velocity


def ahead_on_velocity(w, grad, velocity, *, lr, momentum):
    if velocity is None:
        velocity = np.zeros_like(grad)
    velocity *= momentum
    velocity += grad
    return w - lr * (grad + momentum * velocity), velocity


def ahead_if_not(w, grad, velocity, *, lr, momentum):
    velocity = momentum * velocity + grad if velocity else grad.copy()
    return w - lr * (grad + momentum * velocity), velocity


def ahead_plain_at_first(w, grad, velocity, *, lr, momentum):
    if velocity is None:
        return w - lr * grad, grad.copy()
    velocity = momentum * velocity + grad
    return w - lr * (grad + momentum * velocity), velocity


def with_the_old_velocity(w, grad, velocity, *, lr, momentum):
    old = grad.copy() if velocity is None else velocity
    new = grad.copy() if velocity is None else momentum * velocity + grad
    return w - lr * (grad + momentum * old), new


def cs231n(w, grad, velocity, *, lr, momentum):
    before = np.zeros_like(grad) if velocity is None else velocity
    v = momentum * before - lr * grad
    return w - momentum * before + (1 + momentum) * v, v


def step_as_velocity(w, grad, velocity, *, lr, momentum):
    velocity = grad.copy() if velocity is None else momentum * velocity + grad
    velocity = grad + momentum * velocity
    return w - lr * velocity, velocity


def mean_with(share):
    return lambda old, g, mu, lr: mu * old + share(mu) * g


def sutskever_without_looking(w, grad, velocity, *, lr, momentum):
    v = -lr * grad if velocity is None else momentum * velocity - lr * grad
    return w + v, v


def two_rates(w, grad, velocity, *, lr, momentum):
    v = lr * grad if velocity is None else momentum * velocity + lr * grad
    return w - lr * (grad + momentum * v), v


def gradient_left_out(w, grad, velocity, *, lr, momentum):
    v = np.array(grad, float) if velocity is None else momentum * velocity + grad
    return w - lr * momentum * v, v


CORRECT = {
    "nesterov_step": [
        ahead_branching,
        ahead_from_zeros,
        ahead_in_two_parts,
        ahead_in_place_on_copies,
        ahead_in_a_loop,
        ahead(lambda w, g, old, new, mu, lr: w - lr * mu * new - lr * g),
    ],
}

WRONG = {
    "nesterov_step": {
        "in place": [ahead_moving_w, ahead_on_velocity],
        "velocity aliases grad": [ahead_shared],
        "truth of an array": [ahead_if_not],
        "plain momentum": [
            with_the_old_velocity,
            ahead(lambda w, g, old, new, mu, lr: w - lr * new),
            ahead(lambda w, g, old, new, mu, lr: w - lr * (g + mu * old)),
        ],
        "first step plain": [ahead_plain_at_first],
        "lr inside the velocity": [
            sutskever_without_looking,
            two_rates,
            cs231n,
            ahead(lambda w, g, old, new, mu, lr: w + mu * new - lr * g, lambda old, g, mu, lr: mu * old - lr * g),
            ahead(lambda w, g, old, new, mu, lr: w - mu * new - lr * g, lambda old, g, mu, lr: mu * old + lr * g),
        ],
        "looked ahead twice": [
            ahead(lambda w, g, old, new, mu, lr: w - lr * ((1 + mu) * g + mu**2 * new)),
            ahead(
                lambda w, g, old, new, mu, lr: w + mu * mu * new - (1 + mu) * lr * g,
                lambda old, g, mu, lr: mu * old - lr * g,
            ),
        ],
        "μ(g + μv)": [
            gradient_left_out,
            ahead(lambda w, g, old, new, mu, lr: w - lr * (mu * g + mu**2 * new)),
            ahead(lambda w, g, old, new, mu, lr: w - lr * mu * new),
        ],
        "g + v": [ahead(lambda w, g, old, new, mu, lr: w - lr * (g + new))],
        "momentum backwards": [ahead(lambda w, g, old, new, mu, lr: w - lr * g + lr * mu * new)],
        "EMA form": [
            ahead(lambda w, g, old, new, mu, lr: w - lr * (g + mu * new), mean_with(lambda mu: 1 - mu)),
            ahead(lambda w, g, old, new, mu, lr: w - lr * ((1 - mu) * g + mu * new), mean_with(lambda mu: 1 - mu)),
        ],
        "step kept as velocity": [step_as_velocity],
        "velocity reset": [
            ahead(lambda w, g, old, new, mu, lr: w - lr * (g + mu * g), lambda old, g, mu, lr: g.copy()),
        ],
        "ascent": [ahead(lambda w, g, old, new, mu, lr: w + lr * (g + mu * new))],
    },
}

UNLISTED = {
    "nesterov_step": [
        ahead(lambda w, g, old, new, mu, lr: w - lr * (g + mu**2 * new)),
        ahead(lambda w, g, old, new, mu, lr: w - lr * (new + mu * old)),
        ahead(lambda w, g, old, new, mu, lr: w - lr * (new + mu * new)),
        ahead(lambda w, g, old, new, mu, lr: w - lr * ((1 - mu) * g + mu * new)),
        lambda w, grad, velocity, *, lr, momentum: ahead_branching(w, grad, None, lr=lr, momentum=momentum)[0],
    ],
}
