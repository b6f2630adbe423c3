"""Units 11 and 12: trained networks that are not good enough, or only seem so; here they are made from the truth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder import project
from autograder.exercise import Mistake

Scores = Callable[[Any], Any]


def noise(examples, columns):
    """Numbers in [0, 1) that depend on nothing but each example."""
    keys = [np.frombuffer(np.ascontiguousarray(example).tobytes(), dtype=np.uint32) for example in examples]
    return np.stack([np.random.default_rng(key).uniform(size=columns) for key in keys])


def wrong_by(truth: Scores, share: float, scale: float = 3.0) -> Scores:
    """Return a network that is wrong on this share of the examples, and otherwise as sure as a trained one."""

    def scores(examples):
        right, drawn = truth(examples) / 8.0, noise(examples, 11)
        shifted = np.roll(right, 1, axis=1)
        chosen = np.where(drawn[:, 10:] < share, shifted, right)
        return scale * (1.5 * chosen + 0.3 * shifted) + 0.5 * drawn[:, :10]

    return scores


def changed(change: Scores, network: Scores) -> Scores:
    """Return a network whose scores are changed."""

    def scores(examples):
        return change(network(examples))

    return scores


def softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def by_company(scores):
    """As batch normalisation in training mode: the batch decides on the scale."""
    return (scores - scores.mean(axis=0)) / (scores.std(axis=0) + 1e-5) * 2


def noisy(scores):
    """As dropout in training mode."""
    return scores + np.random.default_rng(len(scores)).normal(size=scores.shape)


def one_class_each(expected, got, *_, **__):
    return np.shape(got[0]) in (expected[0].shape[:1], (*expected[0].shape[:1], 1))


def other_scores_in_company(expected, got, *_, **__):
    few, size = [3, 0, 11, 7], 1e-2 * np.abs(got[0]).max()
    if np.shape(got[0]) != expected[0].shape or not np.isfinite(got[0]).all():
        return False
    return np.abs(got[1] - got[0][few]).max() > size or np.abs(got[2] - got[0][few[:1]]).max() > size


def guessed(expected, got, *_, **__):
    right = np.mean(np.argmax(got[0], axis=1) == np.argmax(expected[0], axis=1))
    return np.shape(got[0]) == expected[0].shape and np.isfinite(got[0]).all() and right < 0.2


def too_few(expected, got, *_, min_accuracy, **__):
    right = np.mean(np.argmax(got[0], axis=1) == np.argmax(expected[0], axis=1))
    return np.shape(got[0]) == expected[0].shape and np.isfinite(got[0]).all() and 0.2 <= right < min_accuracy


def shares(expected, got, *_, **__):
    sums = np.sum(got[0], axis=1)
    return np.shape(got[0]) == expected[0].shape and np.min(got[0]) >= 0 and np.abs(sums - 1).max() < 1e-2


def too_flat(expected, got, *_, min_accuracy, max_cross_entropy, **__):
    """Most are right, and a larger scale would lower the cross-entropy."""
    truth, scores = np.argmax(expected[0], axis=1), np.asarray(got[0], dtype=float)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    mean = (shares * scores).sum(axis=1) / shares.sum(axis=1)
    each = scores.max(axis=1) + np.log(shares.sum(axis=1)) - scores[np.arange(len(truth)), truth]
    read = all(isinstance(one, np.ndarray) and one.shape == two.shape for one, two in zip(got, expected, strict=True))
    right = read and np.mean(scores.argmax(axis=1) == truth) >= min_accuracy and np.mean(each) > max_cross_entropy
    return right and np.mean(mean - scores[np.arange(len(truth)), truth]) < 0


def too_sure(expected, got, *_, min_accuracy, max_cross_entropy, **__):
    """Most are right, and a smaller scale would lower the cross-entropy."""
    truth, scores = np.argmax(expected[0], axis=1), np.asarray(got[0], dtype=float)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    mean = (shares * scores).sum(axis=1) / shares.sum(axis=1)
    each = scores.max(axis=1) + np.log(shares.sum(axis=1)) - scores[np.arange(len(truth)), truth]
    read = all(isinstance(one, np.ndarray) and one.shape == two.shape for one, two in zip(got, expected, strict=True))
    right = read and np.mean(scores.argmax(axis=1) == truth) >= min_accuracy and np.mean(each) > max_cross_entropy
    return right and np.mean(mean - scores[np.arange(len(truth)), truth]) > 0


def mistakes_of(truth: Scores, noun: str, *, guessing: str, low: str) -> list[Mistake]:
    """Return the mistakes of a run; `guessing` and `low` are advice for who has learned nothing, or little."""
    network = wrong_by(truth, 0.03)
    return [
        Mistake(
            "classes returned",
            f"You return one class for each {noun}. Return the scores, (N, 10): the check takes the highest itself.",
            changed(lambda scores: scores.argmax(axis=1), network),
            one_class_each,
        ),
        Mistake(
            "training mode",
            f"The scores of one {noun} depend on the {noun}s that it comes with, or change from call to call: batch "
            "normalisation or dropout is in training mode. Call `model.eval()` after the training.",
            changed(by_company, network),
            other_scores_in_company,
            also=[changed(noisy, network)],
        ),
        Mistake("no better than guessing", guessing, wrong_by(truth, 0.95), guessed),
        Mistake(
            "softmax inside",
            "Your rows sum to one, so there is a softmax on the way. Return the raw scores.",
            changed(softmax, network),
            shares,
        ),
        Mistake("not there yet", low, wrong_by(truth, 0.3), too_few, also=[wrong_by(truth, 0.6)]),
        Mistake(
            "scores too flat",
            "Most answers are right, but the scores lie too near together to be log-probabilities, so the cross-"
            "entropy is too high. Was the network trained by a squared error, or are its scores scaled or squashed?",
            changed(lambda scores: scores / 16, network),
            too_flat,
        ),
        Mistake(
            "too sure when wrong",
            "Most answers are right, but where the network is wrong it is very sure, so the cross-entropy is too high. "
            "Was it trained for too long, or with a softmax before the cross-entropy?",
            changed(lambda scores: 10 * scores, network),
            too_sure,
        ),
    ]


CLASSIFY = mistakes_of(
    project.classify,
    "image",
    guessing="Your model does no better than guessing. Is it trained at all, on *shuffled* batches, on labels in the "
    "order of their images, and does `classify` prepare images exactly as training did?",
    low="Your model has learned something, but too little. Look at the learning rate (a factor of ten each way), at "
    "the epochs, at the shuffling, and at whether `classify` prepares images exactly as training did.",
)
READ_SIGNALS = mistakes_of(
    project.read_signals,
    "signal",
    guessing="The network does no better than guessing. Is it trained, and does `read_signals` use *that* network? A "
    "loss that stays near 2.30 means that no gradient arrives: use a gated layer, and a rate of about 1e-2.",
    low="The network has learned something, but not enough: 94 % are asked for. Train longer, let the rate rise and "
    "fall, clip to 1, and take a GRU, or an LSTM whose forget gate starts open.",
)
