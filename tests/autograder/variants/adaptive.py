"""Unit 05 as learners write it: what is in the files beside this one."""

from __future__ import annotations

from tests.autograder.variants import (
    adaptive_adadelta,
    adaptive_adam,
    adaptive_adam_class,
    adaptive_adam_class_unlisted,
    adaptive_adam_class_wrong,
    adaptive_adamw,
    adaptive_more,
    adaptive_squares,
)
from tests.autograder.variants.joining import joined

PARTS = (
    adaptive_squares,
    adaptive_adadelta,
    adaptive_adam,
    adaptive_adamw,
    adaptive_adam_class,
    adaptive_adam_class_wrong,
    adaptive_adam_class_unlisted,
    adaptive_more,
)
CORRECT = joined("CORRECT", *PARTS)
WRONG = joined("WRONG", *PARTS)
UNLISTED = joined("UNLISTED", *PARTS)
