"""One measure over time: dots for days, a thick median, gaps left as gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from matplotlib.collections import LineCollection

from tracker.analysis import DayMedian, DayValue, Report, Series
from tracker.charts import over_time
from tracker.charts.over_time import BY_DAY, GUTTER, Label
from tracker.charts.period_marks import BY_WEEK, draw_periods
from tracker.charts.phrases import day, number, span
from tracker.charts.sheet import Sheet
from tracker.records import Measure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RUG: Final = 3.2
"""Height in mm under the scale for the crosses of days without an entry."""


def draw_series(
    sheet: Sheet, report: Report, series: Series, y: float, height: float, *, main: bool
) -> None:
    """Draw a measure's panel; the main one with its holds, its baseline and its labels."""
    measure = series.measure
    rug = RUG if report.window.days <= BY_DAY else 0.0
    up = _limits(measure, height, rug)
    axes = over_time.time_panel(sheet, report, y, height, up, f"panel-{measure.key}")
    if main:
        _grid(axes, sheet, measure)
        _baseline(axes, sheet, series)
        _holds(axes, sheet, report)
    if report.window.days <= BY_DAY:
        _days(axes, sheet, series, small=report.window.days > 200 or height < 25)
        _missing(axes, sheet, series.missing, up[0])
    else:
        draw_periods(axes, sheet, series, by_week=report.window.days <= BY_WEEK)
    _edges(sheet, report, series, y, height, up, main=main)


def _limits(measure: Measure, height: float, rug: float) -> tuple[float, float]:
    """Return the panel's limits: the scale, always whole, with air above and the rug below."""
    per_mm = (measure.high - measure.low) / (height - rug - 2.0)
    return measure.low - (rug + 1.0) * per_mm, measure.high + 1.0 * per_mm


def _edges(
    sheet: Sheet,
    report: Report,
    series: Series,
    y: float,
    height: float,
    up: tuple[float, float],
    *,
    main: bool,
) -> None:
    measure = series.measure
    over_time.draw_scale(sheet, y, height, over_time.levels(measure, height), up)
    unit = f" {measure.unit}" if measure.unit else ""
    low, high = number(measure.low), number(measure.high)
    over_time.draw_name(sheet, y, height, measure.label, f"{low}–{high}{unit}", measure.better)
    labels = _labels(series, report, sheet, main=main)
    over_time.draw_labels(sheet, y, height - 2.6, up, labels)
    if main and report.window.days <= BY_DAY:
        sheet.text(GUTTER, y + height - 0.2, "× no entry", 6.6, gid="edge-label")


def _labels(series: Series, report: Report, sheet: Sheet, *, main: bool) -> list[Label]:
    found = [_last_seven(series, sheet, main=main)]
    if main:
        found += [_last_entry(series), _before(series)]
    return [label for label in found if label]


def _last_seven(series: Series, sheet: Sheet, *, main: bool) -> Label | None:
    if (seven := series.last_7_days) is None:
        return None
    median = number(seven.median)
    words = (f"{median} in the", "last 7 days") if main else (f"{median} last 7 days",)
    return Label(float(seven.median), words, bold=True, colour=sheet.theme.mood)


def _last_entry(series: Series) -> Label | None:
    if (last := series.last) is None:
        return None
    return Label(float(last.value), (f"● {number(last.value)} on {day(last.day)}",))


def _before(series: Series) -> Label | None:
    base = series.baseline
    if base is None or base.value is None:
        return None
    where = span(base.first, base.last).replace(" – ", "–")
    spread = f"range {number(base.low)}–{number(base.high)}"
    words = (f"{number(base.value)} before: {base.n} days,", where, spread)
    return Label(float(base.value), words)


def _grid(axes: Axes, sheet: Sheet, measure: Measure) -> None:
    if sheet.theme.grid:
        levels = over_time.levels(measure, 40)
        axes.hlines(levels, *axes.get_xlim(), colors=sheet.theme.grid, linewidths=0.5, zorder=0.5)


def _baseline(axes: Axes, sheet: Sheet, series: Series) -> None:
    """Draw the level before the course, and the range it was taken from between dashed edges."""
    base = series.baseline
    if base is None or base.value is None or base.low is None or base.high is None:
        return
    left, right = axes.get_xlim()
    if sheet.theme.band:
        axes.fill_between(
            [left, right], base.low, base.high, color=sheet.theme.band, zorder=0.2, linewidth=0
        )
    axes.hlines(
        [base.low, base.high],
        left,
        right,
        colors=sheet.theme.band_edge,
        linewidths=0.9,
        linestyles=(0, (4, 2.5)),
        zorder=0.8,
        gid="baseline-range",
    )
    axes.hlines(
        [base.value],
        left,
        right,
        colors=sheet.theme.ink,
        linewidths=0.9,
        zorder=0.9,
        gid="baseline",
    )


def _holds(axes: Axes, sheet: Sheet, report: Report) -> None:
    """Draw half of each infusion's own gain over that infusion's own days, and no other half."""
    strokes = [
        [(row.hold.first.toordinal(), row.hold.level), (row.hold.last.toordinal(), row.hold.level)]
        for row in report.infusions
        if row.hold and not row.too_close
    ]
    axes.add_collection(
        LineCollection(
            strokes,
            colors=sheet.theme.ink,
            linewidths=1.0,
            linestyles=[(0, (5, 1.5, 1, 1.5))],
            zorder=2,
            gid="holds",
        ),
        autolim=False,
    )


def _days(axes: Axes, sheet: Sheet, series: Series, *, small: bool) -> None:
    size = 2.0 if small else 3.2
    counted = [value for value in series.days if not value.on_infusion_day]
    _joins(axes, sheet, counted)
    _whiskers(axes, series.days, sheet.theme.single if small else sheet.theme.ink)
    _median(axes, sheet, series.smoothed, 1.8 if small else 2.4)
    _dots(axes, sheet, [v for v in counted if not v.late], "o", size, "days")
    _dots(axes, sheet, [v for v in counted if v.late], "s", size + 0.3, "late-days")
    on_infusion_days = [v for v in series.days if v.on_infusion_day]
    axes.plot(
        *_points(on_infusion_days),
        linestyle="none",
        marker="+",
        markersize=size + 1,
        markeredgewidth=0.8,
        color=sheet.theme.single,
        zorder=3,
        gid="infusion-days",
    )
    if series.last and not small:
        axes.plot(
            *_points([series.last]),
            linestyle="none",
            marker="o",
            markersize=size + 0.8,
            color=sheet.theme.ink,
            zorder=6,
            gid="last-entry",
        )


def _points(values: Sequence[DayValue]) -> tuple[list[int], list[float]]:
    return [v.day.toordinal() for v in values], [float(v.value) for v in values]


def _joins(axes: Axes, sheet: Sheet, values: Sequence[DayValue]) -> None:
    """Join neighbouring days only: a line across a gap would be invented."""
    strokes = [
        [(a.day.toordinal(), a.value), (b.day.toordinal(), b.value)]
        for a, b in pairwise(values)
        if (b.day - a.day).days == 1
    ]
    axes.add_collection(
        LineCollection(strokes, colors=sheet.theme.single, linewidths=0.5, zorder=2, gid="joins"),
        autolim=False,
    )


def _whiskers(axes: Axes, values: Sequence[DayValue], colour: str) -> None:
    strokes = [
        [(v.day.toordinal(), v.low), (v.day.toordinal(), v.high)] for v in values if v.low != v.high
    ]
    axes.add_collection(
        LineCollection(strokes, colors=colour, linewidths=0.7, zorder=2.5, gid="whiskers"),
        autolim=False,
    )


def _median(axes: Axes, sheet: Sheet, smoothed: Sequence[DayMedian], points: float) -> None:
    """Draw the thick line, broken wherever fewer than 4 of 7 days were logged."""
    xs: list[float] = []
    ys: list[float] = []
    for before, point in pairwise([None, *smoothed]):
        if before and point and (point.day - before.day).days > 1:
            xs.append(float("nan"))
            ys.append(float("nan"))
        if point:
            xs.append(point.day.toordinal())
            ys.append(float(point.value))
    axes.plot(
        xs,
        ys,
        color=sheet.theme.mood,
        linewidth=points,
        zorder=3.5,
        gid="median",
        solid_joinstyle="round",
    )


def _dots(
    axes: Axes, sheet: Sheet, values: Sequence[DayValue], marker: str, size: float, gid: str
) -> None:
    axes.plot(
        *_points(values),
        linestyle="none",
        marker=marker,
        markersize=size,
        markerfacecolor="white",
        markeredgecolor=sheet.theme.ink,
        markeredgewidth=0.7,
        zorder=4,
        gid=gid,
    )


def _missing(axes: Axes, sheet: Sheet, missing: Sequence[date], floor: float) -> None:
    low = floor + (axes.get_ylim()[1] - floor) * 0.028
    axes.plot(
        [when.toordinal() for when in missing],
        [low] * len(missing),
        linestyle="none",
        marker="x",
        markersize=2.6,
        markeredgewidth=0.8,
        color=sheet.theme.ink,
        zorder=3,
        gid="no-entry",
    )
