"""Explorers of unit 09: what they draw and say agrees with the reference and with brute force."""

import numpy as np
import pytest
from descent import explore
from descent.explore.convergence import _pool, first_converged, watch
from descent.explore.search import improvement, trials_needed
from descent.explore.tuning import CURVATURES, EPOCHS, NOISE, START, STEPS, expected_loss, rates
from descent.response import Surface, grid_places
from reference.tuning import cosine_annealing, expected_improvement, has_converged, step_decay, warmup_cosine


def test_the_shapes_are_the_references():
    shapes = rates(0.3, 0.4, 25, 10)
    epochs = range(EPOCHS)
    np.testing.assert_allclose(shapes["steps"], [step_decay(0.3, t, gamma=0.4, step_size=25) for t in epochs])
    np.testing.assert_allclose(shapes["cosine"], [cosine_annealing(0.3, t, T_max=EPOCHS) for t in epochs])
    warm = [warmup_cosine(0.3, t, warmup=10, T_max=EPOCHS) for t in epochs]
    np.testing.assert_allclose(shapes["warm-up, cosine"], warm, atol=1e-15)


def test_the_mean_loss_is_that_of_many_noisy_descents():
    schedule = rates(0.2, 0.4, 25, 10)["cosine"][:6]
    rng, w = np.random.default_rng(0), np.tile(START, (20_000, 1))
    for epoch, lr in enumerate(schedule):
        for _ in range(STEPS):
            slope = CURVATURES * (1 + 4 * np.exp(-epoch / 2)) * w
            w = w - lr * (slope + np.sqrt(NOISE) * rng.normal(size=w.shape))
    assert expected_loss(schedule[None])[0, -1] == pytest.approx(0.5 * np.mean(w**2 @ CURVATURES), rel=0.02)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({"schedule": "constant"}, "a floor of noise"),
        ({"schedule": "cosine", "lr0": 0.6}, "the start explodes"),
        ({"lr0": 0.6}, "cools well"),
    ],
)
def test_a_schedule_is_judged(values, verdict):
    explorer = explore.tuning()
    for name, value in values.items():
        explorer.controls[name].value = value
    assert explorer.finding.verdict == verdict


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({}, "healthy"),
        ({"rows": 30}, "overfits"),
        ({"lr": 0.001}, "too slow"),
        ({"lr": 1.5}, "diverges"),
        ({"weight_decay": 3.0}, "underfits"),
    ],
)
def test_the_curves_name_the_illness(values, verdict):
    explorer = explore.convergence()
    for name, value in values.items():
        explorer.controls[name].value = value
    assert explorer.finding.verdict == verdict


def test_the_curves_are_those_of_gradient_descent():
    X, y, V, t = _pool()
    X, y, w = X[:50], y[:50], np.zeros(30)
    train, val, norm = watch(50, 0.1, 0.3)
    for epoch in range(40):
        slope = 2 / 50 * X.T @ (X @ w - y) + 0.3 * w
        assert train[epoch] == pytest.approx(np.mean((X @ w - y) ** 2), rel=1e-9)
        assert val[epoch] == pytest.approx(np.mean((V @ w - t) ** 2), rel=1e-9)
        assert norm[epoch] == pytest.approx(np.linalg.norm(slope), rel=1e-9)
        w = w - 0.1 * slope
    first = first_converged(train, 10, 0.01)
    answers = [has_converged(train[: k + 1], window=10, rtol=0.01) for k in range(len(train))]
    assert first == answers.index(True)


def test_searches_use_the_expected_improvement_and_whole_grids():
    mean, std = np.random.default_rng(0).normal(size=50), np.linspace(0.1, 1, 50)
    np.testing.assert_allclose(improvement(mean, std, 0.2), expected_improvement(mean, std, 0.2), atol=1e-14)
    assert len(np.unique(grid_places(16)[:, 0])) == 4
    assert trials_needed(0.05) == 59
    surface = Surface()
    assert surface.share_below(surface.level_of(0.2)) == pytest.approx(0.2, abs=1e-3)


def test_a_guess_comes_before_the_searches_and_is_scored():
    explorer = explore.predict_search(seed=3)
    true = trials_needed(explorer.problem[1])
    assert explorer.controls["trials"].disabled
    assert f"= {true}" not in explorer.readout.value
    explorer.controls["guess"].value = true
    explorer.controls["lock"].click()
    assert not explorer.controls["trials"].disabled
    assert f"= {true}" in explorer.readout.value
    assert "1 of 1 within 10 %" in explorer.readout.value
    explorer.controls["strategy"].value = "Bayesian"
    explorer.controls["trials"].value = 25
    assert explorer.finding.verdict == "Bayesian: inside"
    explorer.controls["again"].click()
    assert explorer.controls["trials"].disabled
