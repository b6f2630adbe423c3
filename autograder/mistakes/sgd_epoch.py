"""Unit 03's known mistakes in an epoch of updates.

A case with `draws` yields all results that many epochs give, without repetition, and whether equal seeds agree;
other cases yield the result of each epoch, and whether another seed gives the same.
"""

from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake
from autograder.mistakes.sgd_epoch_codings import (
    by_all_rows,
    by_batch_size,
    full_gradient,
    full_gradient_and_loss,
    gradients_at_the_start,
    half_steps,
    in_place,
    last_loss,
    loss_after,
    loss_at_the_end,
    loss_at_the_start,
    mean_of_means,
    mean_of_means_after,
    one_mean_update,
    one_summed_update,
    one_update,
    own_randomness,
    summed_gradient,
    summed_loss,
    summed_means,
    tail_lost,
    tail_lost_by_n,
    tail_lost_or_raised,
    tail_lost_or_zero,
    unshuffled,
    update_after_the_loop,
    uphill,
    whole_numbers,
    with_replacement,
)

Array = np.ndarray


def one_result(expected: list, got: list, *_: Any, draws: int = 0, **__: Any) -> bool:
    """All epochs end at the same one of the results that the right orders give."""
    right, mine = expected[0], np.asarray(got[0])
    size = np.abs(right).max()
    return draws > 0 and len(mine) == 1 < len(right) and bool(np.abs(right - mine).max(axis=1).min() < 1e-6 * size)


def all_but_not_from_rng(expected: list, got: list, *_: Any, draws: int = 0, **__: Any) -> bool:
    same = draws > 0 and expected[0].shape == got[0].shape and np.allclose(expected[0], got[0], rtol=1e-6)
    return bool(same and expected[1] != got[1])


def depends_on_the_draw(
    expected: list, got: list, _w: Array, X: Array, *_: Any, batch_size: int, draws: int = 0, **__: Any
) -> bool:
    """There are more results than orders give, or the draws matter where no order should."""
    if not got:  # `rng.choice(…, replace=False)` cannot draw more rows than there are
        return batch_size > len(X)
    if draws:
        return len(got[0]) > len(expected[0]) and bool(np.isfinite(got[0]).all())
    pairs = zip(expected[:-1], got[:-1], strict=True)
    sound = all(
        np.shape(mine[0]) == np.shape(right[0]) and np.isfinite([*mine[0], mine[1]]).all() for right, mine in pairs
    )
    equal = bool(np.ptp(X, axis=0).max() == 0)  # of equal rows none can be missed
    return sound and (expected[-1] != got[-1] or equal)


def integers_kept(_expected: list, got: list, w: Array, *_: Any, **__: Any) -> bool:
    """The cast error of `w -= …`, or whole numbers, where `w` came in whole numbers."""
    return w.dtype.kind in "iu" and (not got or any(np.asarray(result[0]).dtype.kind in "iu" for result in got[:-1]))


SGD_EPOCH = [
    Mistake(
        "full gradient each step",
        "Every one of your steps uses the gradient of all rows. A step should see only the rows of its own batch: "
        "`minibatch_gradient(w, X_batch, y_batch)`.",
        full_gradient,
        also=[full_gradient_and_loss],
    ),
    Mistake(
        "one update an epoch",
        "You change `w` only once an epoch. The update belongs into the loop: each batch moves `w`, and the next batch "
        "starts from there.",
        one_update,
        also=[one_mean_update, one_summed_update, update_after_the_loop],
    ),
    Mistake(
        "gradients at the start",
        "You took the gradient of every batch at the `w` that the epoch began with. "
        "Take it at the `w` that the batches before have left.",
        gradients_at_the_start,
    ),
    Mistake(
        "mean of unequal batch means",
        "You averaged the losses of the batches as if they were equally large. A short last batch counts by its rows: "
        "add up the squared errors of all rows and divide by N once.",
        mean_of_means,
    ),
    Mistake(
        "loss after the update",
        "You measured the loss of each batch after its update. Measure it first, with the `w` that the batch has not "
        "changed yet.",
        loss_after,
        also=[mean_of_means_after],
    ),
    Mistake(
        "loss at the end",
        "Your loss is that of all rows with the final `w`. The mean loss of an epoch is collected on the way, each "
        "batch measured just before its update.",
        loss_at_the_end,
    ),
    Mistake(
        "loss at the start",
        "Your loss is that of all rows with the first `w`. The mean loss of an epoch is collected on the way, each "
        "batch measured with the `w` that the batches before it have left.",
        loss_at_the_start,
    ),
    Mistake(
        "loss of the last batch",
        "You returned the loss of the last batch alone. Add up the squared errors of all batches and divide by N.",
        last_loss,
    ),
    Mistake(
        "loss not divided",
        "You returned a sum of losses. The mean loss is the sum of all squared errors, divided by N.",
        summed_loss,
        also=[summed_means],
    ),
    Mistake(
        "ascent",
        "Your steps climb. Descent subtracts the gradient: `w - lr * gradient`.",
        uphill,
    ),
    Mistake(
        "missing factor 2",
        "Your steps are half as long as they should be. The gradient of the *squared* error has a factor 2: "
        "(2/B) Xᵀ(Xw − y).",
        half_steps,
    ),
    Mistake(
        "sum instead of mean",
        "You stepped along the sum of the rows' gradients, so larger batches take longer steps. Divide by the number "
        "of rows in the batch.",
        summed_gradient,
    ),
    Mistake(
        "short batch divided by batch_size",
        "You divided the gradient of a short batch by `batch_size`. Divide by the number of rows that came: "
        "`len(y_batch)`.",
        by_batch_size,
    ),
    Mistake(
        "divided by N",
        "You divided the gradient of a batch by the number of all rows. Divide by the number of rows in the batch: "
        "`len(y_batch)`.",
        by_all_rows,
    ),
    Mistake(
        "tail lost",
        "You never use a short last batch. Each row takes part once an epoch: the last batch holds whatever is left.",
        tail_lost,
        also=[tail_lost_by_n, tail_lost_or_raised, tail_lost_or_zero],
    ),
    Mistake(
        "same order every time",
        "Your rows are visited in the same order whatever `rng` is. Draw a new order from `rng` in each call: "
        "`iterate_minibatches(X, y, batch_size=batch_size, rng=rng)` does.",
        unshuffled,
        one_result,
    ),
    Mistake(
        "rng ignored",
        "Two generators with the same seed gave different results, so your order comes from elsewhere. Use the `rng` "
        "that comes in: only then can a run be repeated.",
        own_randomness,
        all_but_not_from_rng,
    ),
    Mistake(
        "argument changed",
        "You changed an array that you were given (`w -= …` does, and so does shuffling `X` in place). "
        "Make new ones: `w = w - lr * gradient`.",
        in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "whole numbers kept",
        "With `w` in whole numbers your update fails or loses fractions. Let NumPy make a new array: "
        "`w = w - lr * gradient` is float64 by itself.",
        whole_numbers,
        integers_kept,
    ),
    Mistake(
        "not each row once",
        "Your result depends on more than the order of the rows: some come twice and others never, or they have lost "
        "their targets. Cut one permutation, and pick from `X` and `y` by the same row numbers.",
        with_replacement,
        depends_on_the_draw,
    ),
]
