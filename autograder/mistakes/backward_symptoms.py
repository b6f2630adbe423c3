"""How a mistake in `Value.backward` shows itself, whatever its coding.

A case is a short program whose numbers and partials are positive, so that a share counted twice makes gradients too
large and a lost one makes them too small. `kind` says what the program has: nothing shared ("tree"), a leaf used twice
("leaf twice"), a value between used twice ("shared"), several calls ("calls"), a leaf that is asked itself ("leaf"),
thousands of values ("chain") or exponentially many roads ("roads"). `expected` and `got` hold, for each call of
`backward`, a dictionary of gradients, of which those that are numbers belong to leaves; `got` ends early where the
program raised or was stopped.

Many submissions have several of these mistakes, so a symptom also says which cases may fail for another reason.
The source of a symptom travels to the learner's kernel, so each stands alone.
"""

from typing import Any


def chain_fails(expected: list, got: list, *_: Any, kind: str) -> bool:
    return kind == "chain" and len(got) < len(expected)


def roads_take_for_ever(expected: list, got: list, *_: Any, kind: str) -> bool:
    return kind in ("roads", "chain") and len(got) < len(expected)


def roads_and_stale(expected: list, got: list, *_: Any, kind: str) -> bool:
    """The leaves are right wherever the walk ends, only values between keep what they had."""
    if kind in ("roads", "chain"):
        return len(got) < len(expected)
    pairs = [(a[k], b[k]) for a, b in zip(expected, got, strict=True) for k in a if isinstance(a[k], float)]
    return kind == "calls" and all(abs(mine / right - 1) < 1e-9 for right, mine in pairs)


def same_on_both_sides(expected: list, got: list, *lines: str, kind: str) -> bool:
    """Only programs with something like `c + c` go wrong, and there something is lost."""
    import re

    if kind == "chain":
        return len(got) < len(expected)
    ratios = [b[k] / a[k] for a, b in zip(expected, got, strict=True) for k in a if isinstance(a[k], float)]
    twice = any(re.search(r"\b([a-z]) [-+*/] \1\b", line) for line in lines)
    return twice and min(ratios) < 1 - 1e-6 and max(ratios) < 1 + 1e-9


def leaf_is_overwritten(expected: list, got: list, *_: Any, kind: str) -> bool:
    """The last call, on a leaf, leaves a 1 there."""
    if kind == "chain":
        return len(got) < len(expected)
    return kind == "leaf" and abs(got[1]["a.grad"] / expected[1]["a.grad"] - 1) < 1e-9 and got[2]["a.grad"] == 1


def leaf_is_ignored(expected: list, got: list, *_: Any, kind: str) -> bool:
    if kind == "chain":
        return len(got) < len(expected)
    return kind == "leaf" and got[0]["a.grad"] == 0


def too_much_at_a_later_call(expected: list, got: list, *_: Any, kind: str) -> bool:
    """The first call is right, and later ones give more than they should."""
    if kind == "chain":
        return len(got) < len(expected)
    if kind == "leaf":
        return got[2]["a.grad"] == 1
    ratios = [[b[k] / a[k] for k in a if isinstance(a[k], float)] for a, b in zip(expected, got, strict=True)]
    return kind == "calls" and max(ratios[0]) < 1 + 1e-9 and min(min(ratios)) > 1 - 1e-9


def too_little_at_a_later_call(expected: list, got: list, *_: Any, kind: str) -> bool:
    """The first call is right, and later ones give less than they should."""
    if kind == "chain":
        return len(got) < len(expected)
    ratios = [[b[k] / a[k] for k in a if isinstance(a[k], float)] for a, b in zip(expected, got, strict=True)]
    return kind in ("calls", "leaf") and min(ratios[0]) > 1 - 1e-9 and max(max(ratios)) < 1 + 1e-9


def shared_values_get_too_much(expected: list, got: list, *_: Any, kind: str) -> bool:
    if kind in ("roads", "chain") and len(got) < len(expected):
        return True
    if kind == "leaf":
        return got[2]["a.grad"] == 1
    ratios = [b[k] / a[k] for a, b in zip(expected, got, strict=True) for k in a if isinstance(a[k], float)]
    return kind in ("shared", "calls", "roads") and min(ratios) > 1 - 1e-9 and max(ratios) > 1 + 1e-9


def shared_values_get_too_little(expected: list, got: list, *_: Any, kind: str) -> bool:
    if kind in ("roads", "chain") and len(got) < len(expected):
        return True
    if kind == "leaf":
        return got[2]["a.grad"] == 1
    ratios = [b[k] / a[k] for a, b in zip(expected, got, strict=True) for k in a if isinstance(a[k], float)]
    return kind in ("shared", "calls", "roads") and 0 <= min(ratios) < 1 - 1e-9 and max(ratios) < 1 + 1e-9


def one_factor_too_many(expected: list, got: list, *_: Any, kind: str) -> bool:
    if kind in ("roads", "chain") and len(got) < len(expected):
        return True
    ratios = [got[0][name] / grad for name, grad in expected[0].items() if isinstance(grad, float)]
    return max(ratios) - min(ratios) < 1e-6 * max(map(abs, ratios), default=1) + 1e-12 and abs(ratios[0] - 1) > 1e-6


def shares_are_lost(expected: list, got: list, *_: Any, kind: str) -> bool:
    """Wherever something is used twice, and there only, gradients are too small."""
    if kind in ("roads", "chain") and len(got) < len(expected):
        return True
    ratios = [b[k] / a[k] for a, b in zip(expected, got, strict=True) for k in a if isinstance(a[k], float)]
    return kind != "tree" and 0 < min(ratios) < 1 - 1e-6 and max(ratios) < 1 + 1e-9
