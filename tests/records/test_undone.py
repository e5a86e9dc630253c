"""What undo says of each kind of change, and of each field of each record."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

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
    SideEffect,
    known_measure,
)
from tracker.records.codec import Record
from tracker.records.undone import LoggedChange, Undone

DAY = date(2026, 11, 21)
LONGEST = 56
"""Characters that a status line has for it."""
SLEEP = known_measure("sleep") or MOOD
DIARY = Diary(measures=(MOOD, SLEEP))
EVENING = datetime(2026, 11, 21, 21, 4, tzinfo=UTC)


def undone(
    action: str,
    kind: str | None = None,
    *,
    key: str | None = None,
    count: int = 1,
    before: Record | None = None,
    after: Record | None = None,
    setup_before: Diary = DIARY,
    setup_after: Diary = DIARY,
) -> str:
    at = datetime(2026, 11, 21, 9, tzinfo=UTC)
    change = LoggedChange(1, at, action, kind, key, count, None, before)
    return Undone(change, 0, after, (), setup_before, setup_after).sentence(DAY)


INFUSION = Infusion(
    id="i", day=DAY, start=time(10, 30), route="iv", dose_mg=40, dose_mg_per_kg=0.5, weight_kg=80,
    minutes=40, phase="induction", side_effects=(SideEffect(name="nausea", severity=1),), cost=250,
    note="calm", new_course=True,
)  # fmt: skip
EVENT = Event(id="e", kind="medication", title="Sertraline", start=DAY, end=DAY, dose="25 mg",
              note="slowly")  # fmt: skip
ENTRY = CheckIn(id="c", day=DAY, at=EVENING, recorded_at=EVENING, note="quiet",
                ratings=(Rating("mood", 7), Rating("sleep", 6.5)))  # fmt: skip
SCORED = Assessment(id="a", day=DAY, questionnaire="phq-9", answers=(1, 2), total=9, low=0, high=27)

AFTER = time(11)
CHANGES: list[tuple[Any, str, Any, str]] = [
    (INFUSION, "day", DAY - timedelta(1), "the day is Fri 20 Nov"),
    (INFUSION, "start", AFTER, "time is 11:00"),
    (INFUSION, "status", "planned", "it is planned"),
    (INFUSION, "route", "oral", "route is oral"),
    (INFUSION, "dose_mg", 50, "dose is 50 mg, 0.5 mg/kg"),
    (INFUSION, "dose_mg_per_kg", None, "dose is 40 mg"),
    (INFUSION, "weight_kg", 70.5, "weight is 70.5 kg"),
    (INFUSION, "minutes", 45, "duration is 45 min"),
    (INFUSION, "phase", "taper", "phase is taper"),
    (INFUSION, "side_effects", (SideEffect(name="pain", severity=2),), "side effects are pain mo"),
    (INFUSION, "cost", 300, "cost is 300"),
    (INFUSION, "note", "loud", "the old note is there"),
    (EVENT, "kind", "life", "kind is life"),
    (EVENT, "title", "Lithium", "title is Lithium"),
    (EVENT, "start", DAY - timedelta(1), "first day is Fri 20 Nov"),
    (EVENT, "end", DAY + timedelta(1), "last day is Sun 22 Nov"),
    (EVENT, "dose", "50 mg", "dose is 50 mg"),
    (EVENT, "note", "fast", "the old note is there"),
    (ENTRY, "day", DAY - timedelta(1), "the day is Fri 20 Nov"),
    (ENTRY, "at", EVENING.replace(hour=20), "time is 20:04"),
    (ENTRY, "ratings", (Rating("mood", 4), Rating("sleep", 6.5)), "mood is 4"),
    (ENTRY, "ratings", (Rating("mood", 7), Rating("sleep", 8)), "sleep is 8 hours"),
    (ENTRY, "note", "loud", "the old note is there"),
    (SCORED, "day", DAY - timedelta(1), "the day is Fri 20 Nov"),
    (SCORED, "total", 10, "total is 10"),
    (SCORED, "answers", (2, None), "answers are 2, -"),
]
WITHOUT_A_WORD = {"id", "new_course", "recorded_at", "questionnaire", "low", "high", "better"}


@each(("record", "field", "value", "text"), CHANGES)
def test_undo_of_a_changed_field_names_the_field_and_its_value_again(
    record: Any, field: str, value: Any, text: str
) -> None:
    sentence = undone("edit", before=record, after=replace(record, **{field: value}))
    whose = "“Sertraline”" if record is EVENT else "Sat 21 Nov"
    assert sentence.startswith(text)
    assert sentence.endswith(" again" if field == "day" else f" again for {whose}")


def test_undo_has_a_word_for_every_field_of_a_record() -> None:
    for record in (INFUSION, EVENT, ENTRY, SCORED):
        listed = {field for changed, field, _, _ in CHANGES if changed is record}
        assert listed == {field.name for field in fields(record)} - WITHOUT_A_WORD


@each(
    ("record", "field", "text"),
    [
        (INFUSION, "start", "time 10:30"), (INFUSION, "route", "route iv"),
        (INFUSION, "weight_kg", "weight 80 kg"), (INFUSION, "minutes", "duration 40 min"),
        (INFUSION, "phase", "phase induction"), (INFUSION, "cost", "cost 250"),
        (INFUSION, "note", "the note"), (EVENT, "end", "last day Sat 21 Nov"),
        (EVENT, "dose", "dose 25 mg"), (ENTRY, "at", "time 21:04"),
        (SCORED, "answers", "answers 1, 2"), (SCORED, "total", "total 9"),
    ],
)  # fmt: skip
def test_undo_of_a_filled_in_field_names_the_field_and_the_removed_value(
    record: Any, field: str, text: str
) -> None:
    whose = "“Sertraline”" if record is EVENT else "Sat 21 Nov"
    sentence = undone("edit", before=record, after=replace(record, **{field: None}))
    assert sentence == f"{text} of {whose}"


def test_undo_names_the_mark_of_a_new_course() -> None:
    without = replace(INFUSION, new_course=False)
    assert undone("edit", before=INFUSION, after=without) == "new course marked of Sat 21 Nov"
    assert undone("edit", before=without, after=INFUSION).startswith("new course is marked again")


def test_undo_of_a_field_without_a_word_names_the_record() -> None:
    sentence = undone("edit", before=SCORED, after=replace(SCORED, high=30))
    assert sentence == "the change to the PHQ-9 of Sat 21 Nov"


@each("longer", [0, 1])
def test_undo_in_more_than_56_characters_names_the_record_alone(longer: int) -> None:
    rest = len("dose is  again for “Sertraline”")
    dose = "x" * (LONGEST - rest + longer)
    sentence = undone("edit", before=EVENT, after=replace(EVENT, dose=dose))
    assert (sentence == "the change to the medication “Sertraline”") is bool(longer)
    label = "x" * (LONGEST - len(" 7 of Sat 21 Nov") + longer)
    rated = CheckIn(id="c", day=DAY, at=None, recorded_at=None, ratings=(Rating("own", 7),))
    setup = Diary(measures=(MOOD, Measure(key="own", label=label)))
    shown = undone("add", before=rated, setup_after=setup, setup_before=setup)
    assert (shown == "the entry of Sat 21 Nov") is bool(longer)


KINDS = (
    *("check_in", "infusion", "event", "assessment", "measure", "setting", "contacts"),
    *("questionnaire", "first_run"),
)
ACTIONS = ("add", "plan", "remove", "restore", "import", "arrange", "edit")


@each("number", [1, 2])
def test_undo_tells_each_action_on_each_kind_from_every_other(number: int) -> None:
    said = {undone(action, kind, count=number) for action in ACTIONS for kind in KINDS}
    assert len(said) == len(ACTIONS) * len(KINDS)
    assert undone("merge", count=2) != undone("import", count=2)


NOUNS = {
    "check_in": "entry entries", "infusion": "infusion infusions", "event": "event events",
    "assessment": "questionnaire questionnaires", "measure": "measure measures",
    "setting": "setting settings", "contacts": "contacts contacts", "unheard-of": "entry entries",
}  # fmt: skip


@each("kind", NOUNS)
def test_undo_of_one_and_of_several_has_the_noun_that_a_person_reads(kind: str) -> None:
    one, several = NOUNS[kind].split()
    assert undone("unheard-of", kind) == f"the change to the {one}"
    assert undone("unheard-of", kind, count=2000) == f"the change to 2,000 {several}"


def test_undo_says_what_was_done_in_words() -> None:
    said = {action: (undone(action), undone(action, count=3)) for action in (*ACTIONS, "merge")}
    assert said == {
        "add": ("the new entry", "3 entries"),
        "plan": ("the planned entry", "3 entries planned"),
        "remove": ("the removal of the entry", "the removal of 3 entries"),
        "restore": ("the return of the entry", "the return of 3 entries"),
        "import": ("the import of the entry", "the import of 3 entries"),
        "merge": ("the merge", "the merge of 3 entries"),
        "arrange": ("the order of the entry", "the order of 3 entries"),
        "edit": ("the change to the entry", "the change to 3 entries"),
    }
    assert undone("add", "questionnaire") == "the new clinic's form"
    assert undone("add", "questionnaire", count=2) == "2 clinic's forms"
    assert undone("add", "first_run") == "the new first questions"
    assert undone("demo") == "the invented diary"


def test_undo_of_a_measure_or_a_setting_names_it_by_its_key() -> None:
    assert undone("edit", "measure", key="hot_flush") == "the change to the measure hot-flush"
    assert undone("edit", "setting", key="theme") == "the change of colours"
    assert undone("edit", "setting", key="odd") == "the change to the setting odd"
    assert undone("edit", "setting", key="mood_only").endswith("to mood-only; it is off again")


def test_undo_names_a_planned_infusion_and_a_questionnaire() -> None:
    planned = replace(INFUSION, status="planned")
    assert undone("add", before=planned) == "the planned infusion of Sat 21 Nov"
    assert undone("restore", before=planned) == "the return of the planned infusion of Sat 21 Nov"
    assert undone("add", before=SCORED) == "the PHQ-9 of Sat 21 Nov"
