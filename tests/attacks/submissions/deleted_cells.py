"""Hands in nothing but one cell that shows points."""

from nbformat.v4 import new_code_cell


def attack(notebook, home):
    notebook.cells = [new_code_cell("1000.0")]
