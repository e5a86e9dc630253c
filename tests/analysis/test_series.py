from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from tests.analysis.making import PAIN, SLEEP, diary, entries, infusion, on, rated, report, window
from tests.cases import each
from tracker.analysis import DayValue, Gap, LastDays, build_report
from tracker.records import BUILTIN_MEASURES, MOOD, Diary, Rating, ValidationError


def test_a_day_with_several_ratings_has_their_median_and_their_range() -> None:
    day = report(diary({0: [2, 9, 4]}, ())).main.days[0]
    assert day == DayValue(on(0), 4, 2, 9, late=False, on_infusion_day=False)


def test_two_ratings_have_the_middle_between_them() -> None:
    assert report(diary({0: [4, 5]}, ())).main.days[0].value == 4.5


def test_whole_numbers_stay_whole() -> None:
    day = report(diary({0: [4.0, 6.0]}, ())).main.days[0]
    assert (repr(day.value), repr(day.low)) == ("5", "4")


def test_an_infusion_day_is_listed_and_marked() -> None:
    days = report(diary({-1: 3, 0: 9, 1: 5})).main.days
    assert [(day.value, day.on_infusion_day) for day in days] == [(3, False), (9, True), (5, False)]


def test_a_day_is_late_when_any_of_its_ratings_came_two_days_after_it() -> None:
    kept = (rated(0, 5), rated(0, 6, late_by=2, nth=1), rated(1, 5, late_by=1))
    made = report(Diary(check_ins=kept))
    assert [day.late for day in made.main.days] == [True, False]
    assert made.main.logged.late == 1


def test_late_goes_by_local_time_where_the_entry_was_written() -> None:
    far_east = timezone(timedelta(hours=14))
    at = datetime(2026, 3, 2, 21, tzinfo=far_east)
    # Five in the morning there, and still the evening before by UTC.
    written = datetime(2026, 3, 4, 5, tzinfo=far_east)
    entry = replace(rated(0, 5), at=at, recorded_at=written)
    assert report(Diary(check_ins=(entry,))).main.days[0].late


def test_logged_days_count_infusion_days_and_the_whole_window() -> None:
    logged = report(diary({-1: 3, 0: 9, 1: 5}), -2, 7).main.logged
    assert (logged.logged, logged.of) == (3, 10)


def test_a_full_log_has_no_gap() -> None:
    assert report(diary(dict.fromkeys(range(9), 5), ()), 0, 8).main.longest_gap is None


def test_the_last_seven_days_leave_the_infusion_day_out() -> None:
    values = {-1: 1, 0: 9, 1: 5, 2: 6, 3: 7, 6: 8}
    assert report(diary(values), -20, 6).main.last_7_days == LastDays(6.5, 4)
    assert report(diary(values), -20, 13).main.previous_7_days == LastDays(6.5, 4)


def test_without_entries_the_last_seven_days_have_no_median() -> None:
    assert report(diary({0: 5}, ()), 0, 7).main.last_7_days is None


def test_the_last_seven_days_reach_back_before_a_short_window() -> None:
    assert report(diary({0: 5, 4: 7}, ()), 4, 6).main.last_7_days == LastDays(6, 2)


def test_where_the_patient_is_now_is_the_last_three_days_that_are_no_infusion_day() -> None:
    series = report(diary({1: 7, 2: 6, 4: 6, 5: 5, 6: 9}, (6,))).main
    assert [day.value for day in series.last_three] == [6, 6, 5]
    assert series.last is not None
    assert series.last.day == on(5)


def test_a_week_runs_from_monday_to_sunday_cut_to_the_window() -> None:
    values = {2: 4, 3: 6, 7: 1, 8: 2, 9: 9, 14: 5}
    weeks = report(diary(values, ()), 1, 15).main.weeks
    assert [(w.first, w.last, w.n) for w in weeks] == [
        (on(1), on(6), 2),
        (on(7), on(13), 3),
        (on(14), on(15), 1),
    ]
    monday = report(diary(values, ()), 1, 14).main.weeks[-1]
    assert (monday.first, monday.last, monday.n) == (on(14), on(14), 1)
    assert (weeks[1].n, weeks[1].mean, weeks[1].low, weeks[1].high) == (3, 4, 1, 9)
    assert (weeks[0].lower_quartile, weeks[0].upper_quartile) == (4.5, 5.5)


@each(
    ("values", "quartiles"),
    [
        ((5,), (5, 5)), ((4, 6), (4.5, 5.5)), ((9, 1, 2), (1.5, 5.5)), ((8, 1, 4, 2), (1.75, 5)),
        ((9, 1, 7, 2, 4), (2, 7)),
    ],
)  # fmt: skip
def test_a_quartile_is_a_value_or_lies_between_two_neighbours(
    values: tuple[int, ...], quartiles: tuple[float, float]
) -> None:
    (week,) = report(diary(dict(enumerate(values)), ()), 0, 6).main.weeks
    assert (week.lower_quartile, week.upper_quartile) == quartiles


def test_weeks_are_for_windows_up_to_three_years_and_months_for_any() -> None:
    kept = diary({0: 5, 1500: 6}, ())
    assert len(report(kept, 0, 3 * 366 - 1).main.weeks) == 1
    assert report(kept, 0, 3 * 366).main.weeks == ()
    assert len(report(kept, 0, 1500).main.months) == 2


def test_a_month_without_an_entry_is_not_there_and_the_infusion_day_is_not_in_it() -> None:
    # Day 0 is 2 March; April has nothing.
    months = report(diary({-5: 4, 0: 9, 1: 5, 62: 7}), -30, 70).main.months
    assert [(m.first.month, m.n, m.mean) for m in months] == [(2, 1, 4), (3, 1, 5), (5, 1, 7)]
    assert (months[1].first.day, months[1].last.day) == (1, 31)
    # Day 30 is 1 April.
    (april,) = report(diary({29: 4, 30: 9}, ()), 30, 30).main.months
    assert (april.first, april.last, april.mean) == (on(30), on(30), 9)


def test_further_panels_are_the_first_three_active_measures_with_entries() -> None:
    keys = ("anxiety", "irritability", "tiredness", "pain", "self_harm")
    one = replace(rated(0, 5), ratings=(Rating("mood", 5), *(Rating(k, 1) for k in keys[1:])))
    made = report(Diary(measures=BUILTIN_MEASURES, check_ins=(one,)))
    assert [s.measure.key for s in made.panels] == ["irritability", "tiredness", "pain"]


def test_panels_asked_for_are_those_shown() -> None:
    made = diary({0: 5}, (), SLEEP)
    week = window(0, 9)
    asked = ["mood", "sleep", "sleep"]
    shown = build_report(made, week, today=on(9), measure="mood", panels=asked)
    assert [series.measure.key for series in shown.panels] == ["sleep"]
    assert build_report(made, week, today=on(9), measure="mood", panels=[]).panels == ()


def test_a_measure_that_the_diary_does_not_have_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValidationError, match="mood"):
        report(diary({}), measure="luck")


def test_a_measure_that_was_never_rated_still_makes_a_report() -> None:
    made = report(Diary(measures=(MOOD, PAIN)), measure="pain")
    assert made.main.days == made.main.missing == made.main.smoothed == ()
    assert made.main.longest_gap is None


def test_an_earlier_infusion_day_is_in_no_level_before_a_course() -> None:
    marked = (infusion(-3), infusion(0, new_course=True))
    made = Diary(
        check_ins=tuple(entries({-6: 1, -5: 1, -4: 1, -3: 9, -2: 1, -1: 1}, "mood")),
        infusions=marked,
    )
    before = report(made).courses[1].before
    # No span reaches past the treatment before, and two days are too few for a course.
    assert (before.kind, before.n) == ("none", 0)
    assert report(made).infusions[1].before.high == 1


def test_days_before_the_first_entry_ever_are_not_missing_and_today_is_not_yet() -> None:
    series = report(diary({0: 5, 3: 5}, ()), -10, 5).main
    assert series.missing == (on(1), on(2), on(4))
    assert (series.logged.since, series.logged.of_since) == (on(0), 6)
    assert series.logged.of == 16


def test_the_days_since_the_first_entry_are_counted_to_the_windows_end() -> None:
    logged = report(diary({0: 5, 3: 5}, ()), 0, 3).main.logged
    assert (logged.of_since, logged.logged) == (4, 2)
    past = build_report(diary({0: 5}, ()), window(0, 3), today=on(9)).main.logged
    assert past.of_since == 4


def test_a_diary_that_began_before_the_window_is_counted_from_the_windows_start() -> None:
    logged = report(diary({-20: 5, 3: 5}, ()), 0, 3).main.logged
    assert (logged.since, logged.of_since) == (on(0), 4)
    assert report(diary({}, ()), 0, 3).main.logged.since is None


def test_today_and_the_days_still_to_come_are_not_missing() -> None:
    made = build_report(diary({0: 5}, ()), window(0, 9), today=on(2))
    assert made.main.missing == (on(1),)


def test_the_longest_gap_is_the_earliest_of_equals_and_never_holds_today() -> None:
    series = report(diary({0: 5, 3: 5, 6: 5, 8: 5}, ()), 0, 11).main
    assert series.longest_gap == Gap(on(1), on(2), 2)


def test_an_infusion_day_without_an_entry_ends_a_gap() -> None:
    series = report(diary({0: 5, 8: 5}, (3,)), 0, 8).main
    assert series.longest_gap == Gap(on(4), on(7), 4)


def test_the_last_entry_is_found_before_the_window_too() -> None:
    series = report(diary({0: 5, 3: 9, 2: [6, 8]}, (3,)), 10, 20).main
    assert series.last_three == ()
    assert series.last_entry == DayValue(on(2), 7, 6, 8, late=False, on_infusion_day=False)


def test_the_smoothed_line_ends_at_the_median_of_the_last_seven_days() -> None:
    values = {t: t % 5 for t in range(20)}
    series = report(diary(values, ()), 0, 19).main
    (run,) = series.smoothed
    assert series.last_7_days is not None
    assert (run[0].day, run[-1].day) == (on(3), on(16))
    assert run[-1].value == series.last_7_days.median


def test_the_smoothed_line_is_broken_where_a_new_level_may_begin_and_not_inside_a_series() -> None:
    # The first infusion, one 7 days after it, one 8 days after that.
    values = dict.fromkeys(range(-14, 40), 3)
    runs = report(diary(values, (0, 7, 15)), -14, 39).main.smoothed
    assert [(run[0].day, run[-1].day) for run in runs] == [
        (on(-11), on(-4)),
        (on(3), on(11)),
        (on(18), on(36)),
    ]


def test_the_smoothed_line_is_broken_where_a_marked_course_begins() -> None:
    values = dict.fromkeys(range(20), 3)
    made = diary(values, (3,), new_courses=(8,))
    assert len(report(made, 0, 19).main.smoothed) == 1
    assert report(made, 0, 19).main.smoothed[0][0].day == on(11)


def test_without_mood_entries_the_measure_with_most_entries_is_the_main_one() -> None:
    days = tuple(entries({0: 5, 1: 5}, "anxiety") + entries({0: 5, 1: 5, 2: 5}, "pain"))
    made = Diary(measures=BUILTIN_MEASURES, check_ins=days)
    assert report(made).main.measure.key == "pain"
    assert [s.measure.key for s in report(made).panels] == ["anxiety"]
    with_mood = replace(made, check_ins=(*days, rated(3, 5)))
    assert report(with_mood).main.measure.key == "mood"
    assert report(with_mood, 0, 2).main.measure.key == "pain"
    assert report(with_mood, 0, 2, measure="mood").main.days == ()


def test_self_harm_is_never_made_the_main_measure_and_neither_is_anything_never_rated() -> None:
    days = tuple(entries({0: 0}, "self_harm"))
    assert report(Diary(measures=BUILTIN_MEASURES, check_ins=days)).main.measure.key == "mood"
    assert report(Diary(measures=BUILTIN_MEASURES)).main.measure.key == "mood"


def test_a_rating_counts_whatever_other_measures_its_entry_has_before_it() -> None:
    entry = replace(
        rated(0, 5), ratings=(Rating("anxiety", 3), Rating("mood", 4), Rating("pain", 5))
    )
    made = Diary(measures=BUILTIN_MEASURES, check_ins=(entry,))
    only_pain = build_report(made, window(0, 9), today=on(9), measure="pain", panels=())
    assert [day.value for day in only_pain.main.days] == [5]


def test_the_measures_for_which_there_is_no_panel_are_counted() -> None:
    keys = ("mood", "anxiety", "irritability", "tiredness", "pain", "energy", "self_harm")
    one = replace(rated(0, 5), ratings=tuple(Rating(key, 1) for key in keys))
    made = report(Diary(measures=BUILTIN_MEASURES, check_ins=(one,)))
    assert ([s.measure.key for s in made.panels], made.measures_left_out) == (
        ["anxiety", "irritability", "tiredness"],
        2,
    )
    week = Diary(measures=BUILTIN_MEASURES, check_ins=(one,), invented=True)
    chosen = build_report(week, window(0, 9), today=on(9), panels=["pain"])
    assert (chosen.measures_left_out, chosen.invented, made.invented) == (0, True, False)
