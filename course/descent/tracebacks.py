"""What a learner sees of an error: the lines of their own code, and nothing of ours."""

from __future__ import annotations

import os
import traceback
from itertools import groupby

from descent.codec import plain_text, type_name
from descent.limits import TimeUp, is_learners

_LAST = 8  # places that are shown


def learner_traceback(error: BaseException) -> str:
    """Return the traceback of `error` without the frames of the check and of libraries."""
    trace = BaseException.__dict__["__traceback__"].__get__(error)  # a subclass may have its own
    frames = [frame for frame in traceback.extract_tb(trace) if is_learners(frame.filename)]
    places = [list(same) for _, same in groupby(frames, lambda frame: (frame.filename, frame.name, frame.lineno))]
    lines = []
    for frame, *again in places[-_LAST:]:
        in_cell = "ipykernel" in frame.filename or frame.filename.startswith("<")
        place = "its cell" if in_cell else os.path.basename(frame.filename)
        lines.append(f"in {frame.name}, line {frame.lineno} of {place}")
        if frame.line:
            lines.append(f"    {frame.line}")
        if again:
            lines.append(f"    … {len(again)} more time{'s' * (len(again) > 1)}, one inside the other")
    message = message_of(error)
    lines.append(f"{type_name(error)}: {message}" if message else type_name(error))
    return plain_text("\n".join(lines))


def message_of(error: BaseException, longest: int = 500) -> str:
    """Return the start of the message of `error`, nothing when its `__str__` fails."""
    try:
        return plain_text(str(error), longest)
    except (KeyboardInterrupt, TimeUp):
        raise
    except BaseException:
        return ""
