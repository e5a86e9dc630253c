"""Questionnaires that were answered in another system: FHIR QuestionnaireResponse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from hashlib import sha256
from typing import BinaryIO, Final

from tracker.exchange.apps.common import count_unread, latest_day
from tracker.exchange.dates import at_home
from tracker.exchange.files import read_all, text_of
from tracker.exchange.json_fields import Fields, as_number, as_text, parsed
from tracker.exchange.result import BadRow, ImportOptions, ImportResult
from tracker.records import Assessment, Diary, ValidationError
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


def read_answers(
    file: BinaryIO,
    *,
    options: ImportOptions,
    diary: Diary,
    now: datetime,
    zone: tzinfo | None = None,
) -> ImportResult:
    """Return the answered questionnaires of a file; what else it holds is named.

    Raises:
        ValidationError: the file is no such thing, or holds none.
    """
    resources = list(_resources(Fields(parsed(text_of(read_all(file))))))
    kinds = Counter(r.optional("resourceType", as_text) or "resource" for r in resources)
    if not kinds["QuestionnaireResponse"]:
        if kinds["Questionnaire"]:
            sentence = (
                "The file is a clinic's form, not its answers; `tracker scales add` takes it."
            )
            raise ValidationError("file", sentence)
        raise ValidationError(
            "file",
            "The FHIR file holds no answered questionnaire (QuestionnaireResponse); nothing else "
            "of it can be read.",
        )
    known = (*options.questionnaires, *shipped_questionnaires())
    made: list[Assessment] = []
    bad: list[BadRow] = []
    unread: Counter[str] = Counter()
    for number, response in enumerate(resources, start=1):
        if response.optional("resourceType", as_text) != "QuestionnaireResponse":
            continue
        if (found := _recognise(response, known)) is None:
            unread[f"answers to {_name(response)}"] += 1
            continue
        try:
            made.append(_assessment(response, found, zone, latest_day(now)))
        except ValidationError as problem:
            bad.append(BadRow(number, f"{found.title}: {problem}"))
    unread.update({kind: n for kind, n in kinds.items() if kind != "QuestionnaireResponse"})
    return ImportResult(
        diary=Diary(settings=diary.settings, measures=diary.measures, assessments=tuple(made)),
        bad_rows=tuple(bad),
        not_read=tuple(count_unread(unread)),
    )


def _resources(file: Fields) -> Iterator[Fields]:
    if file.optional("resourceType", as_text) == "Bundle":
        for entry in file.objects("entry"):
            if resource := entry.optional("resource", Fields):
                yield resource
    else:
        yield file


def _name(response: Fields) -> str:
    return plain_line(response.optional("questionnaire", as_text) or "an unnamed form")[:60]


def _recognise(response: Fields, known: Sequence[Questionnaire]) -> Questionnaire | None:
    """Return the questionnaire that was answered: by its form's name, or by its items' codes."""
    form = (response.optional("questionnaire", as_text) or "").partition("|")[0]
    last = form.rstrip("/").rpartition("/")[2]
    items = _items(response)
    for questionnaire in sorted(known, key=lambda q: -len(q.items)):
        codes = {item.loinc for item in questionnaire.items if item.loinc}
        by_form = last and last == questionnaire.loinc_panel
        by_name = last and plain_name(last) in (
            plain_name(questionnaire.key),
            plain_name(questionnaire.title),
        )
        # A blank item has no place in the answers, but no other form has any of these codes only.
        answered = codes & items.keys()
        by_codes = codes and len(answered) > len(codes) / 2 and items.keys() - codes <= _OTHER
        if by_form or by_name or by_codes:
            return questionnaire
    return None


_OTHER: Final = frozenset({"44261-6", "70274-6", "69722-7", "55758-7"})
"""LOINC's codes of totals and of the item about the trouble that all of it gives."""


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
    response: Fields, questionnaire: Questionnaire, zone: tzinfo | None, latest: date
) -> Assessment:
    if (status := response.optional("status", as_text)) not in _FINISHED:
        raise ValidationError("status", f"it is not finished ({plain_line(status or 'unknown')}).")
    found = _items(response)
    answers = [
        _answer(found.get(item.loinc or "") or found.get(str(number)), item)
        for number, item in enumerate(questionnaire.items, start=1)
    ]
    day = _day(response.required("authored", as_text), zone)
    own = response.optional("id", as_text) or repr((answers, day))
    digest = sha256(f"{questionnaire.key}/{own}".encode()).hexdigest()[:20]
    made = make_assessment(
        questionnaire, answers, record_id=f"fhir-{digest}", day=reject_future("day", day, latest)
    )
    return made


def _day(authored: str, zone: tzinfo | None) -> date:
    if len(authored) == 10:
        return parse_iso_day(authored)
    try:
        return at_home(datetime.fromisoformat(authored), zone).date()
    except ValueError:
        raise ValidationError("authored", "authored is no date and time.") from None


def _answer(item: Fields | None, asked: Item) -> int | None:
    """Return what an answer counts: its weight, its code's, or the number itself.

    Raises:
        ValidationError: it is none that the item takes.
    """
    if item is None:
        return None
    answer = item.objects("answer")[0]
    for key in ("valueInteger", "valueDecimal"):
        if key in answer:
            return _whole(answer.required(key, as_number))
    coding = answer.optional("valueCoding", Fields)
    if coding is None:
        raise ValidationError("answer", f"{asked.label} is not answered by a number or a choice.")
    for extension in coding.objects("extension"):
        if extension.optional("url", as_text) in _ORDINAL:
            kind = "valueDecimal" if "valueDecimal" in extension else "valueInteger"
            return _whole(extension.required(kind, as_number))
    code = coding.optional("code", as_text) or ""
    known: Mapping[str | None, int] = {a.loinc: a.value for a in asked.answers if a.loinc}
    if code in known:
        return known[code]
    if code.isascii() and code.isdigit():
        return int(code)
    raise ValidationError("answer", f"{asked.label}: what the answer counts is not said.")


def _whole(value: float) -> int:
    if value != int(value):
        raise ValidationError("answer", f"{value:g} is no whole number.")
    return int(value)
