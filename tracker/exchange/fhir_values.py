"""The small parts that every FHIR R4 resource here is made of: names, codes, amounts, moments.

Codes of our own stand under a `urn:uuid:`: such a name needs no host and nobody to register it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID, uuid5

from tracker.records import Number
from tracker.records.infusion import SEVERITIES

Resource: TypeAlias = dict[str, Any]

NAMES: Final = UUID("8d5fdb7a-6a3f-4a0e-9c55-3f1f5b0c7e21")
"""What the name of every record is made from; another one would make all of them strangers."""

OURS: Final = "urn:uuid:f0f3c4a6-9a56-4a5d-8c0e-2f7c1d9b6e34"
"""The system of our own codes: the measures known to every tracker, and a few with a hyphen."""

SEVERITY: Final = "urn:uuid:1b9b8c12-4a94-4a7f-b0c7-0b6a52d0a9d8"
"""The system of the severities 0 to 3."""

LOINC: Final = "http://loinc.org"
SNOMED: Final = "http://snomed.info/sct"
UCUM: Final = "http://unitsofmeasure.org"

UNNAMED: Final = "(no name)"

_SURVEY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
_FARTHEST: Final = timedelta(hours=14)
"""The greatest offset from UTC that FHIR can write."""


def name_of(kind: str, record_id: str) -> str:
    """Return the UUID that one record has in every export."""
    return str(uuid5(NAMES, f"{kind}/{record_id}"))


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


def survey() -> list[Resource]:
    """Return the category of what a person says about themselves."""
    return [{"coding": [{"system": _SURVEY, "code": "survey", "display": "Survey"}]}]


def severity(value: int) -> Resource:
    """Return 0 to 3 as a meaning."""
    return concept(SEVERITIES[value], SEVERITY, str(value))


def amount(value: Number, unit: str, code: str = "") -> Resource:
    """Return a quantity; a unit without a UCUM code stays a word."""
    return {"value": value, "unit": unit} | ({"system": UCUM, "code": code} if code else {})


def score(value: Number) -> Resource:
    """Return a value on a scale."""
    return amount(value, "score", "{score}")


def day(when: date) -> str:
    """Return a date."""
    return when.isoformat()


def moment(when: datetime) -> str:
    """Return a date and time with its offset, in UTC where FHIR cannot write the offset."""
    far = abs(when.utcoffset() or timedelta()) > _FARTHEST
    return (when.astimezone(UTC) if far else when).isoformat(timespec="seconds")


def words(text: str) -> str:
    """Return what a person typed as FHIR can hold it, blank if nothing is left.

    Control characters are not allowed there, nor other blanks than the plain ones.
    """
    return "".join(_allowed(character) for character in text).strip()


def title(text: str) -> str:
    """Return a name a person typed, never blank."""
    return words(text) or UNNAMED


def _allowed(character: str) -> str:
    if character in "\r\n\t":
        return character
    return " " if character < " " or character.isspace() else character
