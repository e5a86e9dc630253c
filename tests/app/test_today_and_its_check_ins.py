"""Today: putting a check-in right, what can be filled in again, and what is not saved."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.app.diaries import NOW, TODAY, check_in, fill
from tests.app.patient import patient
from tests.app.test_care import THANKS, kept, turn_on
from tests.app.test_scales import fill_in
from tracker.app.open_scales import open_line
from tracker.app.session import Session
from tracker.records import Rating
from tracker.storage import Store

FRIDAY = date(2026, 11, 20)


async def test_yesterday_takes_four_keys(store: Store) -> None:
    async with patient(store) as person:
        await person.press("d", "enter", "4", "enter")
        assert "Saved: mood 4 for Friday 20 November." in person.reads("saved")
    assert [c.day for c in person.check_ins] == [FRIDAY]


async def test_the_days_only_check_in_is_put_right_with_one_key(store: Store) -> None:
    async with patient(store) as person:
        await person.press("e")
        assert person.reads("hint").startswith("Type 0 to 10")
        assert "e Edit" not in person.screen
        await person.press("7", "enter")
        assert "e Edit" in person.screen
        await person.press("e", "tab", "ctrl+u", "5", "enter")
        assert "Saved: mood 5 for Saturday 21 November." in person.reads("saved")
        assert "mood 5" in person.screen
        assert person.reads("hint").startswith("Type 0 to 10")
        await person.press("u")
    assert [c.value("mood") for c in person.check_ins] == [7]


async def test_of_several_the_last_one_is_offered_first(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("e")
        assert "12:30  mood 7, anxiety 4" in person.screen
        assert "“Slept well for once, then a long walk.”" in person.screen
        await person.press("down", "enter", "tab", "ctrl+u", "1", "enter")
    assert [c.value("mood") for c in person.check_ins][-2:] == [1, 7]


async def test_a_measure_asked_after_an_edit_keeps_what_the_edit_says(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("7", "enter", "e", "enter", "tab", "ctrl+u", "2", "enter", "4", "enter")
        assert "Saved: anxiety 4" in person.reads("saved")
    last = person.check_ins[-1]
    assert (last.value("mood"), last.value("anxiety")) == (2, 4)


def test_a_questionnaire_is_named_once_its_days_have_passed_and_not_for_ever(store: Store) -> None:
    session = Session(store, lambda: NOW)
    assert open_line(session, TODAY) == ""
    fill_in(store, TODAY - timedelta(days=40), 12)
    assert open_line(session, TODAY) == "PHQ-9 can be filled in again: s"
    assert open_line(session, TODAY + timedelta(days=30)) == ""
    fill_in(store, TODAY - timedelta(days=1), 12)
    assert open_line(session, TODAY) == ""


async def test_what_is_open_stands_at_the_end_of_the_line(store: Store) -> None:
    fill_in(store, TODAY - timedelta(days=20), 12)
    async with patient(store, size=(120, 40)) as person:
        assert "in 13 days · PHQ-9 can be filled in again: s\n" in person.screen
        await person.press("s", "enter", *"112111110", "enter", "t")
        assert "filled in again" not in person.screen


async def test_leaving_says_what_is_not_saved_on_another_screen(store: Store) -> None:
    async with patient(store) as person:
        await person.press("s", "enter", "1", "t", "4", "h", "q")
        assert person.reads("hint").startswith("On Today (t): Mood 4 is not saved yet")
        await person.press("t", "escape", "q")
        assert person.reads("hint").startswith("On Scales (s): PHQ-9 is not saved")
        await person.press("q")
        assert not person.app.is_running


@pytest.mark.parametrize("mode", ["t", "h"])
async def test_self_harm_raised_by_an_edit_shows_whom_to_call_once(store: Store, mode: str) -> None:
    turn_on(store, "self_harm")
    fill(store, [check_in(TODAY, 4, more=(Rating("self_harm", 0),))])
    turn_on(store, "self_harm")
    edit = ("e", "tab", "tab", "ctrl+u")
    async with patient(store) as person:
        await person.press(mode, *(["down", "down"] if mode == "h" else []), *edit, "0", "enter")
        assert THANKS not in person.screen
        await person.press(*edit, "2", "enter")
        assert THANKS in person.screen
        assert kept(store) == [2]
        await person.press("space")
        assert "Saved: mood 4, thoughts of death or self-harm 2" in person.reads("saved")
        await person.press("u", *edit, "1", "enter")
        assert THANKS not in person.screen
    assert kept(store) == [1]


async def test_a_click_on_the_places_goes_there(store: Store) -> None:
    async with patient(store) as person:
        column = person.screen.splitlines()[0].index("h History")
        await person.pilot.click("TitleLine", offset=(column + 3, 0))
        await person.settle()
        assert person.app.current_mode == "history"
