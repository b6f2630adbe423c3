"""Gives test cells the ids of others, of none and of cells that do not exist, and solution cells those of tests."""


def attack(notebook, home):
    ids = [cell.metadata["nbgrader"]["grade_id"] for cell in notebook.cells if "nbgrader" in cell.metadata]
    strange = ["", "../../gradebook", "x" * 10_000, "\x00", "a'; DROP TABLE grade; --", "gradient_step\n", None, 7, [1]]
    for k, cell in enumerate(c for c in notebook.cells if "nbgrader" in c.metadata):
        cell.metadata["nbgrader"]["grade_id"] = ids[-k - 1] if k % 2 else strange[k % len(strange)]
