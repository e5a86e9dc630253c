"""Check-ins as a table: what goes out comes back, and what others write is understood."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.cases import each
from tests.exchange.plans import apply_plan
from tests.exchange.reading import NOW, SUMMER, check_ins, refusal, take
from tests.strategies import NASTY, characters
from tracker.exchange.csv import write
from tracker.exchange.formats import format_for
from tracker.exchange.matching import plan_import
from tracker.exchange.result import BadRow, ImportResult
from tracker.records import MOOD, CheckIn, Diary, Measure, Rating, Settings, known_measure
from tracker.records.day import diary_day

DAY = date(2026, 6, 14)
ANXIETY = known_measure("anxiety") or MOOD
SLEEP = known_measure("sleep") or MOOD

ONE_PERSON = Path(__file__).parent.parent / "data" / "one-person-239-days.csv"
"""A real record of one person with depression, rescaled to whole numbers from 0 to 10:
Kossakowski, Groot, Haslbeck, Borsboom, Wichers 2017, Journal of Open Psychology Data 5:1."""


def one(text: str | bytes, diary: Diary | None = None) -> CheckIn:
    (check_in,) = check_ins(take(text, diary=diary))
    return check_in


def check_in(
    day: date = DAY,
    at: datetime | None = datetime(2026, 6, 14, 21, 4, tzinfo=SUMMER),
    ratings: tuple[Rating, ...] = (Rating("mood", 7),),
    note: str | None = None,
) -> CheckIn:
    return CheckIn(id="c", day=day, at=at, recorded_at=at, ratings=ratings, note=note)


def exported(diary: Diary) -> list[list[str]]:
    data = write(diary, exported_at=NOW)
    return list(csv.reader(StringIO(data.decode(), newline=""), strict=True))


def contents(diary: Diary) -> list[str]:
    """All but the ids, in a fixed order: untimed rows of a day may have changed places."""
    return sorted(
        repr((c.day, c.at and c.at.isoformat(), c.recorded_at, c.ratings, c.note))
        for c in diary.check_ins
    )


@each(
    ("key", "scale"),
    [
        ("humor", {}), ("fatigue", {}), ("mood_today", {"low": 1, "high": 5}), ("sleep", {}),
        ("self_harm", {}), ("pain_level", {"high": 4}), ("suicidal_thoughts", {}), ("calm", {}),
        ("schlaf", {"high": 24, "step": 0.5}), ("sleep_hours", {"high": 24, "better": "lower"}),
    ],
)  # fmt: skip
def test_a_measure_called_like_another_reads_back_as_itself_into_any_diary(
    key: str, scale: dict[str, Any]
) -> None:
    own = Measure(key=key, label="Anything", **scale)
    diary = Diary(measures=(MOOD, own), check_ins=(check_in(ratings=(Rating(key, 3),)),))
    result = take(write(diary, exported_at=NOW))
    assert [m.key for m in result.new_measures] == [key]
    assert result.new_measures[0].same_scale(own)
    assert (result.diary.check_ins[0].value(key), result.mapping) == (3, ())


def test_the_columns_are_those_of_the_contract() -> None:
    diary = Diary(measures=(MOOD, ANXIETY), check_ins=(check_in(),))
    assert exported(diary) == [
        ["day", "time", "offset", "recorded_at", "note", "mood", "anxiety"],
        ["2026-06-14", "21:04", "+02:00", "2026-06-14T19:04:00+00:00", "", "7", ""],
    ]


def test_a_missing_value_is_an_empty_cell() -> None:
    row = exported(Diary(check_ins=(check_in(at=None),)))[1]
    assert row == ["2026-06-14", "", "", "", "", "7"]


def test_a_time_that_the_day_does_not_give_is_written_with_its_date() -> None:
    elsewhere = datetime(2026, 6, 16, 9, 30, tzinfo=SUMMER)
    assert exported(Diary(check_ins=(check_in(at=elsewhere),)))[1][1] == "2026-06-16T09:30:00"


def test_a_night_reads_the_same_where_the_day_starts_at_another_hour() -> None:
    night = datetime(2026, 6, 14, 1, 30, tzinfo=SUMMER)
    early = Diary(settings=Settings(day_starts_at=time(0)), check_ins=(check_in(at=night),))
    result = take(write(early, exported_at=NOW))
    assert result.diary.check_ins[0].at == night


@each("ours", [time(0), time(4), time(6), time(12)])
@each("theirs", [time(0), time(4), time(6), time(12)])
def test_a_time_reads_the_same_whenever_a_day_starts_here_and_there(
    ours: time, theirs: time
) -> None:
    settings = Settings(day_starts_at=theirs)
    first = datetime(2026, 6, 14, tzinfo=SUMMER)
    moments = [first + timedelta(minutes=30) * n for n in range(48)]
    written = Diary(
        settings=settings,
        check_ins=tuple(
            replace(check_in(day=diary_day(at, theirs), at=at), id=f"c{n}")
            for n, at in enumerate(moments)
        ),
    )
    reader = Diary(settings=Settings(day_starts_at=ours))
    assert contents(take(write(written, exported_at=NOW), diary=reader).diary) == contents(written)


@each("note", NASTY)
def test_no_cell_of_a_note_starts_a_formula(note: str) -> None:
    cell = exported(Diary(check_ins=(check_in(note=note),)))[1][4]
    assert not cell.startswith(tuple("=+-@\t\r\n|%"))


@given(st.text(characters) | st.text("='+-@\t\r\n|%\",; a", max_size=12))
@hypothesis_settings(max_examples=50)
def test_every_note_comes_back_as_it_was_typed(note: str) -> None:
    diary = Diary(check_ins=(check_in(note=note),))
    (read_back,) = take(write(diary, exported_at=NOW), diary=diary).diary.check_ins
    assert read_back.note == diary.check_ins[0].note


def test_a_note_that_looks_like_rows_comes_back_as_it_was_typed() -> None:
    note = (
        "the clinic's list:\n2026-06-01, 10:30, iv, 40 mg, 40 min, calm, x\n2026-06-04, as before"
    )
    diary = Diary(
        check_ins=(check_in(note=note), replace(check_in(DAY - timedelta(days=1)), id="d"))
    )
    back = take(write(diary, exported_at=NOW), diary=diary)
    assert (back.bad_rows, contents(back.diary)) == ((), contents(diary))


def test_a_number_below_zero_is_left_alone() -> None:
    change = Measure(key="change", label="Change", low=-3, high=3)
    diary = Diary(measures=(MOOD, change), check_ins=(check_in(ratings=(Rating("change", -2),)),))
    assert exported(diary)[1][-1] == "-2"


def test_a_measure_called_as_a_column_is_finds_its_column() -> None:
    note = Measure(key="note", label="Note")
    diary = Diary(measures=(MOOD, note), check_ins=(check_in(ratings=(Rating("note", 3),)),))
    assert one(write(diary, exported_at=NOW).decode(), diary).value("note") == 3


@cache
def one_person() -> ImportResult:
    return take(ONE_PERSON.read_bytes())


def test_the_record_of_one_person_is_read_whole() -> None:
    result = one_person()
    check_ins = result.diary.check_ins
    assert len(check_ins) == 1_476
    assert len({c.day for c in check_ins}) == 238
    assert check_ins[-1].day - check_ins[0].day == timedelta(days=238)
    assert result.bad_rows == ()


def test_the_columns_of_one_person_become_measures_of_their_known_direction() -> None:
    scales = [(m.key, m.low, m.high, m.better) for m in one_person().new_measures]
    wanted = ("anxiety", "irritability", "tiredness", "pain")
    assert scales == [(key, 0, 10, "lower") for key in wanted]


def test_the_record_of_one_person_read_twice_adds_nothing() -> None:
    ours = apply_plan(Diary(), plan_import(Diary(), one_person().diary, "skip", NOW))
    plan = plan_import(ours, take(ONE_PERSON.read_bytes(), diary=ours).diary, "skip", NOW)
    assert (plan.add, plan.change, plan.skipped) == ((), (), 1_476)


def test_a_bad_row_is_named_by_its_line_among_the_good_ones() -> None:
    lines = ONE_PERSON.read_text(encoding="utf-8").splitlines()
    lines[699] = "2013-01-01,10:00,11,0,0,0,0"
    result = take("\n".join(lines))
    assert result.bad_rows == (BadRow(700, "Mood goes from 0 to 10 in whole numbers, not 11."),)
    assert len(result.diary.check_ins) == 1_475


def test_a_column_that_is_no_measure_yet_becomes_one() -> None:
    result = take("day,mood,Weight of things\n2026-06-14,7,3")
    assert result.new_measures == (Measure(key="weight_of_things", label="Weight of things"),)
    assert result.diary.check_ins[0].value("weight_of_things") == 3


def test_a_column_finds_its_measure_by_key_label_or_another_common_name() -> None:
    known = Diary(measures=(MOOD, replace(ANXIETY, label="Inner unrest"), SLEEP))
    for name in ("anxiety", "INNER UNREST", "Anxious", " Anxiety "):
        assert one(f"day,{name}\n2026-06-14,3", known).value("anxiety") == 3
    assert one("day,Sleep (hours)\n2026-06-14,6.5", known).value("sleep") == 6.5


def test_a_key_goes_before_a_label_of_the_same_word() -> None:
    known = Diary(measures=(MOOD, Measure(key="mood_2", label="mood")))
    assert one("day,mood\n2026-06-14,3", known).ratings == (Rating("mood", 3),)


def test_a_column_without_a_value_is_no_measure() -> None:
    result = take("day,mood,spare,,\n2026-06-14,7,,,\n2026-06-15,7, ,,")
    assert result.new_measures == ()
    assert result.bad_rows == ()


def test_a_time_after_midnight_lies_at_the_end_of_its_diary_day() -> None:
    entry = one("day,time,mood\n2026-06-14,00:30,7")
    assert entry.day == DAY
    assert entry.at == datetime(2026, 6, 15, 0, 30, tzinfo=SUMMER)


def test_under_date_a_time_after_midnight_lies_on_that_date() -> None:
    entry = one("date,time,mood\n2026-06-14,00:30,7")
    assert entry.day == DAY
    assert entry.at == datetime(2026, 6, 14, 0, 30, tzinfo=SUMMER)


def test_the_start_of_the_day_is_the_one_of_the_diary() -> None:
    early = Diary(settings=Settings(day_starts_at=time(0)))
    assert one("day,time,mood\n2026-06-14,00:30,7", early).at == datetime(
        2026, 6, 14, 0, 30, tzinfo=SUMMER
    )


@each(
    ("cells", "expected"),
    [
        ("9:05,", "2026-06-14T09:05:00+02:00"),
        ("21:04:37,", "2026-06-14T21:04:37+02:00"),
        ("9:04 PM,", "2026-06-14T21:04:00+02:00"),
        ("21:04,-08:00", "2026-06-14T21:04:00-08:00"),
        ("21:04,Z", "2026-06-14T21:04:00+00:00"),
        ("2026-06-16T09:30:00,+05:30", "2026-06-16T09:30:00+05:30"),
        ("2026-06-14T21:04:00-03:00,", "2026-06-14T21:04:00-03:00"),
        ("2026-06-14 21:04,", "2026-06-14T21:04:00+02:00"),
    ],
)
def test_a_time_is_read_as_the_wall_clock_shows_it(cells: str, expected: str) -> None:
    at = one(f"day,time,offset,mood\n2026-06-14,{cells},7").at
    assert at is not None
    assert at.isoformat() == expected


@each("cell", ["1:00", "01:00", "01:00:00", "+01:00", "+1:00"])
def test_an_offset_that_a_spreadsheet_took_for_a_time_is_read(cell: str) -> None:
    at = one(f"day,time,offset,mood\n11/21/2026,21:05,{cell},7").at
    assert at is not None
    assert at.isoformat() == "2026-11-21T21:05:00+01:00"


def test_an_offset_that_the_file_does_not_say_is_the_one_of_the_zone_on_that_day() -> None:
    rows = b"day,time,mood\n2026-01-14,12:00,7\n2026-06-14,12:00,7"
    result = take(rows, zone=ZoneInfo("Europe/Zurich"))
    hours = [c.at.utcoffset() for c in result.diary.check_ins if c.at]
    assert hours == [timedelta(hours=1), timedelta(hours=2)]


def test_an_hour_that_the_clocks_leave_out_is_kept_as_it_was_written() -> None:
    rows = b"date,time,mood\n2026-03-29,02:30,7"
    result = take(rows, zone=ZoneInfo("Europe/Zurich"))
    at = result.diary.check_ins[0].at
    assert at is not None
    assert at.time() == time(2, 30)


def test_without_a_zone_the_offset_is_the_one_of_this_system() -> None:
    result = take(b"day,time,mood\n2026-06-14,12:00,7", zone=None)
    assert result.diary.check_ins[0].at == datetime(2026, 6, 14, 12).astimezone()


def test_a_row_with_a_time_was_recorded_at_that_time() -> None:
    entry = one("day,time,mood\n2026-06-14,21:04,7")
    assert entry.recorded_at == entry.at


def test_a_row_without_a_time_has_no_recorded_time_either() -> None:
    entry = one("day,mood\n2026-06-14,7")
    assert (entry.at, entry.recorded_at) == (None, None)


def test_a_time_of_recording_is_read_as_any_time_and_an_empty_one_stays_unknown() -> None:
    head = "day,time,recorded_at,mood\n2026-06-14,21:04"
    assert one(f"{head},,7").recorded_at is None
    for written in (
        *("2026-06-15T19:05:00Z", "2026-06-15 19:05:00+00:00", "2026-06-15 21:05:00"),
        *("2026-06-15T21:05", "15.06.2026 21:05", "2026-06-15 9:05 pm"),
    ):
        assert one(f"{head},{written},7").recorded_at == datetime(2026, 6, 15, 21, 5, tzinfo=SUMMER)
    for written in ("15.06.2026", "2026-06-15"):
        (bad,) = take(f"{head},{written},7").bad_rows
        assert bad.reason == "recorded_at is a date without a time."


@each(
    ("data", "value", "note"),
    [
        ('note,mood,day\n"a,b;c\td",7,2026-06-14', 7, "a,b;c\td"),
        ('note;mood;day\n"a,b;c\td";7;2026-06-14', 7, "a,b;c\td"),
        ('note\tmood\tday\n"a,b;c\td"\t7\t2026-06-14', 7, "a,b;c\td"),
        ("day,mood\n2026-06-14,7\n", 7, None),
        ("day,mood\r\n2026-06-14,7\r\n", 7, None),
        ("day,mood\r2026-06-14,7\r", 7, None),
        ("\ufeffday,mood\n2026-06-14,7", 7, None),
        ("day,mood,note\n2026-06-14,7", 7, None),
        ("Date,Mood,Notes\n2026-06-14,7,rain", 7, "rain"),
        ("day,mood,note\n2026-06-14,,slept well", None, "slept well"),
        ("day,mood,note\n2026-06-14,7,'twas fine", 7, "'twas fine"),
        ("day;mood;note\n2026-06-14;7;müde".encode("utf-16"), 7, "müde"),
        ("day;mood;note\n2026-06-14;7;müde".encode("utf-16-le"), 7, "müde"),
        ("day;mood;note\n2026-06-14;7;müde".encode("utf-16-be"), 7, "müde"),
    ],
)
def test_a_table_is_read_as_any_program_writes_it(
    data: str | bytes, value: int | None, note: str | None
) -> None:
    entry = one(data)
    assert (entry.value("mood"), entry.note) == (value, note)


@each(
    ("cells", "note"),
    [("rain,late", "rain\nlate"), ("rain,", "rain"), (",late", "late"), (" ,", None),
     ("'=1,'@x", "=1\n@x")],
)  # fmt: skip
def test_several_columns_of_notes_are_one_note_with_a_line_for_each(
    cells: str, note: str | None
) -> None:
    assert one(f"day,mood,Notes,Comment\n2026-06-14,7,{cells}").note == note


def test_a_decimal_comma_is_read_where_another_mark_separates_the_cells() -> None:
    assert one("day;sleep\n2026-06-14;6,5").value("sleep") == 6.5


def test_blank_lines_are_passed_over() -> None:
    result = take("\n\nday,mood\n\n2026-06-14,7\n,\n\n2026-06-15,8\n\n")
    assert len(result.diary.check_ins) == 2
    assert result.bad_rows == ()


def test_lines_inside_quotes_are_counted_and_a_row_has_the_number_of_its_first() -> None:
    text = 'day,mood,note\n2026-06-14,7,"two\nlines\n"\n\n2026-06-15,x,"again\ntwo"\n2026-06-16,y,'
    assert [bad.line for bad in take(text).bad_rows] == [6, 8]


@each(
    ("row", "word"),
    [
        ("2026-06-14,6,5,,x", "The row has 5 cells, but its header has 4 columns."),
        ("2026-06-14,seven,,", "not a number"),
        ("2026-02-30,7,,", "2026-02-30 is not in the calendar"),
        ("tomorrow,7,,", "“tomorrow” is not a date; write it as 2026-03-14"),
        (",7,,", " An empty cell is not a date; write it as 2026-03-14"),
        ("2026-11-22,7,,", "Sun 22 Nov 2026 has not come yet; the latest day is Sat 21 Nov 2026."),
        ("2026-06-14,7,25:00,", "not on the clock"),
        ("2026-06-14,7,noon,", "write it as 21:05"),
        ("2026-06-14,7,,x\0", "a character that cannot be saved"),
        ("2026-06-14,7,,x" + "y" * 20_000, "20,000 is the most"),
        ('2026-06-14,7,,"open', "quotation mark"),
        ('2026-06-14,7,,"a"b', "quotation mark"),
        ("2026-06-14,7,," + "y" * 200_000, "no end"),
    ],
)
def test_a_row_that_cannot_be_is_named_with_the_reason(row: str, word: str) -> None:
    result = take(f"day,mood,time,note\n2026-06-13,7,,\n{row}")
    assert [c.day for c in result.diary.check_ins] == [DAY - timedelta(days=1)]
    (bad,) = result.bad_rows
    assert word in f" {bad.reason}"
    assert str(bad) == f"Line 3: {bad.reason}"


def test_every_bad_row_is_named_and_the_good_ones_are_read() -> None:
    rows = ("2026-06-14,7", "2026-06-15,700", "2026-06-16,6", "2026-06-17,")
    result = take("\n".join(("day,mood", *rows)))
    assert [bad.line for bad in result.bad_rows] == [3]
    assert [c.value("mood") for c in result.diary.check_ins] == [7, 6]


def test_a_note_is_never_repeated_in_a_reason() -> None:
    (bad,) = take("day,mood,note\n2026-06-14,11,my secret").bad_rows
    assert "secret" not in bad.reason


@each(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b",,,\n", "no column day"),
        (b"mood,anxiety\n7,3", "no column day"),
        (b"day,mood,mood\n2026-06-14,7,7", "Two columns are mood"),
        (b"day,date,mood\n2026-06-14,2026-06-14,7", "Two columns are day"),
        (b"day,anxious,anxiety\n2026-06-14,7,7", "Two columns are anxiety"),
        (b'"day,mood\n2026-06-14,7', "no column day"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(data: bytes, word: str) -> None:
    assert word in refusal(data)


def test_a_repeated_row_is_imported_once() -> None:
    result = take("day,time,mood\n2026-06-14,21:04,7\n2026-06-14,21:04,7")
    plan = plan_import(Diary(), result.diary, "skip", NOW)
    assert (len(plan.add), plan.skipped) == (1, 1)


def test_a_day_has_come_where_the_clock_of_its_row_shows_it() -> None:
    text = "day,time,offset,mood\n2026-11-22,00:10,+14:00,7\n2026-11-22,00:10,+02:00,7"
    result = take(text, diary=Diary(settings=Settings(day_starts_at=time(0))))
    assert [c.day.day for c in result.diary.check_ins] == [22]
    assert [bad.line for bad in result.bad_rows] == [3]


def test_two_rows_of_a_day_without_a_time_are_two_in_their_order() -> None:
    result = take("day,mood\n2026-06-14,7\n2026-06-14,2\n2026-06-14,7")
    plan = plan_import(Diary(), result.diary, "skip", NOW)
    assert [c.value("mood") for c in plan.add if isinstance(c, CheckIn)] == [7, 2, 7]


@each(
    ("name", "endings"),
    [
        ("json", ".json"), ("csv", ".csv .TSV .txt"), ("xlsx", ".xlsx .ods"), ("ics", ".ics"),
        ("fhir", ".fhir.json"), ("daylio", ".daylio"), ("emoods", ".emoods .emoodsw"),
    ],
)  # fmt: skip
def test_a_format_is_found_by_name_and_by_ending(name: str, endings: str) -> None:
    assert {format_for(Path(f"from another app{e}")) for e in endings.split()} == {format_for(name)}
    assert format_for("csv").writer is write
