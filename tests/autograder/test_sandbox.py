"""The sandbox shows what Jupyter would show, keeps each limit, and is there again after every accident."""

from __future__ import annotations

import json
from collections.abc import Iterator

import nbformat
import numpy as np
import pytest
from descent.observing import Case, Task, encode_case

from autograder.sandbox import Check, Checked, Code, Execution, Limits, Ran, Sandbox

QUICK = Limits(
    cell_seconds=1,
    total_seconds=6,
    grace_seconds=2,
    memory_mb=300,
    processes=16,
    file_mb=5,
    tmp_mb=20,
    output_mb=2,
)
TASK = Task("f", [encode_case(Case("ones", (np.ones(3),))), encode_case(Case("zeros", (np.zeros(3),)))])


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as box:
        yield box


def run(sandbox: Sandbox, *sources: str, limits: Limits = QUICK) -> Execution:
    return sandbox.run([Code(source, f"the cell {k}") for k, source in enumerate(sources, 1)], limits)


def outputs(sandbox: Sandbox, *sources: str) -> list[dict]:
    """Return what the last of the cells shows."""
    execution = run(sandbox, *sources, limits=Limits())
    assert execution.reason is None, execution.message
    last = execution.cells[-1]
    assert isinstance(last, Ran)
    assert last.finished
    for output in last.outputs:
        nbformat.validate({**output}, ref="output", version=4)
    return last.outputs


def text(sandbox: Sandbox, *sources: str) -> str:
    shown = outputs(sandbox, *sources)
    return "".join(o.get("text") or o.get("evalue", "") or o.get("data", {}).get("text/plain", "") for o in shown)


def test_a_cell_shows_streams_then_its_value_with_the_count(sandbox):
    execution = run(sandbox, "x = 1", "", "import sys\nprint('out')\nprint('err', file=sys.stderr)\nx + 1")
    first, empty, last = execution.cells
    assert (first.count, empty.count, last.count) == (1, None, 2)
    assert last.outputs == [
        {"output_type": "stream", "name": "stdout", "text": "out\n"},
        {"output_type": "stream", "name": "stderr", "text": "err\n"},
        {"output_type": "execute_result", "data": {"text/plain": "2"}, "metadata": {}, "execution_count": 2},
    ]


def test_an_error_ends_its_cell_and_the_next_one_runs(sandbox):
    execution = run(sandbox, "def g(x):\n    return 1 / x\ng(0)", "'next'")
    error = execution.cells[0].outputs[-1]
    assert (error["ename"], error["evalue"]) == ("ZeroDivisionError", "division by zero")
    assert "return" in error["traceback"][3]
    assert "/descent/" not in "".join(error["traceback"])
    assert execution.cells[1].outputs[0]["data"] == {"text/plain": "'next'"}


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("import asyncio\nawait asyncio.sleep(0, result=7)", "7"),
        ("%%time\n1 + 1", "2"),
        ("%timeit -n2 -r2 1", "per loop"),
        ("!echo hello from the shell", "hello from the shell"),
        ("%%bash\necho $((40 + 2))", "42"),
        ("%%writefile own.py\nvalue = 5\n", "Writing own.py"),
        ("import warnings\nwarnings.warn('careful')", "UserWarning: careful"),
        ("import subprocess\nsubprocess.run('echo raw', shell=True);", "raw"),
        ("import os\nos.write(1, b'past Python');", "past Python"),
        ("import logging\nlogging.warning('logged')", "WARNING:root:logged"),
        ("import threading\nt = threading.Thread(target=print, args=['thread'])\nt.start(); t.join()", "thread"),
        ("input('name? ')", "write the value into the code"),
        ("def g(): return g()\ng()", "maximum recursion depth exceeded"),
        ("print('\\ud800')", "?"),
        ("sum?", "Docstring"),
        ("exit", "To exit"),
        ("import sys\nsys.exit(3)", "To exit"),
        ("class Odd:\n    def __repr__(self): 1 / 0\nOdd()", "division by zero"),
        ("__name__, 'PATH' in __import__('os').environ", "('__main__', True)"),
        ("import random, numpy as np\nrandom.random(), np.random.rand()", "(0.8444218515250481, 0.5488135039273248)"),
    ],
)
def test_behaves_as_in_jupyter(sandbox, source, shown):
    assert shown in text(sandbox, source)


def test_a_module_that_the_notebook_writes_can_be_imported(sandbox):
    assert text(sandbox, "%%writefile own.py\nvalue = 5", "import own; own.value") == "5"


def test_a_plot_appears_inline_once(sandbox):
    shown = outputs(sandbox, "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert [sorted(output["data"]) for output in shown] == [["image/png", "text/plain"]]
    assert shown[0]["data"]["image/png"].startswith("iVBOR")


def test_displays_can_be_updated_and_cleared(sandbox):
    source = (
        "from IPython.display import display, clear_output\nprint(1); clear_output()\n"
        "h = display(2, display_id=True)\nh.update(3)"
    )
    assert text(sandbox, source) == "3"
    later = "print(4)\nclear_output(wait=True)\nprint(5)"
    assert text(sandbox, source, later) == "5\n"


def test_a_widget_leaves_a_still_picture(sandbox):
    source = "import ipywidgets as w\nw.VBox([w.IntSlider(), w.Image(value=b'png', format='png')])"
    (shown,) = outputs(sandbox, source)
    assert sorted(shown["data"]) == ["image/png", "text/plain"]


def test_torch_steps(sandbox):
    source = (
        "import torch\nw = torch.ones(1, requires_grad=True)\no = torch.optim.SGD([w], lr=0.5)\n"
        "(w * w).sum().backward()\no.step()\nw.item()"
    )
    assert text(sandbox, source) == "0.0"


def test_a_check_observes_what_is_defined_at_its_place(sandbox):
    cells = [
        Check(TASK),
        Code("def f(x):\n    print('not shown')\n    return x + 1"),
        Check(TASK),
        Code("f = 3"),
        Check(TASK),
    ]
    before, _, checked, _, after = sandbox.run(cells, QUICK).cells
    assert isinstance(before, Checked)
    assert before.missing
    assert [outcome.decoded()[0].tolist() for outcome in checked.outcomes] == [[2, 2, 2], [1, 1, 1]]
    assert [outcome.error[0] for outcome in after.outcomes] == ["TypeError", "TypeError"]


def test_a_case_that_never_ends_is_an_outcome(sandbox):
    task = Task("f", TASK.cases, seconds=0.3)
    execution = sandbox.run([Code("def f(x):\n    while True: pass"), Check(task), Code("1")], QUICK)
    assert execution.reason is None
    assert [outcome.error[0] for outcome in execution.cells[1].outcomes] == ["TimeUp", "TimeUp"]


def test_a_result_that_is_too_large_is_an_outcome(sandbox):
    task = Task("f", TASK.cases[:1])
    execution = sandbox.run([Code("import numpy as np\ndef f(x): return np.ones(2_000_000)"), Check(task)], Limits())
    assert execution.cells[1].outcomes[0].error[0] == "ValueError"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("print('before')\nwhile True: pass", "stopped after 1 s"),
        ("import asyncio\nprint('before')\nawait asyncio.sleep(60)", "stopped after 1 s"),
        ("import numpy as np\nnp.ones(10**9)", "Unable to allocate"),
        ("open('big', 'wb').write(bytes(6_000_000))", "File too large"),
        ("for k in range(9): open(f'part{k}', 'wb').write(bytes(4_000_000))", "No space left"),
        ("for k in range(60_000): print('x' * 100)", "this cell shows more than 200,000 characters"),
        (
            "from IPython.display import display\nfor k in range(900): display(k)",
            "this cell shows more than 200 outputs",
        ),
    ],
)
def test_a_limit_is_an_error_in_its_cell_and_the_rest_goes_on(sandbox, source, shown):
    execution = run(sandbox, source, "'next'")
    assert execution.reason is None, execution.message
    assert any(shown in (o.get("evalue") or o.get("text", "")) for o in execution.cells[0].outputs)
    assert execution.cells[1].outputs[0]["data"] == {"text/plain": "'next'"}


MANY = """
import time, threading
for _ in range(60): threading.Thread(target=time.sleep, args=(60,)).start()
time.sleep(60)"""
GREEDY = """
import os, time
for _ in range(6):
    if os.fork() == 0:
        held = bytearray(150_000_000)
        held[::4096] = b"x" * len(held[::4096])
        time.sleep(60)
time.sleep(60)"""
BLOCKED = """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
while True: pass"""
SLOW = Limits(cell_seconds=5, grace_seconds=1, total_seconds=20, memory_mb=300, processes=16)


@pytest.mark.parametrize(
    ("source", "limits", "reason", "message"),
    [
        (BLOCKED, QUICK, "time", "stopped after 1 s in the cell 2"),
        (BLOCKED, Limits(total_seconds=1), "time", "stopped after 1 s for the whole notebook, in the cell 2"),
        (GREEDY, SLOW, "memory", "stopped in the cell 2: it used more than 300 MB of memory"),
        (MANY, SLOW, "processes", "stopped in the cell 2: it had more than 16 processes and threads at once"),
        ("import os\nos._exit(3)", QUICK, "died", "stopped in the cell 2: its process ended (exit code 3)"),
        ("import ctypes\nctypes.string_at(0)", QUICK, "died", "stopped in the cell 2: its process ended (SIGSEGV)"),
    ],
)
def test_the_end_of_a_run_is_named(sandbox, source, limits, reason, message):
    execution = run(sandbox, "'kept'", source, "'never'", limits=limits)
    assert (execution.reason, execution.cell, execution.message) == (reason, 1, message)
    assert execution.cells[0].outputs[0]["data"] == {"text/plain": "'kept'"}
    assert [cell.finished for cell in execution.cells] == [True, False, False]


def test_a_limit_must_be_positive():
    with pytest.raises(ValueError, match="memory_mb must be greater than 0"):
        Limits(memory_mb=0)


def test_jobs_are_quick_and_leave_no_memory_behind(sandbox):
    jobs = [run(sandbox, "import numpy as np\nnp.ones(1000).sum()") for _ in range(20)]
    assert sorted(job.seconds for job in jobs)[10] < 0.15
    assert all(job.cells[0].outputs == jobs[0].cells[0].outputs for job in jobs)


def test_an_execution_is_plain_data(sandbox):
    execution = run(sandbox, "import matplotlib.pyplot as plt\nplt.plot([1]);", limits=Limits())
    assert json.loads(json.dumps(execution.cells[0].outputs)) == execution.cells[0].outputs


def test_a_thread_that_goes_on_showing_things_does_not_end_the_run(sandbox):
    chatty = (
        "import threading\nfrom IPython.display import display\n"
        "def talk():\n    for k in range(2000):\n        display({'text/plain': 'late'}, raw=True)\n"
        "threading.Thread(target=talk, daemon=True).start()"
    )
    execution = sandbox.run([Code(chatty), *[Code("1 + 1")] * 30], Limits())
    assert execution.reason is None, execution.message
    assert "late" in str(execution.cells)
