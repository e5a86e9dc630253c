"""One moment of rating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, Final

from tracker.records.day import DAY_STARTS_AT, LATE_AFTER, check_day, diary_day
from tracker.records.measure import MOOD, Rating
from tracker.records.validation import Number, ValidationError, check_id, clean_note


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One moment of rating: the day it counts for, when it was rated, when it was recorded."""

    id: str
    day: date
    """The diary day it counts for. Never derived again: travel and clock changes leave it alone."""
    at: datetime | None
    """Local wall-clock time of the rating with its UTC offset; None where a file has none."""
    recorded_at: datetime | None
    """The moment it was recorded, in UTC; None where a file has none."""
    ratings: tuple[Rating, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        check_id(self.id)
        check_day("day", self.day)
        if len({rating.measure for rating in self.ratings}) < len(self.ratings):
            raise ValidationError("ratings", "An entry rates each measure once.")
        # One order for all, so that two check-ins with the same content are equal.
        ratings = sorted(self.ratings, key=lambda r: (r.measure != "mood", r.measure))
        object.__setattr__(self, "ratings", tuple(ratings))
        object.__setattr__(self, "note", clean_note(self.note))
        if not self.ratings and self.note is None:
            raise ValidationError("ratings", "An entry needs a score or a note.")
        object.__setattr__(self, "at", _to_the_second("time", self.at))
        recorded_at = _to_the_second("recorded_at", self.recorded_at)
        object.__setattr__(self, "recorded_at", recorded_at and recorded_at.astimezone(UTC))

    def value(self, measure: str) -> Number | None:
        """The rating of one measure, None if it was not rated."""
        return next((r.value for r in self.ratings if r.measure == measure), None)

    def late_days(self, starts_at: time = DAY_STARTS_AT) -> int:
        """Diary days from the day until it was recorded; 0 without that moment."""
        if self.recorded_at is None:
            return 0
        # The offset of the rating tells where the person was; without it, UTC is the best guess.
        here = self.recorded_at.astimezone(self.at.tzinfo if self.at else UTC)
        return max(0, (diary_day(here, starts_at) - self.day).days)

    def late(self, starts_at: time = DAY_STARTS_AT) -> bool:
        """Whether it was recorded two or more diary days after its own day."""
        return self.late_days(starts_at) >= LATE_AFTER


def _to_the_second(field: str, moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    offset = moment.utcoffset()
    if offset is None or offset % timedelta(minutes=1):
        raise ValidationError(field, f"The {field} needs a UTC offset in whole minutes, as +02:00.")
    check_day(field, moment.date())
    # A fixed offset: a zone's rules may change, and the hour it repeats equals no other moment.
    return moment.replace(microsecond=0, tzinfo=timezone(offset), fold=0)


CHECK_IN_COLUMNS: Final = ("id", "day", "at_utc", "utc_offset_min", "recorded_at", "mood", "note")
"""The columns of a check-in in the diary file. Its other ratings are rows of their own."""


def check_in_row(check_in: CheckIn) -> dict[str, Any]:
    """Return the values of a check-in by column."""
    # Beside the class and not in `codec`: recording a score loads no other kind of record.
    at, recorded_at = check_in.at, check_in.recorded_at
    offset = at.utcoffset() if at else None
    values = (
        check_in.id,
        check_in.day.isoformat(),
        utc_text(at) if at else None,
        None if offset is None else int(offset / timedelta(minutes=1)),
        utc_text(recorded_at) if recorded_at else None,
        check_in.value("mood"),
        check_in.note,
    )
    return dict(zip(CHECK_IN_COLUMNS, values, strict=True))


def check_in_from_row(row: Mapping[str, Any], ratings: tuple[Rating, ...] = ()) -> CheckIn:
    """Return the check-in of a row and its ratings other than mood."""
    at, offset, mood = row.get("at_utc"), row.get("utc_offset_min"), row.get("mood")
    recorded_at = row.get("recorded_at")
    try:
        local = None
        if at is not None and offset is not None:
            moment = datetime.fromisoformat(at)
            # A program that leaves the Z out means UTC too, and not the zone of this machine.
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            local = moment.astimezone(timezone(timedelta(minutes=offset)))
        return CheckIn(
            id=row["id"],
            day=date.fromisoformat(row["day"]),
            at=local,
            recorded_at=datetime.fromisoformat(recorded_at) if recorded_at else None,
            ratings=ratings if mood is None else (MOOD.rate(mood), *ratings),
            note=row.get("note"),
        )
    except ValidationError:
        raise
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        raise ValidationError("check_in", "A row of an entry cannot be read.") from None


def utc_text(moment: datetime) -> str:
    """Return a moment as the diary file has it: 2026-06-14T19:04:00Z."""
    return moment.astimezone(UTC).isoformat()[:19] + "Z"
