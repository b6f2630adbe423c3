"""Count which character follows which: the baseline that a network which reads text has to beat."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int64]


class Counts(NamedTuple):
    """What was seen of one length: runs of characters, each a sorted number, how often, and the same by context."""

    runs: Codes
    seen: Codes
    contexts: Codes
    totals: Codes
    kinds: Codes  # how many different characters followed each context


class NGrams:
    """Predict the next character from the `order − 1` before it, by counting.

    p_n = (count + kinds · p_{n−1}) / (total + kinds), from p_0 uniform up to n = `order`: the more different characters
    have followed a context, the less its counts are trusted, and the more the shorter context decides.

    `characters` are all that may occur (default: those of `text`).
    Source: Witten and Bell (1991), method C, interpolated as in Chen and Goodman (1999), section 2.5.
    """

    def __init__(self, text: str, order: int, characters: str | None = None) -> None:
        self.characters = "".join(sorted(set(text))) if characters is None else characters
        self.order = order
        self._index = {character: code for code, character in enumerate(self.characters)}
        codes = self.encode(text)
        self._counts = [self._count(codes, length) for length in range(1, order + 1)]
        self.probabilities = functools.lru_cache(maxsize=20_000)(self._probabilities)

    def __len__(self) -> int:
        """Return how many counts are kept."""
        return sum(len(counts.runs) for counts in self._counts)

    def encode(self, text: str) -> Codes:
        """Return the characters' places in `characters` (N,); raises `KeyError` for one that is not among them."""
        return np.array([self._index[character] for character in text], dtype=np.int64)

    def _joined(self, codes: Codes, length: int) -> Codes:
        """Return all runs of `length` characters, each as one number with a digit a character."""
        joined = np.zeros(len(codes) - length + 1, dtype=np.int64)
        for place in range(length):
            joined = joined * len(self.characters) + codes[place : place + len(joined)]
        return joined

    def _count(self, codes: Codes, length: int) -> Counts:
        runs, seen = np.unique(self._joined(codes, length), return_counts=True)
        contexts, starts, kinds = np.unique(runs // len(self.characters), return_index=True, return_counts=True)
        return Counts(runs, seen, contexts, np.add.reduceat(seen, starts), kinds)

    def _probabilities(self, context: str) -> Array:
        """Return the probability of each of `characters` after `context`, of which the last few count: (V,)."""
        size = len(self.characters)
        codes = self.encode(context[-(self.order - 1) :] if self.order > 1 else "")
        p = np.full(size, 1 / size)
        for length, counts in enumerate(self._counts[: len(codes) + 1], 1):
            key = 0
            for code in codes[len(codes) - length + 1 :]:
                key = key * size + int(code)
            first, last = np.searchsorted(counts.runs, [key * size, (key + 1) * size])
            if first == last:
                break
            p = p * (last - first)
            p[counts.runs[first:last] - key * size] += counts.seen[first:last]
            p /= counts.seen[first:last].sum() + (last - first)
        return p

    def loss(self, text: str) -> float:
        """Return the mean of −ln p of each character of `text` after the first few, in nats a character."""
        size, start = len(self.characters), self.order - 1
        codes = self.encode(text)
        p = np.full(len(codes) - start, 1 / size)
        for length, counts in enumerate(self._counts, 1):
            runs = self._joined(codes, length)[start - length + 1 :]
            count = _look(counts.runs, counts.seen, runs)
            total, kinds = (_look(counts.contexts, part, runs // size) for part in (counts.totals, counts.kinds))
            p = (count + np.maximum(kinds, total == 0) * p) / np.maximum(total + kinds, 1)
        return float(-np.log(p).mean())


def _look(keys: Codes, values: Codes, wanted: Codes) -> Codes:
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], 0)
