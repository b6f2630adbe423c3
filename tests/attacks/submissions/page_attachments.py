"""Attaches pages and broken pictures to a text, and shows an attachment that does not exist."""

from nbformat.v4 import new_markdown_cell


def attack(notebook, home):
    cell = new_markdown_cell("![a](attachment:a.png) ![b](attachment:b.svg) ![c](attachment:missing) [d](attachment:b.svg)")
    cell["attachments"] = {
        "a.png": {"image/png": 'AAAA" onerror="evil()'},
        "b.svg": {"image/svg+xml": "PHNjcmlwdD4=", "text/html": "PHNjcmlwdD5ldmlsKCk8L3NjcmlwdD4="},
    }
    notebook.cells.append(cell)
