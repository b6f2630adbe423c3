"""Loops, errors and lies of an implementation end up in its outcome; nothing that it does stops the check."""

import time
import warnings

import numpy as np
import pytest
from descent.observing import TIME_UP
from descent.tracebacks import learner_traceback

from .observed import cell, outcome_of, outcomes_of

TWICE = "def observe(f, *args):\n    yield f(*args)\n    yield f(*args)\n"


class TestTime:
    def test_an_endless_loop_is_named_and_the_cases_that_are_left_are_skipped(self):
        calls = []

        def loops(k):
            calls.append(k)
            while k:
                pass
            return k

        started = time.perf_counter()
        outcomes = outcomes_of(loops, (0,), (1,), (2,), (0,), seconds=0.2)
        assert time.perf_counter() - started < 2
        assert calls == [0, 1]
        assert outcomes[0].error is None
        assert [o.error[:2] for o in outcomes[1:]] == [(TIME_UP, "it did not finish within 0.2 seconds")] * 3

    @pytest.mark.parametrize("clause", ["except Exception:", "except:"])
    def test_a_loop_that_swallows_exceptions_is_stopped_too(self, clause):
        namespace = cell(
            f"""
            def f():
                while True:
                    try:
                        time.sleep(0.01)
                    except {clause.removeprefix("except ").removeprefix("except")}
                        pass
        """.replace("except :", "except:")
        )
        assert outcome_of(namespace["f"], seconds=0.2).error[0] == TIME_UP

    def test_a_repr_or_a_str_that_never_ends_is_stopped(self):
        namespace = cell("""
            class Thing:
                def __repr__(self):
                    while True:
                        pass
            class Endless(Exception):
                __str__ = Thing.__repr__
            def f():
                raise Endless
        """)
        assert outcome_of(namespace["Thing"](), name="x").error[0] == "TypeError"
        assert outcome_of(lambda: [namespace["Thing"]()], seconds=0.2).error[0] == TIME_UP
        assert outcome_of(namespace["f"], seconds=0.2).error == ("Endless", "", "")

    def test_an_interrupt_by_hand_stops_the_check(self):
        def interrupted():
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            outcome_of(interrupted)


class TestErrors:
    @pytest.mark.parametrize(
        ("error", "name", "message"),
        [
            (ValueError("no"), "ValueError", "no"),
            (SystemExit(3), "SystemExit", "3"),
            (NotImplementedError(), "NotImplementedError", ""),
            (GeneratorExit(), "GeneratorExit", ""),
            (KeyError("w"), "KeyError", "'w'"),
            (ValueError("long" * 1000), "ValueError", "long" * 125),
        ],
    )
    def test_every_exception_is_written_down(self, error, name, message):
        def fails():
            raise error

        assert outcome_of(fails).error[:2] == (name, message)

    def test_a_recursion_without_end_is_written_down(self):
        def deeper(n):
            return deeper(n + 1)

        name, message, traceback = outcome_of(deeper, 0).error
        assert name == "RecursionError"
        assert "recursion" in message
        assert len(traceback.splitlines()) < 20

    def test_an_exception_that_lies_or_fails_is_written_down(self):
        def boom(*_):
            raise RuntimeError("asked")

        class Text(str):
            __getitem__ = encode = isascii = boom

        class Meta(type):
            __name__ = property(boom)

        for body in (
            {"__str__": boom},
            {"__str__": lambda _: Text("text")},
            {"__class__": property(boom)},
        ):

            def fails(body=body):
                raise Meta("Odd", (Exception,), body)

            name, message, traceback = outcome_of(fails).error
            assert name == "Odd"
            assert type(message) is type(traceback) is str

    def test_the_other_cases_are_run_after_an_error(self):
        outcomes = outcomes_of(lambda k: 1 / k, (1.0,), (0,), (2.0,))
        assert [outcome.error is None for outcome in outcomes] == [True, False, True]

    def test_an_object_that_refuses_every_attribute_is_an_error_of_its_own(self):
        namespace = cell("""
            class Closed:
                def __call__(self):
                    return 1
                def __getattribute__(self, name):
                    raise ValueError("closed")
        """)
        assert outcome_of(namespace["Closed"]()).error[:2] == ("ValueError", "closed")

    def test_warnings_stay_out_of_a_check(self, recwarn):
        def warns():
            warnings.warn("careful", stacklevel=1)
            return np.exp(np.array([1e4])) - np.log(np.zeros(1))

        outcome = outcome_of(warns)
        assert outcome.decoded()[0].tolist() == [np.inf]
        assert not recwarn.list

    def test_a_learners_numpy_settings_do_not_reach_into_a_check(self):
        with np.errstate(all="raise"):
            assert outcome_of(lambda: np.ones(1) / np.zeros(1)).error is None


class TestTraceback:
    def test_an_exception_cannot_answer_for_its_traceback(self):
        odd = type("Odd", (Exception,), {"__traceback__": property(lambda _: 5)})
        assert learner_traceback(odd("why")) == "Odd: why"

    def test_a_function_that_calls_itself_too_deeply_is_shown_once(self):
        def deeper(n):
            return deeper(n + 1)

        lines = outcome_of(deeper, 0).error[2].splitlines()
        assert lines[1].strip() == "return deeper(n + 1)"
        assert lines[2].strip().endswith("more times, one inside the other")
        assert lines[-1].startswith("RecursionError")
        assert len(lines) <= 6

    def test_it_shows_the_learners_lines_and_nothing_of_ours(self):
        namespace = cell("""
            def helper(w):
                return w @ np.ones(7)

            def f(w):
                return helper(w)
        """)
        traceback = outcome_of(namespace["f"], np.ones(3), observer=TWICE).error[2]
        lines = traceback.splitlines()
        assert lines[:4] == [
            "in f, line 6 of its cell",
            "    return helper(w)",
            "in helper, line 3 of its cell",
            "    return w @ np.ones(7)",
        ]
        assert lines[4].startswith("ValueError: matmul")
        assert len(lines) == 5

    def test_frames_of_libraries_are_left_out(self):
        namespace = cell("""
            import json
            def f():
                np.linalg.inv(np.zeros((2, 2)))
            def g():
                json.loads("{")
        """)
        for name in ("f", "g"):
            lines = outcome_of(namespace[name]).error[2].splitlines()
            assert len([line for line in lines if line.startswith("in ")]) == 1
            assert "site-packages" not in "".join(lines)

    def test_a_long_chain_shows_its_end(self):
        namespace = cell("""
            def f(n=30):
                if n == 0:
                    raise ValueError("bottom: ")
                g(n - 1)

            def g(n):
                f(n)
        """)
        lines = outcome_of(namespace["f"]).error[2].splitlines()
        assert len(lines) == 17
        assert lines[-2:] == ['    raise ValueError("bottom: ")', "ValueError: bottom: "]

    def test_an_error_in_calling_has_the_message_only(self):
        assert outcome_of(lambda: 1, 2).error[2].startswith("TypeError: ")
