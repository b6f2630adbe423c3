"""What a learner sees: a page and a text that say the same, safe and short."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from descent import report
from descent.codec import Opaque
from descent.verdict import UNWRITTEN, Failure, Verdict

SPIKE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"


def verdict(*, score=0.0, points=2, message="Not right.", failure=None, hint="", passed=False, cases=()):
    return Verdict("gradient_step", score, points, passed, None, message, list(cases), failure, hint)


def failed(**fields):
    defaults = {"note": "a vector", "call": "f(1)", "expected": 2.0, "got": 3.0, "problem": "a sentence"}
    return verdict(failure=Failure(**{**defaults, **fields}), cases=[("zeros", True), ("a vector", False)])


def body(page):
    """The page as a tree, which it is only when every tag is closed and every value is quoted and escaped."""
    return ET.fromstring(f"<html>{page}</html>")


def hint_in(page):
    return re.search(r"<details><summary>Hint</summary><p>(.*)</p></details>", page)[1]


def hinted(hint):
    return hint_in(report.html(verdict(hint=hint)))


class TestText:
    def test_a_failure_reads_from_the_score_to_the_hint(self):
        shown = verdict(
            score=1.0,
            message="The sign is wrong.",
            cases=[("zeros", True), ("a vector", False)],
            failure=Failure("a vector", "f(array([1., 2.]))", np.ones(2), -np.ones(2), "expected ones"),
            hint="Subtract.",
        )
        assert report.text(shown) == (
            "✗ gradient_step: 1 of 2 points\n"
            "The sign is wrong.\n"
            "\n"
            "  ✓ zeros\n"
            "  ✗ a vector\n"
            "\n"
            "First wrong case: a vector\n"
            "Call: f(array([1., 2.]))\n"
            "Expected: array([1., 1.])\n"
            "Got: array([-1., -1.])\n"
            "Difference: expected ones\n"
            "\n"
            "Hint: Subtract."
        )

    def test_a_matrix_starts_on_a_line_of_its_own_and_stays_aligned(self):
        assert "Expected:\n    array([[1., 0.],\n           [0., 1.]])\n" in report.text(failed(expected=np.eye(2)))

    def test_an_error_shows_the_traceback_and_not_what_was_expected(self):
        text = report.text(failed(traceback="in f, line 2 of its cell\n    1 / 0\nZeroDivisionError: division by zero"))
        assert "Error:\n    in f, line 2 of its cell\n        1 / 0\n    ZeroDivisionError" in text
        assert "Expected" not in text

    def test_nothing_is_got_from_a_call_that_never_returned(self):
        assert "Got: None" in report.text(failed(got=None))
        assert "Got" not in report.text(failed(got=None, returned=False))

    def test_of_many_statements_those_that_hold_are_left_out(self):
        statements = {"a convolution": True, "raw scores": True, "steps": 3}
        text = report.text(failed(expected=statements, got={**statements, "raw scores": False}))
        assert "Expected: {'raw scores': True, 'steps': 3}\nGot: {'raw scores': False, 'steps': 3}" in text
        assert "Expected: {'a convolution': True}" in report.text(failed(expected={"a convolution": True}, got={}))
        same = {"a convolution": True}
        assert "Expected: {'a convolution': True}" in report.text(failed(expected=same, got=same))

    def test_a_difference_that_only_repeats_is_left_out(self):
        assert "Difference" not in report.text(failed(problem="expected 2, got 3"))

    def test_a_right_answer_is_two_lines_without_a_hint(self):
        right = verdict(score=2, passed=True, message="All 3 cases are right.", hint="Subtract.")
        assert report.text(right) == "✓ gradient_step: 2 of 2 points\nAll 3 cases are right."

    def test_a_stub_is_not_shown_cases_and_differences(self):
        stub = failed()
        stub = Verdict(stub.name, 0, 1, False, None, UNWRITTEN, stub.cases, stub.failure, "Start.")
        assert report.text(stub) == f"✗ gradient_step: 0 of 1 point\n{UNWRITTEN}\n\nHint: Start."
        assert "First wrong case" not in report.html(stub)

    @pytest.mark.parametrize(
        ("score", "points", "words"), [(1, 1, "1 of 1 point"), (0.67, 1, "0.67 of 1 point"), (0, 4, "0 of 4 points")]
    )
    def test_points_are_counted_in_words(self, score, points, words):
        assert report.points(verdict(score=score, points=points)) == words


class TestPage:
    @pytest.mark.parametrize("field", ["note", "call", "problem", "traceback", "got", "expected"])
    def test_what_a_learners_code_says_is_escaped(self, field):
        value = Opaque("Foo", SPIKE) if field in ("got", "expected") else SPIKE
        page = report.html(failed(**{field: value}))
        assert "<script" not in page
        assert "<img" not in page
        assert SPIKE in "".join(body(page).itertext())

    @pytest.mark.parametrize("spike", [SPIKE, f"`{SPIKE}`", f"**{SPIKE}**", f"${SPIKE}$"])
    def test_messages_and_hints_are_escaped_inside_their_markup_too(self, spike):
        page = report.html(verdict(message=spike, hint=spike))
        assert "<script" not in page
        assert "<img" not in page
        assert SPIKE in "".join(body(page).itertext())

    def test_backticks_and_stars_of_a_learner_do_no_harm(self):
        for message in ("Your code raised E: `", "Your code raised E: ``**`$*", "** or pow(): `a", "`" * 7):
            assert message.strip("`*$ ")[:10] in "".join(body(report.html(verdict(message=message))).itertext())

    def test_control_characters_and_half_characters_are_replaced(self):
        shown = failed(got=Opaque("Foo", "a\x1b[31m\x00\ud800\u202eb"), problem="tab\tand\nline")
        for text in (report.html(shown), report.text(shown)):
            assert not re.search("[\x00\x1b\ud800\u202e]", text)
            text.encode("utf-8")
            assert "tab\tand" in text

    def test_it_says_what_the_text_says(self):
        shown = failed(note="zeros & ones", problem="1 < 2")
        words = "".join(body(report.html(shown)).itertext())
        for line in ("gradient_step: 0 of 2 points", "Not right.", "zeros & ones", "f(1)", "1 < 2"):
            assert line in words
            assert line in report.text(shown)

    def test_right_and_wrong_are_spoken(self):
        page = body(report.html(failed()))
        spoken = [sign.get("aria-label") for sign in page.iter("span") if sign.get("role") == "img"]
        assert spoken == ["wrong", "right", "wrong"]
        assert "hidden" not in report.html(failed())

    def test_it_can_stand_twice_on_a_page(self):
        page = report.html(failed())
        assert " id=" not in page
        assert " for=" not in page
        assert len(list(body(page + page).iter("section"))) == 2

    def test_it_is_short_and_calls_nothing_from_outside(self):
        page = report.html(failed())
        assert len(page) < 3000
        assert "http" not in page
        assert "url(" not in page

    def test_rules_of_style_touch_nothing_but_reports(self):
        style = body(report.html(failed())).find("style").text
        selectors = [rule.split("{")[0] for rule in style.split("}") if rule]
        assert selectors
        assert all(selector.startswith(".descent-report") for selector in selectors)


class TestMarkdownOfAHint:
    @pytest.mark.parametrize(
        ("hint", "page"),
        [
            ("Use `np.dot`.", "Use <code>np.dot</code>."),
            ("Subtract, **never** add.", "Subtract, <strong>never</strong> add."),
            ("The *old* gradient.", "The <em>old</em> gradient."),
            ("**one** and **two**", "<strong>one</strong> and <strong>two</strong>"),
            ("*the `lr`* counts", "<em>the <code>lr</code></em> counts"),
            ("Write `a * b * c`.", "Write <code>a * b * c</code>."),
            ("a * b * c", "a * b * c"),
            ("2*x*y", "2*x*y"),
            ("`x**2` and `y**2`", "<code>x**2</code> and <code>y**2</code>"),
            ("x**2 + y**2", "x**2 + y**2"),
            ("weight_decay and max_norm", "weight_decay and max_norm"),
            ("a < b & c", "a &lt; b &amp; c"),
            ("an odd ` stays", "an odd ` stays"),
        ],
    )
    def test_is_set(self, hint, page):
        assert hinted(hint) == page

    @pytest.mark.parametrize(
        "formula",
        [
            r"$w_{t+1} = w_t - \eta g_t$",
            r"$a * b * c$",
            r"$x^*$ and $y^*$",
            r"$$\sum_i w_i^* w_i$$",
            r"$\|g\|_2$",
            "$f'$",
        ],
    )
    def test_leaves_formulas_as_they_are(self, formula):
        page = report.html(verdict(hint=f"Recall {formula} **here**."))
        words = "".join(body(hint_wrapped(page)).itertext())
        assert words == f"Recall {formula} here."
        assert "<em>" not in page
        assert hint_in(page).endswith("<strong>here</strong>.")

    def test_a_formula_may_stand_in_strong_words_and_a_price_is_no_formula(self):
        assert hinted(r"**use $\eta_t$**") == r"<strong>use $\eta_t$</strong>"
        assert hinted("from $5 to $6 *more*") == "from $5 to $6 <em>more</em>"

    def test_a_less_than_sign_in_a_formula_is_text_and_no_tag(self):
        assert hinted("$0<c<1$") == "$0&lt;c&lt;1$"


def hint_wrapped(page):
    return f"<p>{hint_in(page)}</p>"
