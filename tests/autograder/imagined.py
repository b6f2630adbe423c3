"""A class as a report sees it, imagined: students of different strength, known mistakes, and two who copied."""

from __future__ import annotations

import numpy as np

from autograder.report.results import Item, Results, Student, Verdict

NAMES = ["gradient_step", "gradient_descent", "max_stable_lr", "backtracking_line_search", "newton_step", "riddle"]
POINTS = [1.0, 3.0, 2.0, 3.0, 2.0, 4.0]
EASE = [2.0, 1.0, 0.5, 0.0, -0.6, -1.6]
MISTAKES = {"ascent": "You stepped along +∇J, which climbs.", "in place": "You changed `w` itself."}
STUB = 'def {name}(w, grad, *, lr):\n    """{name} of w."""\n    raise NotImplementedError'


def imagined_class(size: int, seed: int = 0) -> Results:
    """Return a class of `size` students; the last two handed in the same with other names of variables."""
    rng = np.random.default_rng(seed)
    students = [_student(f"student{number:04d}", rng) for number in range(size)]
    twin = students[-2]
    renamed = {name: text.replace("w", "point").replace("# how", "# so") for name, text in twin.solutions.items()}
    students[-1] = Student("zoe_copied", twin.score, "", twin.points, twin.verdicts, renamed)
    items = [Item(name, points, MISTAKES) for name, points in zip(NAMES, POINTS, strict=True)]
    stubs = {f"{name}-solution": STUB.format(name=name) for name in NAMES}
    return Results("02_update_rule", "The update rule", items, students, size + 1, stubs)


def _student(name: str, rng: np.random.Generator) -> Student:
    strength = rng.normal()
    right = rng.random(len(NAMES)) < 1 / (1 + np.exp(-2 * (strength + np.array(EASE))))
    verdicts = {exercise: _verdict(bool(passed), rng) for exercise, passed in zip(NAMES, right, strict=True)}
    points = {
        exercise: full if passed else full * (0.5 if rng.random() < 0.2 else 0.0)
        for exercise, full, passed in zip(NAMES, POINTS, right, strict=True)
    }
    ended = "stopped after 20 s in the cell that defines `newton_step`" if rng.random() < 0.03 else ""
    return Student(name, sum(points.values()), ended, points, verdicts, {f"{n}-solution": _text(n, rng) for n in NAMES})


def _verdict(passed: bool, rng: np.random.Generator) -> Verdict:
    if passed:
        return Verdict(True, None, "All 8 cases are right.")
    mistake = rng.choice(["ascent", "in place", "", "", ""], p=[0.35, 0.15, 0.3, 0.1, 0.1])
    messages = [
        "The sign is wrong.",
        "Your code raised NameError: name 'x' is not defined.",
        "Your code was stopped: …",
    ]
    return Verdict(False, str(mistake) or None, MISTAKES.get(str(mistake), str(rng.choice(messages))))


def _text(name: str, rng: np.random.Generator) -> str:
    """Return a solution that hardly two students write alike."""
    signs, calls = ["+", "-", "*", "/", "**", "@"], [".sum()", ".mean()", ".copy()", ".T", ".dot(w)", "[0]"]
    lines = [
        f"    w = w {rng.choice(signs)} {rng.integers(1, 9)} {rng.choice(signs)} w{rng.choice(calls)}  # how"
        for _ in range(6)
    ]
    return "\n".join([f"def {name}(w, grad, *, lr):", f'    """{name} of w."""', *lines, "    return w"])
