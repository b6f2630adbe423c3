"""Formulas that are typed: equal ones pass in any form, others are shown a point, and nothing stops the notebook."""

from __future__ import annotations

import time

import pytest
import sympy as sp
from descent.revise.derivations import DERIVATIONS
from descent.revise.numbers import SLUGS
from descent.revise.symbolic import SECONDS, FormulaError, compare, parse

LETTERS = {"x": (0.3, 3.0), "w": (0.3, 3.0), "eta": (0.1, 0.9)}
names = "a b c d g h k m n p t u v w x y z B C F L N T alpha beta eta kappa lam mu"  # as the questions use them
s = {name: sp.Symbol(name, positive=True) for name in names.split()}
a, b, c, d, g, h, k, m, n, p, t, u, v, w, x, y, z, B, C, F, L, N, T, alpha, beta, eta, kappa, lam, mu = s.values()
half = sp.Rational(1, 2)

# Each is worked out by calculus, not written down.
FOUND = {
    "squared_error": sp.diff((w * x + b - y) ** 2, w),
    "slope_on_diagonal": sp.Matrix([sp.diff(x**2 + 3 * y, q) for q in (x, y)]).dot(sp.Matrix([1, 1])) / sp.sqrt(2),
    "central_error": ((x + h) ** 3 - (x - h) ** 3) / (2 * h) - sp.diff(x**3, x),
    "best_rate": sp.solve((1 - eta * m) + (1 - eta * L), eta)[0],
    "exact_search": sp.solve(sp.diff(half * (a * (-eta * g + g / a) ** 2 + b * (-eta * h + h / b) ** 2), eta), eta)[0],
    "newton_root": w - sp.diff(w**2 - c * sp.log(w), w) / sp.diff(w**2 - c * sp.log(w), w, 2),
    "linear_scaling": sp.solve(sp.Eq(alpha * v / (4 * k * B), eta * v / (4 * B)), alpha)[0],
    "critical": sp.expand((1 - sp.sqrt(eta * lam)) ** 2),
    "sigmoid": sp.diff(1 / (1 + sp.exp(-x)), x),
    "log_sum_exp": sp.diff(sp.log(sp.exp(a) + sp.exp(b)) - a, a),
    "used_twice": sp.diff((w * x) * w, w),
    "clipped": g * c / sp.sqrt(g**2 + h**2),
    "ridge": sp.solve(sp.diff(half * a * (w - u) ** 2 + half * lam * w**2, w), w)[0],
    "xavier": sp.solve(sp.Eq(v**2 / 3, 2 / (m + n)), v)[0],
    "cosine_slope": sp.diff(half * a * (1 + sp.cos(sp.pi * t / T)), t),
    "log_loss": sp.diff(sp.log(1 + sp.exp(-y * z)), z),
    "policy": sp.diff(sp.log(sp.exp(a) / (sp.exp(a) + sp.exp(b))), a),
    "parameters": F * (C * k * k) + F,
    "one_step_back": sp.diff(sp.tanh(w * x + u * h), h),
    "first_rmsprop": eta * g / sp.sqrt((1 - alpha) * g**2),
}
# The others hold for every number of steps, or trials, and are run step by step.
STEPS = 4
RUN = {
    "error_after_t": lambda q: _repeat(lambda e: e - q["eta"] * q["lam"] * e, q["u"]),
    "velocity": lambda q: _repeat(lambda e: q["mu"] * e + q["g"], 0),
    "biased_mean": lambda q: _repeat(lambda e: q["beta"] * e + (1 - q["beta"]) * q["g"], 0),
    "leaving_a_saddle": lambda q: _repeat(lambda e: e + q["eta"] * q["lam"] * e, q["d"]),
    "adagrad_steady": lambda q: q["eta"] * q["g"] / sp.sqrt(_repeat(lambda e: e + q["g"] ** 2, 0)),
    "random_search": lambda q: 1 - _repeat(lambda e: e * (1 - q["p"]), 1),
}


def _repeat(step, value):
    for _ in range(STEPS):
        value = step(value)
    return value


@pytest.mark.parametrize("task", DERIVATIONS, ids=lambda task: task.name)
def test_the_answer_follows_from_calculus(task):
    answer = parse(task.answer, task.symbols)
    if task.name == "batch_variance":  # the mean of 2 of 3 numbers, over all choices
        q = [sp.Integer(value) for value in (0, 1, 5)]
        pairs = [(q[0] + q[1]) / 2, (q[0] + q[2]) / 2, (q[1] + q[2]) / 2]
        found = sum(e**2 for e in pairs) / 3 - (sum(pairs) / 3) ** 2
        single = sum(e**2 for e in q) / 3 - (sum(q) / 3) ** 2
        assert answer.subs({"v": single, "B": 2, "N": 3, v: single, B: 2, N: 3}) == found
    elif task.name in RUN:
        count = n if task.name == "random_search" else t
        assert sp.simplify(answer.subs(count, STEPS) - RUN[task.name](s)) == 0
    else:
        assert sp.simplify(answer - FOUND[task.name]) == 0


def test_every_unit_has_a_derivation_and_every_answer_is_right():
    assert {task.unit for task in DERIVATIONS} == set(SLUGS)
    assert len({task.name for task in DERIVATIONS if task.unit == "backprop"}) == 3
    for task in DERIVATIONS:
        assert task.mark(task.answer).right is True, task.name


@pytest.mark.parametrize(
    "text",
    [
        "2*w*x",
        "2 w x",
        "2x·w",
        "w x 2",
        "x(w + w)",
        "(w)(x)2",
        "2w^1x",
        "w*x+x*w",
        "4wx/2".replace("wx", "w x"),
        "2*exp(ln(w x))",
    ],
)
def test_any_equal_form_is_right(text):
    assert compare(text, "2*w*x", LETTERS).right is True


def test_greek_letters_and_their_names_are_the_same():
    assert compare("η·x²", "eta*x^2", LETTERS).right is True
    assert compare("√(x)", "sqrt(x)", LETTERS).right is True


@pytest.mark.parametrize(
    "text", ["2*w", "w*x", "-2*w*x", "2*w*x + 10^-9", "x^w", "sqrt(-x)", "log(0)", "1/(x - x + w)"]
)
def test_another_formula_is_wrong_and_a_point_shows_it(text):
    marked = compare(text, "2*w*x", LETTERS)
    assert marked.right is False
    assert "At x = " in marked.message


@pytest.mark.parametrize(
    "text",
    [
        "", "2*", "(x", "x)", "q", "nan", "x.__class__", "__import__('os').system('true')", "[x]", "lambda: x",
        "x if x else w", "True", "f(x)", "x = 2", "print(x)", "1/0", "x/(w - w)", "0^-1", "9**9**9**9",
        "((9^64)^64)^64", "x^65", "10000000000000 x", "9" * 199, "x" * 500, "(" * 120 + "x" + ")" * 120,
        "+".join(["x"] * 99), "exp(exp(exp(exp(99))))", "\x00", "😀", "x;w",
    ],
)  # fmt: skip
def test_what_is_no_formula_or_too_much_is_told_in_a_sentence_and_in_time(text):
    begun = time.perf_counter()
    marked = compare(text, "2*w*x", LETTERS)
    assert time.perf_counter() - begun < SECONDS + 2
    assert marked.right is None
    assert marked.message.endswith(".")


def test_a_letter_of_another_question_is_named():
    with pytest.raises(FormulaError, match="'mu' is not among the letters of this question: x, w, eta"):
        parse("mu*x", LETTERS)
