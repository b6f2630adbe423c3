"""Unit 09 as learners write it: schedules."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np

# exponential_decay


def decay_in_a_loop(lr0, epoch, *, gamma):
    for _ in range(epoch):
        lr0 = lr0 * gamma
    return lr0


def decay_by_numpy(lr0, epoch, *, gamma):
    return np.float64(lr0) * np.power(gamma, epoch, dtype=np.float64)


def decay_by_logarithm(lr0, epoch, *, gamma):
    return lr0 * math.exp(epoch * math.log(gamma))


def decay_by_itself(lr0, epoch, *, gamma):
    return lr0 if epoch == 0 else gamma * decay_by_itself(lr0, epoch - 1, gamma=gamma)


def decay_in_an_array(lr0, epoch, *, gamma):
    return np.asarray(lr0 * gamma ** float(epoch))


def one_loop_too_many(lr0, epoch, *, gamma):
    for _ in range(epoch + 1):
        lr0 *= gamma
    return lr0


def by_numpy_exp(lr0, epoch, *, gamma):
    return lr0 * np.exp(-gamma * epoch)


def over_time(lr0, epoch, *, gamma):
    return lr0 * 1 / (1 + epoch * gamma)


def one_minus_gamma(lr0, epoch, *, gamma):
    return lr0 * (1 - gamma) ** epoch


def one_loop_too_few(lr0, epoch, *, gamma):
    return lr0 * gamma ** max(epoch - 1, 0)


def decay_in_single_precision(lr0, epoch, *, gamma):
    return np.float32(lr0 * gamma**epoch)


# step_decay


def stairs_in_a_loop(lr0, epoch, *, gamma, step_size):
    for t in range(1, epoch + 1):
        if t % step_size == 0:
            lr0 = lr0 * gamma
    return lr0


def stairs_by_floor(lr0, epoch, *, gamma, step_size):
    return lr0 * gamma ** math.floor(epoch / step_size)


def stairs_by_numpy(lr0, epoch, *, gamma, step_size):
    return lr0 * np.power(float(gamma), np.floor_divide(epoch, step_size))


def stairs_by_int(lr0, epoch, *, gamma, step_size):
    return lr0 * gamma ** int(epoch / step_size)


def stairs_by_divmod(lr0, epoch, *, gamma, step_size):
    jumps, _ = divmod(epoch, step_size)
    return lr0 * math.prod([gamma] * jumps)


def smooth_exponent(lr0, epoch, *, gamma, step_size):
    exponent = epoch / step_size
    return lr0 * np.power(gamma, exponent)


def loop_counts_from_one(lr0, epoch, *, gamma, step_size):
    for t in range(epoch + 1):
        if (t + 1) % step_size == 0:
            lr0 = lr0 * gamma
    return lr0


def stairs_every_epoch(lr0, epoch, *, gamma, step_size):
    for _ in range(epoch):
        lr0 = lr0 * gamma
    return lr0


def one_jump_only(lr0, epoch, *, gamma, step_size):
    return lr0 * gamma if epoch >= step_size else lr0


def jumps_add_up(lr0, epoch, *, gamma, step_size):
    return lr0 * max(0.0, 1 - (1 - gamma) * (epoch // step_size))


# cosine_annealing


def cosine_by_numpy(lr0, epoch, *, T_max, eta_min=0.0):
    share = np.minimum(epoch / T_max, 1.0)
    return eta_min + (lr0 - eta_min) * (1 + np.cos(np.pi * share)) / 2


def cosine_by_half_angle(lr0, epoch, *, T_max, eta_min=0.0):
    return eta_min + (lr0 - eta_min) * math.cos(math.pi / 2 * min(epoch, T_max) / T_max) ** 2


def cosine_as_a_mixture(lr0, epoch, *, T_max, eta_min=0.0):
    weight = 0.5 * (1.0 + math.cos(math.pi * min(epoch, T_max) / T_max))
    return weight * lr0 + (1 - weight) * eta_min


def cosine_by_torch(lr0, epoch, *, T_max, eta_min=0.0):
    import torch

    share = torch.tensor(min(epoch, T_max) / T_max, dtype=torch.float64)
    return float(eta_min + 0.5 * (lr0 - eta_min) * (1 + torch.cos(torch.pi * share)))


def cosine_up_to_the_end(lr0, epoch, *, T_max, eta_min=0.0):
    if epoch > T_max:
        epoch = T_max
    return float(eta_min) + 0.5 * (lr0 - eta_min) * (1 + np.cos(epoch / T_max * np.pi))


def without_half(lr0, epoch, *, T_max, eta_min=0.0):
    t = min(epoch, T_max)
    return eta_min + (lr0 - eta_min) * (1 + np.cos(np.pi * t / T_max))


def whole_period(lr0, epoch, *, T_max, eta_min=0.0):
    if epoch >= T_max:
        return eta_min
    return eta_min + (lr0 - eta_min) / 2 * (1 + np.cos(2 * np.pi * epoch / T_max))


def floor_forgotten(lr0, epoch, *, T_max, eta_min=0.0):
    return lr0 / 2 * (1 + np.cos(np.pi * min(epoch / T_max, 1)))


def never_clamped(lr0, epoch, *, T_max, eta_min=0.0):
    return eta_min + (lr0 - eta_min) * np.cos(np.pi * epoch / T_max / 2) ** 2


def straight_line(lr0, epoch, *, T_max, eta_min=0.0):
    return eta_min + (lr0 - eta_min) * max(0.0, 1 - epoch / T_max)


def sine(lr0, epoch, *, T_max, eta_min=0.0):
    return eta_min + 0.5 * (lr0 - eta_min) * (1 + math.sin(math.pi * min(epoch / T_max, 1)))


def stays_at_the_start(lr0, epoch, *, T_max, eta_min=0.0):
    return lr0 if epoch > T_max else cosine_by_numpy(lr0, epoch, T_max=T_max, eta_min=eta_min)


# warmup_cosine


def up_and_down_by_numpy(lr0, epoch, *, warmup, T_max):
    if epoch < warmup:
        return lr0 * (epoch + 1) / warmup
    progress = np.clip((epoch - warmup) / (T_max - warmup), 0, 1)
    return 0.5 * lr0 * (1 + np.cos(np.pi * progress))


def up_and_down_in_three(lr0, epoch, *, warmup, T_max):
    if epoch >= T_max:
        return 0
    if epoch >= warmup:
        return lr0 * math.cos(math.pi / 2 * (epoch - warmup) / (T_max - warmup)) ** 2
    return (epoch + 1) * (lr0 / warmup)


def up_and_down_by_linspace(lr0, epoch, *, warmup, T_max):
    ramp = np.linspace(lr0 / warmup, lr0, warmup) if warmup else np.array([])
    down = lr0 * (1 + np.cos(np.linspace(0, np.pi, T_max - warmup + 1))) / 2
    rates = np.concatenate([ramp, down])
    return rates[min(epoch, T_max)]


def up_and_down_by_hand(lr0, epoch, *, warmup, T_max):
    rates = [lr0 * (t + 1) / warmup for t in range(warmup)]
    rates += [lr0 / 2 * (1 + math.cos(math.pi * t / (T_max - warmup))) for t in range(T_max - warmup)]
    return rates[epoch] if epoch < T_max else 0.0


def ramp_from_zero(lr0, epoch, *, warmup, T_max):
    if epoch < warmup:
        return lr0 * (epoch / warmup)
    return up_and_down_by_numpy(lr0, epoch, warmup=warmup, T_max=T_max)


def cosine_of_all_epochs(lr0, epoch, *, warmup, T_max):
    if epoch < warmup:
        return lr0 * (epoch + 1) / warmup
    return lr0 / 2 * (1 + np.cos(np.pi * min(epoch, T_max) / T_max))


def cosine_over_all(lr0, epoch, *, warmup, T_max):
    if epoch < warmup:
        return lr0 * (epoch + 1) / warmup
    return 0.5 * lr0 * (1 + np.cos(np.pi * (epoch - warmup) / T_max)) if epoch < T_max else 0.0


def climbs_after_the_end(lr0, epoch, *, warmup, T_max):
    if epoch < warmup:
        return lr0 / warmup * (epoch + 1)
    return lr0 * np.cos(np.pi / 2 * (epoch - warmup) / (T_max - warmup)) ** 2


def always_ramps(lr0, epoch, *, warmup, T_max):
    ramp = (epoch + 1) / warmup
    if epoch < warmup:
        return lr0 * ramp
    return up_and_down_by_numpy(lr0, epoch, warmup=warmup, T_max=T_max)


def never_warms_up(lr0, epoch, *, warmup, T_max):
    return up_and_down_by_numpy(lr0, max(epoch, warmup), warmup=warmup, T_max=T_max)


def linear_after_warmup(lr0, epoch, *, warmup, T_max):
    if epoch < warmup:
        return lr0 * (epoch + 1) / warmup
    return lr0 * max(0.0, (T_max - epoch) / (T_max - warmup))


CORRECT = {
    "exponential_decay": [
        decay_in_a_loop, decay_by_numpy, decay_by_logarithm, decay_by_itself, decay_in_an_array,
    ],
    "step_decay": [stairs_in_a_loop, stairs_by_floor, stairs_by_numpy, stairs_by_int, stairs_by_divmod],
    "cosine_annealing": [
        cosine_by_numpy, cosine_by_half_angle, cosine_as_a_mixture, cosine_by_torch, cosine_up_to_the_end,
    ],
    "warmup_cosine": [up_and_down_by_numpy, up_and_down_in_three, up_and_down_by_linspace, up_and_down_by_hand],
}  # fmt: skip

WRONG = {
    "exponential_decay": {
        "t + 1": [one_loop_too_many],
        "e^(−γt)": [by_numpy_exp],
        "t − 1": [one_loop_too_few],
        "1/t": [over_time],
    },
    "step_decay": {
        "continuous t/s": [smooth_exponent],
        "t + 1": [loop_counts_from_one],
        "step_size ignored": [stairs_every_epoch],
    },
    "cosine_annealing": {
        "no ½": [without_half],
        "2π": [whole_period],
        "eta_min dropped": [floor_forgotten],
        "not clamped": [never_clamped],
    },
    "warmup_cosine": {
        "starts at zero": [ramp_from_zero],
        "cosine phase from 0": [cosine_of_all_epochs],
        "wrong denominator": [cosine_over_all],
        "not clamped": [climbs_after_the_end],
        "warmup = 0 forgotten": [always_ramps],
    },
}

UNLISTED = {
    "exponential_decay": [one_minus_gamma, decay_in_single_precision],
    "step_decay": [one_jump_only, jumps_add_up],
    "cosine_annealing": [straight_line, sine, stays_at_the_start],
    "warmup_cosine": [never_warms_up, linear_after_warmup],
}
