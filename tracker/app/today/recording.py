"""Which day is rated, the measure of the present question, and the entries that a day has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from tracker.records import CheckIn, Diary, Measure, diary_day
from tracker.records.format import (
    NOTE_SHOWN,
    format_long_day,
    format_ratings,
    shorten,
    when_recorded,
)


@dataclass(frozen=True)
class Recording:
    """The day that a rating made now counts for."""

    now: datetime
    starts_at: time
    chosen: date | None = None
    """Another day that the person wants to fill in."""
    by_calendar: bool = False
    """After midnight: whether the person chose the new calendar day."""

    def at(self, now: datetime, starts_at: time) -> Recording:
        """Return the same choice at another time; during the day there is only one day."""
        after = replace(self, now=now, starts_at=starts_at)
        return replace(after, by_calendar=self.by_calendar and after.after_midnight)

    @property
    def today(self) -> date:
        """The present diary day, or the calendar day if the person chose that."""
        if self.by_calendar and self.after_midnight:
            return self.now.date()
        return diary_day(self.now, self.starts_at)

    @property
    def day(self) -> date:
        """The day it counts for."""
        return self.chosen or self.today

    @property
    def after_midnight(self) -> bool:
        """Whether the calendar is a day ahead of the diary."""
        return self.now.time() < self.starts_at

    @property
    def title(self) -> str:
        """The day in words."""
        name = format_long_day(self.day, self.today)
        return f"Filling in {name}" if self.chosen else name

    @property
    def other_day(self) -> date | None:
        """After midnight, the other day that y turns to; None at any other time."""
        if not self.after_midnight or self.chosen:
            return None
        return replace(self, by_calendar=not self.by_calendar).today


@dataclass(frozen=True)
class Walk:
    """One entry, measure by measure. Each step is on disk before the next is asked."""

    measures: tuple[Measure, ...]
    step: int = 0
    check_in: CheckIn | None = None
    """The entry as last saved; None before the first rating."""
    saved: tuple[int, ...] = ()
    """The steps that were rated, in order; the others were skipped."""

    @property
    def asking(self) -> Measure:
        """The measure that is asked for now."""
        return self.measures[self.step]

    @property
    def begun(self) -> bool:
        """Whether any rating is on disk."""
        return self.check_in is not None

    @property
    def last(self) -> bool:
        """Whether no measure follows."""
        return self.step + 1 == len(self.measures)

    @property
    def following(self) -> tuple[Measure, ...]:
        """The measures still to come."""
        return self.measures[self.step + 1 :]

    def rated(self, check_in: CheckIn) -> Walk:
        """Go on after a rating was saved; past the last measure a new entry begins."""
        if self.last:
            return Walk(self.measures)
        return Walk(self.measures, self.step + 1, check_in, (*self.saved, self.step))

    def skipped(self) -> Walk:
        """Go on without a rating."""
        return Walk(self.measures) if self.last else replace(self, step=self.step + 1)

    def undone(self, check_in: CheckIn | None) -> Walk:
        """Return to the rating that was undone; `check_in` is what is left on disk."""
        if check_in is None or not self.saved:
            return Walk(self.measures)
        return Walk(self.measures, self.saved[-1], check_in, self.saved[:-1])


def entries_of(diary: Diary, day: date) -> list[CheckIn]:
    """Return the entries that count for a day, oldest first."""
    return [check_in for check_in in diary.check_ins if check_in.day == day]


def entry_in(diary: Diary, check_in_id: str | None) -> CheckIn | None:
    """Return an entry as the diary has it; None for one that is not in it."""
    return next((c for c in diary.check_ins if c.id == check_in_id), None)


def describe_entry(check_in: CheckIn, diary: Diary) -> str:
    """Return an entry on one line, without its day: 21:04  mood 7, anxiety 4  “note”."""
    parts = (
        when_recorded(check_in, diary.settings.day_starts_at),
        format_ratings(check_in, diary.measures) or "a note",
        f"“{shorten(check_in.note, NOTE_SHOWN)}”" if check_in.note else "",
    )
    return "  ".join(filter(None, parts))
