"""Unit 01 as learners write it: the exercises stand beside this file."""

from tests.autograder.variants import (
    gradient_mse,
    gradient_numerical,
    gradient_numerical_unlisted,
    gradient_numerical_wrong,
    gradient_quadratic,
    gradient_relative,
    gradient_slopes,
)

CORRECT = {
    **gradient_numerical.CORRECT,
    **gradient_slopes.CORRECT,
    **gradient_quadratic.CORRECT,
    **gradient_mse.CORRECT,
    **gradient_relative.CORRECT,
}
WRONG = {
    **gradient_numerical_wrong.WRONG,
    **gradient_slopes.WRONG,
    **gradient_quadratic.WRONG,
    **gradient_mse.WRONG,
    **gradient_relative.WRONG,
}
UNLISTED = {
    **gradient_numerical_unlisted.UNLISTED,
    **gradient_slopes.UNLISTED,
    **gradient_quadratic.UNLISTED,
    **gradient_mse.UNLISTED,
    **gradient_relative.UNLISTED,
}
