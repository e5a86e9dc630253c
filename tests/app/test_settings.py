"""Settings by keys: each is on disk at once, confirmed, and can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import time

import pytest
from textual.widgets import OptionList

from tests.app.diaries import MARKUP, NOW, TODAY
from tests.app.patient import Patient, patient
from tests.app.test_screens import compare
from tests.app.test_when_things_go_wrong import FULL, refuse_to_write
from tracker import __version__
from tracker.app.rows import Rows
from tracker.app.settings.rows import (
    DiaryFile,
    SettingRow,
    day_rows,
    file_rows,
    measure_row,
    people_rows,
)
from tracker.app.settings.screen import SettingsPlace
from tracker.app.themes import THEMES
from tracker.cli.root import COMMANDS
from tracker.records import MOOD, Diary, Measure, Settings, known_measure
from tracker.records.catalogue import BUILTIN_MEASURES
from tracker.records.contacts import Contacts, OwnContact, find_region
from tracker.records.format import format_size
from tracker.records.settings import THEMES as NAMES
from tracker.storage import Store
from tracker.storage.preferences import contacts

LARGE = (120, 40)


async def go_to(person: Patient, key: str) -> None:
    """Put the cursor on a setting; that every one can be reached by arrows is tried below."""
    screen = person.app.screen
    assert isinstance(screen, SettingsPlace)
    for name, lines in screen.sections.items():
        if key in [line.id for line in lines]:
            rows = screen.query_one(f"#{name}", Rows)
            rows.focus()
            rows.choose(key)
            await person.settle()
            return
    raise AssertionError(f"there is no {key}")


async def change(person: Patient, key: str, *keys: str) -> None:
    await go_to(person, key)
    await person.press("enter", *keys)


def active(store: Store) -> list[str]:
    return [measure.key for measure in store.read().active_measures]


async def test_a_measure_is_turned_on_and_off_and_the_walk_asks_for_it(store: Store) -> None:
    async with patient(store) as person:
        await person.press("o")
        await change(person, "anxiety")
        assert person.says == "✓ Saved: anxiety is on · u undoes it"
        await person.press("t", "7", "enter")
        assert "anxiety" in person.screen.casefold()
        assert [c.value("mood") for c in person.check_ins] == [7]
        await person.press("escape", "o", "space")
        assert active(store) == ["mood"]
        await person.press("u")
        assert active(store) == ["mood", "anxiety"]


async def test_what_is_saved_as_it_was_changes_nothing_elsewhere_and_is_not_offered_for_undo(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("7", "enter", "o")
        await change(person, "name")
        Store(store.home).edit_settings(person.clock(), name="Bob")
        await person.press("enter")
        assert person.says == "✓ Saved: name on the page Bob · as before"
        assert store.read_setup().settings.name == "Bob"
        await person.press("h", "enter", "enter")
        assert person.says == "✓ Saved: the infusion of Fri 18 Dec, planned · as before"
        assert len(person.app.session.made) == 1, "the score"


async def test_measures_are_asked_saved_and_told_in_the_order_that_one_key_changes(
    full_store: Store,
) -> None:
    async with patient(full_store, size=(120, 40)) as person:
        await person.press("o")
        await go_to(person, "sleep")
        await person.press("shift+up")
        assert person.says == "✓ Saved: mood, then sleep and anxiety · u undoes it"
        assert active(full_store) == ["mood", "sleep", "anxiety"]
        await person.press("shift+up")
        assert person.says.startswith("! ")
        await person.press("shift+down")
        assert active(full_store) == ["mood", "anxiety", "sleep"]
        await person.press("shift+up")
    async with patient(full_store, size=(120, 40)) as person:  # opened anew
        await person.press("7", "enter")
        assert person.title == "Sleep · 2 of 3"
        await person.press("6", "full_stop", "5", "enter")
        assert person.title == "Anxiety · 3 of 3"
        await person.press("4", "enter")
        assert "mood 7, sleep 6.5 hours, anxiety 4" in person.words
        await person.press("h")
        assert "mood 7  sleep 6.5  anxiety 4" in person.screen
    assert person.check_ins[-1].value("sleep") == 6.5
    assert person.check_ins[-1].value("anxiety") == 4


async def test_an_own_measure_is_added_and_its_name_is_never_markup(store: Store) -> None:
    async with patient(store, size=LARGE) as person:
        await person.press("o", "a", *"mood", "enter")
        assert "mood" in person.beside("name")
        await person.press("ctrl+u", *"calm", "tab", "tab", "ctrl+u", "5", "tab", "right", "enter")
        assert person.says == "✓ Saved: calm, 0–5, 0 best · u undoes it"
        made = store.read().measure("calm")
        assert made == Measure(key="calm", label="calm", low=0, high=5, better="lower")
        await person.press("a", *"Suicidal thoughts", "tab", "ctrl+u", "enter")
        assert person.beside("low") == "! Type a number, like 0 or 10."
        assert "●low" in person.screen
        await person.press("0", "enter")
        assert person.says == "✓ Saved: Suicidal thoughts, 0–10, 0 best · u undoes it"
        about = measure_row(store.read().measure("suicidal_thoughts")).about
        assert "cannot see, call or alert anyone" in about
        await person.press("a", *MARKUP, "enter")
        assert MARKUP in person.screen
        await person.press("home", "down", "space", "space", "u")
        assert MARKUP in person.screen


async def test_a_measure_turned_on_later_can_be_added_to_todays_entry(store: Store) -> None:
    async with patient(store) as person:
        await person.press("7", "enter", "o")
        assert "Ask only mood nothing else is on" in person.words
        await change(person, "sleep")
        await person.press("t")
        assert "Add sleep" in person.screen
        await person.press("e", "tab", "8", "enter")
        assert "Add sleep" not in person.screen
        await person.press("7", "enter")
        assert "Add sleep" not in person.screen  # it is being asked just now
    assert [c.value("sleep") for c in person.check_ins] == [8, None]


async def test_a_condition_chooses_what_is_asked_and_mood_only_keeps_the_measures(
    full_store: Store,
) -> None:
    async with patient(full_store) as person:
        await person.press("o")
        await change(person, "profile")
        options = person.app.screen.query_one(OptionList)
        lines = [str(option.prompt).casefold() for option in options.options]
        options.highlighted = next(n for n, line in enumerate(lines) if "pain" in line[:20])
        await person.press("enter")
        assert "pain" in person.says
        assert set(active(full_store)) == {"mood", "pain", "function", "sleep"}
        await person.press("u")
        assert active(full_store) == ["mood", "anxiety", "sleep"]
        await change(person, "mood_only")
        assert "only mood" in person.says
        await change(person, "pain")
        assert "pain is on, but not asked" in person.says
        await person.press("t", "7", "enter")
        assert not {"anxiety", "pain"} & {*person.title.casefold().split()}
    assert active(full_store) == ["mood", "anxiety", "sleep", "pain"]


async def test_each_row_is_explained_as_the_cursor_comes_to_it_and_self_harm_calmly(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("o")
        told = [person.says]
        for key in ("down", "tab", "shift+tab", "up"):  # also from another section
            await person.press(key)
            told.append(person.says)
        assert len(set(told)) == 3
        assert told[0] == told[4]
        assert told[1] == told[3]
        await go_to(person, "self_harm")
        assert "Off until you turn it on." in person.says
        assert "cannot see, call or alert anyone" in person.says
        assert active(store) == ["mood"]
        await person.press("enter")
        assert active(store) == ["mood", "self_harm"]
        await change(person, "mood")
        assert active(store) == ["mood", "self_harm"]
        assert person.says.startswith("! Mood is always rated")


async def test_the_persons_own_contacts_are_saved_and_shown_with_crisis_help(store: Store) -> None:
    async with patient(store, size=LARGE) as person:
        await person.press("o")
        await change(person, "region", *"united st", "enter")
        assert "United States" in person.says
        await change(person, "contacts", *"[/] clinic", "tab", *"0123")
        await person.press("tab", *"Ada", "enter")
        assert person.beside("person number").startswith("! ")
        await person.press(*"0777", "enter", "f2")
        assert "0123" in person.screen
        assert "[/] clinic" in person.screen
        assert "0777" in person.screen
        await person.press("escape", "enter", "tab", "tab", "ctrl+u", "tab", "ctrl+u", "enter")
    known = contacts(store)
    assert known.clinic == OwnContact("[/] clinic", "0123")
    assert known.region is not None
    assert known.region.code == "US"
    assert known.person is None


async def test_a_line_to_type_refuses_beside_it_saves_and_can_be_emptied(store: Store) -> None:
    async with patient(store, size=LARGE) as person:
        await person.press("o")
        await change(person, "day_starts_at", "ctrl+u", *"13:00", "enter")
        assert "between 00:00 and 12:00" in person.beside("day_starts_at")
        await person.press("ctrl+u", *"2:30", "enter")
        assert "Saved: a day starts at 02:30" in person.says
        await person.press("u")
        assert person.says.startswith("✓ Undone")
        assert store.read().settings.day_starts_at == time(4)
        await change(person, "name", *MARKUP, "enter")
        assert MARKUP in person.screen
        assert store.read().settings.name == MARKUP
        await person.press("enter", "ctrl+u", "enter")
        assert store.read().settings.name is None
        await change(person, "offer_questionnaires_after", "ctrl+u", *"soon", "enter")
        assert "soon" in person.beside("offer_questionnaires_after")
        await person.press("ctrl+u", *"2 days", "enter")
        assert "2 days after an infusion" in person.screen
        assert store.read().settings.offer_questionnaires_after == 2
        await person.press("enter", "ctrl+u", *"interval", "enter")
    assert store.read().settings.offer_questionnaires_after is None


async def test_it_says_where_the_diary_is_who_can_read_it_and_how_to_move_it(
    full_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UV_RUN_RECURSION_DEPTH", raising=False)
    async with patient(full_store, size=LARGE) as person:
        await person.press("o")
        assert format_size(DiaryFile.of(full_store.home).size) in person.screen
        assert "tracker 0" in person.screen
        await go_to(person, "file")
        assert str(full_store.home.folder) in person.says
        await go_to_next(person, "private")
        assert "can read it, unless you lock it" in person.says
        await go_to_next(person, "copied")
        assert "made automatically" in person.says
        await go_to_next(person, "move")
        await person.press("enter")
        assert "tracker restore /media/stick/diary.db" in person.words
        await person.press("escape")
        assert isinstance(person.app.screen, SettingsPlace)
        assert person.app.screen.row
        assert person.app.screen.row.id == "move"
        sections = person.app.screen.sections
        assert list(sections)[-2:] == ["file", "look"]
        assert [line.id for line in sections["look"]] == list(NAMES)
        shown = {line.id for lines in sections.values() for line in lines}
        assert {field.name for field in fields(Settings)} - shown == {"theme"}, "every setting"
        monkeypatch.setenv("UV_RUN_RECURSION_DEPTH", "1")
        await person.press("enter")
        assert "uv run tracker restore /media/stick/diary.db" in person.words
        await person.press("escape")


async def go_to_next(person: Patient, key: str) -> None:
    await person.press("down")
    assert isinstance(person.app.screen, SettingsPlace)
    assert person.app.screen.row is not None
    assert person.app.screen.row.id == key


def values(rows: Iterable[SettingRow]) -> dict[str, str]:
    return {row.id: row.value for row in rows}


def test_each_row_shows_what_is_chosen_now() -> None:
    steps = Measure(key="steps", label="Steps", high=1000, unit="steps")
    known = [known_measure(name) or MOOD for name in ("anxiety", "sleep", "energy")]
    assert values(map(measure_row, [MOOD, *known, steps])) == {
        "mood": "0–10, always asked",
        "anxiety": "0–10, low is best",
        "sleep": "hours, 0–24",
        "energy": "0–10, high is best",
        "steps": "steps, 0–1000, high is best",
    }
    assert values([*day_rows(Diary()), *people_rows(Diary(), Contacts())]) == {
        "profile": "depression, pain and others",
        "day_starts_at": "04:00",
        "mood_only": "nothing else is on",
        "offer_questionnaires_after": "each at its own interval",
        "first": "ask them again",
        "region": "none chosen yet",
        "contacts": "none yet",
        "name": "left blank",
    }
    chosen = Settings(
        day_starts_at=time(2, 30), mood_only=True, offer_questionnaires_after=2, name="Alex"
    )
    diary = Diary(settings=chosen, measures=(MOOD, known[0]))
    ward, ada = OwnContact("the ward", "1"), OwnContact("Ada", "2")
    own = Contacts(region=find_region("US"), clinic=ward, person=ada)
    assert values([*day_rows(diary), *people_rows(diary, own)]) == {
        "profile": "depression, pain and others",
        "day_starts_at": "02:30",
        "mood_only": "yes",
        "offer_questionnaires_after": "2 days after an infusion",
        "first": "ask them again",
        "region": "United States",
        "contacts": "1 – the ward and 2 – Ada",
        "name": "Alex",
    }
    assert values(day_rows(replace(diary, settings=Settings())))["mood_only"] == "no"


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 kB"), (1, "1 kB"), (999_000, "999 kB"), (999_001, "1.0 MB"), (1_240_000, "1.2 MB")],
)
def test_the_file_is_described_by_its_folder_its_size_its_lock_and_its_copies(
    size: int, shown: str
) -> None:
    version = f"tracker {__version__}, diary {shown}"
    clear = DiaryFile("/home/ada/\x1b[2Jdiary", size, locked=False, copied=None)
    assert values(file_rows(clear, TODAY)) == {
        "file": "/home/ada/ [2Jdiary",
        "private": "not locked",
        "copied": "made automatically",
        "move": "how to take the diary there",
        "version": version,
    }
    locked = DiaryFile("/home/ada", size, locked=True, copied=TODAY)
    assert values(file_rows(locked, TODAY)) == {
        "file": "/home/ada",
        "private": "locked with a passphrase",
        "copied": "the last Sat 21 Nov",
        "move": "how to take the diary there",
        "version": version,
    }


def test_each_row_and_what_it_tells_are_as_in_their_file() -> None:
    clear, locked = (DiaryFile("/home/ada", 0, locked=on, copied=None) for on in (False, True))
    rows = [
        *map(measure_row, BUILTIN_MEASURES),
        *day_rows(Diary()),
        *people_rows(Diary(), Contacts()),
        *file_rows(clear, TODAY),
        *file_rows(locked, TODAY),
    ]
    told = (
        f"== {row.label}: {row.value}\n{row.about}\n"
        + "".join(f"  {command}\n    {what}\n" for command, what in row.commands)
        for row in rows
    )
    compare("rows of settings", "".join(told).replace(__version__, "VERSION"))


def test_the_commands_that_are_named_are_there() -> None:
    for locked in (False, True):
        rows = file_rows(DiaryFile("", 0, locked=locked, copied=None), TODAY)
        named = [command.split() for row in rows for command, _ in row.commands]
        assert ("tracker", "unlock" if locked else "lock") in [(*words[:2],) for words in named]
        for program, command, *_ in named:
            assert program == "tracker"
            assert command in COMMANDS


async def test_a_setting_that_cannot_be_written_is_reported_and_unchanged(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(store) as person:
        await person.press("o")
        refuse_to_write(store, monkeypatch)
        await change(person, "mood_only")
        assert person.says == f"! {FULL}"
    assert store.read().settings == Settings()


@pytest.mark.sweep
async def test_a_theme_is_shown_while_the_cursor_is_on_it_and_esc_goes_back(store: Store) -> None:
    async with patient(store) as person:
        await person.press("o")
        await go_to(person, "dusk")
        await person.press("down")
        assert person.app.theme == "paper"
        await person.press("down", "down", "down")
        assert person.app.theme == "textual-dark"
        assert store.read().settings.theme is None
        await person.press("escape")
        assert person.app.theme == "dusk"
        assert isinstance(person.app.screen, SettingsPlace)
        await person.press("down", "tab")
        assert person.app.theme == "dusk"
        await go_to(person, "paper")
        await person.press("i")
        assert person.app.theme == "dusk"


async def test_a_theme_is_kept_undone_and_there_at_the_next_start(store: Store) -> None:
    async with patient(store) as person:
        await person.press("o")
        await go_to(person, "contrast")
        await person.press("enter")
        assert person.app.theme == "contrast"
    async with patient(store) as person:
        assert person.app.theme == "contrast"
        await person.press("u", "u")
        assert person.app.theme == "dusk"


@pytest.mark.sweep
async def test_a_theme_of_a_newer_tracker_stays_in_the_diary(store: Store) -> None:
    with store.writing(NOW, "the theme") as unit:
        unit.edit_settings(theme="solarized-of-tomorrow")
    async with patient(store) as person:
        assert person.app.theme == "dusk"
        await person.press("o", "tab", "tab", "tab", "down", "escape", "t")
        assert person.app.theme == "dusk"
    assert store.read().settings.theme == "solarized-of-tomorrow"


@pytest.mark.sweep
async def test_f3_goes_round_the_themes_in_step_with_the_setting(store: Store) -> None:
    async with patient(store) as person:
        before = person.app.theme
        seen = []
        for _ in range(len(THEMES)):
            await person.press("f3")
            seen.append(store.read().settings.theme)
            assert str(seen[-1]) in person.says
        names = list(THEMES)
        assert seen == [*names[1:], names[0]]
        assert person.app.theme == before


@pytest.mark.sweep
async def test_a_theme_that_cannot_be_kept_is_shown_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(store) as person:
        refuse_to_write(store, monkeypatch)
        await person.press("f3")
        assert person.app.theme == "paper"
        assert "until you close tracker" in person.says
        await person.press("h", "t")
        assert person.app.theme == "paper"


async def test_no_color_turns_all_colours_off(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with patient(store) as person:
        assert person.app.no_color
        await person.press("o", "f3", "t", "7")
        assert "[7]" in person.screen


@pytest.mark.sweep
async def test_a_click_selects_a_setting_and_a_second_one_changes_it(store: Store) -> None:
    async with patient(store) as person:
        await person.press("o")
        for expected in (["mood"], ["mood", "anxiety"]):
            await person.pilot.click("#measures", offset=(5, 1))
            await person.settle()
            assert person.app.screen.query_one("#measures", Rows).key == "anxiety"
            assert active(store) == expected


@pytest.mark.sweep
async def test_every_row_can_be_reached_and_is_seen_whole(full_store: Store) -> None:
    async with patient(full_store, size=(80, 24)) as person:
        for width, height in ((60, 20), (120, 36)):
            await person.press("t")
            await person.resize(width, height)
            await person.press("o")
            screen = person.app.screen
            assert isinstance(screen, SettingsPlace)
            screen.query_one("#measures", Rows).focus()
            await person.settle()
            await person.press("home")
            for section, lines in screen.sections.items():
                seen = []
                # A theme that the cursor is on is shown: that was done at the first size.
                ends = width == 120 and section == "look"
                for line in (lines[0], lines[-1]) if ends else lines:
                    assert screen.section == section
                    assert screen.row == line
                    seen.append(person.screen)
                    assert line.label in seen[-1], line
                    assert line.value in seen[-1] or line.id == "file" or width == 60, line
                    await person.press("end" if ends else "down")
                for line in lines if ends else ():
                    assert any(line.label in shown and line.value in shown for shown in seen), line
