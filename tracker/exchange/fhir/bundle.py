"""The diary as one FHIR R4 Bundle, for a portal or another program.

A transaction can be posted to a server any number of times: every entry is a PUT under the
permanent id of its record. The same diary gives the same ids and, at the same moment, the same
bytes. The Bundle has only what the person recorded: no uncertain code, no filled gap.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, Literal

from tracker.exchange.fhir.answers import read as read  # the reader of this format
from tracker.exchange.fhir.elements import FhirContext, Resource, clean, named
from tracker.exchange.fhir.medication import MEDICINE, infusion_resources, medicine_resources
from tracker.exchange.fhir.observations import assessment_resources, check_in_resources
from tracker.records import CheckIn, Diary, Event, Infusion

BundleType = Literal["transaction", "collection"]

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")

_INVENTED: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}
"""FHIR's tag of test data, for an invented diary."""


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
    medicines = [event for event in diary.events if event.kind == MEDICINE]
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
        yield from check_in_resources(context, check_in)
    for assessment in diary.assessments:
        yield from assessment_resources(context, assessment)
    for infusion in diary.infusions:
        yield from infusion_resources(context, infusion)
    for event in diary.events:
        if event.kind == MEDICINE:
            yield from medicine_resources(context, event, diary.day_of(exported_at))


def diary_id(diary: Diary) -> str:
    """Return the id of a diary; where it has none yet, that of its first record."""
    ids = (record.id for record in diary.records)
    return diary.id or min(
        ids, key=lambda record_id: (not _ULID.fullmatch(record_id), record_id), default=""
    )


def _tagged(resource: Resource, diary: Diary) -> Resource:
    """Tag a resource of an invented diary; servers split a Bundle, so each has the tag."""
    return resource | ({"meta": {"tag": [_INVENTED]}} if diary.invented else {})
