"""Unit 11 in further styles, and further codings of its mistakes: networks."""
# ruff: noqa: ARG002, B905, N812

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional as F


class FullyConvolutional(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Conv2d(in_channels if i == 0 else 8, 8, 3, padding=1) for i in range(3)])
        self.n = nn.ModuleList([nn.GroupNorm(2, 8) for _ in range(3)])
        self.head = nn.Conv2d(8, n_classes, 1)

    def forward(self, x):
        for c, n in zip(self.blocks, self.n):
            x = F.leaky_relu(n(c(x)))
        return self.head(x).amax((2, 3))


class Lazy(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.f = nn.Sequential(nn.LazyConv2d(8, 3, padding=1), nn.SiLU(), nn.AdaptiveMaxPool2d(2), nn.Flatten())
        self.o = nn.LazyLinear(n_classes)
        self.o(self.f(torch.zeros(1, in_channels, 8, 8)))

    def forward(self, x):
        return self.o(self.f(x))


class Unfolded(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.w = nn.Parameter(torch.randn(8, in_channels, 3, 3) * 0.2)
        self.b = nn.Parameter(torch.zeros(8))
        self.W = nn.Parameter(torch.randn(n_classes, 8 * 9) * 0.05)
        self.c = nn.Parameter(torch.zeros(n_classes))

    def forward(self, x):
        p = F.unfold(x, 3, padding=1)
        o = (self.w.flatten(1) @ p + self.b[:, None]).view(x.shape[0], 8, *x.shape[2:])
        o = F.adaptive_max_pool2d(torch.clamp(o, min=0), 3)
        return o.flatten(1) @ self.W.T + self.c


class Smooth(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.a = nn.Conv2d(in_channels, 8, 3, padding=1)
        self.b = nn.Conv2d(8, 8, 3, padding=1)
        self.o = nn.Linear(8, n_classes)

    def forward(self, x):
        h = torch.where(self.a(x) > 0, self.a(x), torch.zeros(()))
        h = h + self.b(h).relu()
        return self.o(torch.logsumexp(h.flatten(2), -1) - math.log(h[0, 0].numel()))


class Interpolated(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.c = nn.Conv2d(in_channels, 8, 3, padding=1)
        self.o = nn.Linear(8 * 16, n_classes)
        nn.init.zeros_(self.o.bias)

    def forward(self, x):
        return self.o(F.interpolate(F.softplus(self.c(x)), (4, 4), mode="bilinear").flatten(1))


class Base(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.f = nn.Sequential(
            nn.Conv2d(in_channels, 8, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(4), nn.Flatten()
        )
        self.o = nn.Linear(128, n_classes)

    def forward(self, x):
        return self.o(self.f(x))


class OverTheBatch(Base):
    def forward(self, x):
        return F.softmax(super().forward(x), dim=0)


class Sigmoid(Base):
    def forward(self, x):
        return torch.sigmoid(super().forward(x))


class InTraining(Base):
    def forward(self, x):
        o = super().forward(x)
        return o.softmax(1) if self.training else o


class HalvedThrice(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.c = nn.Conv2d(in_channels, 8, 3, padding=1)
        self.d = nn.Conv2d(8, 8, 3, padding=1)
        self.e = nn.Conv2d(8, 8, 3, padding=1)
        self.o = nn.Linear(8, n_classes)

    def forward(self, x):
        for c in (self.c, self.d, self.e):
            x = F.max_pool2d(F.relu(c(x)), 2)
        return self.o(x.amax((2, 3)))


class LeNet(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.c = nn.Conv2d(in_channels, 6, 5, padding=2)
        self.d = nn.Conv2d(6, 16, 5)
        self.f = nn.Linear(400, 84)
        self.o = nn.Linear(84, n_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.c(x)), 2)
        x = F.max_pool2d(F.relu(self.d(x)), 2)
        return self.o(F.relu(self.f(x.flatten(1))))


class LazyLinear(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.c = nn.Conv2d(in_channels, 8, 3, padding=1)
        self.o = nn.LazyLinear(n_classes)

    def forward(self, x):
        return self.o(F.max_pool2d(F.relu(self.c(x)), 2).flatten(1))


class SquareOnly(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.c = nn.Conv2d(in_channels, 8, 3, padding=1)
        self.o = nn.Linear(8, n_classes)

    def forward(self, x):
        x = x.view(x.shape[0], -1, x.shape[2], x.shape[2])
        return self.o(F.relu(self.c(x)).mean((2, 3)))


class BentInput(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        super().__init__()
        self.c = nn.Conv2d(in_channels, 8, 3, padding=1)
        self.o = nn.Linear(8 * 16, n_classes)

    def forward(self, x):
        return self.o(F.adaptive_max_pool2d(self.c(F.relu(x)), 4).flatten(1))


class NoInit(nn.Module):
    def __init__(self, n_classes, in_channels=1):
        self.c = nn.Conv2d(in_channels, 8, 3)

    def forward(self, x):
        return self.c(x)


class ChannelsRequired(Base):
    def __init__(self, n_classes, in_channels):
        super().__init__(n_classes, in_channels)


class Swapped(Base):
    def __init__(self, in_channels, n_classes=10):
        super().__init__(n_classes, in_channels)


class Classes(Base):
    def forward(self, x):
        return super().forward(x).argmax(1)


CORRECT = {"SmallCNN": [FullyConvolutional, Lazy, Unfolded, Smooth, Interpolated]}

WRONG = {
    "SmallCNN": {
        "softmax inside": [OverTheBatch, InTraining],
        "last scores bent": [Sigmoid],
        "flatten size hard-coded": [LeNet, LazyLinear],
        "some sizes only": [HalvedThrice, SquareOnly],
        "no activation": [BentInput],
    }
}

UNLISTED = {"SmallCNN": [NoInit, ChannelsRequired, Swapped, Classes]}
