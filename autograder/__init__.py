"""Release, grade and report the Descent course."""

import sys

# Where this package is installed, jsonschema builds a grammar at its import to check addresses in notebooks' metadata,
# of which there are none: that takes longer than to import all the rest.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from descent.verdict import Verdict  # noqa: E402

from autograder.judging import judge  # noqa: E402

__all__ = ["Verdict", "judge"]
