"""How a mistake in cutting an epoch into batches shows.

Since the order is free, `got[-1]["rows"]` tells for each epoch which row numbers came, batch by batch, as pairs (rows
of X, rows of y), −1 for what is no row. The first two epochs were asked for with equal generators.
"""

from typing import Any

import numpy as np

Array = np.ndarray


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
    # To go through all rows twice is another matter.
    evenly = all(len(o) > len(X) > 1 == len({o.count(row) for row in range(len(X))}) for o in orders)
    none = any(size > len(X) and not epoch for epoch, size in zip(epochs, batch_sizes, strict=True))
    more = none or any(len(set(order)) < len(order) for order in orders)
    return paired and known and sizes and more and not evenly


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


def drops_a_full_one(
    _expected: list, got: list, X: Array, *_: Any, batch_sizes: list, drop_last: bool = False, **__: Any
) -> bool:
    for epoch, size in zip(got[-1]["rows"], batch_sizes, strict=True):
        order = [row for rows, _ in epoch for row in rows]
        wanted = len(X) - (len(X) % size or size)
        if len(order) != wanted or len(set(order)) != wanted or any(rows != targets for rows, targets in epoch):
            return False
    return drop_last and any(len(X) % size == 0 for size in batch_sizes)


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
