"""Published results that unit 07 shows, reproduced with its own functions."""

import math

import numpy as np
import pytest
from descent import landscapes
from reference.challenges import (
    classify_critical_point,
    clip_by_global_norm,
    hessian,
    layer_gradient_norms,
    perturbed_gradient_descent,
)
from reference.update_rule import gradient_descent

LR = 0.1


def steps_out(path, *, radius=0.5):
    """The first row at which the last coordinate, the unstable one, is further than `radius` from the saddle."""
    return int(np.flatnonzero(np.abs(path[:, -1]) > radius)[0])


def saddle_slope(w):
    """Gradient of ½‖x‖² over all coordinates but the last plus ¼y⁴ − ½y² over that one: a strict saddle at 0."""
    grad = w.copy()
    grad[-1] = w[-1] ** 3 - w[-1]
    return grad


class TestSaddlesOutnumberMinimaInManyDimensions:
    """Dauphin et al. (2014), section 2: for random symmetric matrices definite ones become exponentially rare."""

    def test_the_share_of_minima_falls_as_random_matrix_theory_says(self):
        rng, shares = np.random.default_rng(7), []
        for D in (1, 2, 3, 4):
            A = rng.normal(size=(4000, D, D))
            kinds = [classify_critical_point((a + a.T) / 2, tol=1e-12) for a in A]
            shares.append(kinds.count("minimum") / len(kinds))
        exact = [1 / 2, (2 - math.sqrt(2)) / 4, (math.pi - 2 * math.sqrt(2)) / (4 * math.pi)]
        for share, p in zip(shares, exact, strict=False):
            assert abs(share - p) < 4 * math.sqrt(p * (1 - p) / 4000)
        assert shares[3] < 0.006


class TestEscapeFromAStrictSaddle:
    """Jin et al. (2017): perturbation leaves a strict saddle in steps that grow only logarithmically."""

    def test_the_saddle_is_strict(self):
        H = hessian(landscapes.saddle.gradient, np.zeros(2))
        assert classify_critical_point(H, tol=1e-3) == "saddle"
        assert np.linalg.eigvalsh(H)[0] == pytest.approx(-1, abs=1e-8)

    def test_descent_from_the_stable_manifold_stays_for_ever(self):
        path = gradient_descent(landscapes.saddle.gradient, [1.6, 0.0], lr=LR, steps=10_000)
        np.testing.assert_array_equal(path[:, 1], 0.0)
        assert np.linalg.norm(path[-1]) < 1e-100

    def test_beside_the_manifold_the_steps_grow_with_the_logarithm_of_one_over_the_distance(self):
        distances = 10.0 ** -np.arange(2, 15)
        grad_fn = landscapes.saddle.gradient
        steps = [steps_out(gradient_descent(grad_fn, [1.6, d], lr=LR, steps=500)) for d in distances]
        slope = np.polyfit(np.log(1 / distances), steps, 1)[0]
        assert slope == pytest.approx(1 / math.log1p(LR), rel=0.01)

    def test_perturbed_descent_leaves_and_its_steps_grow_with_the_logarithm_of_one_over_the_noise(self):
        noises, means = 10.0 ** -np.arange(2, 11, 2), []
        settings = {"lr": LR, "steps": 500, "tol": 0.05}
        for noise in noises:
            runs = [
                perturbed_gradient_descent(
                    landscapes.saddle.gradient, [1.6, 0.0], noise=noise, rng=np.random.default_rng(seed), **settings
                )
                for seed in range(10)
            ]
            means.append(np.mean([steps_out(run) for run in runs]))
        slope = np.polyfit(np.log(1 / noises), means, 1)[0]
        assert slope == pytest.approx(1 / math.log1p(LR), rel=0.06)

    def test_with_noise_of_a_given_length_the_dimension_enters_through_its_logarithm(self):
        dimensions, means = [4, 64, 1024, 4096], []
        for D in dimensions:
            settings = {"lr": LR, "steps": 260, "tol": 0.05, "noise": 1e-6 / math.sqrt(D)}
            runs = [
                perturbed_gradient_descent(saddle_slope, np.zeros(D), rng=np.random.default_rng(seed), **settings)
                for seed in range(8)
            ]
            means.append(np.mean([steps_out(run) for run in runs]))
        # 1024 times the coordinates, and ½·ln(1024)/ln(1.1) = 36 steps more.
        expected = 0.5 * math.log(dimensions[-1] / dimensions[0]) / math.log1p(LR)
        assert means[-1] - means[0] == pytest.approx(expected, abs=12)


class TestOneFactorManyTimes:
    """Pascanu et al. (2013), section 2.1: the linear recurrent network and its spectral radius."""

    def back(self, W, T):
        grads = [np.eye(len(W))[0]]
        for _ in range(T):
            grads.append(W.T @ grads[-1])
        return layer_gradient_norms(grads)

    @pytest.mark.parametrize("w", [0.5, -0.9, 1.0, 1.1])
    def test_a_single_unit_multiplies_by_its_weight_at_every_step(self, w):
        np.testing.assert_allclose(self.back(np.array([[w]]), 50), abs(w) ** np.arange(51), rtol=1e-12)

    @pytest.mark.parametrize("radius", [0.8, 1.25])
    def test_in_the_long_run_the_spectral_radius_is_the_pace(self, radius):
        A = np.abs(np.random.default_rng(1).normal(size=(6, 6)))  # a real dominant eigenvalue, by Perron's theorem
        norms = self.back(radius * A / np.abs(np.linalg.eigvals(A)).max(), 200)
        np.testing.assert_allclose(norms[101:] / norms[100:-1], radius, rtol=1e-9)

    def test_a_radius_below_one_makes_it_vanish_only_in_the_end(self):
        norms = self.back(np.array([[0.9, 5.0], [0.0, 0.9]]), 400)
        assert norms.max() > 19
        assert norms[-1] < 1e-10

    def test_an_orthogonal_matrix_keeps_the_norm(self):
        Q, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(6, 6)))
        np.testing.assert_allclose(self.back(Q, 100), 1, rtol=1e-12)


class TestTheCliff:
    """Pascanu et al. (2013), eq. 8 and figure 6: x_t = w·σ(x_{t−1}) + b, x₀ = ½, loss (σ(x₅₀) − 0.7)²."""

    def loss(self, w, b, T=50):
        x = 0.5
        for _ in range(T):
            x = w / (1 + math.exp(-x)) + b
        return (1 / (1 + math.exp(-x)) - 0.7) ** 2

    def gradient(self, p):
        w, b = p
        x, of_w, of_b = 0.5, 0.0, 0.0
        for _ in range(50):
            s = 1 / (1 + math.exp(-x))
            x, of_w, of_b = w * s + b, s + w * s * (1 - s) * of_w, 1 + w * s * (1 - s) * of_b
        s = 1 / (1 + math.exp(-x))
        return 2 * (s - 0.7) * s * (1 - s) * np.array([of_w, of_b])

    def run(self, max_norm, steps=300, start=(5.2, -2.4)):
        p, points, norms = np.array(start), [np.array(start)], []
        for _ in range(steps):
            (g,), norm = clip_by_global_norm([self.gradient(p)], max_norm)
            p = p - 0.5 * g
            points.append(p)
            norms.append(norm)
        return np.array(points), np.array(norms)

    def test_the_gradient_is_that_of_the_loss(self):
        p, h = np.array([4.7, -2.2]), 1e-7
        numeric = [(self.loss(*(p + d)) - self.loss(*(p - d))) / (2 * h) for d in h * np.eye(2)]
        np.testing.assert_allclose(self.gradient(p), numeric, rtol=1e-5)

    def test_without_clipping_the_step_at_the_wall_throws_the_run_onto_a_plateau(self):
        points, norms = self.run(np.inf)
        strides = np.linalg.norm(np.diff(points, axis=0), axis=1)
        assert norms.max() > 40
        assert strides.max() > 20
        assert np.median(strides) < 0.1
        assert self.loss(*points[-1]) == pytest.approx(0.09, abs=1e-6)  # σ = 1, and 0.3² is left for ever
        assert np.linalg.norm(self.gradient(points[-1])) < 1e-10

    def test_with_clipping_the_same_run_stays_at_the_wall_and_arrives(self):
        points, norms = self.run(1.0)
        strides = np.linalg.norm(np.diff(points, axis=0), axis=1)
        assert norms.max() > 40
        assert strides.max() <= 0.5
        assert self.loss(*points[-1]) < 1e-3

    def test_it_is_no_single_lucky_start(self):
        starts = [(w, 0.2 - w / 2) for w in np.linspace(5, 6.5, 13)]
        ends = {c: [self.run(c, start=start)[0][-1] for start in starts] for c in (np.inf, 1.0)}
        lost = {c: sum(self.loss(*end) > 0.05 for end in found) for c, found in ends.items()}
        assert lost[np.inf] >= 4
        assert lost[1.0] == 0
