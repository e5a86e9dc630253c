"""Every day as a table, for copying numbers into a record. No matplotlib here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from tracker.analysis import DayValue, Report
from tracker.charts.words import number
from tracker.records.format import format_date, format_ranges

if TYPE_CHECKING:
    from tracker.charts.sheet import Sheet

ROW: Final = 3.5
BETWEEN: Final = 6.0
"""Mm between two blocks."""
DAY: Final = 19.0
REMARK: Final = 13.0
MIN_CELL: Final = 11.0
GAP: Final = 2.0
TITLE: Final = "Every day with an entry or an infusion"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One diary day: a cell for each measure, and a remark about the day."""

    day: str
    cells: tuple[str, ...]
    remark: str


def entry_rows(report: Report) -> list[EntryRow]:
    """Return every day of the window with a rating of what is shown or an infusion, in order."""
    series = (report.main, *report.panels)
    found = [{value.day: value for value in one.days} for one in series]
    infusions: dict[date, list[int]] = {}
    for row in report.infusions:
        infusions.setdefault(row.day, []).append(row.number)
    days = sorted({*infusions, *(when for values in found for when in values)})
    return [
        EntryRow(
            format_date(when, year=True),
            tuple(_cell(values.get(when)) for values in found),
            _remark(infusions.get(when, []), [values.get(when) for values in found]),
        )
        for when in days
    ]


def entry_names(report: Report) -> tuple[str, ...]:
    """Return the headings of the cells."""
    return tuple(series.measure.label for series in (report.main, *report.panels))


def _cell(value: DayValue | None) -> str:
    if value is None:
        return ""
    spread = f" ({number(value.low)}–{number(value.high)})" if value.low != value.high else ""
    return f"{number(value.value)}{spread}"


def _remark(infusions: Sequence[int], values: Sequence[DayValue | None]) -> str:
    parts = [f"#{format_ranges(infusions)}"] if infusions else []
    parts += ["late"] if any(value and value.late for value in values) else []
    return ", ".join(parts)


def draw_entries(
    sheet: Sheet, report: Report, rows: Sequence[EntryRow], y: float, bottom: float
) -> Sequence[EntryRow]:
    """Write rows of the table in blocks down to `bottom`, and return those left over."""
    from tracker.charts.sheet import WIDTH, text_width  # loads matplotlib

    sheet.text(0, y + 3.0, TITLE, "heading", gid="entries-heading")
    key = "median of the day’s entries (lowest–highest); late: written 2 or more days afterwards"
    sheet.text(text_width(TITLE, "heading") + 3, y + 3.0, key, "fine", gid="key")
    each = int((bottom - y - 9.0) / ROW)
    widths = [
        max(text_width(cell, "table") for cell in cells) + GAP
        for cells in zip(*(row.cells for row in entry_rows(report)), strict=True)
    ]
    needed = DAY + REMARK + sum(max(width, MIN_CELL) for width in widths)
    blocks = max(1, int((WIDTH + BETWEEN) / (needed + BETWEEN)))
    room = (WIDTH - (blocks - 1) * BETWEEN) / blocks
    spare = (room - needed) / len(widths)
    widths = [max(width, MIN_CELL) + min(spare, 12.0) for width in widths]
    for index in range(blocks):
        _draw_block(sheet, report, rows[:each], index * (room + BETWEEN), y + 7.6, widths)
        rows = rows[each:]
    return rows


def _draw_block(
    sheet: Sheet,
    report: Report,
    rows: Sequence[EntryRow],
    x: float,
    y: float,
    widths: Sequence[float],
) -> None:
    if not rows:
        return
    from tracker.charts.sheet import shorten

    sheet.column(x, y + 1, [row.day for row in rows], ROW, gid="entry-days")
    left = x + DAY
    for place, (label, width) in enumerate(zip(entry_names(report), widths, strict=True)):
        name = shorten(label, width - 1, "small-bold")
        sheet.text(left, y, name, "small-bold", gid="entry-name")
        sheet.column(left, y + 1, [row.cells[place] for row in rows], ROW, gid="entries")
        left += width
    sheet.column(left, y + 1, [row.remark for row in rows], ROW, "fine", gid="entry-remarks")
