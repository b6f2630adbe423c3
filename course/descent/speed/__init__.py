"""Fast versions of what the final project writes plainly."""

from __future__ import annotations

from descent.speed.optimisers import ForeachAdam

__all__ = ["ForeachAdam"]
