"""Filled-in questionnaires as FHIR R4: the answers as a QuestionnaireResponse, the total beside it.

Questions stand there under their LOINC codes and our own topic labels, never in the wording of
their owner; a clinic's own questionnaire has numbers only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracker.exchange.fhir_teller import Teller
from tracker.exchange.fhir_values import (
    LOINC,
    OURS,
    Resource,
    concept,
    day,
    name_of,
    reference,
    score,
    title,
)
from tracker.records import Assessment, Number
from tracker.records.questionnaires import (
    Item,
    Questionnaire,
    find_questionnaire,
    questionnaire_for,
)

_EXTENSIONS: Final = "http://hl7.org/fhir/StructureDefinition/"
_FORM: Final = f"{LOINC}/q/"
"""What LOINC calls the form of a panel."""


def assessment_resources(teller: Teller, assessment: Assessment) -> Iterator[Resource]:
    """Yield the answers, if there are any, then the total, if there is one."""
    known = find_questionnaire(assessment.questionnaire)
    called = known.title if known else title(assessment.questionnaire)
    response = _response(teller, assessment, known, called)
    if response:
        yield response
    if assessment.total is not None:
        yield _total(teller, assessment, assessment.total, called, response)


def _response(
    teller: Teller, assessment: Assessment, known: Questionnaire | None, called: str
) -> Resource | None:
    items = _items(assessment, known)
    if not items:
        return None
    form = known and _loinc_form(known)
    return {
        "resourceType": "QuestionnaireResponse",
        "id": name_of("answers", assessment.id),
        **({"questionnaire": form} if form else {}),
        "_questionnaire": {"extension": [{"url": f"{_EXTENSIONS}display", "valueString": called}]},
        "status": "completed",
        "subject": teller.who,
        "authored": day(assessment.day),
        "author": teller.who,
        "source": teller.who,
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
    teller: Teller, assessment: Assessment, total: Number, called: str, response: Resource | None
) -> Resource:
    made = teller.said("total", assessment.id, _code(assessment, called), day(assessment.day))
    if response:
        made["derivedFrom"] = [reference(response)]
    else:
        # A total alone was worked out by someone else, and nobody wrote down by whom.
        del made["performer"]
    low, high = assessment.low, assessment.high
    how = f"Total on {low} to {high}, {assessment.better} is better"
    return made | {"valueQuantity": score(total), "method": concept(how)}


def _code(assessment: Assessment, called: str) -> Resource:
    shipped = find_questionnaire(assessment.questionnaire)
    same = questionnaire_for(assessment, [shipped]) if shipped else None
    text = f"{called} total"
    if same and same.loinc_total:
        return concept(text, LOINC, same.loinc_total)
    return concept("Questionnaire total", OURS, "questionnaire-total") | {"text": text}
