"""Release, grade and report the Descent course."""

from autograder.judging import judge
from descent.verdict import Verdict

__all__ = ["Verdict", "judge"]
