"""Unit 10: one rule for lines, classes, margins, codes and policies, and what makes a fit miss."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def linear_regression(X: ArrayLike, y: ArrayLike, *, lr: float, steps: int) -> tuple[Array, float]:
    """Fit a line, a plane or a hyperplane by full-batch gradient descent from zero.

    L(w, b) = (1/N) Σ (x_n·w + b − y_n)²;  w ← w − lr·(2/N) Xᵀr,  b ← b − lr·(2/N) Σ r_n,  r = Xw + b − y

    Shapes: `X` (N, D), `y` (N,); w (D,), b a number; both move at once, `steps` times (0 leaves zeros).
    Source: Goodfellow, Bengio & Courville, *Deep Learning* (2016), section 5.1.4; Cauchy (1847) for the rule.
    """
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        residual = X @ w + b - y
        w = w - lr * 2 / len(y) * (X.T @ residual)
        b = b - lr * 2 / len(y) * residual.sum()
    return w, float(b)


def bce_with_logits(z: ArrayLike, y: ArrayLike) -> tuple[float, Array]:
    """Return the mean binary cross-entropy of logits and its gradient with respect to them.

    L = (1/N) Σ max(z, 0) − z·y + log(1 + e^(−|z|)),  ∂L/∂z = (σ(z) − y) / N,  σ(z) = 1 / (1 + e^(−z))

    Shapes: `z` (N,) any real numbers, `y` (N,) labels from 0 to 1, soft ones allowed; gradient (N,).
    Source: Goodfellow, Bengio & Courville, *Deep Learning* (2016), section 6.2.2.2; `BCEWithLogitsLoss` of torch.
    """
    z, y = np.asarray(z, dtype=np.float64), np.asarray(y, dtype=np.float64)
    tail = np.exp(-np.abs(z))  # between 0 and 1, so nothing below overflows
    losses = np.maximum(z, 0.0) - z * y + np.log1p(tail)
    sigma = np.where(z >= 0, 1.0, tail) / (1 + tail)
    return float(losses.mean()), (sigma - y) / len(z)


def logistic_predict(w: ArrayLike, b: float, X: ArrayLike) -> Labels:
    """Say for every row which class is the more probable one.

    1 where x·w + b > 0, that is where σ(x·w + b) > ½, and 0 elsewhere

    Shapes: `w` (D,), `b` a number, `X` (N, D); result (N,), integers.
    Source: Cox (1958), "The regression analysis of binary sequences"; Murphy (2022), section 10.2.1.
    """
    logits = np.asarray(X, dtype=np.float64) @ np.asarray(w, dtype=np.float64) + b
    return (logits > 0).astype(np.int64)


def hinge_loss(
    w: ArrayLike, b: float, X: ArrayLike, y: ArrayLike, *, weight_decay: float
) -> tuple[float, Array, float]:
    """Return the soft-margin loss of a linear SVM and one of its subgradients.

    L = (1/N) Σ max(0, 1 − y_n(x_n·w + b)) + λ/2 ‖w‖²
    ∂w = λw − (1/N) Σ y_n x_n,  ∂b = −(1/N) Σ y_n,  both sums over the rows with y_n(x_n·w + b) < 1

    Shapes: `w` (D,), `b` a number, `X` (N, D), `y` (N,) of −1 and +1; loss and ∂b numbers, ∂w (D,). λ is
    `weight_decay`; it leaves `b` alone.
    Source: Cortes & Vapnik (1995), section 3; Shalev-Shwartz et al. (2011), eq. 1, 2 and section 6.
    """
    w, X, y = (np.asarray(value, dtype=np.float64) for value in (w, X, y))
    margins = y * (X @ w + b)
    pull = np.where(margins < 1, y, 0.0) / len(y)
    loss = np.maximum(0.0, 1 - margins).mean() + weight_decay / 2 * w @ w
    return float(loss), weight_decay * w - X.T @ pull, float(-pull.sum())


def pegasos(X: ArrayLike, y: ArrayLike, *, lam: float, steps: int, rng: np.random.Generator) -> Array:
    """Train a linear SVM without intercept, one random row a step.

    i = rng.integers(N),  η = 1 / (λt),  t = 1, 2, …
    w ← (1 − ηλ) w,  plus η y_i x_i exactly if y_i (x_i·w) < 1 for the w before this step

    Shapes: `X` (N, D), `y` (N,) of −1 and +1; result (D,), the last w, which starts at zero. λ is `lam`.
    Source: Shalev-Shwartz, Singer, Srebro & Cotter (2011), "Pegasos", figure 1, without the optional projection.
    """
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    w = np.zeros(X.shape[1])
    for t in range(1, steps + 1):
        i = rng.integers(len(X))
        lr = 1 / (lam * t)
        violated = y[i] * (X[i] @ w) < 1
        w = (1 - lr * lam) * w
        if violated:
            w = w + lr * y[i] * X[i]
    return w


def bias_variance(predictions: ArrayLike, target: ArrayLike) -> tuple[float, float]:
    """Split how far models trained on R data sets miss a noiseless target into squared bias and variance.

    f̄_n = (1/R) Σ_r f_rn;  bias² = (1/N) Σ_n (f̄_n − t_n)²,  variance = (1/N) Σ_n (1/R) Σ_r (f_rn − f̄_n)²
    Together they are the mean squared error, (1/RN) Σ (f_rn − t_n)².

    Shapes: `predictions` (R, N), row r from the model that saw data set r; `target` (N,); two numbers.
    Source: Geman, Bienenstock & Doursat (1992), eq. 3.3; Bishop (2006), eq. 3.45–3.47.
    """
    predictions, target = np.asarray(predictions, dtype=np.float64), np.asarray(target, dtype=np.float64)
    centre = predictions.mean(axis=0)
    return float(np.mean((centre - target) ** 2)), float(np.mean((predictions - centre) ** 2))


def autoencoder_gradients(W_enc: ArrayLike, W_dec: ArrayLike, X: ArrayLike) -> tuple[float, Array, Array]:
    """Return the reconstruction error of a linear autoencoder and its gradients.

    H = X W_encᵀ,  X̂ = H W_decᵀ,  L = (1/ND) Σ (X̂ − X)²,  E = (2/ND)(X̂ − X)
    ∂W_enc = (E W_dec)ᵀ X,  ∂W_dec = Eᵀ H

    Shapes: `W_enc` (K, D), `W_dec` (D, K), `X` (N, D); loss a number, gradients as their matrices.
    Source: Bourlard & Kamp (1988); Baldi & Hornik (1989); Goodfellow et al., *Deep Learning* (2016), section 14.1.
    """
    W_enc, W_dec, X = (np.asarray(value, dtype=np.float64) for value in (W_enc, W_dec, X))
    code = X @ W_enc.T
    error = code @ W_dec.T - X
    signal = 2 / X.size * error
    return float(np.mean(error**2)), (signal @ W_dec).T @ X, signal.T @ code


def reinforce_gradient(logits: ArrayLike, actions: ArrayLike, rewards: ArrayLike, *, baseline: float) -> Array:
    """Estimate, from actions that were tried, the gradient of the expected reward of a softmax policy.

    (1/N) Σ (r_n − b) ∇ log π(a_n),  ∇ log π(a) = onehot(a) − π,  π = softmax(logits)

    Shapes: `logits` (A,), `actions` (N,) integers below A, `rewards` (N,); result (A,). b is `baseline`. The
    expected reward is to grow, so a learner adds this gradient.
    Source: Williams (1992), eq. 11 and section 6; Sutton & Barto (2018), section 2.8.
    """
    logits = np.asarray(logits, dtype=np.float64)
    powers = np.exp(logits - logits.max())
    policy = powers / powers.sum()
    chosen = np.eye(logits.size)[np.asarray(actions)]
    advantage = np.asarray(rewards, dtype=np.float64) - baseline
    return advantage @ (chosen - policy) / len(advantage)
