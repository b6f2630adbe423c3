"""The smaller the step the better, he thinks; and measures errors absolutely."""


def numerical_gradient(f, x, h=None):
    x = np.array(x, dtype=float)
    h = 1e-12 if h is None else h
    gradient = np.zeros_like(x)
    for i in range(x.size):
        e = np.zeros_like(x)
        e[i] = h
        gradient[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient


def relative_error(analytic, numeric):
    return np.max(np.abs(np.asarray(analytic) - numeric))
