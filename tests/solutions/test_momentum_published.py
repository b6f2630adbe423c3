"""Unit 04's published result: the rate of convergence that momentum reaches on a quadratic."""

import math

import numpy as np
import pytest
from reference.momentum import momentum_step, nesterov_step, optimal_momentum

KAPPAS = [2.0, 10.0, 100.0, 1000.0]


def random_spd(rng, eigenvalues):
    """A symmetric positive definite matrix with these eigenvalues, in a random orthonormal basis."""
    basis, _ = np.linalg.qr(rng.normal(size=(len(eigenvalues), len(eigenvalues))))
    H = basis * np.asarray(eigenvalues) @ basis.T
    return (H + H.T) / 2, basis


def roll(H, w, steps, step=momentum_step, **settings):
    """Every point of a run on ½wᵀHw, one a row."""
    points, velocity = [w], None
    for _ in range(steps):
        w, velocity = step(w, H @ w, velocity, **settings)
        points.append(w)
    return np.array(points)


@pytest.fixture
def rng():
    return np.random.default_rng(4)


class TestPublishedRate:
    """The heavy ball at its best shrinks the error by (√κ − 1)/(√κ + 1) a step, plain descent by (κ − 1)/(κ + 1).

    Polyak (1964), theorem 9; Polyak (1987), section 3.2. The rate is asymptotic: with r the rate, the iteration
    matrices of the flattest and the steepest direction have the double roots r and −r and are defective, so there
    the error is (±r)^t (1 + (1 ∓ r)t) and its contraction in a late step T is r(1 + 1/T) to first order.
    """

    @pytest.mark.parametrize("kappa", KAPPAS)
    def test_both_extreme_directions_follow_their_closed_form(self, rng, kappa):
        H, basis = random_spd(rng, [1.0, math.sqrt(kappa), kappa])
        lr, momentum = optimal_momentum(H)
        r, t = (math.sqrt(kappa) - 1) / (math.sqrt(kappa) + 1), np.arange(61)
        path = roll(H, basis[:, 0] + basis[:, 2], 60, lr=lr, momentum=momentum) @ basis
        # A rounding of 1e-16 splits each double root by about 1e-8; what is left of 60 steps of that is below 1e-5.
        np.testing.assert_allclose(path[:, 0], r**t * (1 + (1 - r) * t), rtol=1e-5)
        np.testing.assert_allclose(path[:, 2], (-r) ** t * (1 + (1 + r) * t), rtol=1e-5)

    @pytest.mark.parametrize("kappa", KAPPAS)
    def test_contraction_tends_to_the_published_rate(self, rng, kappa):
        H, _ = random_spd(rng, np.geomspace(1, kappa, 5))
        lr, momentum = optimal_momentum(H)
        published = (math.sqrt(kappa) - 1) / (math.sqrt(kappa) + 1)
        assert math.sqrt(momentum) == pytest.approx(published, rel=1e-12)
        T = math.ceil(-150 / math.log(published))  # 2T steps shrink by e^-300 = 1e-130, far from underflow
        errors = np.linalg.norm(roll(H, rng.normal(size=5), 2 * T, lr=lr, momentum=momentum), axis=1)
        measured = (errors[2 * T] / errors[T]) ** (1 / T)
        # From T to 2T the polynomial factor at most doubles: 2^(1/T) = 1 + 0.69/T. The other directions turn, so
        # that their share of the error may swing; a factor of e more or less costs 1/T on either side.
        assert measured == pytest.approx(published, rel=2 / T)

    @pytest.mark.parametrize("kappa", KAPPAS)
    def test_plain_descent_needs_kappa_where_the_ball_needs_its_root(self, rng, kappa):
        H, basis = random_spd(rng, [1.0, (1 + kappa) / 2, kappa])
        start = basis[:, 0] + basis[:, 2]
        errors = np.linalg.norm(roll(H, start, 20, lr=2 / (1 + kappa), momentum=0.0), axis=1)
        # The error falls by up to 3^20 = 3e9 (κ = 2), so a rounding of 1e-16 grows to 1e-6 of what is left.
        np.testing.assert_allclose(errors[1:] / errors[:-1], (kappa - 1) / (kappa + 1), rtol=1e-6)

    @pytest.mark.parametrize("kappa", KAPPAS)
    def test_nesterov_at_its_usual_setting_shrinks_by_one_minus_one_over_root_kappa(self, rng, kappa):
        # Nesterov (2004), scheme 2.2.11: lr = 1/L, μ = (√κ − 1)/(√κ + 1). Flattest direction: a double root again.
        H, basis = random_spd(rng, [1.0, math.sqrt(kappa), kappa])
        momentum, r = (math.sqrt(kappa) - 1) / (math.sqrt(kappa) + 1), 1 - 1 / math.sqrt(kappa)
        path = roll(H, basis[:, 0], 60, nesterov_step, lr=1 / kappa, momentum=momentum) @ basis
        t = np.arange(61)
        # e₁ = (1 − (1 + μ)/κ)e₀ fixes the polynomial factor.
        slope = (1 - (1 + momentum) / kappa) / r - 1
        np.testing.assert_allclose(path[:, 0], r**t * (1 + slope * t), rtol=1e-5)

    def test_the_best_ball_for_quadratics_never_settles_on_a_strongly_convex_function(self):
        # Lessard, Recht & Packard (2016), section 4.6: curvatures 1 and 25, so α = 1/9 and β = 4/9.
        def slope(x):
            return 25 * x if x < 1 else x + 24 if x < 2 else 25 * x - 24

        def run(step, x, velocity=None, **settings):
            tail = []
            for _ in range(3000):
                x, velocity = step(x, slope(float(x)), velocity, **settings)
                tail.append(float(x))
            return np.array(tail[-300:])

        ball = run(momentum_step, 3.3, lr=1 / 9, momentum=4 / 9)
        assert np.abs(ball).max() > 0.5
        np.testing.assert_allclose(ball[3:], ball[:-3], atol=1e-9)
        ahead = run(nesterov_step, 3.3, lr=1 / 25, momentum=2 / 3)
        np.testing.assert_allclose(ahead, 0, atol=1e-12)
