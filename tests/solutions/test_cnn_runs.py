"""The thresholds of the trained network, where they stand between the measured runs of right and broken ones."""

import json

import numpy as np
import pytest

from autograder import registry
from autograder.project import IMAGES, compare_scores
from tests.solutions.runs import cnn as runs

TABLE = json.loads(runs.TABLE.read_text())
RIGHT = [run for each in TABLE["right"].values() for run in each]


def accuracies(name):
    return [run["hidden"][0] for run in TABLE["broken"][name]["runs"]]


def losses(name):
    return [run["hidden"][1] for run in TABLE["broken"][name]["runs"]]


def test_the_table_holds_five_seeds_of_every_model_that_the_script_trains():
    assert set(TABLE["right"]) == set(runs.RIGHT)
    assert set(TABLE["broken"]) == set(runs.BROKEN)
    assert all(len(each) == 5 for each in TABLE["right"].values())
    assert all(len(each["runs"]) == 5 for each in TABLE["broken"].values())


def test_right_models_pass_with_a_margin_on_shipped_and_on_hidden_images():
    for run in RIGHT:
        for accuracy, loss in run.values():
            assert accuracy >= IMAGES.min_accuracy + 0.02
            assert loss <= IMAGES.max_cross_entropy - 0.2


@pytest.mark.parametrize("name", [name for name, (caught, _) in runs.BROKEN.items() if caught == "accuracy"])
def test_models_that_have_not_learned_fail_by_accuracy_with_a_margin(name):
    assert max(accuracies(name)) <= IMAGES.min_accuracy - 0.02


@pytest.mark.parametrize("name", [name for name, (caught, _) in runs.BROKEN.items() if caught == "cross-entropy"])
def test_models_of_another_loss_fail_by_the_cross_entropy_of_their_scores(name):
    assert min(losses(name)) > 2 * IMAGES.max_cross_entropy


def test_some_broken_models_would_pass_by_accuracy_alone_and_an_exercise_sees_each_of_them():
    names = {exercise.name for exercise in registry.unit("cnn")}
    structural = {name: row["caught"] for name, row in TABLE["broken"].items() if row["caught"] in names}
    assert set(structural) == {"no zero_grad", "no activation", "never eval"}
    assert max(accuracies("squared error on one-hot")) > IMAGES.min_accuracy
    assert min(accuracies("no activation") + accuracies("never eval")) > IMAGES.min_accuracy


def test_the_comparison_draws_the_line_where_the_run_says():
    def problem(scores):
        case = next(IMAGES.cases(np.random.default_rng(0)))
        few = [3, 0, 11, 7]
        return compare_scores([truth], [scores, scores[few], scores[few[:1]]], *case.args, **case.kwargs)

    truth = np.eye(10)[np.arange(100) % 10]
    most = 100 - round(100 * IMAGES.min_accuracy)
    for wrong in (most, most + 1):
        scores = 8 * truth
        scores[:wrong] = 2 * np.roll(truth[:wrong], 1, axis=1)
        assert (problem(scores) is None) == (wrong == most), problem(scores)
    assert "cross-entropy" in problem(IMAGES.max_cross_entropy * truth)


def test_a_right_model_still_learns_and_comes_near_in_two_of_the_five_epochs():
    found = runs.reached(runs.train(0, epochs=2))
    assert min(found["test"][0], found["hidden"][0]) > 0.75
    assert max(found["test"][1], found["hidden"][1]) < 0.75
