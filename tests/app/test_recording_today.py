from __future__ import annotations

import pytest

from tests.app.diaries import TODAY, check_in, fill
from tests.app.patient import patient
from tests.app.test_care import turn_on
from tracker.app.screens.base import DiaryScreen
from tracker.storage import Store


async def test_two_keys_record_today_and_what_confirms_it_names_day_and_score_and_stays(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("7", "enter")
        said = "Saved: mood 7 for Saturday 21 November. u takes it back."
        assert said in person.screen
        await person.press("3", "escape", "i", "t")
        assert said in person.screen
    (saved,) = person.check_ins
    assert saved.day == TODAY
    assert saved.value("mood") == 7


async def test_a_score_is_on_disk_before_it_is_confirmed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk: list[int] = []
    confirm = DiaryScreen.confirm

    def look_then_confirm(screen: DiaryScreen, sentence: str) -> None:
        on_disk.append(len(store.read().check_ins))
        confirm(screen, sentence)

    monkeypatch.setattr(DiaryScreen, "confirm", look_then_confirm)
    async with patient(store) as person:
        await person.press("7", "enter")
    assert on_disk == [1]


CHOSEN = {
    ("1", "0"): 10,
    ("end",): 10,
    ("home",): 0,
    ("0",): 0,
    ("1",): 1,
    ("4", "1", "0"): 10,
    ("1", "0", "0"): 0,
    ("7", "left", "left"): 5,
    ("7", "right"): 8,
    ("end", "right"): 10,
    ("right",): 0,
    ("left",): 10,
}


async def test_every_score_can_be_chosen_and_each_is_a_check_in_of_its_own(store: Store) -> None:
    async with patient(store) as person:
        for keys in CHOSEN:
            await person.press(*keys, "enter")
    assert [c.value("mood") for c in person.check_ins] == [*CHOSEN.values()]


async def test_eleven_is_not_taken_for_one_and_a_correction_is_taken(store: Store) -> None:
    turn_on(store, "anxiety")
    async with patient(store) as person:
        await person.press("1", "1")
        assert person.reads("hint") == "11 is not on the scale, 0 to 10. Nothing is chosen."
        await person.press("7", "enter", "1", "2", "enter")
        assert "Anxiety" in person.screen
        await person.press("5", "3", "enter")
    assert [(c.value("mood"), c.value("anxiety")) for c in person.check_ins] == [(7, 3)]


async def test_a_click_chooses_a_score(store: Store) -> None:
    async with patient(store) as person:
        row = person.app.screen.query_one("ScoreRow")
        line = str(row.render()).split("\n")[0]
        await person.pilot.click(row, offset=(line.index(" 8 ") + 1, 0))
        await person.press("enter")
    assert [c.value("mood") for c in person.check_ins] == [8]


async def test_nothing_is_chosen_beforehand_and_enter_says_what_to_do(store: Store) -> None:
    async with patient(store) as person:
        await person.press("enter")
        assert person.reads("hint").startswith("Nothing is chosen yet. Type 0 to 10, then Enter.")
    assert not person.check_ins


async def test_the_chosen_score_shows_without_colour_and_escape_takes_it_back(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("7")
        assert "[7]" in person.screen
        assert person.reads("hint") == "Enter saves mood 7."
        await person.press("escape")
        assert "[7]" not in person.screen
        await person.press("enter")
    assert not person.check_ins


async def test_undo_takes_the_score_back_and_says_what_it_was(store: Store) -> None:
    async with patient(store) as person:
        await person.press("7", "enter", "u")
        assert person.reads("saved") == "Took back mood 7 for Sat 21 Nov 2026."
        assert "nothing yet" in person.screen
    assert not person.check_ins


async def test_a_confirmation_goes_once_u_would_take_back_something_else(store: Store) -> None:
    async with patient(store) as person:
        await person.press("7", "enter", "f2")
        await person.press("escape", "d", "escape")
        assert person.reads("saved").startswith("Saved: mood 7")
        await person.press("i", "x", "t")
        assert person.reads("saved") == ""
        await person.press("i")
        assert person.reads("saved")
        await person.press("t", "u", "i")
        assert person.reads("saved") == ""


async def test_a_change_from_before_this_sitting_is_taken_back_only_when_asked_twice(
    store: Store,
) -> None:
    fill(store, [check_in(TODAY, 5)])
    async with patient(store) as person:
        await person.press("u")
        assert "Nothing was changed since tracker was opened." in person.reads("hint")
        assert len(person.check_ins) == 1
        await person.press("u")
        assert person.reads("saved") == "Took back the test's own diary."
    assert not person.check_ins


async def test_the_key_that_quits_says_once_that_a_chosen_score_is_not_saved(store: Store) -> None:
    async with patient(store) as person:
        await person.press("7", "q")
        assert person.reads("hint").startswith("Mood 7 is not saved yet: Enter saves it")
        await person.press("enter")
    assert [c.value("mood") for c in person.check_ins] == [7]


async def test_control_c_says_once_what_is_not_saved_and_then_quits(store: Store) -> None:
    async with patient(store) as person:
        await person.press("7", "ctrl+c")
        assert person.reads("hint").startswith("Mood 7 is not saved yet")
        await person.pilot.press("ctrl+c")
        assert not person.app.is_running or person.app._exit


async def test_control_c_copies_what_is_marked(store: Store) -> None:
    async with patient(store) as person:
        await person.press("d", *"fri", "shift+home", "ctrl+c")
        assert person.app.clipboard == "fri"
        await person.press("enter")
        assert "Filling in Friday 20 November" in person.screen


async def test_keys_typed_all_at_once_are_all_recorded(store: Store) -> None:
    async with patient(store) as person:
        await person.pilot.press(*["5", "enter"] * 20)
        await person.settle()
    assert [c.value("mood") for c in person.check_ins] == [5] * 20


async def test_the_line_feed_of_a_terminal_not_yet_set_up_saves_like_enter(store: Store) -> None:
    async with patient(store) as person:
        await person.press("7", "ctrl+j")
    assert [c.value("mood") for c in person.check_ins] == [7]
