"""Right, in plain loops and with helpers of her own."""


def gradient_descent(grad_fn, w0, *, lr, steps):
    trajectory = np.empty((steps + 1, len(w0)))
    trajectory[0] = w0
    for t in range(steps):
        trajectory[t + 1] = trajectory[t] - lr * grad_fn(trajectory[t].copy())
    return trajectory


def newton_step(w, grad, H):
    return w - np.linalg.inv(H) @ grad


def backtracking_line_search(f, w, grad, *, lr0, c, beta):
    def enough(lr):
        return f(w - lr * grad) <= f(w) - c * lr * np.sum(grad * grad)

    lr = lr0
    while not enough(lr):
        lr = lr * beta
    return lr
