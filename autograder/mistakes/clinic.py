"""Unit 09's known mistakes in the clinic. `got[1]` is the prescription, `expected[1]` one that works."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

from descent.observing import CHANGED_ARGUMENT
from reference.tuning import cure

from autograder.exercise import Mistake


def untouched(patient):
    return {}


def untouched_settings(patient):
    return dict(patient["settings"])


def in_the_record(patient):
    patient["settings"].update(cure(patient))
    return patient["settings"]


def unknown_names(patient):
    return {"learning_rate": 0.01}


def out_of_range(patient):
    return {"lr": -0.1}


def too_many(patient):
    return {"lr": 0.04, "standardize": True, "bias": 0.1, "weight_decay": 0.1, "schedule": "cosine"}


def the_wrong_way(patient):
    rates = {"Ann": 1.0, "Ben": 1e-4, "Cleo": 0.5, "Finn": 1e-7}
    return {"lr": rates[patient["name"]]} if patient["name"] in rates else cure(patient)


def half_the_way(patient):
    doses = {"Ann": {"lr": 0.2}, "Ben": {"lr": 0.01}, "Cleo": {"lr": 0.05}, "Dan": {"weight_decay": 0.01}}
    return doses.get(patient["name"]) or {**cure(patient), **({"bias": -4.0} if patient["name"] == "Eve" else {})}


def one_of_two(patient):
    return {"standardize": True} if patient["name"] == "Finn" else cure(patient)


def the_other_of_two(patient):
    return {"lr": 1e-3} if patient["name"] == "Finn" else cure(patient)


def seen_untouched(_expected, got, name, seed, **_):
    from descent.clinic import PATIENTS, changes

    return isinstance(got[1], dict) and not changes(PATIENTS[name], got[1])


def seen_unknown(_expected, got, name, seed, **_):
    from descent.clinic import PATIENTS

    return isinstance(got[1], dict) and any(key not in PATIENTS[name].settings for key in got[1])


def seen_out_of_range(_expected, got, name, seed, **_):
    from descent.clinic import PATIENTS, prescription_problem

    known = isinstance(got[1], dict) and all(key in PATIENTS[name].settings for key in got[1])
    return known and any(prescription_problem(PATIENTS[name], {key: value}) for key, value in got[1].items())


def seen_too_many(_expected, got, name, seed, **_):
    from descent.clinic import MOST_CHANGES, PATIENTS, changes

    known = isinstance(got[1], dict) and all(key in PATIENTS[name].settings for key in got[1])
    return known and len(changes(PATIENTS[name], got[1])) > MOST_CHANGES


def seen_wrong_way(expected, got, name, seed, **_):
    from descent.clinic import PATIENTS

    before = PATIENTS[name].settings["lr"]
    right, given = expected[1].get("lr", before), got[1].get("lr", before)
    return (right - before) * (given - before) < 0


def seen_wrong_dose(expected, got, name, seed, **_):
    from descent.clinic import PATIENTS, changes

    return set(changes(PATIENTS[name], got[1])) == set(expected[1])


def seen_half(expected, got, name, seed, **_):
    from descent.clinic import PATIENTS, changes

    given = set(changes(PATIENTS[name], got[1]))
    return bool(given) and given < set(expected[1])


CURE = [
    Mistake(
        "record changed",
        "You wrote into the patient's record. Leave `patient['settings']` as it is and return a new dictionary with "
        "what is to change.",
        in_the_record,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "untreated",
        "A patient who is not cured leaves with the settings it came with. Name its illness from the curves, "
        "then change what causes it.",
        untouched,
        seen_untouched,
        also=[untouched_settings],
    ),
    Mistake(
        "unknown setting",
        "You prescribe a setting that does not exist. The names are the keys of `patient['settings']`.",
        unknown_names,
        seen_unknown,
    ),
    Mistake(
        "out of range",
        "You prescribe a value that the setting cannot take. The table in the lesson lists what is allowed.",
        out_of_range,
        seen_out_of_range,
    ),
    Mistake(
        "too many changes",
        "You change more than two settings at once, and then nobody learns which one helped. Find the one or two that "
        "cause the illness.",
        too_many,
        seen_too_many,
    ),
    Mistake(
        "the wrong way",
        "You turned the learning rate the wrong way. A loss that jumps or explodes wants a lower rate, one that "
        "creeps a higher one.",
        the_wrong_way,
        seen_wrong_way,
    ),
    Mistake(
        "half a cure",
        "You found one of two causes. What else has to change once this one is mended?",
        one_of_two,
        seen_half,
        also=[the_other_of_two],
    ),
    Mistake(
        "wrong dose",
        "You turned the right knob, but too far or not far enough. Try a few values, a factor of three apart.",
        half_the_way,
        seen_wrong_dose,
    ),
]
