"""Hands in halves of characters, zeros and marks that reverse the direction of writing, in every text."""

import json


def attack(notebook, home):
    for cell in notebook.cells:
        cell.source += "\n# \x00 \u202e"
    text = json.dumps(notebook)
    return text.replace("raise NotImplementedError", "raise NotImplementedError  # \\ud800 \\udfff")
