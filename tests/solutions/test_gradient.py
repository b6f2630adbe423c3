"""The reference of unit 01 against closed forms, difference quotients and torch.autograd."""

import numpy as np
import pytest
import torch
from reference.gradient import (
    directional_derivative,
    linear_approximation,
    mse_gradient,
    numerical_gradient,
    quadratic_gradient,
    relative_error,
)

EPS = np.finfo(np.float64).eps


@pytest.fixture
def rng():
    return np.random.default_rng(20240101)


def frozen(*arrays):
    """Read-only arrays: writing to an argument raises."""
    for array in arrays:
        array.flags.writeable = False
    return arrays


def wavy(x):
    return np.sin(x[0]) * np.exp(0.5 * x[1]) + x[2] ** 3


def wavy_gradient(x):
    return np.array([np.cos(x[0]) * np.exp(0.5 * x[1]), 0.5 * np.sin(x[0]) * np.exp(0.5 * x[1]), 3 * x[2] ** 2])


class TestNumericalGradient:
    def test_agrees_with_the_closed_form(self):
        x = np.array([0.3, -1.2, 2.0])
        # Truncation h²/6·|f'''| is about 4e-11 and rounding eps·|f|/h about 3e-10 at h = 6e-6.
        np.testing.assert_allclose(numerical_gradient(wavy, x), wavy_gradient(x), rtol=0, atol=1e-9)

    def test_is_exact_but_for_rounding_on_quadratics_whatever_the_step(self, rng):
        A, x = rng.normal(size=(4, 4)), rng.normal(size=4)
        for h in (1e-2, 1.0, 30.0):
            found = numerical_gradient(lambda z: 0.5 * z @ A @ z, x, h)
            np.testing.assert_allclose(found, 0.5 * (A + A.T) @ x, rtol=0, atol=1e-10)

    @pytest.mark.parametrize("h", [0.5, 0.05])
    def test_error_on_a_cube_is_h_squared_so_the_step_is_central_and_absolute(self, h):
        x = np.array([2.0, -40.0])
        # ((x+h)³ − (x−h)³) / 2h = 3x² + h² exactly, whatever x is.
        found = numerical_gradient(lambda z: np.sum(z**3), x, h)
        np.testing.assert_allclose(found - 3 * x**2, h**2, rtol=1e-6)

    def test_default_step_is_the_cube_root_of_eps_scaled_by_large_coordinates(self):
        x, seen = np.array([0.5, -1000.0, 3.0]), []
        numerical_gradient(lambda z: seen.append(z) or 0.0, x)
        moved = np.max([np.abs(z - x) for z in seen], axis=0)
        # Storing x + h rounds h by half a spacing of float64 at x, at most eps·|x|/2.
        np.testing.assert_allclose(moved, EPS ** (1 / 3) * np.array([1.0, 1000.0, 3.0]), rtol=EPS ** (2 / 3))

    def test_moves_one_coordinate_at_a_time(self):
        x, moved = np.array([1.0, 2.0, 3.0]), []
        numerical_gradient(lambda z: moved.append(np.count_nonzero(z != x)) or 0.0, x)
        assert set(moved) == {1}

    def test_treats_integers_as_floats_and_shows_the_function_only_floats(self):
        x, dtypes = np.array([3, 4]), set()

        def square(z):
            dtypes.add(z.dtype)
            return np.sum(z**2)

        found = numerical_gradient(square, x)
        assert found.dtype == np.float64
        assert dtypes == {np.dtype(np.float64)}
        # Rounding only: eps·25/h is 1e-9.
        np.testing.assert_allclose(found, [6.0, 8.0], rtol=0, atol=1e-8)

    def test_leaves_x_alone_even_when_the_function_writes_to_its_argument(self):
        x = np.array([1.0, 2.0])

        def vandal(z):
            value = np.sum(z**2)
            z[:] = np.nan
            return value

        np.testing.assert_allclose(numerical_gradient(vandal, x), [2.0, 4.0], atol=1e-8)
        np.testing.assert_array_equal(x, [1.0, 2.0])

    def test_accepts_read_only_points(self):
        (x,) = frozen(np.array([1.0, 2.0]))
        np.testing.assert_allclose(numerical_gradient(np.sum, x), [1.0, 1.0], atol=1e-9)

    def test_lets_the_functions_own_error_through(self):
        with pytest.raises(ZeroDivisionError):
            numerical_gradient(lambda _: 1 / 0, np.ones(2))


class TestDirectionalDerivative:
    def test_is_the_slope_of_the_function_along_a_unit_step(self, rng):
        x, v, t = np.array([0.3, -1.2, 2.0]), rng.normal(size=3), 1e-5
        unit = v / np.sqrt(np.sum(v**2))
        slope = (wavy(x + t * unit) - wavy(x - t * unit)) / (2 * t)
        # Truncation t²/6·|f'''| is about 1e-10, rounding eps·|f|/t about 2e-10.
        assert directional_derivative(wavy_gradient(x), v) == pytest.approx(slope, abs=2e-9)

    def test_forgets_the_length_of_v_and_keeps_its_sign(self):
        grad, v = np.array([3.0, 4.0]), np.array([0.0, 7.0])
        assert directional_derivative(grad, v) == pytest.approx(4.0, rel=4 * EPS)
        assert directional_derivative(grad, -1e-3 * v) == pytest.approx(-4.0, rel=4 * EPS)

    def test_is_largest_along_the_gradient_where_it_is_the_norm(self, rng):
        grad = rng.normal(size=5)
        norm = np.sqrt(np.sum(grad**2))
        assert directional_derivative(grad, grad) == pytest.approx(norm, rel=10 * EPS)
        slopes = [directional_derivative(grad, v) for v in rng.normal(size=(500, 5))]
        assert max(np.abs(slopes)) < norm

    def test_vanishes_along_a_level_set(self):
        assert directional_derivative(np.array([3.0, 4.0]), np.array([-4.0, 3.0])) == 0.0

    def test_returns_a_float_and_changes_nothing(self):
        grad, v = frozen(np.array([1, 2]), np.array([2, 1]))
        assert type(directional_derivative(grad, v)) is float


class TestLinearApproximation:
    def test_touches_the_function_and_is_exact_for_planes(self, rng):
        a, x0, x = rng.normal(size=(3, 4))
        found = linear_approximation(a @ x0 + 2.0, a, x0, x)
        assert found == pytest.approx(a @ x + 2.0, abs=20 * EPS)
        assert linear_approximation(1.5, a, x0, x0) == 1.5

    def test_misses_by_the_square_of_the_distance(self):
        x0, direction = np.array([0.3, -1.2, 2.0]), np.array([1.0, 2.0, -1.0])
        f0, grad = wavy(x0), wavy_gradient(x0)
        near, far = (
            abs(wavy(x0 + t * direction) - linear_approximation(f0, grad, x0, x0 + t * direction)) for t in (1e-3, 1e-2)
        )
        # Ten times the distance, a hundred times the error, up to the cubic term of order t = 1e-2.
        assert far / near == pytest.approx(100, rel=0.05)

    def test_returns_a_float_and_changes_nothing(self):
        grad, x0, x = frozen(np.array([1, 2]), np.array([0, 1]), np.array([5, 5]))
        assert linear_approximation(1, grad, x0, x) == 14.0
        assert type(linear_approximation(1, grad, x0, x)) is float


class TestQuadraticGradient:
    @pytest.mark.parametrize("size", [1, 2, 5])
    def test_equals_autograd_for_matrices_that_are_not_symmetric(self, rng, size):
        A, b, x = rng.normal(size=(size, size)), rng.normal(size=size), rng.normal(size=size)
        At, bt, xt = torch.tensor(A), torch.tensor(b), torch.tensor(x, requires_grad=True)
        (0.5 * xt @ At @ xt - bt @ xt).backward()
        # A handful of float64 operations on numbers of order one.
        np.testing.assert_allclose(quadratic_gradient(A, b, x), xt.grad.numpy(), rtol=0, atol=1e-14)

    def test_vanishes_at_the_solution_of_the_symmetric_system(self):
        A, b = np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([4.0, 7.0])
        np.testing.assert_allclose(quadratic_gradient(A, b, np.array([1.0, 2.0])), 0.0, atol=1e-14)

    def test_takes_read_only_fortran_and_integer_arrays(self):
        A, b, x = frozen(np.asfortranarray([[1, 4], [0, 3]]), np.array([1, 1]), np.array([2, -1]))
        found = quadratic_gradient(A, b, x)
        assert found.dtype == np.float64
        np.testing.assert_array_equal(found, [-1.0, 0.0])


class TestMseGradient:
    @pytest.mark.parametrize("shape", [(7, 3), (2, 5), (1, 1), (4, 4)])
    def test_equals_autograd_of_torchs_mse_loss(self, rng, shape):
        X, y, w = rng.normal(size=shape), rng.normal(size=shape[0]), rng.normal(size=shape[1])
        wt = torch.tensor(w, requires_grad=True)
        torch.nn.functional.mse_loss(torch.tensor(X) @ wt, torch.tensor(y)).backward()
        found = mse_gradient(w, X, y)
        assert found.shape == w.shape
        np.testing.assert_allclose(found, wt.grad.numpy(), rtol=0, atol=1e-13)

    def test_vanishes_at_least_squares(self, rng):
        X, y = rng.normal(size=(20, 3)), rng.normal(size=20)
        best = np.linalg.lstsq(X, y)[0]
        np.testing.assert_allclose(mse_gradient(best, X, y), 0.0, atol=1e-14)

    def test_does_not_change_when_every_row_is_repeated(self, rng):
        X, y, w = rng.normal(size=(6, 2)), rng.normal(size=6), rng.normal(size=2)
        twice = mse_gradient(w, np.vstack([X, X]), np.concatenate([y, y]))
        np.testing.assert_allclose(twice, mse_gradient(w, X, y), rtol=1e-13)

    def test_changes_nothing(self):
        w, X, y = frozen(np.ones(2), np.asfortranarray(np.ones((3, 2))), np.zeros(3))
        np.testing.assert_allclose(mse_gradient(w, X, y), [4.0, 4.0])


class TestRelativeError:
    def test_is_the_worst_entry_whatever_the_scale(self):
        found = relative_error(np.array([1e-3, 3.0, 5e6]), np.array([1e-3, 1.0, 5e6]))
        assert found == pytest.approx(0.5, rel=4 * EPS)
        assert relative_error([3e-5, 1.0], [1e-5, 1.0]) == pytest.approx(0.5, rel=4 * EPS)

    def test_is_symmetric_and_never_negative(self):
        assert relative_error([1.0], [2.0]) == relative_error([2.0], [1.0]) == pytest.approx(1 / 3)

    def test_is_one_for_opposite_signs_and_for_zero_against_something(self):
        assert relative_error([0.3], [-0.3]) == relative_error([0.0], [0.3]) == 1.0

    def test_calls_two_zeros_equal(self):
        assert relative_error([0.0, 2.0], [0.0, 2.0]) == 0.0

    def test_floor_turns_it_into_an_absolute_error_below_one_in_a_hundred_million(self):
        assert relative_error([1e-10], [0.0]) == pytest.approx(1e-2)

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_hides_no_nan(self, place):
        broken = np.ones(3)
        broken[place] = np.nan
        assert np.isnan(relative_error(broken, np.ones(3)))
        assert np.isnan(relative_error(np.ones(3), broken))

    def test_takes_numbers_and_matrices(self):
        assert type(relative_error(1, 3)) is float
        assert relative_error(np.ones((2, 3)), 3 * np.ones((2, 3))) == 0.5

    def test_measures_unsigned_integers_without_wrapping(self):
        assert relative_error(np.array([1], np.uint8), np.array([3], np.uint8)) == 0.5


def test_reference_passes_its_own_gradient_check(rng):
    X, y, w = rng.normal(size=(12, 4)), rng.normal(size=12), rng.normal(size=4)
    numeric = numerical_gradient(lambda v: np.mean((X @ v - y) ** 2), w)
    assert relative_error(mse_gradient(w, X, y), numeric) < 1e-7
