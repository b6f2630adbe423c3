"""Make harmless what a submission shows: pages that show it must run nothing of it.

Outputs of the types that nbconvert and Jupyter put into a page as they are, are cleaned or left out; Markdown keeps its
text, but what could become an active part of a page is broken up by a space. The rules lean on no renderer: each of
nbconvert, formgrader and JupyterLab reads Markdown a little differently.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable, Container
from html import unescape
from typing import Any

import nh3

MAX_MARKDOWN = 20_000  # characters of a text cell: some texts take time that grows with the square or the cube of them
MAX_TAGS = 20_000  # of one output, likewise
MAX_HTML = 500_000  # characters of one output, pictures not counted, likewise
_MAX_REOPENED = 4_000_000  # tags times those that are opened again in each block below them
_MAX_MATHS = 100  # displayed formulas of a text, which nbconvert looks up again for each one that is not closed
_MAX_COLOURS = 2_000
_SECONDS = 2.0  # for the HTML of a notebook

_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
# Control characters, halves of surrogate pairs and marks that reverse the direction of writing.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Return `text` without what could command a terminal or reverse a line; lines stay lines."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


# Addresses. A relative one holds no colon: nbconvert removes `files/` from its beginning, and a scheme could be left.

_RELATIVE = r"[\w./#?=%+~,@-]*"
_ADDRESS = re.compile(
    rf"(?:https?://[^\s<>\"'`\\$|]*|mailto:[\w.+@-]+|{_RELATIVE}"
    r"|data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]*)"
)
_DRAWING = re.compile(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]*")  # harmless in an <img>, but not as a page


def _harmless_address(address: str) -> bool:
    return _ADDRESS.fullmatch(address) is not None


# HTML

_FONT = r"[\w\s.,%#()-]*"
_STYLE = re.compile(
    r"\s*(?:(?:(?:text-align|vertical-align|(?:background-)?color|font-(?:size|weight|style|family)|white-space"
    r"|(?:max-|min-)?(?:width|height)|border(?:-[a-z]+)?|padding(?:-[a-z]+)?|margin(?:-[a-z]+)?)"
    rf"\s*:{_FONT})?(?:;\s*|$))*"
)
_NAMES = (
    "abbr|a|blockquote|br|b|caption|center|code|colgroup|col|dd|del|details|div|dl|dt|em|figcaption|figure|h[1-6]|hr"
    "|img|ins|i|kbd|li|mark|ol|pre|p|q|samp|small|span|strike|strong|sub|summary|sup|s|table|tbody|td|tfoot|thead|th"
    "|tr|tt|ul|u|var"
)
_TAGS = {name for name in _NAMES.split("|") if name != "h[1-6]"} | {f"h{level}" for level in range(1, 7)}
_ATTRIBUTES = {
    "*": {"style", "title", "class", "align"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "table": {"border"},
    "details": {"open"},
    "ol": {"start"},
}
_CLASSES = {"dataframe"}  # of pandas; others could dress an output up as the grader's report
_PLAIN = re.compile(r"[\w\s.,:;%()+/-]*")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in ("href", "src"):
        return value if _harmless_address(value) or (tag == "img" and _DRAWING.fullmatch(value)) else None
    if name == "style":
        return value if _STYLE.fullmatch(value) and "url" not in value.lower() else None
    if name == "class":
        return value if value in _CLASSES else None
    return value


_NESTED = "HTML that is nested too often"
_PICTURE = re.compile(r"data:image/[a-z+]{1,9};base64,[A-Za-z0-9+/=]*+")
_REOPENED = re.compile(r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE)


def _too_large(text: str) -> str:
    """Return in words what makes HTML take long to clean, or nothing."""
    tags = text.count("<")
    if tags > MAX_TAGS:
        return f"HTML of more than {MAX_TAGS:,} tags"
    if len(text) > MAX_HTML and len(_PICTURE.sub("", text)) > MAX_HTML:
        return f"HTML of more than {MAX_HTML:,} characters"
    return _NESTED if tags * len(_REOPENED.findall(text)) > _MAX_REOPENED else ""


def html(text: str) -> str:
    """Return the HTML fragment without scripts, forms, frames, handlers, and addresses that run something."""
    large = _too_large(text)
    if large:
        return _note(large)
    cleaned = nh3.clean(
        text,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )
    return _without_tex_links(cleaned) if len(cleaned) < 10 * len(text) + 10_000 else _note(_NESTED)


def _note(what: str) -> str:
    return f"[The grader leaves out {what}.]"


# Markdown

_QUOTED = r"""(?:"[^"<>$`\\@]*"|'[^'<>$`\\@]*')"""
_TAG = re.compile(rf"</?({_NAMES})\b((?:\s+[a-z]+\s*=\s*{_QUOTED}|\s+open)*)\s*/?>", re.IGNORECASE)
_PAIR = re.compile(rf"\s+([a-z]+)\s*=\s*({_QUOTED})", re.IGNORECASE)
_LINK = re.compile(r"<(?:https?://|mailto:)[^\s<>`$\\\"']*>", re.IGNORECASE)
_OPENS_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_TARGET = re.compile(r"\](?=\(|:)([(:])(\s*<?)([^\s<>)]*)")
_COMMENT = re.compile(r"<!--[\w\s.,:;()/=+*#'-]*?-->")
_TEX_LINK = re.compile(r"\\(?=href(?!\s*\{https?://))")


def markdown(text: str, attachments: Container[str] = ()) -> str:
    """Return the text with a space in each tag, link and formula that could do something when it is shown.

    Ordinary text, code, formulas, lists, tables, links and harmless tags (`<details>`, `<br>`) stay as they are.
    """
    text = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))
    if len(text) > MAX_MARKDOWN:
        text = text[:MAX_MARKDOWN] + "\n\n" + _note("the rest of this text")
    text = _OPENS_TAG.sub(_tag_broken_up(text), text)
    text = _TARGET.sub(lambda match: _target(match, attachments), text)
    for opening in ("\\\\[", "\\begin{"):
        if text.count(opening) > _MAX_MATHS:
            text = text.replace(opening, f"{opening[:-1]} {opening[-1]}")
    return _without_tex_links(text)


def _tag_broken_up(text: str) -> Callable[[re.Match[str]], str]:
    def broken(match: re.Match[str]) -> str:
        start = match.start()
        tag = _TAG.match(text, start)
        if tag is not None and all(_harmless_pair(tag[1].lower(), *pair) for pair in _PAIR.findall(tag[2])):
            return "<"
        return "<" if _LINK.match(text, start) or _COMMENT.match(text, start) else "< "

    return broken


def _harmless_pair(tag: str, name: str, quoted: str) -> bool:
    name, value = name.lower(), quoted[1:-1]
    known = name in set().union(*_ATTRIBUTES.values())
    address = name in ("href", "src")
    return known and _attribute(tag, name, value) is not None and (address or _PLAIN.fullmatch(value) is not None)


def _target(match: re.Match[str], attachments: Container[str]) -> str:
    mark, gap, address = match.groups()
    plain = re.sub(r"[\x00-\x20]", "", unescape(address))
    name = plain.removeprefix("attachment:")
    harmless = name in attachments if name != plain else plain == address and _harmless_address(address)
    return f"]{mark}{gap}{address}" if harmless else f"] {mark}{gap}{address}"


def _without_tex_links(text: str) -> str:
    return _TEX_LINK.sub(r"\\ ", text)


def attachments(found: Any) -> dict[str, dict[str, str]]:
    """Return the pictures among the attachments of a text cell."""
    kept = {}
    for name, bundle in found.items() if isinstance(found, dict) else ():
        pictures = {mime: _base64(data) for mime, data in bundle.items()} if isinstance(bundle, dict) else {}
        pictures = {mime: data for mime, data in pictures.items() if data and mime in ("image/png", "image/jpeg")}
        if pictures and isinstance(name, str) and re.fullmatch(r"[\w .()-]+", name):
            kept[name] = pictures
    return kept


def _base64(data: Any) -> str:
    """Return the data without its line ends, or nothing if it is no base64."""
    plain = "".join(data.split()) if isinstance(data, str) else ""
    return plain if _BASE64.fullmatch(plain) else ""


# Outputs


class Outputs:
    """Cleans the outputs of one notebook, and keeps the time that it takes for it."""

    def __init__(self) -> None:
        self._left = _SECONDS

    def clean(self, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the outputs of a cell, made harmless."""
        return [self._clean(output) for output in outputs]

    def _clean(self, output: dict[str, Any]) -> dict[str, Any]:
        if output["output_type"] == "stream":
            return {**output, "text": _few_colours(output["text"])}
        if output["output_type"] == "error":
            return {**output, "traceback": [_few_colours(line) for line in output["traceback"]]}
        data, metadata = output["data"], output["metadata"]
        kept = {mime: value for mime, value in self._bundle(data).items() if value}
        if not kept:
            names = ", ".join(printable(str(mime))[:60] for mime in list(data)[:5])
            kept = {"text/plain": _note(f"an output that a page could run ({names})")}
        sizes = {mime: _size(metadata.get(mime)) for mime in kept if mime.startswith("image/")}
        return {**output, "data": kept, "metadata": {mime: size for mime, size in sizes.items() if size}}

    def _bundle(self, data: dict[str, Any]) -> dict[str, str]:
        kept = {}
        if isinstance(data.get("text/plain"), str):
            kept["text/plain"] = _few_colours(data["text/plain"])
        for mime in ("image/png", "image/jpeg"):
            kept[mime] = _base64(data.get(mime))
        for mime in ("text/markdown", "text/latex"):
            kept[mime] = markdown(data[mime]) if isinstance(data.get(mime), str) else ""
        page = data.get("text/html")
        if isinstance(page, str):
            kept["text/html"] = self._html(page)
        elif isinstance(data.get("image/svg+xml"), str):
            # A picture in an <img> runs no scripts and loads nothing.
            encoded = base64.b64encode(data["image/svg+xml"].encode("utf-8", "replace")).decode()
            kept["text/html"] = f'<img src="data:image/svg+xml;base64,{encoded}" alt="">'
        return kept

    def _html(self, page: str) -> str:
        if self._left <= 0:
            return _note("HTML that takes long to clean")
        began = time.monotonic()
        try:
            return html(page)
        finally:
            self._left -= time.monotonic() - began


def _size(metadata: Any) -> dict[str, int]:
    if not isinstance(metadata, dict):
        return {}
    return {key: metadata[key] for key in ("width", "height") if type(metadata.get(key)) is int}


def _few_colours(text: str) -> str:
    return text if text.count("\x1b") <= _MAX_COLOURS else text.replace("\x1b", "\N{REPLACEMENT CHARACTER}")
