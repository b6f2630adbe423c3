"""Writes texts that take Markdown, formulas and links hours to read."""

from nbformat.v4 import new_markdown_cell


def attack(notebook, home):
    for part in ("\\\\[", "\\begin{a}", "[a](", "[a][b", "*a **", "> ", "- a\n", "# a\n", "`a``", "![", "<a ", "$$ a $", "|a"):
        notebook.cells.append(new_markdown_cell(part * (30_000 // len(part))))
