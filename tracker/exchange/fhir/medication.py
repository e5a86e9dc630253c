"""Infusions and medicines as FHIR MedicationStatements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

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
    named,
    reference,
    title,
)
from tracker.exchange.fhir.model import OURS
from tracker.records import Event, Infusion
from tracker.records.format import format_number
from tracker.records.infusion import SEVERITIES

MEDICINE: Final = "medication"

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
