"""Hands in every cell three times, of which the last would fail and the others are worth points."""

import copy


def attack(notebook, home):
    notebook.cells = [copy.deepcopy(cell) for cell in notebook.cells for _ in range(3)]
