"""Unit 02 as learners write it: backtracking_line_search."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import itertools
import math

import numpy as np

# backtracking_line_search, right


def search_textbook(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while not f(w - lr * grad) <= f(w) - c * lr * np.linalg.norm(grad) ** 2:
        lr *= beta
    return lr


def search_by_powers(f, w, grad, *, lr0, c, beta):
    start, slope = float(f(w)), float(np.vdot(grad, grad))
    for k in itertools.count():
        lr = lr0 * beta**k
        if start - f(w - lr * grad) >= c * lr * slope:
            return np.float64(lr)


def search_with_isfinite(f, w, grad, *, lr0, c, beta):
    g2 = sum(float(g) ** 2 for g in np.ravel(grad))
    lr, f0 = lr0, f(w)
    while True:
        value = f(w - lr * grad)
        if np.isfinite(value) and value <= f0 - c * lr * g2:
            break
        lr = beta * lr
    return lr


def search_recursive(f, w, grad, *, lr0, c, beta):
    fits = f(w - lr0 * grad) <= f(w) - c * lr0 * np.sum(np.square(grad))
    return lr0 if fits else search_recursive(f, w, grad, lr0=beta * lr0, c=c, beta=beta)


def search_with_a_cap(f, w, grad, *, lr0, c, beta):
    w, grad = np.asarray(w, dtype=float), np.asarray(grad, dtype=float)
    lr = lr0
    for _ in range(100):
        if f(w - lr * grad) <= f(w) - c * lr * (grad * grad).sum():
            return lr
        lr *= beta
    return lr


# backtracking_line_search, wrong


def search_like(accepts, *, first=False, move=-1):
    def search(f, w, grad, *, lr0, c, beta):
        lr, g2 = lr0, np.linalg.norm(grad) ** 2
        if first:
            lr *= beta
        while not accepts(f(w + move * lr * grad), f(w), lr, c, g2):
            lr *= beta
        return lr

    return search


def search_shrinks_in_the_loop(f, w, grad, *, lr0, c, beta):
    lr, done = lr0, False
    while not done:
        done = f(w - lr * grad) <= f(w) - c * lr * np.sum(grad**2)
        lr *= beta
    return lr


def search_do_while(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while True:
        lr *= beta
        if f(w - lr * grad) <= f(w) - c * lr * np.sum(grad**2):
            return lr


def search_nan_ends(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while f(w - lr * grad) > f(w) - c * lr * np.sum(grad**2):
        lr *= beta
    return lr


def search_dot(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while not f(w - lr * grad) <= f(w) - c * lr * grad.dot(grad.T if grad.ndim else grad[0]):
        lr *= beta
    return lr


def search_python_sum(f, w, grad, *, lr0, c, beta):
    g2, lr = sum(g * g for g in grad), lr0
    while not f(w - lr * grad) <= f(w) - c * lr * g2:
        lr *= beta
    return lr


def search_one_too_few(f, w, grad, *, lr0, c, beta):
    return min(lr0, search_textbook(f, w, grad, lr0=lr0, c=c, beta=beta) / beta)


def search_never_shrinks(f, w, grad, *, lr0, c, beta):
    return lr0


def search_never_ends(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while not f(w - lr * grad) <= f(w) - c * lr * np.sum(grad**2):
        lr = beta * lr0
    return lr


def search_shrinks_by_c(f, w, grad, *, lr0, c, beta):
    return search_textbook(f, w, grad, lr0=lr0, c=beta, beta=c)


def search_returns_the_point(f, w, grad, *, lr0, c, beta):
    return w - search_textbook(f, w, grad, lr0=lr0, c=c, beta=beta) * grad


def search_subtracts_beta(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while lr > 1e-3 and not f(w - lr * grad) <= f(w) - c * lr * np.sum(grad**2):
        lr -= (1 - beta) * lr0 / 10
    return lr


def search_returns_count(f, w, grad, *, lr0, c, beta):
    return float(np.log(search_textbook(f, w, grad, lr0=lr0, c=c, beta=beta) / lr0) / np.log(beta))


def search_mean_square(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while not f(w - lr * grad) <= f(w) - c * lr * np.mean(grad**2):
        lr *= beta
    return lr


def search_capped(demand, *, cap=60, side=-1, strict=False):
    """Return a search that gives up after `cap` rates, as careful people write it."""

    def search(f, w, grad, *, lr0, c, beta):
        lr, here, slope = lr0, f(w), np.sum(grad**2)
        for _ in range(cap):
            there, limit = f(w + side * lr * grad), here - demand(lr, c, slope)
            if there < limit or (there == limit and not strict):
                break
            lr *= beta
        return lr

    return search


def search_while_above(demand, *, side=-1):
    """Return a search that goes on while f is above the limit, and so takes nan."""

    def search(f, w, grad, *, lr0, c, beta):
        lr = lr0
        while f(w + side * lr * grad) > f(w) - demand(lr, c, np.sum(grad**2)):
            lr *= beta
        return lr

    return search


def search_spectral(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while not f(w - lr * grad) <= f(w) - c * lr * np.linalg.norm(grad, 2) ** 2:
        lr *= beta
    return lr


def search_by_sizes(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while not abs(f(w - lr * grad)) <= abs(f(w)) - c * lr * np.sum(grad**2):
        lr *= beta
    return lr


CORRECT = {
    "backtracking_line_search": [
        search_capped(lambda lr, c, slope: c * lr * slope, cap=50),
        search_textbook,
        search_by_powers,
        search_with_isfinite,
        search_recursive,
        search_with_a_cap,
    ],
}

WRONG = {
    "backtracking_line_search": {
        "equality refused": [
            search_capped(lambda lr, c, slope: c * lr * slope, strict=True),
            search_like(lambda new, old, lr, c, g2: old - new > c * lr * g2),
        ],
        "any decrease": [
            search_capped(lambda lr, c, slope: 0),
            search_capped(lambda lr, c, slope: 0, cap=200, strict=True),
            search_while_above(lambda lr, c, slope: 0),
            search_like(lambda new, old, lr, c, g2: new < old),
            search_like(lambda new, old, lr, c, g2: new <= old - 1e-7 * lr * g2),
        ],
        "c dropped": [
            search_capped(lambda lr, c, slope: lr * slope),
            search_capped(lambda lr, c, slope: lr * slope, cap=200, strict=True),
            search_while_above(lambda lr, c, slope: lr * slope),
            search_like(lambda new, old, lr, c, g2: new <= old - lr * g2),
            search_like(lambda new, old, lr, c, g2: old - new >= lr * g2 or lr < 1e-12),
        ],
        "‖g‖ not squared": [
            search_capped(lambda lr, c, slope: c * lr * slope**0.5),
            search_capped(lambda lr, c, slope: c * lr * slope**0.5, cap=200, strict=True),
            search_while_above(lambda lr, c, slope: c * lr * slope**0.5),
            search_like(lambda new, old, lr, c, g2: new < old - c * lr * math.sqrt(g2)),
        ],
        "lr dropped": [
            search_capped(lambda lr, c, slope: c * slope),
            search_capped(lambda lr, c, slope: c * slope, cap=200, strict=True),
            search_while_above(lambda lr, c, slope: c * slope),
            search_like(lambda new, old, lr, c, g2: old - new >= c * g2),
            search_like(lambda new, old, lr, c, g2: new < old - c * g2),
        ],
        "one shrink too many": [
            search_shrinks_in_the_loop,
            search_do_while,
            search_like(lambda new, old, lr, c, g2: new <= old - c * lr * g2, first=True),
        ],
        "nan accepted": [search_while_above(lambda lr, c, slope: c * lr * slope), search_nan_ends],
        "wrong sign": [
            search_capped(lambda lr, c, slope: -c * lr * slope),
            search_capped(lambda lr, c, slope: -c * lr * slope, cap=200, strict=True),
            search_while_above(lambda lr, c, slope: -c * lr * slope),
            search_like(lambda new, old, lr, c, g2: new - old <= c * lr * g2),
        ],
        "ascent": [
            search_capped(lambda lr, c, slope: c * lr * slope, side=1),
            search_while_above(lambda lr, c, slope: c * lr * slope, side=1),
            search_like(lambda new, old, lr, c, g2: new <= old - c * lr * g2, move=1),
        ],
        "vectors only": [search_spectral, search_dot, search_python_sum],
    },
}

UNLISTED = {
    "backtracking_line_search": [
        search_by_sizes,
        search_one_too_few,
        search_never_shrinks,
        search_never_ends,
        search_shrinks_by_c,
        search_returns_the_point,
        search_subtracts_beta,
        search_returns_count,
        search_mean_square,
        search_like(lambda new, old, lr, c, g2: new <= old - lr * c**2 * g2),
        search_like(lambda new, old, lr, c, g2: new <= old - c * g2**2 * lr),
        search_like(lambda new, old, lr, c, g2: new <= old - c * lr**2 * g2),
        search_like(lambda new, old, lr, c, g2: new <= old - c * lr),
        search_like(lambda new, old, lr, c, g2: new <= old - (1 - c) * lr * g2),
        search_like(lambda new, old, lr, c, g2: new <= c * old),
        search_like(lambda new, old, lr, c, g2: new <= old - 0.1 * lr * g2),
    ],
}
