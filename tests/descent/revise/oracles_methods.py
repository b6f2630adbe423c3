"""The answers of the questions of units 01 to 07, worked out by the reference instead of the question's formula."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from reference import adaptive, backprop, batching, challenges, gradient, momentum, update_rule


def array(values: Any) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def backtracking(k: float, w: float, c: float) -> float:
    def f(x: np.ndarray) -> float:
        return float(k * x @ x)

    return update_rule.backtracking_line_search(f, array([w]), array([2 * k * w]), lr0=1.0, c=c, beta=0.5)


def two_momentum_steps(w: float, grads: list[float], **settings: float) -> Any:
    velocity, x = None, array(w)
    for g in grads:
        x, velocity = momentum.momentum_step(x, array(g), velocity, **settings)
    return x


def adagrad(w: float, grads: list[float], lr: float) -> Any:
    x, s = array(w), array(0.0)
    for g in grads:
        x, s = adaptive.adagrad_step(x, array(g), s, lr=lr, eps=0.0)
    return x


def adam_change(grads: list[float], lr: float, betas: tuple[float, float]) -> Any:
    xs, m, v = [array(0.0)], array(0.0), array(0.0)
    for t, g in enumerate(grads, 1):
        x, m, v = adaptive.adam_step(xs[-1], array(g), m, v, t, lr=lr, betas=betas, eps=0.0)
        xs.append(x)
    return xs[-1] - xs[-2]


def adamw(w: float, lr: float, weight_decay: float) -> Any:
    settings: Any = {"lr": lr, "betas": (0.9, 0.999), "eps": 0.0, "weight_decay": weight_decay}
    return adaptive.adamw_step(array(w), array(3.0), array(0.0), array(0.0), 1, **settings)[0]


def used_twice(x: float, y: float) -> float:
    a, b = backprop.Value(x), backprop.Value(y)
    (a * b + a**2).backward()
    return a.grad


def scaled(factor: float, layers: int) -> float:
    """The norm of the first layer's gradient, measured with the reference on `layers` equal factors."""
    norms = challenges.layer_gradient_norms([array([factor ** (layers - k)]) for k in range(layers + 1)])
    return norms[0] / norms[-1]


def best_of(p: float, n: int) -> float:
    """The share of all outcomes of `n` runs in tenths in which the reference's best run is the good one."""
    total = 0.0
    for outcome in range(2**n):
        good = [bool(outcome >> k & 1) for k in range(n)]
        weight = math.prod(p if hit else 1 - p for hit in good)
        best = challenges.random_restarts(
            lambda x: float(x[0]), lambda start: start, [array([0.0 if hit else 1.0]) for hit in good]
        )
        total += weight * (best[0] == 0.0)
    return total


def saddle(lr: float, curvature: float, y0: float) -> float:
    """Steps between two whole ones are read off the growth of the reference's descent."""
    path = update_rule.gradient_descent(lambda x: -curvature * x, array([y0]), lr=lr, steps=600)[:, 0]
    last = int(np.flatnonzero(path < 1.0)[-1])
    return last + math.log(1.0 / path[last]) / math.log(path[last + 1] / path[last])


def losses_until(sizes: list[int], losses: list[float]) -> float:
    """Rows whose first entry makes a loss of exactly that size under w = 0, and a rate of zero."""
    y = np.concatenate([np.full(n, math.sqrt(loss)) for n, loss in zip(sizes, losses, strict=True)])
    rng = np.random.default_rng(0)
    return batching.sgd_epoch(array([0.0]), np.ones((len(y), 1)), y, lr=0.0, batch_size=3, rng=rng)[1]


def steps_an_epoch(n: int, size: int) -> int:
    rows = np.zeros((n, 1))
    return len(list(batching.iterate_minibatches(rows, rows[:, 0], batch_size=size, rng=np.random.default_rng(0))))


def cross_entropy_gradient(z: list[float], batch: int) -> float:
    return backprop.softmax_cross_entropy(array([z] * batch), np.zeros(batch, dtype=int))[1][0, 0]


def mse(w: list[float], X: list[list[float]], y: list[float]) -> float:
    return gradient.mse_gradient(array(w), array(X), array(y))[0]


def digits(H: list[list[float]]) -> float:
    return math.log(10) / -math.log(update_rule.optimal_lr(array(H))[1])


def clipped(grads: list[list[float]], max_norm: float) -> float:
    return challenges.clip_by_global_norm([array(g) for g in grads], max_norm)[0][0][0]


METHODS: dict[str, dict[str, Any]] = {
    "gradient": {
        "slope_along": lambda grad, v: gradient.directional_derivative(array(grad), array(v)),
        "tangent_value": lambda f0, grad, x0, x: gradient.linear_approximation(f0, array(grad), array(x0), array(x)),
        "quadratic_entry": lambda A_, b, x: gradient.quadratic_gradient(array(A_), array(b), array(x))[0],
        "mse_slope": mse,
        "gradient_check": lambda analytic, numeric: gradient.relative_error(array(analytic), array(numeric)),
        "central_difference": lambda x, h: gradient.numerical_gradient(lambda p: float(p[0] ** 3), array(x), h)[0],
    },
    "update_rule": {
        "one_step": lambda w, grad, lr: update_rule.gradient_step(array(w), array(grad), lr=lr),
        "stable_rate": lambda H: update_rule.max_stable_lr(array(H)),
        "best_rate": lambda H: update_rule.optimal_lr(array(H))[0],
        "contraction": lambda H: update_rule.optimal_lr(array(H))[1],
        "error_after": lambda curvature, lr, steps, w0: update_rule.gradient_descent(
            lambda x: curvature * x, array([w0]), lr=lr, steps=steps
        )[-1, 0],
        "backtracking": backtracking,
        "newton": lambda w, grad, H: update_rule.newton_step(array(w), array(grad), array(H))[0],
        "digits": digits,
    },
    "batching": {
        "steps_an_epoch": steps_an_epoch,
        "batch_noise": lambda G, batch_size: batching.gradient_variance(array(G), batch_size),
        "batch_gradient": lambda w, X, y: batching.minibatch_gradient(array(w), array(X), array(y))[0],
        "ragged_mean": losses_until,
        "tail_average": lambda trajectory, burn_in: batching.polyak_average(array(trajectory), burn_in=burn_in),
    },
    "momentum": {
        "moving_average": lambda values, beta: momentum.ewma(array(values), beta=beta)[-1],
        "second_step": two_momentum_steps,
        "nesterov": lambda w, grad, velocity, **s: momentum.nesterov_step(array(w), array(grad), array(velocity), **s)[
            0
        ],
        "effective_rate": momentum.effective_lr,
        "best_momentum": lambda H: momentum.optimal_momentum(array(H))[1],
        "ball_rate": lambda H: momentum.optimal_momentum(array(H))[0],
    },
    "adaptive": {
        "adagrad_second": adagrad,
        "rmsprop_first": lambda lr, alpha, grad: (
            -adaptive.rmsprop_step(array(0.0), array(grad), array(0.0), lr=lr, alpha=alpha, eps=0.0)[0]
        ),
        "corrected": lambda moment, beta, t: adaptive.bias_correction(array(moment), beta=beta, t=t),
        "adam_second": adam_change,
        "decoupled": adamw,
        "adadelta_first": lambda rho, eps, grad: (
            -adaptive.adadelta_step(array(0.0), array(grad), array(0.0), array(0.0), lr=1.0, rho=rho, eps=eps)[0]
        ),
    },
    "backprop": {
        "used_twice": used_twice,
        "weight_gradient": lambda dY, X, W: backprop.linear_backward(array(dY), array(X), array(W))[1][0, 0],
        "sigmoid_slope": lambda dY, cache: backprop.activation_backward(array(dY), array(cache), "sigmoid")[0],
        "cross_entropy": lambda Z, y: backprop.softmax_cross_entropy(array(Z), np.array(y))[0],
        "score_gradient": cross_entropy_gradient,
        "broadcast_sum": lambda grad: backprop.unbroadcast(array(grad), (2,))[1],
    },
    "challenges": {
        "clipped_entry": clipped,
        "lowest_curvature": lambda H: np.linalg.eigvalsh(
            challenges.hessian(lambda x: array(H) @ x, array([0.3, -0.2]))
        )[0],
        "through_layers": scaled,
        "layer_norm": lambda grad: challenges.layer_gradient_norms([array(grad)])[0],
        "restarts": best_of,
        "saddle_steps": saddle,
    },
}
