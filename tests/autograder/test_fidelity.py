"""A graded notebook shows what Jupyter shows or says why it cannot, and names mean what they mean there."""

from __future__ import annotations

from collections.abc import Iterator

import nbformat
import pytest
from descent.observing import Case, Task, encode_case
from nbformat.v4 import new_code_cell

from autograder import grading, submission
from autograder.recording import ClassFolder
from autograder.sandbox import Check, Code, Limits, Sandbox

from .classes import Handouts
from .test_grade import UNIT, UNITS

pytestmark = pytest.mark.xdist_group("classes")
TASK = Task("f", [encode_case(Case("three", (3,)))])


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as box:
        yield box


HELPER, SOLUTION = Code("def helper(x): return 2 * x"), Code("def f(x): return helper(x)")


@pytest.mark.parametrize(
    ("cells", "seen"),
    [
        ([SOLUTION, HELPER, Check(TASK)], 6),
        ([HELPER, SOLUTION, Code("def helper(x): return 5"), Check(TASK)], 5),
        ([SOLUTION, Code("def f(x): return 7"), Check(TASK)], 7),
        ([Code("f = lambda x: 8"), Check(TASK), Code("def f(x): return 9")], 8),
        ([Code("def f(x): return 1"), Code("f = (lambda g: lambda x: g(x) + 10)(f)"), Check(TASK)], 11),
        ([Code("import functools\n@functools.lru_cache\ndef f(x): return x"), Check(TASK)], 3),
        ([Code("class F:\n    def __call__(self, x): return x * x\nf = F()"), Check(TASK)], 9),
        ([Code("%%writefile own.py\ndef f(x): return x + 1"), Code("from own import f"), Check(TASK)], 4),
    ],
)
def test_a_name_means_what_it_means_where_its_check_stands(sandbox, cells, seen):
    execution = sandbox.run(cells, Limits())
    (checked,) = [each for cell, each in zip(cells, execution.cells, strict=True) if isinstance(cell, Check)]
    assert [outcome.decoded() for outcome in checked.outcomes] == [[seen]]


def test_a_helper_that_comes_after_the_check_comes_too_late(sandbox):
    execution = sandbox.run([SOLUTION, Check(TASK), HELPER], Limits())
    assert execution.cells[1].outcomes[0].error[0] == "NameError"


SHOWN = [
    ("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);", "image/png", ""),
    ("%matplotlib widget\nplt.plot([1, 2]);", "image/png", "inline, not widget"),
    ("%matplotlib notebook\nplt.plot([1, 2]);", "image/png", "inline, not notebook"),
    ("fig, axes = plt.subplots(1, 2); axes[0].hist([1, 2, 2]);", "image/png", ""),
    ("%timeit -n1 -r1 sum(range(9))", "text", "per loop"),
    ("%%time\nsum(range(9))", "text", "Wall time"),
    ("%%capture\nprint('unseen')", "nothing", ""),
    ("import asyncio\nawait asyncio.sleep(0)\nasync def g(): return 'awaited'\nawait g()", "text/plain", "awaited"),
    ("asyncio.run(g())", "error", "cannot be called from a running event loop"),  # as in Jupyter
    ("input('name? ')", "error", "nobody can answer input() while a notebook is graded"),
    ("%debug", "text", "Nobody can answer a debugger"),
    ("breakpoint()", "error", "nobody can answer input()"),
    ("%pip install nothing-like-this", "text", "No matching distribution found"),
    ("import urllib.request\nurllib.request.urlopen('http://example.org')", "error", "name resolution"),
    ("import warnings\nwarnings.warn('careful', DeprecationWarning)", "text", "DeprecationWarning: careful"),
    ("import numpy as np\nnp.ones(1) / 0", "text", "divide by zero"),
    ("import ipywidgets as w\nw.IntSlider(description='rate')", "text/plain", "IntSlider"),
    ("w.interact(lambda x: print('x =', x), x=(0, 4));", "text", "x = 2"),
    ("w.interact(lambda x: plt.plot([x]) and plt.show(), x=(0, 4));", "image/png", ""),
    ("button = w.Button(description='go')\nbutton.on_click(print)\ndisplay(button)", "text/plain", "Button"),
    ("from IPython.display import HTML, Math\nMath('x^2')", "text/latex", "x^2"),
    ("HTML('<b>bold</b>')", "text/html", "<b>bold</b>"),
    ("%pdb on\n1 / 0", "error", "division by zero"),
    (
        "from concurrent.futures import ThreadPoolExecutor\nlist(ThreadPoolExecutor(2).map(abs, [-3]))",
        "text/plain",
        "3",
    ),
]


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> tuple[grading.Judged, list[nbformat.NotebookNode]]:
    """A solved notebook with these cells at its end, judged; and what the graded notebook shows in each of them."""
    folder = ClassFolder(tmp_path_factory.mktemp("class"), UNIT)
    notebook = Handouts(UNIT).solved
    notebook.cells += [new_code_cell(source) for source, *_ in SHOWN]
    clean = submission.repaired(notebook, folder.register())
    judged = grading.judge_notebook(clean, "", seed=1, limits=Limits(), kind="bubblewrap")
    grading.close_sandboxes()
    shown = [cell for cell in judged.cells if cell is not None][-len(SHOWN) :]
    return judged, [nbformat.from_dict(outputs) for outputs, _ in shown]


def test_none_of_it_costs_a_point_or_ends_the_run(graded):
    judged, _ = graded
    assert judged.ended == ""
    assert sum(verdict.score for verdict in judged.verdicts.values()) == UNITS[UNIT]


@pytest.mark.parametrize("index", range(len(SHOWN)), ids=[source.splitlines()[0][:30] for source, *_ in SHOWN])
def test_each_cell_shows_what_jupyter_shows_or_says_why_not(graded, index):
    outputs, (_, kind, text) = graded[1][index], SHOWN[index]
    for output in outputs:
        nbformat.validate(nbformat.from_dict({**output}), ref="output", version=4)
    kinds = {mime for output in outputs for mime in output.get("data", {})}
    kinds |= {"text" if output.output_type == "stream" else output.output_type for output in outputs}
    assert (kind in kinds) if kind != "nothing" else not outputs, outputs
    assert text in str([{**output} for output in outputs])
