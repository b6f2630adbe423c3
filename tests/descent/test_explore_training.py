"""The live view of training: what it sees, what the slider and the button do, and that errors reach the cell."""

import threading
import time

import pytest
import torch
from descent import explore
from descent.explore.training import History
from descent.explore.training_picture import TrainingPicture
from reference.cnn import TorchAdam, train_epoch
from torch.nn import functional as F  # noqa: N812


def problem(epochs=2, pause=0.0, optimiser=TorchAdam, **options):
    torch.manual_seed(0)
    model = torch.nn.Linear(4, 3)
    X = torch.randn(30, 4)
    y = X[:, :3].argmax(dim=1)
    optimizer = optimiser(model.parameters(), lr=0.1)
    loader = [(X[k : k + 10], y[k : k + 10]) for k in range(0, 30, 10)]

    def epoch(loss_fn):
        time.sleep(pause)
        return train_epoch(model, loader, optimizer, loss_fn, "cpu")

    live = explore.training(
        epoch, optimizer, epochs=epochs, steps=3, loss_fn=F.cross_entropy, evaluate=lambda: (0.5, 0.9), **options
    )
    return live, model, optimizer


def test_without_a_press_of_start_finish_trains_here_and_now():
    live, model, optimizer = problem(epochs=2)
    before = model.weight.detach().clone()
    threads = threading.active_count()
    history = live.finish()
    assert threading.active_count() == threads
    assert [len(each) for each in (history.loss, history.accuracy, history.gradient_norm, history.rate)] == [6] * 4
    assert history.rate == [0.1] * 6
    assert history.tests == [(3, 0.5, 0.9), (6, 0.5, 0.9)]
    assert not history.stopped
    assert live.bar.value == live.bar.max == 6
    assert not torch.equal(before, model.weight)
    assert optimizer.param_groups[0]["lr"] == 0.1
    assert "finished after 6 steps" in live.readout.value
    assert live.stop.disabled
    assert live.factor.disabled
    assert live.finish() is history  # and does not train again
    assert len(history.rate) == 6


def test_what_is_seen_is_what_the_loop_did():
    live, model, _ = problem(epochs=1)
    twin, other, optimizer = problem(epochs=1)
    history = live.finish()
    losses, norms = [], []
    torch.manual_seed(0)
    torch.nn.Linear(4, 3)
    X = torch.randn(30, 4)
    y = X[:, :3].argmax(dim=1)
    for k in range(0, 30, 10):
        optimizer.zero_grad()
        loss = F.cross_entropy(other(X[k : k + 10]), y[k : k + 10])
        loss.backward()
        losses.append(loss.item())
        norms.append(torch.cat([p.grad.flatten() for p in other.parameters()]).norm().item())
        optimizer.step()
    assert history.loss == losses
    assert history.gradient_norm == pytest.approx(norms, rel=1e-5)
    assert torch.equal(model.weight, other.weight)
    assert twin.history.loss == []


def test_the_rate_follows_the_schedule_times_the_slider_while_it_runs():
    live, *_ = problem(epochs=40, pause=0.01, schedule=lambda step: 0.2 / (step + 1))
    live.start.click()
    while len(live.history.rate) < 6:
        time.sleep(0.005)
    live.factor.value = 10.0
    moved = len(live.history.rate) + 1
    history = live.finish()
    assert history.rate[:3] == [0.2, 0.1, 0.2 / 3]
    assert history.rate[moved + 3] == pytest.approx(10 * 0.2 / (moved + 4))
    assert len(history.rate) == 120


def test_stop_acts_during_the_run_and_leaves_what_was_learned():
    live, model, optimizer = problem(epochs=10_000, pause=0.005)
    before = model.weight.detach().clone()
    live.start.click()
    live.start.click()  # twice is once
    while len(live.history.rate) < 5:
        time.sleep(0.005)
    assert not live.stop.disabled
    live.stop.click()
    history = live.finish()
    assert history.stopped
    assert 5 <= len(history.rate) < 1000
    assert not torch.equal(before, model.weight)
    assert "stopped after" in live.readout.value
    assert live.stop.disabled
    assert optimizer._optimizer_step_pre_hooks == {}


def test_an_interrupt_counts_as_stop(monkeypatch):
    live, *_ = problem(epochs=3)
    calls = []

    def interrupted(*_):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(live, "_after", interrupted)
    assert live.finish().stopped
    assert len(live.history.rate) == 4


@pytest.mark.parametrize("threaded", [False, True])
def test_an_error_of_the_loop_reaches_the_cell_and_the_picture(threaded, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    live, _, optimizer = problem()
    live._epoch = lambda _: 1 / 0
    if threaded:
        live.begin()
    with pytest.raises(ZeroDivisionError):
        live.finish()
    assert "ZeroDivisionError" in live.readout.value
    assert optimizer._optimizer_step_post_hooks == {}


@pytest.mark.parametrize(("returned", "loss"), [(0.7, [0.7, 0.7]), ([0.9, 0.4], [0.9, 0.4]), (None, [])])
def test_a_loop_that_computes_its_loss_itself_returns_it(returned, loss):
    weight = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([weight], lr=0.1)

    def epoch():
        for _ in range(2):
            weight.grad = torch.tensor([3.0, 4.0])
            optimizer.step()
        return returned

    history = explore.training(epoch, optimizer, epochs=1, evaluate=lambda: 0.3).finish()
    assert history.loss == pytest.approx(loss)
    assert history.gradient_norm == pytest.approx([5.0, 5.0])
    assert history.accuracy == []
    assert history.tests[0][:2] == (2, 0.3)
    assert "accuracy" not in str(history)


def test_a_loop_that_takes_no_loss_function_is_refused_with_a_sentence():
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(2))], lr=0.1)
    with pytest.raises(TypeError, match="takes the loss function as its argument"):
        explore.training(lambda: None, optimizer, epochs=1, loss_fn=F.cross_entropy)


def test_the_picture_survives_losses_that_are_infinite_or_not_numbers():
    picture = TrainingPicture()
    history = History(loss=[1.0, float("inf"), float("nan"), 2.0], gradient_norm=[0.0] * 4, rate=[0.1] * 4)
    assert picture.draw(history).shape == (290, 900, 4)


def test_drawing_takes_a_small_part_of_the_time():
    live, *_ = problem(epochs=3)
    live.finish()
    assert live._cost < 1.0


def test_the_middle_panel_shows_the_rate_as_long_as_no_accuracy_is_known():
    picture, history = TrainingPicture(), History(loss=[2.0, 1.9], gradient_norm=[1.0, 1.0], rate=[0.1, 0.2])
    picture.draw(history)
    assert picture.middle.get_title(loc="left") == "Learning rate"
    history.tests.append((2, 1.9, 0.5))
    picture.draw(history)
    assert picture.middle.get_title(loc="left") == "Accuracy"


@pytest.mark.parametrize("span", [1.5, 10, 1e3, 1e9])
def test_logarithmic_axes_bear_a_few_numbers_whatever_they_span(span):
    picture = TrainingPicture()
    picture.draw(History(loss=[0.3, 0.3 * span], gradient_norm=[1.0, 1.0], rate=[0.1, 0.1]))
    low, high = picture.loss.get_ylim()
    assert 2 <= sum(low <= mark <= high for mark in picture.loss.get_yticks()) <= 6
