"""What Glorot and Bengio saw in 2010, seen again through the reference's own backward pass.

Reproduced, all at initialisation, in a network like theirs (tanh layers of one width, five of them, softmax with
cross-entropy, zero biases) on random inputs in place of their Shapeset images:
- section 4.3 and figure 7: under the standard initialisation (eq. 1) the variance of the back-propagated gradients
  falls as they travel down; under the normalised one (eq. 16) it does not. By how much: eq. 6 with eq. 15.
- figure 8 and the text on it: the variance of the weight gradients is roughly the same in all layers even so.
- section 4.2.2: the average singular value of a layer's Jacobian is about 0.8 under the normalised initialisation and
  0.5 under the standard one.
"""

import itertools
import math

import numpy as np
import pytest
from reference.backprop import activation_backward, linear_backward, softmax_cross_entropy

WIDTH, DEPTH, ROWS, CLASSES = 300, 5, 300, 9


def standard(fan_in, _fan_out):
    """Eq. 1 of the paper, the heuristic of its time: n·Var[W] = 1/3 (eq. 15)."""
    return 1 / math.sqrt(fan_in)


def normalised(fan_in, fan_out):
    """Eq. 16 of the paper: n·Var[W] = 1 where the widths are equal."""
    return math.sqrt(6 / (fan_in + fan_out))


def network(bound, rng):
    """Weights, uniform within `bound(fan_in, fan_out)`, and what each layer puts out, the inputs first.

    The inputs are small enough for the linear regime that the paper's theory assumes (eq. 4).
    """
    sizes = [WIDTH] * (DEPTH + 1) + [CLASSES]
    weights = [rng.uniform(-1, 1, (out, into)) * bound(into, out) for into, out in itertools.pairwise(sizes)]
    outputs = [0.3 * rng.normal(size=(ROWS, WIDTH))]
    for W in weights[:-1]:
        outputs.append(np.tanh(outputs[-1] @ W.T))
    return weights, outputs


def gradient_sizes(bound, seed):
    """Standard deviations of ∂loss/∂s and of ∂loss/∂W by layer, input side first."""
    rng = np.random.default_rng(seed)
    weights, outputs = network(bound, rng)
    _, dZ = softmax_cross_entropy(outputs[-1] @ weights[-1].T, rng.integers(CLASSES, size=ROWS))
    dH, _, _ = linear_backward(dZ, outputs[-1], weights[-1])
    back_propagated, of_weights = [], []
    for layer in reversed(range(DEPTH)):
        dS = activation_backward(dH, outputs[layer + 1], "tanh")
        dH, dW, _ = linear_backward(dS, outputs[layer], weights[layer])
        back_propagated.insert(0, dS.std())
        of_weights.insert(0, dW.std())
    return np.array(back_propagated), np.array(of_weights)


@pytest.mark.parametrize("seed", range(3))
def test_standard_initialisation_shrinks_the_gradients_layer_by_layer(seed):
    sizes, _ = gradient_sizes(standard, seed)
    # The variance falls by n·Var[W] = 1/3 a layer, and the slope of tanh takes a little more.
    np.testing.assert_allclose(sizes[:-1] / sizes[1:], math.sqrt(1 / 3), rtol=0.06)


@pytest.mark.parametrize("seed", range(3))
def test_normalised_initialisation_keeps_them_level(seed):
    sizes, _ = gradient_sizes(normalised, seed)
    # Level but for the slope of tanh: 1 − y² averages 0.93 where outputs have a size of 0.28.
    ratios = sizes[:-1] / sizes[1:]
    assert np.all(ratios > 0.88)
    assert np.all(ratios < 1.02)


def test_five_layers_leave_a_ninth_under_the_one_and_most_of_it_under_the_other():
    (shrunk, _), (level, _) = (gradient_sizes(bound, 0) for bound in (standard, normalised))
    assert shrunk[0] / shrunk[-1] == pytest.approx(1 / 9, rel=0.12)
    assert level[0] / level[-1] > 0.7


@pytest.mark.parametrize("bound", [standard, normalised])
def test_weight_gradients_are_of_one_size_in_all_layers_under_either(bound):
    _, of_weights = gradient_sizes(bound, 0)
    # Eq. 14: what the backward pass has lost on its way down, the forward pass had not lost yet.
    np.testing.assert_allclose(of_weights / of_weights.mean(), 1.0, atol=0.06)


@pytest.mark.parametrize(("bound", "published"), [(standard, 0.5), (normalised, 0.8)])
def test_a_layers_jacobian_has_the_published_average_singular_value(bound, published):
    weights, outputs = network(bound, np.random.default_rng(0))
    found = [
        np.linalg.svd((1 - outputs[layer + 1][row, :, None] ** 2) * weights[layer], compute_uv=False).mean()
        for layer, row in itertools.product(range(DEPTH), range(2))
    ]
    # The paper gives one digit.
    assert np.mean(found) == pytest.approx(published, abs=0.05)
