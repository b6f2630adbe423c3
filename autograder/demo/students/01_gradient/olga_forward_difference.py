"""A forward difference, and a symmetric matrix taken for granted."""


def numerical_gradient(f, x, h=None):
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for i in range(x.size):
        step = h or np.finfo(float).eps ** (1 / 3) * max(1.0, abs(x[i]))
        moved = x.copy()
        moved[i] += step
        gradient[i] = (f(moved) - f(x)) / step
    return gradient


def quadratic_gradient(A, b, x):
    return A @ x - b
