"""One small panel an infusion: a week before it to four weeks after, cut at its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Final

from tracker.analysis import InfusionRow, Report
from tracker.analysis.effect import AROUND
from tracker.charts import words
from tracker.charts.sheet import WIDTH, Point, Sheet, shorten, text_width
from tracker.records import Number
from tracker.records.format import format_date, format_ranges
from tracker.records.validation import normalise

COUNT: Final = 6
FIRST, LAST = AROUND
DAYS: Final = (0, 7, 14, 21, 28)
HEADING: Final = 4.2
NAME: Final = 3.2
AXIS: Final = 3.4
HEIGHT: Final = 21.0
SCALE: Final = 4.0
"""Minimum mm left of the first panel for the numbers of its scale."""
GAP: Final = 4.0
BEFORE_WORD: Final = 1.2
"""Mm between an infusion's name and the word for its direction."""


def draw_thumbnails(sheet: Sheet, report: Report, y: float, height: float = HEIGHT) -> float:
    """Draw the last six treatment days beside one another and return where they end."""
    days: dict[int, list[InfusionRow]] = {}
    for row in report.infusions:
        days.setdefault(row.day.toordinal(), []).append(row)
    found = list(days.values())[-COUNT:]
    count = f"each of the last {words.count_word(len(found))}" if len(found) > 1 else "the infusion"
    heading = f"Around {count}"
    sheet.text(0, y + 3.0, heading, "heading", gid="thumbnails-heading")
    key = ", 7 days before to 28 after; cut at the infusions beside it"
    halfway = {course.number: course.halfway for course in report.courses}
    if any(halfway.get(rows[0].numbered.course) is not None for rows in found):
        key += "; line: halfway"
    left = text_width(heading, "heading") + 3
    # A longer name is whole beside its panel.
    label = shorten(report.main.measure.label, WIDTH - left - text_width(key, "fine"), "fine")
    sheet.text(left, y + 3.0, words.inline(label) + key, "fine", gid="thumbnails-key")
    scale = max(SCALE, *(text_width(words.number(v), "fine") + 1.0 for v in _levels(report)))
    width = (WIDTH - scale - (COUNT - 1) * GAP) / COUNT
    top = y + HEADING + NAME
    tall = height - HEADING - NAME - AXIS
    names = _names(report, found, [width + GAP - 1.5] * (COUNT - 1) + [width - 0.6])
    for index, (rows, name) in enumerate(zip(found, names, strict=True)):
        left = scale + index * (width + GAP)
        word = words.brief_direction(rows[0], report.main.measure)
        sheet.text(left + 0.6, top - 0.8, name, "small-bold", gid="around-name")
        after = left + 0.6 + text_width(name, "small-bold") + BEFORE_WORD
        sheet.text(after, top - 0.8, word, "fine", gid="around-direction")
        _draw_one(sheet, report, rows[0], (left, top, width, tall), halfway, first=index == 0)
    return y + height


def _levels(report: Report) -> tuple[Number, Number, Number]:
    """Return the numbers of the scale: its ends and its middle."""
    measure = report.main.measure
    return measure.low, normalise((measure.low + measure.high) / 2), measure.high


def _names(report: Report, found: list[list[InfusionRow]], rooms: Sequence[float]) -> list[str]:
    """Return each panel's name, with as much detail as fits in all of them beside the direction.

    The last panel has less room: it ends at the edge of the box.
    """
    numbers = [f"#{format_ranges([row.number for row in rows])}" for rows in found]
    days = [rows[0].day for rows in found]
    directions = [
        text_width(words.brief_direction(rows[0], report.main.measure), "fine") for rows in found
    ]
    for say in (partial(words.say_day, report), format_date):
        names = [f"{number} {say(day)}" for number, day in zip(numbers, days, strict=True)]
        beside = zip(names, directions, rooms, strict=False)
        if all(
            text_width(n, "small-bold") + BEFORE_WORD + wide <= room for n, wide, room in beside
        ):
            return names
    return numbers


def _draw_one(
    sheet: Sheet,
    report: Report,
    row: InfusionRow,
    box: tuple[float, float, float, float],
    halfway: dict[int, float | int | None],
    *,
    first: bool,
) -> None:
    left, top, width, tall = box
    measure = report.main.measure
    low, high = float(measure.low), float(measure.high)
    air = (high - low) * 0.05
    up = low - air, high + air
    panel = sheet.panel(left, top, width, tall, (FIRST - 0.5, LAST + 0.5), up, "around")
    panel.strokes("infusion-lines", [((0, up[0]), (0, up[1]))])
    if (level := halfway.get(row.numbered.course)) is not None:
        ends = ((FIRST - 0.5, float(level)), (LAST + 0.5, float(level)))
        panel.strokes("halfway", [ends], "around-halfway")
    points = [(float(p.t), float(p.value)) for p in row.around]
    near = [(a, b) for a, b in pairwise(points) if b[0] - a[0] == 1]
    panel.strokes("around-joins", near)
    panel.points("around-days", [x for x, _ in points], [y for _, y in points])
    bottom = top + tall
    strokes: list[tuple[Point, Point]] = [
        ((left, top), (left, bottom)),
        ((left, bottom), (left + width, bottom)),
    ]
    for day in DAYS:
        x = left + (day - FIRST + 0.5) / (LAST - FIRST + 1) * width
        strokes.append(((x, bottom), (x, bottom + 0.7)))
        at, ha = (left + width, "right") if day == LAST else (x, "center")
        sheet.text(at, bottom + 3.0, str(day), "fine", ha=ha, gid="around-axis")
    sheet.strokes("ticks", strokes)
    if first:
        for level in _levels(report):
            y = bottom - (float(level) - up[0]) / (up[1] - up[0]) * tall
            sheet.text(left - 0.8, y, words.number(level), "fine", ha="right",
                       va="center_baseline", gid="around-scale")  # fmt: skip
