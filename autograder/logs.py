"""nbgrader's log lines, kept out of a teacher's sight."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from traitlets.log import get_logger


class _Keep(logging.Handler):
    """Keeps the last line of each error message: of a traceback, what was raised."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage().strip()
        if "Traceback" in text:
            self.lines.append(text.splitlines()[-1])


@contextmanager
def quiet() -> Iterator[list[str]]:
    """Silence nbgrader's logger; the value collects what was raised inside, one line each."""
    logger = get_logger()
    assert isinstance(logger, logging.Logger)
    keep = _Keep()
    handlers, propagate = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [keep], False
    try:
        yield keep.lines
    finally:
        logger.handlers, logger.propagate = handlers, propagate
