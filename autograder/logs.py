"""nbgrader's log lines, kept out of a teacher's sight."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from traitlets.log import get_logger


class Kept(logging.Handler):
    """Keeps the last line of each error message: of a traceback, what was raised; and the last such error itself."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []
        self.error: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage().strip()
        if "Traceback" in text:
            self.lines.append(text.splitlines()[-1])
            self.error = sys.exc_info()[1]  # nbgrader logs where it catches


@contextmanager
def quiet() -> Iterator[Kept]:
    """Silence nbgrader's logger; the value collects what was raised inside."""
    logger = get_logger()
    assert isinstance(logger, logging.Logger)
    keep = Kept()
    handlers, propagate = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [keep], False
    try:
        yield keep
    finally:
        logger.handlers, logger.propagate = handlers, propagate
