"""Explorers: a slider, a picture, a quantity one feels.

A module is imported before its function of the same name, so that `explore.gradient` is the function.
"""

from descent.explore.adaptive import adaptive
from descent.explore.applications import applications
from descent.explore.backprop import backprop
from descent.explore.bandit import bandit
from descent.explore.batch_race import batch_race
from descent.explore.batching import batching
from descent.explore.bias_correction import bias_correction
from descent.explore.challenges import challenges
from descent.explore.cliff import cliff
from descent.explore.conditioning import condition_number
from descent.explore.convergence import convergence
from descent.explore.convolution import convolution
from descent.explore.damping import damping
from descent.explore.depth import depth
from descent.explore.early_stopping import early_stopping
from descent.explore.effective_rates import effective_rates
from descent.explore.escape import escape
from descent.explore.forget_gate import forget_gate
from descent.explore.gradient import difference_step, gradient, tangent
from descent.explore.init_gain import predict_gain
from descent.explore.momentum import momentum
from descent.explore.momentum_race import momentum_race
from descent.explore.polynomial_degree import polynomial_degree
from descent.explore.prediction import predict_rate
from descent.explore.race import race
from descent.explore.receptive_field import receptive_field
from descent.explore.regularization import regularization
from descent.explore.rnn import rnn
from descent.explore.sampling import sampling
from descent.explore.search import predict_search
from descent.explore.training import training as training
from descent.explore.tuning import tuning
from descent.explore.update_rule import update_rule
from descent.explore.vanishing import vanishing

__all__ = [
    "adaptive",
    "applications",
    "backprop",
    "bandit",
    "batch_race",
    "batching",
    "bias_correction",
    "challenges",
    "cliff",
    "condition_number",
    "convergence",
    "convolution",
    "damping",
    "depth",
    "difference_step",
    "early_stopping",
    "effective_rates",
    "escape",
    "forget_gate",
    "gradient",
    "momentum",
    "momentum_race",
    "polynomial_degree",
    "predict_gain",
    "predict_rate",
    "predict_search",
    "race",
    "receptive_field",
    "regularization",
    "rnn",
    "sampling",
    "tangent",
    "tuning",
    "update_rule",
    "vanishing",
]
