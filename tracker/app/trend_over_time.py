"""The trend as lines: a column a day, a week or a month, a row a score, a gap is a gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tracker.analysis import Report
from tracker.app.chart_lines import Line, Row, Scale, labelled, legend
from tracker.app.trend_columns import Column, columns
from tracker.app.trend_window import Unit
from tracker.records.format import format_ranges as numbers

WIDEST: Final = 6
"""Cells a column is wide at most."""
MEANING: Final = {
    "day": {"●": "entry", "○": "infusion day", "□": "late", "▼": "infusion", "·": "no entry"},
    "week": {"●": "median", ":": "lowest to highest", "▼": "infusion", "·": "no entry"},
    "month": {"●": "median", ":": "lowest to highest", "▼": "infusion", "·": "no entry"},
}


def over_time(report: Report, unit: Unit, width: int, most_rows: int) -> tuple[Line, ...]:
    """Return the chart, at most so many cells wide, its scores on at most so many rows."""
    scale = Scale.of(report.main.measure, most_rows)
    shown = columns(report, unit)
    left = " " * len(scale.labels[0])
    cell = max(1, min(WIDEST, (width - len(left)) // len(shown)))
    ends = range(cell - 1, cell * len(shown), cell)
    room = width - len(left)
    return (
        _legend(shown, unit, room).line(left),
        _infusions(shown, ends, room).line(left),
        *_scores(shown, ends, scale),
        _gaps(shown, ends).line(left),
        labelled((end, c.label) for end, c in zip(ends, shown, strict=True)).line(left),
    )


def _legend(shown: Sequence[Column], unit: Unit, width: int) -> Row:
    seen = {mark(column) for column in shown}
    seen |= {"▼"} if any(column.infusions for column in shown) else set()
    seen |= {":"} if any(c.low != c.high for c in shown) else set()
    seen |= {"·"} if any(column.gap for column in shown) else set()
    return legend([(m, said) for m, said in MEANING[unit].items() if m in seen], width)


def _infusions(shown: Sequence[Column], ends: Sequence[int], width: int) -> Row:
    """Mark the infusions, and number those whose number has room before the next mark."""
    row = Row()
    marked = [(end, column) for end, column in zip(ends, shown, strict=True) if column.infusions]
    following = [end for end, _ in marked[1:]]
    for (end, column), limit in zip(marked, [*following, width], strict=False):
        named = numbers(column.infusions)
        row.put(end, "▼", "infusion")
        if end + len(named) < limit:
            row.put(end + 1, named, "infusion")
    return row


def _scores(shown: Sequence[Column], ends: Sequence[int], scale: Scale) -> Iterator[Line]:
    rows = [Row() for _ in range(scale.rows)]
    for end, column in zip(ends, shown, strict=True):
        if column.infusions:
            for row in rows:
                row.put(end, "│", "infusion")
        if column.value is not None:
            _put_value(rows, end, column, scale)
    lines = [row.line(label) for row, label in zip(rows, scale.labels, strict=True)]
    return reversed(lines)


def _put_value(rows: Sequence[Row], end: int, column: Column, scale: Scale) -> None:
    if column.low is not None and column.high is not None:
        for row in rows[scale.row(column.low) : scale.row(column.high) + 1]:
            row.put(end, ":", "range")
    if column.value is not None:
        rows[scale.row(column.value)].put(end, mark(column), "value")


def _gaps(shown: Sequence[Column], ends: Sequence[int]) -> Row:
    row = Row()
    for end, column in zip(ends, shown, strict=True):
        if column.gap:
            row.put(end, "·", "axis")
    return row


def mark(column: Column) -> str:
    """Return the mark of a column's value, the most careful one that is true."""
    if column.value is None:
        return " "
    if column.late:
        return "□"
    return "○" if column.infusion_day else "●"
