"""The check-in under the prompt: the app by Pilot, the command with prompts in its place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta

import pytest
from textual.widgets import Static

from tests.app.diaries import NOW, TODAY, WISH, check_in, fill, turn_on
from tests.app.patient import Patient, quick
from tracker.app.session import Session
from tracker.app.today.inline import InlineApp, Question, ask
from tracker.app.today.recording import Walk
from tracker.records import Measure, Settings
from tracker.storage import Store

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def asking(store: Store) -> Store:
    """A diary that rates three measures beside mood."""
    turn_on(store, "anxiety", "sleep", "self-harm")
    return store


class Asked(Patient):
    """The person with the question before them, and no more of the app than that."""

    app: InlineApp
    question: Question

    @property
    def asks(self) -> str:
        return str(self.question.query_one("#day", Static).content)


@asynccontextmanager
async def under_the_prompt(
    store: Store, day: date | None = None, now: datetime = NOW, walk: Walk | None = None
) -> AsyncIterator[Asked]:
    person = Asked(store, now)
    session = Session(store, person.clock)
    person.question = Question(session, day, walk)
    person.app = InlineApp(session, person.question)
    with quick():
        async with person.app.run_test(size=(80, 8)) as person.pilot:
            await person.settle()
            yield person
            if person.app.is_running:
                assert person.screen


def written(store: Store) -> list[tuple[date, dict[str, float]]]:
    return [(c.day, {r.measure: r.value for r in c.ratings}) for c in store.read().check_ins]


async def test_each_answer_is_on_disk_before_the_next_is_asked(asking: Store) -> None:
    async with under_the_prompt(asking) as person:
        await person.press("1", "0", "enter")
        assert written(asking) == [(TODAY, {"mood": 10})]
        assert person.asks.startswith("Anxiety")
        await person.press("4", "enter")
        assert written(asking) == [(TODAY, {"mood": 10, "anxiety": 4})]
        await person.press("enter", "0", "enter")
        assert not person.app.is_running
    assert written(asking) == [(TODAY, {"mood": 10, "anxiety": 4, "self_harm": 0})]


async def test_escape_stops_with_all_so_far_kept(asking: Store) -> None:
    async with under_the_prompt(asking) as person:
        await person.press("7", "enter", "4", "escape")
        assert not person.app.is_running
    assert written(asking) == [(TODAY, {"mood": 7})]
    kept = person.question.saved_entry()
    assert kept
    assert kept.value("mood") == 7


async def test_another_day_is_named_and_filled_in(store: Store) -> None:
    async with under_the_prompt(store, YESTERDAY) as person:
        assert person.asks.endswith("Filling in Friday 20 November")
        for narrow in (60, 40):
            await person.resize(narrow, 5)
            assert "Filling in Friday 20 November" in person.words
        assert person.words.endswith("Esc leaves")
        await person.press("3", "enter")
    assert written(store) == [(YESTERDAY, {"mood": 3})]


async def test_after_midnight_it_says_which_day_and_y_counts_for_the_other(store: Store) -> None:
    night = datetime(2026, 11, 22, 0, 30, tzinfo=NOW.tzinfo)
    async with under_the_prompt(store, now=night) as person:
        assert "00:30 counts for Sat 21 Nov" in person.says
        await person.press("y", "6", "enter")
    assert written(store) == [(date(2026, 11, 22), {"mood": 6})]


async def test_left_open_overnight_it_ends_with_what_was_saved(asking: Store) -> None:
    async with under_the_prompt(asking) as person:
        await person.press("7", "enter")
        person.clock.forward(hours=16)
        await person.press("3", "enter")
        assert not person.app.is_running
    assert written(asking) == [(TODAY, {"mood": 7})]
    assert person.question.saved_entry()


async def test_u_undoes_the_last_answer_and_nothing_from_before(asking: Store) -> None:
    async with under_the_prompt(asking) as person:
        await person.press("u", "7", "enter", "u")
        assert written(asking) == []
        assert person.app.is_running
        await person.press("5", "enter", "escape")
    assert written(asking) == [(TODAY, {"mood": 5})]


async def test_half_points_and_keys_that_are_not_there_are_not_promised(store: Store) -> None:
    fill(store, [check_in(TODAY, 5)])
    async with under_the_prompt(store) as person:
        await person.press("7")
        assert person.says == " ⏎ Add 7  today has 5 · Esc leaves"
        await person.press("full_stop", "5")
        assert "Whole numbers only" in person.says
        await person.press("enter", "6", "enter")
    assert sorted(c.value("mood") or 0 for c in store.read().check_ins) == [5, 6]


async def test_neither_keys_nor_colours_of_the_whole_app_reach_here(store: Store) -> None:
    with store.writing(NOW, "the theme") as unit:
        unit.put_settings(Settings(theme="light"))
    async with under_the_prompt(store) as person:
        assert person.app.theme == "terminal"
        await person.press(*"dneihqr", "question_mark", "f3")
        assert person.app.screen is person.question
        await person.press("7", "ctrl+c")
        assert not person.app.is_running
    assert written(store) == []


@pytest.mark.parametrize(("key", "stops"), [("ctrl+c", True), ("ctrl+q", False), ("escape", False)])
async def test_ctrl_c_ends_the_whole_command_and_other_keys_only_the_question(
    store: Store, monkeypatch: pytest.MonkeyPatch, key: str, stops: bool
) -> None:
    async with under_the_prompt(store) as person:
        await person.press("7", key)
        assert (person.app.is_running, person.app.interrupted) == (False, stops)
    monkeypatch.setattr(InlineApp, "run", lambda app, **_: setattr(app, "interrupted", stops))
    with pytest.raises(KeyboardInterrupt if stops else StopIteration):
        next(ask(person.question.session, None))


@pytest.mark.parametrize(("measure", "key"), [("self-harm", "self_harm"), (WISH, "wish")])
async def test_thoughts_of_self_harm_leave_for_the_words_of_care_and_then_it_goes_on(
    store: Store, measure: str | Measure, key: str
) -> None:
    turn_on(store, measure, "sleep")
    async with under_the_prompt(store) as person:
        await person.press("3", "enter", "2", "enter")
        assert not person.app.is_running
    assert person.question.stopped_for_crisis_help
    async with under_the_prompt(store, walk=person.question.walk) as again:
        assert again.asks.startswith("Sleep")
        await again.press("6", "enter")
        assert not again.app.is_running
    assert not again.question.stopped_for_crisis_help
    assert written(store) == [(TODAY, {"mood": 3, key: 2, "sleep": 6})]
