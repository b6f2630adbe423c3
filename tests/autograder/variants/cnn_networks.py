"""Unit 11 as learners write it: networks, and trained models made from the truth."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812

from autograder.project import classify as truth

# SmallCNN, right


class LeNetLike(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 6, 3, padding=1)
        self.conv2 = nn.Conv2d(6, 16, 3, padding=1)
        self.pool = nn.AdaptiveAvgPool2d((3, 3))
        self.fc1 = nn.Linear(16 * 9, 20)
        self.fc2 = nn.Linear(20, n_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = self.pool(torch.tanh(self.conv2(x)))
        x = torch.flatten(x, 1)
        return self.fc2(F.relu(self.fc1(x)))


class GlobalPooling(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(in_channels, 8, 3, padding="same", bias=False), nn.BatchNorm2d(8), nn.GELU(),
            nn.Conv2d(8, n_classes, 1),
        )  # fmt: skip

    def forward(self, x):
        return self.net(x).mean(dim=(2, 3))


class WithDropout(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(in_channels, 8, 3, 1, 1), nn.Conv2d(8, 8, 3, 1, 1)])
        self.norms = nn.ModuleList([nn.GroupNorm(2, 8), nn.GroupNorm(2, 8)])
        self.drop = nn.Dropout(0.3)
        self.out = nn.LazyLinear(n_classes)

    def forward(self, x):
        for layer, norm in zip(self.layers, self.norms, strict=True):
            x = F.leaky_relu(norm(layer(x)))
        x = torch.cat([x.amax(dim=(2, 3)), x.mean(dim=(2, 3))], dim=1)
        return self.out(self.drop(x))


class ByHand(nn.Module):
    """Its own convolution, on bare parameters, with `clamp` for an activation."""

    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(6, in_channels, 3, 3) * 0.3)
        self.bias = nn.Parameter(torch.zeros(6))
        self.last = nn.Linear(6, n_classes)

    def forward(self, x):
        patches = F.unfold(x, 3, padding=1)
        maps = (self.weight.flatten(1) @ patches) + self.bias[:, None]
        return self.last(maps.clamp(min=0).mean(dim=2))


class Residual(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.stem = nn.Conv2d(in_channels, 8, 3, padding=1)
        self.block = nn.Sequential(nn.BatchNorm2d(8), nn.SiLU(), nn.Conv2d(8, 8, 3, padding=1))
        self.head = nn.Sequential(nn.ReLU(), nn.AdaptiveMaxPool2d(2), nn.Flatten(), nn.Linear(32, n_classes))

    def forward(self, x):
        x = self.stem(x)
        return self.head(x + self.block(x))


class HeWeights(LeNetLike):
    def __init__(self, n_classes, in_channels=1):
        super().__init__(n_classes, in_channels)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight)
                nn.init.zeros_(module.bias)


def built_by_a_function(n_classes, in_channels=1):
    return nn.Sequential(
        nn.Conv2d(in_channels, 4, 3, padding=1),
        nn.ELU(),
        nn.AdaptiveMaxPool2d(4),
        nn.Flatten(),
        nn.Linear(64, n_classes),
    )


# SmallCNN, wrong


class SoftmaxLayer(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.net = nn.Sequential(built_by_a_function(n_classes, in_channels), nn.Softmax(dim=1))

    def forward(self, x):
        return self.net(x)


class DictOfLayers(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.parts = {
            "conv": nn.Conv2d(in_channels, 4, 3, padding=1),
            "out": nn.Linear(16, n_classes),
        }

    def forward(self, x):
        x = F.adaptive_max_pool2d(F.relu(self.parts["conv"](x)), 2)
        return self.parts["out"](x.flatten(1))


class LinearThroughout(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.out = nn.Linear(16, n_classes)

    def forward(self, x):
        return self.out(F.adaptive_avg_pool2d(self.norm(self.conv(x)), 2).flatten(1))


class MnistTutorial(nn.Module):
    """As in many tutorials: for 28 by 28 only."""

    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 4, 3, 1, 1)
        self.fc1 = nn.Linear(4 * 7 * 7, n_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 4)
        return self.fc1(torch.flatten(x, 1))


class NoConvolution(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.net = nn.Sequential(
            nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(16 * in_channels, 20), nn.ReLU(), nn.Linear(20, n_classes)
        )

    def forward(self, x):
        return self.net(x)


class Constant(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, n_classes, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv(x * 0)).mean(dim=(2, 3))


class LoudStart(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.net = built_by_a_function(n_classes, in_channels)
        with torch.no_grad():
            self.net[0].weight.mul_(100)
            self.net[-1].weight.mul_(100)

    def forward(self, x):
        return self.net(x)


class BatchAtTestTime(nn.Module):
    """Batch normalisation that never uses its running statistics."""

    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4, track_running_stats=False)
        self.out = nn.Linear(4, n_classes)

    def forward(self, x):
        return self.out(F.relu(self.norm(self.conv(x))).amax(dim=(2, 3)))


# classify: from the truth, as a trained model would


def as_tensor(images):
    return torch.from_numpy(np.asarray(truth(images)))


def as_float64(images):
    return 0.7 * np.asarray(truth(images), dtype=np.float64) - 3


def as_log_probabilities(images):
    scores = torch.tensor(np.asarray(truth(images)))
    return scores.log_softmax(dim=1)


def one_in_ten_wrong(images):
    scores = np.array(truth(images)) / 2
    wrong = np.array([int(image.astype(int).sum()) % 10 == 3 for image in images])
    scores[wrong] = np.roll(scores[wrong], 1, axis=1)
    return torch.tensor(scores, requires_grad=True)


def in_chunks(images):
    return np.concatenate([np.asarray(truth(images[k : k + 50])) for k in range(0, len(images), 50)])


def softmaxed(images):
    return torch.tensor(np.asarray(truth(images))).softmax(dim=1)


def one_hot(images):
    return np.asarray(truth(images)) / 8 + 0.05 * np.cos(np.arange(10))


def overfitted(images):
    scores = as_float64(images)
    wrong = np.array([int(image.astype(int).sum()) % 8 == 3 for image in images])
    scores[wrong] = np.roll(scores[wrong], 1, axis=1)
    return 2 * scores


def labelled(images):
    return torch.tensor(np.asarray(truth(images))).argmax(dim=1)


def half_wrong(images):
    scores = np.array(truth(images))
    wrong = np.array([int(image.astype(int).sum()) % 2 == 1 for image in images])
    scores[wrong] = np.roll(scores[wrong], 1, axis=1)
    return scores


def always_the_same(images):
    return np.tile(np.arange(10.0), (len(images), 1))


def by_the_batch(images):
    scores = np.asarray(truth(images), dtype=float) + 0.1
    return scores - scores.mean(axis=0)


def transposed(images):
    return np.asarray(truth(images)).T


def with_infinities(images):
    scores = np.array(truth(images))
    scores[0, 0] = np.inf
    return scores


def in_lists(images):
    return as_float64(images).tolist()


def squeezed(images):
    return one_in_ten_wrong(images).detach().squeeze()


def nine_classes(images):
    return np.asarray(truth(images))[:, :9]


CORRECT = {
    "SmallCNN": [LeNetLike, GlobalPooling, WithDropout, ByHand, Residual, HeWeights],
    "classify": [as_tensor, as_float64, as_log_probabilities, one_in_ten_wrong, in_chunks],
}

WRONG = {
    "SmallCNN": {
        "softmax inside": [SoftmaxLayer],
        "layers in a plain list": [DictOfLayers],
        "no activation": [LinearThroughout],
        "flatten size hard-coded": [MnistTutorial],
    },
    "classify": {
        "classes returned": [labelled],
        "no better than guessing": [always_the_same],
        "softmax inside": [softmaxed],
        "not there yet": [half_wrong],
        "training mode": [by_the_batch],
        "scores too flat": [one_hot],
        "too sure when wrong": [overfitted],
    },
}

UNLISTED = {
    "SmallCNN": [NoConvolution, Constant, LoudStart, BatchAtTestTime],
    "classify": [transposed, with_infinities, nine_classes, in_lists, squeezed],
}
