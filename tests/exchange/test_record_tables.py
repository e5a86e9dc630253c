"""Infusions, medicines, events and questionnaires as tables, and the diary as a workbook."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, get_args
from zipfile import ZipFile

import pytest
from hypothesis import given
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from tests.cases import each
from tests.conftest import Run
from tests.exchange.plans import apply_plan
from tests.exchange.reading import NOW, refusal, take
from tests.storage.making import check_in, event, infusion
from tests.strategies import NASTY, diaries
from tracker.exchange.cells import escape_formula, unescape_formula
from tracker.exchange.csv import write
from tracker.exchange.formats import format_for
from tracker.exchange.json import write as write_json
from tracker.exchange.matching import plan_import
from tracker.exchange.result import Kind
from tracker.exchange.spreadsheet import write as workbook
from tracker.records import MOOD, CheckIn, Diary, Infusion, Measure, Rating, SideEffect

MARKS = tuple("=+-@|%＝＋－＠")
OWN_KINDS: tuple[Kind, ...] = ("check-ins", "infusions", "assessments", "events")


def contents(diary: Diary) -> list[list[str]]:
    """Every record but its id, those of a kind in a fixed order."""
    answered = tuple(replace(a, answers=a.answers or None) for a in diary.assessments)
    kinds = (diary.check_ins, diary.infusions, answered, diary.events)
    return [
        sorted(repr(replace(r, id="x")).replace(", fold=1", "") for r in records)
        for records in kinds
    ]


@each(
    ("table", "kind"),
    [
        ("date,route,dose,notes\n2026-06-14,IV,40 mg,slept\n", "infusions"),
        ("date,route,dose_mg_per_kg\n2026-06-14,IV,0.5\n", "infusions"),
        ("Date,Ketamine dose,Clinic\n2026-06-14,40 mg,north\n", "infusions"),
        ("date,route,dose (mg)\n2026-05-28,iv,40\n", "infusions"),
        ("infusion date,dose\n2026-05-28,40 mg\n", "infusions"),
        ("date,mg/kg,minutes\n2026-05-28,0.5,8\n", "infusions"),
        ("medicine,dose,start\nLithium,300 mg,2026-05-28\n", "medications"),
        ("Medication,Started,Until,Dose\nLamotrigine,2026-01-02,,25 mg\n", "medications"),
    ],
)
def test_infusions_and_medicines_are_never_taken_for_entries_unasked(
    table: str, kind: Kind
) -> None:
    sentence = refusal(table)
    assert f"--kind {kind}" in sentence
    diary = take(table, kind=kind).diary
    assert len(diary.infusions or diary.events) == 1


def test_a_dose_beside_a_score_is_no_table_of_infusions() -> None:
    result = take("Date,Mood,Dose\n2026-06-14,5,40 mg\n")
    assert (len(result.diary.check_ins), result.not_read) == (1, ("Dose (1; --map 'Dose=note')",))
    asked_for = take("Date,Dose,Notes\n2026-06-14,40 mg,slept\n", kind="check-ins")
    assert [check_in.note for check_in in asked_for.diary.check_ins] == ["slept"]


@given(diary=diaries())
def test_tables_of_every_kind_and_the_workbook_bring_back_the_same_records(diary: Diary) -> None:
    tables = [take(write(diary, exported_at=NOW, kind=kind), diary=diary) for kind in OWN_KINDS]
    together = Diary(
        measures=diary.measures,
        check_ins=tables[0].diary.check_ins,
        infusions=tables[1].diary.infusions,
        assessments=tables[2].diary.assessments,
        events=tables[3].diary.events,
    )
    book = workbook(diary, exported_at=NOW)
    whole = take(book, diary=diary, name="x.xlsx")
    assert [*whole.bad_rows, *(bad for table in tables for bad in table.bad_rows)] == []
    assert whole.not_read == ()
    assert contents(together) == contents(diary)
    assert not any(table.new_measures for table in tables)
    assert plan_import(diary, tables[0].diary, "skip", NOW).is_empty
    assert contents(whole.diary) == contents(diary)
    for kind in OWN_KINDS:
        field = kind.replace("-", "_")
        alone = take(book, diary=diary, name="x.xlsx", kind=kind)
        assert len(getattr(alone.diary, field)) == len(getattr(diary, field))
        assert sum(map(len, contents(alone.diary))) == len(getattr(diary, field))
    assert plan_import(diary, take(book, diary=diary, name="x").diary, "skip", NOW).is_empty


def test_late_and_repeated_entries_and_any_note_come_back_from_every_format() -> None:
    late = datetime(2026, 11, 18, 9, 30, 44, tzinfo=UTC)
    entries = tuple(
        CheckIn(id=f"c{n:02}", day=day, at=at, recorded_at=recorded, ratings=(Rating("mood", 5),),
                note=note)
        for n, (day, at, recorded, note) in enumerate((
            *((late.date(), late, late, note) for note in (None, None, *NOTES)),
            (date(2026, 11, 15), late, late, "two days late"),
            (date(2026, 11, 14), None, late, "no time"),
            (late.date(), late.replace(hour=1), late, "at night"),
        ))
    )  # fmt: skip
    diary = Diary(check_ins=entries, infusions=(infusion(dose_mg=40, start=time(10, 30)),))
    for form, kind in (("json", None), ("csv", "check-ins"), ("csv", "infusions"), ("xlsx", None)):
        written = format_for(form).writer(
            diary, exported_at=NOW, **({"kind": kind} if kind else {})
        )
        back = take(written, name=f"x.{form}")
        assert (back.bad_rows, back.not_read) == ((), ())
        into_empty = apply_plan(Diary(), plan_import(Diary(), back.diary, "skip", NOW))
        of_kind = replace(
            diary,
            check_ins=() if kind == "infusions" else diary.check_ins,
            infusions=() if kind == "check-ins" else diary.infusions,
        )
        assert contents(into_empty) == contents(of_kind), (form, kind)
        assert plan_import(diary, back.diary, "skip", NOW).is_empty


def test_a_table_of_ours_is_read_as_its_own_kind_and_never_as_another() -> None:
    lithium = event("Lithium", date(2026, 4, 2))
    move = replace(event("Move", date(2026, 4, 3)), kind="life")
    diary = Diary(check_ins=(check_in(7),), infusions=(infusion(),), events=(lithium, move))
    own = {kind: write(diary, exported_at=NOW, kind=kind) for kind in get_args(Kind)}
    for kind, table in own.items():
        for stated in get_args(Kind):
            if kind == stated or (kind, stated) == ("events", "medications"):
                assert take(table, kind=stated).bad_rows == ()
            else:
                sentence = f"The rows are {kind}, as tracker writes them; leave out --kind {stated}"
                assert sentence in refusal(table, kind=stated)
    for found in (
        take(own["medications"]),
        take(own["events"], kind="medications"),
        take(workbook(diary, exported_at=NOW), kind="medications"),
    ):
        assert [e.title for e in found.diary.events] == ["Lithium"]


def test_the_sheet_of_another_program_follows_the_kind_and_a_bad_row_names_its_sheet() -> None:
    content = BytesIO()
    with Workbook(content) as book:
        for name, row in (("Moods", ("2026-06-14", "7")), ("My infusions", ("2026-06-12", "40"))):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ("Date", "mg" if "inf" in name else "Mood"))
            sheet.write_row(1, 0, row)
    (made,) = take(content.getvalue(), kind="infusions").diary.infusions
    assert (made.day, made.dose_mg) == (date(2026, 6, 12), 40)
    diary = Diary(infusions=(infusion(), replace(infusion(), id="i2", day=date(2027, 1, 1))))
    (bad,) = take(workbook(diary, exported_at=NOW)).bad_rows
    assert str(bad).startswith("Line 3 of sheet Infusions: Fri 1 Jan 2027 has not come yet")


def infusions(text: str, **mapping: str) -> tuple[Infusion, ...]:
    result = take(text, mapping, kind="infusions")
    assert result.bad_rows == ()
    return result.diary.infusions


def test_a_clinics_table_of_infusions_is_read_by_its_headings() -> None:
    text = (
        "Date;Time;Route;Dose;Weight;Duration;Side effects;Comments\n"
        "28.05.2026;10:30;I.V.;40 mg;80,5 kg;40 min;nausea mild, headache 2 after;calm\n"
        "01.06.2026;;by nose, intranasal;0,5 mg/kg;;1:10;tired;\n"
    )
    first, second = infusions(text)
    assert (first.day, first.start, first.route) == (date(2026, 5, 28), time(10, 30), "iv")
    assert (first.dose_mg, first.weight_kg, first.minutes) == (40, 80.5, 40)
    assert first.side_effects == (
        SideEffect(name="nausea", severity=1),
        SideEffect(name="headache", severity=2, when="after"),
    )
    assert first.note == "calm"
    assert (second.route, second.dose_mg_per_kg, second.minutes) == ("nasal", 0.5, 70)
    assert second.note == "Side effects: tired"


@each(
    ("heading", "cell"),
    [("Weight (lb)", "176"), ("Weight (lbs)", "176 lb"), ("weight", "176 lb"), ("kg", "79.8")],
)
def test_a_weight_in_pounds_is_read_as_pounds(heading: str, cell: str) -> None:
    (made,) = infusions(f"date,{heading}\n2026-05-28,{cell}\n")
    assert made.weight_kg == 79.8


@each(
    ("header", "row"),
    [
        ("Infusion date,Started,Dose in mg,ROA,Body weight,Duration (min),Remarks",
         "2026-05-28,10:30,40,iv,80,40,calm"),
        ("Treatment date,Start time,mg,Method,kg,Length,Comment",
         "2026-05-28,10:30,40,IV,80,40,calm"),
        ("Date,time,Dosage,route,weight kg,minutes,Notes", "2026-05-28,10:30,40,IV,80,40,calm"),
        ("Datum,Uhrzeit,Dosis,Administration,Gewicht,Dauer,Notizen",
         "28.5.2026,10:30,40 mg,i.v.,80 kg,40 min,calm"),
        ("fecha,time,Amount,Route of administration,weight,Duration minutes,Comments",
         "28/5/2026,10:30,40mg,intravenous,80,0:40,calm"),
        ("Data,Ora,Dose,Route,Weight,Minutes,Nota", "28/5/2026,10:30,40 mg,iv,80,40,calm"),
        ("Dato,heure,Dose,Route,Weight,Minutes,Bemerkungen",
         "28/5/2026,10:30,40 mg,iv,80,40,calm"),
    ],
)  # fmt: skip
def test_the_usual_headings_of_an_infusion_are_recognised(header: str, row: str) -> None:
    (made,) = infusions(f"{header}\n{row}\n")
    assert made == Infusion(id=made.id, day=date(2026, 5, 28), start=time(10, 30), route="iv",
                            dose_mg=40, weight_kg=80, minutes=40, note="calm")  # fmt: skip


def test_the_words_of_another_table_may_have_any_capitals() -> None:
    for cell in ("yes", "TRUE", "1", "X", "no", "false", "0", ""):
        head = "day,status,phase,new_course"
        (made,) = infusions(f"{head}\n2026-05-28,Given,Maintenance,{cell}\n")
        assert (made.status, made.phase) == ("given", "maintenance")
        assert made.new_course == (cell in ("yes", "TRUE", "1", "X")), cell


def test_the_usual_headings_of_a_dose_per_kg_and_of_side_effects_are_recognised() -> None:
    for heading in ("mg/kg", "Dose mg/kg", "Dose per kg", "dose_mg_per_kg"):
        (made,) = infusions(f"date,{heading}\n2026-05-28,0.5\n")
        assert (made.dose_mg, made.dose_mg_per_kg) == (None, 0.5)
    for heading in ("Side effect", "Effects", "Nebenwirkungen"):
        (made,) = infusions(f"date,{heading}\n2026-05-28,nausea 2 | fog mild | odd\n")
        assert [(e.name, e.severity) for e in made.side_effects] == [("nausea", 2), ("fog", 1)]
        assert made.note == "Side effects: odd"


def test_side_effects_joined_by_and_are_two_and_a_bad_taste_is_not_a_severe_taste() -> None:
    def effects(cell: str) -> tuple[list[str], str | None]:
        (made,) = infusions(f'date,Side effects\n2026-05-28,"{cell}"\n')
        return [e.line for e in made.side_effects], made.note

    assert effects("moderate dissociation and mild nausea & headache 1\nfog 2") == (
        ["dissociation moderate", "nausea mild", "headache mild", "fog moderate"], None,
    )  # fmt: skip
    assert effects("nausea and headache mild") == (["headache mild"], "Side effects: nausea")
    assert effects("pins and needles 2") == (["pins and needles moderate"], None)
    assert effects("bad taste, nausea mild") == (["nausea mild"], "Side effects: bad taste")
    assert effects("No side effects") == ([], None)


@each(
    ("heading", "cell", "field", "value"),
    [
        ("Dosage (mg)", "40", "dose_mg", 40),
        ("Dosis (mg/kg)", "0.5", "dose_mg_per_kg", 0.5),
        ("Ketamine (mg)", "40", "dose_mg", 40),
        ("Amount in mg", "40", "dose_mg", 40),
        ("Body weight (kg)", "80.5", "weight_kg", 80.5),
        ("Gewicht (kg)", "80.5", "weight_kg", 80.5),
        ("Body weight (lbs)", "176", "weight_kg", 79.8),
        ("Dauer (min)", "40", "minutes", 40),
        ("Time (min)", "40", "minutes", 40),
        ("Infusion length (minutes)", "40", "minutes", 40),
        ("Time", "10:40", "start", time(10, 40)),
    ],
)
def test_a_heading_may_have_its_unit(heading: str, cell: str, field: str, value: object) -> None:
    result = take(f"date,{heading}\n2026-05-28,{cell}\n", kind="infusions")
    assert (result.bad_rows, result.not_read) == ((), ())
    assert getattr(result.diary.infusions[0], field) == value


def test_a_dose_has_the_unit_of_the_column_beside_it() -> None:
    text = "date,Dose,Unit\n2026-05-28,500,mcg/kg\n2026-05-29,0.5,mg/kg\n2026-05-30,40,mg\n"
    doses = [(i.dose_mg, i.dose_mg_per_kg) for i in infusions(text)]
    assert doses == [(None, 0.5), (None, 0.5), (40, None)]
    (made,) = take("title,dose,unit,from\nX,300,mg,2026-05-28\n", kind="medications").diary.events
    assert made.dose == "300 mg"
    ward = take("date,Dose mg,Unit\n2026-05-28,40,3b\n", kind="infusions")
    assert ward.not_read == ("Unit (1)",)


@each("name", ["PHQ-9", "phq9", "Phq 9", "phq-9"])
def test_a_known_questionnaire_has_one_key_and_needs_no_range(name: str) -> None:
    rows = f"date,questionnaire,total,answers\n2026-05-28,{name},3,0 0 0 0 0 0 0 0 3\n"
    (made,) = take(rows, kind="assessments").diary.assessments
    assert (made.questionnaire, made.low, made.high, made.better) == ("phq-9", 0, 27, "lower")
    written = Diary(assessments=(replace(made, questionnaire=name),))
    table = write(written, exported_at=NOW, kind="assessments")
    for back in (take(table), take(write_json(written, exported_at=NOW), name="x.json")):
        assert [a.questionnaire for a in back.diary.assessments] == ["phq-9"]


def test_an_empty_cell_among_the_answers_is_an_item_left_blank_and_moves_no_other() -> None:
    items = ",".join(f"item {number}" for number in range(1, 10))
    rows = f"2026-05-28,PHQ-9,11,0,27,1,,2,1,1,1,1,1,2\n2026-05-29,Own,5,0,9,,2,,3{',' * 5}\n"
    filled = take(f"day,questionnaire,total,low,high,{items}\n{rows}", kind="assessments")
    assert [a.answers for a in filled.diary.assessments] == [
        (1, None, 2, 1, 1, 1, 1, 1, 2),
        (None, 2, None, 3),
    ]


def test_a_name_on_another_scale_is_not_the_known_questionnaire() -> None:
    text = "date,questionnaire,total,low,high\n2026-05-28,PHQ-9,3,0,30\n2026-05-28,WHO 5,52,,\n"
    kept = take(text, kind="assessments").diary.assessments
    found = sorted((a.questionnaire, a.high, a.better) for a in kept)
    assert found == [("PHQ-9", 30, "lower"), ("WHO-5", 100, "higher")]


def test_a_dose_in_an_unlikely_unit_is_pointed_out_before_it_is_saved() -> None:
    text = "date,mg/kg\n2026-05-28,0.5\n2026-05-29,40\n2026-05-30,35\n"
    assert take(text, kind="infusions").remarks == (
        "Fri 29 May 2026 and 1 more: 40 mg/kg is far from the usual doses; check its unit.",
    )
    assert take("date,mg\n2026-05-28,40\n", kind="infusions").remarks == ()


@each(
    ("name", "first", "last"),
    [
        ("Medicine", "Start", "End"), ("medication", "start_date", "end date"),
        ("Drug", "begin", "stop"), ("Medikament", "von", "bis"), ("Name", "Since", "Until"),
        ("title", "Started on", "Stopped"), ("title", "seit", "to"), ("title", "Date", "to"),
    ],
)  # fmt: skip
def test_the_usual_headings_of_a_medicine_are_recognised(name: str, first: str, last: str) -> None:
    text = f"{name},Dose,{first},{last}\nLithium,,2026-01-01,2026-03-01\n"
    (made,) = take(text, kind="medications").diary.events
    assert (made.title, made.start, made.end) == ("Lithium", date(2026, 1, 1), date(2026, 3, 1))


@each("mark", [",", ";", "\t", "|"])
def test_a_delimiter_in_the_notes_is_not_taken_for_that_of_the_table(mark: str) -> None:
    noted = tuple(
        event(f"Lithium {n}", date(2026, 4, 2), note=f" {other} ".join("abcdefghijkl"))
        for n, other in enumerate((",", ";", "\t", "|"))
    )
    diary = Diary(events=noted)
    kinds: tuple[Kind, ...] = ("events", "medications")
    for kind in kinds:
        table = write(diary, exported_at=NOW, kind=kind, delimiter=mark)
        for back in (take(table), take(table, kind=kind)):
            assert {e.note for e in back.diary.events} == {e.note for e in noted}
    theirs = "Medicine;Begin;Remark\nLithium;2026-04-02;one, two, three, four, five\n"
    (made,) = take(theirs, kind="medications").diary.events
    assert (made.title, made.start) == ("Lithium", date(2026, 4, 2))


def test_an_event_without_a_kind_is_no_medicine_and_its_time_is_not_its_first_day() -> None:
    result = take("Time,Date,Title\n10:30,2026-04-02,Moved\n", kind="events")
    (moved,) = result.diary.events
    assert (moved.kind, moved.start, moved.title) == ("other", date(2026, 4, 2), "Moved")
    assert result.not_read == ("Time (1)",)


def test_mapped_columns_are_listed() -> None:
    text = "When,How much,By,Room\n5/28/2026,40,iv,3\n"
    mapping = {"When": "day", "How much": "dose_mg", "By": "route"}
    (made,) = infusions(text, **mapping)
    assert (made.day, made.dose_mg, made.route) == (date(2026, 5, 28), 40, "iv")
    answers = take(text.replace("28", "8"), mapping, kind="infusions", date_format="m/d/y").answers
    assert answers
    assert answers.answers == mapping | {"date format": "m/d/y"}
    saved = {answers.name: answers.answers}
    (again,) = take(text.replace("28", "8"), kind="infusions", saved=saved).diary.infusions
    assert again.day == date(2026, 5, 8)
    assert "Say which it is: --map 'When=day'" in refusal(text, kind="infusions")
    sentence = refusal(text, {**mapping, "Room": "frog"}, kind="infusions")
    assert "A column cannot be “frog”. Choose one of: day, start, status, route," in sentence


@each(("order", "day"), [("d/m/y", date(2026, 4, 3)), ("m/d/y", date(2026, 3, 4))])
def test_a_column_of_days_may_be_mapped_by_how_they_are_written(order: str, day: date) -> None:
    (given,) = infusions("When,Dose\n03/04/2026,40\n", When=order)
    (moved,) = take("When,Title\n03/04/2026,Moved\n", {"When": order}, kind="events").diary.events
    assert (given.day, moved.start) == (day, day)


def test_a_column_of_another_kind_of_table_cannot_be_a_questionnaire() -> None:
    sentence = refusal("Day,Dose\n2026-03-04,40\n", {"Dose": "scale:phq-9"}, kind="infusions")
    assert "cannot be “scale:phq-9”" in sentence


def test_a_table_of_medicines_becomes_events() -> None:
    text = (
        "Medicine,Dose,Start,End\nLamotrigine,25 mg,2026-04-02,\nLithium,,2026-01-01,2026-03-01\n"
    )
    lithium, lamotrigine = take(text, kind="medications").diary.events
    assert (lamotrigine.kind, lamotrigine.title, lamotrigine.dose) == (
        "medication",
        "Lamotrigine",
        "25 mg",
    )
    assert (lithium.start, lithium.end) == (date(2026, 1, 1), date(2026, 3, 1))


def test_a_row_of_records_that_cannot_be_read_is_named_with_the_reason() -> None:
    def read(text: str, kind: Kind) -> tuple[list[str], Diary]:
        result = take(text, kind=kind)
        return [bad.reason for bad in result.bad_rows], result.diary

    rows = "2026-05-28,dear,40\n,,\n2026-05-29,50,40\n2026-05-30,$450.00,40\n2026-05-31,5 EUR,40\n"
    bad, diary = read(f"day,cost,mg\n{rows}", "infusions")
    assert bad == ["The cost “dear” is not a number."]
    assert [i.cost for i in diary.infusions] == [50, 450, 5]
    _, diary = read("day,route,note\n2026-05-28,by drone,windy\n", "infusions")
    (made,) = diary.infusions
    assert (made.route, made.note) == ("other", "windy\nRoute: by drone")
    head = "day,questionnaire,total,low,high,better"
    bad, diary = read(
        f"{head}\n2026-05-28,x,3,,9,higher\n2026-05-28,x,3,0,9,higher\n", "assessments"
    )
    assert bad == [
        "The range of “x” is not known here; write its lowest and highest total in columns low "
        "and high."
    ]
    assert [(a.total, a.low, a.high, a.better) for a in diary.assessments] == [(3, 0, 9, "higher")]
    bad, _ = read(f"{head}\n2026-05-28,x,three,0,nine,lower\n", "assessments")
    assert bad == ["The total “three” is not a number."]
    bad, _ = read(f"{head}\n2026-05-28,x,3,0,nine,lower\n", "assessments")
    assert bad == ["The highest total “nine” is not a number."]
    bad, diary = read(
        f"{head},answers\n2026-05-28,x,3,0,9,lower,1 - two\n2026-05-29,x,3,0,9,,1 - 2\n"
        "2026-05-30,x,4,0,9,other,\n",
        "assessments",
    )
    assert bad == ["The answer “two” is not a number."]
    wrong = ("1.5 1 1 1 1 1 1 1 1", "1 1 1 1 1 1 1 1 9", "1 1")
    rows = "".join(f"2026-05-28,phq-9,9,0,27,lower,{answers}\n" for answers in wrong)
    assert read(f"{head},answers\n{rows}", "assessments")[0] == [
        "An answer is a whole number, not 1.5.",
        "Item 9 (death or self-harm thoughts) takes 0 to 3, or - to leave it blank.",
        "PHQ-9 has 9 items and 2 were answered. Type - for one left blank.",
    ]
    filled = [(a.total, a.better, a.answers) for a in diary.assessments]
    assert filled == [(3, "lower", (1, None, 2)), (4, "lower", None)]
    assert refusal("route,mg\niv,40\n", kind="infusions") == "The first line has no column day."
    assert refusal("title\nLithium\n", kind="events") == "The first line has no column from."


def test_a_code_for_no_value_is_none_in_a_table_of_infusions() -> None:
    text = "date,dose,weight,minutes\n2026-05-28,-99,-999,NA\n2026-05-29,40,80,-9\n"
    first, second = take(text, kind="infusions").diary.infusions
    assert (first.dose_mg, first.weight_kg, first.minutes) == (None, None, None)
    assert (second.dose_mg, second.weight_kg, second.minutes) == (40, 80, None)


def test_a_record_at_a_moment_in_utc_is_of_the_day_where_the_person_lives() -> None:
    west = timezone(timedelta(hours=-7))
    moments = ("2026-06-15T02:10:00Z", "2026-06-15T02:10:00-07:00", "2026-06-15T00:00:00Z")
    rows = "".join(f"{moment},40\n" for moment in moments)
    given = take(f"date,dose\n{rows}", kind="infusions", zone=west).diary.infusions
    assert [(i.day.day, i.start) for i in given] == [
        (14, time(19, 10)),
        (15, time(0)),  # a date, as many databases write it
        (15, time(2, 10)),
    ]
    filled = take(
        f"date,questionnaire,total\n{moments[0]},PHQ-9,9\n", kind="assessments", zone=west
    )
    assert [a.day.day for a in filled.diary.assessments] == [14]


def test_a_medicine_that_is_still_taken_has_no_last_day() -> None:
    words = ("ongoing", "Current", "present", "-", "")
    rows = "".join(f"{n},2026-06-15,{word}\n" for n, word in enumerate(words))
    result = take(f"medicine,start,end\n{rows}", kind="medications")
    assert [event.end for event in result.diary.events] == [None] * len(words)


def test_a_bad_row_is_named_and_an_infusion_to_come_is_not_given() -> None:
    text = "day,dose_mg\n2026-05-28,forty\n2027-05-28,40\n2026-05-29,1g\n"
    bad_rows = take(text, kind="infusions").bad_rows
    assert [bad.line for bad in bad_rows] == [2, 3, 4]
    not_come = "Fri 28 May 2027 has not come yet; the latest day is Sat 21 Nov 2026."
    assert bad_rows[1].reason == not_come
    head = "day,questionnaire,total,low,high,better"
    filled = take(f"{head}\n2027-05-28,x,3,0,9,lower\n", kind="assessments")
    assert [bad.reason for bad in filled.bad_rows] == [not_come]
    coming = "day,status\n2027-05-28,planned\n2026-11-21,given\n2026-11-22,given\n"
    planned = take(coming, kind="infusions")
    assert [i.status for i in planned.diary.infusions] == ["given", "planned"]
    assert [bad.line for bad in planned.bad_rows] == [4]


def test_the_command_takes_a_kind(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("When,mg\n28.05.2026,40\n", encoding="utf-8")
    words = ("import", str(file), "--kind", "infusions")
    done = run(*words, "--map", "When=day", "--map", "mg=dose_mg")
    assert done.out == "Added 1 record.\n"
    assert (
        run("export", "csv", "--kind", "infusions")
        .raw.decode()
        .splitlines()[1]
        .startswith("2026-05-28,,given,,40")
    )


NOTES = (
    *NASTY,
    'a;"=1+1',
    'he said, "-5 degrees"',
    '" "@x',
    "a;=1+1",
    "x\t=1+1",
    "one\n+two",
    "a|@b",
    ", -5 degrees",
    "＝1+1",
    "x; ＋1",
    "|=1",
)


@each("note", NOTES)
def test_no_text_is_a_formula_whichever_delimiter_a_table_is_opened_with(note: str) -> None:
    escaped = escape_formula(note)
    for mark in ",;\t|":
        for line in escaped.splitlines() or [""]:
            cells = line.split(mark)
            assert not any(cell.strip(' \u00a0"').startswith(MARKS) for cell in cells), mark
    assert unescape_formula(escaped) == note


def test_a_table_for_a_german_spreadsheet_has_its_marks() -> None:
    sleep = Measure(key="nap", label="Nap", high=24, step=0.05)
    rated = CheckIn(
        id="c", day=date(2026, 6, 14), at=None, recorded_at=None, ratings=(Rating("nap", 7.25),)
    )
    diary = Diary(measures=(MOOD, sleep), check_ins=(rated,))
    text = write(diary, exported_at=NOW, delimiter=";", decimal=",")
    assert text.decode().splitlines()[1] == "2026-06-14;;;;;;7,25"
    (back,) = take(text, diary=diary).diary.check_ins
    assert back.ratings == rated.ratings


@each("marks", [(",", "."), (";", ",")])
def test_a_number_of_any_decimals_reads_back_as_itself(marks: tuple[str, str]) -> None:
    given = infusion(
        dose_mg=1234.567, dose_mg_per_kg=0.526316789, weight_kg=80.125, minutes=40.125, cost=5.125
    )
    step = Measure(key="fine", label="fine", high=10, step=0.125)
    rated = CheckIn(
        id="c", day=date(2026, 6, 14), at=None, recorded_at=None, ratings=(Rating("fine", 6.125),)
    )
    diary = Diary(measures=(MOOD, step), check_ins=(rated,), infusions=(given,))
    kinds: tuple[Kind, ...] = ("check-ins", "infusions")
    tables = (
        write(diary, exported_at=NOW, kind=kind, delimiter=marks[0], decimal=marks[1])
        for kind in kinds
    )
    known = Diary(measures=diary.measures)
    back = [record for table in tables for record in take(table, diary=known).diary.records]
    assert [replace(r, id="x") for r in back] == [replace(r, id="x") for r in diary.records]


def test_a_dose_without_a_unit_that_may_be_mg_per_kg_is_asked_about_and_not_taken_for_mg() -> None:
    table = "date,dose\n2026-05-28,0.5\n2026-05-29,40\n2026-05-30,5 mg\n"
    result = take(table, kind="infusions")
    (bad,) = result.bad_rows
    assert (bad.line, bad.reason.partition("?")[0]) == (2, "Is the dose “0.5” in mg or in mg/kg")
    assert [i.dose_mg for i in result.diary.infusions] == [40, 5]
    (said,) = infusions("date,dose\n2026-05-28,0.5\n", dose="dose_mg_per_kg")
    (small,) = infusions("date,dose\n2026-05-28,9\n", dose="dose_mg")
    assert (said.dose_mg_per_kg, small.dose_mg) == (0.5, 9)


def test_measures_on_other_scales_read_back_into_an_empty_diary() -> None:
    measures = (
        Measure(key="calm", label="calm", low=1, high=5),
        Measure(key="change", label="change", low=-3, high=3, step=0.5, better="lower"),
        Measure(key="id", label="id", high=4),
        Measure(key="phq_9", label="phq_9", high=27, better="lower"),
        Measure(key="weighed", label="weighed", low=-0.00125, high=999.12345, step=0.00005),
    )
    values = (
        *(Rating("calm", 4), Rating("change", -2.5), Rating("id", 1), Rating("phq_9", 20)),
        Rating("weighed", 998.00005),
    )
    entry = CheckIn(id="c", day=date(2026, 6, 14), at=None, recorded_at=None, ratings=values)
    diary = Diary(measures=(MOOD, *measures), check_ins=(entry,))
    back = take(write(diary, exported_at=NOW)).diary
    assert back.check_ins[0].ratings == entry.ratings
    scales = {m.key: (m.low, m.high, m.step, m.better) for m in back.measures}
    assert scales == {m.key: (m.low, m.high, m.step, m.better) for m in diary.measures}


def sheets(diary: Diary) -> dict[str, Any]:
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(diary, exported_at=NOW)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_no_sheet_of_a_workbook_is_written_to_a_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    assert set(sheets(Diary())) == {"Entries", "Infusions", "Questionnaires", "Events"}


def test_a_workbook_has_a_sheet_a_kind_with_days_times_and_numbers() -> None:
    diary = Diary(
        check_ins=(check_in(7, note="=1+1"),),
        infusions=(
            infusion(dose_mg=40, start=time(10, 30), new_course=True),
            infusion(date(2026, 11, 22)),
        ),
        events=(event("=HYPERLINK(1)", date(2026, 4, 2)),),
    )
    made = sheets(diary)
    assert list(made) == ["Entries", "Infusions", "Questionnaires", "Events"]
    head, row = made["Entries"]
    entry = dict(zip(head, row, strict=True))
    assert (entry["day"], entry["time"]) == (date(2026, 11, 21), time(16, 40))
    assert (entry["mood"], entry["note"]) == (7, "=1+1")
    columns, first, second = made["Infusions"]
    assert dict(zip(columns, second, strict=True))["new_course"] == "no"
    treated = dict(zip(columns, first, strict=True))
    assert (treated["start"], treated["dose_mg"], treated["new_course"]) == (
        time(10, 30),
        40,
        "yes",
    )
    assert made["Events"][1][1] == "=HYPERLINK(1)"


def test_a_workbook_has_a_bold_header_days_and_times_as_such_and_notes_that_wrap() -> None:
    made = workbook(Diary(check_ins=(check_in(7, note="a\nb"),)), exported_at=NOW)
    with ZipFile(BytesIO(made)) as archive:
        styles = archive.read("xl/styles.xml").decode()
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        written_at = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r'formatCode="(.*?)"', styles)) == {"yyyy-mm-dd", "hh:mm"}
    for part in ("<b/>", '<bottom style="thin">', 'horizontal="left"', 'vertical="top"'):
        assert part in styles
    assert 'wrapText="1"' in styles
    used = re.findall(r'<c r="([A-Z]+)(\d)" s="(\d)"', page)
    assert {style for _, row, style in used if row == "1"} == {"1"}
    assert len({style for _, row, style in used if row == "2"}) == 3
    assert "2026-11-21T10:00:00Z" in written_at


@each(("length", "width"), [(3, 6), (30, 32), (60, 62), (61, 62), (900, 62)])
def test_a_column_of_the_workbook_is_as_wide_as_what_it_holds_up_to_a_limit(
    length: int, width: int
) -> None:
    made = workbook(Diary(check_ins=(check_in(7, note="x" * length),)), exported_at=NOW)
    with ZipFile(BytesIO(made)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    spans = re.findall(r'<col min="(\d+)" max="(\d+)" width="(.*?)"', page)
    widths = {n: int(float(w)) for a, b, w in spans for n in range(int(a), int(b) + 1)}
    header = sheets(Diary(check_ins=(check_in(7, note="x"),)))["Entries"][0]
    assert widths[header.index("note") + 1] == width
    assert widths[header.index("day") + 1] == len("2026-11-21") + 2
    assert 'topLeftCell="A2"' in page  # the header stays in sight
    assert 'state="frozen"' in page


def test_the_first_days_that_a_spreadsheet_has_read_back() -> None:
    diary = Diary(
        check_ins=tuple(check_in(7, id=f"c{n}", day=date(1900, 1, n), at=None) for n in (1, 2, 3))
    )
    back = take(workbook(diary, exported_at=NOW), diary=diary, name="x.xlsx").diary
    assert [c.day for c in back.check_ins] == [c.day for c in diary.check_ins]


def test_a_workbook_is_a_file_and_no_text(run: Run, tmp_path: Path) -> None:
    run("log", "7")
    file = tmp_path / "diary.xlsx"
    assert run("export", "xlsx", "-o", str(file)).out == f"{file}\n"
    assert run("import", str(file), "--home", str(tmp_path / "other")).out == "Added 1 record.\n"


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        (("csv", "--delimiter", "x"), "--delimiter is a comma"),
        (("csv", "--decimal", ","), "The decimal mark cannot be the delimiter."),
        (("json", "--kind", "events"), "goes with the format csv"),
        (("fhir", "--alarm", "1h"), "goes with the format ics"),
        (("ics", "--alarm", "soon"), "--alarm takes a time"),
    ],
)
def test_options_that_cannot_be_written_are_refused(
    run: Run, typed: tuple[str, ...], part: str
) -> None:
    run("log", "7")
    done = run("export", *typed)
    assert (done.code, done.out) == (2, "")
    assert re.search(rf"(?<!\w){re.escape(part)}", done.err)


def test_a_table_with_another_delimiter_is_read(run: Run) -> None:
    run("log", "7")
    text = run("export", "csv", "--delimiter", "semicolon", "--decimal", ",").raw.decode()
    (head, row) = csv.reader(StringIO(text), delimiter=";")
    assert dict(zip(head, row, strict=True))["mood"] == "7"
