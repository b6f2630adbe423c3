"""Unit 03's known mistakes in cutting an epoch into batches, and in walking through it.

Since the order is free, `iterate_minibatches` is diagnosed by symptoms: `got[-1]["rows"]` tells for each epoch which
row numbers came, batch by batch, as pairs (rows of X, rows of y), −1 for what is no row. The first two epochs were
asked for with equal generators.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT, CHANGED_RESULT

from autograder.exercise import Mistake

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


# How they show


def returned(_expected: list, got: list, X: Array, *_: Any, **__: Any) -> bool:
    """There is one batch instead of an iterator of batches: what was gone through are its two arrays."""
    epochs = [epoch for epoch in got[:-1] if epoch is not None]
    pairs = all(len(epoch) == 2 and all(isinstance(part, np.ndarray) for part in epoch) for epoch in epochs)
    return bool(epochs) and pairs and all(X_batch.shape[1:] == X.shape[1:] for X_batch, _ in epochs)


def in_order(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    orders = [[row for rows, _ in epoch for row in rows] for epoch in got[-1]["rows"]]
    paired = all(rows == targets for epoch in got[-1]["rows"] for rows, targets in epoch)
    return any(orders) and paired and all(order == list(range(len(order))) for order in orders)


def one_order(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    orders = [[row for rows, _ in epoch for row in rows] for epoch in got[-1]["rows"]]
    paired = all(rows == targets for epoch in got[-1]["rows"] for rows, targets in epoch)
    longest = max(orders, key=len)
    same = all(order == longest[: len(order)] for order in orders)
    return any(orders) and paired and same and -1 not in longest and len(set(longest)) == len(longest)


def unpaired(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    epochs = got[-1]["rows"]
    orders = [[row for rows, _ in epoch for row in rows] for epoch in epochs]
    batches = [batch for epoch in epochs for batch in epoch]
    each_once = all(len(set(order)) == len(order) and -1 not in order for order in orders)
    known = all(len(rows) == len(targets) and -1 not in targets for rows, targets in batches)
    return each_once and known and any(rows != targets for rows, targets in batches)


def filled_up(_expected: list, got: list, X: Array, *_: Any, batch_sizes: list, **__: Any) -> bool:
    """All batches are full, and rows come twice only in the last one."""
    for epoch, size in zip(got[-1]["rows"], batch_sizes, strict=True):
        full = [row for rows, _ in epoch for row in rows][: len(X) - len(X) % size]
        if len(set(full)) < len(full) or any(len(rows) != size or rows != targets for rows, targets in epoch):
            return False
    return any(sum(len(rows) for rows, _ in epoch) > len(X) for epoch in got[-1]["rows"])


def repeated(_expected: list, got: list, X: Array, *_: Any, batch_sizes: list, **__: Any) -> bool:
    if not got:  # `rng.choice(…, replace=False)` cannot draw more rows than there are
        return max(batch_sizes) > len(X)
    epochs = got[-1]["rows"]
    orders = [[row for rows, _ in epoch for row in rows] for epoch in epochs]
    paired = all(rows == targets for epoch in epochs for rows, targets in epoch)
    known = all(-1 not in order for order in orders)
    sizes = all(len(rows) <= size for epoch, size in zip(epochs, batch_sizes, strict=True) for rows, _ in epoch)
    none = any(size > len(X) and not epoch for epoch, size in zip(epochs, batch_sizes, strict=True))
    return paired and known and sizes and (none or any(len(set(order)) < len(order) for order in orders))


def too_few(
    _expected: list, got: list, X: Array, *_: Any, batch_sizes: list, drop_last: bool = False, **__: Any
) -> bool:
    """All batches are full and right, and not more than a full and a short one are missing."""
    lost = []
    for epoch, size in zip(got[-1]["rows"], batch_sizes, strict=True):
        order, short = [row for rows, _ in epoch for row in rows], len(X) % size
        if len(set(order)) < len(order) or -1 in order:
            return False
        if any(len(rows) != size or rows != targets for rows, targets in epoch):
            return False
        lost.append(len(X) - drop_last * short - len(order))
        if lost[-1] > size + short:
            return False
    return any(lost)


def drops_the_other(
    _expected: list, got: list, X: Array, *_: Any, batch_sizes: list, drop_last: bool = False, **__: Any
) -> bool:
    for epoch, size in zip(got[-1]["rows"], batch_sizes, strict=True):
        order = [row for rows, _ in epoch for row in rows]
        wanted = len(X) if drop_last else len(X) - len(X) % size
        if len(order) != wanted or len(set(order)) != wanted or any(rows != targets for rows, targets in epoch):
            return False
    return any(len(X) % size for size in batch_sizes)


def keeps_all(_expected: list, got: list, X: Array, *_: Any, drop_last: bool = False, **__: Any) -> bool:
    orders = [[row for rows, _ in epoch for row in rows] for epoch in got[-1]["rows"]]
    paired = all(rows == targets for epoch in got[-1]["rows"] for rows, targets in epoch)
    return drop_last and paired and all(sorted(order) == list(range(len(X))) for order in orders)


def empty_at_the_end(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    """The last batch of some epochs has no rows, and all else is right."""
    epochs = got[-1]["rows"]
    orders = [[row for rows, _ in epoch for row in rows] for epoch in epochs]
    paired = all(rows == targets for epoch in epochs for rows, targets in epoch)
    nonempty = all(rows for epoch in epochs for rows, _ in epoch[:-1])
    return paired and nonempty and all(len(set(o)) == len(o) for o in orders) and any(not e[-1][0] for e in epochs)


def in_blocks(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    batches = [batch for epoch in got[-1]["rows"] for batch in epoch]
    return bool(batches) and all(
        rows == targets == list(range(rows[0], rows[0] + len(rows))) for rows, targets in batches
    )


def within_blocks(_expected: list, got: list, *_: Any, batch_sizes: list, **__: Any) -> bool:
    for epoch, size in zip(got[-1]["rows"], batch_sizes, strict=True):
        for k, (rows, targets) in enumerate(epoch):
            if rows != targets or sorted(rows) != list(range(k * size, k * size + len(rows))):
                return False
    return any(got[-1]["rows"])


def not_from_rng(_expected: list, got: list, *_: Any, **__: Any) -> bool:
    epochs = got[-1]["rows"]
    orders = [[row for rows, _ in epoch for row in rows] for epoch in epochs]
    paired = all(rows == targets for epoch in epochs for rows, targets in epoch)
    right = all(-1 not in order and len(set(order)) == len(order) for order in orders)
    return paired and right and orders[0] != orders[1]


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
