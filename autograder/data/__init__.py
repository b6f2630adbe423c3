"""Test data that only the grader reads: images, signals and text whose labels never leave it.

None of it is in `course/`. `build.py` beside this file made it, and tests hold the two apart.
"""

from __future__ import annotations

import gzip
from importlib.resources import files

import numpy as np

Examples = tuple[np.ndarray, np.ndarray]


def fashion() -> Examples:
    """Return the hidden images (500, 28, 28) uint8 and labels (500,), fifty a class in no order."""
    return _examples("fashion_hidden.npz")


def mnist1d() -> Examples:
    """Return the hidden signals (1000, 40) float32 and labels (1000,), made by the generator of the shipped ones."""
    return _examples("mnist1d_hidden.npz")


def moby_dick() -> str:
    """Return 100,000 characters from the second half of the novel, of which the course ships the first."""
    return gzip.decompress(files(__name__).joinpath("moby_dick_hidden.txt.gz").read_bytes()).decode("ascii")


def _examples(name: str) -> Examples:
    with files(__name__).joinpath(name).open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return stored["x"], stored["y"].astype(np.int64)
