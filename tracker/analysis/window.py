"""Which days a report is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tracker.records import Diary, ValidationError, group_courses

DAY: Final = timedelta(days=1)
LEAD_IN: Final = timedelta(days=14)
"""Shown before a course's first infusion: as far back as a level before a course may look."""
SHORTEST: Final = timedelta(weeks=6)
LONGEST: Final = timedelta(weeks=26)
WITHOUT_INFUSIONS: Final = timedelta(weeks=18)


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last day of a report, both of them in it."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValidationError("to", "The report would end before it starts; swap the two days.")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def days(self) -> int:
        """How many days it holds, at least one."""
        return (self.end - self.start).days + 1


def without_future(window: Window, today: date) -> Window:
    """Return the window up to today: of days to come nothing is missing, and nothing is now."""
    return Window(window.start, today) if window.start <= today < window.end else window


def default_window(diary: Diary, today: date) -> Window:
    """Return the days a visit is usually about.

    With infusions: from 14 days before the current course's first one to today, 6 to 26 weeks.
    Without: up to 18 weeks to today, at least 6. They end with the last entry if that is as old, so
    that an old diary read in from a file does not make an empty page.
    """
    given = group_courses(i for i in diary.infusions if i.day <= today)
    if given:
        end, start, longest = today, given[-1].first_day - LEAD_IN, LONGEST
    else:
        recorded = [c.day for c in diary.check_ins] + [a.day for a in diary.assessments]
        logged = [day for day in recorded if day <= today]
        end = max(logged, default=today)
        if today - end < SHORTEST:  # a question or a new dose may be newer than the last entry
            end = today
        start, longest = min(logged, default=end), WITHOUT_INFUSIONS
    return Window(min(max(start, end - longest + DAY), end - SHORTEST + DAY), end)
