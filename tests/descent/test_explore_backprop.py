"""Unit 06's explorers: the graph computes the true gradient step by step, and depth multiplies by the gain."""

import itertools

import numpy as np
import pytest
from descent import explore
from descent.explore.backprop import LAST, tape
from descent.explore.depth import ACTIVATIONS, sizes


def loss(w, x):
    return (w * np.tanh(w * x) - 1) ** 2


@pytest.mark.parametrize(("w", "x"), [*itertools.product((-1.3, 0.0, 0.8), (-0.5, 1.7))])
def test_the_finished_graph_holds_the_loss_and_its_slopes(w, x):
    end, h = tape(LAST, w=w, x=x), 1e-5
    assert end.data["L"] == pytest.approx(loss(w, x), rel=1e-14)
    assert end.grad["w"] == pytest.approx((loss(w + h, x) - loss(w - h, x)) / (2 * h), abs=1e-8)
    assert end.grad["x"] == pytest.approx((loss(w, x + h) - loss(w, x - h)) / (2 * h), abs=1e-8)


def test_a_step_fills_in_one_value_or_passes_one_gradient_on():
    known = [(len(t.data), len(t.grad)) for t in (tape(step, w=0.8, x=1.0) for step in range(LAST + 1))]
    assert known[:6] == [(2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0)]
    assert [gradients for _, gradients in known[6:]] == [1, 2, 3, 5, 6, 7]


def test_the_weight_used_twice_is_said_to_be_paid_twice():
    explorer = explore.backprop()
    explorer.controls["step"].value = LAST
    assert "added to −0.62: −1.04" in explorer.finding.detail


@pytest.mark.parametrize("gain", [0.5, 1.0, 1.5])
def test_without_an_activation_a_layer_multiplies_the_gradient_by_the_gain(gain):
    outputs, back, of_weights = sizes(depth=10, gain=gain, activation="linear")
    # One draw of 64 × 64 weights a layer: the size of a product strays by a few per cent a layer.
    np.testing.assert_allclose((back[0]) ** (1 / 9), gain, rtol=0.05)
    np.testing.assert_allclose((outputs[-1] / outputs[0]) ** (1 / 9), gain, rtol=0.05)
    np.testing.assert_allclose(of_weights, 1.0, rtol=0.4)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_slopes_are_those_of_the_activation(activation):
    act, x, h = ACTIVATIONS[activation], np.array([-2.0, -0.3, 0.4, 1.5]), 1e-6
    measured = (act.value(x + h) - act.value(x - h)) / (2 * h)
    np.testing.assert_allclose(act.slope(act.value(x)), measured, atol=1e-9)


@pytest.mark.parametrize(
    ("activation", "gain", "verdict"),
    [("tanh", 3**-0.5, "vanishes"), ("tanh", 1.0, "level"), ("relu", 2**0.5, "level"), ("linear", 1.6, "explodes")],
)
def test_depth_names_what_happens(activation, gain, verdict):
    explorer = explore.depth()
    explorer.controls["activation"].value = activation
    explorer.controls["gain"].value = gain
    assert explorer.finding.verdict == verdict
