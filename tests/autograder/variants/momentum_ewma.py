"""Unit 04 as learners write it: ewma."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

from itertools import accumulate

import numpy as np

# ewma, right


def average_into_an_array(values, *, beta):
    out = np.zeros(len(values))
    m = 0
    for t in range(len(values)):
        m = beta * m + (1 - beta) * values[t]
        out[t] = m
    return out


def average_by_accumulate(values, *, beta):
    return np.array(list(accumulate(values, lambda m, x: beta * m + (1 - beta) * x, initial=0.0))[1:])


def average_by_weights(values, *, beta):
    T = len(values)
    lag = np.arange(T)[:, None] - np.arange(T)
    return (1 - beta) * np.where(lag >= 0, beta ** np.maximum(lag, 0.0), 0.0) @ values


def average_as_a_correction(values, *, beta):
    out = np.empty(np.shape(values), dtype=np.float64)
    m = 0.0
    for t, x in enumerate(values):
        m += (1 - beta) * (x - m)
        out[t] = m
    return out


def average_by_convolution(values, *, beta):
    return np.convolve(values, (1 - beta) * beta ** np.arange(len(values)))[: len(values)]


# ewma, wrong


def swapped_into_an_array(values, *, beta):
    out, m = np.zeros(len(values)), 0.0
    for t, x in enumerate(values):
        m = beta * x + (1 - beta) * m
        out[t] = m
    return out


def starting_at_the_first(values, *, beta):
    out = np.array(values, dtype=float)
    for t in range(1, len(out)):
        out[t] = beta * out[t - 1] + (1 - beta) * values[t]
    return out


def fading_sum(values, *, beta):
    out = np.zeros(len(values))
    for t, x in enumerate(values):
        out[t] = (beta * out[t - 1] if t else 0.0) + x
    return out


def corrected_one_by_one(values, *, beta):
    m, out = 0.0, []
    for t, x in enumerate(values, start=1):
        m = beta * m + (1 - beta) * x
        out.append(m / (1 - beta**t))
    return np.array(out)


def appended_before(values, *, beta):
    m, out = 0.0, []
    for x in values:
        out.append(m)
        m = beta * m + (1 - beta) * x
    return np.array(out)


def with_the_start(values, *, beta):
    out = np.zeros(len(values) + 1)
    for t, x in enumerate(values):
        out[t + 1] = beta * out[t] + (1 - beta) * x
    return out


def only_the_last(values, *, beta):
    m = 0
    for x in values:
        m = beta * m + (1 - beta) * x
    return m


def like_the_values(values, *, beta):
    out = np.zeros_like(values)
    m = 0.0
    for t, x in enumerate(values):
        m = beta * m + (1 - beta) * x
        out[t] = m
    return out


def like_the_values_from_itself(values, *, beta):
    out = np.zeros_like(values)
    for t, x in enumerate(values):
        out[t] = beta * (out[t - 1] if t else 0) + (1 - beta) * x
    return out


def over_the_values(values, *, beta):
    m = 0.0
    for t in range(len(values)):
        m = beta * m + (1 - beta) * values[t]
        values[t] = m
    return values


def of_two_neighbours(values, *, beta):
    return np.array([beta * (values[t - 1] if t else 0.0) + (1 - beta) * x for t, x in enumerate(values)])


def plain_mean_so_far(values, *, beta):
    return np.cumsum(values) / np.arange(1, len(values) + 1)


def average_as_a_list(values, *, beta):
    return average_into_an_array(values, beta=beta).tolist()


def average_backwards(values, *, beta):
    return average_into_an_array(values[::-1], beta=beta)[::-1]


def average_in_single_precision(values, *, beta):
    return average_into_an_array(values, beta=beta).astype(np.float32)


def average_as_a_column(values, *, beta):
    return average_into_an_array(values, beta=beta)[:, None]


def weights_normalised(values, *, beta):
    return np.array(
        [np.average(values[: t + 1], weights=beta ** np.arange(t, -1.0, -1)) for t in range(len(values) - 1)] + [0.0]
    )


CORRECT = {
    "ewma": [
        average_into_an_array,
        average_by_accumulate,
        average_by_weights,
        average_as_a_correction,
        average_by_convolution,
    ],
}

WRONG = {
    "ewma": {
        "in place": [over_the_values],
        "integer dtype kept": [like_the_values, like_the_values_from_itself],
        "weights swapped": [swapped_into_an_array],
        "starts at x₀": [starting_at_the_first],
        "sum": [fading_sum],
        "start corrected": [corrected_one_by_one],
        "one step late": [appended_before],
        "start kept": [with_the_start],
        "last only": [only_the_last],
        "previous value": [of_two_neighbours],
    },
}

UNLISTED = {
    "ewma": [
        plain_mean_so_far,
        average_as_a_list,
        average_backwards,
        average_in_single_precision,
        average_as_a_column,
        weights_normalised,
    ],
}
