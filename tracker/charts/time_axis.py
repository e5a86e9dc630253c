"""Where the ticks of a date axis stand and what they say, by the length of the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tracker.analysis import Window
from tracker.charts.phrases import day
from tracker.records.format import MONTHS

DAILY: Final = 45
FORTNIGHTLY: Final = 100
MONTHLY: Final = 240
YEAR_OR_SO: Final = 400
QUARTERLY: Final = 1200
"""Days in a window up to which each kind of tick is used."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark under the time axis; without a label it is a short one."""

    day: date
    label: str = ""
    year: str = ""
    """Written under the first label and under each January."""


def ticks(window: Window) -> tuple[Tick, ...]:
    """Return the ticks of a window, in order. Months are named: 03/04 is two different days."""
    labelled = [_labelled(window, when) for when in _major(window)]
    years = _years(labelled)
    major = {t.day: Tick(t.day, t.label, year) for t, year in zip(labelled, years, strict=True)}
    minor = {when: Tick(when) for when in _minor(window) if when not in major}
    return tuple((minor | major)[when] for when in sorted(minor | major))


def _labelled(window: Window, when: date) -> Tick:
    if window.days > QUARTERLY:
        return Tick(when, str(when.year))
    return Tick(when, day(when) if window.days <= FORTNIGHTLY else MONTHS[when.month - 1])


def _years(labelled: list[Tick]) -> list[str]:
    """Return the year under the first label of each year, nothing where labels are years."""
    seen: set[str] = set()
    years = []
    for tick in labelled:
        year = str(tick.day.year)
        years.append("" if year in seen or tick.label == year else year)
        seen.add(year)
    return years


def _major(window: Window) -> list[date]:
    if window.days <= DAILY:
        return list(_mondays(window, 1))
    if window.days <= FORTNIGHTLY:
        return list(_mondays(window, 2))
    if window.days <= MONTHLY:
        return list(_months(window, 1))
    if window.days <= YEAR_OR_SO:
        return list(_months(window, 2))
    return list(_months(window, 3 if window.days <= QUARTERLY else 12))


def _minor(window: Window) -> list[date]:
    if window.days <= DAILY:
        return [window.start + timedelta(days=n) for n in range(window.days)]
    if window.days <= MONTHLY:
        return list(_mondays(window, 1))
    return list(_months(window, 1 if window.days <= QUARTERLY else 3))


def _mondays(window: Window, every: int) -> Iterator[date]:
    first = window.start + timedelta(days=-window.start.weekday() % 7)
    for offset in range(0, (window.end - first).days + 1, 7 * every):
        yield first + timedelta(days=offset)


def _months(window: Window, every: int) -> Iterator[date]:
    for year in range(window.start.year, window.end.year + 1):
        for month in range(1, 13, every):
            if (first := date(year, month, 1)) in window:
                yield first
