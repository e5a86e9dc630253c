"""Infusions and other medicines as FHIR R4 MedicationStatements: what was given and taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from tracker.exchange.fhir_observations import side_effect_resources
from tracker.exchange.fhir_teller import Teller
from tracker.exchange.fhir_values import (
    SNOMED,
    Resource,
    amount,
    concept,
    day,
    name_of,
    title,
    words,
)
from tracker.records import Event, Infusion

_STATUS: Final = {"given": "completed", "planned": "intended", "cancelled": "not-taken"}

_ROUTES: Final = {
    "iv": ("into a vein", "47625008"),
    "im": ("into a muscle", "78421000"),
    "nasal": ("into the nose", "46713006"),
    "sc": ("under the skin", "34206005"),
    "sublingual": ("under the tongue", "37839007"),
    "oral": ("by mouth", "26643006"),
}
"""What a route is called, and its code in SNOMED CT."""


def infusion_resources(teller: Teller, infusion: Infusion) -> Iterator[Resource]:
    """Yield the infusion, then what was felt, then the note."""
    span = teller.span(infusion.day, infusion.start, infusion.minutes)
    # The diary says that it was an infusion; it does not say which of the two it was.
    drug = "Ketamine or esketamine" if infusion.route == "nasal" else "Ketamine"
    made = _statement(teller, "infusion", infusion.id, _STATUS[infusion.status], drug, span)
    if dosage := _dosage(infusion):
        made["dosage"] = [dosage]
    yield made
    yield from side_effect_resources(teller, infusion, span["start"], made)
    yield from teller.note(infusion.id, infusion.note, span["start"], made)


def medicine_resources(teller: Teller, event: Event, today: date) -> Iterator[Resource]:
    """Yield a medicine of the diary's events with its dose in words, then the note."""
    span = {"start": day(event.start)} | ({"end": day(event.end)} if event.end else {})
    status = _status_on(event, today)
    made = _statement(teller, "event", event.id, status, title(event.title), span)
    if event.dose and (dose := words(event.dose)):
        made["dosage"] = [{"text": dose}]
    yield made
    yield from teller.note(event.id, event.note, span["start"], made)


def _status_on(event: Event, today: date) -> str:
    if event.start > today:
        return "intended"
    return "completed" if event.end and event.end < today else "active"


def _statement(
    teller: Teller, kind: str, record_id: str, status: str, drug: str, span: dict[str, str]
) -> Resource:
    return {
        "resourceType": "MedicationStatement",
        "id": name_of(kind, record_id),
        "status": status,
        "medicationCodeableConcept": concept(drug),
        "subject": teller.who,
        "effectivePeriod": span,
        "informationSource": teller.who,
    }


def _dosage(infusion: Infusion) -> Resource:
    text = ", ".join(_dosage_words(infusion))
    dosage: Resource = {"text": text} if text else {}
    if route := infusion.route:
        said, code = _ROUTES.get(route, (route, ""))
        dosage["route"] = concept(said, SNOMED, code)
    if dose := _dose(infusion):
        dosage["doseAndRate"] = [{"doseQuantity": dose}]
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


def _dose(infusion: Infusion) -> Resource | None:
    """Return one dose: two, in mg and in mg/kg, would read as two doses."""
    if infusion.dose_mg is not None:
        return amount(infusion.dose_mg, "mg", "mg")
    if infusion.dose_mg_per_kg is not None:
        return amount(infusion.dose_mg_per_kg, "mg/kg", "mg/kg")
    return None
