"""Write the sample class: each student is a way to fill, or to spoil, the notebook that was handed out.

Students whose solutions differ in code are files in `students/<unit>/`: the functions defined there replace those of
the solved notebook. The others, below, can happen in any unit.
"""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.lesson import BEGIN, END, Lesson, checked_name, read
from autograder.paths import lesson as lesson_path
from autograder.release import released_text, write_atomically

STUDENTS = Path(__file__).parent / "students"
Edit = Callable[[NotebookNode, NotebookNode], NotebookNode]


def lay_out(root: Path, unit: str) -> list[str]:
    """Write `root/submitted/<student>/<unit>/<unit>.ipynb` for the sample class; return the students' names."""
    lesson = read(lesson_path(unit))
    texts = dict(submissions(lesson))
    for student, text in texts.items():
        write_atomically(root / "submitted" / student / unit / f"{unit}.ipynb", text)
    return sorted(texts)


def submissions(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Yield each student's name and the text of what they hand in."""
    released = nbformat.reads(released_text(lesson), as_version=4)
    solved = filled(released, solutions(lesson))
    for student, edit in ANY_UNIT.items():
        notebook = edit(copy.deepcopy(released), copy.deepcopy(solved))
        yield student, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    for path in sorted((STUDENTS / lesson.unit).glob("*.py")):
        own = functions(path.read_text(encoding="utf-8"))
        yield path.stem, nbformat.writes(filled(released, solutions(lesson) | own))


def solutions(lesson: Lesson) -> dict[str, str]:
    """Return the solved cells by the `grade_id` of their solution cell."""
    cells = [cell for cell in lesson.notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    return {cell.metadata.nbgrader["grade_id"]: _without_markers(cell.source) for cell in cells}


def _without_markers(source: str) -> str:
    return "\n".join(line for line in source.splitlines() if BEGIN not in line and END not in line)


def functions(source: str) -> dict[str, str]:
    """Return the text of each function and class in `source`, by the `grade_id` of its cell, after the imports."""
    body = ast.parse(source).body
    imports = "".join(f"{ast.unparse(node)}\n" for node in body if isinstance(node, ast.Import | ast.ImportFrom))
    nodes = [node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return {f"{node.name}-solution": imports + (ast.get_source_segment(source, node) or "") for node in nodes}


def filled(notebook: NotebookNode, texts: dict[str, str]) -> NotebookNode:
    """Return a copy of the released notebook with these solution cells."""
    copied = copy.deepcopy(notebook)
    for cell in copied.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = texts.get(name, cell.source)
    return copied


def _solution_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]


def _with_body(source: str, write: Callable[[ast.FunctionDef], str]) -> str:
    """Return the cell with another body of its function; `write` is given the function."""
    module = ast.parse(source)
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            node.body = ast.parse(write(node)).body
        elif isinstance(node, ast.ClassDef):
            node.body = ast.parse("pass").body
    return ast.unparse(module)


def _with_bodies(notebook: NotebookNode, body: str, every: int = 1) -> NotebookNode:
    """Put `body` in place of every n-th solution's body."""
    for cell in _solution_cells(notebook)[::every]:
        cell.source = _with_body(cell.source, lambda _function: body)
    return notebook


def _unfinished(released: NotebookNode, solved: NotebookNode) -> NotebookNode:
    half = _solution_cells(solved)[: len(_solution_cells(solved)) // 2]
    return filled(released, {cell.metadata.nbgrader["grade_id"]: cell.source for cell in half})


def _syntax_error(_released: NotebookNode, solved: NotebookNode) -> NotebookNode:
    cell = _solution_cells(solved)[0]
    cell.source = cell.source.replace(":\n", "\n", 1)
    return solved


def _raises(_released: NotebookNode, solved: NotebookNode) -> NotebookNode:
    return _with_bodies(solved, "return undefined_name + 1", every=2)


def _endless_loop(_released: NotebookNode, solved: NotebookNode) -> NotebookNode:
    loop = nbformat.v4.new_code_cell("while True:\n    pass")
    solved.cells.insert(len(solved.cells) // 2, loop)
    return solved


def _eats_memory(_released: NotebookNode, solved: NotebookNode) -> NotebookNode:
    bomb = "hoard = []\nwhile True:\n    hoard.append(np.zeros(50_000_000))"
    solved.cells.insert(len(solved.cells) // 2, nbformat.v4.new_code_cell(bomb))
    return solved


def _tampered_metadata(released: NotebookNode, _solved: NotebookNode) -> NotebookNode:
    for cell in released.cells:
        about: Any = cell.metadata.get("nbgrader")
        if about and about["grade"]:
            about |= {"points": 1000, "locked": False, "schema_version": 99, "solution": True}
            cell.metadata["tags"] = ["skip-execution"]
            cell.source = "1000.0"
    return released


def _deleted_check(_released: NotebookNode, solved: NotebookNode) -> NotebookNode:
    checks = [cell for cell in solved.cells if cell.cell_type == "code" and checked_name(cell.source)]
    solved.cells = [cell for cell in solved.cells if cell is not checks[0]]
    return solved


def _forges_scores(released: NotebookNode, _solved: NotebookNode) -> NotebookNode:
    """Replaces `check`, NumPy's comparisons and the display of results, and answers every call with a liar."""
    forge = (
        "import builtins, sys\nimport numpy as np\n\n\n"
        "class Liar(float):\n    __eq__ = __le__ = __ge__ = lambda self, other: True\n"
        "    __array__ = lambda self, *a, **k: np.zeros(())\n    __sub__ = __rsub__ = lambda self, other: 0.0\n"
        "    __hash__ = float.__hash__\n\n\n"
        "check = lambda *args, **kwargs: 1000.0\nnp.allclose = np.array_equal = lambda *a, **k: True\n"
        "np.testing.assert_allclose = lambda *a, **k: None\nsys.displayhook = lambda value: print('1000.0')\n"
    )
    released.cells.insert(1, nbformat.v4.new_code_cell(forge))
    return _with_bodies(released, "return Liar(1.0)")


def _looks_around(released: NotebookNode, _solved: NotebookNode) -> NotebookNode:
    """Searches memory, frames and files for the reference, and returns what it finds or whatever it was given."""
    search = (
        "import gc, glob, sys\n\nfound = glob.glob('/*/**/reference/*.py', recursive=True)\n\n\n"
        "def steal(name, args):\n    for module in list(sys.modules.values()):\n"
        "        if 'reference' in str(getattr(module, '__name__', '')) and hasattr(module, name):\n"
        "            return getattr(module, name)(*args)\n"
        "    for thing in gc.get_objects():\n        if type(thing) is dict and 'expected' in thing:\n"
        "            return thing['expected']\n    return args[0]\n"
    )
    released.cells.insert(1, nbformat.v4.new_code_cell(search))
    for cell in _solution_cells(released):
        cell.source = _with_body(cell.source, _stealing)
    return released


def _stealing(function: ast.FunctionDef) -> str:
    names = ", ".join(argument.arg for argument in function.args.args)
    return f"return steal('{function.name}', ({names},))"


ANY_UNIT: dict[str, Edit] = {
    "ada_excellent": lambda _released, solved: solved,
    "ben_unfinished": _unfinished,
    "cleo_empty": lambda released, _solved: released,
    "dan_syntax_error": _syntax_error,
    "eve_raises": _raises,
    "finn_endless_loop": _endless_loop,
    "gina_eats_memory": _eats_memory,
    "hugo_tampers": _tampered_metadata,
    "iris_deletes_a_check": _deleted_check,
    "jack_forges_scores": _forges_scores,
    "kim_looks_around": _looks_around,
}
