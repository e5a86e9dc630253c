from __future__ import annotations

from dataclasses import replace

import pytest

from tests.analysis.making import diary, infusion, on, window
from tests.cases import each
from tracker.analysis import Window, default_window
from tracker.analysis.window import without_future
from tracker.records import Assessment, Diary, Infusion, ValidationError


def test_it_begins_two_weeks_before_the_current_course_and_ends_today() -> None:
    assert default_window(diary({}, (0, 3, 30)), on(60)) == window(-14, 60)


def test_an_earlier_course_does_not_widen_it() -> None:
    assert default_window(diary({}, (0, 3, 90)), on(160)) == window(76, 160)


def test_it_is_never_shorter_than_six_weeks() -> None:
    made = default_window(diary({}, (0,)), on(5))
    assert made == window(-36, 5)
    assert made.days == 42


def test_it_is_never_longer_than_twenty_six_weeks() -> None:
    made = default_window(diary({}, range(0, 400, 30)), on(400))
    assert made.end == on(400)
    assert made.days == 182


def test_a_planned_infusion_does_not_move_it() -> None:
    planned = Infusion(id="p", day=on(80), status="planned", new_course=True)
    more = replace(diary({}), infusions=(infusion(0), planned))
    assert default_window(more, on(60)) == window(-14, 60)


def test_an_infusion_after_the_day_it_is_made_on_does_not_move_it() -> None:
    assert default_window(diary({}, (0, 80)), on(60)) == window(-14, 60)


def test_an_infusion_of_today_counts_and_so_does_an_entry_of_today() -> None:
    assert default_window(diary({-100: 5}, (0,)), on(0)) == window(-41, 0)
    assert default_window(diary({-100: 5, 0: 5, 1: 5}, ()), on(0)) == window(-100, 0)


@each(("today", "shown"), [(-1, 9), (0, 0), (5, 5), (8, 8), (9, 9), (10, 9)])
def test_of_a_window_that_holds_today_the_days_to_come_are_left_out(today: int, shown: int) -> None:
    assert without_future(window(0, 9), on(today)) == window(0, shown)


def test_without_infusions_it_holds_what_was_logged() -> None:
    assert default_window(diary({0: 5, 70: 5}, ()), on(70)) == window(0, 70)


def test_without_infusions_it_is_at_most_eighteen_weeks_up_to_the_last_entry() -> None:
    made = default_window(diary({0: 5, 300: 5}, ()), on(4000))
    assert made.end == on(300)
    assert made.days == 126


@each(("last", "end"), [(100, 100), (99, 100), (59, 100), (58, 58)])
def test_without_infusions_a_diary_kept_of_late_is_shown_up_to_today(last: int, end: int) -> None:
    made = default_window(diary({50: 5, last: 5}, ()), on(100))
    assert (made.end, on(last) in made) == (on(end), True)


def test_a_questionnaire_counts_as_logged_too() -> None:
    filled = Assessment(id="a", day=on(0), questionnaire="phq-9", total=9, low=0, high=27)
    assert default_window(Diary(assessments=(filled,)), on(500)).end == on(0)


def test_an_empty_diary_has_the_last_six_weeks() -> None:
    assert default_window(Diary(), on(0)) == window(-41, 0)


def test_a_window_holds_its_first_and_its_last_day() -> None:
    week = window(0, 6)
    assert on(0) in week
    assert on(6) in week
    assert on(7) not in week
    assert week.days == 7


def test_ends_the_wrong_way_round_are_refused_with_a_sentence() -> None:
    with pytest.raises(ValidationError, match="would end before it starts"):
        Window(on(1), on(0))
