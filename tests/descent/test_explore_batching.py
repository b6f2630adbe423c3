"""The explorers of unit 03 tell the truth: their paths are those of sgd_epoch, their noise obeys the law."""

import numpy as np
import pytest
from descent import explore
from descent.explore.batch_race import SIZES, steps_needed, time_needed
from descent.explore.batching import START, problem, sgd_path
from descent.explore.escape import tone, tone_gradient, tone_loss
from reference.batching import gradient_variance, minibatch_gradient, sgd_epoch


@pytest.mark.parametrize("batch_size", [1, 16, 100, 256])
def test_the_fast_path_takes_the_steps_of_plain_mini_batch_descent(batch_size: int) -> None:
    data = problem()
    path = sgd_path(data, lr=0.05, batch_size=batch_size, epochs=2)
    assert len(path) == 2 * -(-256 // batch_size) + 1
    rng, w = np.random.default_rng(0), np.array(START)
    # Both draw one permutation an epoch, but this one draws both before the first step.
    orders = [rng.permutation(256) for _ in range(2)]
    for order in orders:
        for start in range(0, 256, batch_size):
            rows = order[start : start + batch_size]
            w = w - 0.05 * minibatch_gradient(w, data.X[rows], data.y[rows])
    np.testing.assert_allclose(path[-1], w, rtol=1e-10)


def test_the_excess_is_the_loss_above_its_minimum() -> None:
    data = problem()
    w, _ = sgd_epoch(START, data.X, data.y, lr=0.01, batch_size=8, rng=np.random.default_rng(0))
    at, lowest = (np.mean((data.X @ v - data.y) ** 2) for v in (w, data.minimum))
    assert data.excess(w[None])[0] == pytest.approx(at - lowest, rel=1e-9)


@pytest.mark.parametrize("batch_size", [1, 8, 64])
def test_the_circle_has_the_radius_of_the_variance_law(batch_size: int) -> None:
    explorer = explore.batching()
    explorer.controls["batch_size"].value = batch_size
    data = problem()
    circle, centre = np.array(explorer.picture._law.get_data()), data.gradients(np.array(START)).mean(axis=0)
    radius = np.linalg.norm(circle - centre[:, None], axis=0)
    expected = np.sqrt(gradient_variance(data.gradients(np.array(START)), batch_size))
    np.testing.assert_allclose(radius, expected, rtol=1e-9)
    drawn = np.array(explorer.picture._batches.get_data()) - centre[:, None]
    # 200 heavy-tailed draws: a fifth off is within three standard errors.
    assert np.sqrt(np.mean(np.sum(drawn**2, axis=0))) == pytest.approx(expected, rel=0.2)


@pytest.mark.parametrize(
    ("batch_size", "lr", "verdict"),
    [(256, 0.03, "no noise"), (1, 0.03, "noisy steps"), (64, 0.03, "calmer steps"), (256, 0.9, "diverges")],
)
def test_the_cloud_names_what_the_batch_size_buys(batch_size: int, lr: float, verdict: str) -> None:
    explorer = explore.batching()
    explorer.controls["batch_size"].value, explorer.controls["lr"].value = batch_size, lr
    assert explorer.finding.verdict.startswith(verdict)


def test_small_batches_need_fewer_rows_and_large_ones_fewer_steps() -> None:
    assert steps_needed(1) > 10 * steps_needed(32) > 20 * steps_needed(1024)
    assert steps_needed(1) < steps_needed(32) * 32 < steps_needed(1024) * 1024


def test_the_dearer_a_step_the_larger_the_fastest_batch() -> None:
    fastest = [min(SIZES, key=lambda size, cost=cost: time_needed(size, cost)) for cost in (1, 100, 1000, 10000)]
    assert fastest == sorted(fastest)
    assert fastest[0] <= 16 < fastest[1] < fastest[-1]


@pytest.mark.parametrize(
    ("start", "batch_size", "lr", "verdict"),
    [
        ("poor valley, 4.4", 64, 0.1, "no noise"),
        ("poor valley, 4.4", 32, 0.1, "stuck"),
        ("poor valley, 4.4", 1, 0.1, "noise helps"),
        ("poor valley, −0.2", 1, 0.6, "too much noise"),
        ("best valley, 2.0", 1, 0.6, "thrown out"),
        ("best valley, 2.0", 8, 0.1, "they stay"),
    ],
)
def test_runs_that_escape_are_counted(start: str, batch_size: int, lr: float, verdict: str) -> None:
    explorer = explore.escape()
    for name, value in {"start": start, "batch_size": batch_size, "lr": lr}.items():
        explorer.controls[name].value = value
    assert explorer.finding.verdict.startswith(verdict)


def test_the_gradient_of_the_tone_is_the_slope_of_its_loss() -> None:
    w = np.linspace(-1, 6, 15)
    every = np.tile(np.arange(len(tone()[0])), (15, 1))
    slope = (tone_loss(w + 1e-6) - tone_loss(w - 1e-6)) / 2e-6
    np.testing.assert_allclose(tone_gradient(w, every), slope, atol=1e-8)
