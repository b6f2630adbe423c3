"""A sample class: what students hand in, good and bad, laid out and graded for real."""

from autograder.demo.laying_out import lay_out
from autograder.demo.tour import demonstrate

__all__ = ["demonstrate", "lay_out"]
