"""Unit 03 against oracles that share none of its code: enumeration of all batches, closed forms and torch."""

from collections import Counter
from itertools import combinations, permutations

import numpy as np
import pytest
import torch
from reference.batching import (
    accumulate_gradients,
    iterate_minibatches,
    minibatch_gradient,
    polyak_average,
    sgd_epoch,
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


def torch_gradient(w, X, y):
    w = torch.tensor(w, requires_grad=True)
    torch.nn.functional.mse_loss(torch.tensor(X) @ w, torch.tensor(y)).backward()
    return w.grad.numpy()


@pytest.fixture
def rng():
    return np.random.default_rng(3)


class TestIterateMinibatches:
    @pytest.mark.parametrize(
        ("batch_size", "drop_last", "sizes"),
        [
            (4, False, [4, 4, 2]),
            (4, True, [4, 4]),
            (5, False, [5, 5]),
            (5, True, [5, 5]),
            (1, False, [1] * 10),
            (10, True, [10]),
            (16, False, [10]),
            (16, True, []),
        ],
    )
    def test_cuts_an_epoch_in_order_with_the_short_batch_last_or_dropped(self, rng, batch_size, drop_last, sizes):
        X, y = regression(rng, 10, 3)
        batches = list(iterate_minibatches(X, y, batch_size=batch_size, rng=rng, drop_last=drop_last))
        assert [X_batch.shape for X_batch, _ in batches] == [(size, 3) for size in sizes]
        assert [y_batch.shape for _, y_batch in batches] == [(size,) for size in sizes]

    def test_every_row_comes_exactly_once_and_keeps_its_own_target(self, rng):
        X, y = read_only(np.arange(22.0).reshape(11, 2)), read_only(np.arange(11) * 10)
        rows = [
            (tuple(x), t)
            for batch in iterate_minibatches(X, y, batch_size=3, rng=rng)
            for x, t in zip(*batch, strict=True)
        ]
        assert sorted(rows) == [((2.0 * i, 2.0 * i + 1), 10 * i) for i in range(11)]

    def test_all_orders_are_equally_likely(self, rng):
        X = np.arange(4)
        seen = Counter(
            tuple(np.concatenate([x for x, _ in iterate_minibatches(X, X, batch_size=3, rng=rng)])) for _ in range(6000)
        )
        assert set(seen) == set(permutations(range(4)))
        # 24 orders, 250 expected each: chi² with 23 degrees of freedom exceeds 60 with probability 4e-5.
        assert sum((count - 250) ** 2 / 250 for count in seen.values()) < 60

    def test_what_drop_last_leaves_out_changes_from_epoch_to_epoch(self, rng):
        X = np.arange(5)
        dropped = set()
        for _ in range(200):
            kept = np.concatenate([x for x, _ in iterate_minibatches(X, X, batch_size=2, rng=rng, drop_last=True)])
            dropped |= set(range(5)) - set(kept)
        assert dropped == set(range(5))

    def test_batches_are_copies_even_if_one_batch_holds_everything(self, rng):
        X, y = np.ones((4, 2)), np.ones(4)
        for batch_size in (2, 4, 9):
            for X_batch, y_batch in iterate_minibatches(X, y, batch_size=batch_size, rng=rng):
                X_batch[...], y_batch[...] = 0, 0
        assert X.all()
        assert y.all()

    def test_the_generator_passed_in_is_the_only_source_of_randomness(self, rng):
        X, y = regression(rng, 9, 2)
        epochs = [
            np.concatenate([t for _, t in iterate_minibatches(X, y, batch_size=2, rng=np.random.default_rng(seed))])
            for seed in (5, 5, 6)
        ]
        np.testing.assert_array_equal(epochs[0], epochs[1])
        assert not np.array_equal(epochs[0], epochs[2])

    def test_images_and_rows_of_targets_are_fine_too(self, rng):
        X, y = rng.normal(size=(6, 2, 3)), np.arange(12).reshape(6, 2)
        for X_batch, y_batch in iterate_minibatches(X, y, batch_size=4, rng=rng):
            assert X_batch.shape[1:] == (2, 3)
            np.testing.assert_array_equal(X[y_batch[:, 0] // 2], X_batch)


class TestMinibatchGradient:
    @pytest.mark.parametrize("shape", [(1, 3), (5, 2), (4, 4), (7, 1)])
    def test_equals_autograd_of_the_mean_squared_error(self, rng, shape):
        X, y = regression(rng, *shape)
        w = read_only(rng.normal(size=shape[1]))
        np.testing.assert_allclose(minibatch_gradient(w, X, y), torch_gradient(w, X, y), rtol=0, atol=1e-12)

    def test_equals_central_differences(self, rng):
        X, y = regression(rng, 6, 3)
        w = rng.normal(size=3)
        losses = [[np.mean((X @ (w + s * e) - y) ** 2) for s in (0.5, -0.5)] for e in np.eye(3)]
        # The loss is quadratic, so central differences are exact whatever the step.
        np.testing.assert_allclose(minibatch_gradient(w, X, y), np.subtract(*np.transpose(losses)), atol=ROUNDING)

    @pytest.mark.parametrize("batch_size", [1, 2, 5, 7])
    def test_over_all_batches_of_a_size_it_is_right_on_average(self, rng, batch_size):
        X, y = regression(rng, 7, 3)
        w = rng.normal(size=3)
        every = [minibatch_gradient(w, X[list(rows)], y[list(rows)]) for rows in combinations(range(7), batch_size)]
        np.testing.assert_allclose(np.mean(every, axis=0), torch_gradient(w, X, y), atol=1e-12)

    def test_integers_and_float32_become_float64(self):
        grad = minibatch_gradient(np.array([1, 2]), np.array([[1, 0], [0, 1]], dtype=np.float32), np.array([0, 0]))
        assert grad.dtype == np.float64
        np.testing.assert_array_equal(grad, [1, 2])


class TestSgdEpoch:
    @pytest.mark.parametrize("batch_size", [1, 3, 4, 8, 11])
    def test_follows_torch_through_the_same_batches(self, rng, batch_size):
        X, y = regression(rng, 11, 3)
        start = read_only(rng.normal(size=3))
        w = torch.tensor(start, requires_grad=True)
        optimiser = torch.optim.SGD([w], lr=0.05)
        total = 0.0
        for X_batch, y_batch in iterate_minibatches(X, y, batch_size=batch_size, rng=np.random.default_rng(1)):
            optimiser.zero_grad()
            loss = torch.nn.functional.mse_loss(torch.tensor(X_batch) @ w, torch.tensor(y_batch))
            total += loss.item() * len(y_batch)
            loss.backward()
            optimiser.step()
        found, mean_loss = sgd_epoch(start, X, y, lr=0.05, batch_size=batch_size, rng=np.random.default_rng(1))
        np.testing.assert_allclose(found, w.detach().numpy(), rtol=0, atol=1e-12)
        assert mean_loss == pytest.approx(total / 11, rel=1e-12)

    @pytest.mark.parametrize("batch_size", [1, 2, 3, 6])
    def test_rows_that_do_not_meet_have_a_closed_form_whatever_their_order(self, rng, batch_size):
        # Row i touches weight i alone: w_i ← w_i − lr·(2/B)·x_i(x_i w_i − y_i), once, from its first value.
        x, y, w = rng.normal(size=(3, 6))
        found, mean_loss = sgd_epoch(w, np.diag(x), y, lr=0.3, batch_size=batch_size, rng=rng)
        np.testing.assert_allclose(found, w - 0.3 * 2 / batch_size * x * (x * w - y), atol=ROUNDING)
        assert mean_loss == pytest.approx(np.mean((x * w - y) ** 2), rel=ROUNDING)

    @pytest.mark.parametrize("batch_size", [4, 7, 30])
    def test_the_loss_counts_every_row_alike_when_the_last_batch_is_short(self, rng, batch_size):
        X, y = regression(rng, 30, 2)
        w = rng.normal(size=2)
        _, mean_loss = sgd_epoch(w, X, y, lr=0.0, batch_size=batch_size, rng=rng)
        assert mean_loss == pytest.approx(np.mean((X @ w - y) ** 2), rel=ROUNDING)

    def test_one_batch_of_everything_is_a_step_of_gradient_descent(self, rng):
        X, y = regression(rng, 9, 4)
        w = rng.normal(size=4)
        found, mean_loss = sgd_epoch(w, X, y, lr=0.1, batch_size=9, rng=rng)
        np.testing.assert_allclose(found, w - 0.1 * torch_gradient(w, X, y), atol=1e-12)
        assert mean_loss == pytest.approx(np.mean((X @ w - y) ** 2), rel=ROUNDING)

    def test_without_noise_in_the_data_single_rows_find_the_exact_solution(self, rng):
        X = rng.normal(size=(40, 3))
        truth = np.array([1.0, -2.0, 3.0])
        w = np.zeros(3)
        for _ in range(60):
            w, loss = sgd_epoch(w, X, X @ truth, lr=0.02, batch_size=1, rng=rng)
        np.testing.assert_allclose(w, truth, atol=1e-9)
        assert loss < 1e-15

    def test_the_start_is_left_alone(self, rng):
        X, y = regression(rng, 5, 2)
        w = np.array([1, 2])
        found, mean_loss = sgd_epoch(w, X, y, lr=0.1, batch_size=2, rng=rng)
        np.testing.assert_array_equal(w, [1, 2])
        assert found.dtype == np.float64
        assert isinstance(mean_loss, float)


class TestAccumulateGradients:
    @pytest.mark.parametrize("cuts", [[], [4], [1, 2, 9], [3, 6]])
    def test_equals_the_gradient_of_all_rows_however_they_are_cut(self, rng, cuts):
        X, y = regression(rng, 10, 3)
        w = read_only(rng.normal(size=3))
        batches = zip(np.split(X, cuts), np.split(y, cuts), strict=True)  # usable once
        np.testing.assert_allclose(accumulate_gradients(w, batches), torch_gradient(w, X, y), atol=1e-12)

    def test_torch_accumulates_to_the_same_when_losses_are_weighted_by_rows(self, rng):
        X, y = regression(rng, 10, 3)
        start = rng.normal(size=3)
        w = torch.tensor(start, requires_grad=True)
        for X_batch, y_batch in zip(np.split(X, [4, 8]), np.split(y, [4, 8]), strict=True):
            loss = torch.nn.functional.mse_loss(torch.tensor(X_batch) @ w, torch.tensor(y_batch))
            (loss * len(y_batch) / 10).backward()
        batches = iterate_minibatches(X, y, batch_size=4, rng=rng)
        np.testing.assert_allclose(accumulate_gradients(start, batches), w.grad.numpy(), atol=1e-12)

    def test_no_rows_are_an_error_instead_of_nan(self):
        with pytest.raises(ValueError, match="no row"):
            accumulate_gradients(np.zeros(2), iter([]))


class TestPolyakAverage:
    @pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 3)])
    def test_is_the_plain_mean_of_the_rows_that_are_left(self, rng, shape):
        trajectory = read_only(rng.normal(size=(6, *shape)))
        for burn_in in range(6):
            by_hand = sum(trajectory[burn_in:]) / (6 - burn_in)
            found = polyak_average(trajectory, burn_in=burn_in)
            assert np.shape(found) == shape
            np.testing.assert_allclose(found, by_hand, rtol=ROUNDING)

    def test_counts_rows_from_zero(self):
        assert polyak_average(np.array([100, 3, 5]), burn_in=1) == 4
        assert polyak_average(np.array([100, 3, 5]), burn_in=2) == 5

    def test_nothing_left_is_an_error_instead_of_nan(self):
        with pytest.raises(ValueError, match="leaves no row"):
            polyak_average(np.ones((3, 2)), burn_in=3)
