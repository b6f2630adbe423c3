"""Differentiates the square without its 2, and does not normalise directions."""


def directional_derivative(grad, v):
    return grad @ v


def mse_gradient(w, X, y):
    return X.T @ (X @ w - y) / len(y)
