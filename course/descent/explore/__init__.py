"""Explorers: a slider, a picture, a quantity one feels."""

from descent.explore.gradient import difference_step, gradient, tangent
from descent.explore.update_rule import update_rule

__all__ = ["difference_step", "gradient", "tangent", "update_rule"]
