"""Right, in plain loops."""


def numerical_gradient(f, x, h=None):
    point = [float(value) for value in x]
    result = np.zeros(len(point))
    for i in range(len(point)):
        step = h if h is not None else np.finfo(float).eps ** (1 / 3) * max(1.0, abs(point[i]))
        forward, backward = np.array(point), np.array(point)
        forward[i] += step
        backward[i] -= step
        result[i] = (f(forward) - f(backward)) / (2 * step)
    return result


def quadratic_gradient(A, b, x):
    D = len(x)
    gradient = np.zeros(D)
    for i in range(D):
        for j in range(D):
            gradient[i] += 0.5 * (A[i, j] + A[j, i]) * x[j]
        gradient[i] -= b[i]
    return gradient


def mse_gradient(w, X, y):
    N, D = X.shape
    gradient = np.zeros(D)
    for n in range(N):
        residual = sum(X[n, d] * w[d] for d in range(D)) - y[n]
        for d in range(D):
            gradient[d] += 2 * residual * X[n, d] / N
    return gradient
