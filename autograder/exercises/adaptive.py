"""Unit 05: a learning rate for every coordinate, from AdaGrad to AdamW.

One step from zero tells a right Adam from nothing: `lr * sign(g)` passes. So each case is a run of several steps, with
gradients that change their size and sign, and mostly an eps that can be seen.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from descent.observing import Case
from reference import adaptive as reference

from autograder.drawing import vector
from autograder.exercise import Exercise, case, readonly
from autograder.mistakes.adadelta import ADADELTA
from autograder.mistakes.adam import ADAM
from autograder.mistakes.adam_class import ADAM_CLASS
from autograder.mistakes.adamw import ADAMW
from autograder.mistakes.adaptive import ADAGRAD, RMSPROP
from autograder.mistakes.bias_correction import BIAS_CORRECTION

Rng = np.random.Generator
Array = np.ndarray


def slopes(rng: Rng, shape: Any, scales: Sequence[float]) -> list[Array]:
    """Return a gradient for each step, of these sizes; the second one turns all signs."""
    grads = [np.array(scale * vector(rng, shape)) for scale in scales]
    grads[1] = np.array(-np.sign(grads[0]) * np.abs(grads[1]))
    return grads


def rates(rng: Rng, steps: int, *factors: float) -> list[float]:
    """Return a rate for each step: one that is drawn, times the factors in turn, each for some steps."""
    rate = rng.uniform(0.05, 0.15)
    return [round(rate * factors[k * len(factors) // steps], 3) for k in range(steps)]


# The step functions


def observe_steps(step, params, states, rounds, lrs, *, first=None, **settings):  # type: ignore[no-untyped-def]
    """Take all steps in turn, as a training loop does: with one buffer for each gradient."""
    params, states = list(params), [list(state) for state in states]
    buffers = [np.array(grad, order="K") for grad in rounds[0]]
    for k, (grads, lr) in enumerate(zip(rounds, lrs, strict=True)):
        count = [] if first is None else [first + k]
        for i, grad in enumerate(grads):
            buffers[i][...] = grad
            given = buffers[i] if grad.flags.writeable else grad
            result = step(params[i], given, *states[i], *count, lr=lr, **settings)
            yield result
            if isinstance(result, tuple | list) and len(result) == 1 + len(states[i]):
                params[i], *states[i] = map(np.asarray, result)


def runs(
    rng: Rng, count: int, *, first: int | None = None, usual: dict[str, Any] | None = None, **settings: Any
) -> Iterator[Case]:
    """Yield the runs of a method with `count` state arrays; `settings` are drawn anew for each, `first` is step one."""

    def run(note: str, params: list[Array], grads: list[list[Array]], factors: Sequence[float], **other: Any) -> Case:
        drawn = {name: draw() for name, draw in settings.items()} | {"eps": 1e-2} | other
        if first is not None:
            drawn.setdefault("first", first)
        states = drawn.pop("states", [[np.zeros_like(w) for _ in range(count)] for w in params])
        rounds = [list(together) for together in zip(*grads, strict=True)]
        return case(note, params, states, rounds, rates(rng, len(rounds), *factors), **drawn)

    steady, wild = [1.0] * 8, [1.0, 0.001, 10.0, 0.01, 0.001, 1.0, 0.1, 10.0]
    yield run("a vector, the rate changes", [vector(rng, 3)], [slopes(rng, 3, steady)], (1, 0.2, 3))
    small = [0.01, 0.003, 0.001, 0.01, 0.02, 0.002, 0.01, 0.005]
    yield run("a single number, small gradients", [np.array(vector(rng, ()))], [slopes(rng, (), small)], (2,))

    def columns(array: Array) -> Array:
        return readonly(np.asfortranarray(array))

    w, grads = columns(vector(rng, (2, 3))), [columns(grad) for grad in slopes(rng, (2, 3), wild)]
    zeros = [[columns(np.zeros((2, 3))) for _ in range(count)]]
    yield run("a read-only matrix, stored by columns", [w], [grads], (1, 0.5), states=zeros)
    grads = slopes(rng, 3, steady)
    for grad, still in zip(grads, [(0, 1), (0,), (0, 2), (1,), (0, 1, 2), (2,)], strict=False):
        grad[list(still)] = 0.0
    yield run(
        "zeros among the gradients, eps = 1e-8", [vector(rng, 3)], [grads], (1, 0.5), **{"eps": 1e-8} | (usual or {})
    )
    pair = [slopes(rng, 2, steady[:5]), slopes(rng, 2, wild[:5])]
    yield run("two parameters of one shape", [vector(rng, 2), vector(rng, 2)], pair, (1, 2))
    late: dict[str, Any] = {"states": [[np.round(rng.uniform(0.2, 2.0, 3), 2) for _ in range(count)]]}
    if first is not None:
        late["first"] = int(rng.integers(12, 30))
    yield run("in the middle of a run", [vector(rng, 3)], [slopes(rng, 3, steady)], (1, 0.1), **late)


def adagrad_cases(rng: Rng) -> Iterator[Case]:
    return runs(rng, 1)


def rmsprop_cases(rng: Rng) -> Iterator[Case]:
    return runs(rng, 1, alpha=lambda: round(rng.uniform(0.7, 0.95), 2))


def adadelta_cases(rng: Rng) -> Iterator[Case]:
    for drawn in runs(rng, 2, rho=lambda: round(rng.uniform(0.7, 0.95), 2)):
        params, states, rounds, lrs = drawn.args
        # Adadelta's rate is about one.
        yield case(drawn.note, params, states, rounds, [round(6 * lr, 2) for lr in lrs], **drawn.kwargs)


def moments(rng: Rng) -> tuple[float, float]:
    return round(rng.uniform(0.6, 0.85), 2), round(rng.uniform(0.9, 0.98), 2)


def adam_cases(rng: Rng) -> Iterator[Case]:
    return runs(rng, 2, first=1, usual={"betas": (0.9, 0.999)}, betas=lambda: moments(rng))


def adamw_cases(rng: Rng) -> Iterator[Case]:
    decay = {"weight_decay": lambda: round(rng.uniform(0.3, 0.9), 2)}  # large, so that it is seen beside the step
    drawn = runs(rng, 2, first=1, usual={"betas": (0.9, 0.999)}, betas=lambda: moments(rng), **decay)
    return itertools.islice(drawn, 1, None)  # the other cases change the rate, too


# bias_correction


def observe_corrections(correct, moment, *, beta, counts):  # type: ignore[no-untyped-def]
    for t in counts:
        yield correct(moment, beta=beta, t=t)


def correction_cases(rng: Rng) -> Iterator[Case]:
    def beta(low: float, high: float) -> float:
        return round(rng.uniform(low, high), 3)

    yield case("steps 1, 2 and 3", vector(rng, 3), beta=beta(0.85, 0.95), counts=(1, 2, 3))
    yield case("a single number", np.array(vector(rng, ())), beta=beta(0.6, 0.8), counts=(2, 7))
    matrix = readonly(np.asfortranarray(vector(rng, (2, 3))))
    yield case("a read-only matrix, stored by columns", matrix, beta=beta(0.97, 0.99), counts=(1, 12, 40))
    moment = np.insert(vector(rng, 2), 1, 0.0)
    yield case("a zero among the entries", moment, beta=beta(0.8, 0.9), counts=(4, 1))
    yield case("the correction fades", vector(rng, 4), beta=beta(0.55, 0.65), counts=(3, 9, 90))
    yield case("a long memory", 1e-3 * vector(rng, 2), beta=0.999, counts=(1, 10, 1500))
    yield case("large entries", 100 * vector(rng, 3), beta=beta(0.9, 0.95), counts=(5, 6))


# class Adam


def observe_optimiser(adam, params, rounds, lrs, *, plan="run", at=0, **settings):  # type: ignore[no-untyped-def]
    """Train with an optimiser; the plan says what happens after `at` steps.

    "run": nothing. "resume": a new optimiser loads the snapshot and goes on at once. "go on": it does so when the first
    one has gone on, and once more. "overwrite": snapshots are overwritten when they have been taken, or loaded.
    """
    watched = [("an array that was given", w, w.copy()) for w in params]
    lists = [("a list that was given", params, list(params))]
    buffers = [np.zeros_like(w) for w in params]
    changed, told = [], {}

    def watch():  # type: ignore[no-untyped-def]
        for what, now, then in watched:
            if now.tobytes() != then.tobytes() and what not in changed:
                changed.append(what)
        for what, items, then in lists:
            if [id(item) for item in items] != [id(item) for item in then] and what not in changed:
                changed.append(what)

    def returned(result):  # type: ignore[no-untyped-def]
        if isinstance(result, list):
            lists.append(("a list that was returned", result, list(result)))
        if isinstance(result, list | tuple):
            arrays = [w for w in result if isinstance(w, np.ndarray)]
            known = [id(w) for _, w, _ in watched]
            watched.extend(("an array that was returned", w, w.copy()) for w in arrays if id(w) not in known)

    def walk(optimiser, steps, label=""):  # type: ignore[no-untyped-def]
        for k in steps:
            for buffer, grad in zip(buffers, rounds[k], strict=True):
                if grad is not None:
                    buffer[...] = grad
            pairs = zip(buffers, rounds[k], strict=True)
            grads = [buffer if grad is not None and grad.flags.writeable else grad for buffer, grad in pairs]
            mine = [("an array that was given", grad, grad.copy()) for grad in grads if grad is not None]
            watched.extend(mine)
            lists.append(("a list that was given", grads, list(grads)))
            if lrs[k] != told.get(id(optimiser)):  # the first rate has to be kept; a snapshot may bring its own
                optimiser.lr = told[id(optimiser)] = lrs[k]
            try:
                result = optimiser.step(grads)
            except ValueError as error:
                if "read-only" in str(error):
                    yield {"changed": "an array that was given"}
                raise
            yield {f"{label}step {k + 1}, lr={lrs[k]:g}": result}
            watch()
            del watched[len(watched) - len(mine) :]  # the buffers will change
            lists.pop()
            returned(result)
            if isinstance(result, list | tuple):
                current[:] = [np.array(w) for w in result]

    def anew(lr):  # type: ignore[no-untyped-def]
        return adam([np.array(w) for w in saved], lr=lr, **settings)

    def overwrite(state, depth=5):  # type: ignore[no-untyped-def]
        if isinstance(state, np.ndarray) and state.flags.writeable and state.dtype.kind in "fiu":
            state[...] = 99
        elif isinstance(state, list | dict):
            for key, item in list(state.items() if isinstance(state, dict) else enumerate(state)):
                if isinstance(item, int | float) and not isinstance(item, bool):
                    state[key] = 99
                elif depth:
                    overwrite(item, depth - 1)
        elif depth and isinstance(state, tuple):
            for item in state:
                overwrite(item, depth - 1)
        elif depth and hasattr(state, "__dict__"):
            overwrite(vars(state), depth - 1)

    current = [np.array(w) for w in params]
    count = len(rounds)
    first = adam(params, lr=lrs[0], **settings)
    told[id(first)] = lrs[0]
    yield from walk(first, range(at if plan != "run" else count))
    saved = [np.array(w) for w in current]
    if plan == "resume":
        second = anew(lrs[at])
        second.load_state_dict(first.state_dict())
        yield from walk(second, range(at, count), "resumed, ")
    if plan == "go on":
        state = first.state_dict()
        yield from walk(first, range(at, count))
        for label, steps in (("resumed, ", range(at, count)), ("resumed again, ", range(at, at + 1))):
            another = anew(lrs[at])
            another.load_state_dict(state)
            yield from walk(another, steps, label)
    if plan == "overwrite":
        overwrite(first.state_dict())
        middle = (at + count) // 2
        yield from walk(first, range(at, middle), "its snapshot overwritten, ")
        saved = [np.array(w) for w in current]
        state = first.state_dict()
        third = anew(lrs[middle])
        third.load_state_dict(state)
        overwrite(state)
        yield from walk(third, range(middle, count), "resumed and the snapshot overwritten, ")
    watch()
    yield {"changed": ", ".join(changed) or "nothing"}


def adam_class_cases(rng: Rng) -> Iterator[Case]:
    wild = [1.0, 0.01, 10.0, 0.1, 0.001, 2.0]

    def train(
        note: str,
        shapes: Sequence[Any],
        *factors: float,
        scales: Sequence[float] = (1.0,) * 6,
        none: Any = (),
        **other: Any,
    ) -> Case:
        params = [np.array(vector(rng, shape)) for shape in shapes]
        rounds: list[list[Any]] = [
            list(grads) for grads in zip(*[slopes(rng, shape, scales) for shape in shapes], strict=True)
        ]
        for k, i in none:
            rounds[k][i] = None
        return case(note, params, rounds, rates(rng, len(rounds), *factors), **other)

    def settings(eps: float = 1e-2, decay: float = 0.0) -> dict[str, Any]:
        return {"betas": moments(rng), "eps": eps, "weight_decay": decay}

    def strong() -> dict[str, Any]:
        return settings(decay=round(rng.uniform(0.3, 0.8), 2))

    flat = train("two parameters, the rate changes, a gradient of zeros", [3, (2, 2)], 1, 0.2, 4, **settings())
    flat.args[1][3][0][...] = 0.0  # the moments go on all the same
    yield flat
    yield train("nothing but lr given", [(), 3], 1, 0.5, scales=wild)
    yield train("three parameters of one shape, with decay", [2, 2, 2], 1, 0.5, **strong())
    none = [(0, 1), (1, 1), (1, 2), (3, 0), (4, 0), (4, 1), (4, 2)]
    yield train("some gradients are None, with decay", [2, 3, 2], 1, 2, none=none, **strong())
    frozen = train("read-only arrays, with decay", [(2, 3), 4], 1, scales=wild, **strong())
    params, rounds, lrs = frozen.args
    params, *rounds = [[readonly(np.asfortranarray(array)) for array in arrays] for arrays in [params, *rounds]]
    yield case(frozen.note, params, rounds, lrs, **frozen.kwargs)
    yield train("resumed after three steps", [3, 2], 1, 0.5, scales=wild, plan="resume", at=3, **settings(1e-8))
    none = [(0, 1), (2, 1), (5, 1), (1, 2)]
    yield train("resumed, some gradients are None", [2, 2, ()], 2, 1, none=none, plan="resume", at=3, **strong())
    yield train("saved, gone on, then resumed twice", [3, 3], 1, 2, plan="go on", at=3, **settings())
    yield train("snapshots are overwritten", [2, (2, 2)], 1, plan="overwrite", at=2, **settings())


EXERCISES = [
    Exercise(reference.adagrad_step, 2, adagrad_cases, ADAGRAD, observe_steps),
    Exercise(reference.rmsprop_step, 2, rmsprop_cases, RMSPROP, observe_steps),
    Exercise(reference.adadelta_step, 3, adadelta_cases, ADADELTA, observe_steps),
    Exercise(reference.bias_correction, 1, correction_cases, BIAS_CORRECTION, observe_corrections),
    Exercise(reference.adam_step, 4, adam_cases, ADAM, observe_steps),
    Exercise(reference.adamw_step, 2, adamw_cases, ADAMW, observe_steps),
    Exercise(reference.Adam, 4, adam_class_cases, ADAM_CLASS, observe_optimiser),
]
