"""The run itself, images: `classify` with a trained model, on test images that ship or on hidden ones."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from descent import data

from autograder import data as hidden
from autograder.project import is_visible

CLASSES = 10
MIN_ACCURACY = 0.84  # where this stands between right and broken models: tests/solutions/runs/cnn.json
MAX_CROSS_ENTROPY = 0.6


def images(rng: np.random.Generator) -> tuple[Any, ...]:
    """Return the arguments of a case: none for the shipped test images, else the hidden ones in a fresh order."""
    return () if is_visible(rng) else (rng.permutation(hidden.fashion()[0]),)


@functools.cache
def _truth() -> dict[bytes, int]:
    shipped, (held, labels) = data.fashion(), hidden.fashion()
    pairs = ((shipped.test_images, shipped.test_labels), (held, labels))
    return {image.tobytes(): int(label) for each, kinds in pairs for image, label in zip(each, kinds, strict=True)}


def classify(images: np.ndarray) -> np.ndarray:
    """Return scores (N, 10) that are certain of the true class of each image (N, 28, 28)."""
    labels = [_truth()[np.ascontiguousarray(image).tobytes()] for image in images]
    return 8 * np.eye(CLASSES, dtype=np.float32)[labels]


def observe_model(classify, images=None):  # type: ignore[no-untyped-def]
    """Ask for the scores of all images, and for those of a few of them alone."""
    if images is None:
        from descent import data

        images = data.fashion().test_images

    def plain(scores):  # type: ignore[no-untyped-def]
        import torch

        return scores.detach().cpu().numpy() if isinstance(scores, torch.Tensor) else scores

    few = [3, 0, 11, 7]
    yield plain(classify(images.copy()))
    yield plain(classify(images[few]))
    yield plain(classify(images[few[:1]]))


def compare_model(expected, got, images=None):  # type: ignore[no-untyped-def]  # noqa: ARG001
    """Accuracy and cross-entropy against the truth; the same scores for an image alone as among others."""
    min_accuracy, max_cross_entropy = 0.84, 0.6
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
        return f"{accuracy:.1%} of the images are classified rightly, {min_accuracy:.0%} are asked for"
    few = [3, 0, 11, 7]
    for rows, alone in ((few, got[1]), (few[:1], got[2])):
        if np.shape(alone) != (len(rows), scores.shape[1]):
            return f"for {len(rows)} images the scores should have shape {(len(rows), scores.shape[1])}"
        if np.abs(np.asarray(alone, dtype=np.float64) - scores[rows]).max() > 1e-2 * np.abs(scores).max():
            return "the scores of an image depend on the images that it comes with"
    top = scores.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(scores - top).sum(axis=1)) + top[:, 0]
    loss = float(np.mean(log_sums - scores[np.arange(len(truth)), truth]))
    if loss > max_cross_entropy:
        return (
            f"{accuracy:.1%} are right, but the cross-entropy is {loss:.2f}; at most {max_cross_entropy} is asked for"
        )
    return None
