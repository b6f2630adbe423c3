"""Unit 12: a recurrent network, an LSTM's step, padded sequences, two training loops, and the network itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from descent.observing import Case
from reference import rnn as reference

from autograder import project, sequences
from autograder.drawing import vector
from autograder.exercise import Exercise, case
from autograder.mistakes import rnn, rnn_chunks, rnn_classifier, rnn_steps, runs
from autograder.sandbox import Limits

Rng = np.random.Generator
Array = np.ndarray

# The lesson trains for half a minute on a quiet core, and several times as long on a busy one.
LIMITS = Limits(cell_seconds=120, total_seconds=420)
RECURRENT = (
    "torch.nn.RNN*",
    "torch.nn.LSTM*",
    "torch.nn.GRU*",
    "torch.rnn_*",
    "torch.lstm*",
    "torch.gru*",
    "torch.*_rnn*",
    "torch.quantized_*",
    "torch._VF.rnn_*",
    "torch._VF.lstm*",
    "torch._VF.gru*",
)


def pull(rng: Rng) -> Array:
    return rng.normal(size=7).round(2)


def draw(rng: Rng, *shapes: Any, low: float = 0.3, high: float = 1.2) -> list[Array]:
    """Return weights that neither saturate nor vanish, none of them near zero."""
    return [vector(rng, shape, low, high) for shape in shapes]


# rnn_forward


def state_cases(rng: Rng) -> Iterator[Case]:
    def ask(note: str, N: int, T: int, D: int, H: int, *, dtype: Any = float, zero: bool = False, **more: Any) -> Case:
        # A wide state adds up many terms: its weights are smaller, or tanh would be flat everywhere.
        x, h0, W_ih, W_hh, b_ih, b_hh = draw(rng, (N, T, D), (N, H), (H, D), (H, H), (H,), (H,))
        h0, share = 0 * h0 if zero else h0 / 2, 1 / np.sqrt(H + D)
        arrays = [x, h0, share * W_ih, share * W_hh, b_ih / 2, b_hh / 3]
        return case(note, *(np.round(array, 3).astype(dtype) for array in arrays), upstream=pull(rng), **more)

    yield ask("one sequence", 1, 5, 2, 3)
    yield ask("a batch, all sizes differ", 4, 6, 2, 3)
    yield ask("all sizes equal, so that every product fits", 3, 3, 3, 3)
    yield ask("a start of zeros", 2, 7, 1, 4, zero=True)
    yield ask("one state", 3, 4, 2, 1)
    yield ask("a single step", 3, 1, 2, 4)
    yield ask("float32, stored with time first", 2, 6, 3, 4, dtype=np.float32, time_first=True)


# lstm_cell


def cell_cases(rng: Rng) -> Iterator[Case]:
    def ask(note: str, T: int, N: int, D: int, H: int, *, dtype: Any = float) -> Case:
        x, h, c, W_ih, W_hh = draw(rng, (T, N, D), (N, H), (N, H), (4 * H, D), (4 * H, H))
        b_ih, b_hh = draw(rng, 4 * H, 4 * H, low=0.2, high=0.9)
        share = 1 / np.sqrt(H + D)
        arrays = [x, h / 2, 2 * c, share * W_ih, share * W_hh, b_ih, b_hh / 2]
        return case(note, *(np.round(array, 3).astype(dtype) for array in arrays), upstream=pull(rng))

    yield ask("one step, six states", 1, 3, 2, 6)
    yield ask("three steps, each from the last", 3, 2, 3, 2)
    yield ask("all sizes equal", 2, 3, 3, 3)
    yield ask("four rows, as many as there are blocks", 2, 4, 2, 1)
    yield ask("one state, one row", 4, 1, 2, 1)
    yield ask("float32", 2, 2, 4, 3, dtype=np.float32)


# SequenceClassifier


def classifier_cases(rng: Rng) -> Iterator[Case]:
    def ask(note: str, vocab: int, classes: int, lengths: list[int], room: int, **sizes: int) -> Case:
        return case(note, vocab, classes, lengths, room, seed=int(rng.integers(1_000_000)), **sizes)

    yield ask("letters, two classes", 27, 2, [5, 2, 7, 4, 1], 3)
    yield ask("a small vocabulary, longer rows first", 6, 4, [6, 5, 3, 2], 0)
    yield ask("small sizes of one's own", 11, 3, [2, 6, 4], 4, embed_dim=6, hidden_size=8)
    yield ask("one row, a wider state", 9, 5, [4], 5, embed_dim=8, hidden_size=40)


# clip_and_step


def step_cases(rng: Rng) -> Iterator[Case]:
    def ask(note: str, max_norm: float, steps: int = 2, *, factors: Any = None, **more: Any) -> Case:
        X, y = vector(rng, (steps, 4, 2)), vector(rng, (steps, 4, 1), 1.5, 4.0)
        weights = draw(rng, (3, 2), 3, (1, 3), 1)
        settings = {"optimiser": "SGD", "lr": 0.1, "factors": factors or [1.0] * steps} | more
        return case(note, X, y, weights, max_norm, **settings)

    yield ask("short gradients, nothing is scaled", 1e3)
    yield ask("long gradients, nothing is scaled", 0.5)
    yield ask("scaled, long gradients", 0.3, scale=1024.0)
    yield ask("gradients are there on entry", 0.7, stale=3.0, scale=256.0)
    yield ask("Adam, the lengths vary", 1.0, 3, optimiser="Adam", factors=[1.0, 0.01, 10.0], scale=128.0)
    overflow = [1.0, 1e307, 1.0]
    yield ask("one step overflows", 0.6, 3, optimiser="SGD with momentum", factors=overflow, scale=65536.0)
    yield ask("the scale grows after two good steps", 0.5, 4, scale=8.0, growth=2)


# truncated_bptt


def bptt_cases(rng: Rng) -> Iterator[Case]:
    def ask(note: str, N: int, T: int, chunk: int, *, max_norm: float = 1e3, layer: str = "GRU", **more: Any) -> Case:
        vocab = 6
        steps = rng.integers(1, vocab, (N, T))  # no token follows itself
        tokens = np.cumsum(steps, axis=1) % vocab
        settings = {"layer": layer, "optimiser": "SGD", "lr": 0.5, "seed": int(rng.integers(1_000_000))} | more
        return case(note, tokens, vocab, chunk, max_norm, **settings)

    yield ask("a short last chunk", 2, 8, 3)
    yield ask("a state of two tensors, chunks that come out even", 3, 13, 4, layer="LSTM")
    yield ask("clipped", 4, 12, 4, max_norm=0.05, lr=2.0)
    yield ask("clipped, two tensors, Adam", 3, 9, 3, max_norm=0.1, layer="LSTM", optimiser="Adam", lr=0.05)
    yield ask("one chunk, longer than the sequence", 3, 6, 20)
    yield ask("gradients are there on entry, one row", 1, 14, 5, stale=2.0, layer="RNN")


EXERCISES = [
    Exercise(
        reference.rnn_forward,
        3,
        state_cases,
        rnn.RNN_FORWARD,
        sequences.observe_states,
        sequences.compare_tensors,
        forbidden=RECURRENT,
    ),
    Exercise(
        reference.lstm_cell,
        3,
        cell_cases,
        rnn.LSTM_CELL,
        sequences.observe_cell,
        sequences.compare_tensors,
        forbidden=RECURRENT,
    ),
    Exercise(
        reference.SequenceClassifier,
        2,
        classifier_cases,
        rnn_classifier.SEQUENCE_CLASSIFIER,
        sequences.observe_classifier,
        seconds=20.0,
    ),
    # Learners may clip by a formula of their own; with or without its 1e-6 it agrees to a few parts in a million.
    Exercise(reference.clip_and_step, 3, step_cases, rnn_steps.CLIP_AND_STEP, sequences.observe_steps, rtol=1e-4),
    Exercise(reference.truncated_bptt, 3, bptt_cases, rnn_chunks.TRUNCATED_BPTT, sequences.observe_bptt, rtol=1e-4),
    project.SIGNALS.exercise(project.read_signals, 5, runs.READ_SIGNALS),
]
