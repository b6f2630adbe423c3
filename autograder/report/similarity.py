"""Who handed in nearly the same: shared runs of code tokens that hardly anybody else has.

The principle is MOSS's (Schleimer, Wilkerson & Aiken, "Winnowing", SIGMOD 2003, section 5): compare runs of k tokens,
leave out what was handed out, and leave out what many have in common, since a formula of the lesson is nobody's secret.
scikit-learn counts the runs and multiplies the sparse table. `copydetect` (PyPI, MIT) was weighed: it compares pair by
pair in Python, its fingerprints change from run to run with Python's hash seed, and it has no limit on what many share.

A shared run is a reason to look, not a proof.
"""

from __future__ import annotations

import keyword
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import triu
from sklearn.feature_extraction.text import CountVectorizer

from autograder.report.results import Results

RUN = 12  # tokens
FEWEST_RUNS = 15  # that two students share and few others have
ALIKE = 0.5  # of the telling runs of the one who has fewer
OWN_TOKENS = 60  # that the same text must have beyond what was handed out
LONGEST = 20_000  # characters of a student that are compared

_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|\s+)
    |(?P<string>[rbfuRBFU]{0,2}(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
    |(?P<attribute>\.\s*[^\W\d]\w*)
    |(?P<name>[^\W\d]\w*)
    |(?P<number>\d[\w.]*)
    |(?P<sign>\*\*|//|==|!=|<=|>=|->|[-+*/@]=|.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Pair:
    """Two students, how many telling runs they share, and which part of the shorter one's that is."""

    one: str
    other: str
    shared: int
    share: float


@dataclass(frozen=True)
class Alike:
    """Groups whose solutions are the same to the letter, and pairs that share what few others have."""

    same: list[list[str]]
    pairs: list[Pair]
    limit: int  # runs that more students have are nobody's


def tokens(source: str) -> list[str]:
    """Return the code's tokens without comments and layout; names that a learner chooses are all `V`, texts `S`."""
    found = []
    for match in _TOKEN.finditer(source):
        kind, text = match.lastgroup, match[0]
        if kind == "name":
            found.append(text if keyword.iskeyword(text) else "V")
        elif kind == "string":
            found.append("S")
        elif kind != "skip":
            found.append("".join(text.split()))
    return found


def runs(sources: Iterable[str]) -> Iterator[str]:
    """Yield all runs of `RUN` tokens within each cell."""
    for source in sources:
        words = tokens(source)
        yield from (" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def alike(results: Results) -> Alike:
    """Return who handed in nearly the same solution cells."""
    own = {student.name: _own(student.solutions, results.stubs) for student in results.students}
    own = {name: cells for name, cells in own.items() if cells}
    limit = max(2, min(10, len(results.students) // 4))
    same = _same(own)
    pairs = [pair for pair in _pairs(own, set(runs(results.stubs.values())), limit) if not _together(pair, same)]
    return Alike(same, pairs, limit)


def _own(solutions: dict[str, str], stubs: dict[str, str]) -> list[str]:
    """Return the cells in which something was written, each without comments at the end and doubled space."""
    found, length = [], 0
    for name, source in sorted(solutions.items()):
        length += len(source)
        if source.split() != stubs.get(name, "").split() and length <= LONGEST:
            found.append(source)
    return found


def _same(own: dict[str, list[str]]) -> list[list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name, cells in own.items():
        if sum(len(tokens(cell)) for cell in cells) >= OWN_TOKENS:
            groups["\n".join(" ".join(cell.split()) for cell in cells)].append(name)
    return sorted((group for group in groups.values() if len(group) > 1), key=lambda group: (-len(group), group))


def _pairs(own: dict[str, list[str]], handed_out: set[str], limit: int) -> list[Pair]:
    names = sorted(own)
    if len(names) < 2:
        return []
    counter = CountVectorizer(analyzer=lambda name: set(runs(own[name])) - handed_out, binary=True, dtype=np.int32)
    try:
        table = counter.fit_transform(names)
    except ValueError:  # nobody has a run of their own
        return []
    holders = np.asarray(table.sum(axis=0)).ravel()
    table = table[:, (holders > 1) & (holders <= limit)]
    lonely = np.asarray(counter.transform(names)[:, holders == 1].sum(axis=1)).ravel()
    telling = np.asarray(table.sum(axis=1)).ravel() + lonely
    shared = triu(table @ table.T, k=1).tocoo()
    found = [
        Pair(names[i], names[j], int(count), float(count / min(telling[i], telling[j])))
        for i, j, count in zip(shared.row, shared.col, shared.data, strict=True)
        if count >= FEWEST_RUNS and count >= ALIKE * min(telling[i], telling[j])
    ]
    return sorted(found, key=lambda pair: (-pair.share, -pair.shared, pair.one, pair.other))


def _together(pair: Pair, groups: list[list[str]]) -> bool:
    return any(pair.one in group and pair.other in group for group in groups)
