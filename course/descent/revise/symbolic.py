"""Compare a formula that a learner typed with the right one.

The text is read by Python's own parser and rebuilt node by node from a short list of what formulas need; nothing is
evaluated as Python and nothing reaches `sympify`. Length, size of numbers and time are limited, so that no input can
stop the notebook.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from descent.limits import TimeUp, time_limit
from descent.revise.marking import Marked

LONGEST = 200  # characters
SECONDS = 3.0
_NODES, _DIGITS, _EXPONENT = 150, 12, 64
_POINTS, _PRECISION = 6, 25

_SPELLINGS = {"−": "-", "·": "*", "×": "*", "^": "**", "√": "sqrt", "π": "pi", "²": "**2", "³": "**3"}
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "ε": "eps", "η": "eta", "θ": "theta", "κ": "kappa", "λ": "lam",
    "lambda": "lam", "μ": "mu", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi",
}  # fmt: skip

Range = tuple[float, float]


class FormulaError(Exception):
    """A formula cannot be read; the message is one sentence."""


def parse(text: str, symbols: Mapping[str, Range]) -> Any:
    """Return the SymPy expression that `text` means; raises `FormulaError`."""
    if len(text) > LONGEST:
        raise FormulaError(f"That is longer than {LONGEST} characters; a shorter form exists.")
    try:
        tree = ast.parse(_spelled(text), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError("That is no complete formula: look at brackets and operators.") from None
    if sum(1 for _ in ast.walk(tree)) > _NODES:
        raise FormulaError("That has more parts than the answer needs; simplify it.")
    return _Builder(symbols).build(tree.body)


def compare(text: str, answer: str, symbols: Mapping[str, Range]) -> Marked:
    """Mark the formula in `text` against `answer`; `symbols` are the letters with the ranges they stand for.

    Where two formulas differ, a point shows it. Where they agree at random points to many digits they are equal for
    all that can go wrong here; SymPy's simplification, if it ends in time, turns that into a proof.
    """
    try:
        with time_limit(SECONDS):
            got = parse(text, symbols)
            difference = _first_difference(got, parse(answer, symbols), symbols)
    except FormulaError as error:
        return Marked(None, str(error))
    except (TimeUp, RecursionError, MemoryError, OverflowError):
        return Marked(None, "That takes too long to work out; write it in a simpler form.")
    except Exception as error:  # SymPy's own troubles with unusual formulas are many
        return Marked(None, f"That could not be worked out ({type(error).__name__}); write it in a simpler form.")
    if difference:
        return Marked(False, f"Not right. {difference}")
    proved = _proved(got, parse(answer, symbols))
    how = "as algebra shows" if proved else f"which holds at {_POINTS} random points to {_PRECISION} digits"
    return Marked(True, f"Right: yours equals {answer}, {how}.")


def _spelled(text: str) -> str:
    for written, meant in _SPELLINGS.items():
        text = text.replace(written, meant)
    for letter, name in _GREEK.items():
        text = re.sub(
            rf"\b{letter}\b" if letter.isascii() else letter, f" {name} " if not letter.isascii() else name, text
        )
    text = re.sub(r"(?<![\w.])(\d+\.?\d*)\s*(?=[A-Za-z(])", r"\1*", text)  # 2x, 3(a + b)
    text = re.sub(r"\)\s*(?=[\w(])", ")*", text)  # (a)(b), (a)b
    text = re.sub(r"(?<=\w)\s+(?=[\w(])", "*", text.strip())  # eta g
    return text


class _Builder:
    def __init__(self, symbols: Mapping[str, Range]) -> None:
        import sympy

        self._sympy = sympy
        self._symbols = {name: sympy.Symbol(name, positive=True) for name in symbols}
        functions = ("exp", "log", "sqrt", "tanh", "sin", "cos", "Abs")
        self._functions = {name.lower(): getattr(sympy, name) for name in functions}
        self._functions |= {"ln": sympy.log, "sigmoid": lambda x: 1 / (1 + sympy.exp(-x))}
        self._constants = {"pi": sympy.pi, "e": sympy.E}

    def build(self, node: ast.AST) -> Any:
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return self._number(value)
            case ast.Name(id=name):
                return self._named(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.build(operand)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.build(operand)
            case ast.BinOp(left=left, op=operator, right=right):
                return self._combined(operator, self.build(left), self.build(right))
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in self._functions:
                return self._functions[name](self.build(argument))
            case ast.Call(func=ast.Name(id=name), args=[argument]) if name in self._symbols:
                return self._symbols[name] * self.build(argument)  # x(a + b)
        raise FormulaError(f"A formula here has numbers, {self._letters()}, + - * / ^ and {self._known()} only.")

    def _number(self, value: float) -> Any:
        if not abs(value) < 10**_DIGITS:
            raise FormulaError(f"Numbers of more than {_DIGITS} digits are not needed.")
        return self._sympy.Rational(str(value))

    def _named(self, name: str) -> Any:
        if name in self._symbols:
            return self._symbols[name]
        if name in self._constants:
            return self._constants[name]
        raise FormulaError(f"{name!r} is not among the letters of this question: {self._letters()}.")

    def _combined(self, operator: ast.operator, left: Any, right: Any) -> Any:
        match operator:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Div():
                if right == 0:
                    raise FormulaError("That divides by zero.")
                return left / right
            case ast.Pow():
                return self._power(left, right)
        raise FormulaError("Of the operators, + - * / and ^ can be used.")

    def _power(self, base: Any, exponent: Any) -> Any:
        if exponent.is_number and not abs(exponent) <= _EXPONENT:
            raise FormulaError(f"Exponents beyond {_EXPONENT} are not needed.")
        if base.is_number and (len(str(base)) > 40 or (not exponent.is_number and exponent.has(self._sympy.Pow))):
            raise FormulaError("Towers of powers are not needed.")
        if base == 0 and exponent.is_number and exponent < 0:
            raise FormulaError("That divides by zero.")
        return base**exponent

    def _letters(self) -> str:
        return ", ".join(self._symbols)

    def _known(self) -> str:
        return ", ".join(sorted(self._functions))


def _first_difference(got: Any, answer: Any, symbols: Mapping[str, Range]) -> str:
    """Return a point at which the two are not equal, in words, or nothing."""
    rng = np.random.default_rng(20240229)
    for _ in range(_POINTS):
        point = {name: _between(rng, low, high) for name, (low, high) in symbols.items()}
        one, other = (_value(expression, point) for expression in (got, answer))
        if not abs(one - other) <= 10.0 ** (6 - _PRECISION) * (1 + abs(other)):
            where = ", ".join(f"{name} = {float(value):.3g}" for name, value in point.items())
            return f"At {where} yours is {_short(one)}, and it should be {_short(other)}."
    return ""


def _value(expression: Any, point: Mapping[str, Fraction]) -> Any:
    import sympy

    exact = {
        symbol: sympy.Rational(point[symbol.name].numerator, point[symbol.name].denominator)
        for symbol in expression.free_symbols
    }
    return expression.evalf(_PRECISION, subs={symbol: value.evalf(2 * _PRECISION) for symbol, value in exact.items()})


def _between(rng: np.random.Generator, low: float, high: float) -> Fraction:
    return Fraction(low) + (Fraction(high) - Fraction(low)) * Fraction(int(rng.integers(1, 997)), 997)


def _short(value: Any) -> str:
    return f"{float(value):.4g}" if value.is_real else str(value.evalf(4))


def _proved(got: Any, answer: Any) -> bool:
    try:
        with time_limit(SECONDS):
            import sympy

            return bool(sympy.simplify(got - answer) == 0)
    except (TimeUp, Exception):
        return False
