"""Steps in place, so that every row of the trajectory is the last point."""


def gradient_step(w, grad, *, lr):
    w -= lr * grad
    return w


def gradient_descent(grad_fn, w0, *, lr, steps):
    w = np.array(w0, dtype=float)
    trajectory = [w]
    for _ in range(steps):
        w -= lr * grad_fn(w)
        trajectory.append(w)
    return np.array(trajectory)
