"""Unit 04 as learners write it: the exercises stand beside this file."""

from tests.autograder.variants import (
    momentum_ewma,
    momentum_formulas,
    momentum_nesterov,
    momentum_sgd,
    momentum_sgd_unlisted,
    momentum_sgd_wrong,
    momentum_steps,
    momentum_steps_unlisted,
    momentum_steps_wrong,
)

CORRECT = {
    **momentum_ewma.CORRECT,
    **momentum_steps.CORRECT,
    **momentum_nesterov.CORRECT,
    **momentum_formulas.CORRECT,
    **momentum_sgd.CORRECT,
}
WRONG = {
    **momentum_ewma.WRONG,
    **momentum_steps_wrong.WRONG,
    **momentum_nesterov.WRONG,
    **momentum_formulas.WRONG,
    **momentum_sgd_wrong.WRONG,
}
UNLISTED = {
    **momentum_ewma.UNLISTED,
    **momentum_steps_unlisted.UNLISTED,
    **momentum_nesterov.UNLISTED,
    **momentum_formulas.UNLISTED,
    **momentum_sgd_unlisted.UNLISTED,
}
