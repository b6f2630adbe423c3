"""The reference of unit 06 against torch.autograd, closed forms and difference quotients."""

import math
import operator

import numpy as np
import pytest
import torch
from reference.backprop import (
    Value,
    activation_backward,
    linear_backward,
    mlp_gradients,
    softmax_cross_entropy,
    unbroadcast,
)

TIGHT = {"rtol": 1e-12, "atol": 1e-14}


SHAPES = [(5, 3, 4), (4, 4, 4), (1, 6, 2), (7, 1, 1)]


@pytest.fixture
def rng():
    return np.random.default_rng(20240106)


def frozen(*arrays):
    """Read-only arrays: writing to an argument raises."""
    for array in arrays:
        array.flags.writeable = False
    return arrays


def leaves(*arrays):
    """The arrays as torch tensors that collect gradients."""
    return [torch.tensor(array, requires_grad=True) for array in arrays]


BROADCASTS = [
    ((3, 4), (4,)),
    ((3, 4), (3, 1)),
    ((3, 4), (1, 4)),
    ((3, 4), (1, 1)),
    ((3, 4), ()),
    ((2, 3, 4), (3, 1)),
    ((2, 3, 4), (1, 4)),
    ((2, 3, 4), (2, 1, 4)),
    ((3, 3), (3,)),
    ((3, 3), (3, 1)),
    ((1, 3), (3,)),
    ((1, 1), (1,)),
    ((5, 2), (5, 2)),
    ((), ()),
]


def some_mlp(rng, N, D, H, C):
    params = [rng.normal(size=(H, D)), rng.normal(size=H), rng.normal(size=(C, H)), rng.normal(size=C)]
    return params, rng.normal(size=(N, D)), rng.integers(C, size=N)


class TestLinearBackward:
    @pytest.mark.parametrize("shape", SHAPES)
    def test_equals_autograd_of_torchs_linear(self, rng, shape):
        N, D, out = shape
        X, W, b = rng.normal(size=(N, D)), rng.normal(size=(out, D)), rng.normal(size=out)
        (dY,) = frozen(rng.normal(size=(N, out)))
        tensors = leaves(X, W, b)
        torch.nn.functional.linear(*tensors).backward(torch.tensor(dY))
        found = linear_backward(dY, *frozen(np.asfortranarray(X), W))
        for got, tensor in zip(found, tensors, strict=True):
            assert got.shape == tuple(tensor.shape)
            np.testing.assert_allclose(got, tensor.grad.numpy(), **TIGHT)

    def test_is_the_sum_over_rows_so_a_repeated_batch_counts_twice(self, rng):
        dY, X, W = rng.normal(size=(4, 2)), rng.normal(size=(4, 3)), rng.normal(size=(2, 3))
        dX, dW, db = linear_backward(dY, X, W)
        twice = linear_backward(np.vstack([dY, dY]), np.vstack([X, X]), W)
        np.testing.assert_allclose(twice[0], np.vstack([dX, dX]), **TIGHT)
        np.testing.assert_allclose(twice[1], 2 * dW, **TIGHT)
        np.testing.assert_allclose(twice[2], 2 * db, **TIGHT)

    def test_agrees_with_the_scalar_rule(self, rng):
        X, W = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
        dY = rng.normal(size=(2, 2))
        scalars = np.vectorize(Value, otypes=[object])(W)
        output = np.sum((X @ scalars.T) * dY)
        output.backward()
        found = np.vectorize(operator.attrgetter("grad"))(scalars)
        np.testing.assert_allclose(linear_backward(dY, X, W)[1], found, **TIGHT)


class TestActivationBackward:
    @pytest.mark.parametrize("kind", ["relu", "sigmoid", "tanh"])
    @pytest.mark.parametrize("shape", [(), (4,), (3, 5), (2, 3, 2)])
    def test_equals_autograd(self, rng, kind, shape):
        x, dY = 2 * rng.normal(size=shape), rng.normal(size=shape)
        (xt,) = leaves(x)
        y = getattr(torch, kind)(xt)
        y.backward(torch.tensor(dY))
        cache = x if kind == "relu" else y.detach().numpy().copy()
        found = activation_backward(*frozen(np.array(dY), np.array(cache)), kind)
        assert np.shape(found) == shape
        np.testing.assert_allclose(found, xt.grad.numpy(), **TIGHT)

    def test_relu_is_flat_at_zero_whatever_the_sign_of_the_gradient(self):
        found = activation_backward(np.array([1.0, -2.0, 3.0]), np.array([0.0, -0.0, 1e-300]), "relu")
        np.testing.assert_array_equal(found, [0.0, 0.0, 3.0])

    def test_relu_accepts_the_output_as_well_since_both_are_positive_together(self, rng):
        x, dY = rng.normal(size=(2, 9))
        same = activation_backward(dY, np.maximum(x, 0), "relu")
        np.testing.assert_array_equal(activation_backward(dY, x, "relu"), same)

    def test_names_what_it_knows_when_asked_for_something_else(self):
        with pytest.raises(ValueError, match="sigmoid"):
            activation_backward(np.ones(2), np.ones(2), "softplus")


class TestSoftmaxCrossEntropy:
    @pytest.mark.parametrize("shape", [(6, 3), (3, 3), (1, 5), (4, 1)])
    @pytest.mark.parametrize("scale", [1e-3, 1.0, 30.0])
    def test_equals_autograd_of_torchs_cross_entropy(self, rng, shape, scale):
        Z, y = scale * rng.normal(size=shape), rng.integers(shape[1], size=shape[0])
        (Zt,) = leaves(Z)
        expected = torch.nn.functional.cross_entropy(Zt, torch.tensor(y))
        expected.backward()
        loss, dZ = softmax_cross_entropy(*frozen(np.asfortranarray(Z), y))
        assert type(loss) is float
        np.testing.assert_allclose(loss, expected.item(), **TIGHT)
        np.testing.assert_allclose(dZ, Zt.grad.numpy(), rtol=1e-12, atol=1e-15)

    def test_survives_scores_that_overflow_e_to_the_power_of_z(self):
        Z = np.array([[1000.0, 0.0], [-1000.0, -2000.0], [5.0, 6.0]])
        with np.errstate(all="raise", under="ignore"):
            loss, dZ = softmax_cross_entropy(Z, np.array([1, 0, 0]))
        # Row losses: 1000 − 0, 0, and log(1 + e).
        assert loss == pytest.approx((1000 + math.log1p(math.e)) / 3, rel=1e-15)
        np.testing.assert_allclose(dZ[0], [1 / 3, -1 / 3])
        np.testing.assert_array_equal(dZ[1], [0.0, 0.0])

    def test_is_log_of_the_classes_when_all_scores_are_equal(self):
        loss, dZ = softmax_cross_entropy(np.full((2, 4), 7.0), np.array([3, 0]))
        assert loss == pytest.approx(math.log(4), rel=1e-15)
        np.testing.assert_allclose(dZ, (0.25 - np.eye(4)[[3, 0]]) / 2, rtol=1e-15)

    def test_gradient_rows_sum_to_zero_and_a_shift_of_a_row_changes_nothing(self, rng):
        Z, y = rng.normal(size=(5, 3)), rng.integers(3, size=5)
        loss, dZ = softmax_cross_entropy(Z, y)
        np.testing.assert_allclose(dZ.sum(axis=1), 0.0, atol=1e-16)
        shifted, dS = softmax_cross_entropy(Z + rng.normal(size=(5, 1)), y)
        assert shifted == pytest.approx(loss, rel=1e-14)
        np.testing.assert_allclose(dS, dZ, rtol=1e-12, atol=1e-16)


class TestUnbroadcast:
    @pytest.mark.parametrize(("big", "small"), BROADCASTS)
    def test_equals_what_autograd_does_with_a_broadcast_operand(self, rng, big, small):
        weights = np.array(rng.normal(size=big))
        (operand,) = leaves(np.array(rng.normal(size=small)))
        (operand * torch.tensor(weights)).sum().backward()
        found = unbroadcast(*frozen(weights), small)
        assert np.shape(found) == small
        np.testing.assert_allclose(found, operand.grad.numpy(), **TIGHT)

    def test_keeps_the_total(self, rng):
        grad = rng.normal(size=(2, 3, 4))
        assert unbroadcast(grad, (3, 1)).sum() == pytest.approx(grad.sum(), rel=1e-13)


class TestMlpGradients:
    @pytest.mark.parametrize("sizes", [(7, 4, 5, 3), (3, 3, 3, 3), (1, 2, 6, 2), (8, 1, 1, 2)])
    def test_equals_autograd(self, rng, sizes):
        params, X, y = some_mlp(rng, *sizes)
        tensors = leaves(*params)
        W1, b1, W2, b2 = tensors
        scores = torch.nn.functional.linear(torch.relu(torch.nn.functional.linear(torch.tensor(X), W1, b1)), W2, b2)
        expected = torch.nn.functional.cross_entropy(scores, torch.tensor(y))
        expected.backward()
        loss, grads = mlp_gradients(list(frozen(*params)), *frozen(X, y))
        np.testing.assert_allclose(loss, expected.item(), **TIGHT)
        assert isinstance(grads, list)
        for got, tensor in zip(grads, tensors, strict=True):
            assert got.shape == tuple(tensor.shape)
            np.testing.assert_allclose(got, tensor.grad.numpy(), rtol=1e-12, atol=1e-13)

    def test_equals_central_differences(self, rng):
        params, X, y = some_mlp(rng, 6, 3, 4, 3)
        _, grads = mlp_gradients(params, X, y)
        for which, h in ((0, 1e-5), (1, 1e-5), (2, 1e-5), (3, 1e-5)):
            flat = np.zeros_like(grads[which]).ravel()
            for i in range(flat.size):
                ends = []
                for sign in (1, -1):
                    moved = [p.copy() for p in params]
                    moved[which].flat[i] += sign * h
                    ends.append(mlp_gradients(moved, X, y)[0])
                flat[i] = (ends[0] - ends[1]) / (2 * h)
            # Truncation h²/6·|f'''| is some 1e-10, rounding eps·|f|/h some 1e-11.
            np.testing.assert_allclose(grads[which].ravel(), flat, rtol=0, atol=5e-9)

    def test_does_not_change_when_every_row_is_repeated(self, rng):
        params, X, y = some_mlp(rng, 5, 2, 3, 2)
        loss, grads = mlp_gradients(params, X, y)
        again, twice = mlp_gradients(params, np.vstack([X, X]), np.concatenate([y, y]))
        assert again == pytest.approx(loss, rel=1e-14)
        for one, two in zip(grads, twice, strict=True):
            np.testing.assert_allclose(two, one, rtol=1e-12, atol=1e-15)
