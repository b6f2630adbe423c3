"""A forbidden library function is noticed by whatever name it is called, and nothing else is."""

from __future__ import annotations

import textwrap
import time

import numpy as np
import pytest
from descent.observing import Case, Task, encode_case, run

from autograder import registry
from autograder.shortcuts import used

FORBIDDEN = ("np.gradient", "torch.optim", "torch.nn.functional.conv*", "torch.conv*", "torch.nn.Conv2d")
HEAD = "import numpy as np\nimport torch\nfrom torch import nn\nimport torch.nn.functional as F\n"

TAKEN = {
    "np.gradient(x)": "np.gradient",
    "g = np.gradient\n    g(x)": "np.gradient",
    "from numpy import gradient as slope\n    slope(x)": "np.gradient",
    "torch.optim.SGD([torch.zeros(1)], lr=1)": "torch.optim",
    "import torch.optim as o\n    o.SGD([torch.zeros(1)], lr=1)": "torch.optim",
    "F.conv2d(torch.zeros(1, 1, 3, 3), torch.zeros(1, 1, 2, 2))": "torch.nn.functional.conv*",
    "torch.conv1d(torch.zeros(1, 1, 3), torch.zeros(1, 1, 2))": "torch.conv*",
    "nn.Conv2d(1, 1, 1)(torch.zeros(1, 1, 3, 3))": "torch.nn.Conv2d",
    "getattr(np, 'gradient')(x)": "np.gradient",
}
ALLOWED = [
    "np.diff(x)",
    "with torch.no_grad():\n        torch.zeros(1)",
    "F.unfold(torch.zeros(1, 1, 3, 3), 2)",
    "gradient = np.ones(3)\n    gradient.sum()",
    "nn.Linear(1, 1)",
    "np.convolve(x, x)",
    "if x is None:\n        raise ValueError(f'{x} is no array, as np.gradient would want it')",
]


# The name is put together while the program runs, so that the reader does not see it; the watch has to see the call.
HIDDEN = "getattr(np, 'grad' + 'ient')"
ROUNDABOUT = {
    "by NumPy": f"np.vectorize({HIDDEN}, signature='(n)->(n)')(x)",
    "along an axis": f"np.apply_along_axis({HIDDEN}, 0, x)",
    "by pickle": f"""import pickle
    told = type('Told', (), {{'__reduce__': lambda _: ({HIDDEN}, (x,))}})()
    pickle._loads(pickle.dumps(told))""",
    "by an exit stack": f"import contextlib\n    with contextlib.ExitStack() as s:\n        s.callback({HIDDEN}, x)",
    "by importlib": f"import importlib\n    importlib._bootstrap._call_with_frames_removed({HIDDEN}, x)",
    "as a library's file": f"exec(compile(\"{HIDDEN}(x)\", np.__file__, 'exec'))",
    "as a frozen module": f"exec(compile(\"{HIDDEN}(x)\", '<frozen os>', 'exec'))",
    "as the check": f"exec(compile(\"{HIDDEN}(x)\", '<f of the check>', 'exec'))",
    "in a trace function": f"""import sys
    getattr(sys, 'set' + 'trace')(lambda *_: {HIDDEN}(x) and None)
    (lambda: 0)()
    sys.settrace(None)""",
    "in a fork": f"""import os
    if not os.fork():
        try:
            {HIDDEN}(x)
        except BaseException:
            {HIDDEN}(x)
        os._exit(0)""",
    "in a process": "import subprocess\n    subprocess.run(['true'])",
    "in a shell": "import os\n    os.popen('true').read()",
    "after ctypes": f"""import ctypes
    ctypes.PyDLL(None)['PyEval_Set' + 'Profile'](None, None)
    {HIDDEN}(x)""",
    "in a name": f"f.__class__\n    {HIDDEN}(x)",
}
TORCH = {
    "torch.ops.aten.conv2d(torch.zeros(1, 1, 3, 3), torch.zeros(1, 1, 2, 2))": "torch.conv*",
    "torch._C._VariableFunctions.conv1d(torch.zeros(1, 1, 3), torch.zeros(1, 1, 2))": "torch.conv*",
    "torch._VF.conv1d(torch.zeros(1, 1, 3), torch.zeros(1, 1, 2))": "torch.conv*",
    "torch._convolution_mode(torch.zeros(1, 1, 3), torch.zeros(1, 1, 2), None, [1], 'valid', [1], 1)": "torch.conv*",
    "torch.jit.trace(lambda x: x, torch.zeros(1))": "torch.jit",
}
TAKEN |= TORCH


def solution(body: str) -> str:
    return f'{HEAD}def f(x):\n    """Like `np.gradient`, but without it."""\n    {body}\n    return 1.0\n'


def observed(source: str) -> list[str]:
    """Return the kinds of errors of two cases of `f`, run as a cell."""
    space: dict = {}
    exec(compile(source, "<ipython-input-1>", "exec"), space)
    task = Task("f", [encode_case(Case("x", (np.arange(4.0),)))] * 2, forbidden=FORBIDDEN)
    return [outcome.error[0] if outcome.error else "" for outcome in run(task, space["f"])]


@pytest.mark.parametrize("body", TAKEN)
def test_a_forbidden_call_is_noticed_while_it_runs(body):
    assert observed(solution(body)) == ["ForbiddenShortcut"] * 2


@pytest.mark.parametrize("way", ROUNDABOUT)
def test_no_way_round_is_overlooked_while_it_runs(way):
    assert observed(solution(ROUNDABOUT[way])) == ["ForbiddenShortcut"] * 2


@pytest.mark.parametrize("body", ALLOWED)
def test_other_calls_are_left_alone_while_they_run(body):
    assert observed(solution(body)) == ["", ""]


@pytest.mark.parametrize(("body", "name"), [(body, name) for body, name in TAKEN.items()])
def test_a_forbidden_name_is_read_in_the_text(body, name):
    assert used([solution(body)], "f", FORBIDDEN).startswith(name[:10] if body not in TORCH else "torch.")


@pytest.mark.parametrize("body", ALLOWED)
def test_other_names_in_the_text_are_left_alone(body):
    assert used([solution(body)], "f", FORBIDDEN) == ""


@pytest.mark.parametrize(
    "text",
    [
        "import descent.shortcuts as s",
        "from descent.shortcuts import _Watch",
        "import sys\nsys.modules['descent.short' + 'cuts'].forbidding = None",
        "import descent\ndescent.shortcuts._Watch.__call__ = print",
    ],
)
def test_no_notebook_has_a_reason_to_touch_the_watch(text):
    assert used([HEAD, text, "def f(x):\n    return x"], "f", FORBIDDEN) == "descent.shortcuts"


@pytest.mark.parametrize(
    ("exercise", "call"),
    [
        ("conv2d", "torch.mkldnn_convolution(x, w, None, [0, 0], [1, 1], [1, 1], 1)"),
        ("conv2d", "torch._nnpack_spatial_convolution(x, w, None, [0, 0])"),
        ("rnn_forward", "torch.mkldnn_rnn_layer(x)"),
        ("lstm_cell", "torch.quantized_lstm_cell(x)"),
        ("TorchAdam", "torch._fused_adam_(x)"),
        ("TorchAdam", "torch.ops.aten._fused_adam_(x)"),
    ],
)
def test_what_exercises_forbid_is_not_left_open_beside_it(exercise, call):
    source = f"{HEAD}def {exercise}(x, w=None):\n    return {call}\n"
    assert used([source], exercise, registry.find(exercise).forbidden)


def test_helpers_of_the_solution_are_read_and_the_rest_of_the_notebook_is_not():
    helper = "def helper(x):\n    return np.gradient(x)\n"
    assert used([HEAD, helper, "def f(x):\n    return helper(x)"], "f", FORBIDDEN) == "np.gradient"
    assert used([HEAD, helper, "def f(x):\n    return x", "print(np.gradient(f(x)))"], "f", FORBIDDEN) == ""
    assert used([HEAD, "x = np.gradient([1, 2])", "def f(x):\n    return x"], "f", FORBIDDEN) == ""


@pytest.mark.parametrize(
    "sources",
    [
        ["def f(x):\n    return np.gradient(x)" + "  # " + "x" * 60_000],
        ["def f(x):\n" + "    pass\n" * 6_000 + "    return np.gradient(x)"],
        ["files = !ls\ndef f(x):\n    return np.gradient(x)"],
        ["np.diff?\ndef f(x):\n    return np.gradient(x)"],
        ["%%time\ndef f(x):\n    return np.gradient(x)"],
        ["def f(x):\n    return x", "f.__code__ = (lambda x: np.gradient(x)).__code__"],
        ["def f(x):\n    return x", "globals()['f'] = lambda x: np.gradient(x)"],
        ["exec('def f(x):\\n    return np.gradient(x)')"],
        ["def f(x):\n    return getattr(np, 'grad' + 'ient')(x)"],
        ["def f(x):\n    return vars(np)['gradient'](x)"],
        ["def f(x):\n    return np.__dict__['gra' + 'di' + 'ent'](x)"],
        ["def f(x):\n    return helpers['a'](x)", "helpers = {}", "helpers['a'] = np.gradient"],
    ],
    ids=["comment", "statements", "shell", "help", "magic", "code", "globals", "exec", "sum", "vars", "dict", "item"],
)
def test_no_way_of_writing_hides_a_name(sources):
    assert used([HEAD, *sources], "f", FORBIDDEN) == "np.gradient"


def test_the_strangest_texts_take_no_time():
    chain = "import torch as a0\n" + "\n".join(f"a{k + 1}=a{k}.b" for k in range(10_000))
    names = "\n".join(f"import a{k}\nb{k}=c" for k in range(4_000))
    began = time.process_time()
    for source in (chain, names, "f=f\n" * 12_000, "f = getattr(np, 0x" + "f" * 9_000 + ")"):
        used([HEAD, source, "def f(x):\n    return x"], "f", FORBIDDEN)
    assert time.process_time() - began < 10


def test_the_own_variables_of_methods_mean_nothing_elsewhere_but_globals_do():
    elsewhere = "group = np.gradient([1, 2])"
    own = "class f:\n    def step(self):\n        for group in self.groups:\n            group['lr'] = 1"
    read = "class f:\n    def step(self):\n        return group"
    assert used([HEAD, elsewhere, own], "f", FORBIDDEN) == ""
    assert used([HEAD, elsewhere, read], "f", FORBIDDEN) == "np.gradient"


def test_a_method_and_a_magic_and_what_is_no_python_do_not_disturb():
    source = textwrap.dedent("""
        %matplotlib inline
        class Net:
            def forward(self, x):
                return nn.Conv2d(1, 1, 1)(x)
    """)
    assert used(["(((", HEAD, source], "Net.forward", FORBIDDEN) == "torch.nn.Conv2d"


def test_the_forbidden_function_itself_is_no_solution():
    task = Task("f", [encode_case(Case("x", (np.arange(4.0),)))], forbidden=FORBIDDEN)
    for function in (np.gradient, np.vectorize(np.gradient)):
        (outcome,) = run(task, function)
        assert outcome.error[0] == "ForbiddenShortcut"


def test_code_that_never_ends_or_calls_itself_for_ever_is_no_shortcut():
    task = Task("f", [encode_case(Case("x", (np.arange(4.0),)))], seconds=0.2, forbidden=FORBIDDEN)
    space: dict = {}
    exec(
        compile("def f(x):\n    return f(x)\ndef g(x):\n    while True:\n        abs(1)", "<ipython-input-1>", "exec"),
        space,
    )
    assert [next(run(task, space[name])).error[0] for name in "fg"] == ["RecursionError", "TimeUp"]


def test_libraries_and_the_observer_may_use_what_a_learner_may_not():
    observer = "def observe(f, x):\n    np.gradient(x)\n    return f(x)\n"
    task = Task("f", [encode_case(Case("x", (np.arange(4.0),)))], observer, forbidden=FORBIDDEN)
    (outcome,) = run(task, lambda _: 1.0)
    assert outcome.error is None


def test_text_that_is_put_together_is_seen_by_the_watch_alone_and_an_ended_watch_by_the_reader_alone():
    hidden = solution("getattr(np, 'grad' + 'ient')(x)")
    assert observed(hidden) == ["ForbiddenShortcut"] * 2
    ended = solution("import sys\n    sys.setprofile(None)\n    np.gradient(x)")
    assert used([ended], "f", FORBIDDEN)
    assert used([solution("import sys\n    sys.setprofile(None)")], "f", FORBIDDEN) == "sys.setprofile"
