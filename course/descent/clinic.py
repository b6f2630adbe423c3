"""The tuning clinic (unit 09): six small networks whose training is sick, and the trainer that tries a cure.

Every patient is a network with one hidden layer, trained by mini-batch gradient descent on the mean squared error of a
data set of its own. A prescription is plain data: names of settings and their new values.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Settings = dict[str, Any]

RANGES: dict[str, tuple[float, float]] = {
    "lr": (1e-8, 100.0),
    "epochs": (1, 40),
    "weight_decay": (0.0, 10.0),
    "bias": (-10.0, 10.0),
}
CHOICES: dict[str, tuple[Any, ...]] = {
    "schedule": ("constant", "cosine"),
    "standardize": (False, True),
    "activation": ("relu", "leaky_relu", "tanh"),
}
MOST_CHANGES = 2
HIDDEN = 16
VALIDATION = 300
TOO_LARGE = 1e6  # a loss from which no run comes back
USUAL: Settings = {
    "lr": 0.05,
    "epochs": 40,
    "weight_decay": 0.0,
    "schedule": "constant",
    "standardize": False,
    "activation": "relu",
    "bias": 0.0,
}


class Data(NamedTuple):
    """Training and validation inputs (N, D) and targets (N,)."""

    X: Array
    y: Array
    X_val: Array
    y_val: Array


class Curves(NamedTuple):
    """Losses and the norm of the full gradient after every epoch, the start included: (epochs + 1,) each."""

    train_loss: Array
    val_loss: Array
    grad_norm: Array


@dataclass(frozen=True)
class Patient:
    """What is treated: the settings it came with, its data, and the validation loss at which it counts as cured."""

    name: str
    settings: Settings
    goal: float
    rows: int = 120
    columns: int = 4
    batch_size: int = 10
    noise: float = 0.3
    size: float = 1.0
    max_norm: float = math.inf  # the length to which gradients are clipped
    scales: tuple[float, ...] = ()

    def data(self) -> Data:
        """A bent function of the first three features, with mean 0 and variance about 1, plus noise."""
        rng = np.random.default_rng([*self.name.encode()])
        total = self.rows + VALIDATION
        X = rng.normal(size=(total, self.columns))
        clean = 0.7 * X[:, 0] - 0.5 * X[:, 1] + 0.6 * (np.abs(X[:, 2]) - 0.8)
        y = self.size * (clean + self.noise * rng.normal(size=total))
        X = X * np.array(self.scales or (1.0,) * self.columns)
        cut = self.rows
        return Data(X[:cut], y[:cut], X[cut:], y[cut:])

    def start(self) -> list[Array]:
        """The network at birth, the same for every seed: W (H, D), b (H,), v (H,), c ()."""
        rng = np.random.default_rng(HIDDEN)
        W = rng.normal(size=(HIDDEN, self.columns)) * math.sqrt(2 / self.columns)
        return [W, np.zeros(HIDDEN), 0.5 * rng.choice([-1.0, 1.0], HIDDEN) / math.sqrt(HIDDEN), np.zeros(())]


PATIENTS = {
    patient.name: patient
    for patient in (
        Patient("Ann", USUAL | {"lr": 0.3}, goal=4.0, batch_size=5, size=5.0, max_norm=10.0),
        Patient("Ben", USUAL | {"lr": 0.003}, goal=0.15, batch_size=120, scales=(0.4, 0.4, 0.4, 0.4)),
        Patient("Cleo", USUAL | {"lr": 0.1}, goal=13.0, size=10.0),
        Patient("Dan", USUAL, goal=0.74, rows=60, columns=15, noise=0.6),
        Patient("Eve", USUAL | {"lr": 0.1, "bias": -7.0}, goal=0.16, batch_size=60),
        Patient("Finn", USUAL | {"lr": 3e-6}, goal=0.13, batch_size=120, columns=3, scales=(1.0, 1.0, 200.0)),
    )
}


def chart(name: str, seed: int = 0) -> dict[str, Any]:
    """What the doctor is handed: name, settings, goal, and the curves of a training run with these settings."""
    patient = PATIENTS[name]
    curves = {curve: values.copy() for curve, values in train(patient, seed)._asdict().items()}
    return {"name": name, "settings": dict(patient.settings), "goal": patient.goal, **curves}


def changes(patient: Patient, cure: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of `cure` that differ from the settings with which the patient came."""
    return {name: value for name, value in cure.items() if value != patient.settings[name]}


def prescription_problem(patient: Patient, cure: Any) -> str | None:
    """Say in a sentence why `cure` is no prescription for `patient`; None if it is one."""
    if not isinstance(cure, dict):
        start = "nothing was returned; " if cure is None else ""
        return start + "a prescription is a dictionary: names of settings and their new values"
    for name, value in cure.items():
        if name not in USUAL:
            return f"there is no setting called {name!r}; there are {', '.join(USUAL)}"
        if name in RANGES:
            low, high = RANGES[name]
            number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
            if not number or not low <= value <= high:
                return f"{name} should be a number from {low:g} to {high:g}, not {value!r}"
            if name == "epochs" and value != int(value):
                return f"epochs should be a whole number, not {value!r}"
        elif not isinstance(value, str | bool | np.bool) or value not in CHOICES[name]:
            return f"{name} should be one of {', '.join(map(str, CHOICES[name]))}, not {value!r}"
    changed = changes(patient, cure)
    if len(changed) > MOST_CHANGES:
        return f"you change {len(changed)} settings ({', '.join(changed)}); a cure changes at most {MOST_CHANGES}"
    return None


def treatment_problem(name: str, seed: int, cure: Any, slack: float = 1.0) -> str | None:
    """Train the patient with `cure` and say in a sentence why it does not reach `slack` times its goal; None if so."""
    patient = PATIENTS[name]
    problem = prescription_problem(patient, cure)
    if problem:
        return problem
    if not changes(patient, cure):
        return f"{name} leaves as sick as {name} came: no setting was changed"
    loss = outcome(train(patient, seed, cure))
    if loss <= slack * patient.goal:
        return None
    end = f"the validation loss ends at {loss:.3g}" if np.isfinite(loss) else "the training diverges"
    return f"{name} is not cured: {end}, and the goal is {patient.goal:g}"


def outcome(curves: Curves) -> float:
    """The validation loss at the end of training: the mean of the last three epochs, since one alone may be luck."""
    return float(curves.val_loss[1:][-3:].mean())


def train(patient: Patient, seed: int = 0, cure: Mapping[str, Any] | None = None) -> Curves:
    """The curves of `patient` with the settings that it came with, changed by `cure`."""
    settings = {**patient.settings, **(cure or {})}
    return _train(patient.name, seed, tuple(sorted((name, _plain(value)) for name, value in settings.items())))


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


@functools.lru_cache(maxsize=2048)  # a run is a kilobyte, and a class asks for few
def _train(name: str, seed: int, settings: tuple[tuple[str, Any], ...]) -> Curves:
    patient, chosen = PATIENTS[name], dict(settings)
    X, y, X_val, y_val = patient.data()
    if chosen["standardize"]:
        mean, std = X.mean(axis=0), X.std(axis=0)
        X, X_val = (X - mean) / std, (X_val - mean) / std
    rng = np.random.default_rng([*name.encode(), seed, 1])
    params = patient.start()
    params[1] = params[1] + float(chosen["bias"])
    kind, decay, epochs = chosen["activation"], chosen["weight_decay"], int(chosen["epochs"])
    history = [_look(params, X, y, X_val, y_val, kind)]
    with np.errstate(all="ignore"):
        for epoch in range(epochs):
            shape = 0.5 * (1 + math.cos(math.pi * epoch / epochs)) if chosen["schedule"] == "cosine" else 1.0
            lr = chosen["lr"] * shape
            order = rng.permutation(len(y))
            for start in range(0, len(y), patient.batch_size):
                rows = order[start : start + patient.batch_size]
                grads = _gradients(params, X[rows], y[rows], kind)
                length = math.sqrt(sum(float(np.vdot(g, g)) for g in grads))
                grads = [g * min(1.0, patient.max_norm / (length + 1e-6)) for g in grads]
                params = [
                    w - lr * (g + decay * w * (w.ndim > 0 and k != 1))
                    for k, (w, g) in enumerate(zip(params, grads, strict=True))
                ]
            history.append(_look(params, X, y, X_val, y_val, kind))
            if not history[-1][0] < TOO_LARGE:
                history += [(np.inf, np.inf, np.inf)] * (epochs - epoch - 1)
                break
    return Curves(*np.array(history).T)


def _activate(A: Array, kind: str) -> tuple[Array, Array]:
    """The activation of A and its derivative."""
    if kind == "tanh":
        H = np.tanh(A)
        return H, 1 - H**2
    slope = np.where(A > 0, 1.0, 0.01 if kind == "leaky_relu" else 0.0)
    return A * slope, slope


def _gradients(params: list[Array], X: Array, y: Array, kind: str) -> list[Array]:
    W, b, v, c = params
    H, slope = _activate(X @ W.T + b, kind)
    error = 2 * (H @ v + c - y) / len(y)
    dA = np.outer(error, v) * slope
    return [dA.T @ X, dA.sum(axis=0), H.T @ error, error.sum()]


def _look(params: list[Array], X: Array, y: Array, X_val: Array, y_val: Array, kind: str) -> tuple[float, ...]:
    W, b, v, c = params

    def loss(inputs: Array, targets: Array) -> float:
        return float(np.mean((_activate(inputs @ W.T + b, kind)[0] @ v + c - targets) ** 2))

    with np.errstate(all="ignore"):
        norm = math.sqrt(sum(float(np.sum(g**2)) for g in _gradients(params, X, y, kind)))
        seen = (loss(X, y), loss(X_val, y_val), norm)
    return tuple(value if math.isfinite(value) else math.inf for value in seen)
