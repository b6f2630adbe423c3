"""Unit 11's explorers against torch: the maps, and the receptive field that autograd finds."""

import numpy as np
import pytest
import torch
from descent import explore
from descent.explore.convolution import KERNELS, correlate, image
from descent.explore.receptive_field import fields, half_of, influence
from torch.nn import functional as F  # noqa: N812


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 3)])
def test_a_map_is_the_one_of_torch(kernel, stride, padding):
    x, w = image("bag"), np.array(KERNELS[kernel], dtype=float)
    expected = F.conv2d(torch.tensor(x)[None, None], torch.tensor(w)[None, None], stride=stride, padding=padding)
    np.testing.assert_allclose(correlate(x, w, stride=stride, padding=padding), expected[0, 0], atol=1e-12)


@pytest.mark.parametrize(
    ("layers", "kernel", "stride", "dilation"), [(1, 3, 1, 1), (3, 3, 1, 1), (3, 3, 2, 1), (2, 4, 3, 1), (3, 3, 1, 4)]
)
def test_the_pull_is_the_gradient_that_autograd_finds(layers, kernel, stride, dilation):
    settings = {"layers": layers, "kernel": kernel, "stride": stride, "dilation": dilation}
    x = torch.zeros(1, 1, 600, dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range(layers):
        y = F.conv1d(y, torch.full((1, 1, kernel), 1 / kernel, dtype=torch.float64), stride=stride, dilation=dilation)
    y[0, 0, y.shape[2] // 2].backward()
    felt = x.grad[0, 0].numpy()
    inside = np.flatnonzero(felt)
    assert inside[-1] - inside[0] + 1 == fields(**settings)[-1]
    np.testing.assert_allclose(felt[inside[0] : inside[-1] + 1], influence(**settings), atol=1e-15)


def test_deep_fields_pull_mostly_in_their_middle():
    shallow, deep = (half_of(influence(layers=n, kernel=3, stride=1, dilation=1)) for n in (1, 6))
    assert deep < 0.45 < shallow


def test_the_words_tell_the_size_and_what_is_never_seen():
    explorer = explore.convolution()
    explorer.controls["stride"].value = 4
    assert "⌊(28 + 2·1 − 3)/4⌋ + 1 = 7" in explorer.finding.detail
    assert "3 rows at the edge of the frame never seen" in explorer.finding.detail
    explorer.controls["stride"].value = 1
    assert explorer.finding.verdict == "the size is kept"


def test_the_words_tell_the_field():
    explorer = explore.receptive_field()
    for name, value in {"layers": 4, "stride": 2}.items():
        explorer.controls[name].value = value
    assert "= 31 pixels" in explorer.finding.detail
    assert explorer.finding.verdict == "sees all of a small image"
    explorer.controls["dilation"].value = 3
    assert explorer.finding.verdict == "a field with holes"
