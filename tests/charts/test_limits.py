"""What a page says changes at its limit and nowhere else, and each entry of a table is right.

Words are asked for alone: no test here draws anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tests.cases import each
from tests.charts.diaries import (
    PAIN,
    TODAY,
    before,
    check_in,
    event,
    infusion,
    moods,
    rated,
    report_of,
    report_on,
)
from tracker.analysis import Level, Report, Share, Window
from tracker.charts import words
from tracker.charts.document import escape_markdown
from tracker.charts.words import common
from tracker.records import MOOD, Assessment, Diary, Measure, SideEffect

RISEN = report_of("risen")
PAINED = report_of("pain alone")


# Words that everything shares


def test_small_numbers_are_words_and_larger_ones_digits() -> None:
    assert [words.count_word(n) for n in range(14)] == [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve", "13",
    ]  # fmt: skip


def test_how_far_back_a_question_looks_is_said_in_weeks_where_it_is_one_two_or_four() -> None:
    found = [words.recall_words(days) for days in (1, 6, 7, 8, 14, 28, 30)]
    assert found == ["1 day", "6 days", "week", "8 days", "two weeks", "four weeks", "30 days"]


@each(("measure", "rose", "fell"), [(MOOD, "rose", "fell"),
                                                       (PAIN, "fell", "rose")])  # fmt: skip
def test_each_direction_has_its_word_and_a_shorter_one_for_the_table(
    measure: Measure, rose: str, fell: str
) -> None:
    row = RISEN.infusions[6]
    expected = {
        "rose": (rose, rose),
        "same": ("about the same", "same"),
        "fell": (fell, fell),
        "unclear": ("too few days", "too few"),
        "no_entries_before": ("no entries before", "no entries before"),
        "no_entries_after": ("no entries after", "no entries after"),
    }
    for direction, pair in expected.items():
        turned = replace(row, direction=direction)  # type: ignore[arg-type]  # one of a Literal
        short = words.brief_direction(turned, measure)
        assert (words.direction_word(direction, measure), short) == pair
    assert words.brief_direction(replace(row, change=None), measure) == ""


def test_the_side_of_the_better_days_is_that_of_the_measure() -> None:
    for scale, found in (
        (MOOD, ("at or above", "below", "lower", "worst", "best")),
        (PAIN, ("at or below", "above", "higher", "best", "worst")),
    ):
        ends = (common.end_word(scale, low=low) for low in (True, False))
        sides = common.at_or_above(scale), common.below(scale), common.worse_side(scale)
        assert (*sides, *ends) == found
    weight = Measure(key="w", label="Weight", low=40, high=140, unit="kg", better="lower")
    assert words.end_words(weight, 40, 140) == ("40 kg = best", "140 kg = worst")


def test_a_series_is_named_by_its_numbers() -> None:
    spans = ((1, 1), (1, 2), (1, 12), (1, 13), (2, 3), (7, 7))
    assert [common.infusion_names(*span) for span in spans] == [
        "infusion 1", "the first two", "the first twelve", "the first 13", "infusions 2–3",
        "infusion 7",
    ]  # fmt: skip
    level = Level("usual", 6, 3, 5, 7)
    assert common.named_level("infusion 8", level) == "infusion 8: 6"
    assert common.named_level("the first six", level) == "the first six 6"


def test_a_level_says_what_it_rests_on() -> None:
    levels = [Level(kind, 4, 3, 2, 5) for kind in ("usual", "wide", "single")]
    assert [common.level_words(level) for level in levels] == ["4", "4 (week)", "4 (1 day)"]
    assert [common.week_word(level) for level in levels] == ["Week", "2 weeks", "Week"]
    assert common.range_words(levels[0]) == "2–5 on 3 days"
    assert common.range_words(replace(levels[0], high=2)) == "3 days"
    assert common.range_words(replace(levels[0], n=1)) == "2–5 on 1 day"


def test_a_day_has_its_year_wherever_it_could_be_read_as_another() -> None:
    in_june = before(3)
    assert words.say_day(RISEN, in_june) == "12 Jun"
    assert words.say_day(RISEN, date(2025, 6, 12)) == "12 Jun 2025"
    assert words.say_span(RISEN, in_june, TODAY) == "12–15 Jun"
    assert words.say_span(RISEN, date(2025, 12, 30), in_june).startswith("30 Dec 2025")
    assert words.say_span(RISEN, date(2025, 6, 1), date(2025, 6, 2)).endswith("2025")
    for several in (
        replace(RISEN, made_on=date(2027, 1, 1)),
        replace(RISEN, window=Window(date(2025, 12, 31), TODAY)),
        replace(RISEN, window=Window(before(60), date(2027, 1, 1))),
    ):
        assert words.say_day(several, date(several.made_on.year, 6, 12)).count(" ") == 2
        assert words.say_span(several, in_june, TODAY).endswith("2026")


def test_before_the_end_of_a_past_window_days_are_counted_to_that_end() -> None:
    past = report_of("a past window")
    ends = [common.say_ago(past, past.window.end - timedelta(days=n)) for n in range(3)]
    assert ends == ["on 16 May", "1 day before 16 May", "2 days before 16 May"]
    assert (common.now_words(past), common.now_words(RISEN)) == ("last 7 days", "now")


def test_on_the_last_day_of_a_past_window_an_infusion_was_given_that_day() -> None:
    diary = rated(check_ins=moods({range(60): 4}, 40, skip=range(3)), infusions=(infusion(2),))
    report = report_on(diary, 40, before(2))
    assert "#1 4 before, given on the last day." in sentences_of(report)
    nothing = replace(diary, check_ins=(check_in(before(40), mood=4),))
    assert "#1 given on the last day." in sentences_of(report_on(nothing, 40, before(2)))


def sentences_of(report: Report) -> str:
    return " ".join(words.sentences(report))


# Tiles


def tile(report: Report, place: int) -> str:
    shown = words.tiles(report)[place]
    return f"{shown.caption} | {shown.value} | {shown.detail}"


@each(("oldest", "shown"), [(13, "last three 4 4 4"), (14, "last entry")])
def test_the_last_three_are_of_the_last_two_weeks(oldest: int, shown: str) -> None:
    days = tuple(check_in(before(n), mood=4) for n in (1, 2, oldest))
    assert f"2 of 7 days · {shown}" in tile(report_on(rated(check_ins=days)), 0)


@each(("between", "why"), [
    (14, "fewer than 3 days logged since #1"), (15, "fewer than 3 days logged in two weeks"),
])  # fmt: skip
def test_a_level_before_a_course_looks_back_two_weeks_at_most(between: int, why: str) -> None:
    given = (infusion(30), infusion(30 - between, new_course=True))
    report = report_on(rated(check_ins=(check_in(before(50), mood=4),), infusions=given))
    assert tile(report, 1).endswith(f"infusion 2 | – | {why}")


def test_why_there_is_no_halfway_is_said_in_a_few_words() -> None:
    for report, worse in ((RISEN, "lower"), (PAINED, "higher")):
        summary = report.course
        assert summary
        reasons = {
            "no_before": "too few entries before infusion 1",
            "no_after": "too few days after the first six",
            "less_than_u": "the change after the series was too small",
            "not_above_every_day": "some days before were as good",
            None: "too few entries before infusion 1",
        }
        for because, said in reasons.items():
            without = replace(
                summary,
                halfway=None,
                no_halfway_because=because,  # type: ignore[arg-type]  # one of a Literal
            )
            shown = tile(replace(report, course=without), 3)
            assert shown.endswith(f"halfway | – | no line: {said}")
        fallen = replace(summary, halfway=None, opening_direction="lower")
        assert tile(replace(report, course=fallen), 3).endswith(
            f"| – | no line: {worse} after the first six than before"
        )


def test_the_tile_after_the_series_compares_it_and_says_what_may_still_come() -> None:
    assert RISEN.course
    for change, said in ((3, "3 above before"), (-2, "2 below before"), (0, "same as before")):
        changed = replace(RISEN.course, opening_change=change)
        assert tile(replace(RISEN, course=changed), 2).endswith(f"days · {said}")
        going_on = replace(changed, opening_may_still_grow=True)
        shown = tile(replace(RISEN, course=going_on), 2)
        assert shown.endswith(f"{said} · the series goes on")
    alone = replace(RISEN.course, opening_change=None)
    assert tile(replace(RISEN, course=alone), 2).endswith(" days")
    few = replace(RISEN.course, after_opening_series=Level(), days_after_opening=2)
    assert tile(replace(RISEN, course=few), 2).endswith("| – | 2 of 3 days")
    yet = replace(few, after_opening_incomplete=True)
    assert tile(replace(RISEN, course=yet), 2).endswith("| – | 2 of 3 days so far")
    past = replace(RISEN, course=yet, made_on=RISEN.window.end + timedelta(days=1))
    assert tile(past, 2).endswith("| – | 2 of 3 days")


def test_without_an_infusion_three_tiles_say_whether_there_was_one_before() -> None:
    no, none = (
        report_on(rated(check_ins=(check_in(before(3), mood=4),), infusions=given), 10)
        for given in ((infusion(-3),), ())
    )
    later = replace(none, total_infusions=1)
    for report, said in ((no, "no infusion recorded"), (none, "no infusion recorded"),
                         (later, "none in these days")):  # fmt: skip
        assert [tile(report, place).rpartition(" | ")[2] for place in (1, 2, 3)] == [said] * 3
    assert [words.tiles(none)[place].caption for place in (1, 2, 3)] == [
        "Week before infusion 1", "Week after the first infusions", "Days at or above halfway",
    ]  # fmt: skip


def test_where_a_higher_total_is_better_the_highest_is_named() -> None:
    totals = tuple(
        Assessment(id=f"w{n}", day=before(n), questionnaire="own", total=total, low=0, high=100,
                   better="higher")
        for n, total in ((30, 40), (20, 60), (10, 50))
    )  # fmt: skip
    assert tile(report_on(Diary(assessments=totals)), 5).endswith(
        "(higher is better) | 40 → 50 | 16 May → 5 Jun · highest 60, 26 May"
    )


def test_the_last_infusion_has_its_year_where_it_could_be_read_as_another() -> None:
    last = RISEN.last_infusion
    assert last
    older = replace(last, infusion=replace(last.infusion, day=date(2025, 6, 1)))
    shown = tile(replace(RISEN, last_infusion=older), 4)
    assert " | 2025, " in shown
    assert "2026" not in tile(RISEN, 4)


# Sentences


def test_the_reason_why_there_is_no_halfway_names_the_weeks_and_the_days() -> None:
    before_, after = Level("usual", 4, 7, 3, 5), Level("wide", 6, 5, 6, 7)
    for report, side, best in ((RISEN, "above", "highest 5"), (PAINED, "below", "lowest 3")):
        summary = report.course
        assert summary
        summary = replace(summary, halfway=None, opening_direction="same", before=before_)
        reasons: Iterable[tuple[dict[str, Any], str]] = (
            ({"before": Level()}, "too few entries before infusion 1. The 2 weeks after the first "
             "six: 6."),
            ({"after_opening_series": Level(), "no_halfway_because": "no_after"},
             "fewer than 3 days logged after the first six."),
            ({"after_opening_series": Level(), "no_halfway_because": "no_after",
              "after_opening_incomplete": True},
             "fewer than 3 days logged after the first six so far."),
            ({"after_opening_series": Level(), "no_halfway_because": "less_than_u"},
             f"in the first eight weeks no series was followed by a week 2 {side} the week before "
             "(4)."),
            ({"no_halfway_because": "not_above_every_day"},
             f"the 2 weeks after the first six (6) is not {side} every day of the week before "
             f"({best})."),
            ({"no_halfway_because": "less_than_u"},
             f"the 2 weeks after the first six (6) is less than 2 {side} the week before (4)."),
        )  # fmt: skip
        for changes, said in reasons:
            one = replace(summary, **{"after_opening_series": after, **changes})
            seven = report.main.last_7_days
            assert seven
            now = f" Now {words.number(seven.median)}."
            line = words.sentences(replace(report, course=one))[1]
            assert line == f"No halfway line: {said}{now}"
    assert RISEN.course
    late = replace(RISEN, begins=None, course=replace(RISEN.course, before=Level(), halfway=None))
    assert "No halfway line: no entries before infusion 1." in sentences_of(late)
    begun = replace(late, begins=RISEN.course.first)
    assert "No halfway line: too few entries before infusion 1." in sentences_of(begun)


def test_all_infusions_are_told_from_those_of_these_days_and_one_from_several() -> None:
    assert " All 9: rose " in sentences_of(RISEN)
    none = replace(RISEN, infusions=())
    assert sentences_of(none).startswith("No infusion in these days; the last before them was #9, ")
    assert sentences_of(none).endswith(" 31 May 2026.")
    assert sentences_of(replace(none, last_infusion=None)).startswith("No infusion is recorded.")
    assert " These 9: rose " in sentences_of(replace(RISEN, total_infusions=10))
    one = replace(RISEN, infusions=RISEN.infusions[-1:])
    assert sentences_of(one).startswith("Around infusion 9 (3 days before → 3 days after): #9 ")
    assert "These" not in sentences_of(one)
    two = sentences_of(replace(RISEN, infusions=RISEN.infusions[-2:]))
    assert two.startswith("Around the last two (3 days before → 3 days after): #8 ")


def test_the_present_level_stands_beside_that_before_it_from_a_week_after_it_on() -> None:
    last = RISEN.infusions[-1]
    assert last.bar
    assert last.bar.end == "end_of_log"
    assert RISEN.main.last_7_days
    now = RISEN.main.last_7_days.median
    for days, value, said in ((6, 2, ""), (7, 2, f", now {words.number(now)} (2 before it)."),
                              (7, now, f", now {words.number(now)} as before it.")):  # fmt: skip
        given = replace(last.infusion, day=before(days))
        row = replace(last, numbered=replace(last.numbered, infusion=given),
                      before=replace(last.before, value=value))  # fmt: skip
        line = words.sentences(replace(RISEN, infusions=(*RISEN.infusions[:-1], row)))[1]
        assert line.endswith(said or "so far.")
        assert ("now" in line) is bool(said)


def test_each_of_the_last_is_said_of_two_or_more_and_that_they_stayed_only_if_all_did() -> None:
    kept = report_of("kept well")
    rows = [row for row in kept.infusions if row.next_in_series is None][-3:]
    one = replace(kept, infusions=tuple(rows[-1:]))
    assert sentences_of(one).count("At or above halfway (5): #9 ") == 1
    two = replace(kept, infusions=tuple(rows[-2:]))
    assert "before each of the last two, and stayed: #8 " in sentences_of(two)
    assert rows[1].bar
    lost = replace(rows[1], bar=replace(rows[1].bar, end="lost", days_max=rows[1].bar.days_min))
    ended = replace(kept, infusions=(rows[0], lost, rows[2]))
    assert "before each of the last three, then: #7 " in sentences_of(ended)
    began = replace(rows[1], bar=replace(rows[1].bar, start="rose"))
    mixed = sentences_of(replace(kept, infusions=(rows[0], began, rows[2])))
    assert "At or above halfway (5): #7 " in mixed
    assert "before each" not in mixed


def test_a_picture_is_described_by_its_title_its_days_with_the_year_and_its_numbers() -> None:
    said = words.alt_text(RISEN)
    assert said.startswith("Mood around ketamine infusions, ")
    assert said.partition(". ")[0].endswith("15 Jun 2026")
    for shown in words.tiles(RISEN):
        assert f"{shown.caption} {shown.value} ({shown.detail})" in said
    for line in (*words.sentences(RISEN), *words.self_harm_lines(RISEN)):
        assert line in said


# The foot


@each(("many", "more"), [(3, ""), (4, " and 1 more, see the table")])
def test_of_the_worst_side_effects_three_are_named(many: int, more: str) -> None:
    names = ("nausea", "headache", "dissociation", "anxiety")[:many]
    effects = tuple(SideEffect(name=name, severity=2) for name in names)
    line = words.data_line(report_on(rated(infusions=(infusion(10, side_effects=effects),))))
    assert line.count("(#1)") == 3
    assert line.partition(" Not")[0].endswith(f"(#1){more}.")
    assert "Worst side effects, 2 of 3 (moderate): " in line


@each(("logged", "careful"), [(29, True), (30, False)])
def test_fewer_than_half_of_the_days_are_to_be_read_with_care(logged: int, careful: bool) -> None:
    days = (*(check_in(before(n), mood=4) for n in range(logged - 1)),
            check_in(before(59), mood=4))  # fmt: skip
    line = words.data_line(report_on(rated(check_ins=days)))
    assert line.startswith(f"Logged {logged} of 60 days since 17 Apr")
    assert ("read with care" in line) is careful
    assert "filled in late" not in line


# Self-harm


@each(("days", "since"), [(14, False), (15, True)])
def test_after_two_weeks_nothing_was_asked_since(days: int, since: bool) -> None:
    form = Assessment(id="a", day=before(days), questionnaire="phq-9", answers=(1,) * 9, total=9,
                      low=0, high=27)  # fmt: skip
    (line,) = words.self_harm_lines(report_on(Diary(assessments=(form,))))
    assert line.endswith(" Nothing asked since.") is since


def test_where_higher_is_better_the_lowest_answer_is_the_worst() -> None:
    source = report_of("self-harm above zero").self_harm[0]
    assert source.last
    turned = replace(source, better="higher", worst=source.last._replace(value=0, day=before(9)))
    report = replace(report_of("self-harm above zero"), self_harm=(turned,))
    (line,) = words.self_harm_lines(report)
    assert "Lowest 0 of 3 on 6 Jun. Below 3 on " in line
    never = replace(turned, worse_than_best=0)
    (line,) = words.self_harm_lines(replace(report, self_harm=(never,)))
    assert "Never below 3 on 38 days." in line


def test_several_items_of_a_form_and_its_recall_are_named() -> None:
    source = report_of("self-harm above zero").self_harm[1]
    beginnings: dict[str, dict[str, Any]] = {
        "Self-harm item (PHQ-9, past two weeks): ": {},
        "Self-harm items, the highest of 2 (PHQ-9, past two weeks): ": {"items": (3, 9)},
        "Self-harm item (PHQ-9): ": {"recall_days": None},
    }
    for beginning, changes in beginnings.items():
        report = replace(RISEN, self_harm=(replace(source, **changes),))
        assert words.self_harm_lines(report)[0].startswith(beginning)
    unasked = replace(source, asked=1, blank=1, last=source.last and
                      source.last._replace(value=None), last_answered=None)  # fmt: skip
    (line,) = words.self_harm_lines(replace(RISEN, self_harm=(unasked,)))
    assert line.endswith("left blank on 12 Jun, 3 days ago; no earlier answer.")


# The table in words


@each(("many", "said"), [(4, "A B C D"), (5, "A–E")])
def test_five_letters_in_a_row_are_written_as_the_first_and_the_last(many: int, said: str) -> None:
    events = tuple(event("life", f"Event {n}", 19 - n) for n in range(many))
    report = report_on(rated(infusions=(infusion(20),), events=events))
    assert words.ledger_rows(report)[0].letters == said


def test_letters_between_which_another_stands_are_no_run() -> None:
    events = tuple(event("life", f"Event {n}", 19 - n) for n in range(7))
    report = report_on(rated(infusions=(infusion(20),), events=events))
    row = replace(report.infusions[0], annotations=tuple("ABCEFG"))
    (shown,) = words.ledger_rows(replace(report, infusions=(row,)))
    assert shown.letters == "A B C E F G"


def test_the_headings_name_one_halfway_and_minutes_that_are_the_same() -> None:
    (only,) = RISEN.courses
    another = replace(only, number=2, halfway=6)
    none = replace(only, halfway=None)
    for courses, said in (
        ((only,), "at or above halfway (4), in days"),
        ((only, replace(another, halfway=4)), "at or above halfway (4), in days"),
        ((only, another), "at or above halfway, in days"),
        ((only, replace(another, halfway=None)), "at or above halfway (4), in days"),
        ((none,), "no halfway line"),
    ):
        assert words.bars_heading(replace(RISEN, courses=courses)) == said


def test_the_tally_counts_days_too_few_even_where_there_are_none() -> None:
    assert words.ledger_tally(RISEN).endswith(", too few days 0")
    unclear = replace(RISEN.infusions[0], direction="unclear")
    some = replace(RISEN, infusions=(unclear, *RISEN.infusions[1:]))
    assert words.ledger_tally(some).endswith(", too few days 1")


def test_a_course_has_its_numbers_on_one_line() -> None:
    (found,) = RISEN.courses
    assert words.course_words(RISEN, found).startswith("Course 1, #1–9: week before 2 (")
    assert words.course_words(RISEN, replace(found, given=1)).startswith("Course 1, #1: week")
    two = replace(found, given=2)
    assert words.course_words(RISEN, two).startswith("Course 1, #1–2: week before 2 (")
    nothing = replace(found, before=Level(), after_opening_series=Level(), halfway=None)
    assert words.course_words(RISEN, nothing) == (
        "Course 1, #1–9: week before too few entries · no halfway line"
    )
    share = replace(found, at_or_above=Share(0, 0))
    assert words.course_words(RISEN, share).endswith(" · halfway 4, no day logged after it")
    share = replace(found, at_or_above=Share(3, 5))
    assert words.course_words(RISEN, share).endswith(" · halfway 4, at or above on 3 of 5 days")


# Treatments in words


def test_a_dose_of_which_only_a_part_is_recorded_is_that_part() -> None:
    shown: dict[str, dict[str, Any]] = {
        "40 min": {"minutes": 40},
        "IV, 40 min": {"minutes": 40, "route": "iv"},
        "0.5 mg/kg": {"dose_mg_per_kg": 0.5},
        "0.5 mg/kg (40 mg)": {"dose_mg_per_kg": 0.5, "dose_mg": 40},
        "40 mg under the tongue": {"dose_mg": 40, "route": "sublingual"},
    }
    for said, fields in shown.items():
        assert words.dose_words(infusion(5, **fields)) == said
    only = infusion(5, dose_mg=40)
    assert words.dose_words(only, total=False) == "40 mg"
    assert words.dose_words(infusion(5, minutes=40), minutes=False) == ""


def test_a_dose_that_differs_from_the_one_before_says_both() -> None:
    def change(*doses: float | None) -> list[str]:
        given = tuple(infusion(30 - n, dose_mg=dose) for n, dose in enumerate(doses))
        report = report_on(rated(infusions=given))
        return words.dose_change(report, report.infusions[-1])

    assert change(40, 60) == ["60 mg, before 40 mg"]
    for doses in ((40,), (40, 40), (None, 40), (40, None), (40, 60, 60)):
        assert change(*doses) == []
    recorded: list[tuple[dict[str, Any], list[str]]] = [
        ({"route": "iv"}, []),
        ({"route": "im"}, ["IM, before IV"]),
        ({"dose_mg": 40}, []),
        ({"dose_mg": 60}, ["60 mg, before 40 mg"]),
    ]
    for fields, said in recorded:
        given = (infusion(20, dose_mg=40, route="iv"), infusion(10, **fields))
        report = report_on(rated(infusions=given))
        assert words.dose_change(report, report.infusions[-1]) == said
    same_day = tuple(infusion(9, dose_mg=dose) for dose in (40, 60))
    report = report_on(rated(infusions=same_day))
    assert words.dose_change(report, report.infusions[-1]) == []


def test_typed_text_keeps_its_marks_in_markdown() -> None:
    for mark in "\\`*_{}[]<>#+|~&":
        assert escape_markdown(f"a{mark}b") == f"a\\{mark}b"
    for typed, shown in (("- a", "\\- a"), ("12. a", "12\\. a"), ("3) a", "3\\) a"),
                         (".a", "\\.a"), ("a - b. c)", "a - b. c)"), ("12 a", "12 a")):  # fmt: skip
        assert escape_markdown(typed) == shown
