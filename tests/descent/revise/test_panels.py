"""The panels as a learner uses them: pressing, typing, reading."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys

import pytest
from descent import diary, revise
from descent.revise import numbers, paper, scheduling
from descent.revise.derivations import Derivation
from descent.revise.numbers import Question


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    monkeypatch.setenv(diary.VARIABLE, str(tmp_path / "progress.jsonl"))


def typed(item):
    """What a perfect learner types."""
    return f"{item.source.answer:.6g}" if isinstance(item.source, Question) else item.source.answer


def test_a_card_is_turned_over_rated_and_noted():
    cards = revise.flashcards("momentum", limit=2)
    first = cards.turn.card
    assert first.question in cards.front.value
    assert cards.back.value == ""
    cards.turn_over.click()
    assert first.answer in cards.back.value
    assert [button.description.split(" ·")[0] for button in cards.buttons.children] == ["Again", "Hard", "Good", "Easy"]
    cards.ratings[4].click()
    assert cards.turn.card != first
    assert [(e["card"], e["rating"], e["unit"]) for e in diary.events("card")] == [(first.id, 4, "momentum")]
    cards.turn_over.click()
    cards.ratings[3].click()
    assert cards.turn is None
    assert "2 cards done" in cards.head.value
    assert cards.buttons.children == ()


def test_a_card_that_was_not_known_comes_again_in_the_same_sitting():
    cards = revise.flashcards("momentum", limit=2)
    first = cards.turn.card
    for rating in (1, 4):
        cards.turn_over.click()
        cards.ratings[rating].click()
    assert cards.turn.card == first
    assert cards.turn.reason == "again"


def test_it_begins_with_what_this_learner_failed():
    diary.note("check", exercise="adam_step", score=0.0, points=4.0, mistake="no correction")
    cards = revise.flashcards()
    assert "adam_step" in cards.front.value
    assert "adam_step" in cards.head.value


def test_when_nothing_is_due_it_says_so(monkeypatch):
    monkeypatch.setattr(scheduling, "queue", lambda *_: [])
    assert "No card is due" in revise.flashcards().head.value


def test_a_number_is_marked_at_once_with_the_way_and_only_the_first_answer_counts():
    panel = revise.practise("adaptive", seed=2)
    panel.answer.value = "what?"
    panel.check()
    assert "no number" in panel.result.value
    assert diary.events("question") == []
    panel.answer.value = f"{panel.question.answer + 1:.6g}"
    panel.check()
    assert "Not right" in panel.result.value
    assert "0 of 1" in panel.result.value
    panel.answer.value = f"{panel.question.answer:.6g}"
    panel.check()
    assert "✓" in panel.result.value
    assert [event["right"] for event in diary.events("question")] == [False]


def test_questions_that_were_right_rest_until_all_were():
    names = set(numbers.templates()["cnn"])
    panel = revise.practise("cnn", seed=0)
    asked = set()
    for _ in names:
        asked.add(panel.question.name)
        panel.answer.value = f"{panel.question.answer:.6g}"
        panel.check()
        panel.next()
    assert asked == names
    assert panel.right == len(names)


def test_a_derivation_is_compared_by_algebra():
    panel = revise.derive("cnn", seed=0)
    panel.answer.value = "F*C*k^2"
    panel.check()
    assert "At C = " in panel.result.value
    panel.next()
    panel.answer.value = "F + F k k C"
    panel.check()
    assert "as algebra shows" in panel.result.value


@pytest.mark.parametrize("make", [revise.flashcards, revise.practise, revise.derive, revise.exam])
def test_an_unknown_unit_is_named_with_the_known_ones(make):
    with pytest.raises(LookupError, match=r"'magic'.*gradient"):
        make("magic")


def test_a_perfect_learner_gets_all_forty_marks_and_the_score_is_kept_by_topic():
    sitting = revise.exam(seed=3)
    assert sitting.paper.marks == 40
    for line in sitting.lines:
        if not line.item.scheme:
            line.answer.value = typed(line.item)
    sitting.done.click()
    assert all(line.answer.disabled for line in sitting.lines)
    assert "24 of 40 marks" in sitting.result.value
    for line in sitting.lines:
        for box in line.boxes:
            box.value = True
    assert "40 of 40 marks" in sitting.result.value
    sitting.keep.click()
    (event,) = diary.events("exam")
    assert (event["reached"], event["marks"]) == (40, 40)
    topics = revise.scores().topics
    assert sum(topic.exam[1] for topic in topics.values()) == 40
    assert topics["momentum"].score in (None, 1.0)
    assert "100 %" in repr(revise.scores())


def test_nothing_typed_is_nothing_reached_and_no_mark_is_below_zero():
    sitting = revise.exam(seed=4)
    sitting.hand_in()
    assert sitting.paper.reached == 0
    assert "Not answered." in sitting.lines[0].after.children[0].value
    sitting.hand_in()  # twice is once


def test_when_the_time_is_up_the_paper_closes_and_marks_what_is_typed(monkeypatch):
    sitting = revise.exam(seed=5, minutes=1)
    sitting.lines[0].answer.value = typed(sitting.lines[0].item)
    monkeypatch.setattr("descent.revise.sitting.time.time", lambda: sitting.paper.started + 61)
    sitting.tick()
    assert sitting.closed
    assert "Time is up" in sitting.clock.value
    assert sitting.paper.reached == 2
    assert sitting.lines[0].answer.disabled


def test_the_clock_runs_by_itself_in_a_kernel():
    async def sit() -> bool:
        sitting = revise.exam("momentum", seed=6, minutes=0.005)
        await asyncio.sleep(1.2)
        return sitting.closed

    assert asyncio.run(sit())


def test_a_paper_asks_each_unit_once_before_any_twice_and_is_the_same_for_a_seed():
    one, other = revise.exam(seed=7).paper, revise.exam(seed=7).paper
    assert [item.text for item in one.items] == [item.text for item in other.items]
    numeric = [item.unit for item in one.items if item.kind == "numeric"]
    assert len(set(numeric)) == len(numeric) == paper.NUMERIC
    only = revise.exam("rnn" if "rnn" in revise.scores().topics else "momentum", seed=1).paper
    assert len({item.unit for item in only.items}) == 1
    assert len({item.text for item in only.items if item.kind == "numeric"}) > 3


def test_what_is_typed_is_escaped():
    panel = revise.derive("cnn", seed=0)
    panel.answer.value = "<img src=x>"
    panel.check()
    assert "<img" not in panel.result.value
    assert isinstance(panel.task, Derivation)


def test_scores_name_the_weakest_topic_and_show_a_table():
    diary.note("question", unit="momentum", name="nesterov", right=False)
    diary.note("question", unit="adaptive", name="corrected", right=True)
    shown = revise.scores()
    assert shown.weakest.startswith("04")
    assert "not begun" in repr(shown)
    assert re.search(r'<th scope="row">04 .*?<b>0 %</b>', shown._repr_html_())


def test_no_topic_is_called_weak_in_which_everything_was_right():
    assert "Nothing is begun yet." in repr(revise.scores())
    diary.note("question", unit="adaptive", name="corrected", right=True)
    assert revise.scores().weakest is None
    assert "All that you have begun is right so far." in repr(revise.scores())


def test_reset_says_where_the_old_diary_is():
    assert revise.reset() == "Nothing to forget."
    diary.note("check", exercise="gradient_step", score=1.0, points=1.0, mistake=None)
    assert "progress.jsonl.old" in revise.reset()


def test_checking_imports_neither_widgets_for_revision_nor_algebra():
    """A graded notebook and a quick check pay nothing for what they do not use."""
    code = (
        "import sys, descent; descent.progress(); "
        "print([name for name in ('sympy', 'fsrs', 'descent.revise.panels') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert result.stdout.strip() == "[]"
