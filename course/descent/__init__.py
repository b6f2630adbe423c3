"""Gradient descent, hands on: what the course notebooks import."""

from __future__ import annotations

import importlib
from types import ModuleType

from descent import landscapes
from descent.checking import check
from descent.devices import device
from descent.overview import progress

# What Matplotlib or widgets need comes when asked for.
__all__ = ["check", "data", "device", "explore", "landscapes", "progress", "revise"]


def __getattr__(name: str) -> ModuleType:
    if name in ("data", "explore", "revise"):
        return importlib.import_module(f"descent.{name}")
    raise AttributeError(f"module 'descent' has no attribute {name!r}")
