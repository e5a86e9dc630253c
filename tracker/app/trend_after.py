"""The last infusions laid over one another as lines: a column for each day since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tracker.analysis import AlignedGroup, AlignedLine, Report
from tracker.analysis.aligned import FIRST, LAST
from tracker.app.chart_lines import Line, Row, Scale, labelled, legend
from tracker.app.words import number
from tracker.charts.phrases import numbers

MARKS: Final = ("●", "◇", "△")
"""For the last infusion, the one before, and the one before that."""
SEVERAL: Final = "*"
"""Two or more of them in one place."""
WIDEST: Final = 5


def group(report: Report) -> AlignedGroup:
    """Return the later infusions, as on the page; while there are none, the induction's."""
    return report.aligned.later if report.aligned.later.lines else report.aligned.induction


def lines_shown(report: Report) -> tuple[AlignedLine, ...]:
    """Return the last three, the latest first."""
    return group(report).lines[: -1 - len(MARKS) : -1]


def said(report: Report) -> str:
    """Return what is laid over what, as the head of the chart says it."""
    if not (shown := lines_shown(report)):
        return "no infusion with an entry after it yet"
    kind = "" if report.aligned.later.lines else ", induction"
    named = numbers(sorted(line.number for line in shown))
    return f"days after infusion{'s' if len(shown) > 1 else ''} {named}{kind}"


def after_infusions(report: Report, width: int, most_rows: int) -> tuple[Line, ...]:
    """Return the chart; under the scores, how many infusions have an entry on each day."""
    scale = Scale.of(report.main.measure, most_rows)
    labels = scale.labels
    left = " " * len(labels[0])
    cell = max(1, min(WIDEST, (width - len(left)) // (LAST - FIRST + 1)))
    days = group(report).days
    shown = lines_shown(report)
    return (
        _legend(shown, report, width - len(left)).line(left),
        *_scores(shown, report, scale, cell),
        labelled(((_end(d.t, cell), str(d.n)) for d in days), 1).line(f"{'n':>{len(left) - 1}} "),
        labelled(((_end(t, cell), number(t)) for t in _ts()), 1).line(left),
    )


def _ts() -> range:
    return range(FIRST, LAST + 1)


def _end(t: int, cell: int) -> int:
    return (t - FIRST + 1) * cell - 1


def _legend(shown: Sequence[AlignedLine], report: Report, width: int) -> Row:
    marks = [(m, f"infusion {line.number}") for m, line in zip(MARKS, shown, strict=False)]
    marks += [(SEVERAL, "several")] if len(shown) > 1 else []
    if any(day.median is not None for day in group(report).days):
        marks.append(("─", f"median of {len(group(report).lines)}"))
    return legend(marks, width)


def _scores(
    shown: Sequence[AlignedLine], report: Report, scale: Scale, cell: int
) -> Iterator[Line]:
    rows = [Row() for _ in range(scale.rows)]
    for row in rows:
        row.put(_end(0, cell), "│", "infusion")
    for day in group(report).days:
        if day.median is not None:
            rows[scale.row(day.median)].put(_end(day.t, cell) - cell + 1, "─" * cell, "range")
    for (row_number, end), mark in _marks(shown, scale, cell).items():
        rows[row_number].put(end, mark, "value")
    lines = [row.line(label) for row, label in zip(rows, scale.labels, strict=True)]
    return reversed(lines)


def _marks(shown: Sequence[AlignedLine], scale: Scale, cell: int) -> dict[tuple[int, int], str]:
    marks: dict[tuple[int, int], str] = {}
    for mark, line in zip(MARKS, shown, strict=False):
        for point in line.points:
            place = scale.row(point.value), _end(point.t, cell)
            marks[place] = SEVERAL if place in marks else mark
    return marks
