"""History: every entry, found by what it says, corrected, removed and brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from textual.events import Paste
from textual.widgets import OptionList

from tests.app.diaries import MARKUP, NOW, TODAY, ZONE, check_in, fill, infusion
from tests.app.patient import Patient, patient
from tests.app.test_when_things_go_wrong import FULL, refuse_to_write
from tracker.app.chart import Chart, Dot
from tracker.app.history.entries import describe
from tracker.app.listing import Table
from tracker.records import MOOD, Assessment, CheckIn, Event, Measure, Rating, known_measure
from tracker.storage import StorageError, Store

DAY = timedelta(days=1)
PHQ = Assessment(id="a1", day=TODAY, questionnaire="phq-9", total=12, low=0, high=27)
LITHIUM = Event(id="e1", kind="medication", title="Lithium", start=TODAY - DAY, dose="300 mg")


@pytest.fixture
def mixed_store(new_store: Store) -> Store:
    """One entry of every kind, a day apart; the oldest written late."""
    rated = check_in(TODAY, 7, more=(Rating("anxiety", 4),), note="a long walk")
    late = check_in(TODAY - 3 * DAY, 3, late_by=3)
    given = infusion(TODAY - 2 * DAY, note="slept")
    fill(new_store, [rated, PHQ, LITHIUM, given, late], measures=("anxiety",))
    return new_store


def listed(person: Patient) -> list[str]:
    """The rows of the table as text."""
    table = person.app.screen.query_one(Table)
    return [
        " ".join(" ".join(map(str, table.get_row_at(n))).split()) for n in range(table.row_count)
    ]


def test_only_mood_has_the_colour_of_its_value(mixed_store: Store) -> None:
    diary = mixed_store.read()
    said = describe(diary.check_ins[-1], diary, {})
    styles = [(said.plain[span.start : span.end], str(span.style)) for span in said.spans]
    assert styles == [
        ("mood ", "$muted"),
        ("7", "bold $mood-7"),
        ("anxiety ", "$muted"),
        ("4", "bold"),
    ]


async def test_what_was_written_after_midnight_says_so_and_comes_last_of_its_day(
    new_store: Store,
) -> None:
    night = datetime(2026, 11, 21, 0, 15, tzinfo=ZONE)
    after = replace(check_in(TODAY - DAY, 5), at=night, recorded_at=night)
    morning = check_in(TODAY - DAY, 6, at=datetime(2026, 11, 20, 9, 50).time())
    fill(new_store, [after, morning])
    async with patient(new_store) as person:
        await person.press("h")
        assert [row[:20] for row in listed(person)] == [
            "Fri 20 Nov 00:15 +1 ",
            "Fri 20 Nov 09:50 moo",
        ]


async def test_hours_of_summer_are_those_that_the_clock_showed_then(
    new_store: Store, summer_time: timezone
) -> None:
    evening = datetime(2026, 7, 14, 21, 4, tzinfo=summer_time)
    night = evening.replace(day=15, hour=0, minute=30)
    rated = replace(check_in(evening.date(), 5), at=evening, recorded_at=evening)
    with new_store.writing(evening, "log") as unit:
        unit.add(rated)
    with new_store.writing(night, "edit") as unit:
        unit.edit(CheckIn, rated.id, ratings={"mood": 6})
    async with patient(new_store, size=(120, 40)) as person:
        await person.press("h")
        assert listed(person)[0].startswith("Tue 14 Jul 21:04 mood")
        assert "Tue 14 Jul 21:04" in person.reads("facts")
        await person.press("z")
        assert "Wed 15 Jul 00:30  Tue 14 Jul: mood 6  (now)" in person.screen
        assert "Tue 14 Jul 21:04  Tue 14 Jul: mood 5" in person.screen


async def test_an_empty_diary_invites_and_what_was_removed_can_be_restored_into_it(
    new_store: Store,
) -> None:
    fill(new_store, [check_in(TODAY, 5)])
    async with patient(new_store) as person:
        await person.press("h", "x")
        assert "Nothing here yet" in person.screen
        await person.press("e", "enter", "x", "z", "k", "m", "escape")
        assert "Nothing here yet" in person.screen
        await person.press("escape")
        assert person.app.current_mode == "today"
        await person.press("h", "6", "enter")
    assert [c.value("mood") for c in person.check_ins] == [5]


async def test_words_are_found_while_they_are_typed_and_all_must_be_in_the_row(
    mixed_store: Store,
) -> None:
    asked = {"300 lith": 1, "mood": 2, "[/]": 0}
    async with patient(mixed_store) as person:
        await person.press("h")
        for words, count in asked.items():
            await person.press("slash", *words)
            assert len(listed(person)) == count
            assert (f"Nothing with “{words}” Esc shows all entries" in person.words) == (count == 0)
            await person.press("escape")
            assert len(listed(person)) == 5
        await person.press("slash")
        person.app.post_message(Paste("later\n 300\n"))
        await person.settle()
        assert "with “later 300”" in person.title
        await person.press("escape", "slash", *"WALK")
        assert len(listed(person)) == 1
        await person.press(*"?")
        assert "Enter goes to the list · Esc shows all" in person.says
        assert "1 to 6" not in person.screen
        await person.press("backspace")
        assert person.title == "History · 1 of 5 entries, with “WALK”"
        await person.press("enter", "e")
        assert person.title == "The entry for Saturday 21 November"
        await person.press("escape", "escape")
        assert len(listed(person)) == 5
        await person.press("escape")
        assert person.app.current_mode == "today"


@pytest.mark.sweep
async def test_days_are_chosen_in_a_persons_words(mixed_store: Store) -> None:
    asked = {
        ("2026-11-20", ""): 3,
        ("", "3 days ago"): 1,
        ("", ""): 5,
        ("thu", "fri"): 2,
        ("fri", "fri"): 1,
    }
    async with patient(mixed_store) as person:
        await person.press("h")
        for (first, last), count in asked.items():
            await person.press("d", *first, "tab", *last, "enter")
            assert len(listed(person)) == count
            if count < 5:
                await person.press("escape")
        await person.press("d", *"fri", "tab", *"thu", "enter")
        assert "before the first" in person.beside("last day")


async def test_every_kind_of_entry_is_there_the_newest_first_and_a_number_or_k_shows_one_alone(
    mixed_store: Store,
) -> None:
    async with patient(mixed_store) as person:
        await person.press("h")
        assert listed(person) == [
            "Sat 21 Nov 21:04 mood mood 7 anxiety 4 “a long walk”",
            "Sat 21 Nov scale PHQ-9 12",
            "Fri 20 Nov medicine Lithium, 300 mg",
            "Thu 19 Nov ▼ infusion #1 “slept”",
            "Wed 18 Nov mood mood 3 3 days later",
        ]
        assert person.title == "History · 5 entries"
        counts = []
        for key in "23456":
            await person.press(key)
            counts.append(len(listed(person)))
        assert counts == [2, 1, 1, 1, 0]
        assert "Nothing is removed." in person.words
        assert "Restore" not in person.screen.split("\n")[-1]  # there is nothing to restore
        await person.press("k")
        assert len(listed(person)) == 5
        await person.press("k")
        assert len(listed(person)) == 2
        await person.press("1", "m", "m")
        assert person.title == "History · 1 of 5 entries, with anxiety"


async def test_an_entry_is_corrected_and_marked_as_edited_and_its_earlier_state_brought_back(
    mixed_store: Store,
) -> None:
    first = mixed_store.read().check_ins[-1]
    async with patient(mixed_store, size=(120, 40)) as person:
        await person.press("h", "e", "6", "tab", "ctrl+u", "tab", *" home", "enter")
        assert "Saved: mood 6 for Sat 21 Nov" in person.says
        assert listed(person)[0] == "Sat 21 Nov 21:04 mood mood 6 edited “a long walk home”"
        assert "Changed  later · z earlier versions" in person.reads("facts")
        changed = person.check_ins[-1]
        assert (changed.ratings, changed.note) == ((Rating("mood", 6),), "a long walk home")
        await person.press("z")
        assert "How this entry was before" in person.title
        assert "mood 6  “a long walk home”  (now)" in person.screen
        await person.press("enter")
        assert "This is how it is now." in person.words
        await person.press("down", "enter")
        assert "Brought back" in person.says
        assert person.check_ins[-1] == first
        await person.press("u")
        assert person.check_ins[-1] == changed, "as a new change"


async def test_an_entry_is_moved_and_what_cannot_be_is_refused_beside_its_field(
    mixed_store: Store,
) -> None:
    refused = [
        (["tab", "tab", "tab", "ctrl+u", *"tomorrow"], "day", "has not come yet"),
        ([*"11"], "rating 0", "0 to 10"),
        (["tab", "ctrl+u", "x"], "rating 1", "number"),
    ]
    async with patient(mixed_store, size=(120, 40)) as person:
        before = person.store.read()
        await person.press("h")
        for keys, field, said in refused:
            await person.press("e", *keys, "enter")
            assert said in person.beside(field)
            await person.press("escape")
        await person.press("e", "3", "escape")
        assert person.store.read() == before
        await person.press("enter", "tab", "tab", "tab", *"fri")
        assert person.beside("day") == "= Fri 20 Nov, yesterday"
        await person.press("enter")
    assert TODAY - DAY in [c.day for c in person.check_ins]


async def test_an_infusion_opens_the_form_that_infusions_have_and_a_questionnaire_none(
    mixed_store: Store,
) -> None:
    async with patient(mixed_store) as person:
        await person.press("h", "down", "e")
        assert "A questionnaire stays as it was filled in" in person.says
        await person.press("g")  # nothing here, and the hint is shown again
        await person.click("z earlier versions")
        assert person.title == "This entry was never changed"
        await person.press("escape")
        for opens in (False, True):
            await person.pilot.click(Table, offset=(6, 4))
            await person.settle()
            assert person.app.screen.is_modal == opens
        assert person.title == "The infusion of Thursday 19 November"


async def test_any_entry_is_removed_and_comes_back_by_undo(mixed_store: Store) -> None:
    async with patient(mixed_store) as person:
        before = person.store.read()
        await person.press("h")
        for line in range(4):
            await person.press("home", *["down"] * line, "x")
            assert person.says.startswith("✓ Removed: ")
            assert len(listed(person)) == 4
            await person.press("u")
            assert person.says.startswith("✓ Undone: the removal of ")
            assert person.store.read() == before


async def test_what_was_removed_long_ago_is_one_key_away_and_enter_restores_it(
    mixed_store: Store,
) -> None:
    async with patient(mixed_store) as person:
        before = person.store.read()
        await person.press("h", "x", "end", "x", "t", "7", "enter", "escape", "h", "6")
        assert len(listed(person)) == 2
        assert "⏎ Restore" in person.screen.split("\n")[-1]
        await person.press("question_mark")
        assert "⏎ restore the entry" in person.words
        await person.press("escape")
        assert "z earlier versions" not in person.screen
        await person.press("x", "z", "enter", "e")
        assert person.title == "History · 0 removed"
        assert person.says.startswith("✓ Restored: ")
        await person.press("1")
        assert len(listed(person)) == 6
        await person.press("home", "z")
        assert "  removed" in person.screen
    assert set(before.check_ins) < set(person.check_ins)


@pytest.mark.sweep
async def test_a_click_brings_an_earlier_state_back_as_enter_does(mixed_store: Store) -> None:
    async with patient(mixed_store) as person:
        before = person.check_ins
        await person.press("h", "e", "2", "enter", "z")
        await person.pilot.click(OptionList, offset=(5, 0))
        await person.settle()
        assert "This is how it is now." in person.words
        await person.pilot.click(OptionList, offset=(5, 1))
        await person.settle()
        assert "Brought back" in person.says
    assert person.check_ins == before


async def test_a_state_that_no_longer_fits_is_refused_in_a_sentence(new_store: Store) -> None:
    pain = known_measure("pain")
    assert pain
    with new_store.writing(NOW, "a measure for one day") as unit:
        unit.put_measures([MOOD, pain])
    fill(new_store, [both := check_in(TODAY, 5, more=(Rating("pain", 4),))])
    with new_store.writing(NOW, "no more of it") as unit:
        unit.edit(CheckIn, both.id, ratings={"pain": None})
        unit.put_measures([MOOD], replace_all=True)
    async with patient(new_store) as person:
        await person.press("h", "z", "down", "enter")
        assert "measure" in person.says
        assert person.app.screen.is_modal
    assert person.check_ins[0].value("pain") is None


@pytest.mark.sweep
async def test_words_that_look_like_markup_are_shown_as_written(new_store: Store) -> None:
    own = Measure(key="own", label=MARKUP, unit="[/]")
    with new_store.writing(NOW, "a measure") as unit:
        unit.put_measures([MOOD, own])
    event = replace(LITHIUM, title=MARKUP, dose=MARKUP, note=MARKUP)
    rated = check_in(TODAY, 5, more=(Rating("own", 5),), note=MARKUP)
    fill(
        new_store, [rated, event, replace(PHQ, questionnaire=MARKUP), infusion(TODAY, note=MARKUP)]
    )
    async with patient(new_store, size=(160, 50)) as person:
        await person.press("h")
        assert f"mood 5  {MARKUP} 5  “{MARKUP}”" in person.screen
        assert f"{MARKUP}, {MARKUP}  “{MARKUP}”" in person.screen
        for line in range(4):
            await person.press("home", *["down"] * line, "z", "escape", "e")
            await person.press(*["escape"] * person.app.screen.is_modal, "x", "u")
            assert person.app.current_mode == "history"
        await person.press("m", "m", "slash", *"[/]")
        assert "with “[/]”" in person.title


async def test_what_cannot_be_written_or_read_is_said_and_nothing_is_lost(
    mixed_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise StorageError("The history is damaged.")

    async with patient(mixed_store) as person:
        await person.press("h")
        with monkeypatch.context() as damaged:
            damaged.setattr(mixed_store, "states", refuse)
            await person.press("z")
        assert person.says == "! The history is damaged."
        refuse_to_write(mixed_store, monkeypatch)
        await person.press("x")
        assert person.says == f"! {FULL}"
        assert len(listed(person)) == 5


@pytest.mark.sweep
async def test_after_midnight_the_date_on_the_calendar_can_be_asked_for(new_store: Store) -> None:
    night = NOW.replace(day=22, hour=1)
    async with patient(new_store, now=night) as person:
        await person.press("y", "7", "enter", "escape", "h", "d", *"22 nov", "tab", *"22 nov")
        assert person.beside("last day") == "= Sun 22 Nov, tomorrow"
        await person.press("enter")
        assert len(listed(person)) == 1


@pytest.mark.sweep
async def test_beside_an_entry_is_the_mood_of_the_days_around_it(new_store: Store) -> None:
    fill(new_store, [check_in(TODAY - n * DAY, 5) for n in (0, 2, 9)])
    days_and_labels = {
        116: [
            (18, [(17, "0"), (3, "−14"), (10, "−7")]),
            (18, [(15, "0"), (1, "−14"), (8, "−7")]),
            (18, [(13, "0"), (6, "−7")]),
        ],
        115: [
            (14, [(13, "0"), (6, "−7")]),
            (14, [(11, "0"), (4, "−7")]),
            (15, [(9, "0"), (2, "−7")]),
        ],
    }
    async with patient(new_store, size=(120, 36)) as person:
        await person.press("h")
        for width, expected in days_and_labels.items():
            await person.resize(width, 36)
            await person.press("home")
            for days, labels in expected:
                plot = person.app.screen.query_one(Chart).plot
                assert plot
                assert (plot.days, plot.labels) == (days, labels)
                assert plot.dots[plot.marked or 0] == Dot(5)
                await person.press("down")


@pytest.mark.sweep
async def test_beside_the_list_is_all_of_an_entry_and_below_it_its_note_where_it_is_narrow(
    new_store: Store,
) -> None:
    night = datetime(2026, 11, 21, 0, 15, tzinfo=ZONE)
    rated = check_in(TODAY - DAY, 7, more=(Rating("sleep", 6.5),), note="a walk in the longer park")
    rated = replace(rated, at=night, recorded_at=night)
    fill(new_store, [rated], measures=("anxiety", "sleep"))
    async with patient(new_store, size=(120, 30)) as person:
        await person.press("h")
        assert "mood 7 sleep 6.5" in listed(person)[0]
        assert person.reads("facts").endswith("Note     a walk in the longer park")
        await person.resize(100, 30)
        assert person.reads("facts").split("\n") == [
            "Written  Sat 21 Nov 00:15",
            "Counts   for Friday 20",
            "         November",
            "Mood     7",
            "Sleep    6.5 hours",
            "Note     a walk in the",
            "         longer park",
        ]
        await person.press("x", "6")
        assert person.reads("facts").startswith("Written")
        await person.press("enter", "1")
        await person.resize(99, 30)
        assert person.says == "Note: a walk in the longer park"


@pytest.mark.sweep
async def test_where_it_is_very_narrow_what_was_written_is_listed_and_not_only_its_kind(
    mixed_store: Store,
) -> None:
    async with patient(mixed_store, size=(40, 30)) as person:
        await person.press("h")
        assert "Sat 21 Nov  mood 7" in person.screen
        await person.resize(60, 20)
        assert "Day         Time   Kind" in person.screen


async def test_the_year_of_an_old_entry_takes_the_place_of_its_weekday_where_it_is_narrow(
    new_store: Store,
) -> None:
    fill(new_store, [check_in(TODAY - 365 * DAY, 7), check_in(TODAY, 6)])
    async with patient(new_store, size=(77, 24)) as person:
        await person.press("h")
        for old in ("21 Nov 2025 21:04 mood mood 7", "Fri 21 Nov 2025 21:04"):
            recent, long_ago = listed(person)
            assert recent.startswith("Sat 21 Nov 21:04")
            assert long_ago.startswith(old)
            await person.resize(78, 24)


@pytest.mark.sweep
async def test_many_entries_come_in_pieces_and_end_goes_to_the_oldest(new_store: Store) -> None:
    fill(new_store, [check_in(TODAY - n * DAY, n % 11) for n in range(450)])
    async with patient(new_store) as person:
        await person.press("h")
        assert len(listed(person)) == 200
        await person.press("end")
        assert len(listed(person)) == 450
        assert listed(person)[-1] in " ".join(person.screen.split())
