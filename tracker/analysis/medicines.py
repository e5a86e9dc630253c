"""Medicines as bars with steps: one title is one medicine, a later event of it a new dose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby, pairwise

from tracker.analysis.report import Medicine, MedicineSpan
from tracker.analysis.window import DAY, Window
from tracker.records import Event

Change = tuple[date, str, str]
"""A day, a medicine's title, and what changed on it."""


def medicines(events: Iterable[Event], end: date) -> tuple[Medicine, ...]:
    """Return every medicine that was begun up to a day, in the order they were begun."""
    taken = [e for e in events if e.kind == "medication" and e.start <= end]
    ordered = sorted(taken, key=lambda e: (_name(e), e.start, e.id))
    rows = [_medicine(list(group)) for _, group in groupby(ordered, key=_name)]
    return tuple(sorted(rows, key=lambda row: (row.spans[0].first, row.title)))


def in_window(rows: Iterable[Medicine], window: Window) -> tuple[Medicine, ...]:
    """Keep what was taken in the window, spans that ended before it left out."""
    cut = (replace(row, spans=_touching(row.spans, window)) for row in rows)
    return tuple(row for row in cut if row.spans)


def changes(rows: Iterable[Medicine]) -> list[Change]:
    """Return every start, change of dose and stop."""
    return [change for row in rows for change in _changes(row)]


def _name(event: Event) -> str:
    return event.title.casefold()


def _medicine(events: Sequence[Event]) -> Medicine:
    following = [event.start for event in events[1:]]
    spans = (
        MedicineSpan(event.start, _until(event, after), event.dose)
        for event, after in zip(events, [*following, None], strict=True)
    )
    # Two events from the same day on: the one entered later is the correction.
    kept = [span for span in spans if span.last is None or span.last >= span.first]
    return Medicine(events[-1].title, tuple(_joined(kept)))


def _until(event: Event, after: date | None) -> date | None:
    ends = [day for day in (event.end, after and after - DAY) if day]
    return min(ends, default=None)


def _joined(spans: Sequence[MedicineSpan]) -> Iterator[MedicineSpan]:
    """Make one span of neighbours at one dose: writing a dose down again is no change."""
    current = spans[0]
    for span in spans[1:]:
        if span.dose == current.dose and _follows(current, span):
            current = replace(current, last=span.last)
            continue
        yield current
        current = span
    yield current


def _follows(span: MedicineSpan, later: MedicineSpan) -> bool:
    return span.last is not None and later.first == span.last + DAY


def _touching(spans: Sequence[MedicineSpan], window: Window) -> tuple[MedicineSpan, ...]:
    return tuple(span for span in spans if span.last is None or span.last >= window.start)


def _changes(row: Medicine) -> Iterator[Change]:
    neighbours = [None, *row.spans, None]
    for before, span in pairwise(neighbours):
        goes_over = before and span and _follows(before, span)
        if before and before.last and not goes_over:
            yield before.last, row.title, "stopped"
        if span:
            yield span.first, row.title, _new_dose(span) if goes_over else _started(span)


def _started(span: MedicineSpan) -> str:
    return f"started, {span.dose}" if span.dose else "started"


def _new_dose(span: MedicineSpan) -> str:
    return f"now {span.dose}" if span.dose else "dose changed"
