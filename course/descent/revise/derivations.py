"""Derivations to do on paper, whose result is typed as a formula and compared by algebra."""

from __future__ import annotations

from dataclasses import dataclass, field

from descent.revise.marking import Marked
from descent.revise.symbolic import Range, compare

_ANY: Range = (0.3, 3.0)
_SHARE: Range = (0.1, 0.9)
_SMALL: Range = (0.02, 0.2)


@dataclass(frozen=True)
class Derivation:
    """A question whose answer is a formula in `letters`; `way` is how to get there."""

    unit: str
    name: str
    text: str
    letters: str
    answer: str
    way: str
    ranges: dict[str, Range] = field(default_factory=dict)

    @property
    def symbols(self) -> dict[str, Range]:
        return {letter: self.ranges.get(letter, _ANY) for letter in self.letters.split()}

    def mark(self, text: str) -> Marked:
        """Compare a typed formula with the answer."""
        return compare(text, self.answer, self.symbols)


DERIVATIONS: tuple[Derivation, ...] = (
    Derivation(
        "gradient",
        "squared_error",
        "One sample: J = (w·x + b − y)². Find ∂J/∂w.",
        "w x b y",
        "2*x*(w*x + b - y)",
        "Chain rule: twice the residual, times ∂(wx + b − y)/∂w = x.",
    ),
    Derivation(
        "gradient",
        "slope_on_diagonal",
        "f = x² + 3y. Find the slope of f at (x, y) along the direction (1, 1).",
        "x y",
        "(2*x + 3)/sqrt(2)",
        "∇f = (2x, 3); dot product with (1, 1), divided by its length √2.",
    ),
    Derivation(
        "gradient",
        "central_error",
        "f = x³. What is the central difference with step h, minus the true slope?",
        "x h",
        "h^2",
        "((x + h)³ − (x − h)³)/2h = 3x² + h².",
    ),
    Derivation(
        "update_rule",
        "error_after_t",
        "J = ½·lam·w², start w0 (write u), rate eta. Find w after t steps.",
        "lam u eta t",
        "u*(1 - eta*lam)^t",
        "Each step: w − η·λw = (1 − ηλ)w.",
        {"lam": _SHARE, "eta": _SHARE},
    ),
    Derivation(
        "update_rule",
        "best_rate",
        "Curvatures lie between m and L. Which rate makes both ends shrink equally fast?",
        "m L",
        "2/(m + L)",
        "1 − ηm = −(1 − ηL), so η(m + L) = 2.",
    ),
    Derivation(
        "update_rule",
        "exact_search",
        "f = ½(a·x² + b·y²) with gradient (g, h) at a point. Which rate minimises f along the negative gradient?",
        "a b g h",
        "(g^2 + h^2)/(a*g^2 + b*h^2)",
        "d/dη f(x − ηg) = −‖g‖² + η·gᵀHg = 0.",
    ),
    Derivation(
        "update_rule",
        "newton_root",
        "Newton's step for f = w² − c·ln w (minimise): find the new w.",
        "w c",
        "w - (2*w - c/w)/(2 + c/w^2)",
        "f′ = 2w − c/w, f″ = 2 + c/w².",
    ),
    Derivation(
        "batching",
        "batch_variance",
        "Single gradients have variance v. Variance of the mean of B of N samples, drawn without replacement?",
        "v B N",
        "v/B*(N - B)/(N - 1)",
        "Factor 1/B, and the finite population's (N − B)/(N − 1).",
        {"B": (2.0, 5.0), "N": (6.0, 20.0)},
    ),
    Derivation(
        "batching",
        "linear_scaling",
        "The noise floor is about eta·v/(4B). The batch grows from B to k·B. Which rate keeps the floor?",
        "eta k B v",
        "k*eta",
        "η/B must stay, so η grows with B.",
    ),
    Derivation(
        "momentum",
        "velocity",
        "v ← mu·v + g from v = 0 with constant g. Find v after t steps.",
        "mu g t",
        "g*(1 - mu^t)/(1 - mu)",
        "A geometric series: g(1 + μ + … + μ^(t−1)).",
        {"mu": _SHARE},
    ),
    Derivation(
        "momentum",
        "critical",
        "z² − (1 + mu − eta·lam)z + mu = 0. For which mu below 1 is the root double?",
        "eta lam",
        "(1 - sqrt(eta*lam))^2",
        "(1 + μ − ηλ)² = 4μ, so 1 + μ − 2√μ = ηλ, (1 − √μ)² = ηλ.",
        {"eta": _SHARE, "lam": _SHARE},
    ),
    Derivation(
        "adaptive",
        "adagrad_steady",
        "AdaGrad (eps negligible) on a constant positive gradient g: how long is step number t?",
        "eta g t",
        "eta/sqrt(t)",
        "s = t·g², so η·g/√(t·g²).",
    ),
    Derivation(
        "adaptive",
        "biased_mean",
        "m ← beta·m + (1 − beta)·g from m = 0 with constant g. Find m after t steps.",
        "beta g t",
        "g*(1 - beta^t)",
        "The weights add up to 1 − βᵗ; bias correction divides by that.",
        {"beta": _SHARE},
    ),
    Derivation(
        "adaptive",
        "first_rmsprop",
        "RMSprop with v = 0 and eps negligible: how long is the first step, for g > 0?",
        "eta alpha g",
        "eta/sqrt(1 - alpha)",
        "v = (1 − α)g², so η·g/(√(1 − α)·g).",
        {"alpha": _SHARE},
    ),
    Derivation(
        "backprop",
        "sigmoid",
        "Find the derivative of 1/(1 + exp(−x)).",
        "x",
        "exp(-x)/(1 + exp(-x))^2",
        "Quotient rule; it is also σ(1 − σ).",
    ),
    Derivation(
        "backprop",
        "log_sum_exp",
        "L = log(exp(a) + exp(b)) − a. Find ∂L/∂a.",
        "a b",
        "exp(a)/(exp(a) + exp(b)) - 1",
        "Softmax minus one-hot.",
    ),
    Derivation(
        "backprop",
        "used_twice",
        "L = (w·x)·w with w used twice. Find ∂L/∂w.",
        "w x",
        "2*w*x",
        "Both ways add up: w·x from one, x·w from the other.",
    ),
    Derivation(
        "challenges",
        "leaving_a_saddle",
        "Curvature −lam across a saddle, distance d from the stable line, rate eta. Find the distance after t steps.",
        "lam d eta t",
        "d*(1 + eta*lam)^t",
        "y − η·(−λy) = (1 + ηλ)y.",
    ),
    Derivation(
        "challenges",
        "clipped",
        "Gradients g and h of two parameters have a norm above c. What does clipping by the "
        "global "
        "norm make of g (without the 1e−6)?",
        "g h c",
        "c*g/sqrt(g^2 + h^2)",
        "Scale c/n with n = √(g² + h²).",
    ),
    Derivation(
        "regularization",
        "ridge",
        "Minimise ½·a·(w − u)² + ½·lam·w² over w.",
        "a u lam",
        "a*u/(a + lam)",
        "a(w − u) + λw = 0.",
    ),
    Derivation(
        "regularization",
        "xavier",
        "Weights uniform in ±r have variance r²/3. Which r gives the variance 2/(m + n)?",
        "m n",
        "sqrt(6/(m + n))",
        "r² = 3·2/(m + n).",
    ),
    Derivation(
        "tuning",
        "cosine_slope",
        "eta(t) = ½·a·(1 + cos(pi·t/T)). Find its derivative with respect to t.",
        "a t T",
        "-a*pi/(2*T)*sin(pi*t/T)",
        "Chain rule: inner derivative π/T.",
    ),
    Derivation(
        "tuning",
        "random_search",
        "Each trial hits with probability p. How likely is at least one hit in n trials?",
        "p n",
        "1 - (1 - p)^n",
        "One minus the chance that all miss.",
        {"p": _SHARE},
    ),
    Derivation(
        "applications",
        "log_loss",
        "y = ±1, loss log(1 + exp(−y·z)). Find the derivative with respect to z.",
        "y z",
        "-y/(1 + exp(y*z))",
        "−y·e^(−yz)/(1 + e^(−yz)), multiplied through by e^(yz).",
    ),
    Derivation(
        "applications",
        "policy",
        "Two arms with logits a and b. Find the derivative of log π(first arm) with respect to a.",
        "a b",
        "1 - exp(a)/(exp(a) + exp(b))",
        "∇ log softmax = one-hot minus π.",
    ),
    Derivation(
        "cnn",
        "parameters",
        "A convolution from C to F channels with k×k kernels and biases. How many parameters?",
        "C F k",
        "F*(C*k^2 + 1)",
        "Each of F filters has C·k² weights and a bias.",
    ),
    Derivation(
        "rnn",
        "one_step_back",
        "h′ = tanh(w·x + u·h). Find ∂h′/∂h.",
        "w x u h",
        "u*(1 - tanh(w*x + u*h)^2)",
        "Slope of tanh is 1 − tanh², times the inner derivative u.",
    ),
)
