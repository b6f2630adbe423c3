"""Unit 07: critical points and their kinds, noise, restarts, and gradients that vanish or explode.

Gradients travel as text. Noise is judged by its statistics, since any use of the generator is right.
"""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from descent.observing import Case
from reference import challenges as reference

from autograder.drawing import apart, draw_until, tilted, vector
from autograder.exercise import Exercise, case, readonly
from autograder.mistakes import critical_points, norms_and_clipping, restarts, shaken_walks

Rng = np.random.Generator
Array = np.ndarray


def symmetric(rng: Rng, *eigenvalues: float) -> Array:
    """Return a symmetric matrix with these eigenvalues and no entry near zero."""
    size = len(eigenvalues)

    def draw() -> Array:
        basis = np.linalg.qr(rng.normal(size=(size, size)))[0]
        H = basis * np.array(eigenvalues) @ basis.T
        return (H + H.T) / 2

    return draw_until(lambda H: np.abs(H).min() > 0.03 * np.abs(H).max(), draw)


# hessian


def observe_hessian(hessian, text, x):
    """Build the gradient from its text, and look on at where it is evaluated: evidence for the diagnosis only."""
    slope, start, moves = eval(text, {"np": np}), x.astype(np.float64), []

    def grad_fn(point):
        moves.append(np.asarray(point, dtype=np.float64) - start)
        return slope(point)

    grad_fn.__name__ = text
    yield hessian(grad_fn, x)
    ahead = any(move.max() > 0.5 * np.abs(move).max() > 0 for move in moves)
    behind = any(-move.min() > 0.5 * np.abs(move).max() > 0 for move in moves)
    whole = any(np.abs(move).max() >= 0.5 for move in moves)
    yield ["whole steps"] if whole else ["one side only"] if ahead != behind else []


def same_hessian(expected, got, *_, **__):
    from descent.comparing import difference

    # The course asks for 1e-5; every h from 1e-6 to 1e-4 reaches it in the cases.
    problem = difference(expected[0], got[0], rtol=1e-5)
    if problem is None and not np.array_equal(got[0], got[0].T):
        return "the matrix is not exactly symmetric"
    return problem


def hessian_cases(rng: Rng) -> Iterator[Case]:
    def text(A: Array) -> str:
        return f"np.array({A.tolist()})"

    def bowl(size: int) -> Array:
        return tilted(rng, *range(1, size + 1))

    # sin(60 x): a one-sided difference with h above 3e-7 misses 1e-5, the central one is good up to h = 1e-4.
    def ripples(size: int) -> tuple[str, Array]:
        a, x = vector(rng, size, 0.9, 1.0), vector(rng, size, 0.3, 0.9)
        # At phase π/4 neither the second nor the third derivative is small.
        phase = round(float(np.pi / 4 - 60 * a @ x), 6)
        return f"lambda x: 60 * {text(a)} * np.cos(60 * ({text(a)} @ x) + {phase})", x

    yield case("short waves", *ripples(2))
    slope, x = ripples(3)
    yield case("short waves, three coordinates, read-only", slope, readonly(x))
    yield case("one coordinate", *ripples(1))
    # Far up a slope rounding grows like 1/h, so that a one-sided difference cannot escape by a tiny h.
    steep = f"lambda x: {text(30000 + 1000 * vector(rng, 4))} + {text(bowl(4))} @ x"
    yield case("a steep slope", steep, vector(rng, 4))
    x = vector(rng, 3)
    x[rng.integers(3)] = 0.0
    saddle = f"lambda x: {text(np.round(symmetric(rng, -2, 1, 4), 2))} @ x"
    yield case("a saddle, a coordinate is zero", saddle, x)
    # Not quite a gradient, as rounding makes every measured one, only much more so.
    A = bowl(3)
    A[0, 2] += 0.3
    A[1, 0] -= 0.2
    yield case("a Jacobian that is not quite symmetric", f"lambda x: {text(A)} @ x + x**3", vector(rng, 3))
    cross = f"lambda x: np.array([x[1]**2 * x[2], 2*x[0]*x[1]*x[2], x[0]*x[1]**2]) + {text(bowl(3))} @ x"
    yield case("whole numbers", cross, rng.choice([-1, 1], 3) * rng.integers(1, 5, 3))
    yield case("far from the origin", f"lambda x: {text(bowl(2))} @ x + np.sum(x) ** 2 / 100", 100 * vector(rng, 2))


# classify_critical_point


def observe_kinds(classify, matrices, tols):
    for H, tol in zip(matrices, tols, strict=True):
        yield classify(H, tol=tol)


def classify_cases(rng: Rng) -> Iterator[Case]:
    def spectra(note: str, *rows: tuple[float, ...], tol: float = 1e-3, scale: float = 1.0) -> Case:
        stretch = rng.uniform(0.9, 1.1)
        order = rng.permutation(len(rows))
        matrices = [scale * symmetric(rng, *(stretch * np.array(rows[k]))) for k in order]
        return case(note, matrices, [tol] * len(rows))

    yield spectra("two parameters", (1, 3), (-1, -2), (-1, 4), (-3, 1), (0, 2))
    yield spectra("three parameters", (1, 2, 5), (-1, -2, -6), (-1, -2, 8), (-1, 2, 4), (0, 1, 3), (0, -1, -3))
    yield spectra("four parameters", (1, 2, 3, 5), (-1, -2, -3, -4), (-1, -2, 3, 7), (-4, 1, 2, 3), (0, 1, 2, 5))
    yield spectra("zero beside both signs", (0, -1, 3), (-2, 0, 5, 1), (-1, 3), (2, 1), (-2, -1))
    yield spectra("all small, tol smaller", (1, 2, 3), (-1, -2, -3), (-1, 2, 4), (-1, -2, 5), scale=1e-3, tol=1e-6)
    yield spectra("tol is large", (0.2, 3), (-0.2, -3), (-0.2, 4), (3, 5), (-2, -4), (-3, 5), tol=0.5)
    yield spectra("one parameter", (2,), (-3,), (1e-5,), (0.5,), (-1e-5,))
    # Positive diagonals all: the first is a minimum, the next two are saddles, the last is degenerate.
    a, b = rng.integers(2, 5, 2)
    off = int(rng.choice([-1, 1])) * int(np.ceil(np.sqrt(a * b)) + 1)
    whole = [np.array([[a, 1], [1, b]]), np.array([[a, off], [off, b]]), np.array([[a, a], [a, a]])]
    whole += [-whole[0], -whole[1], np.array([[0, a], [a, 0]])]
    # The one eigenvalue of the last is tol itself, without rounding, and so not below it.
    whole += [np.array([[a]])]
    yield case("whole numbers, read-only", [readonly(H) for H in whole], [1e-6] * 6 + [int(a)])


# perturbed_gradient_descent


def observe_walks(walk, text, w0, *, lr, steps, tol, noise, seeds):
    slope = eval(text, {"np": np})

    def grad_fn(w):
        return slope(w)

    grad_fn.__name__ = text
    for count in steps:
        for seed in seeds:
            yield walk(grad_fn, w0, lr=lr, steps=count, tol=tol, noise=noise, rng=np.random.default_rng(seed))


def sound_walks(expected, got, text, w0, *, lr, steps, tol, noise, seeds):  # noqa: ARG001
    from descent.comparing import difference

    slope, kicks = eval(text, {"np": np}), []
    if len(got) != len(expected):
        return f"expected {len(expected)} results, got {len(got)}"
    for right, rows in zip(expected, got, strict=True):
        problem = difference(0 * right, 0 * rows if isinstance(rows, np.ndarray) else rows)
        if problem:
            return problem
        if not np.array_equal(rows[0], w0):
            return "row 0 is not w0"
        slopes = np.array([slope(w) for w in rows[:-1]]).reshape(len(rows) - 1, len(w0))
        norms = np.linalg.norm(slopes, axis=1)
        moves = rows[1:] - rows[:-1] + lr * slopes
        room = 1e-9 * max(1.0, np.abs(rows).max())
        for t in range(len(moves)):
            if (norms[t] > tol * (1 + 1e-9) or tol == 0) and np.abs(moves[t]).max() > room:
                return f"in step {t + 1} ‖g‖ is {norms[t]:.3g}, not below tol, and the step is not −lr·g"
            if norms[t] < tol * (1 - 1e-9):
                if np.abs(moves[t]).max() <= room:
                    return f"in step {t + 1} ‖g‖ is {norms[t]:.3g}, below tol, and there is no noise"
                kicks.append(moves[t] / noise)
    if not kicks:
        return None
    if not np.array_equal(got[0], got[1]):
        return "two generators with the same seed give different walks"
    if np.array_equal(got[0], got[2]):
        return "two generators with different seeds give the same walk"
    half = len(kicks) // 3  # the second third repeats the first
    z = np.array(kicks[:half] + kicks[-half:])
    # Six standard deviations: a right walk fails once in 1e8.
    if np.abs(z.mean(axis=0)).max() > 6 / np.sqrt(len(z)):
        return "the noise does not have mean zero"
    if abs(np.mean(z**2) - 1) > 6 * np.sqrt(2 / z.size):
        return f"the noise has standard deviation {noise * np.sqrt(np.mean(z**2)):.3g}, not {noise}"
    # 31.7 % of normal numbers lie further out than one standard deviation, 42 % of uniform ones.
    if z.size > 1000 and abs(np.mean(np.abs(z) > 1) - 0.3173) > 6 * np.sqrt(0.2166 / z.size):
        return "the noise is not normal"
    if len(z) > 100 and z.shape[1] > 1 and abs(np.mean(z[:, 0] * z[:, 1])) > 6 / np.sqrt(len(z)):
        return "the noise of one coordinate depends on that of another"
    if len(z) > 100 and abs(np.mean(z[1:half] * z[: half - 1])) > 6 / np.sqrt((half - 1) * z.shape[1]):
        return "the noise of one step depends on that of the step before"
    return None


def walk_cases(rng: Rng) -> Iterator[Case]:
    def slope(*eigenvalues: float) -> str:
        return f"lambda w: np.array({np.round(symmetric(rng, *eigenvalues), 2).tolist()}) @ w"

    def seeds() -> list[int]:
        a, b = (int(k) for k in rng.choice(10_000, 2, replace=False))
        return [a, a, b]

    far = [vector(rng, size, 5.0, 9.0) for size in (2, 3)]
    yield case("never flat, since tol is 0", slope(1, 3), far[0], lr=0.2, steps=(3, 0), tol=0.0, noise=0.5, seeds=[1])
    yield case(
        "steep all the way", slope(0.5, 1, 2), readonly(far[1]), lr=0.1, steps=(4,), tol=0.01, noise=1.0, seeds=[2]
    )
    zero: dict[str, Any] = {"lr": 0.1, "steps": (3,), "tol": 0.0, "noise": 0.5}
    yield case("on the saddle, but tol is 0", slope(-1, 2), np.zeros(2), **zero, seeds=[4])
    saddle = rng.integers(5, 9, 2)
    yield case("whole numbers", slope(-1, 2), saddle, lr=0.15, steps=(5,), tol=1e-3, noise=0.3, seeds=[3])
    flat: dict[str, Any] = {"lr": 0.4, "steps": (250,), "tol": 1e3, "noise": 0.5}
    yield case("flat everywhere", slope(0.8, 1.4, 2), vector(rng, 3), **flat, seeds=seeds())
    mixed: dict[str, Any] = {"lr": 0.3, "steps": (250,), "tol": 1.5, "noise": 0.5}
    yield case("first steep, then now and then flat", slope(1.2, 2.5), 3 * vector(rng, 2, 2, 3), **mixed, seeds=seeds())
    start: dict[str, Any] = {"lr": 0.1, "steps": (40,), "tol": 0.05, "noise": 0.01}
    yield case("a start on the saddle", slope(-1, 2), np.zeros(2), **start, seeds=seeds())


# random_restarts


def observe_restarts(restart, f, descend, *batches):
    value, end = eval(f, {"np": np}), eval(descend, {"np": np})

    def of_w(w):
        return value(w)

    def from_start(start):
        return end(start)

    of_w.__name__, from_start.__name__ = f, descend
    for starts in batches:
        yield restart(of_w, from_start, starts)


def restart_cases(rng: Rng) -> Iterator[Case]:
    half = "lambda s: s / 2"
    # These bend down: where they are lowest, they are not flattest.
    plane = f"lambda w: float(np.array({vector(rng, 2).tolist()}) @ w - 0.2 * w @ w)"
    functions = [restarts.last_end, restarts.first_end, restarts.flattest_end, restarts.highest_end]

    def batch(f: str, descend: str, size: int, count: int) -> list[Array]:
        def telling(starts: list[Array]) -> bool:
            value, end = eval(f, {"np": np}), eval(descend, {"np": np})
            ends = [function(value, end, starts) for function in (reference.random_restarts, *functions)]
            best_start = restarts.best_start(value, end, starts)
            return all(not np.array_equal(ends[0], e) for e in [*ends[1:], best_start])

        return draw_until(telling, lambda: [vector(rng, size) for _ in range(count)])

    turned = "lambda s: s[::-1] / 2"

    def moved(starts: list[Array], to: int) -> list[Array]:
        """Return the starts with the best one at this place, where nobody may overlook it."""
        value, end = eval(plane, {"np": np}), eval(turned, {"np": np})
        best = min(range(len(starts)), key=lambda i: value(end(starts[i])))
        rest = [start for i, start in enumerate(starts) if i != best]
        return [starts[best], *rest] if to == 0 else [*rest, starts[best]]

    batches = batch(plane, turned, 2, 5), moved(batch(plane, turned, 2, 4), 0), moved(batch(plane, turned, 2, 4), -1)
    yield case("two coordinates", plane, turned, *batches)
    bend = f"lambda w: float(np.array({vector(rng, 3).tolist()}) @ w - 0.3 * w @ w)"
    fold = "lambda s: np.cos(3 * s)"
    yield case("three coordinates", bend, fold, batch(bend, fold, 3, 6))
    yield case("read-only starts", plane, turned, [readonly(s) for s in batch(plane, turned, 2, 7)])
    # Equal by construction, without rounding: only the size of the end counts.
    a, b = (round(rng.uniform(low, low + 0.5), 2) for low in (0.5, 2.0))
    even = "lambda w: float(np.sum(w**2))"
    ties = [np.array([s]) for s in (b, a, -a, 1.5 * b)]
    yield case("equal ends", even, half, ties, [ties[0], -ties[1], ties[1], -ties[0]])
    log = "lambda w: float(np.where(w[0] > 0, (w[0] - 1) ** 2, np.nan))"
    x = [np.array([round(rng.uniform(low, low + 0.5), 2)]) for low in (2.2, 4, 6)]
    yield case("nan first", log, half, [-x[0], x[1], x[0], x[2]], [-x[0], -x[1], x[2], x[0], x[1]])
    yield case("nan in the middle and last", log, half, [x[1], -x[0], x[0], x[2], -x[1]], [x[2], x[0], x[1], -x[0]])
    wall = "lambda w: float(np.where(w[0] > 3, np.inf, np.where(w[0] > 0, 1.0, np.nan)))"
    yield case("nan, then inf", wall, half, [-x[0], 4 * x[0], 4 * x[1]], [-x[1], 5 * x[2], 3 * x[2]])


# layer_gradient_norms


def norm_cases(rng: Rng) -> Iterator[Case]:
    def layers(*shapes: Any, scales: Any = 1.0) -> list[Array]:
        functions = [reference.layer_gradient_norms, *(w.implementation for w in norms_and_clipping.NORMS)]
        if len(shapes) == 1:
            functions.remove(norms_and_clipping.norms_reversed)
        sizes = np.broadcast_to(scales, len(shapes))
        return draw_until(
            lambda grads: apart([function(grads) for function in functions]),
            lambda: [np.array(s * vector(rng, shape)) for s, shape in zip(sizes, shapes, strict=True)],
        )

    yield case("two layers", layers((3, 2), (1, 3)))
    yield case("weights and biases", layers((4, 3), (4,), (2, 4), (2,)))
    yield case("equal shapes", layers((3, 3), (3, 3), (3, 3)))
    yield case("vanishing", layers((2, 3), (3, 3), (3, 2), scales=[1e-3, 0.1, 10.0]))
    yield case("images", layers((2, 1, 3, 3), (2,), (3, 8)))
    yield case("a single number, read-only", [readonly(g) for g in layers((), (2, 2), (5,))])
    yield case("whole numbers", [rng.integers(2, 9, (2, 3)), rng.integers(2, 9, 4), rng.integers(10, 20, 3)])
    zero = layers((2, 3), (4,), (3, 2))
    zero[1] = np.zeros(4)
    yield case("a layer of zeros, stored by columns", [np.asfortranarray(g) for g in zero])
    yield case("one layer", layers((3, 4)))


# clip_by_global_norm


def clip_cases(rng: Rng) -> Iterator[Case]:
    def some(*shapes: Any, scale: float = 1.0) -> list[Array]:
        return [np.array(scale * vector(rng, shape, 1.0, 3.0)) for shape in shapes]

    def clip(note: str, grads: list[Array], share: float) -> Case:
        n = reference.clip_by_global_norm(grads, 1.0)[1]
        return case(note, grads, float(f"{share * n:.3g}"))

    yield clip("two layers", some((3, 2), (2,)), 0.3)
    # Each array alone is shorter than max_norm.
    yield clip("each alone is short enough", some((2, 2), (4,), (2, 2)), 0.9)
    yield clip("short enough", some((2, 3), (3,)), 1.7)
    yield clip("equal shapes", some((3,), (3,), (3,)), 0.2)
    yield clip("a single number and a matrix, read-only", [readonly(g) for g in some((), (2, 2))], 0.5)
    yield clip("very small gradients", some((2, 3), (4,), scale=1e-3), 0.4)
    yield clip("very large gradients", some((2, 3), (4,), scale=1e3), 0.01)
    yield clip("whole numbers", [rng.integers(2, 9, (2, 3)), rng.integers(2, 9, 3)], 0.5)
    zero = some((3, 2), (2,))
    zero[0] = np.zeros((3, 2))
    yield clip("an array of zeros, stored by columns", [np.asfortranarray(g) for g in [*zero, *some((2, 3))]], 0.4)
    yield case("only zeros", [np.zeros((2, 2)), np.zeros(3)], round(rng.uniform(0.5, 2), 2))


EXERCISES = [
    Exercise(reference.hessian, 2, hessian_cases, critical_points.HESSIAN, observe_hessian, same_hessian),
    Exercise(reference.classify_critical_point, 2, classify_cases, critical_points.CLASSIFY, observe_kinds),
    Exercise(reference.perturbed_gradient_descent, 2, walk_cases, shaken_walks.PERTURBED, observe_walks, sound_walks),
    Exercise(reference.random_restarts, 1, restart_cases, restarts.RESTARTS, observe_restarts),
    Exercise(reference.layer_gradient_norms, 1, norm_cases, norms_and_clipping.NORMS),
    Exercise(reference.clip_by_global_norm, 3, clip_cases, norms_and_clipping.CLIP),
]
