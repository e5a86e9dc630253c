"""Each mark stands where the number says: read back from the drawing, without a picture."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from tests.charts.diaries import before, check_in, infusion, rated, report_of
from tests.charts.drawing import TODAY, by_gid, demo_report, drawn, texts
from tracker.analysis import Report, Window, build_report
from tracker.records import Diary


def page_of(diary: Diary) -> tuple[Report, Any]:
    report = build_report(diary, Window(before(60), TODAY), today=TODAY)
    return report, drawn(report)[0]


def test_every_logged_day_is_a_dot_at_its_value() -> None:
    report = demo_report(3)
    dots, late = (by_gid(drawn(report)[0], gid)[0] for gid in ("days", "late-days"))
    shown = {
        (date.fromordinal(int(x)), y)
        for line in (dots, late)
        for x, y in zip(*line.get_data(), strict=True)
    }
    assert shown == {(v.day, v.value) for v in report.main.days if not v.on_infusion_day}


def test_a_late_day_is_a_square() -> None:
    report = demo_report(3)
    assert report.main.logged.late > 0
    assert by_gid(drawn(report)[0], "late-days")[0].get_marker() == "s"


def test_no_line_spans_a_gap() -> None:
    page = drawn(report_of("months of gap"))[0]
    for joins in by_gid(page, "joins"):
        assert all(segment[1][0] - segment[0][0] == 1 for segment in joins.get_segments())
    xs = by_gid(page, "median")[0].get_xdata()
    steps = [b - a for a, b in pairwise(xs) if a == a and b == b]
    assert set(steps) == {1}


def test_a_day_without_an_entry_is_a_cross_under_the_scale() -> None:
    report = demo_report(3)
    crosses = by_gid(drawn(report)[0], "no-entry")[0]
    assert {date.fromordinal(int(x)) for x in crosses.get_xdata()} == set(report.main.missing)


def test_there_is_a_triangle_for_each_infusion_and_none_for_a_planned_one() -> None:
    report = demo_report(3)
    assert report.planned
    triangles = by_gid(drawn(report)[0], "infusions")[0]
    assert [date.fromordinal(int(x)) for x in triangles.get_xdata()] == [
        row.infusion.day for row in report.infusions
    ]


def test_an_axis_is_as_long_as_its_scale_whatever_was_logged() -> None:
    _, page = page_of(rated(check_ins=(check_in(before(3), mood=5, pain=5),)))
    panel = next(axes for axes in page.axes if axes.get_label() == "panel-mood")
    low, high = panel.get_ylim()
    assert low < 0 < 10 < high < 10.5


def test_no_axis_is_ever_flipped() -> None:
    page = drawn(report_of("a year"))[0]
    panels = [a for a in page.axes if str(a.get_label()).startswith("panel-")]
    assert len(panels) == 3
    assert all(low < high for low, high in (panel.get_ylim() for panel in panels))


def test_better_and_worse_stand_in_words_at_both_ends_of_every_panel() -> None:
    found = texts(drawn(report_of("a year"))[0])
    assert "▲ better" in found
    assert "▲ worse" in found
    assert "▼ worse" in found
    assert "▼ better" in found


def test_the_level_of_half_the_gain_stands_over_that_infusions_days_only() -> None:
    days = [check_in(before(n), mood=3 if n > 30 else 7) for n in range(45)]
    report, page = page_of(rated(check_ins=tuple(days), infusions=(infusion(30),)))
    segments = by_gid(page, "holds")[0].get_segments()
    assert [[tuple(point) for point in segment] for segment in segments] == [
        [(before(29).toordinal(), 5), (TODAY.toordinal(), 5)]
    ]
    assert report.infusions[0].benefit.days_min == 30


def test_a_line_after_an_infusion_never_crosses_the_day_of_it() -> None:
    for line in by_gid(drawn(demo_report(3))[0], "aligned-latest"):
        xs = list(line.get_xdata())
        assert 0 not in xs
        assert all(b - a == 1 for a, b in pairwise(xs) if a == a and b == b)


def test_each_total_of_a_questionnaire_is_a_stem_from_zero() -> None:
    report = demo_report(3)
    stems = by_gid(drawn(report)[0], "stems")[0].get_segments()
    assert [(segment[0][1], segment[1][1]) for segment in stems] == [
        (0, point.total) for point in report.questionnaires[0].points
    ]


@pytest.mark.parametrize("name", ["a year", "ten years"])
def test_a_long_window_draws_no_more_than_it_can_show(name: str) -> None:
    page = drawn(report_of(name))[0]
    assert bool(by_gid(page, "days")) is (name == "a year")
    assert bool(by_gid(page, "means")) is (name == "ten years")


def test_the_name_is_blank_unless_it_is_given() -> None:
    blank, named = (
        by_gid(drawn(demo_report(3), name=name)[0], "name")[0].get_text()
        for name in (None, "Alex Sample")
    )
    assert blank.startswith("Name ____")
    assert named == "Alex Sample"


def test_an_invented_diary_says_so_on_every_page() -> None:
    pages = drawn(demo_report(2, notes="all"), "letter")
    assert all(by_gid(page, "invented") for page in pages)
