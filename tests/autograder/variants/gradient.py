"""Unit 01 as learners write it."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math
from functools import partial

import numpy as np

EPS = np.finfo(np.float64).eps

# numerical_gradient, right


def by_unit_vectors(f, x, h=None):
    x = np.asarray(x, dtype=float)
    steps = np.full(len(x), h) if h is not None else np.cbrt(EPS) * np.maximum(1, np.abs(x))
    return np.array([(f(x + s * e) - f(x - s * e)) / (2 * s) for s, e in zip(steps, np.eye(len(x)), strict=True)])


def on_one_working_copy(f, x, h=None):
    work = x.astype(np.float64)
    grad = np.zeros(len(work))
    for i in range(len(work)):
        step = h or EPS ** (1 / 3) * max(1.0, abs(work[i]))
        work[i] += step
        ahead = f(work)
        work[i] -= 2 * step
        behind = f(work)
        work[i] += step
        grad[i] = (ahead - behind) / (2 * step)
    return grad


def with_a_nested_helper(f, x, h=None):
    def slope(i):
        def along(t):
            moved = np.array(x, dtype=np.float64)
            moved[i] += t
            return float(f(moved))

        t = h if h is not None else EPS ** (1 / 3) * max(1, abs(float(x[i])))
        return (along(t) - along(-t)) / t / 2

    return np.array(list(map(slope, range(x.shape[0]))))


def from_lists(f, x, h=None):
    values = [float(v) for v in x]
    grad = []
    for i, v in enumerate(values):
        step = h if h else 2 ** (-52 / 3) * max(1.0, abs(v))
        ahead, behind = list(values), list(values)
        ahead[i], behind[i] = v + step, v - step
        grad.append((f(np.array(ahead)) - f(np.array(behind))) / (2 * step))
    return np.array(grad)


def dividing_by_what_was_moved(f, x, h=None):
    x = np.array(x, dtype=np.float64)
    grad = []
    for i in range(x.size):
        step = EPS ** (1 / 3) * max(1.0, abs(x[i])) if h is None else h
        ahead, behind = x.copy(), x.copy()
        ahead[i], behind[i] = x[i] + step, x[i] - step
        grad.append((f(ahead) - f(behind)) / (ahead[i] - behind[i]))
    return np.stack(grad).astype(np.float64)


def with_two_halves(f, x, h=None):
    x = 1.0 * x
    here = f(x)  # not needed, and not forbidden
    grad = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        step = h if h is not None else 6e-6 * (1 + abs(x[i]))
        e = np.zeros_like(x)
        e[i] = step
        grad[i] = 0.5 * ((f(x + e) - here) / step + (here - f(x - e)) / step)
    return grad


def by_steps_of(step, f, x, h=None):
    return by_unit_vectors_scaled(f, x, step if h is None else None, h)


def by_unit_vectors_scaled(f, x, relative, h):
    x = x.astype(float)
    grad = np.zeros(x.size)
    for i in range(x.size):
        s = h if relative is None else relative * max(1.0, abs(x[i]))
        e = s * np.eye(x.size)[i]
        grad[i] = (f(x + e) - f(x - e)) / (2 * s)
    return grad


# numerical_gradient, wrong


def forward_loop(f, x, h=None):
    x = np.array(x, dtype=float)
    here = f(x)
    grad = np.zeros_like(x)
    for i in range(len(x)):
        moved = x.copy()
        step = 1e-5 if h is None else h
        moved[i] += step
        grad[i] = (f(moved) - here) / step
    return grad


def forward_with_its_own_best_step(f, x, h=None):
    x = np.array(x, dtype=float)
    steps = math.sqrt(EPS) * np.maximum(1, abs(x)) if h is None else h * np.ones(x.size)
    return np.array([(f(x + d) - f(x)) / d.max() for d in np.diag(steps)])


def forward_moved_back(f, x, h=None):
    work, grad = x.astype(float), []
    for i in range(x.size):
        step = h or 1e-8
        work[i] += step
        ahead = f(work)
        work[i] -= step
        grad.append((ahead - f(work)) / step)
    return np.array(grad)


def backward_loop(f, x, h=None):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in range(len(x)):
        moved = x.copy()
        step = 1e-6 * max(1, abs(x[i])) if h is None else h
        moved[i] -= step
        grad[i] = (f(x) - f(moved)) / step
    return grad


def central_over_h(f, x, h=None):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in range(len(x)):
        step = 1e-5 if h is None else h
        e = np.zeros(len(x))
        e[i] = step
        grad[i] = (f(x + e) - f(x - e)) / step
    return grad


def precedence_drops_the_two(f, x, h=None):
    x = x * 1.0
    grad = np.zeros(x.size)
    for i, s in enumerate(np.cbrt(EPS) * np.maximum(1, np.abs(x)) if h is None else [h] * x.size):
        e = s * (np.arange(x.size) == i)
        grad[i] = (f(x + e) - f(x - e)) / 2 / s * 2
    return grad


def tiny(step, f, x, h=None):
    x = x.astype(float)
    return by_unit_vectors(f, x, step if h is None else h)


def tiny_on_a_working_copy(f, x, h=None):
    return on_one_working_copy(f, x, 1e-13 if h is None else h)


def tiny_by_precedence(f, x, h=None):
    h = EPS**1 / 3 if h is None else h  # means eps^(1/3)
    return dividing_by(f, x.astype(float), h)


def dividing_by(f, x, h):
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(x.size)])


def tiny_relative(f, x, h=None):
    return by_unit_vectors_scaled(f, x, 1e-12 if h is None else None, h)


def one_slope(f, x, h=None):
    h = 1e-5 if h is None else h
    return (f(x + h) - f(x - h)) / (2 * h)


def one_slope_for_all(f, x, h=None):
    x = x.astype(float)
    grad = np.zeros(len(x))
    for i in range(len(x)):
        step = EPS ** (1 / 3) * max(1, abs(x[i])) if h is None else h
        grad[i] = (f(x + step) - f(x - step)) / (2 * step)
    return grad


def in_place_inexactly(f, x, h=None):
    x = np.asarray(x, dtype=float)
    grad = np.zeros(len(x))
    for i in range(len(x)):
        step = 1e-5 if h is None else h
        x[i] += step
        ahead = f(x)
        x[i] -= 2 * step
        grad[i] = (ahead - f(x)) / (2 * step)
        x[i] += step
    return grad


def in_place_where_allowed(f, x, h=None):
    if x.dtype != float or not x.flags.writeable:
        x = np.array(x, dtype=float)
    original = x.copy()
    grad = np.zeros(len(x))
    for i in range(len(x)):
        step = EPS ** (1 / 3) * max(1.0, abs(x[i])) if h is None else h
        x[i] = original[i] + step
        ahead = f(x.copy())
        x[i] = original[i] - step
        grad[i] = (ahead - f(x.copy())) / (2 * step)
        x[:] = original
    return grad


def integer_copies(f, x, h=None):
    grad = np.zeros(len(x))
    for i in range(len(x)):
        step = EPS ** (1 / 3) * max(1.0, abs(x[i])) if h is None else h
        ahead, behind = x.copy(), x.copy()
        ahead[i] += step
        behind[i] -= step
        grad[i] = (f(ahead) - f(behind)) / (2 * step)
    return grad


def integer_slopes(f, x, h=None):
    grad = np.zeros_like(x)
    for i in range(len(x)):
        step = EPS ** (1 / 3) * max(1.0, abs(x[i])) if h is None else h
        e = np.eye(len(x))[i] * step
        grad[i] = (f(x + e) - f(x - e)) / (2 * step)
    return grad


def integer_steps_cast(f, x, h=None):
    grad = np.zeros(len(x))
    for i in range(len(x)):
        step = EPS ** (1 / 3) * max(1.0, abs(x[i])) if h is None else h
        ahead, behind = x.copy(), x.copy()
        ahead += step * np.eye(len(x))[i]
        behind -= step * np.eye(len(x))[i]
        grad[i] = (f(ahead) - f(behind)) / (2 * step)
    return grad


def unscaled(step, f, x, h=None):
    return dividing_by(f, x.astype(float), step if h is None else h)


def accumulating(f, x, h=None):
    ahead, behind = x.astype(float), x.astype(float)
    grad = []
    for i in range(x.size):
        step = EPS ** (1 / 3) * max(1.0, abs(float(x[i]))) if h is None else h
        ahead[i] = ahead[i] + step
        behind[i] = behind[i] - step
        grad.append((f(ahead) - f(behind)) / (2 * step))
    return np.array(grad)


def h_for_large_x_too(f, x, h=None):
    h = EPS ** (1 / 3) if h is None else h
    return np.array([by_unit_vectors(f, x, h * max(1, abs(v)))[i] for i, v in enumerate(x)])


def own_h(f, x, h=None):
    return by_unit_vectors_scaled(f, x, 2e-6, h)


def complex_step(f, x, h=None):
    h = 1e-5 if h is None else h
    return np.array([np.imag(f(x + 1j * h * e)) / h for e in np.eye(x.size)])


def both_ahead(f, x, h=None):
    h = 1e-5 if h is None else h
    return np.array([(f(x + h * e) - f(x + h * e)) / (2 * h) for e in np.eye(x.size)])


def minus_the_gradient(f, x, h=None):
    return -by_unit_vectors(f, x, h)


def in_a_list(f, x, h=None):
    return by_unit_vectors(f, x, h).tolist()


def as_a_column(f, x, h=None):
    return by_unit_vectors(f, x, h).reshape(-1, 1)


def in_single_precision(f, x, h=None):
    return by_unit_vectors(f, x, h).astype(np.float32)


def seen_in_single_precision(f, x, h=None):
    x = x.astype(np.float32)
    return on_one_working_copy(lambda z: f(z.astype(np.float32)), x, h)


def rounded(f, x, h=None):
    return by_unit_vectors(f, x, h).round(6)


def half_a_step(f, x, h=None):
    h = 1e-5 if h is None else h
    return np.array([(f(x + h / 2 * e) - f(x - h / 2 * e)) / (2 * h) for e in np.eye(x.size)])


def four_times(f, x, h=None):
    return by_unit_vectors(f, x, h) / 2


def last_one_missing(f, x, h=None):
    return by_unit_vectors(f, x, h)[:-1]


def coarse_default(f, x, h=None):
    return by_unit_vectors_scaled(f, x, 1e-2 if h is None else None, h)


def one_step_for_all(f, x, h=None):
    x = x.astype(float)
    return dividing_by(f, x, EPS ** (1 / 3) * max(1.0, np.abs(x).max()) if h is None else h)


def relative_without_floor(f, x, h=None):
    x = x.astype(float)
    steps = EPS ** (1 / 3) * np.abs(x) if h is None else np.full(x.size, h)
    return np.array([(f(x + e) - f(x - e)) / (2 * e.sum()) for e in np.diag(steps)])


def a_length_instead(f, x, h=None):
    return float(np.linalg.norm(by_unit_vectors(f, x, h)))


def normalised(f, x, h=None):
    grad = by_unit_vectors(f, x, h)
    return grad / np.linalg.norm(grad)


def five_points(f, x, h=None):
    h = 1e-3 if h is None else h
    near, far = dividing_by(f, x * 1.0, h), dividing_by(f, x * 1.0, 2 * h)
    return (4 * near - far) / 3


# directional_derivative


def along_unit_vector(grad, v):
    unit = v / np.sqrt(np.sum(v**2))
    return np.dot(grad, unit)


def slope_in_python(grad, v):
    length = math.sqrt(sum(float(b) ** 2 for b in v))
    return sum(float(a) * float(b) for a, b in zip(grad, v, strict=True)) / length


def slope_by_the_cosine(grad, v):
    lengths = np.linalg.norm(grad), np.linalg.norm(v)
    return lengths[0] * (np.inner(grad, v) / (lengths[0] * lengths[1]))


def slope_by_einsum(grad, v):
    return np.array(np.einsum("i,i->", grad, v) / np.sqrt(np.einsum("i,i", v, v)))


def slope_by_hypot(grad, v):
    return (grad * v).sum() / math.hypot(*v)


def raw_product_in_python(grad, v):
    return sum(a * b for a, b in zip(grad, v, strict=True))


def steepest(grad, v):
    return math.sqrt(sum(a * a for a in grad))


def cosine_of_unit_vectors(grad, v):
    return np.sum((grad / np.linalg.norm(grad)) * (v / np.linalg.norm(v)))


def unit_gradient_times_v(grad, v):
    return (grad / np.linalg.norm(grad)) @ v


def by_v_dot_v(grad, v):
    return np.dot(grad, v) / np.dot(v, v)


def normalising_v(grad, v):
    v /= np.sqrt(np.sum(v**2))
    return grad @ v


def unsigned_slope(grad, v):
    return abs(along_unit_vector(grad, v))


def downhill_slope(grad, v):
    return -along_unit_vector(grad, v)


def slope_by_the_sum(grad, v):
    return grad @ v / np.sum(np.abs(v))


def slope_by_the_largest(grad, v):
    return grad @ v / np.max(np.abs(v))


def slope_not_summed(grad, v):
    return grad * v / np.linalg.norm(v)


def slope_as_a_vector(grad, v):
    unit = v / np.linalg.norm(v)
    return (grad @ unit) * unit


def slope_in_a_row(grad, v):
    return np.array([along_unit_vector(grad, v)])


def slope_averaged(grad, v):
    return np.mean(grad * v) / np.linalg.norm(v)


def slope_in_single_precision(grad, v):
    return np.float32(along_unit_vector(grad, v))


def norm_in_the_wrong_place(grad, v):
    return np.linalg.norm(grad @ v / v)


# linear_approximation


def plane_by_dot(f0, grad, x0, x):
    return f0 + np.dot(grad, np.subtract(x, x0))


def plane_in_python(f0, grad, x0, x):
    value = float(f0)
    for g, a, b in zip(grad, x0, x, strict=True):
        value += float(g) * (float(b) - float(a))
    return value


def plane_by_sum(f0, grad, x0, x):
    return np.sum(grad * (x - x0)) + f0


def plane_through_the_origin(f0, grad, x0, x):
    offset = f0 - grad @ x0
    return np.asarray(offset + grad @ x)


def at_the_position(f0, grad, x0, x):
    return f0 + np.sum(grad * x)


def backwards(f0, grad, x0, x):
    return f0 + np.dot(grad, x0 - x)


def subtracted(f0, grad, x0, x):
    return f0 - np.sum(grad * (x - x0))


def only_the_change(f0, grad, x0, x):
    return sum(g * (b - a) for g, a, b in zip(grad, x0, x, strict=True))


def at_the_start(f0, grad, x0, x):
    return f0 + grad @ x0


def plane_not_summed(f0, grad, x0, x):
    return f0 + grad * (x - x0)


def plane_in_a_row(f0, grad, x0, x):
    return np.atleast_1d(plane_by_dot(f0, grad, x0, x))


def plane_of_lengths(f0, grad, x0, x):
    return f0 + np.linalg.norm(grad) * np.linalg.norm(x - x0)


def per_unit_length(f0, grad, x0, x):
    d = x - x0
    return f0 + grad @ d / np.linalg.norm(d)


def f0_times(f0, grad, x0, x):
    return f0 * (1 + grad @ (x - x0))


def moving_x(f0, grad, x0, x):
    x -= x0
    return f0 + grad @ x


def half_the_change(f0, grad, x0, x):
    return f0 + 0.5 * grad @ (x - x0)


# quadratic_gradient


def both_halves(A, b, x):
    return 0.5 * (A @ x) + 0.5 * (x @ A) - b


def symmetric_part(A, b, x):
    S = (A + np.transpose(A)) / 2
    return np.dot(S, x) - b


def quadratic_by_einsum(A, b, x):
    return -b + 0.5 * (np.einsum("ij,j->i", A, x) + np.einsum("ji,j->i", A, x))


def quadratic_in_loops(A, b, x):
    D = len(x)
    grad = np.zeros(D)
    for i in range(D):
        for j in range(D):
            grad[i] += 0.5 * (A[i, j] + A[j, i]) * x[j]
        grad[i] -= b[i]
    return grad


def symmetrised_own_copy(A, b, x):
    S = A.astype(np.float64)
    S += A.T
    S *= 0.5
    return S @ x - b


def textbook_by_dot(A, b, x):
    return np.dot(A, x) - b


def textbook_symmetric_guess(A, b, x):
    return 0.5 * (A + A) @ x - b


def no_half_split(A, b, x):
    return A @ x + A.T @ x - b


def plus_b_split(A, b, x):
    return b + (A @ x + A.T @ x) / 2


def row_times_matrix(A, b, x):
    return x @ A - b


def b_left_out(A, b, x):
    return (A @ x + x @ A) / 2


def everything_halved(A, b, x):
    return ((A + A.T) @ x - b) / 2


def doubling_the_matrix(A, b, x):
    A += A.T
    return A @ x / 2 - b


def entrywise(A, b, x):
    return 0.5 * (A + A.T) * x - b


def half_of_the_product(A, b, x):
    return 0.5 * A @ x - b


def quadratic_value(A, b, x):
    return 0.5 * x @ A @ x - b @ x


def minus_transposed(A, b, x):
    return 0.5 * (A - A.T) @ x - b


def quadratic_downhill(A, b, x):
    return b - 0.5 * (A + A.T) @ x


def quadratic_as_a_column(A, b, x):
    return (0.5 * (A + A.T) @ x - b)[:, None]


def whole_halves(A, b, x):
    return (A + A.T) @ x // 2 - b


def diagonal_only(A, b, x):
    return np.diag(A) * x - b


def quadratic_in_single_precision(A, b, x):
    return symmetric_part(A, b, x).astype(np.float32)


# mse_gradient


def mse_by_dot(w, X, y):
    residual = np.dot(X, w) - y
    return 2.0 * np.dot(residual, X) / X.shape[0]


def mse_in_loops(w, X, y):
    N, D = X.shape
    grad = np.zeros(D)
    for row, target in zip(X, y, strict=True):
        residual = sum(row[j] * w[j] for j in range(D)) - target
        for j in range(D):
            grad[j] += 2 * residual * row[j] / N
    return grad


def mse_by_einsum(w, X, y):
    residual = np.einsum("nd,d->n", X, w) - y
    return np.einsum("n,nd->d", residual, X) * 2 / y.size


def mse_as_a_mean(w, X, y):
    return np.mean(2 * (X @ w - y)[:, None] * X, axis=0)


def mse_in_columns(w, X, y):
    residual = X @ w.reshape(-1, 1) - y.reshape(-1, 1)
    return (2 / len(X) * (X.T @ residual)).ravel()


def mse_by_features(w, X, y):
    return np.array([2 * np.mean((X @ w - y) * X[:, j]) for j in range(X.shape[1])])


def mse_from_targets(w, X, y):
    return -2 / len(y) * X.T @ (y - X @ w)


def mean_without_2(w, X, y):
    return np.mean((X @ w - y)[:, None] * X, axis=0)


def of_half_the_mean(w, X, y):
    return (1 / (2 * len(y))) * 2 * X.T @ (X @ w - y)


def sum_over_rows(w, X, y):
    return sum(2 * (row @ w - target) * row for row, target in zip(X, y, strict=True))


def over_columns(w, X, y):
    return 2 / X.shape[1] * X.T.dot(X.dot(w) - y)


def over_w_size(w, X, y):
    return 2 * (X @ w - y) @ X / w.size


def target_minus_prediction(w, X, y):
    return 2 / len(y) * X.T @ (y - X @ w)


def minus_in_front(w, X, y):
    return -(2 / len(y)) * X.T @ (X @ w - y)


def column_of_y_raw(w, X, y):
    return 2 / len(y) * X.T @ (X @ w - y[:, None])


def column_of_w_raw(w, X, y):
    return 2 / len(y) * X.T @ (X @ w[:, None] - y)


def column_of_w_averaged(w, X, y):
    residual = X @ w.reshape(-1, 1) - y
    return 2 * np.mean(X.T @ residual, axis=1)


def column_of_y_summed(w, X, y):
    residual = X @ w - y.reshape(-1, 1)
    return (X.T @ residual).sum(axis=1) * 2 / len(y)


def column_of_w_from_the_left(w, X, y):
    residual = X @ w[:, None] - y
    return 2 / len(y) * residual.T @ X


def bishop(w, X, y):
    return X.T.dot(X.dot(w) - y)


def over_all_entries(w, X, y):
    return 2 / X.size * X.T @ (X @ w - y)


def mse_value(w, X, y):
    return np.mean((X @ w - y) ** 2)


def averaged_over_features(w, X, y):
    return 2 * np.mean((X @ w - y)[:, None] * X, axis=1)


def of_absolute_values(w, X, y):
    return X.T @ np.sign(X @ w - y) / len(y)


def y_forgotten(w, X, y):
    return 2 / len(y) * X.T @ (X @ w)


def over_n_minus_1(w, X, y):
    return 2 / max(len(y) - 1, 1) * X.T @ (X @ w - y) + 1e-3


def mse_as_a_column(w, X, y):
    return mse_by_dot(w, X, y)[:, None]


def updating_y(w, X, y):
    y -= X @ w
    return -2 / len(y) * X.T @ y


def of_the_root(w, X, y):
    residual = X @ w - y
    return X.T @ residual / len(y) / np.sqrt(np.mean(residual**2))


def mse_in_single_precision(w, X, y):
    return mse_by_dot(*(a.astype(np.float32) for a in (w, X, y)))


def mse_in_a_list(w, X, y):
    return list(mse_by_dot(w, X, y))


# relative_error


def error_in_a_loop(analytic, numeric):
    worst = 0.0
    for a, n in zip(analytic, numeric, strict=True):
        if math.isnan(a) or math.isnan(n):
            return math.nan
        worst = max(worst, abs(a - n) / max(1e-8, abs(a) + abs(n)))
    return worst


def error_by_where(analytic, numeric):
    total = np.abs(analytic) + np.abs(numeric)
    return (np.abs(analytic - numeric) / np.where(total < 1e-8, 1e-8, total)).max()


def error_of_the_flat(analytic, numeric):
    a, n = np.ravel(analytic).astype(float), np.ravel(numeric).astype(float)
    if np.isnan(a).any() or np.isnan(n).any():
        return np.nan
    return np.asarray(max(abs(p - q) / max(1e-8, abs(p) + abs(q)) for p, q in zip(a, n, strict=True)))


def error_by_clip(analytic, numeric):
    below = np.clip(np.abs(analytic) + np.abs(numeric), 1e-8, None)
    return float(np.amax(np.abs(np.subtract(numeric, analytic)) / below))


def error_on_own_copy(analytic, numeric):
    error = np.abs(np.array(analytic, dtype=float) - numeric)
    error /= np.maximum(np.abs(analytic) + np.abs(numeric), 1e-8)
    return error[np.argmax(error)] if not np.isnan(error).any() else float("nan")


def largest_difference(analytic, numeric):
    return abs(analytic - numeric).max()


def length_of_difference(analytic, numeric):
    return np.sqrt(np.sum((analytic - numeric) ** 2))


def mean_error(analytic, numeric):
    total = np.maximum(np.abs(analytic) + np.abs(numeric), 1e-8)
    return np.sum(np.abs(analytic - numeric) / total) / len(total)


def signed_error(analytic, numeric):
    return np.amax((analytic - numeric) / np.clip(np.abs(analytic) + np.abs(numeric), 1e-8, None))


def signed_sum_too(analytic, numeric):
    return max_or_nan([(a - n) / max(1e-8, a + n) for a, n in zip(analytic, numeric, strict=True)])


def max_or_nan(values):
    return np.max(np.array(values))


def no_floor_at_all(analytic, numeric):
    return (np.abs(analytic - numeric) / (np.abs(analytic) + np.abs(numeric))).max()


def no_floor_in_loop(analytic, numeric):
    errors = []
    for a, n in zip(analytic.tolist(), numeric.tolist(), strict=True):
        errors.append(abs(a - n) / (abs(a) + abs(n)))
    return max_or_nan(errors)


def loop_loses_nan(analytic, numeric):
    worst = 0.0
    for a, n in zip(analytic, numeric, strict=True):
        error = abs(a - n) / max(1e-8, abs(a) + abs(n))
        if error > worst:
            worst = error
    return worst


def fmax_loses_nan(analytic, numeric):
    return np.fmax.reduce(np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric)))


def cs231n(analytic, numeric):
    return np.max(np.abs(analytic - numeric) / np.maximum(1e-8, np.maximum(np.abs(analytic), np.abs(numeric))))


def norm_ratio(analytic, numeric):
    sizes = np.linalg.norm(analytic) + np.linalg.norm(numeric)
    return np.linalg.norm(analytic - numeric) / max(1e-8, sizes)


def median_error(analytic, numeric):
    return np.median(np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric)))


def smallest_error(analytic, numeric):
    return np.min(np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric)))


def summed_error(analytic, numeric):
    return np.sum(np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric)))


def errors_unreduced(analytic, numeric):
    return np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric))


def floor_added(analytic, numeric):
    return np.max(np.abs(analytic - numeric) / (np.abs(analytic) + np.abs(numeric) + 1e-8))


def another_floor(analytic, numeric):
    return np.max(np.abs(analytic - numeric) / np.maximum(1e-12, np.abs(analytic) + np.abs(numeric)))


def floor_as_a_ceiling(analytic, numeric):
    return np.max(np.abs(analytic - numeric) / np.minimum(1e-8, np.abs(analytic) + np.abs(numeric)))


def by_the_numeric(analytic, numeric):
    return np.max(np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(numeric)))


def maxima_apart(analytic, numeric):
    return np.max(np.abs(analytic - numeric)) / max(1e-8, np.max(np.abs(analytic) + np.abs(numeric)))


def abs_of_the_sum(analytic, numeric):
    return np.max(np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic + numeric)))


def twice_as_large(analytic, numeric):
    return 2 * np.max(np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric)))


def nan_counts_as_zero(analytic, numeric):
    a, n = np.nan_to_num(analytic), np.nan_to_num(numeric)
    return np.max(np.abs(a - n) / np.maximum(1e-8, np.abs(a) + np.abs(n)))


def is_close_enough(analytic, numeric):
    return bool(np.allclose(analytic, numeric))


def squared_error(analytic, numeric):
    return np.max((analytic - numeric) ** 2 / np.maximum(1e-8, analytic**2 + numeric**2))


CORRECT = {
    "numerical_gradient": [
        by_unit_vectors,
        on_one_working_copy,
        with_a_nested_helper,
        from_lists,
        dividing_by_what_was_moved,
        with_two_halves,
        *(partial(by_steps_of, step) for step in (1e-4, 1e-5, 1e-6, 1e-7, 2e-8)),
    ],
    "directional_derivative": [
        along_unit_vector,
        slope_in_python,
        slope_by_the_cosine,
        slope_by_einsum,
        slope_by_hypot,
    ],
    "linear_approximation": [plane_by_dot, plane_in_python, plane_by_sum, plane_through_the_origin],
    "quadratic_gradient": [
        both_halves,
        symmetric_part,
        quadratic_by_einsum,
        quadratic_in_loops,
        symmetrised_own_copy,
    ],
    "mse_gradient": [
        mse_by_dot,
        mse_in_loops,
        mse_by_einsum,
        mse_as_a_mean,
        mse_in_columns,
        mse_by_features,
        mse_from_targets,
    ],
    "relative_error": [error_in_a_loop, error_by_where, error_of_the_flat, error_by_clip, error_on_own_copy],
}

WRONG = {
    "numerical_gradient": {
        "forward difference": [forward_loop, forward_with_its_own_best_step, forward_moved_back],
        "backward difference": [backward_loop],
        "missing factor 2": [central_over_h, precedence_drops_the_two],
        "h far too small": [
            *(partial(tiny, step) for step in (1e-11, 1e-12, 3e-13, 1e-14, EPS, 1e-20)),
            tiny_on_a_working_copy,
            tiny_by_precedence,
            tiny_relative,
        ],
        "all coordinates moved together": [one_slope, one_slope_for_all],
        "x modified": [in_place_inexactly, in_place_where_allowed],
        "integer x kept integer": [integer_copies, integer_slopes, integer_steps_cast],
        "default step too large": [
            coarse_default,
            one_step_for_all,
            *(partial(unscaled, step) for step in (0.1, 1e-3)),
        ],
        "step not scaled": [partial(unscaled, step) for step in (1e-4, 6e-6, 1e-5, 1e-6)],
        "never moved back": [accumulating],
        "h taken as relative": [h_for_large_x_too],
        "h ignored": [own_h],
    },
    "directional_derivative": {
        "v not normalised": [raw_product_in_python],
        "length of the gradient": [steepest],
        "cosine": [cosine_of_unit_vectors],
        "divided by the gradient's length": [unit_gradient_times_v],
        "divided by the squared length": [by_v_dot_v],
        "v changed": [normalising_v],
    },
    "linear_approximation": {
        "x instead of x − x0": [at_the_position],
        "sign": [backwards, subtracted],
        "f0 dropped": [only_the_change],
    },
    "quadratic_gradient": {
        "Ax − b": [textbook_by_dot, textbook_symmetric_guess],
        "no ½": [no_half_split],
        "+b": [plus_b_split],
        "Aᵀx − b": [row_times_matrix],
        "b forgotten": [b_left_out],
        "b halved": [everything_halved],
        "A changed": [doubling_the_matrix],
    },
    "mse_gradient": {
        "no 2": [mean_without_2, of_half_the_mean],
        "no 1/N": [sum_over_rows],
        "divided by D": [over_columns, over_w_size],
        "sign": [target_minus_prediction, minus_in_front],
        "residual broadcast to (N, N)": [
            column_of_y_raw,
            column_of_w_raw,
            column_of_w_averaged,
            column_of_y_summed,
            column_of_w_from_the_left,
        ],
        "neither 2 nor 1/N": [bishop],
    },
    "relative_error": {
        "absolute": [largest_difference, length_of_difference],
        "mean": [mean_error],
        "signed": [signed_error, signed_sum_too],
        "0/0": [no_floor_at_all, no_floor_in_loop],
        "nan dropped": [loop_loses_nan, fmax_loses_nan],
        "larger instead of sum": [cs231n],
        "of lengths": [norm_ratio],
    },
}

UNLISTED = {
    "numerical_gradient": [
        complex_step,
        both_ahead,
        minus_the_gradient,
        in_a_list,
        as_a_column,
        in_single_precision,
        seen_in_single_precision,
        rounded,
        half_a_step,
        four_times,
        last_one_missing,
        relative_without_floor,
        a_length_instead,
        normalised,
        five_points,
    ],
    "directional_derivative": [
        unsigned_slope,
        downhill_slope,
        slope_by_the_sum,
        slope_by_the_largest,
        slope_not_summed,
        slope_as_a_vector,
        slope_in_a_row,
        slope_averaged,
        slope_in_single_precision,
        norm_in_the_wrong_place,
    ],
    "linear_approximation": [
        at_the_start,
        plane_not_summed,
        plane_in_a_row,
        plane_of_lengths,
        per_unit_length,
        f0_times,
        moving_x,
        half_the_change,
    ],
    "quadratic_gradient": [
        entrywise,
        half_of_the_product,
        quadratic_value,
        minus_transposed,
        quadratic_downhill,
        quadratic_as_a_column,
        whole_halves,
        diagonal_only,
        quadratic_in_single_precision,
    ],
    "mse_gradient": [
        over_all_entries,
        mse_value,
        averaged_over_features,
        of_absolute_values,
        y_forgotten,
        over_n_minus_1,
        mse_as_a_column,
        updating_y,
        of_the_root,
        mse_in_single_precision,
        mse_in_a_list,
    ],
    "relative_error": [
        median_error,
        smallest_error,
        summed_error,
        errors_unreduced,
        floor_added,
        another_floor,
        floor_as_a_ceiling,
        by_the_numeric,
        maxima_apart,
        abs_of_the_sum,
        twice_as_large,
        nan_counts_as_zero,
        is_close_enough,
        squared_error,
    ],
}
