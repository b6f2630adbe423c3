"""The race runs the methods that it names, tells a learner whose steps theirs are, and survives what they write."""

import numpy as np
import pytest
import torch
from descent import explore, landscapes
from descent.explore.race import FIELD, GROUNDS, STEPS
from descent.explore.runners import race, walk
from reference.adaptive import Adam, adadelta_step, adagrad_step, adam_step, adamw_step, rmsprop_step
from reference.momentum import SGD, momentum_step, nesterov_step
from reference.update_rule import gradient_step, newton_step

OURS = {
    "gradient descent": gradient_step,
    "momentum": momentum_step,
    "Nesterov": nesterov_step,
    "AdaGrad": adagrad_step,
    "RMSprop": rmsprop_step,
    "Adadelta": adadelta_step,
    "Adam": adam_step,
}
TORCH = {
    "gradient descent": lambda p, lr: torch.optim.SGD(p, lr=lr),
    "momentum": lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9),
    "Nesterov": lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9, nesterov=True),
    "AdaGrad": lambda p, lr: torch.optim.Adagrad(p, lr=lr, eps=1e-8),
    "RMSprop": lambda p, lr: torch.optim.RMSprop(p, lr=lr),
    "Adadelta": lambda p, lr: torch.optim.Adadelta(p, lr=lr),
    "Adam": lambda p, lr: torch.optim.Adam(p, lr=lr),
}


@pytest.mark.parametrize("name", FIELD)
def test_every_runner_takes_the_steps_of_torch(name):
    ground = landscapes.rosenbrock
    points, _ = race(ground, FIELD, lr=1e-3, steps=30)
    w = torch.tensor(ground.start, requires_grad=True)
    optimiser = TORCH[name]([w], 1e-3)
    for k in range(30):
        np.testing.assert_allclose(points[k, list(FIELD).index(name)], w.detach().numpy(), rtol=1e-12, atol=1e-14)
        w.grad = torch.from_numpy(ground.gradient(w.detach().numpy()))
        optimiser.step()


@pytest.mark.parametrize("name", FIELD)
def test_a_learners_function_is_recognised_by_its_steps(name):
    explorer = explore.race(mine=OURS[name])
    assert f"mine takes the steps of {name}." in explorer.finding.detail


@pytest.mark.parametrize(("method", "name"), [(Adam, "Adam"), (SGD, "gradient descent")])
def test_a_learners_class_runs_too(method, name):
    assert f"mine takes the steps of {name}." in explore.race(mine=method).finding.detail


def test_other_methods_of_the_course_run_without_trouble():
    detail = explore.race(newton=newton_step, adamw=adamw_step).finding.detail
    assert "newton is nearest to" in detail
    assert "adamw is nearest to Adam and leaves its path at step" in detail


def forgets_the_state(w, grad, velocity, *, lr, momentum):
    return w - lr * grad + momentum * (velocity or 0)


def explodes(w, grad, *, lr):
    return w - lr * grad / 0.0


def loops(w, grad, *, lr):
    while True:
        w = w - lr * grad


def wrong_shape(w, grad, *, lr):
    return np.outer(w, lr * grad)


def unwritten(w, grad, m, v, t, *, lr, betas, eps):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (forgets_the_state, "mine raised ValueError at step 1: expected the new w and velocity."),
        (explodes, "mine returned nan or infinity at step 1."),
        (wrong_shape, "mine raised ValueError at step 1: the new point has shape (2, 2), the old one had (2,)."),
        (unwritten, "mine is not written yet."),
        (3, "mine raised TypeError at step 1"),
    ],
)
def test_what_goes_wrong_in_a_learners_function_is_said(method, words):
    explorer = explore.race(mine=method)
    assert words in explorer.finding.detail
    explorer.controls["step"].value = STEPS  # and the others run on


def test_an_endless_step_is_stopped(monkeypatch):
    monkeypatch.setattr("descent.explore.runners.SECONDS", 0.2)
    assert "mine took more than" in explore.race(mine=loops).finding.detail


def test_a_method_that_changes_its_arguments_disturbs_nobody():
    def in_place(w, grad, *, lr):
        w -= lr * grad
        grad[...] = 0
        return w

    assert "mine takes the steps of gradient descent." in explore.race(mine=in_place).finding.detail


def test_there_is_room_for_three_and_no_name_twice():
    with pytest.raises(ValueError, match="room for 3"):
        explore.race(a=gradient_step, b=gradient_step, c=gradient_step, d=gradient_step)
    with pytest.raises(ValueError, match="in the race already"):
        explore.race(Adam=adam_step)


def test_buttons_walk_through_the_race():
    explorer = explore.race()
    step = explorer.controls["step"]
    assert (explorer.player.min, explorer.player.max, explorer.player.value) == (0, STEPS, step.value)
    explorer.back.click()
    assert step.value == 0
    explorer.play.value = True
    assert explorer.play.description == "Pause"
    explorer.forward.click()
    assert (step.value, explorer.play.description) == (1, "Play")
    step.value = STEPS
    explorer.forward.click()
    assert step.value == STEPS


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_walk_off_the_map_ends_there(ground):
    walked = walk(lambda w, grad, *, lr: w + 100 + lr * grad, GROUNDS[ground], lr=1.0, steps=STEPS)
    assert walked.points.shape == (STEPS + 1, 2)
    assert np.isfinite(walked.points).all()
