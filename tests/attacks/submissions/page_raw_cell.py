"""Turns cells into raw ones with HTML, and asks for them to be put into the page as they are."""

from nbformat.v4 import new_raw_cell


def attack(notebook, home):
    page = "<script>evil()</script><img src=x onerror=evil()>"
    for mime in ("text/html", "", "text/markdown", "slides"):
        notebook.cells.append(new_raw_cell(page, metadata={"raw_mimetype": mime, "format": mime}))
