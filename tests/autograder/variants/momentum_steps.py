"""The two momentum steps as learners write them."""
# ruff: noqa: ARG001, ARG005, E711, SIM108 (learners ignore what they are given, compare with None, and write it out)

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


CORRECT = {
    "momentum_step": [heavy_branching, heavy_in_a_loop, heavy_on_own_copies, heavy_with_helpers, heavy_shortcut],
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
    "momentum_step": {
        "in place": [heavy_in_place, heavy_shared_and_in_place, heavy_scaling_the_gradient, heavy_moving_w],
        "velocity aliases grad": [heavy_shared_start],
        "truth of an array": [heavy_if_not, heavy_equal_none],
        "pair swapped": [velocity_first],
        "velocity reset": [always_the_gradient],
        "EMA form": [mean_begun_with_g, mean_from_zero],
        "lr inside the velocity": [keras, sutskever_positive],
        "dampening at the first step": [zeros_first],
        "dampening ignored": [undampened],
        "old velocity": [step_before_velocity],
        "μ = 0 as plain descent": [as_torch_without_momentum],
        "ascent": [heavy_up],
        "momentum on the gradient": [mu_times_gradient],
        "Nesterov": [nesterov_here],
    },
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
    "momentum_step": [
        only_w,
        old_velocity_returned,
        heavy_in_single_precision,
        velocity_flattened,
        dampened_velocity,
        global_velocity,
        zero_w,
    ],
    "nesterov_step": [
        ahead(lambda w, g, old, new, mu, lr: w - lr * (g + mu**2 * new)),
        ahead(lambda w, g, old, new, mu, lr: w - lr * (new + mu * old)),
        ahead(lambda w, g, old, new, mu, lr: w - lr * (new + mu * new)),
        ahead(lambda w, g, old, new, mu, lr: w - lr * ((1 - mu) * g + mu * new)),
        lambda w, grad, velocity, *, lr, momentum: ahead_branching(w, grad, None, lr=lr, momentum=momentum)[0],
    ],
}
