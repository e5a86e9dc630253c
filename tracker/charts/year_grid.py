"""A year of days as digits: one row a month. Exact numbers, and they survive any fax."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Final

from matplotlib.colors import to_rgb

from tracker.analysis import Report
from tracker.charts.sheet import Sheet, text_width
from tracker.charts.words import lower_first, number
from tracker.records.format import MONTHS, format_number

ROW: Final = 4.0
LEFT: Final = 17.0
CELL: Final = 4.75
MEANS: Final = LEFT + 31 * CELL + 2
MAX_MONTHS: Final = 14
HEAD: Final = 8.6
AIR: Final = 0.2
"""Mm at least between the digits of two days."""


def months_of(report: Report) -> list[date]:
    """Return the first day of each month the window touches."""
    start, end = report.window.start, report.window.end
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    places = (start.month - 1 + offset for offset in range(count))
    return [date(start.year + place // 12, place % 12 + 1, 1) for place in places]


def grid_height(report: Report) -> float:
    """Return the height of the grid in mm, 0 where it would not fit a page, or a day its cell."""
    months = months_of(report)
    fits = len(months) <= MAX_MONTHS and decimals_shown(report) is not None
    return HEAD + len(months) * ROW + 2 if fits else 0.0


def decimals_shown(report: Report) -> int | None:
    """Return to how many decimals each day's value fits its cell; None where none does."""
    values = {value.value for value in report.main.days}
    for decimals in (2, 1, 0):
        widths = (text_width(format_number(value, decimals), "digit") for value in values)
        if max(widths, default=0.0) <= CELL - AIR:
            return decimals
    return None


def draw_grid(sheet: Sheet, report: Report, y: float) -> float:
    """Draw every day of the window with its value; boxed on infusion days, × without an entry."""
    months, label = months_of(report), lower_first(report.main.measure.label)
    sheet.text(0, y + 3, "Every day", "heading")
    decimals = decimals_shown(report)
    shown = {value.day: format_number(value.value, decimals) for value in report.main.days}
    rounded = any(shown[value.day] != number(value.value) for value in report.main.days)
    remark = ", rounded" if rounded else ""
    darker = "fewer hours" if report.main.measure.hours_of_sleep else "worse"
    shade = f", darker is {darker}" if sheet.theme.heat else ""
    key = f"{label} that day{remark}{shade}; box: infusion day; ×: no entry"
    sheet.text(20, y + 3, key, "fine", gid="key")
    for day_of_month in range(1, 32):
        x = LEFT + (day_of_month - 0.5) * CELL
        sheet.text(x, y + HEAD - 1, str(day_of_month), "fine", ha="center", gid="grid-day")
    sheet.text(MEANS, y + HEAD - 1, "mean (days)", "fine", gid="grid-head")
    top = y + HEAD
    _draw_cells(sheet, report, months, top)
    shown |= dict.fromkeys(report.main.missing, "×")
    for day_of_month in range(1, 32):  # a column of digits: 31 texts instead of 365
        digits = [
            shown.get(month.replace(day=day_of_month), "") if day_of_month <= _length(month) else ""
            for month in months
        ]
        x = LEFT + (day_of_month - 0.5) * CELL
        sheet.column(x, top, digits, ROW, "digit", ha="center", gid="digits")
    names = [f"{MONTHS[month.month - 1]} {month.year}" for month in months]
    sheet.column(0, top, names, ROW, gid="grid-months")
    by_month = {(p.first.year, p.first.month): p for p in report.main.months}
    found = [by_month.get((month.year, month.month)) for month in months]
    means = [f"{format_number(p.mean, 1)} ({p.n})" if p else "" for p in found]
    sheet.column(MEANS, top, means, ROW, gid="grid-means")
    return y + grid_height(report)


def _length(month: date) -> int:
    return monthrange(month.year, month.month)[1]


def _draw_cells(sheet: Sheet, report: Report, months: Sequence[date], y: float) -> None:
    size = 31 * CELL, len(months) * ROW
    panel = sheet.panel(LEFT, y, *size, (0, 31), (len(months), 0), "grid")
    values = {value.day: float(value.value) for value in report.main.days}
    infusions = {row.day for row in report.infusions}
    places = [
        (day_of_month - 1, row, month.replace(day=day_of_month))
        for row, month in enumerate(months)
        for day_of_month in range(1, _length(month) + 1)
    ]
    if sheet.theme.heat:
        shaded = [(x, row, when) for x, row, when in places if when in values]
        colours = [_shade(report, sheet.theme.heat, values[when]) for _, _, when in shaded]
        panel.boxes("day-shades", [(x, row, 1, 1) for x, row, _ in shaded], colours)
    boxes = [(x, row, 1, 1) for x, row, when in places if when in infusions]
    panel.boxes("infusion-boxes", boxes)


def _shade(report: Report, heat: tuple[str, str], value: float) -> tuple[float, ...]:
    best, worst = (to_rgb(colour) for colour in heat)
    measure = report.main.measure
    share = abs(float(measure.best) - value) / float(measure.high - measure.low)
    return tuple(b + (w - b) * share for b, w in zip(best, worst, strict=True))
