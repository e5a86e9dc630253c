"""The lettered events and notes: what else changed, listed with the infusion before it.

Each of the last three infusions has lines of its own, also where nothing is recorded: a reader
looks for them first. On the first page the latest entries go before earlier ones.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from tracker.analysis import Annotation, InfusionRow, Report
from tracker.charts import words
from tracker.charts.sheet import WIDTH, Sheet, text_width, wrap

LINE: Final = 3.0
HEADING: Final = 5.0
LABEL: Final = 15.0
"""Mm left of the entries for the heading, and for the infusion they came after."""
ROOM: Final = WIDTH - LABEL
BETWEEN: Final = 3.6
"""Mm between two entries on a line."""
BEFORE_WORDS: Final = 1.2
"""Mm between an entry's day and its words."""
FULL_PAGE: Final = 40
"""Lines of room from which a text that is longer is broken, not moved to the next page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words on a line of entries, and where they begin in mm."""

    x: float
    text: str
    gid: str

    @property
    def style(self) -> str:
        """Entries begin bold, so that a day does not run into the words beside it."""
        return "small" if self.gid in ("note", "event-remark") else "small-bold"

    @property
    def end(self) -> float:
        """Where they end."""
        return self.x + text_width(self.text, self.style)


@dataclass(slots=True)
class EventLine:
    """A line of entries; the first of an infusion's lines names it."""

    label: str
    pieces: list[Piece]


def event_lines(
    report: Report, items: Sequence[Annotation], *, first_page: bool = True, more_on: int = 2
) -> list[EventLine]:
    """Return entries as lines: earlier ones, then those of each of the last three infusions.

    The first page says where there is none, what goes on from before, and that earlier ones are
    on page `more_on`.
    """
    rows = {row.day: row for row in report.infusions}
    days = list(rows)[-words.LAST_ROWS :]
    left = len(report.annotations) - len(items)
    lines: list[EventLine] = []
    for start, end in pairwise([None, *days, None]):
        of_days = {
            item.letter
            for item in report.annotations
            if (start is None or item.day >= start) and (end is None or item.day < end)
        }
        if start is None:
            label, none = "", "none earlier" if days else ""
            remark, gid = f"{left} earlier on page {more_on}" if left else "", "more"
        else:
            label, none = f"from #{rows[start].number}", "no event noted"
            remark, gid = _remark(report, rows[start]), "event-remark"
        if not (of_days or remark):
            remark, gid = none, "event-remark"
        line = EventLine(label, [Piece(0, remark, gid)] if remark and first_page else [])
        lines += _filled(report, line, [item for item in items if item.letter in of_days])
    return lines


def _remark(report: Report, row: InfusionRow) -> str:
    """Return what goes on from before an infusion, and how its dose differs from the last one."""
    before = [item.letter for item in report.annotations if item.day < row.day]
    goes_on = [letter for letter in before if letter in row.annotations]
    still = [f"{', '.join(goes_on)} still"] if goes_on else []
    return " · ".join([*still, *words.dose_change(report, row)])


def _filled(report: Report, line: EventLine, items: Sequence[Annotation]) -> Iterator[EventLine]:
    """Yield a line and those after it; an entry is broken only where it is longer than a line."""
    for item in items:
        day = words.say_span(report, item.day, item.last).replace(" – ", "–")
        text = words.annotation_words(item)
        letter, when = _key(item.letter, day, line.pieces[-1].end + BETWEEN if line.pieces else 0)
        if line.pieces and text_width(text, "small") > ROOM - when.end - BEFORE_WORDS:
            yield line
            line = EventLine("", [])
            letter, when = _key(item.letter, day, 0)
        x = when.end + BEFORE_WORDS
        first, *further = wrap(text, ROOM - x, "small")
        line.pieces += [letter, when, Piece(x, first, "note")]
        for rest in further:
            yield line
            line = EventLine("", [Piece(x, rest, "note")])
    if line.pieces:
        yield line


def _key(letter: str, day: str, x: float) -> tuple[Piece, Piece]:
    """Return an entry's letter and its day, from x on."""
    first = Piece(x, letter, "event-key")
    return first, Piece(first.end + 1.0, day, "event-day")


def latest(report: Report, items: Sequence[Annotation], rows: int) -> tuple[Annotation, ...]:
    """Return the latest entries that fit in `rows` lines of the first page."""
    fits = bisect_left(
        range(len(items)), True, key=lambda n: len(event_lines(report, items[n:])) <= rows
    )
    return tuple(items[fits:])


def draw_events(
    sheet: Sheet, report: Report, items: Sequence[Annotation], y: float, more_on: int
) -> None:
    """Write the first page's entries; earlier ones are on page `more_on`."""
    sheet.text(0, y + 2.7, "Events", "heading", gid="events-heading")
    _draw_lines(sheet, event_lines(report, items, more_on=more_on), y)


def draw_further_events(
    sheet: Sheet, report: Report, items: Sequence[Annotation], y: float, bottom: float
) -> tuple[Annotation, ...]:
    """Write the entries that fit under a heading of their own, and return those that did not."""
    rows = int((bottom - y - HEADING) / LINE)
    counts = range(1, len(items) + 1)

    def lines_of(n: int) -> list[EventLine]:
        return event_lines(report, items[:n], first_page=False)

    fitting = bisect_left(counts, True, key=lambda n: len(lines_of(n)) > rows)
    left = tuple(items[fitting:])
    lines = lines_of(fitting)
    if not fitting and rows > FULL_PAGE:
        lines, further = lines_of(1)[:rows], lines_of(1)[rows:]
        text = " ".join(piece.text for line in further for piece in line.pieces)
        left = (replace(items[0], title=None, text=text), *items[1:])
    if lines:
        sheet.text(0, y + 3.0, "Further events and notes", "heading", gid="events-heading")
        _draw_lines(sheet, lines, y + HEADING)
    if left:
        more = f"{len(left)} more on the next page"
        sheet.text(WIDTH, y + 3.0, more, "small-bold", ha="right", gid="more")
    return left


def _draw_lines(sheet: Sheet, lines: Sequence[EventLine], y: float) -> None:
    for number, line in enumerate(lines):
        base = y + number * LINE + 2.6
        sheet.text(0, base, line.label, "small-bold", gid="event-group")
        for piece in line.pieces:
            sheet.text(LABEL + piece.x, base, piece.text, piece.style, gid=piece.gid)
