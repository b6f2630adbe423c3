"""Unit 10 against oracles that share none of its code: scikit-learn, torch's autograd, scipy and closed forms."""

import math

import numpy as np
import pytest
import scipy.special
import torch
from reference.applications import (
    autoencoder_gradients,
    bce_with_logits,
    bias_variance,
    hinge_loss,
    linear_regression,
    logistic_predict,
    pegasos,
    reinforce_gradient,
)
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.svm import SVC, LinearSVC
from torch.nn import functional

ROUNDING = 1e-12


def standard(X):
    return (X - X.mean(axis=0)) / X.std(axis=0)


def frozen(*arrays):
    """Copies that cannot be written to and are stored by columns."""
    copies = [np.array(array, order="F") for array in arrays]
    for copy in copies:
        copy.flags.writeable = False
    return copies


def tensor(array):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


@pytest.fixture
def rng():
    return np.random.default_rng(10)


class TestLinearRegression:
    def test_finds_the_coefficients_of_scikit_learn_on_the_diabetes_table(self):
        X, y = load_diabetes(return_X_y=True, scaled=False)
        X = standard(X)
        oracle = LinearRegression().fit(X, y)
        w, b = linear_regression(*frozen(X, y), lr=0.2, steps=6000)
        # The flattest curvature is 0.017: (1 − 0.2·0.017)^6000 = 1e-9, of coefficients below 40.
        np.testing.assert_allclose(w, oracle.coef_, rtol=0, atol=1e-6)
        assert b == pytest.approx(oracle.intercept_, rel=1e-12)

    def test_follows_the_closed_form_of_gradient_descent_on_a_quadratic(self, rng):
        X, y = rng.normal(size=(9, 3)), rng.normal(size=9)
        A = np.column_stack([X, np.ones(9)])
        H, best = 2 / 9 * A.T @ A, np.linalg.lstsq(A, y, rcond=None)[0]
        for steps in (0, 1, 2, 25):
            # θ_t − θ* = (I − lr·H)^t (0 − θ*)
            expected = best - np.linalg.matrix_power(np.eye(4) - 0.1 * H, steps) @ best
            w, b = linear_regression(*frozen(X, y), lr=0.1, steps=steps)
            np.testing.assert_allclose([*w, b], expected, rtol=0, atol=ROUNDING)
            assert (w.shape, w.dtype, type(b)) == ((3,), np.float64, float)

    def test_takes_whole_numbers(self):
        w, b = linear_regression([[1], [2]], [1, 3], lr=0.5, steps=1)
        assert (w.tolist(), b) == ([3.5], 2.0)


class TestLogisticRegression:
    @pytest.mark.parametrize("soft", [False, True])
    def test_loss_and_gradient_are_those_of_torch(self, rng, soft):
        z = np.concatenate([rng.normal(size=20), [0.0, 30.0, -30.0, 500.0, -500.0]])
        y = rng.random(25) if soft else rng.integers(2, size=25)
        logits = tensor(z)
        expected = functional.binary_cross_entropy_with_logits(logits, torch.tensor(y, dtype=torch.float64))
        expected.backward()
        loss, dz = bce_with_logits(*frozen(z, y))
        assert type(loss) is float
        assert loss == pytest.approx(expected.item(), rel=ROUNDING)
        np.testing.assert_allclose(dz, logits.grad.numpy(), rtol=0, atol=ROUNDING)

    def test_huge_logits_cost_what_they_should_and_warn_of_nothing(self):
        with np.errstate(all="raise", under="ignore"):
            loss, dz = bce_with_logits([1e4, -1e4], [0.0, 1.0])
        assert (loss, dz.tolist()) == (1e4, [0.5, -0.5])

    def test_small_losses_keep_their_digits(self):
        loss, _ = bce_with_logits(np.array([40.0]), np.array([1.0]))
        assert loss == pytest.approx(math.exp(-40), rel=1e-12)

    def test_the_sigmoid_is_that_of_scipy(self, rng):
        z = 100 * rng.normal(size=50)
        _, dz = bce_with_logits(z, np.zeros(50))
        np.testing.assert_allclose(50 * dz, scipy.special.expit(z), rtol=1e-12)

    def test_prediction_is_half_a_probability_and_whole_numbers(self, rng):
        w, X = rng.normal(size=4), rng.normal(size=(30, 4))
        got = logistic_predict(*frozen(w), 0.3, *frozen(X))
        np.testing.assert_array_equal(got, scipy.special.expit(X @ w + 0.3) > 0.5)
        assert got.dtype.kind == "i"
        assert set(got) == {0, 1}

    def test_descent_finds_the_coefficients_of_scikit_learn_on_breast_cancer(self):
        X, y = load_breast_cancer(return_X_y=True)
        X, decay = standard(X), 0.03
        oracle = LogisticRegression(C=1 / (decay * len(X)), tol=1e-10, max_iter=10_000).fit(X, y)
        w, b = np.zeros(30), 0.0
        for _ in range(1500):
            _, dz = bce_with_logits(X @ w + b, y)
            w, b = w - 0.5 * (X.T @ dz + decay * w), b - 0.5 * dz.sum()
        np.testing.assert_allclose([*w, b], [*oracle.coef_[0], *oracle.intercept_], rtol=0, atol=1e-5)
        np.testing.assert_array_equal(logistic_predict(w, b, X), oracle.predict(X))


class TestHinge:
    @pytest.mark.parametrize("decay", [0.0, 0.3])
    def test_loss_and_subgradient_are_those_of_autograd(self, rng, decay):
        w, X, y = rng.normal(size=3), rng.normal(size=(20, 3)), rng.choice([-1.0, 1.0], 20)
        weights, intercept = tensor(w), tensor(0.2)
        margins = torch.tensor(y) * (torch.tensor(X) @ weights + intercept)
        expected = torch.relu(1 - margins).mean() + decay / 2 * weights @ weights
        expected.backward()
        loss, dw, db = hinge_loss(*frozen(w), 0.2, *frozen(X, y), weight_decay=decay)
        assert loss == pytest.approx(expected.item(), rel=ROUNDING)
        np.testing.assert_allclose(dw, weights.grad.numpy(), rtol=0, atol=ROUNDING)
        assert db == pytest.approx(intercept.grad.item(), abs=ROUNDING)
        assert type(loss) is type(db) is float

    def test_is_a_subgradient_everywhere_at_kinks_too(self, rng):
        X, y = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 1.0]]), np.array([1.0, -1.0, -1.0])
        w, b = np.array([1.0, -1.0]), 0.0  # the first two margins are exactly 1
        loss, dw, db = hinge_loss(w, b, X, y, weight_decay=0.1)
        for u, c in zip(rng.normal(size=(200, 2)), rng.normal(size=200), strict=True):
            other, _, _ = hinge_loss(u, c, X, y, weight_decay=0.1)
            assert other >= loss + dw @ (u - w) + db * (c - b) - ROUNDING

    def test_the_solution_of_libsvm_is_its_minimum(self, rng):
        X, kind = load_iris(return_X_y=True)
        X, y, decay = standard(X[50:]), np.where(kind[50:] == 2, 1.0, -1.0), 0.02
        oracle = SVC(kernel="linear", C=1 / (decay * len(X)), tol=1e-9).fit(X, y)
        lowest, _, _ = hinge_loss(oracle.coef_[0], oracle.intercept_[0], X, y, weight_decay=decay)
        for _ in range(100):
            w, b = oracle.coef_[0] + 0.01 * rng.normal(size=4), oracle.intercept_[0] + 0.01 * rng.normal()
            assert hinge_loss(w, b, X, y, weight_decay=decay)[0] > lowest
        w, b = np.zeros(4), 0.0
        for t in range(1, 4001):
            _, dw, db = hinge_loss(w, b, X, y, weight_decay=decay)
            lr = min(0.5, 1 / (decay * t))
            w, b = w - lr * dw, b - lr * db
        np.testing.assert_allclose([*w, b], [*oracle.coef_[0], *oracle.intercept_], rtol=0, atol=3e-3)


class TestPegasos:
    def test_one_step_forgets_the_start_and_two_follow_by_hand(self):
        X, y = np.array([[2.0, 0.0]]), np.array([-1.0])

        def run(steps, lam):
            return pegasos(*frozen(X, y), lam=lam, steps=steps, rng=np.random.default_rng(0)).tolist()

        assert run(0, 1.0) == [0.0, 0.0]
        assert run(1, 0.5) == [-4.0, 0.0]
        assert run(2, 0.5) == [-2.0, 0.0]  # the margin is 8, so the second step only shrinks
        assert run(2, 4.0) == [-0.25, 0.0]  # the margin was exactly 1, which is no violation

    def test_draws_one_row_a_step_and_nothing_else(self, rng):
        X, y = rng.normal(size=(7, 2)), rng.choice([-1.0, 1.0], 7)
        used, left = np.random.default_rng(3), np.random.default_rng(3)
        pegasos(X, y, lam=0.1, steps=5, rng=used)
        for _ in range(5):
            left.integers(7)
        assert used.integers(10**9) == left.integers(10**9)

    def test_error_falls_like_one_over_lambda_t_and_keeps_the_published_bound(self):
        # Shalev-Shwartz et al. (2011), theorem 1, without projection: c = 4R².
        X = np.column_stack([standard(load_wine().data), np.ones(178)])
        y, R = np.where(load_wine().target == 0, 1.0, -1.0), np.linalg.norm(X, axis=1).max()
        for lam in (0.1, 0.02):
            C = 1 / (lam * len(X))
            oracle = LinearSVC(loss="hinge", C=C, fit_intercept=False, tol=1e-9, max_iter=10**6).fit(X, y)
            lowest, _, _ = hinge_loss(oracle.coef_[0], 0.0, X, y, weight_decay=lam)
            products = []
            for T in (300, 3000):
                ends = [pegasos(X, y, lam=lam, steps=T, rng=np.random.default_rng(seed)) for seed in range(4)]
                above = np.mean([hinge_loss(w, 0.0, X, y, weight_decay=lam)[0] for w in ends]) - lowest
                assert 0 < above < 4 * R**2 * (1 + math.log(T)) / (2 * lam * T)
                products.append(above * lam * T)
            # With a rate like 1/√T the product would grow by √10; four runs scatter by less than a factor of 2.5.
            assert products[1] < 2.5 * products[0]


class TestBiasVariance:
    def test_parts_add_up_to_the_mean_squared_error(self, rng):
        predictions, target = rng.normal(size=(7, 4)), rng.normal(size=4)
        bias2, variance = bias_variance(*frozen(predictions, target))
        assert bias2 + variance == pytest.approx(np.mean((predictions - target) ** 2), rel=ROUNDING)
        assert variance == pytest.approx(predictions.var(axis=0).mean(), rel=ROUNDING)
        assert type(bias2) is type(variance) is float

    def test_extremes(self):
        assert bias_variance([[3.0, 5.0]] * 4, [1.0, 1.0]) == (10.0, 0.0)
        assert bias_variance([[0, 4], [2, 0]], [1, 2]) == (0.0, 2.5)


class TestPublishedCurve:
    """Least squares with p coefficients has variance pσ²/N over its inputs, whatever the truth is.

    Hastie, Tibshirani & Friedman, *The Elements of Statistical Learning* (2009), eq. 7.12. The squared bias is what a
    projection leaves of the truth. Polynomials, fitted by the unit's gradient descent, measured by `bias_variance`.
    """

    N, sigma, R = 25, 0.5, 200
    x = np.linspace(-1, 1, N)
    truth = np.sin(np.pi * x)
    Q = np.linalg.qr(np.polynomial.legendre.legvander(x, 9))[0] * np.sqrt(N)

    def measured(self, degree, seed):
        features = self.Q[:, 1 : degree + 1]
        noise = self.sigma * np.random.default_rng(seed).normal(size=(self.R, self.N))
        # All curvatures are 2, so each step leaves 1 − 2·0.4 = 0.2 of the distance: after 12 steps 4e-9.
        fits = [linear_regression(features, self.truth + e, lr=0.4, steps=12) for e in noise]
        return bias_variance(np.array([features @ w + b for w, b in fits]), self.truth)

    @pytest.mark.parametrize("degree", [0, 1, 2, 3, 5, 9])
    def test_each_degree_lies_on_the_closed_form(self, degree):
        p = degree + 1
        bias2, variance = self.measured(degree, seed=degree)
        expected = p * self.sigma**2 / self.N
        # R·variance·N/σ² is χ² with p(R − 1) degrees of freedom: relative standard error √(2/(p(R − 1))), four of them.
        shrink, spread = 1 - 1 / self.R, math.sqrt(2 / (p * (self.R - 1)))
        assert variance == pytest.approx(expected * shrink, rel=4 * spread)
        basis = self.Q[:, :p] / np.sqrt(self.N)
        left = np.mean((self.truth - basis @ (basis.T @ self.truth)) ** 2)
        # The mean of R fits is off by expected/R on average (χ² with p degrees of freedom).
        rest = expected / self.R
        assert left - 1e-9 <= bias2 <= left + rest * (1 + 4 * math.sqrt(2 / p)) + 1e-9

    def test_the_sum_is_lowest_between_stiff_and_free(self):
        sums = [sum(self.measured(degree, seed=1)) for degree in range(10)]
        assert np.argmin(sums) == 3
        assert sums[9] > 1.5 * sums[3] < sums[1]

    def test_rate_times_steps_decides_and_the_rate_alone_does_not(self):
        powers = standard(np.column_stack([self.x**k for k in range(1, 8)]))

        def parts(lr, steps):
            fits = (linear_regression(powers, unit, lr=lr, steps=steps) for unit in np.eye(self.N))
            S = np.array([powers @ w + b for w, b in fits]).T  # descent is linear in y
            return np.mean((S @ self.truth - self.truth) ** 2), self.sigma**2 * np.sum(S**2) / self.N

        slow, fast, longer = parts(0.05, 400), parts(0.2, 100), parts(0.2, 1000)
        np.testing.assert_allclose(slow, fast, rtol=0.01)
        assert longer[0] < 0.5 * fast[0]
        assert longer[1] > 1.1 * fast[1]


class TestAutoencoder:
    @pytest.mark.parametrize(("n", "d", "k"), [(7, 5, 2), (4, 4, 4), (3, 6, 1)])
    def test_loss_and_gradients_are_those_of_autograd(self, rng, n, d, k):
        W_enc, W_dec, X = rng.normal(size=(k, d)), rng.normal(size=(d, k)), rng.normal(size=(n, d))
        encoder, decoder, rows = tensor(W_enc), tensor(W_dec), torch.tensor(X)
        expected = functional.mse_loss(rows @ encoder.T @ decoder.T, rows)
        expected.backward()
        loss, dW_enc, dW_dec = autoencoder_gradients(*frozen(W_enc, W_dec, X))
        assert loss == pytest.approx(expected.item(), rel=ROUNDING)
        np.testing.assert_allclose(dW_enc, encoder.grad.numpy(), rtol=0, atol=ROUNDING * 100)
        np.testing.assert_allclose(dW_dec, decoder.grad.numpy(), rtol=0, atol=ROUNDING * 100)

    def test_zero_is_a_saddle_and_descent_from_elsewhere_finds_the_principal_plane(self, rng):
        X = standard(load_wine().data)
        _, dW_enc, dW_dec = autoencoder_gradients(np.zeros((2, 13)), np.zeros((13, 2)), X)
        assert not dW_enc.any()
        assert not dW_dec.any()
        W_enc, W_dec = 0.1 * rng.normal(size=(2, 13)), 0.1 * rng.normal(size=(13, 2))
        for _ in range(600):
            loss, dW_enc, dW_dec = autoencoder_gradients(W_enc, W_dec, X)
            W_enc, W_dec = W_enc - dW_enc, W_dec - dW_dec
        _, S, Vt = np.linalg.svd(X, full_matrices=False)
        assert loss == pytest.approx(np.sum(S[2:] ** 2) / X.size, rel=1e-6)  # Baldi & Hornik (1989)
        np.testing.assert_allclose(W_dec @ W_enc, Vt[:2].T @ Vt[:2], atol=1e-3)


class TestReinforce:
    def test_is_the_gradient_of_the_weighted_log_probabilities(self, rng):
        logits, actions, rewards = 3 * rng.normal(size=4), rng.integers(4, size=30), rng.normal(size=30)
        theta = tensor(logits)
        chosen = torch.log_softmax(theta, 0)[torch.tensor(actions)]
        (chosen * torch.tensor(rewards - 0.7)).mean().backward()
        got = reinforce_gradient(*frozen(logits, actions, rewards), baseline=0.7)
        np.testing.assert_allclose(got, theta.grad.numpy(), rtol=0, atol=ROUNDING)

    def test_weighted_by_the_policy_it_is_the_gradient_of_the_expected_reward(self, rng):
        logits, means = rng.normal(size=3), rng.normal(size=3)
        policy = scipy.special.softmax(logits)
        exact = policy * (means - policy @ means)
        for baseline in (0.0, 5.0):
            single = [reinforce_gradient(logits, [a], [means[a]], baseline=baseline) for a in range(3)]
            np.testing.assert_allclose(policy @ np.array(single), exact, rtol=0, atol=ROUNDING)

    def test_huge_logits_do_not_overflow(self):
        with np.errstate(over="raise", invalid="raise"):
            got = reinforce_gradient([1e4, 0.0], [1], [2.0], baseline=0.0)
        assert got.tolist() == [-2.0, 2.0]
