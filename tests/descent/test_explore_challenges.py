"""Explorers of unit 07: what they show is what theory and independent code say."""

import math

import numpy as np
import pytest
import torch
from descent import explore
from descent.explore.challenges import METHODS, first_free, leave
from descent.explore.cliff import descend_wall, wall, wall_loss
from descent.explore.vanishing import ACTIVATIONS, NETWORKS, WIDTH, matrices, norms


@pytest.mark.parametrize("lr", [0.05, 0.1, 0.3])
def test_the_stop_at_a_saddle_lasts_as_long_as_the_logarithm_says(lr):
    near, far = (first_free(leave(distance=d, lr=lr, noise=0.0, method=METHODS[0])) for d in (1e-4, 1e-2))
    assert near - far == pytest.approx(math.log(100) / math.log1p(lr), abs=1)


def test_no_noise_means_no_way_out_and_noise_shortens_the_stop():
    out = [first_free(leave(distance=1e-15, lr=0.1, noise=n, method=METHODS[1])) for n in (0.0, 1e-8, 1e-4, 1e-2)]
    assert out[0] is None
    assert out[1] > out[2] > out[3]


@pytest.mark.parametrize(
    ("method", "noise", "verdict"),
    [
        (METHODS[0], 1e-3, "looks finished"),
        (METHODS[1], 1e-3, "noise leaves the saddle"),
        (METHODS[2], 10**-0.6, "free, but restless"),
    ],
)
def test_the_words_name_what_is_seen_at_a_saddle(method, noise, verdict):
    explorer = explore.challenges()
    explorer.controls["method"].value, explorer.controls["noise"].value = method, noise
    assert explorer.finding.verdict == verdict


@pytest.mark.parametrize("network", NETWORKS[1:])
def test_the_gain_of_a_recurrent_matrix_is_its_spectral_radius(network):
    W = matrices(network=network, depth=3, gain=1.3)[2]
    assert np.abs(np.linalg.eigvals(W)).max() == pytest.approx(1.3)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradient_norms_are_those_of_autograd(network, activation):
    from descent.explore.vanishing import _draws

    depth, gain = 12, 1.2
    Ws = torch.tensor(matrices(network=network, depth=depth, gain=gain).copy())
    inputs, top = torch.tensor(_draws()[2]), torch.tensor(_draws()[3])
    value = {"linear": lambda x: x, "tanh": torch.tanh, "relu": torch.relu}[activation]
    h, states = torch.zeros(WIDTH, dtype=torch.float64), []
    for t in range(depth):
        h = value(Ws[t] @ h + (inputs[t] if network != NETWORKS[0] or t == 0 else 0.0))
        h.requires_grad_()
        states.append(h)
    expected = [float(torch.linalg.vector_norm(g)) for g in torch.autograd.grad(top @ h, states)]
    found = norms(network=network, activation=activation, depth=depth, gain=gain)
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_an_orthogonal_linear_network_is_level():
    explorer = explore.vanishing()
    for name, value in {"network": NETWORKS[2], "activation": "linear", "gain": 1.0, "depth": 100}.items():
        explorer.controls[name].value = value
    assert explorer.finding.verdict == "level"


def test_the_wall_is_the_published_loss_and_its_gradient_that_of_autograd():
    w, b = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (5.1, -2.5))
    x = torch.tensor(0.5, dtype=torch.float64)
    for _ in range(50):
        x = w * torch.sigmoid(x) + b
    loss = (torch.sigmoid(x) - 0.7) ** 2
    loss.backward()
    found, slopes = wall(5.1, -2.5)
    assert found == pytest.approx(loss.item(), rel=1e-9)
    assert wall_loss(np.array(5.1), np.array(-2.5)) == pytest.approx(loss.item(), rel=1e-9)
    np.testing.assert_allclose(slopes, [w.grad.item(), b.grad.item()], rtol=1e-9)


def test_no_clipped_step_is_longer_than_rate_times_threshold():
    run = descend_wall(start=5.2, lr=0.5, max_norm=0.5)
    assert run.norms.max() > 10
    assert np.linalg.norm(np.diff(run.points, axis=0), axis=1).max() <= 0.25


@pytest.mark.parametrize(
    ("max_norm", "verdict"), [(1e3, "thrown off the cliff"), (0.5, "clipped, and arrives"), (1e-3, "crawls")]
)
def test_the_words_name_what_is_seen_at_the_wall(max_norm, verdict):
    explorer = explore.cliff()
    explorer.controls["max_norm"].value = max_norm
    assert explorer.finding.verdict == verdict
