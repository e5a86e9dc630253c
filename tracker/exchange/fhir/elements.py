"""What the FHIR resources of a diary consist of: ids, references, codes, amounts and times.

Our own codes have a `urn:uuid:` as their system, which needs no host and no registration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID, uuid5

from tracker.exchange.fhir.model import OURS
from tracker.records import CheckIn, Diary, Number
from tracker.records.format import plain_text

Resource: TypeAlias = dict[str, Any]

NAMES: Final = UUID("8d5fdb7a-6a3f-4a0e-9c55-3f1f5b0c7e21")
"""The namespace of all ids; with another one no record would be recognised again."""

SEVERITY: Final = "urn:uuid:1b9b8c12-4a94-4a7f-b0c7-0b6a52d0a9d8"
"""The system of the severities 0 to 3."""

SNOMED: Final = "http://snomed.info/sct"
UCUM: Final = "http://unitsofmeasure.org"
RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC: Final = "http://www.whocc.no/atc"

_SURVEY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
_FARTHEST: Final = timedelta(hours=14)
"""The greatest offset from UTC that FHIR can write."""


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
    return clean(text) or "(no name)"
