"""What stands in words around the trend: what is drawn, and the same numbers as on the page."""

from __future__ import annotations

from typing import Final

from tracker.analysis import Report
from tracker.app import trend_after
from tracker.app.trend_window import Unit
from tracker.app.words import one_line
from tracker.charts import words
from tracker.records.format import format_date, format_days

LABEL_SHOWN: Final = 30
NOTHING: Final = "Nothing is rated on these days. t goes to Today."


def head(report: Report, unit: Unit | None) -> str:
    """Return what the chart shows; without a unit, the days after the infusions."""
    measure = report.main.measure
    said = f"{one_line(measure.label, LABEL_SHOWN)}, {measure.scale}"
    if unit is None:
        return f"{said} · {trend_after.said(report)}"
    days = format_days(report.window.start, report.window.end, year=True)
    return f"{said} · {days} · a column a {unit}"


def numbers(report: Report) -> str:
    """Return the numbers of the days shown, as they were known on the last of them."""
    if not report.main.days:
        return NOTHING
    told = [
        f"{t.caption}: {t.value} ({t.detail})." for t in words.tiles(report) if _asked(report, t)
    ]
    until = (
        "" if report.window.end == report.made_on else f"Up to {format_date(report.window.end)}. "
    )
    return until + " ".join([*told, *words.sentences(report)])


def _asked(report: Report, tile: words.Tile) -> bool:
    """Whether a number is about the measure shown, and not drawn above it already."""
    return tile not in words.tiles(report)[-2:]
