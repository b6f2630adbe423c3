"""Values as short text that a learner can read and retype."""

import numpy as np
import pytest
from descent.showing import show, show_call


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (np.float64(1 / 3), "0.33333333"),
        (3, "3"),
        (True, "True"),
        (None, "None"),
        ("a", "'a'"),
        ((1.5,), "(1.5,)"),
        ((1, 2), "(1, 2)"),
        ([], "[]"),
        ({"lr": 0.1}, "{'lr': 0.1}"),
        (np.array([1.0, 2.5]), "array([1. , 2.5])"),
        (np.array([1, 2]), "array([1, 2], dtype=int64)"),
        (np.array(1.0, dtype=np.float32), "array(1., dtype=float32)"),
        (np.exp, "exp"),
        (np.random.default_rng(0), "Generator(PCG64)"),
        (iter([1]), "<list_iterator object>"),
        (list(range(25)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, …]"),
    ],
)
def test_a_value_reads_as_python(value, text):
    assert show(value) == text


@pytest.mark.parametrize(
    "huge", [list(range(10**6)), tuple(range(10**6)), "x" * 10**6, np.zeros(10**6), [[["x"] * 99] * 99] * 99]
)
def test_a_huge_value_is_cut(huge):
    assert len(show(huge)) <= 320


def test_a_cyclic_list_ends():
    cyclic = []
    cyclic.append(cyclic)
    assert show(cyclic) == "[[[[[…]]]]]"


def test_a_repr_that_is_not_written_yet_does_not_stop_the_call():
    class Value:
        def __repr__(self):
            raise NotImplementedError

    assert show_call("f", (Value(),), {"k": [1]}) == "f(<Value>, k=[1])"


def test_a_learners_print_options_do_not_change_the_report():
    with np.printoptions(precision=1, threshold=1, formatter={"all": lambda _: "?"}):
        assert show(np.array([1.25, 2.0])) == "array([1.25, 2.  ])"
