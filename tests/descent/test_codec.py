"""Plain data and back: nothing is lost on the way, and nothing but data comes through."""

import math

import numpy as np
import pytest
import torch
from descent.codec import DTYPES, Opaque, decode, dumps, encode, loads
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

quickly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def there_and_back(value):
    return decode(loads(dumps(encode(value))))


def same(one, other):
    """Equality that tells -0.0 from 0.0, a tuple from a list, float32 from float64, and takes nan for nan."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        plain = one.shape == other.shape and one.dtype == other.dtype and one.tobytes() == other.tobytes()
        return plain and one.flags.writeable == other.flags.writeable
    if isinstance(one, np.generic):
        return one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if isinstance(one, float):
        return (math.isnan(one) and math.isnan(other)) or (one == other and math.copysign(1, one * other) >= 0)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(map(same, one, other)) == [True] * len(one) and all(map(same, one.values(), other.values()))
    return one == other


arrays = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"]))
)
keys = st.text(max_size=5) | st.integers(-9, 9)
values = st.recursive(
    scalars | arrays | arrays.map(lambda array: array[(0,) * array.ndim] if array.size else array),
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple) | st.dictionaries(keys, inner),
    max_leaves=12,
)


class TestRoundTrip:
    @quickly
    @given(values)
    def test_every_plain_value_survives(self, value):
        assert same(there_and_back(value), value)

    @pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.7976931348623157e308])
    def test_special_floats_survive_as_floats_and_in_arrays(self, value):
        assert same(there_and_back(value), value)
        assert same(there_and_back(np.array([value])), np.array([value]))
        assert same(there_and_back(np.float64(value)), np.float64(value))

    @pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1,), (2, 3)])
    def test_zero_dimensional_and_empty_arrays_keep_their_shape(self, shape):
        back = there_and_back(np.ones(shape))
        assert isinstance(back, np.ndarray)
        assert back.shape == shape

    def test_a_fortran_ordered_array_comes_back_in_fortran_order(self):
        array = np.asfortranarray(np.arange(6.0).reshape(2, 3))
        back = there_and_back(array)
        assert back.flags.f_contiguous
        assert not back.flags.c_contiguous
        assert (back == array).all()

    def test_a_strided_view_comes_back_as_the_numbers_that_it_shows(self):
        array = np.arange(12.0).reshape(3, 4)
        assert (there_and_back(array[::-1, ::2]) == array[::-1, ::2]).all()

    def test_a_read_only_array_comes_back_read_only_and_others_writeable(self):
        array = np.ones(3)
        assert there_and_back(array).flags.writeable
        array.flags.writeable = False
        assert not there_and_back(array).flags.writeable

    def test_decoded_arrays_share_no_memory(self):
        data = encode(np.ones(3))
        one, other = decode(data), decode(data)
        one[:] = 2
        assert (other == 1).all()

    def test_integers_of_64_bits_survive_and_larger_ones_become_opaque(self):
        assert there_and_back(2**63 - 1) == 2**63 - 1
        assert there_and_back(2**63) == Opaque("int", str(2**63))
        assert there_and_back(10**30) == Opaque("int", str(10**30))
        assert there_and_back(10**10_000).type == "int"
        assert there_and_back(np.array([2**64 - 1], dtype=np.uint64))[0] == 2**64 - 1

    @pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "bool", "uint8"])
    @pytest.mark.parametrize("requires_grad", [False, True])
    def test_a_tensor_keeps_numbers_type_and_requires_grad(self, dtype, requires_grad):
        requires_grad = requires_grad and dtype.startswith("float")
        tensor = torch.tensor([[1, 0, 1]], dtype=getattr(torch, dtype)).requires_grad_(requires_grad)
        back = there_and_back([tensor])[0]
        assert back.dtype == tensor.dtype
        assert back.requires_grad == requires_grad
        assert torch.equal(back, tensor)

    def test_a_parameter_and_a_transposed_view_are_tensors_with_the_right_numbers(self):
        parameter = torch.nn.Parameter(torch.arange(6.0).reshape(2, 3))
        back = there_and_back(parameter)
        assert type(back) is torch.Tensor
        assert back.requires_grad
        assert torch.equal(there_and_back(parameter.detach().T), parameter.detach().T)

    def test_tensors_that_numpy_does_not_know_become_opaque(self):
        assert there_and_back(torch.ones(2, dtype=torch.bfloat16)).type == "Tensor"
        assert there_and_back(torch.ones(2, 2).to_sparse()).type == "Tensor"

    @pytest.mark.parametrize(
        "value",
        [
            1j,
            np.array([1j]),
            np.array(["a"]),
            np.array([None]),
            np.ones(2, ">f8"),
            np.ones([1] * 17),
            {1, 2},
            b"x",
            object(),
            range(3),
            np.array,
        ],
    )
    def test_what_is_not_plain_data_becomes_opaque(self, value):
        back = there_and_back(value)
        assert isinstance(back, Opaque)
        assert back.type == type(value).__name__

    def test_an_opaque_value_travels_on_unchanged(self):
        assert there_and_back(Opaque("Foo", "Foo(1)")) == Opaque("Foo", "Foo(1)")

    def test_the_text_of_an_opaque_value_does_not_depend_on_its_address(self):
        class Thing:
            pass

        assert encode(Thing()) == encode(Thing())
        assert "0x" not in encode(lambda: None)["text"]

    def test_halves_of_surrogate_pairs_become_text_that_can_be_stored(self):
        back = there_and_back("a\ud800b")
        assert back.encode("utf-8").startswith(b"a")
        assert there_and_back("∇f 😀") == "∇f 😀"
