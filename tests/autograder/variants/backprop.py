"""Unit 06 as learners write it: what is in the files beside this one."""

from __future__ import annotations

from tests.autograder.variants import (
    backprop_activation,
    backprop_linear,
    backprop_mlp,
    backprop_more,
    backprop_more_values,
    backprop_softmax,
    backprop_unbroadcast,
    backprop_values,
    backprop_wrong_backwards,
    backprop_wrong_values,
)
from tests.autograder.variants.joining import joined

PARTS = (
    backprop_values,
    backprop_more_values,
    backprop_wrong_values,
    backprop_wrong_backwards,
    backprop_linear,
    backprop_activation,
    backprop_softmax,
    backprop_unbroadcast,
    backprop_mlp,
    backprop_more,
)
CORRECT = joined("CORRECT", *PARTS)
WRONG = joined("WRONG", *PARTS)
UNLISTED = joined("UNLISTED", *PARTS)
