"""Unit 13 is revision: it practises what the other units taught, and nothing in it is graded."""

from __future__ import annotations

from autograder.exercise import Exercise

EXERCISES: list[Exercise] = []
