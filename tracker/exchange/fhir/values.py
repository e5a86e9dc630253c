"""The small parts that every FHIR R4 resource here is made of: names, codes, amounts, moments.

Codes of our own stand under a `urn:uuid:`: such a name needs no host and nobody to register it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeAlias
from unicodedata import category
from uuid import UUID, uuid5

from tracker.exchange.fhir.form import LOINC, OURS
from tracker.records import CheckIn, Diary, Number
from tracker.records.infusion import SEVERITIES

Resource: TypeAlias = dict[str, Any]

NAMES: Final = UUID("8d5fdb7a-6a3f-4a0e-9c55-3f1f5b0c7e21")
"""What the name of every record is made from; another one would make all of them strangers."""

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
_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x07|\x1b\\|$)|[ -/]*[0-~])"
    r"|\x9b[0-?]*[ -/]*[@-~]",
    re.DOTALL,
)
"""What steers a terminal: taken out whole, so that no "[31m" stays behind."""
_JOINERS: Final = "\u200c\u200d"
"""Marks of direction go; what joins letters and emoji stays."""


@dataclass(frozen=True, slots=True)
class FhirContext:
    """The patient, their diary, and whether their notes go out."""

    patient: Resource
    diary: Diary
    notes: bool

    @property
    def subject(self) -> dict[str, str]:
        """Points to the patient."""
        return reference(self.patient)

    def observation(self, kind: str, record_id: str, code: Resource, effective: str) -> Resource:
        """Return an Observation that the patient made, its value still to be added."""
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
        """Yield a note as plain text, if notes go out: FHIR's own notes are read as markup."""
        if not (self.notes and text and (kept := clean(text))):
            return
        made = self.observation("note", record_id, concept("Note", OURS, "diary-note"), effective)
        yield made | ({"partOf": [reference(about)]} if about else {}) | {"valueString": kept}

    def effective_time(self, check_in: CheckIn) -> str:
        """Return when it was felt; the day alone where the time known is not of that day."""
        at = check_in.at
        if at is None or self.diary.day_of(at) != check_in.day:
            return check_in.day.isoformat()
        return moment(at)

    def span(self, when: date, start: time | None, minutes: float | None) -> dict[str, str]:
        """Return from when to when something lasted on a civil date, as well as it is known.

        FHIR takes no time without its offset from UTC. That is known where a check-in was made
        on the same date, and is not guessed elsewhere.
        """
        there = {c.at.tzinfo for c in self.diary.check_ins if c.at and c.at.date() == when}
        if start is None or len(there) != 1:
            return {"start": when.isoformat(), "end": when.isoformat()}
        began = datetime.combine(when, start, tzinfo=there.pop())
        ended = {"end": moment(began + timedelta(minutes=minutes))} if minutes else {}
        return {"start": moment(began)} | ended


def named(resource_type: str, kind: str, record_id: str) -> Resource:
    """Return the beginning of a resource: the UUID that one record has in every export.

    It stands there twice: as the id of the resource and, for servers that give ids of their own,
    as its identifier.
    """
    own = str(uuid5(NAMES, f"{kind}/{record_id}"))
    identifier = {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{own}"}
    # An answered questionnaire is the one resource here that has a single identifier.
    single = resource_type == "QuestionnaireResponse"
    return {
        "resourceType": resource_type,
        "id": own,
        "identifier": identifier if single else [identifier],
    }


def reference(resource: Resource) -> dict[str, str]:
    """Return what points to another resource of the same Bundle."""
    return {"reference": f"urn:uuid:{resource['id']}"}


def concept(text: str, system: str = "", code: str = "") -> Resource:
    """Return a meaning in our words and, if there is one, its code.

    Only codes of our own get a display: that of LOINC or SNOMED is theirs to word.
    """
    if not code:
        return {"text": text}
    coding = {"system": system, "code": code}
    coding |= {"display": text} if system in (OURS, SEVERITY) else {}
    return {"coding": [coding], "text": text}


def severity(value: int) -> Resource:
    """Return 0 to 3 as a meaning."""
    return concept(SEVERITIES[value], SEVERITY, str(value))


def amount(value: Number, unit: str, code: str = "") -> Resource:
    """Return a quantity; a unit without a UCUM code stays a word."""
    return {"value": value, "unit": unit} | ({"system": UCUM, "code": code} if code else {})


def score(value: Number) -> Resource:
    """Return a value on a scale."""
    return amount(value, "score", "{score}")


def moment(when: datetime) -> str:
    """Return a date and time with its offset, in UTC where FHIR cannot write the offset."""
    far = abs(when.utcoffset() or timedelta()) > _FARTHEST
    return (when.astimezone(UTC) if far else when).isoformat(timespec="seconds")


def clean(text: str) -> str:
    """Return what a person typed as FHIR can hold it, blank if nothing is left.

    Control characters are not allowed there, nor other blanks than the plain ones; marks that
    turn the direction of a line, or steer a terminal, are no part of what was said.
    """
    return "".join(_allowed(character) for character in _ESCAPES.sub("", text)).strip()


def title(text: str) -> str:
    """Return a name a person typed, never blank."""
    return clean(text) or UNNAMED


def _allowed(character: str) -> str:
    if character in "\r\n\t" or character in _JOINERS:
        return character
    if category(character) in ("Cc", "Cf", "Cs"):
        return "" if category(character) == "Cf" else " "
    return " " if character.isspace() else character


__all__ = ["LOINC", "OURS", "FhirContext", "Resource", "named"]
