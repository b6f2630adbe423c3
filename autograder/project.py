"""What the two halves of the final project share: how a trained model is judged on examples it has never seen.

The exercise is a function that uses the learner's trained model. Its visible case asks for the shipped test examples,
the hidden ones bring examples from `autograder.data` as arguments. The "reference" is the truth itself, looked up, so
that no model is trained to judge one, and labels stay on the grader's side: the learner's process sees inputs only.
"""

from __future__ import annotations

import numpy as np

from autograder.exercise import VISIBLE


def is_visible(rng: np.random.Generator) -> bool:
    """Return whether the cases that are drawn from `rng` are those that ship with the course."""
    entropy = rng.bit_generator.seed_seq.entropy  # type: ignore[attr-defined]
    return bool(np.array_equal(np.atleast_1d(entropy), [VISIBLE]))
