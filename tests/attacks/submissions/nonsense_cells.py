"""Hands in cells, sources, outputs and metadata of types that no reader expects."""

import json


def attack(notebook, home):
    cells = [7, None, [], {}, {"cell_type": "code", "source": {"a": 1}, "metadata": []}, "cell", {"source": [None, 7, "1"]}]
    return json.dumps({**notebook, "cells": cells + notebook.cells, "metadata": [], "nbformat_minor": "x"})
