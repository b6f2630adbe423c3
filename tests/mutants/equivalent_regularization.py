"""Mutants of unit 08 that no case can tell from the reference, each with the argument why."""

LARGER = "The larger of two numbers has no order; the two differ only for nan, which no weight is."
TOLERANCE = (
    "The tolerance has to lie anywhere between rounding and an honest spread; no column at its edge is asked for."
)
SYMMETRIC = "The distribution is symmetric about zero: minus a draw is as good a draw."
FIRST = "The first loss is below infinity, so that this start is overwritten before anybody reads it."

REGULARIZATION: dict[str, dict[str, str]] = {
    "standardize": {
        "scale = np.where(std <«=→» 1e-12 * np.maximum(1.0, np.abs(mean)), 1.0, std)": TOLERANCE,
        "scale = np.where(std <= «1e→2e»-12 * np.maximum(1.0, np.abs(mean)), 1.0, std)": TOLERANCE,
        "scale = np.where(std <= 1e-12 * np.maximum(«1→2».0, np.abs(mean)), 1.0, std)": TOLERANCE,
        "scale = np.where(std <= 1e-12 * np.maximum(«1.0, np.abs(mean)→np.abs(mean), 1.0»), 1.0, std)": LARGER,
    },
    "pca": {
        "components = np.linalg.svd(centred«, full_matrices=False→»)[2][:k]": (
            "All directions are computed, and the first k are the same."
        ),
        "components = np.linalg.svd(centred, full_matrices=«False→True»)[2][:k]": (
            "All directions are computed, and the first k are the same."
        ),
    },
    "xavier_uniform": {"return «→-»rng.uniform(-bound, bound, size=(fan_out, fan_in))": SYMMETRIC},
    "he_normal": {"return «→-»rng.normal(0.0, np.sqrt(2 / fan_in), size=(fan_out, fan_in))": SYMMETRIC},
    "soft_threshold": {
        "return np.sign(w) * np.maximum(«np.abs(w) - tau, 0.0→0.0, np.abs(w) - tau»)": LARGER,
    },
    "dropout": {
        "return np.where(rng.random(x.shape) <«→=» p, 0.0, x / (1 - p))": (
            "A draw equals p with a probability of 2⁻⁵³."
        ),
    },
    "early_stopping": {
        "best, best_epoch, wait = (np.inf, «0→1», 0)": FIRST,
        "best, best_epoch, wait = (np.inf, «0→-1», 0)": FIRST,
        "best, best_epoch, wait = (np.inf, 0, «0→1»)": FIRST,
        "best, best_epoch, wait = (np.inf, 0, «0→-1»)": FIRST,
    },
}
