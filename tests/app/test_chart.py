"""The chart: every mark on the row of its value and in the column of its day.

`screens/charts.txt` has pictures of it, each beside a map of its colours; see test_screens for how
that file is written anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.app.diaries import TODAY, check_in, infusion
from tests.app.test_screens import compare
from tests.sweep import always
from tracker.analysis import Window, build_report
from tracker.app.chart import NAMES, Dot, Lane, Level, Plot, day_mark, draw, is_crowded, tone
from tracker.app.plots import around_plot, course_levels, day_medians, days_plot, days_shown
from tracker.records import MOOD, Diary, Measure, Rating, known_measure

DAY = timedelta(days=1)
SLEEP = known_measure("sleep") or MOOD
ANXIETY = known_measure("anxiety") or MOOD

# Pictures

LANES = (
    Lane("anxiety", "0 is best", 0, 10, {0: 10, 1: 0, 2: 5, 9: 7.5, 27: 3}),
    Lane("sleep", "hours", 0, 12, {0: 6, 3: 14, 27: 12}),
)
ALL = Plot(
    days=28,
    measure=MOOD,
    dots={
        **{n: Dot(n) for n in range(11)},
        12: Dot(7, "infusion"),
        13: Dot(6.5, "late"),
        15: Dot(0),
        27: Dot(10),
    },
    infusions={0: "8", 1: "no room", 12: "9", 14: "10"},
    planned=[15, 26],
    empty=[11, 16, 17],
    levels=[Level(5.5, "halfway 5.5", first=4), Level(5, "before 5", "before")],
    smooth=[[(2, 5), (3, 5), (4, 8), (5, 7)], [(20, 2), (22, 2), (24, 0)]],
    labels=[
        (27, "today"),
        (2, "26 Oct"),
        (9, "2 Nov"),
        (11, "4 Nov"),
        (16, "9 Nov"),
        (23, "16 Nov"),
    ],
    lanes=LANES,
    marked=25,
)
OWN = Measure(key="own", label="Own", low=1, high=10, better="lower")
WIDE = Measure(key="wide", label="Wide", low=-1000, high=1000)
YEAR = replace(
    ALL,
    days=200,
    dots={n: Dot(n % 11) for n in range(150)},
    infusions={0: "1", 3: "2", 100: "3"},
    labels=[(199, "today"), (100, "Aug"), (60, "Jul")],
    planned=[190],
)
PICTURES = {
    "every kind of day, two levels beside each other, lanes of two rows": (ALL, 60, 22),
    "no room for lanes of two rows": (ALL, 76, 18),
    "no room for lanes": (replace(ALL, lanes=LANES[:1]), 60, 15),
    "two steps of the scale share a row": (ALL, 60, 10),
    "lower is better, and an odd number of steps": (
        Plot(days=10, measure=OWN, dots={n: Dot(n + 1) for n in range(10)}),
        40,
        10,
    ),
    "numbers of four digits below zero": (
        Plot(days=3, measure=WIDE, dots={0: Dot(-1000), 1: Dot(0), 2: Dot(1000)}),
        40,
        25,
    ),
    "two levels on the last row": (
        Plot(days=3, measure=MOOD, levels=[Level(0, "halfway 0"), Level(0, "before 0", "before")]),
        40,
        14,
    ),
    "more days than columns": (YEAR, 60, 15),
    "names that are longer than their room": (
        replace(ALL, levels=[Level(5, "halfway 5.5 of 10")], names=6, lanes=LANES),
        40,
        20,
    ),
}
LETTERS = {
    "$muted": "m", "$frame": "f", "$field-line": "l", "$good": "g", "$infusion": "i",
    "bold $infusion": "I", "$foreground": "t", "bold $title": "T", "$lane": "n", "": "?",
    **{f"$mood-{n}": "0123456789X"[n] for n in range(11)},
}  # fmt: skip
"""How the map of colours names a style."""


def picture(plot: Plot, width: int, height: int) -> str:
    content = draw(plot, width, height)
    letters = list(content.plain)
    for span in content.spans:
        for n in range(span.start, span.end):
            if letters[n].strip():
                letters[n] = LETTERS[str(span.style)]
    rows = zip(content.plain.split("\n"), "".join(letters).split("\n"), strict=True)
    return "\n".join(f"{row}┃{colours}".rstrip() for row, colours in rows)


def test_a_chart_looks_as_in_its_file() -> None:
    found = (f"== {name}\n{picture(*drawn_from)}" for name, drawn_from in PICTURES.items())
    compare("charts", "\n".join(found))


# Where the marks are


def drawn(plot: Plot, width: int = 76, height: int = 14) -> list[str]:
    return draw(plot, width, height).plain.split("\n")


def places(lines: list[str], mark: str) -> list[tuple[int, int]]:
    return [
        (row, x)
        for row, line in enumerate(lines)
        for x, character in enumerate(line)
        if character in mark and x > 4
    ]


@pytest.mark.parametrize(("height", "distance"), [(14, 1), (24, 2), (34, 3), (44, 4), (60, 4)])
def test_every_score_has_a_row_of_its_own_at_an_even_distance(height: int, distance: int) -> None:
    plot = Plot(days=28, measure=MOOD, dots={n: Dot(n) for n in range(11)})
    found = sorted(row for row, _ in places(drawn(plot, height=height), "●"))
    assert len(found) == 11
    assert {later - before for before, later in pairwise(found)} == {distance}


SCALES = [(0, 10), (1, 10), (0, 3), (1, 5), (-5, 5), (0, 24), (0, 100), (0, 7), (0, 0.5), (0, 27)]


@pytest.mark.parametrize("ends", always(["(0, 10)", "(-5, 5)", "(0, 0.5)"], SCALES))
def test_each_number_is_on_the_row_of_its_value(ends: tuple[float, float]) -> None:
    low, high = ends
    measure = Measure(key="own", label="Own", low=low, high=high, step=0.01)
    for height in (*range(5, 24), 34, 45):
        lines = drawn(Plot(days=9, measure=measure), height=height)
        named = {n: line[:4].strip() for n, line in enumerate(lines) if line[4:5] == "┤"}
        values = [float(name.replace("−", "-")) for name in named.values()]
        assert (values[0], values[-1]) == (high, low)
        for row, value in zip(named, values, strict=True):
            plot = Plot(days=9, measure=measure, dots={4: Dot(value)})
            ((found, _),) = places(drawn(plot, height=height), "●▀▄")
            assert found == row


STEPS: dict[float, int] = {
    **{n: n for n in range(4, 13)},
    **{13: 10, 14: 7, 15: 5, 16: 8, 18: 9, 20: 10, 21: 7, 24: 12, 27: 9, 36: 12, 44: 4, 0.5: 10},
}
"""Into how many steps a scale of this span is divided, of whole numbers where it can be."""


@pytest.mark.parametrize("span", STEPS)
def test_every_step_of_a_scale_has_a_row_if_there_is_room_and_else_half_of_one(span: float) -> None:
    measure = Measure(key="own", label="Own", high=span, step=0.1)
    plot = Plot(days=3, measure=measure, dots={0: Dot(span)})
    assert [day_mark(plot, 64, STEPS[span] + rows) for rows in (3, 4)] == ["▀", "●"]


@pytest.mark.parametrize("width", [30, 60, 76, 113])
def test_days_are_spread_evenly_over_the_whole_width(width: int) -> None:
    plot = Plot(days=13, measure=MOOD, dots={n: Dot(5) for n in range(13)})
    columns = [x for _, x in places(drawn(plot, width), "●")]
    assert (columns[0], columns[-1]) == (5, width - 13)
    steps = {later - before for before, later in pairwise(columns)}
    assert max(steps) - min(steps) <= 1


def test_a_value_beyond_its_scale_is_at_its_end() -> None:
    plot = Plot(days=2, measure=MOOD, dots={0: Dot(11), 1: Dot(-1)})
    assert {row for row, _ in places(drawn(plot), "●")} == {1, 11}


def test_the_better_end_has_the_brighter_colour_whichever_it_is() -> None:
    lower = Measure(key="x", label="X", better="lower")
    assert [tone(lower, n) for n in (0, 3, 10)] == ["$mood-10", "$mood-7", "$mood-0"]
    assert [tone(SLEEP, n) for n in (0, 12, 24, 25)] == [
        "$mood-0",
        "$mood-5",
        "$mood-10",
        "$mood-10",
    ]


def test_the_mark_of_a_day_is_the_one_drawn() -> None:
    for days in (28, 58, 70, 71, 200):
        for height in (8, 9, 13, 14):
            plot = Plot(days=days, measure=MOOD, dots={0: Dot(10)})
            (mark,) = {c for line in drawn(plot, 64, height) for c in line} & set("●▀•")
            assert mark == day_mark(plot, 64, height)
            assert is_crowded(plot, 64) == (mark == "•") == (days > 70)


@pytest.mark.parametrize("size", [(0, 0), (10, 4), (27, 5), (27, 40), (26, 40), (76, 4)])
def test_without_room_nothing_is_drawn_and_nothing_breaks(size: tuple[int, int]) -> None:
    plot = Plot(days=3, measure=MOOD, dots={0: Dot(5)}, infusions={1: "1"}, lanes=())
    text = draw(plot, *size).plain
    assert all(len(line) <= size[0] for line in text.split("\n"))
    assert bool(text.strip()) == (size[0] == 27)


# What is drawn of a diary

FIRST = TODAY - 27 * DAY
DIARY = Diary(
    check_ins=(
        check_in(FIRST - DAY, 2),
        check_in(FIRST + DAY, 4, more=(Rating("anxiety", 6),)),
        check_in(TODAY - 5 * DAY, 4, late_by=3, more=(Rating("sleep", 13.5),)),
        *(check_in(TODAY - 3 * DAY, n) for n in (1, 8, 4)),
        *(check_in(TODAY - 2 * DAY, n) for n in (5, 8)),
    ),
    infusions=(
        infusion(FIRST - 3 * DAY),
        infusion(TODAY - 3 * DAY),
        infusion(TODAY, status="planned"),
        infusion(TODAY + DAY, status="planned"),
    ),
    measures=(MOOD, ANXIETY, SLEEP),
)
MARKS = {1: Dot(4), 22: Dot(4, "late"), 24: Dot(4, "infusion"), 25: Dot(6.5)}
"""Of the four weeks to today: the median of each day."""


def test_the_days_of_a_measure_become_marks_and_the_other_measures_lanes() -> None:
    runs = [[(FIRST - DAY, 1), (FIRST, 2)], [(TODAY, 3), (TODAY + DAY, 4)]]
    plot = days_plot(DIARY, FIRST, TODAY, today=TODAY, smooth=runs, marked=TODAY)
    assert plot == Plot(
        days=28,
        measure=MOOD,
        dots=MARKS,
        infusions={24: "2"},
        planned=[27],
        empty=[n for n in range(27) if n not in MARKS],
        smooth=[[(0, 2)], [(27, 3)]],
        labels=[(27, "today"), (22, "16 Nov"), (15, "9 Nov"), (8, "2 Nov"), (1, "26 Oct")],
        lanes=[
            Lane("anxiety", "0 is best", 0, 10, {1: 6}),
            Lane("sleep", "hours", 0, 12, {22: 13.5}),
        ],
        marked=27,
    )
    mood = days_plot(DIARY, FIRST, TODAY, measure=ANXIETY).lanes[0]
    values = {n: dot.value for n, dot in MARKS.items()}
    assert mood == Lane("mood", "10 is best", 0, 10, values)
    assert days_plot(DIARY, FIRST, TODAY, marked=FIRST - DAY).marked is None
    assert days_plot(DIARY, FIRST, TODAY, marked=TODAY + DAY).marked is None


def test_beside_a_lane_its_best_end_is_whole_and_a_long_name_says_that_it_is_cut() -> None:
    thoughts = known_measure("self_harm") or MOOD
    more = (Rating("mood", 4), Rating("self_harm", 1))
    diary = replace(
        DIARY,
        measures=(MOOD, ANXIETY, replace(thoughts, active=True)),
        check_ins=(replace(check_in(TODAY, 4), ratings=(*more, Rating("anxiety", 6))),),
    )
    drawn = draw(days_plot(diary, FIRST, TODAY, measure=ANXIETY), 60, 20).plain.splitlines()
    beside = filter(None, (row[60 - NAMES :].strip() for row in drawn))
    assert list(beside) == ["mood", "10 is best", "thoughts o…", "0 is best"]


def test_days_before_the_first_entry_are_not_empty_ones() -> None:
    plot = days_plot(DIARY, FIRST - 9 * DAY, FIRST + 2 * DAY, today=TODAY)
    assert (plot.empty, plot.labels[0]) == ([9, 11], (11, "27 Oct"))


def test_a_day_with_an_infusion_and_no_entry_is_not_an_empty_one() -> None:
    diary = Diary(
        check_ins=(check_in(TODAY - 4 * DAY, 5),),
        infusions=(infusion(TODAY - 2 * DAY), infusion(TODAY - DAY, status="cancelled")),
    )
    assert days_plot(diary, TODAY - 5 * DAY, TODAY, today=TODAY).empty == [2, 4]
    report = build_report(diary, Window(TODAY - 5 * DAY, TODAY), today=TODAY)
    assert report.main.missing == (TODAY - 3 * DAY, TODAY - DAY)


def test_hours_of_sleep_are_drawn_from_two_to_twelve_or_as_far_as_they_go() -> None:
    def drawn_part(*hours: float) -> tuple[float, float]:
        slept = [
            check_in(TODAY - n * DAY, 5, more=(Rating("sleep", h),)) for n, h in enumerate(hours)
        ]
        diary = Diary(check_ins=tuple(reversed(slept)), measures=(MOOD, SLEEP))
        measure = days_plot(diary, FIRST, TODAY, measure=SLEEP).measure
        return measure.low, measure.high

    quality = Measure(key="sleep", label="Sleep", low=0, high=10)
    rated = Diary(check_ins=(check_in(TODAY, 5),), measures=(MOOD, quality))
    plot = days_plot(rated, FIRST, TODAY, measure=quality).measure
    assert (plot.low, plot.high) == (0, 10)
    assert drawn_part() == drawn_part(7) == drawn_part(2) == drawn_part(12) == (2, 12)
    assert (drawn_part(1.5), drawn_part(13.5)) == ((1, 12), (2, 14))


@pytest.mark.parametrize(
    ("days", "some"),
    [
        (60, [(59, "today"), (54, "16 Nov"), (47, "9 Nov")]),
        (61, [(60, "today"), (48, "9 Nov"), (34, "26 Oct")]),
        (130, [(129, "today"), (117, "9 Nov"), (103, "26 Oct")]),
        (131, [(130, "today"), (110, "Nov"), (79, "Oct")]),
    ],
)
def test_the_dates_under_the_axis_are_as_far_apart_as_the_days_need(
    days: int, some: list[tuple[int, str]]
) -> None:
    assert days_plot(DIARY, TODAY - (days - 1) * DAY, TODAY, today=TODAY).labels[:3] == some


@pytest.mark.parametrize("days", [1, 6, 7, 19, 62, 131, 142])
def test_no_date_is_of_a_day_that_is_not_drawn(days: int) -> None:
    labels = days_plot(DIARY, TODAY - (days - 1) * DAY, TODAY).labels
    assert all(0 <= n < days for n, _ in labels)


def test_a_year_is_named_at_its_first_day() -> None:
    labels = days_plot(DIARY, date(2025, 11, 20), TODAY, today=TODAY).labels
    assert labels[1:3] == [(42, "2026"), (346, "Nov")]
    assert labels[-2:] == [(73, "Feb"), (11, "Dec")]


def test_the_axis_of_many_years_names_years_alone() -> None:
    labels = days_plot(DIARY, date(2011, 11, 20), TODAY, today=TODAY).labels
    assert [word for _, word in labels] == ["today", *(str(year) for year in range(2026, 2011, -1))]


def test_every_second_monday_has_a_date_across_a_year_of_53_weeks() -> None:
    labels = days_plot(DIARY, date(2026, 11, 20), date(2027, 2, 10)).labels
    assert {later - n for (later, _), (n, _) in pairwise(labels[1:])} == {14}


def test_the_days_around_one_are_counted_from_it() -> None:
    day = TODAY - 2 * DAY
    assert around_plot(DIARY, day, 8, 14, today=TODAY) == Plot(
        days=23,
        measure=MOOD,
        dots={5: Dot(4, "late"), 7: Dot(4, "infusion"), 8: Dot(6.5)},
        infusions={7: "2"},
        empty=[0, 1, 2, 3, 4, 6, 9],
        labels=[(8, "0"), (1, "−7"), (15, "+7"), (22, "+14")],
        marked=8,
        names=2,
    )
    assert around_plot(DIARY, day - DAY, 8, 14, today=TODAY).marked is None


def test_a_level_that_begins_after_the_last_day_has_neither_a_line_nor_a_name() -> None:
    plot = Plot(days=28, measure=MOOD, dots={0: Dot(6)})
    coming = replace(plot, levels=[Level(4, "halfway 4", first=28)])
    assert draw(coming, 76, 14).plain == draw(plot, 76, 14).plain


def test_a_level_begins_at_its_own_first_day() -> None:
    report = build_report(
        Diary(
            check_ins=tuple(
                check_in(TODAY - n * DAY, 2 if n > 20 else 8) for n in range(35, 0, -1)
            ),
            infusions=(infusion(TODAY - 20 * DAY),),
        ),
        Window(TODAY - 40 * DAY, TODAY),
        today=TODAY,
    )
    levels = course_levels(report.course, TODAY - 40 * DAY)
    assert levels == [Level(2, "before 2", "before", 13), Level(5, "halfway 5", "halfway", 21)]
    assert report.course
    for halfway, name in (
        (5.5, "halfway 5.5"),
        (5.125, "halfway 5.1"),
        (62.5, "halfway 63"),
        (-123.5, "halfway"),
    ):
        shown = course_levels(replace(report.course, halfway=halfway), TODAY)[1].name
        assert shown == name
        assert len(shown) < NAMES
    assert [level.first for level in course_levels(report.course, TODAY - 22 * DAY)] == [0, 3]
    assert course_levels(None, TODAY) == []


def test_a_daily_value_is_the_median_of_the_days_ratings() -> None:
    assert day_medians(DIARY, "mood")[TODAY - 3 * DAY] == 4
    assert day_medians(DIARY, "mood")[TODAY - 2 * DAY] == 6.5


def test_a_wider_chart_shows_more_weeks() -> None:
    assert [days_shown(width) for width in (89, 90, 129, 130)] == [28, 56, 56, 84]
