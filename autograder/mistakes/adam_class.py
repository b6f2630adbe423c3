"""Unit 05's known mistakes in the class `Adam`: how they are recognised, and what a learner reads."""

# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from typing import Any

from autograder.exercise import Mistake
from autograder.mistakes import wrong_adams as wrong
from autograder.mistakes.adam import adam, carried_over

# How the observer's evidence reads; see `observe_optimiser`.


def changed_given(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    """The last thing observed is that an array of the caller was changed."""
    return "given" in got[-1]["changed"]


def changed_returned(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    """The last thing observed is that an earlier result was changed, but nothing of the caller's."""
    return "returned" in got[-1]["changed"] and "given" not in got[-1]["changed"]


def shares_state(expected: list, got: list, *_: Any, plan: str, **__: Any) -> bool:
    """Only runs go wrong whose snapshot was overwritten, or loaded after the optimiser that made it had gone on."""
    from descent.comparing import difference

    wrong = [next(iter(one)) for one, other in zip(expected, got, strict=True) if difference(one, other)]
    return plan in ("go on", "overwrite") and all("resumed" in label or "overwritten" in label for label in wrong)


def none_raises(_expected: list, got: list, _params: Any, rounds: list, *_: Any, **__: Any) -> bool:
    """It raised at the first step that has a None."""
    first = next((k for k, grads in enumerate(rounds) if any(grad is None for grad in grads)), None)
    return first is not None and len(got) == first


def only_defaults(_expected: list, _got: list, *_: Any, **settings: Any) -> bool:
    """Nothing but the case without settings is wrong."""
    return "betas" not in settings


ADAM_CLASS = [
    Mistake(
        "t lost on resume",
        "A resumed run counts its steps from the start again, so its moments are corrected far too much. "
        "Save the counts in `state_dict` and load them.",
        wrong.CountLost,
        also=[wrong.CountSetToOne],
    ),
    Mistake(
        "one moment missing",
        "A resumed run starts with an empty moment. Save and load both of them, `m` and `v`, for every parameter.",
        wrong.FirstMomentLost,
        also=[wrong.SecondMomentLost, wrong.BothMomentsLost],
    ),
    Mistake(
        "nothing loaded",
        "A resumed run starts as if it were new. `load_state_dict` has to put counts and both moments into `self`.",
        wrong.NothingLoaded,
    ),
    Mistake(
        "one count for all, advanced for each parameter",
        "Your count goes up once for every parameter in the loop, so the second one is corrected as if a step later. "
        "Keep one count a parameter.",
        wrong.OncePerParameter,
        also=[wrong.OncePerParameterAndNone, wrong.OncePerParameterAndLost],
    ),
    Mistake(
        "None counted",
        "A parameter without a gradient was counted all the same. Its step count goes up only when its gradient is not "
        "None, so each parameter needs its own.",
        wrong.NoneCounts,
        also=[wrong.NoneCountsBesideOthers],
    ),
    Mistake(
        "None as zero",
        "You took None for a gradient of zero. It is none: leave the parameter, its moments and its count as they are.",
        wrong.NoneIsZero,
    ),
    Mistake(
        "None crashes",
        "Your step stops at a gradient that is None. Skip its parameter: `if grad is None: continue`.",
        wrong.NoneCrashes,
        none_raises,
    ),
    Mistake(
        "None dropped from the result",
        "You returned only the parameters that moved. "
        "Return all of them, in their order, also those without a gradient.",
        wrong.NoneDropped,
    ),
    Mistake(
        "one state for all parameters",
        "Your parameters share their moments. Each needs its own `m` and `v`; "
        "`[zeros] * n` is one array n times, so make a new one for each.",
        wrong.OneMomentForAll,
        also=[wrong.OneArrayForAll, wrong.OneArrayForAllAlsoLoaded],
    ),
    Mistake(
        "rate of the construction",
        "You went on with the learning rate of the start. Read `self.lr` in every step: a schedule changes it.",
        wrong.FixedRate,
    ),
    Mistake(
        "decoupled decay",
        "You shrank the weights themselves, as AdamW does. This class couples the decay: g + λw goes into Adam's step.",
        wrong.decoupled(late=False),
        also=[wrong.decoupled(late=True), wrong.decoupled(late=False, rate=lambda lr: 1.0)],
    ),
    Mistake(
        "no decay",
        "You left out `weight_decay`. Add λw to the gradient before anything else: `grad + self.weight_decay * w`.",
        wrong.with_step(decay=lambda decay: 0.0),
    ),
    Mistake(
        "λ/2",
        "You halved or doubled the decay. What is added to the gradient is λw, with `weight_decay` as it is.",
        wrong.with_step(decay=lambda decay: decay / 2),
        also=[wrong.with_step(decay=lambda decay: 2 * decay)],
    ),
    Mistake(
        "sign of the decay",
        "Your decay makes the weights grow. Add λw to the gradient; the step subtracts it.",
        wrong.with_step(decay=lambda decay: -decay),
    ),
    Mistake(
        "ascent",
        "You climb: a step is subtracted from the parameters.",
        wrong.with_step(adam(w=lambda p: p.w + p.lr * p.stride)),
    ),
    *carried_over(wrong.with_step, "The bookkeeping is right, the Adam step is not."),
    Mistake(
        "other defaults",
        "Your run is wrong only where nothing but `lr` was given. "
        "The defaults are `betas=(0.9, 0.999)`, `eps=1e-8` and `weight_decay=0`.",
        wrong.OtherDefaults,
        only_defaults,
    ),
    Mistake(
        "caller's arrays changed",
        "You changed arrays or lists that you were given, of parameters or of gradients. "
        "Copy the parameters in `__init__`, and make new arrays in `step`: `w = w - …`, not `w -= …`.",
        wrong.InCallersArrays,
        changed_given,
        also=[wrong.GradientDecayedInPlace],
    ),
    Mistake(
        "results change later",
        "A later step changes the list, or the arrays, that an earlier one returned. "
        "Make new arrays in `step` and return a new list: `list(self.params)`.",
        wrong.InOneArray,
        changed_returned,
        also=[wrong.InOneList],
    ),
    Mistake(
        "state aliased",
        "A snapshot and an optimiser share lists or arrays: when one changes, the other does. "
        "Copy the arrays too, not only the list, in `state_dict` and in `load_state_dict`.",
        wrong.LiveSnapshot,
        shares_state,
        also=[wrong.ShallowSnapshot, wrong.SharedOnLoad],
    ),
]
