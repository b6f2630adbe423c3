"""Replaces the test cells by ones that cannot fail, and the imports by ones of its own."""


def attack(notebook, home):
    notebook.cells[0].source += "\ncheck = print\n"
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.source = "1000.0"
