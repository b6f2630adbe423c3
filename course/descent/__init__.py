"""Gradient descent, hands on: what the course notebooks import."""

from descent import data, explore, landscapes
from descent.checking import check
from descent.devices import device

__all__ = ["check", "data", "device", "explore", "landscapes"]
