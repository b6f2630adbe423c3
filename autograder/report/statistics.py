"""Numbers about a class: how each exercise went, which mistakes are common, what was cut short."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from autograder.report.results import Results, Verdict

FEWEST = 10  # students: a correlation of fewer is chance
MAJORITY = 0.5


@dataclass(frozen=True)
class Discrimination:
    """A correlation with its 95 % confidence interval, or the reason why there is none."""

    r: float | None
    low: float = 0.0
    high: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class ItemStatistics:
    """How one exercise went: students with full marks, with a part, with nothing, and how well it discriminates."""

    name: str
    points: float
    full: int
    part: int
    none: int
    mean: float
    discrimination: Discrimination
    failures: list[tuple[str, int]]

    @property
    def students(self) -> int:
        return self.full + self.part + self.none

    @property
    def pass_rate(self) -> float:
        return self.full / self.students


@dataclass(frozen=True)
class MistakeCount:
    """A named mistake and how many students made it."""

    exercise: str
    name: str
    sentence: str
    count: int


def items(results: Results) -> list[ItemStatistics]:
    """Return the statistics of each exercise, in the order of the lesson."""
    shares = results.shares()
    weights = np.array([item.points for item in results.items])
    found = []
    for index, item in enumerate(results.items):
        share = shares[:, index]
        full, none = int((share >= 1).sum()), int((share <= 0).sum())
        rest = shares @ weights - share * item.points
        verdicts = [student.verdicts[item.name] for student in results.students if item.name in student.verdicts]
        found.append(
            ItemStatistics(
                *(item.name, item.points, full, len(share) - full - none, none, float(share.mean())),
                discrimination(share, rest),
                Counter(what_went_wrong(verdict) for verdict in verdicts if not verdict.passed).most_common(),
            )
        )
    return found


def what_went_wrong(verdict: Verdict) -> str:
    """Return the mistake's name, or how the exercise failed where no known mistake explains it."""
    return verdict.diagnosis or verdict.kind


def discrimination(share: np.ndarray, rest: np.ndarray) -> Discrimination:
    """Return how an exercise goes together with all others: the corrected point-biserial correlation.

    r = cov(x, t - x) / (sd(x) sd(t - x)), with x a student's points in the exercise and t - x those in the rest of the
    unit (with only right and wrong this Pearson correlation is the point-biserial one; without the item in the rest it
    is not inflated). The interval is Fisher's, tanh(artanh r ± 1.96/√(n - 3)).
    Lord & Novick, Statistical Theories of Mental Test Scores (1968), ch. 15.
    """
    if len(share) < FEWEST:
        return Discrimination(None, reason=f"fewer than {FEWEST} students")
    if np.ptp(share) == 0 or np.ptp(rest) == 0:
        return Discrimination(None, reason="all alike")
    r = float(np.clip(np.corrcoef(share, rest)[0, 1], -1, 1))
    centre = np.arctanh(np.clip(r, -0.999999, 0.999999))
    low, high = np.tanh(centre + np.array([-1.96, 1.96]) / np.sqrt(len(share) - 3))
    return Discrimination(r, float(low), float(high))


def mistakes(results: Results) -> list[MistakeCount]:
    """Return the named mistakes, the commonest first."""
    sentences = {(item.name, name): text for item in results.items for name, text in item.sentences.items()}
    counts = Counter(
        (exercise, verdict.diagnosis)
        for student in results.students
        for exercise, verdict in student.verdicts.items()
        if verdict.diagnosis
    )
    return [MistakeCount(*key, sentences.get(key, ""), count) for key, count in counts.most_common()]


def without_majority(found: Iterable[ItemStatistics]) -> list[ItemStatistics]:
    """Return the exercises that no more than half of the class got right, the worst first."""
    return sorted((item for item in found if item.pass_rate <= MAJORITY), key=lambda item: item.pass_rate)


def endings(results: Results) -> list[tuple[str, list[str]]]:
    """Return what stopped notebooks, each with the names of the students, the commonest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for student in results.students:
        if student.ended:
            found[student.ended].append(student.name)
    return sorted(found.items(), key=lambda pair: -len(pair[1]))


def failed_runs(results: Results) -> list[tuple[str, dict[str, int]]]:
    """Return how many implementations of an exercise did not come to an end, by kind, where there are any."""
    kinds = ("stopped: too slow", "raised an error", "ended its process")
    rows = []
    for item in results.items:
        verdicts = [student.verdicts.get(item.name) for student in results.students]
        counts = Counter(verdict.kind for verdict in verdicts if verdict is not None and not verdict.passed)
        if any(counts[kind] for kind in kinds):
            rows.append((item.name, {kind: counts[kind] for kind in kinds}))
    return rows


def distribution(results: Results) -> list[int]:
    """Return how many students scored [0, 10 %), [10, 20 %), …, [90, 100 %], in ten numbers."""
    scores = np.array([student.score for student in results.students]) / (results.max_score or 1)
    tenths = np.clip(np.floor(scores * 10 + 1e-9), 0, 9).astype(int)
    return np.bincount(tenths, minlength=10).tolist()
