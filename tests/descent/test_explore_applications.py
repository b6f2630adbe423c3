"""Explorers of unit 10: what they draw and say agrees with the reference and with closed forms."""

import numpy as np
import pytest
from descent import explore
from descent.explore.applications import flowers, moved, widest
from descent.explore.bandit import MEANS, learn, spread
from descent.explore.polynomial_degree import curves, truth
from reference.applications import bias_variance, hinge_loss, reinforce_gradient


def set_to(explorer, **values):
    for name, value in values.items():
        explorer.controls[name].value = value
    return explorer.finding


@pytest.mark.parametrize(("C", "stray"), [(0.1, 0.0), (10.0, 1.0)])
def test_the_boundary_is_where_the_hinge_loss_is_lowest(C, stray):
    (w, b), X, y, decay = widest(C, stray), moved(stray), flowers()[1], 1 / (100 * C)
    lowest, _, _ = hinge_loss(w, b, X, y, weight_decay=decay)
    rng = np.random.default_rng(0)
    for _ in range(50):
        other, _, _ = hinge_loss(w + 0.02 * rng.normal(size=2), b + 0.02 * rng.normal(), X, y, weight_decay=decay)
        assert other > lowest - 1e-9


def test_a_flower_far_from_the_margin_may_move_without_any_effect():
    still, shifted = widest(1.0, 0.0), widest(1.0, 0.2)
    np.testing.assert_allclose(still[0], shifted[0], atol=1e-4)
    assert not np.allclose(still[0], widest(1.0, 1.0)[0], atol=0.05)


def test_the_margin_is_named():
    explorer = explore.applications()
    assert set_to(explorer, C=0.02).verdict == "a wide margin"
    assert set_to(explorer, C=300.0).verdict == "a narrow margin"
    assert "needs no pull" in explorer.finding.detail
    assert "wrong side and pulls" in set_to(explorer, stray=1.0).detail


def test_curves_are_those_of_least_squares():
    bias2, variance = curves(20, 0.7)
    x = np.linspace(-1, 1, 20)
    noise = 0.7 * np.random.default_rng(1).normal(size=(3000, 20))
    for degree in (1, 3, 6):
        V = np.vander(x, degree + 1)
        fits = (truth(x) + noise) @ (V @ np.linalg.pinv(V)).T
        # 3000 sets: the variance is within 4·√(2/(2·3000)) = 7 %; the bias² is off by a 3000th of it at most, times 4.
        measured = bias_variance(fits, truth(x))
        assert measured[1] == pytest.approx(variance[degree], rel=0.07)
        assert measured[0] == pytest.approx(bias2[degree], abs=4 * variance[degree] / 3000 + 0.04 * bias2[degree])


@pytest.mark.parametrize(
    ("degree", "verdict"), [(1, "too stiff: bias rules"), (3, "the best degree here"), (9, "too free: variance rules")]
)
def test_a_degree_is_judged(degree, verdict):
    assert set_to(explore.polynomial_degree(), degree=degree).verdict == verdict


def test_a_bandit_steps_along_the_gradient_of_the_reference():
    rng = np.random.default_rng(2)
    luck, noise = rng.random((3, 1)), rng.normal(size=(3, 1))
    logits = np.zeros(4)
    for policy, share, extra in zip(learn(0.5, 1.0, luck, noise)[:, 0], luck[:, 0], noise[:, 0], strict=True):
        np.testing.assert_allclose(policy, np.exp(logits) / np.exp(logits).sum(), atol=1e-12)
        arm = int(np.searchsorted(policy.cumsum(), share, side="right"))
        logits = logits + 0.5 * reinforce_gradient(logits, [arm], [MEANS[arm] + extra], baseline=1.0)


def test_the_spread_of_a_gradient_is_what_draws_show():
    rng = np.random.default_rng(3)
    arms = rng.integers(4, size=20_000)
    pays = MEANS[arms] + rng.normal(size=20_000)
    single = (pays - 2.0)[:, None] * (np.eye(4)[arms] - 0.25)
    assert single.var(axis=0).sum() == pytest.approx(spread(2.0), rel=0.03)


def test_a_baseline_near_the_mean_learns_and_none_settles_on_wrong_arms():
    explorer = explore.bandit()
    assert set_to(explorer, baseline=0.0).verdict == "settles on wrong arms"
    assert set_to(explorer, baseline=4.4).verdict == "learns the best arm"
    assert set_to(explorer, baseline=4.4, lr=0.01).verdict == "undecided"
