"""The learner's diary: kept in one file, read whatever its state, and never in the way of a check."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat

import pytest
from descent import check, diary, overview, progress
from descent.revise import scores

from autograder.sandbox import bubblewrap


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    path = tmp_path / "kept" / "progress.jsonl"
    monkeypatch.setenv(diary.VARIABLE, str(path))
    return path


def checked(name="gradient_step", score=1.0, points=1.0, mistake=None):
    diary.note("check", exercise=name, score=score, points=points, mistake=mistake)


def gradient_step(w, grad, *, lr):
    return w - lr * grad


def test_what_is_noted_is_there_after_a_restart(file):
    checked()
    assert [(event["kind"], event["exercise"]) for event in diary.events()] == [("check", "gradient_step")]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600, "nobody else's business"


def test_check_notes_score_and_mistake_and_a_stub_is_no_failure():
    check(gradient_step)

    def uphill(w, grad, *, lr):
        return w + lr * grad

    def unwritten(w, grad, *, lr):
        raise NotImplementedError

    check(uphill, "gradient_step")
    check(unwritten, "gradient_step")
    assert [(e["score"], e["mistake"]) for e in diary.events("check")] == [(1.0, None), (0.0, "ascent")]
    (exercise,) = (e for e in overview.exercises()["update_rule"] if e.name == "gradient_step")
    assert exercise.done
    assert exercise.failed
    assert exercise.mistake == "ascent"


@pytest.mark.parametrize(
    "spoilt",
    [
        b"\x00\xff\xfe" * 100,
        b"{",
        b'[1, 2]\n"text"\n{"kind": 3, "at": 1}\n{"at": "x", "kind": "check"}',
        b"[" * 5000,
        b"",
    ],
)
def test_a_spoilt_file_is_read_as_far_as_it_goes_and_written_to_as_before(file, spoilt):
    file.parent.mkdir()
    file.write_bytes(spoilt)
    checked()
    assert [event["exercise"] for event in diary.events()] == ["gradient_step"]
    assert "gradient_step" in repr(progress())


def test_facts_of_a_wrong_kind_are_left_out():
    diary.note("check", exercise=["x"], score="many", points=None)
    diary.note("check", exercise="gradient_step", score=float("nan"), points=1.0)
    diary.note("card", card=7, rating="good")
    diary.note("exam", units=[1])
    diary.note("question", unit=None)
    assert not overview.exercises()["update_rule"][0].done
    assert repr(scores())


def test_a_half_written_line_spoils_only_itself(file):
    checked("gradient_descent", 3.0, 3.0)
    with file.open("ab") as out:
        out.write(b'\n{"at": 1.0, "kind": "che')
    checked()
    assert [event["exercise"] for event in diary.events("check")] == ["gradient_descent", "gradient_step"]


def _write(number: int) -> None:
    for k in range(50):
        diary.note("card", card=f"{number}-{k}", rating=3)


def test_two_kernels_may_write_at_the_same_time():
    workers = [multiprocessing.get_context("fork").Process(target=_write, args=(n,)) for n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert len(diary.events("card")) == 100


@pytest.mark.parametrize("place", ["/proc/nowhere/progress.jsonl", "/dev/null", "/dev/full", "."])
def test_a_check_works_where_nothing_can_be_kept(monkeypatch, place):
    monkeypatch.setenv(diary.VARIABLE, place)
    assert check(gradient_step) == 1.0
    assert diary.events() == []


def test_a_home_that_cannot_be_found_is_no_trouble(monkeypatch):
    monkeypatch.setenv(diary.VARIABLE, "~nobody-of-this-name/progress.jsonl")
    assert check(gradient_step) == 1.0
    assert diary.events() == []
    assert not os.path.exists("~nobody-of-this-name")


def test_off_keeps_nothing_and_says_so(monkeypatch):
    monkeypatch.setenv(diary.VARIABLE, "off")
    assert diary.location() is None
    assert not diary.note("check")
    assert "off" in repr(progress())


def test_without_the_variable_it_lies_in_the_users_data_folder(monkeypatch, tmp_path):
    monkeypatch.delenv(diary.VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert diary.location().name == "progress.jsonl"
    assert "descent" in str(diary.location())


def test_the_sandbox_notes_nothing():
    assert bubblewrap.environment(paths=[])[diary.VARIABLE] == "off"


def test_reset_begins_anew_and_keeps_the_old_file_once():
    assert diary.reset() is None
    checked()
    kept = diary.reset()
    assert diary.events() == []
    assert json.loads(kept.read_text().strip())["exercise"] == "gradient_step"
    checked()
    assert diary.reset() == kept


def test_progress_shows_units_exercises_and_where_it_is_kept(file):
    checked()
    checked("gradient_descent", 1.5, 3.0, "w0 missing")
    shown = progress()
    assert "02 The update rule" in repr(shown)
    assert "1 of 7 exercises, 2.5 of 17 points" in repr(shown)
    assert "✗ gradient_descent (1.5 of 3, w0 missing)" in repr(shown)
    assert str(file) in repr(shown)
    page = shown._repr_html_()
    assert '<th scope="row">02 The update rule' in page
    assert "1 of 7" in page
    assert "&nbsp;<code>gradient_step</code>" in page


def test_what_the_diary_says_is_escaped():
    checked("gradient_step", 0.0, 1.0, "<script>alert(1)</script>")
    assert "<script>" not in progress()._repr_html_()
