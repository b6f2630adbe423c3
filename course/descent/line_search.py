"""Tell by which rule a line search found its rate: for the diagnoses of unit 02."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def follows(
    rule: Callable[[float, float], float], got: list[Any], text: str, w: Any, grad: Any, *, lr0: float, beta: float
) -> bool:
    """Return whether the rate in `got` is the first of lr0·βᵏ by which f falls by `rule(lr, ‖grad‖²)` or more.

    `text` is f. Whatever is made of nan counts. Where no rate meets the rule, the loop does not end, or its cap leaves
    a tiny rate; where the slope is zero, that is so if `<` stands in place of ≤.
    """
    f, rates, slope = eval(text, {"np": np}), [], np.sum(grad**2)
    with np.errstate(all="ignore"):
        for nan_passes in (False, True):
            lr = lr0
            while lr > 1e-6 * lr0:
                fall = f(w) - f(w - lr * grad)
                if fall >= rule(lr, slope) or (nan_passes and np.isnan(fall)):
                    break
                lr *= beta
            rates.append(lr)
    rate = got[0] if got and got[0] is not None else 0.0
    tiny = min(rates) <= 1e-6 * lr0 or not np.any(grad)
    return bool(np.isclose(rate, rates, rtol=1e-6).any() or (tiny and rate < 1e-3 * lr0))
