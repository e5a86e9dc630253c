"""Alongside: medicines and their doses, therapy, life, illness, questions; as bars and as words."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.widgets import OptionList

from tests.app.diaries import MARKUP, NOW, TODAY, fill, infusion
from tests.app.patient import Patient, patient
from tests.app.test_when_things_go_wrong import FULL, refuse_to_write
from tracker.analysis import Window
from tracker.app.alongside_rows import alongside_rows, in_words, marks_of
from tracker.app.alongside_timeline import timeline
from tracker.app.medicine_steps import last_day
from tracker.app.screens.alongside import EMPTY
from tracker.paths import Home
from tracker.records import Diary, Event
from tracker.storage import Store

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
HALF_A_YEAR = Window(TODAY - 26 * WEEK + DAY, TODAY)


def event(name: str, kind: str, title: str, ago: int, to: int | None = None, **more: str) -> Event:
    """An entry that began so many days ago, and ended."""
    end = None if to is None else TODAY - to * DAY
    return Event(id=name, kind=kind, title=title, start=TODAY - ago * DAY, end=end, **more)


LITHIUM = [
    event("l1", "medication", "Lithium", 100, dose="300 mg daily"),
    event("l2", "medication", "lithium", 40, dose="600 mg daily", note="after the blood test"),
]
LORAZEPAM = event("z1", "medication", "Lorazepam", 300, 60, dose="0.5 mg when needed")
TALK = [event(f"t{n}", "therapy", "Talking", n * 14 + 3) for n in range(4)]
LIFE = [
    event("a1", "life", "Back at work", 90),
    event("a2", "illness", "A cold", 30, 24),
    event("a3", "other", "Moved house", 20),
]
QUESTION = event("q1", "question", "Is a longer break safe?", 2)
ALL = [*LITHIUM, LORAZEPAM, *TALK, *LIFE, QUESTION]
INFUSIONS = [infusion(TODAY - n * DAY) for n in (80, 76, 16)]


@pytest.fixture
def full(tmp_path: Path) -> Store:
    store = Store.open(Home(tmp_path / "home"), NOW)
    fill(store, [*ALL, *INFUSIONS])
    return store


def listed(person: Patient) -> list[str]:
    """The lines of the list."""
    options = person.app.screen.query_one(OptionList).options
    return [" ".join(str(option.prompt).split()) for option in options]


def events(person: Patient) -> list[tuple[str, date, date | None, str | None]]:
    """What is on disk."""
    found = person.store.read().events
    return [(e.title, e.start, e.end, e.dose) for e in found]


async def test_the_first_entry_needs_its_kind_and_a_word(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("l")
        assert person.reads("hint") == EMPTY
        assert listed(person) == []
        await person.press("e", "enter", "x", "f", "v")
        await person.press("d")
        assert "the cursor is not on one" in person.reads("hint")
        await person.press("a", "up", "left", "left", "tab", "enter")
        assert "The title is empty" in person.screen
        await person.press(*"Why", "enter")
        assert person.reads("saved") == "Saved: the question entry of Sat 21 Nov. u takes it back."
        assert listed(person) == ["To ask at the next visit", "? Sat 21 Nov Why"]
        await person.press("u")
        assert person.reads("hint") == EMPTY
    assert events(person) == []


async def test_a_medicine_begins_changes_its_dose_and_ends(new_store: Store) -> None:
    march, may = date(2026, 3, 2), date(2026, 5, 4)
    async with patient(new_store, size=(120, 40)) as person:
        await person.press("l", "a", *"Lithium", "tab", "ctrl+u", *"2026-03-02")
        await person.press("tab", "tab", *"300 mg", "enter")
        assert "Lithium 300 mg" in person.reads("words")
        await person.press("d", "enter")
        assert "The dose is empty" in person.screen
        await person.press(*"600 mg", "tab", *"2026-05-04", "enter")
        assert person.reads("saved") == "Saved: a new dose from Mon 4 May on. u takes it back."
        assert listed(person)[1:] == ["since 4 May Lithium 600 mg", "2 Mar – 3 May Lithium 300 mg"]
        await person.press("down", "f", *"2026-11-20", "enter")
        assert person.reads("saved") == "Saved: the last day was Fri 20 Nov. u takes it back."
        assert "Last change: Lithium stopped, 20 Nov." in person.reads("words")
        stopped = [("Lithium", march, None, "300 mg"), ("Lithium", may, TODAY - DAY, "600 mg")]
        assert events(person) == stopped
        await person.press("f", "ctrl+u", *"2026-05-01", "enter")
        assert "The last day lies before the first" in " ".join(person.screen.split())
        await person.press("escape", "u", "u")
    assert events(person) == [("Lithium", march, None, "300 mg")]


async def test_a_dose_from_the_day_the_medicine_began_replaces_the_first(new_store: Store) -> None:
    fill(new_store, [event("l1", "medication", "Lithium", 0, dose="300 mg")])
    async with patient(new_store) as person:
        await person.press("l", "d", *"600 mg", "enter")
        assert events(person) == [("Lithium", TODAY, None, "600 mg")]
        await person.press("u")
    assert events(person) == [("Lithium", TODAY, None, "300 mg")]


def test_of_two_doses_from_one_day_on_none_ends_before_it_begins() -> None:
    two = [event(name, "medication", "Lithium", 3, dose=f"{name} mg") for name in "12"]
    assert [last_day(two, entry) for entry in two] == [TODAY - 3 * DAY, None]


async def test_the_keys_act_on_the_line_under_the_cursor(full: Store) -> None:
    async with patient(full) as person:
        before = events(person)
        await person.press("l")
        assert person.reads("hint") == "Enter changes an entry; v shows 52 weeks or 12 above."
        await person.press("down", "delete")
        said = "Removed: the medication entry of Mon 12 Oct 2026. u brings it back."
        assert person.reads("saved") == said
        assert "since 13 Aug Lithium 300 mg daily" in listed(person)
        await person.press("u", "up", "up", "d")
        assert person.reads("hint").startswith("d is for a new dose of a medicine")
        await person.press("e", "escape", "enter", "up", "left", "left", "enter")
        assert person.reads("saved") == "Saved: the life entry of Thu 19 Nov. u takes it back."
        assert "C Thu 19 Nov Is a longer break safe?" in listed(person)
        await person.press("u", "x", "u", "v", "v")
        assert person.reads("hint") == "The last 12 weeks."
        assert "Back at work" not in person.screen
        await person.press("v", "escape")
        assert person.app.current_mode == "today"
    assert events(person) == before


async def test_what_cannot_be_written_is_said_and_stays(
    full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(full) as person:
        await person.press("l")
        refuse_to_write(full, monkeypatch)
        await person.press("x")
        assert person.reads("hint") == FULL
        await person.press("f", "enter")
        assert FULL in " ".join(person.screen.replace("│", "").split())


async def test_words_that_look_like_markup_are_shown_as_written(new_store: Store) -> None:
    steering = "\u202e日本語 \x1b[2J"
    fill(
        new_store,
        [
            event("m1", "medication", MARKUP, 50, dose=MARKUP, note=MARKUP),
            event("m2", "medication", steering, 40, dose=steering),
            event("m3", "life", MARKUP, 3, note="x" * 9_000),
        ],
    )
    async with patient(new_store, size=(120, 40)) as person:
        await person.press("l")
        assert person.screen.count(MARKUP) >= 4
        assert "\x1b" not in person.screen
        await person.press("d")
        assert MARKUP in person.screen
        await person.press("escape", "f", "escape", "e")
        assert MARKUP in person.screen


def lines(found: list[Event], most: int = 40, width: int = 78) -> list[str]:
    """The timeline of half a year as text."""
    diary = Diary(events=tuple(found), infusions=tuple(INFUSIONS))
    marks = marks_of(diary.events, HALF_A_YEAR)
    drawn = timeline(diary, marks, HALF_A_YEAR, width, most)
    return ["".join(run.text for run in line).rstrip() for line in drawn]


def test_months_stand_over_infusions_bars_and_letters() -> None:
    assert lines(ALL) == [
        "                 Jun        Jul       Aug        Sep        Oct       Nov",
        "Infusions                                        ▼1▼2                   ▼3",
        "Lorazepam      ─ 0.5 mg when needed ────────────────────┤",
        "lithium                                    ├ 300 mg daily ─────┼ 600 mg ─────▶",
        "Talking                                                       |   |    |    |",
        "A cold                                                             ├─┤",
        "Days                                          A                       B     ?",
    ]


@pytest.mark.parametrize(
    ("dose", "shown"),
    [
        ("25 mg daily", "┼ 25 mg "),
        ("25 → 100 mg daily", "┼───────"),
        ("two in the evening", "┼───────"),
        ("日本 mg", "┼───────"),
    ],
)
def test_a_dose_stands_on_its_bar_as_far_as_it_can_be_understood(dose: str, shown: str) -> None:
    begun = event("s1", "medication", "Lithium", 100, dose="5 mg")
    assert shown in lines([begun, event("s2", "medication", "Lithium", 24, dose=dose)])[2]


def test_a_new_dose_is_no_end_and_a_pause_is_one() -> None:
    paused = [
        event("p1", "medication", "Lithium", 100, dose="5 mg"),
        event("p2", "medication", "Lithium", 60, 40, dose="9 mg"),
        event("p3", "medication", "Lithium", 20, 20, dose="7 mg"),
        event("p4", "medication", "Lithium", 10),
    ]
    bar = lines(paused, width=15 + 182)[2]
    assert bar.replace("─", "") == f"Lithium{' ' * 89}├ 5 mg ┼ 9 mg ┤{' ' * 19}|{' ' * 9}├▶"
    days_running = [event(f"r{n}", "therapy", "Group", n) for n in (20, 19, 18)]
    assert lines(days_running, width=15 + 182)[2].endswith(" |||")


def test_bars_that_have_no_room_are_counted() -> None:
    many = [event(f"m{n}", "medication", f"Medicine {n}", 50 - n) for n in range(9)]
    assert len(drawn := lines(many, most=8)) == 8
    assert drawn[-1] == "… and 4 more in the list"


def test_what_ended_before_the_weeks_shown_has_no_bar_and_stays_in_the_list() -> None:
    old = event("o1", "therapy", "A clinic stay", 400, 380)
    assert len(lines([old])) == 2
    rows = alongside_rows([old], {}, TODAY, 76)
    assert [row.text.strip() for row in rows if row.id] == ["17 Oct – 6 Nov 2025  A clinic stay"]


def test_the_bars_are_said_in_a_sentence() -> None:
    said = in_words([*LITHIUM, LORAZEPAM], TODAY)
    assert said == "Taken now: lithium 600 mg daily. Last change: lithium now 600 mg daily, 12 Oct."
    assert in_words([], TODAY) == ""
    coming = event("c1", "medication", "Lithium", -5, dose="300 mg")
    assert in_words([coming], TODAY) == ""
    assert alongside_rows([coming], {}, TODAY, 76)[1].text.strip().startswith("from 26 Nov")


class ScreenText(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)], ids=["80x24", "120x40", "60x20"])
async def test_a_full_screen(
    full: Store, snapshot: SnapshotAssertion, size: tuple[int, int]
) -> None:
    async with patient(full, size=size) as person:
        await person.press("l")
        assert person.screen + "\n" == snapshot.use_extension(ScreenText)
