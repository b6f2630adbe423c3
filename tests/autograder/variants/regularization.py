"""Unit 08 as learners write it: what is in the files beside this one."""

from __future__ import annotations

from tests.autograder.variants import (
    regularization_draws,
    regularization_inputs,
    regularization_more,
    regularization_penalties,
    regularization_stops,
)
from tests.autograder.variants.joining import joined

PARTS = (
    regularization_inputs,
    regularization_draws,
    regularization_penalties,
    regularization_stops,
    regularization_more,
)
CORRECT = joined("CORRECT", *PARTS)
WRONG = joined("WRONG", *PARTS)
UNLISTED = joined("UNLISTED", *PARTS)
