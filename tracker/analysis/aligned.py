"""Infusions laid over one another by the days since each, on the scale as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from tracker.analysis.daily import Levels
from tracker.analysis.infusions import Segment
from tracker.analysis.medians import median
from tracker.analysis.report import (
    Aligned,
    AlignedDay,
    AlignedGroup,
    AlignedLine,
    AlignedPoint,
)
from tracker.records import Number

FIRST: Final = -3
LAST: Final = 21
ENOUGH: Final = 3
"""Lines with a value on a day below which there is no median of them."""


def aligned(segments: Iterable[Segment], levels: Levels) -> Aligned:
    """Return the lines and their medians; an infusion with no day logged after it has no line."""
    lines = [(segment.induction, _line(segment, levels)) for segment in segments]
    drawn = [(induction, line) for induction, line in lines if _reaches_after(line)]
    return Aligned(
        induction=_group([line for induction, line in drawn if induction]),
        later=_group([line for induction, line in drawn if not induction]),
    )


def _reaches_after(line: AlignedLine) -> bool:
    return bool(line.points) and line.points[-1].t > 0


def _line(segment: Segment, levels: Levels) -> AlignedLine:
    first = segment.day + timedelta(days=FIRST)
    last = min(segment.end, segment.day + timedelta(days=LAST))
    points = ((day - segment.day, value) for day, value in levels.between(first, last))
    return AlignedLine(
        segment.numbered.number, tuple(AlignedPoint(t.days, value) for t, value in points)
    )


def _group(lines: Sequence[AlignedLine]) -> AlignedGroup:
    by_t: dict[int, list[Number]] = {t: [] for t in range(FIRST, LAST + 1) if t}
    for line in lines:
        for point in line.points:
            by_t[point.t].append(point.value)
    days = tuple(_day(t, values) for t, values in by_t.items()) if lines else ()
    return AlignedGroup(tuple(lines), days)


def _day(t: int, values: Sequence[Number]) -> AlignedDay:
    return AlignedDay(t, len(values), median(values) if len(values) >= ENOUGH else None)
