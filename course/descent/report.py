"""A verdict as a page or as text, the same on a learner's screen and in the grader's feedback."""

from __future__ import annotations

import re
from html import escape
from textwrap import indent
from typing import Any

from descent.showing import show
from descent.verdict import UNWRITTEN, Failure, Verdict

# JupyterLab's own colour variables where there are any, so that the report fits light and dark themes; the fall-backs
# meet a contrast of 4.5 : 1 on white. Right and wrong are told by sign and word, never by colour alone. The class is
# written twice in each selector to outweigh the rules of JupyterLab and of nbgrader's pages, which stripe, align,
# indent and frame tables and lists.
_STYLE = """
.descent-report{border-left:4px solid #009E73;padding:.5em 1em;margin:.4em 0;line-height:1.45;max-width:64em;
color:var(--jp-content-font-color1,#212121);background:var(--jp-layout-color1,#fff);font-size:14px}
.descent-report.wrong{border-left-color:#D55E00}
.descent-report .score{font-weight:600}
.descent-report .message{margin:.5em 0}
.descent-report ul{list-style:none;margin:.5em 0;padding:0;display:flex;flex-wrap:wrap;gap:.25em 1.2em}
.descent-report li{margin:0}
.descent-report table{border-collapse:collapse;margin:.5em 0;font-size:14px;table-layout:auto}
.descent-report tbody tr{background:none}
.descent-report th,.descent-report td{text-align:left;vertical-align:baseline;padding:.15em 1.5em .15em 0;
color:inherit}
.descent-report th{font-weight:600;white-space:nowrap;background:none}
.descent-report pre{margin:0;padding:0;border:0;white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere;
font-family:var(--jp-code-font-family,monospace);font-size:13px;line-height:1.45;color:inherit;background:none}
.descent-report summary{display:list-item;cursor:pointer}
.descent-report details p{margin:.4em 0 0}
""".replace("\n", "").replace(".descent-report", ".descent-report.descent-report")


# The part of Markdown that a hint or a sentence about a mistake uses. Code and formulas come first: a `*` in them is no
# emphasis. JupyterLab typesets the formulas later.
_CODE, _MATH = r"`[^`]+`", r"\$\$[^$]+\$\$|\$(?!\s)[^$]+(?<!\s)\$"
_INSIDE = rf"(?:{_CODE}|{_MATH}|[^*`$])+?"
_MARKUP = re.compile(
    rf"(?P<code>{_CODE})|(?P<math>{_MATH})"
    rf"|(?<![\w*])\*\*(?=[^\s*])(?P<strong>{_INSIDE})(?<=[^\s*])\*\*(?![\w*])"
    rf"|(?<![\w*])\*(?=[^\s*])(?P<em>{_INSIDE})(?<=[^\s*])\*(?![\w*])"
)
# Control characters, halves of surrogate pairs and marks that reverse the direction of writing.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def html(verdict: Verdict) -> str:
    """Return the verdict as an HTML fragment; everything that came from a learner's code is escaped."""
    state = "right" if verdict.passed else "wrong"
    parts = [
        f"<style>{_STYLE}</style>",
        f'<section class="descent-report {state}" aria-label="Check of {escape(verdict.name)}">',
        f'<div class="score">{_spoken(verdict.passed)} <code>{escape(verdict.name)}</code>: {points(verdict)}</div>',
        f'<p class="message">{prose(verdict.message)}</p>',
    ]
    if not verdict.passed:
        if verdict.failure is not None and verdict.message != UNWRITTEN:
            parts += [_cases(verdict), _failure(verdict.failure)]
        if verdict.hint:
            parts.append(f"<details><summary>Hint</summary><p>{prose(verdict.hint)}</p></details>")
    return _printable("".join([*parts, "</section>"]))


def text(verdict: Verdict) -> str:
    """Return the verdict as plain text."""
    lines = [f"{_sign(verdict.passed)} {verdict.name}: {points(verdict)}", verdict.message]
    failure = verdict.failure
    if not verdict.passed and failure is not None and verdict.message != UNWRITTEN:
        lines += ["", *(f"  {_sign(right)} {note}" for note, right in verdict.cases), ""]
        lines += [
            f"{title}: {value}" if "\n" not in value else f"{title}:\n{indent(value, '    ')}"
            for title, value in _rows(failure)
        ]
    if not verdict.passed and verdict.hint:
        lines += ["", f"Hint: {verdict.hint}"]
    return _printable("\n".join(lines))


def points(verdict: Verdict) -> str:
    """Return the score in words, for instance `2 of 3 points`."""
    unit = "point" if verdict.points == 1 else "points"
    return f"{verdict.score:g} of {verdict.points:g} {unit}"


def _printable(report: str) -> str:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", report)


def _sign(right: bool) -> str:
    return "✓" if right else "✗"


def _spoken(right: bool) -> str:
    """Return the sign for a page, where a screen reader says the word."""
    return f'<span role="img" aria-label="{"right" if right else "wrong"}">{_sign(right)}</span>'


def _cases(verdict: Verdict) -> str:
    items = "".join(f"<li>{_spoken(right)} {escape(note)}</li>" for note, right in verdict.cases)
    return f"<ul>{items}</ul>"


def _rows(failure: Failure) -> list[tuple[str, str]]:
    rows = [("First wrong case", failure.note)]
    if failure.call:
        rows.append(("Call", failure.call))
    if failure.traceback:
        return [*rows, ("Error", failure.traceback)]
    if failure.expected is not None:
        expected, got = _without_what_holds(failure.expected, failure.got)
        rows.append(("Expected", show(expected)))
        if failure.returned:
            rows.append(("Got", show(got)))
    if failure.problem == f"expected {show(failure.expected)}, got {show(failure.got)}":
        return rows
    return [*rows, ("Difference", failure.problem)]


def _without_what_holds(expected: Any, got: Any) -> tuple[Any, Any]:
    """Leave out the statements that are true in both, of which an observer may have made many."""
    if not (isinstance(expected, dict) and isinstance(got, dict)):
        return expected, got
    holds = {key for key in expected if expected[key] is True and got.get(key) is True}
    if len(holds) == len(expected):
        return expected, got
    expected, got = ({key: value for key, value in each.items() if key not in holds} for each in (expected, got))
    return expected, got


def _failure(failure: Failure) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(title)}</th><td><pre>{escape(value)}</pre></td></tr>'
        for title, value in _rows(failure)
    )
    return f"<table>{rows}</table>"


def prose(sentence: str) -> str:
    """Escape a sentence and set its `code`, **strong** and *emphasised* words; formulas stay as they are."""
    parts, end = [], 0
    for match in _MARKUP.finditer(sentence):
        parts += [escape(sentence[end : match.start()]), _marked(match)]
        end = match.end()
    return "".join([*parts, escape(sentence[end:])])


def _marked(match: re.Match[str]) -> str:
    if match["code"]:
        return f"<code>{escape(match['code'][1:-1])}</code>"
    if match["math"]:
        return escape(match["math"])
    tag = "strong" if match["strong"] else "em"
    return f"<{tag}>{prose(match[tag])}</{tag}>"
