"""What the panels over time share: one place across, one time axis, one set of infusion lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from matplotlib.collections import LineCollection

from tracker.analysis import InfusionRow, Report
from tracker.charts import fonts
from tracker.charts.sheet import BODY, SMALL, Sheet
from tracker.charts.time_axis import ticks
from tracker.records import Measure, Number
from tracker.records.measure import Better

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEFT: Final = 23.0
RIGHT: Final = 154.0
"""The plot area, in mm from the box's left: labels to its left, direct labels to its right."""

GUTTER: Final = RIGHT + 2.0
BY_DAY: Final = 400
"""Days in a window up to which each day is drawn, and a line for each infusion."""
AXIS_HEIGHT: Final = 7.2
"""Of the ticks with their labels and the year under them."""
LOW_AXIS: Final = 4.4
"""Of a second time axis, which leaves the years to the first."""


@dataclass(frozen=True, slots=True)
class Label:
    """Words at the right edge, at a level of the scale."""

    level: float
    lines: tuple[str, ...]
    bold: bool = False
    colour: str | None = None


def across(report: Report) -> tuple[float, float]:
    """Return the limits of the time axis, with air at both ends for marks on the first day."""
    air = 0.7 + report.window.days * 0.012
    return report.window.start.toordinal() - air, report.window.end.toordinal() + air


def time_panel(
    sheet: Sheet, report: Report, y: float, height: float, up: tuple[float, float], label: str
) -> Axes:
    """Return a panel on the common time axis, with a line for each infusion."""
    axes = sheet.panel(LEFT, y, RIGHT - LEFT, height, across(report), up, label)
    if report.window.days <= BY_DAY:
        verticals(axes, (row.infusion.day for row in report.infusions), up, sheet)
    return axes


def verticals(axes: Axes, days: Iterable[date], up: tuple[float, float], sheet: Sheet) -> None:
    """Draw a dotted line on each infusion's day."""
    lines = [[(day.toordinal(), up[0]), (day.toordinal(), up[1])] for day in days]
    axes.add_collection(
        LineCollection(
            lines,
            colors=sheet.theme.infusion,
            linewidths=0.7,
            linestyles=[(0, (1, 1.6))],
            gid="infusion-lines",
            zorder=1,
        ),
        autolim=False,
    )


def draw_time_axis(sheet: Sheet, report: Report, y: float, *, years: bool = True) -> None:
    """Draw the ticks and their labels under a panel whose lower edge is at y."""
    low, high = across(report)
    scale = (RIGHT - LEFT) / (high - low)
    places = [(LEFT + (t.day.toordinal() - low) * scale, t) for t in ticks(report.window)]
    sheet.rule(y, LEFT, RIGHT)
    sheet.lines(
        [(x, x) for x, _ in places],
        [(y, y + (1.3 if tick.label else 0.8)) for _, tick in places],
        0.7,
    )
    for x, tick in places:
        if tick.label:
            sheet.text(x, y + 3.8, tick.label, SMALL, ha="center", gid="time-label")
        if tick.year and years:
            sheet.text(x, y + 6.6, tick.year, SMALL, ha="center", gid="time-label")


def draw_scale(
    sheet: Sheet, y: float, height: float, levels: Sequence[Number], up: tuple[float, float]
) -> None:
    """Draw the left edge of a panel with its numbers."""
    scale = height / (up[1] - up[0])
    places = [y + height - (level - up[0]) * scale for level in levels]
    sheet.lines([(LEFT, LEFT)], [(places[0], places[-1])], 0.7)
    sheet.lines([(LEFT - 1, LEFT)] * len(places), [(p, p) for p in places], 0.7)
    for place, level in zip(places, levels, strict=True):
        number = f"{level:g}".replace("-", "−")
        sheet.text(LEFT - 1.7, place, number, SMALL, ha="right", va="center", gid="scale-label")


def draw_name(
    sheet: Sheet, y: float, height: float, label: str, scale: str, better: Better
) -> None:
    """Write what a panel shows and, at both ends, which way is better: in words, never flipped."""
    top, bottom = ("better", "worse") if better == "higher" else ("worse", "better")
    room = LEFT - 5.0
    lines = fonts.wrap(fonts.drawable(label), room, BODY, lines=2, bold=True)
    for number, line in enumerate(lines):
        sheet.text(0, y + 2.6 + number * 3.1, line, BODY, bold=True, gid="panel-name")
    below = y + 2.6 + len(lines) * 3.1
    sheet.text(0, below, scale, 6.6)
    if height >= 15:
        sheet.text(0, below + 3.2, f"▲ {top}", 6.6)
        sheet.text(0, y + height - 0.2, f"▼ {bottom}", 6.6)
    else:
        sheet.text(0, below + 2.9, f"▲ {top}", 6.6)


def levels(measure: Measure, height: float) -> list[Number]:
    """Return the numbers at a scale's edge: both ends always, whole steps between, not crowded."""
    span = measure.high - measure.low
    most = max(1, int(height // 4))
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100) if span / s <= most), span)
    between = [measure.low + n * step for n in range(int(span // step) + 1)]
    last = between[-1]
    return between if last == measure.high else [*between[:-1], measure.high]


def draw_labels(
    sheet: Sheet, y: float, height: float, up: tuple[float, float], labels: Sequence[Label]
) -> None:
    """Write labels at the right edge, each as near to its level as the others allow."""
    scale = height / (up[1] - up[0])
    wanted = [(y + height - (label.level - up[0]) * scale, label) for label in labels]
    wanted.sort(key=lambda place: place[0])
    sizes = [len(label.lines) * 2.8 + 0.6 for _, label in wanted]
    tops = apart([level for level, _ in wanted], sizes, y, y + height)
    for top, (_, label) in zip(tops, wanted, strict=True):
        for number, line in enumerate(label.lines):
            sheet.text(
                GUTTER,
                top + 2.3 + number * 2.8,
                line,
                6.6,
                bold=label.bold,
                color=label.colour or sheet.theme.ink,
                gid="edge-label",
            )


def apart(
    middles: Sequence[float], sizes: Sequence[float], top: float, bottom: float
) -> list[float]:
    """Return upper edges for things that want these middles, pushed apart and kept inside."""
    places: list[float] = []
    for index, (middle, size) in enumerate(zip(middles, sizes, strict=True)):
        lowest = places[-1] + sizes[index - 1] if places else top
        places.append(max(middle - size / 2, lowest))
    floor = bottom
    for index in reversed(range(len(places))):
        places[index] = floor = min(places[index], floor - sizes[index])
    return places


def numbers_apart(rows: Sequence[InfusionRow], report: Report, points: float) -> set[int]:
    """Return the infusion numbers that can be written without touching; the last one always."""
    low, high = across(report)
    scale = (RIGHT - LEFT) / (high - low)
    kept: set[int] = set()
    left_edge = float("inf")
    for row in reversed(rows):
        place = (row.infusion.day.toordinal() - low) * scale
        half = fonts.width(str(row.number), points, bold=True) / 2 + 0.4
        if place + half <= left_edge:
            kept.add(row.number)
            left_edge = place - half
    return kept
