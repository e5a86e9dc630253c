"""The treatment strip: infusions, medicines, therapy and lettered events above the mood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from matplotlib.collections import LineCollection

from tracker.analysis import InfusionRow, MedicineSpan, Report, Window
from tracker.charts import fonts
from tracker.charts.ledger import dose_of
from tracker.charts.over_time import LEFT, RIGHT, across, numbers_apart, time_panel
from tracker.charts.phrases import NONE, day
from tracker.charts.sheet import SMALL, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW: Final = 4.3
INFUSION_ROW: Final = 6.0
BOLD_NUMBER: Final = 7.5
"""Points of an infusion's number: it is what the rest of the page refers to."""
MOST_MEDICINES: Final = 6
"""On page one; the others follow on the next page and are in the words."""


def strip_height(report: Report) -> float:
    """Return the height of the strip in mm."""
    rows = min(len(report.medicines), MOST_MEDICINES)
    further = bool(doses(report)) + bool(report.therapy) + bool(report.keyed)
    return INFUSION_ROW + ROW * (rows + further) + 1.0


def draw_strip(sheet: Sheet, report: Report, y: float) -> float:
    """Draw the strip and return where it ends."""
    height = strip_height(report)
    axes = time_panel(sheet, report, y, height, (height, 0), "strip")
    _infusions(sheet, axes, report, y)
    if not report.infusions:
        sheet.text(LEFT + 2, y + 3.7, "none in these days", SMALL)
    below = INFUSION_ROW
    if doses(report):
        _row_name(sheet, y + below, "Dose")
        _doses(sheet, report, y + below)
        below += ROW
    for medicine in report.medicines[:MOST_MEDICINES]:
        _row_name(sheet, y + below, medicine.title)
        _medicine(sheet, axes, report.window, medicine.spans, y, below)
        below += ROW
    if report.therapy:
        _row_name(sheet, y + below, "Therapy")
        _therapy(axes, sheet, report, below)
        below += ROW
    if report.keyed:
        _row_name(sheet, y + below, "Notes, events")
        _keys(sheet, report, y + below)
    return y + height


def _x(report: Report, ordinal: float) -> float:
    low, high = across(report)
    return LEFT + (ordinal - low) / (high - low) * (RIGHT - LEFT)


def _row_name(sheet: Sheet, y: float, name: str) -> None:
    shown = fonts.fit(fonts.drawable(name), LEFT - 1.6, SMALL)
    sheet.text(LEFT - 1.2, y + 3.1, shown, SMALL, ha="right", gid="row-name")


def _infusions(sheet: Sheet, axes: Axes, report: Report, y: float) -> None:
    _row_name(sheet, y + 0.6, "Infusion")
    shown = numbers_apart(report.infusions, report, BOLD_NUMBER)
    days = [row.infusion.day.toordinal() for row in report.infusions]
    axes.plot(
        days,
        [4.6] * len(days),
        linestyle="none",
        marker="v",
        markersize=5,
        color=sheet.theme.infusion,
        markeredgewidth=0,
        gid="infusions",
        clip_on=False,
    )
    for row in report.infusions:
        if row.number in shown:
            x = _x(report, row.infusion.day.toordinal())
            sheet.text(
                x,
                y + 2.6,
                str(row.number),
                BOLD_NUMBER,
                bold=True,
                ha="center",
                gid="infusion-number",
            )


def doses(report: Report) -> list[tuple[InfusionRow, str]]:
    """Return the infusions at which the dose was first known or changed, each with its dose."""
    found: list[tuple[InfusionRow, str]] = []
    for row in report.infusions:
        dose = dose_of([row])
        if dose != NONE and (not found or dose != found[-1][1]):
            found.append((row, dose))
    return found


def _doses(sheet: Sheet, report: Report, y: float) -> None:
    """Write a dose where it began: a change of it is the first thing a clinic asks about."""
    edge = LEFT
    for row, dose in doses(report):
        x = max(_x(report, row.infusion.day.toordinal()) + 0.6, edge)
        if x + fonts.width(dose, 6.6) > RIGHT:
            return
        sheet.text(x, y + 3.1, dose, 6.6, gid="infusion-dose", bbox=_HALO)
        edge = x + fonts.width(dose, 6.6) + 1.0


def _medicine(
    sheet: Sheet,
    axes: Axes,
    window: Window,
    spans: Sequence[MedicineSpan],
    y: float,
    below: float,
) -> None:
    """Draw a medicine's doses as bars: ticks where one starts or stops, arrows where it goes on."""
    level = below + 3.4
    used = -1.0
    for span in spans:
        start, stop = span.first.toordinal(), (span.last or window.end).toordinal()
        low, high = window.start.toordinal() - 0.5, window.end.toordinal() + 0.5
        left, right = max(start, low), min(stop, high)
        axes.plot(
            [left, right],
            [level, level],
            color=sheet.theme.ink,
            linewidth=1.6,
            gid="medicine",
            solid_capstyle="butt",
        )
        _end(axes, sheet, left, level, "|" if start >= low else "<")
        _end(axes, sheet, right, level, "|" if span.last and stop <= high else ">")
        used = _dose(sheet, axes, span, window, (left, right), y + below + 2.6, used)


def _end(axes: Axes, sheet: Sheet, x: float, level: float, marker: str) -> None:
    axes.plot(
        [x],
        [level],
        marker=marker,
        markersize=4,
        color=sheet.theme.ink,
        markeredgewidth=1.0,
        clip_on=False,
    )


def _dose(
    sheet: Sheet,
    axes: Axes,
    span: MedicineSpan,
    window: Window,
    ends: tuple[float, float],
    y: float,
    used: float,
) -> float:
    """Write dose and dates above a bar, as far as there is room; return where the words end."""
    low, high = axes.get_xlim()
    scale = (RIGHT - LEFT) / (high - low)
    left = max(LEFT + (ends[0] - low) * scale + 0.8, used + 1.2)
    words = _dose_words(span, window)
    room = RIGHT - left
    if room < 8 or not words:
        return used
    shown = fonts.fit(fonts.drawable(words), room, 6.6)
    sheet.text(left, y, shown, 6.6, gid="dose", backgroundcolor="white", bbox=_HALO)
    return left + fonts.width(shown, 6.6)


_HALO: Final = {"facecolor": "white", "edgecolor": "none", "pad": 0.3}


def _dose_words(span: MedicineSpan, window: Window) -> str:
    parts = [span.dose or ""]
    if span.first in window:
        parts.append(f"from {day(span.first)}")
    if span.last and span.last in window:
        parts.append(f"to {day(span.last)}")
    return " ".join(part for part in parts if part)


def _therapy(axes: Axes, sheet: Sheet, report: Report, below: float) -> None:
    """Draw a session as an upright tick, a stay as a bar."""
    strokes = [
        [(t.first.toordinal(), below + 1.2), (t.first.toordinal(), below + 3.4)]
        if t.first == t.last
        else [(t.first.toordinal(), below + 2.3), (t.last.toordinal(), below + 2.3)]
        for t in report.therapy
    ]
    axes.add_collection(
        LineCollection(strokes, colors=sheet.theme.ink, linewidths=1.4, gid="therapy"),
        autolim=False,
    )


def _keys(sheet: Sheet, report: Report, y: float) -> None:
    """Write the letters in boxes; one that would touch the one before moves to its right."""
    edge = LEFT - 3.0
    for item in report.keyed:
        x = max(_x(report, max(item.day, report.window.start).toordinal()), edge + 3.4)
        if x > RIGHT:
            return
        sheet.text(x, y + 3.1, item.key, SMALL, bold=True, ha="center", gid="event-key", bbox=_BOX)
        edge = x + (1.6 if len(item.key) > 1 else 0)


_BOX: Final = {"facecolor": "white", "edgecolor": "black", "linewidth": 0.7, "pad": 0.9}
