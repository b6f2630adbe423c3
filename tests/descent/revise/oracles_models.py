"""The answers of the questions of units 08 to 12, worked out by the reference instead of the question's formula."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from reference import applications, cnn, regularization, rnn, tuning


def array(values: Any) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def tensor(values: Any) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


class Never:
    """A generator that is not asked: where the reference draws, the question fixes what is drawn."""

    def integers(self, *_: Any, **__: Any) -> int:
        return 0


def xavier_limit(fan_in: int, fan_out: int) -> float:
    class Top:
        def uniform(self, _low: float = 0.0, high: float = 1.0, size: Any = None) -> np.ndarray:
            return np.full(size, high)

        def random(self, size: Any = None) -> np.ndarray:
            return np.ones(size)

    return float(regularization.xavier_uniform(fan_in, fan_out, rng=Top()).max())


def he_spread(fan_in: int, fan_out: int) -> float:
    class One:
        def normal(self, loc: float = 0.0, scale: float = 1.0, size: Any = None) -> np.ndarray:
            return np.full(size, loc + scale)

        def standard_normal(self, size: Any = None) -> np.ndarray:
            return np.ones(size)

    return float(regularization.he_normal(fan_in, fan_out, rng=One()).max())


def kept(x: float, p: float) -> float:
    made = regularization.dropout(np.full(4000, x), p=p, rng=np.random.default_rng(0), training=True)
    return float(made.max())


def weights(layer: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in layer.parameters())


def conv(size: int, kernel: int, stride: int, padding: int) -> int:
    made = cnn.conv2d(
        torch.zeros(1, 1, size, size), torch.zeros(1, 1, kernel, kernel), None, stride=stride, padding=padding
    )
    return made.shape[-1]


def lstm(i: float, f: float, g: float, c: float) -> float:
    gates = tensor([i, f, g, 0.0])
    zeros = torch.zeros(4, 1, dtype=torch.float64)
    made = rnn.lstm_cell(
        tensor([[0.0]]), tensor([[0.0]]), tensor([[c]]), zeros, zeros, gates, torch.zeros(4, dtype=torch.float64)
    )
    return float(made[1])


def states(w: float, u: float, x: list[float]) -> float:
    sequence = tensor(x).reshape(1, -1, 1)
    zeros = torch.zeros(1, dtype=torch.float64)
    return float(rnn.rnn_forward(sequence, tensor([[0.0]]), tensor([[w]]), tensor([[u]]), zeros, zeros)[0, -1, 0])


def through_time(u: float, steps: int) -> float:
    """The reference's tanh cell near zero is linear, so the gradient through it is the product of its weights."""
    h0 = torch.zeros(1, 1, dtype=torch.float64, requires_grad=True)
    zeros = torch.zeros(1, dtype=torch.float64)
    x = torch.zeros(1, steps, 1, dtype=torch.float64)
    rnn.rnn_forward(x, h0, tensor([[0.0]]), tensor([[u]]), zeros, zeros)[0, -1, 0].backward()
    return float(h0.grad)


def updates(length: int, chunk: int) -> int:
    class Counts(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.logits = torch.nn.Parameter(torch.zeros(3))

        def forward(self, tokens: torch.Tensor, _state: Any) -> Any:
            return self.logits.expand(*tokens.shape, 3), torch.zeros(1)

    model = Counts()
    tokens = torch.zeros(1, length, dtype=torch.long)
    return len(rnn.truncated_bptt(model, tokens, chunk, torch.optim.SGD(model.parameters(), lr=0.1), 1.0))


def hinge_and_penalty(score: float, y: float, weight_decay: float, w: float) -> float:
    return applications.hinge_loss(array([w]), 0.0, array([[score / w]]), array([y]), weight_decay=weight_decay)[0]


def policy(arms: int, reward: float, baseline: float) -> float:
    return applications.reinforce_gradient(np.zeros(arms), np.array([0]), array([reward]), baseline=baseline)[0]


def hits(share: float, trials: int) -> float:
    """Random search that the reference makes: log-uniform draws of which a share counts as good, many times over."""
    draws = tuning.log_uniform(1.0, 10.0, (200_000, trials), rng=np.random.default_rng(0))
    return float(np.mean((np.log10(draws) < share).any(axis=1)))


def counted(counts: list[int]) -> int:
    calls = []

    def objective(**settings: int) -> float:
        calls.append(settings)
        return 0.0

    tuning.grid_search(objective, {f"setting_{k}": list(range(n)) for k, n in enumerate(counts)})
    return len(calls)


def logit_gradient(z: float, y: float, n: int) -> float:
    zeros = [0.0] * (n - 1)
    return applications.bce_with_logits(array([z, *zeros]), array([y, *zeros]))[1][0]


MODELS: dict[str, dict[str, Any]] = {
    "regularization": {
        "standardized": lambda train, test: regularization.standardize(array(train)[:, None], array([[test]]))[1][0, 0],
        "xavier_bound": xavier_limit,
        "he_deviation": he_spread,
        "penalty": lambda w, weight_decay: regularization.l2_penalty(array(w), weight_decay=weight_decay)[0],
        "thresholded": lambda w, tau: regularization.soft_threshold(array(w), tau),
        "dropped": kept,
        "stopped": lambda losses, patience: regularization.early_stopping(losses, patience=patience, min_delta=0.0)[0],
    },
    "tuning": {
        "step_schedule": tuning.step_decay,
        "exponential_schedule": lambda lr0, epoch, gamma: tuning.exponential_decay(lr0, epoch, gamma=gamma),
        "cosine_schedule": tuning.cosine_annealing,
        "warm": lambda lr0, epoch, warmup: tuning.warmup_cosine(lr0, epoch, warmup=warmup, T_max=warmup + 50),
        "largest_fold": lambda n, k: max(len(val) for _, val in tuning.k_fold(n, k, rng=np.random.default_rng(0))),
        "grid_size": counted,
        "random_hit": hits,
        "improvement": lambda mean, std, best: tuning.expected_improvement(array(mean), array(std), best),
    },
    "applications": {
        "first_step": lambda X, y, lr: applications.linear_regression(array(X), array(y), lr=lr, steps=1)[0][0],
        "log_loss": lambda z, y: applications.bce_with_logits(array(z), array(y))[0],
        "logit_gradient": logit_gradient,
        "hinge": hinge_and_penalty,
        "pegasos_rate": lambda lam, x, y: applications.pegasos(array([[x]]), array([y]), lam=lam, steps=1, rng=Never())[
            0
        ],
        "bias_squared": lambda predictions, target: applications.bias_variance(
            array(predictions)[:, None], array([target])
        )[0],
        "policy_gradient": policy,
    },
    "cnn": {
        "output_size": conv,
        "parameters": lambda channels, filters, kernel: weights(torch.nn.Conv2d(channels, filters, kernel)),
        "one_output": lambda x, weight, bias: float(cnn.conv2d(tensor([[x]]), tensor([[weight]]), tensor([bias]))),
        "pooled": lambda size, kernel: cnn.max_pool2d(torch.zeros(1, 1, size, size), kernel).shape[-1],
    },
    "rnn": {
        "two_states": states,
        "cell_state": lstm,
        "through_time": through_time,
        "chunks": updates,
        "lstm_parameters": lambda d, h: weights(torch.nn.LSTM(d, h)),
    },
}
