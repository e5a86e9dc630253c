"""What all panels over time share: the place of a day, the time axis, scales and labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tracker.analysis import Report, Window
from tracker.charts.sheet import Panel, Sheet, shorten, text_width, wrap
from tracker.charts.theme import TEXT
from tracker.charts.words import number
from tracker.records import Number
from tracker.records.format import MONTHS, format_date

LEFT: Final = 30.0
RIGHT: Final = 155.0
"""The plot area, in mm from the left of the box: names left of it, labels right of it."""
GUTTER: Final = RIGHT + 2.0
GUTTER_ROOM: Final = 23.0
NAME_ROOM: Final = 24.0
"""Mm for words left of the plot, and left of the numbers of its scale."""
NUMBERS_END: Final = LEFT - 1.6
BY_DAY: Final = 400
"""A window of up to this many days is drawn day by day, with a line for each infusion."""
BY_WEEK: Final = 732
"""A window of up to this many days is drawn week by week, a longer one by months."""
AXIS_HEIGHT: Final = 5.0
"""Mm of the ticks with their labels."""


def time_limits(report: Report) -> tuple[float, float]:
    """Return the limits of the time axis, with air at both ends for marks on the first day."""
    air = 0.7 + report.window.days * 0.012
    return report.window.start.toordinal() - air, report.window.end.toordinal() + air


def place(report: Report, day: date) -> float:
    """Return where a day is, in mm from the box's left; days outside the window at its edges."""
    return place_of(report, min(max(day, report.window.start), report.window.end).toordinal())


def place_of(report: Report, ordinal: float) -> float:
    """Return where an ordinal is, or the edge between two days, in mm from the box's left."""
    low, high = time_limits(report)
    return LEFT + (ordinal - low) / (high - low) * (RIGHT - LEFT)


def time_panel(
    sheet: Sheet, report: Report, y: float, height: float, up: tuple[float, float], gid: str
) -> Panel:
    """Return a panel on the common time axis, with a dotted line for each infusion."""
    panel = sheet.panel(LEFT, y, RIGHT - LEFT, height, time_limits(report), up, gid)
    if report.window.days <= BY_DAY:
        days = dict.fromkeys(row.day.toordinal() for row in report.infusions)
        panel.strokes("infusion-lines", [((day, up[0]), (day, up[1])) for day in days])
    return panel


# Scales and labels


def draw_scale(
    sheet: Sheet, y: float, height: float, levels: Sequence[Number], up: tuple[float, float]
) -> None:
    """Draw the left edge of a panel with its numbers."""
    scale = height / (up[1] - up[0])
    places = [y + height - (float(level) - up[0]) * scale for level in levels]
    ticks = [((LEFT - 1, p), (LEFT, p)) for p in places]
    sheet.strokes("ticks", [((LEFT, places[0]), (LEFT, places[-1])), *ticks])
    for p, level in zip(places, levels, strict=True):
        sheet.text(NUMBERS_END, p, number(level), "small", ha="right", va="center",
                   gid="scale-label")  # fmt: skip


def name_room(low: Number, high: Number) -> float:
    """Return the mm that words have beside a scale: long numbers leave less."""
    widest = max(text_width(number(level), "small") for level in (low, high))
    return min(NAME_ROOM, NUMBERS_END - widest - 0.8)


def draw_name(
    sheet: Sheet, y: float, height: float, name: str, ends: tuple[str, str], room: float,
    *, below: float = 0,
) -> None:  # fmt: skip
    """Write a panel's name, and the meaning of its scale's ends beside them.

    `room` is the width for it, `below` the height under the scale's low end, both in mm.
    """
    lines, (low, high) = wrap(name, room, "body-bold"), ends
    most = _name_lines(height)
    if len(lines) > most and _ends_share_a_row(lines, ends, room):
        after = sheet.lines(0, y + 2.4, lines, "body-bold", gid="panel-name")
        sheet.text(0, after - 0.2, f"{high}, {low}", "fine", gid="scale-end")
        return
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], shorten(rest, room, "body-bold")]
    after = sheet.lines(0, y + 2.4, lines, "body-bold", gid="panel-name")
    sheet.text(0, after - 0.2, shorten(high, room, "small"), "small", gid="scale-end")
    bottom = y + height - below
    if bottom >= after + 2.5:
        sheet.text(0, bottom, shorten(low, room, "small"), "small", gid="scale-end")


def _name_lines(height: float) -> int:
    return 3 if height >= 15 else 1


def _ends_share_a_row(lines: Sequence[str], ends: tuple[str, str], room: float) -> bool:
    """Whether a low panel has room for a name in two lines, its scale's ends in the third."""
    return len(lines) == 2 and text_width(", ".join(ends), "fine") <= room


def name_fits(name: str, height: float, room: float, ends: tuple[str, str]) -> bool:
    """Whether a panel of that height shows the whole of its name."""
    lines = wrap(name, room, "body-bold")
    return len(lines) <= _name_lines(height) or _ends_share_a_row(lines, ends, room)


def scale_levels(low: Number, high: Number, height: float) -> list[Number]:
    """Return the numbers at a scale's edge: both ends always, whole steps between, not crowded."""
    span = high - low
    max_steps = max(1, int(height // 4.5))
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500) if span / s <= max_steps), span)
    if step >= span:
        return [low, high]
    levels = [low + n * step for n in range(int(span // step) + 1)]
    return levels if levels[-1] == high else [*levels[:-1], high]


@dataclass(frozen=True, slots=True)
class Label:
    """Words at the right edge, at a level of the scale."""

    level: float
    words: str
    style: str = "small"
    role: str = "ink"
    gid: str = "edge-label"


def draw_labels(
    sheet: Sheet, y: float, height: float, up: tuple[float, float], labels: Sequence[Label]
) -> None:
    """Write labels at the right edge, each as near to its level as the others allow."""
    scale = height / (up[1] - up[0])
    wanted = sorted(
        ((y + height - (label.level - up[0]) * scale, label) for label in labels),
        key=lambda item: item[0],
    )
    broken = [
        (middle, label, wrap(label.words, GUTTER_ROOM, label.style)) for middle, label in wanted
    ]
    sizes = [len(lines) * TEXT[label.style].line for _, label, lines in broken]
    tops = spread_labels([middle for middle, _, _ in broken], sizes, y - 1, y + height + 1)
    for top, (_, label, lines) in zip(tops, broken, strict=True):
        pitch = TEXT[label.style].line
        for index, line in enumerate(lines):
            middle = top + (index + 0.5) * pitch
            sheet.text(GUTTER, middle, line, label.style, va="center_baseline", gid=label.gid,
                       role=label.role)  # fmt: skip


def spread_labels(
    middles: Sequence[float], sizes: Sequence[float], top: float, bottom: float
) -> list[float]:
    """Return the upper edges of boxes near these middles, moved so that none overlap or leave."""
    places: list[float] = []
    for index, (middle, size) in enumerate(zip(middles, sizes, strict=True)):
        lowest = places[-1] + sizes[index - 1] if places else top
        places.append(max(middle - size / 2, lowest))
    floor = bottom
    for index in reversed(range(len(places))):
        places[index] = floor = min(places[index], floor - sizes[index])
    return places


def spaced(
    places: Iterable[tuple[float, str]], style: str, *, gap: float = 0.8
) -> Iterator[tuple[float, str]]:
    """Yield the texts, centred at their places; of two that would touch, only the right one."""
    edge = float("inf")
    for x, words in sorted(places, reverse=True):
        half = text_width(words, style) / 2
        if x + half <= edge:
            edge = x - half - gap
            yield x, words


# The axis itself


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark under the time axis; without a label it is a short one."""

    day: date
    label: str = ""
    year: str = ""
    """Written after the first label of each year."""


def draw_time_axis(sheet: Sheet, report: Report, y: float) -> None:
    """Draw the ticks and their labels under a panel whose lower edge is at y."""
    places = [(place(report, tick.day), tick) for tick in ticks(report.window)]
    lengths = [((x, y), (x, y + (1.3 if tick.label else 0.8))) for x, tick in places]
    sheet.strokes("ticks", lengths)
    sheet.rule(y, LEFT, RIGHT)
    labels = [(x, f"{tick.label} {tick.year}".strip()) for x, tick in places if tick.label]
    for x, label in spaced(labels, "small"):
        sheet.text(x, y + 3.7, label, "small", ha="center", gid="time-label")


def ticks(window: Window) -> tuple[Tick, ...]:
    """Return the ticks of a window, in order. Months are named: 03/04 is two different days."""
    labelled = {when: Tick(when, _label(window, when)) for when in _major(window)}
    seen: set[int] = set()
    for when, tick in labelled.items():
        if when.year not in seen and tick.label != str(when.year):
            labelled[when] = Tick(when, tick.label, str(when.year))
        seen.add(when.year)
    marks = {when: Tick(when) for when in _minor(window)} | labelled
    return tuple(marks[when] for when in sorted(marks))


_DAILY: Final = 45
_FORTNIGHTLY: Final = 100
_MONTHLY: Final = 240
_QUARTERLY: Final = 1200
"""Days in a window up to which each kind of tick is used."""


def _label(window: Window, when: date) -> str:
    if window.days > _QUARTERLY:
        return str(when.year)
    return format_date(when) if window.days <= _FORTNIGHTLY else MONTHS[when.month - 1]


def _major(window: Window) -> list[date]:
    """Return the days with a label; a window of a few days without a Monday has its first."""
    if window.days <= _FORTNIGHTLY:
        return list(_mondays(window, 1 if window.days <= _DAILY else 2)) or [window.start]
    if window.days <= BY_DAY:
        return list(_months(window, 1 if window.days <= _MONTHLY else 2))
    return list(_months(window, 3 if window.days <= _QUARTERLY else 12))


def _minor(window: Window) -> list[date]:
    if window.days <= _DAILY:
        return [window.start + timedelta(days=n) for n in range(window.days)]
    if window.days <= _MONTHLY:
        return list(_mondays(window, 1))
    return list(_months(window, 1 if window.days <= _QUARTERLY else 3))


def _mondays(window: Window, every: int) -> Iterator[date]:
    first = window.start + timedelta(days=-window.start.weekday() % 7)
    for offset in range(0, (window.end - first).days + 1, 7 * every):
        yield first + timedelta(days=offset)


def _months(window: Window, every: int) -> Iterator[date]:
    for year in range(window.start.year, window.end.year + 1):
        for month in range(1, 13, every):
            if (first := date(year, month, 1)) in window:
                yield first
