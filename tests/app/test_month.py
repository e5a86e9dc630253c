from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.diaries import TODAY, check_in, infusion
from tests.app.patient import patient
from tracker.analysis import build_report
from tracker.analysis.window import Window
from tracker.app.month import first_day, month
from tracker.app.widgets.month_chart import MonthChart
from tracker.records import Diary
from tracker.storage import Store

DAYS_AGO = [TODAY - timedelta(days=n) for n in range(28)]


def drawn(diary: Diary) -> list[str]:
    """The chart's lines at one cell a day, without the axis: column n is the nth day."""
    chart = MonthChart()
    chart.set_reactive(MonthChart.month, month(diary, TODAY))
    return [line[4:].ljust(28) for line in str(chart.render()).split("\n")]


def column(diary: Diary, day: date) -> str:
    """One day's column, top to bottom, without the legend and the names of the days."""
    n = (day - first_day(TODAY)).days
    return "".join(line[n] for line in drawn(diary)[1:-1])


def test_a_score_stands_in_the_row_of_its_number() -> None:
    for score in range(11):
        diary = Diary(check_ins=(check_in(TODAY, score),))
        assert column(diary, TODAY).index("●") == 1 + (10 - score)


def test_a_day_without_an_entry_is_a_gap_with_a_dot_under_it() -> None:
    diary = Diary(check_ins=(check_in(DAYS_AGO[4], 5), check_in(DAYS_AGO[2], 5)))
    assert column(diary, DAYS_AGO[3]).strip() == "·"


def test_days_before_the_first_entry_are_not_held_against_anyone() -> None:
    diary = Diary(check_ins=(check_in(DAYS_AGO[1], 5),))
    assert column(diary, DAYS_AGO[2]).strip() == ""


def test_today_is_not_a_gap_before_it_is_over() -> None:
    diary = Diary(check_ins=(check_in(DAYS_AGO[1], 5),))
    assert column(diary, TODAY).strip() == ""


def test_an_infusion_is_a_line_through_its_day() -> None:
    diary = Diary(check_ins=(check_in(DAYS_AGO[9], 5),), infusions=(infusion(DAYS_AGO[3]),))
    assert column(diary, DAYS_AGO[3]) == "▼" + "│" * 11 + "·"


def test_the_value_of_an_infusion_day_is_hollow() -> None:
    diary = Diary(check_ins=(check_in(TODAY, 5),), infusions=(infusion(TODAY),))
    assert column(diary, TODAY)[1 + 5] == "○"


def test_an_entry_written_down_late_is_a_hollow_square() -> None:
    diary = Diary(check_ins=(check_in(DAYS_AGO[5], 5, late_by=2),))
    assert "□" in column(diary, DAYS_AGO[5])


def test_only_the_marks_that_occur_are_explained() -> None:
    plain = Diary(check_ins=(check_in(TODAY, 5),))
    assert drawn(plain)[0].strip() == "● mood"


def test_a_planned_infusion_is_not_drawn_as_one_that_took_place() -> None:
    planned = replace(infusion(DAYS_AGO[3]), status="planned")
    assert "▼" not in column(Diary(infusions=(planned,)), DAYS_AGO[3])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 27), st.integers(0, 10)), max_size=20))
def test_the_value_of_a_day_is_the_one_the_page_shows(rated: list[tuple[int, int]]) -> None:
    diary = Diary(check_ins=tuple(check_in(DAYS_AGO[n], score) for n, score in rated))
    window = Window(first_day(TODAY), TODAY)
    daily = build_report(diary, window, today=TODAY).main.days
    shown = {d.day: d.mood for d in month(diary, TODAY) if d.mood is not None}
    assert shown == {d.day: d.value for d in daily}


async def test_the_day_being_filled_in_is_marked_under_the_chart(store: Store) -> None:
    async with patient(store) as person:
        await person.press("d", *"fri", "enter")
        assert "▲" in person.screen


async def test_a_saved_score_is_drawn_at_once(store: Store) -> None:
    async with patient(store) as person:
        assert "●" not in person.screen
        await person.press("7", "enter")
        assert "●" in person.screen


async def test_the_line_above_says_how_long_since_and_until_an_infusion(store: Store) -> None:
    async with patient(store) as person:
        assert (
            person.reads("infusions")
            == "16 days since infusion 10 · next planned Fri 4 Dec, in 13 days"
        )
