"""From outcomes to points and to the first thing that went wrong."""

# ruff: noqa: ARG001, ARG005
import numpy as np
import pytest
from descent.observing import CHANGED_ARGUMENT, CHANGED_RESULT, Case, Outcome, run
from descent.verdict import judge_outcomes
from hypothesis import given, settings
from hypothesis import strategies as st

from .shrinking import CASES, STEPS, answers_for, ascent, in_place, is_shifted, judged, reference, right_in, wrong

LOOP = "def observe(f, n):\n    for k in f(n):\n        yield k\n"


class TestScore:
    def test_the_right_function_has_all_points(self):
        verdict = judged(reference)
        assert (verdict.score, verdict.points, verdict.passed, verdict.diagnosis) == (2, 2, True, None)
        assert verdict.message == "All 4 cases are right."
        assert verdict.failure is None
        assert verdict.cases == [("a vector", True), ("zeros", True), ("a matrix", True), ("a number", True)]

    @pytest.mark.parametrize(
        ("notes", "score"),
        [
            (["a vector", "zeros", "a matrix"], 1.5),
            (["a vector", "a number"], 1.0),
            (["a vector"], 0.0),
            ([], 0.0),
        ],
    )
    def test_points_are_in_proportion_from_half_of_the_cases_on(self, notes, score):
        verdict = judged(right_in(*notes))
        assert verdict.score == score
        assert not verdict.passed
        assert [note for note, right in verdict.cases if right] == notes

    def test_cases_that_were_never_reached_are_wrong(self):
        answers = answers_for()
        outcomes = list(run(answers.task, reference))
        verdict = judge_outcomes(answers, outcomes[:2])
        assert verdict.score == 1.0
        assert verdict.message == "Your code ended the process before it could be judged."
        assert judge_outcomes(answers, []).score == 0.0

    def test_outcomes_beyond_the_cases_earn_nothing(self):
        answers = answers_for()
        outcomes = list(run(answers.task, reference))
        assert judge_outcomes(answers, [Outcome(), *outcomes, *outcomes]).score == 0.0

    def test_a_flag_fails_a_case_whose_numbers_are_right(self):
        def in_place(w, *, lr):
            w *= 1 - lr
            w += 1
            return w

        verdict = judged(in_place)
        assert verdict.score == 0
        assert verdict.message.startswith("Your code changes an array that it was given.")
        assert verdict.failure.problem == "an argument was changed by the call"

    def test_a_result_that_changes_later_fails(self):
        buffer = np.zeros(())
        observer = "def observe(f, w, *, lr):\n    yield f(w, lr=lr)\n    yield f(w + 1, lr=lr)\n"

        def reusing(w, *, lr):
            buffer[...] = reference(w, lr=lr)
            return buffer

        verdict = judged(reusing, cases=CASES[3:], observer=observer)
        assert verdict.score == 0
        assert verdict.message == "A later call changes an array that you returned earlier. Return a copy."

    def test_more_or_fewer_results_than_expected_fail(self):
        answers = answers_for(range, [Case("three", (3,))], observer=LOOP)
        assert judge_outcomes(answers, list(run(answers.task, range))).passed
        verdict = judge_outcomes(answers, list(run(answers.task, lambda n: range(n - 1))))
        assert verdict.failure.problem == "expected 3 results, got 2"

    def test_the_tolerance_of_the_exercise_counts(self):
        def nearly(w, *, lr):
            return reference(w, lr=lr) * (1 + 1e-7)

        assert not judged(nearly).passed
        assert judged(nearly, rtol=1e-6).passed

    def test_a_comparison_decides_alone_and_is_told_the_arguments(self):
        def compare(expected, got, w, *, lr):
            return None if got[0] == [w.size, lr] else f"not {expected[0]}"

        def answer(w, *, lr):
            return [w.size, lr]

        assert judged(answer, answers_for(answer, compare=compare)).passed
        verdict = judged(reference, answers_for(answer, compare=compare))
        assert verdict.score == 0
        assert "not [3, 0.5]" in verdict.failure.problem or "could not be read" in verdict.failure.problem

    def test_a_comparison_that_stumbles_over_a_result_fails_the_case(self):
        def compare(expected, got):
            return None if got[0].sum() == 3 else "no"

        answers = answers_for(lambda: np.ones(3), [Case("", ())], compare=compare)
        verdict = judged(lambda: "text", answers)
        assert verdict.score == 0
        assert "could not be read (AttributeError" in verdict.failure.problem


class TestFailure:
    def test_it_shows_the_first_wrong_case_with_call_expectation_and_result(self):
        verdict = judged(right_in("a vector", "zeros"))
        failure = verdict.failure
        assert failure.note == "a matrix"
        assert failure.call == "shrink(array([[1., 2.],\n       [3., 5.]]), lr=0.1)"
        np.testing.assert_allclose(failure.expected, reference(CASES[2].args[0], lr=0.1))
        np.testing.assert_allclose(failure.got, failure.expected + 1)
        assert verdict.hint == "Think."

    def test_it_shows_the_step_that_first_went_wrong(self):
        count = iter(range(99))

        def wrong_at_the_second_step(w, *, lr):
            return reference(w, lr=lr) + (next(count) == 1)

        failure = judged(wrong_at_the_second_step, cases=CASES[3:], observer=STEPS).failure
        assert failure.call == "shrink(2.8, lr=0.1)"
        assert (float(failure.expected), float(failure.got)) == pytest.approx((3.52, 4.52))

    def test_an_error_comes_with_the_call_that_raised_it_and_the_traceback(self):
        count = iter(range(99))

        def raises_at_the_third_step(w, *, lr):
            return reference(w, lr=lr) / (next(count) != 2)

        failure = judged(lambda w, *, lr: 1 / 0, cases=CASES[3:], observer=STEPS).failure
        assert failure.problem == "ZeroDivisionError: division by zero"
        assert failure.traceback.endswith("ZeroDivisionError: division by zero")
        assert failure.got is None
        failure = judged(raises_at_the_third_step, cases=CASES[3:], observer=STEPS).failure
        assert failure.expected is not None


class TestNothingStopsTheVerdict:
    junk = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["array", "dtype", "shape", "tuple", "dict", "float", "tensor"]), inner)
            | st.builds(lambda value: {"array": value, "dtype": "float64", "shape": [1]}, inner)
        ),
        max_leaves=6,
    )

    @settings(max_examples=80, deadline=None, derandomize=True)
    @given(
        st.lists(
            st.builds(
                Outcome,
                values=st.lists(junk, max_size=4),
                calls=st.lists(st.text(max_size=5), max_size=2),
                flags=st.lists(st.sampled_from([CHANGED_ARGUMENT, CHANGED_RESULT, "?"]), max_size=2),
                error=st.none() | st.tuples(st.sampled_from(["TimeUp", "", "ValueError"]), st.text(), st.text()),
            ),
            max_size=6,
        ),
        st.sampled_from([None, STEPS]),
    )
    def test_whatever_an_outcome_holds(self, outcomes, observer):
        answers = answers_for(observer=observer, mistakes=[ascent, in_place, ("s", reference, is_shifted)])
        verdict = judge_outcomes(answers, outcomes)
        assert verdict.score == 0
        assert verdict.message

    def test_a_result_that_cannot_be_read_is_wrong_and_shown_as_such(self):
        answers = answers_for()
        bad = Outcome(values=[{"array": "", "dtype": "object", "shape": [0]}])
        verdict = judge_outcomes(answers, [bad] * 4)
        assert verdict.failure.problem.startswith("the result is not plain data")
        assert repr(verdict.failure.got) == "<result that cannot be read>"

    @pytest.mark.parametrize("number", [1.7e308, -1.7e308, 5e-324])
    def test_extremes_under_strict_numpy_settings(self, number):
        with np.errstate(all="raise"):
            assert judged(wrong(lambda r: np.full_like(r, number))).score == 0

    def test_verdicts_of_passing_cases_survive_undecodable_neighbours(self):
        answers = answers_for()
        outcomes = list(run(answers.task, reference))
        outcomes[3] = Outcome(values=[{"float": "1"}])
        assert judge_outcomes(answers, outcomes).score == 1.5
