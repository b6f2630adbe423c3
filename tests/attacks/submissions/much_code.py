"""Hands in megabytes of code that takes minutes to colour."""

from nbformat.v4 import new_code_cell


def attack(notebook, home):
    notebook.cells.append(new_code_cell("# " + "(" * 3_000_000))
