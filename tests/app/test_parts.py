"""Rules of the app that need no screen: which day is rated, what follows, what History finds."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tests.app.diaries import NOW, TODAY, ZONE, check_in, infusion
from tracker.app.fields import day_read_back, number_text
from tracker.app.history.entries import SOURCES, Filter, entries, make_entry
from tracker.app.today.recording import Recording, Walk, describe_entry, entries_of, entry_in
from tracker.app.today.score import fits_a_row, name_ends
from tracker.app.toolkit import PlainText
from tracker.app.widgets import path_lines, shown_path
from tracker.records import MOOD, Assessment, Diary, Event, Measure, Rating
from tracker.records.check_in import CheckIn

DAY = timedelta(days=1)
FRIDAY = TODAY - DAY
FOUR = time(4)
ANXIETY = Measure(key="anxiety", label="Anxiety", better="lower")
SLEEP = Measure(key="sleep", label="Sleep", better="higher")


def at(hour: int, minute: int = 0, **how: Any) -> Recording:
    return Recording(datetime(2026, 11, 21, hour, minute, tzinfo=ZONE), FOUR, **how)


def test_until_the_day_begins_a_rating_counts_for_the_day_before_or_for_the_calendars() -> None:
    assert (at(3, 59).today, at(4).today) == (FRIDAY, TODAY)
    assert (at(3, 59).other_day, at(4).other_day) == (TODAY, None)
    assert (at(3, 59).title, at(4).title) == ("Friday 20 November", "Saturday 21 November")
    turned = at(3, by_calendar=True)
    assert (turned.today, turned.day, turned.other_day) == (TODAY, TODAY, FRIDAY)
    assert at(5, by_calendar=True).today == TODAY
    filled = at(3, chosen=FRIDAY - DAY)
    assert (filled.day, filled.other_day) == (FRIDAY - DAY, None)
    assert filled.title == "Filling in Thursday 19 November"
    later = datetime(2026, 11, 21, 5, tzinfo=ZONE)
    assert turned.at(later, FOUR) == Recording(later, FOUR)
    assert turned.at(turned.now, time(2)) == Recording(turned.now, time(2))
    assert turned.at(turned.now, FOUR) == turned


def test_a_walk_goes_through_the_measures_and_back_to_what_was_rated() -> None:
    walk, entry = Walk((MOOD, ANXIETY, SLEEP)), check_in(TODAY, 5)
    assert (walk.asking, walk.begun, walk.last, walk.following) == (
        *(MOOD, False, False),
        (ANXIETY, SLEEP),
    )
    second = walk.rated(entry)
    assert (second.asking, second.begun, second.last, second.saved) == (ANXIETY, True, False, (0,))
    third = second.skipped()
    assert (third.asking, third.last, third.following, third.saved) == (SLEEP, True, (), (0,))
    assert third.rated(entry) == third.skipped() == walk
    assert third.undone(entry) == Walk(walk.measures, 0, entry, ())
    both = second.rated(entry)
    assert both.saved == (0, 1)
    assert both.undone(entry) == Walk(walk.measures, 1, entry, (0,))
    assert both.undone(None) == walk
    assert Walk(walk.measures, 1, entry).undone(entry) == walk


def test_an_entry_is_found_by_its_day_or_its_id_and_told_on_one_line() -> None:
    early, late = check_in(TODAY, 8, at=time(8, 10)), check_in(TODAY, 7, note="A walk")
    alone_note = replace(late, id="note", ratings=(), note="x" * 200)
    diary = Diary(check_ins=(check_in(FRIDAY, 2), early, late, alone_note))
    assert entries_of(diary, TODAY) == [early, late, alone_note]
    assert entry_in(diary, late.id) == late
    assert entry_in(diary, None) is None
    assert describe_entry(early, diary) == "08:10  mood 8"
    assert describe_entry(late, diary) == "21:04  mood 7  “A walk”"
    assert describe_entry(alone_note, diary).startswith("21:04  a note  “xxx")


def test_a_scale_fits_a_row_if_its_keys_reach_each_score() -> None:
    def scale(low: float, high: float, step: float = 1) -> Measure:
        return Measure(key="own", label="Own", low=low, high=high, step=step)

    fitting = [(0, 10), (1, 10), (0, 1), (-3, 3), (-5, 5), (1, 9), (3, 9)]
    not_fitting = [(0, 11), (5, 15), (0.5, 4.5), (-6, 5), (-3, 0), (2, 10), (-5, 6)]
    assert all(fits_a_row(scale(*ends)) for ends in fitting)
    assert not any(fits_a_row(scale(*ends)) for ends in not_fitting)
    assert not fits_a_row(scale(0, 10, 0.5))


def test_the_ends_of_a_scale_are_named_and_a_word_of_both_only_once() -> None:
    def ends(low: str | None, high: str | None) -> str:
        return name_ends(replace(SLEEP, low_label=low, high_label=high))

    assert ends("no pain", "worst pain") == "0 no · 10 worst pain"
    assert ends("no pain", "worst ache") == "0 no pain · 10 worst ache"
    assert ends("none", "all") == "0 none · 10 all"
    assert ends(None, "all") == ends("none", None) == ends(None, None) == SLEEP.scale


def test_a_day_is_read_back_with_how_far_away_it_is() -> None:
    assert day_read_back(FRIDAY, TODAY, "20.11.") == "= Fri 20 Nov, yesterday"
    assert day_read_back(FRIDAY, TODAY, " yesterday ") == "= Fri 20 Nov"
    assert day_read_back(FRIDAY, TODAY, "Fri 20 Nov") == "= yesterday"
    assert number_text(None, "kg") == ""
    assert number_text(80.5, "kg") == "80.5 kg"
    assert number_text(0) == "0"


LITHIUM = Event(id="m", kind="medication", title="Lithium", start=FRIDAY, dose="300 mg", note="pm")


FORM = Assessment(id="s", day=TODAY, questionnaire="phq-9", total=12, low=0, high=27)


LIVED = Diary(
    measures=(MOOD, ANXIETY),
    check_ins=(
        check_in(FRIDAY, 3, more=(Rating("anxiety", 7),)),
        check_in(TODAY, 8, note="By the River"),
    ),
    infusions=(infusion(FRIDAY, start=time(10, 30), dose_mg=40, route="iv"),),
    assessments=(FORM,),
    events=(LITHIUM,),
)


def found(**how: Any) -> list[str]:
    """What is found of the diary, each by its kind and day of the month."""
    return [f"{e.kind} {e.day.day}" for e in Filter(**how).of(entries(LIVED))]


def test_a_filter_lets_through_what_matches_all_that_was_chosen() -> None:
    everything = ["mood 21", "scale 21", "mood 20", "infusion 20", "medication 20"]
    assert found() == everything
    assert found(first=TODAY) == everything[:2]
    assert found(last=FRIDAY) == everything[2:]
    assert found(first=FRIDAY, last=TODAY) == everything
    assert found(first=TODAY, source="mood") == ["mood 21"]
    assert found(measure=ANXIETY) == ["mood 20"]
    assert found(measure=MOOD) == ["mood 21", "mood 20"]
    assert found(text="RIVER  by") == ["mood 21"]
    assert found(text="medicine") == found(text="300 pm") == ["medication 20"]
    assert found(text="river lithium") == []
    kinds = {name: found(source=name) for name, _, _ in SOURCES}
    assert kinds == {
        "": everything,
        "mood": ["mood 21", "mood 20"],
        "infusions": ["infusion 20"],
        "scales": ["scale 21"],
        "events": ["medication 20"],
        "removed": everything,
    }
    assert not Filter().active
    assert Filter(text="x").active
    words = Filter("  River ", FRIDAY, TODAY, "mood", ANXIETY).words(TODAY)
    assert words.split(", ") == [
        "with anxiety",
        words.split(", ")[1],
        "from Fri 20 Nov",
        "to Sat 21 Nov",
    ]
    assert "River" in words
    assert Filter("  ").words(TODAY) == Filter().words(TODAY) == ""


def test_a_row_of_history_has_its_day_its_time_its_kind_and_what_it_says() -> None:
    rows = [[str(cell) for cell in e.cells(TODAY, narrow=False)] for e in entries(LIVED, {"m"})]
    assert rows == [
        ["Sat 21 Nov", "21:04", "mood", "mood 8  “By the River”"],
        ["Sat 21 Nov", "", "scale", "PHQ-9  12"],
        ["Fri 20 Nov", "21:04", "mood", "mood 3  anxiety 7"],
        ["Fri 20 Nov", "10:30", "▼ infusion", "#1, 40 mg, vein"],
        ["Fri 20 Nov", "", "medicine", "Lithium, 300 mg  edited  “pm”"],
    ]
    old = make_entry(replace(FORM, day=date(2025, 3, 1), total=None, answers=(1, None)), LIVED, {})
    assert [str(old.cells(TODAY, narrow=on)[0]) for on in (True, False)] == [
        "1 Mar 2025",
        "Sat 1 Mar 2025",
    ]
    assert str(old.what) == "PHQ-9  no total"
    planned = make_entry(infusion(TODAY, status="planned"), LIVED, {})
    assert str(planned.what) == "planned"


@pytest.mark.parametrize(
    ("late", "hour", "shown", "marks"),
    [
        (0, 21, "21:00", ()),
        (1, 1, "01:00 +1", ()),
        (1, 9, "09:00 +1", ()),
        (2, 9, "", ("2 days later",)),
        (3, 9, "", ("3 days later",)),
    ],
)
def test_a_time_after_midnight_says_so_and_one_of_another_day_gives_way_to_how_late_it_was(
    late: int, hour: int, shown: str, marks: tuple[str, ...]
) -> None:
    entry = make_entry(check_in(FRIDAY, 5, at=time(hour), late_by=late), LIVED, {})
    assert (entry.time, entry.marks) == (shown, marks)
    edited = make_entry(entry.record, LIVED, {}, {entry.id})
    assert edited.marks == (*marks, "edited")
    untimed = CheckIn(id="u", day=FRIDAY, at=None, recorded_at=NOW, note="x")
    assert make_entry(untimed, LIVED, {}).time == ""


def test_a_path_is_folded_behind_its_folders_and_begins_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert shown_path(f"{tmp_path}/a/b.pdf") == "~/a/b.pdf".replace("/", os.sep)
    assert shown_path(str(tmp_path)) == "~"
    assert shown_path("/other/\x1b[2Jb") == "/other/ [2Jb"
    assert path_lines("~/one/two/three.pdf", 40) == ["~/one/two/three.pdf"]
    assert path_lines("~/one/two/three.pdf", 19) == ["~/one/two/three.pdf"]
    assert path_lines("~/one/two/three.pdf", 18) == ["~/one/two/", "three.pdf"]
    assert path_lines("~/one/two/three.pdf", 9) == ["~/one/", "two/", "three.pdf"]
    assert path_lines("a-long-name.pdf", 5) == ["a-long-name.pdf"]


def test_nothing_that_steers_a_terminal_is_drawn_and_the_rest_keeps_its_style() -> None:
    bold = Style(bold=True)
    plain = [Segment("a note", bold), Segment("日本")]
    black = Color(0, 0, 0)
    assert PlainText().apply(plain, black) is plain
    for steering in "\x00\x1b\x07\x7f\x9b\u202e\u2066":
        row = [Segment(f"a{steering}b", bold), Segment("c")]
        assert PlainText().apply(row, black) == [Segment("ab", bold), Segment("c")]
