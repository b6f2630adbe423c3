"""Unit 06's `Value` against torch and finite differences: what it computes, and what it passes back."""

import math
import operator
import sys
from time import process_time

import numpy as np
import pytest
import torch
from reference.backprop import (
    Value,
)

TIGHT = {"rtol": 1e-12, "atol": 1e-14}


def leaves(*arrays):
    """The arrays as torch tensors that collect gradients."""
    return [torch.tensor(array, requires_grad=True) for array in arrays]


SCALARS = {
    "add": lambda a, b: a + b,
    "add a number": lambda a, b: 3 + a + b + 1,
    "subtract": lambda a, b: a - b,
    "from a number": lambda a, b: (5 - a) * b,
    "multiply": lambda a, b: a * b,
    "by a number": lambda a, b: -2 * a * b * 0.5,
    "divide": lambda a, b: a / b,
    "into a number": lambda a, b: 3 / a - 2 / b,
    "square": lambda a, b: a**2 * b,
    "root and reciprocal": lambda a, b: (a**2) ** 0.5 * b**-1,
    "exp": lambda a, b: (a * b).exp(),
    "relu": lambda a, b: (a * b).relu() + (a - 4 * b).relu(),
    "tanh": lambda a, b: (a + b).tanh() * a,
    "same value twice": lambda a, b: (a + a) * (a * a) + b / b,
    "diamond": lambda a, b: (a * b + a) * (a * b - b),
    "all at once": lambda a, b: ((a * b + a.exp()) ** 2 / (3 + b.tanh()) - (a / b).relu()).tanh() * a,
}


class TestValueForward:
    def test_computes_what_floats_compute_with_numbers_on_either_side(self):
        a, b = 1.7, -0.6
        for op in (operator.add, operator.sub, operator.mul, operator.truediv):
            for left, right in ((Value(a), Value(b)), (Value(a), b), (a, Value(b))):
                assert op(left, right).data == pytest.approx(op(a, b), rel=1e-15)
        assert (-Value(a)).data == -a
        assert (Value(a) ** 3).data == a**3
        assert (Value(a) ** -0.5).data == a**-0.5
        assert Value(a).exp().data == math.exp(a)
        assert Value(a).tanh().data == math.tanh(a)
        assert [Value(x).relu().data for x in (a, b, 0)] == [a, 0.0, 0.0]

    def test_keeps_data_and_gradient_as_floats(self):
        x = Value(3)
        assert (x.data, x.grad) == (3.0, 0.0)
        assert type(x.data) is float
        y = 2 * x
        y.backward()
        assert type(x.grad) is float

    def test_takes_numpy_scalars_on_either_side(self):
        assert (np.float64(2.0) * Value(3.0)).data == (Value(3.0) * np.float64(2.0)).data == 6.0

    def test_refuses_a_value_as_exponent(self):
        with pytest.raises(TypeError):
            Value(2.0) ** Value(3.0)


class TestBackward:
    @pytest.mark.parametrize("f", SCALARS.values(), ids=SCALARS.keys())
    @pytest.mark.parametrize(("x", "y"), [(0.7, -0.4), (-1.3, 2.1)])
    def test_equals_autograd(self, f, x, y):
        a, b = Value(x), Value(y)
        out = f(a, b)
        out.backward()
        at, bt = leaves(np.array(x), np.array(y))
        expected = f(at, bt)
        expected.backward()
        np.testing.assert_allclose(out.data, expected.item(), **TIGHT)
        np.testing.assert_allclose([a.grad, b.grad], [at.grad.item(), bt.grad.item()], **TIGHT)

    def test_gives_the_value_between_its_gradient_and_the_output_one(self):
        x = Value(3.0)
        square = x * x
        out = square * 2 + 1
        out.backward()
        assert (out.grad, square.grad, x.grad) == (1.0, 2.0, 12.0)

    def test_relu_is_flat_at_zero_and_a_power_of_zero_everywhere(self):
        for f in (lambda v: v.relu(), lambda v: v**0):
            x = Value(0.0)
            f(x).backward()
            assert x.grad == 0.0

    def test_leaves_accumulate_over_calls_and_interiors_do_not(self):
        x = Value(3.0)
        square = x * x
        out = 2 * square
        for call in (1, 2, 3):
            out.backward()
            assert (out.grad, square.grad, x.grad) == (1.0, 2.0, 12.0 * call)

    def test_two_outputs_add_up_in_the_leaf_that_they_share(self):
        x = Value(3.0)
        square = x * x
        one, two = 2 * square, square + x
        one.backward()
        two.backward()
        assert square.grad == 1.0
        assert x.grad == 12.0 + 7.0

    def test_goes_on_from_a_gradient_that_a_learner_has_reset(self):
        x = Value(2.0)
        y = x**3
        y.backward()
        x.grad = 0.0
        y.backward()
        assert x.grad == 12.0

    def test_on_a_leaf_adds_one(self):
        x = Value(5.0)
        x.backward()
        x.backward()
        assert x.grad == 2.0

    def test_leaves_alone_what_the_output_does_not_depend_on(self):
        x, y = Value(1.0), Value(2.0)
        other = x * y
        (x + 1).backward()
        assert (y.grad, other.grad) == (0.0, 0.0)

    def test_knows_no_recursion_limit(self):
        depth = 10 * sys.getrecursionlimit()
        x = v = Value(1.0)
        for _ in range(depth):
            v = v + 1e-4
        v.backward()
        assert x.grad == 1.0

    def test_takes_linear_time_on_chained_diamonds(self):
        # 10⁴ diamonds have 2^10000 paths: whoever walks paths instead of values never returns.
        x = v = Value(1.0)
        for _ in range(10_000):
            v = 0.5 * v + 0.5 * v
        start = process_time()
        v.backward()
        assert process_time() - start < 5
        assert x.grad == 1.0

    def test_trains_a_neuron_as_the_closed_form_says(self):
        w, b = Value(0.5), Value(-0.2)
        loss = sum((w * x + b - y) ** 2 for x, y in [(1.0, 2.0), (-2.0, 0.5), (3.0, 1.0)]) / 3
        loss.backward()
        r = [0.5 * x - 0.2 - y for x, y in [(1.0, 2.0), (-2.0, 0.5), (3.0, 1.0)]]
        assert w.grad == pytest.approx(2 / 3 * (r[0] - 2 * r[1] + 3 * r[2]), rel=1e-14)
        assert b.grad == pytest.approx(2 / 3 * sum(r), rel=1e-14)
