"""What an implementation did with a case is written down as it was, and nothing that it does stops the writing."""

import numpy as np
import pytest
from descent.observing import CHANGED_ARGUMENT, CHANGED_RESULT, MAX_VALUES, Case, Outcome, observer_from

from .observed import cell, outcome_of, outcomes_of


def readonly(array):
    array.flags.writeable = False
    return array


class TestValues:
    def test_a_call_is_one_value_and_is_written_as_it_can_be_retyped(self):
        case = Case("", (np.array([1.0, 2.0]),), {"lr": 0.1})
        (outcome,) = outcomes_of(lambda w, *, lr: w * lr, case, name="step")
        np.testing.assert_allclose(outcome.decoded(), [[0.1, 0.2]])
        assert outcome.calls == ["step(array([1., 2.]), lr=0.1)"]
        assert outcome == Outcome(outcome.values, outcome.calls)

    def test_an_observer_that_yields_gives_one_value_a_step_with_the_call_before_it(self):
        observer = "def observe(f, n):\n    for k in range(n):\n        yield f(k)\n"
        outcome = outcome_of(lambda k: k * k, 4, observer=observer)
        assert outcome.decoded() == [0, 1, 4, 9]
        assert outcome.calls == ["f(0)", "f(1)", "f(2)", "f(3)"]

    def test_an_observer_that_returns_gives_one_value(self):
        assert outcome_of(abs, -3, observer="def observe(f, n):\n    return [f(n), f(n)]\n").decoded() == [[3, 3]]

    def test_values_before_an_error_are_kept(self):
        observer = "def observe(f):\n    for k in (2, 1, 0):\n        yield f(k)\n"
        outcome = outcome_of(lambda k: 6 / k, observer=observer)
        assert outcome.decoded() == [3.0, 6.0]
        assert outcome.error[0] == "ZeroDivisionError"

    def test_a_result_that_changes_later_is_written_down_as_it_was(self):
        state = np.zeros(1)

        def step():
            state[...] += 1
            return state

        observer = "def observe(f):\n    for _ in range(3):\n        yield f()\n"
        assert [value[0] for value in outcome_of(step, observer=observer).decoded()] == [1, 2, 3]

    def test_a_generator_function_of_a_learner_is_not_mistaken_for_steps(self):
        def generator():
            yield 1.0

        (value,) = outcome_of(generator).decoded()
        assert value.type == "generator"

    def test_an_observer_may_read_a_learners_generator(self):
        def batches(n):
            yield from range(n)

        observer = "def observe(f, n):\n    for batch in f(n):\n        yield batch\n"
        assert outcome_of(batches, 3, observer=observer).decoded() == [0, 1, 2]

    def test_an_observer_has_numpy_and_its_own_helpers(self):
        observer = "def observe(f, x, g=lambda v: 2 * v):\n    return np.sum(g(f(x)))\n"
        assert outcome_of(lambda x: x, np.ones(3), observer=observer).decoded() == [6.0]
        assert observer_from(observer).__name__ == "observe"

    def test_an_endless_generator_is_cut_off(self):
        observer = "def observe(f):\n    while True:\n        yield f()\n"
        outcome = outcome_of(lambda: 1, observer=observer)
        assert outcome.error[0] == "ValueError"
        assert len(outcome.values) == MAX_VALUES + 1

    def test_a_result_that_is_too_large_is_an_error_and_not_a_crash(self):
        outcome = outcome_of(lambda: np.broadcast_to(1.0, (10**9,)))
        assert outcome.error[:2] == ("ValueError", "the value is larger than 8 MB")

    def test_a_class_is_given_to_the_observer_itself(self):
        namespace = cell("""
            class Counter:
                def __init__(self):
                    self.n = 0
                def up(self):
                    self.n += 1
                    return self.n
        """)
        observer = "def observe(cls):\n    c = cls()\n    c.up()\n    yield c.up()\n    yield isinstance(cls, type)\n"
        assert outcome_of(namespace["Counter"], observer=observer, name="Counter").decoded() == [2, True]
        method = namespace["Counter"].up
        assert outcome_of(method, observer=observer, name="Counter.up").decoded() == [2, True]

    @pytest.mark.parametrize("thing", [3.0, None, "f", np.ones(2)])
    def test_what_cannot_be_called_is_an_error_in_every_case(self, thing):
        first, second = outcomes_of(thing, (1,), (2,))
        assert first.error == second.error
        assert first.error[1] == f"`f` should be a function, but it is of type {type(thing).__name__}"

    def test_a_callable_object_is_as_good_as_a_function(self):
        assert outcome_of(np.vectorize(lambda v: 2 * v), np.ones(2)).decoded()[0].tolist() == [2, 2]


class TestPurity:
    @pytest.mark.parametrize(
        "change",
        [
            lambda w: w.__setitem__(0, 9),
            lambda w: w.__iadd__(1),
            lambda w: w.sort(),
            lambda w: setattr(w, "shape", (3, 1)),
            lambda w: w[1:].fill(9),
            lambda w: w.T.__imul__(2),
        ],
    )
    def test_a_changed_argument_is_flagged(self, change):
        assert outcome_of(change, np.array([3.0, 2.0, 1.0])).flags == [CHANGED_ARGUMENT]

    def test_a_change_that_is_undone_is_not_seen(self):
        def probe(w):
            w[0] += 1
            w[0] -= 1

        assert outcome_of(probe, np.zeros(2)).flags == []

    def test_a_change_before_an_error_is_flagged(self):
        def fails(w):
            w[0] = 9
            raise RuntimeError

        assert outcome_of(fails, np.zeros(2)).flags == [CHANGED_ARGUMENT]

    def test_writing_to_a_read_only_argument_is_flagged(self):
        outcome = outcome_of(lambda w: w.__iadd__(1), readonly(np.zeros(2)))
        assert outcome.flags == [CHANGED_ARGUMENT]
        assert outcome.error[0] == "ValueError"

    def test_writing_to_a_read_only_array_of_ones_own_is_no_change_of_an_argument(self):
        outcome = outcome_of(lambda w: np.broadcast_to(w, (2, 2)).__setitem__(0, 1), np.zeros(2))
        assert outcome.error[0] == "ValueError"
        assert outcome.flags == []

    @pytest.mark.parametrize("wrap", [lambda a: [a], lambda a: (a, [a]), lambda a: {"w": (a,)}])
    def test_arrays_in_lists_and_dictionaries_are_watched(self, wrap):
        def change(nested):
            while not isinstance(nested, np.ndarray):
                nested = nested["w"] if isinstance(nested, dict) else nested[0]
            nested += 1

        assert outcome_of(change, wrap(np.zeros(2))).flags == [CHANGED_ARGUMENT]

    @pytest.mark.parametrize(
        "change", [lambda grads: grads.pop(), lambda grads: grads.__setitem__(0, grads[0] * 2), list.clear]
    )
    def test_a_list_whose_items_are_exchanged_is_changed(self, change):
        assert outcome_of(change, [np.ones(2), np.ones(3)]).flags == [CHANGED_ARGUMENT]

    def test_keyword_arguments_are_watched(self):
        (outcome,) = outcomes_of(lambda *, w: w.fill(7), Case("", (), {"w": np.zeros(2)}))
        assert outcome.flags == [CHANGED_ARGUMENT]

    @pytest.mark.parametrize("pure", [lambda w: w, lambda w: w + 1, lambda w: w.copy().sort(), lambda w: w[::-1]])
    def test_a_pure_function_has_no_flags(self, pure):
        assert outcome_of(pure, np.array([3.0, np.nan])).flags == []

    def test_each_case_has_its_own_arrays(self):
        shared = np.zeros(2)
        first, second = outcomes_of(lambda w: w.__iadd__(1), (shared,), (shared,))
        assert first.decoded()[0].tolist() == second.decoded()[0].tolist() == [1, 1]


TWICE = "def observe(f, *args):\n    yield f(*args)\n    yield f(*args)\n"


class TestAliasing:
    def test_an_array_that_a_later_call_changes_is_flagged(self):
        buffer = np.zeros(2)

        def step():
            buffer[...] += 1
            return buffer

        assert outcome_of(step, observer=TWICE).flags == [CHANGED_RESULT]
        assert outcome_of(lambda: step().copy(), observer=TWICE).flags == []

    def test_a_view_of_a_buffer_counts_too(self):
        history = np.zeros((5, 2))

        def step():
            history[...] += 1
            return [history[0]]

        assert outcome_of(step, observer=TWICE).flags == [CHANGED_RESULT]

    def test_a_change_after_the_last_call_is_seen(self):
        observer = "def observe(f, w):\n    out = f(w)\n    w[...] = 5\n    yield 1\n"
        assert outcome_of(lambda w: w, np.zeros(2), observer=observer).flags == [CHANGED_RESULT]
        assert outcome_of(lambda w: w.copy(), np.zeros(2), observer=observer).flags == []
