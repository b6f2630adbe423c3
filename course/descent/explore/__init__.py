"""Explorers: a slider, a picture, a quantity one feels.

A module is imported before its function of the same name, so that `explore.gradient` is the function.
"""

from descent.explore.batch_race import batch_race
from descent.explore.batching import batching
from descent.explore.conditioning import condition_number
from descent.explore.damping import damping
from descent.explore.escape import escape
from descent.explore.gradient import difference_step, gradient, tangent
from descent.explore.momentum import momentum
from descent.explore.momentum_race import momentum_race
from descent.explore.prediction import predict_rate
from descent.explore.update_rule import update_rule

__all__ = [
    "batch_race",
    "batching",
    "condition_number",
    "damping",
    "difference_step",
    "escape",
    "gradient",
    "momentum",
    "momentum_race",
    "predict_rate",
    "tangent",
    "update_rule",
]
