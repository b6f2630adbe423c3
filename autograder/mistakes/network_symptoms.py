"""How a mistake in the softmax loss shows itself, whatever its coding.

The source of a symptom travels to the learner's kernel, so each stands alone.
"""

from typing import Any

import numpy as np


def one_row_is_lost(_expected: list, got: list, Z: Any, *_: Any) -> bool:
    """Something is not finite, and a row lies so far below the largest score that its powers are 0."""
    broken = not got or not np.isfinite(got[0][1]).all()
    return bool(broken and Z.max(axis=1).min() < Z.max() - 750)


def large_scores_break(_expected: list, got: list, Z: Any, *_: Any) -> bool:
    broken = not got or not np.isfinite(got[0][0]) or not np.isfinite(got[0][1]).all()
    return bool(broken and np.abs(Z).max() > 700)


def infinite_loss(expected: list, got: list, *_: Any) -> bool:
    """The gradient is right, and the loss is inf, or nan where the infinite logarithm met a 0 of the one-hot matrix."""
    return bool(not np.isfinite(got[0][0]) and np.allclose(got[0][1], expected[0][1], rtol=1e-9))


def capped_loss(expected: list, got: list, *_: Any) -> bool:
    """The gradient is right, and the loss too small: by far where a label has next to no probability, else hardly."""
    (loss, dZ), (mine, its) = expected[0], got[0]
    capped = mine < loss and (loss > 30 or loss - mine < 1e-2 * loss)
    right = its.dtype == np.float64 and np.allclose(its, dZ, rtol=1e-6, atol=1e-6)
    return bool(right and (capped or (abs(mine - loss) < 1e-4 and loss <= 30)) and mine > -1e-3)


def columns_sum_to_one(_expected: list, got: list, Z: Any, y: Any) -> bool:
    """The probabilities that dZ is made of sum to 1 in each column, or to nan where all of it underflowed."""
    p = got[0][1] * len(y) + np.eye(Z.shape[1])[y]
    sums = p.sum(axis=0)
    return bool(np.all(np.isnan(sums) | (np.abs(sums - 1) < 1e-6)) and not np.isnan(sums).all())


def large_network_scores_break(_expected: list, got: list, params: Any, X: Any, *_: Any) -> bool:
    W1, b1, W2, b2 = params
    broken = not got or not np.isfinite(got[0][0]) or not all(np.isfinite(grad).all() for grad in got[0][1])
    return bool(broken and np.abs(np.maximum(X @ W1.T + b1, 0) @ W2.T + b2).max() > 700)
