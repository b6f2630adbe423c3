"""Unit 06 as learners write it: what is in the files beside this one."""

from __future__ import annotations

from tests.autograder.variants import (
    backprop_activation,
    backprop_linear,
    backprop_mlp,
    backprop_more_values,
    backprop_softmax,
    backprop_unbroadcast,
    backprop_values,
    backprop_wrong_backwards,
    backprop_wrong_values,
)

RIGHT = [*backprop_values.SOME, *backprop_more_values.MORE]

CORRECT = {
    "Value": RIGHT,
    "Value.backward": RIGHT,
    **backprop_linear.CORRECT,
    **backprop_activation.CORRECT,
    **backprop_softmax.CORRECT,
    **backprop_unbroadcast.CORRECT,
    **backprop_mlp.CORRECT,
}

WRONG = {
    **backprop_wrong_values.WRONG,
    **backprop_wrong_backwards.WRONG,
    **backprop_linear.WRONG,
    **backprop_activation.WRONG,
    **backprop_softmax.WRONG,
    **backprop_unbroadcast.WRONG,
    **backprop_mlp.WRONG,
}

UNLISTED = {
    **backprop_wrong_values.UNLISTED,
    **backprop_wrong_backwards.UNLISTED,
    **backprop_linear.UNLISTED,
    **backprop_activation.UNLISTED,
    **backprop_softmax.UNLISTED,
    **backprop_unbroadcast.UNLISTED,
    **backprop_mlp.UNLISTED,
}
