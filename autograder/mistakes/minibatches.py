"""Unit 03's known mistakes in cutting an epoch into batches, and in walking through it.

Since the order is free, `iterate_minibatches` is diagnosed by symptoms.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT, CHANGED_RESULT

from autograder.exercise import Mistake
from autograder.mistakes.minibatch_symptoms import (
    drops_a_full_one,
    drops_the_other,
    empty_at_the_end,
    filled_up,
    in_blocks,
    in_order,
    keeps_all,
    not_from_rng,
    one_order,
    repeated,
    returned,
    too_few,
    unpaired,
    within_blocks,
)

Array = np.ndarray
Rng = np.random.Generator
Batches = Iterator[tuple[Array, Array]]


def cut(X: Array, y: Array, order: Any, batch_size: int, drop_last: bool = False) -> Batches:
    """Yield the batches of a given order."""
    end = len(order) - len(order) % batch_size if drop_last else len(order)
    for start in range(0, end, batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


# Wrong implementations


def first_batch(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Any:
    for batch in cut(X, y, rng.permutation(len(y)), batch_size, drop_last):
        return batch


def shuffled_in_place(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:
    order = rng.permutation(len(y))
    X[:], y[:] = X[order], y[order]
    yield from cut(X, y, np.arange(len(y)), batch_size, drop_last)


def one_array(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:
    buffer = np.empty((batch_size, *X.shape[1:])), np.empty((batch_size, *y.shape[1:]))
    for X_batch, y_batch in cut(X, y, rng.permutation(len(y)), batch_size, drop_last):
        buffer[0][: len(y_batch)], buffer[1][: len(y_batch)] = X_batch, y_batch
        yield buffer[0][: len(y_batch)], buffer[1][: len(y_batch)]


def unshuffled(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:  # noqa: ARG001
    return cut(X, y, np.arange(len(y)), batch_size, drop_last)


def seeded_inside(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:
    rng = np.random.default_rng(0)
    return cut(X, y, rng.permutation(len(y)), batch_size, drop_last)


def apart(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:
    return cut(rng.permutation(X), rng.permutation(y), np.arange(len(y)), batch_size, drop_last)


def padded(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:
    order = rng.permutation(len(y))
    missing = -len(y) % batch_size
    return cut(X, y, order if drop_last else np.append(order, np.resize(order, missing)), batch_size, drop_last)


def drawn_with_replacement(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:
    return cut(X, y, rng.integers(len(y), size=len(y)), batch_size, drop_last)


def tail_lost(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:  # noqa: ARG001
    return cut(X, y, rng.permutation(len(y)), batch_size, drop_last=True)


def dropped_the_other_way(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:
    return cut(X, y, rng.permutation(len(y)), batch_size, not drop_last)


def last_always_dropped(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:
    batches = list(cut(X, y, rng.permutation(len(y)), batch_size))
    yield from batches[:-1] if drop_last else batches


def never_dropped(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:  # noqa: ARG001
    return cut(X, y, rng.permutation(len(y)), batch_size)


def one_batch_too_many(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:
    order = rng.permutation(len(y))
    for k in range(len(y) // batch_size + (not drop_last)):
        rows = order[k * batch_size : (k + 1) * batch_size]
        yield X[rows], y[rows]


def batches_shuffled(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:
    batches = list(cut(X, y, np.arange(len(y)), batch_size, drop_last))
    for k in rng.permutation(len(batches)):
        yield batches[k]


def shuffled_within(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:
    for X_batch, y_batch in cut(X, y, np.arange(len(y)), batch_size, drop_last):
        order = rng.permutation(len(y_batch))
        yield X_batch[order], y_batch[order]


def own_randomness(X: Array, y: Array, *, batch_size: int, rng: Rng, drop_last: bool = False) -> Batches:  # noqa: ARG001
    return cut(X, y, np.random.permutation(len(y)), batch_size, drop_last)


ITERATE_MINIBATCHES = [
    Mistake(
        "returned instead of yielded",
        "You `return` the first batch, and the function ends there. Write `yield` instead: it hands out a batch and "
        "then goes on with the loop.",
        first_batch,
        returned,
    ),
    Mistake(
        "caller's arrays shuffled",
        "You reordered the arrays that you were given, so your caller's `X` and `y` are no longer what they were. "
        "Draw row numbers, `order = rng.permutation(len(X))`, and pick rows: `X[rows]` is a copy.",
        shuffled_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "one array for all batches",
        "Your batches share one array, so a batch changes when the next one comes. Make new arrays for each: "
        "`X[rows]` does.",
        one_array,
        CHANGED_RESULT,
    ),
    Mistake(
        "not shuffled",
        "Your rows come in the order of the data. A batch stands for all rows only if it is a random sample: "
        "cut a random permutation of the row numbers, not the data as they lie.",
        unshuffled,
        in_order,
    ),
    Mistake(
        "same order every epoch",
        "Your epochs all have the same order. Take the permutation from the `rng` that comes in, as it is: "
        "do not make or seed a generator inside.",
        seeded_inside,
        one_order,
    ),
    Mistake(
        "X and y shuffled apart",
        "Your rows have lost their targets: `X` and `y` are in different orders. Draw one permutation of row numbers "
        "and use the same `rows` for both.",
        apart,
        unpaired,
    ),
    Mistake(
        "last batch filled up",
        "You filled the last batch up with rows that had come before. If rows run out, the last batch is short: "
        "each row comes once an epoch.",
        padded,
        filled_up,
    ),
    Mistake(
        "a full batch dropped",
        "With `drop_last=True` you leave out the last batch even if it is full. Only a short one goes.",
        last_always_dropped,
        drops_a_full_one,
    ),
    Mistake(
        "tail lost",
        "Some rows at the end of your permutation are never handed out. Let the loop run over all starts, "
        "`range(0, len(X), batch_size)`: the last slice may be short.",
        tail_lost,
        too_few,
    ),
    Mistake(
        "sampled with replacement",
        "In your epochs some rows come twice and others never. Do not draw each batch anew: draw one permutation of "
        "all rows and cut it in order.",
        drawn_with_replacement,
        repeated,
    ),
    Mistake(
        "drop_last ignored",
        "With `drop_last=True` your short last batch still comes. Leave it out if it has fewer than `batch_size` rows.",
        never_dropped,
        keeps_all,
    ),
    Mistake(
        "drop_last the wrong way round",
        "You keep the short batch with `drop_last=True` and leave it out otherwise. It is the other way round.",
        dropped_the_other_way,
        drops_the_other,
    ),
    Mistake(
        "an empty batch",
        "Where `batch_size` divides the number of rows, you hand out a last batch without any row; its mean would be "
        "0/0. Let the loop end with the rows: `range(0, len(X), batch_size)`.",
        one_batch_too_many,
        empty_at_the_end,
    ),
    Mistake(
        "only the batches shuffled",
        "You shuffled the batches, but each holds rows that are neighbours in the data. Shuffle the rows first, "
        "then cut.",
        batches_shuffled,
        in_blocks,
    ),
    Mistake(
        "shuffled within batches",
        "You cut first and shuffled within each batch, so that a batch always holds the same rows. Shuffle all rows "
        "first, then cut.",
        shuffled_within,
        within_blocks,
    ),
    Mistake(
        "rng ignored",
        "Two generators with the same seed gave different orders, so your randomness comes from elsewhere. "
        "Use the `rng` that comes in, not `np.random` or a generator of your own: only then can a run be repeated.",
        own_randomness,
        not_from_rng,
    ),
]
