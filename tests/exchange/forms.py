"""FHIR R4 Questionnaires as clinics' systems write them, made from the documented layout."""

from __future__ import annotations

import json
from typing import Any

from tracker.records.questionnaires import get_questionnaire

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
LOINC = "http://loinc.org"

Object = dict[str, Any]


def option(value: float, label: str = "", url: str = ORDINAL) -> Object:
    extension = [{"url": url, "valueDecimal": value}]
    return {"extension": extension, "valueCoding": {"code": f"c{value}", "display": label}}


def choice(text: str, *values: float, **more: Any) -> Object:
    options = [option(value, f"answer {value}") for value in values or (0, 1, 2)]
    return {"linkId": "x", "text": text, "type": "choice", "answerOption": options, **more}


def form(*items: Object, title: str | None = "Sleep check", **more: Any) -> Object:
    return {"resourceType": "Questionnaire", "title": title, "item": list(items), **more}


def loinc(code: str | None) -> list[Object]:
    return [{"system": LOINC, "code": code}]


def phq_9(**more: Any) -> Object:
    """The nine questions with their codes in the reverse order, a heading and a total."""
    labels = ("Not at all", "Several days", "More than half", "Nearly every day")
    options = [option(n, label) for n, label in enumerate(labels)]
    asked = [
        {
            "linkId": f"/{item.loinc}",
            "code": loinc(item.loinc),
            "text": f"The question on {item.label}?",
            "type": "choice",
            "answerOption": options,
        }
        for item in reversed(get_questionnaire("phq-9").items)
    ]
    heading = {"linkId": "h", "type": "display", "text": "Over the last 2 weeks"}
    total = {"linkId": "t", "type": "integer", "text": "Total", "readOnly": True}
    group = {"linkId": "g", "type": "group", "text": "Problems", "item": [heading, *asked, total]}
    return form(group, title="Patient Health Questionnaire", code=loinc("44249-1"), **more)


def as_bytes(value: Object) -> bytes:
    return json.dumps(value).encode()
