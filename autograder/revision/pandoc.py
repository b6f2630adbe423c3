"""Markdown as a notebook understands it, turned into HTML with MathML, into HTML for Anki, or into Typst."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pypandoc

_NOTEBOOK = "commonmark+pipe_tables+tex_math_dollars"
_CUT = "\n\n<!-- cut here -->\n\n"
_CUT_RAW = "\n\n```{=typst}\n// cut here\n```\n\n"


def html(texts: Sequence[str], *, maths: str = "mathml") -> list[str]:
    """Return each text as HTML; `maths` is "mathml", or "mathjax" for formulas that Anki typesets."""
    whole = _convert(_CUT.join(map(_careful, texts)), "html", f"--{maths}")
    return [_reachable(piece.strip()) for piece in whole.split(_CUT.strip())]


def typst(texts: Sequence[str]) -> list[str]:
    """Return each text as Typst markup."""
    whole = _convert(_CUT_RAW.join(map(_careful, texts)), "typst")
    return [piece.strip() for piece in whole.split("// cut here")]


def inline(fragment: str) -> str:
    """Return HTML of one paragraph without its `<p>`."""
    found = re.fullmatch(r"<p>(.*)</p>", fragment, re.DOTALL)
    return found[1] if found and "<p>" not in found[1] else fragment


def _convert(text: str, to: str, *options: str) -> str:
    reader = _NOTEBOOK + ("+raw_attribute" if to == "typst" else "")
    arguments = ["--wrap=none", "--columns=100000", *options]
    return str(pypandoc.convert_text(text, to, format=reader, extra_args=arguments)).replace("\r\n", "\n")


def _careful(text: str) -> str:
    """Return the text with the TeX that MathJax forgives and pandoc does not put right."""
    return re.sub(r"([_^])(\\(?:max|min|text\{\w+\}))(?![A-Za-z])", r"\1{\2}", text)


def _reachable(fragment: str) -> str:
    """Tell screen readers what heads a column (an empty head is none), and let the keyboard scroll long formulas."""
    fragment = fragment.replace('<math display="block"', '<math display="block" tabindex="0"')
    fragment = re.sub(r"<th([^>]*)></th>", r"<td\1></td>", fragment)
    fragment = fragment.replace("<th", '<th scope="col"').replace('<th scope="col"ead', "<thead")
    return fragment
