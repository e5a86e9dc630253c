"""One moment of rating."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from tracker.records.day import DAY_STARTS_AT, LATE_AFTER, check_day, diary_day
from tracker.records.measure import Rating
from tracker.records.validation import Number, ValidationError, check_id, clean_note


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One moment of rating: the day it counts for, when it was rated, when it was written down."""

    id: str
    day: date
    """The diary day it counts for. Never derived again: travel and clock changes leave it alone."""
    at: datetime | None
    """Local wall-clock time of the rating with its UTC offset; None when a file did not say."""
    recorded_at: datetime | None
    """The moment it was written down, in UTC; None when a file did not say."""
    ratings: tuple[Rating, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        """Raise a ValidationError for an entry that says nothing or cannot be."""
        check_id(self.id)
        check_day("day", self.day)
        if len({rating.measure for rating in self.ratings}) < len(self.ratings):
            raise ValidationError("ratings", "A check-in rates each measure once.")
        # One order for all, so that two check-ins that say the same are equal.
        ratings = sorted(self.ratings, key=lambda r: (r.measure != "mood", r.measure))
        object.__setattr__(self, "ratings", tuple(ratings))
        object.__setattr__(self, "note", clean_note(self.note))
        if not self.ratings and self.note is None:
            raise ValidationError("ratings", "A check-in needs a score or a note.")
        object.__setattr__(self, "at", _to_the_second("time", self.at))
        recorded_at = _to_the_second("recorded_at", self.recorded_at)
        object.__setattr__(self, "recorded_at", recorded_at and recorded_at.astimezone(UTC))

    def value(self, measure: str) -> Number | None:
        """The rating of one measure, None if it was not rated."""
        return next((r.value for r in self.ratings if r.measure == measure), None)

    def late_days(self, starts_at: time = DAY_STARTS_AT) -> int:
        """Diary days between the day and its being written down; 0 when that is not known."""
        if self.recorded_at is None:
            return 0
        # The offset of the rating tells where the person was; without it, UTC is the best guess.
        here = self.recorded_at.astimezone(self.at.tzinfo if self.at else UTC)
        return max(0, (diary_day(here, starts_at) - self.day).days)

    def late(self, starts_at: time = DAY_STARTS_AT) -> bool:
        """Whether it was written down two or more diary days after its own day."""
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
