"""Unit 05 against oracles that share none of its code: closed forms, scipy's filter and torch."""

import copy
import math

import numpy as np
import pytest
import scipy.signal
import torch
from reference.adaptive import (
    adadelta_step,
    adagrad_step,
    adam_step,
    adamw_step,
    bias_correction,
    rmsprop_step,
)

# A few dozen float64 operations on numbers of order one to ten.
ROUNDING = 1e-13


SHAPES = [(), (1,), (5,), (2, 3), (4, 1, 2)]


STEPS = 60


# name: (step of the unit, number of state arrays, its settings, torch's class, torch's settings)
METHODS = {
    "adagrad": (adagrad_step, 1, {"eps": 1e-2}, torch.optim.Adagrad, {"eps": 1e-2}),
    "rmsprop": (rmsprop_step, 1, {"alpha": 0.9, "eps": 1e-2}, torch.optim.RMSprop, {"alpha": 0.9, "eps": 1e-2}),
    "adadelta": (adadelta_step, 2, {"rho": 0.8, "eps": 1e-2}, torch.optim.Adadelta, {"rho": 0.8, "eps": 1e-2}),
    "adam": (adam_step, 2, {"betas": (0.8, 0.95), "eps": 1e-2}, torch.optim.Adam, {"betas": (0.8, 0.95), "eps": 1e-2}),
    "adamw": (
        adamw_step,
        2,
        {"betas": (0.8, 0.95), "eps": 1e-2, "weight_decay": 0.3},
        torch.optim.AdamW,
        {"betas": (0.8, 0.95), "eps": 1e-2, "weight_decay": 0.3},
    ),
}


DEFAULTS = {
    "adagrad": {"eps": 1e-10},
    "rmsprop": {"alpha": 0.99, "eps": 1e-8},
    "adadelta": {"rho": 0.9, "eps": 1e-6},
    "adam": {"betas": (0.9, 0.999), "eps": 1e-8},
    "adamw": {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01},
}


COUNTED = ("adam", "adamw")  # the methods that are told the step


every = pytest.mark.parametrize("name", METHODS)


def read_only(array):
    frozen = np.array(array, dtype=float, order="F")
    frozen.flags.writeable = False
    return frozen


def take(name, w, grad, state, t, **settings):
    """One step of any method: the new parameters and the new state."""
    count = (t,) if name in COUNTED else ()
    w, *state = METHODS[name][0](w, grad, *state, *count, **settings)
    return w, state


def gradients(rng, shape):
    """Gradients over four decades, with zeros and changes of sign."""
    for t in range(STEPS):
        grad = 10.0 ** rng.integers(-3, 2) * rng.normal(size=shape)
        yield np.where(rng.random(shape) < 0.2, 0.0, grad) * (t % 7 != 3)


@pytest.fixture
def rng():
    return np.random.default_rng(5)


class TestEveryMethod:
    @every
    @pytest.mark.parametrize("shape", SHAPES)
    @pytest.mark.parametrize("published", [False, True], ids=["large eps", "torch's defaults"])
    def test_follows_torch_over_random_gradients_while_the_rate_changes(self, rng, name, shape, published):
        _, states, settings, optimiser, torch_settings = METHODS[name]
        if published:
            settings, torch_settings = DEFAULTS[name], {}
        w = rng.normal(size=shape)
        state = [np.zeros(shape)] * states
        theirs = torch.tensor(w, requires_grad=True)
        oracle = optimiser([theirs], **torch_settings)
        for t, grad in enumerate(gradients(rng, shape), start=1):
            lr = oracle.param_groups[0]["lr"] = 0.1 / (1 + t % 5)
            theirs.grad = torch.tensor(grad)
            oracle.step()
            w, state = take(name, read_only(w), read_only(grad), [read_only(s) for s in state], t, lr=lr, **settings)
            assert np.shape(w) == shape
            assert all(np.shape(s) == shape and np.asarray(s).dtype == np.float64 for s in state)
            np.testing.assert_allclose(w, theirs.detach().numpy(), rtol=0, atol=1e-12)

    @every
    def test_follows_torch_where_the_gradient_answers_back(self, name):
        _, states, settings, optimiser, torch_settings = METHODS[name]
        w, state = np.array([-1.2, 0.4]), [np.zeros(2)] * states
        theirs = torch.tensor(w, requires_grad=True)
        oracle = optimiser([theirs], lr=0.02, **torch_settings)
        for t in range(1, 101):
            oracle.zero_grad()
            # Not Rosenbrock's valley: RMSprop bounces there, and bouncing makes rounding errors grow.
            (torch.cosh(theirs[0]) + 5 * torch.cosh(theirs[1] - theirs[0])).backward()
            oracle.step()
            x, y = w
            grad = np.array([np.sinh(x) - 5 * np.sinh(y - x), 5 * np.sinh(y - x)])
            w, state = take(name, w, grad, state, t, lr=0.02, **settings)
        np.testing.assert_allclose(w, theirs.detach().numpy(), rtol=0, atol=1e-12)

    @every
    def test_keeps_nothing_of_its_arguments_and_changes_none(self, rng, name):
        _, states, settings, _, _ = METHODS[name]
        w, grad, state = rng.normal(size=3), rng.normal(size=3), [rng.random(3) for _ in range(states)]
        given = copy.deepcopy((w, grad, state))
        first, after = take(name, w, grad, state, 3, lr=0.1, **settings)
        kept = copy.deepcopy((first, after))
        for before, now in zip((*given[:2], *given[2]), (w, grad, *state), strict=True):
            np.testing.assert_array_equal(before, now)
        for array in (w, grad, *state):
            array[:] = 99.0
        take(name, first, np.ones(3), after, 4, lr=0.1, **settings)
        for before, now in zip((kept[0], *kept[1]), (first, *after), strict=True):
            np.testing.assert_array_equal(before, now)

    @every
    @pytest.mark.parametrize("number", [np.array([3]), np.float32(3), 3])
    def test_integers_and_float32_become_float64(self, name, number):
        _, states, settings, _, _ = METHODS[name]
        w, state = take(name, number, number, [number] * states, 1, lr=0.5, **settings)
        assert all(np.asarray(array).dtype == np.float64 for array in (w, *state))

    @pytest.mark.parametrize("name", [name for name in METHODS if name != "adadelta"])
    def test_without_eps_the_scale_of_the_loss_drops_out(self, name):
        states = METHODS[name][1]
        settings = {**METHODS[name][2], "eps": 0.0}
        ends = []
        for scale in (1.0, 1e-4, 1e4):
            w, state = np.ones(4), [np.zeros(4)] * states
            draws = np.random.default_rng(0)
            for t in range(1, 20):
                w, state = take(name, w, scale * draws.normal(size=4), state, t, lr=0.1, **settings)
            ends.append(w)
        np.testing.assert_allclose(ends[1], ends[0], rtol=1e-11)
        np.testing.assert_allclose(ends[2], ends[0], rtol=1e-11)


class TestAdagrad:
    def test_under_a_steady_gradient_the_step_falls_with_the_root_of_the_count(self):
        w, s, path = 0.0, 0.0, [0.0]
        for _ in range(50):
            w, s = adagrad_step(w, -7.0, s, lr=0.3, eps=0.0)
            path.append(float(w))
        np.testing.assert_allclose(np.diff(path), 0.3 / np.sqrt(np.arange(1, 51)), rtol=1e-12)

    def test_a_coordinate_that_is_hit_k_times_has_the_rate_of_step_k(self):
        s = np.zeros(2)
        for t in range(100):
            _, s = adagrad_step(np.zeros(2), np.array([1.0, float(t % 25 == 0)]), s, lr=1.0, eps=0.0)
        np.testing.assert_allclose(1 / np.sqrt(s), [1 / math.sqrt(100), 1 / math.sqrt(4)], rtol=1e-15)


class TestRMSprop:
    def test_the_average_is_the_recursive_filter_that_scipy_has(self, rng):
        grads, v, seen = rng.normal(size=50), 0.0, []
        for grad in grads:
            _, v = rmsprop_step(0.0, grad, v, lr=0.1, alpha=0.9, eps=1e-8)
            seen.append(float(v))
        np.testing.assert_allclose(seen, scipy.signal.lfilter([0.1], [1, -0.9], grads**2), rtol=0, atol=ROUNDING)

    def test_the_first_step_is_longer_than_lr_because_nothing_corrects_the_bias(self):
        w, _ = rmsprop_step(0.0, -3.0, 0.0, lr=0.01, alpha=0.99, eps=0.0)
        assert float(w) == pytest.approx(0.1)


class TestAdadelta:
    def test_the_first_step_is_set_by_eps_alone(self):
        w, v, u = adadelta_step(0.0, -3.0, 0.0, 0.0, lr=1.0, rho=0.9, eps=1e-6)
        first = 3 * math.sqrt(1e-6) / math.sqrt(0.1 * 9 + 1e-6)
        assert (float(w), float(v), float(u)) == pytest.approx((first, 0.9, 0.1 * first**2))

    @pytest.mark.parametrize("unit", [1e-3, 100.0])
    def test_a_change_of_unit_changes_the_numbers_and_not_the_walk_once_eps_is_converted_too(self, unit):
        # eps is added to squared gradients (loss/w)² and to squared steps w²; only here can both be converted.
        def walk(scale):
            w, v, u, path = 4.0 * scale, 0.0, 1e-4 * scale**2, []
            for _ in range(40):
                w, v, u = adadelta_step(w, w / scale**2, v, u, lr=1.0, rho=0.9, eps=0.0)
                path.append(float(w) / scale)
            return path

        np.testing.assert_allclose(walk(unit), walk(1.0), rtol=1e-10)


class TestBiasCorrection:
    @pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.999])
    def test_makes_a_constant_exact_from_the_first_step_on(self, beta):
        m = np.zeros((2, 2))
        for t in range(1, 30):
            m = beta * m + (1 - beta) * np.full((2, 2), 5.0)
            np.testing.assert_allclose(bias_correction(read_only(m), beta=beta, t=t), 5.0, rtol=1e-11)

    def test_gives_the_weighted_mean_whose_weights_add_up_to_one(self, rng):
        values, beta = rng.normal(size=12), 0.8
        m = float(scipy.signal.lfilter([1 - beta], [1, -beta], values)[-1])
        expected = np.average(values, weights=beta ** np.arange(11, -1, -1))
        assert float(bias_correction(m, beta=beta, t=12)) == pytest.approx(expected, rel=1e-12)


class TestAdam:
    def test_the_first_step_is_lr_towards_minus_the_sign(self, rng):
        grad = rng.normal(size=6) * 10.0 ** np.arange(-3, 3)
        w, _, _ = adam_step(np.zeros(6), grad, np.zeros(6), np.zeros(6), 1, lr=0.01, betas=(0.9, 0.999), eps=0.0)
        np.testing.assert_allclose(w, -0.01 * np.sign(grad), rtol=1e-12)

    @pytest.mark.parametrize("t", [1, 5, 40])
    def test_equals_the_two_closed_forms(self, rng, t):
        grads, m, v, w = rng.normal(size=(t, 3)), np.zeros(3), np.zeros(3), np.zeros(3)
        for k, grad in enumerate(grads, start=1):
            before = w
            w, m, v = adam_step(w, grad, m, v, k, lr=0.1, betas=(0.7, 0.9), eps=0.05)
        ages = np.arange(t - 1, -1, -1)
        mean = np.average(grads, axis=0, weights=0.7**ages)
        square = np.average(grads**2, axis=0, weights=0.9**ages)
        np.testing.assert_allclose(before - w, 0.1 * mean / (np.sqrt(square) + 0.05), rtol=0, atol=ROUNDING)

    @staticmethod
    def last_step(grads):
        m = v = w = before = 0.0
        for t, grad in enumerate(grads, start=1):
            before = w
            w, m, v = adam_step(w, float(grad), m, v, t, lr=1.0, betas=(0.9, 0.999), eps=1e-12)
        return float(before - w)

    def test_a_lone_gradient_after_a_long_silence_makes_a_step_of_more_than_three_rates(self):
        # Kingma & Ba (2015), section 2.1, "the most severe case of sparsity": lr·(1 − β₁)/√(1 − β₂).
        assert self.last_step([0.0] * 9999 + [1.0]) == pytest.approx(0.1 / math.sqrt(0.001), rel=1e-3)

    def test_no_gradients_make_a_longer_step_than_cauchy_and_schwarz_allow(self, rng):
        longest = 0.1 / math.sqrt(0.001) / math.sqrt(1 - 0.81 / 0.999)
        worst = (0.9 / 0.999) ** np.arange(9999, -1.0, -1.0)  # where the inequality is an equality
        assert self.last_step(worst) == pytest.approx(longest, rel=1e-3)
        for _ in range(20):
            grads = np.concatenate([np.zeros(rng.integers(300)), 10.0 ** rng.normal(size=rng.integers(1, 30))])
            assert self.last_step(grads) < longest


class TestAdamW:
    @pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
    def test_decays_every_weight_alike_whatever_its_gradients(self, scale):
        w = w_free = np.ones(3)
        state = free = (np.zeros(3), np.zeros(3))
        settings = {"lr": 0.01, "betas": (0.9, 0.999), "eps": 1e-8}
        draws = np.random.default_rng(1)
        shift = 0.0
        for t in range(1, 101):
            grad = scale * draws.normal(size=3)
            before = w_free
            w, *state = adamw_step(w, grad, *state, t, weight_decay=0.5, **settings)
            w_free, *free = adam_step(w_free, grad, *free, t, **settings)
            shift = shift * (1 - 0.01 * 0.5) + (w_free - before)
        np.testing.assert_allclose(w, (1 - 0.01 * 0.5) ** 100 + shift, rtol=0, atol=1e-12)

    def test_without_decay_it_is_adam(self, rng):
        arrays = [rng.random(4) for _ in range(4)]
        settings = {"lr": 0.1, "betas": (0.9, 0.99), "eps": 1e-3}
        for mine, adams in zip(
            adamw_step(*arrays, 3, weight_decay=0.0, **settings), adam_step(*arrays, 3, **settings), strict=True
        ):
            np.testing.assert_array_equal(mine, adams)
