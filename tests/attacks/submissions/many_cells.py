"""Hands in a hundred thousand cells."""

import json


def attack(notebook, home):
    return json.dumps({**notebook, "cells": [{"cell_type": "code", "source": "1", "metadata": {}}] * 100_000})
