"""The run itself, sequences: where thresholds stand between right and broken models, as measured over five seeds."""

import json

import numpy as np
import pytest
import torch
from descent import data
from descent.ngrams import NGrams

from autograder import registry
from autograder.project import SIGNALS
from tests.solutions.runs import rnn as runs

TABLE = json.loads(runs.TABLE.read_text())


def both(run):
    return run["test"], run["hidden"]


def passes(run):
    return all(accuracy >= SIGNALS.min_accuracy and loss <= SIGNALS.max_cross_entropy for accuracy, loss in both(run))


def test_every_model_was_measured_over_five_seeds():
    assert set(TABLE["right"]) == set(runs.RIGHT)
    assert set(TABLE["broken"]) == set(runs.BROKEN)
    assert set(TABLE["text"]) == set(runs.TEXT)
    assert {len(rows) for rows in TABLE["right"].values()} == {5}
    assert {len(entry["runs"]) for entry in TABLE["broken"].values()} == {5}
    assert {len(losses) for losses in TABLE["text"].values()} == {5}


@pytest.mark.parametrize("name", runs.RIGHT)
def test_right_models_pass_with_a_margin(name):
    # 1.5 points are more than two standard errors of a share of 97 % among a thousand.
    for run in TABLE["right"][name]:
        for accuracy, loss in both(run):
            assert accuracy >= SIGNALS.min_accuracy + 0.015
            assert loss <= SIGNALS.max_cross_entropy / 1.5


@pytest.mark.parametrize("name", runs.BROKEN)
def test_broken_models_fail_or_are_seen_by_the_exercise_that_is_named(name):
    entry = TABLE["broken"][name]
    if entry["caught"] == "accuracy":
        assert not any(map(passes, entry["runs"]))
    elif entry["caught"] == "cross-entropy":
        assert all(loss > 2 * SIGNALS.max_cross_entropy for run in entry["runs"] for _, loss in both(run))
    else:
        exercise = registry.find(entry["caught"])
        told = {"clip_and_step": "zero_grad missing", "read_signals": "training mode"}
        assert told[exercise.name] in {mistake.name for mistake in exercise.mistakes}


def test_accuracy_alone_would_let_broken_models_pass():
    """Why the cross-entropy is asked for, and why loops are judged by their steps."""
    fooled = {
        name
        for name, entry in TABLE["broken"].items()
        if any(accuracy >= SIGNALS.min_accuracy for run in entry["runs"] for accuracy, _ in both(run))
    }
    assert {"squared error on one-hot", "no zero_grad, clipped", "never eval"} <= fooled


def test_one_seed_again_in_short():
    """Two passes leave the loss where the table has them; the whole run is what the lesson's own test does."""
    again = runs.reached(runs.train(0, epochs=2))
    for (accuracy, loss), (then, its) in zip(
        both(again), both(TABLE["broken"]["two passes only"]["runs"][0]), strict=True
    ):
        assert accuracy == pytest.approx(then, abs=0.1)
        assert loss == pytest.approx(its, abs=0.3)


def test_the_stored_reader_is_right():
    model = runs.lstm()
    with np.load(runs.READER, allow_pickle=False) as stored:
        model.load_state_dict({key: torch.tensor(stored[key].astype(np.float32)) for key in stored.files})
    assert passes(runs.reached(model.eval()))


def test_the_text_keeps_the_order_that_the_lesson_tells():
    worst, best = ({name: pick(losses) for name, losses in TABLE["text"].items()} for pick in (max, min))
    text = data.moby_dick()
    counting = {n: NGrams(text[:540_000], n, "".join(sorted(set(text)))).loss(text[540_000:]) for n in (3, 4, 5)}
    assert worst["GRU"] < counting[3]
    assert counting[5] < counting[4] < best["GRU"] - 0.2  # a 4-gram beats this small GRU
    assert worst["GRU"] < best["state forgotten"]
    assert worst["GRU"] < best["tanh"]
    assert worst["GRU"] < best["no zero_grad, clipped"] - 0.05
    assert best["target not shifted"] > 5
    assert best["rate x 75"] > worst["GRU"] + 0.2
