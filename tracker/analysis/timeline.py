"""A measure's days beside the treatment days: which of them belong to which infusion.

Days are ordinals. Values are in exact units of goodness: negated where lower is better, so that
more is always better.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple

from tracker.analysis.daily import DailyValues, LastDays, from_units, median, to_units
from tracker.analysis.report import Level, LevelKind
from tracker.records import Measure, Number, NumberedInfusion


class Span(NamedTuple):
    """Days counted from a treatment day, and how many of them must be logged."""

    kind: LevelKind
    first: int
    last: int
    fewest: int


BEFORE: Final = (Span("usual", -3, -1, 2), Span("wide", -7, -1, 2), Span("single", -3, -1, 1))
AFTER: Final = (Span("usual", 1, 3, 2), Span("wide", 1, 7, 2), Span("single", 1, 3, 1))
BEFORE_COURSE: Final = (Span("usual", -7, -1, 3), Span("wide", -14, -1, 3))
AFTER_SERIES: Final = (Span("usual", 1, 7, 3), Span("wide", 1, 14, 3))


@dataclass(frozen=True, slots=True)
class Measured:
    """A level in units of goodness: the days it rests on and their values."""

    kind: LevelKind = "none"
    days: Sequence[int] = ()
    values: Sequence[int] = ()

    @property
    def value(self) -> int:
        """The median; only for a level that exists (see `__bool__`)."""
        return median(sorted(self.values))

    def __bool__(self) -> bool:
        """Whether there is a level."""
        return self.kind != "none"


@dataclass(frozen=True, slots=True)
class Timeline:
    """A measure's days in order, and the treatment days that no span reaches across."""

    measure: Measure
    daily: DailyValues
    """Goodness of the logged days; treatment days are never among them."""
    treatments: Sequence[int]
    end: int
    today: int

    @classmethod
    def of(
        cls,
        values: DailyValues,
        given: Sequence[NumberedInfusion],
        measure: Measure,
        end: date,
        today: date,
    ) -> Timeline:
        """Make one of the logged days up to the end, without the treatment days."""
        treatments = sorted({numbered.day.toordinal() for numbered in given})
        excluded, last = set(treatments), end.toordinal()
        kept = [
            (day, measure.sign * value)
            for day, value in zip(values.days, values.values, strict=True)
            if day <= last and day not in excluded
        ]
        daily = DailyValues([day for day, _ in kept], [value for _, value in kept], values.late)
        return cls(measure, daily, treatments, last, today.toordinal())

    def previous(self, day: int) -> int | None:
        """Return the treatment day before a day, of whatever course."""
        place = bisect_left(self.treatments, day)
        return self.treatments[place - 1] if place else None

    def following(self, day: int) -> int | None:
        """Return the treatment day after a day, of whatever course."""
        place = bisect_right(self.treatments, day)
        return self.treatments[place] if place < len(self.treatments) else None

    def reach(self, day: int) -> int:
        """Return the last day before the next treatment, or the end of the timeline."""
        following = self.following(day)
        return self.end if following is None else following - 1

    def logged(self, day: int, first: int, last: int) -> range:
        """Return the indexes of the logged days t = first..last from a treatment day.

        None of them lies before the previous treatment day or after the next one.
        """
        previous = self.previous(day)
        earliest = day + first if previous is None else max(day + first, previous + 1)
        return self.daily.between(earliest, min(day + last, self.reach(day)))

    def logged_values(self, day: int, first: int, last: int) -> Sequence[int]:
        """Return the goodness of these days."""
        places = self.logged(day, first, last)
        return self.daily.values[places.start : places.stop]

    def level(self, day: int, spans: Sequence[Span]) -> Measured:
        """Return the median over the first span with enough logged days."""
        for span in spans:
            places = self.logged(day, span.first, span.last)
            if len(places) >= span.fewest:
                inside = slice(places.start, places.stop)
                return Measured(span.kind, self.daily.days[inside], self.daily.values[inside])
        return Measured()

    def empty_days(self, first: int, last: int) -> int:
        """Count the days with neither a daily value nor a treatment, before today."""
        last = min(last, self.today - 1)
        if last < first:
            return 0
        treated = bisect_right(self.treatments, last) - bisect_left(self.treatments, first)
        return last - first + 1 - treated - len(self.daily.between(first, last))

    def last_7_days(self) -> LastDays | None:
        """Return the median of the last seven diary days; None when none of them was logged."""
        found = self.daily.seven_days(self.end)
        return LastDays(self.measure.sign * found.median, found.n) if found else None

    def number(self, goodness: int) -> Number:
        """Return a goodness as a value on the measure's own scale."""
        return from_units(self.measure.sign * goodness)

    def publish(self, measured: Measured) -> Level:
        """Return a level for the report, on the measure's own scale."""
        if not measured:
            return Level()
        ends = sorted(map(self.number, (min(measured.values), max(measured.values))))
        return Level(
            kind=measured.kind,
            value=self.number(measured.value),
            n=len(measured.days),
            low=ends[0],
            high=ends[1],
            first=date.fromordinal(measured.days[0]),
            last=date.fromordinal(measured.days[-1]),
            late=sum(day in self.daily.late for day in measured.days),
        )

    def compare(self, before: Measured, after: Measured) -> Literal["higher", "lower", "same"]:
        """Return whether the level changed by at least a fifth of the range, and which way."""
        change = after.value - before.value
        if 5 * abs(change) < to_units(self.measure.high) - to_units(self.measure.low):
            return "same"
        return "higher" if change > 0 else "lower"
