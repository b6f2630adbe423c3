"""Hands in a second notebook, and one whose name differs by case, to be graded in the place of the first."""

import json


def attack(notebook, home):
    forged = {**notebook, "cells": [{"cell_type": "code", "source": "1000.0", "metadata": {}, "outputs": [], "execution_count": 1}]}
    for name in ("02_Update_Rule.ipynb", "01_gradient.ipynb", "x.ipynb", ".ipynb"):
        (home / name).write_text(json.dumps(forged))
