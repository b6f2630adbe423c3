"""Turns test cells into text, solutions into raw cells, and texts into test cells."""


def attack(notebook, home):
    for k, cell in enumerate(notebook.cells):
        cell["cell_type"] = ["markdown", "raw", "heading", "code", ["code"], None][k % 6]
        cell.pop("outputs", None)
