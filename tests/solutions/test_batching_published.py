"""Unit 03's published results: the variance of a mini-batch's gradient, and the floor that its noise leaves."""

import math
from itertools import combinations

import numpy as np
import pytest
from reference.batching import (
    gradient_variance,
    iterate_minibatches,
    minibatch_gradient,
    polyak_average,
)

# A few dozen float64 operations on numbers of order one: some hundred roundings of 1.1e-16.
ROUNDING = 1e-13


def read_only(array):
    frozen = np.array(array, order="F")
    frozen.flags.writeable = False
    return frozen


def regression(rng, rows, columns):
    X = rng.normal(size=(rows, columns))
    return read_only(X), read_only(X @ rng.normal(size=columns) + rng.normal(size=rows))


@pytest.fixture
def rng():
    return np.random.default_rng(3)


class TestPublishedVariance:
    """The mean of B of N rows drawn without replacement has variance σ²/B·(N − B)/(N − 1).

    Cochran, *Sampling Techniques* (1977), theorem 2.2: V(ȳ) = S²/n·(N − n)/N with S² = N/(N − 1)·σ².
    """

    @pytest.mark.parametrize("batch_size", range(1, 9))
    def test_is_exact_over_every_possible_batch(self, rng, batch_size):
        X, y = regression(rng, 8, 3)
        w = rng.normal(size=3)
        G = read_only([minibatch_gradient(w, X[[i]], y[[i]]) for i in range(8)])
        full = minibatch_gradient(w, X, y)
        errors = [
            np.sum((minibatch_gradient(w, X[list(rows)], y[list(rows)]) - full) ** 2)
            for rows in combinations(range(8), batch_size)
        ]
        assert gradient_variance(G, batch_size) == pytest.approx(np.mean(errors), rel=1e-12, abs=1e-25)

    @pytest.mark.parametrize("batch_size", [1, 10, 60, 90])
    def test_holds_for_the_batches_of_an_epoch(self, rng, batch_size):
        G = rng.normal(size=(100, 4)) * [1, 2, 3, 4]
        means = np.array(
            [next(iterate_minibatches(G, G, batch_size=batch_size, rng=rng))[0].mean(axis=0) for _ in range(4000)]
        )
        measured = np.mean(np.sum((means - G.mean(axis=0)) ** 2, axis=1))
        # A mean of 4000 squares of about two effective dimensions errs by sqrt(1/4000) = 1.6 %; 6 % is four of these.
        assert gradient_variance(G, batch_size) == pytest.approx(measured, rel=0.06)

    def test_is_the_survey_formula_in_cochrans_own_symbols(self, rng):
        values = rng.normal(size=(50, 1))
        S2 = np.var(values, ddof=1)
        for n in (1, 7, 25, 49):
            assert gradient_variance(values, n) == pytest.approx(S2 / n * (50 - n) / 50, rel=ROUNDING)

    def test_all_rows_leave_no_noise_and_one_row_leaves_all_of_it(self, rng):
        G = rng.normal(size=(12, 3))
        assert gradient_variance(G, 12) == 0
        assert gradient_variance(G, 1) == pytest.approx(np.trace(np.cov(G.T, bias=True)), rel=ROUNDING)

    def test_is_smaller_than_with_replacement_by_the_finite_population_factor(self, rng):
        G = rng.normal(size=(30, 2))
        draws = np.trace(np.cov(G.T, bias=True)) / 10
        assert gradient_variance(G, 10) / draws == pytest.approx(20 / 29, rel=ROUNDING)

    def test_two_rows_are_enough(self):
        G = np.array([[0, 0], [2, 4]])
        assert (gradient_variance(G, 1), gradient_variance(G, 2)) == (5.0, 0.0)
        assert isinstance(gradient_variance(G, 1), float)


class TestNoiseFloor:
    """On ½hw² with gradient noise of variance σ² a constant rate ends at variance lr·σ²/(h(2 − lr·h))."""

    @staticmethod
    def iterates(lr, *, steps=20000):
        rng = np.random.default_rng(0)
        # One feature, all ones: J = mean((w − y)²), so h = 2, and a single row has gradient 2(w − y_i).
        y = rng.normal(size=200)
        y = (y - y.mean()) / y.std()
        w, path = np.zeros(1), []
        for _ in range(steps // 200):
            for X_batch, y_batch in iterate_minibatches(np.ones((200, 1)), y, batch_size=1, rng=rng):
                w = w - lr * minibatch_gradient(w, X_batch, y_batch)
                path.append(w)
        return np.array(path)

    @pytest.mark.parametrize("lr", [0.05, 0.1, 0.3])
    def test_is_that_of_theory_at_a_constant_rate(self, lr):
        # σ² = 4 (gradient 2(w − y), y of variance one), so the floor is 4·lr/(2(2 − 2·lr)) = lr/(1 − lr).
        # Reshuffling instead of drawing afresh lowers it a little while 1/lr is far below the 200 rows of an epoch.
        floor = np.var(self.iterates(lr)[1000:])
        assert floor == pytest.approx(lr / (1 - lr), rel=0.15)

    def test_averaging_cures_it(self):
        path = self.iterates(0.1)
        assert polyak_average(path, burn_in=1000)[0] ** 2 < 1e-4 * np.mean(path[1000:] ** 2)
        assert math.isclose(np.mean(path[1000:] ** 2), 0.1 / 0.9, rel_tol=0.15)
