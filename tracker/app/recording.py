"""Which day is being recorded, and by whose choice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from tracker.app.month import first_day
from tracker.app.words import long_day
from tracker.records import diary_day


@dataclass(frozen=True)
class Recording:
    """The day that what is typed now will count for."""

    now: datetime
    starts_at: time
    chosen: date | None = None
    """Another day that the person wants to fill in."""
    by_calendar: bool = False
    """After midnight, the person said it is the new day already."""

    def at(self, now: datetime, starts_at: time) -> Recording:
        """Return the same choice at another moment; by day there is one calendar only."""
        after = replace(self, now=now, starts_at=starts_at)
        return replace(after, by_calendar=self.by_calendar and after.after_midnight)

    @property
    def today(self) -> date:
        """The present diary day, or the calendar's where the person said so."""
        if self.by_calendar and self.after_midnight:
            return self.now.date()
        return diary_day(self.now, self.starts_at)

    @property
    def day(self) -> date:
        """The day it counts for."""
        return self.chosen or self.today

    @property
    def last_shown(self) -> date:
        """The last of the four weeks beside it: today, or a day long ago that is filled in."""
        return self.day if self.day < first_day(self.today) else self.today

    @property
    def after_midnight(self) -> bool:
        """Whether the calendar is a day ahead of the diary."""
        return self.now.time() < self.starts_at

    @property
    def title(self) -> str:
        """The first line of Today."""
        name = long_day(self.day, self.today)
        return f"Filling in {name}" if self.chosen else name

    @property
    def night_line(self) -> str:
        """What is said after midnight, and how to switch; blank at any other time."""
        if not self.after_midnight or self.chosen:
            return ""
        other = replace(self, by_calendar=not self.by_calendar).today
        return (
            f"It is {self.now:%H:%M}. This counts for {long_day(self.today, self.today)}; "
            f"y counts it for {long_day(other, self.today)}."
        )
