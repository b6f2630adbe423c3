"""Hands in code that is within all limits, but takes minutes to colour."""

from nbformat.v4 import new_code_cell


def attack(notebook, home):
    for part in "({@\\%":
        notebook.cells.append(new_code_cell("'''" + part * 90_000))
