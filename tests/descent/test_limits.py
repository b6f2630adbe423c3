"""Code that never ends is stopped, whatever it catches, and nothing of the stopping stays behind."""

import signal
import sys
import textwrap
import threading
import time

import pytest
from descent import limits
from descent.limits import TimeUp, is_learners, time_limit

LOOPS = """
def busy():
    while True:
        pass

def sleeping():
    time.sleep(60)

def catching_exceptions():
    while True:
        try:
            time.sleep(0.01)
        except Exception:
            pass

def catching_everything():
    while True:
        try:
            time.sleep(0.01)
        except:
            pass

def catching_everything_once():
    try:
        time.sleep(60)
    except:
        pass
    time.sleep(60)

def catching_everything_at_the_end():
    while True:
        try:
            time.sleep(0.01)
        except BaseException as error:
            str(error)
        finally:
            str()

def catching_everything_twice():
    while not done:
        try:
            while not done:
                try:
                    time.sleep(0.01)
                except:
                    pass
        except:
            pass
"""


@pytest.fixture(scope="module")
def loops():
    """The functions as a notebook has them: not in a file of this project."""
    namespace = {"time": time, "done": False}
    exec(compile(LOOPS, "<ipython-input-1>", "exec"), namespace)
    return namespace


@pytest.fixture(autouse=True)
def clean():
    before = signal.getsignal(signal.SIGALRM), sys.gettrace()
    yield
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0), "the timer still runs"
    assert (signal.getsignal(signal.SIGALRM), sys.gettrace()) == before


@pytest.mark.parametrize("loop", ["busy", "sleeping", "catching_exceptions"])
def test_an_endless_loop_is_stopped_in_time(loops, loop):
    started = time.perf_counter()
    with pytest.raises(TimeUp), time_limit(0.2):
        loops[loop]()
    assert 0.15 < time.perf_counter() - started < 2


@pytest.mark.parametrize("loop", ["catching_everything", "catching_everything_once", "catching_everything_at_the_end"])
def test_a_loop_that_swallows_every_exception_is_stopped_at_the_second_ring(loops, loop, capsys, monkeypatch):
    monkeypatch.setattr(limits, "_AGAIN", 0.2)
    started = time.perf_counter()
    with pytest.raises(TimeUp), time_limit(0.1):
        loops[loop]()
    assert time.perf_counter() - started < 3
    assert capsys.readouterr().err == ""


def test_the_limit_is_lifted_before_its_owner_goes_on(loops, monkeypatch):
    monkeypatch.setattr(limits, "_AGAIN", 0.1)
    owner = """
    limit = time_limit(0.1)  # kept, so that no garbage collector lifts it
    try:
        with limit:
            catching_everything_once()
    except TimeUp:
        left = signal.getitimer(signal.ITIMER_REAL)[0]
    """
    namespace = {**loops, "time_limit": time_limit, "TimeUp": TimeUp, "signal": signal}
    exec(compile(textwrap.dedent(owner), "<ipython-input-2>", "exec"), namespace)
    assert namespace["left"] == 0.0


def test_a_loop_that_cannot_be_stopped_is_not_kept_secret(loops, capsys, monkeypatch):
    monkeypatch.setattr(limits, "_AGAIN", 0.1)
    threading.Timer(0.8, loops.__setitem__, ("done", True)).start()
    with time_limit(0.1):
        loops["catching_everything_twice"]()
    assert capsys.readouterr().err.count("Interrupt the kernel") == 1


def test_code_that_ends_in_time_is_left_alone():
    with time_limit(0.2):
        value = sum(range(1000))
    time.sleep(0.3)
    assert value == 499500


def test_an_exception_passes_through_as_it_is():
    with pytest.raises(ZeroDivisionError), time_limit(5):
        1 / 0  # noqa: B018


def test_an_outer_handler_is_put_back():
    rang = []
    before = signal.signal(signal.SIGALRM, lambda *_: rang.append(1))
    try:
        with time_limit(5):
            pass
        signal.raise_signal(signal.SIGALRM)
        assert rang == [1]
    finally:
        signal.signal(signal.SIGALRM, before)


def test_outside_the_main_thread_the_body_just_runs():
    results = []

    def body():
        with time_limit(0.01):
            results.append(sum(range(100_000)))

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    assert results == [4999950000]


class TestWithoutSignals:
    """Windows has no alarm: a thread interrupts the main one."""

    @pytest.fixture(autouse=True)
    def _no_alarm(self, monkeypatch):
        monkeypatch.delattr(signal, "setitimer")

    @pytest.fixture(autouse=True)
    def clean(self):
        """Nothing to look at: there is no timer."""

    def test_an_endless_loop_is_stopped_in_time(self, loops):
        started = time.perf_counter()
        with pytest.raises(TimeUp), time_limit(0.2):
            loops["busy"]()
        assert 0.15 < time.perf_counter() - started < 2

    def test_an_interrupt_by_hand_is_not_a_time_limit(self):
        with pytest.raises(KeyboardInterrupt), time_limit(5):
            signal.raise_signal(signal.SIGINT)

    def test_code_that_ends_in_time_is_left_alone(self):
        with time_limit(0.1):
            pass
        time.sleep(0.3)


@pytest.mark.parametrize(
    ("filename", "learners"),
    [
        ("<ipython-input-3-abc>", True),
        ("/tmp/ipykernel_12/345.py", True),
        ("/home/ada/course/helpers.py", True),
        ("<string>", True),
        (limits.__file__, False),
        (threading.__file__, False),
        (pytest.__file__, False),
        ("/usr/lib/python3/dist-packages/numpy/core.py", False),
        ("<frozen importlib._bootstrap>", False),
        ("<gradient_step of the check>", False),
    ],
)
def test_the_files_of_a_learner_are_told_from_ours(filename, learners):
    assert is_learners(filename) is learners
