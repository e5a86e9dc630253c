"""The diary as one FHIR R4 Bundle of type collection, for a portal or another program.

The same diary gives the same names and, at the same moment, the same bytes. Only what the person
recorded stands in it: nothing is coded that is not known for sure, and nothing missing is filled.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from tracker.exchange.fhir_medicines import infusion_resources, medicine_resources
from tracker.exchange.fhir_observations import check_in_resources
from tracker.exchange.fhir_scales import assessment_resources
from tracker.exchange.fhir_teller import Teller
from tracker.exchange.fhir_values import Resource, name_of, words
from tracker.records import CheckIn, Diary, Event, Infusion

MEDICINE: Final = "medication"

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")

_INVENTED: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}
"""How FHIR marks what is no real person's."""


def write(diary: Diary, *, exported_at: datetime, notes: bool = False) -> bytes:
    """Return the Bundle; notes are private and stand in it only when asked for."""
    teller = Teller(_patient(diary), diary, notes)
    resources = (_marked(made, diary) for made in _resources(teller, exported_at))
    head = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": f"{exported_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    entries = ({"fullUrl": f"urn:uuid:{made['id']}", "resource": made} for made in resources)
    # One line each, to be compared line by line; json's own indent takes much longer.
    lines = ",\n".join(map(_encode, entries))
    return f'{_encode(_marked(head, diary))[:-1]}, "entry": [\n{lines}\n]}}\n'.encode()


def left_out(diary: Diary, *, notes: bool = False) -> list[str]:
    """Return what of the diary has no place in the Bundle, a few words each."""
    medicines = [event for event in diary.events if event.kind == MEDICINE]
    told: tuple[CheckIn | Infusion | Event, ...]
    told = (*diary.check_ins, *diary.infusions, *medicines)
    noted = sum(bool(record.note) for record in told)
    others = len(diary.events) - len(medicines)
    detailed = any(i.cost is not None or i.weight_kg is not None for i in diary.infusions)
    return [
        *([f"notes ({noted:,}; --notes takes them along)"] if noted and not notes else []),
        *([f"events other than medicines ({others:,})"] if others else []),
        *(["the cost and body weight of infusions"] if detailed else []),
    ]


def _resources(teller: Teller, exported_at: datetime) -> Iterator[Resource]:
    diary = teller.diary
    yield teller.patient
    for check_in in diary.check_ins:
        yield from check_in_resources(teller, check_in)
    for assessment in diary.assessments:
        yield from assessment_resources(teller, assessment)
    for infusion in diary.infusions:
        yield from infusion_resources(teller, infusion)
    for event in diary.events:
        if event.kind == MEDICINE:
            yield from medicine_resources(teller, event, diary.day_of(exported_at))


def _patient(diary: Diary) -> Resource:
    """Return the person, without a name unless the settings have one.

    They go by the diary's first record: it stays the first while the diary grows, and no two
    people share one, as they would any fixed name.
    """
    kinds = (diary.check_ins, diary.infusions, diary.assessments, diary.events)
    ids = [record.id for kind in kinds for record in kind]
    first = min(ids, key=lambda known: (not _ULID.fullmatch(known), known), default="")
    patient: Resource = {"resourceType": "Patient", "id": name_of("patient", first)}
    name = words(diary.settings.name or "")
    return patient | ({"name": [{"text": name}]} if name else {})


def _marked(resource: Resource, diary: Diary) -> Resource:
    """Return a resource that says if it is invented; each does, for servers split a Bundle."""
    return resource | ({"meta": {"tag": [_INVENTED]}} if diary.invented else {})
