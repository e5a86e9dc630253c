"""A year of days as digits: one row a month. Exact numbers, and they survive any fax."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from tracker.analysis import Report, Series
from tracker.charts.phrases import number
from tracker.charts.sheet import HEADING, Sheet
from tracker.records.format import MONTHS

ROW: Final = 4.0
LEFT: Final = 17.0
CELL: Final = 4.75
MEANS: Final = LEFT + 31 * CELL + 2
MOST_MONTHS: Final = 14
HEAD: Final = 8.6


def months_of(report: Report) -> list[date]:
    """Return the first day of each month the window touches."""
    start, end = report.window.start, report.window.end
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    places = (start.month - 1 + offset for offset in range(count))
    return [date(start.year + place // 12, place % 12 + 1, 1) for place in places]


def grid_height(report: Report) -> float:
    """Return the height of the grid in mm, 0 where it would not fit a page."""
    months = months_of(report)
    return HEAD + len(months) * ROW + 2 if len(months) <= MOST_MONTHS else 0.0


def draw_grid(sheet: Sheet, report: Report, y: float) -> None:
    """Draw every day of the window with its value; boxed on infusion days, × without an entry."""
    months = months_of(report)
    label = report.main.measure.label.lower()
    sheet.text(0, y + 3, "Every day", HEADING, bold=True)
    shade = ", darker is worse" if sheet.theme.heat else ""
    sheet.text(19, y + 3, f"{label} that day{shade}; box: infusion day; ×: no entry", 6.6)
    days = [str(number_of_day) for number_of_day in range(1, 32)]
    for index, text in enumerate(days):
        sheet.text(LEFT + (index + 0.5) * CELL, y + HEAD - 1, text, 6.2, ha="center")
    sheet.text(MEANS, y + HEAD - 1, "mean (days)", 6.2)
    _cells(sheet, report, months, y + HEAD)
    _digits(sheet, report, months, y + HEAD)
    _rows(sheet, report.main, months, y + HEAD)


def _rows(sheet: Sheet, series: Series, months: Sequence[date], y: float) -> None:
    means = {(p.first.year, p.first.month): p for p in series.months}
    names = [f"{MONTHS[month.month - 1]} {month.year}" for month in months]
    found = [means.get((month.year, month.month)) for month in months]
    sheet.column(0, y, names, ROW, 6.6)
    words = [f"{number(round(p.mean, 1))} ({p.n})" if p else "" for p in found]
    sheet.column(MEANS, y, words, ROW, 6.6)


def _digits(sheet: Sheet, report: Report, months: Sequence[date], y: float) -> None:
    """Write a column of digits for each day of the month: 31 texts instead of 365."""
    values = {value.day: number(value.value) for value in report.main.days}
    missing = set(report.main.missing)
    for day_of_month in range(1, 32):
        words = []
        for month in months:
            when = _day(month, day_of_month)
            words.append(values.get(when, "×" if when in missing else "") if when else "")
        x = LEFT + (day_of_month - 0.5) * CELL
        sheet.column(x, y, words, ROW, 6.4, ha="center", gid="digits")


def _cells(sheet: Sheet, report: Report, months: Sequence[date], y: float) -> None:
    width, height = 31 * CELL, len(months) * ROW
    axes = sheet.panel(LEFT, y, width, height, (0, 31), (len(months), 0), "grid")
    values = {value.day: float(value.value) for value in report.main.days}
    infusions = {row.infusion.day for row in report.infusions}
    shaded = [
        (place, when) for place, when in _places(months) if when in values and sheet.theme.heat
    ]
    axes.add_collection(
        PatchCollection(
            [Rectangle(place, 1, 1) for place, _ in shaded],
            facecolors=[_shade(sheet, report, values[when]) for _, when in shaded],
            edgecolors="white",
            linewidths=0.8,
            gid="shades",
        ),
        autolim=False,
    )
    boxes = [Rectangle(place, 1, 1) for place, when in _places(months) if when in infusions]
    axes.add_collection(
        PatchCollection(
            boxes,
            facecolors="none",
            edgecolors=sheet.theme.ink,
            linewidths=1.3,
            gid="infusion-boxes",
        ),
        autolim=False,
    )


def _shade(sheet: Sheet, report: Report, value: float) -> tuple[float, ...]:
    best, worst = (to_rgb(colour) for colour in sheet.theme.heat or ("white", "white"))
    measure = report.main.measure
    share = abs(float(measure.best) - value) / float(measure.high - measure.low)
    return tuple(b + (w - b) * share for b, w in zip(best, worst, strict=True))


def _places(months: Sequence[date]) -> Iterator[tuple[tuple[int, int], date]]:
    for row, month in enumerate(months):
        for day_of_month in range(1, monthrange(month.year, month.month)[1] + 1):
            yield (day_of_month - 1, row), month.replace(day=day_of_month)


def _day(month: date, day_of_month: int) -> date | None:
    last = monthrange(month.year, month.month)[1]
    return month.replace(day=day_of_month) if day_of_month <= last else None
