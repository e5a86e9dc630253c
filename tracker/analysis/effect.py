"""What the days around each infusion show, and whether a course's level lasts.

Two separate questions. What one infusion did: the days just after it are compared with the days
just before it; no baseline is needed. Whether the improvement lasts: each day is compared with one
reference value per course, halfway between the week before the course and the week after a series.

The rule. t counts days from a treatment day (t = 0, never used). Levels are medians of daily
values. No span reaches past the previous treatment day backwards or the next one forwards, of
whatever course. u is a fifth of the scale's range. A day is empty with neither a daily value nor
a treatment; today and later days never are.

1. Before: t = −3..−1 with at least 2 logged days (usual), else −7..−1 with at least 2 (wide), else
   the one day in −3..−1 (single), else none.
2. After: the same for t = 1..3 and 1..7.
3. Change: after minus before, signed so that + is better. Direction is the first that applies: no
   entries before; no entries after; unclear when either is single; rose when the change is at least
   u and after is better than every logged day of t = −7..−1; fell, mirrored; else about the same.
4. Before the course: t = −7..−1 of its first infusion with at least 3 days, else −14..−1.
5. After a series (infusions at most 8 days apart, at most 8 weeks long): t = 1..7 after its last
   infusion with at least 3 days, else 1..14.
6. Halfway: midway between 4 and 5 of the first series that ends within 8 weeks of the course's
   first infusion and lifted the level by at least u, above every day that 4 rests on. A course that
   begins at or above the halfway of the course before keeps that one.
7. Days at or above halfway: of the logged days after that series, to the log's end or next course.
8. A bar is drawn if the level reached halfway within a week. It runs from t = 1 to the day before
   the next treatment, cut where more than 14 empty days lie between logged ones. After a day at or
   above halfway it is lost on the first of two low days, at most 3 apart, if their week is low too.
9. Its length is the last day at or above halfway before that; days_max the day before the loss.
   Not lost: cut short by a gap (more than 14 empty days), the next infusion, or the end.
10. It is open when 1 was at or above halfway already, filled when the level rose, else thin.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise
from typing import Final, Literal

from tracker.analysis.daily import DailyValues, LastDays, from_units, median
from tracker.analysis.report import (
    Bar,
    BarStart,
    CourseSummary,
    DayPoint,
    Direction,
    HalfwaySource,
    InfusionRow,
    NoHalfway,
    Share,
)
from tracker.analysis.timeline import AFTER, AFTER_SERIES, BEFORE, BEFORE_COURSE, Measured, Timeline
from tracker.records import Measure, NumberedInfusion

SERIES_SPACING: Final = 8
"""Days from one infusion to the next within a series, at most."""
SERIES_LENGTH: Final = 56
"""Days from a series' first infusion to its last, at most; and from a course's first infusion to
the end of a series that may set halfway."""
MAX_EMPTY_DAYS: Final = 14
"""More empty days than this in a row end a bar: nothing is known about the level after them."""
LOSS_PAIR: Final = 3
"""Calendar days between two low days that count as one after the other, at most."""
SMOOTHING_BREAK: Final = 7
"""An infusion more than this many days after the one before breaks the smoothed line."""
AROUND: Final = (-7, 28)
"""Days around an infusion that its thumbnail chart shows."""


@dataclass(frozen=True, slots=True)
class Halfway:
    """A course's halfway, where it comes from, and the first day that is compared with it."""

    value: int
    source: HalfwaySource
    since: int


@dataclass(frozen=True, slots=True)
class Effect:
    """The result for one measure: a row per listed infusion, and a summary per course."""

    infusions: tuple[InfusionRow, ...]
    courses: tuple[CourseSummary, ...]
    last_7_days: LastDays | None


def read_effect(
    values: DailyValues,
    given: Sequence[NumberedInfusion],
    measure: Measure,
    *,
    end: date,
    today: date,
    listed_from: date = date.min,
) -> Effect:
    """Apply the rule to one measure's daily values and the infusions given up to a day.

    `values` are the daily values up to `end`, from the diary's beginning on; those of treatment
    days are ignored. `given` are all infusions given up to `end`, in order. Empty days are counted
    before `today` only: its entry may still come. Infusions before `listed_from` have no row.
    """
    timeline = Timeline.of(values, given, measure, end, today)
    by_course = [list(group) for _, group in groupby(given, key=lambda n: n.course)]
    readings: list[CourseReading] = []
    for infusions in by_course:
        before = readings[-1] if readings else None
        readings.append(CourseReading.of(timeline, infusions, before))
    return Effect(
        infusions=tuple(row for reading in readings for row in reading.rows(listed_from)),
        courses=tuple(reading.summary() for reading in readings),
        last_7_days=timeline.last_7_days(),
    )


def smoothing_breaks(given: Sequence[NumberedInfusion]) -> tuple[date, ...]:
    """Return the days across which no line is smoothed: where a new level may begin.

    A course's first treatment day, and one that came more than seven days after the one before.
    """
    days = sorted({numbered.day for numbered in given})
    first_days = {numbered.day for numbered in given if numbered.number_in_course == 1}
    spaced = {day for before, day in pairwise(days) if (day - before).days > SMOOTHING_BREAK}
    return tuple(sorted(first_days | spaced))


def _direction(timeline: Timeline, day: int, before: Measured, after: Measured) -> Direction:
    """Clause 3, in its order; it uses the non-overlap test of single-case research."""
    if not before:
        return "no_entries_before"
    if not after:
        return "no_entries_after"
    if "single" in (before.kind, after.kind):
        return "unclear"
    week = timeline.logged_values(day, -7, -1)
    compared = timeline.compare(before, after)
    if compared == "higher" and after.value > max(week):
        return "rose"
    if compared == "lower" and after.value < min(week):
        return "fell"
    return "same"


def _bar(
    timeline: Timeline, day: int, after: Measured, halfway: int, start: BarStart
) -> Bar | None:
    """Clauses 8 and 9: how long the level stayed at or above halfway."""
    week = timeline.logged_values(day, 1, 7)
    reached = after.kind in ("usual", "wide") and after.value >= halfway
    reached_in_week = len(week) >= 3 and median(sorted(week)) >= halfway
    if not (reached or reached_in_week):
        return None
    reach = timeline.reach(day)
    run, cut_by = _cut_at_gap(timeline, timeline.daily.between(day + 1, reach))
    days = timeline.daily.days
    values = timeline.daily.values
    loss = _first_loss(timeline.daily, run, halfway)
    counted = run if loss is None else range(run.start, loss)
    # Never empty: one of these days is at or above halfway, and a loss comes after such a day.
    last = max(place for place in counted if values[place] >= halfway)
    days_min = days[last] - day
    not_logged = days_min - (last - run.start + 1)
    if loss is not None:
        return Bar(start, "lost", days_min, days[loss] - day - 1, not_logged, False, 0)
    ends_low = values[run[-1]] < halfway
    empty_days = cut_by or timeline.empty_days(days[run[-1]] + 1, reach)
    if empty_days > MAX_EMPTY_DAYS:
        return Bar(start, "gap", days_min, None, not_logged, ends_low, empty_days)
    cut_short = timeline.following(day) is not None
    end: Literal["next_infusion", "end_of_log"] = "next_infusion" if cut_short else "end_of_log"
    return Bar(start, end, days_min, None, not_logged, ends_low, 0)


def _cut_at_gap(timeline: Timeline, run: range) -> tuple[range, int]:
    """Clause 8: cut the run where more than 14 empty days lie between two days.

    Returns the run and the number of empty days it was cut by, 0 where it was not.
    """
    days = timeline.daily.days
    for place, following in pairwise(run):
        empty = timeline.empty_days(days[place] + 1, days[following] - 1)
        if empty > MAX_EMPTY_DAYS:
            return range(run.start, following), empty
    return run, 0


def _first_loss(daily: DailyValues, run: range, halfway: int) -> int | None:
    """Clause 8: two low days, at most three apart, in a low week, after a day at or above."""
    seen_above = False
    for place, following in pairwise(run):
        seen_above = seen_above or daily.values[place] >= halfway
        pair_is_low = daily.values[place] < halfway and daily.values[following] < halfway
        near = daily.days[following] - daily.days[place] <= LOSS_PAIR
        if not (seen_above and pair_is_low and near):
            continue
        until = bisect_right(daily.days, daily.days[place] + 6, hi=run.stop)
        if median(sorted(daily.values[place:until])) < halfway:
            return place
    return None


@dataclass(frozen=True, slots=True)
class CourseReading:
    """One course on its timeline: its series, the week before it, and its halfway."""

    timeline: Timeline
    infusions: Sequence[NumberedInfusion]
    series: Sequence[Sequence[NumberedInfusion]]
    before: Measured
    halfway: Halfway | None
    no_halfway_because: NoHalfway | None

    @classmethod
    def of(
        cls,
        timeline: Timeline,
        infusions: Sequence[NumberedInfusion],
        previous: CourseReading | None,
    ) -> CourseReading:
        """Clauses 4 to 6. A course that begins at or above the halfway before keeps that one."""
        first = _day(infusions[0])
        before = timeline.level(first, BEFORE_COURSE)
        series = list(_split_series(infusions))
        halfway, reason = _own_halfway(timeline, series, before)
        earlier = previous.halfway if previous else None
        if earlier and before and before.value >= earlier.value:
            halfway, reason = Halfway(earlier.value, earlier.source, first + 1), None
        return cls(timeline, infusions, series, before, halfway, reason)

    def rows(self, listed_from: date) -> Iterator[InfusionRow]:
        """Yield a row for each infusion from a day on."""
        for series in self.series:
            for infusion in series:
                if infusion.day >= listed_from:
                    later = (other.number for other in series if other.day > infusion.day)
                    yield self._row(infusion, next(later, None))

    def _row(self, infusion: NumberedInfusion, next_in_series: int | None) -> InfusionRow:
        """Clauses 1 to 3 and 10."""
        timeline, day = self.timeline, _day(infusion)
        before, after = timeline.level(day, BEFORE), timeline.level(day, AFTER)
        direction = _direction(timeline, day, before, after)
        previous, following = timeline.previous(day), timeline.following(day)
        next_day = timeline.logged_values(day, 1, 1)
        bar = None
        if self.halfway:
            start: BarStart = "rose" if direction == "rose" else "smaller"
            if before and before.value >= self.halfway.value:
                start = "already"
            bar = _bar(timeline, day, after, self.halfway.value, start)
        return InfusionRow(
            numbered=infusion,
            days_since_previous=None if previous is None else day - previous,
            days_to_next=None if following is None else following - day,
            before=timeline.publish(before),
            next_day=timeline.number(next_day[0]) if next_day else None,
            after=timeline.publish(after),
            change=from_units(after.value - before.value) if before and after else None,
            direction=direction,
            bar=bar,
            next_in_series=next_in_series,
            annotations=(),
            around=tuple(
                DayPoint(timeline.daily.days[n] - day, timeline.number(timeline.daily.values[n]))
                for n in timeline.logged(day, *AROUND)
            ),
        )

    def summary(self) -> CourseSummary:
        """Return the course with clauses 4 to 7 applied."""
        timeline, infusions, halfway = self.timeline, self.infusions, self.halfway
        first, opening = _day(infusions[0]), self.series[0]
        opening_ends = _day(opening[-1])
        after = timeline.level(opening_ends, AFTER_SERIES)
        both = bool(self.before and after)
        joins_until = min(opening_ends + SERIES_SPACING, first + SERIES_LENGTH)
        no_later_infusion = timeline.following(opening_ends) is None
        span_end = timeline.reach(_day(infusions[-1]))
        previous = timeline.previous(first)
        summary = CourseSummary(
            number=infusions[0].course,
            first=infusions[0].day,
            last=infusions[-1].day,
            given=len(infusions),
            first_infusion_number=infusions[0].number,
            days_since_previous=None if previous is None else first - previous,
            before=timeline.publish(self.before),
            after_opening_series=timeline.publish(after),
            through=opening[-1].number_in_course,
            opening_may_still_grow=no_later_infusion and timeline.end <= joins_until,
            opening_change=from_units(after.value - self.before.value) if both else None,
            opening_direction=timeline.compare(self.before, after) if both else None,
            days_after_opening=len(timeline.logged(opening_ends, 1, 14)),
            after_opening_incomplete=no_later_infusion and timeline.end < opening_ends + 14,
            no_halfway_because=self.no_halfway_because,
            span_end=date.fromordinal(span_end),
        )
        if halfway is None:
            return summary
        since, between = halfway.since, timeline.daily.values_between
        return replace(
            summary,
            halfway=timeline.number(halfway.value),
            halfway_of_course=halfway.source.course,
            halfway_source=halfway.source,
            halfway_since=date.fromordinal(since),
            at_or_above=_share(between(since, span_end), halfway),
            blank=timeline.empty_days(since, span_end),
            last_28_days=_share(between(max(since, span_end - 27), span_end), halfway),
            fortnight_before=_share(timeline.logged_values(first, -14, -1), halfway),
        )


def _day(infusion: NumberedInfusion) -> int:
    return infusion.day.toordinal()


def _share(values: Sequence[int], halfway: Halfway) -> Share:
    """Clause 7: how many of these days are at or above halfway."""
    return Share(sum(value >= halfway.value for value in values), len(values))


def _split_series(infusions: Sequence[NumberedInfusion]) -> list[list[NumberedInfusion]]:
    """Return the series of a course: at most 8 days apart, and at most 8 weeks long."""
    series: list[list[NumberedInfusion]] = []
    for infusion in infusions:
        day = _day(infusion)
        if (
            series
            and day - _day(series[-1][-1]) <= SERIES_SPACING
            and day - _day(series[-1][0]) <= SERIES_LENGTH
        ):
            series[-1].append(infusion)
        else:
            series.append([infusion])
    return series


def _own_halfway(
    timeline: Timeline, series: Sequence[Sequence[NumberedInfusion]], before: Measured
) -> tuple[Halfway | None, NoHalfway | None]:
    """Clause 6: halfway by the first series that lifted the level, else why the closest did not.

    Only a series that ends within eight weeks of the course's first infusion: a
    later one may be high by chance.
    """
    if not before:
        return None, "no_before"
    last_allowed = _day(series[0][0]) + SERIES_LENGTH
    reasons: list[NoHalfway] = ["no_after"]
    for infusions in series:
        last = _day(infusions[-1])
        after = timeline.level(last, AFTER_SERIES) if last <= last_allowed else Measured()
        if not after:
            continue
        if timeline.compare(before, after) != "higher":
            reasons.append("less_than_u")
        elif after.value <= max(before.values):
            reasons.append("not_above_every_day")
        else:
            source = HalfwaySource(
                course=infusions[0].course,
                first=infusions[0].number_in_course,
                through=infusions[-1].number_in_course,
                before=timeline.publish(before),
                after=timeline.publish(after),
            )
            return Halfway((before.value + after.value) // 2, source, last + 1), None
    return None, max(reasons, key=("no_after", "less_than_u", "not_above_every_day").index)
