"""One moment of rating, and whether it was written down late."""

from __future__ import annotations

import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from tests.cases import each
from tracker.records import CheckIn, Rating, ValidationError
from tracker.records.check_in import check_in_from_row, check_in_row

DAY = date(2026, 6, 14)
PACIFIC = timezone(timedelta(hours=-8))
EVENING = datetime(2026, 6, 14, 20, 30, tzinfo=PACIFIC)
SEVEN = (Rating("mood", 7),)


def check_in(
    at: datetime | None = EVENING,
    recorded_at: datetime | None = EVENING,
    ratings: tuple[Rating, ...] = SEVEN,
    note: str | None = None,
    day: date = DAY,
) -> CheckIn:
    return CheckIn(id="c1", day=day, at=at, recorded_at=recorded_at, ratings=ratings, note=note)


def days_later(days: int, hour: int = 20) -> CheckIn:
    return check_in(recorded_at=(EVENING + timedelta(days=days)).replace(hour=hour))


def test_an_entry_written_down_the_next_day_is_not_late() -> None:
    assert days_later(1).late_days() == 1
    assert not days_later(1).late()


def test_an_entry_written_down_two_days_after_is_late() -> None:
    assert days_later(2).late()


def test_the_night_after_the_next_day_still_belongs_to_the_next_day() -> None:
    assert not days_later(2, hour=3).late()


def test_another_start_of_the_day_moves_the_line() -> None:
    assert days_later(2, hour=3).late(time(0))


def test_an_evening_far_west_is_not_late_though_it_is_tomorrow_in_utc() -> None:
    entry = check_in()
    assert entry.recorded_at
    assert entry.recorded_at.date() == date(2026, 6, 15)
    assert entry.late_days() == 0
    assert not days_later(1).late()


def test_an_early_morning_far_east_is_not_written_down_before_its_day() -> None:
    morning = datetime(2026, 6, 14, 6, 0, tzinfo=timezone(timedelta(hours=13)))
    assert check_in(at=morning, recorded_at=morning).late_days() == 0


def test_an_entry_for_a_day_ahead_is_never_late() -> None:
    assert check_in(day=date(2026, 6, 16)).late_days() == 0


def test_what_a_file_does_not_say_is_not_late() -> None:
    assert check_in(at=None, recorded_at=None).late_days() == 0


def test_without_the_time_of_the_rating_the_day_of_recording_is_taken_in_utc() -> None:
    noon = datetime(2026, 6, 16, 12, tzinfo=UTC)
    assert check_in(at=None, recorded_at=noon).late_days() == 2


def test_a_check_in_says_something() -> None:
    with pytest.raises(ValidationError, match="needs a score or a note"):
        check_in(ratings=(), note=" \n ")


def test_a_note_alone_is_a_check_in() -> None:
    assert check_in(ratings=(), note="rain").note == "rain"


def test_each_measure_is_rated_once() -> None:
    with pytest.raises(ValidationError, match="rates each measure once"):
        check_in(ratings=(*SEVEN, Rating("mood", 3)))


def test_the_order_of_ratings_makes_no_difference() -> None:
    ratings = (Rating("sleep", 6), Rating("mood", 7), Rating("anxiety", 4))
    assert check_in(ratings=ratings) == check_in(ratings=ratings[::-1])
    assert check_in(ratings=ratings).ratings[0].measure == "mood"


def test_a_value_is_found_by_its_measure() -> None:
    assert check_in().value("mood") == 7
    assert check_in().value("anxiety") is None


@each("offset", [None, timezone(timedelta(seconds=3_661)), timezone(timedelta(seconds=-30))])
def test_a_time_has_an_offset_in_whole_minutes(offset: timezone | None) -> None:
    with pytest.raises(ValidationError, match="whole minutes") as refused:
        check_in(at=EVENING.replace(tzinfo=offset))
    assert refused.value.field == "time"


def test_times_are_kept_to_the_second_and_recording_in_utc() -> None:
    entry = check_in(recorded_at=EVENING.replace(microsecond=999_999))
    assert entry.recorded_at
    assert entry.recorded_at.isoformat() == "2026-06-15T04:30:00+00:00"
    assert entry.at
    assert entry.at.isoformat() == "2026-06-14T20:30:00-08:00"


def test_the_hour_that_comes_twice_is_equal_to_itself_read_from_a_file() -> None:
    zurich = ZoneInfo("Europe/Zurich")
    twice = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=zurich)
    from_file = datetime.fromisoformat(twice.isoformat())
    assert [at and (at.hour, at.fold) for at in (check_in(at=twice).at,)] == [(2, 0)]
    day = date(2026, 10, 24)
    assert check_in(at=twice, recorded_at=twice, day=day) == check_in(
        at=from_file, recorded_at=from_file, day=day
    )


@each(
    ("absent", "at", "value"),
    [("at_utc", None, 7), ("utc_offset_min", None, 7), ("mood", EVENING, None)],
)
def test_a_row_without_a_time_an_offset_or_a_mood_is_read_without_it(
    absent: str, at: datetime | None, value: int | None
) -> None:
    row = check_in_row(check_in(note="quiet"))
    for without in (row | {absent: None}, {k: v for k, v in row.items() if k != absent}):
        found = check_in_from_row(without)
        assert (found.at, found.value("mood")) == (at, value)
        assert (found.note, found.day, found.recorded_at) == ("quiet", DAY, EVENING)


def test_a_row_has_its_times_in_utc_and_the_offset_in_minutes() -> None:
    row = check_in_row(check_in())
    assert row == {
        "id": "c1", "day": "2026-06-14", "at_utc": "2026-06-15T04:30:00Z", "utc_offset_min": -480,
        "recorded_at": "2026-06-15T04:30:00Z", "mood": 7, "note": None,
    }  # fmt: skip
    assert check_in_from_row(row) == check_in()


@pytest.fixture
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose own zone is nine hours ahead."""
    if not hasattr(clock, "tzset"):
        pytest.skip("one zone for all there")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        clock.tzset()
        yield
    clock.tzset()


@pytest.mark.usefixtures("tokyo")
def test_a_time_whose_z_another_program_left_out_is_utc_on_every_machine() -> None:
    row = check_in_row(check_in())
    assert check_in_from_row(row | {"at_utc": row["at_utc"].rstrip("Z")}) == check_in()


@each(
    ("column", "value"),
    [("id", None), ("day", None), ("day", 3), ("day", "x"), ("at_utc", "x"), ("at_utc", 3),
     ("utc_offset_min", "x"), ("utc_offset_min", 10**12), ("recorded_at", 3)],
)  # fmt: skip
def test_a_row_that_tracker_cannot_have_written_is_refused(column: str, value: object) -> None:
    with pytest.raises(ValidationError, match=r"^A row of an entry cannot be read\.$") as refused:
        check_in_from_row(check_in_row(check_in()) | {column: value})
    assert refused.value.field == "check_in"


@each("note", ["a\0b", "\ud800"])
def test_a_note_with_a_character_that_cannot_be_saved_is_refused(note: str) -> None:
    with pytest.raises(ValidationError, match="The note holds a character that cannot be saved"):
        check_in(note=f"my secret {note}")


def test_a_note_may_have_twenty_thousand_characters_and_no_more() -> None:
    assert len(check_in(note="夜" * 20_000).note or "") == 20_000
    with pytest.raises(ValidationError, match="The note has 20,001 characters; 20,000 is the most"):
        check_in(note="x" * 20_001)


@each("note", ["my secret\0", "my secret" * 4_000])
def test_a_problem_never_repeats_a_note(note: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_in(note=note)
    assert "secret" not in f"{refused.value!r} {refused.value}"


@each("name", ["", "a b", "x" * 65, "é", "a\n"])
def test_an_id_is_fit_for_a_command_line(name: str) -> None:
    with pytest.raises(ValidationError, match="An id is 1 to 64"):
        CheckIn(id=name, day=DAY, at=None, recorded_at=None, ratings=SEVEN)
