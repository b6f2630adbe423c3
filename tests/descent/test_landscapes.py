"""Landscapes: their derivatives against central differences and torch, their minima, their promises."""

import dataclasses
import warnings

import numpy as np
import pytest
import torch
from descent import landscapes
from matplotlib.figure import Figure

torch.set_num_threads(1)
EVERY = [*landscapes.ALL, landscapes.quadratic([[2.0, 1.0], [-0.5, 3.0]], [1.0, -2.0], name="tilted")]
FLAT = [landscape for landscape in EVERY if landscape.dimension == 2]
TORCH = {
    "bowl": lambda p: (p[0] ** 2 + p[1] ** 2) / 2,
    "ravine": lambda p: (p[0] ** 2 + 25 * p[1] ** 2) / 2,
    "Rosenbrock": lambda p: (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2,
    "Himmelblau": lambda p: (p[0] ** 2 + p[1] - 11) ** 2 + (p[0] + p[1] ** 2 - 7) ** 2,
    "saddle": lambda p: p[0] ** 2 / 2 + p[1] ** 4 / 4 - p[1] ** 2 / 2,
    "double well": lambda p: p[0] ** 4 / 4 - p[0] ** 2 / 2 + p[0] / 5,
    "tilted": lambda p: (2 * p[0] ** 2 + 0.5 * p[0] * p[1] + 3 * p[1] ** 2) / 2 - p[0] + 2 * p[1],
}
named = pytest.mark.parametrize("landscape", EVERY, ids=lambda landscape: landscape.name)


def points(landscape: landscapes.Landscape) -> np.ndarray:
    return np.random.default_rng(1).uniform(-2, 2, (7, landscape.dimension))


@named
def test_value_gradient_and_hessian_equal_those_of_torch(landscape: landscapes.Landscape) -> None:
    f = TORCH[landscape.name]
    for x in points(landscape):
        p = torch.tensor(x, requires_grad=True)
        value = f(p)
        (slope,) = torch.autograd.grad(value, p)
        assert landscape(x) == pytest.approx(value.item(), rel=1e-12)
        np.testing.assert_allclose(landscape.gradient(x), slope.numpy(), rtol=1e-10, atol=1e-12)
        bend = torch.autograd.functional.hessian(f, torch.tensor(x)).numpy()
        np.testing.assert_allclose(landscape.hessian(x), bend, rtol=1e-10, atol=1e-12)


@named
def test_gradient_and_hessian_equal_central_differences(landscape: landscapes.Landscape) -> None:
    h = 1e-5
    for x in points(landscape):
        steps = h * np.eye(landscape.dimension)
        slope = [(landscape(x + s) - landscape(x - s)) / (2 * h) for s in steps]
        bend = [(landscape.gradient(x + s) - landscape.gradient(x - s)) / (2 * h) for s in steps]
        np.testing.assert_allclose(landscape.gradient(x), slope, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(landscape.hessian(x), bend, rtol=1e-6, atol=1e-5)


@named
def test_minima_are_critical_curve_upwards_and_lie_in_the_window(landscape: landscapes.Landscape) -> None:
    assert len(landscape.minima)
    for minimum in landscape.minima:
        np.testing.assert_allclose(landscape.gradient(minimum), 0, atol=1e-9)
        assert np.linalg.eigvalsh(landscape.hessian(minimum)).min() > 0
        for coordinate, (low, high) in zip(minimum, landscape.window, strict=True):
            assert low < coordinate < high


@named
def test_one_call_serves_a_point_a_trajectory_and_a_grid(landscape: landscapes.Landscape) -> None:
    many = np.random.default_rng(2).normal(size=(3, 4, landscape.dimension))
    assert isinstance(landscape(many[0, 0]), float)
    assert landscape(many).shape == (3, 4)
    assert landscape(many)[1, 2] == pytest.approx(landscape(many[1, 2]))
    np.testing.assert_allclose(landscape.gradient(many)[1, 2], landscape.gradient(many[1, 2]))
    np.testing.assert_allclose(landscape.hessian(many)[1, 2], landscape.hessian(many[1, 2]))


@named
def test_a_landscape_cannot_be_changed(landscape: landscapes.Landscape) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        landscape.name = "other"  # type: ignore[misc]
    landscape.start[:] = 99
    landscape.minima[:] = 99
    landscape.hessian(landscape.start)[:] = 99
    assert np.all(landscape.start < 99)
    assert np.all(landscape.minima < 99)
    assert np.all(landscape.hessian(landscape.minima[0]) != 99)


@pytest.mark.parametrize("landscape", FLAT, ids=lambda landscape: landscape.name)
def test_level_sets_are_drawn_without_a_warning(landscape: landscapes.Landscape) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = landscape.contour(Figure().subplots(), 9)
    assert len(drawn.levels) == 9
    assert np.all(np.diff(drawn.levels) > 0)


def test_the_condition_number_of_a_valley_is_the_one_asked_for() -> None:
    assert landscapes.valley(40.0).kappa == pytest.approx(40.0)
    assert landscapes.ravine.kappa == pytest.approx(25.0)
    assert landscapes.ravine.sharpest_curvature == pytest.approx(25.0)
    with pytest.raises(ValueError, match="at least 1"):
        landscapes.valley(0.5)


def test_shapes_that_do_not_fit_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="square"):
        landscapes.quadratic([[1.0, 2.0]])
    with pytest.raises(ValueError, match=r"shape \(2,\)"):
        landscapes.quadratic(np.eye(2), [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="a grid needs 2"):
        landscapes.double_well.grid()


def test_a_quadratic_without_a_floor_has_no_minimum() -> None:
    assert landscapes.quadratic([[1.0, 0.0], [0.0, -1.0]]).minima.shape == (0, 2)
