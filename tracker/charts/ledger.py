"""The ledger, a table and a chart in one: each infusion, the days around it, how long it lasted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from tracker.analysis import Bar
from tracker.charts import words
from tracker.charts.ledger_layout import GAP, HEADING_HEIGHT, SLOT, Column, Ledger, Line, words_at
from tracker.charts.sheet import WIDTH, Panel, Sheet, text_width
from tracker.records.format import runs

BAR_HEIGHTS: Final = {"rose": 0.6, "already": 0.6, "smaller": 0.2}
BAR_STYLES: Final = {"rose": "bar-filled", "already": "bar-open", "smaller": "bar-thin"}


def draw_ledger(
    sheet: Sheet, ledger: Ledger, lines: Sequence[Line], y: float, *, note: str = ""
) -> float:
    """Draw these lines with their headings, and return where the table ends."""
    head = y + ledger.head_height
    tops = [head]
    for line in lines:
        tops.append(tops[-1] + line.slots * SLOT)
    _draw_headings(sheet, ledger, y, note)
    if any(line.slots > 1 for line in lines):
        # Without rules between the rows, the second line of a cell would look like a row.
        sheet.strokes("row-rules", [((0, top + 0.1), (WIDTH, top + 0.1)) for top in tops[1:-1]])
    for column in ledger.columns:
        _draw_cells(sheet, column, lines, tops)
    for line, top in zip(lines, tops, strict=False):
        if line.row is None:
            sheet.lines(0, top + SLOT - 0.9, line.words, "table-bold", gid="ledger-course")
    _draw_bars(sheet, ledger, lines, head)
    sheet.rule(tops[-1] + 0.4)
    return tops[-1] + 0.4


def _draw_headings(sheet: Sheet, ledger: Ledger, y: float, note: str) -> None:
    tally, beside = ledger.beside
    sheet.text(0, y + 3.0, words.LEDGER_HEADING, "heading", gid="ledger-heading")
    x = text_width(words.LEDGER_HEADING, "heading") + GAP
    sheet.text(x, y + 3.0, tally, "body", gid="ledger-tally")
    sheet.text(WIDTH, y + 3.0, beside, "fine", ha="right", gid="ledger-key")
    sheet.lines(0, y + HEADING_HEIGHT + 2.2, ledger.key, "fine", gid="ledger-key")
    head = y + ledger.head_height
    sheet.text(0, head - 3.6, note, "small-bold", gid="more")
    for column in ledger.columns:
        for above, text in zip((3.6, 1.0), column.heads, strict=True):
            sheet.text(column.x, head - above, text, "fine", ha=column.ha, gid="ledger-head")
    sheet.rule(head)


def _draw_cells(sheet: Sheet, column: Column, lines: Sequence[Line], tops: Sequence[float]) -> None:
    """Write a column's cells as one text, blank where a line is a heading or has more slots."""
    if not column.cells:
        return
    texts: list[str] = []
    for line, top in zip(lines, tops, strict=False):
        cell = list(column.cells[line.place]) if line.row else []
        texts += cell + [""] * (line.slots - len(cell))
        if column.gid == "side-effects" and cell == ["3"]:
            # A severe one must stand out without colour.
            sheet.frame(column.x - 1.5, top + SLOT / 2 - 1.5, 3.0, 3.0)
    sheet.column(column.x, tops[0], texts, SLOT, column.style, ha=column.ha, gid=column.gid)


def _draw_bars(sheet: Sheet, ledger: Ledger, lines: Sequence[Line], y: float) -> None:
    slots = sum(line.slots for line in lines)
    size = ledger.longest * ledger.per_day, slots * SLOT
    panel = sheet.panel(ledger.bars, y, *size, (0, ledger.longest), (slots, 0), "ledger-bars")
    middle = 0.5
    for line in lines:
        if line.row:
            bar = line.row.drawn_bar
            if bar:
                _draw_bar(panel, ledger, line.row.day, bar, middle)
            x = ledger.bars + words_at(bar, ledger.per_day)
            for index, text in enumerate(line.words):
                sheet.text(x, y + (middle + index) * SLOT, text, "table", va="center_baseline",
                           gid="bar-words")  # fmt: skip
        middle += line.slots


def _draw_bar(panel: Panel, ledger: Ledger, day: date, bar: Bar, middle: float) -> None:
    """Draw a bar, filled, open or thin, then an arrow if it is cut short.

    Where the day of its end is not known, a thin line runs from the earliest to the latest.
    """
    tall = BAR_HEIGHTS[bar.start]
    logged = [t for t in range(bar.days_min) if day + timedelta(days=t + 1) not in ledger.blank]
    boxes = [(run[0], middle - tall / 2, len(run), tall) for run in runs(logged)]
    panel.boxes(BAR_STYLES[bar.start], boxes)
    if bar.end != "lost":
        panel.points("cut-short", [bar.days_min + 0.8 / ledger.per_day], [middle])
    elif bar.days_max is not None and bar.days_max > bar.days_min:
        panel.strokes("bar-between", [((bar.days_min, middle), (bar.days_max, middle))])
