"""Unit 08 against oracles that share none of its code: scikit-learn, numpy.linalg, torch and closed forms."""

import math

import numpy as np
import pytest
import torch
from reference.regularization import (
    dropout,
    early_stopping,
    he_normal,
    l2_penalty,
    pca,
    soft_threshold,
    standardize,
    xavier_uniform,
)
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

SHAPES = [(), (4,), (3, 2), (2, 1, 3)]


def read_only(array):
    frozen = np.array(array, dtype=float, order="F")
    frozen.flags.writeable = False
    return frozen


@pytest.fixture
def rng():
    return np.random.default_rng(8)


class TestStandardize:
    @pytest.mark.parametrize("shape", [(7, 3), (5, 5), (1, 4), (40, 1)])
    def test_is_scikit_learns_scaler_fitted_on_the_training_rows(self, shape, rng):
        train, test = 5 + 3 * rng.normal(size=shape), rng.normal(size=(6, shape[1]))
        scaler = StandardScaler().fit(train)
        for found, expected in zip(standardize(read_only(train), read_only(test)), (train, test), strict=True):
            np.testing.assert_allclose(found, scaler.transform(expected), rtol=1e-12, atol=1e-13)

    def test_a_constant_column_is_centred_and_divided_by_one(self):
        train = np.column_stack([np.full(50, 0.1), np.arange(50.0), np.full(50, 1e9 / 3)])
        assert train[:, 0].std() > 0  # rounding
        found, test = standardize(train, train + 2)
        np.testing.assert_allclose(found[:, [0, 2]], 0, atol=1e-6)
        np.testing.assert_allclose(test[:, [0, 2]], 2, atol=1e-6)

    def test_a_small_but_honest_spread_is_scaled(self, rng):
        train = 1e-9 * rng.normal(size=(30, 1))
        assert standardize(train, train)[0].std() == pytest.approx(1)

    def test_takes_integers(self):
        train, test = standardize([[1, 2], [3, 6]], [[2, 4]])
        np.testing.assert_array_equal(train, [[-1, -1], [1, 1]])
        np.testing.assert_array_equal(test, [[0, 0]])

    def test_of_an_affine_map_of_the_columns_is_the_same(self, rng):
        X, Y = rng.normal(size=(9, 3)), rng.normal(size=(4, 3))
        scale, shift = np.array([1e-3, 7.0, 40.0]), np.array([1.0, -5.0, 100.0])
        for one, other in zip(standardize(X, Y), standardize(X * scale + shift, Y * scale + shift), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-8, atol=1e-9)


class TestPca:
    @pytest.mark.parametrize(("shape", "k"), [((30, 5), 3), ((6, 6), 6), ((4, 9), 3), ((20, 1), 1)])
    def test_is_scikit_learns_up_to_signs(self, shape, k, rng):
        X = 4 + rng.normal(size=shape) @ np.diag(1.5 ** np.arange(shape[1]))
        theirs = PCA(n_components=k, svd_solver="full").fit(X)
        components, scores = pca(read_only(X), k)
        rank = min(k, shape[0] - 1)  # of centred rows; beyond, any direction will do
        signs = np.sign(np.sum(components * theirs.components_, axis=1))[:rank]
        np.testing.assert_allclose(components[:rank], signs[:, None] * theirs.components_[:rank], atol=1e-9)
        np.testing.assert_allclose(scores[:, :rank], signs * theirs.transform(X)[:, :rank], atol=1e-9)

    def test_variances_are_eigenvalues_of_the_covariance_and_components_its_eigenvectors(self, rng):
        X = rng.normal(size=(50, 4)) @ rng.normal(size=(4, 4))
        components, scores = pca(X, 4)
        eigenvalues = np.linalg.eigvalsh(np.cov(X.T, bias=True))[::-1]
        np.testing.assert_allclose(np.cov(scores.T, bias=True), np.diag(eigenvalues), atol=1e-12)
        np.testing.assert_allclose(components @ components.T, np.eye(4), atol=1e-14)
        np.testing.assert_allclose(scores @ components + X.mean(axis=0), X, atol=1e-12)

    def test_keeps_digits_that_a_covariance_matrix_would_lose(self, rng):
        basis = np.linalg.qr(rng.normal(size=(3, 3)))[0]
        X = rng.normal(size=(100, 3)) * np.array([1, 1e-5, 1e-9]) @ basis
        spread = pca(X, 3)[1].std(axis=0)
        assert spread[2] == pytest.approx(1e-9, rel=0.2)


class TestInitialisation:
    @pytest.mark.parametrize(("fan_in", "fan_out", "gain"), [(300, 100, 1.0), (50, 400, 5 / 3), (200, 200, 0.5)])
    def test_xavier_has_torchs_bound_and_moments(self, fan_in, fan_out, gain, rng):
        ours = xavier_uniform(fan_in, fan_out, gain=gain, rng=rng)
        torchs = torch.nn.init.xavier_uniform_(torch.empty(fan_out, fan_in, dtype=torch.float64), gain=gain).numpy()
        assert ours.shape == torchs.shape
        assert ours.dtype == np.float64
        bound = gain * math.sqrt(6 / (fan_in + fan_out))
        assert 0.999 * bound < np.abs(ours).max() <= bound
        assert ours.std() == pytest.approx(torchs.std(), rel=0.02)
        assert ours.var() == pytest.approx(gain**2 * 2 / (fan_in + fan_out), rel=0.03)
        assert abs(ours.mean()) < 5 * ours.std() / math.sqrt(ours.size)

    @pytest.mark.parametrize(("fan_in", "fan_out"), [(300, 100), (50, 400)])
    def test_he_has_torchs_moments(self, fan_in, fan_out, rng):
        ours = he_normal(fan_in, fan_out, rng=rng)
        torchs = torch.empty(fan_out, fan_in, dtype=torch.float64)
        torch.nn.init.kaiming_normal_(torchs, mode="fan_in", nonlinearity="relu")
        assert ours.shape == tuple(torchs.shape)
        assert ours.std() == pytest.approx(torchs.numpy().std(), rel=0.02)
        assert ours.std() == pytest.approx(math.sqrt(2 / fan_in), rel=0.02)
        assert np.mean((ours / ours.std()) ** 4) == pytest.approx(3, rel=0.08)  # a normal distribution's

    @pytest.mark.parametrize("draw", [xavier_uniform, he_normal])
    def test_the_same_seed_gives_the_same_weights_and_the_next_draw_others(self, draw):
        one, two = np.random.default_rng(1), np.random.default_rng(1)
        first = draw(3, 4, rng=one)
        np.testing.assert_array_equal(first, draw(3, 4, rng=two))
        assert not np.array_equal(first, draw(3, 4, rng=one))

    def test_he_keeps_the_mean_square_of_a_relu_network_forwards(self, rng):
        h = rng.normal(size=(200, 300))
        for _ in range(10):
            h = np.maximum(h @ he_normal(300, 300, rng=rng).T, 0)
        assert 0.5 < np.mean(h**2) < 2

    def test_xavier_halves_it_at_every_layer(self, rng):
        h = rng.normal(size=(200, 300))
        for _ in range(10):
            h = np.maximum(h @ xavier_uniform(300, 300, rng=rng).T, 0)
        assert 0.5 < 2**10 * np.mean(h**2) < 2


class TestL2Penalty:
    @pytest.mark.parametrize("shape", SHAPES)
    def test_gradient_is_that_of_autograd(self, shape, rng):
        w = rng.normal(size=shape)
        tensor = torch.tensor(w, requires_grad=True)
        loss = 0.3 / 2 * tensor.square().sum()
        loss.backward()
        penalty, grad = l2_penalty(read_only(w), weight_decay=0.3)
        assert penalty == pytest.approx(loss.item(), rel=1e-14)
        np.testing.assert_allclose(grad, tensor.grad.numpy(), rtol=1e-14)

    def test_is_what_torchs_weight_decay_adds(self, rng):
        w = rng.normal(size=5)
        parameter = torch.nn.Parameter(torch.tensor(w))
        parameter.grad = torch.zeros(5, dtype=torch.float64)
        torch.optim.SGD([parameter], lr=0.1, weight_decay=0.7).step()
        np.testing.assert_allclose(parameter.detach().numpy(), w - 0.1 * l2_penalty(w, weight_decay=0.7)[1], rtol=1e-14)

    def test_takes_integers(self):
        penalty, grad = l2_penalty(np.array([3, -4]), weight_decay=1)
        assert penalty == 12.5
        assert grad.dtype == np.float64


class TestSoftThreshold:
    @pytest.mark.parametrize("shape", SHAPES)
    @pytest.mark.parametrize("tau", [0.0, 0.5, 10.0])
    def test_is_torchs_softshrink(self, shape, tau, rng):
        w = rng.normal(size=shape)
        expected = torch.nn.functional.softshrink(torch.tensor(w), tau).numpy()
        np.testing.assert_allclose(soft_threshold(read_only(w), tau), expected, rtol=1e-15)

    def test_minimises_what_it_is_said_to_minimise(self):
        u = np.linspace(-4, 4, 80_001)
        for w in (-2.0, -0.3, 0.0, 0.7, 3.1):
            best = u[np.argmin(0.5 * (u - w) ** 2 + 0.8 * np.abs(u))]
            assert soft_threshold(w, 0.8) == pytest.approx(best, abs=1e-4)


class TestDropout:
    @pytest.mark.parametrize("shape", [*SHAPES, (300, 40)])
    def test_is_the_identity_in_use(self, shape, rng):
        x = rng.normal(size=shape)
        np.testing.assert_array_equal(dropout(read_only(x), p=0.7, rng=rng, training=False), x)

    @pytest.mark.parametrize("p", [0.0, 0.1, 0.5, 0.8])
    def test_has_the_semantics_of_torchs(self, p, rng):
        x = 1 + rng.random(size=(400, 50))
        found = dropout(read_only(x), p=p, rng=rng, training=True)
        torchs = torch.nn.functional.dropout(torch.tensor(x), p=p, training=True).numpy()
        for out in (found, torchs):
            kept = out != 0
            np.testing.assert_allclose(out[kept], (x / (1 - p))[kept], rtol=1e-14)
            assert abs(kept.mean() - (1 - p)) < 5 * math.sqrt(p * (1 - p) / x.size) + 1e-12
            assert out.mean() == pytest.approx(x.mean(), rel=0.05)

    def test_every_row_and_column_has_a_mask_of_its_own(self, rng):
        kept = dropout(np.ones((200, 30)), p=0.5, rng=rng, training=True) > 0
        assert len(np.unique(kept, axis=0)) == 200
        assert len(np.unique(kept, axis=1).T) == 30


class TestEarlyStopping:
    @pytest.mark.parametrize(
        ("losses", "patience", "min_delta", "expected"),
        [
            ([3, 2, 1], 1, 0.0, (2, 2)),
            ([3, 2, 2.5, 1], 1, 0.0, (2, 1)),
            ([3, 2, 2.5, 1], 2, 0.0, (3, 3)),
            ([3, 2, 2, 2, 0], 3, 0.0, (4, 4)),  # equal is no improvement, but patience is 3 and only two were waited
            ([3, 2, 2, 2, 2, 0], 3, 0.0, (4, 1)),
            ([3, 2.9, 2.8, 2.7, 2.6], 3, 0.25, (4, 3)),  # small steps add up: the best stays 3 until 2.7
            ([5, 6, 4, 5, 3, 4, 2], 2, 0.0, (6, 6)),  # never two bad ones in a row
            ([2, float("nan"), 1, float("nan"), float("nan")], 2, 0.0, (4, 2)),
            ([7], 1, 0.0, (0, 0)),
            ([1, 2], 5, 0.0, (1, 0)),
            ([float("inf"), 2, 3], 1, 0.0, (0, 0)),
        ],
    )
    def test_examples_worked_out_by_hand(self, losses, patience, min_delta, expected):
        assert early_stopping(losses, patience=patience, min_delta=min_delta) == expected
        assert early_stopping(np.array(losses), patience=patience, min_delta=min_delta) == expected

    def test_endless_patience_keeps_the_first_of_the_lowest(self, rng):
        losses = rng.integers(1, 9, 50).astype(float)
        assert early_stopping(losses, patience=99, min_delta=0.0) == (49, losses.argmin())
