"""Unit 02 as learners write it: gradient_step."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import numpy as np

# gradient_step, right


def step_in_a_loop(w, grad, *, lr):
    out = np.zeros(np.shape(w))
    for index in np.ndindex(np.shape(w)):
        out[index] = w[index] - lr * grad[index]
    return out


def step_on_a_copy(w, grad, *, lr):
    new = np.array(w, dtype=float)
    new -= lr * grad
    return new


def step_by_ufuncs(w, grad, *, lr):
    return np.subtract(w, np.multiply(grad, lr, dtype=np.float64))


def step_returning_w_where_flat(w, grad, *, lr):
    if not np.any(grad):
        return w
    return w + (-lr) * grad


# gradient_step, wrong


def step_up_on_a_copy(w, grad, *, lr):
    new = np.array(w, dtype=float)
    new += lr * grad
    return new


def step_in_place_by_slice(w, grad, *, lr):
    w[...] = w - lr * grad
    return w.copy()


def step_scales_the_gradient(w, grad, *, lr):
    grad *= lr
    return w - grad


def step_in_place_and_up(w, grad, *, lr):
    w += lr * grad
    return w


def step_on_an_integer_copy(w, grad, *, lr):
    new = w.copy()
    new -= lr * grad
    return new


def step_into_empty_like(w, grad, *, lr):
    out = np.empty_like(w)
    out[...] = w - lr * grad
    return out


def step_normalised(w, grad, *, lr):
    with np.errstate(all="ignore"):
        return w - lr * grad / np.sqrt(np.sum(grad**2))


def step_normalised_unless_zero(w, grad, *, lr):
    size = np.linalg.norm(grad)
    return w - lr * (grad / size if size > 0 else grad)


def step_clipped(w, grad, *, lr):
    return w - lr * grad / max(1.0, float(np.linalg.norm(grad)))


def step_by_sign(w, grad, *, lr):
    return w - lr * np.sign(grad)


def step_in_float32(w, grad, *, lr):
    return (w - lr * grad).astype(np.float32)


def step_by_largest_entry(w, grad, *, lr):
    return w - lr * grad / (np.abs(grad).max() + 1e-12)


def step_without_w(w, grad, *, lr):
    return -lr * grad


def step_squared_rate(w, grad, *, lr):
    return w - lr**2 * grad


def step_as_list(w, grad, *, lr):
    return (w - lr * grad).tolist()


def step_flattened(w, grad, *, lr):
    return np.ravel(w - lr * grad)


_velocity = {}


def step_with_momentum(w, grad, *, lr):
    _velocity[np.shape(w)] = 0.9 * _velocity.get(np.shape(w), 0.0) + grad
    return w - lr * _velocity[np.shape(w)]


_seen = []


def step_at_the_first_rate(w, grad, *, lr):
    _seen.append(lr)
    return w - _seen[0] * grad


CORRECT = {
    "gradient_step": [
        step_in_a_loop,
        step_on_a_copy,
        step_by_ufuncs,
        step_returning_w_where_flat,
        lambda w, grad, *, lr: np.asarray(w - lr * grad),
        lambda w, grad, *, lr: (w / lr - grad) * lr,
    ],
}

WRONG = {
    "gradient_step": {
        "ascent": [step_up_on_a_copy, lambda w, grad, *, lr: w - (-lr * grad)],
        "integer dtype kept": [step_on_an_integer_copy, step_into_empty_like],
        "normalised gradient": [step_normalised, step_normalised_unless_zero],
        "in place": [step_in_place_by_slice, step_scales_the_gradient, step_in_place_and_up],
    },
}

UNLISTED = {
    "gradient_step": [
        step_clipped,
        step_by_sign,
        step_by_largest_entry,
        step_in_float32,
        step_without_w,
        step_squared_rate,
        step_as_list,
        step_flattened,
        step_with_momentum,
        step_at_the_first_rate,
        lambda w, grad, *, lr: w - grad,
        lambda w, grad, *, lr: lr * (w - grad),
        lambda w, grad, *, lr: grad - lr * w,
        lambda w, grad, *, lr: w - lr * w * grad,
        lambda w, grad, *, lr: w - lr * np.abs(grad),
        lambda w, grad, *, lr: w - lr * np.mean(grad),
        lambda w, grad, *, lr: w - grad / lr,
    ],
}
