"""Unit 02's line search by the right rule and by the wrong ones, and the known mistakes."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.exercise import Mistake

Array = np.ndarray
Function = Callable[[Array], float]

# By how much f has to fall, with slope = ‖grad‖².
DEMANDS: dict[str, Callable[[float, float, float], float]] = {
    "right": lambda slope, lr, c: c * lr * slope,
    "no decrease": lambda *_: 0.0,
    "not squared": lambda slope, lr, c: c * lr * slope**0.5,
    "lr dropped": lambda slope, _, c: c * slope,
    "sign": lambda slope, lr, c: -c * lr * slope,
    "all of it": lambda slope, lr, _: lr * slope,
}


def accepted(rule: str, text: str, w: Array, grad: Array, *, lr0: float, c: float, beta: float) -> float:
    """Return the rate that a rule accepts: 0 for none above 1e-6·lr0, and nan where rounding might decide."""
    f, lr = eval(text, {"np": np}), lr0
    f_w, slope = f(w), np.sum(grad**2)
    while lr > 1e-6 * lr0:
        f_new, limit = f(w - lr * grad), f_w - DEMANDS[rule](slope, lr, c)
        if np.isfinite(f_new) and abs(f_new - limit) < 1e-6 * (abs(f_w) + lr * slope):
            return np.nan
        if f_new <= limit:
            return lr
        lr *= beta
    return 0.0


def searching(rule: str, *, sign: int = 1, nan_passes: bool = False, equal_passes: bool = True) -> Callable[..., float]:
    """Return the line search by a rule of `DEMANDS`, against the gradient or (sign −1) along it."""

    def search(f: Function, w: Array, grad: Array, *, lr0: float, c: float, beta: float) -> float:
        lr, f_w, slope = lr0, f(w), float(np.sum(grad**2))
        while True:
            f_new, limit = f(w - sign * lr * grad), f_w - DEMANDS[rule](slope, lr, c)
            if f_new < limit or (equal_passes and f_new == limit) or (nan_passes and np.isnan(f_new)):
                return lr
            lr *= beta

    return search


def shrink_once_more(f: Function, w: Array, grad: Array, **how: float) -> float:
    return how["beta"] * searching("right")(f, w, grad, **how)


def shrink_before_trying(f: Function, w: Array, grad: Array, **how: float) -> float:
    return searching("right")(f, w, grad, **{**how, "lr0": how["beta"] * how["lr0"]})


def search_along_a_vector(f: Function, w: Array, grad: Array, **how: float) -> float:
    assert np.ndim(grad @ grad) == 0  # a matrix product raises for what is not a vector
    return searching("right")(f, w, grad, **how)


# Symptoms: the rate that a wrong rule accepts.


def c_is_missing(
    _expected: list, got: list, text: str, w: Any, grad: Any, *, lr0: float, beta: float, **_: float
) -> bool:
    """Return whether the answer is the first rate with a decrease of lr·‖grad‖²."""
    from descent.line_search import follows

    return follows(lambda lr, slope: lr * slope, got, text, w, grad, lr0=lr0, beta=beta)


def c_plays_no_part(
    _expected: list, got: list, text: str, w: Any, grad: Any, *, lr0: float, beta: float, **_: float
) -> bool:
    """Return whether the answer is the first rate with any decrease."""
    from descent.line_search import follows

    return follows(lambda _lr, _slope: 0.0, got, text, w, grad, lr0=lr0, beta=beta)


def norm_is_not_squared(
    _expected: list, got: list, text: str, w: Any, grad: Any, *, lr0: float, c: float, beta: float
) -> bool:
    """Return whether the answer is the first rate with a decrease of c·lr·‖grad‖."""
    from descent.line_search import follows

    return follows(lambda lr, slope: c * lr * slope**0.5, got, text, w, grad, lr0=lr0, beta=beta)


def lr_is_missing(
    _expected: list, got: list, text: str, w: Any, grad: Any, *, lr0: float, c: float, beta: float
) -> bool:
    """Return whether the answer is the first rate with a decrease of c·‖grad‖²."""
    from descent.line_search import follows

    return follows(lambda _lr, slope: c * slope, got, text, w, grad, lr0=lr0, beta=beta)


def walks_uphill(
    _expected: list, got: list, text: str, w: Any, grad: Any, *, lr0: float, c: float, beta: float
) -> bool:
    """Return whether the answer is the first rate with the right decrease on the wrong side."""
    from descent.line_search import follows

    return follows(lambda lr, slope: c * lr * slope, got, text, w, -grad, lr0=lr0, beta=beta)


def may_rise(_expected: list, got: list, text: str, w: Any, grad: Any, *, lr0: float, c: float, beta: float) -> bool:
    """Return whether the answer is the first rate with a rise of at most c·lr·‖grad‖²."""
    from descent.line_search import follows

    return follows(lambda lr, slope: -c * lr * slope, got, text, w, grad, lr0=lr0, beta=beta)


def never_content_at_the_bottom(
    _expected: list, got: list, _text: str, _w: Any, grad: Any, *, lr0: float, **_: float
) -> bool:
    return not np.any(grad) and (not got or 0 < got[0] < 1e-3 * lr0)


def only_vectors(_expected: list, _got: list, _text: str, w: Any, *_: Any, **__: Any) -> bool:
    return np.ndim(w) != 1


BACKTRACKING = [
    Mistake(
        "equality refused",
        "You ask for more than the demanded decrease: `<` in place of ≤. Where the gradient is zero, both sides are "
        "equal, and your loop never ends.",
        searching("right", equal_passes=False),
        never_content_at_the_bottom,
    ),
    Mistake(
        "one shrink too many",
        "You multiplied by `beta` once too often. Try `lr0` itself first, "
        "and return the very rate that passed the test.",
        shrink_once_more,
        also=[shrink_before_trying],
    ),
    Mistake(
        "nan accepted",
        "You accepted a step to a point where `f` is nan. `f_new > limit` is False for nan: "
        "go on shrinking while `not (f_new <= limit)`.",
        searching("right", nan_passes=True),
    ),
    Mistake(
        "‖g‖ not squared",
        "You used ‖g‖ where the condition has ‖g‖²: along −g, the loss falls at first by lr·‖g‖².",
        searching("not squared"),
        norm_is_not_squared,
        everywhere=True,
    ),
    Mistake(
        "lr dropped",
        "The decrease that you ask for does not shrink with the learning rate: it should be c·lr·‖g‖², and the `lr` is "
        "missing. No short step can meet it.",
        searching("lr dropped"),
        lr_is_missing,
        everywhere=True,
    ),
    Mistake(
        "wrong sign",
        "You let the loss rise by c·lr·‖g‖². It has to fall by that much: f(w) minus it.",
        searching("sign"),
        may_rise,
        everywhere=True,
    ),
    Mistake(
        "ascent",
        "You looked along +∇f, where the loss climbs. The trial point is `w - lr * grad`.",
        searching("right", sign=-1),
        walks_uphill,
        everywhere=True,
    ),
    Mistake(
        "any decrease",
        "Your `c` plays no part, and as good as any decrease is accepted, however small. "
        "A step is good enough when the loss falls by at least c·lr·‖g‖².",
        searching("no decrease"),
        c_plays_no_part,
        everywhere=True,
    ),
    Mistake(
        "c dropped",
        "Your test does not use `c`: it asks for all of lr·‖g‖², which only a straight slope gives. "
        "Ask for the share c of it.",
        searching("all of it"),
        c_is_missing,
        everywhere=True,
    ),
    Mistake(
        "vectors only",
        "Your ‖g‖² works for vectors only. `np.sum(grad**2)` adds the squares whatever the shape.",
        search_along_a_vector,
        only_vectors,
    ),
]
