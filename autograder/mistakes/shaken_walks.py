"""Unit 07's known mistakes with noise: wrong implementations, symptoms, and what a learner reads."""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np

from autograder.exercise import Mistake


def _walk(grad_fn, w0, lr, steps, kick):
    rows = [np.array(w0, dtype=float)]
    for _ in range(steps):
        g = grad_fn(rows[-1].copy())
        rows.append(rows[-1] - lr * g + kick(np.linalg.norm(g), len(g)))
    return np.array(rows)


def no_noise(grad_fn, w0, *, lr, steps, tol, noise, rng):  # noqa: ARG001
    return _walk(grad_fn, w0, lr, steps, lambda *_: 0.0)


def always_noise(grad_fn, w0, *, lr, steps, tol, noise, rng):  # noqa: ARG001
    return _walk(grad_fn, w0, lr, steps, lambda _, size: noise * rng.normal(size=size))


def inverted_noise(grad_fn, w0, *, lr, steps, tol, noise, rng):
    return _walk(grad_fn, w0, lr, steps, lambda n, size: noise * rng.normal(size=size) * (n >= tol))


def reseeded(grad_fn, w0, *, lr, steps, tol, noise, rng):  # noqa: ARG001
    def kick(n, size):
        return noise * np.random.default_rng(0).normal(size=size) * (n < tol)

    return _walk(grad_fn, w0, lr, steps, kick)


def own_generator(grad_fn, w0, *, lr, steps, tol, noise, rng):  # noqa: ARG001
    own = np.random.default_rng(0)
    return _walk(grad_fn, w0, lr, steps, lambda n, size: noise * own.normal(size=size) * (n < tol))


def global_generator(grad_fn, w0, *, lr, steps, tol, noise, rng):  # noqa: ARG001
    own = np.random.default_rng()
    return _walk(grad_fn, w0, lr, steps, lambda n, size: noise * own.normal(size=size) * (n < tol))


def seen_no_noise(expected, got, text, w0, *, lr, steps, tol, noise, seeds):  # noqa: ARG001
    slope = eval(text, {"np": np})
    moves = [r[1:] - r[:-1] + lr * np.array([slope(w) for w in r[:-1]]) for r in got if len(r) > 1]
    same = all(np.shape(a) == np.shape(b) for a, b in zip(got, expected, strict=True))
    return same and all(np.abs(m).max() < 1e-6 * noise for m in moves)


def seen_always(expected, got, text, w0, *, lr, steps, tol, noise, seeds):  # noqa: ARG001
    slope = eval(text, {"np": np})
    slopes = [np.array([slope(w) for w in r[:-1]]) for r in got if len(r) > 1]
    moves = np.concatenate([r[1:] - r[:-1] + lr * g for r, g in zip([r for r in got if len(r) > 1], slopes)])  # noqa: B905
    steep = np.linalg.norm(np.concatenate(slopes), axis=1) >= tol
    # What lies along the gradient is another step, not noise, and what is whole is rounding.
    along = np.linalg.norm(np.concatenate(slopes), axis=1) * np.linalg.norm(moves, axis=1)
    another = along - np.abs((np.concatenate(slopes) * moves).sum(axis=1)) <= 1e-9 * along
    size = np.sqrt(np.mean(moves[steep] ** 2)) / noise if steep.any() else 0.0  # about 1
    noisy = all(r.dtype.kind == "f" for r in got) and not another.all() and 0.2 < size < 2.5
    return bool(noisy and (np.abs(moves).max(axis=1) > 1e-6 * noise).all())


def seen_inverted(expected, got, text, w0, *, lr, steps, tol, noise, seeds):  # noqa: ARG001
    slope = eval(text, {"np": np})
    slopes = [np.array([slope(w) for w in r[:-1]]) for r in got if len(r) > 1]
    moves = np.concatenate([r[1:] - r[:-1] + lr * g for r, g in zip([r for r in got if len(r) > 1], slopes)])  # noqa: B905
    steep = np.linalg.norm(np.concatenate(slopes), axis=1) >= tol
    along = np.linalg.norm(np.concatenate(slopes), axis=1) * np.linalg.norm(moves, axis=1)
    another = along - np.abs((np.concatenate(slopes) * moves).sum(axis=1)) <= 1e-9 * along
    floats = all(r.dtype.kind == "f" for r in got)
    shaken = np.abs(moves).max(axis=1) > 1e-6 * noise
    return bool(floats and (shaken == steep).all() and not (shaken.any() and another[shaken].all()))


def seen_reseeded(expected, got, text, w0, *, lr, steps, tol, noise, seeds):  # noqa: ARG001
    slope = eval(text, {"np": np})
    for rows in got:
        slopes = np.array([slope(w) for w in rows[:-1]])
        flat = np.linalg.norm(slopes, axis=1) < tol
        moves = rows[1:] - rows[:-1] + lr * slopes
        kicks = moves[flat]
        if flat.sum() < 2 or np.abs(moves[~flat]).max(initial=0.0) > 1e-6 * noise:
            return False
        if not np.abs(kicks).max() > 1e-6 * noise or np.abs(kicks - kicks[0]).max() > 1e-6 * noise:
            return False
    return bool(got)


def seen_other_generator(expected, got, text, w0, *, lr, steps, tol, noise, seeds):  # noqa: ARG001
    a, again, b = got
    slopes = np.array([eval(text, {"np": np})(w) for w in a[:-1]])
    flat = np.linalg.norm(slopes, axis=1) < tol
    moves = a[1:] - a[:-1] + lr * slopes
    kicks, rest = moves[flat], moves[~flat]
    varied = len(kicks) > 1 and np.abs(kicks - kicks[0]).max() > 1e-3 * noise
    quiet = np.abs(rest).max(initial=0.0) < 1e-6 * noise
    # Six standard deviations of a standard deviation: a walk may be flat for a few steps only.
    size = abs(kicks.std() / noise - 1) < max(0.3, 6 / np.sqrt(2 * kicks.size))
    return bool(varied and quiet and size and (np.array_equal(a, b) or not np.array_equal(a, again)))


PERTURBED = [
    Mistake(
        "no noise",
        "Your walk is never shaken. Where ‖g‖ < `tol`, add `noise * rng.standard_normal(w.shape)`.",
        no_noise,
        seen_no_noise,
        everywhere=True,
    ),
    Mistake(
        "noise where it is steep",
        "You shake the walk where the gradient is large, and leave it alone where it is flat. "
        "Noise comes exactly when ‖g‖ < `tol`.",
        inverted_noise,
        seen_inverted,
        everywhere=True,
    ),
    Mistake(
        "always noise",
        "You shake every step. Noise comes only where ‖g‖ < `tol`: elsewhere the step is plain −lr·g.",
        always_noise,
        seen_always,
        everywhere=True,
    ),
    Mistake(
        "reseeded every step",
        "Every kick of yours is the same, as when a generator is made anew in the loop. That is a push, not noise. "
        "In each step draw anew from the `rng` that you are given.",
        reseeded,
        seen_reseeded,
        everywhere=True,
    ),
    Mistake(
        "another generator",
        "Your noise does not come from the `rng` that you are given, so that a run cannot be repeated by its seed. "
        "Call `rng.standard_normal`.",
        own_generator,
        seen_other_generator,
        also=[global_generator],
    ),
]
