"""Each record of a diary as FHIR R4 resources.

A rating is an Observation, a filled-in questionnaire a QuestionnaireResponse with its total beside
it, an infusion and a medicine a MedicationStatement. Questions stand there under their LOINC codes
and our own topic labels, never in the wording of their owner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from tracker.exchange.fhir.form import LOINC, OURS
from tracker.exchange.fhir.values import (
    ATC,
    RXNORM,
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
    severity,
    title,
)
from tracker.records import (
    Assessment,
    CheckIn,
    Event,
    Infusion,
    Measure,
    Number,
    Rating,
    known_measure,
)
from tracker.records.questionnaires import (
    Item,
    Questionnaire,
    find_questionnaire,
    questionnaire_for,
)

MEDICINE: Final = "medication"

_EXTENSIONS: Final = "http://hl7.org/fhir/StructureDefinition/"
_DOSE_TYPE: Final = "http://terminology.hl7.org/CodeSystem/dose-rate-type"
_FORM: Final = f"{LOINC}/q/"
"""What LOINC calls the form of a panel."""
_PAIN_0_TO_10: Final = "72514-3"
"""LOINC: pain severity, 0–10 numeric rating, as reported."""
_UNITS: Final = {"hours": ("h", "h"), "h": ("h", "h"), "minutes": ("min", "min")}
"""What a unit that a measure may have is called in FHIR, and its UCUM code."""
_STATUS: Final = {"given": "completed", "planned": "intended", "cancelled": "not-taken"}

_KETAMINE: Final = {SNOMED: "373464007", RXNORM: "6130", ATC: "N01AX03"}
"""Ketamine; each code stands in two public places. SNOMED CT 373464007: DICOM's context group 625,
and the drug tables of two open emergency-medicine programs. ATC N01AX03: both of these tables.
RxNorm 6130: one of them, and an open table of substances and their salts (6130, KETAMINE)."""
_ESKETAMINE: Final = {ATC: "N06AX27"}
"""Esketamine as an antidepressant, the nasal spray: ADReCS BADD_D02488 and the ATC classification
of Spravato say so. Its codes in RxNorm and SNOMED CT were not found in two places: left out."""
_SPRAY_DOSES: Final = (28, 56, 84)
"""The doses in mg that the esketamine spray comes in; no other dose says which drug it was."""

_ROUTES: Final = {
    "iv": ("into a vein", "47625008"),
    "im": ("into a muscle", "78421000"),
    "nasal": ("into the nose", "46713006"),
    "sc": ("under the skin", "34206005"),
    "sublingual": ("under the tongue", "37839007"),
    "oral": ("by mouth", "26643006"),
}
"""What a route is called, and its code in SNOMED CT."""


def check_in_resources(context: FhirContext, check_in: CheckIn) -> Iterator[Resource]:
    """Yield an Observation for each rating, then the note."""
    for rating in check_in.ratings:
        yield _rating(context, check_in, rating)
    yield from context.note(check_in.id, check_in.note, context.effective_time(check_in))


def infusion_resources(context: FhirContext, infusion: Infusion) -> Iterator[Resource]:
    """Yield the infusion, then each side effect during or after it, then the note."""
    span = context.span(infusion.day, infusion.start, infusion.minutes)
    status = _STATUS[infusion.status]
    made = _statement(context, "infusion", infusion.id, status, _drug_given(infusion), span)
    if dosage := _dosage(infusion):
        made["dosage"] = [dosage]
    yield made
    for number, effect in enumerate(infusion.side_effects, start=1):
        code = concept("Side effect", OURS, "side-effect")
        code["text"] = f"{title(effect.name)}, {effect.when} the infusion"
        found = context.observation("side-effect", f"{infusion.id}/{number}", code, span["start"])
        yield found | {
            "partOf": [reference(made)],
            "valueCodeableConcept": severity(effect.severity),
        }
    yield from context.note(infusion.id, infusion.note, span["start"], made)


def medicine_resources(context: FhirContext, event: Event, today: date) -> Iterator[Resource]:
    """Yield a medicine of the diary's events with its dose in words, then the note."""
    span = {"start": event.start.isoformat()}
    span |= {"end": event.end.isoformat()} if event.end else {}
    drug = _coded(title(event.title), _codes_named(event.title))
    made = _statement(context, "event", event.id, _status_on(event, today), drug, span)
    if event.dose and (dose := clean(event.dose)):
        made["dosage"] = [{"text": dose}]
    yield made
    yield from context.note(event.id, event.note, span["start"], made)


def assessment_resources(context: FhirContext, assessment: Assessment) -> Iterator[Resource]:
    """Yield the answers, if there are any, then the total, if there is one."""
    known = find_questionnaire(assessment.questionnaire)
    called = known.title if known else title(assessment.questionnaire)
    response = _response(context, assessment, known, called)
    if response:
        yield response
    if assessment.total is not None:
        yield _total(context, assessment, assessment.total, called, response)


def _rating(context: FhirContext, check_in: CheckIn, rating: Rating) -> Resource:
    measure = context.diary.measure(rating.measure)
    effective = context.effective_time(check_in)
    name = f"{check_in.id}/{measure.key}"
    made = context.observation("rating", name, _measure_code(measure), effective)
    # The moment it was written down: what was filled in days later must stay recognisable.
    recorded = check_in.recorded_at
    return (
        made
        | ({"issued": moment(recorded)} if recorded else {})
        | {"valueQuantity": _quantity(measure, rating.value), "method": concept(_method(measure))}
    )


def _measure_code(measure: Measure) -> Resource:
    """Return what was rated; a measure of the person's own has no code, for it is no one else's."""
    known = known_measure(measure.key)
    if not (known and known.key == measure.key and known.same_scale(measure)):
        return concept(title(measure.label))
    code = concept(known.label, OURS, known.key) | {"text": title(measure.label)}
    if known.key == "pain":
        code["coding"].append({"system": LOINC, "code": _PAIN_0_TO_10})
    return code


def _quantity(measure: Measure, value: Number) -> Resource:
    if not measure.unit:
        return score(value)
    return amount(value, *_UNITS.get(measure.unit, (title(measure.unit),)))


def _method(measure: Measure) -> str:
    ends = " to ".join(
        f"{end} ({clean(label)})" if label and clean(label) else str(end)
        for end, label in ((measure.low, measure.low_label), (measure.high, measure.high_label))
    )
    return f"Self-report on one scale from {ends}, {measure.better} is better"


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
    """Return what was given: the diary says how, and of a spray not which of the two it was."""
    if infusion.route != "nasal":
        return _coded("Ketamine", _KETAMINE)
    if infusion.dose_mg in _SPRAY_DOSES:
        return _coded("Esketamine", _ESKETAMINE)
    return concept("Ketamine or esketamine")


def _codes_named(name: str) -> dict[str, str]:
    words = set(re.findall(r"[a-z]+", name.casefold()))
    if words & {"esketamine", "esketamin", "spravato"}:
        return _ESKETAMINE
    return _KETAMINE if words & {"ketamine", "ketamin", "ketalar"} else {}


def _coded(text: str, codes: dict[str, str]) -> Resource:
    coding = [{"system": system, "code": code} for system, code in codes.items()]
    return ({"coding": coding} if coding else {}) | {"text": text}


def _status_on(event: Event, today: date) -> str:
    if event.start > today:
        return "intended"
    return "completed" if event.end and event.end < today else "active"


def _dosage(infusion: Infusion) -> Resource:
    text = ", ".join(_dosage_words(infusion))
    dosage: Resource = {"text": text} if text else {}
    if infusion.minutes:
        repeat = {"duration": infusion.minutes, "durationUnit": "min"}
        dosage["timing"] = {"repeat": repeat}
    if route := infusion.route:
        words, code = _ROUTES.get(route, (route, ""))
        dosage["route"] = concept(words, SNOMED, code)
    if doses := list(_doses(infusion)):
        dosage["doseAndRate"] = doses
    return dosage


def _dosage_words(infusion: Infusion) -> Iterator[str]:
    if infusion.dose:
        yield infusion.dose
    if infusion.route:
        yield _ROUTES.get(infusion.route, ("by another route",))[0]
    if infusion.start:
        yield f"at {infusion.start:%H:%M} by the clock there"
    if infusion.minutes:
        yield f"over {infusion.minutes:g} minutes"
    if infusion.phase and infusion.phase != "unknown":
        yield f"{infusion.phase} phase"


def _doses(infusion: Infusion) -> Iterator[Resource]:
    """Yield the dose; where mg/kg and mg are known, as what was ordered and what that came to."""
    both = infusion.dose_mg is not None and infusion.dose_mg_per_kg is not None
    if infusion.dose_mg_per_kg is not None:
        dose = {"doseQuantity": amount(infusion.dose_mg_per_kg, "mg/kg", "mg/kg")}
        yield ({"type": concept("Ordered", _DOSE_TYPE, "ordered")} if both else {}) | dose
    if infusion.dose_mg is not None:
        dose = {"doseQuantity": amount(infusion.dose_mg, "mg", "mg")}
        yield ({"type": concept("Calculated", _DOSE_TYPE, "calculated")} if both else {}) | dose


def _response(
    context: FhirContext, assessment: Assessment, known: Questionnaire | None, called: str
) -> Resource | None:
    items = _items(assessment, known)
    if not items:
        return None
    form = known and _loinc_form(known)
    return {
        **named("QuestionnaireResponse", "answers", assessment.id),
        **({"questionnaire": form} if form else {}),
        "_questionnaire": {"extension": [{"url": f"{_EXTENSIONS}display", "valueString": called}]},
        "status": "completed",
        "subject": context.subject,
        "authored": assessment.day.isoformat(),
        "author": context.subject,
        "source": context.subject,
        "item": items,
    }


def _loinc_form(known: Questionnaire) -> str | None:
    """Return LOINC's name of the form, only if our answers are worded in its codes throughout."""
    coded = all(item.loinc and all(a.loinc for a in item.answers) for item in known.items)
    return f"{_FORM}{known.loinc_panel}" if coded and known.loinc_panel else None


def _items(assessment: Assessment, known: Questionnaire | None) -> list[Resource]:
    """Return what was answered; an item left blank has no place in it."""
    given = assessment.answers or ()
    asked: tuple[Item | None, ...] = known.items if known else ()
    asked += (None,) * (len(given) - len(asked))
    return [
        _item(number, item, answer)
        for number, (item, answer) in enumerate(zip(asked, given, strict=False), start=1)
        if answer is not None
    ]


def _item(number: int, item: Item | None, answer: int) -> Resource:
    if item is None:
        return {"linkId": str(number), "answer": [{"valueInteger": answer}]}
    return {
        "linkId": f"/{item.loinc}" if item.loinc else str(number),
        "text": item.label,
        "answer": [_answer(item, answer)],
    }


def _answer(item: Item, answer: int) -> Resource:
    code = next((a.loinc for a in item.answers if a.value == answer), None)
    if code is None:
        return {"valueInteger": answer}
    counts = {"url": f"{_EXTENSIONS}ordinalValue", "valueDecimal": answer}
    return {"valueCoding": {"extension": [counts], "system": LOINC, "code": code}}


def _total(
    context: FhirContext,
    assessment: Assessment,
    total: Number,
    called: str,
    response: Resource | None,
) -> Resource:
    day = assessment.day.isoformat()
    made = context.observation("total", assessment.id, _total_code(assessment, called), day)
    if response:
        made["derivedFrom"] = [reference(response)]
    else:
        # A total alone was worked out by someone else, and nobody wrote down by whom.
        del made["performer"]
    low, high = assessment.low, assessment.high
    how = f"Total on {low} to {high}, {assessment.better} is better"
    return made | {"valueQuantity": score(total), "method": concept(how)}


def _total_code(assessment: Assessment, called: str) -> Resource:
    shipped = find_questionnaire(assessment.questionnaire)
    same = questionnaire_for(assessment, [shipped]) if shipped else None
    text = f"{called} total"
    if same and same.loinc_total:
        return concept(text, LOINC, same.loinc_total)
    return concept("Questionnaire total", OURS, "questionnaire-total") | {"text": text}
