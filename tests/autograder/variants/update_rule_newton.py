"""Unit 02 as learners write it: newton_step."""
# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import numpy as np

# newton_step, right


def newton_by_elimination(w, grad, H):
    M = np.column_stack([H, grad]).astype(float)
    n = len(M)
    for k in range(n):
        pivot = k + int(np.argmax(np.abs(M[k:, k])))
        M[[k, pivot]] = M[[pivot, k]]
        M[k] /= M[k, k]
        for i in range(n):
            if i != k:
                M[i] -= M[i, k] * M[k]
    return w - M[:, -1]


def newton_by_cramer(w, grad, H):
    out = []
    for i in range(len(w)):
        changed = H.astype(float).copy()
        changed[:, i] = grad
        out.append(w[i] - np.linalg.det(changed) / np.linalg.det(H))
    return np.array(out)


def newton_by_qr(w, grad, H):
    Q, R = np.linalg.qr(H)
    return w - np.linalg.solve(R, Q.T @ grad)


CORRECT = {
    "newton_step": [
        newton_by_elimination,
        newton_by_cramer,
        newton_by_qr,
        lambda w, grad, H: w - np.linalg.inv(H) @ grad,
        lambda w, grad, H: w - np.linalg.pinv(H).dot(grad),
        lambda w, grad, H: np.linalg.solve(H, H @ w - grad),
        lambda w, grad, H: w - np.linalg.lstsq(H, grad, rcond=None)[0],
        lambda w, grad, H: w - np.linalg.solve(H, grad[:, None])[:, 0],
        lambda w, grad, H: w - np.linalg.matrix_power(np.asarray(H, dtype=float), -1) @ grad,
    ],
}

WRONG = {
    "newton_step": {
        "plus sign": [lambda w, grad, H: w - np.linalg.inv(H) @ -grad],
        "elementwise division": [
            lambda w, grad, H: w - np.sum(grad / H, axis=0),
            lambda w, grad, H: w - (grad.reshape(-1, 1) / H).sum(1),
            lambda w, grad, H: w - (grad / H).mean(axis=1),
            lambda w, grad, H: w - grad / np.sum(H, axis=1),
            lambda w, grad, H: w.reshape(-1, 1) - grad.reshape(-1, 1) / H,
            lambda w, grad, H: w - np.divide(grad, H),
            lambda w, grad, H: w - np.power(H, -1) @ grad,
            lambda w, grad, H: w - (grad / H).sum(axis=1),
            lambda w, grad, H: w - np.dot(H ** (-1.0), grad),
        ],
        "Hᵀ": [
            lambda w, grad, H: w - grad @ np.linalg.inv(H),
            lambda w, grad, H: w - np.linalg.inv(H).T @ grad,
        ],
        "only the diagonal": [
            lambda w, grad, H: np.array([w[i] - grad[i] / H[i, i] for i in range(len(w))]),
            lambda w, grad, H: w - np.linalg.inv(np.diag(np.diag(H))) @ grad,
        ],
        "multiplied by H": [lambda w, grad, H: w - H.dot(grad)],
    },
}

UNLISTED = {
    "newton_step": [
        lambda w, grad, H: w - np.linalg.solve(np.triu(H), grad),
        lambda w, grad, H: w - grad,
        lambda w, grad, H: np.linalg.solve(H, grad),
        lambda w, grad, H: -np.linalg.solve(H, grad),
        lambda w, grad, H: w - 0.5 * np.linalg.solve(H, grad),
        lambda w, grad, H: np.linalg.solve(H, w - grad),
        lambda w, grad, H: w - np.linalg.solve(H, w),
        lambda w, grad, H: w - np.linalg.solve((H + H.T) / 2, grad),
        lambda w, grad, H: w - grad / np.linalg.det(H),
        lambda w, grad, H: w - grad / np.trace(H),
        lambda w, grad, H: w - grad / np.linalg.norm(H, 2),
        lambda w, grad, H: w - np.linalg.solve(H + 1e-3 * np.eye(len(w)), grad),
        lambda w, grad, H: w - np.linalg.solve(np.linalg.cholesky(H), grad),
        lambda w, grad, H: w - np.linalg.solve(H @ H, grad),
        lambda w, grad, H: w - np.linalg.solve(np.abs(H), grad),
        lambda w, grad, H: (w - np.linalg.solve(H, grad)).tolist(),
        lambda w, grad, H: (w - np.linalg.solve(H, grad)).astype(np.float32),
        lambda w, grad, H: w - np.linalg.solve(H, grad[:, None]),
        lambda w, grad, H: w - np.linalg.solve(np.tril(H), grad),
    ],
}
