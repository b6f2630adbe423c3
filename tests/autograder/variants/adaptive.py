"""Unit 05 as learners write it: what is in the files beside this one."""

from __future__ import annotations

from tests.autograder.variants import (
    adaptive_adadelta,
    adaptive_adam,
    adaptive_adam_class,
    adaptive_adam_class_unlisted,
    adaptive_adam_class_wrong,
    adaptive_adamw,
    adaptive_squares,
)

CORRECT = {
    **adaptive_squares.CORRECT,
    **adaptive_adadelta.CORRECT,
    **adaptive_adam.CORRECT,
    **adaptive_adamw.CORRECT,
    **adaptive_adam_class.CORRECT,
}

WRONG = {
    **adaptive_squares.WRONG,
    **adaptive_adadelta.WRONG,
    **adaptive_adam.WRONG,
    **adaptive_adamw.WRONG,
    **adaptive_adam_class_wrong.WRONG,
}

UNLISTED = {
    **adaptive_squares.UNLISTED,
    **adaptive_adadelta.UNLISTED,
    **adaptive_adam.UNLISTED,
    **adaptive_adamw.UNLISTED,
    **adaptive_adam_class_unlisted.UNLISTED,
}
