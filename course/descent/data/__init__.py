"""Data for the final project, shipped beside this file, so that it loads without a network.

`fashion()`, `mnist1d()` and `moby_dick()` ship; `fashion_full()` and `cifar10()` are fetched once, where there is a
network, and checked. Where each comes from, its licence and its checksum stand in this folder's README.md.
"""

from __future__ import annotations

import gzip
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from descent.data.fetching import DownloadError, cifar10, fashion_full
from descent.data.sets import CIFAR10_CLASSES, FASHION_CLASSES, Images

__all__ = [
    "CIFAR10_CLASSES",
    "FASHION_CLASSES",
    "DownloadError",
    "Images",
    "Signals",
    "cifar10",
    "fashion",
    "fashion_full",
    "mnist1d",
    "moby_dick",
]


class Signals(NamedTuple):
    """Signals (N, 40) float32 and their classes (N,) int64, to train on and to test on."""

    train_signals: np.ndarray
    train_labels: np.ndarray
    test_signals: np.ndarray
    test_labels: np.ndarray


def fashion() -> Images:
    """Return Fashion-MNIST in small: 500 images a class to train on and 100 to test on, **sorted by class**.

    Images are (N, 28, 28) uint8, labels (N,) int64 from 0 to 9, named by FASHION_CLASSES.
    Source: Xiao, Rasul and Vollgraf (2017), arXiv:1708.07747.
    """
    return Images(*_arrays("fashion.npz"))


def mnist1d() -> Signals:
    """Return MNIST-1D: 4000 signals of 40 points to train on and 1000 to test on, in random order.

    Signals are (N, 40) float32 of mean 0 and standard deviation 1, labels (N,) int64 from 0 to 9.
    Source: Greydanus and Kobak (2024), arXiv:2011.14439.
    """
    return Signals(*_arrays("mnist1d.npz"))


def moby_dick() -> str:
    """Return the first 600,000 characters of Herman Melville's *Moby-Dick* (1851), plain ASCII."""
    return gzip.decompress(files(__name__).joinpath("moby_dick.txt.gz").read_bytes()).decode("ascii")


def _arrays(name: str) -> list[np.ndarray]:
    with files(__name__).joinpath(name).open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return [stored[key].astype(np.int64) if key.endswith("labels") else stored[key] for key in stored.files]
