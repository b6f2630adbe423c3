"""Unit 05 as learners write it: AdamW's step."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import numpy as np

from tests.autograder.variants.adaptive_adam import (
    COMMON,
    adabelief,
    adam_as_torch,
    adam_in_a_loop,
    adam_textbook,
    adam_with,
    adam_with_one_rate,
    update,
)


def adamw_one_line(w, grad, m, v, t, *, lr, betas, eps, weight_decay):
    return adam_textbook(w - lr * weight_decay * w, grad, m, v, t, lr=lr, betas=betas, eps=eps)


def adamw_all_at_once(w, grad, m, v, t, *, lr, betas, eps, weight_decay):
    new, m, v = adam_textbook(w, grad, m, v, t, lr=lr, betas=betas, eps=eps)
    return new - lr * weight_decay * w, m, v  # the *old* w: the same


def adamw_on_copies(w, grad, m, v, t, *, lr, betas, eps, weight_decay):
    w = np.array(w, dtype=float)
    w *= 1 - weight_decay * lr
    return list(adam_with_one_rate(w, grad, m, v, t, lr=lr, betas=betas, eps=eps))


def adamw_one_bracket(w, grad, m, v, t, *, lr, betas, eps, weight_decay):
    m, v = betas[0] * m + (1 - betas[0]) * grad, betas[1] * v + (1 - betas[1]) * grad**2
    m_hat, v_hat = m / (1 - betas[0] ** t), v / (1 - betas[1] ** t)
    return w - lr * (m_hat / (np.sqrt(v_hat) + eps) + weight_decay * w), m, v


def adamw_with(
    before=lambda w, lr, d: w * (1 - lr * d),
    after=lambda new, w, lr, d: new,
    grad=lambda g, w, d: g,
    adam=adam_textbook,
):
    def adamw_step(w, g, m, v, t, *, lr, betas, eps, weight_decay):
        shrunk = before(w, lr, weight_decay)
        new, m, v = adam(shrunk, grad(g, w, weight_decay), m, v, t, lr=lr, betas=betas, eps=eps)
        return after(new, w, lr, weight_decay), m, v

    return adamw_step


def unchanged(w, lr, d):
    return w


def adamw_l2_in_m_only(w, grad, m, v, t, *, lr, betas, eps, weight_decay):
    m = betas[0] * m + (1 - betas[0]) * (grad + weight_decay * w)
    v = betas[1] * v + (1 - betas[1]) * grad**2
    return w - lr * m / (1 - betas[0] ** t) / (np.sqrt(v / (1 - betas[1] ** t)) + eps), m, v


def adamw_in_place(w, grad, m, v, t, *, lr, betas, eps, weight_decay):
    w -= lr * weight_decay * w
    return adam_textbook(w, grad, m, v, t, lr=lr, betas=betas, eps=eps)


def adamw_gradient_in_place(w, grad, m, v, t, *, lr, betas, eps, weight_decay):
    grad += weight_decay * w
    return adam_textbook(w, grad, m, v, t, lr=lr, betas=betas, eps=eps)


def adamw_decay_in_the_bracket(w, grad, m, v, t, *, lr, betas, eps, weight_decay):
    m, v = betas[0] * m + (1 - betas[0]) * grad, betas[1] * v + (1 - betas[1]) * grad**2
    top = m / (1 - betas[0] ** t) + weight_decay * w
    return w - lr * top / (np.sqrt(v / (1 - betas[1] ** t)) + eps), m, v


CORRECT = {
    "adamw_step": [
        adamw_one_line,
        adamw_all_at_once,
        adamw_on_copies,
        adamw_one_bracket,
        adamw_with(adam=adam_as_torch),
        adamw_with(adam=adam_in_a_loop),
    ],
}


WRONG = {
    "adamw_step": {
        "L2 in the gradient": [adamw_with(unchanged, grad=lambda g, w, d: d * w + g)],
        "λ without lr": [
            adamw_with(lambda w, lr, d: w - d * w),
            adamw_with(unchanged, lambda new, w, lr, d: new - d * w),
        ],
        "decay last": [
            adamw_with(unchanged, lambda new, w, lr, d: new * (1 - lr * d)),
            adamw_with(unchanged, lambda new, w, lr, d: new - lr * d * new),
        ],
        "no decay": [adamw_with(unchanged)],
        "growth": [adamw_with(lambda w, lr, d: w + lr * d * w)],
        "λ/2": [adamw_with(lambda w, lr, d: w - lr * d / 2 * w)],
        "decay twice": [
            adamw_with(lambda w, lr, d: w * (1 - lr * d) ** 2),
            adamw_with(after=lambda new, w, lr, d: new - lr * d * new),
            adamw_with(grad=lambda g, w, d: g + d * w),
        ],
        "lr² in the decay": [adamw_with(lambda w, lr, d: w - lr * lr * d * w)],
        "w by λ alone": [adamw_with(lambda w, lr, d: lr * d * w)],
        "decay divided by the root": [adamw_decay_in_the_bracket],
        "ascent": [
            adamw_with(
                adam=adam_with(lambda w, g, m, v, mh, vh, lr, eps, b1, b2, t: w + lr * mh / (vh**0.5 + eps)),
            ),
        ],
        "results in the wrong order": [
            lambda *args, **settings: adamw_one_line(*args, **settings)[::-1],
            lambda *args, **settings: [adamw_one_line(*args, **settings)[k] for k in (0, 2, 1)],
        ],
        "state not returned": [lambda *args, **settings: adamw_one_line(*args, **settings)[0]],
        "in place": [adamw_in_place, adamw_gradient_in_place],
        **{f"adam_step: {name}": [adamw_with(adam=wrong[0])] for name, wrong in COMMON.items()},
    },
}


UNLISTED = {
    "adamw_step": [
        adamw_l2_in_m_only,
        adamw_with(lambda w, lr, d: w * np.exp(-lr * d)),
        adamw_with(lambda w, lr, d: w / (1 + lr * d)),
        adamw_with(lambda w, lr, d: w * (1 - lr) * (1 - d)),
        adamw_with(lambda w, lr, d: w - lr * d),
        adamw_with(lambda w, lr, d: w - lr * d * np.sign(w)),
        adamw_with(lambda w, lr, d: w - lr * d * w**2),
        adamw_with(lambda w, lr, d: w * (1 - lr * 0.01)),
        adamw_with(unchanged, grad=lambda g, w, d: g - d * w),
        adamw_with(unchanged, grad=lambda g, w, d: g * (1 - d)),
        adamw_with(adam=adabelief),
        adamw_with(adam=update(lambda g, m, v, mh, vh, eps, b1, b2, t: m / (vh**0.5 + eps))),
        lambda *args, **settings: [np.float32(a) for a in adamw_one_line(*args, **settings)],
        lambda *args, weight_decay, **settings: None,
    ],
}
