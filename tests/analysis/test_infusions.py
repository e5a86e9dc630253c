from __future__ import annotations

from dataclasses import replace

from tests.analysis.making import PAIN, after, diary, infusion, on, report, week_before
from tracker.analysis import Hold, InfusionRow
from tracker.records import Diary, Infusion

HOLDS = week_before(3) | after(*[7] * 60)


def rows(*infusions: int) -> tuple[InfusionRow, ...]:
    return report(diary(HOLDS, infusions)).infusions


def phased(offset: int, phase: str) -> Infusion:
    return replace(infusion(offset), phase=phase)


def test_it_stands_beside_what_came_just_before_it() -> None:
    row = report(diary(HOLDS | {-3: 1, -2: 2, -1: 5})).infusions[0]
    assert row.just_before == 2


def test_nothing_logged_just_before_is_said_as_nothing() -> None:
    assert report(diary({-9: 3, 1: 5})).infusions[0].just_before is None


def test_the_days_since_the_previous_one_are_counted() -> None:
    assert [row.days_since_previous for row in rows(0, 3, 3, 20)] == [None, 3, 0, 17]


def test_one_course_has_one_baseline() -> None:
    first, second = rows(0, 21)
    assert first.baseline == second.baseline
    assert second.peak == 4
    assert second.just_before == 7


def test_the_level_of_the_peak_is_on_the_scale_in_either_direction() -> None:
    pain = week_before(8) | after(4, 4, 4)
    row = report(diary(pain, (0,), PAIN), measure="pain").infusions[0]
    assert (row.peak, row.best_after) == (4, 4)
    assert row.hold == Hold(6, on(1), on(3))


def test_half_of_the_gain_is_drawn_up_to_the_day_before_the_next_infusion() -> None:
    first, second = report(diary(week_before(3) | after(*[7] * 25), (0, 21))).infusions
    assert first.hold == Hold(5, on(1), on(20))
    assert second.hold == Hold(5, on(22), on(25))


def test_no_clear_change_has_no_level_to_hold() -> None:
    row = report(diary(week_before(3) | after(4, 4, 4))).infusions[0]
    assert (row.peak, row.best_after, row.hold) == (1, 4, None)


def test_three_silent_first_days_are_noted() -> None:
    assert report(diary(week_before(3) | {4: 7})).infusions[0].start_not_logged
    assert not report(diary(week_before(3) | {3: 7})).infusions[0].start_not_logged


def test_first_days_that_have_not_come_or_belong_to_the_next_are_not_noted() -> None:
    silent = diary(week_before(3), (0, 3))
    assert not report(silent).infusions[0].start_not_logged
    assert not report(silent, last=5).infusions[1].start_not_logged
    assert report(silent, last=6).infusions[1].start_not_logged


def test_infusions_within_a_week_of_the_next_are_an_induction_too_close_to_judge() -> None:
    found = rows(0, 3, 7, 14, 22)
    assert [row.induction for row in found] == [True, True, True, False, False]
    assert [row.too_close for row in found] == [True, True, True, False, False]


def test_what_the_record_says_of_the_phase_goes_before_the_spacing() -> None:
    given = (phased(0, "maintenance"), phased(7, "unknown"), phased(14, "induction"))
    found = report(replace(diary(HOLDS), infusions=given)).infusions
    assert [row.induction for row in found] == [False, True, True]
    assert [row.too_close for row in found] == [False, True, False]


def test_a_loss_seen_within_the_week_is_never_bracketed_away() -> None:
    row = report(diary(week_before(3) | after(8, 8, 8, 3, 3), (0, 7))).infusions[0]
    assert row.benefit.kind == "lost"
    assert row.induction
    assert not row.too_close


def test_the_list_holds_the_windows_infusions_and_the_counts_hold_all() -> None:
    made = report(diary(HOLDS, (0, 30, 58)), 20, 60)
    assert [row.number for row in made.infusions] == [2, 3]
    assert made.infusions_ever == 3
    assert made.last_infusion is not None
    assert (made.last_infusion.number, made.days_since_last) == (3, 2)


def test_an_infusion_after_the_window_is_not_known_in_it() -> None:
    made = report(diary(HOLDS, (0, 21)), last=20)
    assert made.infusions_ever == 1
    assert made.infusions[0].benefit.reason == "end_of_log"


def test_planned_infusions_are_those_from_the_day_it_is_made() -> None:
    planned = tuple(
        Infusion(id=f"p{t}", day=on(t), status="planned", note="ask") for t in (10, 20, 30)
    )
    made = report(Diary(infusions=planned), last=20)
    assert [(i.day, i.note) for i in made.planned] == [(on(20), None), (on(30), None)]
    assert made.infusions == ()


def test_a_diary_without_infusions_says_nothing_about_them() -> None:
    made = report(diary({0: 5}, ()))
    assert (made.last_infusion, made.days_since_last, made.main.baseline) == (None, None, None)
    assert made.median_benefit is None
