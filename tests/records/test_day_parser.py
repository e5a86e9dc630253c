"""Days and times as people type them, and what is answered to what cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.cases import each
from tracker.records import ValidationError, parse_day, parse_time
from tracker.records.day import FIRST_DAY, LAST_DAY
from tracker.records.day_parser import month_number, parse_last_day, parse_past_day
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


@each(
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
        ("this afternoon", SATURDAY),
        ("monday morning", date(2026, 11, 16)),
        ("on Tue. night", date(2026, 11, 17)),
        ("last saturday evening", date(2026, 11, 14)),
        ("weds", date(2026, 11, 18)),
        ("2 nights ago", date(2026, 11, 19)),
        ("the night before last", date(2026, 11, 19)),
        ("a couple of days ago", date(2026, 11, 19)),
        ("a fortnight ago", date(2026, 11, 7)),
        ("half a year ago", date(2026, 5, 21)),
        ("the 21st", SATURDAY),
        ("22nd", date(2026, 10, 22)),
        ("the 31st", date(2026, 10, 31)),
        ("Tue the 17th", date(2026, 11, 17)),
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


@each(("words", "days"), [*WEEKDAY_WORDS.items(), *OTHER_WORDS.items()])
def test_a_word_for_a_day_is_read_for_a_record_and_for_a_plan(
    words: str, days: tuple[int, int]
) -> None:
    found = [parse_day(words, SATURDAY, plan=plan) for plan in (False, True)]
    assert found == [date(2026, 11, day) for day in days]


@each(
    ("words", "day"),
    [
        ("1m ago", date(2026, 10, 21)), ("2 months ago", date(2026, 9, 21)),
        ("in 1 month", date(2026, 12, 21)), ("next month", date(2026, 12, 21)),
        ("1y ago", date(2025, 11, 21)), ("last year", date(2025, 11, 21)),
        ("next year", date(2027, 11, 21)), ("in an year", date(2027, 11, 21)),
    ],
)  # fmt: skip
def test_months_and_years_are_counted_in_both_directions(words: str, day: date) -> None:
    assert parse_day(words, SATURDAY) == day


@each("name", WEEKDAYS)
def test_a_weekday_is_read_from_two_letters_on(name: str) -> None:
    for length in range(2, len(name) + 1):
        day = parse_day(name[:length].lower(), SATURDAY)
        assert format_long_day(day, SATURDAY).split()[0] == name
        assert timedelta(0) <= SATURDAY - day < timedelta(7)
    with pytest.raises(ValidationError):
        parse_day(name[0], SATURDAY)


@each(
    ("words", "day"),
    [
        ("today", SATURDAY), ("tomorrow", date(2026, 11, 22)),
        ("day after tomorrow", date(2026, 11, 23)), ("fri", date(2026, 11, 27)),
        ("this friday", date(2026, 11, 27)), ("sat", date(2026, 11, 28)),
        ("next sat", date(2026, 11, 28)), ("last sat", date(2026, 11, 14)),
        ("2 weeks", date(2026, 12, 5)), ("in 9 days", date(2026, 11, 30)),
        ("3 days ago", date(2026, 11, 18)), ("21 Nov", SATURDAY), ("20 Nov", date(2027, 11, 20)),
        ("a couple of weeks", date(2026, 12, 5)), ("fri morning", date(2026, 11, 27)),
        ("the 21st", SATURDAY), ("the 20th", date(2026, 12, 20)), ("31st", date(2026, 12, 31)),
        ("1.1.", date(2027, 1, 1)), ("29 feb", date(2028, 2, 29)),
        ("20.11.2026", date(2026, 11, 20)),
    ],
)  # fmt: skip
def test_a_day_of_a_plan_is_read_as_a_coming_one(words: str, day: date) -> None:
    assert parse_day(words, SATURDAY, plan=True) == day


@given(st.dates(date(1996, 3, 1), date(2190, 1, 1)), st.dates(date(1960, 1, 1), date(2190, 1, 1)))
@hypothesis_settings(max_examples=50)
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


@pytest.mark.parametrize(
    ("words", "first", "day"),
    [
        ("30 Nov", date(2026, 11, 16), date(2026, 11, 30)),
        ("3 Jan", date(2026, 12, 28), date(2027, 1, 3)),
        ("fri", date(2026, 11, 25), date(2026, 11, 27)),
        ("20 Nov", date(2026, 11, 16), date(2026, 11, 20)),
        # No span of a year where two days were mixed up, and nothing else than was named.
        ("10 Nov", date(2026, 11, 16), date(2026, 11, 10)),
        ("yesterday", date(2026, 11, 21), date(2026, 11, 20)),
        ("30 Nov 2025", date(2026, 11, 16), date(2025, 11, 30)),
    ],
)
def test_a_last_day_that_last_year_only_would_have_is_the_coming_one(
    words: str, first: date, day: date
) -> None:
    assert parse_last_day(words, first, SATURDAY) == day


@given(st.dates(FIRST_DAY, LAST_DAY), st.dates(date(1910, 1, 1), date(2190, 1, 1)), st.booleans())
@hypothesis_settings(max_examples=50)
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


@each(
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


@each(
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


@each(
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


@each("text", ["2026-02-30", "31 Nov", "32nd", "32.1.", "1.13.", "30/2/2026", "29.2.2026"])
def test_a_date_that_is_not_in_the_calendar_is_named(text: str) -> None:
    assert f"“{text.casefold()}”" in refusal(text, "first day").casefold()
    assert "not in the calendar" in refusal(text, "first day")


def test_a_weekday_that_contradicts_its_date_is_refused() -> None:
    for words in ("Mon 20 Nov 2026", "Monday the 20th"):
        assert "Fri 20 Nov 2026 is not a Monday" in refusal(words)


@each("text", ["1899-12-31", "2200-01-01", "99999 weeks ago", "in 99999 days", "99999 years ago"])
def test_a_day_outside_three_centuries_is_refused(text: str) -> None:
    assert "1900 to 2199" in refusal(text)


@given(st.text(max_size=30))
@hypothesis_settings(max_examples=60)
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


@each(
    ("typed", "day"),
    [
        ("sun", 22), ("last sun", 15), ("22 Nov", 22), ("2026-11-22", 22), ("sat", 21),
        ("today", 21), ("yesterday", 20), ("a week ago", 14), ("21.11.", 21), ("tomorrow", 22),
        ("last sat", 14), ("sat before last", 7), ("last fri", 20),
    ],
)  # fmt: skip
def test_a_day_of_the_calendar_that_began_before_the_diarys_can_be_named(
    typed: str, day: int
) -> None:
    sunday = date(2026, 11, 22)
    assert parse_past_day(typed, SATURDAY, sunday) == date(2026, 11, day)
    # A plan's days are the coming ones from the diary's day on, as before.
    assert parse_day("sun", SATURDAY, plan=True, latest=sunday) == sunday


def test_until_the_diary_day_ends_the_week_is_that_of_its_day() -> None:
    sunday, monday = date(2026, 11, 22), date(2026, 11, 23)
    for typed in ("tue last week", "last week's tue", "tue this week"):
        assert parse_past_day(typed, sunday, monday) == parse_day(typed, sunday)


def test_a_weekday_tells_one_reading_of_a_date_from_the_other() -> None:
    assert parse_day("fri 3/4/2026", SATURDAY) == date(2026, 4, 3)
    assert parse_day("wed 3/4/2026", SATURDAY) == date(2026, 3, 4)
    with pytest.raises(ValidationError, match="is not a Monday"):
        parse_day("mon 3/4/2026", SATURDAY)


@each(
    ("words", "clock"),
    [
        ("21:05", time(21, 5)), (" 21.05 ", time(21, 5)), ("21h05", time(21, 5)), ("21h", time(21)),
        ("2105", time(21, 5)), ("at 9:05", time(9, 5)), ("9pm", time(21)), ("9 p.m.", time(21)),
        ("9:05 PM", time(21, 5)), ("9.05pm", time(21, 5)), ("12am", time(0)),
        ("12:30 pm", time(12, 30)), ("0:15 AM", time(0, 15)), ("0:00", time(0)), ("noon", time(12)),
        ("midnight", time(0)), ("midday", time(12)), ("1am", time(1)), ("11 a", time(11)),
        ("12 p", time(12)), ("0am", time(0)), ("23:59", time(23, 59)), ("21 h 05", time(21, 5)),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read_as_people_write_it(words: str, clock: time) -> None:
    assert parse_time(words) == clock


@each(
    ("hour", "forms"),
    [
        ("9", ["9:00", "21:00", "9pm"]), ("0", ["0:00", "12:00", "12pm"]),
        ("12", ["12:00", "12pm"]), ("13", ["13:00", "1pm"]), ("23", ["23:00", "11pm"]),
    ],
)  # fmt: skip
def test_an_hour_alone_may_be_either_half_of_the_day(hour: str, forms: list[str]) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_time(hour, "day-starts-at")
    assert str(refused.value).startswith(f"“{hour}” is an hour, not a time. Write ")
    assert re.split(r", | or ", str(refused.value).rstrip(".").partition("Write ")[2]) == forms


@each("text", ["24:00", "24", "24pm", "21:60", "9", "13pm", "21:5", "late", "905"])
def test_what_is_no_time_is_quoted_and_answered_with_some_that_work(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_time(text, "start")
    assert f"“{text}”" in str(refused.value)
    assert_shows_forms_that_work(str(refused.value), parse_time)
