"""Unit 09 as learners write it: the grid search and the clinic; the rest is in the files beside this one."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import importlib.util
from itertools import product
from pathlib import Path

import numpy as np

# grid_search


def search_in_a_loop(objective, grid):
    best_params, best_value = None, float("inf")
    names = list(grid)
    for combination in product(*grid.values()):
        params = dict(zip(names, combination, strict=True))
        value = objective(**params)
        if value < best_value:
            best_params, best_value = params, value
    return best_params, best_value


def search_by_argmin(objective, grid):
    every = [{name: v for name, v in zip(grid, values)} for values in product(*grid.values())]  # noqa: B905
    values = np.array([objective(**params) for params in every])
    return every[int(np.argmin(values))], values.min()


def search_by_recursion(objective, grid):
    def deeper(params, names):
        if not names:
            return [params, objective(**params)]
        trials = [deeper({**params, names[0]: value}, names[1:]) for value in grid[names[0]]]
        return min(trials, key=lambda trial: trial[1])

    return deeper({}, list(grid))


def search_by_sklearn(objective, grid):
    from sklearn.model_selection import ParameterGrid

    names = list(grid)
    order = [dict(zip(names, values, strict=True)) for values in product(*grid.values())]
    assert len(order) == len(ParameterGrid(grid))
    return min(((params, objective(**params)) for params in order), key=lambda trial: trial[1])


def search_by_index(objective, grid):
    sizes = [len(values) for values in grid.values()]
    trials = []
    for place in np.ndindex(*sizes):
        params = {name: grid[name][i] for name, i in zip(grid, place, strict=True)}
        trials.append((objective(**params), params))
    value, params = sorted(trials, key=lambda trial: trial[0])[0]
    return params, value


def search_by_zip(objective, grid):
    best = None
    for values in zip(*grid.values()):  # noqa: B905
        params = dict(zip(grid, values))  # noqa: B905
        value = objective(**params)
        if best is None or value < best[1]:
            best = (params, value)
    return best


def search_for_the_largest(objective, grid):
    best_params, best_value = None, -np.inf
    for values in product(*grid.values()):
        params = dict(zip(grid, values))  # noqa: B905
        if objective(**params) > best_value:
            best_params, best_value = params, objective(**params)
    return best_params, best_value


def search_keeps_the_last(objective, grid):
    best_params, best_value = None, np.inf
    for values in product(*grid.values()):
        params = dict(zip(grid, values))  # noqa: B905
        if objective(**params) <= best_value:
            best_params, best_value = params, objective(**params)
    return best_params, best_value


def search_turns_to_text(objective, grid):
    params, value = search_in_a_loop(objective, grid)
    return {name: str(v) for name, v in params.items()}, value


def search_stops_at_the_first(objective, grid):
    params = {name: values[0] for name, values in grid.items()}
    return params, objective(**params)


def search_returns_all(objective, grid):
    return [(params, objective(**params)) for params in [dict(zip(grid, v)) for v in product(*grid.values())]]  # noqa: B905


# cure


def doses_by_if(patient):
    if patient["name"] in ("Ann", "Cleo"):
        return {"lr": 0.005}
    if patient["name"] == "Ben":
        return {"lr": 0.3}
    if patient["name"] == "Dan":
        return {"weight_decay": 0.5}
    if patient["name"] == "Eve":
        return {"bias": 0}
    return {"lr": 0.2, "standardize": True}


def doses_with_all_settings(patient):
    changed = {
        "Ann": {"lr": 0.02},
        "Ben": {"lr": 0.15},
        "Cleo": {"lr": 0.02},
        "Dan": {"weight_decay": 0.2},
        "Eve": {"bias": 0.1},
        "Finn": {"lr": 0.1, "standardize": True},
    }
    return {**patient["settings"], **changed[patient["name"]]}


def doses_with_schedules(patient):
    return {
        "Ann": {"lr": 0.1, "schedule": "cosine"},
        "Ben": {"lr": 0.4, "schedule": "cosine"},
        "Cleo": {"lr": 0.02, "schedule": "cosine"},
        "Dan": {"weight_decay": 0.3, "schedule": "cosine"},
        "Eve": {"bias": 0.0, "activation": "leaky_relu"},
        "Finn": {"standardize": np.True_, "lr": np.float64(0.2)},
    }[patient["name"]]


def doses_by_curves(patient):
    """Read the illness off the curves, without looking at the name."""
    lr, loss, seen = patient["settings"]["lr"], patient["train_loss"], patient["val_loss"]
    if not np.isfinite(loss[-1]):
        return {"lr": lr / 10}
    if seen[-1] > 1.5 * seen.min() and loss[-1] < 0.2 * loss[0] and np.all(np.diff(loss) < 0.2 * loss[0]):
        return {"weight_decay": 0.3}
    if lr < 1e-4:
        return {"standardize": True, "lr": 0.1}
    if np.abs(np.diff(loss)).max() > 0.3 * loss.mean():
        return {"lr": lr / 30}
    if patient["grad_norm"][-1] < 0.05:
        return {"bias": 0.0}
    return {"lr": lr * 60}


def leaves_all(patient):
    return dict(patient["settings"].items())


def one_for_all(patient):
    return {"lr": 0.05, "standardize": True}


def renamed(patient):
    return {"eta": 0.01}


def ten_times_too_many(patient):
    return {"epochs": 4000}


def as_text(patient):
    return {"lr": "0.01"}


def infinite(patient):
    return {"lr": float("nan")}


def a_list(patient):
    return list(doses_by_if(patient).items())


def only_the_rate(patient):
    return doses_by_if(patient).get("lr", 0.01)


def writes_into_the_record(patient):
    patient["settings"]["lr"] = 0.01
    return patient["settings"]


def raises_where_it_should_lower(patient):
    if patient["name"] in ("Ann", "Cleo"):
        return {"lr": 2 * patient["settings"]["lr"]}
    return doses_by_if(patient)


def only_scales(patient):
    return {"standardize": True} if patient["name"] == "Finn" else doses_by_if(patient)


def a_little(patient):
    return {"lr": 0.006} if patient["name"] == "Ben" else doses_by_if(patient)


def everything_at_once(patient):
    return {"lr": 0.1, "standardize": True, "weight_decay": 0.1, "bias": 0.5}


def beside(name):
    spec = importlib.util.spec_from_file_location(f"variants_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


schedules, draws, candidates = map(beside, ["tuning_schedules", "tuning_draws", "tuning_candidates"])
more = [beside(f"tuning_more_{part}") for part in ("schedules", "searches", "judges")]

CORRECT = {
    **schedules.CORRECT,
    **draws.CORRECT,
    **candidates.CORRECT,
    "grid_search": [search_in_a_loop, search_by_argmin, search_by_recursion, search_by_sklearn, search_by_index],
    "cure": [doses_by_if, doses_with_all_settings, doses_with_schedules, doses_by_curves],
}

WRONG = {
    **schedules.WRONG,
    **draws.WRONG,
    **candidates.WRONG,
    "grid_search": {
        "zip instead of product": [search_by_zip],
        "maximises": [search_for_the_largest],
        "last tie": [search_keeps_the_last],
    },
    "cure": {
        "untreated": [leaves_all],
        "unknown setting": [renamed],
        "out of range": [ten_times_too_many, as_text, infinite],
        "record changed": [writes_into_the_record],
        "the wrong way": [raises_where_it_should_lower],
        "half a cure": [only_scales],
        "wrong dose": [a_little],
        "too many changes": [everything_at_once],
    },
}

UNLISTED = {
    **schedules.UNLISTED,
    **draws.UNLISTED,
    **candidates.UNLISTED,
    "grid_search": [search_turns_to_text, search_stops_at_the_first, search_returns_all],
    "cure": [one_for_all, a_list, only_the_rate],
}

for part in more:
    for name in CORRECT:
        CORRECT[name] = [*CORRECT[name], *part.CORRECT.get(name, [])]
        UNLISTED[name] = [*UNLISTED[name], *part.UNLISTED.get(name, [])]
        for mistake, functions in part.WRONG.get(name, {}).items():
            WRONG[name] = {**WRONG[name], mistake: [*WRONG[name].get(mistake, []), *functions]}
