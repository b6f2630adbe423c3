"""Unit 04 against oracles that share none of its code: closed forms, scipy's filter, iteration matrices and torch."""

import math

import numpy as np
import pytest
import scipy.signal
import torch
from reference.momentum import SGD, effective_lr, ewma, momentum_step, nesterov_step, optimal_momentum

# A handful of float64 operations on numbers of order one: a few hundred roundings of 1.1e-16.
ROUNDING = 1e-13
KAPPAS = [2.0, 10.0, 100.0, 1000.0]
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


SETTINGS = [
    {},
    {"momentum": 0.9},
    {"momentum": 0.9, "dampening": 0.3},
    {"momentum": 0.6, "dampening": 1.0},
    {"momentum": 0.0, "dampening": 0.5},
    {"momentum": 0.8, "nesterov": True},
    {"weight_decay": 0.1},
    {"momentum": 0.9, "dampening": 0.5, "weight_decay": 0.2},
    {"momentum": 0.7, "nesterov": True, "weight_decay": 0.05},
]


class TestSGD:
    @pytest.mark.parametrize("settings", SETTINGS, ids=str)
    @pytest.mark.parametrize("seed", range(4))
    def test_follows_torch_with_changing_rates_and_missing_gradients(self, settings, seed):
        rng = np.random.default_rng(seed)
        shapes = [(), (3,), (3,), (2, 4), (2, 1, 3)]
        params = [rng.normal(size=shape) for shape in shapes]
        theirs = [torch.tensor(w, requires_grad=True) for w in params]
        oracle = torch.optim.SGD(theirs, lr=0.1, **settings)
        ours = SGD([read_only(w) for w in params], lr=0.1, **settings)
        for _ in range(60):
            lr = float(rng.choice([0.001, 0.05, 0.1]))
            ours.lr = oracle.param_groups[0]["lr"] = lr
            scales = 10.0 ** rng.uniform(-3, 1, size=len(shapes))
            grads = [
                None if rng.random() < 0.3 else s * rng.normal(size=k) for s, k in zip(scales, shapes, strict=True)
            ]
            if grads[3] is not None:
                grads[3][0] = 0.0
            for tensor, grad in zip(theirs, grads, strict=True):
                tensor.grad = None if grad is None else torch.tensor(grad)
            moved = ours.step([None if g is None else read_only(g) for g in grads])
            oracle.step()
            for w, tensor in zip(moved, theirs, strict=True):
                np.testing.assert_allclose(w, tensor.detach().numpy(), rtol=0, atol=1e-12)

    @pytest.mark.parametrize("settings", SETTINGS, ids=str)
    def test_follows_torch_where_the_gradient_answers_back(self, rng, settings):
        start = rng.normal(size=2)
        theirs = torch.tensor(start, requires_grad=True)
        oracle = torch.optim.SGD([theirs], lr=2e-4, **settings)
        ours = SGD([start], lr=2e-4, **settings)
        (w,) = (start,)
        for _ in range(200):
            oracle.zero_grad()
            ((1 - theirs[0]) ** 2 + 100 * (theirs[1] - theirs[0] ** 2) ** 2).backward()
            oracle.step()
            x, y = w
            (w,) = ours.step([np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])])
        np.testing.assert_allclose(w, theirs.detach().numpy(), rtol=0, atol=1e-12)

    def test_returns_new_arrays_and_leaves_old_ones_and_arguments_alone(self):
        params, grads = [np.array([1.0, 2.0])], [np.array([1.0, 1.0])]
        optimiser = SGD(params, lr=0.5, momentum=0.9, weight_decay=0.1)
        first = optimiser.step(grads)
        kept = first[0].copy()
        second = optimiser.step(grads)
        assert isinstance(first, list)
        assert first is not second
        np.testing.assert_array_equal(first[0], kept)
        np.testing.assert_array_equal(params[0], [1.0, 2.0])
        np.testing.assert_array_equal(grads[0], [1.0, 1.0])

    def test_a_missing_gradient_stops_decay_and_velocity_of_its_parameter_alone(self):
        optimiser = SGD([np.ones(2), np.ones(2)], lr=0.1, momentum=0.9, weight_decay=0.5)
        optimiser.step([np.ones(2), np.ones(2)])
        before = optimiser.velocities[0].copy()
        moved = optimiser.step([None, np.ones(2)])
        np.testing.assert_array_equal(optimiser.velocities[0], before)
        assert moved[0][0] == pytest.approx(1 - 0.1 * 1.5)
        assert moved[1][0] < moved[0][0]

    @pytest.mark.parametrize("settings", [{}, {"momentum": 0.0}, {"momentum": 0.9, "dampening": 0.1}], ids=str)
    def test_nesterov_needs_momentum_and_no_dampening_as_in_torch(self, settings):
        for make in (
            lambda **s: SGD([np.ones(1)], lr=0.1, **s),
            lambda **s: torch.optim.SGD([torch.ones(1)], lr=0.1, **s),
        ):
            with pytest.raises(ValueError, match=r"(?i)nesterov"):
                make(nesterov=True, **settings)

    def test_whole_numbers_become_float64(self):
        (w,) = SGD([np.array([3])], lr=0.5).step([np.array([1])])
        assert (w.dtype, w.tolist()) == (np.float64, [2.5])
