"""Hands in test cells that show full marks already, and asks for them not to be run again."""

from nbformat.v4 import new_output


def attack(notebook, home):
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = [new_output("execute_result", {"text/plain": "1000.0"}, execution_count=1)]
            cell.execution_count = 1
            cell.metadata["tags"] = ["skip-execution", "remove-input", "raises-exception"]
            cell.metadata["editable"] = cell.metadata["deletable"] = False
