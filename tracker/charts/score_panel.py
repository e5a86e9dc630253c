"""A questionnaire over time: stems with the total printed on each, on its own scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.analysis import QuestionnaireCourse, Report, Score
from tracker.charts import over_time
from tracker.charts.over_time import GUTTER, LEFT, RIGHT
from tracker.charts.phrases import day, number
from tracker.charts.sheet import SMALL, Sheet
from tracker.records import Number
from tracker.records.questionnaires import Band, find_questionnaire

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_scores(
    sheet: Sheet, report: Report, course: QuestionnaireCourse, y: float, height: float
) -> None:
    """Draw a questionnaire's panel: an amount of symptoms, so bars from zero and never a line."""
    low, high = float(course.low), float(course.high)
    up = low, high + (high - low) * 2.4 / (height - 2.4)
    axes = over_time.time_panel(sheet, report, y, height, up, f"panel-{course.key}")
    _cut_offs(axes, sheet, course)
    _stems(axes, sheet, course.points, low)
    _totals(sheet, report, course.points, y, height, up)
    levels = [course.low, course.high] if height < 18 else _levels(course)
    over_time.draw_scale(sheet, y, height, levels, up)
    scale = f"{number(course.low)}–{number(course.high)}"
    over_time.draw_name(sheet, y, height, course.title, scale, course.better)
    _beside(sheet, course, y, height)


def _levels(course: QuestionnaireCourse) -> list[Number]:
    cuts = [band.start for band in _bands(course)][1::2]
    return [course.low, *cuts, course.high]


def _bands(course: QuestionnaireCourse) -> tuple[Band, ...]:
    """Return the published bands above the lowest, none for totals on a range of their own."""
    known = find_questionnaire(course.key)
    same = known and (known.low, known.high) == (course.low, course.high)
    return known.bands[1:] if known and same else ()


def _cut_offs(axes: Axes, sheet: Sheet, course: QuestionnaireCourse) -> None:
    if cuts := [float(band.start) for band in _bands(course)]:
        axes.hlines(
            cuts,
            *axes.get_xlim(),
            colors=sheet.theme.ink,
            linewidths=0.5,
            linestyles=(0, (1, 3)),
            zorder=0.5,
            gid="cut-offs",
        )


def _stems(axes: Axes, sheet: Sheet, points: Sequence[Score], low: float) -> None:
    days = [point.day.toordinal() for point in points]
    axes.vlines(
        days,
        low,
        [float(point.total) for point in points],
        colors=sheet.theme.ink,
        linewidths=2.6 if len(points) < 30 else 1.2,
        zorder=3,
        gid="stems",
    )


def _totals(
    sheet: Sheet,
    report: Report,
    points: Sequence[Score],
    y: float,
    height: float,
    up: tuple[float, float],
) -> None:
    """Write each total on its stem; where two would touch, the later stays."""
    low, high = over_time.across(report)
    edge = float("inf")
    for point in reversed(points):
        x = LEFT + (point.day.toordinal() - low) / (high - low) * (RIGHT - LEFT)
        if x + 2.4 > edge:
            continue
        edge = x - 2.4
        top = y + height - (float(point.total) - up[0]) / (up[1] - up[0]) * height
        sheet.text(x, top - 0.6, number(point.total), SMALL, bold=True, ha="center", gid="total")


def _beside(sheet: Sheet, course: QuestionnaireCourse, y: float, height: float) -> None:
    """Write the lowest total, and for a known scale where the lowest band begins."""
    lowest = course.lowest
    lines = [f"lowest {number(lowest.total)}, {day(lowest.day)}"]
    if bands := _bands(course):
        first = bands[0].start
        lines += [f"{'' if lowest.total < first else 'never '}below {first}"]
        lines += [f"{band.start}+ {band.short}" for band in reversed(bands)]
    for index, line in enumerate(lines):
        if 2.6 + index * 2.8 < height:
            sheet.text(GUTTER, y + 2.8 + index * 2.8, line, 6.4, gid="edge-label")
