"""Release, grade and report the Descent course."""

from descent.verdict import Verdict

from autograder.judging import judge

__all__ = ["Verdict", "judge"]
