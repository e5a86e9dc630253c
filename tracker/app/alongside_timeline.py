"""The last weeks as lines: infusions, a bar for each medicine, therapy and stay, marked days.

On a bar ├ begins, ┼ is a new dose, ┤ ends, ▶ goes on and | is one day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple

from rich.cells import cell_len, set_cell_size

from tracker.analysis import Medicine, Window
from tracker.analysis.events import EVENT_KINDS, in_window, medicines
from tracker.analysis.window import DAY
from tracker.app.chart_lines import Kind, Line, Row
from tracker.app.words import one_line
from tracker.records import Diary, Event, number_infusions
from tracker.records.format import MONTHS
from tracker.records.validation import TITLE_LIMIT

NAME: Final = 15
"""Cells for what a line is about."""
LEAST_LINES: Final = 4

_NUMBER_AND_UNIT: Final = re.compile(r"[\d.,]+ ?[^\W\d]+(?= |$)")


class Stretch(NamedTuple):
    """Days of a bar; `last` is None while it goes on, and `words` stand on it where they fit."""

    first: date
    last: date | None
    words: str = ""


@dataclass(frozen=True)
class Axis:
    """Where a day stands."""

    window: Window
    width: int

    def x(self, day: date) -> int:
        """Return the cell of a day, of one outside the window the nearest."""
        inside = min(max(day, self.window.start), self.window.end)
        return (inside - self.window.start).days * self.width // self.window.days


def timeline(
    diary: Diary, marks: Mapping[str, str], window: Window, width: int, most: int
) -> tuple[Line, ...]:
    """Return the lines, at most so many; bars without room are counted on the last of them."""
    axis = Axis(window, width - NAME)
    bars = list(_bars(diary.events, axis))
    marked = [_marked(diary.events, marks, axis)] if marks else []
    room = max(most, LEAST_LINES) - 2 - len(marked)
    if len(bars) > room:
        left_out = len(bars) - room + 1
        bars = [*bars[: room - 1], Row().line(f"… and {left_out} more in the list")]
    head = [_months(axis).line(" " * NAME), _infusions(diary, axis).line(_name("Infusions"))]
    return (*head, *bars, *(row.line(_name("Days")) for row in marked))


def _name(text: str) -> str:
    return set_cell_size(one_line(text, NAME - 1), NAME)


def _months(axis: Axis) -> Row:
    """Write each month's name where it begins, the first one's where the window does."""
    row, free = Row(), 0
    days = (axis.window.start + n * DAY for n in range(axis.window.days))
    for day in (d for d in days if d.day == 1 or d == axis.window.start):
        x, name = axis.x(day), MONTHS[day.month - 1]
        if free <= x <= axis.width - len(name) and (day.day == 1 or day.day < 20):
            row.put(x, name, "axis")
            free = x + len(name) + 1
    return row


def _infusions(diary: Diary, axis: Axis) -> Row:
    """Mark the infusions given; a number stands where there is room before the next mark."""
    row = Row()
    given = [n for n in number_infusions(diary.infusions) if n.day in axis.window]
    following = [axis.x(n.day) for n in given[1:]]
    for one, limit in zip(given, [*following, axis.width], strict=False):
        x = axis.x(one.day)
        row.put(x, "▼", "infusion")
        if x + len(str(one.number)) < limit:
            row.put(x + 1, str(one.number), "infusion")
    return row


def _bars(events: Sequence[Event], axis: Axis) -> Iterator[Line]:
    taken = in_window(medicines(events, axis.window.end), axis.window)
    yield from (_medicine(medicine, axis) for medicine in taken)
    therapy = sorted((e for e in events if e.kind == "therapy"), key=_title)
    for _, group in groupby(therapy, key=_title):
        yield from _line(list(group), axis)
    for stay in (e for e in events if e.kind in EVENT_KINDS and e.end and e.end > e.start):
        yield from _line([stay], axis)


def _title(event: Event) -> str:
    return event.title.casefold()


def _medicine(medicine: Medicine, axis: Axis) -> Line:
    stretches = [Stretch(s.first, s.last, s.dose or "") for s in medicine.spans]
    return _bar(stretches, axis).line(_name(medicine.title))


def _line(events: Sequence[Event], axis: Axis) -> Iterator[Line]:
    window = axis.window
    shown = [e for e in events if e.start <= window.end and (e.last or e.start) >= window.start]
    if shown:
        stretches = [Stretch(event.start, event.last) for event in shown]
        yield _bar(stretches, axis).line(_name(shown[-1].title))


def _bar(stretches: Sequence[Stretch], axis: Axis) -> Row:
    """Draw stretches one after another, the words of each where they fit."""
    row = Row()
    for before, stretch, after in zip(
        [None, *stretches], stretches, [*stretches[1:], None], strict=False
    ):
        left, right = axis.x(stretch.first), axis.x(stretch.last or axis.window.end)
        row.put(left, "─" * (right - left + 1), "range")
        if stretch.first == stretch.last or not _follows(stretch, after):
            row.put(right, *_end(stretch, axis))
        if stretch.first >= axis.window.start and stretch.first != stretch.last:
            row.put(left, "┼" if _follows(before, stretch) else "├", "value")
        row.put(left + 1, _fitting(stretch.words, right - left - 1), "")
    return row


def _end(stretch: Stretch, axis: Axis) -> tuple[str, Kind]:
    if stretch.last is None or stretch.last > axis.window.end:
        return "▶", "range"
    return "|" if stretch.first == stretch.last else "┤", "value"


def _follows(stretch: Stretch | None, later: Stretch | None) -> bool:
    if stretch is None or later is None or stretch.last is None:
        return False
    return later.first == stretch.last + DAY


def _fitting(words: str, room: int) -> str:
    """Return a dose as it fits between two marks: whole, its number and unit, or nothing."""
    flat = one_line(words, TITLE_LIMIT)
    short = _NUMBER_AND_UNIT.match(flat)
    ways = (f" {flat} " if flat else "", f" {short[0]} " if short else "")
    # A character of two cells would push all that follows on its line aside.
    return next((way for way in ways if cell_len(way) == len(way) <= room), "")


def _marked(events: Iterable[Event], marks: Mapping[str, str], axis: Axis) -> Row:
    """Write each day's letter; one that would touch the one before moves to its right."""
    row, free = Row(), 0
    for event in (e for e in events if e.id in marks):
        x = max(axis.x(event.start), free)
        if x + len(marks[event.id]) <= axis.width:
            row.put(x, marks[event.id], "value")
            free = x + len(marks[event.id])
    return row
