"""Unit 08: inputs and weights of a good size to start with, and four ways to keep a model simple."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def standardize(X_train: ArrayLike, X_test: ArrayLike) -> tuple[Array, Array]:
    """Shift and scale every column by the mean and the standard deviation of the training rows.

    (X − μ) / σ, columnwise, μ and σ = √(Σ(x − μ)² / N) of X_train for both; a constant column is divided by 1

    Shapes: `X_train` (N, D), `X_test` (M, D); results the same. Constant: σ ≤ 1e-12 · max(1, |μ|).
    Source: LeCun, Bottou, Orr & Müller (1998), "Efficient BackProp", section 4.3.
    """
    train, test = (np.asarray(X, dtype=np.float64) for X in (X_train, X_test))
    mean, std = train.mean(axis=0), train.std(axis=0)
    # Rounding leaves a constant column a σ like 3e-17, and to divide by that would blow the rounding up to ones.
    scale = np.where(std <= 1e-12 * np.maximum(1.0, np.abs(mean)), 1.0, std)
    return (train - mean) / scale, (test - mean) / scale


def pca(X: ArrayLike, k: int) -> tuple[Array, Array]:
    """Find the k directions in which the rows differ most, and the rows' coordinates along them.

    X − μ = U S Vᵀ;  components: the first k rows of Vᵀ, largest S first;  scores: (X − μ) · componentsᵀ

    Shapes: `X` (N, D), 1 ≤ k ≤ min(N, D); components (k, D), orthonormal rows, each of either sign; scores (N, k).
    Source: Pearson (1901); Goodfellow, Bengio & Courville, *Deep Learning* (2016), section 5.8.1.
    """
    X = np.asarray(X, dtype=np.float64)
    centred = X - X.mean(axis=0)
    # The SVD of X keeps digits that XᵀX would square away.
    components = np.linalg.svd(centred, full_matrices=False)[2][:k]
    return components, centred @ components.T


def xavier_uniform(fan_in: int, fan_out: int, *, gain: float = 1.0, rng: np.random.Generator) -> Array:
    """Draw weights that keep the size of a signal, as well as they can in both directions at once.

    W ~ U(−a, a),  a = gain · √(6 / (fan_in + fan_out)), so that the standard deviation is gain · √(2 / (in + out))

    Shapes: result (fan_out, fan_in), for Y = XWᵀ.
    Source: Glorot & Bengio (2010), eq. 16, with the gain of `torch.nn.init.xavier_uniform_`.
    """
    bound = gain * np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-bound, bound, size=(fan_out, fan_in))


def he_normal(fan_in: int, fan_out: int, *, rng: np.random.Generator) -> Array:
    """Draw weights that make up for the half of a signal that a ReLU cuts off.

    W ~ N(0, σ²),  σ = √(2 / fan_in)

    Shapes: result (fan_out, fan_in), for Y = XWᵀ.
    Source: He, Zhang, Ren & Sun (2015), eq. 10; `torch.nn.init.kaiming_normal_` with nonlinearity "relu".
    """
    return rng.normal(0.0, np.sqrt(2 / fan_in), size=(fan_out, fan_in))


def l2_penalty(w: ArrayLike, *, weight_decay: float) -> tuple[float, Array]:
    """Return the price of large weights and its gradient.

    λ/2 · ‖w‖²  and  λ·w

    Shapes: `w` and the gradient any one shape, 0-D included; the penalty is a number. λ is `weight_decay`.
    Source: Goodfellow, Bengio & Courville, *Deep Learning* (2016), section 7.1.1, eq. 7.2 and 7.3.
    """
    w = np.asarray(w, dtype=np.float64)
    return float(weight_decay / 2 * np.sum(w**2)), weight_decay * w


def soft_threshold(w: ArrayLike, tau: float) -> Array:
    """Move every weight towards zero by tau, and stop there: the proximal step of tau·‖w‖₁.

    sign(w) · max(|w| − tau, 0) = argmin over u of ½(u − w)² + tau·|u|

    Shapes: `w` and result any one shape, 0-D included; tau ≥ 0.
    Source: Donoho & Johnstone (1994), section 2; Parikh & Boyd, *Proximal Algorithms* (2014), section 6.5.2.
    """
    w = np.asarray(w, dtype=np.float64)
    return np.sign(w) * np.maximum(np.abs(w) - tau, 0.0)


def dropout(x: ArrayLike, *, p: float, rng: np.random.Generator, training: bool) -> Array:
    """Switch off every entry with probability p, and enlarge the others so that the mean stays.

    x · mask / (1 − p),  mask ~ Bernoulli(1 − p) for each entry; x itself if not training

    Shapes: `x` and result any one shape; 0 ≤ p < 1.
    Source: Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov (2014), section 10, as `torch.nn.Dropout` does.
    """
    x = np.asarray(x, dtype=np.float64)
    if not training:
        return x
    return np.where(rng.random(x.shape) < p, 0.0, x / (1 - p))


def early_stopping(losses: Sequence[float], *, patience: int, min_delta: float) -> tuple[int, int]:
    """Return the epoch at which training stops and the one whose weights are the best so far.

    best ← +∞; loss < best − min_delta: best ← loss, wait ← 0; otherwise: wait ← wait + 1, and stop if wait ≥ patience

    Shapes: `losses` one validation loss an epoch, from epoch 0, at least one; patience ≥ 1. Where nothing stops it,
    training ends with the last epoch.
    Source: Prechelt (1998), "Early stopping – but when?", criterion UP; Keras `EarlyStopping`.
    """
    best, best_epoch, wait = np.inf, 0, 0
    for epoch, loss in enumerate(losses):
        if loss < best - min_delta:
            best, best_epoch, wait = loss, epoch, 0
        else:
            wait += 1
            if wait >= patience:
                return epoch, best_epoch
    return len(losses) - 1, best_epoch
