"""Read, without running it, whether a submission's solution leans on a library function that the exercise forbids.

The sandbox watches the calls themselves (`descent.shortcuts`), but the watch lives beside the student's code, which
could replace it. This looks at the text from outside: at the function and all of the notebook that it uses, by name.
A name that is put together while the program runs is not seen here, but then the watch sees the call. Who replaces the
watch and hides the name as well gets through: that takes deceit which a look at the notebook shows.
"""

from __future__ import annotations

import ast
import contextlib
import fnmatch
import re
import symtable
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from descent.shortcuts import full, spelled_out

_LONGEST_READ = 50_000  # characters: of strange ones that are longer, Python takes seconds to read each
_LONGEST_NAME = 300
_ANY = "*"  # stands for every name: what a statement binds that runs text
_RUNS_TEXT = {"exec", "eval", "globals", "locals", "__builtins__", "get_ipython"}
# What IPython takes and Python does not: `%magic`, `!command`, `name?`, `x = !command`.
_IPYTHON = re.compile(r"^(?P<indent>[ \t]*+)(?:[%!?].*|.*\?[ \t]*|(?P<bound>[\w., ]++=)[ \t]*[%!].*)$", re.MULTILINE)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.comprehension)
_WORD = re.compile(r"\b[^\W\d]\w*+(?:\.\w++)+")
_STATEMENT = re.compile(r"^(?=[^\W\d](?!lif\b|lse\b|xcept\b|inally\b))", re.MULTILINE)
# Without one of these a text stays a text, such as the message of an error that names what is forbidden.
_BRINGS_TEXT_TO_LIFE = _RUNS_TEXT | {
    *("compile", "getattr", "vars", "__import__", "import_module", "builtins", "modules", "attrgetter", "methodcaller"),
    *("__dict__", "__getattribute__", "resolve_name", "locate", "importlib", "pkgutil", "pydoc", "runpy", "code"),
    *("sys", "os", "gc", "inspect", "types", "ctypes", "pickle", "marshal", "subprocess"),
}
_WATCH = "descent.shortcuts"
_ENDS_THE_WATCH = ("setprofile", "_setprofile", "setprofile_all_threads")


def used(sources: Iterable[str], exercise: str, forbidden: Sequence[str]) -> str:
    """Return the first of `forbidden` that the solution of `exercise` in these cells uses, or nothing."""
    statements = [statement for source in sources for statement in _statements(source)]
    aliases = _aliases(statements)
    patterns = spelled_out(forbidden)
    patterns += ("torch._C", "torch._VF") if patterns != tuple(forbidden) else ()
    if any(_touches_the_watch(statement, aliases) for statement in statements):
        return _WATCH
    checked = {""}
    reached = list(_reached(statements, exercise.partition(".")[0]))
    texts = any(map(_brings_text_to_life, reached))
    for statement in reached:
        for name in _dotted_names(statement, aliases, texts=texts):
            if name in checked:
                continue
            checked.add(name)
            for pattern in patterns:
                if _matches(name, full(pattern)):
                    return pattern
            if name.rpartition(".")[2] in _ENDS_THE_WATCH:
                return name
    return ""


def _statements(source: str) -> list[ast.stmt]:
    if len(source) < _LONGEST_READ:
        return _parsed(source) or []
    # Nobody writes such a cell for an exercise: it is read piece by piece, and what cannot be read word by word.
    found: list[ast.stmt] = []
    for piece in _STATEMENT.split(source):
        read = _parsed(piece) if len(piece) < _LONGEST_READ else None
        found += [_run_as_text(piece)] if read is None else read
    return found


def _parsed(source: str) -> list[ast.stmt] | None:
    for text in (source, _IPYTHON.sub(lambda m: f"{m['bound'] or m['indent']}{'0' if m['bound'] else 'pass'}", source)):
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            return ast.parse(text).body
    return None


def _run_as_text(text: str) -> ast.stmt:
    return ast.Expr(ast.Call(ast.Name("exec", ast.Load()), [ast.Constant(text)], []))


def _matches(name: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(name, pattern) or fnmatch.fnmatchcase(name, f"{pattern}.*")


def _reached(statements: list[ast.stmt], root: str) -> Iterator[ast.stmt]:
    """Yield the statements that bind `root`, those that bind what these use, and so on."""
    binding = defaultdict(list)
    for statement in statements:
        for name in _bound(statement):
            binding[name].append(statement)
    todo, known, done = [root, _ANY], {root}, set()
    while todo:
        for statement in binding[todo.pop()]:
            if statement not in done:
                done.add(statement)
                yield statement
                new = _used_names(statement) - known
                known |= new
                todo += new


def _bound(statement: ast.stmt) -> set[str]:
    """Return the names that a statement binds, or whose value it changes: `f`, and in `f.x = …` and `f[0] = …` too."""
    names = set(_imports(statement))
    for node in ast.walk(statement):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            names |= {_ANY} if node.id in _RUNS_TEXT else set()
        elif isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            names.add(_root(node))
    return names


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _used_names(statement: ast.stmt) -> set[str]:
    """Return the global names that a statement reads; the own variables of functions and methods are none."""
    if not any(isinstance(node, _SCOPES) for node in ast.walk(statement)):  # most of them, in a tenth of the time
        return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    try:
        module = symtable.symtable(ast.unparse(statement), "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    names, tables = set(), [module]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        names |= {
            symbol.get_name()
            for symbol in table.get_symbols()
            if symbol.is_referenced() and (table is module or symbol.is_global())
        }
    return names


def _imports(statement: ast.AST) -> dict[str, str]:
    """Return the dotted names of all that a statement imports, by the names that it gives them."""
    found = {}
    for node in ast.walk(statement):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _aliases(statements: list[ast.stmt]) -> dict[str, str]:
    aliases: dict[str, str] = {"np": "numpy"}
    for statement in statements:
        aliases |= _imports(statement)
    roots = {value.partition(".")[0] for value in aliases.values()}
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                name = _dotted(node.value, aliases)
                if name.partition(".")[0] in roots:
                    aliases[node.targets[0].id] = name
    return aliases


def _brings_text_to_life(statement: ast.stmt) -> bool:
    names = (getattr(node, field, None) for node in ast.walk(statement) for field in ("id", "attr", "module", "name"))
    return any(not _BRINGS_TEXT_TO_LIFE.isdisjoint(name.split(".")) for name in names if isinstance(name, str))


def _dotted_names(statement: ast.stmt, aliases: dict[str, str], *, texts: bool) -> Iterator[str]:
    """Yield all that a statement may mean by a name: `a.b.c`, `getattr(a, "b")`, and with `texts` the words in them."""
    documentation = {id(node.value) for node in ast.walk(statement) if isinstance(node, ast.Expr)}
    yield from _imports(statement).values()
    for node in ast.walk(statement):
        if isinstance(node, ast.Constant):
            read = node.value if texts and id(node) not in documentation else ""
            for word in _WORD.findall(read) if isinstance(read, str) else ():
                first, _, rest = word.partition(".")
                yield f"{aliases.get(first, first)}.{rest}"
        else:
            yield _dotted(node, aliases)


def _dotted(node: ast.AST, aliases: dict[str, str]) -> str:
    parts: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call) and _is_call(node, "getattr", 2):
            parts.append(_text(node.args[1]))
            node = node.args[0]
        elif isinstance(node, ast.Subscript) and (owner := _namespace(node.value)) is not None:
            parts.append(_text(node.slice))
            node = owner
        else:
            break
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([aliases.get(node.id, node.id), *reversed(parts)])[:_LONGEST_NAME]


def _is_call(node: ast.Call, name: str, arguments: int) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == name and len(node.args) >= arguments


def _namespace(node: ast.expr) -> ast.expr | None:
    """Return `a` for `vars(a)` and `a.__dict__`."""
    if isinstance(node, ast.Call) and _is_call(node, "vars", 1):
        return node.args[0]
    return node.value if isinstance(node, ast.Attribute) and node.attr == "__dict__" else None


def _text(node: ast.AST, depth: int = 30) -> str:
    """Return a text that is written in one piece or in several, or nothing."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and depth:
        return _text(node.left, depth - 1) + _text(node.right, depth - 1)
    return ""


def _touches_the_watch(statement: ast.stmt, aliases: dict[str, str]) -> bool:
    names = (_text(node) or _dotted(node, aliases) for node in ast.walk(statement))
    return any(name.startswith(_WATCH) for name in (*_imports(statement).values(), *names))
