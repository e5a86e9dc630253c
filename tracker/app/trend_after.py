"""The last infusions laid over one another as lines: a column for each day around each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tracker.analysis import InfusionRow, Report
from tracker.analysis.effect import AROUND
from tracker.app.chart_lines import Line, Row, Scale, labelled, legend
from tracker.app.words import number
from tracker.records.format import format_ranges as numbers

MARKS: Final = ("●", "◇", "△")
"""For the last infusion, the one before, and the one before that."""
SEVERAL: Final = "*"
"""Two or more of them in one place."""
WIDEST: Final = 5
FIRST, LAST = AROUND


def lines_shown(report: Report) -> tuple[InfusionRow, ...]:
    """Return the last three with an entry after them, the latest first."""
    rows = [row for row in report.infusions if row.around and row.around[-1].t > 0]
    return tuple(rows[: -1 - len(MARKS) : -1])


def said(report: Report) -> str:
    """Return what is laid over what, as the head of the chart says it."""
    if not (shown := lines_shown(report)):
        return "no infusion with an entry after it yet"
    named = numbers(sorted(row.number for row in shown))
    return f"days around infusion{'s' if len(shown) > 1 else ''} {named}"


def after_infusions(report: Report, width: int, most_rows: int) -> tuple[Line, ...]:
    """Return the chart."""
    scale = Scale.of(report.main.measure, most_rows)
    labels = scale.labels
    left = " " * len(labels[0])
    cell = max(1, min(WIDEST, (width - len(left)) // (LAST - FIRST + 1)))
    shown = lines_shown(report)
    marks = [(m, f"infusion {row.number}") for m, row in zip(MARKS, shown, strict=False)]
    marks += [(SEVERAL, "several")] if len(shown) > 1 else []
    return (
        legend(marks, width - len(left)).line(left),
        *_scores(shown, scale, cell),
        labelled(((_end(t, cell), number(t)) for t in range(FIRST, LAST + 1)), 1).line(left),
    )


def _end(t: int, cell: int) -> int:
    return (t - FIRST + 1) * cell - 1


def _scores(shown: Sequence[InfusionRow], scale: Scale, cell: int) -> Iterator[Line]:
    rows = [Row() for _ in range(scale.rows)]
    for row in rows:
        row.put(_end(0, cell), "│", "infusion")
    marks: dict[tuple[int, int], str] = {}
    for mark, infusion in zip(MARKS, shown, strict=False):
        for point in infusion.around:
            place = scale.row(point.value), _end(point.t, cell)
            marks[place] = SEVERAL if place in marks else mark
    for (row_number, end), mark in marks.items():
        rows[row_number].put(end, mark, "value")
    return reversed([row.line(label) for row, label in zip(rows, scale.labels, strict=True)])
