"""Unit 07 as learners write it: what is in the files beside this one."""

from __future__ import annotations

from tests.autograder.variants import challenges_more, challenges_norms, challenges_points, challenges_walks
from tests.autograder.variants.joining import joined

PARTS = (challenges_points, challenges_walks, challenges_norms, challenges_more)
CORRECT = joined("CORRECT", *PARTS)
WRONG = joined("WRONG", *PARTS)
UNLISTED = joined("UNLISTED", *PARTS)
