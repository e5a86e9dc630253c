"""What a page says, in words: true on every hard diary, and the same in picture, text and app."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import launch
from tests.cases import each
from tests.charts.diaries import (
    HARD,
    INDUCTION,
    WORDS,
    before,
    check_in,
    course,
    event,
    infusion,
    logged,
    moods,
    phq9,
    rated,
    report_of,
    report_on,
)
from tests.charts.drawing import TODAY, anew, by_gid, demo_report, drawn, texts_of
from tests.charts.random_diaries import random_case
from tests.sweep import always
from tracker.analysis import (
    Bar,
    Level,
    Report,
    SelfHarmAnswer,
    Window,
    build_report,
    default_window,
)
from tracker.charts import words
from tracker.charts.document import as_html, as_markdown, as_text
from tracker.charts.words import number
from tracker.demo import invented_diary
from tracker.records import MOOD, Assessment, Diary, Infusion, Measure, SideEffect
from tracker.records.catalogue import find_measure
from tracker.records.format import format_days, format_ranges
from tracker.records.questionnaires import Answer, Item, Questionnaire, format_total


def sentences_of(report: Report) -> str:
    return " ".join(words.sentences(report))


def tile(report: Report, place: int) -> str:
    shown = words.tiles(report)[place]
    return f"{shown.caption} | {shown.value} | {shown.detail}"


WORSE = "Before these days: 3 of 3, nearly daily, on 4 Apr 2026."
NOW, BEFORE, AFTER, HALFWAY, LAST, FORM = range(6)


@pytest.fixture(scope="module")
def demo() -> Report:
    """The diary of the design's picture."""
    today = date(2026, 11, 25)
    diary = invented_diary(41, today)
    return build_report(diary, default_window(diary, today), today=today)


# The picture of the design


def test_the_tiles_of_the_designs_diary(demo: Report) -> None:
    assert [tile(demo, place) for place in range(6)] == [
        "Now: last 7 days | 5 | 6 of 7 days · last three 5 6 5 · down 1 in a week",
        "Week before infusion 1 | 2 | 2–3 on 7 days · 27 Jul–2 Aug 2026",
        "Week after the first six | 6 | 6–7 on 4 days · 4 above before",
        "Days at or above halfway (4) | 63 of 70 | "
        "since 21 Aug, 23 blank · last 28: 25 of 25 · before: 0 of 12",
        "Last infusion | #9 · 10 Nov | 15 days ago · next 4 Dec",
        "PHQ-9 (lower is better) | 20 → 10 | 22 Jul → 21 Nov · lowest 7, 14 Nov",
    ]


def test_the_sentences_of_the_designs_diary(demo: Report) -> None:
    assert words.sentences(demo) == (
        "Around the last three (3 days before → 3 days after): #7 3 → 7, #8 6 → 6, #9 5 → 7. "
        "All 9: rose 4, about the same 5, fell 0.",
        "At or above halfway (4): #7 20 days (1 blank), until #8; #8 28 days (11 blank), "
        "until #9; #9 14 days so far, now 5 as before it.",
    )
    assert words.self_harm_lines(demo) == (
        "Self-harm item (PHQ-9, past two weeks): 0 of 3, none, on 21 Nov, 4 days ago. "
        "Never above 0 in 16 forms.",
    )


def test_the_definition_names_the_weeks_halfway_lies_between(demo: Report) -> None:
    assert words.definition(demo).startswith(
        "Halfway (4) lies midway between the week before infusion 1 (2) and the week after the "
        "first six (6): this person’s own line, not a clinical cut-off."
    )
    assert "shows that the level was kept, not what kept it" in words.definition(demo)


# Tiles


def test_without_an_entry_in_a_week_the_tile_names_the_last_one() -> None:
    report = build_report(
        rated(check_ins=(check_in(before(20), mood=4),)), Window(before(40), TODAY), today=TODAY
    )
    assert tile(report, NOW) == "Now: last 7 days | – | last entry 26 May: 4"


def test_a_diary_begun_on_the_day_of_an_infusion_is_not_called_without_entries() -> None:
    begun = rated(check_ins=(check_in(TODAY, mood=4),), infusions=(infusion(0),))
    report = build_report(begun, Window(before(40), TODAY), today=TODAY)
    assert tile(report, NOW) == "Now: last 7 days | – | only infusion days logged"


def test_entries_on_infusion_days_alone_are_told_after_the_last_one_that_counts() -> None:
    days = tuple(check_in(before(n), mood=4) for n in (20, 4, 0))
    report = build_report(
        rated(check_ins=days, infusions=(infusion(4), infusion(0))),
        Window(before(40), TODAY),
        today=TODAY,
    )
    assert tile(report, NOW) == "Now: last 7 days | – | last entry 26 May: 4 · then infusion days"


def test_entries_of_weeks_ago_are_not_called_the_last_three() -> None:
    days = tuple(check_in(before(n), mood=4) for n in (1, 30, 31))
    report = build_report(rated(check_ins=days), Window(before(40), TODAY), today=TODAY)
    assert tile(report, NOW) == "Now: last 7 days | 4 | 1 of 7 days · last entry 14 Jun: 4"


def test_a_diary_begun_after_the_third_infusion_says_so() -> None:
    report = report_of("begun after the third")
    assert "diary begins 7 May, after #4" in tile(report, BEFORE)
    assert "No halfway line: no entries before infusion 1." in sentences_of(report)


def test_a_series_that_goes_on_has_so_many_of_three_days_so_far() -> None:
    report = report_of("series goes on")
    assert tile(report, AFTER).endswith("of 3 days so far")
    assert report.course
    assert str(report.course.days_after_opening) in tile(report, AFTER)


def test_a_course_close_to_the_one_before_says_since_when_days_count() -> None:
    given = (*course(INDUCTION, 30), infusion(27, new_course=True), infusion(20))
    diary = rated(check_ins=moods({range(90): 4}, 90), infusions=given)
    report = build_report(diary, Window(before(80), TODAY), today=TODAY)
    assert tile(report, BEFORE).endswith("| – | fewer than 3 days logged since #6")
    far = build_report(
        rated(check_ins=(check_in(before(60), mood=4),), infusions=course((30,), 5)),
        Window(before(80), TODAY),
        today=TODAY,
    )
    assert tile(far, BEFORE).endswith("| – | fewer than 3 days logged in two weeks")


def test_a_kept_halfway_is_not_provisional_and_counts_no_day_on_the_day_of_its_infusion() -> None:
    diary = HARD["halfway kept, begun today"]()
    report = build_report(diary, Window(before(179), TODAY), today=TODAY)
    assert tile(report, HALFWAY) == (
        "Days at or above halfway (4) | – | no day logged after #7 · before: 14 of 14"
    )
    assert "Halfway (4) is that of course 1" in sentences_of(report)
    assert "provisional" not in as_text(report)
    assert as_text(report).count("no day logged after") == 2


def test_a_halfway_line_has_its_name_beside_it_only_where_it_is_drawn() -> None:
    diary = HARD["halfway kept, begun today"]()
    for days, named in ((179, True), (60, False)):  # the line of course 1; that of 2 to come
        report = build_report(diary, Window(before(days), TODAY), today=TODAY)
        figure = drawn(report)[0]
        assert bool(by_gid(figure, "halfway")) is named
        assert ("halfway 4" in texts_of(figure, "edge-label")) is named


def test_four_weeks_without_an_entry_are_not_0_of_0_days() -> None:
    days = moods({range(60, 130): 3, range(60): 7}, 126, skip=range(40))
    report = build_report(
        rated(check_ins=days, infusions=course(INDUCTION, 60)),
        Window(before(80), TODAY),
        today=TODAY,
    )
    assert tile(report, HALFWAY).endswith(
        "| 20 of 20 | since 17 Apr, 39 blank · last 28: none logged · before: 0 of 14"
    )


def test_a_report_to_a_day_that_has_not_come_ends_today() -> None:
    diary = rated(check_ins=moods({range(40): 4}, 40), infusions=(infusion(20),))
    future, now = (
        build_report(diary, Window(before(30), end), today=TODAY) for end in (before(-20), TODAY)
    )
    assert future == now
    assert tile(future, LAST) == "Last infusion | #1 · 26 May | 20 days ago · none planned"
    assert "Logged 31 of 31 days" in words.data_line(future)


def test_the_last_infusion_says_what_is_planned() -> None:
    assert "8 Jun" not in sentences_of(report_of("not marked as given"))
    assert "7 Jun planned, not marked as given" in tile(report_of("not marked as given"), LAST)
    assert (
        tile(report_of("given today"), LAST) == "Last infusion | #2 · 15 Jun | today · none planned"
    )
    assert (
        tile(report_of("planned only"), LAST) == "Last infusion | – | none recorded · next 18 Jun"
    )


def test_of_a_past_window_nothing_is_ago_and_nothing_planned() -> None:
    report = report_of("a past window")
    everything = " ".join([*(tile(report, n) for n in range(6)), sentences_of(report)])
    assert "before 16 May" in tile(report, LAST)
    assert "ago" not in everything
    assert "planned" not in everything
    assert "Now" not in everything
    assert "The 7 days to 16 May" in tile(report, NOW)


def test_years_are_said_where_the_window_spans_two() -> None:
    report = report_of("ten years")
    assert tile(report, LAST) == "Last infusion | #100 · 15 Jun | 2026, today · none planned"
    assert all(re.search(r" \d{4}$", row.day) for row in words.ledger_rows(report))
    assert re.search(r"since \d+ \w+ \d{4}", words.data_line(report))


def test_a_questionnaire_filled_in_once_has_one_value() -> None:
    report = build_report(rated(assessments=phq9(7, 1)), Window(before(60), TODAY), today=TODAY)
    assert tile(report, FORM) == "PHQ-9 (lower is better) | 20 | 15 Jun · one form"
    assert tile(report_of("one entry"), FORM) == "Questionnaire | – | none filled in"


def test_a_form_without_a_total_is_not_none_filled_in() -> None:
    blank = Assessment(
        id="blank", day=before(5), questionnaire="phq-9", answers=(1,) * 8 + (None,), total=None,
        low=0, high=27,
    )  # fmt: skip
    outside = replace(blank, id="outside", day=before(50))
    for forms, shown in (
        ((outside, blank), "Questionnaire | – | 1 form without a total"),
        ((outside, blank, *phq9(1, 1)), "PHQ-9 (lower is better) | 20 | 15 Jun · one total"),
    ):
        diary = Diary(check_ins=logged(30), assessments=forms)
        report = build_report(diary, Window(before(40), TODAY), today=TODAY)
        assert tile(report, FORM) == shown
        line = words.data_line(report)
        assert "1 questionnaire left partly blank, without a total." in line
        assert "Not recorded: infusions and medicines." in line


def test_a_mean_of_three_items_is_said_as_the_app_says_it() -> None:
    means = tuple(
        Assessment(id=f"peg{n}", day=before(n), questionnaire="peg", total=total, low=0, high=10)
        for n, total in ((9, 20 / 3), (2, 16 / 3))
    )
    report = build_report(Diary(assessments=means), Window(before(60), TODAY), today=TODAY)
    assert tile(report, FORM) == (
        "PEG (lower is better) | 6.7 → 5.3 | 6 Jun → 13 Jun · lowest 5.3, 13 Jun"
    )
    assert "6 Jun: 6.7, 13 Jun: 5.3." in as_text(report)
    assert texts_of(drawn(report)[0], "total") == ["5.3", "6.7"]
    assert [format_total(mean).partition(" ")[0] for mean in means] == ["6.7", "5.3"]


def test_entries_written_later_are_counted_beside_the_level_before() -> None:
    levels = {range(30, 45): 3, range(30): 7}
    days = moods(levels, 45)
    from datetime import timedelta

    late = tuple(
        replace(c, recorded_at=c.recorded_at + timedelta(days=4)) if c.day < before(30) else c
        for c in days
    )
    report = build_report(
        rated(check_ins=late, infusions=course(INDUCTION, 13)),
        Window(before(44), TODAY),
        today=TODAY,
    )
    assert tile(report, BEFORE).endswith("7 written later")


# Sentences, with and without halfway


def test_a_level_on_one_day_alone_says_so() -> None:
    diary = rated(
        check_ins=(check_in(before(11), mood=3), check_in(before(9), mood=7)),
        infusions=(infusion(10),),
    )
    report = build_report(diary, Window(before(40), TODAY), today=TODAY)
    assert "#1 3 (1 day) → 7 (1 day)" in sentences_of(report)
    row = words.ledger_rows(report)[0]
    assert (row.before, row.after, row.direction) == ("3 (1 day)", "7 (1 day)", "too few days")


@each(
    ("days_ago", "expected"),
    [(0, "given today"), (7, "no entries around it"), (8, "no entries around it")],
)
def test_an_infusion_without_entries_around_it_says_so_or_that_it_was_given_today(
    days_ago: int, expected: str
) -> None:
    diary = rated(check_ins=(check_in(before(30), mood=3),), infusions=(infusion(days_ago),))
    report = build_report(diary, Window(before(40), TODAY), today=TODAY)
    assert f"#1 {expected}." in sentences_of(report)


@each(
    ("days_ago", "expected"),
    [
        (0, "given today"),
        *((days, "no entries after it yet") for days in (1, 7)),
        (8, "no entries after"),
    ],
)
def test_of_two_infusions_on_the_last_day_both_say_that_it_is_too_early(
    days_ago: int, expected: str
) -> None:
    days = moods({range(60): 4}, 40, skip=range(days_ago))
    diary = rated(
        check_ins=days, infusions=(infusion(days_ago), infusion(days_ago, start=time(15)))
    )
    report = build_report(diary, Window(before(40), TODAY), today=TODAY)
    assert f"#1 4 before, {expected}, #2 4 before, {expected}." in sentences_of(report)
    assert [row.bar for row in words.ledger_rows(report)] == [expected, expected]


def test_an_infusion_between_two_others_is_not_said_to_lack_entries() -> None:
    drips = tuple(infusion(n) for n in range(14, 9, -1))
    pain = tuple(check_in(before(n), pain=8 if n > 14 else 3) for n in range(30, 0, -1))
    report = build_report(
        rated(check_ins=pain, infusions=drips), Window(before(40), TODAY), today=TODAY
    )
    assert "#4 infusions the day before and after, #5 infusion the day before, 3 after." in (
        sentences_of(report)
    )
    said = [row.direction for row in words.ledger_rows(report)]
    assert said == ["infusion the day after", *["infusion the day before"] * 4]


def test_a_daily_dose_of_months_leaves_no_days_between_rather_than_too_few_entries() -> None:
    doses = tuple(infusion(n, route="sublingual") for n in range(60, 0, -1))
    report = build_report(
        rated(check_ins=moods({range(80): 4}, 80), infusions=doses),
        Window(before(80), TODAY), today=TODAY,
    )  # fmt: skip
    assert "No halfway line: fewer than 3 days between the first 57 and #58." in (
        sentences_of(report)
    )
    assert words.tiles(report)[3].detail == "no line: too few days after the first 57"
    assert words.ledger_rows(report)[56].bar == "infusion the day after"


def test_large_changes_that_are_called_the_same_are_said_to_lie_within_the_week_before() -> None:
    # Better for three days of each week.
    weekly = tuple(infusion(n) for n in (28, 21, 14, 7))
    days = tuple(
        check_in(before(n), mood=6 if n < 28 and n % 7 in (4, 5, 6) else 2)
        for n in range(40, 0, -1)
    )
    report = build_report(
        rated(check_ins=days, infusions=weekly), Window(before(40), TODAY), today=TODAY
    )
    assert (
        "#2 2 → 6, #3 2 → 6, #4 2 → 6, none beyond every day of the week before. "
        "All 4: rose 1, about the same 3, fell 0."
    ) in sentences_of(report)


def test_worse_than_before_the_course_is_called_lower() -> None:
    report = report_of("worse")
    assert sentences_of(report).endswith(
        "Lower than before the course: week before 6, week after the first six 2, now 2."
    )
    assert "about the same" in sentences_of(report)


@each(
    ("now", "said"),
    [(5, "Lower"), (6, "Lower after the first six"), (8, "Lower after the first six")],
)
def test_a_level_that_has_come_back_is_not_called_lower_than_before(now: int, said: str) -> None:
    levels = {range(60, 90): 6, range(8, 60): 2, range(8): now}
    diary = rated(check_ins=moods(levels, 90), infusions=course(INDUCTION, 45))
    report = build_report(diary, Window(before(80), TODAY), today=TODAY)
    assert sentences_of(report).endswith(
        f"{said} than before the course: week before 6, week after the first six 2, now {now}."
    )


def test_a_change_too_small_for_halfway_says_by_how_much() -> None:
    levels = {range(60, 130): 4, range(60): 5}
    report = build_report(
        rated(check_ins=moods(levels, 90), infusions=course(INDUCTION, 40)),
        Window(before(80), TODAY),
        today=TODAY,
    )
    assert sentences_of(report).endswith(
        "No halfway line: the week after the first six (5) is less than 2 above the week before "
        "(4). Now 5."
    )


def test_a_halfway_that_one_good_day_before_hides_says_so() -> None:
    days = [check_in(before(n), mood=9 if n == 60 else 3 if n > 57 else 6) for n in range(90)]
    report = build_report(
        rated(check_ins=tuple(days), infusions=course(INDUCTION, 40)),
        Window(before(80), TODAY),
        today=TODAY,
    )
    assert sentences_of(report).endswith(
        "No halfway line: the week after the first six (6) is not above every day of the week "
        "before (highest 9). Now 6."
    )


def test_each_of_the_last_three_that_stayed_above_halfway_is_named() -> None:
    report = report_of("kept well")
    assert (
        "Was at or above halfway (5) before each of the last three, and stayed: #7"
        in sentences_of(report)
    )


@each(
    ("low", "skipped", "ending"),
    [
        (range(0), range(0), "and stayed: #7"),
        (range(20, 21), range(20), "then: #7"),
        (range(0), range(20), "then: #7"),
        (range(1), range(0), "then: #7"),
        (range(9), range(0), "then: #7"),
    ],
)
def test_a_level_has_stayed_only_where_nothing_says_otherwise(
    low: range, skipped: range, ending: str
) -> None:
    diary = HARD["kept well"]()
    days = moods({low: 2, range(95, 130): 3, range(95): 7}, 126, skip=skipped)
    diary = replace(diary, check_ins=days, infusions=(*diary.infusions[:-1], infusion(25)))
    report = build_report(diary, default_window(diary, TODAY), today=TODAY)
    assert f"before each of the last three, {ending}" in sentences_of(report)


def test_bars_are_called_those_of_the_last_infusions_only_where_they_are() -> None:
    diary = HARD["kept well"]()
    weekly = replace(diary, infusions=(*diary.infusions, infusion(10), infusion(5)))
    report = build_report(weekly, Window(before(125), TODAY), today=TODAY)
    (sentence,) = [found for found in words.sentences(report) if found.startswith("Was")]
    assert sentence.startswith("Was at or above halfway (5) before each of these, and stayed: #7 ")
    assert re.findall(r"#(\d+) \d+ days", sentence) == ["7", "8", "11"]


def test_a_kept_halfway_names_the_course_that_set_it() -> None:
    report = build_report(
        HARD["two courses, halfway kept"](), Window(before(179), TODAY), today=TODAY
    )
    assert "Halfway (4) is that of course 1: the level before #7" in sentences_of(report)
    assert "Halfway (4) was set by course 1" in words.definition(report)


def test_a_provisional_halfway_is_called_so() -> None:
    days = moods({range(15, 40): 3, range(15): 7}, 40)
    report = build_report(
        rated(check_ins=days, infusions=course((7,), 8)), Window(before(39), TODAY), today=TODAY
    )
    assert report.course
    assert report.course.opening_may_still_grow
    assert report.course.halfway == 5
    assert "provisional" in sentences_of(report)
    assert "provisional" in tile(report, HALFWAY)


def test_on_a_page_about_pain_better_is_fell_and_below() -> None:
    report = report_of("pain alone")
    assert "fell 1" in sentences_of(report)
    assert "At or below halfway (6)" in sentences_of(report)
    assert tile(report, HALFWAY).startswith("Days at or below halfway (6)")
    assert "4 below before" in tile(report, AFTER)
    assert "began above halfway and fell by 2 or more" in words.ledger_key(report)
    assert words.ledger_rows(report)[-1].change.startswith("−")


def test_without_infusions_no_sentence_mentions_them() -> None:
    report = report_of("no infusion")
    assert words.sentences(report) == ("No infusion is recorded.",)
    assert words.title(report) == "Mood diary"
    assert words.ledger_key(report) == ""


def test_without_entries_the_page_says_so_and_asks_the_patient_nothing() -> None:
    report = report_of("empty")
    assert sentences_of(report).startswith("No mood entries in these days.")
    assert "type" not in as_text(report)


# Bars


@each(
    ("bar", "ledger", "sentence"),
    [
        (("lost", 18, 22, 0, 0, False), "18–22", "18–22 days"),
        (("lost", 1, 1, 0, 0, False), "1", "1 day"),
        (("next_infusion", 20, None, 0, 0, False), "20 or more, until #8", "20 days, until #8"),
        (
            ("next_infusion", 28, None, 11, 0, False),
            "28 or more, 11 blank, until #8",
            "28 days (11 blank), until #8",
        ),
        (("gap", 9, None, 0, 22, False), "9, then 22 days blank", "9 days, then 22 days blank"),
        (("end_of_log", 14, None, 0, 0, True), "14 so far, last day below",
         "14 days so far, last day below"),
    ],
)  # fmt: skip
def test_a_bar_is_described_in_the_ledger_and_in_a_sentence(
    bar: tuple[object, ...], ledger: str, sentence: str
) -> None:
    report = report_of("risen")
    end, low, high, blank, after, below = bar
    made = Bar(start="rose", end=end, days_min=low, days_max=high, not_logged=blank,  # type: ignore[arg-type]
               unconfirmed_low=below, blank_after=after)  # type: ignore[arg-type]  # fmt: skip
    row = replace(report.infusions[6], bar=made)
    assert words.bar_words(report, row) == ledger
    assert words.bar_sentence(report, row) == sentence


@each(
    ("changes", "key"),
    [
        ({}, "filled: began below halfway and rose by 2 or more"),
        ({"start": "already"}, "open: was at or above halfway before"),
        ({"start": "smaller"}, "thin: began below, rose less or later"),
        ({"end": "next_infusion", "days_max": None}, "arrow: cut short, not ended"),
        ({"not_logged": 1}, "gap: blank days"),
        ({"days_max": 7}, "short line: between"),
    ],
)
def test_the_key_names_the_kinds_of_bars_that_are_drawn_and_no_others(
    changes: dict[str, Any], key: str
) -> None:
    report = report_of("risen")
    plain = Bar(start="rose", end="lost", days_min=5, days_max=5, not_logged=0,
                unconfirmed_low=False, blank_after=0)  # fmt: skip
    rows = tuple(replace(row, bar=replace(plain, **changes)) for row in report.infusions)
    parts = words.ledger_key(replace(report, infusions=rows)).split(" · ")
    filled = ["filled: began below halfway and rose by 2 or more"]
    assert parts == ([key] if "start" in changes or not changes else [*filled, key])


@each(
    ("skipped", "key"),
    [
        (range(61, 80), "too few days before"),
        (range(62, 80), "too few days before"),
        (range(0), "began below, rose less or later"),
    ],
)
def test_of_an_infusion_with_too_few_days_before_it_no_bar_began_below(
    skipped: range, key: str
) -> None:
    levels = {range(111, 140): 2.0, range(80, 111): 7.0, range(58, 80): 3.0, range(58): 7.0}
    diary = rated(
        check_ins=moods(levels, 140, skip=skipped), infusions=(infusion(110), infusion(60))
    )
    report = build_report(diary, Window(before(139), TODAY), today=TODAY)
    last = report.infusions[-1].bar
    assert last
    assert last.start == "smaller"
    assert f"thin: {key}" in words.ledger_key(report).split(" · ")
    assert words.bar_start(report, report.infusions[-1]) == key.replace("below", "below it")


def test_a_key_of_thin_bars_of_both_kinds_names_both() -> None:
    report = report_of("risen")
    thin = Bar(start="smaller", end="lost", days_min=5, days_max=5, not_logged=0,
               unconfirmed_low=False, blank_after=0)  # fmt: skip
    rows = [replace(row, bar=thin) for row in report.infusions]
    rows[-1] = replace(rows[-1], direction="unclear")
    key = words.ledger_key(replace(report, infusions=tuple(rows)))
    assert key == "thin: began below, rose less or later, or too few days before"


def test_a_row_that_never_reached_halfway_says_so() -> None:
    report = report_of("risen")
    row = replace(report.infusions[6], bar=None)
    assert words.bar_sentence(report, row) == "below halfway after it"
    assert words.bar_words(report, row) == ""


def test_a_gap_after_an_infusion_is_counted() -> None:
    report = report_of("gap after an infusion")
    assert "blank" in sentences_of(report)


# Self-harm


def test_an_answer_above_zero_says_its_day_the_highest_and_how_often() -> None:
    daily, form = words.self_harm_lines(report_of("self-harm above zero"))
    assert form == (
        "Self-harm item (PHQ-9, past two weeks): 1 of 3, some days, on 12 Jun, 3 days ago. "
        "Highest 3 of 3 on 22 May. Above 0 in 2 of 3 forms."
    )
    assert daily.startswith(
        "Thoughts of death or self-harm (each day): 2 of 3 on 13 Jun, 2 days ago."
    )
    assert re.search(r"Above 0 on \d+ of 38 days", daily)


def test_an_item_left_blank_says_so_with_the_last_answer() -> None:
    form = words.self_harm_lines(report_of("self-harm left blank"))[1]
    assert form.startswith(
        "Self-harm item (PHQ-9, past two weeks): left blank on 12 Jun, 3 days ago; "
        "last answer 2 of 3, over half the days, on 22 May."
    )
    assert "Above 0 in 1 of 2 forms; left blank in 1" in form


def test_the_highest_answer_of_a_day_with_two_forms_is_said() -> None:
    forms = tuple(
        Assessment(
            id=name, day=before(3), questionnaire="phq-9", answers=(1,) * 8 + (answer,),
            total=8 + answer, low=0, high=27,
        )
        for name, answer in (("a", 3), ("b", 1))
    )  # fmt: skip
    diary = Diary(check_ins=moods({range(40): 4}, 40), assessments=forms)
    (line,) = words.self_harm_lines(build_report(diary, Window(before(40), TODAY), today=TODAY))
    assert "1 of 3, some days, on 12 Jun" in line
    assert "Highest 3 of 3 on 12 Jun. Above 0 in 2 of 2 forms." in line


def test_totals_alone_do_not_answer_it() -> None:
    (line,) = words.self_harm_lines(report_of("self-harm, totals alone"))
    assert "this item is not known" in line
    assert "0" not in line.partition(":")[2].replace("2026", "").replace("20", "")


def test_never_asked_is_never_none() -> None:
    assert words.self_harm_lines(report_of("one entry")) == (
        "Self-harm: not asked in this diary. This says nothing about risk.",
    )


def test_an_old_answer_says_that_nothing_was_asked_since() -> None:
    report = report_of("self-harm above zero")
    later = replace(report, window=Window(before(45), date(2026, 7, 30)), made_on=date(2026, 7, 30))
    assert all(line.endswith(". Nothing asked since.") for line in words.self_harm_lines(later))
    at_edge = replace(
        later, window=Window(before(45), date(2026, 6, 26)), made_on=date(2026, 6, 26)
    )
    assert not words.self_harm_lines(at_edge)[1].endswith("Nothing asked since.")


@each(
    ("answers", "said"),
    [
        ((3, 0, 0), ("Never above 0 in 2 forms.", WORSE)),
        ((3, 1, 0), ("Highest 1 of 3 on 16 May.", "Above 0 in 1 of 2 forms.", WORSE)),
        ((1, 1, 0), ("Highest 1 of 3 on 16 May.", "Above 0 in 1 of 2 forms.")),
        ((0, 0, 0), ("Never above 0 in 2 forms.",)),
    ],
)
def test_better_answers_do_not_hide_the_last_one_before_the_window(
    answers: tuple[int, ...], said: tuple[str, ...]
) -> None:
    forms = tuple(
        Assessment(
            id=f"a{days}", day=before(days), questionnaire="phq-9", answers=(1,) * 8 + (answer,),
            total=8 + answer, low=0, high=27,
        )
        for days, answer in zip((72, 30, 3), answers, strict=True)
    )  # fmt: skip
    report = build_report(Diary(assessments=forms), Window(before(60), TODAY), today=TODAY)
    (line,) = words.self_harm_lines(report)
    assert line.endswith(f"3 days ago. {' '.join(said)}")


def test_a_worse_answer_before_the_window_does_not_read_as_the_last_one_asked() -> None:
    diary = HARD["self-harm above zero"]()
    daily = tuple(replace(c, day=c.day - timedelta(days=60)) for c in diary.check_ins)
    report = build_report(replace(diary, check_ins=daily), Window(before(62), TODAY), today=TODAY)
    assert words.self_harm_lines(report)[0].endswith(
        "2 of 3 on 14 Apr, 62 days ago. Above 0 on 1 of 1 day. Nothing asked since."
    )
    earlier = replace(report.self_harm[0], earlier=SelfHarmAnswer(before(63), 3))
    assert words.self_harm_lines(replace(report, self_harm=(earlier,)))[0].endswith(
        "Nothing asked since. Before these days: 3 of 3 on 13 Apr 2026."
    )


def test_an_answer_before_the_window_is_said_with_its_year() -> None:
    report = build_report(HARD["self-harm above zero"](), Window(before(1), TODAY), today=TODAY)
    daily, form = words.self_harm_lines(report)
    assert daily == (
        "Thoughts of death or self-harm (each day): not asked in these days. "
        "Last answer 2 of 3 on 13 Jun 2026."
    )
    assert form.endswith("not asked in these days. Last answer 1 of 3, some days, on 12 Jun 2026.")


def test_a_total_entered_after_the_last_answer_says_that_the_item_is_not_known() -> None:
    diary = HARD["self-harm above zero"]()
    later = replace(phq9(14, 1)[0], id="later")
    report = build_report(
        replace(diary, assessments=(*diary.assessments, later)),
        Window(before(60), TODAY),
        today=TODAY,
    )
    form = words.self_harm_lines(report)[1]
    assert "Only a total was entered on 15 Jun: this item is not known." in form
    assert form.startswith("Self-harm item (PHQ-9, past two weeks): 1 of 3, some days, on 12 Jun")


@each(
    ("answers", "said"),
    [
        (
            (3, 0, None),
            "last answer 0 of 3 on 14 Jun. Answered 0–3 in 2 forms; left blank in 1; whether "
            "low or high is better is not known.",
        ),
        ((2,), "Answered 2 in 1 form; whether low or high is better is not known."),
    ],
)
def test_of_a_form_whose_better_end_is_unknown_the_answers_are_said_and_not_judged(
    answers: tuple[int | None, ...], said: str
) -> None:
    values = tuple(Answer(value=n) for n in range(4))
    form = Questionnaire(
        key="safe", title="Safety", subject="x", items=(Item(label="safe", answers=values),),
        low=0, high=3, better="higher", self_harm_item=1,
    )  # fmt: skip
    filled = tuple(
        Assessment(id=f"a{n}", day=before(n), questionnaire="safe", low=0, high=3, better="higher",
                   answers=(answer,), total=None)
        for n, answer in enumerate(reversed(answers))
    )  # fmt: skip
    report = build_report(
        Diary(assessments=filled[::-1]), Window(before(40), TODAY), today=TODAY, forms=(form,)
    )
    (line,) = words.self_harm_lines(report)
    assert line.endswith(said)


# What is below


def test_a_range_that_ends_below_zero_has_no_dash_beside_a_minus() -> None:
    tone = Measure(key="tone", label="Tone", low=-3, high=3, step=0.5)
    days = [check_in(before(n), tone=-3 + n % 4 / 2) for n in range(21, 60)]
    days += [check_in(before(n), tone=n % 2) for n in range(20)]
    diary = Diary(measures=(tone,), check_ins=tuple(days), infusions=(infusion(20),))
    report = build_report(diary, default_window(diary, TODAY), today=TODAY)
    assert "−3 to −1.5 on 7 days" in tile(report, BEFORE)
    assert "0–1 on 7 days" in tile(report, AFTER)
    assert "–−" not in as_text(report)
    assert not any("–−" in text.get_text() for text in drawn(report)[0].texts)


def test_the_text_has_the_minutes_of_an_infusion_whether_or_not_they_are_all_the_same() -> None:
    for other in (40, 60):
        given = (
            infusion(20, dose_mg_per_kg=0.5, route="iv", minutes=40),
            infusion(10, dose_mg_per_kg=0.5, route="iv", minutes=other),
        )
        diary = rated(check_ins=logged(40), infusions=given)
        report = build_report(diary, default_window(diary, TODAY), today=TODAY)
        for written in (as_text(report), as_markdown(report)):
            flat = " ".join(written.replace("\\", "").split())
            assert "#1, 26 May; 0.5 mg/kg IV, 40 min" in flat
            assert f"#2, 5 Jun; 0.5 mg/kg IV, {other} min" in flat


def test_a_page_about_sleep_calls_no_hour_best_and_none_worse() -> None:
    diary = Diary(
        measures=(find_measure((), "sleep"),),
        check_ins=tuple(check_in(before(n), sleep=7) for n in range(20)),
    )
    report = build_report(diary, Window(before(250), TODAY), today=TODAY, measure="sleep")
    assert words.source(report).endswith("Sleep: hours a night.")
    assert "best" not in as_text(report)
    assert "sleep that day, darker is fewer hours; box: infusion day; ×: no entry" in texts_of(
        anew(report)[0], "key"
    )


def test_a_row_without_a_bar_says_why_in_the_ledger() -> None:
    report = report_of("risen")
    rows = list(report.infusions)
    rows[6] = replace(rows[6], bar=None)
    rows[7] = replace(rows[7], bar=None, after=replace(rows[7].after, kind="single"))
    rows[8] = replace(rows[8], bar=None, after=Level())
    bars = [row.bar for row in words.ledger_rows(replace(report, infusions=tuple(rows)))]
    assert bars[6:] == ["below halfway", "too few days", "no entries after"]
    in_sentences = [words.bar_sentence(report, row) for row in rows[6:]]
    assert in_sentences == [
        "below halfway after it",
        "too few days to say whether at or above it",
        "no entries after",
    ]


def test_the_page_lists_once_what_was_not_recorded() -> None:
    report = report_of("infusions only")
    assert words.data_line(report).count("Not recorded:") == 1
    assert "Not recorded: doses, side effects, questionnaires and medicines." in words.data_line(
        report
    )


def test_planned_past_and_cancelled_infusions_are_in_one_line() -> None:
    line = words.data_line(report_of("not marked as given"))
    assert "Infusions: planned 7 Jun, not marked as given; cancelled 3 Jun; next 20 Jun." in line


def test_the_next_infusion_is_said_beside_one_not_marked_as_given_but_not_of_a_past_window() -> (
    None
):
    diary = HARD["not marked as given"]()
    report = report_of("not marked as given")
    assert "7 Jun planned, not marked as given" in tile(report, LAST)
    assert "cancelled 3 Jun; next 20 Jun." in words.data_line(report)
    more = replace(diary, infusions=(*diary.infusions, infusion(-9, status="planned")))
    now, past = (
        build_report(more, Window(before(50), end), today=TODAY) for end in (TODAY, before(2))
    )
    assert "cancelled 3 Jun; 2 planned from 20 Jun." in words.data_line(now)
    assert words.data_line(past).count("planned") == 1


def test_measures_without_a_panel_are_counted_and_not_named() -> None:
    own = tuple(Measure(key=key, label=f"Own {key}") for key in "abcde")
    days = tuple(check_in(before(n), mood=5, a=1, b=2, c=3, d=4, e=5) for n in range(20))
    for active, line in ((3, ""), (4, "1 more measure rated"), (5, "2 more measures rated")):
        measures = (MOOD, *own[:active], *(replace(m, active=False) for m in own[active:]))
        diary = Diary(measures=measures, check_ins=days)
        report = build_report(diary, Window(before(30), TODAY), today=TODAY)
        assert line in words.data_line(report)
        assert ("not shown here" in words.data_line(report)) is bool(line)
        assert "Own d" not in as_text(report)


def test_no_side_effects_are_claimed_only_of_infusions_with_a_record() -> None:
    none = (SideEffect(name="nausea", severity=0),)

    def line(*infusions: Infusion) -> str:
        diary = rated(infusions=infusions)
        return words.data_line(build_report(diary, Window(before(40), TODAY), today=TODAY))

    assert "No side effects." in line(infusion(20, side_effects=none))
    assert "No side effects at 1 of 2 infusions, the rest not recorded." in line(
        infusion(20, side_effects=none), infusion(10)
    )
    assert "No side effects" not in line(infusion(20))


def test_a_thin_diary_is_to_be_read_with_care() -> None:
    sparse = rated(check_ins=tuple(check_in(before(n), mood=4) for n in range(0, 60, 5)))
    report = build_report(sparse, Window(before(59), TODAY), today=TODAY)
    assert words.data_line(report).startswith(
        "Logged 12 of 56 days since 21 Apr; fewer than half of the days: read with care. "
    )
    assert "read with care" not in words.data_line(report_of("risen"))


def test_the_worst_side_effects_say_where() -> None:
    effects = (SideEffect(name="nausea", severity=3), SideEffect(name="headache", severity=1))
    diary = rated(
        infusions=(infusion(20, side_effects=effects), infusion(10, side_effects=effects))
    )
    report = build_report(diary, Window(before(40), TODAY), today=TODAY)
    assert "Worst side effect: nausea, 3 of 3 (severe), #1–2." in words.data_line(report)


def test_doses_say_what_was_written_down_and_minutes_once_where_they_are_the_same() -> None:
    one = infusion(5, dose_mg_per_kg=0.5, dose_mg=40, route="iv", minutes=40)
    assert words.dose_words(one) == "0.5 mg/kg (40 mg) IV, 40 min"
    assert words.dose_words(one, total=False, minutes=False) == "0.5 mg/kg IV"
    assert words.dose_words(infusion(5, dose_mg=84, route="nasal")) == "84 mg nasal"
    assert words.dose_words(infusion(5)) == ""
    report = build_report(rated(infusions=(one,)), Window(before(40), TODAY), today=TODAY)
    assert words.dose_heading(report) == "dose, route; 40 min each"
    assert words.ledger_rows(report)[0].dose == "0.5 mg/kg (40 mg) IV"
    assert words.dose_heading(report_of("routes that change")) == "dose, route"
    assert words.ledger_rows(report_of("routes that change"))[1].dose == "70 mg IM, 41 min"


# True on everything


FORBIDDEN = (
    "respon", "relapse", "failed", "detect", "predict", "recommend ", "streak", " due ", "None",
    "none none", "  ", "– days", "0 of 0", ", .", "..", "()", "(,",
)  # fmt: skip


def all_texts(report: Report) -> list[str]:
    shown = words.tiles(report)
    rows = words.ledger_rows(report)
    return [
        *(f"{t.caption}: {t.value} ({t.detail})" for t in shown), *words.sentences(report),
        *words.self_harm_lines(report), words.data_line(report), words.definition(report),
        words.ledger_tally(report), words.ledger_key(report), words.alt_text(report),
        *(row.bar for row in rows), *(row.change for row in rows),
        *(words.course_words(report, course) for course in report.courses),
    ]  # fmt: skip


@each("name", HARD)
def test_no_sentence_says_what_a_diary_must_not_say_or_reads_broken(name: str) -> None:
    report = report_of(name)
    everything = all_texts(report)
    for text in everything:
        for word in FORBIDDEN:
            assert word not in text, f"{word!r} in {text!r}"
        assert not re.search(r"(?<!\d)1 (days|forms)", text)
        if text.endswith("."):
            assert text[0].isupper() or text[0] in "#" or text == words.ledger_key(report)


@pytest.mark.parametrize("seed", always(["2000", "2001", "2002"], range(2000, 2015)))
def test_the_words_agree_with_the_values_on_random_diaries(seed: int) -> None:
    report = random_case(seed).report
    for text in all_texts(report):
        assert not re.search(r"\bNone\b|(?<!\d)1 (days|forms)|\.\.$|\(\)", text), text
    tally = report.tally
    few = tally.too_few_days
    rose, fell = ("rose", "fell") if report.main.measure.better == "higher" else ("fell", "rose")
    heading = words.ledger_tally(report)
    assert f"{rose} {tally.rose}, about the same {tally.same}, {fell} {tally.fell}" in heading
    assert f"too few days {few}" in heading
    course_ = report.course
    if course_ and course_.halfway is not None and course_.at_or_above and course_.at_or_above.of:
        value = words.tiles(report)[HALFWAY].value
        assert value == f"{course_.at_or_above.n} of {course_.at_or_above.of}"
    if course_ and course_.halfway is None:
        sentence = sentences_of(report)
        assert (
            "No halfway line" in sentence
            or "than before the course" in sentence
            or (not report.main.days)
        )
    seven = report.main.last_7_days
    assert words.tiles(report)[NOW].value == (number(seven.median) if seven else "–")


# Picture and text


@each("name", ["risen", "worse", "pain alone", "two courses", "begun after the third"])
def test_every_tile_and_sentence_of_the_picture_is_in_the_text(name: str) -> None:
    found = report_of(name)
    figure = drawn(found)[0]
    text = " ".join(as_text(found).replace("| ", "").split())
    for gid in ("tile", "sentence", "self-harm", "data-line", "definition"):
        marked = texts_of(figure, gid)
        assert marked
        assert [line for line in marked if line not in text] == [], gid


def test_the_text_says_what_the_days_of_a_bar_are_and_how_it_began_as_its_shape_does() -> None:
    page = " ".join(as_text(report_of("risen")).split())
    days = "at or above halfway (4), in days: "
    assert f"next day 7; {days}20 or more, until #8 (began below it)." in page
    assert f"next day 6; {days}27 or more, until #9 (was at or above it before)." in page
    table = as_html(report_of("risen"), [])
    assert "<td>27 or more, until #9 (was at or above it before)</td>" in table
    assert "next day 5; followed by #2 in the series." in page
    pain = " ".join(as_text(report_of("pain alone")).split())
    assert "at or below halfway (6), in days: 41 so far (began above it)." in pain
    after = " ".join(as_text(report_of("infusions only")).split())
    assert "no entries after; no entries after" not in after


def test_one_day_between_two_infusions_is_one_day() -> None:
    diary = rated(check_ins=logged(40, 1), infusions=course((1, 2), 9))
    page = as_text(build_report(diary, Window(before(40), TODAY), today=TODAY))
    assert "; 1 day after the one before;" in page
    assert "; 2 days after the one before;" in " ".join(page.split())


@each(
    ("end", "last_rated", "expected"),
    [
        (TODAY, 0, "3 in the last 7 days."),
        (before(10), 10, "3 in the 7 days to 5 Jun."),
        (TODAY, 20, "no entry in the last 7 days, the last on 26 May: 3."),
        (before(10), 20, "no entry in the 7 days to 5 Jun, the last on 26 May: 3."),
    ],
)
def test_a_further_measure_of_the_picture_is_in_the_text_without_recent_entries_too(
    end: date, last_rated: int, expected: str
) -> None:
    days = (
        check_in(before(n), mood=5, pain=3) if n >= last_rated else check_in(before(n), mood=5)
        for n in range(40)
    )
    report = build_report(rated(check_ins=tuple(days)), Window(before(39), end), today=TODAY)
    text = " ".join(as_text(report).split())
    assert f"- Pain (0 = best, 10 = worst): {expected} " in text


def test_a_further_measure_rated_on_infusion_days_is_not_called_unrated() -> None:
    days = (check_in(before(20), mood=5, pain=3), check_in(before(2), mood=5, pain=7))
    diary = rated(check_ins=days, infusions=(infusion(2),))
    text = " ".join(as_text(build_report(diary, Window(before(39), TODAY), today=TODAY)).split())
    told = "no entry in the last 7 days apart from infusion days, the last on 26 May: 3."
    assert f"- Pain (0 = best, 10 = worst): {told}" in text


def test_text_is_at_most_78_columns_wide_whatever_it_holds() -> None:
    for name in HARD:
        assert max(map(len, as_text(report_of(name), entries=True).splitlines())) <= 78, name
    form = replace(phq9(7, 1)[0], questionnaire="Q" * 100)
    report = build_report(Diary(assessments=(form,)), Window(before(9), TODAY), today=TODAY)
    lines = as_text(report, "N" * 100).splitlines()
    assert max(map(len, lines)) == 78


def test_a_persons_words_are_no_markup_in_markdown() -> None:
    page = as_markdown(report_of("strange words"))
    assert r"\[/\] \[bold\]" in page
    assert "<b>" not in page.replace(r"\<b\>", "")
    asked = (event("question", "- more sleep?", 3), event("question", "1. How long?", 3))
    listed = rated(check_ins=logged(9, 1), events=asked)
    page = as_markdown(build_report(listed, Window(before(44), TODAY), today=TODAY), "2) Alex")
    assert "\n- \\- more sleep?\n- 1\\. How long?\n" in page
    assert "\n2\\) Alex. " in page


@each("entries", [True, False])
def test_markdown_says_the_same_as_the_text_in_the_same_order(entries: bool) -> None:
    report = replace(
        report_of("both courses"), self_harm=report_of("self-harm above zero").self_harm
    )
    text, page = (
        write(report, "Alex", entries=entries) if entries else write(report, "Alex")
        for write in (as_text, as_markdown)
    )
    plain = " ".join(re.sub(r"(?m)^(\| |=+$|-+$)", "", text).split())
    marked = re.sub(r"(?m)^(#+ |\*\*|- )|\*\*$", lambda m: "- " * (m[0] == "- "), page)
    assert re.sub(r"\\(.)", r"\1", " ".join(marked.split())) == plain
    assert (words.ENTRIES_HEADING in plain) is entries
    lines = page.replace("\\", "").splitlines()
    boxed = [f"**{line}**" for line in words.self_harm_lines(report)]
    assert [line for line in lines if line.startswith("**")] == boxed
    assert lines[0] == f"# {words.title(report)}"
    assert [line for line in lines if line.startswith("# ")] == lines[:1]
    assert f"## {words.LEDGER_HEADING}" in lines


def test_a_direction_override_turns_nothing_around() -> None:
    assert "\u202e" in WORDS[2]
    report = report_of("strange words")
    for figure in drawn(report):
        assert not any("\u202e" in text.get_text() for text in figure.texts)
    assert "\u202e" not in as_text(report)


def test_words_from_right_to_left_leave_the_pages_numbers_and_dates_in_their_places() -> None:
    medicine, dose, nausea = (
        "\u05dc\u05d5\u05e8",
        "5 \u05de\u05d2",
        "\u063a\u062b\u064a\u0627\u0646",
    )
    sick = SideEffect(name=nausea, severity=3)
    diary = rated(
        infusions=(infusion(9, side_effects=(sick,)),),
        events=(event("medication", medicine, 30, end=before(10), dose=dose),),
    )
    report = report_on(diary)
    mark = "\u200e"
    (listed,) = (words.medicine_words(report, taken) for taken in report.medicines)
    assert listed == f"{mark}{medicine}{mark}: {mark}{dose}{mark} 16 May – 5 Jun"
    assert f"{mark}{nausea}{mark}, 3 of 3" in words.data_line(report)
    written = texts_of(anew(report)[0], "note")
    assert written[0] == f"{mark}{medicine}{mark}: {mark}started, {dose}{mark}"
    text = as_text(report)
    assert mark not in text
    assert f"{medicine}: {dose} 16 May – 5 Jun" in text


def test_a_joiner_of_persian_or_of_an_emoji_is_no_blank_on_the_page() -> None:
    joined = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \U0001f469\u200d\U0001f467"
    asked = rated(events=(event("question", joined, 3), event("medication", joined, 9)))
    page = as_text(build_report(asked, Window(before(44), TODAY), today=TODAY))
    assert page.count(joined) >= 2


def test_no_note_goes_out_unless_it_is_ticked() -> None:
    noted = rated(check_ins=(check_in(before(2), mood=5, note="private words"),))
    window = Window(before(44), TODAY)
    quiet = build_report(noted, window, today=TODAY)
    ticked = build_report(noted, window, today=TODAY, notes=frozenset([noted.check_ins[0].id]))
    assert "private words" not in as_text(quiet)
    assert "private words" in as_text(ticked)
    assert "private words" in " ".join(texts_of(drawn(ticked)[0], "note"))


def test_the_alt_text_holds_no_note_and_no_name() -> None:
    assert "short" not in words.alt_text(report_of("thirty notes"))


def test_every_day_can_be_listed() -> None:
    diary = rated(check_ins=logged(10, 1), infusions=(infusion(30),),
                  events=(event("life", "Moved house", 12),))  # fmt: skip
    report = build_report(diary, Window(before(44), TODAY), today=TODAY)
    listed = as_text(report, entries=True)
    assert re.search(r"- 14 Jun 2026: mood \d+, pain \d+\n", listed)
    assert "- 16 May 2026: no entry; #1\n" in listed
    assert "1 Jun 2026" not in listed.replace("11 Jun 2026", "")
    assert "A, 3 Jun: Moved house" in listed


def test_numbers_read_as_a_person_writes_them() -> None:
    assert [number(value) for value in (7, 6.5, -2, 4.75, 5.255, 1e-9, None)] == [
        "7", "6.5", "−2", "4.75", "5.26", "0", "–",
    ]  # fmt: skip
    assert [number(value, signed=True) for value in (4, 0, -1.5)] == ["+4", "0", "−1.5"]
    assert format_ranges([1, 2, 3, 5, 8, 9]) == "1–3, 5, 8–9"
    assert format_days(before(5), before(1)) == "10–14 Jun"


def test_the_words_load_no_drawing_library(tmp_path: Path) -> None:
    program = (
        "import sys, tracker.charts.words, tracker.charts.document\n"
        "assert not {'matplotlib', 'numpy', 'PIL'} & set(sys.modules)"
    )
    launch.python(tmp_path, program, check=True)


def test_the_invented_page_is_marked_in_words_too() -> None:
    assert words.INVENTED in as_text(demo_report(3))
    assert words.INVENTED not in as_text(report_of("risen"))
    assert not by_gid(drawn(report_of("risen"))[0], "invented")


# Week to week


@each(
    ("earlier", "now", "detail"),
    [
        (4, 6, " · up 2 in a week"),
        (4, 5, " · up 1 in a week"),
        (6, 4.5, " · down 1.5 in a week"),
        *((5, now, " · as the week before") for now in (4.1, 5, 5.9)),
        (1.3, 2.3, " · up 1 in a week"),
    ],
)
def test_the_first_tile_says_which_way_the_level_went(
    earlier: float, now: float, detail: str
) -> None:
    days = {range(7): now, range(7, 14): earlier}
    report = build_report(rated(check_ins=moods(days, 14)), Window(before(40), TODAY), today=TODAY)
    assert words.tiles(report)[NOW].detail.endswith(detail)


@each("skipped", [range(5), range(9, 14)])
def test_a_week_of_two_days_is_compared_with_none(skipped: range) -> None:
    diary = rated(check_ins=moods({range(14): 5}, 14, skip=skipped))
    report = build_report(diary, Window(before(40), TODAY), today=TODAY)
    assert "week before" not in words.tiles(report)[NOW].detail
    enough = rated(check_ins=moods({range(14): 5}, 14, skip=skipped[1:]))
    report = build_report(enough, Window(before(40), TODAY), today=TODAY)
    assert "as the week before" in words.tiles(report)[NOW].detail


def test_worst_side_effects_beyond_three_are_counted() -> None:
    names = ("nausea", "headache", "dissociation", "anxiety")
    effects = tuple(SideEffect(name=name, severity=3) for name in names)
    diary = rated(
        check_ins=(check_in(before(3), mood=4),), infusions=(infusion(10, side_effects=effects),)
    )
    report = build_report(diary, Window(before(40), TODAY), today=TODAY)
    assert words.data_line(report).count("(#1)") == 3
    assert "and 1 more, see the table" in words.data_line(report)
