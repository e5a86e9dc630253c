"""The diary as a FHIR R4 Bundle, read back by another library and by the rules it leaves out."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from fhir.resources import R4B
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given

from tests.cases import each
from tests.conftest import NOW, Run
from tests.exchange.fhir_rules import broken
from tests.exchange.forms import as_bytes, phq_9
from tests.exchange.reading import refusal, take
from tests.storage.making import TODAY, check_in, event, infusion, measure
from tests.strategies import diaries
from tracker.exchange.fhir.bundle import omitted, write
from tracker.exchange.fhir.elements import SEVERITY
from tracker.exchange.fhir.model import OURS
from tracker.exchange.matching import plan_import
from tracker.records import MOOD, Assessment, Diary, Measure, Rating, Settings, SideEffect
from tracker.records.questionnaires import (
    Answer,
    Item,
    Questionnaire,
    get_questionnaire,
    make_assessment,
    shipped_questionnaires,
)

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
KETAMINE = {
    SNOMED: "373464007",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "6130",
    "http://www.whocc.no/atc": "N01AX03",
}
ESKETAMINE = {"http://www.whocc.no/atc": "N06AX27"}
PHQ_9 = (1, 1, 2, 1, 1, 1, 1, 1, 0)
DAY = TODAY.isoformat()


def bundle(diary: Diary, **options: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(write(diary, exported_at=NOW, **options))
    assert broken(made) == []
    return made


def resources(diary: Diary, kind: str, **options: Any) -> list[dict[str, Any]]:
    every = (entry["resource"] for entry in bundle(diary, **options)["entry"])
    return [resource for resource in every if resource["resourceType"] == kind]


def observation(diary: Diary, **options: Any) -> dict[str, Any]:
    (found,) = resources(diary, "Observation", **options)
    return found


def answers(key: str, *given: int | None) -> Diary:
    filled = make_assessment(get_questionnaire(key), given, record_id="a1", day=TODAY)
    return Diary(assessments=(filled,))


def total(name: str, value: float, high: int = 27) -> Diary:
    made = Assessment(id="a1", day=TODAY, questionnaire=name, total=value, low=0, high=high)
    return Diary(assessments=(made,))


class Server:
    """A store that does what a server does with a transaction of PUTs."""

    def __init__(self) -> None:
        self.stored: dict[str, dict[str, Any]] = {}

    def post(self, made: dict[str, Any]) -> None:
        assert made["type"] == "transaction"
        names = {entry["fullUrl"]: entry["request"]["url"] for entry in made["entry"]}
        for entry in made["entry"]:
            assert entry["request"]["method"] == "PUT"
            text = json.dumps(entry["resource"])
            for url, name in names.items():
                text = text.replace(json.dumps(url) + "}", json.dumps(name) + "}")
            self.stored[entry["request"]["url"]] = json.loads(text)

    def dangling(self) -> list[str]:
        found = [v for k, v in _walk(list(self.stored.values())) if k == "reference"]
        return [reference for reference in found if reference not in self.stored]


def _walk(value: Any, key: str = "") -> Any:
    yield key, value
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "identifier":
                yield from _walk(inner, name)
    if isinstance(value, list):
        for inner in value:
            yield from _walk(inner, key)


@given(diaries())
def test_any_bundle_is_valid_and_posted_twice_leaves_each_resource_once(diary: Diary) -> None:
    made = bundle(diary, notes=True)
    # 4.3.0 is R4B, which changed nothing of R4 (4.0.1) in the five resources used here.
    assert R4B.__fhir_version__ == "4.3.0"
    Bundle.model_validate(made)
    server = Server()
    server.post(made)
    stored = dict(server.stored)
    server.post(bundle(diary, notes=True))
    assert server.stored == stored
    assert server.dangling() == []
    assert sum(name.startswith("Patient/") for name in stored) == 1


def test_the_same_diary_gives_the_same_bytes_but_for_the_moment() -> None:
    later = write(NOTED, exported_at=NOW + timedelta(seconds=5), notes=True)
    assert later.replace(b"15:40:05Z", b"15:40:00Z") == write(NOTED, exported_at=NOW, notes=True)


def test_a_record_has_the_same_id_in_every_version() -> None:
    effects = (SideEffect(name="nausea", severity=2, when="after"),)
    diary = Diary(
        check_ins=(check_in(7, id="c1", note="x"),),
        assessments=answers("phq-9", *PHQ_9).assessments,
        infusions=(infusion(id="i1", side_effects=effects, note="x"),),
        events=(event(id="e1", note="x"),),
    )
    names = (
        *("patient/a1", "rating/c1/mood", "note/c1", "answers/a1", "total/a1", "infusion/i1"),
        *("side-effect/i1/1", "note/i1", "event/e1", "note/e1"),
    )
    namespace = UUID("8d5fdb7a-6a3f-4a0e-9c55-3f1f5b0c7e21")
    made = [entry["resource"]["id"] for entry in bundle(diary, notes=True)["entry"]]
    assert made == [str(uuid5(namespace, name)) for name in names]


def test_the_rules_notice_what_is_wrong() -> None:
    made = bundle(Diary(check_ins=(check_in(7, id="c1"),)))
    entry = made["entry"][1]
    entry["resource"] |= {"status": "bogus", "subject": {"reference": "urn:uuid:x"}, "issued": DAY}
    faults = broken(made)
    assert len(faults) == 3
    assert "Bundle.entry.resource.subject.reference leads nowhere" in faults


def test_a_rating_is_a_survey_answer_of_the_patient() -> None:
    made = bundle(Diary(check_ins=(check_in(7),)))
    patient, rated = (entry["resource"] for entry in made["entry"])
    who = {"reference": f"urn:uuid:{patient['id']}"}
    assert (rated["subject"], rated["performer"]) == (who, [who])
    survey = {
        "system": "http://terminology.hl7.org/CodeSystem/observation-category",
        "code": "survey",
        "display": "Survey",
    }
    mood = {"system": OURS, "code": "mood", "display": "Mood"}
    assert rated == {
        "resourceType": "Observation",
        "id": rated["id"],
        "status": "final",
        "category": [{"coding": [survey]}],
        "code": {"coding": [mood], "text": "Mood"},
        "subject": who,
        "performer": [who],
        "effectiveDateTime": "2026-11-21T16:40:00+01:00",
        "issued": "2026-11-21T15:40:00+00:00",
        "valueQuantity": {
            "value": 7,
            "unit": "score",
            "system": "http://unitsofmeasure.org",
            "code": "{score}",
        },
        "method": {
            "text": "Self-report on one scale from 0 (worst I can imagine) to 10 "
            "(best I can imagine), higher is better"
        },
        "identifier": rated["identifier"],
    }


def test_hours_of_sleep_are_hours_and_pain_has_its_loinc_code() -> None:
    diary = Diary(
        measures=(MOOD, measure("sleep"), measure("pain")),
        check_ins=(check_in(None, sleep=6.5, pain=3),),
    )
    pain, sleep = resources(diary, "Observation")
    assert sleep["valueQuantity"] == {
        "value": 6.5,
        "unit": "h",
        "system": "http://unitsofmeasure.org",
        "code": "h",
    }
    assert {"system": LOINC, "code": "72514-3"} in pain["code"]["coding"]


@each(
    ("unit", "expected"),
    [("hours", ("h", "h")), ("h", ("h", "h")), ("minutes", ("min", "min")), ("steps", ("steps",))],
)
def test_a_unit_has_its_code_where_it_has_one(unit: str, expected: tuple[str, ...]) -> None:
    own = Measure(key="walk", label="Walk", high=24, unit=unit)
    rated = replace(check_in(5), ratings=(Rating("walk", 4),))
    quantity = observation(Diary(measures=(MOOD, own), check_ins=(rated,)))["valueQuantity"]
    assert (quantity["unit"], *filter(None, [quantity.get("code")])) == expected
    assert ("system" in quantity) == (len(expected) == 2)


def test_a_known_measure_on_another_scale_has_no_code() -> None:
    own = replace(measure("pain"), high=5)
    rated = replace(check_in(5), ratings=(Rating("pain", 4),))
    assert observation(Diary(measures=(MOOD, own), check_ins=(rated,)))["code"] == {"text": "Pain"}


def test_an_own_measure_is_recognised_by_its_name_alone() -> None:
    own = Measure(key="calm", label="Calm", high=5)
    calm = replace(check_in(5), ratings=(Rating("calm", 4),))
    diary = Diary(measures=(MOOD, own), check_ins=(calm,))
    assert observation(diary)["code"] == {"text": "Calm"}


@each(
    ("details", "effective"),
    [
        ({}, "2026-11-21T16:40:00+01:00"),
        ({"at": None}, DAY),
        ({"day": TODAY - timedelta(days=1)}, "2026-11-20"),  # filled in later
        ({"at": datetime(2026, 11, 22, 0, 30, tzinfo=NOW.tzinfo)}, "2026-11-22T00:30:00+01:00"),
        (
            {"at": datetime(2026, 11, 21, 20, tzinfo=timezone(timedelta(hours=15)))},
            "2026-11-21T05:00:00+00:00",
        ),
        (
            {"at": datetime(2026, 11, 21, 20, tzinfo=timezone(timedelta(hours=14)))},
            "2026-11-21T20:00:00+14:00",
        ),
    ],
)
def test_a_rating_has_its_time_or_its_day(details: dict[str, Any], effective: str) -> None:
    assert observation(Diary(check_ins=(check_in(7, **details),)))["effectiveDateTime"] == effective


def test_a_phq_9_is_answered_in_loinc_codes_that_count() -> None:
    (response,) = resources(answers("phq-9", *PHQ_9), "QuestionnaireResponse")
    assert response["questionnaire"] == "http://loinc.org/q/44249-1"
    assert response["authored"] == DAY
    assert len(response["item"]) == 9
    third = response["item"][2]
    assert third["linkId"] == "/44259-0"
    coding = third["answer"][0]["valueCoding"]
    assert (coding["system"], coding["code"]) == (LOINC, "LA6570-1")
    assert coding["extension"][0]["valueDecimal"] == 2


def test_a_total_has_its_loinc_code_and_refers_to_the_answers() -> None:
    diary = answers("phq-9", *PHQ_9)
    (response,) = resources(diary, "QuestionnaireResponse")
    made = observation(diary)
    assert made["code"] == {"coding": [{"system": LOINC, "code": "44261-6"}], "text": "PHQ-9 total"}
    assert made["valueQuantity"]["value"] == 9
    assert made["derivedFrom"] == [{"reference": f"urn:uuid:{response['id']}"}]


def test_a_gad_7_is_answered_in_loinc_codes_too() -> None:
    (response,) = resources(answers("gad-7", 1, 0, 2, 0, 0, 0, 0), "QuestionnaireResponse")
    assert response["questionnaire"] == "http://loinc.org/q/69737-5"
    assert response["item"][2]["linkId"] == "/69733-4"
    assert response["item"][2]["answer"][0]["valueCoding"]["code"] == "LA6570-1"


def test_without_codes_for_its_answers_a_questionnaire_has_whole_numbers() -> None:
    (response,) = resources(answers("peg", 3, 4, 5), "QuestionnaireResponse")
    assert "questionnaire" not in response
    assert response["item"][2]["answer"] == [{"valueInteger": 5}]


def test_an_item_left_blank_is_not_there_and_no_total_is_made_up() -> None:
    diary = answers("gad-7", 1, None, 2, 0, 0, 0, 0)
    (response,) = resources(diary, "QuestionnaireResponse")
    assert len(response["item"]) == 6
    assert resources(diary, "Observation") == []


def test_only_our_own_words_of_a_questionnaire_are_exported() -> None:
    ours = {item.label for known in shipped_questionnaires() for item in known.items}
    filled = (
        answers(known.key, *(item.low for item in known.items))
        for known in shipped_questionnaires()
    )
    for diary in filled:
        (response,) = resources(diary, "QuestionnaireResponse")
        assert {item["text"] for item in response["item"]} <= ours
        assert "display" not in json.dumps([item["answer"] for item in response["item"]])


def test_a_clinics_questionnaire_is_exported_in_numbers() -> None:
    made = Assessment(
        id="a1", day=TODAY, questionnaire="calm-5", total=3, low=0, high=9, answers=(1, 2)
    )
    (response,) = resources(Diary(assessments=(made,)), "QuestionnaireResponse")
    assert response["item"] == [
        {"linkId": "1", "answer": [{"valueInteger": 1}]},
        {"linkId": "2", "answer": [{"valueInteger": 2}]},
    ]


def test_a_total_alone_names_no_performer() -> None:
    made = observation(total("MADRS", 12, 60))
    total_code = {"system": OURS, "code": "questionnaire-total", "display": "Questionnaire total"}
    assert made["code"] == {"coding": [total_code], "text": "MADRS total"}
    assert made["method"] == {"text": "Total on 0 to 60, lower is better"}
    assert "performer" not in made
    assert "derivedFrom" not in made


def test_a_total_on_another_range_is_not_given_the_known_code() -> None:
    assert observation(total("phq-9", 12, 80))["code"]["coding"][0]["system"] == OURS


@each(
    ("status", "expected"),
    [("given", "completed"), ("planned", "intended"), ("cancelled", "not-taken")],
)
def test_an_infusion_has_the_status_of_its_statement(status: Any, expected: str) -> None:
    (made,) = resources(Diary(infusions=(infusion(status=status),)), "MedicationStatement")
    assert made["status"] == expected
    assert made["effectivePeriod"] == {"start": DAY, "end": DAY}
    assert made["informationSource"] == made["subject"]
    assert "dosage" not in made


def test_an_infusion_has_its_dose_and_route() -> None:
    given = infusion(dose_mg=40, dose_mg_per_kg=0.5, route="iv", minutes=40, phase="induction")
    (made,) = resources(Diary(infusions=(given,)), "MedicationStatement")
    assert made["dosage"] == [
        {
            "text": "40 mg, 0.5 mg/kg, into a vein, over 40 minutes, induction phase",
            "route": {"coding": [{"system": SNOMED, "code": "47625008"}], "text": "into a vein"},
            "timing": {"repeat": {"duration": 40, "durationUnit": "min"}},
            "doseAndRate": [dose("ordered", 0.5, "mg/kg"), dose("calculated", 40, "mg")],
        }
    ]


def test_one_dose_is_neither_ordered_nor_calculated_and_an_unknown_phase_is_not_named() -> None:
    for details, expected in (
        ({"dose_mg": 40}, {"doseAndRate": [{"doseQuantity": dose("", 40, "mg")["doseQuantity"]}]}),
        ({"dose_mg_per_kg": 0.5}, {"doseAndRate": [
            {"doseQuantity": dose("", 0.5, "mg/kg")["doseQuantity"]}]}),
        ({"phase": "unknown"}, {}),
        ({"phase": "maintenance"}, {"text": "maintenance phase"}),
        ({"minutes": 62.5}, {"text": "over 62.5 minutes",
                             "timing": {"repeat": {"duration": 62.5, "durationUnit": "min"}}}),
    ):  # fmt: skip
        (made,) = resources(Diary(infusions=(infusion(**details),)), "MedicationStatement")
        dosage = made.get("dosage", [{}])[0]
        stated = {"text": dosage.get("text")} if "text" in expected else {}
        assert {**dosage, **stated}.items() >= expected.items(), details
        assert ("text" in dosage) == ("text" in expected or "doseAndRate" in expected), details


def dose(kind: str, value: float, unit: str) -> dict[str, Any]:
    system = "http://terminology.hl7.org/CodeSystem/dose-rate-type"
    coded = {"coding": [{"system": system, "code": kind}], "text": kind.capitalize()}
    amount = {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    return {"type": coded, "doseQuantity": amount}


@each(
    ("details", "text", "codes"),
    [
        ({"route": "iv"}, "Ketamine", KETAMINE),
        ({}, "Ketamine", KETAMINE),
        *(({"route": "nasal", "dose_mg": mg}, "Esketamine", ESKETAMINE) for mg in (28, 56, 84)),
        ({"route": "nasal", "dose_mg": 50}, "Ketamine or esketamine", {}),
        ({"route": "nasal"}, "Ketamine or esketamine", {}),
    ],
)
def test_what_was_given_is_coded_only_where_the_diary_says_which_it_was(
    details: dict[str, Any], text: str, codes: dict[str, str]
) -> None:
    (made,) = resources(Diary(infusions=(infusion(**details),)), "MedicationStatement")
    assert made["medicationCodeableConcept"] == coded(text, codes)


def test_a_medicine_of_that_name_has_the_same_codes() -> None:
    for name, codes in (
        *((name, KETAMINE) for name in ("Ketamin p.o.", "Ketamine", "Ketalar 50 mg")),
        *((name, ESKETAMINE) for name in ("Spravato", "Esketamine", "Esketamin nasal")),
        ("Ketonal", {}),
    ):
        (made,) = resources(Diary(events=(event(name),)), "MedicationStatement")
        assert made["medicationCodeableConcept"] == coded(name, codes)


def coded(text: str, codes: dict[str, str]) -> dict[str, Any]:
    coding = [{"system": system, "code": code} for system, code in codes.items()]
    return {"text": text} | ({"coding": coding} if coding else {})


@each(
    ("route", "words", "code"),
    [
        ("iv", "into a vein", "47625008"),
        ("im", "into a muscle", "78421000"),
        ("nasal", "into the nose", "46713006"),
        ("sc", "under the skin", "34206005"),
        ("sublingual", "under the tongue", "37839007"),
        ("oral", "by mouth", "26643006"),
        ("other", "by another route", None),
    ],
)
def test_a_route_has_its_words_and_its_snomed_code(
    route: str, words: str, code: str | None
) -> None:
    (made,) = resources(Diary(infusions=(infusion(route=route),)), "MedicationStatement")
    (dosage,) = made["dosage"]
    coded = {"coding": [{"system": SNOMED, "code": code}]} if code else {}
    assert dosage == {"text": words, "route": {"text": words if code else "other"} | coded}


def test_no_mark_of_direction_and_no_escape_is_exported() -> None:
    strange = (
        "\x1b[31mred\x1b[0m \u202eturned\u2066 \x1b]52;c;eA==\x07and\x9b2J \u200b👨\u200d👩\u200d👧"
    )
    noted = Diary(check_ins=(check_in(7, note=strange),))
    (_, note) = resources(noted, "Observation", notes=True)
    text = note["valueString"]
    assert not set(text) & set("\x1b\x07\x9b\u202e\u2066\u200b")
    assert [word for word in text.split() if word.isalpha()] == ["turned", "and"]
    assert text.endswith("👨\u200d👩\u200d👧")


def test_a_bundle_for_reading_asks_for_nothing() -> None:
    made = bundle(Diary(check_ins=(check_in(7),)), bundle="collection")
    assert made["type"] == "collection"
    assert all("request" not in entry for entry in made["entry"])


def test_the_time_of_an_infusion_has_an_offset_only_where_one_is_known() -> None:
    given = infusion(start=time(10, 30), minutes=40)
    (alone,) = resources(Diary(infusions=(given,)), "MedicationStatement")
    assert alone["effectivePeriod"] == {"start": DAY, "end": DAY}
    assert alone["dosage"][0]["text"] == "at 10:30 local time, over 40 minutes"
    unmeasured = replace(given, minutes=None)
    diary = Diary(infusions=(unmeasured,), check_ins=(check_in(7),))
    (begun,) = resources(diary, "MedicationStatement")
    assert begun["effectivePeriod"] == {"start": "2026-11-21T10:30:00+01:00"}
    diary = Diary(infusions=(given,), check_ins=(check_in(7),))
    (beside,) = resources(diary, "MedicationStatement")
    assert beside["effectivePeriod"] == {
        "start": "2026-11-21T10:30:00+01:00",
        "end": "2026-11-21T11:10:00+01:00",
    }


def test_where_a_journey_leaves_two_offsets_on_one_day_none_is_chosen() -> None:
    away = NOW.astimezone(timezone(timedelta(hours=-5)))
    there = (check_in(7, id="c1"), check_in(7, id="c2", at=away))
    diary = Diary(infusions=(infusion(start=time(10, 30)),), check_ins=there)
    (made,) = resources(diary, "MedicationStatement")
    assert made["effectivePeriod"] == {"start": DAY, "end": DAY}


def test_a_side_effect_is_a_part_of_its_infusion() -> None:
    given = infusion(side_effects=(SideEffect(name="nausea", severity=2, when="after"),))
    diary = Diary(infusions=(given,))
    (statement,) = resources(diary, "MedicationStatement")
    made = observation(diary)
    side_effect = {"system": OURS, "code": "side-effect", "display": "Side effect"}
    assert made["code"] == {"coding": [side_effect], "text": "nausea, after the infusion"}
    moderate = {"system": SEVERITY, "code": "2", "display": "moderate"}
    assert made["valueCodeableConcept"] == {"coding": [moderate], "text": "moderate"}
    assert made["partOf"] == [{"reference": f"urn:uuid:{statement['id']}"}]


@each(
    ("start", "end", "status"),
    [
        (date(2026, 4, 2), None, "active"),
        (date(2026, 4, 2), TODAY, "active"),
        (date(2026, 4, 2), date(2026, 5, 1), "completed"),
        (date(2026, 4, 2), TODAY - timedelta(days=1), "completed"),
        (TODAY, None, "active"),
        (TODAY + timedelta(days=1), None, "intended"),
    ],
)
def test_a_medicine_is_taken_from_its_first_day_to_its_last(
    start: date, end: date | None, status: str
) -> None:
    taken = event("Lamotrigine", start, end=end, dose="25 mg daily")
    (made,) = resources(Diary(events=(taken,)), "MedicationStatement")
    assert (made["status"], made["medicationCodeableConcept"]) == (status, {"text": "Lamotrigine"})
    assert made["dosage"] == [{"text": "25 mg daily"}]
    assert ("end" in made["effectivePeriod"]) == (end is not None)


def test_a_dose_ends_where_the_next_one_of_the_medicine_begins() -> None:
    doses = (
        event("Lamotrigine", date(2026, 4, 2), dose="25 mg daily"),
        event("lamotrigine", date(2026, 6, 1), dose="50 mg daily"),
    )
    first, second = resources(Diary(events=doses), "MedicationStatement")
    assert (first["status"], first["effectivePeriod"]) == (
        "completed",
        {"start": "2026-04-02", "end": "2026-05-31"},
    )
    assert (second["status"], second["effectivePeriod"]) == ("active", {"start": "2026-06-01"})


NOTED = Diary(
    check_ins=(check_in(7, note="of a check-in"),),
    infusions=(infusion(note="of an *infusion*", cost=450),),
    events=(event(note="of a medicine"), event("A walk", kind="life", note="of a walk")),
)


def test_notes_are_left_out_unless_chosen() -> None:
    assert "of a" not in json.dumps(bundle(NOTED))
    _, *notes = resources(NOTED, "Observation", notes=True)
    assert [note["valueString"] for note in notes] == [
        *("of a check-in", "of an *infusion*", "of a medicine")
    ]
    note = {"system": OURS, "code": "diary-note", "display": "Note"}
    assert [note["code"] for note in notes] == [{"coding": [note], "text": "Note"}] * 3
    infused, taken = resources(NOTED, "MedicationStatement")
    about = [{"reference": f"urn:uuid:{made['id']}"} for made in (infused, taken)]
    assert [note.get("partOf") for note in notes] == [None, [about[0]], [about[1]]]


def test_what_the_bundle_leaves_out_is_named() -> None:
    assert omitted(NOTED) == [
        "notes (3; --notes includes them)",
        "events other than medicines (1)",
        "the cost and body weight of infusions",
    ]
    assert omitted(NOTED, notes=True) == omitted(NOTED)[1:]
    walks = Diary(events=(*NOTED.events, event("Walk", kind="life"), event("Moved", kind="life")))
    assert omitted(walks) == ["notes (1; --notes includes them)", "events other than medicines (3)"]
    for detailed in (infusion(cost=0), infusion(weight_kg=80)):
        assert omitted(Diary(infusions=(detailed,))) == omitted(NOTED)[2:]
    assert omitted(Diary(infusions=(infusion(dose_mg=40),), events=(event(),))) == []


def test_the_patient_has_a_name_only_from_the_settings() -> None:
    diary = Diary(check_ins=(check_in(7),))
    assert "name" not in resources(diary, "Patient")[0]
    named = replace(diary, settings=Settings(name="Zoë"))
    assert resources(named, "Patient")[0]["name"] == [{"text": "Zoë"}]
    assert "Zoë".encode() in write(named, exported_at=NOW)


def test_two_people_are_two_patients_and_one_stays_one_while_the_diary_grows() -> None:
    first, second = check_in(7, id=f"{'0' * 25}1"), check_in(7, id=f"{'0' * 25}2")
    one, other = Diary(check_ins=(first,)), Diary(check_ins=(second,))
    both = Diary(check_ins=(first, second), infusions=(infusion(id="i1"),))
    ids = [resources(diary, "Patient")[0]["id"] for diary in (one, other, both)]
    assert ids[0] == ids[2] != ids[1]


def test_an_invented_diary_is_marked_as_test_data_on_every_resource() -> None:
    made = bundle(Diary(check_ins=(check_in(7),), invented=True))
    tagged = [made, *(entry["resource"] for entry in made["entry"])]
    tag = {
        "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
        "code": "HTEST",
        "display": "test health data",
    }
    assert all(resource["meta"] == {"tag": [tag]} for resource in tagged)


def test_the_command_writes_a_private_file_and_says_what_is_not_in_it(
    run: Run, tmp_path: Path
) -> None:
    run("log", "7", "--note", "-", stdin=b"private")
    file = tmp_path / "diary.fhir.json"
    done = run("export", "fhir", "-o", str(file))
    assert (done.code, done.out) == (0, f"{file}\n")
    assert done.err == "Not in it: notes (1; --notes includes them).\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"private" not in file.read_bytes()
    assert b"private" in run("export", "fhir", "--notes").raw


def test_an_empty_diary_makes_no_bundle(run: Run, tmp_path: Path) -> None:
    done = run("export", "fhir", "-o", str(tmp_path / "x.json"))
    assert (done.code, done.out) == (3, "")
    assert not (tmp_path / "x.json").exists()


def test_answers_read_back_from_a_bundle_and_what_else_it_holds_is_named() -> None:
    given = answers("phq-9", *PHQ_9)
    result = take(write(given, exported_at=NOW), name="x.json")
    (back,) = result.diary.assessments
    assert (back.questionnaire, back.answers, back.total) == ("phq-9", PHQ_9, 9)
    assert back.id == "fhir-5754fb5e2f5c46a44048"  # as former versions named it
    assert result.not_read == ("Patient (1)", "Observation (1)")
    assert plan_import(given, result.diary, "skip", NOW).is_empty


@each(
    ("answer", "total"),
    [
        ({"valueCoding": {"system": LOINC, "code": "LA6570-1"}}, 9),
        ({"valueCoding": {"code": "2"}}, 9),
        ({"valueInteger": 2}, 9),
        ({"valueDecimal": 2.0}, 9),
        ({"valueCoding": {"code": "yes"}}, None),
        ({"valueString": "often"}, None),
        ({"valueDecimal": 1.5}, None),
        ({"valueInteger": 4}, None),
    ],
)
def test_an_answer_of_another_system_is_its_code_or_its_number(
    answer: dict[str, Any], total: int | None
) -> None:
    made = bundle(answers("phq-9", *PHQ_9))
    (response,) = (r for e in made["entry"] if "item" in (r := e["resource"]))
    response["item"][2]["answer"] = [answer]
    result = take(json.dumps(made), name="x.json")
    assert [a.total for a in result.diary.assessments] == ([total] if total else [])
    assert [bad.reason.partition(":")[0] for bad in result.bad_rows] == ([] if total else ["PHQ-9"])


def test_a_form_is_recognised_by_its_address_its_items_or_not_at_all() -> None:
    made = bundle(answers("phq-9", *PHQ_9))
    (response,) = (r for e in made["entry"] if "item" in (r := e["resource"]))

    def read(**change: Any) -> list[str]:
        result = take(json.dumps(response | change), name="x.json")
        assert result.bad_rows == ()
        return [a.questionnaire for a in result.diary.assessments] or [*result.not_read]

    for address in ("https://example.org/Questionnaire/PHQ-9|2.0", "urn:x/phq9/", ""):
        assert read(questionnaire=address) == ["phq-9"]
    unknown = [{"linkId": f"q{n}", "answer": [{"valueInteger": 1}]} for n in range(9)]
    assert read(questionnaire="https://example.org/mine", item=unknown) == [
        "answers to https://example.org/mine (1)"
    ]
    assert read(questionnaire="", item=unknown) == ["answers to an unnamed form (1)"]
    few = response["item"][:4]
    assert read(questionnaire="", item=few) == ["answers to an unnamed form (1)"]
    assert read(questionnaire="", item=few[:1]) == ["answers to an unnamed form (1)"]
    assert read(questionnaire="", item=few[:2]) == ["phq-2"]
    most = response["item"][:5]
    assert read(questionnaire="", item=most) == ["phq-9"]
    for code in ("44261-6", "70274-6", "69722-7", "55758-7"):  # a total, or the item on difficulty
        other = {"linkId": f"/{code}", "answer": [{"valueInteger": 1}]}
        assert read(questionnaire="", item=[*most, other]) == ["phq-9"]
    foreign = {"linkId": "/1-8", "answer": [{"valueInteger": 1}]}
    assert read(questionnaire="", item=[*most, foreign]) == ["answers to an unnamed form (1)"]
    assert read(questionnaire="", item=[*most], status="amended") == ["phq-9"]
    by_number = [{"linkId": str(n), "answer": [{"valueInteger": 1}]} for n in range(1, 10)]
    for address in ("phq-9", "phq-9|2.0", "https://example.org/PHQ-9|2.0", "urn:x/phq9/"):
        assert read(questionnaire=address, item=by_number) == ["phq-9"]
    patient = json.dumps({"resourceType": "Patient", "id": "x"})
    assert refusal(patient, name="x.json").startswith("The FHIR file has no answered questionnaire")


def test_a_form_of_an_older_server_or_of_a_country_is_recognised_too() -> None:
    made = bundle(answers("phq-9", *PHQ_9))
    (response,) = (r for e in made["entry"] if "item" in (r := e["resource"]))
    codes = {"valueCoding": {"code": "LA6570-1"}}  # no text, no system: the codes are LOINC's

    def read(numbers: range, link: str, **change: Any) -> list[object]:
        item = [{"linkId": link.format(n), "answer": [codes]} for n in numbers]
        result = take(json.dumps(response | {"item": item} | change), name="x.json")
        return [a.answers for a in result.diary.assessments] + [str(b) for b in result.bad_rows]

    profile, all_two = "Questionnaire/mii-qst-pro-phq-9", (2,) * 9
    assert read(range(1, 10), "PHQ.{}", questionnaire=profile) == [all_two]
    assert read(range(1, 11), "PHQ.{}", questionnaire=profile) == [all_two]  # with difficulty
    assert read(range(1, 10), "q{}", questionnaire="http://x.org/phq-9") == [all_two]
    difficulty = {"linkId": "g2.q1", "answer": [{"valueCoding": {"code": "LA6572-7"}}]}
    argonaut = [{"linkId": f"g1.q{n}", "answer": [codes]} for n in range(9, 0, -1)]
    assert read(
        range(0), "", questionnaire="x/questionnaire-example-phq9", item=[*argonaut, difficulty]
    ) == [all_two]
    # One left out, or counted from 0: which item is meant is not known.
    for numbers in (range(1, 9), range(10), range(2, 11)):
        assert read(numbers, "PHQ.{}", questionnaire=profile) == []
    assert read(range(1, 10), "PHQ.{}", questionnaire="http://x.org/not-quite-phq-99") == []
    (reason,) = read(range(9), "q{}", questionnaire="http://x.org/phq-9")
    assert str(reason).endswith("by a LOINC code or a number which item it answers.")
    stu3 = json.dumps(response | {"questionnaire": {"reference": "Questionnaire/phq-9"}})
    assert len(take(stu3, name="x.json").diary.assessments) == 1


def test_a_bulk_export_with_a_resource_on_each_line_is_read() -> None:
    made = bundle(answers("phq-9", *PHQ_9))
    (response,) = (r for e in made["entry"] if "item" in (r := e["resource"]))
    lines = [json.dumps(response | {"id": name}) for name in "ab"]
    lines.append(json.dumps({"resourceType": "Patient", "id": "p"}))
    result = take("\n".join(lines) + "\n", name="x.ndjson")
    assert [a.total for a in result.diary.assessments] == [9, 9]
    assert result.not_read == ("Patient (1)",)


@each("own", [*(q.key for q in shipped_questionnaires()), "clinic-form"])
def test_answers_that_we_export_are_read_back(own: str) -> None:
    item = Item(label="One", answers=(Answer(value=0), Answer(value=3)))
    clinic = Questionnaire(
        key="clinic-form", title="Sleep/rest", subject="x", items=(item, item), low=0, high=6
    )
    (form,) = (q for q in (*shipped_questionnaires(), clinic) if q.key == own)
    given = [one.high for one in form.items[:-1]] + [None if own == "clinic-form" else 0]
    filled = make_assessment(form, given, record_id="a", day=TODAY)
    written = write(Diary(assessments=(filled,)), exported_at=NOW)
    if own == "clinic-form":
        another = written.replace(b'"linkId": "1"', b'"linkId": "3"')
        assert another != written
        assert not take(another, name="x.json", questionnaires=(clinic,)).diary.assessments
    back = take(written, name="x.json", questionnaires=(clinic,))
    assert [(a.questionnaire, a.answers, a.day) for a in back.diary.assessments] == [
        (own, filled.answers, TODAY)
    ]


def test_a_response_that_is_not_finished_or_has_no_date_is_named() -> None:
    made = bundle(answers("phq-9", *PHQ_9))
    (response,) = (r for e in made["entry"] if "item" in (r := e["resource"]))
    for change, reason in (
        ({"status": "in-progress"}, "it is not finished (in-progress)."),
        ({"status": ""}, "it is not finished (unknown)."),
        ({"authored": None}, "authored is missing."),
        (
            {"authored": "soon"},
            "authored is “soon”, not a date and time like 2026-03-14T21:05:00+01:00.",
        ),
        ({"authored": "2026-02-30"}, "The day “2026-02-30” is not in the calendar."),
        (
            {"authored": "2026-11-22"},
            "Sun 22 Nov 2026 has not come yet; the latest day is Sat 21 Nov 2026.",
        ),
    ):
        result = take(json.dumps(response | change), name="x.json")
        assert result.diary.assessments == ()
        assert [str(bad) for bad in result.bad_rows] == [f"Line 1: PHQ-9: {reason}"]
    later = take(json.dumps(response | {"authored": "2026-11-20T23:30:00Z"}), name="x.json")
    assert later.diary.assessments[0].day == date(2026, 11, 21)


def test_a_form_is_not_its_answers(tmp_path: Path) -> None:
    assert "`tracker scales add` imports it" in refusal(as_bytes(phq_9()), name="x.json")
