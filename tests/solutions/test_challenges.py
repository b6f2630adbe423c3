"""Unit 07 against oracles that share none of its code: closed forms, landscapes with known Hessians, and torch."""

import math

import numpy as np
import pytest
import torch
from descent import landscapes
from reference.challenges import (
    classify_critical_point,
    clip_by_global_norm,
    hessian,
    layer_gradient_norms,
    perturbed_gradient_descent,
    random_restarts,
)
from reference.update_rule import gradient_descent

ROUNDING = 1e-13
SHAPES = [(3, 2), (4,), (), (2, 1, 3)]


def read_only(array):
    frozen = np.array(array, dtype=float, order="F")
    frozen.flags.writeable = False
    return frozen


@pytest.fixture
def rng():
    return np.random.default_rng(7)


class TestHessian:
    @pytest.mark.parametrize("landscape", landscapes.ALL, ids=lambda landscape: landscape.name)
    def test_is_the_analytic_one_of_every_landscape(self, landscape, rng):
        for _ in range(5):
            x = rng.uniform(-2, 2, size=landscape.dimension)
            expected = landscape.hessian(x)
            np.testing.assert_allclose(hessian(landscape.gradient, read_only(x)), expected, rtol=1e-7, atol=1e-7)

    def test_is_what_torch_differentiates_twice(self, rng):
        W = torch.tensor(rng.normal(size=(5, 4)))

        def f(x):
            return torch.logsumexp(W @ x, 0) + torch.sin(x).prod()

        def grad_fn(x):
            return torch.func.grad(f)(torch.tensor(x)).numpy()

        x = rng.normal(size=4)
        expected = torch.autograd.functional.hessian(f, torch.tensor(x)).numpy()
        np.testing.assert_allclose(hessian(grad_fn, x), expected, rtol=0, atol=1e-8)

    def test_is_exactly_symmetric_even_for_a_field_that_is_no_gradient(self, rng):
        A = rng.normal(size=(4, 4))
        H = hessian(lambda x: A @ x, rng.normal(size=4))
        np.testing.assert_array_equal(H, H.T)
        np.testing.assert_allclose(H, (A + A.T) / 2, atol=1e-8)

    def test_steps_grow_with_the_coordinate(self):
        # At 1e6 a step of 6e-6 would leave four digits; the third derivative is large enough to see a huge one.
        np.testing.assert_allclose(hessian(lambda x: x**3, np.array([1e6])), [[3e12]], rtol=1e-9)

    def test_takes_integers_and_survives_a_gradient_that_writes_and_reuses_a_buffer(self):
        buffer = np.empty(2)

        def rude(x):
            assert x.dtype == np.float64
            np.multiply(x, [2.0, 6.0], out=buffer)
            x[:] = np.nan
            return buffer

        x = np.array([3, 4])
        np.testing.assert_allclose(hessian(rude, x), [[2, 0], [0, 6]], atol=1e-8)
        assert x.tolist() == [3, 4]


class TestClassifyCriticalPoint:
    @pytest.mark.parametrize(
        ("eigenvalues", "kind"),
        [
            ([1, 2, 3], "minimum"),
            ([-1, -2, -3], "maximum"),
            ([-1, -2, 3], "saddle"),  # a positive determinant and a trace of zero
            ([5, 5, -0.1], "saddle"),  # a large positive trace
            ([1, 2, 1e-9], "degenerate"),
            ([-1, 2, -1e-9], "degenerate"),  # a flat direction takes precedence over a certain saddle
            ([4], "minimum"),
        ],
    )
    def test_follows_the_signs_of_the_eigenvalues_in_any_basis(self, eigenvalues, kind, rng):
        for _ in range(10):
            basis, _ = np.linalg.qr(rng.normal(size=(len(eigenvalues), len(eigenvalues))))
            H = basis * np.array(eigenvalues, dtype=float) @ basis.T
            assert classify_critical_point(read_only((H + H.T) / 2), tol=1e-6) == kind

    def test_is_not_fooled_by_a_positive_diagonal(self):
        assert classify_critical_point([[1, 2], [2, 1]], tol=1e-6) == "saddle"

    def test_the_tolerance_is_strict(self):
        assert classify_critical_point([[0.5]], tol=0.5) == "minimum"
        assert classify_critical_point([[0.5]], tol=0.6) == "degenerate"

    def test_names_the_nine_critical_points_of_himmelblau(self):
        hill = landscapes.himmelblau
        found = {}
        for start in np.stack(np.meshgrid(np.linspace(-5, 5, 11), np.linspace(-5, 5, 11)), -1).reshape(-1, 2):
            w = start
            for _ in range(30):
                w = w - np.linalg.solve(hill.hessian(w), hill.gradient(w))
            if np.linalg.norm(hill.gradient(w)) < 1e-9:
                found[tuple(np.round(w, 5))] = classify_critical_point(hessian(hill.gradient, w), tol=1e-3)
        kinds = sorted(found.values())
        assert kinds == ["maximum"] + ["minimum"] * 4 + ["saddle"] * 4


SETTINGS = {"lr": 0.1, "tol": 0.05, "noise": 0.01}


class TestPerturbedGradientDescent:
    def test_without_flat_ground_it_is_plain_descent_and_draws_nothing(self, rng):
        bowl, w0 = landscapes.ravine, np.array([3.0, -2.0])
        before = rng.bit_generator.state
        path = perturbed_gradient_descent(bowl.gradient, read_only(w0), lr=0.03, steps=20, tol=0.0, noise=5.0, rng=rng)
        np.testing.assert_array_equal(path, gradient_descent(bowl.gradient, w0, lr=0.03, steps=20))
        assert rng.bit_generator.state == before

    def test_the_noise_is_standard_normal_times_its_size_and_comes_exactly_on_flat_ground(self, rng):
        saddle = landscapes.saddle
        path = perturbed_gradient_descent(saddle.gradient, [1.0, 0.0], steps=3000, rng=rng, **SETTINGS)
        slopes = saddle.gradient(path[:-1])
        kicks = np.diff(path, axis=0) + 0.1 * slopes
        flat = np.linalg.norm(slopes, axis=1) < 0.05
        assert 100 < flat.sum() < 3000
        np.testing.assert_allclose(kicks[~flat], 0, atol=1e-15)
        drawn = kicks[flat] / 0.01
        assert abs(drawn.mean()) < 4 / math.sqrt(drawn.size)
        assert abs(drawn.std() - 1) < 4 / math.sqrt(2 * drawn.size)
        neighbours = np.corrcoef(drawn[:-1].ravel(), drawn[1:].ravel())[0, 1]
        assert abs(neighbours) < 4 / math.sqrt(drawn.size)

    def test_the_same_generator_state_gives_the_same_path(self):
        paths = [
            perturbed_gradient_descent(
                landscapes.saddle.gradient, [0.0, 0.0], steps=50, rng=np.random.default_rng(3), **SETTINGS
            )
            for _ in range(2)
        ]
        np.testing.assert_array_equal(*paths)

    def test_starts_from_integers_leaves_them_alone_and_returns_rows_of_its_own(self, rng):
        w0 = np.array([0, 0])
        path = perturbed_gradient_descent(landscapes.saddle.gradient, w0, steps=4, rng=rng, **SETTINGS)
        assert path.shape == (5, 2)
        assert path.dtype == np.float64
        assert w0.tolist() == [0, 0]
        assert len(np.unique(path[:, 0])) == 5


class TestRandomRestarts:
    def test_keeps_the_end_where_f_is_lowest(self):
        well = landscapes.double_well
        starts = [np.array([s]) for s in (1.8, 0.9, -0.5, 0.6)]
        best = random_restarts(well, lambda s: gradient_descent(well.gradient, s, lr=0.1, steps=300)[-1], iter(starts))
        np.testing.assert_allclose(best, well.minima[0], atol=1e-8)

    def test_the_first_of_ties_wins(self):
        f = lambda w: abs(float(w[0]))  # noqa: E731
        assert random_restarts(f, lambda s: s, [[3.0], [-2.0], [2.0]]).tolist() == [-2.0]

    @pytest.mark.parametrize("values", [[np.nan, np.inf, 5.0], [5.0, np.nan], [np.nan, np.inf], [-np.inf, np.nan]])
    def test_nan_never_wins_not_even_against_infinity(self, values):
        best = random_restarts(lambda w: values[int(w[0])], lambda s: s, [[i] for i in range(len(values))])
        assert values[int(best[0])] == np.nanmin(values)

    def test_judges_by_value_and_not_by_the_size_of_the_gradient(self):
        # Both ends are critical; the second start ends higher with a smaller residual gradient.
        ends = {0: np.array([-1.0]), 1: np.array([0.0])}
        assert random_restarts(lambda w: float(w[0]), lambda s: ends[int(s[0])], [[0], [1]]).tolist() == [-1.0]

    def test_a_descent_that_reuses_one_buffer_does_not_confuse_it(self):
        buffer = np.empty(1)

        def descend(start):
            buffer[:] = start
            return buffer

        assert random_restarts(lambda w: float(w[0]), descend, [[3.0], [1.0], [2.0]]).tolist() == [1.0]

    def test_says_so_when_nothing_is_a_number(self):
        for starts in ([], [[0.0]]):
            with pytest.raises(ValueError, match="No run"):
                random_restarts(lambda _: np.nan, lambda s: s, starts)


class TestLayerGradientNorms:
    def test_are_those_of_torch_one_a_layer_in_order(self, rng):
        grads = [scale * rng.normal(size=shape) for scale, shape in zip((1, 1e-3, 10, 0), SHAPES, strict=True)]
        expected = [float(torch.linalg.vector_norm(torch.tensor(g))) for g in grads]
        norms = layer_gradient_norms([read_only(g) for g in grads])
        assert norms.shape == (4,)
        assert norms.dtype == np.float64
        np.testing.assert_allclose(norms, expected, rtol=ROUNDING)

    def test_a_matrix_has_its_frobenius_norm_and_not_its_spectral_one(self):
        assert layer_gradient_norms([np.eye(4)]).tolist() == [2.0]

    def test_no_layers_no_norms(self):
        assert layer_gradient_norms([]).shape == (0,)


class TestClipByGlobalNorm:
    @pytest.mark.parametrize("max_norm", [1e-3, 0.5, 5.0, 1e3])
    def test_is_what_torch_does_and_returns(self, max_norm, rng):
        grads = [scale * rng.normal(size=shape) for scale, shape in zip((1, 1e-3, 10, 0), SHAPES, strict=True)]
        params = [torch.zeros(shape, dtype=torch.float64, requires_grad=True) for shape in SHAPES]
        for p, g in zip(params, grads, strict=True):
            p.grad = torch.tensor(g)
        expected = float(torch.nn.utils.clip_grad_norm_(params, max_norm))
        clipped, norm = clip_by_global_norm([read_only(g) for g in grads], max_norm)
        assert norm == pytest.approx(expected, rel=1e-12)
        for got, p in zip(clipped, params, strict=True):
            assert got.shape == tuple(p.shape)
            np.testing.assert_allclose(got, p.grad.numpy(), rtol=1e-12, atol=0)

    def test_leaves_the_direction_alone(self, rng):
        grads = [rng.normal(size=(3, 2)), 100 * rng.normal(size=5)]
        clipped, norm = clip_by_global_norm(grads, 1.0)
        flat, short = (np.concatenate([g.ravel() for g in gs]) for gs in (grads, clipped))
        assert np.linalg.norm(short) == pytest.approx(1.0, abs=1e-6)
        assert norm == pytest.approx(np.linalg.norm(flat))
        assert flat @ short == pytest.approx(np.linalg.norm(flat) * np.linalg.norm(short))

    def test_a_zero_gradient_stays_zero_and_a_short_one_is_never_stretched(self):
        clipped, norm = clip_by_global_norm([np.zeros(3)], 1.0)
        assert (clipped[0].tolist(), norm) == ([0.0] * 3, 0.0)
        clipped, norm = clip_by_global_norm([np.array([0.3, 0.4])], 1.0)
        assert (clipped[0].tolist(), norm) == ([0.3, 0.4], 0.5)

    def test_changes_no_argument(self, rng):
        grads = [rng.normal(size=3), rng.normal(size=(2, 2))]
        kept = [g.copy() for g in grads]
        clip_by_global_norm(grads, 0.1)
        for g, k in zip(grads, kept, strict=True):
            np.testing.assert_array_equal(g, k)
