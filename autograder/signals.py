"""The run itself, sequences: `read_signals` with a trained network, on test signals that ship or on hidden ones."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from descent import data

from autograder import data as hidden
from autograder.project import is_visible

CLASSES = 10


def signals(rng: np.random.Generator) -> tuple[Any, ...]:
    """Return the arguments of a case: none for the shipped test signals, else the hidden ones in a fresh order."""
    return () if is_visible(rng) else (rng.permutation(hidden.mnist1d()[0]),)


@functools.cache
def _truth() -> dict[bytes, int]:
    shipped, held = data.mnist1d(), hidden.mnist1d()
    pairs = ((shipped.test_signals, shipped.test_labels), held)
    return {signal.tobytes(): int(label) for each, kinds in pairs for signal, label in zip(each, kinds, strict=True)}


def read_signals(signals: np.ndarray) -> np.ndarray:
    """Return scores (N, 10) that are certain of the true class of each signal (N, 40)."""
    labels = [_truth()[np.ascontiguousarray(signal).tobytes()] for signal in signals]
    return 8 * np.eye(CLASSES, dtype=np.float32)[labels]


def observe_reader(read_signals, signals=None):  # type: ignore[no-untyped-def]
    """Ask for the scores of all signals, for those of a few of them, and of one alone."""
    if signals is None:
        from descent import data

        signals = data.mnist1d().test_signals

    def plain(scores):  # type: ignore[no-untyped-def]
        import torch

        return scores.detach().cpu().numpy() if isinstance(scores, torch.Tensor) else scores

    few = [3, 0, 11, 7]
    yield plain(read_signals(signals.copy()))
    yield plain(read_signals(signals[few]))
    yield plain(read_signals(signals[few[:1]]))


def compare_readers(expected, got, signals=None):  # type: ignore[no-untyped-def]  # noqa: ARG001
    """Accuracy and cross-entropy against the truth; the same scores for a signal alone as in company.

    Where the two numbers stand between right and broken models: tests/solutions/runs/rnn.json.
    """
    min_accuracy, max_cross_entropy = 0.94, 0.22
    truth = expected[0].argmax(axis=1)
    if not isinstance(got[0], np.ndarray):
        return f"expected an array or tensor of shape {expected[0].shape}, got {type(got[0]).__name__}"
    if got[0].shape != expected[0].shape:
        return f"expected one score a class, shape {expected[0].shape}, got shape {got[0].shape}"
    scores = got[0].astype(np.float64)
    if not np.isfinite(scores).all():
        return "some scores are not finite"
    accuracy = float((scores.argmax(axis=1) == truth).mean())
    if accuracy < min_accuracy:
        return f"{accuracy:.1%} of the signals are named rightly, {min_accuracy:.0%} are asked for"
    few = [3, 0, 11, 7]
    for rows, alone in ((few, got[1]), (few[:1], got[2])):
        if np.shape(alone) != (len(rows), scores.shape[1]):
            return f"for {len(rows)} signals the scores should have shape {(len(rows), scores.shape[1])}"
        if np.abs(np.asarray(alone, dtype=np.float64) - scores[rows]).max() > 1e-2 * np.abs(scores).max():
            return "the scores of a signal depend on the signals that it comes with"
    top = scores.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(scores - top).sum(axis=1)) + top[:, 0]
    loss = float(np.mean(log_sums - scores[np.arange(len(truth)), truth]))
    if loss > max_cross_entropy:
        return (
            f"{accuracy:.1%} are right, but the cross-entropy is {loss:.2f}; at most {max_cross_entropy} is asked for"
        )
    return None
