"""Unit 05's known mistakes in AdaGrad, RMSprop and Adadelta: wrong implementations, and what a learner reads.

AdaGrad and RMSprop differ in one line, and so do most of their mistakes: `one_state` puts a wrong line into the step.
"""

# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from collections.abc import Callable
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake

Array = Any
Average = Callable[..., Array]  # (old, grad, alpha) -> new
Stride = Callable[[Array, Array, float, float], Array]  # (grad, average, eps, lr) -> what lr multiplies

EPS_INSIDE = "You put eps inside the root, where it weighs otherwise. Add it to the root: `np.sqrt({}) + eps`."
EPS_OUTSIDE = (
    "`a / b + eps` is `(a / b) + eps`, so eps shifts the parameters and 0/0 is nan. "
    "Put the whole denominator into parentheses: `(np.sqrt({}) + eps)`."
)
NO_EPS = "Without eps a coordinate that has seen no gradient yet is 0/0, which is nan. Divide by `np.sqrt({}) + eps`."
ASCENT = "You added the step, which climbs. Descent subtracts it: `w - lr * …`."
IN_PLACE = (
    "You changed an array that you were given, so your caller's has changed, too. "
    "Make new ones: `{0} = {0} + …`, not `{0} += …`."
)


def outside(grad: Array, average: Array, eps: float, lr: float) -> Array:  # noqa: ARG001
    return grad / (np.sqrt(average) + eps)


def one_state(average: Average, stride: Stride = outside, *, stale: bool = False) -> Callable[..., Any]:
    """Return the step with this average and this stride; a stale one divides by the old average."""

    def step(w: Array, grad: Array, old: Array, *, lr: float, eps: float, alpha: float = 0.0) -> tuple[Array, Array]:
        new = average(old, grad, alpha)
        return w - lr * stride(grad, old if stale else new, eps, lr), new

    return step


def total(old: Array, grad: Array, alpha: float) -> Array:  # noqa: ARG001
    return old + grad**2


def fading(old: Array, grad: Array, alpha: float) -> Array:
    return alpha * old + (1 - alpha) * grad**2


def in_place(average: Average) -> Callable[..., Any]:
    def step(w: Array, grad: Array, state: Array, *, lr: float, eps: float, alpha: float = 0.0) -> tuple[Array, Array]:
        state[...] = average(state, grad, alpha)
        w -= lr * grad / (np.sqrt(state) + eps)
        return w, state

    return step


def eps_stored(average: Average) -> Callable[..., Any]:
    def step(w: Array, grad: Array, state: Array, *, lr: float, eps: float, alpha: float = 0.0) -> tuple[Array, Array]:
        new = average(state, grad, alpha) + eps
        return w - lr * grad / np.sqrt(new), new

    return step


def swapped(step: Callable[..., Any]) -> Callable[..., Any]:
    """Return the step whose parameters come last."""

    def wrong(*args: Any, **settings: Any) -> Any:
        w, *state = step(*args, **settings)
        return *state, w

    return wrong


def parameters_alone(step: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args, **settings: step(*args, **settings)[0]


def state_not_returned(expected: list, got: list, *_: Any, **__: Any) -> bool:
    """Every result is one array, and the first is the parameters."""
    arrays = all(isinstance(value, np.ndarray | np.generic | float) for value in got)
    return len(got) == len(expected) and arrays and np.allclose(got[0], expected[0][0])


def reordered(expected: list, got: list, *_: Any, **__: Any) -> bool:
    """The first result holds the right arrays in another order."""
    from itertools import permutations

    _, *orders = permutations(expected[0])
    return any(all(np.allclose(a, b) for a, b in zip(order, got[0], strict=True)) for order in orders)


def climbs(expected: list, got: list, params: list, *_: Any, **__: Any) -> bool:
    """The first step is as long as it should be and goes the other way, and the memory is right."""
    (right, *memory), (w, *mine) = expected[0], got[0]
    return np.allclose(w, 2 * params[0] - right) and all(map(np.allclose, mine, memory))


def strides(average: Average, state: str) -> list[Mistake]:
    """Return the mistakes that do not depend on how the average is kept, whose name is `state`."""

    def mistake(name: str, sentence: str, *codings: Stride) -> Mistake:
        first, *others = [one_state(average, stride) for stride in codings]
        return Mistake(name, sentence.format(state), first, also=others)

    return [
        Mistake(
            "eps inside the root",
            EPS_INSIDE.format(state),
            one_state(average, lambda g, s, eps, lr: g / np.sqrt(s + eps)),
            also=[one_state(average, lambda g, s, eps, lr: g / np.sqrt(s + eps**2)), eps_stored(average)],
        ),
        mistake(
            "no root",
            "You divided by `{0}` itself. Divide by its root, which has the unit of a gradient: `np.sqrt({0}) + eps`.",
            lambda g, s, eps, lr: g / (s + eps),
        ),
        mistake(
            "eps outside the division",
            EPS_OUTSIDE,
            lambda g, s, eps, lr: g / np.sqrt(s) + eps,
            lambda g, s, eps, lr: g / np.sqrt(s) - eps / lr,  # w - lr * g / np.sqrt(s) + eps
        ),
        mistake("no eps", NO_EPS, lambda g, s, eps, lr: g / np.sqrt(s)),
        Mistake("ascent", ASCENT, one_state(average, lambda g, s, eps, lr: -outside(g, s, eps, lr)), climbs),
        Mistake(
            f"old {state}",
            f"You divided by the `{state}` from before this step. Take the new gradient in first, then divide.",
            one_state(average, stale=True),
        ),
        Mistake(
            "root stored",
            f"You returned the root as the new `{state}`, and the next step adds a square to it. "
            "Keep the squares; take the root for the step only.",
            one_state(lambda s, g, alpha: np.sqrt(average(s, g, alpha)), lambda g, s, eps, lr: g / (s + eps)),
        ),
        Mistake(
            "results in the wrong order",
            f"You returned `{state}` first. The parameters come first: `return w, {state}`.",
            swapped(one_state(average)),
            reordered,
        ),
        Mistake(
            "state not returned",
            f"You returned the parameters alone. The next step needs the memory, too: `return w, {state}`.",
            parameters_alone(one_state(average)),
            state_not_returned,
        ),
        Mistake("in place", IN_PLACE.format(state), in_place(average), CHANGED_ARGUMENT),
    ]


# adagrad_step


def forgets(_expected: list, got: list, _params: Any, states: list, rounds: list, _rates: Any, **_: Any) -> bool:
    """The new state is a·s + b·g² with one a < 1 and one b, whatever they are."""
    results, rows, values = iter(got), [], []
    memory = [np.asarray(own[0]) for own in states]
    for grads in rounds:
        for i, grad in enumerate(grads):
            new = np.asarray(next(results)[1])
            rows += zip(memory[i].ravel(), grad.ravel() ** 2, strict=True)
            values += new.ravel().tolist()
            memory[i] = new
    table, column = np.array(rows), np.array(values)
    if not np.isfinite(column).all():  # LAPACK would print its own complaint about nan
        return False
    kept, taken = np.linalg.lstsq(table, column, rcond=None)[0]
    fits = np.allclose(table @ [kept, taken], column, rtol=0, atol=1e-7 * np.abs(column).max())
    return bool(fits and 0.01 < kept < 0.9999 and taken > 0)


ADAGRAD = [
    Mistake(
        "EMA",
        "Your accumulator forgets. AdaGrad's is a plain sum, `accumulator + grad**2`; a fading mean makes it RMSprop.",
        one_state(lambda s, g, _: 0.9 * s + 0.1 * g**2),
        forgets,
        also=[one_state(lambda s, g, _: 0.99 * s + g**2)],
    ),
    Mistake(
        "|g|",
        "You added up |g|. AdaGrad adds up the squares, `grad**2`, and takes the root of their sum.",
        one_state(lambda s, g, _: s + np.abs(g)),
        also=[one_state(lambda s, g, _: s + np.abs(g), lambda g, s, eps, lr: g / (s + eps))],
    ),
    *strides(total, "accumulator"),
    Mistake(
        "not accumulated",
        "Your accumulator holds this step's square only, so every step is about `lr` long. Add it to the old sum.",
        one_state(lambda s, g, _: g**2),
    ),
    Mistake(
        "one sum for all",
        "You added the squares of all coordinates together, so that all share one rate. "
        "`grad**2` without `np.sum` keeps a sum for each.",
        one_state(lambda s, g, _: s + np.sum(g**2)),
    ),
]


# rmsprop_step


def corrects_bias(
    expected: list, got: list, params: list, _states: list, rounds: list, rates: list, *, alpha: float, eps: float
) -> bool:
    """The state is right, and each step is divided by the root of v / (1 − αᵗ) for some whole t ≥ 1."""
    results = iter(zip(expected, got, strict=True))
    before = [np.asarray(w) for w in params]
    for grads, lr in zip(rounds, rates, strict=True):
        for i, grad in enumerate(grads):
            (_, right), (w, v) = next(results)
            seen = grad != 0
            roots = lr * grad[seen] / (before[i] - w)[seen] - eps
            before[i], powers = np.asarray(w), 1 - np.asarray(v)[seen] / roots**2
            powers = powers[np.abs(powers) > 1e-6]  # of later steps the number cannot be told
            counts = np.log(powers) / np.log(alpha)
            whole = np.round(counts)
            if not np.allclose(v, right, rtol=1e-7, atol=1e-12) or (roots < 0).any():
                return False
            if not (np.abs(counts - whole) < 0.02).all() or (whole != whole[:1]).any() or (whole < 1).any():
                return False
    return True


class Counting:
    """RMSprop with Adam's correction, for which it counts steps where nobody else sees it."""

    def __init__(self, *, restart: bool) -> None:
        self.t, self.restart = 0, restart

    def __call__(
        self, w: Array, grad: Array, square_avg: Array, *, lr: float, alpha: float, eps: float
    ) -> tuple[Array, Array]:
        self.t = 1 if self.restart and not np.any(square_avg) else self.t + 1
        new = fading(square_avg, grad, alpha)
        return w - lr * grad / (np.sqrt(new / (1 - alpha**self.t)) + eps), new


def first_corrected(w: Array, grad: Array, square_avg: Array, *, lr: float, alpha: float, eps: float) -> Any:
    new = fading(square_avg, grad, alpha)
    return w - lr * grad / (np.sqrt(new / (1 - alpha)) + eps), new


RMSPROP = [
    Mistake(
        "α swapped",
        "`alpha` is the share of the old average that is kept: `alpha * square_avg + (1 - alpha) * grad**2`.",
        one_state(lambda v, g, alpha: (1 - alpha) * v + alpha * g**2),
    ),
    Mistake(
        "sum",
        "The two weights of your average add up to more than one, so it is too large. It is "
        "`alpha * square_avg + (1 - alpha) * grad**2`.",
        one_state(total),
        also=[
            one_state(lambda v, g, alpha: alpha * v + g**2),
            one_state(lambda v, g, alpha: v + (1 - alpha) * g**2),
        ],
    ),
    Mistake(
        "bias-corrected",
        "You corrected the average for its start at zero. That is Adam's idea; RMSprop divides by the root as it is.",
        Counting(restart=True),
        corrects_bias,
        also=[first_corrected],
    ),
    Mistake(
        "not squared",
        "You averaged the gradient, not its square: `grad**2` is missing. A negative average has no root.",
        one_state(lambda v, g, alpha: alpha * v + (1 - alpha) * g),
    ),
    Mistake(
        "|g|",
        "You averaged |g|. RMSprop averages the squares, `grad**2`, and takes the root of their mean.",
        one_state(lambda v, g, alpha: alpha * v + (1 - alpha) * np.abs(g)),
        also=[one_state(lambda v, g, alpha: alpha * v + (1 - alpha) * np.abs(g), lambda g, v, eps, lr: g / (v + eps))],
    ),
    *strides(fading, "square_avg"),
]
