"""Unit 09's known mistakes in cosine schedules of the learning rate."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

from autograder.exercise import Mistake

# cosine_annealing


def cosine(lr0, share, eta_min=0.0, half=0.5):
    return eta_min + half * (lr0 - eta_min) * (1 + math.cos(math.pi * share))


def no_half(lr0, epoch, *, T_max, eta_min=0.0):
    return cosine(lr0, epoch / T_max, eta_min, 1.0) if epoch < T_max else float(eta_min)


def two_pi(lr0, epoch, *, T_max, eta_min=0.0):
    return cosine(lr0, 2 * epoch / T_max, eta_min) if epoch < T_max else float(eta_min)


def no_floor(lr0, epoch, *, T_max, eta_min=0.0):
    return cosine(lr0, epoch / T_max) if epoch < T_max else 0.0


def no_floor_but_after(lr0, epoch, *, T_max, eta_min=0.0):
    return cosine(lr0, epoch / T_max) if epoch < T_max else float(eta_min)


def floor_added(lr0, epoch, *, T_max, eta_min=0.0):
    return eta_min + cosine(lr0, epoch / T_max) if epoch < T_max else float(eta_min)


def floor_as_maximum(lr0, epoch, *, T_max, eta_min=0.0):
    return max(eta_min, cosine(lr0, epoch / T_max)) if epoch < T_max else float(eta_min)


def one_less(lr0, epoch, *, T_max, eta_min=0.0):
    return cosine(lr0, epoch / (T_max - 1), eta_min) if epoch < T_max - 1 else float(eta_min)


def one_less_late(lr0, epoch, *, T_max, eta_min=0.0):
    return cosine(lr0, epoch / (T_max - 1), eta_min) if epoch < T_max else float(eta_min)


def climbs_again(lr0, epoch, *, T_max, eta_min=0.0):
    return cosine(lr0, epoch / T_max, eta_min)


def restarts(lr0, epoch, *, T_max, eta_min=0.0):
    return cosine(lr0, epoch % T_max / T_max, eta_min)


def zero_after(lr0, epoch, *, T_max, eta_min=0.0):
    return cosine(lr0, epoch / T_max, eta_min) if epoch < T_max else 0.0


def quarter(lr0, epoch, *, T_max, eta_min=0.0):
    return eta_min + (lr0 - eta_min) * math.cos(math.pi / 2 * epoch / T_max) if epoch < T_max else float(eta_min)


def in_degrees(lr0, epoch, *, T_max, eta_min=0.0):
    return cosine(lr0, 180 / math.pi * epoch / T_max, eta_min) if epoch < T_max else float(eta_min)


COSINE_ANNEALING = [
    Mistake(
        "no ½",
        "1 + cos goes from 2 to 0, so your schedule starts at twice lr0. Multiply by ½.",
        no_half,
    ),
    Mistake(
        "2π",
        "You go through a whole period of the cosine, down and up again. Half a period is enough: cos(π·t/T_max).",
        two_pi,
    ),
    Mistake(
        "eta_min dropped",
        "Your rate goes down to zero. It should end at `eta_min`: start there, and add the cosine's share of "
        "lr0 − eta_min.",
        no_floor,
        also=[no_floor_but_after],
    ),
    Mistake(
        "eta_min only added",
        "You add `eta_min` to a cosine that starts at lr0, so the rate starts above lr0. What falls is lr0 − eta_min.",
        floor_added,
    ),
    Mistake(
        "eta_min as a bound",
        "You cut the cosine off at `eta_min`. It should run smoothly from lr0 to eta_min: "
        "scale it to the range lr0 − eta_min.",
        floor_as_maximum,
    ),
    Mistake(
        "T_max − 1",
        "You divide by T_max − 1, so the end comes an epoch too early. In epoch t the share is t/T_max.",
        one_less,
        also=[one_less_late],
    ),
    Mistake(
        "not clamped",
        "After T_max your rate rises again, since the cosine does. From epoch T_max on it should stay at `eta_min`.",
        climbs_again,
        also=[restarts],
    ),
    Mistake(
        "zero after T_max",
        "After T_max your rate is 0. The floor is `eta_min`, also there.",
        zero_after,
    ),
    Mistake(
        "a quarter of the period",
        "You took a quarter of a period, which starts flat and ends steep. Half a period, ½(1 + cos(π·t/T_max)), "
        "is flat at both ends.",
        quarter,
    ),
]

# warmup_cosine


def phased(lr0, epoch, warmup, T_max, *, up, share):
    if epoch < warmup:
        return lr0 * up
    return cosine(lr0, share) if epoch < T_max else 0.0


def from_zero(lr0, epoch, *, warmup, T_max):
    up = epoch / warmup if warmup else 1.0
    return phased(lr0, epoch, warmup, T_max, up=up, share=(epoch - warmup) / (T_max - warmup))


def phase_from_zero(lr0, epoch, *, warmup, T_max):
    up = (epoch + 1) / warmup if warmup else 1.0
    return phased(lr0, epoch, warmup, T_max, up=up, share=epoch / T_max)


def phase_from_zero_short(lr0, epoch, *, warmup, T_max):
    up = (epoch + 1) / warmup if warmup else 1.0
    return phased(lr0, epoch, warmup, T_max, up=up, share=min(1.0, epoch / (T_max - warmup)))


def multiplied(lr0, epoch, *, warmup, T_max):
    up = min(1.0, (epoch + 1) / warmup) if warmup else 1.0
    return up * cosine(lr0, epoch / T_max) if epoch < T_max else 0.0


def over_all(lr0, epoch, *, warmup, T_max):
    up = (epoch + 1) / warmup if warmup else 1.0
    return phased(lr0, epoch, warmup, T_max, up=up, share=(epoch - warmup) / T_max)


def appended(lr0, epoch, *, warmup, T_max):
    up = (epoch + 1) / warmup if warmup else 1.0
    return phased(lr0, epoch, warmup, T_max + warmup, up=up, share=(epoch - warmup) / T_max)


def up_by_one_more(lr0, epoch, *, warmup, T_max):
    up = (epoch + 1) / (warmup + 1)
    return phased(lr0, epoch, warmup, T_max, up=up, share=(epoch - warmup) / (T_max - warmup))


def up_over_all(lr0, epoch, *, warmup, T_max):
    return phased(lr0, epoch, warmup, T_max, up=(epoch + 1) / T_max, share=(epoch - warmup) / (T_max - warmup))


def up_again(lr0, epoch, *, warmup, T_max):
    if epoch < warmup:
        return lr0 * (epoch + 1) / warmup
    return cosine(lr0, (epoch - warmup) / (T_max - warmup))


def divides_by_no_warmup(lr0, epoch, *, warmup, T_max):
    up = min(1.0, (epoch + 1) / warmup)
    share = min(1.0, max(0, epoch - warmup) / (T_max - warmup))
    return up * cosine(lr0, share)


def stays_up(lr0, epoch, *, warmup, T_max):
    return lr0 * min(1.0, (epoch + 1) / warmup) if warmup else lr0


WARMUP_COSINE = [
    Mistake(
        "starts at zero",
        "In epoch 0 your rate is 0, so the first epoch of training is lost. The warm-up goes in equal steps to lr0 and "
        "takes its first in epoch 0: lr0·(t + 1)/warmup.",
        from_zero,
    ),
    Mistake(
        "cosine phase from 0",
        "Your cosine has been running since epoch 0, so after the warm-up the rate jumps or never reaches lr0. "
        "It starts when the warm-up is over: count t − warmup.",
        phase_from_zero,
        also=[phase_from_zero_short, multiplied],
    ),
    Mistake(
        "wrong denominator",
        "Your cosine is stretched over T_max epochs. Only T_max − warmup are left for it, and it should be at zero "
        "in epoch T_max.",
        over_all,
        also=[appended],
    ),
    Mistake(
        "warm-up by the wrong steps",
        "Your warm-up does not reach lr0 in its last epoch, warmup − 1. Divide t + 1 by `warmup`.",
        up_by_one_more,
        also=[up_over_all],
    ),
    Mistake(
        "not clamped",
        "After T_max your rate rises again. From epoch T_max on it is 0.",
        up_again,
    ),
    Mistake(
        "warmup = 0 forgotten",
        "With `warmup=0` you divide by zero. Divide by `warmup` only while epoch < warmup; then 0 needs no special "
        "care.",
        divides_by_no_warmup,
    ),
    Mistake(
        "no cosine",
        "After the warm-up your rate stays at lr0. From there it should fall along half a cosine to 0 in epoch T_max.",
        stays_up,
    ),
]
