"""What is harmless stays as it is: the attacks show what does not."""

from __future__ import annotations

import json
import time

import pytest

from autograder import sanitising
from autograder.paths import COURSE

HARMLESS = [
    '**Bold**, `code <b>`, a [link](https://example.org/a_(b)?c=d&e#f), ![a picture](plot.png "title")',
    "$a \\le b$ and $$\\begin{aligned} x &= y \\\\[2pt] z \\end{aligned}$$",
    "<details open><summary>Hint</summary>\n\nText<br/>more <sup>2</sup> <kbd>Ctrl</kbd>\n\n</details>",
    "<https://example.org> and <!-- a remark --> 1 < 2 > 0, `d[k](x)`, footnotes [1]: see below",
    '<img src="data:image/png;base64,AAAA" width="300" alt="a plot"> <a href="#top">up</a>',
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n1. one\n2. two\n\n> quoted\n\n```python\nx = [i for i in y]\n```",
]


def texts() -> list[str]:
    notebooks = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(COURSE.glob("[0-9]*/*.ipynb"))]
    return ["".join(c["source"]) for n in notebooks for c in n["cells"] if c["cell_type"] == "markdown"]


def test_every_text_of_the_course_stays_as_it_is():
    assert len(texts()) > 100
    assert [text for text in texts() if sanitising.markdown(text) != text] == []


@pytest.mark.parametrize("text", HARMLESS)
def test_what_students_write_stays_as_it_is(text):
    assert sanitising.markdown(text) == text


def test_pictures_tables_and_formulas_are_kept_and_drawings_become_pictures():
    table = '<table border="1" class="dataframe"><tbody><tr style="text-align: right;"><td>1</td></tr></tbody></table>'
    shown = [
        {"text/html": table, "text/plain": "t"},
        {"image/png": "AA\nAA\n", "text/plain": "<Figure>"},
        {"text/latex": "$\\frac12$"},
        {"image/svg+xml": "<svg/>"},
        {"application/javascript": "1"},
    ]
    outputs = [
        {"output_type": "display_data", "data": d, "metadata": {"image/png": {"width": 3, "x": 1}}} for d in shown
    ]
    cleaned = sanitising.Outputs().clean(outputs)
    first, second, third, fourth, fifth = (output["data"] for output in cleaned)
    assert first == shown[0]
    assert second == {"image/png": "AAAA", "text/plain": "<Figure>"}
    assert cleaned[1]["metadata"] == {"image/png": {"width": 3}}
    assert third == shown[2]
    assert fourth == {"text/html": '<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="">'}
    assert "leaves out" in fifth["text/plain"]
    assert sanitising.html(fourth["text/html"]) == fourth["text/html"]


def test_streams_and_errors_keep_their_colours_within_reason():
    stream = {"output_type": "stream", "name": "stdout", "text": "\x1b[31mred\x1b[0m"}
    error = {"output_type": "error", "ename": "E", "evalue": "e", "traceback": ["\x1b[31m1"]}
    assert sanitising.Outputs().clean([stream, error]) == [stream, error]
    (cleaned,) = sanitising.Outputs().clean([{**stream, "text": "\x1b[31m" * 3000}])
    assert "\x1b" not in cleaned["text"]


def test_an_attached_picture_is_kept_and_shown():
    attached = sanitising.attachments({"a b.png": {"image/png": "AAAA", "text/html": "x"}, "c": 7})
    assert attached == {"a b.png": {"image/png": "AAAA"}}
    assert sanitising.markdown("![x](attachment:plot.png)", {"plot.png": {}}) == "![x](attachment:plot.png)"


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"<b id={k}><p>" for k in range(9_999)),
        "".join(f"<b id={k}><p>" for k in range(1_400)),
        "".join(f"<i title={k}>" for k in range(6_000)) + "<div>x" * 6_000 + "</i>" * 6_000,
        "<b " + " ".join(f"a{k}" for k in range(1_000_000)) + ">",
        "&amp" * 2_000_000,
    ],
    ids=["opened again", "grown", "closed late", "attributes", "entities"],
)
def test_html_that_takes_minutes_to_clean_is_left_out(text):
    began = time.process_time()
    assert sanitising.html(text).startswith("[The grader leaves out HTML")
    assert time.process_time() - began < 2


def test_a_large_picture_in_html_is_kept():
    text = f'<img src="data:image/png;base64,{"A" * 3_000_000}">'
    assert len(sanitising.html(text)) > 3_000_000
