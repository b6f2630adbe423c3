"""Unit 02: the update rule, the learning rate, and what curvature buys.

Functions that a case hands to the learner travel as text (`lambda w: …`), which is also the name that the report
shows, so that the call can be typed again. Cases are drawn until the mistakes differ from the right answer, and from
each other, by far more than rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from descent.observing import Case
from reference import update_rule as reference

from autograder.drawing import apart, draw_until, tilted, vector
from autograder.exercise import Exercise, case, readonly
from autograder.mistakes import line_search, second_order, update_rule
from autograder.mistakes.line_search import accepted

Rng = np.random.Generator
Array = np.ndarray


# gradient_step


def observe_steps(step, w, grads, lrs):  # type: ignore[no-untyped-def]
    for grad, lr in zip(grads, lrs, strict=True):
        w = step(w, grad, lr=lr)
        yield w


def step_cases(rng: Rng) -> Iterator[Case]:
    def slopes(shape: Any, *scales: float) -> list[Array]:
        return [scale * vector(rng, shape) for scale in scales]

    yield case("a vector", vector(rng, 3), slopes(3, 1.0), [0.1])
    yield case("whole numbers", rng.integers(2, 9, 3), [rng.integers(1, 5, 3), rng.integers(1, 5, 3)], [0.35, 0.1])
    yield case("a single number", np.array(vector(rng, ())), [np.array(g) for g in slopes((), 2.0, 0.1)], [0.3, 0.5])
    yield case("a matrix, three steps", vector(rng, (2, 3)), slopes((2, 3), 1.0, 0.1, 10.0), [0.2, 0.2, 0.01])
    yield case("the learning rate changes", vector(rng, 4), slopes(4, 1.0, 1.0, 1.0), [0.5, 0.05, 1.5])
    w, grads = vector(rng, 3), slopes(3, 0.2, 1.0, 0.001)
    grads[0][0] = 0.0
    yield case("some slopes are zero", w, [grads[0], grads[1], np.zeros(3), 100 * grads[2]], [0.3, 0.2, 0.2, 0.5])
    order = np.asfortranarray(vector(rng, (3, 2)))
    yield case("read-only", readonly(order), [readonly(g) for g in slopes((3, 2), 0.05, 1.0)], [1.0, 0.4])
    yield case("tensors", vector(rng, (2, 1, 3)), slopes((2, 1, 3), 10.0, 0.001), [0.01, 1.0])


# gradient_descent


def affine(A: Array, b: Array) -> str:
    """Return the gradient Aw − b as text."""
    return f"lambda w: np.array({A.tolist()}) @ w - np.array({b.tolist()})"


def observe_descents(descend, gradient, w0, *, lr, steps, one_buffer=False):  # type: ignore[no-untyped-def]
    slope = eval(compile(gradient, "<gradient of the check>", "eval"), {"np": np})
    buffer = np.zeros(len(w0))

    def grad_fn(w):  # type: ignore[no-untyped-def]
        if not one_buffer:
            return slope(w)
        buffer[...] = slope(w)  # as training loops do
        return buffer

    grad_fn.__name__ = gradient
    for count in steps:
        yield descend(grad_fn, w0, lr=lr, steps=count)


def descent_cases(rng: Rng) -> Iterator[Case]:
    def bowl(*eigenvalues: float) -> str:
        return affine(tilted(rng, *eigenvalues), vector(rng, len(eigenvalues)))

    def far(size: int) -> Array:  # far from every minimum that `bowl` has, so that each step is long
        return vector(rng, size, 6.0, 9.0)

    yield case("two coordinates, three steps", bowl(1, 3), far(2), lr=0.2, steps=(3,))
    yield case("whole numbers to start with", bowl(0.5, 2, 3), rng.integers(6, 10, 3), lr=0.15, steps=(4,))
    yield case("one step, then none, then five", bowl(1, 2, 4), far(3), lr=0.1, steps=(1, 0, 5))
    yield case("a read-only start", bowl(0.5, 1, 2, 5), readonly(far(4)), lr=0.25, steps=(6,))
    yield case("grad_fn reuses one array", bowl(1, 4), far(2), lr=0.12, steps=(5, 2), one_buffer=True)
    yield case("a rate that is too large", bowl(0.5, 2, 4), far(3), lr=0.7, steps=(7,))
    yield case("long after it has arrived", bowl(1, 2), far(2), lr=0.55, steps=(40,))
    yield case("many short steps", bowl(1, 2, 5, 10, 20), far(5), lr=0.02, steps=(30,))
    turning = np.round(np.array([[0.3, -1.0], [1.0, 0.3]]) * rng.uniform(0.8, 1.2), 2)
    yield case("a slope that turns", affine(turning, vector(rng, 2)), far(2), lr=0.4, steps=(8,))


# max_stable_lr and optimal_lr


def rates_apart(H: Array) -> bool:
    """Return whether H tells all rates that one might think of from each other."""
    m, *_, L = np.linalg.eigvalsh(H)
    ratio = (L - m) / (L + m)
    rates = [2 / m, 2 / L, 1 / L, 1 / (m + L), 2 / H.diagonal().max(), 2 / np.linalg.norm(H), 1 / m]
    if len(H) > 2:
        rates += [2 / np.trace(H), 1 / np.trace(H)]
    return apart([*rates, 2 / (m + L)]) and apart([ratio, ratio**2, 1 - m / L, 2 / (m + L)])


def scrambled(H: Array) -> bool:
    """Return whether neither end of `eigvals`, which does not sort, is an extreme eigenvalue's place."""
    spectrum = np.linalg.eigvals(H)
    return np.argmax(spectrum) not in (0, len(H) - 1) and np.argmin(spectrum) not in (0, len(H) - 1)


def curvature_cases(rng: Rng) -> Iterator[Case]:
    def bowl(*eigenvalues: float) -> Array:
        return draw_until(rates_apart, lambda: tilted(rng, *eigenvalues))

    yield case("two parameters", bowl(1, 4))
    yield case("three parameters", bowl(0.5, 2, 5))

    def blocks() -> Array:  # `eigvals` gives the eigenvalues of one block after those of the other
        H = np.diag([5.0] * 5)
        H[:2, :2], H[2:4, 2:4] = tilted(rng, 1.5, 3), tilted(rng, 0.4, 8)
        return H

    mixed = draw_until(lambda H: scrambled(H) and rates_apart(H), blocks)
    yield case("five parameters, eigenvalues in no order", mixed)
    yield case("a ravine", bowl(0.3, 4, 20))
    yield case("a very flat bowl", 1e-3 * bowl(1, 2, 3, 6))
    yield case("a very steep bowl", 1e3 * bowl(1, 3))

    def whole() -> Array:
        M = rng.integers(-2, 3, (3, 3))
        return M.T @ M + np.eye(3, dtype=int)

    def telling(H: Array) -> bool:
        return np.abs(H).min() > 0 and rates_apart(H)

    yield case("whole numbers", draw_until(telling, whole))
    yield case("read-only", readonly(bowl(0.6, 1, 2, 7)))


# backtracking_line_search


def observe_search(search, text, w, grad, *, lr0, c, beta):  # type: ignore[no-untyped-def]
    function = eval(compile(text, "<f of the check>", "eval"), {"np": np})
    calls = 0

    def f(w):  # type: ignore[no-untyped-def]
        nonlocal calls
        calls += 1
        if calls > 5000:  # no right search comes near: this ends a loop that would never end
            raise TimeoutError("f was called 5000 times, and no rate was accepted: the loop does not end")
        with np.errstate(all="ignore"):
            return function(w)

    f.__name__ = text
    return search(f, w, grad, lr0=lr0, c=c, beta=beta)


def telling_search(*rules: str) -> Callable[[Case], bool]:
    """Return the test that the right rule shrinks, no rule is decided by rounding, and these give other rates."""

    def enough(drawn: Case) -> bool:
        with np.errstate(all="ignore"):
            rates = [accepted("right", *drawn.args, **drawn.kwargs)]
            if not 0 < rates[0] < drawn.kwargs["lr0"]:  # also for nan
                return False
            rates += [accepted(rule, *drawn.args, **drawn.kwargs) for rule in rules]
        return not np.isnan(rates).any() and apart(rates)

    return enough


def search_cases(rng: Rng) -> Iterator[Case]:
    def bowl(note: str, w: Array, a: Array, lr0: float, beta: float, *, c: float | None = None, deep: str = "") -> Case:
        share = round(rng.uniform(0.3, 0.6), 2) if c is None else c
        lr0 = round(lr0 * rng.uniform(0.7, 1.3), 2)
        text = f"lambda w: np.sum({_text(a)} * w**2) / 2{deep}"
        return case(note, text, w, np.asarray(a * w), lr0=lr0, c=share, beta=beta)

    def some(shape: Any) -> Array:
        return np.round(rng.uniform(0.3, 1.5, shape), 2)

    loose = telling_search("no decrease", "not squared", "lr dropped", "sign")
    yield draw_until(loose, lambda: bowl("a bowl", vector(rng, 2), some(2), 6.0, 0.7))
    yield draw_until(  # 0.3 is below the limit 2(1 − c)/max(a), so that the first rate passes
        lambda drawn: accepted("right", *drawn.args, **drawn.kwargs) == drawn.kwargs["lr0"],
        lambda: bowl("the first rate will do", vector(rng, 3), some(3), 0.3, 0.5, c=0.3),
    )
    loose = telling_search("no decrease", "not squared", "lr dropped")
    yield draw_until(loose, lambda: bowl("many shrinks", readonly(vector(rng, 3)), some(3), 30.0, 0.85, deep=" - 40"))
    yield draw_until(loose, lambda: bowl("a single number", np.array(vector(rng, ())), some(()), 8.0, 0.6))
    yield draw_until(loose, lambda: bowl("a matrix", vector(rng, (2, 3)), some((2, 3)), 6.0, 0.7))
    whole = rng.integers(1, 3, 3)
    yield draw_until(loose, lambda: bowl("whole numbers", rng.integers(2, 5, 3), whole, 4.0, 0.75))
    gentle = telling_search("not squared", "no decrease")
    yield draw_until(gentle, lambda: bowl("a gentle slope", vector(rng, 3, 0.01, 0.03), some(3), 9.0, 0.6))

    def barrier() -> Case:
        a, w = np.round(rng.uniform(1, 3, 2), 2), np.round(rng.uniform(1, 2, 2), 2)
        text = f"lambda w: np.sum({_text(a)} * w - np.log(w))"
        return case("f is nan beyond a wall", text, w, a - 1 / w, lr0=round(rng.uniform(5, 8), 2), c=0.4, beta=0.5)

    yield draw_until(telling_search("not squared"), barrier)

    def steep() -> Case:
        a, w = np.round(rng.uniform(0.5, 1.5, 2), 2), vector(rng, 2, 1.0, 2.0)
        text = f"lambda w: np.sum(np.cosh({_text(a)} * w))"
        lr0 = round(rng.uniform(1500, 3000))
        return case("f is inf far away", text, w, a * np.sinh(a * w), lr0=lr0, c=0.5, beta=0.6)

    yield draw_until(telling_search("no decrease", "not squared"), steep)

    def hilltop() -> Case:
        a, w = np.round(rng.uniform(0.5, 2, 2), 2), np.round(rng.uniform(1.9, 2.6, 2), 2)
        text = f"lambda w: np.sum({_text(a)} * (1 - np.cos(w)))"
        lr0 = round(rng.uniform(4, 12), 2)
        return case("a start near a hilltop", text, w, a * np.sin(w), lr0=lr0, c=0.3, beta=0.7)

    def whole_decrease(drawn: Case) -> bool:  # which no bowl gives; here a first part of the way falls ever faster
        return accepted("all of it", *drawn.args, **drawn.kwargs) > 0

    telling = telling_search("all of it", "no decrease")
    yield draw_until(lambda drawn: whole_decrease(drawn) and telling(drawn), hilltop)
    # Where ∇f = 0 both sides are equal, without any rounding, and the first rate will do.
    bottom, lr0 = vector(rng, 2), round(rng.uniform(2, 5), 2)
    text = f"lambda w: np.sum((w - {_text(bottom)})**2)"
    yield case("a start at the bottom", text, bottom, np.zeros(2), lr0=lr0, c=0.3, beta=0.5)


def _text(a: Array) -> str:
    return f"np.array({a.tolist()})" if np.ndim(a) else f"{a}"


# newton_step


def newton_cases(rng: Rng) -> Iterator[Case]:
    def system(size: int, symmetric: bool = False, whole: bool = False) -> tuple[Array, Array, Array]:
        """Return w, grad and H; H has no zeros, is well conditioned, and tells the mistakes apart."""

        def draw() -> tuple[Array, Array, Array]:
            if whole:
                return rng.integers(1, 9, size), rng.integers(1, 9, size), rng.integers(-5, 6, (size, size))
            H = np.round(rng.uniform(-3, 3, (size, size)), 2)
            return vector(rng, size), vector(rng, size), np.round((H + H.T) / 2, 2) if symmetric else H

        def telling(drawn: tuple[Array, Array, Array]) -> bool:
            w, grad, H = drawn
            if np.abs(H).min() < 0.2 or max(np.linalg.cond(H), np.linalg.cond(H + H.T)) > 30:
                return False
            step = np.linalg.solve(H, grad)
            steps = [step, -step, grad / H.diagonal(), H @ grad, grad, (1 / H) @ grad, step / 2]
            steps += [] if symmetric else [np.linalg.solve(H.T, grad), np.linalg.solve((H + H.T) / 2, grad)]
            return apart([w - s for s in steps]) and apart([*steps, w])

        return draw_until(telling, draw)

    yield case("two parameters", *system(2))
    yield case("three parameters", *system(3))
    yield case("a symmetric H", *system(3, symmetric=True))
    yield case("whole numbers", *system(2, whole=True))
    w, grad, H = system(5)
    yield case("five parameters, read-only", readonly(w), readonly(grad), readonly(np.asfortranarray(H)))
    w, grad, H = system(4)
    yield case("a gentle slope near the origin", w * 1e-3, grad * 1e-3, H)
    w, grad, H = system(3)
    yield case("a steep slope", w, 10 * grad, 10 * H)


# conjugate_gradient


def observe_conjugate(solve, A, b, starts, *, steps):  # type: ignore[no-untyped-def]
    for x0 in starts:
        for count in steps:
            yield solve(A, b, x0, steps=count)


def conjugate_cases(rng: Rng) -> Iterator[Case]:
    def system(*eigenvalues: float, steps: int) -> tuple[Array, Array, list[Array]]:
        """Return A, b and a start from which `steps` steps are long, mid-run residuals well above any guard."""
        size = len(eigenvalues)

        def enough(drawn: tuple[Array, Array, list[Array]]) -> bool:
            A, b, (x0,) = drawn
            points = reference.conjugate_gradient(A, b, x0, steps=min(steps, size))
            lengths = np.abs(np.diff(points, axis=0)).max(axis=1)
            residuals = np.linalg.norm(b - points[: min(steps, size)] @ A, axis=1)
            return lengths.min() > 1e-2 and residuals.min() > 1e-2

        return draw_until(enough, lambda: (tilted(rng, *eigenvalues), vector(rng, size), [vector(rng, size, 2.0, 5.0)]))

    yield case("two unknowns", *system(1, 4, steps=2), steps=(2,))
    yield case("four unknowns", *system(1, 2, 4, 9, steps=4), steps=(4,))
    yield case("stopped before the solution", *system(1, 2, 3, 5, 8, 12, steps=4), steps=(4, 0, 2))
    yield case("more steps than unknowns", *system(0.5, 2, 6, steps=3), steps=(7,))
    A, b, (x0,) = system(1, 2, 5, 7, 9, steps=5)
    yield case("read-only", readonly(np.asfortranarray(A)), readonly(b), [readonly(x0)], steps=(5, 3))

    # Here residuals of 2e-4 are far from the solution: what counts as zero is next to nothing, or relative.
    def last_residual(drawn: tuple[Array, Array, list[Array]]) -> float:
        A, b, (x0,) = drawn
        return float(np.linalg.norm(b - A @ reference.conjugate_gradient(A, b, x0, steps=2)[-1]))

    A, b, (x0,) = draw_until(lambda drawn: 0.2 < last_residual(drawn) < 1, lambda: system(1, 2, 5, steps=3))
    yield case("small numbers", A, 1e-3 * b, [1e-3 * x0], steps=(4,))
    # Whole numbers, so that the residual of the solution is zero without any rounding.
    M = rng.permutation(np.array([[2, 1, 1], [1, 3, 1], [1, 1, 5]]))
    whole, solution = M.T @ M, rng.integers(1, 5, 3)
    yield case("whole numbers", whole, whole @ solution, [solution + rng.choice([-2, 2], 3)], steps=(2,))
    starts = [solution + vector(rng, 3, 1.0, 3.0), solution.astype(float)]
    yield case(
        "the start is already the solution", whole.astype(float), (whole @ solution).astype(float), starts, steps=(3,)
    )
    starts = [vector(rng, 3, 2.0, 5.0), np.zeros(3)]
    yield case("b is zero, as is the second start", tilted(rng, 1, 3, 6), np.zeros(3), starts, steps=(3,))
    # A = 2I + vvᵀ has the eigenvalues 2, 2 and 2 + 6 = 8: along v one step of 1/8 is exact, from elsewhere two steps.
    v = rng.permutation([1.0, -1.0, 2.0])
    A, x0 = 2 * np.eye(3) + np.outer(v, v), vector(rng, 3)
    yield case("converges exactly after one step", A, 8.0 * v, [np.zeros(3)], steps=(4,))
    yield case("converges after two steps", A, vector(rng, 3), [3 * x0], steps=(5,))


EXERCISES = [
    Exercise(reference.gradient_step, 1, step_cases, update_rule.GRADIENT_STEP, observe_steps),
    Exercise(reference.gradient_descent, 3, descent_cases, update_rule.GRADIENT_DESCENT, observe_descents),
    Exercise(reference.max_stable_lr, 2, curvature_cases, update_rule.MAX_STABLE_LR),
    Exercise(reference.optimal_lr, 2, curvature_cases, update_rule.OPTIMAL_LR),
    Exercise(reference.backtracking_line_search, 3, search_cases, line_search.BACKTRACKING, observe_search),
    Exercise(reference.newton_step, 2, newton_cases, second_order.NEWTON),
    # The tolerance leaves room for every arrangement of the recurrences: with κ ≤ 14 and at most six steps their
    # rounding errors are below 1e-12, and the next digit of a wrong β or α is its first.
    Exercise(reference.conjugate_gradient, 4, conjugate_cases, second_order.CONJUGATE_GRADIENT, observe_conjugate),
]
