"""The rule in a second implementation: date by date, in fractions, sharing no code with tracker.

It follows the text of the rule sentence by sentence, and returns courses and infusions as in the
JSON of the summary, so that tests can compare the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

Json = dict[str, Any]
REASONS = ("no_before", "no_after", "less_than_u", "not_above_every_day")


class Given(NamedTuple):
    """A given infusion."""

    day: date
    new_course: bool = False


def middle(values: Sequence[Fraction]) -> Fraction:
    row = sorted(values)
    return (row[(len(row) - 1) // 2] + row[len(row) // 2]) / 2


def plain(value: float) -> Fraction:
    """Return a value as typed: exactly 0.1, not the nearest binary number."""
    return Fraction(str(value))


def number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def level_json(kind: str, values: Sequence[Fraction]) -> Json:
    value = number(middle(values)) if values else None
    return {"value": value, "n": len(values), "kind": kind}


class Course:
    """A course: its treatment days, and its halfway or why it has none."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.days: list[date] = []
        self.halfway: Fraction | None = None
        self.halfway_of: int | None = None
        self.counted_from: date | None = None
        self.reason: str | None = None


class Book:
    """One measure's daily values up to the window's end, and the days of treatment."""

    def __init__(
        self,
        scale: tuple[float, float, str],
        ratings: Mapping[date, Sequence[float]],
        given: Sequence[Given],
        end: date,
        today: date,
    ) -> None:
        low, high, better = scale
        self.s = 1 if better == "higher" else -1
        self.u = (plain(high) - plain(low)) / 5
        self.end, self.today = end, today
        self.given = sorted(g for g in given if g.day <= end)
        self.treated = sorted({g.day for g in self.given})
        self.value = {
            day: middle([plain(v) for v in values])
            for day, values in sorted(ratings.items())
            if day <= end and day not in self.treated
        }
        self.courses = self._courses()
        for before, course in zip([None, *self.courses], self.courses, strict=False):
            self._find_halfway(course, before)

    def _courses(self) -> list[Course]:
        courses: list[Course] = []
        for n, day in enumerate(self.treated):
            marked = any(g.new_course for g in self.given if g.day == day)
            if n == 0 or marked or day - self.treated[n - 1] > timedelta(weeks=8):
                courses.append(Course(len(courses) + 1))
            courses[-1].days.append(day)
        return courses

    def course_of(self, day: date) -> Course:
        return next(course for course in self.courses if day in course.days)

    # Spans

    def day_before(self, day: date) -> date | None:
        """The treatment day before."""
        return max((d for d in self.treated if d < day), default=None)

    def day_after(self, day: date) -> date | None:
        """The treatment day after."""
        return min((d for d in self.treated if d > day), default=None)

    def days(self, day: date, first: int, last: int) -> list[date]:
        """The logged days t = first..last, cut at the neighbouring treatment days."""
        before, after = self.day_before(day), self.day_after(day)
        dates = [day + timedelta(days=t) for t in range(first, last + 1) if t]
        return [
            d
            for d in dates
            if d in self.value and (not before or d > before) and (not after or d < after)
        ]

    def values(self, day: date, first: int, last: int) -> list[Fraction]:
        return [self.value[d] for d in self.days(day, first, last)]

    def better(self, one: Fraction, other: Fraction) -> bool:
        return one > other if self.s == 1 else one < other

    def at_or_above(self, value: Fraction, line: Fraction) -> bool:
        return not self.better(line, value)

    def empty(self, first: date, last: date) -> int:
        dates = [first + timedelta(days=n) for n in range(max(0, (last - first).days + 1))]
        return sum(d not in self.value and d not in self.treated and d < self.today for d in dates)

    # Around each infusion

    def near(self, day: date, sign: int) -> tuple[str, list[Fraction]]:
        def span(far: int) -> list[Fraction]:
            return self.values(day, -far, -1) if sign < 0 else self.values(day, 1, far)

        if len(span(3)) >= 2:
            return "usual", span(3)
        if len(span(7)) >= 2:
            return "wide", span(7)
        if len(span(3)) == 1:
            return "single", span(3)
        return "none", []

    def direction(self, day: date) -> tuple[Fraction | None, str]:
        (kind_before, before), (kind_after, after) = self.near(day, -1), self.near(day, 1)
        change = self.s * (middle(after) - middle(before)) if before and after else None
        if not before:
            return change, "no_entries_before"
        if not after:
            return change, "no_entries_after"
        if "single" in (kind_before, kind_after):
            return change, "unclear"
        week = self.values(day, -7, -1)
        assert change is not None
        if change >= self.u and all(self.better(middle(after), v) for v in week):
            return change, "rose"
        if change <= -self.u and all(self.better(v, middle(after)) for v in week):
            return change, "fell"
        return change, "same"

    # The course

    def three_days(self, day: date, sign: int) -> tuple[str, list[date]]:
        for kind, far in (("usual", 7), ("wide", 14)):
            found = self.days(day, -far, -1) if sign < 0 else self.days(day, 1, far)
            if len(found) >= 3:
                return kind, found
        return "none", []

    def series(self, course: Course) -> list[list[date]]:
        rows: list[list[date]] = []
        for day in course.days:
            near = rows and (day - rows[-1][-1]).days <= 8
            if near and day - rows[-1][0] <= timedelta(weeks=8):
                rows[-1].append(day)
            else:
                rows.append([day])
        return rows

    def _find_halfway(self, course: Course, previous: Course | None) -> None:
        first = course.days[0]
        base = [self.value[d] for d in self.three_days(first, -1)[1]]
        if not base:
            course.reason = "no_before"
            return
        b = middle(base)
        kept = previous.halfway if previous else None
        if previous and kept is not None and self.at_or_above(b, kept):
            course.halfway, course.halfway_of = kept, previous.halfway_of
            course.counted_from = first + timedelta(days=1)
            return
        furthest = "no_after"
        for series in self.series(course):
            found = [self.value[d] for d in self.three_days(series[-1], 1)[1]]
            if series[-1] - first > timedelta(weeks=8) or not found:
                continue
            r = middle(found)
            if self.s * (r - b) < self.u:
                reason = "less_than_u"
            elif not all(self.better(r, v) for v in base):
                reason = "not_above_every_day"
            else:
                course.halfway, course.halfway_of = (b + r) / 2, course.number
                course.counted_from = series[-1] + timedelta(days=1)
                return
            furthest = max(furthest, reason, key=REASONS.index)
        course.reason = furthest

    def count(self, dates: Sequence[date], line: Fraction) -> Json:
        logged = [self.value[d] for d in dates if d in self.value]
        return {"n": sum(self.at_or_above(v, line) for v in logged), "of": len(logged)}

    def count_given(self, days: Sequence[date]) -> int:
        return sum(g.day in days for g in self.given)

    def course_json(self, course: Course) -> Json:
        first = course.days[0]
        kind, base = self.three_days(first, -1)
        opening = self.series(course)[0]
        after_kind, after = self.three_days(opening[-1], 1)
        found: Json = {
            "number": course.number,
            "first": first.isoformat(),
            "last": course.days[-1].isoformat(),
            "given": self.count_given(course.days),
            "before": {
                "value": number(middle([self.value[d] for d in base])) if base else None,
                "n": len(base),
                "kind": kind,
                "from": base[0].isoformat() if base else None,
                "to": base[-1].isoformat() if base else None,
            },
            "after_opening_series": {
                "value": number(middle([self.value[d] for d in after])) if after else None,
                "n": len(after),
                "kind": after_kind,
                "through": self.count_given(opening),
            },
            "halfway": number(course.halfway),
            "no_halfway_because": course.reason,
            "halfway_of_course": course.halfway_of,
            "at_or_above": None,
            "last_28_days": None,
            "fortnight_before": None,
        }
        if course.halfway is None or course.counted_from is None:
            return found
        following = self.day_after(course.days[-1])
        stop = following - timedelta(days=1) if following else self.end
        length = max(0, (stop - course.counted_from).days + 1)
        stretch = [course.counted_from + timedelta(days=n) for n in range(length)]
        blank = self.empty(course.counted_from, stop)
        found["at_or_above"] = {**self.count(stretch, course.halfway), "blank": blank}
        found["last_28_days"] = self.count(stretch[-28:], course.halfway)
        found["fortnight_before"] = self.count(self.days(first, -14, -1), course.halfway)
        return found

    # The bar

    def bar(self, day: date, line: Fraction) -> Json | None:
        kind, after = self.near(day, 1)
        week = self.values(day, 1, 7)
        good = kind in ("usual", "wide") and self.at_or_above(middle(after), line)
        good = good or (len(week) >= 3 and self.at_or_above(middle(week), line))
        if not good:
            return None
        following = self.day_after(day)
        stop = following - timedelta(days=1) if following else self.end
        run = [d for d in self.value if day < d <= stop]
        cut = False
        for n in range(1, len(run)):
            if self.empty(run[n - 1] + timedelta(days=1), run[n] - timedelta(days=1)) > 14:
                run, cut = run[:n], True
                break
        above = {d: self.at_or_above(self.value[d], line) for d in run}
        loss = self.loss(run, above, line)
        found: Json = {"start": self.start(day, line), "end": "lost", "days_max": None}
        held = max(d for d in run if above[d] and (loss is None or d < loss))
        found["days_min"] = (held - day).days
        dates = [day + timedelta(days=t) for t in range(1, found["days_min"] + 1)]
        found["not_logged"] = sum(d not in self.value for d in dates)
        found["unconfirmed_low"] = loss is None and not above[run[-1]]
        if loss is not None:
            found["days_max"] = (loss - day).days - 1
        elif cut or self.empty(run[-1] + timedelta(days=1), stop) > 14:
            found["end"] = "gap"
        else:
            found["end"] = "next_infusion" if following else "end_of_log"
        return found

    def loss(self, run: Sequence[date], above: Mapping[date, bool], line: Fraction) -> date | None:
        for n, d in enumerate(run[:-1]):
            if not any(above[earlier] for earlier in run[:n]):
                continue
            if above[d] or above[run[n + 1]] or (run[n + 1] - d).days > 3:
                continue
            week = [self.value[e] for e in run if d <= e < d + timedelta(days=7)]
            if not self.at_or_above(middle(week), line):
                return d
        return None

    def start(self, day: date, line: Fraction) -> str:
        _, before = self.near(day, -1)
        if before and self.at_or_above(middle(before), line):
            return "already"
        return "rose" if self.direction(day)[1] == "rose" else "smaller"

    def infusion_json(self, nth: int) -> Json:
        day = self.given[nth].day
        course = self.course_of(day)
        (kind_before, before), (kind_after, after) = self.near(day, -1), self.near(day, 1)
        change, direction = self.direction(day)
        return {
            "number": nth + 1,
            "course": course.number,
            "number_in_course": nth + 1 - sum(g.day < course.days[0] for g in self.given),
            "day": day.isoformat(),
            "before": level_json(kind_before, before),
            "next_day": number(self.value.get(day + timedelta(days=1))),
            "after": level_json(kind_after, after),
            "change": number(change),
            "direction": direction,
            "bar": None if course.halfway is None else self.bar(day, course.halfway),
        }
