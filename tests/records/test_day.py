"""The day an entry counts for, by the clock on the wall."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import cycle, islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tracker.records import Settings, ValidationError, datetime_on, diary_day, parse_day, parse_time
from tracker.records.day import FIRST_DAY, LAST_DAY, parse_iso_day, reject_future
from tracker.records.day_parser import month_number, parse_past_day
from tracker.records.format import (
    MONTHS,
    WEEKDAYS,
    format_date,
    format_day,
    format_long_day,
    plain_line,
)
from tracker.records.interval import parse_hours, parse_interval, parse_minutes, parse_window
from tracker.records.validation import AmbiguousError

SATURDAY = date(2026, 11, 21)

ZONES = (
    "Europe/Zurich",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Pacific/Apia",
    "UTC",
)

starts = st.times(max_value=time(12)).map(lambda start: start.replace(second=0, microsecond=0))
clocks = st.times().map(lambda clock: clock.replace(microsecond=0))


def refusal(text: str, field: str = "day") -> str:
    with pytest.raises(ValidationError) as refused:
        parse_day(text, SATURDAY, field)
    assert refused.value.field == field
    return str(refused.value)


def assert_shows_forms_that_work(sentence: str, read: Callable[[str], object]) -> None:
    """A refusal ends with forms to try; each must be taken."""
    shown = re.split(r"(?:Try|Write|Type|Type the [a-z ]+:) ", sentence.rstrip("."))[-1]
    forms = [form for part in shown.split(", ") for form in part.split(" or ")]
    assert len(forms) >= 3
    for form in forms:
        read(form.rpartition(": ")[2])


def test_a_minute_before_four_still_belongs_to_the_day_before() -> None:
    assert diary_day(datetime(2026, 11, 21, 3, 59, 59)) == date(2026, 11, 20)


def test_at_four_the_day_begins() -> None:
    assert diary_day(datetime(2026, 11, 21, 4, 0)) == SATURDAY


def test_a_person_may_let_the_day_begin_at_midnight_or_at_noon() -> None:
    night = datetime(2026, 11, 21, 0, 0)
    assert diary_day(night, time(0)) == SATURDAY
    assert diary_day(night.replace(hour=11, minute=59), time(12)) == date(2026, 11, 20)


def test_a_day_cannot_begin_after_noon() -> None:
    with pytest.raises(ValidationError, match="between 00:00 and 12:00"):
        Settings(day_starts_at=time(12, 1))


def test_the_start_of_the_day_is_kept_to_the_minute() -> None:
    assert Settings(day_starts_at=time(4, 30, 15)).day_starts_at == time(4, 30)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Zurich", date(2026, 3, 29)),
        ("Europe/Zurich", date(2026, 10, 25)),
        ("America/New_York", date(2026, 3, 8)),
        ("America/New_York", date(2026, 11, 1)),
        ("America/Santiago", date(2026, 9, 6)),
        ("Australia/Lord_Howe", date(2026, 4, 5)),
    ],
)
def test_the_day_turns_at_four_by_the_wall_when_the_clocks_change(zone: str, day: date) -> None:
    there = ZoneInfo(zone)
    before = datetime.combine(day, time(3, 59), tzinfo=there)
    after = datetime.combine(day, time(4), tzinfo=there)
    assert diary_day(before) == day - timedelta(days=1)
    assert diary_day(after) == day
    assert diary_day(before.replace(fold=1)) == day - timedelta(days=1)


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from(
        [ZoneInfo(name) for name in ZONES]
    )),
    starts,
)  # fmt: skip
@hypothesis_settings(max_examples=60, deadline=None)
def test_in_every_zone_the_day_is_the_date_on_the_wall_or_the_one_before(
    moment: datetime, start: time
) -> None:
    shown = moment.time().replace(tzinfo=None)
    expected = moment.date() - timedelta(days=1) if shown < start else moment.date()
    assert diary_day(moment, start) == expected


@given(st.dates(date(1901, 1, 1), date(2199, 1, 1)), clocks, starts)
@hypothesis_settings(max_examples=60, deadline=None)
def test_every_time_of_a_diary_day_is_a_moment_of_that_day(
    day: date, clock: time, start: time
) -> None:
    moment = datetime_on(day, clock, start)
    assert moment.time() == clock
    assert diary_day(moment, start) == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-03-14", date(2026, 3, 14)),
        ("2026/3/14", date(2026, 3, 14)),
        ("20260314", date(2026, 3, 14)),
        ("today", SATURDAY),
        ("  Yesterday ", date(2026, 11, 20)),
        ("yesterday morning", date(2026, 11, 20)),
        ("yesterday afternoon", date(2026, 11, 20)),
        ("tomorrow night", date(2026, 11, 22)),
        ("yesterday evening", date(2026, 11, 20)),
        ("last night", date(2026, 11, 20)),
        ("the day before yesterday", date(2026, 11, 19)),
        ("tomorrow", date(2026, 11, 22)),
        ("1 day ago", date(2026, 11, 20)),
        ("one day ago", date(2026, 11, 20)),
        ("3 days ago", date(2026, 11, 18)),
        ("2 days", date(2026, 11, 19)),
        ("a week ago", date(2026, 11, 14)),
        ("last week", date(2026, 11, 14)),
        ("2  weeks ago", date(2026, 11, 7)),
        ("a month ago", date(2026, 10, 21)),
        ("last month", date(2026, 10, 21)),
        ("1 year ago", date(2025, 11, 21)),
        ("in 1 week", date(2026, 11, 28)),
        ("in 10 days", date(2026, 12, 1)),
        ("saturday", SATURDAY),
        ("sat", SATURDAY),
        ("Sunday", date(2026, 11, 15)),
        ("on fri", date(2026, 11, 20)),
        ("Tues.", date(2026, 11, 17)),
        ("next tuesday", date(2026, 11, 24)),
        ("Next Sat", date(2026, 11, 28)),
        ("last fri", date(2026, 11, 20)),
        ("last saturday", date(2026, 11, 14)),
        ("tuesday last week", date(2026, 11, 10)),
        ("on Tue. of last week", date(2026, 11, 10)),
        ("last week tuesday", date(2026, 11, 10)),
        ("last week's Tuesday", date(2026, 11, 10)),
        ("last week’s tue", date(2026, 11, 10)),
        ("last week on sunday", date(2026, 11, 15)),
        ("this week monday", date(2026, 11, 16)),
        ("wed next week", date(2026, 11, 25)),
        ("tuesday before last", date(2026, 11, 10)),
        ("20 Nov", date(2026, 11, 20)),
        ("Nov 20", date(2026, 11, 20)),
        ("20th of November", date(2026, 11, 20)),
        ("November 20th, 2025", date(2025, 11, 20)),
        ("20nov2025", date(2025, 11, 20)),
        ("14-Jun-26", date(2026, 6, 14)),
        ("Fri 20 Nov 2026", date(2026, 11, 20)),
        ("Friday, 20 November", date(2026, 11, 20)),
        ("20.11.", date(2026, 11, 20)),
        ("20.11", date(2026, 11, 20)),
        ("3.4.", date(2026, 4, 3)),
        ("20.11.2026", date(2026, 11, 20)),
        ("20. 11. 26", date(2026, 11, 20)),
        ("20/11/2026", date(2026, 11, 20)),
        ("11/20/2026", date(2026, 11, 20)),
        ("4/4/2026", date(2026, 4, 4)),
        ("22 nov", date(2025, 11, 22)),
        ("31.12.", date(2025, 12, 31)),
        ("29 feb", date(2024, 2, 29)),
        ("29/2", date(2024, 2, 29)),
        ("2/29", date(2024, 2, 29)),
        ("31/11/03", date(2031, 11, 3)),
    ],
)
def test_a_day_is_read_as_a_person_types_it(words: str, day: date) -> None:
    assert parse_day(words, SATURDAY) == day


WEEKDAY_WORDS = {
    # A day's word, and the days of November that it means in a record and in a plan.
    "tue": (17, 24), "last tue": (17, 17), "past tue": (17, 17), "this tue": (17, 24),
    "next tue": (24, 24), "coming tue": (24, 24),
    "sat": (21, 28), "last sat": (14, 14), "past sat": (14, 14), "this sat": (21, 28),
    "next sat": (28, 28), "coming sat": (28, 28), "sat before last": (7, 7),
    "tue last week": (10, 10), "tue past week": (10, 10), "tue this week": (17, 17),
    "tue next week": (24, 24), "tue coming week": (24, 24), "tue of the last week": (10, 10),
    "tue in the next week": (24, 24), "last week tue": (10, 10), "past week's tue": (10, 10),
    "this week on tue": (17, 17), "next weeks tue.": (24, 24), "coming week tue": (24, 24),
}  # fmt: skip
OTHER_WORDS = {
    **dict.fromkeys(("today", "now", "tonight", "this morning", "this evening"), (21, 21)),
    **dict.fromkeys(("yesterday", "last night", "1 day back", "1d before", "1d ago"), (20, 20)),
    **{f"{word} {part}": days for part in ("morning", "afternoon", "evening", "night")
       for word, days in (("yesterday", (20, 20)), ("tomorrow", (22, 22)))},
    **{f"{prefix} fri": (20, 27) for prefix in ("on", "since", "from", "the")},
    "day before yesterday": (19, 19), "tomorrow": (22, 22), "day after tomorrow": (23, 23),
    "last week": (14, 14), "next week": (28, 28), "a week": (14, 28), "1w": (14, 28),
    "in a week": (28, 28), "a week from now": (28, 28), "2 days from now": (23, 23),
}  # fmt: skip


@pytest.mark.parametrize(("words", "days"), [*WEEKDAY_WORDS.items(), *OTHER_WORDS.items()])
def test_a_word_for_a_day_is_read_for_a_record_and_for_a_plan(
    words: str, days: tuple[int, int]
) -> None:
    found = [parse_day(words, SATURDAY, plan=plan) for plan in (False, True)]
    assert found == [date(2026, 11, day) for day in days]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("1m ago", date(2026, 10, 21)),
        ("2 months ago", date(2026, 9, 21)),
        ("in 1 month", date(2026, 12, 21)),
        ("next month", date(2026, 12, 21)),
        ("1y ago", date(2025, 11, 21)),
        ("last year", date(2025, 11, 21)),
        ("next year", date(2027, 11, 21)),
        ("in an year", date(2027, 11, 21)),
    ],
)
def test_months_and_years_are_counted_in_both_directions(words: str, day: date) -> None:
    assert parse_day(words, SATURDAY) == day


@pytest.mark.parametrize("name", WEEKDAYS)
def test_a_weekday_is_read_from_two_letters_on(name: str) -> None:
    for length in range(2, len(name) + 1):
        day = parse_day(name[:length].lower(), SATURDAY)
        assert format_long_day(day, SATURDAY).split()[0] == name
        assert timedelta(0) <= SATURDAY - day < timedelta(7)
    with pytest.raises(ValidationError):
        parse_day(name[0], SATURDAY)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", SATURDAY),
        ("tomorrow", date(2026, 11, 22)),
        ("day after tomorrow", date(2026, 11, 23)),
        ("fri", date(2026, 11, 27)),
        ("this friday", date(2026, 11, 27)),
        ("sat", date(2026, 11, 28)),
        ("next sat", date(2026, 11, 28)),
        ("last sat", date(2026, 11, 14)),
        ("2 weeks", date(2026, 12, 5)),
        ("in 9 days", date(2026, 11, 30)),
        ("3 days ago", date(2026, 11, 18)),
        ("21 Nov", SATURDAY),
        ("20 Nov", date(2027, 11, 20)),
        ("1.1.", date(2027, 1, 1)),
        ("29 feb", date(2028, 2, 29)),
        ("20.11.2026", date(2026, 11, 20)),
    ],
)
def test_a_day_of_a_plan_is_read_as_a_coming_one(words: str, day: date) -> None:
    assert parse_day(words, SATURDAY, plan=True) == day


@given(st.dates(date(1996, 3, 1), date(2190, 1, 1)), st.dates(date(1960, 1, 1), date(2190, 1, 1)))
@hypothesis_settings(max_examples=100, deadline=None)
def test_a_date_without_a_year_is_the_latest_for_a_record_and_the_coming_one_for_a_plan(
    today: date, other: date
) -> None:
    words = f"{other.day} {MONTHS[other.month - 1]}"
    latest, coming = parse_day(words, today), parse_day(words, today, plan=True)
    assert latest <= today <= coming
    assert (latest.month, latest.day) == (coming.month, coming.day) == (other.month, other.day)
    eight_years = timedelta(days=366 * 8)
    assert today - latest < eight_years
    assert coming - today < eight_years


@given(st.dates(FIRST_DAY, LAST_DAY), st.dates(date(1910, 1, 1), date(2190, 1, 1)), st.booleans())
@hypothesis_settings(max_examples=100, deadline=None)
def test_every_day_is_read_back_as_it_is_written(day: date, today: date, plan: bool) -> None:
    ways = (
        day.isoformat(),
        format_day(day),
        format_date(day, year=True),
        f"{day:%d.%m.%Y}",
        format_long_day(day, date(day.year - 1, 1, 1)),
    )
    assert {parse_day(way, today, plan=plan) for way in ways} == {day}
    for way in (format_date(day), format_day(day, day), format_long_day(day, day)):
        assert parse_day(way, day, plan=plan) == day


def test_small_numbers_are_read_as_words_too() -> None:
    words = "one two three four five six seven eight nine ten eleven twelve"
    for number, word in enumerate(words.split(), start=1):
        assert parse_day(f"{word} days ago", SATURDAY) == SATURDAY - timedelta(days=number)
    assert parse_day("a day ago", SATURDAY) == SATURDAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("names", "month"),
    [
        ("January Januar janvier enero gennaio januari stycznia janeiro Jänner ene gen", 1),
        ("February Februar février febrero febbraio februari lutego fevereiro fév", 2),
        ("March März mars marzo maart marca março mrt Mrz mär", 3),
        ("April avril abril aprile kwietnia avr abr kwi", 4),
        ("May Mai mayo maggio mei maj maja maio mag", 5),
        ("June Juni juin junio giugno czerwca junho giu", 6),
        ("July Juli juillet julio luglio lipca julho juil. lug", 7),
        ("August août agosto augusti augustus sierpnia aoû ago", 8),
        ("September septembre septiembre settembre września setembro Sept. set", 9),
        ("October Oktober octobre octubre ottobre października outubro okt ott out paź", 10),
        ("November novembre noviembre listopada novembro lis", 11),
        ("December Dezember décembre diciembre dicembre grudnia dezembro déc dic dez", 12),
    ],
)
def test_months_are_known_in_nine_languages(names: str, month: int) -> None:
    for name in names.split():
        assert month_number(name) == month, name
        assert parse_day(f"14. {name} 2025", SATURDAY) == date(2025, month, 14)
        assert parse_day(f"{name.upper()} 14 2025", SATURDAY) == date(2025, month, 14)
    assert parse_day("1er juin 2026", SATURDAY) == date(2026, 6, 1)
    assert parse_day("3 de junio de 2026", SATURDAY) == date(2026, 6, 3)
    assert parse_day("1 aou\u0302t 2026", SATURDAY) == date(2026, 8, 1)


def test_letters_that_could_be_two_months_are_none() -> None:
    assert month_number("jui") is month_number("ju") is month_number("mo") is None


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("3/4", {"2026-04-03", "2026-03-04"}),
        ("3-4", {"2026-04-03", "2026-03-04"}),
        ("03/04/2025", {"2025-04-03", "2025-03-04"}),
        ("20/11/26", {"2026-11-20", "2020-11-26"}),
    ],
)
def test_a_date_with_two_readings_is_never_guessed(text: str, readings: set[str]) -> None:
    with pytest.raises(AmbiguousError) as refused:
        parse_day(text, SATURDAY)
    assert text in str(refused.value)
    assert set(re.findall(r"\d{4}-\d\d-\d\d", str(refused.value))) == readings
    for reading in readings:
        assert format_day(date.fromisoformat(reading)) in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["soon", "Nov 2026", "20", "12:30", "１ day ago", "mon tue", "frühling", "m", "ad", "0 days"],
)
def test_what_is_no_day_is_quoted_and_answered_with_three_that_work(text: str) -> None:
    for plan in (False, True):
        read = partial(parse_day, today=SATURDAY, field="first day", plan=plan)
        with pytest.raises(ValidationError) as refused:
            read(text)
        assert f"“{text}”" in str(refused.value)
        assert_shows_forms_that_work(str(refused.value), read)


def test_an_empty_day_asks_for_one() -> None:
    assert refusal("", "first day").startswith("Type the first day: yesterday")


def test_what_was_typed_cannot_steer_the_terminal_of_its_refusal() -> None:
    told = refusal("\x1b]52;c;aGk=\x07\u202eyadnom" + "x" * 500)
    assert told == plain_line(told)
    assert len(told) < 160


@pytest.mark.parametrize("text", ["2026-02-30", "31 Nov", "32.1.", "30/2/2026", "29.2.2026"])
def test_a_date_that_is_not_in_the_calendar_is_named(text: str) -> None:
    assert f"“{text.casefold()}”" in refusal(text, "first day").casefold()
    assert "not in the calendar" in refusal(text, "first day")


def test_a_weekday_that_contradicts_its_date_is_refused() -> None:
    assert "Fri 20 Nov 2026 is not a Monday" in refusal("Mon 20 Nov 2026")


@pytest.mark.parametrize(
    "text",
    ["1899-12-31", "2200-01-01", "99999 weeks ago", "in 99999 days", "99999 years ago"],
)
def test_a_day_outside_three_centuries_is_refused(text: str) -> None:
    assert "1900 to 2199" in refusal(text)


@given(st.text(max_size=30))
@hypothesis_settings(max_examples=300, deadline=None)
def test_whatever_is_typed_is_read_or_refused_in_one_sentence(text: str) -> None:
    readers: list[Callable[[str], object]] = [
        partial(parse_day, today=SATURDAY),
        partial(parse_day, today=SATURDAY, plan=True),
        partial(parse_window, today=SATURDAY),
        *(parse_time, parse_interval, parse_hours, parse_minutes),
    ]
    for read in readers:
        told = ""
        try:
            read(text)
        except ValidationError as refused:
            told = str(refused)
        assert told == plain_line(told)


def test_a_file_says_a_day_in_one_way_only() -> None:
    assert parse_iso_day("2026-03-14") == date(2026, 3, 14)
    for text in ("today", "2026-W10-1", "20260314", "2026-03-14 ", "２026-03-14"):
        with pytest.raises(ValidationError, match="not written as 2026-03-14"):
            parse_iso_day(text)
    for text, told in (("1066-10-14", "1900 to 2199"), ("2026-02-30", "not in the calendar")):
        with pytest.raises(ValidationError, match=told) as refused:
            parse_iso_day(text, "start")
        assert refused.value.field == "start"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("sun", 22), ("last sun", 15), ("22 Nov", 22), ("2026-11-22", 22), ("sat", 21),
        ("today", 21), ("yesterday", 20), ("a week ago", 14), ("21.11.", 21), ("tomorrow", 22),
    ],
)  # fmt: skip
def test_a_day_of_the_calendar_that_began_before_the_diarys_can_be_named(
    typed: str, day: int
) -> None:
    sunday = date(2026, 11, 22)
    assert parse_past_day(typed, SATURDAY, sunday) == date(2026, 11, day)
    # A plan's days are the coming ones from the diary's day on, as before.
    assert parse_day("sun", SATURDAY, plan=True, latest=sunday) == sunday


def test_a_day_to_come_is_refused_with_the_latest_one() -> None:
    assert reject_future("day", SATURDAY, SATURDAY) == SATURDAY
    with pytest.raises(ValidationError) as refused:
        reject_future("day", date(2026, 11, 22), SATURDAY)
    assert str(refused.value) == (
        "Sun 22 Nov 2026 has not come yet; the latest day is Sat 21 Nov 2026."
    )


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("21:05", time(21, 5)),
        (" 21.05 ", time(21, 5)),
        ("21h05", time(21, 5)),
        ("21h", time(21)),
        ("2105", time(21, 5)),
        ("at 9:05", time(9, 5)),
        ("9pm", time(21)),
        ("9 p.m.", time(21)),
        ("9:05 PM", time(21, 5)),
        ("9.05pm", time(21, 5)),
        ("12am", time(0)),
        ("12:30 pm", time(12, 30)),
        ("0:15 AM", time(0, 15)),
        ("0:00", time(0)),
        ("noon", time(12)),
        ("midnight", time(0)),
        ("midday", time(12)),
        ("1am", time(1)),
        ("11 a", time(11)),
        ("12 p", time(12)),
        ("0am", time(0)),
        ("23:59", time(23, 59)),
        ("21 h 05", time(21, 5)),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(words: str, clock: time) -> None:
    assert parse_time(words) == clock


@pytest.mark.parametrize(
    ("hour", "forms"),
    [
        ("9", ["9:00", "21:00", "9pm"]),
        ("0", ["0:00", "12:00", "12pm"]),
        ("12", ["12:00", "12pm"]),
        ("13", ["13:00", "1pm"]),
        ("23", ["23:00", "11pm"]),
    ],
)
def test_an_hour_alone_may_be_either_half_of_the_day(hour: str, forms: list[str]) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_time(hour)
    assert re.split(r", | or ", str(refused.value).rstrip(".").partition("Write ")[2]) == forms


@pytest.mark.parametrize(
    "text", ["24:00", "24", "24pm", "21:60", "9", "13pm", "21:5", "late", "905"]
)
def test_what_is_no_time_is_quoted_and_answered_with_some_that_work(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_time(text, "start")
    assert f"“{text}”" in str(refused.value)
    assert_shows_forms_that_work(str(refused.value), parse_time)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("30d", date(2026, 10, 23)),
        ("4 weeks", date(2026, 10, 25)),
        ("the last 4 weeks", date(2026, 10, 25)),
        ("a week", date(2026, 11, 15)),
        ("week", date(2026, 11, 15)),
        ("past week", date(2026, 11, 15)),
        ("previous week", date(2026, 11, 15)),
        ("the past 2w", date(2026, 11, 8)),
        ("1 day", SATURDAY),
        ("1m", date(2026, 10, 21)),
        ("last month", date(2026, 10, 21)),
        ("last 3 months", date(2026, 8, 21)),
        ("1y", date(2025, 11, 21)),
        ("last year", date(2025, 11, 21)),
        ("99999 days", FIRST_DAY),
        ("9999 years", FIRST_DAY),
    ],
)
def test_a_span_ends_today(words: str, first: date) -> None:
    assert parse_window(words, SATURDAY) == (first, SATURDAY)


def test_a_month_back_from_the_31st_begins_on_the_last_day_of_a_shorter_one() -> None:
    assert parse_window("1m", date(2026, 3, 31))[0] == date(2026, 2, 28)
    assert parse_window("12 months", date(2028, 2, 29))[0] == date(2027, 2, 28)


@pytest.mark.parametrize("text", ["30", "0d", "m", "some weeks", ""])
def test_what_is_no_span_is_answered_with_some_that_work(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_window(text, SATURDAY)
    assert_shows_forms_that_work(str(refused.value), lambda form: parse_window(form, SATURDAY))


@pytest.mark.parametrize(
    ("words", "gaps"),
    [
        ("3d", (3,)),
        ("every 3 days", (3,)),
        ("3", (3,)),
        ("every three days", (3,)),
        ("every other day", (2,)),
        ("every second day", (2,)),
        ("every third day", (3,)),
        ("every day", (1,)),
        ("daily", (1,)),
        ("every other week", (14,)),
        ("every second week", (14,)),
        ("every week", (7,)),
        ("each fortnight", (14,)),
        ("fortnightly", (14,)),
        ("weekly", (7,)),
        ("once a week", (7,)),
        ("every two weeks", (14,)),
        ("2w", (14,)),
        ("twice a week", (3, 4)),
        ("2x a week", (3, 4)),
        ("three times a week", (2, 2, 3)),
        ("3d,4d", (3, 4)),
        ("day", (1,)),
        ("other day", (2,)),
        ("week", (7,)),
        ("fortnight", (14,)),
        ("1x per week", (7,)),
        ("2 times each week", (3, 4)),
        ("3x every week", (2, 2, 3)),
        ("4 times a week", (2, 2, 2, 1)),
        ("7 times a week", (1,)),
        ("seven times a week", (1,)),
        ("3d, 1w", (3, 7)),
    ],
)
def test_an_interval_is_said_as_a_clinic_says_it(words: str, gaps: tuple[int, ...]) -> None:
    interval = parse_interval(words)
    assert interval.gaps == gaps
    days = interval.days(SATURDAY, 6)
    assert [(b - a).days for a, b in pairwise(days)] == list(islice(cycle(gaps), 5))
    if len(gaps) == 1:
        assert parse_interval(str(interval)) == interval


def test_times_a_week_keep_their_weekdays() -> None:
    for words in ("once a week", "2x a week", "three times a week", "4 times a week"):
        interval = parse_interval(words)
        assert sum(interval.gaps) == 7
        days = interval.days(SATURDAY, 3 * len(interval.gaps))
        assert len({day.weekday() for day in days}) == len(interval.gaps)


def test_monthly_keeps_the_day_of_the_month() -> None:
    days = parse_interval("monthly").days(date(2026, 1, 31), 4)
    assert [d.isoformat()[5:] for d in days] == ["01-31", "02-28", "03-31", "04-30"]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("monthly", "every month"),
        ("month", "every month"),
        ("1m", "every month"),
        ("every other month", "every 2 months"),
        ("every 3 months", "every 3 months"),
        ("daily", "every day"),
        ("weekly", "every week"),
        ("14 days", "every 2 weeks"),
        ("10 days", "every 10 days"),
        ("3d,4d", "every 3 and 4 days in turn"),
    ],
)
def test_an_interval_is_shown_in_the_largest_unit(words: str, shown: str) -> None:
    assert str(parse_interval(words)) == shown


@pytest.mark.parametrize(
    "text",
    ["often", "0d", "", "biweekly", "3.5", "9 times a week", "5x a week", "1m,2m", "3d,1m", "3d,x"],
)
def test_what_is_no_interval_is_answered_with_some_that_work(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_interval(text)
    assert_shows_forms_that_work(str(refused.value), parse_interval)


@pytest.mark.parametrize(
    ("words", "hours"),
    [("7.25", 7.25), ("7,5", 7.5), ("7:30", 7.5), ("7h30", 7.5), ("7 h 30 min", 7.5),
     ("7 hours and 30 min", 7.5), ("7h", 7), ("7 hours", 7), ("7½", 7.5), ("7 ¼", 7.25),
     ("7¾", 7.75), ("450 min", 7.5), ("7 hrs", 7), ("7 hr", 7), ("1 hour", 1), ("7:05", 85 / 12),
     ("7h5m", 85 / 12), ("7 hrs 30 minutes", 7.5), ("½", 0.5), ("1 ½ h", 1.5), ("90 mins.", 1.5),
     ("0:59", 59 / 60)],
)  # fmt: skip
def test_hours_are_read_as_a_number_or_by_the_clock(words: str, hours: float) -> None:
    assert parse_hours(words) == hours


@pytest.mark.parametrize(
    ("words", "minutes"),
    [("40", 40), ("40 min", 40), ("40min.", 40), ("1 h", 60), ("1:10", 70), ("1h10", 70),
     ("1 h 5 min", 65), ("1,5 hours", 90), ("40′", 40), ("40'", 40), ("40 m", 40), ("1 minute", 1),
     ("0.1 hr", 6), ("2 hrs", 120), ("1 hour and 10 minutes", 70), ("45.5", 45.5)],
)  # fmt: skip
def test_minutes_are_read_alone_or_with_hours(words: str, minutes: float) -> None:
    assert parse_minutes(words) == minutes


@pytest.mark.parametrize("text", ["7:75", "seven", "", "-"])
def test_what_is_no_duration_is_answered_with_some_that_work(text: str) -> None:
    for read in (parse_hours, parse_minutes):
        with pytest.raises(ValidationError) as refused:
            read(text)
        assert_shows_forms_that_work(str(refused.value), read)


def test_a_day_is_written_the_same_in_every_locale() -> None:
    assert format_day(date(2026, 3, 1)) == "Sun 1 Mar 2026"


def test_utc_has_no_say_in_the_day() -> None:
    evening = datetime(2026, 6, 14, 21, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert diary_day(evening) == date(2026, 6, 14)
    assert evening.astimezone(UTC).date() == date(2026, 6, 15)
