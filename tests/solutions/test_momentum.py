"""Unit 04 against oracles that share none of its code: closed forms, scipy's filter, iteration matrices and torch."""

import math

import numpy as np
import pytest
import scipy.signal
from reference.momentum import effective_lr, ewma, momentum_step, nesterov_step, optimal_momentum

# A handful of float64 operations on numbers of order one: a few hundred roundings of 1.1e-16.
ROUNDING = 1e-13


SHAPES = [(), (1,), (5,), (2, 3), (4, 1, 2)]


def read_only(array):
    frozen = np.array(array, dtype=float, order="F")
    frozen.flags.writeable = False
    return frozen


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


class TestEwma:
    @pytest.mark.parametrize("beta", [0.0, 0.3, 0.9, 0.999])
    def test_is_the_recursive_filter_that_scipy_has(self, rng, beta):
        values = rng.normal(size=50)
        filtered = scipy.signal.lfilter([1 - beta], [1, -beta], values)
        np.testing.assert_allclose(ewma(read_only(values), beta=beta), filtered, rtol=0, atol=ROUNDING)

    def test_weights_fade_geometrically_into_the_past(self):
        pulse = np.zeros(8)
        pulse[2] = 1
        expected = [0, 0, *(0.2 * 0.8 ** np.arange(6))]
        np.testing.assert_allclose(ewma(pulse, beta=0.8), expected, rtol=ROUNDING)

    def test_starts_from_zero_so_a_constant_is_reached_from_below(self):
        t = np.arange(1, 31)
        np.testing.assert_allclose(ewma(np.full(30, 5.0), beta=0.9), 5 * (1 - 0.9**t), rtol=ROUNDING)

    def test_takes_integers_and_an_empty_sequence(self):
        assert ewma(np.array([2, 4]), beta=0.5).tolist() == [1.0, 2.5]
        assert ewma(np.array([]), beta=0.5).shape == (0,)


class TestMomentumStep:
    @pytest.mark.parametrize("shape", SHAPES)
    @pytest.mark.parametrize("dampening", [0.0, 0.4])
    def test_velocity_is_a_fading_sum_whose_first_gradient_alone_is_not_dampened(self, rng, shape, dampening):
        grads = [scale * rng.normal(size=shape) for scale in (1.0, 1e-3, 10.0, 0.0, 1.0)]
        w, velocity = rng.normal(size=shape), None
        shares = [1.0] + [1 - dampening] * 4
        for t, grad in enumerate(grads):
            before, lr = w, 0.1 / (t + 1)
            settings = {"lr": lr, "momentum": 0.7, "dampening": dampening}
            w, velocity = momentum_step(read_only(w), read_only(grad), velocity, **settings)
            total = sum(0.7 ** (t - k) * shares[k] * grads[k] for k in range(t + 1))
            assert np.shape(w) == np.shape(velocity) == shape
            np.testing.assert_allclose(velocity, total, rtol=0, atol=ROUNDING)
            np.testing.assert_allclose(w, before - lr * total, rtol=0, atol=ROUNDING)

    def test_without_momentum_the_velocity_is_the_dampened_gradient(self):
        w, velocity = momentum_step([1.0], [2.0], [100.0], lr=0.5, momentum=0.0, dampening=0.25)
        assert (velocity.tolist(), w.tolist()) == ([1.5], [0.25])

    def test_is_the_weighted_average_of_past_gradients_divided_by_one_minus_momentum(self, rng):
        grads, velocity, velocities = rng.normal(size=40), None, []
        for grad in grads:
            _, velocity = momentum_step(0.0, grad, velocity, lr=0.1, momentum=0.9)
            velocities.append(velocity)
        np.testing.assert_allclose(velocities, ewma(grads, beta=0.9) / (1 - 0.9), rtol=0, atol=ROUNDING)

    def test_at_a_constant_rate_it_adds_a_fraction_of_the_previous_displacement(self, rng):
        # Polyak's own form: x_{t+1} = x_t − α∇f(x_t) + β(x_t − x_{t−1}).
        H, _ = random_spd(rng, [0.5, 2.0, 3.0])
        path = roll(H, rng.normal(size=3), 30, lr=0.3, momentum=0.8)
        expected = path[1:-1] - 0.3 * path[1:-1] @ H + 0.8 * (path[1:-1] - path[:-2])
        np.testing.assert_allclose(path[2:], expected, rtol=0, atol=ROUNDING)

    @pytest.mark.parametrize("step", [momentum_step, nesterov_step])
    def test_keeps_nothing_of_its_arguments_and_changes_none(self, step):
        buffer = np.array([1.0, 2.0])
        w, velocity = step(np.zeros(2), buffer, None, lr=1.0, momentum=0.5)
        moved = w.copy()
        buffer[:] = 99.0
        assert velocity.tolist() == [1.0, 2.0]
        frozen = read_only(velocity)
        step(w, np.ones(2), frozen, lr=1.0, momentum=0.5)
        np.testing.assert_array_equal(w, moved)
        np.testing.assert_array_equal(frozen, [1.0, 2.0])

    @pytest.mark.parametrize("step", [momentum_step, nesterov_step])
    def test_integers_and_float32_become_float64(self, step):
        for number in (np.array([3]), np.float32(3)):
            w, velocity = step(number, number, number, lr=0.5, momentum=0.5)
            assert w.dtype == velocity.dtype == np.float64


class TestNesterovStep:
    def test_walks_on_the_points_where_the_original_method_looks_ahead(self, rng):
        # Sutskever et al. (2013), eq. 3 and 4: v ← μv − lr·∇f(θ + μv), θ ← θ + v. torch keeps θ + μv as `w`.
        H, _ = random_spd(rng, [0.5, 2.0, 3.0])
        theta, v = rng.normal(size=3), np.zeros(3)
        lookahead = [theta]
        path = roll(H, theta, 40, nesterov_step, lr=0.25, momentum=0.9)
        for _ in range(40):
            v = 0.9 * v - 0.25 * H @ (theta + 0.9 * v)
            theta = theta + v
            lookahead.append(theta + 0.9 * v)
        np.testing.assert_allclose(path, lookahead, rtol=0, atol=ROUNDING)

    @pytest.mark.parametrize("shape", SHAPES)
    def test_adds_the_new_velocity_to_the_gradient(self, rng, shape):
        w, grad, velocity = rng.normal(size=(3, *shape))
        moved, new = nesterov_step(read_only(w), read_only(grad), read_only(velocity), lr=0.1, momentum=0.6)
        assert np.shape(moved) == np.shape(new) == shape
        np.testing.assert_allclose(new, 0.6 * velocity + grad, rtol=0, atol=ROUNDING)
        np.testing.assert_allclose(moved, w - 0.1 * (1.6 * grad + 0.36 * velocity), rtol=0, atol=ROUNDING)

    def test_the_first_step_is_longer_than_a_plain_one_by_the_momentum(self):
        w, velocity = nesterov_step(0.0, 2.0, None, lr=0.5, momentum=0.9)
        assert (float(w), float(velocity)) == (pytest.approx(-1.9), 2.0)


class TestOneEigenvalue:
    """Each direction follows a 2×2 matrix; its eigenvalues decide what is seen."""

    @staticmethod
    def matrix(share, momentum, step):
        """The matrix that takes (w, lr·v) on ½λw² to its successor, measured column by column; share = lr·λ."""
        columns = [step(w, share * w, v, lr=1.0, momentum=momentum) for w, v in ((1.0, 0.0), (0.0, 1.0))]
        return np.array(columns).T

    @pytest.mark.parametrize("momentum", [0.0, 0.25, 0.81])
    @pytest.mark.parametrize("share", [0.002, 0.1, 1.0, 3.0])
    def test_characteristic_polynomials_are_those_of_the_lesson(self, share, momentum):
        ball = np.poly(self.matrix(share, momentum, momentum_step))
        np.testing.assert_allclose(ball, [1, -(1 + momentum - share), momentum], atol=ROUNDING)
        ahead = np.poly(self.matrix(share, momentum, nesterov_step))
        shrink = 1 - share
        np.testing.assert_allclose(ahead, [1, -(1 + momentum) * shrink, momentum * shrink], atol=ROUNDING)

    @pytest.mark.parametrize("momentum", [0.3, 0.81])
    def test_between_the_critical_rates_every_curvature_shrinks_by_the_root_of_momentum(self, momentum):
        low, high = (1 - math.sqrt(momentum)) ** 2, (1 + math.sqrt(momentum)) ** 2
        for share in np.linspace(low, high, 9)[1:-1]:
            roots = np.linalg.eigvals(self.matrix(share, momentum, momentum_step))
            assert np.all(roots.imag != 0)
            np.testing.assert_allclose(np.abs(roots), math.sqrt(momentum), rtol=1e-12)
        for share in (0.9 * low, 1.001 * high):
            assert np.all(np.linalg.eigvals(self.matrix(share, momentum, momentum_step)).imag == 0)

    @pytest.mark.parametrize(
        ("step", "limit"),
        [(momentum_step, lambda mu: 2 * (1 + mu)), (nesterov_step, lambda mu: 2 * (1 + mu) / (1 + 2 * mu))],
    )
    @pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
    def test_stability_ends_where_the_lesson_says(self, step, limit, momentum):
        for share, stable in ((0.999, True), (1.001, False)):
            roots = np.linalg.eigvals(self.matrix(share * limit(momentum), momentum, step))
            assert (np.abs(roots).max() < 1) == stable

    def test_noise_spreads_as_the_closed_form_of_an_autoregression_says(self, rng):
        # AR(2) variance: lr²σ²(1 + μ) / ((1 − μ)·a·(2(1 + μ) − a)), a = lr·λ. 40 000 runs, 400 steps (1/e after 19).
        share, momentum, w, velocity = 0.1, 0.9, np.zeros(40_000), None
        for _ in range(400):
            w, velocity = momentum_step(w, share * w + rng.normal(size=w.size), velocity, lr=1.0, momentum=momentum)
        spread = (1 + momentum) / ((1 - momentum) * share * (2 * (1 + momentum) - share))
        # The variance of n normal draws has a relative standard error of √(2/n) = 0.7 %; four of them.
        assert np.var(w) == pytest.approx(spread, rel=0.03)


class TestEffectiveRate:
    @pytest.mark.parametrize(("momentum", "dampening"), [(0.0, 0.0), (0.5, 0.0), (0.9, 0.0), (0.9, 0.9), (0.7, 0.25)])
    def test_is_the_stride_that_a_constant_slope_ends_in(self, momentum, dampening):
        w, velocity, settings = 0.0, None, {"lr": 0.3, "momentum": momentum, "dampening": dampening}
        for _ in range(400):
            before = w
            w, velocity = momentum_step(w, 1.0, velocity, **settings)
        assert effective_lr(**settings) == pytest.approx(before - w, rel=1e-10)  # w is near 1000, so 1e-13 · 1000

    @pytest.mark.parametrize("momentum", [0.5, 0.9])
    def test_nesterov_ends_in_the_same_stride(self, momentum):
        w, velocity = 0.0, None
        for _ in range(400):
            before = w
            w, velocity = nesterov_step(w, 1.0, velocity, lr=0.3, momentum=momentum)
        assert before - w == pytest.approx(effective_lr(lr=0.3, momentum=momentum), rel=1e-10)

    def test_is_a_plain_number(self):
        assert type(effective_lr(lr=np.float64(0.1), momentum=np.float64(0.9))) is float

    def test_a_momentum_of_one_never_settles(self):
        with pytest.raises(ZeroDivisionError):
            effective_lr(lr=0.1, momentum=1.0)


class TestOptimalMomentum:
    def test_known_values(self):
        assert optimal_momentum(np.diag([1, 25])) == (pytest.approx(1 / 9), pytest.approx(4 / 9))
        assert optimal_momentum(4 * np.eye(2)) == (pytest.approx(1 / 4), pytest.approx(0, abs=ROUNDING))
        assert all(type(number) is float for number in optimal_momentum(np.array([[2, 1], [1, 2]])))

    def test_no_other_pair_is_faster(self, rng):
        H, _ = random_spd(rng, [1.0, 3.0, 9.0])
        lr, momentum = optimal_momentum(read_only(H))

        def rate(lr, momentum):
            matrices = [TestOneEigenvalue.matrix(lr * curvature, momentum, momentum_step) for curvature in (1, 3, 9)]
            return max(np.abs(np.linalg.eigvals(matrix)).max() for matrix in matrices)

        # At the optimum two double roots meet, and a rounding of 1e-16 splits a double root by its root, 1e-8.
        assert rate(lr, momentum) == pytest.approx(math.sqrt(momentum), rel=1e-6)
        others = [rate(a, b) for a in np.linspace(0.02, 0.44, 43) for b in np.linspace(0, 0.98, 50)]
        assert min(others) >= math.sqrt(momentum) - 1e-6
