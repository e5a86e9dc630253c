"""Questionnaires that were answered in another system: FHIR QuestionnaireResponse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO, Final

from tracker.exchange.dates import to_local
from tracker.exchange.files import decode_unicode, read_all
from tracker.exchange.json_fields import Fields, as_number, as_text, parse_json
from tracker.exchange.result import BadRow, ImportContext, ImportResult, count_unread
from tracker.records import Assessment, ValidationError
from tracker.records.day import parse_iso_day, reject_future
from tracker.records.format import plain_line
from tracker.records.questionnaires import (
    Item,
    Questionnaire,
    make_assessment,
    plain_name,
    shipped_questionnaires,
)

_ORDINAL: Final = (
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
)
_FINISHED: Final = ("completed", "amended")
_RESPONSE: Final = "QuestionnaireResponse"
_OTHER_CODES: Final = frozenset({"44261-6", "70274-6", "69722-7", "55758-7"})
"""LOINC's codes of totals, and of the extra item about difficulty in daily life."""


def read(file: BinaryIO, context: ImportContext) -> ImportResult:
    """Return the assessments of a QuestionnaireResponse, alone or in a Bundle.

    Raises:
        ValidationError: the file is no FHIR, or has no QuestionnaireResponse.
    """
    resources = list(_resources(Fields(parse_json(decode_unicode(read_all(file))))))
    kinds = Counter(r.optional("resourceType", as_text) or "resource" for r in resources)
    if not kinds.pop(_RESPONSE, 0):
        if kinds["Questionnaire"]:
            sentence = "The file is a clinic's form; `tracker scales add` imports it."
            raise ValidationError("file", sentence)
        raise ValidationError(
            "file",
            f"The FHIR file has no answered questionnaire ({_RESPONSE}); nothing else in it can "
            "be read.",
        )
    known = (*context.options.questionnaires, *shipped_questionnaires())
    assessments: list[Assessment] = []
    bad_rows: list[BadRow] = []
    unread: Counter[str] = Counter()
    for number, response in enumerate(resources, start=1):
        if response.optional("resourceType", as_text) != _RESPONSE:
            continue
        if (questionnaire := _recognise(response, known)) is None:
            form = response.optional("questionnaire", as_text) or "an unnamed form"
            unread[f"answers to {plain_line(form)[:60]}"] += 1
            continue
        try:
            assessments.append(_assessment(response, questionnaire, context))
        except ValidationError as error:
            bad_rows.append(BadRow(number, f"{questionnaire.title}: {error}"))
    return context.result(
        assessments,
        bad_rows=tuple(bad_rows),
        not_read=tuple(count_unread(unread + kinds)),
    )


def _resources(file: Fields) -> Iterator[Fields]:
    if file.optional("resourceType", as_text) == "Bundle":
        for entry in file.objects("entry"):
            if resource := entry.optional("resource", Fields):
                yield resource
    else:
        yield file


def _recognise(response: Fields, known: Sequence[Questionnaire]) -> Questionnaire | None:
    """Return the questionnaire that was answered: by its form's name, or by its items' codes."""
    form = (response.optional("questionnaire", as_text) or "").partition("|")[0]
    last = form.rstrip("/").rpartition("/")[2]
    items = _items(response).keys()
    for questionnaire in sorted(known, key=lambda q: -len(q.items)):
        names = (plain_name(questionnaire.key), plain_name(questionnaire.title))
        if last and (last == questionnaire.loinc_panel or plain_name(last) in names):
            return questionnaire
        # Blank items are left out, but no other form consists of these codes only.
        codes = {item.loinc for item in questionnaire.items if item.loinc}
        if codes and len(codes & items) > len(codes) / 2 and items - codes <= _OTHER_CODES:
            return questionnaire
    return None


def _items(response: Fields) -> dict[str, Fields]:
    """Return the answered items by their LOINC code or their link."""
    found: dict[str, Fields] = {}
    pending = response.objects("item")
    while pending:
        item = pending.pop(0)
        pending += item.objects("item")
        if item.objects("answer"):
            found[(item.optional("linkId", as_text) or "").strip("/")] = item
    return found


def _assessment(
    response: Fields, questionnaire: Questionnaire, context: ImportContext
) -> Assessment:
    if (status := response.optional("status", as_text)) not in _FINISHED:
        raise ValidationError("status", f"it is not finished ({plain_line(status or 'unknown')}).")
    items = _items(response)
    answers = [
        _answer(items.get(item.loinc or "") or items.get(str(number)), item)
        for number, item in enumerate(questionnaire.items, start=1)
    ]
    authored = response.required("authored", as_text)
    if len(authored) == 10:
        day = parse_iso_day(authored)
    else:
        try:
            day = to_local(datetime.fromisoformat(authored), context.zone).date()
        except ValueError:
            raise ValidationError("authored", "authored is no date and time.") from None
    response_id = response.optional("id", as_text) or repr((answers, day))
    digest = sha256(f"{questionnaire.key}/{response_id}".encode()).hexdigest()[:20]
    return make_assessment(
        questionnaire,
        answers,
        record_id=f"fhir-{digest}",
        day=reject_future("day", day, context.latest_day),
    )


def _answer(answered: Fields | None, item: Item) -> int | None:
    """Return the value of an answer: its weight, that of its code, or the number itself.

    Raises:
        ValidationError: the item does not allow it.
    """
    if answered is None:
        return None
    answer = answered.objects("answer")[0]
    for key in ("valueInteger", "valueDecimal"):
        if key in answer:
            return _whole(answer.required(key, as_number))
    coding = answer.optional("valueCoding", Fields)
    if coding is None:
        raise ValidationError("answer", f"{item.label} is not answered by a number or a choice.")
    for extension in coding.objects("extension"):
        if extension.optional("url", as_text) in _ORDINAL:
            kind = "valueDecimal" if "valueDecimal" in extension else "valueInteger"
            return _whole(extension.required(kind, as_number))
    code = coding.optional("code", as_text) or ""
    values = {a.loinc: a.value for a in item.answers if a.loinc}
    if code in values:
        return values[code]
    if code.isascii() and code.isdigit():
        return int(code)
    raise ValidationError("answer", f"{item.label}: the value of the answer is missing.")


def _whole(value: float) -> int:
    if value != int(value):
        raise ValidationError("answer", f"{value:g} is no whole number.")
    return int(value)
