"""nbgrader's log lines, kept out of a teacher's sight."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from traitlets.log import get_logger


@contextmanager
def quiet() -> Iterator[None]:
    """Let through only what nbgrader calls critical; every failure also raises, and is told in our own words."""
    logger = get_logger()
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
