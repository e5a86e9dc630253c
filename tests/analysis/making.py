"""Small diaries, written as offsets from one infusion day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from tracker.analysis import InfusionRow, Report, Window, build_report
from tracker.records import (
    MOOD,
    CheckIn,
    Diary,
    Event,
    Infusion,
    Measure,
    Number,
    Rating,
    known_measure,
)
from tracker.records.measure import Better

T0 = date(2026, 3, 2)
"""Day 0: a Monday."""
PAIN = known_measure("pain") or MOOD
SLEEP = known_measure("sleep") or MOOD


def on(offset: int) -> date:
    """The day that many days after day 0."""
    return T0 + timedelta(days=offset)


def window(first: int, last: int) -> Window:
    """A window from one offset to another."""
    return Window(on(first), on(last))


def rated(
    offset: int,
    value: Number,
    *,
    measure: str = "mood",
    late_by: int = 0,
    note: str | None = None,
    nth: int = 0,
) -> CheckIn:
    """One rating on one day, written down at nine in the evening or some days later."""
    day = on(offset)
    return CheckIn(
        id=f"c.{measure}.{day}.{nth}",
        day=day,
        at=datetime.combine(day, time(21), tzinfo=UTC),
        recorded_at=datetime.combine(day + timedelta(days=late_by), time(21), tzinfo=UTC),
        ratings=(Rating(measure, value),),
        note=note,
    )


def entries(values: Mapping[int, Number | Sequence[Number]], measure: str) -> list[CheckIn]:
    """One check-in for each rating of each day."""
    rows = ((t, v if isinstance(v, Sequence) else [v]) for t, v in values.items())
    return [
        rated(t, value, measure=measure, nth=n) for t, day in rows for n, value in enumerate(day)
    ]


def infusion(offset: int, *, number: int = 0, new_course: bool = False) -> Infusion:
    """A given infusion."""
    return Infusion(id=f"i.{on(offset)}.{number}", day=on(offset), new_course=new_course)


def scale(low: Number, high: Number, better: Better) -> Measure:
    """Mood where it has that scale, else a measure that does, in steps of a tenth."""
    if (low, high, better) == (MOOD.low, MOOD.high, MOOD.better):
        return MOOD
    return Measure(key="other", label="Other", low=low, high=high, better=better, step=0.1)


def diary(
    values: Mapping[int, Number | Sequence[Number]],
    infusions: Iterable[int] = (0,),
    measure: Measure = MOOD,
    events: Sequence[Event] = (),
    new_courses: Iterable[int | None] = (),
) -> Diary:
    """A diary of one measure and some given infusions; those of `new_courses` are marked so."""
    marked = [t for t in new_courses if t is not None]
    given = [infusion(t, number=n) for n, t in enumerate(infusions)]
    given += [infusion(t, number=n, new_course=True) for n, t in enumerate(marked, len(given))]
    return Diary(
        measures=(MOOD,) if measure.key == "mood" else (MOOD, measure),
        check_ins=tuple(entries(values, measure.key)),
        infusions=tuple(given),
        events=tuple(events),
    )


Days = dict[int, Number]


def week_before(value: Number) -> Days:
    """Seven equal days before day 0: a usual level before the course."""
    return dict.fromkeys(range(-7, 0), value)


def after(*values: Number | None) -> Days:
    """Days 1, 2, 3, …; None where nothing was logged."""
    return {t: value for t, value in enumerate(values, start=1) if value is not None}


def report(made_of: Diary, first: int = -30, last: int = 90, measure: str | None = None) -> Report:
    """The report from one offset to another, made on its last day."""
    return build_report(made_of, window(first, last), today=on(last), measure=measure)


def first_row(
    values: Mapping[int, Number | Sequence[Number]],
    infusions: Iterable[int] = (0,),
    measure: Measure = MOOD,
) -> InfusionRow:
    """The row of the first infusion."""
    return report(diary(values, infusions, measure), measure=measure.key).infusions[0]
