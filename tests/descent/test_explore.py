"""Explorers: every control moves the picture, at once and without a warning, and the words tell the truth."""

import base64
import html
import io
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from descent import explore, landscapes
from descent.explore.explorer import Explorer
from descent.explore.update_rule import descend
from ipywidgets import BoundedFloatText, Button, Dropdown, ValueWidget
from PIL import Image

every = pytest.mark.parametrize("name", explore.__all__)


@pytest.fixture(autouse=True)
def _no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def settings(control: Any) -> list[Any]:
    if isinstance(control, Dropdown):
        return [*control.options[::-1], control.value]
    if isinstance(control, BoundedFloatText):
        return list(np.logspace(-3, 0, 9))
    low, high = control.min, control.max
    if hasattr(control, "base"):
        return list(control.base ** np.linspace(low, high, 9))
    return [type(control.value)(value) for value in np.linspace(low, high, 9)]


def sliders(explorer: Explorer) -> dict[str, Any]:
    return {name: control for name, control in explorer.controls.items() if isinstance(control, ValueWidget)}


@every
def test_every_control_moves_the_picture(name: str) -> None:
    explorer = getattr(explore, name)()
    if name.startswith("predict_"):
        explorer.controls["lock"].click()
    for label, control in sliders(explorer).items():
        seen = set()
        for value in [*settings(control), control.value]:
            control.value = value
            seen.add(bytes(explorer.image.value))
            assert explorer.finding.verdict in explorer.readout.value
        assert len(seen) > 2, f"{label} does not move the picture"


@every
def test_a_picture_is_a_jpeg_of_1350_pixels_shown_at_900(name: str) -> None:
    explorer = getattr(explore, name)()
    image = Image.open(io.BytesIO(bytes(explorer.image.value)))
    assert (image.format, image.width) == ("JPEG", 1350)
    assert explorer.image.layout.max_width == "900px"
    assert html.escape(explorer.picture.alt) in explorer.readout.value
    assert explorer.image.tooltip == explorer.title
    assert explorer.image.description == ""  # without one ipywidgets 8.1 shows no picture that has a tooltip


@every
def test_the_same_settings_give_the_same_bytes(name: str) -> None:
    one, two = getattr(explore, name)(), getattr(explore, name)()
    for explorer in (one, two):
        for control in sliders(explorer).values():
            control.value = settings(control)[3]
    last = list(sliders(two).values())[-1]
    back, last.value = last.value, settings(last)[5]
    last.value = back
    assert bytes(one.image.value) == bytes(two.image.value)


@every
def test_a_move_takes_less_than_forty_milliseconds_of_the_processor(name: str) -> None:
    explorer = getattr(explore, name)()
    if name.startswith("predict_"):
        explorer.controls["lock"].click()
    control = next(c for c in sliders(explorer).values() if not isinstance(c, Dropdown) and not c.disabled)
    times = []
    for value in [*settings(control), *settings(control)[::-1]]:
        before = time.process_time()  # not of the clock, which other processes slow down
        control.value = value
        times.append(time.process_time() - before)
    median = 1e3 * statistics.median(times)
    print(f"{name}: {median:.1f} ms a move")
    assert median < 40


@every
def test_a_strip_shows_and_tells(name: str) -> None:
    explorer = getattr(explore, name)()
    before = bytes(explorer.image.value)
    strip = explorer.strip()
    image = Image.open(io.BytesIO(strip._repr_png_()))
    assert image.format == "PNG"
    assert image.width > image.height / 2
    assert 3 <= len(strip.frames) <= 4
    assert len({str(finding) for _, finding in strip.frames}) == len(strip.frames)
    for _, finding in strip.frames:
        assert finding.verdict in str(strip)
        assert finding.verdict in strip._repr_html_()
    assert strip._repr_html_().count("<img ") == strip._repr_html_().count(" alt=") == len(strip.frames)
    assert bytes(explorer.image.value) == before


@every
def test_pages_without_widgets_get_a_picture_and_words(name: str) -> None:
    explorer = getattr(explore, name)()
    data, metadata = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).format == "PNG"
    assert explorer.finding.verdict in data["text/plain"]
    assert explorer.finding.verdict in metadata["image/png"]["alt"]


@every
def test_the_look_does_not_depend_on_the_notebooks_own_style(name: str) -> None:
    from matplotlib import rc_context

    plain = bytes(getattr(explore, name)().image.value)
    with rc_context({"axes.facecolor": "black", "font.size": 20, "lines.linewidth": 9, "axes.grid": False}):
        assert bytes(getattr(explore, name)().image.value) == plain


def test_explorers_leave_pyplot_alone() -> None:
    code = "import sys, descent.explore as e; e.tangent(); sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=120, check=False).returncode == 0


def test_the_last_position_wins_when_a_control_moves_during_a_redraw() -> None:
    explorer = explore.tangent()
    drawn = []
    frame = explorer.picture.frame

    def watched(**values: Any) -> Any:
        drawn.append(values["distance"])
        if len(drawn) == 1:
            for distance in (0.1, 0.2, 1.5):
                explorer.controls["distance"].value = distance
        return frame(**values)

    explorer.picture.frame = watched
    explorer.controls["distance"].value = 0.3
    assert drawn == [0.3, 1.5]
    assert "1.5 away" in str(explorer.finding)


@pytest.mark.parametrize(
    ("angle", "verdict"),
    [(0.0, "steepest way up"), (90.0, "along the level set"), (180.0, "steepest way down"), (45.0, "uphill")],
)
def test_the_gradient_of_a_round_bowl_points_outwards(angle: float, verdict: str) -> None:
    explorer = explore.gradient()
    for control, value in {"landscape": "bowl", "x": 1.0, "y": 0.0, "angle": angle}.items():
        explorer.controls[control].value = value
    assert explorer.finding.verdict == verdict


@pytest.mark.parametrize(
    ("h", "verdict"),
    [(1e-16, "no step at all"), (1e-12, "rounding rules"), (6e-6, "near the best step"), (0.1, "truncation rules")],
)
def test_the_step_of_a_difference_has_a_best_size(h: float, verdict: str) -> None:
    explorer = explore.difference_step()
    explorer.controls["h"].value = h
    assert explorer.finding.verdict == verdict


@pytest.mark.parametrize(
    ("lr", "verdict"),
    [(0.004, "too low"), (0.03, "good"), (0.07, "oscillates, yet converges"), (0.08, "bounces"), (0.09, "diverges")],
)
def test_a_ravine_names_the_regime_of_its_rate(lr: float, verdict: str) -> None:
    explorer = explore.update_rule()
    explorer.controls["lr"].value = lr
    assert explorer.finding.verdict.startswith(verdict)


def test_descent_takes_plain_gradient_steps_and_stops_before_it_overflows() -> None:
    points, left = descend(landscapes.bowl, lr=0.5, steps=3)
    np.testing.assert_allclose(points, landscapes.bowl.start * 0.5 ** np.arange(4)[:, None])
    assert not left
    points, left = descend(landscapes.rosenbrock, lr=3.0, steps=100)
    assert left
    assert len(points) < 6
    assert np.isfinite(points).all()


@pytest.mark.parametrize("kappa", [1.3, 10.0, 1000.0])
@pytest.mark.parametrize("share", [0.5, 1.0])
def test_the_measured_contraction_is_that_of_theory(kappa: float, share: float) -> None:
    explorer = explore.condition_number()
    explorer.controls["kappa"].value, explorer.controls["share"].value = kappa, share
    (_, measured) = (float(number[0]) for number in explorer.picture._measured.get_data())
    lr = share * 2 / (1 + kappa)
    assert measured == pytest.approx(max(abs(1 - lr), abs(1 - lr * kappa)), abs=1e-6)


def test_a_guess_comes_before_the_slider_and_is_scored() -> None:
    explorer = explore.predict_rate(seed=3)
    lr, lock, again = (explorer.controls[name] for name in ("lr", "lock", "again"))
    true = 2 / np.linalg.eigvalsh(explorer.problem.hessian([0.0, 0.0]))[-1]
    assert lr.disabled
    assert again.disabled
    assert f"{true:.3g}" not in explorer.readout.value
    explorer.controls["guess"].value = true * 1.05
    lock.click()
    assert not lr.disabled
    assert explorer.controls["guess"].disabled
    assert f"= {true:.3g}" in explorer.readout.value
    assert "1 of 1 within 10 %, 1 in a row" in explorer.readout.value
    lr.value = 1.02 * true
    assert explorer.finding.verdict == "diverges"
    lock.click()
    assert len(explorer.guesses) == 1
    again.click()
    assert lr.disabled
    assert isinstance(again, Button)
    explorer.controls["guess"].value = 50.0
    lock.click()
    assert "1 of 2 within 10 %, 0 in a row" in explorer.readout.value
    assert "too bold" in explorer.readout.value


def test_the_seed_decides_the_problems() -> None:
    curvatures = [tuple(explore.predict_rate(seed=seed).problem.curvatures) for seed in (1, 1, 2)]
    assert curvatures[0] == curvatures[1] != curvatures[2]
