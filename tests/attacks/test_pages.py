"""A page that shows a submission runs nothing of it: neither nbgrader's feedback nor what formgrader opens."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import nbformat
import pytest

from tests.autograder.classes import Handouts, hand_in, scores
from tests.autograder.test_grade import UNIT, grade, run

pytestmark = pytest.mark.xdist_group("classes")

SHOWN = """
from IPython.display import HTML, SVG, Javascript, Markdown, display
display(HTML("<b>bold</b><script>evil()</script><img src=x onerror=evil()><a href='javascript:evil()'>a</a>"))
display(HTML("<iframe srcdoc='<script>evil()</script>'></iframe><svg onload=evil()></svg><form action=//evil></form>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='evil()'><script>evil()</script></svg>"))
display(Javascript("evil()"))
display(Markdown("**strong** <script>evil()</script> [a](javascript:evil())"))
display({"application/vnd.jupyter.widget-view+json": {"model_id": "evil()"}, "text/plain": "widget"}, raw=True)
display({"text/html": "<table class='dataframe'><tr><td>kept</td></tr></table>"}, raw=True)
"""
WRITTEN = "A text <script>evil()</script> <img src=x onerror=evil()> [b](javascript:evil()) <details>kept too</details>"


class Active(HTMLParser):
    """Collects what of a page could run something of the submission's."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script"
        if tag in ("iframe", "object", "embed", "form"):
            self.found.append(tag)
        for name, value in attrs:
            if "evil" in (value or "") and (name.startswith("on") or name in ("href", "src", "srcdoc", "action")):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if self._script and "evil" in data:
            self.found.append("script")

    def handle_endtag(self, tag: str) -> None:
        self._script = self._script and tag != "script"


@pytest.fixture(scope="module")
def page_and_notebook(tmp_path_factory):
    root = tmp_path_factory.mktemp("class")
    notebook = Handouts(UNIT).released
    notebook.cells.insert(1, nbformat.v4.new_code_cell(SHOWN))
    notebook.cells.insert(2, nbformat.v4.new_markdown_cell(WRITTEN))
    hand_in(root, "mallory", UNIT, notebook)
    assert "exit code 0" in grade(root)
    assert "exit code 0" in run("feedback", UNIT, "--class", root)
    assert scores(root, UNIT) == {"mallory": 0.0}
    page = (root / "feedback" / "mallory" / UNIT / f"{UNIT}.html").read_text(encoding="utf-8")
    graded = nbformat.read(root / "autograded" / "mallory" / UNIT / f"{UNIT}.ipynb", as_version=4)
    return page, graded


def test_the_parser_sees_what_it_is_to_see():
    assert Active("<script>evil()</script><img src=x onerror=evil()><a href='javascript:evil()'>").found


def test_the_feedback_page_holds_no_active_part_of_a_submission(page_and_notebook):
    page, _ = page_and_notebook
    assert Active(page).found == []


def test_neither_do_the_outputs_and_texts_that_the_graded_notebook_stores(page_and_notebook):
    _, graded = page_and_notebook
    shown = [output.data for cell in graded.cells for output in cell.get("outputs", []) if "data" in output]
    texts = [cell.source for cell in graded.cells if cell.cell_type == "markdown"]
    stored = [data.get(kind, "") for data in shown for kind in ("text/html", "image/svg+xml", "text/markdown")]
    assert [Active(text).found for text in stored + texts if Active(text).found] == []
    assert not any("application/javascript" in data for data in shown)


def test_what_is_harmless_is_kept_and_the_graders_report_is_untouched(page_and_notebook):
    page, graded = page_and_notebook
    assert "<b>bold</b>" in page
    assert ">kept</td>" in page
    assert "kept too" in page
    assert 'class="descent-report' in json.dumps(graded).replace('\\"', '"')
