"""Unit 11: networks that are wrong in structure, though some of them train."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from autograder.exercise import Mistake


def layers(channels, n_classes, *, bend=nn.ReLU, size=4):
    """The parts of a right network."""
    return [
        nn.Conv2d(channels, 4, 3, padding=1),
        bend(),
        nn.Conv2d(4, 6, 3, padding=1),
        bend(),
        nn.AdaptiveMaxPool2d(size),
        nn.Flatten(),
        nn.Linear(6 * size * size, n_classes),
    ]


class WithSoftmax(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.net = nn.Sequential(*layers(in_channels, n_classes))

    def forward(self, x):
        return self.net(x).softmax(dim=1)


class WithLogSoftmax(WithSoftmax):
    def forward(self, x):
        return self.net(x).log_softmax(dim=1)


class InAList(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.layers = layers(in_channels, n_classes)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class HalfInAList(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        *self.layers, self.last = layers(in_channels, n_classes)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.last(x)


class HardCoded(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(in_channels, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.last = nn.Linear(4 * 14 * 14, n_classes)

    def forward(self, x):
        return self.last(self.conv(x).flatten(1))


class Straight(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.net = nn.Sequential(*layers(in_channels, n_classes, bend=nn.Identity))

    def forward(self, x):
        return self.net(x)


class BentScores(WithSoftmax):
    def forward(self, x):
        return self.net(x).relu()


class SquashedScores(WithSoftmax):
    def forward(self, x):
        return self.net(x).sigmoid()


class HalvedTooOften(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.net = nn.Sequential(*layers(in_channels, n_classes, size=1))

    def forward(self, x):
        return self.net(nn.functional.max_pool2d(x, 8))


class OneChannel(nn.Module):
    def __init__(self, n_classes, in_channels=1):  # noqa: ARG002
        super().__init__()
        self.net = nn.Sequential(*layers(1, n_classes))

    def forward(self, x):
        return self.net(x)


class TenClasses(nn.Module):
    def __init__(self, n_classes, in_channels=1):  # noqa: ARG002
        super().__init__()
        self.net = nn.Sequential(*layers(in_channels, 10))

    def forward(self, x):
        return self.net(x)


class AlwaysDropping(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.net = nn.Sequential(*layers(in_channels, n_classes))

    def forward(self, x):
        return self.net[-1](nn.functional.dropout(self.net[:-1](x), 0.5))


class Unlearned(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.features = nn.Sequential(*layers(in_channels, n_classes)[:-1])
        self.last = layers(in_channels, n_classes)[-1]

    def forward(self, x):
        with torch.no_grad():
            x = self.features(x)
        return self.last(x)


def no_softmax(expected, got, *args, **kwargs):  # noqa: ARG001
    """All is well but for the sums of rows, or of columns, which makes images depend on each other."""
    wrong = {name for each in got if isinstance(each, dict) for name, value in each.items() if value is not True}
    alone = {"raw scores", "each image on its own in evaluation"}
    return len(got) == len(expected) and {"raw scores"} <= wrong <= alone


def bent_scores(expected, got, *args, **kwargs):  # noqa: ARG001
    """All is well, but some score cannot be pushed far."""
    wrong = {name for each in got if isinstance(each, dict) for name, value in each.items() if value is not True}
    return len(got) == len(expected) and wrong == {"scores of any size and sign"}


def one_size(expected, got, *args, **kwargs):  # noqa: ARG001
    """It broke off at a size, all was well before, and it takes one size only, up to what rounding forgives."""
    sizes = np.array(got[-1]["sizes it takes"])
    flags = [each for each in got[:-1] if isinstance(each, dict)]
    near = len(sizes) > 0 and np.ptp(sizes, axis=0).max() <= 3
    return bool(near and all(value is True for each in flags for value in each.values()))


def some_sizes(expected, got, *args, **kwargs):  # noqa: ARG001
    """It broke off at a size, all was well before, and it takes several others."""
    sizes = np.array(got[-1]["sizes it takes"])
    flags = [each for each in got[:-1] if isinstance(each, dict)]
    far = len(sizes) > 1 and np.ptp(sizes, axis=0).max() > 3
    return bool(far and all(value is True for each in flags for value in each.values()))


def lost_parameters(expected, got, *args, **kwargs):  # noqa: ARG001
    flags = [each for each in got if isinstance(each, dict)]
    return bool(flags) and not any(each["layers are registered"] for each in flags)


SMALL_CNN = [
    Mistake(
        "softmax inside",
        "Your network ends in a softmax (or its logarithm). Return the raw scores: `cross_entropy` applies "
        "the softmax "
        "itself, and twice is once too often.",
        WithSoftmax,
        symptom=no_softmax,
        also=[WithLogSoftmax],
    ),
    Mistake(
        "layers in a plain list",
        "Some layers are in a plain Python list, where PyTorch does not see them: `parameters()` lacks them, "
        "so they never "
        "learn, move or get saved. Use `nn.Sequential` or `nn.ModuleList`.",
        InAList,
        symptom=lost_parameters,
        also=[HalfInAList],
    ),
    Mistake(
        "no activation",
        "Between your layers nothing bends, so together they are hardly more than one linear layer. Put an "
        "activation, "
        "for instance `nn.ReLU()`, behind each convolution.",
        Straight,
    ),
    Mistake(
        "last scores bent",
        "Something bends your scores at the end: a relu, a sigmoid or the like behind the last linear layer. Return "
        "its output as it is, of any size and sign.",
        BentScores,
        symptom=bent_scores,
        also=[SquashedScores],
    ),
    Mistake(
        "in_channels ignored",
        "Your first convolution ignores `in_channels`: it takes images of one channel only.",
        OneChannel,
    ),
    Mistake("n_classes ignored", "Your network ignores `n_classes`: it always returns ten scores.", TenClasses),
    Mistake(
        "flatten size hard-coded",
        "Your network takes images of one size only, because the linear layer's input counts their pixels. "
        "Bring the maps to "
        "a fixed size first, for instance with `nn.AdaptiveMaxPool2d(4)` or `nn.AdaptiveAvgPool2d(4)`.",
        HardCoded,
        symptom=one_size,
    ),
    Mistake(
        "some sizes only",
        "Your network does not take images of all sizes. From 4 by 4 up, square or not, none may be too small for its "
        "pooling: pool less, or bring the maps to a fixed size, for instance with `nn.AdaptiveMaxPool2d(4)`.",
        HalvedTooOften,
        symptom=some_sizes,
    ),
    Mistake(
        "dropout in evaluation",
        "In evaluation mode the scores change from call to call. Use `nn.Dropout`, or pass `training=self.training`.",
        AlwaysDropping,
    ),
    Mistake(
        "some layers cannot learn",
        "Some parameters get no gradient: `no_grad`, `.detach()` or `.data` cuts them off.",
        Unlearned,
    ),
]
