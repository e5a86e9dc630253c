"""Cases of the rule that the worked file lacks, each by hand from the text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.analysis.making import (
    PAIN,
    Days,
    after,
    diary,
    entries,
    first_row,
    infusion,
    on,
    report,
    scale,
    week_before,
    window,
)
from tests.cases import each
from tracker.analysis import (
    Bar,
    CourseSummary,
    LastDays,
    Level,
    Share,
    Tally,
    build_report,
    daily_values,
    read_effect,
)
from tracker.records import MOOD, Diary, Infusion, Number, number_infusions
from tracker.records.measure import Better

GOOD = after(*[7] * 60)


def flat(first: int, last: int, value: Number) -> Days:
    return dict.fromkeys(range(first, last + 1), value)


def courses(values: Days, *starts: int, last: int) -> tuple[CourseSummary, ...]:
    made = diary(values, starts[:1], new_courses=starts[1:])
    return report(made, last=last).courses


# A kept halfway


def test_a_course_that_begins_at_the_halfway_before_keeps_it_and_so_does_the_next() -> None:
    # Course 1: 3 -> 7, halfway 5. Before course 2: 6. Before course 3: 5, exactly at it.
    days = week_before(3) | flat(1, 29, 7) | flat(20, 29, 6) | flat(31, 59, 8) | flat(61, 70, 4)
    days |= flat(50, 59, 5)
    one, two, three = courses(days, 0, 30, 60, last=70)
    assert [c.halfway for c in (one, two, three)] == [5, 5, 5]
    assert [c.halfway_of_course for c in (one, two, three)] == [1, 1, 1]
    assert [c.kept for c in (one, two, three)] == [False, True, True]
    assert two.before.value == 6
    assert three.halfway_source == one.halfway_source
    # Counted from the day after its own first infusion, whatever its own series did.
    assert (two.halfway_since, two.at_or_above) == (on(31), Share(29, 29))
    assert (three.halfway_since, three.at_or_above) == (on(61), Share(0, 10))
    assert two.span_end == on(59)


def test_a_kept_halfway_is_kept_even_where_the_courses_own_series_would_set_a_higher_one() -> None:
    # Course 2: before 5, after 9: midway would be 7.
    days = week_before(3) | flat(1, 29, 7) | flat(20, 29, 5) | flat(31, 40, 9)
    assert courses(days, 0, 30, last=40)[1].halfway == 5


def test_a_course_that_begins_below_the_halfway_before_sets_its_own() -> None:
    days = week_before(3) | flat(1, 19, 7) | flat(20, 29, 4) | flat(31, 40, 8)
    two = courses(days, 0, 30, last=40)[1]
    assert (two.halfway, two.halfway_of_course, two.before.value) == (6, 2, 4)
    assert two.fortnight_before == Share(4, 14)


def test_a_course_without_a_before_keeps_nothing() -> None:
    days = week_before(3) | flat(1, 9, 7) | flat(31, 40, 8)
    two = courses(days, 0, 30, last=40)[1]
    assert (two.halfway, two.no_halfway_because) == (None, "no_before")


def test_a_halfway_is_not_kept_across_a_course_without_one() -> None:
    # Course 1: 3 -> 7. Course 2 begins at 2 and does not rise. Course 3 begins at 6.
    days = week_before(3) | flat(1, 19, 7) | flat(20, 29, 2) | flat(31, 49, 3) | flat(50, 59, 6)
    days |= flat(61, 70, 6)
    assert [c.halfway for c in courses(days, 0, 30, 60, last=70)] == [5, None, None]


def test_bars_of_a_kept_course_are_judged_by_the_kept_line() -> None:
    days = week_before(3) | flat(1, 29, 7) | flat(31, 35, 6) | flat(36, 40, 4)
    made = report(diary(days, (0,), new_courses=(30,)), last=40)
    assert made.infusions[1].bar == Bar("already", "lost", 5, 5, 0, False, 0)


# Several infusions on one day


def test_two_infusions_on_one_day_are_two_rows_with_the_same_values() -> None:
    made = report(diary(week_before(3) | after(6, 7, 7), (0, 0)), last=3)
    one, two = made.infusions
    assert [row.number for row in (one, two)] == [1, 2]
    assert replace(one, numbered=two.numbered) == two
    assert (one.direction, one.days_since_previous, one.next_in_series) == ("rose", None, None)
    assert made.tally == Tally(rose=2)


def test_two_on_one_day_are_two_in_what_is_counted_and_one_in_what_is_measured() -> None:
    days = week_before(3) | flat(1, 3, 5) | flat(5, 12, 7)
    made = report(diary(days, (0, 0, 4)), last=12)
    (course,) = made.courses
    assert (course.given, course.through, course.first_infusion_number) == (3, 3, 1)
    assert course.after_opening_series == Level("usual", 7, 7, 7, 7, on(5), on(11))
    assert [row.next_in_series for row in made.infusions] == [3, 3, None]
    # Inside a series there is a bar, and none to draw: the next infusion comes too soon to tell.
    last = made.infusions[-1]
    assert None not in [row.bar for row in made.infusions]
    assert [row.drawn_bar for row in made.infusions] == [None, None, last.bar]
    assert [row.days_since_previous for row in made.infusions] == [None, None, 4]


def test_a_mark_on_either_of_two_infusions_on_one_day_starts_the_course_with_the_first() -> None:
    for marks in ((True, False), (False, True), (True, True)):
        pair = [infusion(30, number=n, new_course=mark) for n, mark in enumerate(marks)]
        days = tuple(entries(week_before(3) | flat(1, 29, 7) | flat(31, 40, 7), "mood"))
        made = report(Diary(check_ins=days, infusions=(infusion(0), *pair)), last=40)
        assert [r.numbered.course for r in made.infusions] == [1, 2, 2]
        assert [r.numbered.number_in_course for r in made.infusions] == [1, 1, 2]
        assert [(c.first, c.given) for c in made.courses] == [(on(0), 1), (on(30), 2)]


def test_infusions_with_too_few_days_are_counted_together() -> None:
    assert Tally(1, 2, 4, 8, 16, 32).too_few_days == 56


# Planned, cancelled, today


def not_given(offset: int, status: str) -> Infusion:
    return replace(infusion(offset, number=9), status=status, note="ask")  # type: ignore[arg-type]


def test_a_planned_one_whose_day_has_passed_is_listed_apart_and_changes_no_number() -> None:
    given = diary(week_before(3) | GOOD)
    planned = [not_given(t, "planned") for t in (10, 20, 30)]
    made = report(replace(given, infusions=(*given.infusions, *planned)), last=20)
    assert [(i.day, i.note) for i in made.planned_past] == [(on(10), None)]
    assert [(i.day, i.note) for i in made.planned] == [(on(20), None), (on(30), None)]
    assert made.infusions == report(given, last=20).infusions
    assert made.courses == report(given, last=20).courses


def test_a_cancelled_one_is_listed_apart_and_changes_no_number() -> None:
    given = diary(week_before(3) | GOOD)
    cancelled = not_given(10, "cancelled")
    made = report(replace(given, infusions=(*given.infusions, cancelled)), last=20)
    assert [i.day for i in made.cancelled] == [on(10)]
    assert (made.infusions, made.planned, made.planned_past) == (
        report(given, last=20).infusions,
        (),
        (),
    )


def test_an_infusion_given_today_has_a_before_and_no_entries_after() -> None:
    made = report(diary(week_before(3), (0,)), last=0)
    (row,) = made.infusions
    assert (row.direction, row.change, row.bar, row.next_day) == ("no_entries_after",) + (None,) * 3
    assert row.before.value == 3
    (course,) = made.courses
    assert (course.no_halfway_because, course.days_after_opening) == ("no_after", 0)
    assert course.opening_may_still_grow
    assert course.after_opening_incomplete


# Windows


def test_a_window_that_starts_late_lists_less_and_changes_no_number_of_what_it_lists() -> None:
    days = week_before(3) | flat(1, 20, 7) | flat(22, 40, 6)
    whole, late = (report(diary(days, (0, 21)), first, 40) for first in (-30, 15))
    assert [row.number for row in late.infusions] == [2]
    assert late.infusions == whole.infusions[1:]
    assert late.courses == whole.courses
    assert late.tally == Tally(same=1)
    assert late.total_infusions == 2


def test_a_window_without_an_infusion_lists_no_course_and_still_knows_the_latest() -> None:
    made = report(diary(week_before(3) | flat(1, 40, 7)), 10, 40)
    assert (made.courses, made.infusions) == ((), ())
    assert made.course is not None
    assert (made.course.halfway, made.course.at_or_above) == (5, Share(40, 40))
    assert made.tally == Tally()


def test_a_report_is_up_to_now_when_its_window_reaches_the_day_it_is_made_on() -> None:
    ends = [build_report(diary({}), window(0, 9), today=on(t)).up_to_now for t in (8, 9, 10)]
    assert ends == [True, True, False]


def test_a_window_that_ends_in_mid_course_knows_nothing_of_what_came_later() -> None:
    days = week_before(3) | flat(1, 2, 4) | flat(4, 6, 5) | flat(8, 60, 8)
    made = report(diary(days, (0, 3, 7, 40)), last=6)
    (course,) = made.courses
    assert (course.given, course.last, course.through) == (2, on(3), 2)
    assert course.halfway == 4
    assert course.opening_may_still_grow
    assert (course.at_or_above, course.span_end) == (Share(3, 3), on(6))
    assert made.infusions[-1].bar == Bar("already", "end_of_log", 3, None, 0, False, 0)


def test_the_opening_series_is_over_when_the_next_came_late_or_can_only_come_late() -> None:
    days = week_before(3) | flat(1, 60, 8)
    goes_on = [
        report(diary(days, given), last=last).courses[0].opening_may_still_grow
        for given, last in (((0,), 8), ((0,), 9), ((0, 9), 9), ((0, 8), 16), ((0, 8), 17))
    ]
    assert goes_on == [True, False, False, True, False]


def test_a_series_is_cut_eight_weeks_after_its_first_infusion() -> None:
    weekly = [7 * n for n in range(12)]
    days = {t: 3 if t < 50 else 8 for t in range(-7, 90) if t not in weekly}
    (course,) = report(diary(days, weekly), last=89).courses
    # The ninth is 56 days after the first, the tenth 63.
    assert (course.through, course.halfway) == (9, 5.5)


# Little or nothing


def test_a_diary_without_infusions_has_no_course_and_no_rows() -> None:
    made = report(diary({0: 5}, ()))
    assert (made.courses, made.infusions) == ((), ())
    assert (made.course, made.last_infusion) == (None, None)
    assert made.given_before_entries == 0
    assert made.begins == on(0)


def test_infusions_without_entries_say_that_there_are_none() -> None:
    made = report(diary({}, (0, 3)))
    assert [row.direction for row in made.infusions] == ["no_entries_before"] * 2
    assert made.infusions[0].before == Level()
    (course,) = made.courses
    assert (course.no_halfway_because, course.before.n) == ("no_before", 0)
    assert (made.begins, made.given_before_entries) == (None, 2)
    assert made.main.last_entry is None


def test_entries_that_begin_after_infusion_one_still_say_what_the_later_ones_did() -> None:
    days = flat(1, 20, 4) | flat(22, 24, 6)
    made = report(diary(days, (0, 21)), last=24)
    assert [row.direction for row in made.infusions] == ["no_entries_before", "rose"]
    assert made.infusions[1].change == 2
    assert made.infusions[1].bar is None
    assert made.courses[0].after_opening_series.value == 4
    assert (made.begins, made.given_before_entries) == (on(1), 1)
    same_day = report(diary(days | {0: 5}, (0, 21)), last=24)
    assert (same_day.begins, same_day.given_before_entries) == (on(0), 0)


def test_days_after_the_opening_series_are_counted_where_they_are_too_few() -> None:
    made = report(diary(week_before(3) | {2: 6}), last=4)
    (course,) = made.courses
    assert course.after_opening_series == Level()
    assert (course.days_after_opening, course.after_opening_incomplete) == (1, True)
    later = report(diary(week_before(3) | {2: 6}), last=14).courses[0]
    assert not later.after_opening_incomplete


# Edges of the text


def test_what_the_opening_series_changed_is_said_in_both_directions() -> None:
    worse = report(diary(week_before(5) | after(*[3] * 7)), last=7).courses[0]
    assert (worse.opening_change, worse.opening_direction) == (-2, "lower")
    pain = report(diary(week_before(8) | after(*[5] * 7), (0,), PAIN), last=7).courses[0]
    assert (pain.opening_change, pain.opening_direction) == (3, "higher")
    same = report(diary(week_before(5) | after(*[6] * 7)), last=7).courses[0]
    assert same.opening_direction == "same"


def test_today_is_no_empty_day_and_part_of_no_gap() -> None:
    # Days 8 to 22 are empty: fifteen, the last of them today.
    days = week_before(3) | flat(1, 7, 7)
    today, tomorrow = (
        build_report(diary(days), window(-30, 22), today=on(t)).infusions[0].bar for t in (22, 23)
    )
    assert today is not None
    assert tomorrow is not None
    assert (today.end, today.blank_after) == ("end_of_log", 0)
    assert (tomorrow.end, tomorrow.blank_after) == ("gap", 15)
    made = build_report(diary(days), window(-30, 22), today=on(22))
    assert made.courses[0].blank == 14


def test_a_treatment_day_is_never_an_empty_day() -> None:
    days = week_before(3) | flat(1, 7, 7)
    made = report(diary(days, (0, 9, 18)), last=20)
    # Day 8, days 10 to 17, day 19; day 20 is today.
    assert made.courses[0].blank == 10
    assert {on(9), on(18)}.isdisjoint(made.main.missing)
    assert len(made.main.missing) == 10


def test_three_days_in_the_week_after_are_enough_for_a_bar() -> None:
    # After 4, the week after 6, halfway 4.5.
    made = report(diary(week_before(3) | {1: 2, 2: 6, 5: 7}), last=5)
    assert made.courses[0].halfway == 4.5
    assert made.infusions[0].bar == Bar("smaller", "end_of_log", 5, None, 2, False, 0)


def test_a_silence_that_cuts_a_bar_says_how_long_it_was() -> None:
    days = week_before(3) | flat(1, 9, 7) | flat(32, 35, 7)
    bar = report(diary(days), last=35).infusions[0].bar
    assert bar == Bar("rose", "gap", 9, None, 0, False, 22)


def test_a_thumbnail_holds_a_week_before_and_four_after_cut_at_the_neighbours() -> None:
    days = flat(-20, 60, 5)
    first, second, third = report(diary(days, (0, 10, 50)), last=60).infusions
    assert [p.t for p in first.around] == [*range(-7, 0), *range(1, 10)]
    assert [p.t for p in second.around] == [*range(-7, 0), *range(1, 29)]
    assert [p.t for p in third.around][-1] == 10


def test_what_an_infusion_is_followed_by_in_its_series_is_named() -> None:
    rows = report(diary(week_before(3) | GOOD, (0, 3, 11, 20)), last=25).infusions
    assert [row.next_in_series for row in rows] == [2, 3, None, None]
    assert [row.days_since_previous for row in rows] == [None, 3, 8, 9]


def test_levels_name_the_days_they_rest_on_their_range_and_the_late_ones() -> None:
    kept = entries({-7: 2, -4: 4, -1: 3}, "mood")
    late = replace(kept[1], recorded_at=kept[2].recorded_at)
    made = report(Diary(check_ins=(kept[0], late, kept[2]), infusions=(infusion(0),)))
    assert made.courses[0].before == Level("usual", 3, 3, 2, 4, on(-7), on(-1), late=1)


def test_a_symptoms_range_is_given_low_to_high() -> None:
    made = report(diary({-3: 8, -2: 6, -1: 9, 1: 2}, (0,), PAIN), measure="pain")
    assert (made.infusions[0].before.low, made.infusions[0].before.high) == (6, 9)


def test_tenths_are_exact_down_to_the_middle_between_two_medians() -> None:
    # Two ratings on each day: daily values 0.25 and 2.35, medians between days, then midway.
    days = {-3: [0.2, 0.3], -2: [0.3, 0.4], -1: [0.2, 0.3], 1: [2.3, 2.4], 2: [2.3, 2.4]}
    days |= {3: [2.3, 2.4]}
    made = report(diary(days), last=3)
    assert made.infusions[0].before.value == 0.25
    assert made.infusions[0].change == 2.1
    assert made.courses[0].halfway == 1.3


def test_the_rule_can_be_read_from_daily_values_alone() -> None:
    days = daily_values({on(t): (v,) for t, v in (week_before(3) | GOOD).items()})
    effect = read_effect(days, number_infusions([infusion(0)]), MOOD, end=on(20), today=on(20))
    assert effect.courses[0].halfway == 5
    assert effect.infusions[0].direction == "rose"
    assert effect.infusions[0].bar == Bar("rose", "end_of_log", 20, None, 0, False, 0)
    assert effect.last_7_days == LastDays(7, 7)


def test_of_daily_values_those_of_treatment_days_and_after_the_end_are_left_out() -> None:
    days = daily_values({on(t): (v,) for t, v in (week_before(3) | GOOD | {10: 0, 21: 0}).items()})
    given = number_infusions([infusion(0), infusion(10)])
    effect = read_effect(days, given, MOOD, end=on(20), today=on(20))
    assert effect.courses[0].at_or_above == Share(19, 19)


def test_daily_values_are_the_medians_of_each_days_ratings() -> None:
    ratings = {on(0): (3, 9, 4), on(1): (6.5, 7), on(2): ()}
    assert daily_values(ratings).days == [on(t).toordinal() for t in (0, 1)]
    effect = read_effect(daily_values(ratings), (), MOOD, end=on(1), today=on(1))
    assert (effect.infusions, effect.courses) == ((), ())
    assert effect.last_7_days == LastDays(5.375, 2)


# Every edge of a span, a bar and a halfway


@each(
    ("logged", "kind"),
    [
        ((3, 1), "usual"), ((4, 1), "wide"), ((7, 4), "wide"), ((3,), "single"), ((1,), "single"),
        ((4,), "none"), ((8, 4), "none"), ((8, 3), "single"),
    ],
)  # fmt: skip
def test_an_infusion_is_judged_by_three_days_by_a_week_or_by_one_day(
    logged: tuple[int, ...], kind: str
) -> None:
    n = {"none": 0, "single": 1}.get(kind, len(logged))
    (before,) = report(diary(dict.fromkeys([-t for t in logged], 5))).infusions
    (after,) = report(diary(dict.fromkeys(logged, 5))).infusions
    assert (before.before.kind, before.before.n) == (kind, n)
    assert (after.after.kind, after.after.n) == (kind, n)


@each(
    ("logged", "kind"),
    [
        ((7, 2, 1), "usual"), ((7, 1), "none"), ((8, 2, 1), "wide"), ((14, 13, 8), "wide"),
        ((14, 8, 1), "wide"), ((15, 2, 1), "none"),
    ],
)  # fmt: skip
def test_a_course_is_judged_by_a_week_or_two_with_three_days(
    logged: tuple[int, ...], kind: str
) -> None:
    (before,) = report(diary(dict.fromkeys([-t for t in logged], 5))).courses
    (after,) = report(diary(dict.fromkeys(logged, 5))).courses
    for level in (before.before, after.after_opening_series):
        assert (level.kind, level.n) == (kind, 0 if kind == "none" else 3)


@each(
    ("values", "bar"),
    [
        ((5, 5, 4, 4, 4, 4, 4, 4), ("lost", 2, 2, 0, False, 0)),
        ((4, 4, 5, 5, 5, 5, 5), ("end_of_log", 7, None, 0, False, 0)),
        ((7, 7, 5, 4, 4, 4, 4, 4), ("lost", 3, 3, 0, False, 0)),
        ((7, 7, 4, 5, 4, 4, 4, 4), ("lost", 4, 4, 0, False, 0)),
        ((7, 7, 4, None, None, 4), ("lost", 2, 2, 0, False, 0)),
        ((7, 7, 4, None, None, None, 4), ("end_of_log", 2, None, 0, True, 0)),
        ((7, 4, 4, 7, 7, 7, 4, 4, 7, 7, 7), ("lost", 1, 1, 0, False, 0)),
        ((7, 7, 4, 4, 5, 5, 5, 5, 5), ("end_of_log", 9, None, 0, False, 0)),
        ((7, 7, *[None] * 14, 7), ("end_of_log", 17, None, 14, False, 0)),
        ((7, 7, *[None] * 15, 7), ("gap", 2, None, 0, False, 15)),
        ((7, 7, *[None] * 14, 7, None, 7), ("end_of_log", 19, None, 15, False, 0)),
        ((7, None, 7, *[None] * 14, 7), ("end_of_log", 18, None, 15, False, 0)),
        ((7, None, 7, *[None] * 15), ("end_of_log", 3, None, 1, False, 0)),
        ((7, None, 7, *[None] * 16), ("gap", 3, None, 1, False, 15)),
        ((7, 7, 5), ("end_of_log", 3, None, 0, False, 0)),
        ((7, 7, 4), ("end_of_log", 2, None, 0, True, 0)),
    ],
)
def test_a_bar_ends_where_the_text_says(values: tuple[int | None, ...], bar: Any) -> None:
    # Halfway is 5, from 3 before the course and 7 after its first infusion.
    days = week_before(3) | flat(1, 19, 7)
    days |= {20 + t: value for t, value in after(*values).items()}
    made = report(diary(days, (0, 20)), last=20 + len(values))
    assert made.courses[0].halfway == 5
    assert made.infusions[1].bar == Bar("already", *bar)


def test_a_bar_is_open_from_halfway_on_and_thin_below_it() -> None:
    days = week_before(3) | flat(1, 16, 7) | flat(21, 28, 7)
    starts = []
    for before in (5, 4.5):
        made = report(diary(days | flat(17, 19, before), (0, 20)), last=28)
        assert made.infusions[1].bar is not None
        starts.append((made.infusions[1].direction, made.infusions[1].bar.start))
    assert starts == [("same", "already"), ("same", "smaller")]


@each("better", ["higher", "lower"])
@each(
    ("week", "then", "direction"),
    [
        ({-7: 6}, 6, "same"), ({-7: 5}, 6, "rose"), ({-8: 6}, 6, "rose"), ({-1: 6}, 6, "same"),
        ({-1: 5}, 6, "rose"), ({-1: 1}, 1, "same"), ({-1: 2}, 1, "fell"), ({}, 5, "rose"),
        ({}, 4.9, "same"), ({}, 1, "fell"), ({}, 1.1, "same"), ({-7: 1}, 1, "same"),
        ({-7: 2}, 1, "fell"),
    ],
)  # fmt: skip
def test_it_rose_or_fell_by_a_fifth_and_beyond_every_day_of_the_week(
    week: Days, then: Number, direction: str, better: Better
) -> None:
    days = flat(-3, -1, 3) | week | flat(1, 3, then)
    turned = {t: value if better == "higher" else 10 - value for t, value in days.items()}
    row = first_row(turned, measure=scale(0, 10, better))
    assert row.direction == direction
    assert row.change == pytest.approx(then - 3)


@each(
    ("best_before", "then", "because"),
    [(6, 7, None), (7, 7, "not_above_every_day"), (3, 4.9, "less_than_u"), (3, 5, None)],
)
def test_a_series_lifts_by_a_fifth_and_above_every_day_before(
    best_before: Number, then: Number, because: str | None
) -> None:
    (course,) = report(diary(week_before(3) | {-7: best_before} | flat(1, 7, then))).courses
    assert course.no_halfway_because == because


@each(("last_given", "halfway"), [(56, 5), (57, None)])
def test_a_later_series_sets_halfway_within_eight_weeks(
    last_given: int, halfway: int | None
) -> None:
    days = flat(-7, last_given - 1, 3) | flat(last_given + 1, last_given + 7, 7)
    (course,) = report(diary(days, (0, last_given - 20, last_given)), last=last_given + 7).courses
    assert (course.halfway, course.through) == (halfway, 1)
    assert course.halfway_since == (None if halfway is None else on(last_given + 1))


def test_a_series_is_cut_where_it_would_be_longer_than_eight_weeks() -> None:
    given = [*range(0, 50, 7), 57]
    (course,) = report(diary(flat(-7, 60, 3), given), last=60).courses
    assert course.through == 8
    grows = [
        report(diary(flat(-7, 60, 3), given[:-1]), last=last).courses[0].opening_may_still_grow
        for last in (56, 57)
    ]
    assert grows == [True, False]


def test_days_since_halfway_are_counted_exactly() -> None:
    days = week_before(3) | {-14: 5, -15: 5, -8: 4.9} | flat(1, 7, 7) | flat(8, 40, 4)
    (course,) = report(diary(days | {13: 5}), last=40).courses
    assert (course.fortnight_before, course.days_after_opening) == (Share(1, 9), 14)
    assert (course.at_or_above, course.last_28_days) == (Share(8, 40), Share(1, 28))
    earlier = report(diary(days | {12: 5}), last=40).courses[0]
    assert (earlier.at_or_above, earlier.last_28_days) == (Share(8, 40), Share(0, 28))


def test_a_course_that_begins_today_has_no_days_to_count_yet() -> None:
    days = week_before(3) | flat(1, 29, 7)
    two = courses(days, 0, 30, last=30)[1]
    assert (two.halfway, two.halfway_since, two.span_end) == (5, on(31), on(30))
    assert (two.at_or_above, two.last_28_days, two.blank) == (Share(0, 0), Share(0, 0), 0)
    # Its series goes on, but a halfway that it kept does not move.
    assert (two.opening_may_still_grow, two.provisional) == (True, False)
    assert two.days_since_previous == 30


@each("better", ["higher", "lower"])
@each(
    ("low", "high", "change", "direction"),
    [
        (1, 11, 2, "higher"), (1, 11, 1.9, "same"), (1, 11, -1.9, "same"), (1, 11, -2, "lower"),
        (-5, 5, 2, "higher"), (-5, 5, 1.9, "same"),
    ],
)  # fmt: skip
def test_a_course_is_higher_or_lower_by_a_fifth_of_the_scale_wherever_that_begins(
    low: int, high: int, change: Number, direction: str, better: Better
) -> None:
    middle = (low + high) / 2
    turned = change if better == "higher" else -change
    days = flat(-7, -1, middle) | flat(1, 7, middle + turned)
    measure = scale(low, high, better)
    (course,) = report(diary(days, measure=measure), measure=measure.key).courses
    assert (course.opening_change, course.opening_direction) == (change, direction)


def test_without_an_infusion_in_the_window_the_latest_course_is_drawn() -> None:
    days = week_before(3) | GOOD
    made = report(diary(days), first=20)
    assert (made.courses, made.drawn_courses) == ((), (made.course,))
    assert made.course is not None
    inside = report(diary(days, (0, 2)))
    assert inside.drawn_courses == inside.courses != ()
    assert report(diary(days, ())).drawn_courses == ()


def test_a_series_that_began_before_the_window_has_rows_for_its_infusions_inside() -> None:
    made = report(diary(week_before(3) | GOOD, (0, 4, 8, 12)), first=5)
    assert [(row.number, row.next_in_series) for row in made.infusions] == [(3, 4), (4, None)]
    assert made.total_infusions == 4
    assert [row.number for row in report(diary({}, (0, 4, 8)), first=4).infusions] == [2, 3]


def test_a_halfway_may_still_move_while_the_series_that_set_it_goes_on() -> None:
    risen = week_before(3) | GOOD
    for days, last, provisional in (
        (risen, 8, True),
        (risen, 9, False),
        (week_before(3), 8, False),
    ):
        (course,) = report(diary(days), last=last).courses
        assert (course.provisional, course.kept) == (provisional, False)
    two = courses(risen, 0, 60, last=60)[1]
    assert (two.halfway_of_course, two.kept) == (1, True)


def test_planned_and_cancelled_ones_are_those_of_the_window_and_of_the_days_to_come() -> None:
    marked = [not_given(t, "cancelled") for t in (-1, 0, 9, 10)]
    made = build_report(Diary(infusions=tuple(marked)), window(0, 9), today=on(20))
    assert [i.day for i in made.cancelled] == [on(0), on(9)]
    planned = Diary(infusions=tuple(not_given(t, "planned") for t in (-1, 0, 9, 10, 19, 20, 90)))
    made = build_report(planned, window(0, 9), today=on(20))
    assert [i.day for i in made.planned_past] == [on(0), on(9)]
    assert [i.day for i in made.planned] == [on(20), on(90)]


def test_a_series_without_entries_after_it_leaves_halfway_to_the_next_one() -> None:
    (course,) = report(diary(week_before(3) | flat(21, 30, 7), (0, 20)), last=30).courses
    assert (repr(course.halfway), course.no_halfway_because) == ("5", None)
    assert course.halfway_source is not None
    assert (course.halfway_source.first, course.halfway_source.through) == (2, 2)
