"""After an infusion: days since it across, each infusion a line that stops at the next one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from tracker.analysis import AlignedGroup, AlignedLine, Report
from tracker.charts import fonts, over_time
from tracker.charts.phrases import numbers
from tracker.charts.sheet import HEADING, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FIRST, LAST = -3, 21
DAYS: Final = (-3, 0, 7, 14, 21)
STYLES: Final = (("s", "-"), ("", (0, (4, 1.5))), ("", (0, (1, 1.2))))
"""Marker and dash of the last three infusions, newest first: told apart without colour."""


Box: TypeAlias = tuple[float, float, float, float]


def draw_aligned(
    sheet: Sheet, report: Report, x: float, y: float, width: float, height: float
) -> None:
    """Draw the later infusions over one another; while there are none, those of the induction."""
    aligned = report.aligned
    group = aligned.later if aligned.later.lines else aligned.induction
    measure = report.main.measure
    kind = "" if aligned.later.lines else ", induction"
    words = fonts.drawable(f"{measure.label}, {_which(group)}{kind}")
    sheet.text(x, y + 3, "After an infusion", HEADING, bold=True)
    sheet.text(x, y + 6, fonts.fit(words, width, 6.4), 6.4)
    top, bottom = y + 8, y + height - 9.5
    air = (measure.high - measure.low) * 0.04
    up = measure.low - air, measure.high + air
    box = (x + 4, top, width - 10, bottom - top)
    axes = sheet.panel(*box, (FIRST - 0.4, LAST + 0.4), up, "aligned")
    _edges(sheet, report, box, up)
    axes.plot(
        [0, 0],
        up,
        color=sheet.theme.infusion,
        linewidth=0.9,
        linestyle=(0, (1, 1.6)),
        gid="infusion-lines",
    )
    _lines(axes, sheet, group.lines)
    _median(axes, sheet, group)
    _numbers(sheet, group.lines, box, up)
    _counts(sheet, group, (x + 4, width - 10), bottom)


def _which(group: AlignedGroup) -> str:
    return f"infusion {numbers([line.number for line in group.lines])}" if group.lines else "none"


def _lines(axes: Axes, sheet: Sheet, lines: Sequence[AlignedLine]) -> None:
    latest = list(reversed(lines))[: len(STYLES)]
    for line in lines:
        if line not in latest:
            axes.plot(
                *_points(line), color=sheet.theme.single, linewidth=0.8, gid="aligned-earlier"
            )
    for (marker, dash), line in reversed(list(zip(STYLES, latest, strict=False))):
        axes.plot(
            *_points(line),
            color=sheet.theme.ink,
            linewidth=0.9,
            linestyle=dash,
            marker=marker,
            markersize=2.0,
            markerfacecolor="white",
            markeredgewidth=0.7,
            gid="aligned-latest",
        )


def _numbers(sheet: Sheet, lines: Sequence[AlignedLine], box: Box, up: tuple[float, float]) -> None:
    """Write the numbers of the last three at the right, each as near its last day as it can."""
    x, y, width, height = box
    ends = sorted((line.points[-1].value, line.number) for line in lines[-3:] if line.points)
    ends.reverse()
    middles = [y + height - (value - up[0]) / (up[1] - up[0]) * height for value, _ in ends]
    tops = over_time.apart(middles, [2.7] * len(ends), y, y + height)
    for top, (_, number) in zip(tops, ends, strict=True):
        sheet.text(x + width + 0.8, top + 2.2, f"#{number}", 6.4, bold=True, gid="aligned-number")


def _points(line: AlignedLine) -> tuple[list[float], list[float]]:
    """Return a line's days, broken at day 0, which is never used, and at days not logged."""
    xs: list[float] = []
    ys: list[float] = []
    for before, point in pairwise([None, *line.points]):
        if point is None:
            continue
        if before and (point.t - before.t > 1):
            xs.append(float("nan"))
            ys.append(float("nan"))
        xs.append(point.t)
        ys.append(float(point.value))
    return xs, ys


def _median(axes: Axes, sheet: Sheet, group: AlignedGroup) -> None:
    xs, ys = [], []
    for day in group.days:
        xs.append(float(day.t))
        ys.append(float("nan") if day.median is None else float(day.median))
        if day.t == -1:
            xs.append(0.0)
            ys.append(float("nan"))
    axes.plot(xs, ys, color=sheet.theme.mood, linewidth=2.6, zorder=1.5, gid="aligned-median")


def _edges(sheet: Sheet, report: Report, box: Box, up: tuple[float, float]) -> None:
    x, y, _, height = box
    measure = report.main.measure
    levels = over_time.levels(measure, height)
    places = [y + height - (level - up[0]) / (up[1] - up[0]) * height for level in levels]
    sheet.lines([(x, x)], [(places[0], places[-1])], 0.7)
    sheet.lines([(x - 1, x)] * len(places), [(p, p) for p in places], 0.7)
    for place, level in zip(places, levels, strict=True):
        sheet.text(x - 1.6, place, f"{level:g}".replace("-", "−"), 6.4, ha="right", va="center")


def _counts(sheet: Sheet, group: AlignedGroup, across: tuple[float, float], y: float) -> None:
    """Write how many infusions stand behind each day: a median of three is not one of eight."""
    x, width = across
    n = {day.t: day.n for day in group.days}
    sheet.rule(y, x, x + width)
    for t in DAYS:
        place = x + (t - FIRST + 0.4) / (LAST - FIRST + 0.8) * width
        sheet.lines([(place, place)], [(y, y + 1)], 0.7)
        sheet.text(place, y + 3.4, str(t).replace("-", "−"), 6.4, ha="center")
        if t and n.get(t):
            sheet.text(place, y + 9, str(n[t]), 6.4, ha="center", gid="aligned-n")
    sheet.text(x + width / 2, y + 6.2, "days since the infusion", 6.4, ha="center")
    sheet.text(x - 4, y + 9, "n=", 6.4)
