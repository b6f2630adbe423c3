"""Gradient descent, hands on: what the course notebooks import."""

from descent import explore, landscapes
from descent.checking import check

__all__ = ["check", "explore", "landscapes"]
