"""Make mutants of a function or class: copies of its module with one small mechanical change each."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from textwrap import shorten
from typing import Any

SWAPS: dict[type, list[type]] = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div],
    ast.Div: [ast.Mult],
    ast.MatMult: [ast.Mult],
    ast.Pow: [ast.Mult],
    ast.Mod: [ast.FloorDiv],
    ast.FloorDiv: [ast.Div],
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.And: [ast.Or],
    ast.Or: [ast.And],
    ast.Continue: [ast.Break],
}
NAMES = {"maximum": "minimum", "max": "min", "sum": "mean", "zeros": "ones", "zeros_like": "ones_like", "cos": "sin"}
NAMES |= {new: old for old, new in NAMES.items()}
MODULES = ("np", "math", "itertools", "self")
# Contracts hand over arrays and let numbers come back as NumPy's or Python's: these calls are the reference's courtesy.
COURTESY = ("np.asarray", "float", "_float64")
# What is not mutated: types, which do nothing; the texts of errors, which are free.
UNTOUCHED = {"annotation", "returns", "decorator_list", "type_params", "exc"}
DROPPED = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.For, ast.If, ast.While, ast.Raise, ast.Return)


@dataclass(frozen=True)
class Mutant:
    """One mutant: its name, the changed line with «old→new» in it, and the text of its module."""

    name: str
    module: str
    text: str
    target: str

    def make(self) -> Any:
        """Run the mutated module and return the function or class that is judged."""
        namespace: dict[str, Any] = {"__name__": self.module}
        exec(compile(self.text, f"<mutant of {self.target}>", "exec"), namespace)
        owner, _, attribute = self.target.partition(".")
        return getattr(namespace[owner], attribute) if attribute else namespace[owner]


def mutants(reference: Any, others: Collection[str] = ()) -> Iterator[Mutant]:
    """Yield the mutants of `reference` and of the private helpers that it reaches.

    `others` are the qualified names of the other exercises, whose functions and methods have mutants of their own.
    """
    module, target = reference.__module__, reference.__qualname__
    tree = _parsed(module)
    before, seen = ast.unparse(tree), set()
    for mutated in _inside(tree, _scope(tree, target, set(others) - {target})):
        after = ast.unparse(ast.fix_missing_locations(mutated))
        if after != before and after not in seen:
            seen.add(after)
            yield Mutant(_difference(before, after, target.rpartition(".")[2]), module, after, target)


@cache
def _parsed(module: str) -> ast.Module:
    tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree


def _scope(tree: ast.Module, target: str, others: set[str]) -> list[ast.stmt]:
    """Return the definitions that belong to `target`: its own, and the private helpers and methods that these reach."""
    parts: dict[str, ast.stmt] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            parts[node.name] = node
        if isinstance(node, ast.ClassDef):
            parts |= {f"{node.name}.{getattr(part, 'name', k)}": part for k, part in enumerate(node.body)}
    private = {name for name in parts if re.search(r"(^|\.)_(?!_)\w+$", name)}
    queue = [name for name in parts if f"{name}.".startswith(f"{target}.") and name not in private | others]
    reached = set(queue)
    while queue:
        nodes = list(ast.walk(parts[queue.pop()]))
        words = {getattr(node, "id", getattr(node, "attr", None)) for node in nodes}
        new = {name for name in private - reached if name.rpartition(".")[2] in words}
        queue.extend(new)
        reached |= new
    return [parts[name] for name in parts if name in reached]


def _inside(node: ast.AST, scope: list[ast.stmt]) -> Iterator[ast.AST]:
    if any(node is one for one in scope):
        yield from _mutations(node)
    elif isinstance(node, ast.Module | ast.ClassDef):
        for index, part in enumerate(node.body):
            for mutated in _inside(part, scope):
                yield _with(node, "body", [*node.body[:index], mutated, *node.body[index + 1 :]])


def _mutations(node: ast.AST) -> Iterator[ast.AST]:
    """Yield copies of `node` with one change in it or in one of its parts."""
    yield from _changes(node)
    for name, value in ast.iter_fields(node):
        if name in UNTOUCHED or isinstance(node, ast.JoinedStr):
            continue
        if isinstance(value, ast.AST):
            yield from (_with(node, name, mutated) for mutated in _mutations(value))
        elif isinstance(value, list):
            for k, part in enumerate(value):
                if isinstance(part, ast.AST):
                    yield from (_with(node, name, [*value[:k], new, *value[k + 1 :]]) for new in _mutations(part))


def _with(node: ast.AST, name: str, value: Any) -> Any:
    return type(node)(**{**dict(ast.iter_fields(node)), name: value})


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of `node` itself."""
    yield from (new() for new in SWAPS.get(type(node), []))
    if isinstance(node, DROPPED) and not _courteous(getattr(node, "value", None)):
        yield ast.Pass()
    match node:
        case ast.BinOp(left, op, right):
            yield left
            if not isinstance(op, ast.Pow):
                yield right
            if isinstance(op, ast.MatMult):
                yield ast.BinOp(right, op, left)
        case ast.AugAssign(target, _, value):
            yield ast.Assign([target], value)
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.BoolOp(values=values):
            yield from values
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) if not _swapped(test):
            yield _with(node, "test", ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(ifs=[test]):
            yield _with(node, "ifs", [])
        case ast.Return(value=ast.BinOp() | ast.Call() as value) | ast.Assign(value=ast.BinOp() as value):
            yield _with(node, "value", ast.UnaryOp(ast.USub(), value))
        case ast.Constant(value):
            yield from _constants(value)
        case ast.Name(id=word) if word in NAMES:
            yield _with(node, "id", NAMES[word])
        case ast.Attribute(value, attr):
            if attr in NAMES:
                yield _with(node, "attr", NAMES[attr])
            if attr == "T":
                yield value
        case ast.Slice(lower, upper):
            yield _with(node, "lower", _plus(lower, 1) if lower else ast.Constant(1))
            yield _with(node, "upper", _plus(upper, -1) if upper else ast.Constant(-1))
        case ast.Tuple(elts=elements, ctx=ast.Load()) | ast.List(elts=elements, ctx=ast.Load()):
            yield from (_with(node, "elts", swapped) for swapped in _neighbours_swapped(elements))
        case ast.Call():
            yield from _calls(node)


def _courteous(value: object) -> bool:
    match value:
        case ast.Tuple(elts=parts):
            return all(map(_courteous, parts))
        case ast.GeneratorExp(elt=part):
            return _courteous(part)
        case ast.Call(func, [ast.Name()]):
            return ast.unparse(func) in COURTESY
    return False


def _swapped(test: ast.expr) -> bool:
    return isinstance(test, ast.UnaryOp) or (isinstance(test, ast.Compare) and type(test.ops[0]) in SWAPS)


def _constants(value: object) -> Iterator[ast.expr]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))
    elif isinstance(value, float):
        yield from (ast.Constant(value + 1), ast.Constant(2 * value))
    elif isinstance(value, str):
        yield ast.Constant(value + "s")


def _plus(number: ast.expr, by: int) -> ast.expr:
    return ast.BinOp(number, ast.Add() if by > 0 else ast.Sub(), ast.Constant(abs(by)))


def _neighbours_swapped(parts: list[ast.expr]) -> Iterator[list[ast.expr]]:
    for k in range(len(parts) - 1):
        yield [*parts[:k], parts[k + 1], parts[k], *parts[k + 2 :]]


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    function, arguments = node.func, node.args
    name = ast.unparse(function)
    if name in COURTESY:
        return
    yield from (_with(node, "args", swapped) for swapped in _neighbours_swapped(arguments))
    for k in range(len(node.keywords)):
        yield _with(node, "keywords", node.keywords[:k] + node.keywords[k + 1 :])
    if name == "range":
        for k, argument in enumerate(arguments):
            for by in (1, -1):
                yield _with(node, "args", [*arguments[:k], _plus(argument, by), *arguments[k + 1 :]])
    if name == "np.array":  # a copy that is none
        yield _with(node, "func", ast.Attribute(ast.Name("np"), "asarray"))
    elif arguments and not name.startswith("self."):
        yield arguments[0]
    if isinstance(function, ast.Attribute) and name.partition(".")[0] not in MODULES:
        yield function.value


def _difference(before: str, after: str, target: str) -> str:
    """Return the first line that differs, with «old→new» where it does; before it its function, if not `target`."""
    old, new = (re.findall(r"\w+|\s|.", text) for text in (before, after))
    start = _shared(old, new)
    same = _shared(old[start:][::-1], new[start:][::-1])
    gone, come = (shorten("".join(part[start : len(part) - same]), 70, placeholder="…") for part in (old, new))
    head, _, line = "".join(old[:start]).rpartition("\n")
    rest = "".join(old[len(old) - same :]).partition("\n")[0]
    place = re.findall(r"def (\w+)", head + "\n" + line)[-1]
    return f"{'' if place == target else place + ': '}{line.lstrip()}«{gone}→{come}»{rest}"


def _shared(one: list[str], other: list[str]) -> int:
    """Return how many tokens both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
