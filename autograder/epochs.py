"""How an epoch of batches is observed, and what all right ones have in common although their order is free.

Both functions are self-contained, since their source travels to where a learner's code runs.
"""

import numpy as np


def watch_epochs(iterate, X, y, *, batch_sizes, seed, draws=0, **options):  # type: ignore[no-untyped-def]
    """Go through an epoch of each batch size, the first two with equal generators, then count the orders of `draws`.

    Each epoch is yielded as it came, and last which rows were in it, and the counts.
    """
    from itertools import islice

    def generator():  # type: ignore[no-untyped-def]
        name = {"__repr__": lambda _: f"np.random.default_rng({seed})"}
        return type("Generator", (np.random.Generator,), name)(np.random.PCG64(seed))

    def contents(batch):  # type: ignore[no-untyped-def]
        parts = batch if isinstance(batch, (tuple, list)) else [batch]
        return [part.tobytes() for part in parts if isinstance(part, np.ndarray)]

    def epoch(size):  # type: ignore[no-untyped-def]
        made, then = iterate(X, y, batch_size=size, rng=rng, **options), []
        if made is None:
            return None
        try:
            batches = []
            for batch in islice(made, len(X) + 2):  # for one that never ends
                batches.append(batch)
                then.append(contents(batch))
            if then != [contents(batch) for batch in batches]:
                iterate.flags.add("changed_result")
            return batches
        except ValueError as error:
            if "read-only" in str(error):
                iterate.flags.add("changed_argument")
            raise
        finally:  # what a generator does is done only now
            if (X.tobytes(), y.tobytes()) != before:
                iterate.flags.add("changed_argument")

    def numbers(batch):  # type: ignore[no-untyped-def]
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            return None
        try:
            rows = [places.get(np.asarray(row, X.dtype).tobytes(), -1) for row in batch[0]]
            marks = [np.asarray(target, y.dtype).tobytes() for target in batch[1]]
        except (TypeError, ValueError):
            return None
        # Targets may be equal; then the one that belongs to the row of X is meant.
        own = rows + [-1] * len(marks)
        return [rows, [k if k >= 0 and targets[k] == mark else last.get(mark, -1) for k, mark in zip(own, marks)]]  # noqa: B905

    before = X.tobytes(), y.tobytes()
    places = {row.tobytes(): k for k, row in enumerate(X)}
    targets = [target.tobytes() for target in y]
    last = {mark: k for k, mark in enumerate(targets)}
    seen = []
    for k, size in enumerate(batch_sizes):
        if k < 2:
            rng = generator()
        batches = epoch(size)
        yield batches
        seen.append(None if batches is None else [numbers(batch) for batch in batches])
    orders = {}
    pairs = [pair for batches in seen for pair in batches or [None]]
    sound = all(pair is not None and pair[0] == pair[1] for pair in pairs)
    for _ in range(draws if sound else 0):  # statistics of what is wrong already would cost time only
        marks = [np.asarray(mark, y.dtype).tobytes() for batch in epoch(batch_sizes[0]) for mark in np.ravel(batch[1])]
        order = tuple(last.get(mark, -1) for mark in marks)
        orders[order] = orders.get(order, 0) + 1
    yield {"rows": seen, "orders": [[list(order), count] for order, count in sorted(orders.items())[:300]]}


def epochs_problem(expected, got, X, y, *, batch_sizes, draws=0, drop_last=False, **_):  # type: ignore[no-untyped-def]
    """Hold epochs to the contract. The thresholds fail a right implementation with a probability below 1e-9."""
    from math import comb, factorial

    from descent.comparing import kind

    if len(got) != len(expected) or not isinstance(got[-1], dict):
        return "the epochs could not be read"
    N, orders = len(X), []
    for epoch, seen, size in zip(got[:-1], got[-1]["rows"], batch_sizes, strict=True):
        if epoch is None:
            return "nothing was returned (`None`)"
        if len(epoch) > N + 1:
            return f"the batches do not end: {N} rows gave more than {N + 1} batches"
        for k, (batch, numbers) in enumerate(zip(epoch, seen, strict=True), 1):
            if not isinstance(batch, tuple | list):
                return f"batch {k} should be a pair (X_batch, y_batch), but it is {kind(batch)}"
            if len(batch) != 2 or not all(isinstance(part, np.ndarray) for part in batch):
                return f"batch {k} should be a pair of arrays (X_batch, y_batch), but it holds {kind(batch[0])}"
            for name, part, whole in zip(("X_batch", "y_batch"), batch, (X, y), strict=True):
                if part.shape != (len(batch[0]), *whole.shape[1:]):
                    shape = (len(batch[0]), *whole.shape[1:])
                    return f"in batch {k} {name} should have the shape {shape}, but it has {part.shape}"
                if part.dtype != whole.dtype and (whole.dtype.kind == "f" or part.dtype != np.float64):
                    return f"in batch {k} {name} holds {part.dtype.name} numbers instead of {whole.dtype.name}"
            rows, targets = numbers
            if -1 in rows or -1 in targets:
                return f"batch {k} holds a row that is not in the data"
            if not (np.array_equal(X[rows], batch[0]) and np.array_equal(y[targets], batch[1])):
                return "the epochs could not be read"
            for row, target in zip(rows, targets, strict=True):
                if row != target:
                    return f"in batch {k} row {row} of X stands beside the target of row {target}"
        order = [row for rows, _ in seen for row in rows]
        sizes = [len(rows) for rows, _ in seen]
        short = [N % size] if N % size and not drop_last else []
        if sizes != [size] * (N // size) + short:
            wanted = " + ".join(map(str, [size] * (N // size) + short)) or "none"
            return f"with batch_size={size} the batches hold {' + '.join(map(str, sizes)) or 'no'} rows, not {wanted}"
        if len(set(order)) < len(order):
            twice = next(row for row in order if order.count(row) > 1)
            never = sorted(set(range(N)) - set(order))
            missing = f", row {never[0]} never" if never else ""
            return f"in one epoch row {twice} comes {order.count(twice)} times{missing}"
        orders.append(order)
    if batch_sizes[0] == batch_sizes[1] and orders[0] != orders[1]:
        return "two generators with the same seed gave two different orders: not all randomness comes from `rng`"
    later = [order for order in orders[1:] if order]
    shortest = min(map(len, later))
    possible = factorial(N) // factorial(N - shortest)
    if all(order[:shortest] == later[0][:shortest] for order in later) and possible ** (len(later) - 1) > 1e10:
        return f"{len(later)} epochs in a row have the same order"
    left = {frozenset(range(N)) - frozenset(order) for order in later}
    if len(set(batch_sizes)) == len(left) == 1 and comb(N, shortest) ** (len(later) - 1) > 1e10:
        return f"the rows left out are the same in {len(later)} epochs: {sorted(*left)}"
    if N >= 50:
        # In a random order row k is followed by row k + 1 about once: 14 times with probability 1/14! = 1e-11. And the
        # correlation of place and row has mean 0 and standard deviation 1/√(N − 1), divided by √epochs for a mean.
        neighbours = max(sum(b == a + 1 for a, b in zip(order, order[1:])) for order in later)  # noqa: B905, RUF007
        if neighbours >= 14:
            return f"the order is not random enough: {neighbours} times the next row of the data comes next"
        alike = float(np.mean([np.corrcoef(np.arange(len(order)), order)[0, 1] for order in later]))
        if abs(alike) * np.sqrt(len(later) * (N - 1)) > 6.5:
            return f"the order is not random enough: its correlation with the order of the data is {alike:.2f}"
    if draws:
        counts = {tuple(order): count for order, count in got[-1]["orders"]}
        strange = next((list(order) for order in counts if sorted(order) != list(range(N))), None)
        if strange is not None:
            return f"an epoch visits the rows {strange}, not each once"
        share = draws / factorial(N)
        square = sum(count**2 for count in counts.values()) / share - draws
        # Chi-squared with 23 degrees of freedom for N = 4: above 92 with probability 3e-10.
        if N == 4 and square > 92:
            order = max(counts, key=counts.get)
            return (
                f"not all orders are equally likely: of {draws} epochs {counts[order]} have the order {list(order)}, "
                f"about {share:.0f} are expected; {len(counts)} of the {factorial(N)} orders come at all"
            )
    return None
