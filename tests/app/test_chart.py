"""The chart: exact rows, gaps as gaps, a mark of its own for every kind of day."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.app.diaries import TODAY, check_in, infusion
from tracker.app.chart import Dot, Lane, Level, Plot, draw, tone
from tracker.app.plots import around_plot, daily_values, days_plot
from tracker.records import MOOD, Diary, Measure, known_measure

DAY = timedelta(days=1)


def drawn(plot: Plot, width: int = 76, height: int = 14) -> list[str]:
    return draw(plot, width, height).plain.split("\n")


def rows_of(lines: list[str], mark: str) -> list[int]:
    return [n for n, line in enumerate(lines) if mark in line[4:]]


@pytest.mark.parametrize("height", [14, 24, 34, 44])
def test_every_score_has_a_row_of_its_own_at_an_even_distance(height: int) -> None:
    plot = Plot(days=28, measure=MOOD, dots={n: Dot(n) for n in range(11)})
    found = rows_of(drawn(plot, height=height), "●")
    assert len(found) == 11
    assert len({later - before for before, later in pairwise(found)}) == 1


def test_on_a_low_terminal_two_scores_share_a_row_in_halves() -> None:
    lines = drawn(Plot(days=28, measure=MOOD, dots={0: Dot(10), 9: Dot(9), 27: Dot(0)}), height=9)
    assert "▀" in lines[1]
    assert "▄" in lines[1]
    assert "▀" in lines[6]


def test_the_scale_is_fixed_and_named_at_both_ends() -> None:
    lines = drawn(Plot(days=28, measure=MOOD, dots={0: Dot(6)}))
    assert [line[:4].strip() for line in lines if line[:4].strip()] == ["10", "5", "0"]
    sleep = known_measure("sleep")
    assert sleep
    lines = drawn(Plot(days=28, measure=sleep), height=20)
    assert next(line[:4].strip() for line in lines if line[:4].strip()) == "24"


def test_a_day_without_an_entry_breaks_the_axis_and_is_no_zero() -> None:
    diary = Diary(check_ins=tuple(check_in(TODAY - n * DAY, 5) for n in (9, 8, 2)))
    plot = days_plot(diary, TODAY - 27 * DAY, TODAY, today=TODAY)
    assert len(plot.empty) == 6
    lines = drawn(plot)
    (axis,) = [line for line in lines if "└" in line]
    assert axis.count("·") == 6
    assert not any("●" in line for line in lines if line.startswith("  0"))


def test_infusions_late_days_and_levels_have_marks_of_their_own() -> None:
    late = check_in(TODAY - 5 * DAY, 4, late_by=3)
    diary = Diary(
        check_ins=(late, check_in(TODAY - 3 * DAY, 6), check_in(TODAY, 7)),
        infusions=(infusion(TODAY - 3 * DAY), infusion(TODAY + DAY, status="planned")),
    )
    levels = [Level(4, "halfway 4"), Level(3, "before 3", "before")]
    text = "\n".join(drawn(days_plot(diary, TODAY - 20 * DAY, TODAY + 2 * DAY, levels=levels)))
    for mark in ("●", "○", "□", "▼1", "▽", "┊", "╌", "┄", "halfway 4", "before 3"):
        assert mark in text


def test_two_levels_on_one_row_are_both_named() -> None:
    levels = [Level(4, "halfway 4"), Level(4, "before 4", "before")]
    text = "\n".join(drawn(Plot(days=28, measure=MOOD, levels=levels)))
    assert "halfway 4" in text
    assert "before 4" in text


def test_a_crowded_chart_has_one_dot_a_column_and_no_lines() -> None:
    plot = Plot(
        days=365, measure=MOOD, dots={n: Dot(n % 11) for n in range(365)}, infusions={9: "1"}
    )
    text = "\n".join(drawn(plot))
    assert "•" in text
    assert "●" not in text
    assert "┊" not in text


def test_the_smoothed_line_is_broken_between_its_runs() -> None:
    plot = Plot(days=28, measure=MOOD, smooth=[[(2, 5), (3, 5), (4, 6)], [(20, 5), (21, 5)]])
    (line,) = [line for line in drawn(plot) if "╯" in line]
    assert " " * 10 in line[10:40]


def test_other_measures_are_bars_under_the_axis_where_there_is_room() -> None:
    lane = Lane("anxiety", "low is best", 0, 10, {0: 10, 5: 0})
    lines = drawn(Plot(days=28, measure=MOOD, lanes=[lane]), height=20)
    (row,) = [line for line in lines if "anxiety" in line]
    assert "█" in row
    assert not any("anxiety" in line for line in drawn(Plot(days=28, measure=MOOD, lanes=[lane])))


def test_the_days_around_one_are_counted_from_it() -> None:
    diary = Diary(check_ins=(check_in(TODAY - 3 * DAY, 3), check_in(TODAY, 8)))
    plot = around_plot(diary, TODAY - 2 * DAY, 7, 2, today=TODAY)
    assert plot.labels == [(7, "0"), (0, "−7")]
    assert plot.dots[6].value == 3


def test_the_better_end_has_the_brighter_colour_whichever_it_is() -> None:
    lower = Measure(key="x", label="X", better="lower")
    assert (tone(MOOD, 10), tone(lower, 0), tone(lower, 10)) == ("$mood-10", "$mood-10", "$mood-0")


def test_a_daily_value_is_the_median_of_the_days_ratings() -> None:
    diary = Diary(check_ins=tuple(check_in(TODAY, n) for n in (1, 8, 4)))
    assert daily_values(diary, "mood") == {TODAY: 4}


@pytest.mark.parametrize("size", [(0, 0), (10, 4), (30, 5), (26, 40)])
def test_without_room_nothing_is_drawn_and_nothing_breaks(size: tuple[int, int]) -> None:
    plot = Plot(days=3, measure=MOOD, dots={0: Dot(5)}, infusions={1: "1"}, lanes=())
    text = draw(plot, *size).plain
    assert all(len(line) <= size[0] for line in text.split("\n"))
