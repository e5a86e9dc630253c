"""The diary as JSON: what goes out comes back, and what cannot be is refused with its place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.cases import each
from tests.conftest import Run
from tests.exchange import forms
from tests.exchange.forms import as_bytes
from tests.exchange.plans import apply_plan
from tests.exchange.reading import FIELDS
from tests.strategies import NASTY, diaries
from tracker.demo import invented_diary
from tracker.exchange import json as exchange_json
from tracker.exchange.fhir.form import read_form
from tracker.exchange.fhir.questionnaire import as_questionnaire
from tracker.exchange.formats import format_for
from tracker.exchange.json import read, write
from tracker.exchange.matching import plan_import
from tracker.exchange.result import ImportContext, ImportResult
from tracker.records import MOOD, CheckIn, Diary, Event, Measure, Rating, Settings, ValidationError

NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)

CONTRACT = """
{"format": "tracker-diary", "version": 1, "exported_at": "2026-06-15T08:00:00Z",
 "settings": {"day_starts_at": "04:00", "name": null, "region": null, "mood_only": false,
   "theme": null, "offer_questionnaires_after": null},
 "measures": [{"key": "mood", "label": "Mood", "low": 0, "high": 10, "step": 1, "better": "higher",
   "low_label": "worst I can imagine", "high_label": "best I can imagine", "unit": null,
   "active": true},
  {"key": "anxiety", "label": "Anxiety", "low": 0, "high": 10, "step": 1, "better": "lower",
   "low_label": "none", "high_label": "worst I can imagine", "unit": null, "active": true}],
 "check_ins": [{"id": "c1", "day": "2026-06-14", "at": "2026-06-14T21:04:00+02:00",
   "recorded_at": "2026-06-14T19:04:05Z", "ratings": {"mood": 7, "anxiety": 4}, "note": null}],
 "infusions": [{"id": "i1", "day": "2026-05-28", "start": "10:30", "status": "given", "route": "iv",
   "dose_mg": 40, "dose_mg_per_kg": 0.5, "weight_kg": 80, "minutes": 40, "phase": "maintenance",
   "new_course": false, "side_effects": [{"name": "nausea", "severity": 1, "when": "during"}],
   "cost": null, "note": null}],
 "assessments": [{"id": "a1", "day": "2026-06-12", "questionnaire": "phq-9",
   "answers": [1, 1, 2, 1, 1, 1, 1, 1, 0], "total": 9, "low": 0, "high": 27, "better": "lower"}],
 "events": [{"id": "e1", "kind": "medication", "title": "Lamotrigine", "from": "2026-04-02",
   "to": null, "dose": "25 → 100 mg daily", "note": null}]}
"""


def take(data: bytes, diary: Diary | None = None) -> ImportResult:
    return read(BytesIO(data), ImportContext(diary=diary or Diary(), now=NOW))


def file(**changes: object) -> bytes:
    return json.dumps(json.loads(CONTRACT) | changes).encode()


def read_here(data: bytes, known: Diary | None = None) -> Diary:
    return take(data, diary=known).diary


def refusal(data: bytes, known: Diary | None = None) -> str:
    with pytest.raises(ValidationError) as refused:
        read_here(data, known)
    field = refused.value.field  # or the place in the file
    assert field in FIELDS | {"The file", "diary"} or field.partition("[")[0].partition(".")[
        0
    ] in json.loads(CONTRACT)
    return str(refused.value)


def entry(section: str, **changes: object) -> bytes:
    """The contract's file with its one record of a kind changed."""
    record = json.loads(CONTRACT)[section][0]
    return file(**{section: [record | changes]})


def without(section: str, key: str) -> bytes:
    (entry,) = json.loads(CONTRACT)[section]
    return file(**{section: [{k: v for k, v in entry.items() if k != key}]})


def keys(value: Any) -> Any:
    if isinstance(value, dict):
        return [(key, keys(inner)) for key, inner in value.items()]
    return [keys(inner) for inner in value] if isinstance(value, list) else None


@given(diaries())
def test_what_is_exported_reads_back_as_the_same_diary_and_the_same_bytes(diary: Diary) -> None:
    diary = replace(diary, id="0" * 26)
    exported = write(diary, exported_at=NOW)
    again = read_here(exported)
    assert again == diary
    assert write(again, exported_at=NOW) == exported
    imported = apply_plan(Diary(), plan_import(Diary(), again, "skip", NOW))
    imported = replace(imported, id=diary.id)
    assert imported.empty or write(imported, exported_at=NOW) == exported


def test_the_shape_and_the_order_of_keys_are_those_of_the_contract() -> None:
    exported = json.loads(write(read_here(CONTRACT.encode()), exported_at=NOW))
    assert keys(exported) == keys(json.loads(CONTRACT))
    assert exported == json.loads(CONTRACT)


def test_every_record_has_a_line_of_its_own() -> None:
    nasty = tuple(
        CheckIn(id=f"c{n}", day=date(2026, 6, 1), at=None, recorded_at=None, note=note)
        for n, note in enumerate(NASTY)
    )
    lines = write(Diary(check_ins=nasty), exported_at=NOW).split(b"\n")
    assert sum(b'"recorded_at": ' in line for line in lines) == len(NASTY)
    assert all(json.loads(line.strip(b" ,")) for line in lines if line.startswith(b"  {"))


def test_every_measure_and_every_form_has_a_line_of_its_own() -> None:
    diary = Diary(measures=(MOOD, Measure(key="calm", label="Calm")))
    own = [as_questionnaire(read_form(as_bytes(forms.form(forms.choice(t))))) for t in "ab"]
    lines = write(diary, exported_at=NOW, questionnaires=own).decode().splitlines()
    for first in ("key", "resourceType"):
        found = [line for line in lines if line.startswith(f'  {{"{first}": ')]
        assert len([json.loads(line.rstrip(",")) for line in found]) == 2, first


def test_the_export_is_utf_8_with_letters_as_they_are() -> None:
    diary = Diary(
        check_ins=(
            CheckIn(id="c", day=date(2026, 6, 1), at=None, recorded_at=None, note="müde 夜"),
        )
    )
    assert "müde 夜" in write(diary, exported_at=NOW).decode()


def test_ids_may_be_left_out_and_are_then_made_in_the_order_of_the_file() -> None:
    entries = [{"day": "2026-06-14", "ratings": {"mood": n}} for n in (5, 3, 8)]
    diary = read_here(file(check_ins=entries))
    assert [c.value("mood") for c in diary.check_ins] == [5, 3, 8]
    assert len({c.id for c in diary.check_ins}) == 3


def test_keys_that_may_be_null_may_be_left_out() -> None:
    diary = read_here(
        b'{"format": "tracker-diary", "version": 1, "infusions": [{"day": "2026-05-28"}]}'
    )
    assert diary.infusions[0].status == "given"
    assert diary.measures == (MOOD,)


def test_what_a_later_tracker_may_add_is_passed_over() -> None:
    assert read_here(file(weather=[{"deep": [1]}])) == read_here(CONTRACT.encode())


def test_a_newer_version_is_refused_with_a_sentence() -> None:
    assert "version 2" in refusal(file(version=2))
    assert "Update tracker" in refusal(file(version=2))


def test_a_version_below_the_first_and_an_id_that_cannot_be_are_refused() -> None:
    head = '{"format": "tracker-diary", "version": '
    assert refusal(f"{head}0}}".encode()) == ("The version of the file is 0; the lowest is 1.")
    assert refusal(f'{head}1, "diary": "a b"}}'.encode()).startswith("diary: An id is 1 to 64")


def test_another_format_is_refused_with_a_sentence() -> None:
    for wrong in (file(format="daylio"), b'{"version": 1}', file(format=None)):
        assert "not a diary" in refusal(wrong)


def test_a_rating_off_the_scale_is_named_with_its_place() -> None:
    good = {"day": "2026-06-14", "ratings": {"mood": 7}}
    entries = [good] * 12 + [{"day": "2026-06-14", "ratings": {"mood": 11}}]
    expected = "check_ins[12].ratings.mood: Mood goes from 0 to 10 in whole numbers, not 11."
    assert refusal(file(check_ins=entries)) == expected


@each(
    ("data", "sentence"),
    [
        (without("check_ins", "day"), "check_ins[0].day is missing."),
        (without("events", "title"), "events[0].title is missing."),
        (without("assessments", "low"), "assessments[0].low is missing."),
        (file(check_ins={}), "check_ins is not a list in square brackets."),
        (file(check_ins=[7]), "check_ins[0] is not an object in braces."),
        (b"[]", "The file is not an object in braces."),
        (
            file(settings={"day_starts_at": "13:00"}),
            "settings: A diary day starts between 00:00 and 12:00.",
        ),
        (
            file(measures=[{"key": "Mood", "label": "Mood"}]),
            "measures[0]: A measure's key is lower-case letters, digits and _.",
        ),
        (
            file(measures=[{"key": "mood", "label": "Mood", "high": 100}]),
            "measures: mood is 0–10, 10 best in every diary.",
        ),
        (
            file(measures=[{"key": "mood", "label": "Mood"}, {"key": "mood", "label": "Mood"}]),
            "measures: a key appears twice; give each measure its own.",
        ),
    ],
)
def test_a_file_whose_parts_cannot_be_is_refused_with_the_place(data: bytes, sentence: str) -> None:
    assert refusal(data) == sentence


@each(
    ("changes", "sentence"),
    [
        ({"day": 20260614}, "check_ins[0].day is not text in quotes."),
        (
            {"day": "14.6.2026"},
            "check_ins[0].day: The day “14.6.2026” is not written as 2026-03-14.",
        ),
        ({"day": "2026-02-30"}, "check_ins[0].day: The day “2026-02-30” is not in the calendar."),
        ({"ratings": [7]}, "check_ins[0].ratings is not an object in braces."),
        (
            {"ratings": {"mood": True}},
            "check_ins[0].ratings.mood is not a number; write it as 7 or 6.5.",
        ),
        (
            {"ratings": {"mood": "7"}},
            "check_ins[0].ratings.mood is not a number; write it as 7 or 6.5.",
        ),
        ({"ratings": {}}, "check_ins[0]: An entry needs a score or a note."),
        ({"note": 7}, "check_ins[0].note is not text in quotes."),
        ({"at": "noon"}, "check_ins[0].at is not written like 2026-03-14T21:05:00+01:00."),
        (
            {"at": "2026-06-14T21:04:00"},
            "check_ins[0]: The time needs a UTC offset in whole minutes, as +02:00.",
        ),
        ({"id": "a b"}, "check_ins[0]: An id is 1 to 64 letters, digits or -_.: characters."),
    ],
)
def test_a_check_in_that_cannot_be_is_refused_with_the_place(
    changes: dict[str, object], sentence: str
) -> None:
    assert refusal(entry("check_ins", **changes)) == sentence


@each(
    ("section", "changes", "sentence"),
    [
        (
            "infusions",
            {"side_effects": [{"name": "nausea", "severity": 4}]},
            "infusions[0].side_effects[0]: The side effect's severity must be from 0 to 3, not 4.",
        ),
        (
            "infusions",
            {"side_effects": [None]},
            "infusions[0].side_effects[0] is not an object in braces.",
        ),
        (
            "infusions",
            {"side_effects": [{"name": "nausea", "severity": 2.5}]},
            "infusions[0].side_effects[0].severity is not a whole number.",
        ),
        ("infusions", {"new_course": "no"}, "infusions[0].new_course is neither true nor false."),
        ("infusions", {"start": "25:00"}, "infusions[0].start is not a time like 21:05."),
        ("assessments", {"total": 28}, "assessments[0]: The total must be from 0 to 27, not 28."),
        ("assessments", {"answers": [1.5]}, "assessments[0].answers[0] is not a whole number."),
        (
            "assessments",
            {"answers": [-1] * 9, "questionnaire": "PHQ9"},
            "assessments[0]: Item 1 (interest lost) takes 0 to 3, or - to leave it blank.",
        ),
        (
            "assessments",
            {"answers": [1, 1], "total": None},
            "assessments[0]: PHQ-9 has 9 items and 2 were answered. Type - for one left blank.",
        ),
        (
            "events",
            {"to": "2026-04-01"},
            "events[0]: The last day lies before the first; swap them.",
        ),
    ],
)
def test_any_other_record_that_cannot_be_is_refused_with_the_place(
    section: str, changes: dict[str, object], sentence: str
) -> None:
    assert refusal(entry(section, **changes)) == sentence


def test_two_records_of_one_id_are_refused_as_one_of_them_would_be_lost() -> None:
    (record,) = json.loads(CONTRACT)["check_ins"]
    other = {**record, "day": "2026-06-13"}
    sentence = "check_ins[1] has the id of another; give each its own, or leave the ids out."
    assert refusal(file(check_ins=[record, other])) == sentence
    assert len(read_here(file(check_ins=[record, record])).check_ins) == 1
    (event,) = json.loads(CONTRACT)["events"]
    assert refusal(file(events=[event, {**event, "title": "x"}])).startswith("events[1] has the id")


def test_a_rating_needs_a_measure_of_the_file_or_of_the_diary() -> None:
    data = entry("check_ins", ratings={"pain": 3})
    assert refusal(data).startswith("check_ins[0].ratings.pain is not a measure")
    pain = Measure(key="pain", label="Pain", better="lower")
    diary = read_here(data, Diary(measures=(MOOD, pain)))
    assert diary.check_ins[0].ratings == (Rating("pain", 3),)
    assert pain in diary.measures


def test_a_measure_that_the_diary_does_not_know_is_new() -> None:
    result = take(CONTRACT.encode())
    assert [measure.key for measure in result.new_measures] == ["anxiety"]


def test_settings_that_the_file_leaves_out_are_those_of_the_diary() -> None:
    known = Diary(settings=Settings(region="CH"))
    assert read_here(b'{"format": "tracker-diary", "version": 1}', known).settings.region == "CH"


@each(
    ("data", "word"),
    [
        (b"", "empty"),
        ('{"format": "é"}'.encode("latin-1"), "UTF-8"),
        (b'{"format": ', "line 1, column 12"),
        (b'{"format": "tracker-diary",\n "version": 01}', "line 2"),
        (b'{"version": 1, "version": 2}', "The key version appears twice"),
        (b'{"\x1b[2Jx": 1, "a": NaN}', "not JSON"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b'{"a": -Infinity}', "-Infinity is not a number"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "thousands of digits"),
    ],
)
def test_a_file_that_is_no_json_is_refused_in_one_sentence(data: bytes, word: str) -> None:
    assert word in refusal(data)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_here(b"\xef\xbb\xbf" + CONTRACT.encode()) == read_here(CONTRACT.encode())


def test_a_list_longer_than_any_diarys_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert exchange_json.MAX_OBJECTS == 200_000
    monkeypatch.setattr(exchange_json, "MAX_OBJECTS", 3)
    entries = [{"day": f"2026-06-{n:02}", "ratings": {"mood": n}} for n in (1, 2, 3, 4)]
    assert len(read_here(file(check_ins=entries[:3])).check_ins) == 3
    sentence = "check_ins has more than 3 entries; split it in parts."
    assert refusal(file(check_ins=entries)) == sentence


def test_a_number_too_large_for_any_scale_is_refused() -> None:
    data = CONTRACT.replace('"mood": 7', '"mood": 1e999').encode()
    assert refusal(data).startswith("check_ins[0].ratings.mood is not a number")
    data = CONTRACT.replace('"mood": 7', f'"mood": {"9" * 4000}').encode()
    assert refusal(data).startswith("check_ins[0].ratings.mood: Mood goes from 0 to 10")


def test_half_of_a_character_in_a_note_is_refused_without_repeating_the_note() -> None:
    data = CONTRACT.replace('"note": null', '"note": "secret \\ud800"', 1).encode()
    assert refusal(data).startswith("check_ins[0]: The note holds a character")
    assert "secret" not in refusal(data)


def test_a_key_with_control_characters_is_named_without_them() -> None:
    sentence = refusal(entry("check_ins", ratings={"\x1b[2Jpain\ud800": 3}))
    assert sentence.isprintable()
    assert "pain" in sentence


def test_json_is_found_by_name_and_by_ending() -> None:
    assert format_for("json") is format_for("backup/Diary.JSON")
    assert format_for("json").reader is read


def test_an_unknown_format_is_answered_with_those_there_are() -> None:
    with pytest.raises(ValidationError, match="Choose one of: json, csv"):
        format_for("diary.docx")


def test_an_invented_diary_stays_invented_and_never_joins_a_real_one() -> None:
    invented = invented_diary(1, date(2026, 6, 15))
    back = take(write(invented, exported_at=NOW)).diary
    real = Diary(events=(Event(id="a", kind="life", title="Moved", start=date(2026, 6, 1)),))
    assert back == invented
    with pytest.raises(ValidationError, match=r"^An invented diary"):
        plan_import(real, back, "skip", NOW)


def test_a_diary_keeps_its_id_its_contacts_and_the_forms_of_its_clinic(
    run: Run, tmp_path: Path
) -> None:
    form = as_bytes(forms.form(forms.choice("Wake early?"), forms.choice("Better off dead?")))
    run("scales", "add", "-", stdin=form)
    run("scales", "add", "-", stdin=as_bytes(forms.phq_9()))
    run("contacts", "--clinic", "My clinic", "555 0134")
    run("log", "7")
    exported = run("export", "json").raw
    values = json.loads(exported)
    assert values["contacts"] == [{"name": "My clinic", "number": "555 0134", "role": "clinic"}]
    assert [form["resourceType"] for form in values["questionnaires"]] == ["Questionnaire"] * 2
    elsewhere = ("--home", str(tmp_path / "elsewhere"))
    imported = run("import", "-", "--format", "json", "--yes", *elsewhere, stdin=exported)
    assert imported.code == 0
    again = run("export", "json", *elsewhere).raw
    assert json.loads(again) | {"exported_at": 0} == values | {"exported_at": 0}
    filled = run("scales", "fill", "sleep-check", "0", "2", *elsewhere)
    assert "findahelpline" in filled.err


def test_the_diarys_own_contacts_and_id_stay_after_an_import(run: Run) -> None:
    theirs = [{"name": "Kim", "number": "1", "role": "person"}, {"name": "C", "number": "2"}]
    assert [(role, c.name) for role, c in take(file(contacts=theirs)).contacts] == [
        ("person", "Kim"),
        ("clinic", "C"),
    ]
    run("contacts", "--clinic", "My clinic", "555 0134")
    run("log", "7")
    theirs = json.loads(run("export", "json").raw)
    theirs["contacts"] = [{"name": n, "number": "1"} for n in ("Another", "Kim", "Third", "Fourth")]
    theirs["diary"] = "0" * 26
    data = json.dumps(theirs).encode()
    done = run("import", "-", "--format", "json", "--yes", stdin=data)
    assert "Not read: contacts (2)." in done.err
    assert "Your own contacts stay; not imported: Another." in done.err
    after = json.loads(run("export", "json").raw)
    assert [c["name"] for c in after["contacts"]] == ["My clinic", "Kim"]
    assert after["diary"] != theirs["diary"]


def test_a_key_that_no_diary_has_is_named_and_not_dropped_in_silence() -> None:
    typed = {"day": "2026-06-14", "ratings": {"mood": 7}, "notes": "lost", "mood": 7, "tag": None}
    more = {f"x{n:02}": 1 for n in range(30)}
    result = take(file(check_ins=[typed, {**typed, "at": None}], infusion=[{}]))
    assert result.not_read == ("check_ins: mood (2)", "check_ins: notes (2)", "infusion (1)")
    assert len(take(file(check_ins=[typed | more])).not_read) == 20
    assert take(CONTRACT.encode()).not_read == ()
    effects = [{"name": "nausea", "severity": 1, "for": "an hour"}]
    result = take(
        file(
            settings={"sound": True},
            contacts=[{"name": "A", "number": "5", "role": "person", "email": "a@b"}],
            infusions=[{"day": "2026-06-14", "side_effects": effects}],
        )
    )
    unread = ("contacts: email (1)", "settings: sound (1)", "side_effects: for (1)")
    assert result.not_read == unread
