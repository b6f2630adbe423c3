"""Claims metadata of versions that nbgrader does not know, on which it ends the whole run."""


def attack(notebook, home):
    for k, cell in enumerate(c for c in notebook.cells if "nbgrader" in c.metadata):
        cell.metadata["nbgrader"]["schema_version"] = [0, 1, 2, 99, -1, "3", None, 1e308][k % 8]
    notebook.metadata["nbgrader"] = {"schema_version": 99}
    notebook["nbformat_minor"] = 99
