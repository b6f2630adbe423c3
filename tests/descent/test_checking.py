"""Which exercise a function belongs to, and what `check` does where there is no notebook."""

import functools

import pytest
from descent import answers, check
from descent.checking import exercise_name, find

from .shrinking import answers_for, reference


@pytest.fixture(autouse=True)
def _known(monkeypatch):
    monkeypatch.setattr(answers, "load", lambda: {"shrink": answers_for(), "Value.backward": answers_for()})


class Value:
    def backward(self):
        """A method."""


def wrapped(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


def test_without_a_notebook_the_report_is_printed(capsys):
    assert check(reference, "shrink") == 2.0
    assert capsys.readouterr().out == "✓ shrink: 2 of 2 points\nAll 4 cases are right.\n"


def test_the_points_are_a_float_whatever_the_exercise_says():
    assert type(check(reference, "shrink")) is float


def test_a_function_is_known_by_the_name_under_which_it_was_defined():
    def shrink():
        """Local, as in a test or a nested helper."""

    assert exercise_name(shrink) == "shrink"
    assert exercise_name(wrapped(shrink)) == "shrink"
    assert exercise_name(functools.partial(shrink, lr=1)) == "shrink"
    assert exercise_name(Value) == "Value"
    assert exercise_name(Value.backward) == "Value.backward"
    assert exercise_name(functools.lru_cache(Value.backward)) == "Value.backward"


@pytest.mark.parametrize(("name", "suggestion"), [("shrnk", " Did you mean shrink?"), ("zzz", "")])
def test_an_unknown_name_is_refused_with_a_suggestion(name, suggestion):
    with pytest.raises(LookupError) as caught:
        find(name)
    assert str(caught.value) == (
        f"There is no exercise called {name!r}.{suggestion} Pass the function that the exercise names."
    )
