"""Spans, intervals, hours and minutes as people type them."""

from __future__ import annotations

from datetime import date
from itertools import cycle, islice, pairwise

import pytest

from tests.cases import each
from tests.records.test_day_parser import assert_shows_forms_that_work
from tracker.records import ValidationError
from tracker.records.day import FIRST_DAY
from tracker.records.interval import parse_hours, parse_interval, parse_minutes, parse_window

SATURDAY = date(2026, 11, 21)


@each(
    ("words", "first"),
    [
        ("30d", date(2026, 10, 23)), ("4 weeks", date(2026, 10, 25)),
        ("the last 4 weeks", date(2026, 10, 25)), ("a week", date(2026, 11, 15)),
        ("week", date(2026, 11, 15)), ("past week", date(2026, 11, 15)),
        ("previous week", date(2026, 11, 15)), ("the past 2w", date(2026, 11, 8)),
        ("1 day", SATURDAY), ("1m", date(2026, 10, 21)), ("last month", date(2026, 10, 21)),
        ("last 3 months", date(2026, 8, 21)), ("the last fortnight", date(2026, 11, 8)),
        ("half a year", date(2026, 5, 21)), ("1y", date(2025, 11, 21)),
        ("last year", date(2025, 11, 21)), ("99999 days", FIRST_DAY), ("9999 years", FIRST_DAY),
    ],
)  # fmt: skip
def test_a_span_ends_today(words: str, first: date) -> None:
    assert parse_window(words, SATURDAY) == (first, SATURDAY)


def test_a_month_back_from_the_31st_begins_on_the_last_day_of_a_shorter_one() -> None:
    assert parse_window("1m", date(2026, 3, 31))[0] == date(2026, 2, 28)
    assert parse_window("12 months", date(2028, 2, 29))[0] == date(2027, 2, 28)


@each("text", ["30", "0d", "m", "some weeks", ""])
def test_what_is_no_span_is_answered_with_some_that_work(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_window(text, SATURDAY)
    assert_shows_forms_that_work(str(refused.value), lambda form: parse_window(form, SATURDAY))


@each(
    ("words", "gaps"),
    [
        ("3d", (3,)), ("every 3 days", (3,)), ("3", (3,)), ("every three days", (3,)),
        ("every other day", (2,)), ("every second day", (2,)), ("every third day", (3,)),
        ("every day", (1,)), ("daily", (1,)), ("every other week", (14,)),
        ("every second week", (14,)), ("every week", (7,)), ("each fortnight", (14,)),
        ("fortnightly", (14,)), ("weekly", (7,)), ("once a week", (7,)), ("every two weeks", (14,)),
        ("2w", (14,)), ("twice a week", (3, 4)), ("2x a week", (3, 4)), ("twice weekly", (3, 4)),
        ("3 times weekly", (2, 2, 3)), ("thrice a week", (2, 2, 3)), ("2x/week", (3, 4)),
        ("every 3rd day", (3,)), ("every 2nd week", (14,)), ("alternate days", (2,)),
        ("3 days apart", (3,)), ("three times a week", (2, 2, 3)), ("3d,4d", (3, 4)), ("day", (1,)),
        ("other day", (2,)), ("week", (7,)), ("fortnight", (14,)), ("1x per week", (7,)),
        ("2 times each week", (3, 4)), ("3x every week", (2, 2, 3)),
        ("4 times a week", (2, 2, 2, 1)), ("7 times a week", (1,)), ("seven times a week", (1,)),
        ("3d, 1w", (3, 7)),
    ],
)  # fmt: skip
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


@each(
    ("words", "shown"),
    [
        ("monthly", "every month"), ("month", "every month"), ("1m", "every month"),
        ("every other month", "every 2 months"), ("every 3 months", "every 3 months"),
        ("daily", "every day"), ("weekly", "every week"), ("14 days", "every 2 weeks"),
        ("10 days", "every 10 days"), ("3d,4d", "every 3 and 4 days in turn"),
    ],
)  # fmt: skip
def test_an_interval_is_shown_in_the_largest_unit(words: str, shown: str) -> None:
    assert str(parse_interval(words)) == shown


@each(
    "text",
    ["often", "0d", "", "biweekly", "3.5", "9 times a week", "5x a week", "1m,2m", "3d,1m", "3d,x"],
)
def test_what_is_no_interval_is_answered_with_some_that_work(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_interval(text)
    assert_shows_forms_that_work(str(refused.value), parse_interval)


@each(
    ("words", "hours"),
    [("7.25", 7.25), ("7,5", 7.5), ("7:30", 7.5), ("7h30", 7.5), ("7 h 30 min", 7.5),
     ("7 hours and 30 min", 7.5), ("7h", 7), ("7 hours", 7), ("7½", 7.5), ("7 ¼", 7.25),
     ("7¾", 7.75), ("450 min", 7.5), ("7 hrs", 7), ("7 hr", 7), ("1 hour", 1), ("7:05", 85 / 12),
     ("7h5m", 85 / 12), ("7 hrs 30 minutes", 7.5), ("½", 0.5), ("1 ½ h", 1.5), ("90 mins.", 1.5),
     ("7 and a half", 7.5), ("7 and a half hours", 7.5), ("0:59", 59 / 60)],
)  # fmt: skip
def test_hours_are_read_as_a_number_or_by_the_clock(words: str, hours: float) -> None:
    assert parse_hours(words) == hours


@each(
    ("words", "minutes"),
    [("40", 40), ("40 min", 40), ("40min.", 40), ("1 h", 60), ("1:10", 70), ("1h10", 70),
     ("1 h 5 min", 65), ("1,5 hours", 90), ("40′", 40), ("40'", 40), ("40 m", 40), ("1 minute", 1),
     ("0.1 hr", 6), ("2 hrs", 120), ("1 hour and 10 minutes", 70), ("45.5", 45.5),
     ("half an hour", 30), ("an hour", 60), ("an hour and a half", 90)],
)  # fmt: skip
def test_minutes_are_read_alone_or_with_hours(words: str, minutes: float) -> None:
    assert parse_minutes(words) == minutes


@each("text", ["7:75", "seven", "", "-"])
def test_what_is_no_duration_is_answered_with_some_that_work(text: str) -> None:
    for read in (parse_hours, parse_minutes):
        with pytest.raises(ValidationError) as refused:
            read(text)
        assert_shows_forms_that_work(str(refused.value), read)
