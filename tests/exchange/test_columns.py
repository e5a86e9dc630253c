"""Any table by what a person says about its columns, and dates as people write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each
from tests.exchange.plans import apply_plan
from tests.exchange.reading import NOW, SUMMER, check_ins, refusal, take
from tracker.exchange.cells import rescale
from tracker.exchange.columns import parse_meaning
from tracker.exchange.dates import parse_clock, parse_moment, parse_order
from tracker.exchange.matching import plan_import
from tracker.exchange.result import NeedsAnswerError
from tracker.exchange.table import saved_name
from tracker.records import MOOD, Diary, Measure, ValidationError, known_measure

CLINIC = "Wann;Stimmung;Schlaf (h);Wetter\n14.06.2026 21:04;4;6,5;Regen\n15.06.2026 9:30;1;;Sonne"
MAPPING = {"Wann": "day", "Stimmung": "mood:1-5", "Schlaf (h)": "sleep"}


def test_a_table_is_read_by_the_stated_columns() -> None:
    first, second = check_ins(take(CLINIC, MAPPING))
    assert first.at == datetime(2026, 6, 14, 21, 4, tzinfo=SUMMER)
    assert (first.value("mood"), first.value("sleep")) == (8, 6.5)
    assert (second.value("mood"), second.value("sleep")) == (0, None)


def test_a_rating_on_another_scale_is_kept_as_it_was_rated_too() -> None:
    result = take(CLINIC, MAPPING)
    assert [c.value("stimmung_1_5") for c in check_ins(result)] == [4, 1]
    assert result.mapping[0] == ("Columns: Wann is day, Stimmung is mood, Schlaf (h) is sleep.")
    assert "Stimmung (1, 2, 3, 4, 5) becomes Mood 0, 2, 5, 8, 10;" in result.mapping[1]


@each(
    ("scale", "ends"),
    [
        (
            "0-10,lower",
            "(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) becomes Mood 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0;",
        ),
        ("0-11", "(0, 6, 11) becomes Mood 0, 5, 10;"),
        ("0-100", "(0, 50, 100) becomes Mood 0, 5, 10;"),
        ("-100-100", "(−100, 0, 100) becomes Mood 0, 5, 10;"),
    ],
)
def test_a_mapping_is_shown_step_by_step_or_by_its_ends_and_its_middle(
    scale: str, ends: str
) -> None:
    rows = "day,how\n2026-06-14,1"
    assert f"how {ends}" in take(rows, {"how": f"mood:{scale}"}).mapping[1]


@each(
    ("scale", "numbers"),
    [
        ("0-25", (0, 13, 25)),
        ("0-4.6", (0, 2.3, 4.6)),
        ("0-0.7", (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)),
    ],
)
def test_a_number_becomes_what_its_mapping_says(scale: str, numbers: tuple[float, ...]) -> None:
    diary = Diary(measures=(MOOD, Measure(key="vas", label="VAS", high=100)))
    rows = "\n".join(f"2026-06-{n:02},{number}" for n, number in enumerate(numbers, start=1))
    result = take(f"day,how\n{rows}", {"how": f"vas:{scale}"}, diary)
    become = ", ".join(str(c.value("vas")) for c in check_ins(result))
    named = ", ".join(map(str, numbers))
    assert f"how ({named}) becomes VAS {become};" in result.mapping[1]


def test_a_rating_goes_from_a_thousand_below_zero_to_a_thousand() -> None:
    rows = "day,Steps\n2026-06-14,999\n2026-06-15,{}"
    assert take(rows.format(5), {"Steps": "steps:-1000-1000"}).bad_rows == ()
    for scale in ("-1001-1000", "-1000-1001"):
        assert "at most" in refusal(rows.format(5), {"Steps": f"steps:{scale}"})
    most = (("1000", "; --map 'Steps=steps:0-1000'"), ("1001", ""))
    for cell, hint in most:
        assert take(rows.replace("Steps", "mood,Steps").replace("14,", "14,5,").replace("15,",
               "15,5,").format(cell)).not_read == (f"Steps (2{hint})",)  # fmt: skip


def test_an_unmapped_column_is_named() -> None:
    assert take(CLINIC, MAPPING).not_read == ("Wetter (2; --map 'Wetter=note')",)


def test_a_column_that_is_left_out_is_named_too() -> None:
    assert take("day,mood,pain\n2026-06-14,7,3", {"pain": "-"}).not_read == ("pain (1)",)
    stamped = take("Timestamp,Date,mood\n2026-06-15 21:04,2026-06-14,7")
    assert (stamped.not_read, len(stamped.diary.check_ins)) == (("Timestamp (1)",), 1)
    assert stamped.diary.check_ins[0].day == date(2026, 6, 14)


def test_without_a_day_the_message_shows_how_to_map_the_columns() -> None:
    with pytest.raises(
        NeedsAnswerError, match="--map 'Wann=day' --map 'Stimmung=mood:1-5'"
    ) as raised:
        take(CLINIC)
    questions = raised.value.questions
    assert [question.name for question in questions] == [*MAPPING, "Wetter"]
    assert [question.prompt for question in questions] == [
        f"Column {n}, {name}" for n, name in enumerate((*MAPPING, "Wetter"), start=1)
    ]
    assert questions[0].samples == ("14.06.2026 21:04", "15.06.2026 9:30")
    assert all(question.column for question in questions)
    for rows, shown in (
        # Neither an id nor the end of the night is the mood, and a mood in words has no scale.
        (
            "Id,Start,End,Joy\n1718312400000,2026-06-13,2026-06-14,4\n",
            "'Start=day' --map 'Joy=mood:1-5'",
        ),
        ("When,Weekday,mood\n2026-06-14,Sunday,good\n", "'When=day'"),
        ("When,calm,mood\n2026-06-14,3,4\n", "'When=day' --map 'mood=mood:1-5'"),
        (",calm,joy\n2026-06-14,3,4\n", "'column 1=day' --map 'calm=mood:1-5'"),
    ):
        assert refusal(rows).endswith(f"Say which it is: --map {shown}.")


def test_a_first_row_in_place_of_headings_is_never_lost() -> None:
    rows = "2026-06-14,7\n2026-06-15,6\n"
    lost = "The first line has a date and no headings. Add a line above it that names each column"
    for mapping in (None, {"2026-06-14": "day", "7": "mood"}):
        assert refusal(rows, mapping).startswith(lost)
    given = "2026-06-14,40 mg\n2026-06-18,45 mg\n"
    for mapping in (None, {"2026-06-14": "day"}):
        assert refusal(given, mapping, kind="infusions").startswith(lost)
    medicine = "Lithium,2026-06-14\nLamotrigine,2026-06-18\n"
    assert refusal(medicine, kind="medications").endswith("that of the dates as from.")


def reasons(text: str, mapping: dict[str, str] | None = None) -> list[str]:
    return [bad.reason for bad in take(text, mapping).bad_rows]


def test_a_date_with_its_time_in_the_column_day_stays_on_that_diary_day() -> None:
    (entry,) = check_ins(take("day,mood\n2026-06-14 01:30,7"))
    assert entry.day == date(2026, 6, 14)
    assert entry.at == datetime(2026, 6, 15, 1, 30, tzinfo=SUMMER)


def test_a_time_of_a_spreadsheet_with_the_day_it_counts_from_is_a_time() -> None:
    forms = ("1899-12-30 21:05:00", "1899-12-31T21:05", "1900-01-01 21:05", "30.12.1899 21:05")
    for written in (*forms, "12/30/1899 9:05:00 PM", "1/0/1900 9:05 PM"):
        (entry,) = check_ins(take(f"date,time,mood\n2026-06-14,{written},7"))
        assert entry.at == datetime(2026, 6, 14, 21, 5, tzinfo=SUMMER)
    assert reasons("day,time,mood\n2026-06-14,2026-06-14,7") == [
        "The time has a date and no time of day."
    ]


def test_a_cell_of_a_questionnaire_that_is_no_number_is_named() -> None:
    total = {"Total": "scale:phq-9"}
    assert reasons("day,mood,Total\n2026-06-14,7,nine", total) == ["phq-9: “nine” is not a number."]
    items = {f"Q{n}": f"scale:gad-2:{n}" for n in (1, 2)}
    header = "day,mood,Q1,Q2\n2026-06-14,7"
    assert reasons(f"{header},1.5,2", items) == ["gad-2: an answer is a whole number, not 1.5."]
    with_total = {**items, "Sum": "scale:gad-2"}
    result = take("day,mood,Q1,Q2,Sum\n2026-06-14,7,1,,3", with_total)
    (made,) = result.diary.assessments
    assert result.mapping == (
        "Columns: Q1 is item 1 of gad-2, Q2 is item 2 of gad-2, Sum is the total of gad-2.",
    )
    assert (made.answers, made.total) == ((1, None), 3)


def test_a_mapped_file_read_twice_adds_nothing() -> None:
    ours = apply_plan(Diary(), plan_import(Diary(), take(CLINIC, MAPPING).diary, "skip", NOW))
    assert plan_import(ours, take(CLINIC, MAPPING, ours).diary, "skip", NOW).is_empty


def test_an_untimed_entry_more_in_the_next_file_is_not_lost() -> None:
    mapping = {"When": "day", "Score": "mood"}
    ours = apply_plan(
        Diary(), plan_import(Diary(), take("When,Score\n14.6.2026,7", mapping).diary, "skip", NOW)
    )
    more = take("When,Score\n14.6.2026,2\n14.6.2026,7", mapping, ours).diary
    both = apply_plan(ours, plan_import(ours, more, "skip", NOW)).check_ins
    assert {c.value("mood") for c in both} == {7, 2}


def test_two_long_headings_that_begin_alike_are_two_columns() -> None:
    mood, anxiety = (f"How would you rate your {name} today (1-5)" for name in ("mood", "anxiety"))
    text = f"Date,{mood},{anxiety}\n2026-06-14,5,1\n2026-06-15,1,5"
    stated = {mood: "mood:1-5", anxiety: "anxiety:1-5,lower"}
    result = take(text, stated)
    rated = {r.measure: r.value for r in check_ins(result)[0].ratings}
    assert rated == {"mood_1_5": 5, "mood": 10, "anxiety_1_5": 1, "anxiety": 0}
    ours = apply_plan(Diary(), plan_import(Diary(), result.diary, "skip", NOW))
    assert plan_import(ours, take(text, stated, ours).diary, "skip", NOW).is_empty


@each(
    ("heading", "scale", "key"),
    [
        ("Well-being", "1-5", "wellmbeing_1_5"),
        ("How", "-3-3", "how_m3_3"),
        ("n" * 25, "1-5", f"{'n' * 25}_1_5"),
        ("n" * 26, "1-5", "mood_1_5"),
    ],
)
def test_the_original_values_have_the_same_key_in_every_version(
    heading: str, scale: str, key: str
) -> None:
    (entry,) = check_ins(take(f"day,{heading}\n2026-06-14,2", {heading: f"mood:{scale}"}))
    assert {rating.measure for rating in entry.ratings} == {key, "mood"}


def test_lower_may_be_better_and_then_the_ends_change_places() -> None:
    rows = "When,Low mood\n2026-06-14,0\n2026-06-15,100"
    result = take(rows, {"When": "day", "Low mood": "mood:0-100,lower"})
    assert [c.value("mood") for c in check_ins(result)] == [10, 0]
    assert [c.value("low_mood_0_100") for c in check_ins(result)] == [0, 100]


def test_an_own_measure_has_the_stated_scale() -> None:
    result = take("day,Calm\n2026-06-14,2.5", {"Calm": "calm:1-5"})
    (calm,) = result.new_measures
    assert (calm.key, calm.low, calm.high, calm.step, calm.active) == ("calm", 1, 5, 0.1, True)


def test_decimals_where_the_diary_has_whole_numbers_are_rounded_and_kept() -> None:
    (entry,) = check_ins(take("Date;Mood\n14.6.2026;6,4"))
    assert (entry.value("mood"), entry.value("mood_0_10")) == (6, 6.4)


def test_a_clear_table_with_dates_of_a_spreadsheet_needs_no_question() -> None:
    result = take("\ufeffDate;Mood;Anxiety;Notes\r\n14.06.2026;7;3;rain\r\n")
    (entry,) = check_ins(result)
    assert (entry.day, entry.note) == (date(2026, 6, 14), "rain")
    assert (entry.value("mood"), entry.value("anxiety")) == (7, 3)
    assert result.answers is None


def test_a_column_of_numbers_that_is_no_measure_yet_becomes_one_and_words_are_named() -> None:
    result = take("Date,Mood,Calm,Weather\n14.6.2026,7,3,rain")
    assert [(m.key, m.scale) for m in result.new_measures] == [("calm", "0–10, 10 best")]
    assert result.not_read == ("Weather (1; --map 'Weather=note')",)


def test_a_date_that_may_be_two_is_asked_and_never_guessed() -> None:
    rows = "date,mood\n06/07/2026,7\n05/06/2026,3"
    assert "--date-format d/m/y or --date-format m/d/y" in refusal(rows)
    assert check_ins(take(rows, date_format="m/d/y"))[1].day == date(2026, 6, 7)
    assert check_ins(take(rows, {"date": "d/m/y"}))[1].day == date(2026, 7, 6)


def test_one_date_above_the_twelfth_says_how_all_are_meant() -> None:
    rows = "date,mood\n06/07/2026,7\n06/25/2026,3"
    assert [c.day.isoformat() for c in check_ins(take(rows))] == ["2026-06-07", "2026-06-25"]


def test_the_answers_are_saved_under_the_header() -> None:
    kept = take("when,mood\n06/07/2026,7", {"when": "day"}, date_format="d/m/y").answers
    assert kept
    assert (kept.name, kept.answers) == (saved_name(["When ", "MOOD"]), {"when": "day:d/m/y"})
    assert kept.name == "csv-6410c5db68249f21"  # as former versions kept it


def test_a_bad_cell_is_named_by_its_line_and_never_repeated() -> None:
    (bad,) = take(
        "When,Score\n14.6.2026,7\n15.6.2026,secret", {"When": "day", "Score": "mood"}
    ).bad_rows
    assert bad.line == 3
    assert bad.reason.startswith("Score is not a number")
    assert "secret" not in bad.reason


@each(
    ("mapping", "word"),
    [
        ({"Wenn": "day"}, "no column Wenn; it has: Wann, Stimmung"),
        ({"Wann": "day:x"}, "is not a date format. Type one of"),
        ({"Wann": "day", "Stimmung": "mood:5-1"}, "first, as in 1-5"),
        ({"Wann": "day", "Stimmung": "mood:high"}, "as a scale. Write 1-5"),
        ({"Wann": "day", "Stimmung": "??"}, "Choose one of: day"),
        ({"Wann": "day", "Stimmung": "mood:1-5", "Wetter": "mood"}, "Two columns are mood"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_in_one_sentence(
    mapping: dict[str, str], word: str
) -> None:
    assert word in refusal(CLINIC, mapping)


@each(
    "cell",
    [
        *("2026-06-14", "2026/6/14", "14.6.2026", "14.06.26", "14/06/2026", "14-Jun-2026"),
        *("14 June 2026", "14th Jun 2026", "Sunday, June 14, 2026", "Jun 14 2026", "14. Juni 2026"),
        *("14 de junio de 2026", "dimanche 14 juin 2026", "So., 14. Juni 2026"),
        *("So. 14.06.2026", "Sun, 2026-06-14", "dim 14/06/2026", "2026年6月14日(日)"),
        "2026-06-14 (Sun)",
    ],
)
def test_a_day_is_read_as_people_write_it(cell: str) -> None:
    assert parse_moment(cell, "d/m/y") == (date(2026, 6, 14), None, None)


@each("cell", ["", "tomorrow", "31.2.2026", "14 Foo 2026", "2026-13-01", "1.1.1"])
def test_what_is_no_day_is_refused(cell: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_moment(cell, "d/m/y")
    assert refused.value.field == "day"


@each(
    ("cell", "clock"),
    [
        ("9:05", "09:05:00"), ("21.05", "21:05:00"), ("12:10 AM", "00:10:00"),
        ("12:10 p.m.", "12:10:00"), ("9 pm", "21:00:00"), ("21:04:37.5", "21:04:37"),
    ],
)  # fmt: skip
def test_a_time_is_read_as_phones_write_it(cell: str, clock: str) -> None:
    assert parse_clock(cell)[0].isoformat() == clock


@each("cell", ["9", "25:00", "13:00 pm", "24:01", "12:60", "evening"])
def test_what_is_no_time_is_refused(cell: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_clock(cell)
    assert refused.value.field == "time"


@given(st.integers(-1000, 999), st.integers(1, 2000), st.data())
def test_every_value_of_every_scale_maps_to_ours(low: int, span: int, data: st.DataObject) -> None:
    there = Measure(key="x", label="x", low=low, high=min(low + span, 1000))
    first, second = sorted(
        data.draw(st.lists(st.integers(low, int(there.high)), min_size=2, max_size=2))
    )
    assert rescale(first, there, MOOD).value <= rescale(second, there, MOOD).value
    assert (rescale(low, there, MOOD).value, rescale(there.high, there, MOOD).value) == (0, 10)


@each(
    ("low", "high", "step", "expected"),
    [
        (1, 5, 1, (1, 3, 5)),
        (-3, 3, 1, (-3, 0, 3)),
        (2, 4, 0.5, (2, 3, 4)),
        (-4, -2, 1, (-4, -3, -2)),
    ],
)
def test_a_scale_that_does_not_begin_at_zero_is_filled_from_end_to_end(
    low: int, high: int, step: float, expected: tuple[float, ...]
) -> None:
    target = Measure(key="calm", label="Calm", low=low, high=high, step=step)
    assert tuple(rescale(value, MOOD, target).value for value in (0, 5, 10)) == expected
    better = replace(target, better="lower")
    assert tuple(rescale(value, MOOD, better).value for value in (10, 5, 0)) == expected


def test_a_scale_of_the_other_direction_is_reversed() -> None:
    pain = known_measure("pain")
    assert pain
    assert rescale(5, Measure(key="ease", label="Ease", low=1, high=5), pain).value == 0


def test_an_order_is_understood_however_it_is_typed() -> None:
    assert [parse_order(text) for text in ("DD.MM.YYYY", "%m/%d/%Y", "y-m-d")] == [
        "d/m/y",
        "m/d/y",
        "y/m/d",
    ]


@each(
    ("values", "is_asked"),
    [
        ((50,), False), ((50, 60), True), ((5, 50, 60), True), ((5, 5, 50, 60), False),
        ((5, 5, 5, 50, 60), False),
    ],
)  # fmt: skip
def test_a_scale_is_asked_for_where_more_than_half_of_several_values_are_off_it(
    values: tuple[int, ...], is_asked: bool
) -> None:
    rows = "day,mood\n" + "".join(f"2026-06-{n + 1:02},{value}\n" for n, value in enumerate(values))
    if is_asked:
        with pytest.raises(NeedsAnswerError, match="mood"):
            take(rows)
    else:
        assert len(take(rows).bad_rows) == sum(value > 10 for value in values)


def test_a_column_without_a_heading_is_named_by_its_place() -> None:
    rows = "day,mood,\n2026-06-14,7,rain\n"
    assert take(rows).not_read == ("column 3 (1)",)
    (entry,) = check_ins(take(rows, {"column 3": "note"}))
    assert entry.note == "rain"


@each(
    "stated", ["day", "day:d/m/y", "d/m/y", "time", "note", "mood:1-5", "scale:phq-9", "scale:x:3"]
)
def test_what_is_stated_of_a_column_never_yields_to_what_is_stated_of_another(stated: str) -> None:
    assert parse_meaning(stated).explicit


@each("stated", ["day", "date", "Date:m/d/y", "m/d/y"])
def test_the_day_of_an_entry_may_be_stated_in_several_words(stated: str) -> None:
    meaning = parse_meaning(stated)
    assert (meaning.kind, meaning.order) == ("day", "m/d/y" if "/" in stated else None)


def test_a_meaning_may_have_any_dash() -> None:
    assert parse_meaning("mood: -3 – 3, lower").scale == parse_meaning("mood:-3-3,lower").scale


@each(
    "rows",
    [
        "date,item,value\n2026-06-14,mood,7\n2026-06-14,anxiety,3\n",
        "What,Timestamp,Score\nPain,2026-06-14 10:00,7\nEnergy level,2026-06-14 10:00,3\n",
        "date;question;answer\n14.06.2026;How is your mood?;7\n14.06.2026;Stimmung;3\n"
        "15.06.2026;Angst;7\n15.06.2026;How is your pain?;3\n",
        "scale,created_at,value\nS_TASTE,2026-06-14,2\nS_COUGH,2026-06-14,1\n",
    ],
)
def test_a_table_with_a_row_for_each_value_never_becomes_one_measure(rows: str) -> None:
    assert refusal(rows).startswith("The table has a row for each value: ")
    assert refusal(rows).endswith((",mood.", ",pain.", ",mood,anxiety."))


def test_a_score_beside_a_word_about_the_day_is_no_table_of_that_kind() -> None:
    for rows in (
        "date,mood,worst\n2026-06-14,7,pain\n2026-06-15,3,anxiety\n",
        "date,score,worst\n2026-06-14,7,pain\n2026-06-15,3,anxiety\n",
        "date,value,who\n2026-06-14,7,me\n2026-06-14,3,pain\n",
    ):
        assert len(check_ins(take(rows))) == 2
