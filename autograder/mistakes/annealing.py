"""Unit 09's known mistakes in cosine schedules of the learning rate."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

from autograder.exercise import Mistake

# cosine_annealing


def cosine(lr0, share, eta_min=0.0, half=0.5):
    return eta_min + half * (lr0 - eta_min) * (1 + math.cos(math.pi * share))


def annealed(rate, end):
    """Return a schedule that ends as people write it: cut off, with the epoch held at T_max, or not at all."""

    def cosine_annealing(lr0, epoch, *, T_max, eta_min=0.0):
        if end == "cut" and epoch >= T_max:
            return float(eta_min)
        return rate(lr0, min(epoch, T_max) if end == "held" else epoch, T_max, eta_min)

    return cosine_annealing


def ended(rate):
    return [annealed(rate, end) for end in ("cut", "held", "free")]


def no_half(lr0, epoch, T_max, eta_min):
    return cosine(lr0, epoch / T_max, eta_min, 1.0)


def bare_cosine(lr0, epoch, T_max, eta_min):
    return eta_min + (lr0 - eta_min) * math.cos(math.pi * epoch / T_max)


def half_bare_cosine(lr0, epoch, T_max, eta_min):
    return eta_min + 0.5 * (lr0 - eta_min) * math.cos(math.pi * epoch / T_max)


def two_pi(lr0, epoch, T_max, eta_min):
    return cosine(lr0, 2 * epoch / T_max, eta_min)


def one_less(lr0, epoch, T_max, eta_min):
    return cosine(lr0, epoch / (T_max - 1), eta_min)


def no_floor_at_all(lr0, epoch, T_max, eta_min):
    return cosine(lr0, epoch / T_max)


def floor_in_the_scale_only(lr0, epoch, T_max, eta_min):
    return cosine(lr0, epoch / T_max, eta_min) - eta_min


def no_floor(lr0, epoch, *, T_max, eta_min=0.0):
    return cosine(lr0, epoch / T_max) if epoch < T_max else 0.0


def floor_added(lr0, epoch, *, T_max, eta_min=0.0):
    return eta_min + cosine(lr0, epoch / T_max) if epoch < T_max else float(eta_min)


def floor_as_maximum(lr0, epoch, *, T_max, eta_min=0.0):
    return max(eta_min, cosine(lr0, epoch / T_max)) if epoch < T_max else float(eta_min)


def one_less_early(lr0, epoch, *, T_max, eta_min=0.0):
    return cosine(lr0, epoch / (T_max - 1), eta_min) if epoch < T_max - 1 else float(eta_min)


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
        annealed(no_half, "cut"),
        also=[annealed(no_half, "free")],
    ),
    Mistake(
        "no 1 +",
        "A cosine runs from 1 to −1, so your rate falls below eta_min. ½(1 + cos) runs from 1 to 0.",
        annealed(bare_cosine, "cut"),
        also=[*ended(bare_cosine)[1:], *ended(half_bare_cosine)],
    ),
    Mistake(
        "2π",
        "You go through a whole period of the cosine, down and up again. Half a period is enough: cos(π·t/T_max).",
        annealed(two_pi, "cut"),
        also=ended(two_pi)[1:],
    ),
    Mistake(
        "eta_min dropped",
        "Your rate goes down to zero. It should end at `eta_min`: start there, and add the cosine's share of "
        "lr0 − eta_min.",
        no_floor,
        also=[*ended(no_floor_at_all), *ended(floor_in_the_scale_only)],
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
        one_less_early,
        also=ended(one_less),
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


def from_zero_by_linspace(lr0, epoch, *, warmup, T_max):
    up = epoch / (warmup - 1) if warmup > 1 else 0.0
    return phased(lr0, epoch, warmup, T_max, up=up, share=(epoch - warmup) / (T_max - warmup))


def after_warmup(share, end, up=lambda epoch, warmup: (epoch + 1) / warmup):
    """Return a schedule whose end is cut off, held at a share of 1, or neither."""

    def warmup_cosine(lr0, epoch, *, warmup, T_max):
        if epoch < warmup:
            return lr0 * up(epoch, warmup)
        if end == "cut" and epoch >= T_max:
            return 0.0
        part = share(epoch, warmup, T_max)
        return cosine(lr0, min(part, 1.0) if end == "held" else part)

    return warmup_cosine


def right_share(epoch, warmup, T_max):
    return (epoch - warmup) / (T_max - warmup)


def share_from_zero(epoch, warmup, T_max):
    return epoch / T_max


def short_share_from_zero(epoch, warmup, T_max):
    return epoch / (T_max - warmup)


def share_of_all(epoch, warmup, T_max):
    return (epoch - warmup) / T_max


def share_of_one_less(epoch, warmup, T_max):
    return (epoch - warmup) / max(T_max - warmup - 1, 1)


def share_ahead(epoch, warmup, T_max):
    return (epoch - warmup + 1) / (T_max - warmup)


def multiplied(lr0, epoch, *, warmup, T_max):
    up = min(1.0, (epoch + 1) / warmup) if warmup else 1.0
    return up * cosine(lr0, epoch / T_max) if epoch < T_max else 0.0


def appended(lr0, epoch, *, warmup, T_max):
    up = (epoch + 1) / warmup if warmup else 1.0
    return phased(lr0, epoch, warmup, T_max + warmup, up=up, share=(epoch - warmup) / T_max)


def up_by_one_more(lr0, epoch, *, warmup, T_max):
    up = (epoch + 1) / (warmup + 1)
    return phased(lr0, epoch, warmup, T_max, up=up, share=(epoch - warmup) / (T_max - warmup))


def up_over_all(lr0, epoch, *, warmup, T_max):
    return phased(lr0, epoch, warmup, T_max, up=(epoch + 1) / T_max, share=(epoch - warmup) / (T_max - warmup))


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
        also=[from_zero_by_linspace, after_warmup(right_share, "free", lambda epoch, warmup: epoch / warmup)],
    ),
    Mistake(
        "cosine phase from 0",
        "Your cosine has been running since epoch 0, so after the warm-up the rate jumps or never reaches lr0. "
        "It starts when the warm-up is over: count t − warmup.",
        after_warmup(share_from_zero, "cut"),
        also=[
            multiplied,
            after_warmup(share_from_zero, "free"),
            *(after_warmup(short_share_from_zero, end) for end in ("cut", "held", "free")),
        ],
    ),
    Mistake(
        "wrong denominator",
        "Your cosine is stretched over T_max epochs. Only T_max − warmup are left for it, and it should be at zero "
        "in epoch T_max.",
        after_warmup(share_of_all, "cut"),
        also=[appended, after_warmup(share_of_all, "held"), after_warmup(share_of_all, "free")],
    ),
    Mistake(
        "one epoch ahead",
        "Your cosine reaches 0 an epoch too early. In epoch t its share is (t − warmup)/(T_max − warmup), which is "
        "0 in its first epoch and 1 in epoch T_max.",
        after_warmup(share_of_one_less, "held"),
        also=[
            after_warmup(share_of_one_less, "cut"),
            *(after_warmup(share_ahead, end) for end in ("cut", "held", "free")),
        ],
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
        after_warmup(right_share, "free"),
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
