"""Questionnaires that were answered in another system: FHIR QuestionnaireResponse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO, Final

from tracker.exchange.dates import to_local
from tracker.exchange.fhir.model import (
    Answer,
    QuestionnaireResponse,
    Resource,
    resources_in,
    weight,
    whole,
)
from tracker.exchange.files import read_all
from tracker.exchange.result import BadRow, ImportContext, ImportResult, count_unread
from tracker.exchange.strict_json import parse_json
from tracker.records import Assessment, ValidationError
from tracker.records.day import parse_iso_day, reject_future
from tracker.records.format import shorten
from tracker.records.questionnaires import (
    Item,
    Questionnaire,
    make_assessment,
    plain_name,
    shipped_questionnaires,
)

_FINISHED: Final = ("completed", "amended")
_RESPONSE: Final = "QuestionnaireResponse"
_OTHER_CODES: Final = frozenset({"44261-6", "70274-6", "69722-7", "55758-7"})
"""LOINC's codes of totals, and of the extra item about difficulty in daily life."""


def read(file: BinaryIO, context: ImportContext) -> ImportResult:
    """Return the assessments of a QuestionnaireResponse: alone, in a Bundle, or one a line.

    Raises:
        ValidationError: the file is not FHIR, or has no QuestionnaireResponse.
    """
    resources = _resources(read_all(file))
    kinds = Counter(resource.resource_type for resource in resources)
    if not kinds.pop(_RESPONSE, 0):
        if kinds["Questionnaire"]:
            sentence = "The file is a clinic's form; `tracker scales add` imports it."
            raise ValidationError("file", sentence)
        raise ValidationError(
            "file",
            f"The FHIR file has no answered questionnaire ({_RESPONSE}); nothing else in it can "
            "be read.",
        )
    questionnaires = (*context.options.questionnaires, *shipped_questionnaires())
    rows: list[Assessment | BadRow] = []
    unread: Counter[str] = Counter()
    for number, resource in enumerate(resources, start=1):
        if resource.resource_type != _RESPONSE:
            continue
        response = _with_address(resource).read(QuestionnaireResponse)
        if (questionnaire := _recognise(response, questionnaires)) is None:
            form = shorten(response.questionnaire, 60) or "an unnamed form"
            unread[f"answers to {form}"] += 1
            continue
        try:
            rows.append(_assessment(response, questionnaire, context))
        except ValidationError as error:
            rows.append(BadRow(number, f"{questionnaire.title}: {error}"))
    return context.result(rows, not_read=count_unread(unread + kinds))


def _resources(data: bytes) -> list[Resource]:
    """Return the resources of a file; servers export many of them with one on each line."""
    lines = [line for line in data.splitlines() if line.strip()]
    if len(lines) > 1 and all(line.startswith(b"{") and line.endswith(b"}") for line in lines):
        return [resource for line in lines for resource in resources_in(parse_json(line))]
    return resources_in(parse_json(data))


def _with_address(response: Resource) -> Resource:
    """Return a response with the address of its form as R4 has it; in STU3 it is a reference."""
    form = response.values.get("questionnaire")
    if not isinstance(form, dict):
        return response
    address = form.get("reference", "")
    return response._replace(values={**response.values, "questionnaire": address})


def _recognise(
    response: QuestionnaireResponse, questionnaires: Sequence[Questionnaire]
) -> Questionnaire | None:
    """Return the questionnaire that was answered: by its form's name, or by its items' codes.

    The name without an address is that of a form that we exported; its items have numbers.
    """
    form = response.questionnaire.partition("|")[0]
    last = form.rstrip("/").rpartition("/")[2]
    items = _items(response).keys()
    for questionnaire in sorted(questionnaires, key=lambda q: -len(q.items)):
        names = (plain_name(questionnaire.key), plain_name(questionnaire.title))
        if last and (last == questionnaire.loinc_panel or plain_name(last) in names):
            return questionnaire
        numbers = {str(number) for number in range(1, len(questionnaire.items) + 1)}
        if not last and items and items <= numbers and plain_name(response.name) in names:
            return questionnaire
        # A profile of the form, as mii-qst-pro-phq-9, with an answer to each numbered item.
        is_profile = _ends_with(last, questionnaire.key)
        if is_profile and _by_number(_items(response), len(questionnaire.items)):
            return questionnaire
        # Blank items are left out, but no other form consists of these codes only.
        codes = {item.loinc for item in questionnaire.items if item.loinc}
        if codes and len(codes & items) > len(codes) / 2 and items - codes <= _OTHER_CODES:
            return questionnaire
    return None


def _items(response: QuestionnaireResponse) -> dict[str, Answer]:
    """Return the first answer to each item by its LOINC code or its link."""
    found: dict[str, Answer] = {}
    pending = list(response.item)
    for item in pending:  # it grows
        pending += item.item
        if item.answer:
            found[item.linkId.strip("/")] = item.answer[0]
    return found


def _ends_with(name: str, key: str) -> bool:
    """Return whether a name ends with the key of a questionnaire, as a word of its own."""
    key = re.escape(key).replace(r"\-", "[-_]?")
    return bool(re.fullmatch(rf"(?:.*[^a-z0-9])?{key}", name.casefold()))


def _by_number(items: Mapping[str, Answer], count: int) -> dict[str, Answer]:
    """Return the answers by the number of their item, where all links are numbered alike: PHQ.1.

    Some count from 0, or leave blank items out, so there is none unless all from 1 are there.
    """
    groups: dict[str, dict[str, Answer]] = {}
    for link, answer in items.items():
        if match := re.fullmatch(r"(.*\D)([1-9]?\d)", link, re.ASCII):
            groups.setdefault(match[1], {})[match[2]] = answer
    wanted = {str(number) for number in range(1, count + 1)}
    whole = [group for group in groups.values() if wanted <= group.keys() and "0" not in group]
    return whole[0] if len(whole) == 1 else {}


def _assessment(
    response: QuestionnaireResponse, questionnaire: Questionnaire, context: ImportContext
) -> Assessment:
    if response.status not in _FINISHED:
        status = shorten(response.status, 40) or "unknown"
        raise ValidationError("status", f"it is not finished ({status}).")
    items = _items(response)
    numbered = _by_number(items, len(questionnaire.items))
    answers = [
        _answer(items.get(item.loinc or "") or items.get(str(number)) or numbered.get(str(number)),
                item)
        for number, item in enumerate(questionnaire.items, start=1)
    ]  # fmt: skip
    if items and not any(answer is not None for answer in answers):
        raise ValidationError(
            "item", "none of its answers says by a LOINC code or a number which item it answers."
        )
    if (authored := response.authored) is None:
        raise ValidationError("authored", "authored is missing.")
    at = None
    if len(authored) == 10:
        day = parse_iso_day(authored)
    else:
        try:
            at = to_local(datetime.fromisoformat(authored), context.zone)
        except ValueError:
            shown = shorten(authored, 40)
            sentence = f"authored is “{shown}”, not a date and time like 2026-03-14T21:05:00+01:00."
            raise ValidationError("authored", sentence) from None
        day = at.date()
    response_id = response.id or repr((answers, day))
    digest = sha256(f"{questionnaire.key}/{response_id}".encode()).hexdigest()[:20]
    return make_assessment(
        questionnaire,
        answers,
        record_id=f"fhir-{digest}",
        day=reject_future("day", day, context.latest_day(at)),
    )


def _answer(answer: Answer | None, item: Item) -> int | None:
    """Return the value of an answer: its weight, that of its code, or the number itself."""
    if answer is None:
        return None
    number = answer.valueDecimal if answer.valueInteger is None else answer.valueInteger
    if number is not None:
        return whole(number)
    if (coding := answer.valueCoding) is None:
        raise ValidationError("answer", f"{item.label} is not answered by a number or a choice.")
    if (value := whole(weight(coding.extension))) is not None:
        return value
    values = {a.loinc: a.value for a in item.answers if a.loinc}
    if coding.code in values:
        return values[coding.code]
    if re.fullmatch(r"\d{1,18}", coding.code, re.ASCII):
        return int(coding.code)
    raise ValidationError("answer", f"{item.label}: the value of the answer is missing.")
