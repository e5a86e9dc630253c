"""Each mark is where the number says: read back from the drawing, without a picture."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from tests.cases import each
from tests.charts.diaries import HARD, before, check_in, event, infusion, phq9, rated, report_of
from tests.charts.drawing import (
    TODAY,
    anew,
    by_gid,
    demo_report,
    drawn,
    in_panel,
    marks_outside,
    panel,
    panels_of,
    points,
    strokes,
    texts,
    texts_of,
)
from tests.charts.lint import problems
from tracker.analysis import Report, Window, build_report
from tracker.charts import ledger, measure, time_axis, treatments, words
from tracker.charts.ledger_layout import short_names
from tracker.charts.sheet import text_width
from tracker.charts.theme import MARKS, THEMES
from tracker.charts.words import number
from tracker.charts.year_grid import grid_height
from tracker.records import MOOD, Diary, Measure, SideEffect
from tracker.records.catalogue import find_measure
from tracker.records.format import format_number

Stroke = tuple[tuple[float, float], tuple[float, float]]


def page_of(diary: Diary, window: Window | None = None, **options: Any) -> tuple[Report, Any]:
    window = window or Window(before(60), TODAY)
    report = build_report(diary, window, today=TODAY, **options)
    return report, drawn(report)[0]


def day_of(x: float) -> date:
    return date.fromordinal(round(x))


def segments(artists: list[Any]) -> list[list[tuple[float, float]]]:
    return [[(float(x), float(y)) for x, y in s] for one in artists for s in one.get_segments()]


# The main panel, day by day


def test_every_logged_day_is_a_dot_at_its_value() -> None:
    report = demo_report(3)
    figure = drawn(report)[0]
    shown = {
        (day_of(x), y)
        for gid in ("days", "late-days")
        for line in in_panel(figure, "panel-mood", gid)
        for x, y in zip(*line.get_data(), strict=True)
    }
    assert shown == {(v.day, v.value) for v in report.main.days if not v.on_infusion_day}


def test_a_late_day_is_a_square_and_only_a_late_day() -> None:
    report = demo_report(3)
    figure = drawn(report)[0]
    late = in_panel(figure, "panel-mood", "late-days")[0]
    wanted = [v.day for v in report.main.days if v.late and not v.on_infusion_day]
    assert wanted
    assert [day_of(x) for x in late.get_xdata()] == wanted
    assert late.get_marker() == "s"
    assert in_panel(figure, "panel-mood", "days")[0].get_marker() == "o"


def test_a_late_day_among_very_many_is_a_small_square() -> None:
    late = check_in(before(150), mood=4)
    late = replace(late, recorded_at=late.recorded_at and late.recorded_at + timedelta(days=9))
    diary = rated(check_ins=(late, check_in(before(3), mood=5)))
    report = build_report(diary, Window(before(300), TODAY), today=TODAY)
    small, large = (
        in_panel(figure, "panel-mood", "late-days")[0]
        for figure in (drawn(report)[0], drawn(demo_report(3))[0])
    )
    assert (day_of(small.get_xdata()[0]), small.get_marker()) == (before(150), "s")
    assert small.get_markersize() < large.get_markersize()


@each("theme", THEMES)
def test_every_style_of_a_mark_can_be_drawn(theme: str) -> None:
    for name in MARKS:
        look = THEMES[theme].mark(name)
        if "marker" in look:
            Line2D([0, 1], [0, 1], linestyle="none", **look)
        elif "colors" in look:
            LineCollection([[(0, 0), (1, 1)]], **look)
        else:
            PatchCollection([Rectangle((0, 0), 1, 1)], **look)


def test_a_further_measure_shows_days_with_a_daily_dose_too() -> None:
    days = range(20, 0, -1)
    ratings = tuple(check_in(before(n), mood=5, pain=n % 10) for n in days)
    doses = tuple(infusion(n, route="sublingual") for n in days)
    _, figure = page_of(rated(check_ins=ratings, infusions=doses))
    crosses = in_panel(figure, "panel-pain", "infusion-day-values-small")
    shown = {(day_of(x), y) for one in crosses for x, y in zip(*one.get_data(), strict=True)}
    assert shown == {(before(n), n % 10) for n in days}


def test_a_value_of_an_infusion_day_is_a_cross_that_no_line_reaches() -> None:
    report = demo_report(3)
    figure = drawn(report)[0]
    wanted = [(v.day, v.value) for v in report.main.days if v.on_infusion_day]
    assert wanted
    assert [(day_of(x), y) for x, y in points(figure, "infusion-day-values")] == wanted
    crossed = {day.toordinal() for day, _ in wanted}
    for stroke in segments(in_panel(figure, "panel-mood", "joins")):
        assert not crossed & {x for x, _ in stroke}


def test_lines_join_neighbouring_days_at_their_values_and_span_no_gap() -> None:
    report = report_of("months of gap")
    figure = drawn(report)[0]
    values = {v.day: v.value for v in report.main.days if not v.on_infusion_day}
    joined = segments(in_panel(figure, "panel-mood", "joins"))
    wanted = [day for day in values if day + timedelta(days=1) in values]
    assert len(joined) == len(wanted) > 10
    for (x0, y0), (x1, y1) in joined:
        assert x1 - x0 == 1
        assert (values[day_of(x0)], values[day_of(x1)]) == (y0, y1)


def test_the_smoothed_line_is_the_reports_runs_and_joins_no_two_of_them() -> None:
    report = demo_report(3)
    runs = segments(in_panel(drawn(report)[0], "panel-mood", "smoothed"))
    assert len(runs) == len(report.main.smoothed) > 3
    for run, points_of_run in zip(report.main.smoothed, runs, strict=True):
        if len(run) > 1:
            assert [(day_of(x), y) for x, y in points_of_run] == [(p.day, p.value) for p in run]
        else:
            assert {y for _, y in points_of_run} == {run[0].value}
            assert points_of_run[1][0] - points_of_run[0][0] == 1


def test_a_day_with_several_entries_has_a_line_from_its_lowest_to_its_highest() -> None:
    report = demo_report(3)
    wanted = [(v.day, v.low, v.high) for v in report.main.days if v.low != v.high]
    found = segments(in_panel(drawn(report)[0], "panel-mood", "ranges-of-days"))
    assert [(day_of(a[0]), a[1], b[1]) for a, b in found] == wanted
    assert wanted


def test_a_day_without_an_entry_is_a_cross_under_the_scale() -> None:
    report = demo_report(3)
    crosses = points(drawn(report)[0], "no-entry")
    assert [day_of(x) for x, _ in crosses] == list(report.main.missing)
    assert all(y < report.main.measure.low for _, y in crosses)


def test_the_last_entry_is_a_full_dot() -> None:
    report = demo_report(3)
    assert report.main.last
    assert [(day_of(x), y) for x, y in points(drawn(report)[0], "last-entry")] == [
        (report.main.last.day, report.main.last.value)
    ]


def test_there_is_a_triangle_for_each_infusion_day_and_none_for_a_planned_one() -> None:
    report = demo_report(3)
    assert report.planned
    figure = drawn(report)[0]
    assert [day_of(x) for x, _ in points(figure, "infusions")] == [r.day for r in report.infusions]
    numbers = {int(text) for text in texts_of(figure, "infusion-number")}
    assert max(numbers) == report.infusions[-1].number
    lines = segments(in_panel(figure, "panel-mood", "infusion-lines"))
    assert [day_of(a[0]) for a, _ in lines] == [r.day for r in report.infusions]


def test_two_infusions_on_a_day_share_a_triangle_with_both_numbers() -> None:
    figure = drawn(report_of("two on one day"))[0]
    assert len(points(figure, "infusions")) == 2
    assert "1–2" in texts_of(figure, "infusion-number")


# Levels


def test_a_course_has_its_level_before_and_its_halfway_and_no_other_line() -> None:
    report = report_of("risen")
    figure = drawn(report)[0]
    course = report.course
    assert course
    assert course.halfway
    assert course.halfway_since
    ((left, right),) = segments(in_panel(figure, "panel-mood", "halfway"))
    assert left == (course.halfway_since.toordinal(), course.halfway)
    assert right[1] == course.halfway
    assert right[0] >= report.window.end.toordinal()
    ((left, right),) = segments(in_panel(figure, "panel-mood", "before"))
    assert left[1] == right[1] == course.before.value
    assert left[0] <= report.window.start.toordinal()
    found = " ".join(texts_of(figure, "edge-label"))
    assert f"halfway {number(course.halfway)}" in found
    assert f"before {number(course.before.value)}" in found


@each("name", ["two courses", "two courses, halfway kept"])
def test_each_of_two_courses_has_its_own_lines_over_its_own_days(name: str) -> None:
    figure = drawn(build_report_of(name))[0]
    first, second = build_report_of(name).courses
    lines = segments(in_panel(figure, "panel-mood", "before"))
    assert [a[1] for a, _ in lines] == [first.before.value, second.before.value]
    assert lines[0][1][0] == first.span_end.toordinal() == lines[1][0][0]
    halfways = segments(in_panel(figure, "panel-mood", "halfway"))
    assert [a[1] for a, _ in halfways] == [first.halfway, second.halfway]
    assert halfways[0][1][0] <= second.first.toordinal()
    headings = texts_of(figure, "ledger-course")
    assert any("Course 1, #1–6" in line for line in headings)
    assert any("Course 2, #7–13" in line for line in headings)


def build_report_of(name: str) -> Report:
    from tests.charts.diaries import HARD

    return build_report(HARD[name](), Window(before(179), TODAY), today=TODAY)


def test_without_halfway_there_is_no_line_of_it() -> None:
    report = report_of("worse")
    assert report.course
    assert report.course.halfway is None
    assert strokes(drawn(report)[0], "halfway") == []


def test_the_label_now_has_the_value_of_its_tile() -> None:
    report = demo_report(3)
    figure = drawn(report)[0]
    assert report.main.last_7_days
    now = f"now {number(report.main.last_7_days.median)}"
    assert now in texts_of(figure, "now")
    assert words.tiles(report)[0].value == number(report.main.last_7_days.median)
    past = texts_of(drawn(report_of("a past window"))[0], "now")
    assert any("last 7 days" in " ".join(past) for _ in past)


# Scales


def test_an_axis_is_as_long_as_its_scale_whatever_was_logged() -> None:
    _, figure = page_of(rated(check_ins=(check_in(before(3), mood=5, pain=5),)))
    low, high = panel(figure, "panel-mood").up
    assert low < 0 < 10 < high < 11


def test_no_axis_is_ever_flipped() -> None:
    for name in ("a year", "pain alone", "a scale around zero"):
        found = panels_of(drawn(report_of(name))[0])
        panels = [one for one in found if one.name.startswith("panel-")]
        assert panels
        assert all(one.up[0] < one.up[1] for one in panels)


def test_the_ends_of_every_scale_are_named() -> None:
    found = texts_of(drawn(report_of("a year"))[0], "scale-end")
    for end in ("10 = best", "0 = worst", "10 = worst", "0 = best", "27 = worst"):
        assert end in found


def test_sleep_is_drawn_on_two_to_twelve_hours_and_no_hour_is_called_best() -> None:
    sleep = next(p for p in demo_report(3).panels if p.measure.key == "sleep")
    assert measure.drawn_range(demo_report(3), sleep) == (2, 12)
    pages = drawn(demo_report(3))
    figure = next(f for f in pages if any(a.name == "panel-sleep" for a in panels_of(f)))
    low, high = panel(figure, "panel-sleep").up
    assert 0 < low < 2
    assert 12 < high < 14
    assert not any("24" in end for f in pages for end in texts_of(f, "scale-end"))
    assert any("hours" in end for end in texts_of(figure, "scale-end"))


def test_nights_beyond_it_are_drawn_where_they_belong() -> None:
    nights = (0.5, 19.5, 7, 6)
    diary = Diary(
        measures=(find_measure((), "sleep"),),
        check_ins=tuple(check_in(before(n), sleep=hours) for n, hours in enumerate(nights)),
        infusions=(infusion(2),),
    )
    report, figure = page_of(diary)
    assert report.main.measure.key == "sleep"
    assert measure.drawn_range(report, report.main) == (0, 20)
    assert [y for _, y in points(figure, "days")] == [6, 19.5, 0.5]
    assert marks_outside(figure) == []


def test_a_page_about_pain_is_about_pain() -> None:
    report = report_of("pain alone")
    figure = drawn(report)[0]
    assert report.main.measure.key == "pain"
    assert texts_of(figure, "title") == ["Pain around ketamine infusions"]
    assert panel(figure, "panel-pain")
    sentences = " ".join(texts_of(figure, "sentence"))
    assert "fell 1" in sentences
    assert "at or below halfway" in sentences.casefold()


@each(("low", "high", "height"), [(0, 10, 45), (0, 27, 9), (-3, 3, 20), (0, 1, 5)])
def test_a_scales_numbers_begin_and_end_with_its_ends(low: int, high: int, height: float) -> None:
    levels = time_axis.scale_levels(low, high, height)
    assert (levels[0], levels[-1]) == (low, high)
    assert all(a < b for a, b in pairwise(levels))
    assert len(levels) <= max(2, height / 4.5 + 2)


def test_labels_that_would_touch_are_pushed_apart_and_stay_inside() -> None:
    places = time_axis.spread_labels([5, 5.5, 9.8], [2, 2, 2], 0, 10)
    assert all(b - a >= 2 for a, b in pairwise(places))
    assert places[0] >= 0
    assert places[-1] <= 8
    assert time_axis.spread_labels([3], [2], 0, 10) == [2]


# Questionnaires


def test_each_total_is_a_stem_from_the_low_end_with_its_number_on_top() -> None:
    report = demo_report(3)
    course = report.questionnaires[0]
    figure = drawn(report)[0]
    stems = segments(in_panel(figure, f"panel-{course.key}", "stems"))
    assert [(day_of(a[0]), a[1], b[1]) for a, b in stems] == [
        (p.day, course.low, p.total) for p in course.points
    ]
    assert texts_of(figure, "total")[::-1] == [number(p.total) for p in course.points]


def test_under_each_stem_a_line_spans_the_two_weeks_it_asks_about() -> None:
    report = demo_report(3)
    course = report.questionnaires[0]
    tails = segments(in_panel(drawn(report)[0], f"panel-{course.key}", "recall"))
    assert len(tails) == len(course.points)
    for (left, right), point in zip(tails, course.points, strict=True):
        first = max(point.day - timedelta(days=14), report.window.start)
        assert (day_of(left[0]), day_of(right[0])) == (first, point.day)
        assert left[1] < course.low
    assert "– past two weeks" in texts_of(drawn(report)[0], "key")


def test_each_published_band_has_its_word_at_its_line() -> None:
    report = demo_report(3)
    figure = drawn(report)[0]
    lines = segments(in_panel(figure, "panel-phq-9", "cut-offs"))
    assert [a[1] for a, _ in lines] == [5, 10, 15, 20]
    labels = {t.get_text(): t.get_position()[1] for t in by_gid(figure, "edge-label")}
    for word in ("severe 20", "mod. severe 15", "moderate 10", "mild 5"):
        level = float(word.rpartition(" ")[2])
        transform = panel(figure, "panel-phq-9").transform
        place = figure.transFigure.inverted().transform(transform.transform((0, level)))[1]
        assert labels[word] == pytest.approx(place, abs=0.004)


# Treatments


def test_a_dose_is_written_at_its_first_infusion() -> None:
    report = report_of("risen")
    figure = drawn(report)[0]
    doses = by_gid(figure, "dose")
    assert [t.get_text() for t in doses] == ["0.5 mg/kg IV", "0.6 mg/kg IV", "not recorded"]
    days = [report.infusions[place].day for place in (0, 6, 7)]
    for text, day in zip(doses, days, strict=True):
        assert mm(figure, text) == pytest.approx(time_axis.place(report, day), abs=2.0)


def mm(figure: Any, text: Any) -> float:
    return float(text.get_position()[0] * figure.get_figwidth() * 25.4 - 15)


def test_doses_without_room_are_in_the_table_and_the_strip_says_so() -> None:
    report = report_of("routes that change")
    figure = drawn(report)[0]
    written = " ".join(texts_of(figure, "ledger-dose"))
    for dose in ("40 mg IV", "70 mg IM", "100 mg nasal", "220 mg other route"):
        assert dose in written
    days = [replace(row.infusion, day=before(30 - n)) for n, row in enumerate(report.infusions)]
    rows = tuple(
        replace(row, numbered=replace(row.numbered, infusion=given))
        for row, given in zip(report.infusions, days, strict=True)
    )
    crowded = replace(report, infusions=rows)
    assert "Doses: see table" in texts_of(anew(crowded)[0], "row-name")


def test_both_doses_of_a_day_are_written_at_it() -> None:
    given = (
        infusion(40, dose_mg=40, route="iv", start=time(9)),
        infusion(40, dose_mg=56, route="nasal", start=time(15)),
        infusion(10, dose_mg=56, route="nasal"),
        infusion(4, dose_mg=56, route="nasal"),
        infusion(4, dose_mg=56, route="nasal", start=time(18)),
    )
    _, figure = page_of(rated(infusions=given))
    assert texts_of(figure, "dose") == ["40 mg IV + 56 mg nasal", "56 mg nasal"]
    assert "Dose, route" in texts_of(figure, "row-name")


def test_an_infusion_without_a_record_of_its_dose_does_not_read_as_given_like_the_one_before() -> (
    None
):
    nasal = infusion(20, start=time(15), dose_mg=56, route="nasal")
    given = (
        *(infusion(days, dose_mg=40, route="iv") for days in (58, 54)),
        *(infusion(days) for days in (48, 40)),
        *(infusion(33, dose_mg=40, route="iv"), infusion(20), nasal),
    )
    _, figure = page_of(rated(infusions=given))
    assert texts_of(figure, "dose") == [
        "40 mg IV", "not recorded", "40 mg IV", "not recorded + 56 mg nasal",
    ]  # fmt: skip


def test_a_dose_that_its_neighbour_would_push_out_of_the_box_is_in_the_table() -> None:
    given = (
        infusion(9, dose_mg=40, route="iv"),
        infusion(3, dose_mg=62.5, route="sublingual", minutes=400),
    )
    _, figure = page_of(rated(infusions=given))
    long = text_width("62.5 mg under the tongue, 400 min", "small")
    for text in by_gid(figure, "dose"):
        assert mm(figure, text) + text_width(text.get_text(), "small") <= 180
    assert long > 180 - time_axis.RIGHT
    assert "Doses: see table" in texts_of(figure, "row-name")


def test_a_medicine_is_a_bar_a_dose_with_its_words_over_it_and_now_at_the_right() -> None:
    diary = rated(
        check_ins=(check_in(before(3), mood=5),),
        events=(
            event("medication", "Lithium", 50, end=before(20), dose="300 mg"),
            event("medication", "Lithium", 19, dose="600 mg"),
            event("medication", "Sertraline", 400, end=before(10), dose="50 mg"),
        ),
    )
    report, figure = page_of(diary)
    bars = segments(in_panel(figure, "treatments", "medicine"))
    spans = {(day_of(a[0] + 0.5), day_of(b[0] - 0.5)) for a, b in bars}
    assert spans == {(before(50), before(20)), (before(19), TODAY), (before(60), before(10))}
    doses = by_gid(figure, "medicine-dose")
    assert {t.get_text() for t in doses} == {"300 mg", "600 mg", "50 mg"}
    start = next(t for t in doses if t.get_text() == "600 mg")
    assert mm(figure, start) == pytest.approx(time_axis.place(report, before(19)), abs=2.5)
    assert sorted(texts_of(figure, "medicine-now")) == ["now 600 mg", "stopped 5 Jun"]


def test_beside_the_strip_no_date_and_no_number_is_cut_within_itself_and_the_list_has_all() -> None:
    diary = rated(
        check_ins=(check_in(before(3), mood=5),),
        events=(
            event("medication", "Lithium", 500, end=date(2026, 3, 17), dose="300 mg"),
            event("medication", "Sertraline", 400, dose="50 mg until 30 Jun 2026"),
            event("medication", "Quetiapine", 400, dose="25 mg and 100.5 mg daily"),
        ),
    )
    report, figure = page_of(diary, Window(before(200), TODAY))
    assert texts_of(figure, "medicine-now") == [
        "until 17 Mar 2026",
        "now 25 mg and…",
        "now 50 mg until…",
    ]
    listed = " ".join(text for page in drawn(report) for text in texts(page))
    for whole in ("17 Mar 2026", "until 30 Jun 2026", "and 100.5 mg daily"):
        assert whole in " ".join(listed.split())


def test_a_dose_longer_than_its_bar_is_not_written_over_another() -> None:
    long = "25 mg in the morning and 50 mg at night, with food"
    diary = rated(events=(event("medication", "Li", 30, end=before(28), dose=long),
                          event("medication", "Li", 27, dose="5 mg")))  # fmt: skip
    report = build_report(diary, Window(before(60), TODAY), today=TODAY)
    pages = drawn(report)
    assert texts_of(pages[0], "medicine-dose") == ["5 mg"]
    assert any(long in line for f in pages for line in texts_of(f, "medicine-line"))


def test_letters_stand_at_their_own_days_and_none_is_missing() -> None:
    report = demo_report(3, notes="all")
    figure = drawn(report)[0]
    shown = by_gid(figure, "event-letter")
    letters = "".join(t.get_text() for t in shown)
    assert sorted(letters) == sorted(a.letter for a in report.annotations)
    for text in shown:
        ours = [a for a in report.annotations if a.letter in text.get_text()]
        places = [time_axis.place(report, a.day) for a in ours]
        assert mm(figure, text) == pytest.approx(sum((places[0], places[-1])) / 2, abs=4)


def test_a_session_is_a_tick_on_its_day() -> None:
    report = demo_report(3)
    ticks = segments(in_panel(drawn(report)[0], "treatments", "therapy"))
    assert [day_of(a[0]) for a, _ in ticks] == [t.first for t in report.therapy]


# The ledger


def test_each_row_says_what_the_report_says() -> None:
    report = report_of("risen")
    figure = drawn(report)[0]
    rows = report.infusions
    assert texts_of(figure, "ledger-number") == [str(r.number) for r in rows]
    assert texts_of(figure, "ledger-day") == [words.say_day(report, r.day) for r in rows]
    assert texts_of(figure, "ledger-since") == [
        str(r.days_since_previous) for r in rows if r.days_since_previous
    ]
    assert texts_of(figure, "ledger-before") == [number(r.before.value) for r in rows]
    assert texts_of(figure, "ledger-after") == [number(r.after.value) for r in rows]
    assert texts_of(figure, "ledger-next-day") == [number(r.next_day) for r in rows]
    changes = [text.partition(" ")[0] for text in texts_of(figure, "ledger-change")]
    assert changes == [number(r.change, signed=True) for r in rows]


def test_a_row_that_rose_says_so_and_no_other_does() -> None:
    report = report_of("risen")
    lines = texts_of(drawn(report)[0], "ledger-change")
    assert [("rose" in text) for text in lines] == [r.direction == "rose" for r in report.infusions]
    assert any(r.direction == "rose" for r in report.infusions)


def test_bars_are_as_long_as_the_days_and_filled_open_or_thin_by_how_they_began() -> None:
    report = report_of("risen")
    figure = drawn(report)[0]
    rows = [r for r in report.infusions if r.bar and r.next_in_series is None]
    assert {r.bar.start for r in rows if r.bar} >= {"rose", "already"}
    for start, style in ledger.BAR_STYLES.items():
        barred = [(r, r.bar) for r in rows if r.bar and r.bar.start == start]
        boxes = [
            [(path.get_extents().x0, path.get_extents().x1) for path in found.get_paths()]
            for found in by_gid(figure, style)
        ]
        assert [max(right for _, right in box) for box in boxes] == [b.days_min for _, b in barred]
        for (row, bar), box in zip(barred, boxes, strict=True):
            drawn_days = {t for left, right in box for t in range(round(left), round(right))}
            days = {t: row.day + timedelta(days=t + 1) for t in range(bar.days_min)}
            assert drawn_days == {t for t, day in days.items() if day not in report.main.missing}
            assert bar.days_min - len(drawn_days) == bar.not_logged
    filled = by_gid(figure, "bar-filled")[0].get_facecolor()[0]
    opened = by_gid(figure, "bar-open")[0].get_facecolor()[0]
    assert tuple(filled[:3]) == (0, 0, 0)
    assert tuple(opened[:3]) == (1, 1, 1)


def test_a_bar_that_began_below_and_rose_less_is_thin_and_black() -> None:
    report = report_of("risen")
    rows = [
        replace(row, bar=replace(row.bar, start="smaller")) if row.bar else row
        for row in report.infusions
    ]
    bars = by_gid(anew(replace(report, infusions=tuple(rows)))[0], "bar-thin")
    assert bars
    tall = ledger.BAR_HEIGHTS
    assert tall["smaller"] < tall["rose"] / 2
    for bar in bars:
        (path,) = bar.get_paths()
        assert path.get_extents().height == pytest.approx(tall["smaller"])
        assert tuple(bar.get_facecolor()[0][:3]) == (0, 0, 0)


def test_a_bar_cut_short_has_an_arrow_and_one_that_ended_a_line_between() -> None:
    report = demo_report(41)
    figure = drawn(report)[0]
    rows = [r for r in report.infusions if r.bar and r.next_in_series is None]
    cut = [r for r in rows if r.bar and r.bar.end != "lost"]
    assert cut
    arrows = points(figure, "cut-short")
    assert [x > r.bar.days_min for (x, _), r in zip(arrows, cut, strict=True) if r.bar] == [
        True for _ in cut
    ]
    between = [(r.bar.days_min, r.bar.days_max) for r in rows if r.bar and r.bar.end == "lost"]
    assert [(a[0], b[0]) for a, b in strokes(figure, "bar-between")] == [
        ends for ends in between if ends[0] != ends[1]
    ]


def test_inside_a_series_there_is_an_arrow_to_the_next_and_no_bar() -> None:
    report = report_of("risen")
    lines = texts_of(drawn(report)[0], "bar-words")
    inside = [r.next_in_series for r in report.infusions if r.next_in_series is not None]
    assert inside == [2, 3, 4, 5, 6]
    assert [text for text in lines if text.startswith("→")] == [f"→ #{n}" for n in inside]


def test_every_letter_is_in_the_row_of_its_infusion() -> None:
    report = demo_report(3, notes="all")
    pages = drawn(report)
    lines = " ".join(line for f in pages for line in texts_of(f, "ledger-letters")).split()
    order = [a.letter for a in report.annotations]
    whole = [
        letter
        for run in lines
        for first, _, last in [run.partition("–")]
        for letter in order[order.index(first) : order.index(last or first) + 1]
    ]
    assert whole == [letter for row in report.infusions for letter in row.annotations]
    assert any("–" in run for run in lines)
    assert any("–" not in run for run in lines)
    assert all(
        order.index(last) - order.index(first) >= 4
        for first, dash, last in (run.partition("–") for run in lines)
        if dash
    )


def test_every_side_effect_has_its_digit_and_a_severe_one_a_box() -> None:
    effects = (("nausea", 3), ("headache", 0), ("tiredness", 1))
    recorded = tuple(SideEffect(name=name, severity=severity) for name, severity in effects)
    diary = rated(infusions=(infusion(20, side_effects=recorded), infusion(10)))
    _, figure = page_of(diary)
    digits = [t.get_text() for t in by_gid(figure, "side-effects")]
    assert sorted(digits) == ["0", "1", "3"]
    frames = by_gid(figure, "frame")
    assert len(frames) == 2  # the self-harm box and this one
    heads = texts_of(figure, "ledger-head")
    assert {"nausea", "headache", "tiredness"} <= set(heads)


def test_a_side_effects_name_too_long_for_its_heading_is_whole_in_the_key() -> None:
    recorded = (SideEffect(name="a feeling of floating away", severity=1),)
    _, figure = page_of(rated(infusions=(infusion(20, side_effects=recorded),)))
    assert "a fe." in texts_of(figure, "ledger-head")
    assert "a fe. a feeling of floating away" in " ".join(texts_of(figure, "ledger-key"))


def test_side_effects_without_a_column_are_named_with_their_digit() -> None:
    recorded = tuple(SideEffect(name=f"effect {n}", severity=n % 4) for n in range(9))
    _, figure = page_of(rated(infusions=(infusion(20, side_effects=recorded),)))
    written = " ".join([*texts_of(figure, "ledger-head"), *texts_of(figure, "ledger-letters")])
    assert all(f"effect {n}" in written for n in range(9))


def test_headings_of_side_effects_are_each_of_one_name() -> None:
    names = ("anxious thoughts in the night", "anxious thoughts by day", "pain", "n")
    assert short_names(names) == ("anxi.", "anxio.", "pain", "n")


# Thumbnails


def test_a_thumbnail_shows_the_days_around_its_infusion_and_its_halfway() -> None:
    report = report_of("risen")
    figure = drawn(report)[0]
    panels = [one for one in panels_of(figure) if one.name == "around"]
    assert len(panels) == 6
    assert all(one.across[0] < -7 and one.across[1] > 28 for one in panels)
    dots = by_gid(figure, "around-days")
    levels = by_gid(figure, "around-halfway")
    for one, level, row in zip(dots, levels, report.infusions[-6:], strict=True):
        shown = list(zip(*one.get_data(), strict=True))
        assert shown == [(p.t, p.value) for p in row.around]
        assert {y for _, y in segments([level])[0]} == {report.courses[0].halfway}
    assert texts_of(figure, "around-name")[-1].startswith("#9 ")


def test_a_line_in_a_thumbnail_never_crosses_the_day_of_the_infusion() -> None:
    for stroke in strokes(drawn(demo_report(3))[0], "around-joins"):
        (x0, _), (x1, _) = stroke
        assert x1 - x0 == 1
        assert 0 not in (x0, x1)


# Long windows


def test_the_years_table_has_every_days_digit_in_its_cell() -> None:
    report = report_of("a year")
    figure = next(f for f in drawn(report) if by_gid(f, "digits"))
    months = [date(2025 + (5 + n) // 12, (5 + n) % 12 + 1, 1) for n in range(13)]
    assert texts_of(figure, "grid-months")[0] == "Jun 2025"
    columns = by_gid(figure, "digits")
    values = {v.day: number(v.value) for v in report.main.days}
    missing = set(report.main.missing)
    cells_of = panel(figure, "grid").transform.inverted()
    for text in columns:
        box = figure.transFigure.transform(text.get_position())
        day_of_month = int(cells_of.transform(box)[0]) + 1
        top = round(cells_of.transform(box)[1])
        for offset, cell in enumerate(text.get_text().split("\n")):
            month = months[top + offset]
            try:
                day = month.replace(day=day_of_month)
            except ValueError:
                assert cell == ""
                continue
            assert cell == values.get(day, "×" if day in missing else "")
    cells = sum(1 for t in columns for c in t.get_text().split("\n") if c not in ("", "×"))
    assert cells == len(values)


def test_the_years_table_boxes_infusion_days_and_writes_the_months_means() -> None:
    report = report_of("a year")
    figure = next(f for f in drawn(report) if by_gid(f, "digits"))
    boxes = [p.get_extents() for p in by_gid(figure, "infusion-boxes")[0].get_paths()]
    months = [date(2025 + (5 + n) // 12, (5 + n) % 12 + 1, 1) for n in range(13)]
    boxed = {months[round(b.y0)].replace(day=round(b.x0) + 1) for b in boxes}
    assert boxed == {row.day for row in report.infusions}
    means = [text for text in texts_of(figure, "grid-means") if text]
    assert means == [f"{format_number(p.mean, 1)} ({p.n})" for p in report.main.months]


def test_a_months_mean_is_rounded_half_up_as_every_number() -> None:
    days = [check_in(before(n), mood=mood) for n, mood in enumerate((6, 6, 6, 7))]
    diary = rated(check_ins=(*days, check_in(before(300), mood=5)))
    figure = page_of(diary, Window(before(300), TODAY))[1]
    assert texts_of(figure, "grid-means")[-1] == "6.3 (4)"


@each(
    ("low", "high", "values", "shown"),
    [
        (0, 10, (7, 7.5), {"7", "7.5"}),
        (0, 24, (7.25, 6), {"7.3", "6"}),
        (40, 140.5, (101.5, 60), {"102", "60"}),
    ],
)
def test_digits_too_wide_for_their_cell_are_rounded_and_the_key_says_so(
    low: float, high: float, values: tuple[float, ...], shown: set[str]
) -> None:
    wide = Measure(key="wide", label="Wide", low=low, high=high, step=0.25)
    days = tuple(check_in(before(n), wide=values[n % 2]) for n in range(300))
    figure = page_of(Diary(measures=(MOOD, wide), check_ins=days), Window(before(299), TODAY))[1]
    assert {line for line in texts_of(figure, "digits") if line} == shown
    rounded = any("that day, rounded" in key for key in texts_of(figure, "key"))
    assert rounded is (shown != {number(value) for value in values})
    assert problems(figure) == []


def test_there_is_no_years_table_of_numbers_that_fit_no_cell() -> None:
    wide = Measure(key="wide", label="Wide", low=-1000, high=1000)
    days = tuple(check_in(before(n), wide=-990 - n % 2) for n in range(300))
    report, figure = page_of(
        Diary(measures=(MOOD, wide), check_ins=days), Window(before(299), TODAY)
    )
    assert grid_height(report) == 0
    assert not by_gid(figure, "digits")


def test_the_levels_that_tiles_speak_of_are_drawn_in_a_window_without_an_infusion() -> None:
    _, figure = page_of(HARD["risen"](), Window(before(10), TODAY))
    levels = [strokes(figure, gid)[0][0][1] for gid in ("before", "halfway")]
    assert levels == [2, 4]
    assert {"halfway 4", "before 2"} <= set(texts_of(figure, "edge-label"))


def test_shades_run_from_white_at_the_best_to_dark_at_the_worst() -> None:
    report = report_of("a year")
    figure = next(f for f in drawn(report) if by_gid(f, "digits"))
    shades = by_gid(figure, "day-shades")[0]
    values = {v.day: v.value for v in report.main.days}
    months = [date(2025 + (5 + n) // 12, (5 + n) % 12 + 1, 1) for n in range(13)]
    seen: dict[float, float] = {}
    for path, colour in zip(shades.get_paths(), shades.get_facecolor(), strict=True):
        box = path.get_extents()
        seen[values[months[round(box.y0)].replace(day=round(box.x0) + 1)]] = float(
            colour[:3].mean()
        )
    ordered = [seen[value] for value in sorted(seen)]
    assert ordered == sorted(ordered)
    assert not any(by_gid(f, "day-shades") for f in drawn(report, theme="mono"))


def test_a_window_of_years_draws_each_month_from_lowest_to_highest_with_its_mean() -> None:
    report = report_of("ten years")
    figure = drawn(report)[0]
    months = [p for p in report.main.months if p.n >= measure.MIN_DAYS_IN_MONTH]
    assert len(months) > 100
    ranges = segments(in_panel(figure, "panel-mood", "period-ranges"))
    assert [(a[1], b[1]) for a, b in ranges] == [(p.low, p.high) for p in months]
    halves = segments(in_panel(figure, "panel-mood", "period-halves"))
    assert [(a[1], b[1]) for a, b in halves] == [
        (p.lower_quartile, p.upper_quartile) for p in months
    ]
    means = segments(in_panel(figure, "panel-mood", "period-means"))
    assert [a[1] for a, _ in means] == pytest.approx([float(p.mean) for p in months])
    for (left, _), (right, _), period in zip(
        *[[s[i] for s in means] for i in (0, 1)], months, strict=True
    ):
        assert period.first.toordinal() <= (left + right) / 2 <= period.last.toordinal()
    assert not by_gid(figure, "days")


def test_two_years_are_drawn_by_weeks_and_thin_weeks_are_left_blank() -> None:
    diary = rated(check_ins=tuple(check_in(before(n), mood=n % 11) for n in range(0, 700, 2)))
    report = build_report(diary, Window(before(699), TODAY), today=TODAY)
    figure = drawn(report)[0]
    weeks = [p for p in report.main.weeks if p.n >= measure.MIN_DAYS_IN_WEEK]
    assert 90 < len(weeks) < 105
    ranges = segments(in_panel(figure, "panel-mood", "period-ranges"))
    assert [(a[1], b[1]) for a, b in ranges] == [(p.low, p.high) for p in weeks]
    means = segments(in_panel(figure, "panel-mood", "period-means"))
    assert all(3 < right[0] - left[0] < 7 for left, right in means)
    assert "a bar a week:" in texts_of(figure, "key")


def test_the_page_of_years_says_years() -> None:
    report = report_of("ten years")
    figure = drawn(report)[0]
    assert all(len(day.split()) == 3 for day in texts_of(figure, "ledger-day"))
    assert "2017" in texts_of(figure, "time-label")


# Time


def test_a_tick_is_at_its_day_and_months_are_named() -> None:
    report = demo_report(3)
    figure = drawn(report)[0]
    labels = by_gid(figure, "time-label")
    days = {t.label: t.day for t in time_axis.ticks(report.window) if t.label}
    for text in labels:
        day = days[text.get_text().split()[0]]
        assert mm(figure, text) == pytest.approx(time_axis.place(report, day), abs=0.2)
    assert not any("/" in label.get_text() for label in labels)


@each("days", [0, 1, 3, 30, 60, 130, 300, 500, 900, 4000])
def test_every_window_has_a_dated_axis_with_a_year(days: int) -> None:
    found = time_axis.ticks(Window(TODAY - timedelta(days=days), TODAY))
    labels = [tick for tick in found if tick.label]
    assert 1 <= len(labels) <= 14
    assert labels[0].year or labels[0].label.isdigit()
    assert all(a.day < b.day for a, b in pairwise(found))


# Every day as a table


def test_the_table_of_days_has_infusion_days_without_an_entry_too() -> None:
    diary = rated(
        check_ins=(check_in(before(3), mood=5, pain=2), check_in(before(3), mood=7, pain=2)),
        infusions=(infusion(10), infusion(10)),
    )
    report = build_report(diary, Window(before(20), TODAY), today=TODAY)
    rows = words.entry_rows(report)
    assert [(row.day, row.cells, row.remark) for row in rows] == [
        ("5 Jun 2026", ("", ""), "#1–2"),
        ("12 Jun 2026", ("6 (5–7)", "2"), ""),
    ]
    figure = anew(report, entries=True)[-1]
    assert texts_of(figure, "entry-days") == ["5 Jun 2026", "12 Jun 2026"]
    assert texts_of(figure, "entry-name") == ["Mood", "Pain"]


def test_the_name_is_blank_unless_it_is_given() -> None:
    blank, named = (
        by_gid(drawn(demo_report(3), name=name)[0], "name")[0].get_text()
        for name in (None, "Alex Sample")
    )
    assert blank.startswith("Name ____")
    assert named == "Alex Sample"


def test_questionnaires_of_a_range_of_their_own_have_no_bands_but_their_lowest() -> None:
    odd = tuple(replace(a, id=f"x{n}", high=30) for n, a in enumerate(phq9(14, 3)))
    _, figure = page_of(rated(assessments=odd))
    assert strokes(figure, "cut-offs") == []
    assert "lowest 18" in texts_of(figure, "edge-label")


def test_each_of_the_last_three_infusions_has_its_own_events_or_says_that_there_are_none() -> None:
    report = demo_report(41, notes=frozenset())
    figure = drawn(report)[0]
    labels = {t.get_text(): t.get_position()[1] for t in by_gid(figure, "event-group")}
    last = report.infusions[-3:]
    assert list(labels) == [f"from #{row.number}" for row in last]
    for row, label in zip(last, labels, strict=True):
        own = [a.letter for a in report.annotations if a.letter in row.annotations]
        beside = [
            t.get_text()
            for t in by_gid(figure, "event-key")
            if t.get_position()[1] == pytest.approx(labels[label], abs=1e-6)
        ]
        none = [
            t
            for t in by_gid(figure, "event-remark")
            if t.get_text() == "no event noted"
            and t.get_position()[1] == pytest.approx(labels[label], abs=1e-6)
        ]
        assert bool(none) is not bool(own)
        assert own[: len(beside)] == beside
    assert any(row.annotations for row in last)
    assert not all(row.annotations for row in last)


def test_an_event_that_goes_on_past_an_infusion_is_named_there_too() -> None:
    diary = rated(
        infusions=(infusion(30), infusion(20)),
        events=(event("illness", "Flu", 35, end=before(15)), event("life", "Moved", 25)),
    )
    _, figure = page_of(diary)
    assert texts_of(figure, "event-key") == ["A", "B"]
    assert texts_of(figure, "event-remark") == ["A still", "A still"]


def test_what_has_no_room_among_the_events_is_the_earliest_and_the_page_says_so() -> None:
    report = report_of("thirty notes")
    first = texts_of(drawn(report)[0], "event-key")
    letters = [a.letter for a in report.annotations]
    assert 0 < len(first) < len(letters)
    assert first == letters[-len(first) :]
    assert f"{len(letters) - len(first)} earlier on page 2" in texts_of(drawn(report)[0], "more")


def test_letters_too_many_for_their_row_are_ticks_at_their_days() -> None:
    report = report_of("many events")
    pages = drawn(report)
    ticks = segments(in_panel(pages[0], "treatments", "event-ticks"))
    shown = {max(a.day, report.window.start) for a in report.annotations}
    assert {day_of(a[0]) for a, _ in ticks} == shown
    first, last = report.annotations[0].letter, report.annotations[-1].letter
    assert f"{first}–{last}: see the list" in texts_of(pages[0], "more")
    keys = [key for figure in pages for key in texts_of(figure, "event-key")]
    assert sorted(keys) == sorted(a.letter for a in report.annotations)


def test_thousands_of_letters_are_ticks_without_trying_where_each_would_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = report_of("many events")
    thousands = replace(report, annotations=report.annotations * 20)
    measured: list[str] = []

    def measuring(text: str, style: str) -> float:
        measured.append(text)
        return text_width(text, style)

    monkeypatch.setattr(treatments, "text_width", measuring)
    assert treatments.place_letters(thousands) == [[]]
    assert len(measured) <= treatments.MAX_LETTER_ROWS


def test_a_stay_is_a_bar_from_its_first_to_its_last_day() -> None:
    diary = rated(events=(event("therapy", "Day clinic", 30, end=before(20)),))
    _, figure = page_of(diary)
    ((left, right),) = segments(in_panel(figure, "treatments", "therapy"))
    assert (day_of(left[0]), day_of(right[0])) == (before(30), before(20))
    assert left[1] == right[1]


def test_one_day_of_a_stay_in_the_window_is_a_tick() -> None:
    diary = rated(events=(event("therapy", "Day clinic", 30, end=before(20)),))
    _, figure = page_of(diary, Window(before(20), TODAY))
    ((top, bottom),) = segments(in_panel(figure, "treatments", "therapy"))
    assert day_of(top[0]) == day_of(bottom[0]) == before(20)
    assert top[1] != bottom[1]
