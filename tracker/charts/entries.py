"""Every day as a table, on pages of its own: blocks beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.analysis import Report
from tracker.charts.sheet import WIDTH, Sheet, shorten, text_width
from tracker.charts.words import ENTRIES_HEADING, EntryRow, entry_names

ROW: Final = 3.5
BETWEEN: Final = 6.0
"""Mm between two blocks."""
DAY: Final = 19.0
REMARK: Final = 13.0
MIN_CELL: Final = 11.0
GAP: Final = 2.0


def draw_entries(
    sheet: Sheet, report: Report, rows: Sequence[EntryRow], done: int, y: float, bottom: float
) -> int:
    """Write the table's rows after those done in blocks down to `bottom`; return how many are done.

    Columns are as wide on every page: as all rows need them.
    """
    sheet.text(0, y + 3.0, ENTRIES_HEADING, "heading", gid="entries-heading")
    key = "median of the day’s entries (lowest–highest); late: written 2 or more days afterwards"
    sheet.text(text_width(ENTRIES_HEADING, "heading") + 3, y + 3.0, key, "fine", gid="key")
    each = int((bottom - y - 9.0) / ROW)
    widths = [
        max(text_width(cell, "table") for cell in cells) + GAP
        for cells in zip(*(row.cells for row in rows), strict=True)
    ]
    needed = DAY + REMARK + sum(max(width, MIN_CELL) for width in widths)
    blocks = max(1, int((WIDTH + BETWEEN) / (needed + BETWEEN)))
    room = (WIDTH - (blocks - 1) * BETWEEN) / blocks
    spare = (room - needed) / len(widths)
    widths = [max(width, MIN_CELL) + min(spare, 12.0) for width in widths]
    for index in range(blocks):
        if not (block := rows[done : done + each]):
            break
        left, top = index * (room + BETWEEN), y + 7.6
        sheet.column(left, top + 1, [row.day for row in block], ROW, gid="entry-days")
        left += DAY
        for place, (label, width) in enumerate(zip(entry_names(report), widths, strict=True)):
            name = shorten(label, width - 1, "small-bold")
            sheet.text(left, top, name, "small-bold", gid="entry-name")
            sheet.column(left, top + 1, [row.cells[place] for row in block], ROW, gid="entries")
            left += width
        sheet.column(left, top + 1, [row.remark for row in block], ROW, "fine", gid="entry-remarks")
        done += len(block)
    return done
