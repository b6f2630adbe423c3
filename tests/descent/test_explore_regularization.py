"""Explorers of unit 08: what they show is what scikit-learn, torch and the reference say."""

import numpy as np
import pytest
import torch
from descent import explore
from descent.explore.early_stopping import EPOCHS, VALIDATION, curves, stop
from descent.explore.init_gain import DEEPEST, keeping_gain, network
from descent.explore.regularization import L1_SHARE, NOISE, ROWS, STRENGTHS, USEFUL, fits, problem
from reference.regularization import early_stopping
from sklearn.linear_model import ElasticNet, Ridge


@pytest.mark.parametrize("penalty", L1_SHARE)
@pytest.mark.parametrize("k", [10, 40, 55])
def test_weights_are_those_of_scikit_learn(penalty, k):
    X, y, _ = problem()
    share, strength = L1_SHARE[penalty], STRENGTHS[k]
    if share == 0:
        model = Ridge(alpha=ROWS * strength, fit_intercept=False)
    else:
        model = ElasticNet(alpha=strength, l1_ratio=share, fit_intercept=False, tol=1e-12, max_iter=100_000)
    # Far less than the width of a line.
    np.testing.assert_allclose(fits(penalty).weights[k], model.fit(X, y).coef_, atol=1e-3)


def test_the_error_on_new_rows_is_the_one_measured_on_many():
    _, _, true = problem()
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200_000, len(true)))
    y = X @ true + np.sqrt(NOISE) * rng.normal(size=len(X))
    fit = fits("L1 (lasso)")
    assert np.mean((X @ fit.weights[30] - y) ** 2) == pytest.approx(fit.test[30], rel=0.02)


def test_the_strongest_l1_leaves_nothing_and_the_strongest_l2_leaves_everything():
    assert not fits("L1 (lasso)").weights[-1].any()
    assert fits("L2 (ridge)").weights[-1].all()


def test_an_l1_penalty_keeps_the_useful_features_longest():
    weights = fits("L1 (lasso)").weights
    last = np.array([np.flatnonzero(weights[:, j]).max() for j in range(weights.shape[1])])
    assert set(np.argsort(last)[-3:]) < set(USEFUL)


@pytest.mark.parametrize(
    ("strength", "penalty", "verdict"),
    [(1e-3, "L2 (ridge)", "overfits"), (0.1, "L1 (lasso)", "about right"), (1.0, "L1 (lasso)", "underfits")],
)
def test_the_words_name_the_regime_of_a_penalty(strength, penalty, verdict):
    explorer = explore.regularization()
    explorer.controls["penalty"].value, explorer.controls["strength"].value = penalty, strength
    assert explorer.finding.verdict == verdict


@pytest.mark.parametrize("slope", [0.0, 0.1, 0.25, 0.5, 0.75, 1.0])
def test_the_gain_that_keeps_the_size_is_torchs_and_does(slope):
    assert keeping_gain(slope) == pytest.approx(torch.nn.init.calculate_gain("leaky_relu", slope))
    net = network(slope, np.random.default_rng(1))
    for spread in (net.forward[-1] / net.forward[0], net.backward[0] / net.backward[-1]):
        assert 0.2 < spread * keeping_gain(slope) ** DEEPEST < 5


def test_a_guess_unlocks_the_sliders_and_is_counted():
    explorer = explore.predict_gain(seed=1)
    assert explorer.finding.verdict == "Your guess first"
    assert explorer.controls["gain"].disabled
    assert explorer.controls["depth"].disabled
    explorer.controls["guess"].value = 1.4
    explorer.controls["lock"].click()
    assert not explorer.controls["gain"].disabled
    assert explorer.finding.verdict == "fades away"
    assert "1 of 1 within 10 %" in explorer.finding.detail
    explorer.controls["gain"].value = 2.0
    assert explorer.finding.verdict == "blows up"
    explorer.controls["again"].click()
    assert explorer.finding.verdict == "Your guess first"
    assert explorer.problem.slope > 0


@pytest.mark.parametrize("validation", VALIDATION)
@pytest.mark.parametrize(("patience", "min_delta"), [(1, 0.0), (5, 0.02), (30, 0.1), (EPOCHS, 0.0)])
def test_stops_where_the_reference_stops(validation, patience, min_delta):
    losses = curves(validation).validation
    expected = early_stopping(losses, patience=patience, min_delta=min_delta)
    assert stop(losses, patience=patience, min_delta=min_delta)[:2] == expected


@pytest.mark.parametrize(("patience", "verdict"), [(1, "too early"), (10, "in time"), (70, "right weights, late")])
def test_the_words_name_what_patience_does(patience, verdict):
    explorer = explore.early_stopping()
    explorer.controls["patience"].value = patience
    assert explorer.finding.verdict == verdict
