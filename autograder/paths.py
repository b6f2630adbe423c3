"""Where things lie in the repository and in a class folder."""

from __future__ import annotations

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SOLUTIONS = REPOSITORY / "solutions"
COURSE = REPOSITORY / "course"
ANSWERS = COURSE / "descent" / "answers"
CLASSROOM = REPOSITORY / "classroom"


def lessons() -> list[Path]:
    """Return the lessons' files in the order of the course, without drafts."""
    return [path for path in _written() if entries(path).exists()]


def drafts() -> list[Path]:
    """Return the lessons that have no exercises yet, and so are not released."""
    return [path for path in _written() if not entries(path).exists()]


def entries(lesson: Path) -> Path:
    """Return the module that holds the exercises of a lesson."""
    return REPOSITORY / "autograder" / "exercises" / f"{lesson.stem.partition('_')[2]}.py"


def _written() -> list[Path]:
    return sorted(SOLUTIONS.glob("[0-9][0-9]_*.md"))


def lesson(unit: str) -> Path:
    """Return the file of `unit`; raises `LookupError` with the known units."""
    path = SOLUTIONS / f"{unit}.md"
    if path not in lessons():
        known = ", ".join(path.stem for path in lessons())
        raise LookupError(f"There is no unit called {unit!r}. The units are {known}.")
    return path
