"""Unit 04's known mistakes in the class `SGD`: how they are recognised, and what a learner reads."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.exercise import Mistake
from autograder.mistakes import momentum_classes as wrong


def kept_integers(expected: list, got: list, params: list, *_: Any, **__: Any) -> bool:
    """Whole numbers came in, and whole numbers, or the cast error of `w -= 0.1 * g`, came out."""
    whole = any(w.dtype.kind in "iu" for w in params)
    return whole and (len(got) < len(expected) or any(w.dtype.kind in "iu" for w in got[0]["params"]))


def parameters_changed(expected: list, got: list, params: list, *_: Any, **__: Any) -> bool:
    """The caller's parameters are not what they were, or cannot be: they are read-only, or whole numbers."""
    whole = any(w.dtype.kind in "iu" for w in params)
    return (whole and len(got) < len(expected)) or got[-1]["parameters changed"] or "refused" in got[-1]


def gradients_changed(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    """The caller's gradients are not what they were, or cannot be: they are read-only."""
    return got[-1]["gradients changed"] or "refused" in got[-1]


def results_changed(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    return got[-1]["earlier results changed"]


def crashes_at_none(expected: list, got: list, _params: list, passes: list, *_: Any, **__: Any) -> bool:
    """A step with a None among its gradients raises, or makes nan of the parameter."""
    if len(got) < len(expected):
        return any(grad is None for grad in passes[len(got)])
    missing = [(t, i) for t, grads in enumerate(passes) for i, grad in enumerate(grads) if grad is None]
    return any(np.isnan(got[t]["params"][i]).any() for t, i in missing)


def accepts_everything(expected: list, got: list, *_: Any, choices: Any = (), **__: Any) -> bool:
    """A constructor that should have refused its arguments did not."""
    pairs = zip(expected, got, strict=True)
    return bool(choices) and any(
        right["result"] == "ValueError" and mine["result"] == "no error" for right, mine in pairs
    )


SGD = [
    Mistake(
        "integer dtype kept",
        "With whole numbers in `params` yours stay in whole numbers, so fractions of a step are lost. "
        "Keep `np.array(w, dtype=np.float64)` of each.",
        wrong.WholeNumbers,
        kept_integers,
    ),
    Mistake(
        "parameters changed",
        "You changed the arrays (or the list) that the constructor was given. They belong to your caller: keep a list "
        "of your own, and put new arrays into it: `self.params[i] = w - …`.",
        wrong.OnTheParameters,
        parameters_changed,
    ),
    Mistake(
        "gradients changed",
        "You changed the gradients that `step` was given. Make a new array: `grad = grad + …`, not `grad += …`.",
        wrong.OnTheGradients,
        gradients_changed,
    ),
    Mistake(
        "earlier results changed",
        "An array that an earlier `step` returned is changed by a later one. Never write into an array that you have "
        "handed out: make a new one, `self.params[i] = w - …`.",
        wrong.WritesIntoItsResults,
        results_changed,
    ),
    Mistake(
        "None gradients crash",
        "A gradient may be None: its parameter took no part in this pass. Skip it; leave parameter and velocity alone.",
        wrong.NoneCrashes,
        crashes_at_none,
    ),
    Mistake(
        "Nesterov accepted",
        "Nesterov's momentum without momentum, or with dampening, makes no sense. Raise a `ValueError` in `__init__`.",
        wrong.EverythingAllowed,
        accepts_everything,
    ),
    Mistake(
        "one buffer",
        "All your parameters share one velocity, so each is pushed by the others' gradients. Keep one velocity "
        "for each parameter, in a list.",
        wrong.OneBuffer,
        also=[wrong.OneZeroBuffer, wrong.OneArray, wrong.OneZeroArray, wrong.BufferPerShape],
    ),
    Mistake(
        "decoupled decay",
        "Your weight decay does not pass through the velocity: it acts on `w` directly, beside the momentum. "
        "Add λw to the gradient first, before everything else.",
        wrong.Decoupled,
        also=[wrong.DecoupledLast, wrong.DecayOfOwnRate],
    ),
    Mistake(
        "decay beside the look-ahead",
        "In Nesterov's step your velocity knows the decayed gradient, but the step uses the raw one. "
        "Replace g by g + λw once, and use that in both places.",
        wrong.DecayBesideLookahead,
    ),
    Mistake(
        "λ/2",
        "You added λ/2 times the weights. The gradient of the penalty ½λw² is λw: the ½ has gone.",
        wrong.HalfDecay,
    ),
    Mistake("2λ", "You added 2λ times the weights. In PyTorch's convention it is g + λw.", wrong.DoubleDecay),
    Mistake(
        "decay's sign",
        "Your decay pushes the weights away from zero. It is *added* to the gradient, which you then subtract: g + λw.",
        wrong.NegativeDecay,
    ),
    Mistake("no decay", "Your result does not depend on `weight_decay`. Begin with g + λw.", wrong.NoDecay),
    Mistake(
        "None as zero",
        "You treated a gradient of None as zeros. A zero gradient still decays the weights and coasts on the velocity; "
        "None leaves the parameter alone entirely.",
        wrong.NoneIsZero,
    ),
    Mistake(
        "None still decays",
        "You decayed a parameter without a gradient. None leaves it alone entirely: no decay and no coasting.",
        wrong.NoneStillDecays,
    ),
    Mistake(
        "None forgets",
        "A gradient of None erased the velocity. The parameter waits with its velocity, and goes on with it later.",
        wrong.NoneForgets,
    ),
    Mistake(
        "None dropped",
        "You left parameters without a gradient out of the list. Return all of them, in their order.",
        wrong.NoneDropped,
    ),
    Mistake(
        "None taken out",
        "You took the None out of the gradients, so that those behind it moved up to other parameters. "
        "Gradient i belongs to parameter i: skip it in the loop.",
        wrong.NoneTakenOut,
    ),
    Mistake(
        "lr frozen",
        "You used the constructor's learning rate for ever. Schedules set `optimiser.lr`: read `self.lr` at each step.",
        wrong.FrozenRate,
    ),
    Mistake(
        "parameters not kept",
        "Every step begins at the first parameters again. Keep the new arrays in `self` for the next step.",
        wrong.StartsOver,
    ),
    Mistake(
        "dampening at the first step",
        "Your velocity begins with zeros, so that the first gradient is dampened. Begin with None: the first velocity "
        "is the gradient itself.",
        wrong.ZeroBuffers,
    ),
    Mistake(
        "one first step for all",
        "A parameter whose first gradient comes late (None before) was dampened at once. Each parameter has its own "
        "first step: when its own velocity is None.",
        wrong.OneFirstStep,
    ),
    Mistake(
        "dampened without momentum",
        "With momentum 0 you dampened the gradient. Here, as in PyTorch, that is the plain step; dampening is ignored.",
        wrong.DampedWithoutMomentum,
        also=[wrong.PlainStepDamped],
    ),
    Mistake(
        "dampening ignored",
        "Your result does not depend on `dampening`. Hand it on to your `momentum_step`.",
        wrong.UndampedVelocity,
    ),
    Mistake(
        "velocity reset",
        "Your velocities are forgotten between steps. Put the new one back into `self.velocities[i]`.",
        wrong.Forgetful,
        also=[wrong.ForgetfulDamped],
    ),
    Mistake(
        "EMA form",
        "Your velocity is an average: the gradient enters with 1 − μ. In this course it is a sum, μ·v + (1 − τ)g.",
        wrong.Mean,
        also=[wrong.MeanFromZero, wrong.DampedMean, wrong.DampedMeanFromZero],
    ),
    Mistake(
        "lr inside the velocity",
        "The learning rate went into your velocity. When the rate changes, the old one lives on in there: "
        "keep it out, and multiply once at the end.",
        wrong.ScaledVelocity,
    ),
    Mistake(
        "Nesterov ignored",
        "With `nesterov=True` you still take the heavy ball's step. Use your `nesterov_step` there: g + μ·v.",
        wrong.NeverNesterov,
    ),
    Mistake(
        "velocity aliases grad",
        "Your first velocity *is* the gradient's array. A training loop uses that array again, and your memory is "
        "overwritten. Copy it: `np.array(grad, dtype=np.float64)`.",
        wrong.SharedWithGradient,
    ),
    Mistake("ascent", "You added the step, which climbs. Subtract it.", wrong.Ascent),
]
