"""Unit 09 as learners write it: expected improvement and convergence."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math
import statistics

import numpy as np

# expected_improvement


def improvement_by_scipy(mean, std, best):
    from scipy.stats import norm

    mean, std = np.asarray(mean, float), np.asarray(std, float)
    with np.errstate(all="ignore"):
        z = (best - mean) / std
        value = (best - mean) * norm.cdf(z) + std * norm.pdf(z)
    return np.where(std == 0, np.maximum(best - mean, 0), value)


def improvement_by_mask(mean, std, best):
    from scipy.stats import norm

    mean, std = np.broadcast_arrays(np.asarray(mean, float), np.asarray(std, float))
    value = np.maximum(best - mean, 0.0)
    value = np.array(value)
    some = std > 0
    z = (best - mean[some]) / std[some]
    value[some] = std[some] * (z * norm.cdf(z) + norm.pdf(z))
    return value[()]


def improvement_by_erf(mean, std, best):
    def one(m, s):
        if s == 0:
            return max(best - m, 0.0)
        z = (best - m) / s
        phi = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        return (best - m) * 0.5 * (1 + math.erf(z / math.sqrt(2))) + s * phi

    if np.ndim(mean) == 0 and np.ndim(std) == 0:
        return one(float(mean), float(std))
    return np.vectorize(one, otypes=[float])(mean, std)


def improvement_by_normaldist(mean, std, best):
    standard = statistics.NormalDist()
    mean, std = np.broadcast_arrays(mean, std)
    out = np.empty(mean.shape)
    for place in np.ndindex(mean.shape):
        m, s = float(mean[place]), float(std[place])
        z = (best - m) / s if s else 0.0
        out[place] = (best - m) * standard.cdf(z) + s * standard.pdf(z) if s else max(best - m, 0.0)
    return out


def improvement_by_tiny_std(mean, std, best):
    from scipy.stats import norm

    gain, std = best - np.asarray(mean, float), np.maximum(np.asarray(std, float), 1e-300)
    z = gain / std
    return gain * norm.cdf(z) + std * norm.pdf(z)


def improvement_by_small_std(mean, std, best):
    from scipy.stats import norm

    std = np.asarray(std, float) + 1e-9
    z = (best - np.asarray(mean, float)) / std
    return std * (z * norm.cdf(z) + norm.pdf(z))


def improvement_upwards(mean, std, best):
    from scipy.stats import norm

    mean, std = np.asarray(mean, float), np.asarray(std, float)
    z = (mean - best) / np.where(std == 0, 1, std)
    return np.where(std == 0, np.maximum(mean - best, 0), (mean - best) * norm.cdf(z) + std * norm.pdf(z))


def improvement_crossed(mean, std, best):
    from scipy.stats import norm

    gain, std = best - np.asarray(mean, float), np.asarray(std, float)
    z = gain / np.where(std == 0, 1, std)
    return np.where(std == 0, np.maximum(gain, 0), gain * norm.pdf(z) + std * norm.cdf(z))


def improvement_unguarded(mean, std, best):
    from scipy.stats import norm

    gain = best - np.asarray(mean, float)
    z = gain / np.asarray(std, float)
    return gain * norm.cdf(z) + std * norm.pdf(z)


def chance_of_improvement(mean, std, best):
    from scipy.stats import norm

    gain, std = best - np.asarray(mean, float), np.asarray(std, float)
    return np.where(std == 0, gain > 0, norm.cdf(gain / np.where(std == 0, 1, std))).astype(float)


def confidence_bound(mean, std, best):
    return np.asarray(mean, float) - 2 * np.asarray(std, float)


def plain_gain(mean, std, best):
    return np.maximum(best - np.asarray(mean, float), 0.0) + 0.0 * np.asarray(std)


def variance_for_std(mean, std, best):
    return improvement_by_scipy(mean, np.sqrt(np.asarray(std, float)), best)


def in_single_precision(mean, std, best):
    return np.asarray(improvement_by_scipy(mean, std, best), dtype=np.float32)


# has_converged


def converged_by_slices(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    later = np.mean(losses[-window:])
    earlier = np.mean(losses[-2 * window : -window])
    return 0 <= earlier - later < rtol * abs(earlier)


def converged_with_questions(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    recent = [float(x) for x in losses[len(losses) - 2 * window :]]
    if any(math.isnan(x) for x in recent):
        return False
    earlier, later = sum(recent[:window]) / window, sum(recent[window:]) / window
    if later > earlier:
        return False
    return earlier - later < rtol * abs(earlier)


def converged_by_reshape(losses, *, window, rtol):
    values = np.asarray(losses, float)
    if values.size < 2 * window:
        return False
    earlier, later = values[-2 * window :].reshape(2, window).mean(axis=1)
    fall = earlier - later
    return np.bool_(fall >= 0) and bool(fall < rtol * np.abs(earlier))


def converged_by_statistics(losses, *, window, rtol):
    values = list(losses)
    enough = len(values) >= 2 * window
    if not enough:
        return enough
    earlier, later = statistics.fmean(values[-2 * window : -window]), statistics.fmean(values[-window:])
    return later <= earlier and (earlier - later) < rtol * abs(earlier)


def last_steps(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    recent = losses[-window - 1 :]
    return all(abs(a - b) < rtol * abs(a) for a, b in zip(recent, recent[1:]))  # noqa: B905, RUF007


def absolute_fall(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    return bool(0 <= np.mean(losses[-2 * window : -window]) - np.mean(losses[-window:]) < rtol)


def either_way(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    earlier, later = np.mean(losses[-2 * window : -window]), np.mean(losses[-window:])
    return bool(abs(earlier - later) < rtol * abs(earlier))


def nan_is_fine(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    earlier, later = np.mean(losses[-2 * window : -window]), np.mean(losses[-window:])
    if earlier < later:
        return False
    return not (earlier - later >= rtol * abs(earlier))


def relative_to_the_later(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    earlier, later = np.mean(losses[-2 * window : -window]), np.mean(losses[-window:])
    return bool(0 <= earlier - later < rtol * abs(later) / 2)


def medians(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    earlier, later = np.median(losses[-2 * window : -window]), np.median(losses[-window:])
    return bool(0 <= earlier - later < rtol * abs(earlier))


def small_enough(losses, *, window, rtol):
    return len(losses) >= 2 * window and bool(np.mean(losses[-window:]) < rtol)


CORRECT = {
    "expected_improvement": [
        improvement_by_scipy,
        improvement_by_mask,
        improvement_by_erf,
        improvement_by_normaldist,
        improvement_by_tiny_std,
        improvement_by_small_std,
    ],
    "has_converged": [
        converged_by_slices,
        converged_with_questions,
        converged_by_reshape,
        converged_by_statistics,
    ],
}

WRONG = {
    "expected_improvement": {
        "maximisation sign": [improvement_upwards],
        "pdf and cdf swapped": [improvement_crossed],
        "nothing for std = 0": [improvement_unguarded],
        "probability of improvement": [chance_of_improvement],
    },
    "has_converged": {
        "adjacent values": [last_steps],
        "absolute": [absolute_fall],
        "rise accepted": [either_way],
        "nan accepted": [nan_is_fine],
    },
}

UNLISTED = {
    "expected_improvement": [confidence_bound, plain_gain, variance_for_std, in_single_precision],
    "has_converged": [medians, small_enough],
}
