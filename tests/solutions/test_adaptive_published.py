"""Two published results of unit 05, reproduced with the unit's own functions."""

import math

import numpy as np
import pytest
from reference.adaptive import adagrad_step, adam_step

STEPS = 3000


class TestReddiKaleAndKumar:
    """“On the convergence of Adam and beyond” (2018), theorem 1: f_t(x) = C·x at t = 1, 4, 7 …, else −x, on [−1, 1].

    Over a cycle the losses add up to (C − 2)·x, so −1 is best for every C > 2. Adam with β₁ = 0, β₂ = 1/(1 + C²).
    """

    @staticmethod
    def play(step, C):
        """The points x_1 … x_T that a learner plays and the slopes that it meets; the start is 1."""
        slopes = np.where(np.arange(STEPS) % 3 == 0, C, -1.0)
        x, state, played = 1.0, (0.0, 0.0), []
        for t, slope in enumerate(slopes.tolist(), start=1):
            played.append(float(x))
            x, *state = step(x, slope, *state, t)
            x = np.clip(x, -1, 1)
        played = np.array(played)
        return played, np.sum(slopes * (played + 1)) / STEPS  # average regret against the fixed point −1

    @staticmethod
    def adam(C):
        betas = (0.0, 1 / (1 + C**2))
        return lambda x, g, m, v, t: adam_step(x, g, m, v, t, lr=0.5 / math.sqrt(t), betas=betas, eps=0.0)

    @staticmethod
    def amsgrad(C):
        def step(x, g, v, largest, t):
            v = v / (1 + C**2) + (1 - 1 / (1 + C**2)) * g**2
            largest = np.maximum(largest, v)
            return x - 0.5 / math.sqrt(t) * g / np.sqrt(largest), v, largest

        return step

    @pytest.mark.parametrize("C", [2.5, 3.0, 10.0])
    def test_adam_returns_to_the_worst_point_after_every_cycle(self, C):
        played, regret = self.play(self.adam(C), C)
        np.testing.assert_array_equal(played[::3], 1.0)
        assert np.all(played > 0)
        assert regret == pytest.approx(2 * (C - 2) / 3, rel=0.1)

    @pytest.mark.parametrize("C", [2.5, 3.0, 10.0])
    def test_amsgrad_goes_to_the_best_point(self, C):
        played, regret = self.play(self.amsgrad(C), C)
        assert np.all(played[-300:] < -0.95)
        assert regret < 0.15

    def test_plain_descent_goes_there_too(self):
        played, _ = self.play(lambda x, g, m, v, t: (x - 0.5 / math.sqrt(t) * g, m, v), 3.0)
        assert np.all(played[-300:] < -0.9)


class TestWilsonAndOthers:
    """“The marginal value of adaptive gradient methods” (2017), section 3.3: a separable problem whose adaptive
    solution, the multiple of sign(Xᵀy), calls every new example positive."""

    @staticmethod
    def data(n, positive):
        """The label, two ones, and one (label 1) or five (label −1) features that no other row has."""
        y = np.where(np.arange(n) < positive, 1.0, -1.0)
        X = np.zeros((n, 3 + 5 * n))
        X[:, 0], X[:, 1:3] = y, 1.0
        for i in range(n):
            X[i, 3 + 5 * i : 4 + 5 * i if y[i] > 0 else 8 + 5 * i] = 1.0
        return X, y

    def test_all_fit_the_data_and_only_plain_descent_is_right_on_new_ones(self):
        X, y = self.data(30, 18)

        def gradient(w):
            return X.T @ (X @ w - y) / len(y)

        plain = adam = ada = m = v = s = np.zeros(X.shape[1])
        for t in range(1, 2001):
            plain = plain - 0.3 * gradient(plain)
            ada, s = adagrad_step(ada, gradient(ada), s, lr=0.1, eps=1e-10)
            adam, m, v = adam_step(adam, gradient(adam), m, v, t, lr=0.01, betas=(0.9, 0.999), eps=1e-8)
        for w in (plain, ada, adam):
            np.testing.assert_allclose(X @ w, y, atol=1e-6)
        np.testing.assert_allclose(plain, np.linalg.pinv(X) @ y, atol=1e-9)
        for w in (ada, adam):
            np.testing.assert_allclose(w, np.sign(X.T @ y) / 4, atol=1e-5)
        unseen = np.array([[1.0, 1.0, 1.0], [-1.0, 1.0, 1.0]])  # a new row's own features have weight zero
        assert np.sign(unseen @ plain[:3]).tolist() == [1.0, -1.0]
        assert np.sign(unseen @ ada[:3]).tolist() == np.sign(unseen @ adam[:3]).tolist() == [1.0, 1.0]
