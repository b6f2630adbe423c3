"""Unit 04's class `SGD` against torch.optim.SGD: settings, states, what it leaves alone."""

import numpy as np
import pytest
import torch
from reference.momentum import SGD


def read_only(array):
    frozen = np.array(array, dtype=float, order="F")
    frozen.flags.writeable = False
    return frozen


@pytest.fixture
def rng():
    return np.random.default_rng(4)


SETTINGS = [
    {},
    {"momentum": 0.9},
    {"momentum": 0.9, "dampening": 0.3},
    {"momentum": 0.6, "dampening": 1.0},
    {"momentum": 0.0, "dampening": 0.5},
    {"momentum": 0.8, "nesterov": True},
    {"weight_decay": 0.1},
    {"momentum": 0.9, "dampening": 0.5, "weight_decay": 0.2},
    {"momentum": 0.7, "nesterov": True, "weight_decay": 0.05},
]


class TestSGD:
    @pytest.mark.parametrize("settings", SETTINGS, ids=str)
    @pytest.mark.parametrize("seed", range(4))
    def test_follows_torch_with_changing_rates_and_missing_gradients(self, settings, seed):
        rng = np.random.default_rng(seed)
        shapes = [(), (3,), (3,), (2, 4), (2, 1, 3)]
        params = [rng.normal(size=shape) for shape in shapes]
        theirs = [torch.tensor(w, requires_grad=True) for w in params]
        oracle = torch.optim.SGD(theirs, lr=0.1, **settings)
        ours = SGD([read_only(w) for w in params], lr=0.1, **settings)
        for _ in range(60):
            lr = float(rng.choice([0.001, 0.05, 0.1]))
            ours.lr = oracle.param_groups[0]["lr"] = lr
            scales = 10.0 ** rng.uniform(-3, 1, size=len(shapes))
            grads = [
                None if rng.random() < 0.3 else s * rng.normal(size=k) for s, k in zip(scales, shapes, strict=True)
            ]
            if grads[3] is not None:
                grads[3][0] = 0.0
            for tensor, grad in zip(theirs, grads, strict=True):
                tensor.grad = None if grad is None else torch.tensor(grad)
            moved = ours.step([None if g is None else read_only(g) for g in grads])
            oracle.step()
            for w, tensor in zip(moved, theirs, strict=True):
                np.testing.assert_allclose(w, tensor.detach().numpy(), rtol=0, atol=1e-12)

    @pytest.mark.parametrize("settings", SETTINGS, ids=str)
    def test_follows_torch_where_the_gradient_answers_back(self, rng, settings):
        start = rng.normal(size=2)
        theirs = torch.tensor(start, requires_grad=True)
        oracle = torch.optim.SGD([theirs], lr=2e-4, **settings)
        ours = SGD([start], lr=2e-4, **settings)
        (w,) = (start,)
        for _ in range(200):
            oracle.zero_grad()
            ((1 - theirs[0]) ** 2 + 100 * (theirs[1] - theirs[0] ** 2) ** 2).backward()
            oracle.step()
            x, y = w
            (w,) = ours.step([np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])])
        np.testing.assert_allclose(w, theirs.detach().numpy(), rtol=0, atol=1e-12)

    def test_returns_new_arrays_and_leaves_old_ones_and_arguments_alone(self):
        params, grads = [np.array([1.0, 2.0])], [np.array([1.0, 1.0])]
        optimiser = SGD(params, lr=0.5, momentum=0.9, weight_decay=0.1)
        first = optimiser.step(grads)
        kept = first[0].copy()
        second = optimiser.step(grads)
        assert isinstance(first, list)
        assert first is not second
        np.testing.assert_array_equal(first[0], kept)
        np.testing.assert_array_equal(params[0], [1.0, 2.0])
        np.testing.assert_array_equal(grads[0], [1.0, 1.0])

    def test_a_missing_gradient_stops_decay_and_velocity_of_its_parameter_alone(self):
        optimiser = SGD([np.ones(2), np.ones(2)], lr=0.1, momentum=0.9, weight_decay=0.5)
        optimiser.step([np.ones(2), np.ones(2)])
        before = optimiser.velocities[0].copy()
        moved = optimiser.step([None, np.ones(2)])
        np.testing.assert_array_equal(optimiser.velocities[0], before)
        assert moved[0][0] == pytest.approx(1 - 0.1 * 1.5)
        assert moved[1][0] < moved[0][0]

    @pytest.mark.parametrize("settings", [{}, {"momentum": 0.0}, {"momentum": 0.9, "dampening": 0.1}], ids=str)
    def test_nesterov_needs_momentum_and_no_dampening_as_in_torch(self, settings):
        for make in (
            lambda **s: SGD([np.ones(1)], lr=0.1, **s),
            lambda **s: torch.optim.SGD([torch.ones(1)], lr=0.1, **s),
        ):
            with pytest.raises(ValueError, match=r"(?i)nesterov"):
                make(nesterov=True, **settings)

    def test_whole_numbers_become_float64(self):
        (w,) = SGD([np.array([3])], lr=0.5).step([np.array([1])])
        assert (w.dtype, w.tolist()) == (np.float64, [2.5])
