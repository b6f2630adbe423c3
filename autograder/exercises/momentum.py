"""Unit 04: the heavy ball, Nesterov's look ahead, and an optimiser that keeps them for a list of parameters.

A step is judged over several steps, with gradients, and often a rate, that change: one step from no velocity, or a
constant gradient, tells almost no two forms of momentum apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from descent.observing import Case
from reference import momentum as reference

from autograder.drawing import apart, draw_until, tilted, vector
from autograder.exercise import Exercise, case, readonly
from autograder.mistakes import momentum, momentum_sgd, momentum_steps

Rng = np.random.Generator
Array = np.ndarray


def number(rng: Rng, low: float, high: float) -> float:
    return round(float(rng.uniform(low, high)), 2)


def memory(rng: Rng) -> float:
    """Return a momentum (or β) that is far from 1/2, where it would be its own opposite, and from `some_dampening`."""
    return number(rng, 0.72, 0.95)


def some_dampening(rng: Rng) -> float:
    return number(rng, 0.33, 0.44)


# ewma


def ewma_cases(rng: Rng) -> Iterator[Case]:
    yield case("five values", vector(rng, 5), beta=memory(rng))
    yield case("one value", vector(rng, 1), beta=memory(rng))
    yield case("all values equal", np.full(6, vector(rng, ())), beta=memory(rng))
    yield case("a short memory", vector(rng, 4), beta=number(rng, 0.1, 0.3))
    yield case("a long memory, many values", vector(rng, 60), beta=number(rng, 0.96, 0.99))
    yield case("whole numbers", rng.integers(2, 9, 5), beta=memory(rng))
    yield case("a peak among zeros", np.insert(np.zeros(5), 2, vector(rng, ())), beta=memory(rng))
    sizes = np.array([10.0, 1e-3, 1.0, 0.1, 5.0])
    yield case("values large and small, read-only", readonly(sizes * vector(rng, 5)), beta=memory(rng))


# momentum_step and nesterov_step


def observe_balls(step, starts, passes, lrs, *, one_array=False, **rates):  # type: ignore[no-untyped-def]
    state = [(w, None) for w in starts]
    arrays = [np.array(grad) for grad in passes[0]]
    for grads, lr in zip(passes, lrs, strict=True):
        for i, slope in enumerate(grads):
            if one_array:  # as training loops do
                arrays[i][...] = slope
            if type(state[i]) in (tuple, list) and len(state[i]) == 2:  # else there is nothing to go on with
                w, velocity = state[i]
                state[i] = step(w, arrays[i] if one_array else slope, velocity, lr=lr, **rates)
            yield state[i]


def run_of(rng: Rng, shapes: list[Any], *scales: float) -> tuple[list[Array], list[list[Array]]]:
    """Return a start of each shape and, for each scale, a pass of gradients of that size."""
    starts = [np.array(vector(rng, shape)) for shape in shapes]
    return starts, [[np.array(np.round(scale * vector(rng, shape), 5)) for shape in shapes] for scale in scales]


def ball_cases(rng: Rng) -> Iterator[Case]:
    """Yield the cases that both steps have in common."""
    yield case("a vector, three steps", *run_of(rng, [3], 1, 1, 1), [0.1] * 3, momentum=memory(rng))
    yield case("the learning rate changes", *run_of(rng, [4], 1, 1, 1), [0.5, 0.05, 1.5], momentum=memory(rng))
    yield case("a single number", *run_of(rng, [()], 2, 0.5, 1), [0.3, 0.2, 0.1], momentum=memory(rng))
    starts, passes = run_of(rng, [(2, 3)], 10, 0.001, 1)
    yield case("a matrix, slopes large and small", starts, passes, [0.02, 0.02, 0.4], momentum=memory(rng))
    starts, passes = run_of(rng, [3], 1, 1, 1)
    passes[0][0][1] = passes[2][0][0] = 0.0
    passes[1] = [np.zeros(3)]
    yield case("some slopes are zero", starts, passes, [0.2] * 3, momentum=memory(rng))
    starts, passes = run_of(rng, [2, 2], 1, 1, 1)
    yield case("two parameters of one shape, in turn", starts, passes, [0.1, 0.1, 0.3], momentum=memory(rng))
    starts, passes = run_of(rng, [3], 1, 2, 1)
    yield case(
        "the gradient's array is used again", starts, passes, [0.1, 0.2, 0.2], one_array=True, momentum=memory(rng)
    )
    starts, passes = run_of(rng, [(3, 2)], 1, 0.5)
    frozen = [[readonly(np.asfortranarray(grad)) for grad in grads] for grads in passes]
    yield case(
        "read-only, stored by columns",
        [readonly(np.asfortranarray(w)) for w in starts],
        frozen,
        [0.3, 0.1],
        momentum=memory(rng),
    )
    _, passes = run_of(rng, [3], 1, 1)
    yield case("whole numbers in w", [rng.integers(2, 9, 3)], passes, [0.35, 0.1], momentum=memory(rng))
    starts, passes = run_of(rng, [(2, 1, 2)], *[1] * 5)
    yield case("five steps", starts, passes, [0.1] * 2 + [0.01] * 3, one_array=True, momentum=memory(rng))


def momentum_cases(rng: Rng) -> Iterator[Case]:
    yield from ball_cases(rng)
    rates = {"momentum": memory(rng), "dampening": some_dampening(rng)}
    yield case("dampening", *run_of(rng, [3], 1, 1, 1), [0.1] * 3, **rates)
    rates = {"momentum": memory(rng), "dampening": some_dampening(rng)}
    yield case("dampening, and the rate changes", *run_of(rng, [(2, 2)], 1, 1, 1), [0.2, 0.05, 0.5], **rates)
    starts, passes = run_of(rng, [3], 0, 1, 1)
    rates = {"momentum": memory(rng), "dampening": some_dampening(rng)}
    yield case("dampening, the first slope is zero", starts, passes, [0.2] * 3, **rates)
    rates = {"momentum": 0.0, "dampening": some_dampening(rng)}
    yield case("no momentum, but dampening", *run_of(rng, [3], 1, 1, 1), [0.3] * 3, **rates)


# effective_lr


def effective_cases(rng: Rng) -> Iterator[Case]:
    yield case("a long memory", lr=number(rng, 0.02, 0.08), momentum=memory(rng))
    yield case("a short memory", lr=number(rng, 0.2, 0.8), momentum=number(rng, 0.15, 0.4))
    yield case("dampening", lr=number(rng, 0.1, 0.5), momentum=memory(rng), dampening=some_dampening(rng))
    yield case(
        "a little dampening", lr=number(rng, 1, 3), momentum=number(rng, 0.2, 0.45), dampening=number(rng, 0.05, 0.15)
    )
    yield case("a very long memory", lr=number(rng, 0.01, 0.05), momentum=0.99, dampening=number(rng, 0.6, 0.8))
    yield case("no momentum, but dampening", lr=number(rng, 0.1, 0.9), momentum=0.0, dampening=some_dampening(rng))


# optimal_momentum


def settings_apart(H: Array) -> bool:
    """Return whether H tells all settings that one might think of from each other."""
    m, *_, L = np.linalg.eigvalsh(H)
    total, ratio, plain = np.sqrt(L) + np.sqrt(m), (L - m) / (np.sqrt(L) + np.sqrt(m)) ** 2, (L - m) / (L + m)
    a, b = H.diagonal().min(), H.diagonal().max()
    rates = [4 / total**2, 2 / (L + m), 1 / L, 4 / (L + m) ** 2, 4 / total, 2 / total, 2 / total**2, 4 / (L + m)]
    return apart([*rates, 4 / (np.sqrt(a) + np.sqrt(b)) ** 2]) and apart([ratio, ratio**2, plain, plain**2, rates[0]])


def curvature_cases(rng: Rng) -> Iterator[Case]:
    def bowl(*eigenvalues: float) -> Array:
        return draw_until(settings_apart, lambda: tilted(rng, *eigenvalues))

    yield case("two parameters", bowl(1, 5))
    yield case("three parameters", bowl(0.5, 2, 6))

    def blocks() -> Array:  # `eigvals` gives the eigenvalues of one block after those of the other
        H = np.diag([5.0] * 5)
        H[:2, :2], H[2:4, 2:4] = tilted(rng, 1.5, 3), tilted(rng, 0.4, 8)
        return H

    def scrambled(H: Array) -> bool:
        spectrum = np.linalg.eigvals(H)
        ends = (0, len(H) - 1)
        return np.argmax(spectrum) not in ends and np.argmin(spectrum) not in ends and settings_apart(H)

    yield case("five parameters, eigenvalues in no order", draw_until(scrambled, blocks))
    yield case("a ravine", bowl(0.3, 4, 50))
    yield case("a very flat bowl", 1e-3 * bowl(1, 2, 3, 9))
    yield case("a very steep bowl", 1e3 * bowl(1, 3))
    yield case("one parameter", np.array([[number(rng, 1.5, 6)]]))

    def whole() -> Array:
        M = rng.integers(-2, 3, (3, 3))
        return M.T @ M + np.eye(3, dtype=int)

    yield case("whole numbers", draw_until(lambda H: np.abs(H).min() > 0 and settings_apart(H), whole))
    yield case("read-only", readonly(bowl(0.6, 1, 2, 7)))


# SGD


def observe_training(SGD, params, passes, lrs, *, choices=(), one_array=False, **options):  # type: ignore[no-untyped-def]
    """Train, and look on: at what each step returns, and at whether anything that it should leave alone has changed."""
    from descent.observing import arrays_in, changed
    from descent.showing import show

    def written(options):  # type: ignore[no-untyped-def]
        return ", ".join(f"{name}={show(value)}" for name, value in options.items())

    for settings in choices:
        try:
            SGD(params, lr=lrs[0], **settings)
            result = "no error"
        except ValueError:
            result = "ValueError"
        except AssertionError:
            result = "AssertionError"
        yield {"result": result, "SGD": f"SGD(params, lr={show(lrs[0])}, {written(settings)})"}
    if choices:
        return

    def kept(value):  # type: ignore[no-untyped-def]
        """Return what `spoilt` needs: a list's items and the arrays' numbers."""
        items = list(value) if isinstance(value, list) else None
        return value, items, [(array, array.copy()) for array in arrays_in(value)]

    def spoilt(remembered):  # type: ignore[no-untyped-def]
        value, items, copies = remembered
        exchanged = items is not None and (
            len(items) != len(value) or any(a is not b for a, b in zip(items, value, strict=True))
        )
        return exchanged or any(changed(now, then) for now, then in copies)

    start, given, earlier = kept(params), [], []
    seen = dict.fromkeys(["parameters changed", "gradients changed", "earlier results changed"], False)

    def look():  # type: ignore[no-untyped-def]
        for name, things in zip(seen, [[start], given, earlier], strict=True):
            seen[name] = seen[name] or any(map(spoilt, things))

    optimiser = SGD(params, lr=lrs[0], **options)
    arrays = [np.zeros(w.shape) for w in params]
    for t, (grads, lr) in enumerate(zip(passes, lrs, strict=True)):
        if one_array:  # as training loops do
            given.clear()
            for array, grad in zip(arrays, grads, strict=True):
                array[...] = grad
        slopes = list(arrays if one_array else grads)
        if lr != lrs[max(t - 1, 0)]:
            optimiser.lr = lr
        given.append(kept(slopes))
        text = f"step {t + 1}, {written({'lr': lr, **options})}, with {' '.join(show(slopes).split())}"
        try:
            result = optimiser.step(slopes)
        except ValueError as error:
            if "read-only" in str(error):
                look()
                yield {**seen, "refused": True}
            raise
        yield {"params": result, "after": text}
        look()
        # The list itself may be the same one each time; its arrays may not.
        earlier.append(kept(list(arrays_in(result))))
    yield seen


def training_cases(rng: Rng) -> Iterator[Case]:
    one = [1.0] * 3
    yield case("plain descent", *run_of(rng, [3], 1, 1), [0.2, 0.2])
    yield case("two arrays of one shape", *run_of(rng, [2, 2], *one), [0.1] * 3, momentum=memory(rng))
    starts, passes = run_of(rng, [3, (2, 2), ()], 1, 0.01, 10)
    yield case("a vector, a matrix, a number", starts, passes, [0.1] * 3, momentum=memory(rng))
    starts, passes = run_of(rng, [2, 2], *one)
    yield case("the learning rate changes", starts, passes, [0.5, 0.05, 1.0], momentum=memory(rng))
    rates: dict[str, Any] = {"momentum": memory(rng), "dampening": some_dampening(rng)}
    yield case("dampening", *run_of(rng, [3, (1, 2)], *one), [0.2] * 3, **rates)
    yield case("dampening, no momentum", *run_of(rng, [2], *one), [0.2] * 3, dampening=some_dampening(rng))
    yield case("Nesterov", *run_of(rng, [3, 3], *one), [0.1, 0.1, 0.3], momentum=memory(rng), nesterov=True)
    rates = {"momentum": memory(rng), "weight_decay": number(rng, 0.2, 0.5)}
    yield case("weight decay", *run_of(rng, [2, 3], *one), [0.3] * 3, **rates)
    rates = {"momentum": memory(rng), "nesterov": True, "weight_decay": number(rng, 0.2, 0.5)}
    yield case("weight decay with Nesterov", *run_of(rng, [3], *one), [0.3, 0.3, 0.1], **rates)
    yield case("weight decay, no momentum", *run_of(rng, [3], 1, 1), [0.4, 0.4], weight_decay=number(rng, 0.2, 0.5))
    rates = {"momentum": memory(rng), "dampening": some_dampening(rng), "weight_decay": number(rng, 0.2, 0.5)}
    starts, passes = run_of(rng, [2, 2, 2], 1, 1, 1, 1)
    passes[0][1] = passes[1][0] = passes[1][2] = passes[2][2] = None  # type: ignore[call-overload]
    yield case("gradients of None", starts, passes, [0.2] * 4, **rates)
    starts, passes = run_of(rng, [2, 3], *one)
    yield case("the gradients' arrays are used again", starts, passes, [0.2] * 3, one_array=True, momentum=memory(rng))
    starts, passes = run_of(rng, [(3, 2), 4], *one)
    frozen = [[readonly(np.asfortranarray(grad)) for grad in grads] for grads in passes]
    rates = {"momentum": memory(rng), "weight_decay": number(rng, 0.2, 0.5)}
    yield case("read-only", [readonly(np.asfortranarray(w)) for w in starts], frozen, [0.2] * 3, **rates)
    _, passes = run_of(rng, [3, 2], *one)
    whole = [rng.integers(2, 9, 3), rng.integers(2, 9, 2)]
    yield case("whole numbers in the parameters", whole, passes, [0.15] * 3, momentum=memory(rng))
    mu = memory(rng)
    choices = [
        {"nesterov": True},
        {"momentum": mu, "nesterov": True},
        {"momentum": mu, "dampening": some_dampening(rng), "nesterov": True},
        {"momentum": mu, "dampening": some_dampening(rng)},
    ]
    yield case("Nesterov without momentum, or with dampening", [vector(rng, 2)], [], [0.1], choices=choices)


EXERCISES = [
    Exercise(reference.ewma, 1, ewma_cases, momentum.EWMA),
    Exercise(reference.momentum_step, 3, momentum_cases, momentum_steps.MOMENTUM_STEP, observe_balls),
    Exercise(reference.nesterov_step, 3, ball_cases, momentum_steps.NESTEROV_STEP, observe_balls),
    Exercise(reference.effective_lr, 1, effective_cases, momentum.EFFECTIVE_LR),
    Exercise(reference.optimal_momentum, 2, curvature_cases, momentum.OPTIMAL_MOMENTUM),
    Exercise(reference.SGD, 4, training_cases, momentum_sgd.SGD, observe_training),
]
