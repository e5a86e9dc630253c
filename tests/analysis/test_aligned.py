from __future__ import annotations

from tests.analysis.making import after, diary, report, week_before
from tracker.analysis import AlignedDay, AlignedLine, AlignedPoint

DAILY = week_before(3) | {0: 0} | after(*[5] * 100)


def test_a_line_runs_from_three_days_before_to_three_weeks_after_without_the_day_itself() -> None:
    (line,) = report(diary(DAILY)).aligned.later.lines
    assert [point.t for point in line.points] == [-3, -2, -1, *range(1, 22)]


def test_a_line_ends_the_day_before_the_next_infusion() -> None:
    first, _ = report(diary(DAILY, (0, 12))).aligned.later.lines
    assert first.points[-1] == AlignedPoint(11, 5)


def test_induction_and_later_infusions_are_never_mixed() -> None:
    made = report(diary(DAILY, (0, 3, 6, 20, 45))).aligned
    assert [line.number for line in made.induction.lines] == [1, 2]
    assert [line.number for line in made.later.lines] == [3, 4, 5]


def test_a_median_needs_three_lines_before_day_zero_as_after_it() -> None:
    days = {d.t: d for d in report(diary(DAILY, (0, 20, 40))).aligned.later.days}
    assert days[-1] == AlignedDay(-1, 3, 5)
    assert days[19] == AlignedDay(19, 3, 5)
    assert days[20] == AlignedDay(20, 1, None)
    two = {d.t: d for d in report(diary(DAILY, (0, 20))).aligned.later.days}
    assert two[-1] == AlignedDay(-1, 2, None)
    assert 0 not in two


def test_a_day_without_an_entry_leaves_a_hole_in_the_line() -> None:
    (line,) = report(diary({1: 5, 3: 6})).aligned.later.lines
    assert line == AlignedLine(1, (AlignedPoint(1, 5), AlignedPoint(3, 6)))


def test_an_infusion_with_nothing_logged_after_it_has_no_line() -> None:
    made = report(diary(week_before(3))).aligned
    assert (made.later.lines, made.later.days) == ((), ())


def test_the_first_of_two_on_one_day_has_no_line() -> None:
    made = report(diary(DAILY, (0, 0))).aligned
    assert [line.number for line in (*made.induction.lines, *made.later.lines)] == [2]


def test_infusions_before_the_window_are_left_out() -> None:
    made = report(diary(DAILY, (0, 30)), first=10).aligned
    assert [line.number for line in made.later.lines] == [2]
