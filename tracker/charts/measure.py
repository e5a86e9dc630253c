"""One measure over time: dots for days, a thick median, gaps left as gaps.

The main panel has two level lines and no other, each course its own: the level before the course
and halfway. Windows too long to draw day by day show weeks or months.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from math import ceil, floor
from typing import Final

from tracker.analysis import CourseSummary, DayValue, Period, Report, Series
from tracker.charts import time_axis, words
from tracker.charts.sheet import Panel, Point, Sheet
from tracker.charts.time_axis import BY_DAY, BY_WEEK, Label
from tracker.charts.words import number
from tracker.records import Number

RUG: Final = 3.4
"""Height in mm under the scale for the crosses of days without an entry."""
SMALL_DOTS_FROM: Final = 200
"""Days in a window above which dots are drawn small."""
SLEEP_DRAWN: Final = (2, 12)
"""Hours of sleep that a panel spans; on 0–24 every night looks the same."""
MANY_PERIODS: Final = 60
"""Weeks or months above which their bars are drawn thin, so that paper shows between them."""
MIN_DAYS_IN_WEEK: Final = 3
MIN_DAYS_IN_MONTH: Final = 10
"""Logged days below which a week or a month is left blank."""


def draw_measure(
    sheet: Sheet, report: Report, series: Series, y: float, height: float, *, main: bool
) -> None:
    """Draw a measure's panel; the main one with the courses' levels and the key of its marks."""
    low, high = drawn_range(report, series)
    by_day = report.window.days <= BY_DAY
    rug = RUG if by_day and main else 0.0
    # Air above the scale, the rug below it.
    per_mm = float(high - low) / (height - rug - 2.0)
    up = float(low) - (rug + 1.0) * per_mm, float(high) + 1.0 * per_mm
    panel = time_axis.time_panel(sheet, report, y, height, up, f"panel-{series.measure.key}")
    if main:
        _draw_courses(panel, report)
    if by_day and main:
        _draw_days(panel, series, small=report.window.days > SMALL_DOTS_FROM)
        crosses = up[0] + (up[1] - up[0]) * 1.1 / height
        days = [day.toordinal() for day in series.missing]
        panel.points("no-entry", days, [crosses] * len(days))
    elif by_day:
        # A further measure is its smoothed line, and its days where no week is full enough.
        _draw_smoothed(panel, series, "smoothed-small")
        covered = {point.day for run in series.smoothed for point in run}
        alone = [value for value in series.days if value.day not in covered]
        _points(panel, "days-small", [v for v in alone if not v.on_infusion_day], "days")
        _points(panel, "infusion-day-values-small", [v for v in alone if v.on_infusion_day])
    else:
        _draw_periods(panel, series, by_week=report.window.days <= BY_WEEK)
    time_axis.draw_scale(sheet, y, height, time_axis.scale_levels(low, high, height - rug), up)
    ends = words.end_words(series.measure, low, high)
    room = time_axis.name_room(low, high)
    time_axis.draw_name(sheet, y, height, series.measure.label, ends, room, below=rug)
    if main:
        # The marks that are on this page, between the two ends of the scale.
        lines = key_lines(report)
        top = y + height - rug - 3.2 - len(lines) * 2.9
        if top > y + 9:
            sheet.lines(0, top, lines, "small", gid="key")
    if by_day and main and series.missing:
        sheet.text(0, y + height - 0.4, "× no entry", "small", gid="key")
    above_rug = up[0] + (up[1] - up[0]) * rug / height, up[1]
    labels = _labels(report, series, low, high, main=main)
    time_axis.draw_labels(sheet, y, height - rug, above_rug, labels)


def drawn_range(report: Report, series: Series) -> tuple[Number, Number]:
    """Return the part of a scale that its panel spans: all of it, but for hours of sleep.

    Those go from 2 to 12, or as far as what is drawn.
    """
    measure = series.measure
    if not measure.hours_of_sleep:
        return measure.low, measure.high
    drawn = [*SLEEP_DRAWN, *(end for value in series.days for end in (value.low, value.high))]
    if series is report.main:
        levels = [(course.before.value, course.halfway) for course in report.drawn_courses]
        drawn += [level for pair in levels for level in pair if level is not None]
    return floor(min(drawn)), ceil(max(drawn))


# Levels


def _draw_courses(panel: Panel, report: Report) -> None:
    """Draw each course's level before it and its halfway, over that course's own days."""
    window = report.window
    begins = window.start
    for course in report.drawn_courses:
        end = min(course.span_end, window.end)
        if course.before.value is not None:
            left, right = panel.across
            first = left if begins == window.start else begins.toordinal()
            last = right if end == window.end else end.toordinal()
            panel.level("before", float(course.before.value), first, last)
        if course.halfway is not None and (begun := _halfway_begins(report, course)):
            last = panel.across[1] if end == window.end else end.toordinal()
            panel.level("halfway", float(course.halfway), begun.toordinal(), last)
        begins = course.span_end


def _halfway_begins(report: Report, course: CourseSummary) -> date | None:
    """Return where a course's halfway line begins; None without one: a kept one may be to come."""
    if course.halfway_since is None:
        return None
    first = max(course.halfway_since, report.window.start)
    return first if first <= min(course.span_end, report.window.end) else None


def _labels(
    report: Report, series: Series, low: Number, high: Number, *, main: bool
) -> list[Label]:
    found = []
    if seven := series.last_7_days:
        unit = " h" if series.measure.hours_of_sleep else ""
        level = min(max(float(seven.median), float(low)), float(high))
        now = f"{words.now_words(report)} {number(seven.median)}{unit}"
        found.append(Label(level, now, "now" if main else "small-bold", "mood", "now"))
    course = report.course if main else None
    drawn = {c.halfway for c in report.drawn_courses if _halfway_begins(report, c)}
    if course and course.halfway is not None and course.halfway in drawn:
        provisional = " so far" if course.provisional else ""
        label = f"halfway {number(course.halfway)}{provisional}"
        found.append(Label(float(course.halfway), label, "small-bold"))
    if course and (value := course.before.value) is not None:
        least, most = course.before.low, course.before.high
        spread = f" ({words.from_to(least, most)})" if least != most else ""
        found.append(Label(float(value), f"before {number(value)}{spread}"))
    return found


# Days


def _draw_days(panel: Panel, series: Series, *, small: bool) -> None:
    size = "-small" if small else ""
    counted = [value for value in series.days if not value.on_infusion_day]
    # Joined are neighbouring days only: a line across a gap would be invented.
    near = [(_point(a), _point(b)) for a, b in pairwise(counted) if (b.day - a.day).days == 1]
    panel.strokes("joins", near)
    ranges = [v for v in series.days if v.low != v.high]
    panel.strokes(
        "ranges-of-days",
        [((v.day.toordinal(), float(v.low)), (v.day.toordinal(), float(v.high))) for v in ranges],
    )
    _draw_smoothed(panel, series, f"smoothed{size}")
    for style, late in ((f"days{size}", False), (f"late-days{size}", True)):
        _points(panel, style, [v for v in counted if v.late is late], style.removesuffix("-small"))
    _points(panel, "infusion-day-values", [v for v in series.days if v.on_infusion_day])
    if series.last and not small:
        _points(panel, "last-entry", [series.last])


def _draw_smoothed(panel: Panel, series: Series, style: str) -> None:
    """Draw the runs of the smoothed line; a run of one day is drawn half a day to both sides."""
    runs: list[Sequence[Point]] = []
    for run in series.smoothed:
        points = [(float(p.day.toordinal()), float(p.value)) for p in run]
        if len(points) == 1:
            ((x, y),) = points
            points = [(x - 0.5, y), (x + 0.5, y)]
        runs.append(points)
    panel.strokes(style, runs, "smoothed")


def _point(value: DayValue) -> Point:
    return value.day.toordinal(), float(value.value)


def _points(panel: Panel, style: str, values: Sequence[DayValue], gid: str | None = None) -> None:
    places = [_point(value) for value in values]
    panel.points(style, [x for x, _ in places], [y for _, y in places], gid)


# Weeks and months


def _draw_periods(panel: Panel, series: Series, *, by_week: bool) -> None:
    """Draw weeks or months: lowest to highest thin, the middle half thick, the mean a tick."""
    periods, half = (series.weeks, 2.2) if by_week else (series.months, 10.0)
    minimum = MIN_DAYS_IN_WEEK if by_week else MIN_DAYS_IN_MONTH
    found = [p for p in periods if p.n >= minimum]
    thin = "-thin" if len(found) > MANY_PERIODS else ""
    for style, low, high in (
        ("period-ranges", "low", "high"),
        ("period-halves", "lower_quartile", "upper_quartile"),
    ):
        panel.strokes(
            f"{style}{thin}",
            [((_middle(p), float(getattr(p, low))), (_middle(p), float(getattr(p, high))))
             for p in found],
            style,
        )  # fmt: skip
    panel.strokes(
        f"period-means{thin}",
        [((_middle(p) - half, float(p.mean)), (_middle(p) + half, float(p.mean))) for p in found],
        "period-means",
    )


def _middle(period: Period) -> float:
    return (period.first.toordinal() + period.last.toordinal()) / 2


# The key


def key_lines(report: Report) -> list[str]:
    """Return a line for each kind of mark that the main panel has."""
    days = report.main.days
    if report.window.days > BY_DAY:
        unit = "week" if report.window.days <= BY_WEEK else "month"
        return [f"a bar a {unit}:", "━ middle half", "│ lowest–highest", "– mean"] if days else []
    found = [
        ("○ one day", any(not v.on_infusion_day for v in days)),
        ("│ lowest–highest", any(v.low != v.high for v in days)),
        ("□ written late", any(v.late and not v.on_infusion_day for v in days)),
        ("+ infusion day", any(v.on_infusion_day for v in days)),
        ("● last entry", bool(report.main.last) and report.window.days <= SMALL_DOTS_FROM),
        ("━ 7-day median", bool(report.main.smoothed)),
    ]
    return [words for words, shown in found if shown]
