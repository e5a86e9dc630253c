"""Records as plain values and back: one list of fields for JSON, rows and history."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import MISSING, fields, replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests import strategies
from tests.cases import each
from tracker.records import (
    MOOD,
    Assessment,
    CheckIn,
    Diary,
    Event,
    Infusion,
    Measure,
    Rating,
    Settings,
    SideEffect,
    ValidationError,
    known_measure,
)
from tracker.records.codec import (
    RECORD_TABLES,
    class_of,
    from_plain,
    from_row,
    table_of,
    to_plain,
    to_row,
)

DAY = date(2026, 5, 28)
SLEEP = known_measure("sleep") or MOOD
INFUSION = Infusion(
    id="i1", day=DAY, dose_mg=40, side_effects=(SideEffect(name="nausea", severity=1),)
)
EXAMPLES: dict[str, Any] = {
    "check_in": CheckIn(
        id="c1", day=DAY, at=None, recorded_at=None, ratings=(Rating("mood", 7),), note="quiet"
    ),
    "infusion": INFUSION,
    "assessment": Assessment(id="a1", day=DAY, questionnaire="phq-9", total=9, low=0, high=27),
    "event": Event(id="e1", kind="life", title="Moved", start=DAY),
}


def records(diary: Diary) -> list[Any]:
    return [*diary.check_ins, *diary.infusions, *diary.assessments, *diary.events]


@given(strategies.diaries())
def test_every_record_comes_back_from_json_and_from_its_row_as_it_was(diary: Diary) -> None:
    scales = {measure.key: measure for measure in diary.measures}
    for record in records(diary):
        plain = json.loads(json.dumps(to_plain(record, list(scales))))
        assert from_plain(type(record), plain, "x", measures=scales) == record
    for measure in diary.measures:
        assert from_plain(Measure, json.loads(json.dumps(to_plain(measure)))) == measure
    assert from_plain(Settings, json.loads(json.dumps(to_plain(diary.settings)))) == diary.settings
    for record in records(diary):
        row = to_row(record)
        others = tuple(r for r in getattr(record, "ratings", ()) if r.measure != "mood")
        assert from_row(type(record), row, others) == record
        image = json.loads(json.dumps(row, ensure_ascii=False))
        assert from_row(type(record), image, others) == record
    for measure in diary.measures:
        assert from_row(Measure, to_row(measure) | {"position": 3}) == measure


def test_a_row_of_sqlite_is_read_as_it_comes() -> None:
    conn = sqlite3.connect(":memory:")
    conn.row_factory = sqlite3.Row
    row = to_row(INFUSION)
    names = ", ".join(f"? AS {name}" for name in row)
    found = conn.execute(f"SELECT {names}, 1 AS later", tuple(row.values())).fetchone()
    conn.close()
    assert from_row(Infusion, found) == INFUSION


@each("kind", RECORD_TABLES)
def test_a_row_written_before_a_field_was_added_is_read_with_its_default(kind: str) -> None:
    record = EXAMPLES[kind]
    assert table_of(record) == kind
    assert class_of(kind) is type(record)
    for field in fields(record):
        if field.default is MISSING or field.name not in to_row(record):
            continue
        row = to_row(record)
        del row[field.name]
        ratings = getattr(record, "ratings", ())
        without = replace(record, **{field.name: field.default})
        others = tuple(r for r in ratings if r.measure != "mood")
        assert from_row(type(record), row, others) == without


def test_the_published_json_of_an_event_says_from_and_to() -> None:
    assert list(to_plain(EXAMPLES["event"])) == [
        "id", "kind", "title", "from", "to", "dose", "note",
    ]  # fmt: skip
    assert list(to_plain(EXAMPLES["assessment"])) == [
        "id", "day", "questionnaire", "answers", "total", "low", "high", "better",
    ]  # fmt: skip


def test_a_list_has_a_million_entries_at_most() -> None:
    class Long(list[None]):
        length = 1_000_000

        def __len__(self) -> int:
            return self.length

    answers = Long()
    plain = to_plain(EXAMPLES["assessment"]) | {"answers": answers}
    assert from_plain(Assessment, plain, "x") == replace(EXAMPLES["assessment"], answers=())
    answers.length += 1
    with pytest.raises(ValidationError, match=r"^x\.answers has more than 1,000,000 entries"):
        from_plain(Assessment, plain, "x")


def test_an_id_is_made_where_there_is_none() -> None:
    values = {"day": "2026-05-28"}
    assert from_plain(Infusion, values, make_id=lambda: "new").id == "new"
    with pytest.raises(ValidationError, match=r"infusions\[3\]\.id is missing"):
        from_plain(Infusion, values, "infusions[3]")


def test_a_time_may_have_its_seconds() -> None:
    values = {"id": "i1", "day": "2026-05-28", "start": "21:05:30"}
    assert from_plain(Infusion, values) == Infusion(id="i1", day=DAY, start=time(21, 5))


def test_null_is_what_a_new_record_has() -> None:
    values = {"id": "i1", "day": "2026-05-28", "status": None, "side_effects": None, "note": None}
    assert from_plain(Infusion, values) == Infusion(id="i1", day=DAY)


OBJECT, NUMBER = " is not an object in braces.", " is not a number; write it as 7 or 6.5."
TIME = " is not a time like 21:05."
UNKNOWN = " is not a measure of the file or the diary."
NAUSEA, LATER = {"name": "x", "severity": 1}, {"name": "y", "severity": 1.5}


@each(
    ("kind", "changes", "place", "sentence"),
    [
        *((Infusion, {"dose_mg": n}, ".dose_mg", NUMBER) for n in ("forty", True)),
        (Infusion, {"dose_mg": float("nan")}, ".dose_mg", ""),
        (Infusion, {"dose_mg": -1}, "", ": The dose must be from "),
        *((Infusion, {"day": day}, ".day", "") for day in ("14.6.2026", "2026-02-30")),
        (Infusion, {"day": None}, ".day", " is missing."),
        *(
            (Infusion, {"start": start}, ".start", TIME)
            for start in (*["9pm", "25:00", "2105", "21.05", "21:05:30.5", "21:05+01:00", "2"], "")
        ),
        (Infusion, {"status": 3}, ".status", " is not text in quotes."),
        (Infusion, {"new_course": 1}, ".new_course", " is neither true nor false."),
        (Infusion, {"side_effects": {}}, ".side_effects", " is not a list in square brackets."),
        (Infusion, {"side_effects": [3]}, ".side_effects[0]", OBJECT),
        (Infusion, {"side_effects": [NAUSEA, LATER]}, ".side_effects[1].severity", ""),
        (Infusion, {"side_effects": [NAUSEA | {"severity": 4}]}, ".side_effects[0]", ": "),
        (Assessment, {"answers": [1, "2"]}, ".answers[1]", ""),
        (Assessment, {"answers": [1, 1.5]}, ".answers[1]", " is not a whole number."),
        (Event, {"from": 3}, ".from", ""),
        (CheckIn, {"at": "noon"}, ".at", " is not written like 2026-03-14T21:05:00+01:00."),
        (CheckIn, {"ratings": {"mood": 11}}, ".ratings.mood", ": Mood goes from 0 to 10 in "),
        (CheckIn, {"ratings": {"joy": 1}}, ".ratings.joy", UNKNOWN),
        (CheckIn, {"ratings": [1]}, ".ratings", OBJECT),
        (CheckIn, {"ratings": {"a\x1bb\n": 1}}, ".ratings.a?b?", UNKNOWN),
        (CheckIn, {"ratings": {"\x1b": "x"}}, ".ratings.?", ""),
    ],
)
def test_what_cannot_be_read_is_named_by_its_place_with_what_it_is_not(
    kind: type[Any], changes: dict[str, Any], place: str, sentence: str
) -> None:
    example = next(record for record in EXAMPLES.values() if type(record) is kind)
    with pytest.raises(ValidationError) as refused:
        from_plain(kind, to_plain(example) | changes, "x[1]", measures={"mood": MOOD})
    assert refused.value.field == f"x[1]{place}"
    assert str(refused.value).startswith(f"x[1]{place}{sentence}")
    assert str(refused.value).count(f"x[1]{place}") == 1


@each(
    ("changes", "field", "sentence"),
    [
        ({"dose_mg": -1}, "dose", "The dose must be from "),
        ({"dose_mg": "x"}, "dose_mg", "dose_mg is not a number"),
        (
            {"side_effects": [{"name": "x", "severity": 4}]},
            "side_effects[0]",
            "side_effects[0]: The side effect's severity must be from ",
        ),
    ],
)
def test_a_refusal_without_a_path_names_the_field_alone(
    changes: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        from_plain(Infusion, to_plain(INFUSION) | changes)
    assert refused.value.field == field
    assert str(refused.value).startswith(sentence)


def test_a_record_without_an_id_is_refused() -> None:
    values = {key: value for key, value in to_plain(INFUSION).items() if key != "id"}
    with pytest.raises(ValidationError, match=r"^x\.id is missing\.$"):
        from_plain(Infusion, values, "x")
    without = from_plain(CheckIn, to_plain(EXAMPLES["check_in"]) | {"ratings": {"joy": 3}}, "x")
    assert without.ratings == (Rating("joy", 3),)


@each("kind", [*map(class_of, RECORD_TABLES), Measure, Settings])
@each("values", [None, 3, "x", [], True])
def test_what_is_no_object_is_refused(kind: type[Any], values: object) -> None:
    with pytest.raises(ValidationError, match=r"things\[0\] is not an object"):
        from_plain(kind, values, "things[0]")
    with pytest.raises(ValidationError, match=r"^The value is not an object") as refused:
        from_plain(kind, values)
    assert refused.value.field == "The value"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.data(), st.sampled_from(RECORD_TABLES))
@hypothesis_settings(max_examples=60)
def test_whatever_a_file_holds_is_read_or_refused(data: st.DataObject, name: str) -> None:
    record = EXAMPLES[name]
    plain = to_plain(record)
    changed = data.draw(st.dictionaries(st.sampled_from(sorted(plain)), json_values, max_size=3))
    refusal_text = "x"
    try:
        from_plain(type(record), plain | changed, "x", measures={"mood": MOOD})
    except ValidationError as refused:
        refusal_text = str(refused)
    assert refusal_text.startswith("x")


@given(st.data(), st.sampled_from(RECORD_TABLES))
@hypothesis_settings(max_examples=50)
def test_whatever_a_row_holds_is_read_or_refused(data: st.DataObject, name: str) -> None:
    record = EXAMPLES[name]
    row = to_row(record)
    values = st.none() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=3)
    changed = data.draw(st.dictionaries(st.sampled_from(sorted(row)), values, max_size=3))
    refusal_text = "it was read"
    try:
        from_row(type(record), row | changed)
    except ValidationError as refused:
        refusal_text = str(refused)
    assert refusal_text


def test_sleep_in_steps_of_a_tenth_is_read_with_its_step_of_today() -> None:
    old = to_plain(SLEEP) | {"step": 0.1}
    assert from_plain(Measure, old) == SLEEP
    assert from_plain(Measure, old | {"key": "nap"}).step == 0.1
