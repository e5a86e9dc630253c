"""The diary as one FHIR R4 Bundle, for a portal or another program.

A transaction can be posted to a server any number of times: every entry is a PUT under the
permanent id of its record. The same diary gives the same ids and, at the same moment, the same
bytes. The Bundle has only what the person recorded: no uncertain code, no filled gap.

Check-ins are Observations, infusions and medicines MedicationStatements, filled-in questionnaires
QuestionnaireResponses with the total as an Observation of its own. Questions have their LOINC codes
and our own topic labels, never the wording of their owner.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final, Literal

from tracker.exchange.fhir.answers import read as read  # the reader of this format
from tracker.exchange.fhir.elements import (
    ATC,
    RXNORM,
    SEVERITY,
    SNOMED,
    FhirContext,
    Resource,
    amount,
    clean,
    concept,
    moment,
    named,
    reference,
    score,
    title,
)
from tracker.exchange.fhir.model import DISPLAY, LOINC, ORDINAL, OURS
from tracker.records import (
    Assessment,
    CheckIn,
    Diary,
    Event,
    Infusion,
    Measure,
    Rating,
    known_measure,
)
from tracker.records.format import format_number
from tracker.records.infusion import SEVERITIES
from tracker.records.questionnaires import (
    Item,
    Questionnaire,
    find_questionnaire,
    questionnaire_for,
)

BundleType = Literal["transaction", "collection"]

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")

_INVENTED: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}
"""FHIR's tag of test data, for an invented diary."""

_PAIN_0_TO_10: Final = "72514-3"
"""LOINC: pain severity, 0–10 numeric rating, as reported."""
_UNITS: Final = {"hours": ("h", "h"), "h": ("h", "h"), "minutes": ("min", "min")}
"""The units of measures: their name in FHIR and their UCUM code."""

_DOSE_TYPE: Final = "http://terminology.hl7.org/CodeSystem/dose-rate-type"
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


def write(
    diary: Diary, *, exported_at: datetime, notes: bool = False, bundle: BundleType = "transaction"
) -> bytes:
    """Return the Bundle; notes are private and left out by default."""
    patient = named("Patient", "patient", diary_id(diary))
    if name := clean(diary.settings.name or ""):
        patient["name"] = [{"text": name}]
    context = FhirContext(patient, diary, notes)
    resources = (_tagged(r, diary) for r in _resources(context, exported_at))
    head = {
        "resourceType": "Bundle",
        "type": bundle,
        "timestamp": f"{exported_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    # One line each, to be compared line by line; json's own indent takes much longer.
    entries = []
    for resource in resources:
        entry = {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
        if bundle == "transaction":
            url = f"{resource['resourceType']}/{resource['id']}"
            entry["request"] = {"method": "PUT", "url": url}
        entries.append(_encode(entry))
    lines = ",\n".join(entries)
    return f'{_encode(_tagged(head, diary))[:-1]}, "entry": [\n{lines}\n]}}\n'.encode()


def omitted(diary: Diary, *, notes: bool = False) -> list[str]:
    """Return the parts of the diary that are not in the Bundle, a few words each."""
    medicines = [event for event in diary.events if event.kind == "medication"]
    records: tuple[CheckIn | Infusion | Event, ...]
    records = (*diary.check_ins, *diary.infusions, *medicines)
    noted = sum(bool(record.note) for record in records)
    others = len(diary.events) - len(medicines)
    detailed = any(i.cost is not None or i.weight_kg is not None for i in diary.infusions)
    return [
        *([f"notes ({noted:,}; --notes includes them)"] if noted and not notes else []),
        *([f"events other than medicines ({others:,})"] if others else []),
        *(["the cost and body weight of infusions"] if detailed else []),
    ]


def _resources(context: FhirContext, exported_at: datetime) -> Iterator[Resource]:
    diary = context.diary
    yield context.patient
    for check_in in diary.check_ins:
        for rating in check_in.ratings:
            yield _rating(context, check_in, rating)
        yield from context.note(check_in.id, check_in.note, context.effective_time(check_in))
    for assessment in diary.assessments:
        yield from _assessment_resources(context, assessment)
    for infusion in diary.infusions:
        yield from _infusion_resources(context, infusion)
    for event in diary.events:
        if event.kind == "medication":
            yield from _medicine_resources(context, event, diary.day_of(exported_at))


def diary_id(diary: Diary) -> str:
    """Return the id of a diary; where it has none yet, that of its first record."""
    ids = (record.id for record in diary.records)
    return diary.id or min(
        ids, key=lambda record_id: (not _ULID.fullmatch(record_id), record_id), default=""
    )


def _tagged(resource: Resource, diary: Diary) -> Resource:
    """Tag a resource of an invented diary; servers split a Bundle, so each has the tag."""
    return resource | ({"meta": {"tag": [_INVENTED]}} if diary.invented else {})


def _assessment_resources(context: FhirContext, assessment: Assessment) -> Iterator[Resource]:
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
        "_questionnaire": {"extension": [{"url": DISPLAY, "valueString": name}]},
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


def _infusion_resources(context: FhirContext, infusion: Infusion) -> Iterator[Resource]:
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


def _medicine_resources(context: FhirContext, event: Event, today: date) -> Iterator[Resource]:
    """Yield a medicine of the diary's events with its dose in words, then the note.

    A dose ends where a later one of the same medicine begins, as on the page: else a clinic's
    system would show both as taken.
    """
    last = event.last_among(context.diary.events)
    span = {"start": event.start.isoformat()} | ({"end": last.isoformat()} if last else {})
    status = "completed" if last and last < today else "active"
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


def _statement(
    context: FhirContext, kind: str, record_id: str, status: str, drug: Resource,
    span: dict[str, str],
) -> Resource:  # fmt: skip
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
        yield f"over {format_number(infusion.minutes)} minutes"
    if infusion.phase and infusion.phase != "unknown":
        yield f"{infusion.phase} phase"
