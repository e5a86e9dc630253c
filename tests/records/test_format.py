"""Days, numbers and records in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import each
from tests.records.test_undone import undone
from tracker.records import (
    BUILTIN_MEASURES,
    MOOD,
    Assessment,
    CheckIn,
    Diary,
    Event,
    Infusion,
    Rating,
    SideEffect,
    known_measure,
)
from tracker.records.codec import Record
from tracker.records.format import (
    count,
    format_amount,
    format_date,
    format_day,
    format_days,
    format_distance,
    format_dose,
    format_list,
    format_long_day,
    format_number,
    format_ranges,
    format_record,
    format_size,
    name_record,
    plain_line,
    plain_text,
    short_id,
    shorten,
    when_recorded,
)
from tracker.records.questionnaires import shipped_questionnaires

DAY = date(2026, 11, 21)
HOSTILE = "a\x1b]52;c;aGk=\x07b\x9b31mc\u202ed\u2066e\u2028f\rg\x7fh\u200fi\U000e0041"
SLEEP = known_measure("sleep") or MOOD
DIARY = Diary(
    measures=(MOOD, SLEEP),
    infusions=(
        Infusion(id="i0", day=date(2026, 11, 1)),
        Infusion(
            id="01JINFUSION0ABCDEF",
            day=DAY,
            start=time(10, 30),
            route="iv",
            dose_mg=40,
            weight_kg=80,
            minutes=40,
            side_effects=(SideEffect(name="nausea", severity=1),),
            note="calm\nthen tired",
        ),
    ),
)


def emoji(character: str) -> bool:
    """Whether it is in the blocks of emoji, if only of a later Unicode than this Python's."""
    return 0x1F300 <= ord(character) <= 0x1FAFF


@given(st.text())
@settings(max_examples=50)
def test_no_text_can_steer_a_terminal(text: str) -> None:
    for shown in (plain_line(text + HOSTILE), *plain_text(HOSTILE + text).split("\n")):
        assert all(c.isprintable() or c in "\u200c\u200d" or emoji(c) for c in shown)
    assert "\n" not in plain_line(text)


def test_words_of_every_script_and_joined_emoji_stay_as_they_are() -> None:
    newer = "\U0001fa77 \U0001fae8 \U0001faff"  # of Unicode 15 and of one to come
    for text in ("naïve Ωμέγα שלום 日本語", "👨‍👩‍👧", "می‌خواهم", "[/bold] \\[ <b", newer):
        assert plain_line(text) == plain_text(text) == text


def test_line_breaks_are_kept_in_a_text_and_folded_in_a_line() -> None:
    assert plain_text("a\n  b\n") == "a\n  b\n"
    assert plain_line("a\n  b\n") == "a b"


def test_a_long_text_is_cut_to_its_length() -> None:
    assert shorten("x" * 61, 60) == "x" * 59 + "…"
    assert shorten("x" * 60, 60) == "x" * 60


@given(st.integers(-10_000_000, 10_000_000), st.integers(0, 4), st.integers(0, 3))
@settings(max_examples=50)
def test_a_number_is_rounded_half_up_as_it_is_written(digits: int, scale: int, to: int) -> None:
    exact = Decimal(digits).scaleb(-scale)
    value = float(exact)
    rounded = abs(exact).quantize(Decimal(1).scaleb(-to), ROUND_HALF_UP)
    shown = f"{rounded:f}".rstrip("0").rstrip(".") if to else f"{rounded:f}"
    sign = "−" if digits < 0 and rounded else ""
    assert format_number(value, to) == sign + shown


@given(st.integers(-(10**12), 10**12), st.integers(0, 9))
@settings(max_examples=50)
def test_a_number_without_rounding_says_all_its_digits(digits: int, scale: int) -> None:
    value = digits / 10**scale
    shown = format_number(value).replace("−", "-")
    assert float(shown) == pytest.approx(value, abs=1e-9)
    assert "e" not in shown


def test_a_number_has_a_true_minus_and_a_plus_where_asked() -> None:
    assert format_number(-2.5) == "−2.5"
    assert format_number(3, signed=True) == "+3"
    assert format_number(0.04, 1, signed=True) == format_number(-0.04, 1) == "0"
    assert format_number(None) == "–"
    assert format_number(2.675, 2) == "2.68"
    assert format_amount(2700) == "2,700"
    assert format_amount(-2.5) == "−2.50"
    assert format_amount(Decimal("2700.5")) == "2,700.50"


def test_lists_counts_and_ranges_read_as_a_sentence() -> None:
    assert [format_list("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert format_list("abc", "or") == "a, b or c"
    assert [count(n, "entry", "entries") for n in (0, 1, 1476)] == [
        "0 entries", "1 entry", "1,476 entries",
    ]  # fmt: skip
    assert [count(2, noun) for noun in ("entry", "day", "key", "boy", "city", "item")] == [
        "2 entries", "2 days", "2 keys", "2 boys", "2 cities", "2 items",
    ]  # fmt: skip
    assert (count(1, "entry"), count(1, "day"), count(2, "day", "tage")) == (
        "1 entry", "1 day", "2 tage",
    )  # fmt: skip
    assert format_ranges([1, 2, 3, 5, 8, 9]) == "1–3, 5, 8–9"


@each(
    ("size", "said"),
    [
        (0, "0 kB"), (1, "1 kB"), (219_600, "220 kB"), (999_000, "999 kB"), (999_001, "1.0 MB"),
        (14_620_000, "14.6 MB"),
    ],
)  # fmt: skip
def test_a_size_is_said_in_kb_or_mb(size: int, said: str) -> None:
    assert format_size(size) == said


@each(
    ("first", "last", "year", "shown"),
    [
        (date(2026, 4, 7), date(2026, 4, 15), False, "7–15 Apr"),
        (date(2026, 4, 7), date(2026, 4, 7), True, "7 Apr 2026"),
        (date(2026, 3, 28), date(2026, 4, 3), False, "28 Mar – 3 Apr"),
        (date(2026, 3, 28), date(2026, 4, 3), True, "28 Mar – 3 Apr 2026"),
        (date(2025, 12, 28), date(2026, 1, 3), True, "28 Dec 2025 – 3 Jan 2026"),
    ],
)
def test_a_span_is_as_short_as_it_is_clear(first: date, last: date, year: bool, shown: str) -> None:
    assert format_days(first, last, year=year) == shown


def test_a_date_alone_has_no_year_and_a_day_alone_has_one() -> None:
    assert (format_date(DAY), format_date(DAY, year=True)) == ("21 Nov", "21 Nov 2026")
    assert (format_day(DAY), format_day(DAY, year=False)) == ("Sat 21 Nov 2026", "Sat 21 Nov")
    assert format_day(DAY, date(2025, 1, 1)) == "Sat 21 Nov 2026"
    assert format_days(DAY, DAY) == "21 Nov"


def test_months_and_weekdays_have_their_long_and_their_short_names() -> None:
    long = "January February March April May June July August September October November December"
    for number, name in enumerate(long.split(), start=1):
        day = date(2025, number, 1)
        assert format_long_day(day, DAY).endswith(f" 1 {name} 2025")
        assert format_day(day).endswith(f" 1 {name[:3]} 2025")
    names = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
    for number, name in enumerate(names.split()):
        day = date(2026, 11, 16 + number)
        assert format_long_day(day, DAY) == f"{name} {day.day} November"
        assert format_day(day, DAY) == f"{name[:3]} {day.day} Nov"


def test_a_day_is_as_far_as_a_person_counts() -> None:
    days = (date(2026, 11, n) for n in (18, 19, 20, 21, 22, 23, 30))
    assert [format_distance(day, DAY) for day in days] == [
        "3 days ago", "2 days ago", "yesterday", "today", "tomorrow", "in 2 days", "in 9 days",
    ]  # fmt: skip


def entry(**fields: object) -> CheckIn:
    made = CheckIn(
        id="01JENTRY000ABCDEF",
        day=DAY,
        at=datetime(2026, 11, 21, 21, 4, tzinfo=UTC),
        recorded_at=None,
        ratings=(Rating("sleep", 6.5), Rating("mood", 7)),
        note="quiet",
    )
    return replace(made, **fields)  # type: ignore[arg-type]  # each call names fields of its own


def test_each_kind_of_record_is_one_plain_line() -> None:
    scored = Assessment(id="a", day=DAY, questionnaire="phq-9", total=9, low=0, high=27)
    event = Event(id="e", kind="medication", title="Lamotrigine", start=DAY, dose="25 mg")
    told = [
        format_record(record, DIARY, shipped_questionnaires())
        for record in (entry(), DIARY.infusions[1], scored, event)
    ]
    assert told == [
        "Sat 21 Nov 2026  21:04  mood 7, sleep 6.5 hours  “quiet”",
        "2 (course 1, number 2)  Sat 21 Nov 2026  10:30  iv 40 mg  40 min  nausea mild  "
        "“calm then tired”",
        "Sat 21 Nov 2026  PHQ-9 9 of 27, mild",
        "medication  Lamotrigine  25 mg  since Sat 21 Nov 2026",
    ]
    assert short_id(entry().id) == "abcdef"


def test_an_entry_says_how_late_it_was_recorded() -> None:
    later = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert "recorded 3 days later" in format_record(entry(recorded_at=later), DIARY)
    assert "recorded the day after" in format_record(
        entry(recorded_at=later.replace(day=22)), DIARY
    )


def test_no_text_of_a_record_can_steer_a_terminal() -> None:
    odd = replace(SLEEP, label=HOSTILE, unit=HOSTILE)
    effect = SideEffect(name=HOSTILE, severity=1)
    records = (
        entry(note=HOSTILE),
        Infusion(id="i", day=DAY, side_effects=(effect,), note=HOSTILE),
        Event(id="e", kind="life", title=HOSTILE, start=DAY, dose=HOSTILE, note=HOSTILE),
        Assessment(id="a", day=DAY, questionnaire=HOSTILE, total=1, low=0, high=2),
    )
    for record in records:
        assert format_record(record, replace(DIARY, measures=(MOOD, odd))).isprintable()
        setup = replace(DIARY, measures=(MOOD, odd))
        for then in (record, replace(record, id="other"), None):
            said = undone("edit", before=record, after=then, setup_before=DIARY, setup_after=setup)
            assert said.isprintable()


def test_a_dose_says_what_follows_from_the_weight() -> None:
    assert format_dose(DIARY.infusions[1]) == "40 mg (0.5 mg/kg at 80 kg)"
    per_kg = Infusion(id="i", day=DAY, dose_mg_per_kg=0.5, weight_kg=80)
    assert format_dose(per_kg) == "0.5 mg/kg (40 mg at 80 kg)"
    assert format_dose(Infusion(id="i", day=DAY, weight_kg=80)) == "at 80 kg"
    assert format_dose(Infusion(id="i", day=DAY)) == ""


def test_each_kind_of_record_has_a_name_in_a_sentence() -> None:
    scored = Assessment(id="a", day=DAY, questionnaire="phq-9", total=9, low=0, high=27)
    named: dict[str, Record] = {
        "the entry of Sat 21 Nov 2026 (mood 7)": entry(),
        "the entry of Sat 21 Nov 2026": entry(ratings=(Rating("sleep", 6.5),)),
        "the infusion of Sat 21 Nov 2026": INFUSION,
        "the PHQ-9 of Sat 21 Nov 2026": scored,
        "the medication “Lamotrigine”": EVENT,
    }
    assert [name_record(record) for record in named.values()] == [*named]
    assert len(name_record(replace(EVENT, title="x" * 100))) == len("the medication “”") + 60


def test_an_event_says_when_it_ended() -> None:
    ended = replace(EVENT, end=DAY.replace(day=23), note="slowly")
    assert format_record(ended, DIARY) == (
        "medication  Lamotrigine  25 mg  Sat 21 Nov 2026 to Mon 23 Nov 2026  “slowly”"
    )
    of_a_day = replace(EVENT, kind="life", dose=None, end=DAY)
    assert format_record(of_a_day, DIARY) == "life  Lamotrigine  Sat 21 Nov 2026"


ANXIOUS = entry(ratings=(Rating("mood", 7), Rating("sleep", 6.5)), note=None)
INFUSION = DIARY.infusions[1]
RATED = BUILTIN_MEASURES[:9]
MANY = (Rating("mood", 7), *(Rating(m.key, m.low) for m in RATED[1:]))
EVENT = Event(id="e", kind="medication", title="Lamotrigine", start=DAY, dose="25 mg")


@each(
    ("change", "fields", "sentence"),
    [
        # What went.
        ("add check_in", {"before": ANXIOUS}, "mood 7, sleep 6.5 hours of Sat 21 Nov"),
        ("add check_in", {"before": entry(ratings=())}, "the note of Sat 21 Nov"),
        (
            "rate check_in",
            {"before": ANXIOUS, "after": replace(ANXIOUS, ratings=(Rating("mood", 7),))},
            "sleep 6.5 hours of Sat 21 Nov",
        ),
        (
            "note check_in",
            {"before": entry(), "after": replace(entry(), note=None)},
            "the note of Sat 21 Nov",
        ),
        ("plan infusion", {"before": replace(INFUSION, status="planned")},
         "the planned infusion of Sat 21 Nov"),
        ("side infusion", {"before": INFUSION, "after": replace(INFUSION, side_effects=())},
         "side effects nausea mild of Sat 21 Nov"),
        ("add infusion", {"before": replace(INFUSION, day=DAY.replace(year=2025))},
         "the infusion of Fri 21 Nov 2025"),
        # What it is again.
        (
            "edit check_in",
            {"before": entry(), "after": entry(ratings=(Rating("sleep", 6.5), Rating("mood", 4)))},
            "mood is 4 again for Sat 21 Nov",
        ),
        ("edit check_in", {"before": entry(), "after": entry(note="loud")},
         "the old note is there again for Sat 21 Nov"),
        ("move infusion", {"before": INFUSION, "after": replace(INFUSION, day=DAY.replace(day=20))},
         "the day is Fri 20 Nov again"),
        ("give infusion", {"before": INFUSION, "after": replace(INFUSION, status="planned")},
         "it is planned again for Sat 21 Nov"),
        ("edit infusion", {"before": INFUSION, "after": replace(INFUSION, route="oral", minutes=9,
                                                                dose_mg=5, phase="taper")},
         "the change to the infusion of Sat 21 Nov"),
        ("edit event", {"before": EVENT, "after": replace(EVENT, dose="50 mg")},
         "dose is 50 mg again for “Lamotrigine”"),
        ("remove event", {"before": EVENT, "after": EVENT},
         "the removal of the medication “Lamotrigine”"),
        ("restore event", {"before": EVENT}, "the return of the medication “Lamotrigine”"),
        ("edit setting", {"key": "day_starts_at"},
         "the change to day-starts-at; it is 04:00 again"),
        ("edit setting", {"key": "theme"}, "the change of colours"),
        ("edit setting", {"key": "of_a_newer_one"}, "the change to the setting of_a_newer_one"),
        ("add check_in", {"before": entry(ratings=MANY), "setup_after": Diary(measures=RATED)},
         "the entry of Sat 21 Nov (mood 7)"),
        ("add check_in", {"before": entry(ratings=MANY[1:]), "setup_after": Diary(measures=RATED)},
         "the entry of Sat 21 Nov"),
        # Several records, and what is no record.
        ("import", {"count": 320}, "the import of 320 entries"),
        ("merge", {}, "the merge"),
        ("plan infusion", {"count": 6}, "6 infusions planned"),
        ("add infusion", {"count": 2}, "2 infusions"),
        ("remove check_in", {"count": 2}, "the removal of 2 entries"),
        ("arrange measure", {"count": 2}, "the order of 2 measures"),
        ("add measure", {"key": "steps_walked"}, "the new measure steps-walked"),
        ("edit contacts", {}, "the change to the contacts"),
        ("add questionnaire", {}, "the new clinic's form"),
        ("demo", {"count": 300}, "the invented diary"),
        ("polish event", {}, "the change to the event"),
    ],
)  # fmt: skip
def test_undo_says_what_was_removed_or_what_the_value_is_again(
    change: str, fields: dict[str, Any], sentence: str
) -> None:
    action, _, kind = change.partition(" ")
    setup = {"setup_before": DIARY, "setup_after": DIARY}
    assert undone(action, kind or None, **{**setup, **fields}) == sentence


@each(
    ("days", "said"),
    [
        (0, "21:04"),
        (1, "21:04, recorded the day after"),
        (2, "21:04, recorded 2 days later"),
        (1200, "21:04, recorded 1,200 days later"),
    ],
)
def test_an_entry_says_its_time_and_how_much_later_it_was_recorded(days: int, said: str) -> None:
    at = datetime(2026, 11, 21, 21, 4, tzinfo=UTC)
    assert when_recorded(entry(at=at, recorded_at=at + timedelta(days))) == said
    filled_in = entry(at=at + timedelta(days), recorded_at=at + timedelta(days))
    assert when_recorded(filled_in) == said.removeprefix("21:04, ")
    assert when_recorded(entry(at=None)) == ""
