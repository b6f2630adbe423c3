"""Explorers of unit 12: gradients through time as autograd has them, a gate in closed form, text at a temperature."""

import math

import numpy as np
import pytest
import torch
from descent import data, explore
from descent.explore.rnn import LENGTH, STARTS, backward
from descent.explore.rnn import _drawn as drawn
from descent.explore.sampling import Writer, softened
from torch import nn


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize(("radius", "length"), [(0.6, 40), (1.5, 25), (3.0, 3)])
def test_gradients_through_time_are_those_of_autograd(start, radius, length):
    signals, W, w, top = (torch.tensor(array) for array in drawn(start))
    W, w = (radius * W).requires_grad_(), w.requires_grad_()
    h, states = torch.zeros(len(signals), len(w), dtype=torch.float64), []
    for t in range(LENGTH - length, LENGTH):
        h = torch.tanh(h @ W.T + torch.outer(signals[:, t], w))
        h.retain_grad()
        states.append(h)
    (h * top).sum().backward()
    found = backward(radius=radius, length=length, start=start)
    np.testing.assert_allclose(found.states, [state.grad.norm().item() for state in states], rtol=1e-9)
    assert found.weights == pytest.approx(math.hypot(W.grad.norm().item(), w.grad.norm().item()), rel=1e-9)


@pytest.mark.parametrize(("radius", "verdict"), [(0.6, "vanishes"), (1.3, "level"), (3.0, "explodes")])
def test_the_radius_decides(radius, verdict):
    explorer = explore.rnn()
    explorer.controls["radius"].value = radius
    assert explorer.finding.verdict == verdict


def test_clipping_leaves_the_ratio_between_early_and_late_steps():
    explorer = explore.rnn()
    explorer.controls["radius"].value, explorer.controls["max_norm"].value = 3.0, 0.1
    before, after = (line.get_ydata() for line in (explorer.picture._norms, explorer.picture._clipped))
    np.testing.assert_allclose(after / after[-1], before / before[-1], rtol=1e-9)
    assert "clipped to 0.1" in explorer.finding.detail


@pytest.mark.parametrize(
    ("bias", "distance", "verdict"),
    [(0.0, 40, "forgets"), (4.0, 40, "fades"), (4.1, 40, "remembers"), (0.0, 1, "remembers")],
)
def test_a_gate_keeps_its_share_at_every_step(bias, distance, verdict):
    explorer = explore.forget_gate()
    explorer.controls["bias"].value, explorer.controls["distance"].value = bias, distance
    assert explorer.finding.verdict == verdict
    assert f"after {distance} {(1 + math.exp(-bias)) ** -distance:.2g} is left" in explorer.finding.detail


def test_a_temperature_sharpens_and_flattens():
    logits = np.array([2.0, 1.0, -1.0])
    np.testing.assert_allclose(softened(logits, 1.0), np.exp(logits) / np.exp(logits).sum())
    np.testing.assert_allclose(softened(logits, 0.01), [1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(softened(logits, 1e6), np.full(3, 1 / 3), rtol=1e-5)
    explorer = explore.sampling()
    verdicts = []
    for temperature in (0.1, 2.0):
        explorer.controls["temperature"].value = temperature
        verdicts.append(explorer.finding.verdict)
    assert verdicts[0] == "repeats itself"
    assert "noise" in verdicts[1]


class Tiny(nn.Module):
    """Says the next of its characters, almost surely, and counts in its state what it has read."""

    def __init__(self, size):
        super().__init__()
        self.weight = nn.Parameter(20 * torch.eye(size).roll(1, dims=1))

    def forward(self, tokens, state=None):
        return self.weight[tokens], (0 if state is None else state) + tokens.shape[1]


def test_a_learners_model_writes():
    characters = "".join(sorted(set(data.moby_dick())))
    writer = Writer(Tiny(len(characters)), characters)
    text, first = writer.write("Ca", temperature=0.5, seed=1, length=5)
    place = characters.index("a")
    assert text == characters[place + 1 : place + 6]
    assert first.argmax() == place + 1
    explorer = explore.sampling(Tiny(len(characters)), characters)
    assert explorer.picture.page.get_title(loc="left") == "Written by your model"
    with pytest.raises(ValueError, match="Pass the characters too"):
        explore.sampling(Tiny(3))
