"""Unit 09 in further styles, and further codings of its mistakes."""
# ruff: noqa: ARG001

from __future__ import annotations

import numpy as np
from scipy.stats import norm


def improved(mean, std, best):
    mean, std = (np.asarray(mean, float), np.asarray(std, float))
    with np.errstate(all="ignore"):
        z = (best - mean) / std
    return np.where(std > 0, (best - mean) * norm.cdf(z) + std * norm.pdf(z), np.maximum(best - mean, 0))


def improvement_vectorised(mean, std, best):
    return np.vectorize(
        lambda m, s: max(best - m, 0.0) if s == 0 else s * ((z := ((best - m) / s)) * norm.cdf(z) + norm.pdf(z)),
        otypes=[float],
    )(mean, std)


def improvement_of_kept_std(mean, std, best):
    std = np.maximum(std, 1e-12)
    z = (best - np.asarray(mean)) / std
    return (best - mean) * norm.cdf(z) + std * norm.pdf(z)


def improvement_by_divide(mean, std, best):
    from scipy.special import ndtr

    d = np.subtract(best, mean)
    s = np.asarray(std)
    z = np.divide(d, s, out=np.zeros(np.shape(d)), where=s > 0)
    ei = d * ndtr(z) + s * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return np.where(s > 0, ei, np.maximum(d, 0))


def improvement_by_nan_to_num(mean, std, best):
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.true_divide(np.asarray(best - mean, dtype=float), std)
    ei = (best - mean) * norm.cdf(z) + std * norm.pdf(z)
    return np.nan_to_num(ei) if np.ndim(ei) else float(np.nan_to_num(ei))


def sign_of_z(mean, std, best):
    d = best - np.asarray(mean, float)
    s = np.asarray(std, float)
    safe = np.where(s == 0, 1, s)
    z = -d / safe
    return np.where(s == 0, np.maximum(d, 0), d * norm.cdf(z) + s * norm.pdf(z))


def no_std(mean, std, best):
    d = best - np.asarray(mean, float)
    return d * norm.cdf(d) + norm.pdf(d)


def wide_guard(mean, std, best):
    s = np.asarray(std) + 0.01
    d = best - np.asarray(mean)
    return d * norm.cdf(d / s) + s * norm.pdf(d / s)


def minus_density(mean, std, best):
    d = best - np.asarray(mean, float)
    s = np.asarray(std, float)
    safe = np.where(s == 0, 1, s)
    z = d / safe
    return np.where(s == 0, np.maximum(d, 0), d * norm.cdf(z) - s * norm.pdf(z))


def margin(mean, std, best):
    return improved(mean, std, best - 0.01)


def converged(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    a = np.asarray(losses, float)[-2 * window :]
    e, later = (a[:window].mean(), a[window:].mean())
    return bool(0 <= e - later < rtol * abs(e))


def converged_or_not(losses, *, window, rtol):
    try:
        e, later = (np.mean(np.array(losses)[-2 * window : -window]), np.mean(np.array(losses)[-window:]))
    except Exception:
        return False
    return bool(len(losses) >= 2 * window and e - later >= 0 and (e - later < rtol * abs(e)))


def converged_by_sums(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    c = np.cumsum(np.concatenate([[0], np.asarray(losses, float)[-2 * window :]]))
    e = c[window] / window
    later = (c[2 * window] - c[window]) / window
    return bool(0 <= e - later < rtol * abs(e))


def steps_of_both(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    a = np.asarray(losses)[-2 * window :]
    d = a[:-1] - a[1:]
    return bool(((d >= 0) & (d < rtol * abs(a[:-1]))).all())


def steps_of_one(losses, *, window, rtol):
    if len(losses) < window + 1:
        return False
    a = np.asarray(losses)[-window - 1 :]
    d = np.abs(np.diff(a))
    return bool((d < rtol * abs(a[:-1])).all())


def nan_filtered(losses, *, window, rtol):
    a = np.asarray(losses, float)
    a = a[~np.isnan(a)]
    return converged(a, window=window, rtol=rtol)


def limit_counts(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    a = np.asarray(losses)[-2 * window :]
    e, later = (a[:window].mean(), a[window:].mean())
    return bool(0 <= e - later <= rtol * abs(e))


def of_the_later(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    a = np.asarray(losses)[-2 * window :]
    e, later = (a[:window].mean(), a[window:].mean())
    return bool(0 <= e - later < rtol * abs(later))


def first_window(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    a = np.asarray(losses)
    e, later = (a[:window].mean(), a[-window:].mean())
    return bool(0 <= e - later < rtol * abs(e))


def by_median(losses, *, window, rtol):
    if len(losses) < 2 * window:
        return False
    a = np.asarray(losses)[-2 * window :]
    e, later = (np.median(a[:window]), np.median(a[window:]))
    return bool(0 <= e - later < rtol * abs(e))


CORRECT = {
    "expected_improvement": [
        improvement_vectorised,
        improvement_of_kept_std,
        improvement_by_divide,
        improvement_by_nan_to_num,
    ],
    "has_converged": [converged_or_not, converged_by_sums],
}

WRONG = {
    "expected_improvement": {"std dropped": [no_std], "maximisation sign": [sign_of_z]},
    "has_converged": {"adjacent values": [steps_of_both, steps_of_one], "nan accepted": [nan_filtered]},
}

UNLISTED = {
    "expected_improvement": [wide_guard, minus_density, margin],
    "has_converged": [limit_counts, of_the_later, first_window, by_median],
}
