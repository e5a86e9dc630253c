"""Every day as a table, for who wants to type the numbers into a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.analysis import DayValue, Report
from tracker.charts.phrases import day, number


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One diary day: a cell for each measure, and what is to be known about the day."""

    day: str
    cells: tuple[str, ...]
    remark: str


def entry_rows(report: Report) -> list[EntryRow]:
    """Return every day of the window on which anything shown was rated, oldest first."""
    series = (report.main, *report.panels)
    found = [{value.day: value for value in one.days} for one in series]
    days = sorted({when for values in found for when in values})
    infusions = {row.infusion.day: row.number for row in report.infusions}
    return [
        EntryRow(
            day(when, year=True),
            tuple(_cell(v.get(when)) for v in found),
            _remark(when, [v.get(when) for v in found], infusions),
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


def _remark(when: date, values: Sequence[DayValue | None], infusions: dict[date, int]) -> str:
    parts = [f"infusion {infusions[when]}"] if when in infusions else []
    parts += ["late"] if any(value and value.late for value in values) else []
    return ", ".join(parts)
