"""Welcome, help, the palette, the demo's mark, and words that look like markup."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.command import CommandPalette

from tests.app.diaries import MARKUP, NOW, TODAY, check_in, fill, infusion
from tests.app.patient import patient
from tracker.app.modes import MODES
from tracker.app.words import INVENTED
from tracker.records import MOOD, Event, Measure, Rating, Settings, SideEffect
from tracker.storage import Store


async def test_the_first_run_says_what_this_is_and_where_it_is_kept(new_store: Store) -> None:
    async with patient(new_store, size=(120, 40)) as person:
        assert "This is a diary for the weeks after ketamine infusions." in person.screen
        assert "diary.db" in person.screen
        assert "Nothing is sent" in person.screen


async def test_the_welcome_stands_in_nobodys_way_and_comes_once(new_store: Store) -> None:
    async with patient(new_store) as person:
        assert "Type 0 to 10, then Enter." in person.screen
        await person.press("7", "enter")
        assert "Saved: mood 7" in person.screen
        assert "Welcome" not in person.screen
        assert "16:40 mood 7" in person.screen
    assert [c.value("mood") for c in person.check_ins] == [7]
    async with patient(new_store) as person:
        assert "Welcome" not in person.screen


async def test_the_welcome_goes_when_an_infusion_is_the_first_entry(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("i", "a", "enter", "t")
        assert "Welcome" not in person.screen
        assert "infusion 1 was today" in person.screen


async def test_a_diary_that_rested_for_months_is_not_new(new_store: Store) -> None:
    fill(new_store, [check_in(TODAY.replace(year=2024), 5)])
    async with patient(new_store) as person:
        assert "Welcome" not in person.screen


async def test_help_names_the_keys_of_the_present_screen(store: Store) -> None:
    async with patient(store, size=(120, 50)) as person:
        for mode in MODES:
            await person.press(mode.key)
            for key in ("question_mark", "f1"):
                await person.press(key)
                assert "u          Take back the last change." in person.screen
                assert "q          Leave tracker." in person.screen
                score = "0–9        Choose a score; 1 and then 0 is ten."
                assert (score in person.screen) is (mode.name == "today")
                await person.press("escape")
                assert "Leave tracker." not in person.screen


async def test_help_that_is_longer_than_the_terminal_says_so_and_scrolls(store: Store) -> None:
    async with patient(store) as person:
        await person.press("question_mark")
        first = person.screen
        assert "PgDn More below" in first
        assert "F2         Whom to call" in first
        for there, back in (("down", "up"), ("pagedown", "pageup"), ("end", "home")):
            await person.press(there)
            assert person.screen != first
            assert ("More below" in person.screen) is (there == "down")
            await person.press(back)
            assert person.screen == first


async def test_the_palette_offers_screens_and_actions(store: Store) -> None:
    async with patient(store) as person:
        offered = {command.title for command in person.app.get_system_commands(person.app.screen)}
        assert {"Infusions", "Report", "Note", "Day", "Undo", "Help", "Quit"} <= offered
        await person.press("ctrl+p")
        assert isinstance(person.app.screen, CommandPalette)
        await person.press(*"infusions", "enter")
        await person.settle()
        assert person.app.current_mode == "infusions"


async def test_escape_leads_back_to_today(store: Store) -> None:
    async with patient(store) as person:
        for mode in ("i", "r"):
            await person.press(mode, "escape")
            assert person.app.current_mode == "today"


async def test_every_screen_of_an_invented_diary_says_so(store: Store) -> None:
    with store.writing(NOW, "invented") as unit:
        unit.put_settings(Settings(), invented=True)
    async with patient(store, size=(60, 20)) as person:
        for mode in MODES:
            await person.press(mode.key)
            assert INVENTED in person.screen
        await person.press("i", "e")
        assert INVENTED in person.screen
        await person.resize(80, 24)
        assert INVENTED in person.screen


async def test_words_that_look_like_markup_are_shown_as_written(new_store: Store) -> None:
    own = Measure(key="own", label=MARKUP, low_label=MARKUP, high_label=MARKUP, unit="[/]")
    effect = SideEffect(name="[/] [b]", severity=3)
    event = Event(id="e1", kind="life", title=MARKUP, start=TODAY, note=MARKUP)
    rated = replace(check_in(TODAY, 5, note=MARKUP, more=(Rating("own", 3),)), id="c1")
    with new_store.writing(NOW, "markup") as unit:
        unit.put_measures([MOOD, own])
        for record in (rated, event):
            unit.add(record)
    given = infusion(TODAY, note=MARKUP, side_effects=(effect,))
    fill(new_store, [given, infusion(TODAY.replace(month=12), status="planned", note=MARKUP)])
    async with patient(new_store, size=(120, 40)) as person:
        assert "“[/] [bold] =1+1”" in " ".join(person.screen.split())
        await person.press("7", "enter")
        assert MARKUP in person.reads("hint")
        assert MARKUP in person.screen
        await person.press("3", "enter")
        assert MARKUP in person.reads("saved")
        await person.press("n")
        assert MARKUP in person.screen
        await person.press("escape", "i")
        assert "[/] [b] 3" in person.screen
        assert f"“{MARKUP}”" in person.screen
        await person.press("e")
        assert MARKUP in person.screen


@pytest.mark.parametrize(
    "note", ["x" * 10_000, "\u202eback to front a\x1b[2Jb\x07 日本語の日記 🙂‍↕️"]
)
async def test_no_note_breaks_the_screen(store: Store, note: str) -> None:
    fill(store, [check_in(TODAY, 5, note=note), infusion(TODAY, note=note)])
    async with patient(store) as person:
        assert "Saturday 21 November" in person.screen
        await person.press("n", "escape", "i", "down", "down", "e")
        assert "\x1b" not in person.screen
        await person.press("escape", "t")
        assert "Type 0 to 10" in person.screen
