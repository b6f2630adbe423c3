"""What a teacher can do about a full disk, a locked gradebook and the like, in a sentence."""

from __future__ import annotations

import errno
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

_GO_ON = "What is graded is recorded; run the same command again to go on."
_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO}


def sentence(error: BaseException) -> str:
    """Return what is wrong if the error comes from the machine or the gradebook, else nothing."""
    for each in _chain(error):
        if isinstance(each, SQLAlchemyError):
            lines = str(getattr(each, "orig", None) or each).strip().splitlines() or [type(each).__name__]
            return f"The gradebook cannot be used ({lines[0].rstrip('.')}). {_GO_ON}"
        if isinstance(each, OSError) and each.errno in _FULL:
            return f"The disk is full. {_GO_ON}"
        if isinstance(each, OSError) and each.errno in _FORBIDDEN and each.filename:
            return f"{each.filename} cannot be used ({each.strerror}). {_GO_ON}"
    return ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, and those that it was raised from."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
