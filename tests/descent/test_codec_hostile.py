"""Whatever a learner's objects say of themselves, and whatever a sender writes: plain data or a refusal, soon."""

import itertools
import json
import math
import time
import tracemalloc

import numpy as np
import pytest
import torch
from descent import codec
from descent.codec import Opaque, decode, dumps, encode, loads
from hypothesis import given, settings
from hypothesis import strategies as st


def there_and_back(value):
    return decode(loads(dumps(encode(value))))


def boom(*_args, **_kwargs):
    raise AssertionError("a learner's method was asked")


class LyingFloat(float):
    __float__ = __repr__ = __eq__ = __array__ = __reduce__ = __class__ = property(boom)
    __hash__ = None


class LyingInt(int):
    __int__ = __index__ = __repr__ = __eq__ = __abs__ = __reduce__ = boom
    __hash__ = None


class LyingStr(str):
    __str__ = __repr__ = __eq__ = __len__ = __getitem__ = encode = isascii = boom
    __hash__ = None


class LyingList(list):
    __iter__ = __len__ = __getitem__ = __repr__ = __eq__ = __reduce__ = boom


class LyingTuple(tuple):
    __iter__ = __len__ = __getitem__ = __repr__ = __eq__ = __reduce__ = boom


class LyingDict(dict):
    items = keys = __iter__ = __len__ = __getitem__ = __repr__ = __eq__ = boom


class LyingArray(np.ndarray):
    __array__ = __array_ufunc__ = __array_function__ = __repr__ = tobytes = view = boom
    dtype = shape = flags = nbytes = property(boom)


class LyingScalar(np.float64):
    __array__ = __float__ = __repr__ = __eq__ = tobytes = item = boom
    __hash__ = None


class LyingTensor(torch.Tensor):
    requires_grad = property(boom)

    @classmethod
    def __torch_function__(cls, *args, **kwargs):
        return torch.full((3,), 42.0)


class TestSubclassesThatLie:
    @pytest.mark.parametrize(
        ("value", "base"),
        [
            (LyingFloat(1.5), 1.5),
            (LyingInt(7), 7),
            (LyingStr("text"), "text"),
            (LyingList([1, 2]), [1, 2]),
            (LyingTuple((1, 2)), (1, 2)),
            (LyingDict(a=1), {"a": 1}),
            (LyingScalar(2.5), np.float64(2.5)),
            (np.str_("word"), "word"),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_are_reduced_to_their_base_without_being_asked(self, value, base):
        back = there_and_back(value)
        assert type(back) is type(base)
        assert back == base

    def test_an_array_subclass_is_reduced_to_an_array(self):
        base = np.arange(3.0)
        array = np.ndarray.__new__(LyingArray, (3,), np.float64, base.data)
        back = there_and_back(array)
        assert type(back) is np.ndarray
        assert (back == base).all()

    def test_a_masked_array_shows_its_data(self):
        assert (there_and_back(np.ma.array([1.0, 2.0], mask=[True, False])) == [1, 2]).all()

    def test_a_tensor_subclass_cannot_answer_for_its_numbers(self):
        lying = torch.Tensor._make_subclass(LyingTensor, torch.ones(3))
        assert torch.equal(there_and_back(lying), torch.ones(3))

    @pytest.mark.parametrize(
        "claimed", [bool, int, float, str, list, dict, np.ndarray, np.float64, torch.Tensor, Opaque]
    )
    def test_an_object_that_claims_another_class_is_opaque(self, claimed):
        class Claim:
            __class__ = property(lambda _: claimed)

        assert there_and_back(Claim()).type == "Claim"

    @pytest.mark.parametrize("failing", [boom, lambda _: 5, lambda _: LyingStr("x" * 999)])
    def test_a_repr_that_misbehaves_does_not_stop_the_report(self, failing):
        thing = type("Thing", (), {"__repr__": failing})()
        assert there_and_back(thing).type == "Thing"

    def test_a_repr_that_exits_does_not_stop_the_report(self):
        def leave(_self):
            raise SystemExit

        assert there_and_back(type("Thing", (), {"__repr__": leave})()) == Opaque("Thing", "")

    def test_a_metaclass_cannot_answer_for_the_name(self):
        class Meta(type):
            __name__ = property(boom)

        assert there_and_back(Meta("Real", (), {})()).type == "Real"

    def test_a_dictionary_that_changes_while_it_is_read_does_not_stop_the_report(self):
        changing = {}

        class Key:
            def __repr__(self):
                changing[len(changing)] = 1
                return "key"

        changing.update({Key(): 1, Key(): 2})
        assert list(there_and_back(changing).values()) == [2]  # two keys that read the same are one


class TestEndlessAndHuge:
    def test_a_cyclic_list_ends(self):
        cyclic = []
        cyclic.append(cyclic)
        assert "opaque" in dumps(encode(cyclic))

    def test_a_cyclic_list_that_branches_ends_soon(self, monkeypatch):
        monkeypatch.setattr(codec, "MAX_BYTES", 2_000_000)
        cyclic = []
        cyclic += [cyclic] * 9
        started = time.perf_counter()
        with pytest.raises(ValueError, match="larger than"):
            encode(cyclic)
        assert time.perf_counter() - started < 5

    def test_shared_lists_that_would_unfold_to_millions_end_soon(self, monkeypatch):
        monkeypatch.setattr(codec, "MAX_BYTES", 2_000_000)
        shared = [0]
        for _ in range(100):
            shared = [shared, shared]
        started = time.perf_counter()
        with pytest.raises(ValueError, match="larger than"):
            encode(shared)
        assert time.perf_counter() - started < 5

    def test_an_endless_iterator_is_not_read(self):
        assert there_and_back(itertools.count()).type == "count"

    @pytest.mark.parametrize(
        "huge",
        [
            np.broadcast_to(1.0, (10**6, 10**6)),
            torch.ones(1).expand(10**12),
            [np.broadcast_to(1.0, (10**6,))] * 5,
        ],
        ids=["array", "tensor", "together"],
    )
    def test_size_is_refused_before_memory_is_spent(self, huge):
        tracemalloc.start()
        try:
            with pytest.raises(ValueError, match="larger than 8 MB"):
                encode(huge)
            assert tracemalloc.get_traced_memory()[1] < 5 * codec.MAX_BYTES
        finally:
            tracemalloc.stop()

    @pytest.mark.parametrize(
        "small", [0, 0.5, True, None, {}, [], (), np.zeros(0), object()], ids=lambda value: type(value).__name__
    )
    def test_small_things_cost_what_they_weigh(self, small, monkeypatch):
        monkeypatch.setattr(codec, "MAX_BYTES", 1_000_000)
        with pytest.raises(ValueError, match="larger than 1 MB"):
            encode([small] * 20_000)

    def test_a_long_text_becomes_opaque(self):
        assert there_and_back("x" * (codec.MAX_TEXT + 1)).type == "str"
        assert there_and_back("x" * codec.MAX_TEXT) == "x" * codec.MAX_TEXT

    def test_a_huge_set_is_abbreviated(self):
        assert len(there_and_back(set(range(10**5))).text) <= codec.REPR_LENGTH


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=10,
)
pieces = json_values | st.sampled_from(
    ["", "AAAA", "AAAAAAAAAAA=", "float64", "int8", "object", "F", True, [], [1], [-1], [0, 10**30], [True], [[1]], {}]
)
TAGS = ["array", "dtype", "shape", "scalar", "order", "readonly", "tensor", "requires_grad"]
TAGS += ["float", "tuple", "dict", "opaque", "text"]
forged = st.deferred(
    lambda: (
        st.dictionaries(
            st.sampled_from(TAGS),
            pieces | forged,
            max_size=5,
        )
        | st.fixed_dictionaries({"array": pieces, "dtype": pieces, "shape": pieces})
        | st.fixed_dictionaries({"tensor": pieces | forged, "requires_grad": pieces})
        | st.fixed_dictionaries({"dict": st.lists(st.lists(pieces | forged, max_size=3), max_size=3)})
        | st.fixed_dictionaries({"tuple": pieces | st.lists(forged, max_size=3)})
        | st.fixed_dictionaries({"opaque": pieces, "text": pieces})
    )
)
PLAIN = (type(None), bool, int, float, str, tuple, list, dict, np.ndarray, np.generic, torch.Tensor, Opaque)


def read(data):
    """Decode, or `None` where `ValueError` says that nothing could have written this."""
    try:
        return decode(data)
    except ValueError:
        return None


class TestDecodingTrustsNothing:
    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(forged | json_values)
    def test_any_json_gives_plain_data_or_a_value_error(self, data):
        assert isinstance(read(data), PLAIN)

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(forged)
    def test_what_was_decoded_can_be_encoded_again(self, data):
        dumps(encode(read(data))).encode("utf-8")

    @pytest.mark.parametrize(
        "data",
        [
            object(),
            {"pickle": "gASVIAAAAA=="},
            {"array": "", "dtype": [], "shape": [0]},
            {"array": "", "dtype": "object", "shape": [0]},
            {"array": "", "dtype": "int8", "shape": [0, 10**30]},
            {"array": "AAAA", "dtype": "int8", "shape": [-3, -1]},
            {"array": "AAAA", "dtype": "int8", "shape": [4]},
            {"array": "AAA", "dtype": "int8", "shape": [2]},
            {"array": "AAAA", "dtype": "int8", "shape": [1] * 17 + [3]},
            {"array": "AAAA", "dtype": "int8", "shape": [3], "scalar": True},
            {"array": "AAAA", "dtype": "int8", "shape": [3.0]},
            {"tensor": {"array": "AA==", "dtype": "int8", "shape": [1]}, "requires_grad": True},
            {"tensor": {"tuple": []}, "requires_grad": False},
            {"dict": [[[], 1]]},
            {"dict": [[{"tuple": [1, 2]}, 1]]},
            {"dict": [["a"]]},
            {"dict": [[{"array": "", "dtype": "int8", "shape": [0]}, 1]]},
            {"float": "1e5"},
            {"float": ["nan"]},
            {"opaque": "a", "text": 1},
            {"opaque": "a", "text": "\ud800"},
            "\ud800",
            "x" * (codec.MAX_TEXT + 1),
            10**400,
            2**63,
            math.inf,
            math.nan,
        ],
    )
    def test_forgeries_are_refused(self, data):
        with pytest.raises(ValueError, match=r"."):
            decode(data)

    def test_deep_nesting_is_refused(self):
        data = []
        for _ in range(100):
            data = [data]
        with pytest.raises(ValueError, match="deeply"):
            decode(data)

    @pytest.mark.parametrize(
        "text", ["[" * 200_000, "NaN", "Infinity", "[1,]", "", "'a'", b"\xff\xfe", "1" * 5000, '{"a": -Infinity}']
    )
    def test_text_that_is_not_strict_json_is_refused(self, text):
        with pytest.raises(ValueError, match=r"."):
            loads(text)

    def test_an_infinite_number_cannot_be_smuggled_in_as_json(self):
        with pytest.raises(ValueError, match="not finite"):
            decode(loads("1e999"))

    def test_encoded_data_is_one_line_of_strict_json(self):
        line = dumps(encode({"a": [math.nan, "two\nlines", np.ones(2)]}))
        assert "\n" not in line
        json.loads(line, parse_constant=boom)
