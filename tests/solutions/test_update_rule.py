"""Unit 02 against oracles that share none of its code: closed forms, numpy, scipy and torch."""

import math
from itertools import pairwise

import numpy as np
import pytest
import scipy.sparse.linalg
import torch
from reference.update_rule import (
    backtracking_line_search,
    conjugate_gradient,
    gradient_descent,
    gradient_step,
    max_stable_lr,
    newton_step,
    optimal_lr,
)

# A handful of float64 operations on numbers of order one: a few hundred roundings of 1.1e-16.
ROUNDING = 1e-13
KAPPAS = [2.0, 10.0, 100.0, 1000.0]


def read_only(array):
    frozen = np.array(array, dtype=float, order="F")
    frozen.flags.writeable = False
    return frozen


def random_spd(rng, eigenvalues):
    """A symmetric positive definite matrix with these eigenvalues, in a random orthonormal basis."""
    basis, _ = np.linalg.qr(rng.normal(size=(len(eigenvalues), len(eigenvalues))))
    H = basis * np.asarray(eigenvalues) @ basis.T
    return (H + H.T) / 2, basis


@pytest.fixture
def rng():
    return np.random.default_rng(2)


class TestGradientStep:
    @pytest.mark.parametrize("shape", [(), (1,), (5,), (2, 3), (4, 1, 2)])
    def test_moves_every_entry_against_its_own_slope(self, rng, shape):
        w, grad = rng.normal(size=shape), rng.normal(size=shape)
        stepped = gradient_step(read_only(w), read_only(grad), lr=0.3)
        assert np.shape(stepped) == shape
        by_hand = [a - 0.3 * g for a, g in zip(np.ravel(w), np.ravel(grad), strict=True)]
        np.testing.assert_array_equal(np.ravel(stepped), by_hand)

    def test_integers_and_float32_become_float64(self):
        assert gradient_step(np.array([3, 4]), np.array([1, 2]), lr=0.5).dtype == np.float64
        assert gradient_step(np.float32(3), np.float32(4), lr=0.5).dtype == np.float64

    def test_a_zero_gradient_stays_put_in_a_new_array(self):
        w = np.ones(3)
        assert not np.shares_memory(gradient_step(w, np.zeros(3), lr=0.5), w)


class TestGradientDescent:
    def test_each_eigencomponent_shrinks_by_its_own_factor(self, rng):
        H, basis = random_spd(rng, [0.5, 1.0, 4.0])
        w0 = rng.normal(size=3)
        trajectory = gradient_descent(lambda w: H @ w, read_only(w0), lr=0.3, steps=12)
        t = np.arange(13)[:, None]
        closed_form = (1 - 0.3 * np.array([0.5, 1.0, 4.0])) ** t * (basis.T @ w0) @ basis.T
        np.testing.assert_allclose(trajectory, closed_form, atol=ROUNDING)

    def test_follows_torch_sgd_on_rosenbrock_for_hundreds_of_steps(self):
        def gradient(w):
            x, y = w
            return np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])

        w = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
        optimiser = torch.optim.SGD([w], lr=1e-3)
        points = [w.detach().numpy().copy()]
        for _ in range(400):
            optimiser.zero_grad()
            ((1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2).backward()
            optimiser.step()
            points.append(w.detach().numpy().copy())
        # autograd adds the terms in another order, and the stable valley does not amplify that rounding.
        trajectory = gradient_descent(gradient, [-1.2, 1.0], lr=1e-3, steps=400)
        np.testing.assert_allclose(trajectory, points, rtol=0, atol=1e-12)

    def test_rows_are_distinct_points_even_if_the_gradient_reuses_its_buffer(self):
        buffer = np.empty(2)

        def gradient(w):
            buffer[:] = w
            return buffer

        trajectory = gradient_descent(gradient, np.array([4.0, 8.0]), lr=0.5, steps=2)
        np.testing.assert_array_equal(trajectory, [[4, 8], [2, 4], [1, 2]])

    def test_all_coordinates_use_the_same_old_point(self):
        trajectory = gradient_descent(lambda w: w[::-1], np.array([1, 0]), lr=1.0, steps=1)
        np.testing.assert_array_equal(trajectory[1], [1, -1])

    def test_no_steps_give_the_start_alone(self):
        w0 = np.array([3, 4])
        trajectory = gradient_descent(lambda w: w, w0, lr=0.1, steps=0)
        assert trajectory.shape == (1, 2)
        assert trajectory.dtype == np.float64
        assert not np.shares_memory(trajectory, w0)


class TestLearningRates:
    def test_below_the_stable_rate_descent_converges_and_above_it_diverges(self, rng):
        H, _ = random_spd(rng, [0.2, 1.0, 7.0, 9.0])
        start = rng.normal(size=4)
        limit = max_stable_lr(read_only(H))

        def final_norm(lr):
            return np.linalg.norm(gradient_descent(lambda w: H @ w, start, lr=lr, steps=2000)[-1])

        # The leading factor is 1 − 2·0.99 = −0.98, and 0.98^2000 = 3e-18; at 1.01 it is 1.02^2000 = 2e17.
        assert final_norm(0.99 * limit) < 1e-9
        assert final_norm(1.01 * limit) > 1e9

    def test_stable_rate_is_set_by_the_eigenvalue_and_not_by_the_diagonal(self):
        assert max_stable_lr(np.array([[2.0, 1.0], [1.0, 2.0]])) == pytest.approx(2 / 3, rel=ROUNDING)
        assert max_stable_lr(np.array([[3]])) == pytest.approx(2 / 3, rel=ROUNDING)

    def test_no_other_rate_contracts_faster_than_the_optimal_one(self, rng):
        H, _ = random_spd(rng, [0.3, 0.9, 5.0])
        lr, rate = optimal_lr(read_only(H))

        def contraction(lr):
            return np.abs(np.linalg.eigvals(np.eye(3) - lr * H)).max()

        assert contraction(lr) == pytest.approx(rate, rel=ROUNDING)
        others = np.linspace(0, 2 / 5.0, 2001)
        assert min(contraction(other) for other in others) >= rate - ROUNDING

    def test_a_round_bowl_is_solved_in_one_step(self):
        lr, rate = optimal_lr(4 * np.eye(3))
        assert (lr, rate) == (pytest.approx(0.25), pytest.approx(0, abs=ROUNDING))
        np.testing.assert_allclose(gradient_descent(lambda w: 4 * w, np.ones(3), lr=lr, steps=1)[-1], 0)

    def test_results_are_plain_numbers(self):
        H = np.array([[2, 0], [0, 6]])
        assert isinstance(max_stable_lr(H), float)
        assert all(isinstance(number, float) for number in optimal_lr(H))


class TestPublishedRate:
    """Plain gradient descent at its best rate contracts the error by (κ − 1)/(κ + 1) a step.

    Polyak (1987), section 1.4. The same number, squared, bounds the loss under an exact line search: Boyd &
    Vandenberghe (2004), section 9.3.2; Nocedal & Wright (2006), eq. 3.29.
    """

    @pytest.mark.parametrize("kappa", KAPPAS)
    def test_worst_start_shrinks_by_exactly_the_published_rate_at_every_step(self, rng, kappa):
        H, basis = random_spd(rng, [1.0, 1 + (kappa - 1) / 3, kappa])
        lr, rate = optimal_lr(H)
        assert rate == pytest.approx((kappa - 1) / (kappa + 1), rel=1e-12)
        worst = basis[:, 0] + basis[:, 2]
        errors = np.linalg.norm(gradient_descent(lambda w: H @ w, worst, lr=lr, steps=20), axis=1)
        # The error falls by up to 3^20 = 3e9 (κ = 2), so a rounding of 1e-16 grows to 1e-6 of what is left.
        np.testing.assert_allclose(errors[1:] / errors[:-1], (kappa - 1) / (kappa + 1), rtol=1e-6)

    @pytest.mark.parametrize("kappa", KAPPAS)
    def test_any_start_shrinks_at_least_that_fast(self, rng, kappa):
        H, _ = random_spd(rng, np.geomspace(1, kappa, 6))
        lr, rate = optimal_lr(H)
        trajectory = gradient_descent(lambda w: H @ w, rng.normal(size=6), lr=lr, steps=15)
        errors = np.linalg.norm(trajectory, axis=1)
        assert np.all(errors[1:] <= rate * errors[:-1] * (1 + 1e-6))

    @pytest.mark.parametrize("kappa", KAPPAS)
    def test_conjugate_gradient_beats_its_published_bound(self, rng, kappa):
        # Nocedal & Wright, eq. 5.36: ‖x_t − x*‖_A ≤ 2 ((√κ − 1)/(√κ + 1))^t ‖x_0 − x*‖_A.
        A, _ = random_spd(rng, np.linspace(1, kappa, 30))
        solution = rng.normal(size=30)
        error = conjugate_gradient(A, A @ solution, np.zeros(30), steps=15) - solution
        energy = np.sqrt(np.sum(error * (error @ A), axis=1))
        root = math.sqrt(kappa)
        bound = 2 * ((root - 1) / (root + 1)) ** np.arange(16) * energy[0]
        assert np.all(energy <= bound + 1e-12 * energy[0])


class TestBacktracking:
    @pytest.mark.parametrize(("lr0", "c", "beta"), [(1.0, 0.1, 0.5), (50.0, 0.3, 0.8), (3.0, 0.9, 0.6)])
    def test_on_a_parabola_it_stops_at_the_first_rate_below_its_closed_form(self, lr0, c, beta):
        # f = ½Lw² gives f(w − lr·Lw) = ½L(1 − lr·L)²w², so Armijo's condition reads lr ≤ 2(1 − c)/L.
        L = 7.0
        shrinks = max(0, math.ceil(math.log(2 * (1 - c) / L / lr0) / math.log(beta)))
        found = backtracking_line_search(lambda w: L / 2 * w**2, 1.5, L * 1.5, lr0=lr0, c=c, beta=beta)
        assert found == pytest.approx(lr0 * beta**shrinks, rel=ROUNDING)

    def test_accepts_the_first_rate_at_once_if_it_is_good_enough(self):
        assert backtracking_line_search(lambda w: w**2, 1.0, 2.0, lr0=0.5, c=1e-4, beta=0.5) == 0.5

    def test_works_on_a_matrix_and_leaves_it_alone(self, rng):
        w = read_only(rng.normal(size=(3, 2)))

        def f(w):
            assert w.shape == (3, 2)
            return float(np.sum(w**4))

        lr = backtracking_line_search(f, w, read_only(4 * w**3), lr0=4.0, c=0.2, beta=0.5)
        slope = float(np.sum((4 * w**3) ** 2))
        accepted = [f(w - r * 4 * w**3) <= f(w) - 0.2 * r * slope for r in (lr, 2 * lr)]
        assert accepted == [True, False]

    def test_nan_and_infinity_are_refused_like_any_rise(self):
        def f(w):
            return math.nan if w < -3 else math.inf if w < 0 else w * w

        assert backtracking_line_search(f, 1.0, 2.0, lr0=4.0, c=0.1, beta=0.5) == 0.5

    def test_a_stationary_point_accepts_the_first_rate(self):
        origin = np.zeros(2)
        assert backtracking_line_search(lambda w: w @ w, origin, origin, lr0=2.0, c=0.1, beta=0.5) == 2

    def test_a_start_without_a_value_is_an_error_instead_of_an_endless_loop(self):
        with pytest.raises(ValueError, match="nan"):
            backtracking_line_search(lambda _: math.nan, 1.0, 1.0, lr0=1.0, c=0.1, beta=0.5)


class TestNewton:
    @pytest.mark.parametrize("kappa", [1.0, *KAPPAS])
    def test_one_step_solves_a_quadratic_however_badly_it_is_conditioned(self, rng, kappa):
        H, _ = random_spd(rng, np.geomspace(1, kappa, 4))
        w, minimum = rng.normal(size=4), rng.normal(size=4)
        step = newton_step(read_only(w), read_only(H @ (w - minimum)), read_only(H))
        # Solving loses about κ roundings of 1e-16.
        np.testing.assert_allclose(step, minimum, atol=1e-14 * max(kappa, 10))

    def test_uses_a_non_symmetric_matrix_as_it_stands(self):
        # Cramer's rule: [[2, 1], [0, 4]] d = (4, 8) gives d = (1, 2); the transpose would give (2, 1.5).
        np.testing.assert_allclose(newton_step([5, 5], [4, 8], [[2, 1], [0, 4]]), [4, 3], rtol=ROUNDING)

    def test_walks_into_a_saddle(self):
        # f = ½(x² − y²): gradient (x, −y), Hessian diag(1, −1).
        np.testing.assert_allclose(newton_step([3, 0.5], [3, -0.5], np.diag([1.0, -1.0])), 0, atol=ROUNDING)

    def test_a_singular_hessian_is_an_error(self):
        with pytest.raises(np.linalg.LinAlgError):
            newton_step([1.0, 1.0], [1.0, 1.0], np.ones((2, 2)))


class TestConjugateGradient:
    @pytest.mark.parametrize("size", [1, 2, 5, 8])
    def test_as_many_steps_as_dimensions_suffice(self, rng, size):
        A, _ = random_spd(rng, np.linspace(1, 10, size))
        b, x0 = rng.normal(size=size), rng.normal(size=size)
        trajectory = conjugate_gradient(read_only(A), read_only(b), read_only(x0), steps=size)
        assert trajectory.shape == (size + 1, size)
        np.testing.assert_allclose(trajectory[-1], np.linalg.solve(A, b), atol=1e-11)

    def test_visits_the_points_that_scipy_visits(self, rng):
        A, _ = random_spd(rng, np.geomspace(1, 50, 12))
        b, x0 = rng.normal(size=12), rng.normal(size=12)
        points = [x0]
        scipy.sparse.linalg.cg(A, b, x0, rtol=0, maxiter=8, callback=lambda x: points.append(x.copy()))
        np.testing.assert_allclose(conjugate_gradient(A, b, x0, steps=8), points, atol=1e-11)

    def test_directions_are_conjugate_and_residuals_orthogonal(self, rng):
        A, _ = random_spd(rng, [1, 2, 3, 5, 8, 13])
        b = rng.normal(size=6)
        trajectory = conjugate_gradient(A, b, np.zeros(6), steps=6)
        for vectors, metric in ((np.diff(trajectory, axis=0), A), ((b - trajectory @ A)[:6], np.eye(6))):
            gram = vectors @ metric @ vectors.T
            length = np.sqrt(np.diag(gram))
            np.testing.assert_allclose(gram / np.outer(length, length), np.eye(6), atol=1e-9)

    @pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
    def test_long_after_convergence_it_still_repeats_the_point(self, rng, scale):
        A, _ = random_spd(rng, scale * np.array([1.0, 3.0, 9.0]))
        b = rng.normal(size=3)
        trajectory = conjugate_gradient(A, b, np.zeros(3), steps=200)
        settled = trajectory[10:]
        np.testing.assert_allclose(settled[0], np.linalg.solve(A, b), rtol=1e-12)
        assert np.all(settled == settled[0])

    @pytest.mark.parametrize("b", [np.array([2.0, 6.0]), np.zeros(2)])
    def test_a_start_at_the_solution_stays_there(self, b):
        start = b / [2, 3]
        trajectory = conjugate_gradient(np.diag([2.0, 3.0]), b, start, steps=4)
        np.testing.assert_array_equal(trajectory, np.tile(start, (5, 1)))

    def test_never_lifts_the_function_it_minimises(self, rng):
        A, _ = random_spd(rng, np.geomspace(1, 1000, 20))
        b = rng.normal(size=20)
        values = [x @ A @ x / 2 - b @ x for x in conjugate_gradient(A, b, np.zeros(20), steps=30)]
        assert all(after <= before + 1e-12 * abs(before) for before, after in pairwise(values))
