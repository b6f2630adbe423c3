"""Unit 05's class `Adam` against torch.optim: parameters, states, resuming."""

import copy

import numpy as np
import pytest
import torch
from reference.adaptive import (
    Adam,
)

STEPS = 60


def read_only(array):
    frozen = np.array(array, dtype=float, order="F")
    frozen.flags.writeable = False
    return frozen


@pytest.fixture
def rng():
    return np.random.default_rng(5)


class TestAdamClass:
    SETTINGS = ({}, {"weight_decay": 0.3}, {"betas": (0.5, 0.7), "eps": 1e-2}, {"betas": (0.0, 0.9), "eps": 1e-3})

    @pytest.mark.parametrize("settings", SETTINGS, ids=str)
    def test_follows_torch_over_equal_shapes_missing_gradients_and_changing_rates(self, rng, settings):
        params = [rng.normal(size=shape) for shape in ((3,), (3,), (2, 4), ())]
        theirs = [torch.tensor(w, requires_grad=True) for w in params]
        oracle = torch.optim.Adam(theirs, lr=0.1, **settings)
        ours = Adam([read_only(w) for w in params], lr=0.1, **settings)
        for t in range(STEPS):
            ours.lr = oracle.param_groups[0]["lr"] = 0.1 / (1 + t % 4)
            grads = [
                None if rng.random() < 0.3 else 10.0 ** rng.integers(-3, 2) * rng.normal(size=w.shape) for w in params
            ]
            for tensor, grad in zip(theirs, grads, strict=True):
                tensor.grad = None if grad is None else torch.tensor(grad)
            moved = ours.step([None if g is None else read_only(g) for g in grads])
            oracle.step()
            for w, tensor in zip(moved, theirs, strict=True):
                np.testing.assert_allclose(w, tensor.detach().numpy(), rtol=0, atol=1e-12)

    def test_a_resumed_run_is_the_uninterrupted_one(self, rng):
        start = [rng.normal(size=2), rng.normal(size=(2, 2))]
        grads = [[rng.normal(size=2), None if t % 3 == 1 else rng.normal(size=(2, 2))] for t in range(20)]
        whole = Adam(start, lr=0.1, weight_decay=0.1)
        for t in range(8):
            w = whole.step(grads[t])
        resumed = Adam(w, lr=0.1, weight_decay=0.1)
        resumed.load_state_dict(whole.state_dict())
        for t in range(8, 20):
            expected, got = whole.step(grads[t]), resumed.step(grads[t])
            for one, other in zip(expected, got, strict=True):
                np.testing.assert_array_equal(one, other)

    def test_a_snapshot_shares_nothing_with_either_optimiser(self, rng):
        first = Adam([np.ones(2)], lr=0.1)
        first.step([np.array([1.0, -2.0])])
        snapshot = first.state_dict()
        kept = copy.deepcopy(snapshot)
        second = Adam([np.ones(2)], lr=0.1)
        second.load_state_dict(snapshot)
        for optimiser in (first, second):
            for _ in range(3):
                optimiser.step([rng.normal(size=2)])
        assert snapshot["steps"] == kept["steps"] == [1]
        for name in ("m", "v"):
            np.testing.assert_array_equal(snapshot[name][0], kept[name][0])
        snapshot["m"][0][:] = 99.0
        assert np.all(second.state_dict()["m"][0] < 9)

    def test_a_missing_gradient_stops_the_count_and_the_decay_of_its_parameter_alone(self):
        optimiser = Adam([np.ones(2), np.ones(2)], lr=0.1, weight_decay=0.5)
        moved = optimiser.step([None, np.ones(2)])
        assert optimiser.state_dict()["steps"] == [0, 1]
        np.testing.assert_array_equal(moved[0], np.ones(2))
        moved = optimiser.step([np.ones(2), np.ones(2)])
        assert optimiser.state_dict()["steps"] == [1, 2]
        np.testing.assert_allclose(moved[0], 0.9, rtol=1e-7)  # a first step, though the other is at its second

    def test_returns_new_arrays_and_leaves_old_ones_and_arguments_alone(self):
        params, grads = [np.array([1.0, 2.0])], [np.array([1.0, 1.0])]
        optimiser = Adam(params, lr=0.5)
        first = optimiser.step(grads)
        kept = first[0].copy()
        second = optimiser.step(grads)
        assert isinstance(first, list)
        assert first is not second
        np.testing.assert_array_equal(first[0], kept)
        np.testing.assert_array_equal(params[0], [1.0, 2.0])
        np.testing.assert_array_equal(grads[0], [1.0, 1.0])

    def test_refuses_a_snapshot_of_another_model(self):
        with pytest.raises(ValueError, match="holds 1 parameters, not 2"):
            Adam([np.ones(1), np.ones(1)], lr=0.1).load_state_dict(Adam([np.ones(1)], lr=0.1).state_dict())
