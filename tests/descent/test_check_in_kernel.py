"""`check` in a real kernel: what a learner sees, and what nbgrader reads from the same cell."""

import textwrap

import nbformat
import pytest
from descent.answers import to_data, write
from descent.codec import encode
from descent.observing import Case, Outcome, Task, encode_case
from descent.verdict import Answers
from nbclient import NotebookClient
from nbgrader.utils import determine_grade

from .shrinking import answers_for, ascent

SETUP = """
import functools, json, sys, time, warnings
import numpy as np
import descent.answers
from descent import check

exercises = json.load(open({path!r}))
known = {{item["name"]: descent.answers.from_data(item) for item in exercises}}
descent.answers.load = lambda: known
"""
RIGHT = "def shrink(w, *, lr):\n    return (1 - lr) * w + 1\n"

# Each cell defines what a learner wrote; the cell after it holds the check.
CELLS = {
    "right": (RIGHT, "check(shrink)"),
    "stub": ("def shrink(w, *, lr):\n    raise NotImplementedError", "check(shrink)"),
    "ascent": ("def shrink(w, *, lr):\n    return w + lr * w + 1", "check(shrink)"),
    "partly": ("def shrink(w, *, lr):\n    return ((1 - lr) * w + 1) * (1 if w.ndim < 2 else 2)", "check(shrink)"),
    "unknown": ("def shrnk(w, *, lr):\n    return w", "check(shrnk)"),
    "no function": ("shrink = 3", "check(shrink)"),
    "a number by name": ("", "check(3, name='shrink')"),
    "nameless": ("", "check(lambda w, *, lr: (1 - lr) * w + 1)"),
    "lambda": ("", "check(lambda w, *, lr: (1 - lr) * w + 1, name='shrink')"),
    "wrapped": (
        """
        def timed(f):
            @functools.wraps(f)
            def inner(*args, **kwargs):
                return f(*args, **kwargs)
            return inner

        @timed
        def shrink(w, *, lr):
            return (1 - lr) * w + 1
        """,
        "check(shrink)",
    ),
    "cached": ("shrink = functools.partial(lambda w, *, lr: (1 - lr) * w + 1)", "check(shrink, 'shrink')"),
    "class": (
        """
        class Counter:
            def __init__(self):
                self.n = 0

            def up(self):
                self.n += 1
                return self.n
        """,
        "check(Counter)",
    ),
    "method": ("", "check(Counter.up)"),
    "loop": ("def slow(n):\n    while True:\n        n += 1", "check(slow)"),
    "alive": ("", "6 * 7"),
    "loop that swallows": (
        """
        def slow(n):
            while True:
                try:
                    time.sleep(0.01)
                except:
                    pass
        """,
        "check(slow)",
    ),
    "alive again": ("", "6 * 7"),
    "error": (
        """
        def helper(w):
            return w.foo

        def shrink(w, *, lr):
            return helper(w)
        """,
        "check(shrink)",
    ),
    "exit": ("def shrink(w, *, lr):\n    sys.exit()", "check(shrink)"),
    "noisy": (
        """
        def shrink(w, *, lr):
            print("a look at w")
            print("progress", file=sys.stderr)
            warnings.warn("careful")
            np.ones(1) / np.zeros(1)
            return (1 - lr) * w + 1
        """,
        "check(shrink)",
    ),
}


def exercises():
    yield to_data(answers_for(mistakes=[ascent]), None, {"ascent": None})
    slow = Answers(Task("slow", [encode_case(Case("one", (1,)))] * 3, None, 0.3), 1, [Outcome([1], [""])] * 3)
    yield to_data(slow, None, {})
    observer = "def observe(cls):\n    counter = cls()\n    for _ in range(3):\n        yield counter.up()\n"
    for name in ("Counter", "Counter.up"):
        counted = Outcome([encode(n) for n in (1, 2, 3)], [""] * 3)
        yield to_data(Answers(Task(name, [encode_case(Case("three"))], observer), 3, [counted]), None, {})


@pytest.fixture(scope="module")
def checks(tmp_path_factory):
    """The check cells by name, as one kernel ran them one after the other."""
    folder = tmp_path_factory.mktemp("kernel")
    path = folder / "answers.json"
    path.write_text(write(list(exercises())), encoding="utf-8")
    code = nbformat.v4.new_code_cell
    cells = [code(SETUP.format(path=str(path)))]
    for name, (definition, check) in CELLS.items():
        graded = code(check)
        points = 3 if "Counter" in check else 1 if "slow" in check else 2
        graded.metadata["nbgrader"] = {
            "grade": True, "solution": False, "locked": True, "points": points, "grade_id": name, "schema_version": 3
        }  # fmt: skip
        cells += [code(textwrap.dedent(definition)), graded]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=60, allow_errors=True, resources={"metadata": {"path": str(folder)}}).execute()
    assert not any(output.output_type == "error" for cell in cells[:2] for output in cell.outputs)
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}


def shown(cell):
    """The page and the text of the report that a check displayed."""
    (display,) = [output for output in cell.outputs if output.output_type == "display_data"]
    return display.data["text/html"], display.data["text/plain"]


def value(cell):
    (result,) = [output for output in cell.outputs if output.output_type == "execute_result"]
    return result.data["text/plain"]


def error(cell):
    (raised,) = [output for output in cell.outputs if output.output_type == "error"]
    return f"{raised.ename}: {raised.evalue}"


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("right", "2.0"),
        ("stub", "0.0"),
        ("ascent", "0.0"),
        ("partly", "1.5"),
        ("a number by name", "0.0"),
        ("lambda", "2.0"),
        ("wrapped", "2.0"),
        ("cached", "2.0"),
        ("class", "3.0"),
        ("method", "3.0"),
        ("loop", "0.0"),
        ("loop that swallows", "0.0"),
        ("error", "0.0"),
        ("exit", "0.0"),
        ("noisy", "2.0"),
    ],
)
def test_the_value_of_the_cell_is_the_points_and_nbgrader_reads_them(checks, name, points):
    assert value(checks[name]) == points
    scored, most = determine_grade(checks[name])
    assert scored == float(points)
    assert most == checks[name].metadata.nbgrader.points


def test_the_report_comes_as_a_page_and_as_text(checks):
    page, text = shown(checks["right"])
    assert text == "✓ shrink: 2 of 2 points\nAll 4 cases are right."
    assert page.startswith("<style>")
    assert "All 4 cases are right." in page


def test_a_stub_is_not_written_yet(checks):
    assert "Not written yet" in shown(checks["stub"])[1]


def test_a_known_mistake_is_named_with_the_first_wrong_case_and_the_hint(checks):
    page, text = shown(checks["ascent"])
    for part in ("You made the mistake ascent.", "First wrong case: a vector", "Call: shrink(", "Hint: Think."):
        assert part in text
    assert "<summary>Hint</summary>" in page


def test_part_of_the_points_comes_with_the_cases_that_are_right(checks):
    assert "  ✓ a vector\n  ✓ zeros\n  ✗ a matrix\n  ✓ a number" in shown(checks["partly"])[1]


def test_an_unknown_name_is_one_sentence_with_a_suggestion_and_no_points(checks):
    assert error(checks["unknown"]) == (
        "LookupError: There is no exercise called 'shrnk'. Did you mean shrink? "
        "Pass the function that the exercise names."
    )
    assert error(checks["nameless"]).startswith("LookupError: There is no exercise called '<lambda>'.")
    assert error(checks["no function"]).startswith("LookupError: There is no exercise called 'int'.")
    assert determine_grade(checks["unknown"]) == (0, 2)


def test_an_endless_loop_is_named_and_the_kernel_lives_on(checks):
    for loop, after in (("loop", "alive"), ("loop that swallows", "alive again")):
        assert "Your code was stopped: it did not finish within 0.3 seconds." in shown(checks[loop])[1]
        assert value(checks[after]) == "42"


def test_an_error_shows_the_learners_own_lines_and_none_of_ours(checks):
    _, text = shown(checks["error"])
    assert "AttributeError: 'numpy.ndarray' object has no attribute 'foo'" in text
    assert "    in shrink, line 5 of its cell\n        return helper(w)\n" in text
    assert "    in helper, line 2 of its cell\n        return w.foo\n" in text
    assert "observing.py" not in text
    assert "site-packages" not in text


def test_leaving_python_does_not_leave_the_kernel(checks):
    assert "Your code raised SystemExit" in shown(checks["exit"])[1]


def test_nothing_that_a_right_function_writes_costs_its_points(checks):
    streams = {output.name: output.text for output in checks["noisy"].outputs if output.output_type == "stream"}
    assert set(streams) == {"stdout"}
    assert "a look at w" in streams["stdout"]
    assert "progress" in streams["stdout"]
    assert "Warning" not in streams["stdout"]
