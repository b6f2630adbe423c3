"""The fast recipe for CIFAR-10, part by part and as a whole, on made-up images of CIFAR's shape."""

import numpy as np
import pytest
import torch
from descent.data import Images
from descent.speed import cifar
from reference.cnn import TorchAdam
from torch.nn import functional as F  # noqa: N812


@pytest.fixture(autouse=True)
def _one_thread():
    torch.set_num_threads(1)
    torch.manual_seed(0)


def coloured(train=192, test=60):
    """Ten classes of noisy images, each with a colour and a bright quarter of its own."""
    rng = np.random.default_rng(0)

    def draw(n):
        y = np.arange(n) % 10
        X = rng.integers(0, 60, (n, 3, 32, 32))
        for image, label in zip(X, y, strict=True):
            image[label % 3] += 60
            row, column = 16 * (label // 3 % 2), 16 * (label // 6)
            image[:, row : row + 16, :] += 40
            image[label % 2, :, column : column + 16] += 30
        return X.astype(np.uint8), y

    return Images(*draw(train), *draw(test))


def test_whitened_patches_are_uncorrelated_with_variance_one():
    images = torch.randn(40, 3, 12, 12).cumsum(dim=3)
    images = (images - images.mean()) / images.std()
    kernels = cifar.whitening(images, eps=0.0)
    answers = F.conv2d(images, kernels).transpose(0, 1).flatten(1)
    torch.testing.assert_close(answers @ answers.T / answers.shape[1], torch.eye(12), atol=1e-3, rtol=0)


def test_a_dirac_convolution_hands_its_inputs_on():
    x = torch.randn(2, 5, 6, 6)
    torch.testing.assert_close(cifar.convolution(5, 9)(x)[:, :5], x)


def test_each_image_is_mirrored_every_other_epoch():
    images, coin = torch.randn(8, 3, 4, 4), torch.tensor([0, 1] * 4)
    for epoch in range(4):
        turned = cifar.mirrored(images, epoch, coin)
        for k in range(8):
            expected = images[k].flip(2) if (int(coin[k]) + epoch) % 2 == 0 else images[k]
            assert torch.equal(turned[k], expected)


def test_images_are_shifted_by_two_pixels_at_most():
    images = torch.zeros(200, 1, 9, 9)
    images[:, :, 4, 4] = 1
    moved = cifar.shifted(images)
    places = moved.flatten(1).argmax(dim=1)
    assert moved.shape == images.shape
    assert set((places // 9).tolist()) == set((places % 9).tolist()) == {2, 3, 4, 5, 6}


def test_averaged_scores_do_not_see_the_difference_between_an_image_and_its_mirror_image():
    images = torch.randn(6, 3, 32, 32)
    model = cifar.CifarNet(images, widths=(8, 8, 8)).eval()
    whole = [cifar.averaged_scores(lambda x: model(x).detach(), each)[:, 0] for each in (images, images.flip(3))]
    # The shifted views move along one diagonal only, so they agree up to what two pixels of border make.
    assert torch.corrcoef(torch.stack(whole))[0, 1] > 0.9


def test_the_rate_rises_and_falls():
    rates = [cifar.triangle(step, 100) for step in range(101)]
    assert rates[0] == pytest.approx(0.2)
    assert np.argmax(rates) == 23
    assert max(rates) == pytest.approx(1.0)
    assert rates[-1] == pytest.approx(0.07)


def test_biases_learn_faster_and_the_whitening_never():
    model = cifar.CifarNet(torch.randn(10, 3, 32, 32), widths=(8, 8, 8))
    biases, others = cifar.nesterov(model, 1024).param_groups
    assert biases["lr"] == pytest.approx(64 * others["lr"])
    assert biases["lr"] * biases["weight_decay"] == pytest.approx(others["lr"] * others["weight_decay"])
    assert len(biases["params"]) == 6
    held = {id(p) for group in (biases, others) for p in group["params"]}
    assert id(model.whiten.weight) not in held


@pytest.mark.parametrize("optimizer", [None, lambda params: TorchAdam(params, lr=5e-3)], ids=["sgd", "TorchAdam"])
def test_both_optimisers_learn_made_up_images(optimizer):
    result = cifar.train(coloured(), device="cpu", optimizer=optimizer, epochs=6, batch_size=32, widths=(16, 24, 24))
    assert result.accuracy > 0.4  # guessing gets 0.1
    assert result.loss < 2.2
    assert result.images_a_second > 0
    assert result.seconds > 0
