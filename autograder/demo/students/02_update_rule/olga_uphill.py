"""Climbs instead of descending, and takes 1/L for the limit."""


def gradient_step(w, grad, *, lr):
    return w + lr * grad


def max_stable_lr(H):
    return 1 / np.linalg.eigvalsh(H)[-1]


def newton_step(w, grad, H):
    return w + np.linalg.solve(H, grad)
