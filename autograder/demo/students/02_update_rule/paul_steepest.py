"""Forgets the memory of conjugate gradients, and the c of Armijo."""


def backtracking_line_search(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while not f(w - lr * grad) <= f(w):
        lr *= beta
    return lr


def conjugate_gradient(A, b, x0, *, steps):
    x = np.array(x0, dtype=float)
    trajectory = [x.copy()]
    for _ in range(steps):
        r = b - A @ x
        rr = r @ r
        if rr > 1e-28:
            x = x + rr / (r @ A @ r) * r
        trajectory.append(x.copy())
    return np.array(trajectory)
