"""The run itself, in both halves of the final project: a trained network is judged on examples it has never seen.

The exercise is a function that uses the learner's trained network. Its visible case asks for the shipped test examples,
the hidden ones bring examples from `autograder.data` as arguments. The "reference" is the truth itself, looked up, so
that no network is trained to judge one, and labels stay on the grader's side: the learner's process sees inputs only.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from descent import data
from descent.observing import Case

from autograder import data as hidden
from autograder.exercise import Exercise, Mistake, case, is_visible

CLASSES = 10


@dataclass(frozen=True)
class Run:
    """What one half asks for; `data` names its examples in `descent.data` and in `autograder.data`."""

    data: str
    noun: str
    min_accuracy: float
    max_cross_entropy: float

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        """Yield one case, whose examples are those that ship, else the hidden ones in a fresh order."""
        given = [] if is_visible(rng) else [rng.permutation(getattr(hidden, self.data)()[0])]
        asked = {"data": self.data, "noun": self.noun}
        limits = {"min_accuracy": self.min_accuracy, "max_cross_entropy": self.max_cross_entropy}
        yield case(f"the test {self.noun}s", *given, **asked, **limits)

    def exercise(self, reference: Callable[..., Any], points: int, mistakes: Sequence[Mistake]) -> Exercise:
        """Return the exercise whose function gives scores (N, 10) to N examples."""
        return Exercise(reference, points, self.cases, mistakes, observe_scores, compare_scores, seconds=60.0)


# Where these stand between right and broken networks: tests/solutions/runs/cnn.json and rnn.json.
IMAGES = Run("fashion", "image", min_accuracy=0.84, max_cross_entropy=0.6)
SIGNALS = Run("mnist1d", "signal", min_accuracy=0.94, max_cross_entropy=0.22)


def classify(images: np.ndarray) -> np.ndarray:
    """Return scores (N, 10) that are certain of the true class of each image (N, 28, 28)."""
    return _certain(_truth("fashion"), images)


def read_signals(signals: np.ndarray) -> np.ndarray:
    """Return scores (N, 10) that are certain of the true class of each signal (N, 40)."""
    return _certain(_truth("mnist1d"), signals)


def _certain(truth: dict[bytes, int], examples: np.ndarray) -> np.ndarray:
    labels = [truth[np.ascontiguousarray(example).tobytes()] for example in examples]
    return 8 * np.eye(CLASSES, dtype=np.float32)[labels]


@functools.cache
def _truth(name: str) -> dict[bytes, int]:
    pairs = (getattr(data, name)()[2:], getattr(hidden, name)())
    return {example.tobytes(): int(label) for pair in pairs for example, label in zip(*pair, strict=True)}


def observe_scores(function, examples=None, *, data, noun, **limits):  # type: ignore[no-untyped-def]  # noqa: ARG001
    """Ask for the scores of all examples, for those of a few of them, and of one alone."""
    if examples is None:
        import descent.data

        examples = getattr(getattr(descent.data, data)(), f"test_{noun}s")

    def plain(scores):  # type: ignore[no-untyped-def]
        import torch

        # NumPy knows no bfloat16, which a network under `autocast` returns.
        return scores.detach().cpu().float().numpy() if isinstance(scores, torch.Tensor) else scores

    few = [3, 0, 11, 7]
    yield plain(function(examples.copy()))
    yield plain(function(examples[few]))
    yield plain(function(examples[few[:1]]))


def compare_scores(expected, got, *_examples, noun, min_accuracy, max_cross_entropy, **_data):  # type: ignore[no-untyped-def]
    """Accuracy and cross-entropy against the truth; the same scores for an example alone as in company."""
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
        return f"{accuracy:.1%} of the {noun}s are named rightly, {min_accuracy:.0%} are asked for"
    few = [3, 0, 11, 7]
    for rows, alone in ((few, got[1]), (few[:1], got[2])):
        if np.shape(alone) != (len(rows), scores.shape[1]):
            return f"for {len(rows)} {noun}s the scores should have shape {(len(rows), scores.shape[1])}"
        if np.abs(np.asarray(alone, dtype=np.float64) - scores[rows]).max() > 1e-2 * np.abs(scores).max():
            return f"the scores of one {noun} depend on the {noun}s that it comes with"
    top = scores.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(scores - top).sum(axis=1)) + top[:, 0]
    loss = float(np.mean(log_sums - scores[np.arange(len(truth)), truth]))
    if loss > max_cross_entropy:
        return (
            f"{accuracy:.1%} are right, but the cross-entropy is {loss:.2f}; at most {max_cross_entropy} is asked for"
        )
    return None
