from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from tests.analysis.making import (
    PAIN,
    SLEEP,
    Days,
    diary,
    entries,
    infusion,
    on,
    rated,
    report,
    week_before,
    window,
)
from tracker.analysis import Baseline, DayValue, Gap, LastDays, build_report
from tracker.records import BUILTIN_MEASURES, MOOD, Diary, Rating, ValidationError


def test_a_day_with_several_ratings_has_their_median_and_their_range() -> None:
    day = report(diary({0: [2, 9, 4]}, ())).main.days[0]
    assert day == DayValue(on(0), 4, 2, 9, 3, late=False, on_infusion_day=False)


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


def test_late_is_told_by_the_clock_on_the_wall_where_it_was_written_down() -> None:
    far_east = timezone(timedelta(hours=14))
    at = datetime(2026, 3, 2, 21, tzinfo=far_east)
    # Five in the morning there, and still the evening before by UTC.
    written = datetime(2026, 3, 4, 5, tzinfo=far_east)
    entry = replace(rated(0, 5), at=at, recorded_at=written)
    assert report(Diary(check_ins=(entry,))).main.days[0].late


def test_logged_days_count_infusion_days_and_the_whole_window() -> None:
    logged = report(diary({-1: 3, 0: 9, 1: 5}), -2, 7).main.logged
    assert (logged.logged, logged.of) == (3, 10)


def test_days_before_the_first_entry_ever_are_not_missing() -> None:
    missing = report(diary({0: 5, 3: 5}, ()), -10, 4).main.missing
    assert missing == (on(1), on(2), on(4))


def test_days_still_to_come_are_not_missing() -> None:
    made = build_report(diary({0: 5}, ()), window(0, 9), today=on(2))
    assert made.main.missing == (on(1), on(2))


def test_the_longest_gap_is_the_earliest_of_equals() -> None:
    series = report(diary({0: 5, 3: 5, 6: 5, 8: 5}, ()), 0, 8).main
    assert series.longest_gap == Gap(on(1), on(2), 2)


def test_a_full_log_has_no_gap() -> None:
    assert report(diary(dict.fromkeys(range(9), 5), ()), 0, 8).main.longest_gap is None


def test_the_last_seven_days_leave_the_infusion_day_out() -> None:
    values = {-1: 1, 0: 9, 1: 5, 2: 6, 3: 7, 6: 8}
    assert report(diary(values), -20, 6).main.last_7_days == LastDays(6.5, 4)


def test_nothing_in_the_last_seven_days_is_said_as_nothing() -> None:
    assert report(diary({0: 5}, ()), 0, 7).main.last_7_days is None


def test_the_last_seven_days_reach_back_before_a_short_window() -> None:
    assert report(diary({0: 5, 4: 7}, ()), 4, 6).main.last_7_days == LastDays(6, 2)


def test_the_change_is_the_last_seven_days_minus_the_baseline() -> None:
    made = report(diary(week_before(3) | {1: 7, 2: 7}), -14, 2)
    # Five days of the week before are still among the last seven diary days.
    assert made.main.last_7_days == LastDays(3, 6)
    assert report(diary(week_before(3) | {8: 7}), -14, 8).main.change == 4


def test_without_a_baseline_there_is_no_change() -> None:
    assert report(diary({1: 7})).main.change is None


def test_the_best_three_days_lie_at_most_seven_days_apart() -> None:
    near, far = {0: 9, 3: 9, 7: 8}, {0: 9, 3: 9, 8: 8}
    best = report(diary(near, ())).main.best_3_days
    assert best is not None
    assert (best.median, best.first, best.last) == (9, on(0), on(7))
    assert report(diary(far, ())).main.best_3_days is None


def test_the_best_three_days_of_a_symptom_are_the_lowest() -> None:
    values = dict(enumerate((8, 8, 3, 2, 2, 8, 8)))
    best = report(diary(values, (), PAIN), measure="pain").main.best_3_days
    assert best is not None
    assert (best.median, best.last) == (2, on(4))


def test_where_the_patient_is_now_is_the_last_three_days_that_are_no_infusion_day() -> None:
    series = report(diary({1: 7, 2: 6, 4: 6, 5: 5, 6: 9}, (6,))).main
    assert [day.value for day in series.last_three] == [6, 6, 5]
    assert series.last is not None
    assert series.last.day == on(5)


def test_the_baseline_of_the_series_belongs_to_the_current_course() -> None:
    second: Days = dict.fromkeys(range(93, 100), 6)
    values = week_before(2) | second
    kept = report(diary(values, (0, 100)), -30, 120).main.baseline
    assert kept == Baseline("usual", 6, 7, 6, 6, on(93), on(99))


def test_a_baseline_says_over_which_days_how_many_entries_and_their_range() -> None:
    wide = report(diary({-12: 2, -2: 3, -1: 4})).main.baseline
    assert wide == Baseline("wide", 3, 3, 2, 4, on(-14), on(-1))
    none = report(diary({-12: 2, -1: 4})).main.baseline
    assert none == Baseline("none", None, 2, None, None, on(-14), on(-1))


def test_an_earlier_infusion_day_is_in_no_baseline() -> None:
    marked = (infusion(-3), infusion(0, new_course=True))
    made = Diary(check_ins=tuple(entries({-3: 9, -2: 1, -1: 1, -5: 1}, "mood")), infusions=marked)
    assert report(made).infusions[1].baseline.low == 1
    assert report(made).infusions[1].baseline.high == 1


def test_the_smoothed_line_ends_at_the_median_of_the_last_seven_days() -> None:
    values = {t: t % 5 for t in range(20)}
    series = report(diary(values, ()), 0, 19).main
    assert series.last_7_days is not None
    assert series.smoothed[-1].day == on(16)
    assert series.smoothed[-1].value == series.last_7_days.median
    assert series.smoothed[0].day == on(3)


def test_a_week_runs_from_monday_to_sunday_cut_to_the_window() -> None:
    values = {2: 4, 3: 6, 7: 1, 8: 2, 9: 9, 14: 5}
    weeks = report(diary(values, ()), 1, 15).main.weeks
    assert [(w.first, w.last, w.n) for w in weeks] == [
        (on(1), on(6), 2),
        (on(7), on(13), 3),
        (on(14), on(15), 1),
    ]
    assert (weeks[1].median, weeks[1].mean, weeks[1].low, weeks[1].high) == (2, 4, 1, 9)
    assert (weeks[0].lower_quartile, weeks[0].upper_quartile) == (4.5, 5.5)


def test_weeks_are_for_windows_up_to_three_years_and_months_for_any() -> None:
    kept = diary({0: 5, 1500: 6}, ())
    assert len(report(kept, 0, 1000).main.weeks) == 1
    assert report(kept, 0, 1500).main.weeks == ()
    assert len(report(kept, 0, 1500).main.months) == 2


def test_a_month_without_an_entry_is_not_there_and_the_infusion_day_is_not_in_it() -> None:
    # Day 0 is 2 March; April has nothing.
    months = report(diary({-5: 4, 0: 9, 1: 5, 62: 7}), -30, 70).main.months
    assert [(m.first.month, m.n, m.mean) for m in months] == [(2, 1, 4), (3, 1, 5), (5, 1, 7)]
    assert (months[1].first.day, months[1].last.day) == (1, 31)


def test_further_panels_are_the_first_three_active_measures_with_entries() -> None:
    keys = ("anxiety", "irritability", "tiredness", "pain", "self_harm")
    one = replace(rated(0, 5), ratings=(Rating("mood", 5), *(Rating(k, 1) for k in keys[1:])))
    made = report(Diary(measures=BUILTIN_MEASURES, check_ins=(one,)))
    assert [s.measure.key for s in made.panels] == ["irritability", "tiredness", "pain"]


def test_panels_asked_for_are_those_shown() -> None:
    made = diary({0: 5}, (), SLEEP)
    shown = build_report(made, window(0, 9), today=on(9), panels=["mood", "sleep", "sleep"])
    assert [series.measure.key for series in shown.panels] == ["sleep"]
    assert build_report(made, window(0, 9), today=on(9), panels=[]).panels == ()


def test_a_measure_that_the_diary_does_not_have_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValidationError, match="no measure of that name"):
        report(diary({}), measure="luck")


def test_a_measure_that_was_never_rated_still_makes_a_report() -> None:
    made = report(Diary(measures=(MOOD, PAIN)), measure="pain")
    assert made.main.days == made.main.missing == made.main.smoothed == ()
    assert made.main.longest_gap is None
