"""Published results that unit 08 shows, reproduced with its own functions."""

import itertools
import math

import numpy as np
import pytest
import torch
from reference.regularization import dropout, early_stopping, he_normal, l2_penalty, standardize, xavier_uniform


def train_deep(draw, layers, steps, seed):
    """Losses of a ReLU network, 48 wide, that learns to tell two rings apart; norm of the first gradient of layer 1."""
    rng = np.random.default_rng(seed)
    ring, angle = np.arange(100) % 2, rng.uniform(0, 2 * np.pi, 100)
    radius = 1 + ring + 0.1 * rng.normal(size=100)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    x, target = torch.tensor(standardize(points, points)[0]), torch.tensor(ring)
    sizes = [2] + [48] * (layers - 1) + [2]
    weights = [torch.tensor(draw(i, o, rng=rng), requires_grad=True) for i, o in itertools.pairwise(sizes)]
    biases = [torch.zeros(o, dtype=torch.float64, requires_grad=True) for o in sizes[1:]]
    optimiser, losses, norm = torch.optim.SGD([*weights, *biases], lr=0.005, momentum=0.9), [], 0.0
    for _ in range(steps):
        h = x
        for W, b in zip(weights[:-1], biases[:-1], strict=True):
            h = torch.relu(torch.addmm(b, h, W.T))
        loss = torch.nn.functional.cross_entropy(h @ weights[-1].T + biases[-1], target)
        optimiser.zero_grad()
        loss.backward()
        norm = norm or weights[0].grad.norm().item()
        optimiser.step()
        losses.append(loss.item())
    return losses, norm


class TestDeepRectifierNetworks:
    """He, Zhang, Ren & Sun (2015), figures 2 and 3: variance 2/n trains where Glorot's stalls."""

    @pytest.fixture(autouse=True)
    def _one_thread(self):
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        yield
        torch.set_num_threads(before)

    @pytest.mark.parametrize("seed", [0, 1, 2])
    def test_thirty_layers_train_with_he_and_stall_with_xavier(self, seed):
        (he, he_norm), (xavier, xavier_norm) = (train_deep(draw, 30, 100, seed) for draw in (he_normal, xavier_uniform))
        assert he[-1] < 0.1
        assert xavier[-1] > 0.99 * math.log(2)
        assert xavier_norm < 1e-3 * he_norm

    def test_twenty_two_layers_train_with_both_and_sooner_with_he(self):
        he, xavier = (np.array(train_deep(draw, 22, 250, 0)[0]) for draw in (he_normal, xavier_uniform))
        assert he[-1] < 0.1
        assert xavier[-1] < 0.2
        assert np.argmax(he < 0.3) < np.argmax(xavier < 0.3) / 2


class TestDropoutIsRidge:
    """Srivastava et al. (2014), section 9.1: dropout of a linear model's inputs is an L2 penalty, on average."""

    @pytest.mark.parametrize("p", [0.1, 0.5])
    def test_mean_loss_over_masks(self, p):
        rng = np.random.default_rng(0)
        X, y, w = rng.normal(size=(40, 30)), rng.normal(size=40), rng.normal(size=30)
        losses = [np.sum((y - dropout(X, p=p, rng=rng, training=True) @ w) ** 2) for _ in range(2000)]
        gamma = w * np.linalg.norm(X, axis=0)
        penalty = l2_penalty(gamma, weight_decay=2 * p / (1 - p))[0]
        spread = np.std(losses) / math.sqrt(len(losses))
        assert abs(np.mean(losses) - np.sum((y - X @ w) ** 2) - penalty) < 5 * spread


class TestEarlyStoppingIsNearlyRidge:
    """Goodfellow et al. (2016), section 7.8: t steps of rate η act like L2 with λ = 1/(ηt)."""

    def test_both_hold_back_the_same_directions_and_beat_the_full_fit(self):
        rng = np.random.default_rng(3)
        X, true = rng.normal(size=(40, 30)), np.zeros(30)
        true[[2, 7, 11, 20]] = [2, -1.5, 1, 0.7]
        y = X @ true + rng.normal(size=40)
        held_out = rng.normal(size=(2000, 30))
        held_y = held_out @ true + rng.normal(size=2000)
        H, b = X.T @ X / 40, X.T @ y / 40
        w, path = np.zeros(30), []
        for _ in range(1500):
            w = w - 0.05 * (H @ w - b)
            path.append(w)
        losses = np.mean((np.array(path) @ held_out.T - held_y) ** 2, axis=1)
        stop, best = early_stopping(losses, patience=20, min_delta=0.0)
        assert stop == best + 20
        eigenvalues, basis = np.linalg.eigh(H)
        share = (basis.T @ path[best]) / (basis.T @ np.linalg.solve(H, b))
        decay = 1 / (0.05 * (best + 1))
        # 1 − e^(−x) and x / (1 + x), with x = ηtλᵢ, are never further apart than this.
        assert np.abs(share - eigenvalues / (eigenvalues + decay)).max() < 0.21
        ridge = np.linalg.solve(H + decay * np.eye(30), b)
        assert np.mean((held_out @ ridge - held_y) ** 2) < 1.1 * losses[best]
        assert losses[best] < 0.85 * losses[-1]
