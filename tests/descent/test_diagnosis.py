"""The sentence that a learner reads: a mistake by its name, or what can be said without one."""

# ruff: noqa: ARG001, ARG005
from dataclasses import replace

import numpy as np
import pytest
from descent.answers import from_data, to_data
from descent.codec import dumps, encode, loads
from descent.observing import CHANGED_ARGUMENT, Case, Outcome, Task
from descent.verdict import Answers, KnownMistake, same_outcome

from .shrinking import (
    CASES,
    STEPS,
    answers_for,
    ascent,
    forgets_one,
    in_place,
    is_shifted,
    judged,
    reference,
    right_in,
    wrong,
)


class TestMessage:
    """What is said when no mistake of the exercise explains the failure."""

    @pytest.mark.parametrize(
        ("implementation", "sentence"),
        [
            (wrong(lambda r: None), "Your function returns nothing. Is the `return` missing?"),
            (wrong(lambda r: r.astype(np.float32)), "The result is float32: somewhere half of the digits are thrown"),
            (wrong(lambda r: -r), "The sign is wrong: the result is minus what was expected."),
            (
                wrong(lambda r: 2 * r),
                "The direction is right, the size is not: the result is 2 times what was expected.",
            ),
            (wrong(lambda r: -3 * r), "The sign is wrong, and the size: the result is -3 times what was expected."),
            (wrong(lambda r: r[:1]), "The shape should be (3,), yours is (1,)."),
            (wrong(lambda r: r.reshape(-1, 1)), "The shape should be (3,), yours is (3, 1)."),
            (wrong(lambda r: r * np.nan), "The result contains nan (not a number)"),
            (wrong(lambda r: r + np.inf), "In the case «a vector»: expected array([1.5, 0. , 3. ]), got array([inf"),
            (
                wrong(list),
                "In the case «a vector»: expected an array of shape (3,), got a list of length 3.",
            ),
            (
                wrong(lambda r: 1j * r),
                "In the case «a vector»: expected an array of shape (3,), got an array that holds no real numbers.",
            ),
            (wrong(lambda r: r.sum()), "The shape should be (3,), yours is ()."),
            (wrong(lambda r: r + 0.1), "In the case «a vector»: expected array([1.5, 0. , 3. ]), got array([1.6"),
            (wrong(lambda r: 1 / 0), "Your code raised ZeroDivisionError: division by zero."),
            (wrong(lambda r: int("x")), "Your code raised ValueError: invalid literal"),
            (lambda w: w, "Your code raised TypeError: "),
            (lambda w, *, lr: (_ for _ in ()).throw(RecursionError()), "Your function calls itself too often."),
            (5, "Your code raised TypeError: `shrink` should be a function, but it is of type int."),
        ],
    )
    def test_it_names_what_was_seen(self, implementation, sentence):
        verdict = judged(implementation)
        assert verdict.message.startswith(sentence)
        assert verdict.diagnosis is None
        assert verdict.score == 0

    @pytest.mark.parametrize("shape", [(2, 3), (2, 2)])
    def test_a_transposed_matrix_is_recognised_also_when_it_is_square(self, shape):
        matrix = np.arange(1.0, 1 + np.prod(shape)).reshape(shape)
        answers = answers_for(lambda m: m @ m.T @ m, [Case("a matrix", (matrix,))])
        assert judged(lambda m: (m @ m.T @ m).T, answers).message == "The result is transposed."

    def test_an_endless_loop_is_named(self):
        def loops(w, *, lr):
            while True:
                pass

        answers = answers_for()
        answers = Answers(Task("shrink", answers.task.cases, None, 0.1), 2, answers.expected)
        verdict = judged(loops, answers)
        assert verdict.message == (
            "Your code was stopped: it did not finish within 0.1 seconds. Is there a loop that never ends?"
        )
        assert verdict.score == 0

    def test_a_stub_is_not_written_yet(self):
        def stub(w, *, lr):
            raise NotImplementedError

        assert judged(stub).message.startswith("Not written yet")

        def partly(w, *, lr):
            if w.ndim < 2:
                return reference(w, lr=lr)
            raise NotImplementedError

        assert judged(partly).message == "Your code raised NotImplementedError."

    def test_several_results_of_nothing_are_nothing(self):
        observer = "def observe(f, w, *, lr):\n    yield f(w, lr=lr)\n    yield f(w, lr=lr)\n"
        verdict = judged(wrong(lambda _: None), observer=observer)
        assert verdict.message == "Your function returns nothing. Is the `return` missing?"

    def test_a_single_number_has_no_direction(self):
        verdict = judged(wrong(lambda r: 2 * r), cases=CASES[3:])
        assert verdict.message == "In the case «a number»: expected 2.8, got 5.6."

    def test_float32_is_no_reproach_where_float32_is_expected(self):
        answers = answers_for(lambda: np.ones(2, dtype=np.float32), [Case("", ())])
        assert "float32:" not in judged(lambda: 3 + np.ones(2, dtype=np.float32), answers).message

    def test_big_whole_numbers_do_not_overflow_in_a_relation(self):
        answers = answers_for(lambda: np.array([3 * 10**9, 5 * 10**9]), [Case("", ())])
        assert "2 times" in judged(lambda: np.array([6 * 10**9, 10**10]), answers).message


class TestDiagnosis:
    def test_a_mistake_is_recognised_by_its_numbers(self):
        answers = answers_for(mistakes=[ascent, forgets_one])
        verdict = judged(lambda w, *, lr: w + lr * w + 1, answers)
        assert (verdict.diagnosis, verdict.message) == ("ascent", "You made the mistake ascent.")
        assert judged(lambda w, *, lr: w - lr * w, answers).diagnosis == "forgets one"

    def test_it_must_be_wrong_where_the_mistake_is_wrong_and_only_there(self):
        answers = answers_for(mistakes=[ascent])  # which is right for zeros
        other = judged(lambda w, *, lr: w + lr * w + (2 if not w.any() else 1), answers)
        assert other.diagnosis is None
        partly = judged(lambda w, *, lr: reference(w, lr=lr) if w.ndim == 2 else (1 + lr) * w + 1, answers)
        assert partly.diagnosis is None

    def test_rounding_does_not_hide_a_mistake(self):
        answers = answers_for(mistakes=[ascent])
        assert judged(lambda w, *, lr: (1 + lr) * w * (1 + 1e-8) + 1, answers).diagnosis == "ascent"
        assert judged(lambda w, *, lr: (1 + lr) * w * (1 + 1e-4) + 1, answers).diagnosis is None

    def test_the_first_mistake_that_fits_wins(self):
        twin = ("twin", ascent[1], None)
        assert judged(ascent[1], answers_for(mistakes=[ascent, twin])).diagnosis == "ascent"
        assert judged(ascent[1], answers_for(mistakes=[twin, ascent])).diagnosis == "twin"

    def test_a_flag_is_a_symptom(self):
        def changes(w, *, lr):
            w += 7
            return w

        assert judged(changes, answers_for(mistakes=[in_place])).diagnosis == "in place"
        assert judged(ascent[1], answers_for(mistakes=[in_place])).diagnosis is None

    def test_a_function_is_a_symptom_that_holds_in_every_failing_case(self):
        answers = answers_for(mistakes=[("shifted", lambda w, *, lr: w, is_shifted)])
        assert judged(right_in("zeros"), answers).diagnosis == "shifted"
        assert judged(wrong(lambda r: 2 * r), answers).diagnosis is None
        assert judged(wrong(lambda r: "text"), answers).diagnosis is None

    def test_nothing_is_a_symptom_of_who_raises_in_every_case(self):
        careless = KnownMistake("careless", "Careless.", [], lambda expected, got, *_, **__: all(got))
        answers = replace(answers_for(), mistakes=[careless])
        assert judged(lambda w, *, lr: 1 / 0, answers).diagnosis is None
        assert judged(wrong(lambda r: "text"), answers).diagnosis == "careless"

    def test_a_symptom_with_outcomes_speaks_only_where_all_these_cases_fail(self):
        everywhere = answers_for(mistakes=[("shifted", lambda w, *, lr: w, None)]).mistakes[0].outcomes
        assert sum(outcome is not None for outcome in everywhere) > 1
        shifted = KnownMistake("shifted", "Shifted.", everywhere, lambda *_, **__: True)
        answers = replace(answers_for(), mistakes=[shifted])
        assert judged(wrong(lambda r: 2 * r + 1), answers).diagnosis == "shifted"
        assert judged(right_in("a vector"), answers).diagnosis is None

    def test_an_error_is_recognised_by_its_type(self):
        crashes = ("crashes", lambda w, *, lr: w[5, 5], None)
        answers = answers_for(mistakes=[crashes])
        assert judged(lambda w, *, lr: w[1:][9, 9], answers).diagnosis == "crashes"
        assert judged(lambda w, *, lr: 1 / 0, answers).diagnosis is None

    def test_a_stub_is_a_stub_and_no_mistake(self):
        def stub(w, *, lr):
            raise NotImplementedError

        assert judged(stub, answers_for(mistakes=[("stub", stub, None)])).diagnosis is None

    def test_a_mistake_without_outcomes_matches_nothing(self):
        answers = answers_for()
        answers = Answers(answers.task, 2, answers.expected, mistakes=[KnownMistake("empty", "Empty.")])
        assert judged(ascent[1], answers).diagnosis is None

    def test_opaque_results_are_the_same_mistake_whatever_their_address(self):
        lazy = ("lazy", lambda w, *, lr: (x for x in w), None)
        answers = answers_for(mistakes=[lazy])
        keep = []  # so that no address is used twice

        def generator(w, *, lr):
            keep.append(x for x in w)
            return keep[-1]

        assert judged(lambda w, *, lr: (x for x in w), answers).diagnosis == "lazy"
        assert same_outcome(Outcome(values=[encode(object())]), Outcome(values=[encode(object())]))


class TestShippedAnswers:
    def test_answers_survive_as_json_and_judge_alike(self):
        answers = answers_for(observer=STEPS, mistakes=[ascent, in_place, ("shifted", reference, is_shifted)])
        source = "def is_shifted(expected, got, w, *, lr):\n    return bool(np.ptp(got[0] - expected[0]) < 1e-9)\n"
        symptoms = {"ascent": None, "in place": CHANGED_ARGUMENT, "shifted": source}
        shipped = from_data(loads(dumps(to_data(answers, None, symptoms))))
        for implementation in (reference, ascent[1], forgets_one[1], right_in("zeros"), lambda w, *, lr: 1 / 0):
            here, there = judged(implementation, answers), judged(implementation, shipped)
            assert (here.score, here.diagnosis, here.message) == (there.score, there.diagnosis, there.message)

    def test_tracebacks_of_the_author_do_not_ship(self):
        answers = answers_for(mistakes=[("crashes", lambda w, *, lr: 1 / 0, None)])
        assert answers.mistakes[0].outcomes[0].error[2]
        assert "line" not in dumps(to_data(answers, None, {"crashes": None})["mistakes"])
