"""Unit 08's known mistakes in early stopping: wrong implementations, and what a learner reads."""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np

from autograder.exercise import Mistake


def rule(losses, patience, better, *, enough=lambda wait, patience: wait >= patience):
    """Stop by a rule `better(loss, best)`; return (stop, best epoch)."""
    best, best_epoch, wait = np.inf, 0, 0
    for epoch, loss in enumerate(losses):
        if better(loss, best):
            best, best_epoch, wait = loss, epoch, 0
        else:
            wait += 1
            if enough(wait, patience):
                return epoch, best_epoch
    return len(losses) - 1, best_epoch


def right(losses, *, patience, min_delta):
    return rule(losses, patience, lambda loss, best: loss < best - min_delta)


def previous_loss(losses, *, patience, min_delta):
    before, best_epoch, wait = np.inf, 0, 0
    for epoch, loss in enumerate(losses):
        if loss < before - min_delta:
            best_epoch, wait = epoch, 0
        else:
            wait += 1
            if wait >= patience:
                return epoch, best_epoch
        before = loss
    return len(losses) - 1, best_epoch


def previous_for_waiting(losses, *, patience, min_delta):
    """Count against the previous loss, but remember the best one."""
    before, best, best_epoch, wait = np.inf, np.inf, 0, 0
    for epoch, loss in enumerate(losses):
        wait = 0 if loss < before - min_delta else wait + 1
        if loss < best - min_delta:
            best, best_epoch = loss, epoch
        if wait >= patience:
            return epoch, best_epoch
        before = loss
    return len(losses) - 1, best_epoch


def previous_and_lowest(losses, *, patience, min_delta):
    """Count against the previous loss, and look up the lowest so far."""
    stop, _ = previous_loss(losses, patience=patience, min_delta=min_delta)
    return stop, int(np.nanargmin(losses[: stop + 1]))


def never_reset(losses, *, patience, min_delta):
    best, best_epoch, wait = np.inf, 0, 0
    for epoch, loss in enumerate(losses):
        if loss < best - min_delta:
            best, best_epoch = loss, epoch
        else:
            wait += 1
            if wait >= patience:
                return epoch, best_epoch
    return len(losses) - 1, best_epoch


def sign_of_delta(losses, *, patience, min_delta):
    return rule(losses, patience, lambda loss, best: loss < best + min_delta)


def delta_ignored(losses, *, patience, min_delta):  # noqa: ARG001
    return rule(losses, patience, lambda loss, best: loss < best)


def relative_delta(losses, *, patience, min_delta):
    return rule(losses, patience, lambda loss, best: loss < best * (1 - min_delta))


def relative_delta_guarded(losses, *, patience, min_delta):
    return rule(losses, patience, lambda loss, best: best == np.inf or loss < best * (1 - min_delta))


def finite_start(start):
    def best_begins_at_a_number(losses, *, patience, min_delta):
        best, best_epoch, wait = start, 0, 0
        for epoch, loss in enumerate(losses):
            if loss < best - min_delta:
                best, best_epoch, wait = loss, epoch, 0
            else:
                wait += 1
                if wait >= patience:
                    return epoch, best_epoch
        return len(losses) - 1, best_epoch

    return best_begins_at_a_number


def one_too_late(losses, *, patience, min_delta):
    return rule(
        losses, patience, lambda loss, best: loss < best - min_delta, enough=lambda wait, patience: wait > patience
    )


def one_too_early(losses, *, patience, min_delta):
    return rule(
        losses, patience, lambda loss, best: loss < best - min_delta, enough=lambda wait, patience: wait >= patience - 1
    )


def equal_is_better(losses, *, patience, min_delta):
    return rule(losses, patience, lambda loss, best: loss <= best - min_delta)


def nan_is_better(losses, *, patience, min_delta):
    return rule(losses, patience, lambda loss, best: not loss >= best - min_delta)


def creeping_best(losses, *, patience, min_delta):
    """Let small improvements lower the bar, although they do not count."""
    best, best_epoch, wait = np.inf, 0, 0
    for epoch, loss in enumerate(losses):
        if loss < best - min_delta:
            best_epoch, wait = epoch, 0
        else:
            wait += 1
        best = min(best, loss)
        if wait >= patience:
            return epoch, best_epoch
    return len(losses) - 1, best_epoch


def lowest_so_far(losses, *, patience, min_delta):
    stop, _ = right(losses, patience=patience, min_delta=min_delta)
    return stop, int(np.nanargmin(losses[: stop + 1]))


def lowest_of_all(losses, *, patience, min_delta):
    stop, _ = right(losses, patience=patience, min_delta=min_delta)
    return stop, int(np.nanargmin(losses))


def swapped(losses, *, patience, min_delta):
    return right(losses, patience=patience, min_delta=min_delta)[::-1]


def from_one(losses, *, patience, min_delta):
    stop, best = right(losses, patience=patience, min_delta=min_delta)
    return stop + 1, best + 1


def number_of_epochs(losses, *, patience, min_delta):
    stop, best = right(losses, patience=patience, min_delta=min_delta)
    return stop + 1, best


def length_at_the_end(losses, *, patience, min_delta):
    best, best_epoch, wait = np.inf, 0, 0
    for epoch, loss in enumerate(losses):
        if loss < best - min_delta:
            best, best_epoch, wait = loss, epoch, 0
        else:
            wait += 1
            if wait >= patience:
                return epoch, best_epoch
    return len(losses), best_epoch


def first_loss_waits(losses, *, patience, min_delta):
    best, best_epoch, wait = losses[0], 0, 0
    for epoch, loss in enumerate(losses):
        if loss < best - min_delta:
            best, best_epoch, wait = loss, epoch, 0
        else:
            wait += 1
            if wait >= patience:
                return epoch, best_epoch
    return len(losses) - 1, best_epoch


def highest_wins(losses, *, patience, min_delta):
    best, best_epoch, wait = -np.inf, 0, 0
    for epoch, loss in enumerate(losses):
        if loss > best + min_delta:
            best, best_epoch, wait = loss, epoch, 0
        else:
            wait += 1
            if wait >= patience:
                return epoch, best_epoch
    return len(losses) - 1, best_epoch


EARLY_STOPPING = [
    Mistake(
        "compared with the previous loss",
        "You compared each loss with that of the epoch before. A curve that jumps up and creeps down again would count "
        "as progress: compare with the *best* so far.",
        previous_loss,
        also=[previous_for_waiting, previous_and_lowest],
    ),
    Mistake(
        "counter not reset",
        "Your count of waiting never starts anew, so all bad epochs of the whole training add up. Set it to 0 at every "
        "improvement.",
        never_reset,
    ),
    Mistake(
        "sign of min_delta",
        "You added `min_delta`, so that a loss which is a little worse counts as better. An improvement is "
        "`loss < best - min_delta`.",
        sign_of_delta,
    ),
    Mistake(
        "min_delta ignored",
        "Your improvements do not depend on `min_delta`. Only `loss < best - min_delta` counts.",
        delta_ignored,
    ),
    Mistake(
        "min_delta as a share",
        "You took `min_delta` as a share of the best loss. It is a difference: `loss < best - min_delta`.",
        relative_delta,
        also=[relative_delta_guarded],
    ),
    Mistake(
        "one epoch too late",
        "You wait one epoch too long. Stop as soon as the count is *at least* patience: `>=`, not `>`.",
        one_too_late,
    ),
    Mistake(
        "one epoch too early", "You stop one epoch too early. Stop when the count has reached patience.", one_too_early
    ),
    Mistake(
        "equal counts as better",
        "You let an equal loss count as an improvement. It takes `<`, not `<=`.",
        equal_is_better,
    ),
    Mistake(
        "nan counts as better",
        "A loss of nan counts as an improvement in your function, because `loss >= …` is false for nan. Ask whether "
        "`loss < best - min_delta`, and wait otherwise.",
        nan_is_better,
    ),
    Mistake(
        "best creeps down",
        "You lower the best loss also by steps that are too small to count. Change it only at an improvement; else "
        "many small steps together never become one.",
        creeping_best,
    ),
    Mistake(
        "lowest loss instead of the last improvement",
        "Your best epoch is the one with the lowest loss. It is the last *improvement*: a loss that is lower by less "
        "than `min_delta` does not count.",
        lowest_so_far,
    ),
    Mistake(
        "looked into the future",
        "Your best epoch lies after the stop. Training had ended by then: look only at the epochs until the stop.",
        lowest_of_all,
    ),
    Mistake("swapped", "You returned the best epoch first. The order is (stop_epoch, best_epoch).", swapped),
    Mistake("counted from 1", "You counted epochs from 1. Here the first one is epoch 0.", from_one),
    Mistake(
        "number of epochs",
        "Your first number is how many epochs were run. It should be the last one's number, counted from 0: one less.",
        number_of_epochs,
    ),
    Mistake(
        "length at the end",
        "When patience never runs out you return `len(losses)`. The last epoch is `len(losses) - 1`.",
        length_at_the_end,
    ),
    Mistake(
        "the first epoch waits",
        "You set the best loss to `losses[0]` and then count epoch 0 as one without improvement. Start with +∞.",
        first_loss_waits,
    ),
    Mistake(
        "the best starts at a number",
        "Your best loss starts at a number, which losses may exceed for ever. Start with +∞, `float('inf')`, so that "
        "the first epoch counts.",
        finite_start(1e9),
    ),
    Mistake("highest wins", "You look for the highest loss. The best is the lowest.", highest_wins),
]
