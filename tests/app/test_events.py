"""Events: medicines and their doses, therapy, what happened, questions for the visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.app.diaries import MARKUP, TODAY, check_in, fill, infusion
from tests.app.patient import Patient, patient
from tests.app.test_when_things_go_wrong import FULL, refuse_to_write
from tests.clock import NOW
from tracker.app.events.timeline import Timeline
from tracker.records import Event
from tracker.storage import Store

DAY = timedelta(days=1)


def event(kind: str, title: str, ago: int, until: int | None = None, **more: object) -> Event:
    end = None if until is None else TODAY - until * DAY
    key = f"{kind}-{ago}-{sum(map(ord, title))}"
    return Event(id=key, kind=kind, title=title, start=TODAY - ago * DAY, end=end, **more)  # type: ignore[arg-type]


LITHIUM = [
    event("medication", "Lithium", 72, dose="300 mg daily"),
    event("medication", "lithium", 40, dose="600 mg"),
]
ALL = [
    *LITHIUM,
    event("medication", "Lorazepam", 300, 80, dose="0.5 mg when needed"),
    *(event("therapy", "Talking", n) for n in (3, 10, 17, 24)),
    event("illness", "A cold", 19, 16),
    event("life", "Back at work", 9),
    event("question", "Is a longer break safe?", 2),
]


@pytest.fixture
def full(store: Store) -> Store:
    fill(store, [*ALL, check_in(TODAY, 7)])
    return store


async def test_keys_that_need_an_event_do_nothing_until_there_is_one(new_store: Store) -> None:
    async with patient(new_store, size=(120, 36)) as person:
        for needs in (False, True):
            await person.press("v")
            keys = person.app.screen.active_bindings
            assert [key in keys for key in ("n", "enter", "l", "x")] == [needs] * 4
            if not needs:
                await person.press(*"ne", "enter", *"lx1", "left", "right", "down", "up")
                assert "Nothing here yet" in person.screen
                fill(new_store, [event("medication", "Lithium", 5, dose="300 mg")])
            await person.press("escape")
            assert person.app.current_mode == "today"


def titles(person: Patient) -> list[str]:
    rows = person.app.screen.query_one(Timeline).rows
    return [row.title for row in rows if row.events]


def found(person: Patient) -> tuple[Event, ...]:
    return person.store.read().events


@pytest.mark.sweep
async def test_without_colours_a_sign_marks_the_chosen_row_and_no_other(full: Store) -> None:
    with full.writing(NOW, "the terminal's own colours") as unit:
        unit.edit_settings(theme="terminal")
    async with patient(full) as person:
        await person.press("v")
        for chosen in titles(person)[:3]:
            marked = [row for row in person.screen.splitlines() if "›" in row]
            assert [row.partition("›")[2].split()[0] for row in marked] == [chosen.split()[0]]
            await person.press("down")


async def test_each_title_has_a_row_and_what_is_taken_now_comes_first(full: Store) -> None:
    async with patient(full) as person:
        await person.press("v")
        assert titles(person) == [
            "Is a longer break safe?",
            "lithium",
            "Lorazepam",
            "Talking",
            "Back at work",
            "A cold",
        ]
        assert "600 mg" in person.screen
        assert "▼" in person.screen
        await person.press("down")
        assert "Now 600 mg, from Mon 12 Oct" in person.words
        assert "Before 300 mg daily, from Thu 10 Sep to Sun 11 Oct" in person.words


async def test_a_question_needs_its_kind_and_its_words_until_it_is_asked(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("v")
        assert "Nothing here yet" in person.screen
        await person.press("a", *"Can I drive", "up", *["right"] * 4, "enter")
        assert "Saved: your question for the visit" in person.says
        assert "on the page until you asked it" in person.words
        assert "Enter edit · l asked" in person.screen
        await person.press("l")
        assert person.title == "The day you asked: Can I drive"
        await person.press("enter")
        assert "Saved: asked on Sat 21 Nov: Can I drive" in person.says
    assert [(e.kind, e.title, e.start, e.end) for e in found(person)] == [
        ("question", "Can I drive", TODAY, TODAY)
    ]


async def test_the_doses_of_a_medicine_are_its_own_whatever_else_has_its_name(
    new_store: Store,
) -> None:
    first = event("medication", "Lithium", 9, dose="300 mg")
    later = replace(first, id="later", title="lithium", start=TODAY - DAY, dose="600 mg")
    other = replace(first, id="other", title="Sertraline", start=TODAY, dose="50 mg")
    talk = replace(first, id="talk", kind="life", start=TODAY, dose=None)
    fill(new_store, [later, other, talk, first])
    async with patient(new_store) as person:
        await person.press("v", "down", "n")
        assert person.title == "A new dose of lithium, now 600 mg"
        await person.press(*"900 mg", "enter")
        assert "Now 900 mg, from Sat 21 Nov Before 600 mg, from Fri 20 Nov" in person.words
    now = {e.dose for e in new_store.read().events if e.start == TODAY}
    assert now == {"50 mg", "900 mg", None}


async def test_a_dose_that_begins_later_is_not_called_the_present_one(new_store: Store) -> None:
    ended = event("medication", "Sertraline", 20, 10, dose="50 mg")
    fill(new_store, [event("medication", "Lithium", 20, dose="300 mg"), ended])
    async with patient(new_store) as person:
        await person.press("v", "n", *"600 mg", "tab", *"in 5 days", "enter")
        assert "Then 600 mg, from Thu 26 Nov" in person.words
        assert "Now 300 mg, from Sun 1 Nov to Wed 25 Nov" in person.words
        await person.press("n")
        assert person.title == "A new dose of Lithium, now 300 mg"
        await person.press("escape", "down", "n")
        assert person.title == "A new dose of Sertraline"


async def test_a_medicine_its_new_dose_and_its_last_day(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("v", "a", *"Lamotrigine", "tab", *"25 mg daily", "tab", *"a week ago")
        assert "= Sat 14 Nov, 7 days ago" in person.words
        assert "goes on" in person.words
        await person.press("tab", *"5 Dec")
        assert "= Sat 5 Dec, in 14 days" in person.words
        await person.press("ctrl+u", "enter")
        assert "Now 25 mg daily, from Sat 14 Nov" in person.words
        await person.press("n", *"50 mg daily", "enter")
        assert "Lamotrigine 50 mg daily from Sat 21 Nov" in person.says
        await person.press("n", *"75 mg", "enter")
        assert [e.dose for e in found(person)] == ["25 mg daily", "75 mg"], (
            "the same day: corrected"
        )
        await person.press("l", *"22 Nov", "enter")
        assert "is Sun 22 Nov" in person.says
        assert found(person)[-1].end == TODAY + DAY
        await person.press("u", "u", "u", "u")
    assert not found(person)


async def test_a_short_bar_shows_whole_words_of_its_dose_or_none(new_store: Store) -> None:
    doses = ("1100 mg", "1200 mg", "1100 mg", "1200 mg", "1100 mg daily")
    taken = [event("medication", "Lithium", 80 - 9 * n, dose=doses[n]) for n in range(5)]
    fill(new_store, [*taken])
    async with patient(new_store, size=(80, 24)) as person:
        await person.press("v")
        row = next(row for row in person.screen.split("\n") if "│ Lithium  " in row)
        assert set(row.strip("│ ").split()[1:]) <= {"1100", "1200", "mg", "daily"}
        assert "1100 mg daily" in row


async def test_an_event_is_changed_and_never_ends_before_it_begins(new_store: Store) -> None:
    walk = event("life", "A walk", 3, note="by the river")
    fill(new_store, [walk])
    async with patient(new_store) as person:
        await person.press("v", "enter", "tab", "tab", "tab", *"a week ago", "enter")
        assert "before" in person.words
        await person.press("ctrl+u", *"yesterday", "tab", *" in rain", "enter")
        assert found(person) == (replace(walk, end=TODAY - DAY, note="by the river in rain"),)
        await person.press("enter", *["tab"] * 4, "ctrl+u", "enter")
    assert found(person) == (replace(walk, end=TODAY - DAY, note=None),)


@pytest.mark.sweep
async def test_of_several_days_the_one_to_change_or_remove_is_asked(full: Store) -> None:
    async with patient(full) as person:
        await person.press("v", *["down"] * 3, "x", "down", "enter")
        assert "Removed: Talking, Wed 11 Nov" in person.says
        assert len(found(person)) == len(ALL) - 1
        await person.press("u", "enter", "enter", *"group", "enter")
    therapies = [(e.start, e.title) for e in found(person) if e.kind == "therapy"]
    assert [title for _, title in sorted(therapies)] == [*["Talking"] * 3, "group"]
    assert len(found(person)) == len(ALL)


async def test_what_began_and_ended_on_one_day_has_a_day_and_what_lasted_has_days(
    new_store: Store,
) -> None:
    fill(new_store, [event("illness", "A headache", 5, 5), event("illness", "A cold", 19, 16)])
    async with patient(new_store) as person:
        await person.press("v")
        assert "A headache illness Day Mon 16 Nov Enter" in person.words
        await person.press("down")
        assert "A cold illness Days Mon 2 Nov to Thu 5 Nov Enter" in person.words


@pytest.mark.sweep
async def test_windows_are_chosen_and_moved_and_a_second_click_opens(full: Store) -> None:
    async with patient(full) as person:
        await person.press("v", "1")
        assert "12 weeks" in person.title
        await person.press("left")
        assert " to " in person.title
        await person.press("right", "right")
        assert " to " not in person.title
        await person.press("3", "left")
        assert "52 weeks" in person.title
        assert " to " not in person.title, "all is in sight, and before it there is nothing"
        await person.pilot.click(Timeline, offset=(3, 7))
        await person.settle()
        assert "Lorazepam medicine" in person.words
        assert not person.app.screen.is_modal
        await person.pilot.click(Timeline, offset=(3, 7))
        await person.settle()
        assert person.app.screen.is_modal


async def test_what_cannot_be_written_is_said_and_stays(
    full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(full) as person:
        await person.press("v")
        refuse_to_write(full, monkeypatch)
        await person.press("x")
        assert person.says == f"! {FULL}"
        await person.press("l", "enter")
        assert FULL in person.words


@pytest.mark.sweep
async def test_hostile_words_break_no_size(new_store: Store) -> None:
    steering = "\u202e日本語 🙂 \x1b[2J"
    fill(
        new_store,
        [
            event("medication", MARKUP, 50, dose=MARKUP, note=MARKUP),
            event("medication", steering, 40, dose=steering),
            event("life", MARKUP, 3, note="x" * 9_000),
            infusion(TODAY),
        ],
    )
    async with patient(new_store) as person:
        await person.press("v")
        for width, height in ((120, 36), (160, 50), (60, 20)):
            await person.resize(width, height)
            assert MARKUP[:9] in person.screen
            assert max(map(len, person.screen.split("\n"))) <= width
        for key in "nlenlenle":
            await person.press(key)
            assert "\x1b" not in person.screen
            await person.press("escape" if person.app.screen.is_modal else "down")


async def test_more_rows_than_lines_scroll_with_the_cursor(new_store: Store) -> None:
    fill(new_store, [event("medication", f"Medicine {n}", 50 - n) for n in range(30)])
    with new_store.writing(NOW, "a sign marks the row there") as unit:
        unit.edit_settings(theme="terminal")
    async with patient(new_store) as person:
        await person.press("v")
        assert "Medicine 29" in person.screen
        assert "Medicine 0 " not in person.screen
        for key, shown in (
            ("end", "Medicine 0 "),
            ("pageup", "Medicine 8 "),
            ("home", "Medicines"),
            ("pagedown", "Medicine 21  medicine"),
        ):
            await person.press(key)
            assert shown in person.screen
            assert len([row for row in person.screen.splitlines() if "›" in row]) == 1, key
