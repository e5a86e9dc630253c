"""Which days the trend shows, and what one column of it stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from tracker.analysis import Window
from tracker.analysis.daily import WEEKS_UP_TO

Unit = Literal["day", "week", "month"]

SPANS: Final = (4, 12, None)
"""Weeks that can be chosen; None is all there is."""


@dataclass(frozen=True)
class Shown:
    """A choice of days, kept apart from how wide the terminal is."""

    span: int = 0
    """Which of `SPANS`."""
    end: date | None = None
    """The last day; None for today, whatever day that is by then."""

    def window(self, first: date, today: date, columns: int) -> Window:
        """Return the days: all of them start with the first one written down.

        Of more months than there are columns, only the latest are shown; moving shows the others.
        """
        end = self.end or today
        weeks = SPANS[self.span]
        start = min(first, end) if weeks is None else end - timedelta(days=7 * weeks - 1)
        return Window(max(start, _months_before(end, columns - 1)), end)

    def moved(self, by: int, first: date, today: date, columns: int) -> Shown:
        """Return the days before (-1) or after (1), as far as there are any: a quarter on."""
        window = self.window(first, today, columns)
        if by < 0 and window.start <= first:
            return self
        end = window.end + by * timedelta(days=max(7, window.days // 28 * 7))
        return replace(self, end=None if end >= today else end)


def unit(window: Window, columns: int) -> Unit:
    """Return what a column stands for, so that the window has no more of them than there are."""
    if window.days <= columns:
        return "day"
    weeks = (window.days + window.start.weekday() + 6) // 7
    return "week" if weeks <= columns and window.days <= WEEKS_UP_TO else "month"


def _months_before(day: date, months: int) -> date:
    """Return the first of the month that lies so many months before a day's."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(max(year, 1), month + 1, 1)
