"""The lettered events and notes in columns, and the medicines in words where the strip is short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from tracker.analysis import Annotation, Report
from tracker.charts import words
from tracker.charts.sheet import WIDTH, Sheet, text_width, wrap

STYLE: Final = "small"
LINE: Final = 3.0
HEADING: Final = 4.2
BETWEEN: Final = 2.4
"""Mm between two columns."""
FULL_PAGE: Final = 40
"""Rows from which a note that is longer is broken, not moved to the next page."""
SHORT: Final = 3
"""Lines that an entry may take where it stands beside others on the first page."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A lettered entry broken into the lines of its column."""

    annotation: Annotation
    when: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """How entries are set: how many columns, and where in each its date and its words begin."""

    count: int
    letter: float
    date: float

    @property
    def width(self) -> float:
        """Of one column, in mm."""
        return (WIDTH - (self.count - 1) * BETWEEN) / self.count

    @property
    def text(self) -> float:
        """Of an entry's words, in mm."""
        return self.width - self.letter - self.date


def columns_for(report: Report, items: Sequence[Annotation]) -> Columns:
    """Return three columns where the entries are short, two where they are long."""
    letter = max((text_width(item.letter, "small-bold") for item in items), default=0.0) + 1.0
    date = max((text_width(_when(report, item), STYLE) for item in items), default=0.0) + 1.2
    three = Columns(3, letter, date)
    texts = [words.annotation_words(item) for item in items]
    fits = all(text_width(text, STYLE) <= three.text * 2 for text in texts)
    return three if fits and three.text > 18 else Columns(2, letter, date)


def _when(report: Report, item: Annotation) -> str:
    return words.say_span(report, item.day, item.last).replace(" – ", "–")


def set_entries(report: Report, items: Sequence[Annotation], columns: Columns) -> list[Entry]:
    """Break each entry's words into the lines of a column."""
    return [
        Entry(
            item,
            _when(report, item),
            tuple(wrap(words.annotation_words(item), columns.text, STYLE)),
        )
        for item in items
    ]


def rows_needed(entries: Sequence[Entry], columns: Columns) -> int:
    """Return the least lines a column needs so that all entries fit side by side."""
    total = sum(len(entry.lines) for entry in entries)
    rows = max(-(-total // columns.count), *(len(entry.lines) for entry in entries), 1)
    while len(fitting(entries, columns, rows)) < len(entries):
        rows += 1
    return rows


def fitting(
    entries: Sequence[Entry], columns: Columns, rows: int, first_row: int = 0
) -> list[tuple[Entry, int, int]]:
    """Return the entries that fit, each with its column and row; the order of days is kept."""
    placed: list[tuple[Entry, int, int]] = []
    column, row = 0, first_row
    for entry in entries:
        size = len(entry.lines)
        if row + size > rows:
            column, row = column + 1, 0
        if column >= columns.count or size > rows:
            break
        placed.append((entry, column, row))
        row += size
    return placed


def block_height(rows: int) -> float:
    """Return the height of so many lines with their heading, in mm."""
    return HEADING + rows * LINE + 0.4


def rows_in(height: float) -> int:
    """Return how many lines fit under the heading in a height."""
    return int((height - HEADING + 0.01) / LINE)


def draw_entries_block(
    sheet: Sheet,
    report: Report,
    items: Sequence[Annotation],
    y: float,
    height: float,
    *,
    heading: str = "Events",
    page: str = "page 2",
) -> tuple[Annotation, ...]:
    """Write the entries that fit, and return those that did not: the heading counts them."""
    columns = columns_for(report, items)
    entries = set_entries(report, items, columns)
    rows = rows_in(height)
    if len(entries[0].lines) > rows > FULL_PAGE:
        return _draw_long(sheet, report, items, y, rows, heading)
    placed = fitting(entries, columns, min(rows, rows_needed(entries, columns)))
    rest = tuple(items[len(placed) :])
    sheet.text(0, y + 3.0, heading, "heading", gid="events-heading")
    if rest:
        told = f"{len(rest)} more on {page}"
        sheet.text(WIDTH, y + 3.0, told, "small-bold", ha="right", gid="more")
    for entry, column, row in placed:
        x = column * (columns.width + BETWEEN)
        left = x + columns.letter + columns.date
        top = y + HEADING + row * LINE + 2.5
        sheet.text(x, top, entry.annotation.letter, "small-bold", gid="event-key")
        sheet.text(x + columns.letter, top, entry.when, STYLE, gid="event-day")
        for index, line in enumerate(entry.lines):
            sheet.text(left, top + index * LINE, line, STYLE, gid="note")
    return rest


def _draw_long(
    sheet: Sheet, report: Report, items: Sequence[Annotation], y: float, rows: int, heading: str
) -> tuple[Annotation, ...]:
    """Write as much of a note longer than a page as fits across it, and return what is left."""
    item = items[0]
    sheet.text(0, y + 3.0, f"{heading}: {item.letter}, {_when(report, item)}", "heading",
               gid="events-heading")  # fmt: skip
    lines = wrap(words.annotation_words(item), WIDTH, STYLE)
    for index, line in enumerate(lines[:rows]):
        sheet.text(0, y + HEADING + index * LINE + 2.5, line, STYLE, gid="note")
    left = " ".join(lines[rows:])
    return ((replace(item, title=None, text=left),) if left else ()) + tuple(items[1:])


def wanted_height(report: Report, items: Sequence[Annotation], most: float) -> float:
    """Return the height that all entries take, at most so much, in mm; 0 without any."""
    if not items:
        return 0.0
    columns = columns_for(report, items)
    return min(most, block_height(rows_needed(set_entries(report, items, columns), columns)))
