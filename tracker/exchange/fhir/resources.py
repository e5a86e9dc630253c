"""Each record of a diary as FHIR R4 resources.

A rating is an Observation, an assessment a QuestionnaireResponse with an Observation of its total,
an infusion and a medicine a MedicationStatement. Questions have their LOINC codes and our own
topic labels, never the wording of their owner. Our own codes have a `urn:uuid:` as their system,
which needs no host and no registration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID, uuid5

from tracker.exchange.fhir.model import EXTENSIONS, LOINC, ORDINAL, OURS
from tracker.records import (
    Assessment,
    CheckIn,
    Diary,
    Event,
    Infusion,
    Measure,
    Number,
    Rating,
    known_measure,
)
from tracker.records.format import plain_text
from tracker.records.infusion import SEVERITIES
from tracker.records.questionnaires import (
    Item,
    Questionnaire,
    find_questionnaire,
    questionnaire_for,
)

Resource: TypeAlias = dict[str, Any]

NAMES: Final = UUID("8d5fdb7a-6a3f-4a0e-9c55-3f1f5b0c7e21")
"""The namespace of all ids; with another one no record would be recognised again."""

SEVERITY: Final = "urn:uuid:1b9b8c12-4a94-4a7f-b0c7-0b6a52d0a9d8"
"""The system of the severities 0 to 3."""

SNOMED: Final = "http://snomed.info/sct"
UCUM: Final = "http://unitsofmeasure.org"
RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC: Final = "http://www.whocc.no/atc"

UNNAMED: Final = "(no name)"

_SURVEY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
_FARTHEST: Final = timedelta(hours=14)
"""The greatest offset from UTC that FHIR can write."""
MEDICINE: Final = "medication"

_DOSE_TYPE: Final = "http://terminology.hl7.org/CodeSystem/dose-rate-type"
_PAIN_0_TO_10: Final = "72514-3"
"""LOINC: pain severity, 0–10 numeric rating, as reported."""
_UNITS: Final = {"hours": ("h", "h"), "h": ("h", "h"), "minutes": ("min", "min")}
"""The units of measures: their name in FHIR and their UCUM code."""
_STATUS: Final = {"given": "completed", "planned": "intended", "cancelled": "not-taken"}

_KETAMINE: Final = {SNOMED: "373464007", RXNORM: "6130", ATC: "N01AX03"}
"""Ketamine; each code is in two public sources. SNOMED CT 373464007: DICOM's context group 625,
and the drug tables of two open emergency-medicine programs. ATC N01AX03: both of these tables.
RxNorm 6130: one of them, and an open table of substances and their salts (6130, KETAMINE)."""
_ESKETAMINE: Final = {ATC: "N06AX27"}
"""Esketamine as an antidepressant, the nasal spray: ADReCS BADD_D02488 and the ATC classification
of Spravato say so. Its codes in RxNorm and SNOMED CT were not found in two sources."""
_DRUGS: Final = (
    ({"esketamine", "esketamin", "spravato"}, _ESKETAMINE),
    ({"ketamine", "ketamin", "ketalar"}, _KETAMINE),
)
"""The codes of a medicine that has one of these words in its name."""
_SPRAY_DOSES: Final = (28, 56, 84)
"""The doses in mg that the esketamine spray comes in; no other dose tells which drug it was."""

_ROUTES: Final = {
    "iv": ("into a vein", "47625008"),
    "im": ("into a muscle", "78421000"),
    "nasal": ("into the nose", "46713006"),
    "sc": ("under the skin", "34206005"),
    "sublingual": ("under the tongue", "37839007"),
    "oral": ("by mouth", "26643006"),
}
"""The words for each route, and its SNOMED CT code."""


def check_in_resources(context: FhirContext, check_in: CheckIn) -> Iterator[Resource]:
    """Yield an Observation for each rating, then the note."""
    for rating in check_in.ratings:
        yield _rating(context, check_in, rating)
    yield from context.note(check_in.id, check_in.note, context.effective_time(check_in))


def infusion_resources(context: FhirContext, infusion: Infusion) -> Iterator[Resource]:
    """Yield the infusion, then each side effect during or after it, then the note."""
    span = context.span(infusion.day, infusion.start, infusion.minutes)
    status = _STATUS[infusion.status]
    resource = _statement(context, "infusion", infusion.id, status, _drug_given(infusion), span)
    if dosage := _dosage(infusion):
        resource["dosage"] = [dosage]
    yield resource
    for number, effect in enumerate(infusion.side_effects, start=1):
        text = f"{title(effect.name)}, {effect.when} the infusion"
        code = concept(text, {OURS: "side-effect"}, "Side effect")
        name = f"{infusion.id}/{number}"
        yield context.observation("side-effect", name, code, span["start"]) | {
            "partOf": [reference(resource)],
            "valueCodeableConcept": concept(
                SEVERITIES[effect.severity], {SEVERITY: str(effect.severity)}
            ),
        }
    yield from context.note(infusion.id, infusion.note, span["start"], resource)


def medicine_resources(context: FhirContext, event: Event, today: date) -> Iterator[Resource]:
    """Yield a medicine of the diary's events with its dose in words, then the note."""
    span = {"start": event.start.isoformat()}
    span |= {"end": event.end.isoformat()} if event.end else {}
    status = "completed" if event.end and event.end < today else "active"
    if event.start > today:
        status = "intended"
    words = set(re.findall(r"[a-z]+", event.title.casefold()))
    codes = next((codes for names, codes in _DRUGS if words & names), {})
    drug = concept(title(event.title), codes)
    resource = _statement(context, "event", event.id, status, drug, span)
    if event.dose and (dose := clean(event.dose)):
        resource["dosage"] = [{"text": dose}]
    yield resource
    yield from context.note(event.id, event.note, span["start"], resource)


def assessment_resources(context: FhirContext, assessment: Assessment) -> Iterator[Resource]:
    """Yield the answers, if there are any, then the total, if there is one."""
    questionnaire = find_questionnaire(assessment.questionnaire)
    name = questionnaire.title if questionnaire else title(assessment.questionnaire)
    response = _response(context, assessment, questionnaire, name)
    if response:
        yield response
    if assessment.total is None:
        return
    same = questionnaire_for(assessment, [questionnaire]) if questionnaire else None
    text = f"{name} total"
    coded = {LOINC: same.loinc_total} if same and same.loinc_total else None
    code = concept(text, coded or {OURS: "questionnaire-total"}, "Questionnaire total")
    total = context.observation("total", assessment.id, code, assessment.day.isoformat())
    if response:
        total["derivedFrom"] = [reference(response)]
    else:
        # Someone else calculated a total without answers; the diary does not record who.
        del total["performer"]
    method = f"Total on {assessment.low} to {assessment.high}, {assessment.better} is better"
    yield total | {"valueQuantity": score(assessment.total), "method": concept(method)}


def _rating(context: FhirContext, check_in: CheckIn, rating: Rating) -> Resource:
    measure = context.diary.measure(rating.measure)
    name = f"{check_in.id}/{measure.key}"
    effective = context.effective_time(check_in)
    resource = context.observation("rating", name, _measure_code(measure), effective)
    if check_in.recorded_at:  # a late entry must stay recognisable
        resource["issued"] = moment(check_in.recorded_at)
    if measure.unit:
        unit = _UNITS.get(measure.unit, (title(measure.unit),))
        resource["valueQuantity"] = amount(rating.value, *unit)
    else:
        resource["valueQuantity"] = score(rating.value)
    ends = " to ".join(
        f"{end} ({clean(label)})" if label and clean(label) else str(end)
        for end, label in ((measure.low, measure.low_label), (measure.high, measure.high_label))
    )
    method = f"Self-report on one scale from {ends}, {measure.better} is better"
    return resource | {"method": concept(method)}


def _measure_code(measure: Measure) -> Resource:
    """Return what was rated; a measure of the person's own has no code."""
    builtin = known_measure(measure.key)
    if not (builtin and builtin.key == measure.key and builtin.same_scale(measure)):
        return concept(title(measure.label))
    codes = {OURS: builtin.key} | ({LOINC: _PAIN_0_TO_10} if builtin.key == "pain" else {})
    return concept(title(measure.label), codes, builtin.label)


def _statement(
    context: FhirContext,
    kind: str,
    record_id: str,
    status: str,
    drug: Resource,
    span: dict[str, str],
) -> Resource:
    return {
        **named("MedicationStatement", kind, record_id),
        "status": status,
        "medicationCodeableConcept": drug,
        "subject": context.subject,
        "effectivePeriod": span,
        "informationSource": context.subject,
    }


def _drug_given(infusion: Infusion) -> Resource:
    """Return the drug by its route and dose; of a spray only some doses tell which it was."""
    if infusion.route != "nasal":
        return concept("Ketamine", _KETAMINE)
    if infusion.dose_mg in _SPRAY_DOSES:
        return concept("Esketamine", _ESKETAMINE)
    return concept("Ketamine or esketamine")


def _dosage(infusion: Infusion) -> Resource:
    text = ", ".join(_dosage_words(infusion))
    dosage: Resource = {"text": text} if text else {}
    if infusion.minutes:
        repeat = {"duration": infusion.minutes, "durationUnit": "min"}
        dosage["timing"] = {"repeat": repeat}
    if route := infusion.route:
        words, code = _ROUTES.get(route, (route, ""))
        dosage["route"] = concept(words, {SNOMED: code} if code else None)
    # If both mg/kg and mg are recorded, one was ordered and the other calculated.
    doses = [
        (kind, amount(value, unit, unit))
        for kind, value, unit in (
            ("ordered", infusion.dose_mg_per_kg, "mg/kg"),
            ("calculated", infusion.dose_mg, "mg"),
        )
        if value is not None
    ]
    if doses:
        dosage["doseAndRate"] = [
            ({"type": concept(kind.capitalize(), {_DOSE_TYPE: kind})} if len(doses) > 1 else {})
            | {"doseQuantity": quantity}
            for kind, quantity in doses
        ]
    return dosage


def _dosage_words(infusion: Infusion) -> Iterator[str]:
    if infusion.dose:
        yield infusion.dose
    if infusion.route:
        yield _ROUTES.get(infusion.route, ("by another route",))[0]
    if infusion.start:
        yield f"at {infusion.start:%H:%M} local time"
    if infusion.minutes:
        yield f"over {infusion.minutes:g} minutes"
    if infusion.phase and infusion.phase != "unknown":
        yield f"{infusion.phase} phase"


def _response(
    context: FhirContext, assessment: Assessment, questionnaire: Questionnaire | None, name: str
) -> Resource | None:
    given = assessment.answers or ()
    items: tuple[Item | None, ...] = questionnaire.items if questionnaire else ()
    items += (None,) * (len(given) - len(items))
    answered = [
        _item(number, item, answer)
        for number, (item, answer) in enumerate(zip(items, given, strict=False), start=1)
        if answer is not None
    ]
    if not answered:
        return None
    # The form of LOINC is named only where all answers have its codes.
    coded = questionnaire and all(
        i.loinc and all(a.loinc for a in i.answers) for i in questionnaire.items
    )
    panel = questionnaire.loinc_panel if questionnaire and coded else None
    return {
        **named("QuestionnaireResponse", "answers", assessment.id),
        **({"questionnaire": f"{LOINC}/q/{panel}"} if panel else {}),
        "_questionnaire": {"extension": [{"url": f"{EXTENSIONS}display", "valueString": name}]},
        "status": "completed",
        "subject": context.subject,
        "authored": assessment.day.isoformat(),
        "author": context.subject,
        "source": context.subject,
        "item": answered,
    }


def _item(number: int, item: Item | None, answer: int) -> Resource:
    if item is None:
        return {"linkId": str(number), "answer": [{"valueInteger": answer}]}
    given: Resource = {"valueInteger": answer}
    if code := next((a.loinc for a in item.answers if a.value == answer), None):
        counts = {"url": ORDINAL, "valueDecimal": answer}
        given = {"valueCoding": {"extension": [counts], "system": LOINC, "code": code}}
    link = f"/{item.loinc}" if item.loinc else str(number)
    return {"linkId": link, "text": item.label, "answer": [given]}


@dataclass(frozen=True, slots=True)
class FhirContext:
    """The patient, the diary, and whether notes are exported."""

    patient: Resource
    diary: Diary
    notes: bool

    @property
    def subject(self) -> dict[str, str]:
        """A reference to the patient."""
        return reference(self.patient)

    def observation(self, kind: str, record_id: str, code: Resource, effective: str) -> Resource:
        """Return an Observation that the patient made, without its value."""
        return {
            **named("Observation", kind, record_id),
            "status": "final",
            "category": [{"coding": [{"system": _SURVEY, "code": "survey", "display": "Survey"}]}],
            "code": code,
            "subject": self.subject,
            "effectiveDateTime": effective,
            "performer": [self.subject],
        }

    def note(
        self, record_id: str, text: str | None, effective: str, about: Resource | None = None
    ) -> Iterator[Resource]:
        """Yield a note as plain text, if notes are exported; FHIR's own notes are markup."""
        if not (self.notes and text and (plain := clean(text))):
            return
        made = self.observation("note", record_id, concept("Note", {OURS: "diary-note"}), effective)
        yield made | ({"partOf": [reference(about)]} if about else {}) | {"valueString": plain}

    def effective_time(self, check_in: CheckIn) -> str:
        """Return the time of a check-in; only its day where the time is not of that day."""
        at = check_in.at
        if at is None or self.diary.day_of(at) != check_in.day:
            return check_in.day.isoformat()
        return moment(at)

    def span(self, when: date, start: time | None, minutes: float | None) -> dict[str, str]:
        """Return the period of something on a date, with times where their offset is known.

        FHIR requires an offset with each time. It is known where a check-in was made on the same
        date, and is not guessed elsewhere.
        """
        offsets = {c.at.tzinfo for c in self.diary.check_ins if c.at and c.at.date() == when}
        if start is None or len(offsets) != 1:
            return {"start": when.isoformat(), "end": when.isoformat()}
        begin = datetime.combine(when, start, tzinfo=offsets.pop())
        end = {"end": moment(begin + timedelta(minutes=minutes))} if minutes else {}
        return {"start": moment(begin)} | end


def named(resource_type: str, kind: str, record_id: str) -> Resource:
    """Return the head of a resource with the UUID that its record has in every export.

    It is both the id of the resource and, for servers that assign their own ids, its identifier.
    """
    own_id = str(uuid5(NAMES, f"{kind}/{record_id}"))
    identifier = {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{own_id}"}
    # A QuestionnaireResponse has a single identifier, not a list.
    single = resource_type == "QuestionnaireResponse"
    return {
        "resourceType": resource_type,
        "id": own_id,
        "identifier": identifier if single else [identifier],
    }


def reference(resource: Resource) -> dict[str, str]:
    """Return a reference to another resource of the Bundle."""
    return {"reference": f"urn:uuid:{resource['id']}"}


def concept(text: str, codes: Mapping[str, str] | None = None, display: str = "") -> Resource:
    """Return a CodeableConcept with our words, and its code in each system that has one.

    Only our own codes get a display; the wording of LOINC and SNOMED belongs to them.
    """
    coding = [
        {"system": system, "code": code}
        | ({"display": display or text} if system in (OURS, SEVERITY) else {})
        for system, code in (codes or {}).items()
    ]
    return ({"coding": coding} if coding else {}) | {"text": text}


def amount(value: Number, unit: str, code: str = "") -> Resource:
    """Return a Quantity; a unit without a UCUM code is only a word."""
    return {"value": value, "unit": unit} | ({"system": UCUM, "code": code} if code else {})


def score(value: Number) -> Resource:
    """Return a value on a scale."""
    return amount(value, "score", "{score}")


def moment(when: datetime) -> str:
    """Return a date and time with its offset, in UTC where FHIR cannot write the offset."""
    far = abs(when.utcoffset() or timedelta()) > _FARTHEST
    return (when.astimezone(UTC) if far else when).isoformat(timespec="seconds")


def clean(text: str) -> str:
    """Return a text as FHIR allows it, without control characters and marks of direction."""
    return plain_text(text).strip()


def title(text: str) -> str:
    """Return a cleaned name, never blank."""
    return clean(text) or UNNAMED
