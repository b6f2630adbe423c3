"""Unit 07 as learners write it: what is in the files beside this one."""

from __future__ import annotations

from tests.autograder.variants import challenges_norms, challenges_points, challenges_walks

CORRECT = {
    **challenges_points.CORRECT,
    **challenges_walks.CORRECT,
    **challenges_norms.CORRECT,
}

WRONG = {
    **challenges_points.WRONG,
    **challenges_walks.WRONG,
    **challenges_norms.WRONG,
}

UNLISTED = {
    **challenges_points.UNLISTED,
    **challenges_walks.UNLISTED,
    **challenges_norms.UNLISTED,
}
