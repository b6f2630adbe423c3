"""Equal up to rounding passes in every form that a contract allows; the rest is told in one sentence."""

import math
import warnings

import numpy as np
import pytest
import torch
from descent.codec import Opaque
from descent.comparing import RTOL, close, difference, kind
from hypothesis import given, settings
from hypothesis import strategies as st

finite = st.floats(-1e6, 1e6, allow_subnormal=False)


class TestTolerance:
    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(st.lists(finite, min_size=1, max_size=6), st.integers(0, 5), st.floats(-0.9, 0.9))
    def test_an_error_below_the_tolerance_of_the_largest_entry_passes(self, numbers, where, share):
        expected = np.array(numbers)
        scale = max(np.abs(expected).max(), 1e-3)
        got = expected.copy()
        got[where % len(got)] += share * RTOL * scale
        assert difference(expected, got) is None

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(st.lists(finite, min_size=1, max_size=6), st.integers(0, 5), st.sampled_from([-1, 1]))
    def test_an_error_of_three_times_the_tolerance_fails(self, numbers, where, sign):
        expected = np.array(numbers)
        scale = max(np.abs(expected).max(), 1e-3)
        got = expected.copy()
        got[where % len(got)] += 3 * sign * RTOL * scale
        assert difference(expected, got)

    def test_a_small_entry_beside_a_large_one_may_carry_its_rounding(self):
        assert difference(np.array([1e6, 1e-9]), np.array([1e6, 2e-9])) is None
        assert difference(np.array([1e-9]), np.array([1e-6]))

    def test_each_value_of_a_pair_has_its_own_scale(self):
        assert difference((1e6, 1.0), (1e6, 1.0001)) == "value 2 of 2: expected 1, got 1.0001"

    def test_the_tolerance_can_be_set(self):
        assert difference(1.0, 1.0001)
        assert difference(1.0, 1.0001, rtol=1e-3) is None

    def test_numbers_that_read_the_same_are_told_apart(self):
        problem = difference(np.array([1 / 3]), np.array([1 / 3 + 1e-8]))
        assert "largest difference is 1.0e-08" in problem
        assert difference(0.1, 0.1 + 1e-9).startswith("close to 0.1")


class TestZeroDimensions:
    @pytest.mark.parametrize("got", [2, 2.0, np.float64(2), np.int64(2), np.array(2.0), np.array(2)])
    @pytest.mark.parametrize("expected", [2.0, np.float64(2), np.array(2.0)])
    def test_any_kind_of_number_is_a_float(self, expected, got):
        assert difference(expected, got) is None

    @pytest.mark.parametrize("got", [2, np.int64(2), np.array(2), np.uint8(2)])
    def test_any_kind_of_whole_number_is_an_int(self, got):
        assert difference(2, got) is None

    @pytest.mark.parametrize("got", [2.0, np.float64(2)])
    def test_a_float_is_no_whole_number(self, got):
        assert difference(2, got) == "expected whole numbers, got float64"

    @pytest.mark.parametrize("got", [np.float32(0.5), np.array(0.5, dtype=np.float32), np.float16(0.5)])
    def test_a_shorter_float_is_not_a_float64_even_where_the_number_is_the_same(self, got):
        assert "expected float64 numbers, got float" in difference(0.5, got)
        assert difference(0.5, got, dtype=False) is None

    def test_a_number_is_not_an_array_of_one(self):
        assert difference(2.0, np.array([2.0])) == "expected shape (), got shape (1,)"
        assert difference(np.array([2.0]), 2.0) == "expected shape (1,), got shape ()"

    @pytest.mark.parametrize("got", ["2.0", [2.0], (2.0,), {"a": 2.0}, Opaque("Foo", "Foo()"), None])
    def test_what_is_not_a_number_is_named(self, got):
        problem = difference(2.0, got)
        assert "expected a number, got a" in problem or problem == "nothing was returned (`None`)"


class TestArrays:
    @pytest.mark.parametrize("dtype", ["float32", "float16", "int64", "int32", "bool"])
    def test_float64_is_not_replaced_by_another_type(self, dtype):
        assert difference(np.ones(2), np.ones(2, dtype=dtype)) == f"expected float64 numbers, got {dtype}"
        assert difference(np.ones(2), np.ones(2, dtype=dtype), dtype=False) is None

    def test_whole_numbers_may_have_any_width(self):
        assert difference(np.arange(3), np.arange(3, dtype=np.int32)) is None
        assert difference(np.arange(3), np.arange(3.0)) == "expected whole numbers, got float64"

    def test_a_mask_is_not_an_array_of_ones_and_zeros(self):
        mask = np.array([True, False])
        assert difference(mask, mask.copy()) is None
        assert difference(mask, np.array([1, 0])) == "expected True and False, got int64"
        assert difference(mask, ~mask)

    def test_another_shape_is_told_with_both_shapes(self):
        assert difference(np.ones((2, 3)), np.ones((3, 2))) == "expected shape (2, 3), got shape (3, 2)"

    def test_equal_numbers_in_another_memory_order_pass(self):
        array = np.arange(6.0).reshape(2, 3)
        assert difference(array, np.asfortranarray(array)) is None

    def test_a_list_is_not_an_array(self):
        assert difference(np.ones(2), [1.0, 1.0]) == "expected an array of shape (2,), got a list of length 2"

    def test_empty_arrays_are_equal_when_their_shapes_are(self):
        assert difference(np.ones((0, 2)), np.ones((0, 2))) is None
        assert difference(np.ones((0, 2)), np.ones((0, 3)))

    def test_nan_and_infinity_are_equal_to_themselves_only(self):
        special = np.array([math.nan, math.inf, -math.inf, 1.0])
        assert difference(special, special.copy()) is None
        for position in range(4):
            for other in (0.0, math.nan, math.inf, -math.inf):
                got = special.copy()
                got[position] = other
                same = np.array_equal(special, got, equal_nan=True)
                assert (difference(special, got) is None) == same

    def test_infinity_beside_finite_numbers_does_not_hide_their_errors(self):
        assert difference(np.array([math.inf, 1.0]), np.array([math.inf, 1.1]))

    def test_a_result_that_is_not_finite_is_called_so(self):
        assert "not finite" in difference(np.ones(2), np.array([1.0, math.nan]))

    def test_comparing_extremes_gives_no_warning(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert not close(np.array([1.7e308]), np.array([-1.7e308]))
            assert difference(np.array([1e308]), np.array([math.inf]))


class TestSequences:
    @pytest.mark.parametrize("kind_expected", [tuple, list])
    @pytest.mark.parametrize("kind_got", [tuple, list])
    def test_a_pair_may_be_a_tuple_or_a_list(self, kind_expected, kind_got):
        assert difference(kind_expected([1.0, np.ones(2)]), kind_got([1, np.ones(2)])) is None

    def test_the_value_that_differs_is_numbered(self):
        assert difference((1.0, 2.0), (1.0, 3.0)) == "value 2 of 2: expected 2, got 3"

    def test_too_few_values_are_counted(self):
        assert difference((1.0, 2.0), (1.0,)) == "expected 2 values, got 1"
        assert difference((1.0, 2.0), 1.0) == "expected 2 values, got a number"
        assert difference((1.0, 2.0), None) == "nothing was returned (`None`)"

    def test_an_array_is_not_a_pair(self):
        assert difference((1.0, 2.0), np.array([1.0, 2.0])) == "expected 2 values, got an array of shape (2,)"

    def test_dictionaries_need_the_same_keys_and_values(self):
        assert difference({"lr": 1.0, "w": np.ones(2)}, {"w": np.ones(2), "lr": 1}) is None
        assert difference({"lr": 1.0}, {"lr": 2.0}) == "lr: expected 1, got 2"
        assert difference({"lr": 1.0}, {"rate": 1.0})
        assert difference({"lr": 1.0}, None)


class TestOtherValues:
    @pytest.mark.parametrize("got", [True, np.True_, np.array(True)])
    def test_true_may_be_numpys(self, got):
        assert difference(True, got) is None
        assert difference(np.True_, got) is None
        assert difference(False, got)

    @pytest.mark.parametrize("got", [1, 1.0, "True", None, np.array([True])])
    def test_a_truth_is_not_a_number(self, got):
        assert difference(True, got).startswith("expected True, got")

    def test_strings_are_equal_or_shown(self):
        assert difference("nesterov", "nesterov") is None
        assert difference("nesterov", "adam") == "expected 'nesterov', got 'adam'"
        assert difference("nesterov", None) == "nothing was returned (`None`)"

    def test_none_is_a_result_where_it_is_expected(self):
        assert difference(None, None) is None
        assert difference([None, 1.0], [None, 1.0]) is None
        assert difference(None, 0.0) == "expected `None`, got 0"

    def test_opaque_values_are_equal_when_they_read_the_same(self):
        assert difference(Opaque("set", "{1}"), Opaque("set", "{1}")) is None
        assert difference(Opaque("set", "{1}"), Opaque("set", "{2}"))

    def test_tensors_are_compared_in_numbers_type_and_autograd(self):
        tensor = torch.ones(2, requires_grad=True)
        assert difference(tensor, torch.ones(2, requires_grad=True)) is None
        assert "cut off from autograd" in difference(tensor, torch.ones(2))
        assert difference(torch.ones(2), torch.ones(2, dtype=torch.float64)) == "expected float32 numbers, got float64"
        assert difference(torch.ones(2), np.ones(2)) == "expected a tensor, got an array of shape (2,)"
        assert difference(torch.ones(2), torch.zeros(2))

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (Opaque("int", "1" * 99), "an int"),
            (Opaque("generator", ""), "a generator"),
            (np.ones(3), "an array of shape (3,)"),
            ((1, 2), "a tuple of length 2"),
            (None, "nothing (`None`)"),
            ("text", "a str"),
        ],
    )
    def test_a_value_is_named_in_a_few_words(self, value, words):
        assert kind(value) == words
