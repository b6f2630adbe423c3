"""Unit 03 as learners write it: the exercises stand beside this file."""

from tests.autograder.variants import (
    batching_averages,
    batching_gradients,
    batching_minibatches,
    batching_minibatches_unlisted,
    batching_minibatches_wrong,
    batching_sgd,
    batching_sgd_unlisted,
)

CORRECT = {
    **batching_minibatches.CORRECT,
    **batching_gradients.CORRECT,
    **batching_sgd.CORRECT,
    **batching_averages.CORRECT,
}
WRONG = {
    **batching_minibatches_wrong.WRONG,
    **batching_gradients.WRONG,
    **batching_sgd.WRONG,
    **batching_averages.WRONG,
}
UNLISTED = {
    **batching_minibatches_unlisted.UNLISTED,
    **batching_gradients.UNLISTED,
    **batching_sgd_unlisted.UNLISTED,
    **batching_averages.UNLISTED,
}
