"""Unit 11: trained models that are not good enough, or that only seem so; here they are made from the truth."""

from __future__ import annotations

import numpy as np

from autograder.exercise import Mistake
from autograder.trained import classify


def noise(images, columns):
    """Numbers in [0, 1) that depend on nothing but each image."""
    keys = images.reshape(len(images), -1).astype(np.int64) @ (1 + np.arange(images[0].size) % 97)
    return np.stack([np.random.default_rng(int(key)).uniform(size=columns) for key in keys])


def wrong_by(share, scale=3.0):
    """Return a model that is wrong on this share of the images, and otherwise as sure as a trained one."""

    def classify_some(images):
        images = np.asarray(images)
        right, drawn = np.asarray(classify(images), dtype=float) / 8, noise(images, 11)
        shifted = np.roll(right, 1, axis=1)
        chosen = np.where(drawn[:, 10:] < share, shifted, right)
        return scale * (1.5 * chosen + 0.3 * shifted) + 0.5 * drawn[:, :10]

    return classify_some


def softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def probabilities(images):
    return softmax(wrong_by(0.1)(images))


def nearly_one_hot(images):
    return 0.25 * wrong_by(0.1)(images)


def by_company(images):
    """As batch normalisation in training mode: the batch decides on the scale."""
    scores = wrong_by(0.1)(images)
    return (scores - scores.mean(axis=0)) / (scores.std(axis=0) + 1e-5) * 2


def labels(images):
    return wrong_by(0.1)(images).argmax(axis=1)


def is_chance(expected, got, *args, **kwargs):  # noqa: ARG001
    return got[0].shape == expected[0].shape and np.mean(got[0].argmax(1) == expected[0].argmax(1)) <= 0.25


def is_low(expected, got, *args, **kwargs):  # noqa: ARG001
    return got[0].shape == expected[0].shape and 0.25 < np.mean(got[0].argmax(1) == expected[0].argmax(1)) < 0.84


def is_label(expected, got, *args, **kwargs):  # noqa: ARG001
    return got[0].shape == expected[0].shape[:1]


def is_shares(expected, got, *args, **kwargs):  # noqa: ARG001
    sums = got[0].sum(axis=1)
    return got[0].min() >= 0 and np.abs(sums - 1).max() < 1e-3 and got[0].shape == expected[0].shape


def is_moody(expected, got, *args, **kwargs):  # noqa: ARG001
    few = [3, 0, 11, 7]
    apart = np.abs(got[1] - got[0][few]).max() > 1e-2 * np.abs(got[0]).max()
    return apart or np.abs(got[2] - got[0][few[:1]]).max() > 1e-2 * np.abs(got[0]).max()


def is_flat(expected, got, *args, **kwargs):  # noqa: ARG001
    right = np.mean(got[0].argmax(1) == expected[0].argmax(1))
    return right >= 0.84 and got[0].shape == expected[0].shape and np.isfinite(got[0]).all()


CLASSIFY = [
    Mistake(
        "labels for scores",
        "You returned one class for each image. Return the scores, one for each of the ten classes.",
        labels,
        symptom=is_label,
    ),
    Mistake(
        "chance",
        "Your model does no better than guessing. Is it trained at all, on *shuffled* batches, on labels in "
        "the order of "
        "their images, and does `classify` prepare images exactly as training did?",
        wrong_by(0.95),
        symptom=is_chance,
    ),
    Mistake(
        "evaluation mode forgotten",
        "The scores of an image depend on the images that it comes with: batch normalisation is in training mode. "
        "Call `model.eval()` in `classify`.",
        by_company,
        symptom=is_moody,
    ),
    Mistake(
        "probabilities",
        "Your rows sum to one, so there is a softmax on the way. Return the raw scores.",
        probabilities,
        symptom=is_shares,
    ),
    Mistake(
        "too few right",
        "Your model has learned something, but too little. Look at the learning rate (a factor of ten each "
        "way), at the "
        "epochs, at the shuffling, and at whether `classify` prepares images exactly as training did.",
        wrong_by(0.3),
        symptom=is_low,
    ),
    Mistake(
        "wrong loss",
        "Most classes are right, but the scores are no log-probabilities: the cross-entropy is far too high. "
        "Was the model "
        "trained by another loss, a squared error, or with a softmax before the cross-entropy?",
        nearly_one_hot,
        symptom=is_flat,
    ),
]
