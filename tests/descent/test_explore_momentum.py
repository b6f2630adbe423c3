"""Explorers of unit 04: what they draw and say agrees with eigenvalues, closed forms and the reference."""

import numpy as np
import pytest
from descent import explore, landscapes
from descent.explore.damping import errors, roots
from descent.explore.momentum import roll
from descent.explore.momentum_race import rates, run, runners
from reference.momentum import momentum_step, nesterov_step, optimal_momentum


@pytest.mark.parametrize(("form", "step"), [("heavy ball", momentum_step), ("Nesterov", nesterov_step)])
def test_a_path_is_that_of_the_reference(form, step):
    ravine = landscapes.ravine
    w, velocity, points = ravine.start, None, [ravine.start]
    for _ in range(30):
        w, velocity = step(w, ravine.gradient(w), velocity, lr=0.03, momentum=0.8)
        points.append(w)
    path, left = roll(ravine, lr=0.03, momentum=0.8, steps=30, form=form)
    np.testing.assert_allclose(path, points, rtol=0, atol=1e-13)
    assert not left


def test_the_average_form_is_the_heavy_ball_at_a_lower_rate():
    average, _ = roll(landscapes.ravine, lr=0.2, momentum=0.75, steps=40, form="average (EMA form)")
    ball, _ = roll(landscapes.ravine, lr=0.05, momentum=0.75, steps=40)
    np.testing.assert_allclose(average, ball, rtol=0, atol=1e-13)


@pytest.mark.parametrize(
    ("momentum", "lr", "verdict"),
    [
        (0.0, 0.05, "no momentum"),
        (0.6, 0.05, "faster than without"),
        (0.95, 0.05, "slower than without"),
        (0.5, 0.1, "converges where plain descent diverges"),
        (0.5, 0.3, "diverges"),
    ],
)
def test_a_ravine_tells_what_memory_does(momentum, lr, verdict):
    explorer = explore.momentum()
    explorer.controls["momentum"].value, explorer.controls["lr"].value = momentum, lr
    assert explorer.finding.verdict == verdict


@pytest.mark.parametrize("share", [0.003, 0.1, 1.0, 3.3])
@pytest.mark.parametrize("momentum", [0.1, 0.5, 0.9])
def test_roots_are_the_eigenvalues_of_the_iteration(share, momentum):
    expected = np.linalg.eigvals(np.array([[1 - share, -momentum], [share, momentum]]))
    np.testing.assert_allclose(sorted(np.abs(roots(share, momentum))), sorted(np.abs(expected)), atol=1e-12)


@pytest.mark.parametrize(
    ("share", "momentum", "verdict"),
    [
        (0.02, 0.3, "over-damped"),
        (0.09, 0.49, "critically damped"),
        (0.1, 0.9, "under-damped"),
        (2.4, 0.25, "alternates"),
        (2.6, 0.25, "diverges"),
        (0.5, 0.0, "over-damped"),
        (1.5, 0.0, "alternates"),
    ],
)
def test_damping_names_the_regime(share, momentum, verdict):
    explorer = explore.damping()
    explorer.controls["momentum"].value, explorer.controls["share"].value = momentum, share
    assert explorer.finding.verdict == verdict
    if verdict == "over-damped":
        assert np.all(errors(share, momentum) >= 0)


@pytest.mark.parametrize("kappa", [4.0, 100.0, 1000.0])
def test_racers_run_at_the_rates_that_the_bill_shows(kappa):
    ball = runners(kappa)["heavy ball"]
    assert (ball.lr, ball.momentum) == pytest.approx(optimal_momentum(np.diag([1.0, kappa])))
    for name, runner in runners(kappa).items():
        sizes = run(runner, kappa, np.zeros((400, 2)))
        late = int(np.flatnonzero(sizes > 1e-200)[-1])
        # Double roots: a factor linear in t, which at most doubles from half-way to the end.
        measured = (sizes[late] / sizes[late // 2]) ** (1 / (late - late // 2))
        assert measured == pytest.approx(float(rates(kappa)[name]), rel=2 / late)


def test_noise_is_said_to_set_the_floor():
    explorer = explore.momentum_race()
    assert explorer.finding.verdict == "the ball needs 10 times fewer steps"
    explorer.controls["noise"].value = 0.002
    assert explorer.finding.verdict == "noise sets the floor"
    assert "heavy ball ends highest" in explorer.finding.detail
