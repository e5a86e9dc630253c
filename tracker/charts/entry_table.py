"""Every day as a table on pages of its own, two blocks a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tracker.analysis import Report
from tracker.charts import fonts, head, words
from tracker.charts.entries import EntryRow, entry_names, entry_rows
from tracker.charts.sheet import BODY, HEADING, WIDTH, Sheet

ROW: Final = 3.5
BLOCKS: Final = 2
GAP: Final = 8.0
DAY_WIDTH: Final = 20.0
COLUMN: Final = 13.5
POINTS: Final = 6.6


def draw_entries(sheets: Iterator[Sheet], report: Report, name: str | None) -> list[Sheet]:
    """Write the table over as many pages as it takes, and return them."""
    rows, pages = entry_rows(report), []
    while rows:
        sheet = next(sheets)
        y = head.draw_head(sheet, report, name) + 4
        sheet.text(0, y, "Every day", HEADING, bold=True)
        sheet.text(20, y, "median of the day’s entries (lowest–highest)", POINTS)
        sheet.text(0, sheet.paper.room - 1, words.DISCLAIMER, BODY, bold=True, gid="disclaimer")
        each = int((sheet.paper.room - y - 14) / ROW)
        for block in range(BLOCKS):
            left = block * (WIDTH / BLOCKS + GAP / 2)
            _block(sheet, report, rows[:each], left, y + 5)
            rows = rows[each:]
        pages.append(sheet)
    return pages


def _block(sheet: Sheet, report: Report, rows: Sequence[EntryRow], x: float, y: float) -> None:
    if not rows:
        return
    for place, label in enumerate(entry_names(report)):
        shown = fonts.fit(fonts.drawable(label), COLUMN - 1, POINTS)
        sheet.text(x + DAY_WIDTH + place * COLUMN, y, shown, POINTS, bold=True)
        cells = [row.cells[place] for row in rows]
        sheet.column(x + DAY_WIDTH + place * COLUMN, y + 1, cells, ROW, POINTS, gid="entries")
    sheet.column(x, y + 1, [row.day for row in rows], ROW, POINTS, gid="entry-days")
    remarks = [row.remark for row in rows]
    right = x + DAY_WIDTH + len(entry_names(report)) * COLUMN
    sheet.column(right, y + 1, remarks, ROW, 6.0)
