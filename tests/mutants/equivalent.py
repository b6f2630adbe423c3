"""Mutants that no case can tell from the reference, by exercise and name, each with the argument why."""

from tests.mutants.equivalent_images import IMAGES
from tests.mutants.equivalent_regularization import REGULARIZATION
from tests.mutants.equivalent_sequences import SEQUENCES
from tests.mutants.equivalent_tuning import TUNING

COPIED_LATER = "The array is only read here, and what is returned is made anew."
DOT = "A dot product of two vectors has no order."
WHOLE = (
    "The first sum or product with a float makes floats of whole numbers; what no step at all makes of them is open: "
    "contracts say float64 in, float64 out."
)
LARGER = (
    "The larger (or smaller) of two numbers has no order; the two differ only for nan, which no point and no step is."
)
SYMMETRIC = "The matrix is symmetric by contract, so that v @ A is A @ v."
NOISE = (
    "The guard has to lie anywhere between rounding and what matters; steps on a residual of rounding size "
    "do not move the point by more than rounding."
)
FRESH = "No array is written to: a step puts a new one in its place, and where there is no step nothing has changed."
NO_DAMPENING = "Nesterov's step has no dampening: 1 − 0 is 1, as is 1 + 0, and a factor 1 does nothing."
GRADIENTS = "A first velocity is the gradient, and gradients are float64 by contract."
FLOATS = "A list of floats makes an array of float64 by itself; so does an empty one."
FOREIGN = "A snapshot of other parameters is not in the contract; the error is a courtesy of the reference."
STEP = "Any step of a sensible size and either sign reaches the accuracy of 1e-5 that is asked for."
ENDS = (
    "What `descend` returns is an array of floats that nobody writes to: other ways to descend are not in the contract."
)
OPEN = (
    "Learners are not told what to do where there is no answer (f(w) is nan, nothing to average): "
    "the error is a courtesy of the reference."
)

EQUIVALENT: dict[str, dict[str, str]] = {
    "numerical_gradient": {
        "x = np.«array→asarray»(x, dtype=np.float64)": "`x` is not written to, only its copies are.",
        "step = np.cbrt(np.finfo(np.float64).eps) * max(«1.0, abs(x[i])→abs(x[i]), 1.0») if h is None else h": LARGER,
        "step = np.cbrt(np.finfo(np.float64).eps) * max(«1→2».0, abs(x[i])) if h is None else h": (
            "A default step twice as long is as good, and the comparison allows every sensible one on purpose."
        ),
    },
    "directional_derivative": {"return float(«grad @ v→v @ grad» / np.linalg.norm(v))": DOT},
    "linear_approximation": {"return float(f0 + «grad @ (x - x0)→(x - x0) @ grad»)": DOT},
    "quadratic_gradient": {"return «0.5 * (A + A.T) @ x→x @ (0.5 * (A + A.T))» - b": SYMMETRIC},
    "relative_error": {
        "a, n = (np.asarray(«analytic, dtype=np.float64), np.asarray(numeric→numeric, dtype=np.float64), "
        "np.asarray(analytic», dtype=np.float64))": "The formula is symmetric in the two gradients.",
        "return float(np.max(np.abs(a - n) / np.maximum(«1e-08, np.abs(a) + np.abs(n)→"
        "np.abs(a) + np.abs(n), 1e-08»)))": "np.maximum has no order, nan included.",
    },
    "gradient_descent": {
        "trajectory = [np.array(w0«, dtype=np.float64→»)]": WHOLE,
        "trajectory = [np.«array→asarray»(w0, dtype=np.float64)]": COPIED_LATER,
    },
    "backtracking_line_search": {
        "«if np.isnan(f_w): raise ValueError('f(w) is nan, so no learning rate…→pass»": OPEN,
        "«raise ValueError('f(w) is nan, so no learning rate can be accepted.')→pass»": OPEN,
    },
    "conjugate_gradient": {
        "A, b, x = (np.array(argument«, dtype=np.float64→») for argument in (A, b, x0))": WHOLE,
        "A, b, x = (np.«array→asarray»(argument, dtype=np.float64) for argument in (A, b, x0))": COPIED_LATER,
        "residual = b - «A @ x→x @ A»": SYMMETRIC,
        "noise = np.finfo(np.float64).eps«* max(np.linalg.norm(b), np.linalg.norm(residual))→»": NOISE,
        "noise = np.finfo(np.float64).eps «*→/» max(np.linalg.norm(b), np.linalg.norm(residual))": NOISE,
        "noise = np.finfo(np.float64).eps * max(np.linalg.norm(«b), np.linalg.norm(residual→residual), "
        "np.linalg.norm(b»))": LARGER,
        "noise = np.finfo(np.float64).eps * «max(np.linalg.norm(b), np.linalg.norm(residual)→np.linalg.norm(b»)": NOISE
        + " Only for b = 0 it is missing, and there one problem in forty ends in nan after a hundred steps: no case.",
        "noise = np.finfo(np.float64).eps * «max→min»(np.linalg.norm(b), np.linalg.norm(residual))": NOISE
        + " Only for b = 0 it is missing, and there one problem in forty ends in nan after a hundred steps: no case.",
        "A_direction = «A @ direction→direction @ A»": SYMMETRIC,
        "alpha = residual @ residual / («direction @ A_direction→A_direction @ direction»)": DOT,
    },
    "sgd_epoch": {
        "«w = np.array(w, dtype=np.float64)→pass»": "`w` is only read, and every update makes a new array of floats.",
        "w = np.array(w«, dtype=np.float64→»)": WHOLE,
        "w = np.«array→asarray»(w, dtype=np.float64)": COPIED_LATER,
        "squares, seen = (0«.0,→, 0.»0)": "0 and 0.0 are equal, and a sum that takes a float on is a float.",
    },
    "accumulate_gradients": {
        "«if seen == 0: raise ValueError('There is no row in `batches`; a one-…→pass»": OPEN,
        "if seen == «0→-1»:": OPEN,
        "«raise ValueError('There is no row in `batches`; a one-shot iterator…→pass»": OPEN,
    },
    "polyak_average": {
        "«if len(rows) == 0: raise ValueError(f'burn_in = {burn_in} leaves no…→pass»": OPEN,
        "if len(rows) == «0→-1»:": OPEN,
        "«raise ValueError(f'burn_in = {burn_in} leaves no row of a trajectory…→pass»": OPEN,
    },
    "ewma": {
        "return np.array(means«, dtype=np.float64→»)": FLOATS,
        "return np.«array→asarray»(means, dtype=np.float64)": "A list has no array to share: both make a new one.",
    },
    "momentum_step": {"_next_velocity: return np.array(grad«, dtype=np.float64→»)": GRADIENTS},
    "nesterov_step": {
        "_next_velocity: return np.array(grad«, dtype=np.float64→»)": GRADIENTS,
        "_next_velocity: return momentum * np.asarray(velocity, dtype=np.float64) + "
        "«(1 - dampening) *→»np.asarray(grad, dtype=np.float64)": NO_DAMPENING,
        "_next_velocity: return momentum * np.asarray(velocity, dtype=np.float64) + "
        "«(1 - dampening)→1» * np.asarray(grad, dtype=np.float64)": NO_DAMPENING,
        "_next_velocity: return momentum * np.asarray(velocity, dtype=np.float64) + "
        "(1 «-→+» dampening) * np.asarray(grad, dtype=np.float64)": NO_DAMPENING,
    },
    "optimal_momentum": {
        "small, large = (np.sqrt(eigenvalues[«0]), np.sqrt(eigenvalues[-1→-1]), np.sqrt(eigenvalues[0»]))": (
            "Both formulas are symmetric in the two roots, since the difference is squared."
        ),
    },
    "SGD": {
        "__init__: self.params = [np.array(w«, dtype=np.float64→») for w in params]": WHOLE,
        "__init__: self.params = [np.«array→asarray»(w, dtype=np.float64) for w in params]": FRESH,
        "step: return «list(self.params)→self.params»": "The list may be the same one each time; its arrays may not.",
    },
    "hessian": {
        "x = np.«array→asarray»(x, dtype=np.float64)": "`x` is not written to, only its copies are.",
        "step = «np.cbrt(np.finfo(np.float64).eps) * max(1.0, abs(x[i]→"
        "-(np.cbrt(np.finfo(np.float64).eps) * max(1.0, abs(x[i])»))": STEP,
        "step = np.cbrt(np.finfo(np.float64).eps)«* max(1.0, abs(x[i]))→»": STEP,
        "step = np.cbrt(np.finfo(np.float64).eps) «*→/» max(1.0, abs(x[i]))": STEP,
        "step = np.cbrt(np.finfo(np.float64).eps) * max(«1.0, abs(x[i])→abs(x[i]), 1.0»)": LARGER,
        "step = np.cbrt(np.finfo(np.float64).eps) * «max(1.0, abs(x[i]))→1.0»": STEP,
        "step = np.cbrt(np.finfo(np.float64).eps) * max(«1→2».0, abs(x[i]))": STEP,
        "step = np.cbrt(np.finfo(np.float64).eps) * max(1.0, «abs(x[i])→x[i]»)": STEP,
        "higher, lower = (np.array(grad_fn(point)«, dtype=np.float64→») for point in (ahead, behind))": (
            "A gradient at a point of floats is made of floats."
        ),
        "higher, lower = (np.«array→asarray»(grad_fn(point), dtype=np.float64) for point in (ahead, behind))": (
            "Learners may take two gradients for two arrays: no check fills one array again and again."
        ),
        "jacobian[«:, i→i, :»] = (higher - lower) / (2 * step)": "The mean with the transpose is the same of both.",
    },
    "classify_critical_point": {
        "if np.all(eigenvalues >«→=» 0):": "An eigenvalue of zero is below `tol`, and so degenerate already.",
        "if np.all(eigenvalues <«→=» 0):": "An eigenvalue of zero is below `tol`, and so degenerate already.",
    },
    "perturbed_gradient_descent": {
        "trajectory = [np.array(w0«, dtype=np.float64→»)]": WHOLE,
        "trajectory = [np.«array→asarray»(w0, dtype=np.float64)]": COPIED_LATER,
        "grad = np.asarray(grad_fn(w«.copy()→»), dtype=np.float64)": "`grad_fn` does not write to its argument.",
        "step = step «+→-» noise * rng.standard_normal(w.shape)": "The normal distribution is symmetric about zero.",
    },
    "random_restarts": {
        "ends = [np.array(descend(np.array(start, dtype=np.float64))«, dtype=np.float64→») for start in starts]": ENDS,
        "ends = [np.«array→asarray»(descend(np.array(start, dtype=np.float64)), dtype=np.float64) "
        "for start in starts]": ENDS,
        "ends = [np.array(descend(np.array(start«, dtype=np.float64→»)), dtype=np.float64) for start in starts]": ENDS,
        "ends = [np.array(descend(np.«array→asarray»(start, dtype=np.float64)), dtype=np.float64) "
        "for start in starts]": ENDS,
        "«if not numbers: raise ValueError('No run ended where f is a number.')→pass»": OPEN,
        "«raise ValueError('No run ended where f is a number.')→pass»": OPEN,
    },
    "layer_gradient_norms": {
        "return np.array([np.linalg.norm(np.ravel(grad).astype(np.float64)) for grad in grads]"
        "«, dtype=np.float64→»)": FLOATS,
        "return np.«array→asarray»([np.linalg.norm(np.ravel(grad).astype(np.float64)) for grad in grads], "
        "dtype=np.float64)": "A list has no array to share: both make a new one.",
        "return np.array([np.linalg.norm(«np.ravel(grad)→grad».astype(np.float64)) for grad in grads], "
        "dtype=np.float64)": "Without `ord`, `np.linalg.norm` unravels an array of any shape itself.",
    },
    "clip_by_global_norm": {
        "scale = min(«1.0, max_norm / (norm + 1e-06)→max_norm / (norm + 1e-06), 1.0»)": LARGER,
    },
    "Value": {
        "__add__: return Value(self.data + other.data, («self, other→other, self»), (1.0, 1.0))": (
            "Both partial derivatives of a sum are 1."
        ),
        "__pow__: «if isinstance(exponent, Value): return NotImplemented→pass»": (
            "Python's floats refuse a Value as exponent themselves, with the same TypeError."
        ),
        "__pow__: «return NotImplemented→pass»": (
            "Python's floats refuse a Value as exponent themselves, with the same TypeError."
        ),
        "relu: return Value(max(«self.data, 0.0→0.0, self.data»), (self,), (1.0 if self.data > 0 else 0.0,))": LARGER,
        "__neg__: return self «*→/» -1.0": "To divide by −1 is to multiply by −1.",
        "__sub__: return self + -«_wrap(other)→other»": "`__add__` wraps a number itself.",
        "__truediv__: return self * «_wrap(other)→other» ** (-1)": "`__mul__` wraps a number itself.",
        "__repr__: «return f'Value(data={self.data:.6g}, grad={self.grad:.6g})'→pass»": (
            "How a Value prints itself is no part of the exercise."
        ),
    },
    "Value.backward": {
        "for parent, partial in zip(node._parents, node._partials«, strict=True→»):": (
            "Every parent has a partial derivative, so that both are always equally long."
        ),
        "for parent, partial in zip(node._parents, node._partials, strict=«True→False»):": (
            "Every parent has a partial derivative, so that both are always equally long."
        ),
    },
    "activation_backward": {
        """«raise ValueError(f"kind is {kind!r}; it should be 'relu', 'sigmoid'…→pass»""": (
            "The lesson names three kinds, and does not say what a fourth should do."
        ),
    },
    "unbroadcast": {
        "return grad.sum(axis=(*«range(new), *stretched→stretched, *range(new)»)).reshape(shape)": (
            "The axes of a sum have no order."
        ),
    },
    "mlp_gradients": {"H = np.maximum(«A, 0.0→0.0, A»)": LARGER},
    "Adam": {
        "__init__: self.params = [np.array(w«, dtype=np.float64→») for w in params]": WHOLE,
        "__init__: self.params = [np.«array→asarray»(w, dtype=np.float64) for w in params]": FRESH,
        """load_state_dict: «if len(state['steps']) != len(self.params): raise ValueError(f"The…→pass»""": FOREIGN,
        """load_state_dict: «raise ValueError(f"The snapshot holds {len(state['steps'])}…→pass»""": FOREIGN,
        "_copies: return [np.array(array«, dtype=np.float64→») for array in arrays]": (
            "A snapshot's moments are float64 arrays already."
        ),
    },
    "bce_with_logits": {
        "losses = np.maximum(«z, 0.0→0.0, z») - z * y + np.log1p(tail)": LARGER,
        "sigma = np.where(z >«=→» 0, 1.0, tail) / (1 + tail)": "At a logit of 0 the tail is 1, so both are ½.",
    },
    "logistic_predict": {
        "return (logits >«→=» 0).astype(np.int64)": "What is predicted at a logit of exactly 0 is not in the contract.",
    },
    "hinge_loss": {
        "pull = np.where(margins <«→=» 1, y, 0.0) / len(y)": "At the kink any subgradient is right.",
        "loss = np.maximum(«0.0, 1 - margins→1 - margins, 0.0»).mean() + weight_decay / 2 * w @ w": LARGER,
        "loss = np.maximum(0.0, 1 - margins).mean() + «weight_decay / 2 * w @ w→w @ (weight_decay / 2 * w)»": DOT,
    },
    "pegasos": {
        "violated = y[i] * («X[i] @ w→w @ X[i]») < 1": DOT,
        "w = w + lr «*→/» y[i] * X[i]": "A label is −1 or +1, and so is its inverse.",
    },
}
EQUIVALENT |= IMAGES | REGULARIZATION | SEQUENCES | TUNING
