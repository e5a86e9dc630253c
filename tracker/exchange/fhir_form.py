"""A FHIR R4 Questionnaire as a flat list of what it asks, before anything is made of it.

Groups are opened, in the order of the form; display items and what a program computes by itself
are passed over. Nothing in the file is run, fetched or taken for markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from tracker.exchange.decoding import text_of
from tracker.exchange.json_fields import Fields, as_flag, as_number, as_text, as_whole
from tracker.exchange.json_text import parsed
from tracker.records import ValidationError
from tracker.records.format import plain_line
from tracker.records.questionnaires import MOST_ANSWERS, MOST_ITEMS

LARGEST: Final = 2**20
"""Bytes of a file that is read: some twenty times the longest questionnaire in use."""

DEEPEST: Final = 10
"""Groups inside groups."""

LOINC: Final = "http://loinc.org"
_EXTENSIONS: Final = "http://hl7.org/fhir/StructureDefinition/"
_WEIGHTS: Final = (f"{_EXTENSIONS}ordinalValue", f"{_EXTENSIONS}itemWeight")
_COMPUTED: Final = "/sdc-questionnaire-calculatedExpression"
_NOT_ASKED: Final = ("group", "display")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of the form: what it counts, if the file says so, and its words."""

    value: int | None
    label: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of the form that a person answers."""

    number: int
    """From 1, counting only what is answered: the number the printed form has too."""
    text: str
    type: str
    codes: frozenset[str]
    """Its LOINC codes; a linkId may be one."""
    options: tuple[Option, ...]
    repeats: bool
    conditional: bool

    def topic(self, most: int) -> str:
        """The beginning of the text on one line, without what would move a terminal's cursor."""
        words = plain_line(self.text)
        return words if len(words) <= most else f"{words[: most - 1]}…"

    @property
    def name(self) -> str:
        """The item in a sentence."""
        return f"Item {self.number} (“{self.topic(40)}”)"


@dataclass(frozen=True, slots=True)
class Form:
    """What a file asks, and what it calls itself."""

    title: str
    codes: frozenset[str]
    copyright: str
    asked: tuple[Asked, ...]


@dataclass(slots=True)
class _Reading:
    """A form while it is read."""

    value_sets: Mapping[str, Fields]
    asked: list[Asked] = field(default_factory=list)

    def items(self, parent: Fields, depth: int = 0) -> None:
        if depth > DEEPEST:
            raise ValidationError("item", f"The questionnaire has groups more than {DEEPEST} deep.")
        for fields in parent.objects("item"):
            kind = fields.required("type", as_text)
            if kind not in _NOT_ASKED and not _computed(fields):
                self.asked.append(self._asked(fields, kind))
            if len(self.asked) > MOST_ITEMS:
                raise ValidationError(
                    "item", f"The questionnaire has more than {MOST_ITEMS} items."
                )
            self.items(fields, depth + 1)

    def _asked(self, fields: Fields, kind: str) -> Asked:
        link = (fields.optional("linkId", as_text) or "").strip("/")
        return Asked(
            number=len(self.asked) + 1,
            text=(fields.optional("text", as_text) or "").strip(),
            type=kind,
            codes=frozenset((*_loinc(fields, "code"), link)) - {""},
            options=tuple(self._options(fields)),
            repeats=bool(fields.optional("repeats", as_flag)),
            conditional="enableWhen" in fields,
        )

    def _options(self, fields: Fields) -> Iterator[Option]:
        yield from (_option(option) for option in fields.objects("answerOption"))
        if reference := fields.optional("answerValueSet", as_text):
            yield from _concepts(self.value_sets.get(reference.removeprefix("#")))
        yield from _range(fields)


def read_form(data: bytes) -> Form:
    """Return what a FHIR R4 Questionnaire in JSON asks.

    Raises:
        ValidationError: the file is no such questionnaire, or is larger or deeper than any in use.
    """
    if len(data) > LARGEST:
        raise ValidationError("file", f"The file is larger than {LARGEST // 2**20} MB; no form is.")
    file = Fields(parsed(text_of(data)))
    kind = file.optional("resourceType", as_text)
    if kind != "Questionnaire":
        raise ValidationError(
            "resourceType", "The file is no FHIR Questionnaire; ask the clinic for one."
        )
    reading = _Reading(_contained(file))
    reading.items(file)
    return Form(
        title=file.optional("title", as_text) or file.optional("name", as_text) or "",
        codes=frozenset(_loinc(file, "code")),
        copyright=file.optional("copyright", as_text) or "",
        asked=tuple(reading.asked),
    )


def _contained(file: Fields) -> dict[str, Fields]:
    return {
        resource.required("id", as_text): resource
        for resource in file.objects("contained")
        if resource.optional("resourceType", as_text) == "ValueSet"
    }


def _computed(fields: Fields) -> bool:
    """Whether the item is filled in by a program, as a total at the end of a form is."""
    urls = [extension.optional("url", as_text) or "" for extension in fields.objects("extension")]
    return bool(fields.optional("readOnly", as_flag)) or any(u.endswith(_COMPUTED) for u in urls)


def _loinc(fields: Fields, key: str) -> Iterator[str]:
    for coding in fields.objects(key):
        if coding.optional("system", as_text) == LOINC and "code" in coding:
            yield coding.required("code", as_text)


def _option(option: Fields) -> Option:
    coding = option.optional("valueCoding", Fields)
    weight = _weight(option)
    if coding:
        weight = _weight(coding) if weight is None else weight
        code = coding.optional("code", as_text)
        return Option(weight, plain_line(coding.optional("display", as_text) or code or ""), code)
    number = option.optional("valueInteger", as_whole)
    label = plain_line(option.optional("valueString", as_text) or "")
    return Option(number if weight is None else weight, label, None)


def _concepts(value_set: Fields | None) -> Iterator[Option]:
    compose = value_set.optional("compose", Fields) if value_set else None
    for include in compose.objects("include") if compose else ():
        for concept in include.objects("concept"):
            code = concept.optional("code", as_text)
            label = plain_line(concept.optional("display", as_text) or code or "")
            yield Option(_weight(concept), label, code)


def _range(fields: Fields) -> Iterator[Option]:
    """Yield the answers of a whole number between a least and a greatest value."""
    limits = {
        (extension.optional("url", as_text) or "").removeprefix(_EXTENSIONS): extension
        for extension in fields.objects("extension")
    }
    if not {"minValue", "maxValue"} <= limits.keys():
        return
    low, high = (limits[end].optional("valueInteger", as_whole) for end in ("minValue", "maxValue"))
    if low is not None and high is not None and 0 < high - low < MOST_ANSWERS:
        yield from (Option(value, "", None) for value in range(low, high + 1))


def _weight(fields: Fields) -> int | None:
    """Return what an answer counts, in either of the two ways in use."""
    for extension in fields.objects("extension"):
        if extension.optional("url", as_text) in _WEIGHTS:
            key = "valueDecimal" if "valueDecimal" in extension else "valueInteger"
            return _whole(extension.required(key, as_number), extension.at(key))
    return None


def _whole(weight: float, where: str) -> int:
    if weight == int(weight):
        return int(weight)
    raise ValidationError(where, f"{where} is {weight:g}; an answer counts a whole number here.")
