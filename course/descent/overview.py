"""`progress()`: which units and exercises are done, from the learner's own diary."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Any

from descent import diary

# The class is written twice to outweigh JupyterLab's own rules for tables.
STYLE = """
.descent-progress{max-width:64em;line-height:1.45;color:var(--jp-content-font-color1,#212121)}
.descent-progress table{border-collapse:collapse;margin:.4em 0;font-size:14px;table-layout:auto}
.descent-progress th,.descent-progress td{text-align:left;vertical-align:baseline;padding:.2em 1.4em .2em 0;
background:none;color:inherit}
.descent-progress tbody tr{background:none}
.descent-progress td{white-space:nowrap}
.descent-progress td.names{max-width:36em;white-space:normal}
.descent-progress meter{width:6em}
""".replace("\n", "").replace(".descent-progress", ".descent-progress.descent-progress")


_LEGEND = "✓ done, ✗ not right yet, ○ not checked yet."


@dataclass(frozen=True)
class Exercise:
    """An exercise as the diary knows it: its best and its last score, `None` where it was never checked."""

    name: str
    points: float
    best: float | None = None
    last: float | None = None
    mistake: str | None = None  # the diagnosis of the last check

    @property
    def done(self) -> bool:
        return self.best is not None and self.best >= self.points

    @property
    def failed(self) -> bool:
        """Whether the last check was not right."""
        return self.last is not None and self.last < self.points


@dataclass(frozen=True)
class Progress:
    """The exercises by unit; a notebook shows it as a table, `print` as text."""

    units: Mapping[str, tuple[Exercise, ...]]  # by the unit's slug, in the order of the course
    titles: Mapping[str, str]
    file: str

    def __repr__(self) -> str:
        lines = []
        for slug, exercises in self.units.items():
            done = sum(exercise.done for exercise in exercises)
            lines.append(f"{self.titles[slug]}: {done} of {len(exercises)} exercises, {_points(exercises)} points")
            lines += [f"  {_sign(exercise)} {exercise.name}{_remark(exercise)}" for exercise in exercises]
        return "\n".join([*lines, _LEGEND, self.file])

    def _repr_html_(self) -> str:
        rows = "".join(self._row(slug, exercises) for slug, exercises in self.units.items())
        head = "".join(f'<th scope="col">{title}</th>' for title in ("Unit", "Done", "Points", "Exercises"))
        return (
            f'<style>{STYLE}</style><section class="descent-progress" aria-label="Progress"><table><thead><tr>{head}'
            f"</tr></thead><tbody>{rows}</tbody></table><p>{_LEGEND}<br>{escape(self.file)}</p></section>"
        )

    def _row(self, slug: str, exercises: tuple[Exercise, ...]) -> str:
        done = sum(exercise.done for exercise in exercises)
        label = f"{done} of {len(exercises)}"
        meter = f'<meter aria-label="{label}" min="0" max="{len(exercises)}" value="{done}"></meter> {label}'
        names = ", ".join(
            f"{_spoken(exercise)}&nbsp;<code>{escape(exercise.name)}</code>{escape(_remark(exercise))}"
            for exercise in exercises
        )
        return (
            f'<tr><th scope="row">{escape(self.titles[slug])}</th><td>{meter}</td>'
            f'<td>{_points(exercises)}</td><td class="names">{names}</td></tr>'
        )


def progress() -> Progress:
    """Show which units and exercises are done, by the best score that `check` has given for each."""
    from descent.revise import material

    titles = {unit.slug: f"{unit.number:02d} {unit.title}" for unit in material.units()}
    by_unit = exercises()
    order = [slug for slug in titles if slug in by_unit] + [slug for slug in by_unit if slug not in titles]
    path = diary.location()
    file = f"Kept in {path}, on this machine only." if path else "Nothing is kept: DESCENT_PROGRESS is off."
    named = {slug: titles.get(slug, slug) for slug in order}
    return Progress({slug: by_unit[slug] for slug in order}, named, file)


def exercises() -> dict[str, tuple[Exercise, ...]]:
    """Return all exercises by the slug of their unit, with what the diary knows of them."""
    known: dict[str, list[tuple[float, str | None]]] = {}
    for event in diary.events("check"):
        name, score, mistake = event.get("exercise"), event.get("score"), event.get("mistake")
        if isinstance(name, str) and isinstance(score, int | float) and math.isfinite(score):
            known.setdefault(name, []).append((float(score), mistake if isinstance(mistake, str) else None))
    return {
        slug: tuple(_exercise(name, points, known.get(name, [])) for name, points in listed)
        for slug, listed in _listed().items()
    }


def _exercise(name: str, points: float, checks: list[tuple[float, str | None]]) -> Exercise:
    if not checks:
        return Exercise(name, points)
    last, mistake = checks[-1]
    return Exercise(name, points, max(score for score, _ in checks), last, mistake)


def _listed() -> dict[str, list[tuple[str, float]]]:
    slugs = sorted(path.name[:-5] for path in resources.files("descent.answers").iterdir() if path.name[-5:] == ".json")
    listed = {slug: [(item["name"], float(item["points"])) for item in shipped(slug).values()] for slug in slugs}
    return {slug: items for slug, items in listed.items() if items}


@functools.cache
def shipped(slug: str) -> dict[str, dict[str, Any]]:
    """Return names, points, hints and mistakes of a unit's exercises; making answers of them would take a second."""
    path = resources.files("descent.answers") / f"{slug}.json"
    kept = ("name", "points", "hint", "mistakes")
    data: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return {item["name"]: {key: item[key] for key in kept} for item in data}


def _sign(exercise: Exercise) -> str:
    return "✓" if exercise.done else "✗" if exercise.best is not None else "○"


def _spoken(exercise: Exercise) -> str:
    """Return the sign for a page, where a screen reader says a word."""
    word = {"✓": "done", "✗": "not right yet", "○": "not checked yet"}[_sign(exercise)]
    return f'<span role="img" aria-label="{word}">{_sign(exercise)}</span>'


def _remark(exercise: Exercise) -> str:
    if exercise.best is None:
        return ""
    if exercise.done:
        return " (last check failed)" if exercise.failed else ""
    return f" ({exercise.best:g} of {exercise.points:g}{f', {exercise.mistake}' if exercise.mistake else ''})"


def _points(exercises: tuple[Exercise, ...]) -> str:
    return f"{sum(e.best or 0.0 for e in exercises):g} of {sum(e.points for e in exercises):g}"
