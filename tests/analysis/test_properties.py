"""What must hold for every diary, whatever is in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.by_the_book import middle, plain
from tests.analysis.making import on
from tests.analysis.strategies import Sample, last_day, samples
from tracker.analysis import CourseSummary, InfusionRow, Report, Window, build_report, summary
from tracker.records import CheckIn, Diary, Infusion, Rating
from tracker.records.measure import Better


def made(diary: Diary, sample: Sample, first: int = -30) -> Report:
    window = Window(on(first), last_day(sample))
    return build_report(diary, window, today=window.end, measure=sample.measure.key)


def rows(sample: Sample) -> tuple[InfusionRow, ...]:
    return made(sample.diary, sample).infusions


def value_for(sample: Sample, draw: st.DataObject) -> int | float:
    return draw.draw(st.sampled_from((sample.measure.low, sample.measure.high)))


def without_values(row: InfusionRow) -> tuple[Any, ...]:
    """What a report says about an infusion, whichever way the scale runs."""
    return row.change, row.direction, row.bar, row.before.kind, row.before.n, row.after.kind


def of_course(course: CourseSummary) -> tuple[Any, ...]:
    return (
        course.through,
        course.opening_change,
        course.opening_direction,
        course.no_halfway_because,
        course.halfway_of_course,
        course.halfway_since,
        course.at_or_above,
        course.blank,
        course.last_28_days,
        course.fortnight_before,
    )


@given(sample=samples())
def test_turning_the_scale_and_its_better_end_round_says_the_same(sample: Sample) -> None:
    m = sample.measure
    turned = {t: [round(m.low + m.high - v, 6) for v in day] for t, day in sample.days.items()}
    better: Better = "lower" if m.better == "higher" else "higher"
    # Mood keeps its own scale, so the mirror is another measure of the same kind.
    mirror = Sample(replace(m, key="mirror", better=better), turned, sample.infusions)
    one, two = made(sample.diary, sample), made(mirror.diary, mirror)
    assert [*map(without_values, one.infusions)] == [*map(without_values, two.infusions)]
    assert [*map(of_course, one.courses)] == [*map(of_course, two.courses)]
    assert one.tally == two.tally
    for course, other in zip(one.courses, two.courses, strict=True):
        if course.halfway is not None:
            assert other.halfway == pytest.approx(m.low + m.high - course.halfway)


def moved(diary: Diary, by: timedelta) -> Diary:
    def later(entry: CheckIn) -> CheckIn:
        return replace(
            entry,
            day=entry.day + by,
            at=entry.at and entry.at + by,
            recorded_at=entry.recorded_at and entry.recorded_at + by,
        )

    return replace(
        diary,
        check_ins=tuple(later(entry) for entry in diary.check_ins),
        infusions=tuple(replace(i, day=i.day + by) for i in diary.infusions),
    )


def without_days(document: Any) -> Any:
    """A summary without its dates."""
    if isinstance(document, dict):
        return {k: without_days(v) for k, v in document.items() if not _is_day(v)}
    return [*map(without_days, document)] if isinstance(document, list) else document


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


@given(sample=samples(), days=st.integers(-3000, 3000))
def test_the_same_days_in_another_year_say_the_same(sample: Sample, days: int) -> None:
    by = timedelta(days=days)
    window = Window(on(-30) + by, last_day(sample) + by)
    there = build_report(
        moved(sample.diary, by), window, today=window.end, measure=sample.measure.key
    )
    here = made(sample.diary, sample)
    assert without_days(summary(there)) == without_days(summary(here))
    for one, two in zip(here.main.smoothed, there.main.smoothed, strict=True):
        assert [(p.day + by, p.value) for p in one] == [*two]
    assert [row.around for row in here.infusions] == [row.around for row in there.infusions]


@given(sample=samples(), seed=st.integers(0, 1000))
def test_the_order_in_which_things_were_recorded_does_not_matter(sample: Sample, seed: int) -> None:
    entries, infusions = list(sample.diary.check_ins), list(sample.infusions)
    Random(seed).shuffle(entries)
    Random(seed).shuffle(infusions)
    mixed = replace(sample.diary, check_ins=tuple(entries), infusions=tuple(infusions))
    assert made(mixed, sample) == made(sample.diary, sample)


@given(sample=samples(), draw=st.data())
def test_what_was_rated_on_an_infusion_day_enters_no_number(
    sample: Sample, draw: st.DataObject
) -> None:
    on_days = {(day - on(0)).days for day in sample.given}
    other = sample.with_days(sample.days | {t: [value_for(sample, draw)] for t in on_days})
    one, two = made(sample.diary, sample), made(other.diary, other)
    assert one.infusions == two.infusions
    assert one.courses == two.courses
    for part in ("last_7_days", "smoothed", "weeks", "months", "last_three", "last_entry"):
        assert getattr(one.main, part) == getattr(two.main, part)


@given(
    sample=samples(), offset=st.integers(-10, 60), status=st.sampled_from(("planned", "cancelled"))
)
def test_an_infusion_that_was_not_given_changes_no_number(
    sample: Sample, offset: int, status: Any
) -> None:
    extra = Infusion(id="not-given", day=on(offset), status=status, new_course=True)
    more = replace(sample, infusions=(*sample.infusions, extra))
    one, two = made(sample.diary, sample), made(more.diary, sample)
    assert replace(two, planned=(), planned_past=(), cancelled=()) == one
    assert len((*two.planned, *two.planned_past, *two.cancelled)) <= 1


@given(sample=samples(), draw=st.data())
def test_a_day_after_the_next_infusion_changes_nothing_around_the_one_before(
    sample: Sample, draw: st.DataObject
) -> None:
    later = draw.draw(st.integers(1, 20)) + (max(sample.given) - on(0)).days
    changed = sample.with_days(sample.days | {later: [value_for(sample, draw)]})
    before = [row for row in rows(sample) if row.day < sample.given[-1]]
    for row, other in zip(before, rows(changed), strict=False):
        assert replace(row, bar=None) == replace(other, bar=None)


@given(sample=samples())
def test_change_is_what_lies_between_before_and_after(sample: Sample) -> None:
    for row in rows(sample):
        if row.change is None:
            assert "none" in (row.before.kind, row.after.kind)
            continue
        assert row.before.value is not None
        assert row.after.value is not None
        between = (row.after.value - row.before.value) * sample.measure.sign
        assert row.change == pytest.approx(between)
        assert row.direction != "rose" or row.change > 0
        assert row.direction != "fell" or row.change < 0


@given(sample=samples())
def test_the_days_of_a_bar_lie_between_its_infusion_and_the_next(sample: Sample) -> None:
    days = sorted(set(sample.given))
    ends = dict(zip(days, [*days[1:], last_day(sample) + timedelta(days=1)], strict=True))
    for row in rows(sample):
        if row.bar is None:
            continue
        longest = (ends[row.day] - row.day).days - 1
        assert 1 <= row.bar.days_min <= (row.bar.days_max or longest) <= longest
        assert 0 <= row.bar.not_logged < row.bar.days_min
        assert (row.bar.end == "lost") is (row.bar.days_max is not None)
        assert (row.bar.end == "gap") is (row.bar.blank_after > 14)


@given(sample=samples())
def test_a_course_has_a_halfway_or_the_reason_why_not(sample: Sample) -> None:
    found = made(sample.diary, sample)
    for course in found.courses:
        assert (course.halfway is None) is (course.no_halfway_because is not None)
        for part in ("halfway_source", "at_or_above", "last_28_days", "fortnight_before", "blank"):
            assert (getattr(course, part) is None) is (course.halfway is None)
    with_halfway = {c.number for c in found.courses if c.halfway is not None}
    assert {row.numbered.course for row in found.infusions if row.bar} <= with_halfway


@given(sample=samples())
def test_the_tally_counts_every_row_listed(sample: Sample) -> None:
    found = made(sample.diary, sample)
    tally = summary(found)["tally"]
    assert sum(tally.values()) == len(found.infusions)
    for direction, count in tally.items():
        assert sum(row.direction == direction for row in found.infusions) == count


def breaks(sample: Sample) -> set[date]:
    """Days across which no line is smoothed, from the text."""
    days = sorted({i.day for i in sample.infusions})
    marked = {i.day for i in sample.infusions if i.new_course}
    far = {b for a, b in pairwise(days) if (b - a).days > 7}
    return {days[0], *marked, *far}


@given(sample=samples())
def test_a_smoothed_day_has_four_logged_days_around_it_no_break_and_a_logged_day_at_each_end(
    sample: Sample,
) -> None:
    window = Window(on(-30), last_day(sample))
    used = {on(t): v for t, v in sample.days.items() if on(t) not in sample.given}
    smoothed = made(sample.diary, sample).main.smoothed
    points = {point.day: point.value for run in smoothed for point in run}
    assert len(points) == sum(map(len, smoothed))
    for run in smoothed:
        assert [p.day for p in run] == [run[0].day + timedelta(days=n) for n in range(len(run))]
        assert {run[0].day, run[-1].day} <= used.keys()
    medians: dict[date, float] = {}
    for n in range(window.days):
        day = window.start + timedelta(days=n)
        around = [day + timedelta(days=k) for k in range(-3, 4)]
        values = [middle([plain(v) for v in used[d]]) for d in around if d in used]
        whole = around[0] in window and around[-1] in window
        if len(values) >= 4 and whole and not breaks(sample) & set(around[1:]):
            medians[day] = float(middle(values))
    assert points == {day: pytest.approx(medians[day]) for day in points}
    assert medians.keys() & used.keys() <= points.keys()


@given(sample=samples())
def test_no_run_of_the_smoothed_line_reaches_across_a_break(sample: Sample) -> None:
    for run in made(sample.diary, sample).main.smoothed:
        assert not any(run[0].day < day <= run[-1].day for day in breaks(sample))


@given(sample=samples())
def test_several_entries_on_a_day_count_as_their_median(sample: Sample) -> None:
    medians = {t: [float(middle([plain(v) for v in day]))] for t, day in sample.days.items()}
    one, two = made(sample.diary, sample), made(sample.with_days(dict(medians)).diary, sample)
    assert one.infusions == two.infusions
    assert one.courses == two.courses
    assert one.main.smoothed == two.main.smoothed


@given(sample=samples(), days=st.integers(0, 40))
def test_what_comes_after_the_window_changes_nothing_in_it(sample: Sample, days: int) -> None:
    end = max(on(0), last_day(sample) - timedelta(days=days))
    window = Window(on(-30), end)
    cut = replace(
        sample.diary,
        check_ins=tuple(c for c in sample.diary.check_ins if c.day <= end),
        infusions=tuple(i for i in sample.infusions if i.day <= end),
    )
    key = sample.measure.key
    assert build_report(sample.diary, window, today=end, measure=key) == build_report(
        cut, window, today=end, measure=key
    )


@given(sample=samples(), first=st.integers(-29, 0))
def test_where_the_window_starts_decides_what_is_listed_and_no_number_of_it(
    sample: Sample, first: int
) -> None:
    assert made(sample.diary, sample, first).infusions == rows(sample)
    assert made(sample.diary, sample, first).courses == made(sample.diary, sample).courses


@given(sample=samples())
def test_each_day_since_the_first_entry_is_logged_treated_or_missing(sample: Sample) -> None:
    series = made(sample.diary, sample).main
    logged = {day.day for day in series.days}
    accounted = logged | set(sample.given) | set(series.missing)
    assert not (logged | set(sample.given)) & set(series.missing)
    first, today = min(logged), last_day(sample)
    days = {first + timedelta(days=n) for n in range((today - first).days)}
    assert days <= accounted
    assert today not in series.missing
    assert series.logged.logged == len(logged)
    assert series.logged.since == first


@given(sample=samples(), seed=st.integers(0, 1000))
def test_another_measure_in_the_same_entries_changes_nothing_for_this_one(
    sample: Sample, seed: int
) -> None:
    random = Random(seed)
    entries = tuple(
        replace(c, ratings=(*c.ratings, Rating("other", random.randint(0, 10))))
        for c in sample.diary.check_ins
    )
    other = replace(sample.measure, key="other", low=0, high=10, step=1)
    both = replace(sample.diary, check_ins=entries, measures=(*sample.diary.measures, other))
    assert summary(made(both, sample)) == summary(made(sample.diary, sample))
