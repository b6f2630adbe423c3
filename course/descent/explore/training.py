"""Watch a network train, and act while it does: a rate slider, a stop button, curves that grow.

What is watched is the learner's own loop. Two hooks of `torch.optim.Optimizer` see every step: before it the gradients
are read and the rate is set, after it the picture may be drawn. The start button trains in a thread, so that the kernel
stays free for the slider. `finish()` waits for that thread, or trains in the cell that calls it where nobody has
pressed start, as in "Run All" and where notebooks run without a browser. While a cell runs, a kernel hears neither
sliders nor buttons, so they are switched off then, and the kernel's own interrupt is the stop button.
"""

from __future__ import annotations

import html
import inspect
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import ipywidgets as widgets
import numpy as np

from descent.explore.explorer import CONTROL, LABEL, WIDTH, NamedImage
from descent.explore.stage import jpeg
from descent.explore.training_picture import TrainingPicture

FACTORS = (-2.0, 2.0)  # exponents of what the slider multiplies the rate by
PATIENCE = 0.5  # seconds between two pictures, at least; drawing gets a tenth of the time, at most


class Stopped(Exception):
    """Raised in the loop before a step when the learner has pressed stop."""


@dataclass
class History:
    """What happened at each step, and what `evaluate` said after each epoch as (step, loss, accuracy)."""

    loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    gradient_norm: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    tests: list[tuple[int, float, float]] = field(default_factory=list)
    seconds: float = 0.0
    stopped: bool = False

    def __str__(self) -> str:
        steps, how = len(self.rate), "stopped" if self.stopped else "finished"
        told = f"{how} after {steps} step{'s' if steps != 1 else ''}, {self.seconds:.0f} s"
        if self.tests:
            _, loss, accuracy = self.tests[-1]
            told += f"; on test data: loss {loss:.3f}" + (f", accuracy {accuracy:.1%}" if accuracy == accuracy else "")
        return told


class Training(widgets.VBox):
    """The widget, and the run that it shows; see `training`."""

    title = "Training, live"

    def __init__(
        self,
        epoch: Callable[..., Any],
        optimizer: Any,
        *,
        epochs: int,
        steps: int | None,
        schedule: Callable[[int], float] | None,
        evaluate: Callable[[], Any] | None,
        loss_fn: Callable[..., Any] | None,
    ) -> None:
        self.history = History()
        self.error: Exception | None = None
        self._epoch, self._optimizer, self._epochs, self._steps = epoch, optimizer, epochs, steps
        self._evaluate, self._loss_fn = evaluate, loss_fn
        self._base = [group["lr"] for group in optimizer.param_groups]
        self._schedule = schedule
        self._stop, self._begun, self._over = threading.Event(), threading.Lock(), threading.Event()
        self._drawn, self._cost = 0.0, 0.0
        self._listening = True  # no cell waits for the end
        self.picture = TrainingPicture()
        self.start = widgets.Button(description="Start", button_style="primary", icon="play", tooltip="train")
        self.stop = widgets.Button(description="Stop", icon="stop", disabled=True, tooltip="stop after this step")
        self.factor = widgets.FloatLogSlider(
            1.0, base=10, min=FACTORS[0], max=FACTORS[1], step=0.05, description="rate ×", readout_format=".3g",
            continuous_update=True, tooltip="", style={"description_width": LABEL},
            layout=widgets.Layout(width=CONTROL),
        )  # fmt: skip
        self.bar = widgets.IntProgress(
            0, max=max(epochs * (steps or 1), 1), description="progress", tooltip="",
            style={"description_width": LABEL}, layout=widgets.Layout(width=CONTROL),
        )  # fmt: skip
        self.image = NamedImage(format="jpeg", tooltip=self.title, layout=widgets.Layout(max_width=f"{WIDTH}px"))
        self.readout = widgets.HTML()
        self.start.on_click(lambda _: self.begin())
        self.stop.on_click(lambda _: self.halt())
        row = widgets.Layout(display="flex", flex_flow="row wrap", max_width=f"{WIDTH}px", grid_gap="2px 12px")
        controls = widgets.Box([self.start, self.stop, self.factor, self.bar], layout=row)
        super().__init__([controls, self.image, self.readout])
        self._show("ready: press Start, and move the rate while it runs")

    def begin(self) -> None:
        """Train in a thread; a second call does nothing."""
        if self._begun.acquire(blocking=False):
            threading.Thread(target=self._run, name="training", daemon=True).start()

    def halt(self) -> None:
        """Stop before the next step."""
        self._stop.set()

    def finish(self) -> History:
        """Train to the end, or wait for it if it has been started; return the history.

        An interrupt of the kernel counts as the stop button. Raises what the loop has raised.
        """
        self._listening = False
        self.stop.disabled = self.factor.disabled = True
        try:
            if self._begun.acquire(blocking=False):
                self._run()
            while not self._over.wait(0.1):
                pass
        except KeyboardInterrupt:
            self.halt()
            self._over.wait()
        if self.error is not None:
            raise self.error
        return self.history

    def _run(self) -> None:
        self.start.disabled, self.stop.disabled = True, not self._listening
        begun = time.perf_counter()
        caught: BaseException | None = None
        hooks = [
            self._optimizer.register_step_pre_hook(self._before),
            self._optimizer.register_step_post_hook(self._after),
        ]
        try:
            self._all_epochs()
        except (Stopped, KeyboardInterrupt):
            self.history.stopped = True
        except BaseException as error:
            caught = error
            raise
        finally:
            for hook in hooks:
                hook.remove()
            for group, rate in zip(self._optimizer.param_groups, self._base, strict=True):
                group["lr"] = rate
            self.history.seconds = time.perf_counter() - begun
            self.error = caught if isinstance(caught, Exception) else None
            self.stop.disabled = True
            self._show(f"failed: {type(caught).__name__}: {caught}" if caught else str(self.history))
            self._over.set()

    def _all_epochs(self) -> None:
        for _ in range(self._epochs):
            before = len(self.history.rate)
            result = self._epoch(self._watched) if self._loss_fn is not None else self._epoch()
            done = len(self.history.rate) - before
            if self._loss_fn is None and result is not None and done:
                # A loop that keeps its losses to itself is taken at its word, one number a step or one an epoch.
                values = np.atleast_1d(np.asarray(result, dtype=float))
                self.history.loss += np.interp(np.linspace(0, 1, done), np.linspace(0, 1, len(values)), values).tolist()
            if self._evaluate is not None:
                found = np.atleast_1d(np.asarray(self._evaluate(), dtype=float))
                accuracy = float(found[1]) if len(found) > 1 else float("nan")
                self.history.tests.append((len(self.history.rate), float(found[0]), accuracy))
            self._draw_if_due()

    def _watched(self, scores: Any, targets: Any) -> Any:
        assert self._loss_fn is not None
        loss = self._loss_fn(scores, targets)
        self.history.loss.append(float(loss.detach()))
        if scores.ndim > 1 and scores.shape[:1] == targets.shape:
            self.history.accuracy.append(float((scores.detach().argmax(dim=1) == targets).float().mean()))
        return loss

    def _before(self, optimizer: Any, *_: Any) -> None:
        if self._stop.is_set():
            raise Stopped
        step, factor = len(self.history.rate), self.factor.value
        for group, rate in zip(optimizer.param_groups, self._base, strict=True):
            group["lr"] = factor * (self._schedule(step) if self._schedule is not None else rate)
        grads = [p.grad for group in optimizer.param_groups for p in group["params"] if p.grad is not None]
        self.history.gradient_norm.append(float(sum(float(g.norm()) ** 2 for g in grads)) ** 0.5)
        self.history.rate.append(float(optimizer.param_groups[0]["lr"]))

    def _after(self, *_: Any) -> None:
        self._draw_if_due()

    def _draw_if_due(self) -> None:
        waited = time.perf_counter() - self._drawn
        if waited > max(PATIENCE, 10 * self._cost):
            step, total = len(self.history.rate), self.bar.max
            of = f" of {total}" if self._steps else ""
            told = f"step {step}{of}, rate {self.history.rate[-1]:.2g}" if step else "begun"
            self._show(told if self._listening else f"{told} (a cell waits: interrupt the kernel to stop)")

    def _show(self, words: str) -> None:
        begun = time.perf_counter()
        history = self.history
        self.bar.value = min(len(history.rate), self.bar.max)
        self.image.value = jpeg(self.picture.draw(history))
        numbers = "".join(
            f"; {name} {np.mean(values[-20:]):.3g}"
            for name, values in [("loss", history.loss), ("gradient norm", history.gradient_norm)]
            if values
        )
        text = f"{words}{numbers} (mean of the last 20 steps)." if numbers else f"{words}."
        style = f"max-width:{WIDTH}px; font-size:15px; line-height:1.45; margin:2px 12px 10px"
        self.readout.value = f'<div role="status" aria-live="off" style="{style}">{html.escape(text)}</div>'
        self._drawn = time.perf_counter()
        self._cost = self._drawn - begun


def training(
    epoch: Callable[..., Any],
    optimizer: Any,
    *,
    epochs: int,
    steps: int | None = None,
    schedule: Callable[[int], float] | None = None,
    evaluate: Callable[[], Any] | None = None,
    loss_fn: Callable[..., Any] | None = None,
) -> Training:
    """Watch `epochs` calls of `epoch`, each of which trains with `optimizer`, with a rate slider and a stop button.

    With `loss_fn` it is called as `epoch(loss_fn)` and every loss is seen as it is computed, with the accuracy where
    the scores are (N, C) and the targets (N,); without, as `epoch()`, and what it returns counts as its loss or losses.
    `steps` an epoch are for the progress bar; `schedule(step)` is the rate, which the slider multiplies;
    `evaluate()` returns a test loss, or a loss and an accuracy. `finish()` returns the history.
    """
    if loss_fn is not None and not inspect.signature(epoch).parameters:
        raise TypeError("With `loss_fn`, `epoch` takes the loss function as its argument: `lambda loss_fn: …`.")
    return Training(epoch, optimizer, epochs=epochs, steps=steps, schedule=schedule, evaluate=evaluate, loss_fn=loss_fn)
