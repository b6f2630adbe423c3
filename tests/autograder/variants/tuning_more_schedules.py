"""Unit 09 in further styles, and further codings of its mistakes."""
# ruff: noqa: ARG001

from __future__ import annotations

import itertools
import math

import numpy as np


def decay_accumulated(lr0, epoch, *, gamma):
    return list(itertools.accumulate([lr0] + [gamma] * epoch, lambda a, b: a * b))[-1]


def decay_with_questions(lr0: float, epoch: int, *, gamma: float) -> float:
    if epoch < 0:
        raise ValueError("epoch")
    if not 0 < gamma <= 1:
        raise ValueError("gamma")
    return float(lr0) * float(gamma) ** int(epoch)


def exponent_of_loss(lr0, epoch, *, gamma):
    return lr0 * math.exp(-(1 - gamma) * epoch)


def over_epoch(lr0, epoch, *, gamma):
    return lr0 / max(epoch, 1)


def over_epoch_with_loss(lr0, epoch, *, gamma):
    return lr0 / (1 + (1 - gamma) * epoch)


def loss_for_factor(lr0, epoch, *, gamma):
    return lr0 * (1 - gamma) ** epoch


_state = {}


def remembers(lr0, epoch, *, gamma):
    _state["lr"] = _state.get("lr", lr0) * gamma
    return _state["lr"]


def stairs_subtracted(lr0, epoch, *, gamma, step_size):
    e = epoch
    while e >= step_size:
        lr0, e = (lr0 * gamma, e - step_size)
    return lr0


def stairs_counted(lr0, epoch, *, gamma, step_size):
    return lr0 * gamma ** sum(1 for t in range(1, epoch + 1) if not t % step_size)


def loop_from_zero(lr0, epoch, *, gamma, step_size):
    for t in range(epoch + 1):
        if t % step_size == 0:
            lr0 *= gamma
    return lr0


def slope_of_e(lr0, epoch, *, gamma, step_size):
    return lr0 * np.exp(-gamma * epoch / step_size)


def only_at_jumps(lr0, epoch, *, gamma, step_size):
    return lr0 * gamma if epoch % step_size == 0 else lr0


def strictly_greater(lr0, epoch, *, gamma, step_size):
    k = 0
    while epoch > step_size:
        epoch -= step_size
        k += 1
    return lr0 * gamma**k


def subtracts(lr0, epoch, *, gamma, step_size):
    return lr0 - gamma * (epoch // step_size)


def held(lr0, epoch, *, T_max, eta_min=0.0):
    t = min(epoch, T_max)
    return eta_min + 0.5 * (lr0 - eta_min) * (1 + math.cos(math.pi * t / T_max))


def cosine_by_sine(lr0, epoch, *, T_max, eta_min=0.0):
    return eta_min if epoch >= T_max else eta_min + (lr0 - eta_min) * (1 - math.sin(math.pi * epoch / 2 / T_max) ** 2)


def cosine_by_recurrence(lr0, epoch, *, T_max, eta_min=0.0):
    lr = lr0
    for t in range(1, min(epoch, T_max) + 1):
        lr = (1 + math.cos(math.pi * t / T_max)) / (1 + math.cos(math.pi * (t - 1) / T_max)) * (lr - eta_min) + eta_min
    return lr


def cosine_by_where(lr0, epoch, *, T_max, eta_min=0.0):
    return np.where(epoch < T_max, eta_min + 0.5 * (lr0 - eta_min) * (1 + np.cos(np.pi * epoch / T_max)), eta_min)


def bare(lr0, epoch, *, T_max, eta_min=0.0):
    t = min(epoch, T_max)
    return eta_min + (lr0 - eta_min) * math.cos(math.pi * t / T_max)


def whole_period_for_ever(lr0, epoch, *, T_max, eta_min=0.0):
    return eta_min + 0.5 * (lr0 - eta_min) * (1 + math.cos(2 * math.pi * epoch / T_max))


def whole_period_held(lr0, epoch, *, T_max, eta_min=0.0):
    epoch = min(epoch, T_max)
    return eta_min + 0.5 * (lr0 - eta_min) * (1 + math.cos(2 * math.pi * epoch / T_max))


def floor_in_scale(lr0, epoch, *, T_max, eta_min=0.0):
    return 0.5 * (lr0 - eta_min) * (1 + math.cos(math.pi * min(epoch, T_max) / T_max))


def share_clipped(lr0, epoch, *, T_max, eta_min=0.0):
    return eta_min + 0.5 * (lr0 - eta_min) * (1 + math.cos(math.pi * min(epoch / (T_max - 1), 1)))


def one_less_for_ever(lr0, epoch, *, T_max, eta_min=0.0):
    return eta_min + 0.5 * (lr0 - eta_min) * (1 + math.cos(math.pi * epoch / (T_max - 1)))


def upside_down(lr0, epoch, *, T_max, eta_min=0.0):
    return eta_min if epoch >= T_max else eta_min + 0.5 * (lr0 - eta_min) * (1 - math.cos(math.pi * epoch / T_max))


def floor_twice(lr0, epoch, *, T_max, eta_min=0.0):
    return eta_min if epoch >= T_max else eta_min + 0.5 * (lr0 + eta_min) * (1 + math.cos(math.pi * epoch / T_max))


def starts_late(lr0, epoch, *, T_max, eta_min=0.0):
    return eta_min + 0.5 * (lr0 - eta_min) * (1 + math.cos(math.pi * min(epoch + 1, T_max) / T_max))


def half_period(lr0, t, T):
    return 0.5 * lr0 * (1 + math.cos(math.pi * t / T))


def both_by_where(lr0, epoch, *, warmup, T_max):
    progress = np.clip((epoch - warmup) / (T_max - warmup), 0, 1)
    return np.where(epoch < warmup, lr0 * (epoch + 1) / np.maximum(warmup, 1), lr0 / 2 * (1 + np.cos(np.pi * progress)))


def both_by_match(lr0, epoch, *, warmup, T_max):
    from numpy import cos, pi

    match epoch:
        case e if e < warmup:
            return lr0 / warmup * (e + 1)
        case e if e >= T_max:
            return 0.0
        case e:
            return lr0 * (1 + cos((e - warmup) / (T_max - warmup) * pi)) / 2


def ramp_by_linspace(lr0, epoch, *, warmup, T_max):
    if epoch >= T_max:
        return 0.0
    return np.linspace(0, lr0, warmup)[epoch] if epoch < warmup else half_period(lr0, epoch - warmup, T_max - warmup)


def ramp_from_zero_for_ever(lr0, epoch, *, warmup, T_max):
    return lr0 * epoch / warmup if epoch < warmup else half_period(lr0, epoch - warmup, T_max - warmup)


def short_phase(lr0, epoch, *, warmup, T_max):
    if epoch >= T_max:
        return 0.0
    return lr0 * (epoch + 1) / warmup if epoch < warmup else half_period(lr0, epoch, T_max - warmup)


def counts_from_one(lr0, epoch, *, warmup, T_max):
    if epoch >= T_max:
        return 0.0
    return lr0 * (epoch + 1) / warmup if epoch < warmup else half_period(lr0, epoch - warmup + 1, T_max - warmup)


def one_less_to_go(lr0, epoch, *, warmup, T_max):
    if epoch >= T_max:
        return 0.0
    return lr0 * (epoch + 1) / warmup if epoch < warmup else half_period(lr0, epoch - warmup, T_max - warmup - 1)


def one_too_long(lr0, epoch, *, warmup, T_max):
    if epoch >= T_max:
        return 0.0
    return (
        lr0 * (epoch + 1) / warmup if epoch <= warmup and warmup else half_period(lr0, epoch - warmup, T_max - warmup)
    )


def constant_ramp(lr0, epoch, *, warmup, T_max):
    if epoch >= T_max:
        return 0.0
    return lr0 / warmup if epoch < warmup else half_period(lr0, epoch - warmup, T_max - warmup)


def doubled(lr0, epoch, *, warmup, T_max):
    if epoch >= T_max:
        return 0.0
    return lr0 * (epoch + 1) / warmup if epoch < warmup else 2 * half_period(lr0, epoch - warmup, T_max - warmup)


CORRECT = {
    "exponential_decay": [decay_accumulated, decay_with_questions],
    "step_decay": [stairs_subtracted, stairs_counted],
    "cosine_annealing": [cosine_by_sine, cosine_by_recurrence, cosine_by_where],
    "warmup_cosine": [both_by_where, both_by_match],
}

WRONG = {
    "exponential_decay": {"1/t": [over_epoch, over_epoch_with_loss], "e^(−γt)": [exponent_of_loss]},
    "step_decay": {"t + 1": [loop_from_zero], "t − 1": [strictly_greater], "e^(−γt)": [slope_of_e]},
    "cosine_annealing": {
        "no 1 +": [bare],
        "2π": [whole_period_for_ever, whole_period_held],
        "eta_min dropped": [floor_in_scale],
        "T_max − 1": [share_clipped, one_less_for_ever],
    },
    "warmup_cosine": {
        "starts at zero": [ramp_by_linspace, ramp_from_zero_for_ever],
        "cosine phase from 0": [short_phase],
        "one epoch ahead": [counts_from_one, one_less_to_go],
    },
}

UNLISTED = {
    "exponential_decay": [loss_for_factor, remembers],
    "step_decay": [only_at_jumps, subtracts],
    "cosine_annealing": [upside_down, floor_twice, starts_late],
    "warmup_cosine": [one_too_long, constant_ramp, doubled],
}
