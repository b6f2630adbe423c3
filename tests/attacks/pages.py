"""What of a page could run something."""

from __future__ import annotations

import re
from functools import cached_property
from html.parser import HTMLParser

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

_ACTIVE = {"iframe", "object", "embed", "form", "base", "link", "applet", "frame", "svg", "math", "portal", "template"}
_ADDRESSES = {"href", "src", "srcdoc", "action", "formaction", "data", "xlink:href", "poster", "background", "srcset"}


class Active(HTMLParser):
    """Collects scripts, handlers, frames, and addresses that run something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script"
        if tag in _ACTIVE or (tag == "meta" and dict(attrs).get("http-equiv")):
            self.found.append(f"<{tag} {attrs}>")
        if tag == "script":
            self.found.append(f"<script {attrs}>")
        for name, value in attrs:
            plain = re.sub(r"[\x00-\x20]", "", value or "").lower()
            runs = plain.startswith(("javascript:", "vbscript:", "data:text", "data:application"))
            if name.startswith("on") or (name in _ADDRESSES and runs) or (name == "style" and "url(" in plain):
                self.found.append(f"<{tag} {name}={value}>")

    def handle_data(self, data: str) -> None:
        if self._script:
            self.found.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._script = self._script and tag != "script"


class Formgrader:
    """The page of a graded notebook as formgrader makes it, without formgrader's own frame around it."""

    @cached_property
    def _exporter(self) -> HTMLExporter:
        return HTMLExporter(template_name="classic")

    def page(self, notebook: NotebookNode) -> str:
        return self._exporter.from_notebook_node(notebook)[0]
