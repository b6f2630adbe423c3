"""Unit 09's known mistakes in decays of the learning rate."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

from autograder.exercise import Mistake

# exponential_decay


def exponential_ahead(lr0, epoch, *, gamma):
    return lr0 * gamma ** (epoch + 1)


def natural(lr0, epoch, *, gamma):
    return lr0 * math.exp(-gamma * epoch)


def inverse_time(lr0, epoch, *, gamma):
    return lr0 / (1 + gamma * epoch)


def inverse_epoch(lr0, epoch, *, gamma):
    return lr0 / (1 + epoch)


def inverse_power(lr0, epoch, *, gamma):
    return lr0 * (1 + epoch) ** -gamma


def inverse_from_one(lr0, epoch, *, gamma):
    return lr0 / max(epoch, 1)


def inverse_of_the_loss(lr0, epoch, *, gamma):
    return lr0 / (1 + (1 - gamma) * epoch)


def inverse_scaled(lr0, epoch, *, gamma):
    return lr0 * gamma / (1 + epoch)


def natural_loss(lr0, epoch, *, gamma):
    return lr0 * math.exp(-(1 - gamma) * epoch)


def exponential_behind(lr0, epoch, *, gamma):
    return lr0 * gamma ** (epoch - 1)


def exponential_behind_but_first(lr0, epoch, *, gamma):
    return lr0 * gamma ** max(epoch - 1, 0)


def decayed_once(lr0, epoch, *, gamma):
    return lr0 * gamma


def linear(lr0, epoch, *, gamma):
    return lr0 * gamma * epoch


def linear_but_first(lr0, epoch, *, gamma):
    return lr0 * gamma * epoch if epoch else lr0


EXPONENTIAL_DECAY = [
    Mistake(
        "t + 1",
        "Your schedule is one epoch ahead. Epochs count from 0, and in epoch 0 the rate is still lr0: γ⁰ = 1.",
        exponential_ahead,
    ),
    Mistake(
        "t − 1",
        "Your schedule is one epoch behind. Epochs count from 0, and in epoch 1 the rate is lr0·γ.",
        exponential_behind,
        also=[exponential_behind_but_first],
    ),
    Mistake(
        "e^(−γt)",
        "You decay by a power of e. Here γ is the factor of each epoch, so the power is taken of γ itself: γᵗ.",
        natural,
        also=[natural_loss],
    ),
    Mistake(
        "1/t",
        "Your rate falls like 1/t. That is inverse-time decay, and it slows down more and more; an exponential decay "
        "multiplies by the same γ in every epoch.",
        inverse_time,
        also=[inverse_epoch, inverse_power, inverse_from_one, inverse_of_the_loss, inverse_scaled],
    ),
    Mistake(
        "one factor only",
        "You multiply by γ once, whatever the epoch. After t epochs it has been multiplied by γ t times: γᵗ.",
        decayed_once,
    ),
    Mistake(
        "γ·t", "You multiply γ by t. It is raised to the power t: `gamma**epoch`.", linear, also=[linear_but_first]
    ),
]

# step_decay


def smooth(lr0, epoch, *, gamma, step_size):
    return lr0 * gamma ** (epoch / step_size)


def stairs_ahead(lr0, epoch, *, gamma, step_size):
    return lr0 * gamma ** ((epoch + 1) // step_size)


def stairs_one_lower(lr0, epoch, *, gamma, step_size):
    return lr0 * gamma ** (epoch // step_size + 1)


def stairs_too_high(lr0, epoch, *, gamma, step_size):
    return lr0 * gamma ** math.ceil(epoch / step_size)


def stairs_late(lr0, epoch, *, gamma, step_size):
    return lr0 * gamma ** ((epoch - 1) // step_size)


def stairs_late_but_first(lr0, epoch, *, gamma, step_size):
    return lr0 * gamma ** (max(epoch - 1, 0) // step_size)


def rounded(lr0, epoch, *, gamma, step_size):
    return lr0 * gamma ** round(epoch / step_size)


def natural_stairs(lr0, epoch, *, gamma, step_size):
    return lr0 * math.exp(-gamma * (epoch // step_size))


def natural_slope(lr0, epoch, *, gamma, step_size):
    return lr0 * math.exp(-gamma * epoch / step_size)


def inverse_slope(lr0, epoch, *, gamma, step_size):
    return lr0 / (1 + gamma * epoch / step_size)


def inverse_stairs(lr0, epoch, *, gamma, step_size):
    return lr0 / (1 + gamma * (epoch // step_size))


def inverse_plain_stairs(lr0, epoch, *, gamma, step_size):
    return lr0 / (1 + epoch // step_size)


def every_epoch(lr0, epoch, *, gamma, step_size):
    return lr0 * gamma**epoch


def remainder(lr0, epoch, *, gamma, step_size):
    return lr0 * gamma ** (epoch % step_size)


STEP_DECAY = [
    Mistake(
        "continuous t/s",
        "Your rate falls in every epoch. It should stay for `step_size` epochs and then jump: divide whole numbers, "
        "`epoch // step_size`.",
        smooth,
    ),
    Mistake(
        "t + 1",
        "Your stairs come too early: epochs count from 0, so the first jump is in epoch `step_size`, not before.",
        stairs_ahead,
        also=[stairs_one_lower, stairs_too_high],
    ),
    Mistake(
        "t − 1",
        "Your stairs come an epoch too late: the first jump is in epoch `step_size` itself.",
        stairs_late,
        also=[stairs_late_but_first],
    ),
    Mistake(
        "rounded",
        "You round t/s to the nearest whole number, so the first jump comes after half a stair. Round down.",
        rounded,
    ),
    Mistake(
        "e^(−γt)",
        "You decay by a power of e. Here γ is the factor of each jump: take the power of γ itself.",
        natural_stairs,
        also=[natural_slope],
    ),
    Mistake(
        "1/t",
        "Your rate falls like one over the number of jumps. Each jump should multiply it by the same γ.",
        inverse_stairs,
        also=[inverse_plain_stairs, inverse_slope],
    ),
    Mistake(
        "step_size ignored",
        "You multiply by γ in every epoch. Only every `step_size` epochs is there a jump.",
        every_epoch,
    ),
    Mistake(
        "remainder",
        "You took the remainder of t/s, so the rate jumps back up. What counts is how many stairs lie behind you: "
        "the quotient, `epoch // step_size`.",
        remainder,
    ),
]
