"""Right, with other routines of NumPy."""

from collections.abc import Callable


def max_stable_lr(H):
    return 2 / np.linalg.norm(H, 2)


def optimal_lr(H):
    low, *_, high = np.sort(np.linalg.svd(H, compute_uv=False))
    kappa = high / low
    return [2 / (low + high), (kappa - 1) / (kappa + 1)]


def gradient_descent(grad_fn, w0, *, lr, steps):
    rows = [np.array(w0, dtype=float)]
    while len(rows) <= steps:
        rows.append(rows[-1] - lr * np.asarray(grad_fn(rows[-1])))
    return np.stack(rows)
