"""Judge what a contract leaves free: draws by their statistics, principal components up to their signs.

Limits on draws are six standard deviations wide: a right implementation fails once in 1e8 cases.
The functions travel as text to where the learner's code runs, so each stands alone.
"""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np


def observe_weights(draw, fan_in, fan_out, *, seed, times, **gain):
    """Draw matrices and report what they are like: drawn numbers themselves cannot be compared."""
    rng = np.random.default_rng(seed)
    first = draw(fan_in, fan_out, rng=rng, **gain)
    if not isinstance(first, np.ndarray):
        yield {"type": "no array"}
        return
    facts = {"type": first.dtype.name, "shape": list(first.shape), "seed": seed}
    drawn = np.stack([first, *(draw(fan_in, fan_out, rng=rng, **gain) for _ in range(times - 1))]).astype(float)
    again = draw(fan_in, fan_out, rng=np.random.default_rng(seed), **gain)
    other = draw(fan_in, fan_out, rng=np.random.default_rng(seed + 1), **gain)
    spread = float(np.sqrt(np.mean(drawn**2)))
    yield {
        **facts,
        "largest": float(np.abs(drawn).max()),
        "mean": float(drawn.mean()),
        "root mean square": spread,
        "fourth moment": float(np.mean((drawn / (spread or 1.0)) ** 4)),
        "different numbers": int(np.unique(drawn).size),
        "equal seeds agree": bool(np.array_equal(first, again)),
        "other seed differs": not np.array_equal(first, other),
        "next draw differs": not np.array_equal(drawn[0], drawn[1]),
    }


def sound_weights(expected, got, fan_in, fan_out, *, seed, times, gain=None, kind="uniform"):  # noqa: ARG001
    facts = got[0]
    if facts["type"] != "float64":
        return f"expected an array of float64 numbers, got {facts['type']}"
    if facts["shape"] != [fan_out, fan_in]:
        return f"expected shape ({fan_out}, {fan_in}), got {tuple(facts['shape'])}"
    if facts["seed"] != seed:
        return "the weights were drawn for another case"
    n = fan_in * fan_out * times
    if facts["different numbers"] < 0.99 * n:
        return "the weights are not drawn one by one: many are equal"
    if not facts["equal seeds agree"]:
        return "two generators with the same seed give different weights"
    if not (facts["other seed differs"] and facts["next draw differs"]):
        return "another seed, or the next draw from one generator, gives the same weights"
    uniform = expected[0]["fourth moment"] < 2.4  # 1.8 for a uniform distribution, 3 for a normal one
    std = (1.0 if gain is None else gain) * np.sqrt(2 / (fan_in + fan_out)) if uniform else np.sqrt(2 / fan_in)
    if uniform:
        bound = float(std * np.sqrt(3))
        # All of n numbers stay below (1 − 30/n)·bound with a probability of e⁻³⁰.
        if not bound * (1 - 30 / n) < facts["largest"] <= bound * (1 + 1e-9):
            return f"the largest weight of {n} is {facts['largest']:.4g}; the bound is {bound:.4g}"
    if abs(facts["mean"]) > 6 * std / np.sqrt(n):
        return f"the mean of {n} weights is {facts['mean']:.2g}, not near 0"
    fourth = 1.8 if uniform else 3.0
    if abs(facts["root mean square"] ** 2 / std**2 - 1) > 6 * np.sqrt((fourth - 1) / n):
        return f"the standard deviation is {facts['root mean square']:.4g}; it should be {std:.4g}"
    if abs(facts["fourth moment"] - fourth) > (0.15 if uniform else 0.5):  # 2.4 for a normal one cut off at 2σ
        return f"the weights are not {'uniformly' if uniform else 'normally'} distributed"
    return None


def observe_dropout(dropout, x, ps, *, seed, times):
    """Drop again and again and report what it is like, for each p."""
    flat = x.reshape(-1)
    there = flat != 0
    for p in ps:
        rng = np.random.default_rng(seed)
        outs = [dropout(x, p=p, rng=rng, training=True) for _ in range(times)]
        still = dropout(x, p=p, rng=rng, training=False)
        if isinstance(outs[0], (tuple, list)):
            yield "a pair"
            continue
        if any(type(out) not in (np.ndarray, float) and not isinstance(out, np.generic) for out in [*outs, still]):
            yield "no array"
            continue
        shapes = sorted({np.shape(out) for out in [*outs, still]})
        if shapes != [x.shape]:
            yield f"shape {' or '.join(map(str, shapes))}"
            continue
        values = np.array(outs, dtype=float).reshape(times, -1)[:, there]
        zeros = values == 0
        ratio = (values / flat[there])[~zeros]
        use = np.asarray(still, dtype=float).reshape(-1)[there] / flat[there]
        rows = columns = zeros  # of a vector each call is a row
        if x.ndim > 1:
            first = np.asarray(outs[0]) == 0
            rows = first.reshape(len(x), -1)[:, (x != 0).reshape(len(x), -1).all(axis=0)]
            columns = first.reshape(-1, x.shape[-1])[:, (x != 0).reshape(-1, x.shape[-1]).all(axis=0)]
        again = dropout(x, p=p, rng=np.random.default_rng(seed), training=True)
        other = dropout(x, p=p, rng=np.random.default_rng(seed + 1), training=True)
        yield {
            "type": np.asarray(outs[0]).dtype.name,
            "share of zeros": float(zeros.mean()),
            "kept, relative to x": [float(ratio.min(initial=np.inf)), float(ratio.max(initial=-np.inf))],
            "unchanged in use": bool(np.array_equal(np.asarray(still), x)),
            "in use, relative to x": [float(use.min()), float(use.max())],
            "rows": len(rows),
            "different rows": len(np.unique(rows, axis=0)),
            "columns": columns.shape[1],
            "different columns": len({column.tobytes() for column in columns.T}),
            "different counts": len(set(zeros.sum(axis=1).tolist())),
            "next draw differs": any(not np.array_equal(outs[0], out) for out in outs[1:]),
            "other seed differs": not np.array_equal(outs[0], other) or x.size < 20,
            "equal seeds agree": bool(np.array_equal(outs[0], again)),
        }


def sound_dropout(expected, got, x, ps, *, seed, times):  # noqa: ARG001
    if len(got) != len(expected):
        return f"expected {len(expected)} results, got {len(got)}"
    for facts, p in zip(got, ps, strict=True):
        where = f"with p = {p:g}"
        if isinstance(facts, str):
            return f"expected an array of shape {x.shape}, got {facts}"
        if facts["type"] != "float64":
            return f"expected float64 numbers, got {facts['type']}"
        if not facts["unchanged in use"]:
            return f"{where} and training=False the result is not x"
        n = times * int(np.count_nonzero(x))
        if abs(facts["share of zeros"] - p) > 6 * np.sqrt(p * (1 - p) / n):
            return f"{where} the share of zeros is {facts['share of zeros']:.3f}"
        wanted = 1 / (1 - p)
        if np.abs(np.array(facts["kept, relative to x"]) / wanted - 1).max() > 1e-9:
            return f"{where} what is kept is {facts['kept, relative to x'][0]:.4g} times x, not {wanted:.4g} times"
        if not facts["equal seeds agree"]:
            return "two generators with the same seed give different results"
        if p == 0:
            continue
        if not (facts["next draw differs"] and facts["other seed differs"]):
            return "another seed, or the next call with one generator, drops the same entries"
        if x.ndim > 0 and facts["different rows"] < 0.9 * facts["rows"]:
            return "rows lose the same entries: they have no masks of their own"
        if x.ndim > 0 and facts["different columns"] < 0.9 * facts["columns"]:
            return "entries of a row are dropped together"
        if x.size > 100 and facts["different counts"] == 1:
            return "each call drops exactly as many entries, so they are not dropped independently"
    return None


def sound_components(expected, got, X, k):  # noqa: ARG001
    from descent.comparing import difference

    pair = got[0]
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        return "expected a pair (components, scores)"
    components, scores = pair
    problem = difference(
        np.zeros((k, X.shape[1])), 0 * components if isinstance(components, np.ndarray) else components
    )
    if problem:
        return f"components: {problem}"
    problem = difference(np.zeros((len(X), k)), 0 * scores if isinstance(scores, np.ndarray) else scores)
    if problem:
        return f"scores: {problem}"
    deviations = X - X.mean(axis=0)
    sizes, V = np.linalg.svd(deviations, full_matrices=False)[1:]
    if np.abs(components @ components.T - np.eye(k)).max() > 1e-7:
        return "the components are not orthonormal rows"
    # Ten thousand times the rounding of a covariance matrix, and far from the next direction.
    for j in range(k):
        if 1 - abs(float(components[j] @ V[j])) > 1e-12:
            return f"component {j + 1} is not the direction of the {'' if j == 0 else f'no. {j + 1} '}largest variance"
    wrong = np.abs(scores - deviations @ components.T).max(axis=0)
    if wrong.max() > 1e-9 * sizes[0]:
        return f"column {int(np.argmax(wrong)) + 1} of the scores is not (X − μ) times the component"
    return None
