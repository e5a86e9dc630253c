"""Every day as the rows of a table, for copying numbers into a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker.analysis import DayValue, Report
from tracker.charts.words.common import from_to, number
from tracker.records.format import format_date, format_ranges

ENTRIES_HEADING: Final = "Every day with an entry or an infusion"


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
    spread = f" ({from_to(value.low, value.high)})" if value.low != value.high else ""
    return f"{number(value.value)}{spread}"


def _remark(infusions: Sequence[int], values: Sequence[DayValue | None]) -> str:
    parts = [f"#{format_ranges(infusions)}"] if infusions else []
    parts += ["late"] if any(value and value.late for value in values) else []
    return ", ".join(parts)
