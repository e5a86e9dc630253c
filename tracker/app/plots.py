"""What a chart shows of a diary: the last weeks of a measure, or the days around one day.

And the legend of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tracker.app.chart import NAMES, Dot, Lane, Level, LevelKind, Mark, Plot, day_mark, is_crowded
from tracker.app.widgets import MUTED, line
from tracker.records import MOOD, Diary, Measure, Number, number_infusions
from tracker.records.format import MONTHS, format_date, format_number, shorten

if TYPE_CHECKING:
    from tracker.analysis import CourseSummary

DAY: Final = timedelta(days=1)
HOURS_DRAWN: Final = (2, 12)
"""Hours of sleep that are drawn at least: on a scale of 24 an hour would not show."""

SHORTER: Final = {"infusion day": "its day", "written later": "late"}
SHORTEST: Final = SHORTER | {
    "a day": "day",
    "7-day median": "7 days",
    "infusion": "given",
    "no entry": "none",
}
"""Words of the legend where the frame has no room for the whole ones."""


def days_shown(width: int) -> int:
    """Return how many days fit a chart of this width in cells: 28, 56 or 84."""
    return 28 if width < 90 else 56 if width < 130 else 84


def legend(plot: Plot, width: int, height: int) -> Content:
    """Return the legend of the marks that are in a chart of this size, and no others."""
    by_day, kinds = not is_crowded(plot, width), {dot.mark for dot in plot.dots.values()}
    day, days = day_mark(plot, width, height), "a day" if by_day else "one or more days"
    marks = (
        (plot.dots, day, "$mood-7", days),
        (by_day and any(plot.smooth), "─", MUTED, "7-day median"),
        (plot.infusions, "▼", "$infusion", "infusion"),
        (plot.planned, "▽", "$infusion", "planned"),
        (by_day and "infusion" in kinds, "○", MUTED, "infusion day"),
        (by_day and "late" in kinds, "□", "$mood-7", "written later"),
        (by_day and plot.empty, "·", "", "no entry"),
    )

    found = Content("")
    for shorter in ({}, SHORTER, SHORTEST):
        parts = [
            line((mark, style), f" {shorter.get(name, name)}")
            for shown, mark, style, name in marks
            if shown
        ]
        found = Content("  ").join(parts)
        if found.cell_length <= width - 2:
            break
    return found


def day_medians(diary: Diary, measure: str) -> dict[date, Number]:
    """Return the median of each day's ratings.

    Not from `analysis`, which takes longer to import than the first paint may.
    """
    rated: dict[date, list[Number]] = {}
    for check_in in diary.check_ins:
        if (value := check_in.value(measure)) is not None:
            rated.setdefault(check_in.day, []).append(value)
    medians: dict[date, Number] = {}
    for day, values in rated.items():
        ordered, middle = sorted(values), len(values) // 2
        odd = len(values) % 2
        medians[day] = ordered[middle] if odd else (ordered[middle - 1] + ordered[middle]) / 2
    return medians


def days_plot(
    diary: Diary,
    first: date,
    last: date,
    *,
    measure: Measure = MOOD,
    today: date | None = None,
    levels: Sequence[Level] = (),
    smooth: Iterable[Iterable[tuple[date, Number]]] = (),
    marked: date | None = None,
    begun: date | None = None,
) -> Plot:
    """Return the plot of a measure over days, with the other active measures as lanes.

    Args:
        today: named under the axis; never marked as empty.
        levels: horizontal lines, each from its first day on.
        smooth: runs of the smoothed value by day.
        marked: the day being filled in.
        begun: the first day with a rating, where the diary holds only some weeks.
    """
    plot = _plot(diary, measure, first, last, today or last, begun)
    lanes = []
    for other in (m for m in diary.active_measures if m.key != measure.key):
        values = day_medians(diary, other.key)
        if inside := {(d - first).days: v for d, v in values.items() if first <= d <= last}:
            high = HOURS_DRAWN[1] if other.hours_of_sleep else other.high
            best = other.low if other.better == "lower" else other.high
            hint = other.unit or f"{format_number(best)} is best"
            label, hint = (shorten(text, NAMES - 1) for text in (other.label.lower(), hint))
            lanes.append(Lane(label, hint, other.low, high, inside))
    planned = (infusion.day for infusion in diary.infusions if infusion.status == "planned")
    return replace(
        plot,
        planned=[(day - first).days for day in planned if first <= day <= last],
        levels=levels,
        smooth=[[((d - first).days, v) for d, v in run if first <= d <= last] for run in smooth],
        labels=_dates(first, last, today),
        lanes=lanes,
        marked=(marked - first).days if marked and first <= marked <= last else None,
    )


def course_levels(course: CourseSummary | None, first: date) -> list[Level]:
    """Return the levels of a course, each from its own first day on; `first` is day 0."""
    if course is None:
        return []
    known: list[tuple[LevelKind, Number | None, date | None]] = [
        ("before", course.before.value, course.before.first),
        ("halfway", course.halfway, course.halfway_since),
    ]
    levels = []
    for kind, value, since in known:
        if value is not None:
            # Rounded until it fits: part of a number would be another one.
            names = (f"{kind} {format_number(value, decimals)}" for decimals in (2, 1, 0))
            name = next((name for name in names if len(name) < NAMES), kind)
            levels.append(Level(value, name, kind, max(0, ((since or first) - first).days)))
    return levels


def around_plot(
    diary: Diary,
    day: date,
    before: int,
    after: int,
    *,
    today: date,
    measure: Measure = MOOD,
    levels: Sequence[Level] = (),
) -> Plot:
    """Return the days around one, counted from it: −7, 0, +7."""
    plot = _plot(diary, measure, day - before * DAY, day + after * DAY, today)
    weeks = [n for n in range(-before, after + 1) if n and n % 7 == 0]
    return replace(
        plot,
        levels=levels,
        labels=[(before, "0"), *((before + n, format_number(n, signed=True)) for n in weeks)],
        marked=None if before in plot.infusions else before,  # an infusion has its own mark
        names=2,
    )


def _plot(
    diary: Diary, measure: Measure, first: date, last: date, today: date, begun: date | None = None
) -> Plot:
    """Return the days with their marks.

    As on the page, neither a day with an infusion nor one before the first entry is an empty one.
    """
    values = day_medians(diary, measure.key)
    given = {n.day: str(n.number) for n in number_infusions(diary.infusions)}
    starts_at = diary.settings.day_starts_at
    late = {check_in.day for check_in in diary.check_ins if check_in.late(starts_at)}
    begun = begun or min(values, default=last)
    filled = values.keys() | given.keys()
    days = [first + n * DAY for n in range((last - first).days + 1)]
    dots: dict[int, Dot] = {}
    for n, day in enumerate(days):
        if day in values:
            mark: Mark = "infusion" if day in given else "late" if day in late else "day"
            dots[n] = Dot(values[day], mark)
    return Plot(
        days=len(days),
        measure=_drawn(measure, [dot.value for dot in dots.values()]),
        dots=dots,
        infusions={n: given[d] for n, d in enumerate(days) if d in given},
        empty=[n for n, d in enumerate(days) if d not in filled and begun < d < today],
    )


def _drawn(measure: Measure, values: Iterable[Number]) -> Measure:
    """Return the measure with the part of its scale that is drawn, as on the page.

    That is all of it, but for hours of sleep: those go from 2 to 12, or as far as the values.
    """
    if not measure.hours_of_sleep:
        return measure
    hours = [*HOURS_DRAWN, *values]
    return replace(measure, low=floor(min(hours)), high=ceil(max(hours)))


def _dates(first: date, last: date, today: date | None) -> list[tuple[int, str]]:
    """Return the dates under the axis; where two have no room, the earlier one here is written.

    Up to two months every Monday has one, up to four every second, beyond that each year and month,
    beyond three years each year.
    """
    days = (last - first).days + 1
    end = (days - 1, "today" if last == today else format_date(last))
    drawn = [(n, first + n * DAY) for n in range(days - 1, -1, -1)]
    if days > 130:
        begun = [(n, day) for n, day in drawn if day.day == 1]
        years = [(n, str(day.year)) for n, day in begun if day.month == 1]
        months = [(n, MONTHS[day.month - 1]) for n, day in begun if day.month > 1]
        return [end, *years, *(months if days <= 3 * 366 else [])]
    weeks = 1 if days <= 60 else 2  # counted through, since an ISO year may have 53
    mondays = [(n, day) for n, day in drawn if day.weekday() == 0]
    return [
        end,
        *((n, format_date(day)) for n, day in mondays if day.toordinal() // 7 % weeks == 0),
    ]
