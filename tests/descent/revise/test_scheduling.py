"""Cards: what failed comes first, what is known rests, and the diary alone decides."""

from __future__ import annotations

import json
import re
import time

import pytest
from descent import diary
from descent.revise import material, scheduling

DAY = 86_400.0


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    monkeypatch.setenv(diary.VARIABLE, str(tmp_path / "progress.jsonl"))
    return tmp_path / "progress.jsonl"


def rate(card, rating, at):
    """Write a review of some other day."""
    with diary.location().open("a") as out:
        out.write("\n" + json.dumps({"at": at, "kind": "card", "card": card.id, "unit": card.unit, "rating": rating}))


def test_there_are_at_least_a_hundred_and_twenty_cards_and_each_has_its_own_name():
    cards = [card for unit in material.units() for card in unit.cards]
    assert len(cards) >= 120
    assert len({card.id for card in cards}) == len(cards)
    assert all(card.question and card.answer for card in cards)


def test_every_unit_has_a_ten_mark_question():
    for unit in material.units():
        assert sum(marks for _, marks in unit.scheme) == 10, unit.slug
        assert len(re.sub("<[^>]+>", "", unit.answer)) > 500, unit.slug


def test_without_a_history_cards_come_in_the_order_of_the_course():
    turns = scheduling.queue(time.time(), limit=3)
    assert [turn.card for turn in turns] == list(material.units()[0].cards[:3])
    assert {turn.reason for turn in turns} == {"new"}


def test_a_failed_exercise_comes_first_with_its_mistake_and_the_cards_that_belong_to_it():
    diary.note("check", exercise="clip_by_global_norm", score=1.0, points=3.0, mistake="per tensor")
    first, second, *_ = scheduling.queue(time.time())
    assert first.card.id == "exercise clip_by_global_norm"
    assert "1 of 3 points" in first.card.question
    assert "per tensor" in first.card.question
    assert len(first.card.answer) > 100
    assert "clip_by_global_norm" in second.reason
    assert second.card.unit == "challenges"
    assert {"clipping", "norm"} & second.card.words


def test_when_the_exercise_is_right_it_comes_first_no_more():
    diary.note("check", exercise="clip_by_global_norm", score=1.0, points=3.0, mistake="per tensor")
    diary.note("check", exercise="clip_by_global_norm", score=3.0, points=3.0, mistake=None)
    assert scheduling.queue(time.time())[0].reason == "new"


def test_the_failed_exercise_rests_too_once_its_card_is_known():
    diary.note("check", exercise="gradient_step", score=0.0, points=1.0, mistake="ascent")
    card = scheduling.queue(time.time())[0].card
    rate(card, 4, time.time())
    assert card.id not in {turn.card.id for turn in scheduling.queue(time.time(), limit=500)}


def test_a_known_card_comes_back_later_and_later_and_a_forgotten_one_soon():
    card, now = material.units()[0].cards[0], 1_800_000_000.0
    gaps = []
    for _ in range(4):
        rate(card, 3, now)
        due = scheduling.memories()[card.id].due.timestamp()
        gaps.append(due - now)
        now = due + 60
    assert gaps == sorted(gaps)
    assert gaps[-1] > 5 * DAY
    rate(card, 1, now)
    assert scheduling.memories()[card.id].due.timestamp() - now < 3600


def test_due_cards_come_before_new_ones_and_those_that_are_not_due_do_not_come():
    early, late = material.units()[1].cards[:2]
    now = time.time()
    rate(early, 3, now - 30 * DAY)
    rate(late, 4, now)
    turns = scheduling.queue(now, limit=500)
    assert turns[0].card == early
    assert turns[0].reason == "due"
    assert late not in [turn.card for turn in turns]


def test_the_buttons_say_when_the_card_comes_back():
    card = material.units()[0].cards[0]
    spans = scheduling.previews(card, time.time())
    assert set(spans) == {1, 2, 3, 4}
    assert spans[1] == "1 min"
    assert spans[4].endswith(" d")


def test_only_the_named_units_are_asked():
    assert {turn.card.unit for turn in scheduling.queue(time.time(), ["momentum"], 500)} == {"momentum"}
    with pytest.raises(LookupError, match="The units are gradient"):
        material.unit("magic")
