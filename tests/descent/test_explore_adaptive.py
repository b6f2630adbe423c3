"""The explorers of unit 05 tell the truth: their walks and rates are those of the unit's own functions."""

import numpy as np
import pytest
from descent import explore
from descent.explore.adaptive import MAPS, RUNNERS
from descent.explore.effective_rates import rates
from descent.explore.runners import race
from reference.adaptive import adagrad_step, adam_step, bias_correction, rmsprop_step
from reference.momentum import momentum_step


def step(name, w, grad, state, t, lr):
    """One step of the runner called `name` by the reference; the new point and the new state."""
    match name:
        case "gradient descent":
            return w - lr * grad, state
        case "momentum 0.9":
            w, velocity = momentum_step(w, grad, state[0], lr=lr, momentum=0.9)
            return w, (velocity, None)
        case "AdaGrad":
            w, total = adagrad_step(w, grad, state[1], lr=lr, eps=1e-8)
            return w, (None, total)
        case "RMSprop":
            w, mean = rmsprop_step(w, grad, state[1], lr=lr, alpha=0.99, eps=1e-8)
            return w, (None, mean)
        case "Adam":
            m = np.zeros(2) if state[0] is None else state[0]
            w, m, v = adam_step(w, grad, m, state[1], t, lr=lr, betas=(0.9, 0.999), eps=1e-8)
            return w, (m, v)


@pytest.mark.parametrize("landscape", MAPS)
@pytest.mark.parametrize("name", RUNNERS)
def test_every_runner_of_the_race_takes_the_steps_of_its_method(landscape: str, name: str) -> None:
    scene = MAPS[landscape]
    points, left = race(scene, RUNNERS, lr=1e-3, steps=50)
    w, state = scene.start, (None, np.zeros(2))
    for t in range(1, 51):
        w, state = step(name, w, scene.gradient(w), state, t, 1e-3)
    assert not left.any()
    np.testing.assert_allclose(points[-1, list(RUNNERS).index(name)], w, rtol=1e-9)


def test_who_leaves_the_map_stays_where_it_was_and_is_said_to_climb() -> None:
    points, left = race(MAPS["ravine"], RUNNERS, lr=5.0, steps=200)
    assert left[:2].all()
    assert np.isfinite(points).all()
    explorer = explore.adaptive()
    explorer.controls["lr"].value = 0.3
    assert "2 climb" in explorer.finding.verdict
    assert "gradient descent climbs" in explorer.finding.detail


def test_the_rates_are_what_the_methods_multiply_a_gradient_by() -> None:
    g = np.where(np.arange(400) % 7 == 0, 3.0, 0.0)
    found = rates(g, memory=50.0)
    s = v = np.zeros(())
    for t, grad in enumerate(g, start=1):
        moved, s = adagrad_step(0.0, grad, s, lr=1.0, eps=1e-8)
        faded, v = rmsprop_step(0.0, grad, v, lr=1.0, alpha=0.98, eps=1e-8)
        if grad:
            assert -moved / grad == pytest.approx(found["AdaGrad"][t - 1])
            assert -faded / grad == pytest.approx(found["RMSprop"][t - 1])
            root = np.sqrt(bias_correction(v, beta=0.98, t=t))
            assert 1 / (root + 1e-8) == pytest.approx(found["Adam"][t - 1])


@pytest.mark.parametrize(
    ("t", "forget", "verdict"),
    [(1, 1e-3, "3.16 times too long"), (12, 0.1, "1.18 times too short"), (100, 0.1, "no longer matters")],
)
def test_the_bias_has_a_sign_and_a_size(t: int, forget: float, verdict: str) -> None:
    explorer = explore.bias_correction()
    explorer.controls["t"].value, explorer.controls["forget"].value = t, forget
    assert verdict in explorer.finding.verdict
