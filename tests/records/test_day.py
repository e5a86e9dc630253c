"""The day an entry counts for, by the clock on the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each
from tracker.records import Settings, ValidationError, datetime_on, diary_day
from tracker.records.day import parse_iso_day, reject_future
from tracker.records.format import format_day
from tracker.records.text import format_day_read

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


def test_a_minute_before_four_still_belongs_to_the_day_before() -> None:
    assert diary_day(datetime(2026, 11, 21, 3, 59, 59)) == date(2026, 11, 20)


def test_at_four_the_day_begins() -> None:
    assert diary_day(datetime(2026, 11, 21, 4, 0)) == SATURDAY


def test_a_person_may_let_the_day_begin_at_midnight_or_at_noon() -> None:
    night = datetime(2026, 11, 21, 0, 0)
    assert diary_day(night, time(0)) == SATURDAY
    assert diary_day(night.replace(hour=11, minute=59), time(12)) == date(2026, 11, 20)


def test_the_start_of_the_day_is_kept_to_the_minute() -> None:
    assert Settings(day_starts_at=time(4, 30, 15)).day_starts_at == time(4, 30)


@each(
    ("zone", "day"),
    [
        ("Europe/Zurich", date(2026, 3, 29)), ("Europe/Zurich", date(2026, 10, 25)),
        ("America/New_York", date(2026, 3, 8)), ("America/New_York", date(2026, 11, 1)),
        ("America/Santiago", date(2026, 9, 6)), ("Australia/Lord_Howe", date(2026, 4, 5)),
    ],
)  # fmt: skip
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
def test_in_every_zone_the_day_is_the_date_on_the_wall_or_the_one_before(
    moment: datetime, start: time
) -> None:
    shown = moment.time().replace(tzinfo=None)
    expected = moment.date() - timedelta(days=1) if shown < start else moment.date()
    assert diary_day(moment, start) == expected


@given(st.dates(date(1901, 1, 1), date(2199, 1, 1)), clocks, starts)
def test_every_time_of_a_diary_day_is_a_moment_of_that_day(
    day: date, clock: time, start: time
) -> None:
    moment = datetime_on(day, clock, start)
    assert moment.time() == clock
    assert diary_day(moment, start) == day


def test_a_file_says_a_day_in_one_way_only() -> None:
    assert parse_iso_day("2026-03-14") == date(2026, 3, 14)
    for text in ("today", "2026-W10-1", "20260314", "2026-03-14 ", "２026-03-14"):
        with pytest.raises(ValidationError, match="not written as 2026-03-14"):
            parse_iso_day(text)
    for text, told in (("1066-10-14", "1900 to 2199"), ("2026-02-30", "not in the calendar")):
        with pytest.raises(ValidationError, match=told) as refused:
            parse_iso_day(text, "start")
        assert refused.value.field == "start"


def test_a_day_to_come_is_refused_with_the_latest_one() -> None:
    assert reject_future("day", SATURDAY, SATURDAY) == SATURDAY
    with pytest.raises(ValidationError) as refused:
        reject_future("day", date(2026, 11, 22), SATURDAY)
    assert str(refused.value) == (
        "Sun 22 Nov 2026 has not come yet; the latest day is Sat 21 Nov 2026."
    )


def test_a_day_is_written_the_same_in_every_locale() -> None:
    assert format_day(date(2026, 3, 1)) == "Sun 1 Mar 2026"


def test_utc_has_no_say_in_the_day() -> None:
    evening = datetime(2026, 6, 14, 21, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert diary_day(evening) == date(2026, 6, 14)
    assert evening.astimezone(UTC).date() == date(2026, 6, 15)


def test_a_day_that_was_read_is_said_with_its_distance() -> None:
    assert format_day_read(date(2026, 11, 24), date(2026, 11, 25)) == "Tue 24 Nov, yesterday"
    assert format_day_read(date(2025, 11, 24), date(2026, 11, 25)).endswith("2025, 366 days ago")
