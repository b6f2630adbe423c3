"""One connection and one transaction for all that nbgrader records of a submission.

nbgrader's steps open the gradebook nine times and commit some thirty times a submission; each opening compiles its
queries anew, and each commit waits for the disk. Lent one gradebook, they write the same rows in a tenth of the time,
and a submission is in the gradebook as a whole or not at all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from nbgrader.api import Gradebook


class _Lent:
    """A gradebook that its borrower cannot close."""

    def __init__(self, gradebook: Gradebook) -> None:
        self._gradebook = gradebook

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gradebook, name)

    def __enter__(self) -> _Lent:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def close(self) -> None:
        pass


@contextmanager
def one_transaction(gradebook: Gradebook) -> Iterator[Callable[[], None]]:
    """Lend `gradebook` to every step of nbgrader that opens one in the body.

    The value is the function that commits; what is not committed when the body ends is rolled back.
    """
    session = gradebook.db
    borrowers = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("nbgrader.") and getattr(module, "Gradebook", None) is Gradebook and name != "nbgrader.api"
    ]
    lent = _Lent(gradebook)
    for module in borrowers:
        setattr(module, "Gradebook", lambda *_args, **_kwargs: lent)  # noqa: B010
    session.commit = session.flush
    try:
        yield lambda: type(session).commit(session)
    finally:
        del session.commit
        session.rollback()
        session.expire_all()
        for module in borrowers:
            setattr(module, "Gradebook", Gradebook)  # noqa: B010
