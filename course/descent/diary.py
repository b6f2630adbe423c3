"""The learner's diary: what was checked and revised, in one small file on this machine and nowhere else.

Each line is one event as JSON. Lines are only ever appended, each by a single write that begins with a line break: two
kernels may write at the same time, and a line that a full disk or a crash cut short spoils only itself. All else
(points, cards that are due, scores by topic) is worked out from the events when it is asked for.

The file lies in the user's data folder, so that a new copy of the course finds it again. The environment variable
DESCENT_PROGRESS names another file, or is `off` for none. No trouble with the file ever reaches a check.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

VARIABLE = "DESCENT_PROGRESS"
_MOST = 8 << 20  # bytes that are read, from the end: some fifty thousand events

Event = dict[str, Any]


def location() -> Path | None:
    """Return the file, which need not exist yet, or `None` where nothing is to be kept."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen.strip().lower() == "off":
        return None
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("descent", appauthor=False) / "progress.jsonl"


def note(kind: str, **facts: Any) -> bool:
    """Append an event; return whether it could be written."""
    with suppress(Exception):  # a read-only disk, a folder in the file's place, no home
        path = location()
        if path is None or (path.exists() and not path.is_file()):
            return False
        line = "\n" + json.dumps({"at": round(time.time(), 1), "kind": kind, **facts}, ensure_ascii=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            return os.write(handle, line.encode()) > 0
        finally:
            os.close(handle)
    return False


def events(kind: str | None = None) -> list[Event]:
    """Return what was noted, oldest first; what cannot be read is left out."""
    with suppress(Exception):
        path = location()
        if path is not None and path.is_file():
            with path.open("rb") as file:
                file.seek(max(0, path.stat().st_size - _MOST))
                lines = file.read(_MOST).decode("utf-8", "replace").splitlines()
            found = [event for event in map(_event, lines) if event is not None]
            return [event for event in found if kind in (None, event["kind"])]
    return []


def _event(line: str) -> Event | None:
    with suppress(ValueError, RecursionError):
        event = json.loads(line)
        if isinstance(event, dict) and isinstance(event.get("kind"), str) and isinstance(event.get("at"), int | float):
            return event
    return None


def reset() -> Path | None:
    """Begin a new diary and return where the old one is kept, until the next reset; `None` if there was none.

    Raises `OSError` where the file cannot be moved.
    """
    path = location()
    if path is None or not path.exists():
        return None
    kept = path.with_name(path.name + ".old")
    os.replace(path, kept)
    return kept
