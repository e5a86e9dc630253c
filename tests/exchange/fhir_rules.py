"""Rules of FHIR R4 that the model library lets pass; written from the specification, 4.0.1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

STATUSES = {
    "Observation": {"final"},
    "QuestionnaireResponse": {"completed"},
    "MedicationStatement": {"completed", "intended", "not-taken", "active"},
}
"""Those of the value sets that a diary has a use for."""

_DATE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?"
_OFFSET = r"(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))"
DATE_TIME = re.compile(rf"{_DATE}(T{_TIME}{_OFFSET})?", re.ASCII)
INSTANT = re.compile(rf"{_DATE}T{_TIME}{_OFFSET}", re.ASCII)
TIMES = {"effectiveDateTime": DATE_TIME, "authored": DATE_TIME, "start": DATE_TIME}
TIMES |= {"end": DATE_TIME, "issued": INSTANT, "timestamp": INSTANT}

ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
CODE = re.compile(r"[^\s]+(\s[^\s]+)*")
URI = re.compile(r"(https?://|urn:uuid:|urn:ietf:)\S+")


def broken(bundle: dict[str, Any]) -> list[str]:
    """Name every rule that does not hold, with the place."""
    resources = [entry["resource"] for entry in bundle["entry"]]
    return [
        *_names(bundle),
        *(fault for where, value in walk(bundle, "Bundle") for fault in _value(where, value)),
        *(f"{r['resourceType']}.status" for r in resources if not _status(r)),
        *(fault for r in resources for fault in _resource(r)),
    ]


def walk(value: Any, where: str) -> Iterator[tuple[str, Any]]:
    """Yield every value with the path that leads to it."""
    yield where, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, f"{where}.{key}")
    if isinstance(value, list):
        for inner in value:
            yield from walk(inner, where)


def _names(bundle: dict[str, Any]) -> Iterator[str]:
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    if len(set(urls)) < len(urls):
        yield "bdl-7: two resources have one name"
    for entry in bundle["entry"]:
        resource = entry["resource"]
        if entry["fullUrl"] != f"urn:uuid:{resource['id']}":
            yield "fullUrl and id disagree"
        put = {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"}
        if entry.get("request") != (put if bundle["type"] == "transaction" else None):
            yield "bdl-3: a request in a transaction, and nowhere else"
        own = resource["identifier"]
        named = own if isinstance(own, dict) else own[0]
        if named != {"system": "urn:ietf:rfc:3986", "value": entry["fullUrl"]}:
            yield "a resource without an identifier of its own"
    for where, value in walk(bundle, "Bundle"):
        if where.endswith(".reference") and value not in urls:
            yield f"{where} leads nowhere"


def _value(where: str, value: Any) -> Iterator[str]:
    key = where.rpartition(".")[2]
    if value is None or value in ("", [], {}):
        yield f"ele-1: {where} is empty"
    if isinstance(value, str):
        if value != value.strip() or any(c < " " and c not in "\r\n\t" for c in value):
            yield f"string: {where} holds {value!r}"
        if where.endswith(".request.url"):
            return
        wanted = TIMES.get(key) or {"id": ID, "code": CODE, "system": URI, "url": URI}.get(key)
        if wanted and not wanted.fullmatch(value):
            yield f"{where} is {value!r}"


def _status(resource: dict[str, Any]) -> bool:
    allowed = STATUSES.get(resource["resourceType"])
    return resource["status"] in allowed if allowed else "status" not in resource


def _resource(resource: dict[str, Any]) -> Iterator[str]:
    period = resource.get("effectivePeriod", {})
    if period and period["start"][:10] > period.get("end", "9999"):
        yield "per-1: it ends before it begins"
    if resource["resourceType"] == "Observation":
        if len([key for key in resource if key.startswith("value")]) != 1:
            yield "an Observation has one value"
        if "dataAbsentReason" in resource:
            yield "obs-6: a value, and a reason why there is none"
    links = [item["linkId"] for item in resource.get("item", [])]
    if len(set(links)) < len(links):
        yield "two items have one linkId"
