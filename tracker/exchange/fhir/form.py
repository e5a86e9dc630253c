"""A FHIR R4 Questionnaire as a flat list of its items.

Groups are flattened in the order of the form. Display items, computed items, and items answered in
words or by a date are skipped: only a choice can be scored. Nothing in the file is run, fetched or
read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from tracker.exchange.files import decode_unicode
from tracker.exchange.json_fields import Fields, as_flag, as_text, as_whole, parse_json
from tracker.records import ValidationError
from tracker.records.format import plain_line
from tracker.records.questionnaires import MOST_ANSWERS, MOST_ITEMS, shipped_questionnaires

LARGEST: Final = 2**20
"""Most bytes of a file: twenty times the longest questionnaire in use."""

DEEPEST: Final = 10
"""Most levels of nested groups."""

LOINC: Final = "http://loinc.org"
OURS: Final = "urn:uuid:f0f3c4a6-9a56-4a5d-8c0e-2f7c1d9b6e34"
"""The system of our own codes."""
SELF_HARM: Final = "self-harm-item"
"""Our code of the item about death or self-harm, in a form that we exported."""

_EXTENSIONS: Final = "http://hl7.org/fhir/StructureDefinition/"
_WEIGHTS: Final = (f"{_EXTENSIONS}ordinalValue", f"{_EXTENSIONS}itemWeight")
_HIDDEN: Final = f"{_EXTENSIONS}questionnaire-hidden"
_PREFIX: Final = f"{_EXTENSIONS}questionnaire-optionPrefix"
_COMPUTED: Final = ("calculatedExpression", "initialExpression")
_LAYOUT: Final = ("group", "display")
_FREE_TEXT: Final = (
    *("string", "text", "date", "dateTime", "time", "url", "attachment", "reference"),
)
_TOTAL = re.compile(r"\b(?:total|sum|summe|score|gesamt\w*|punktzahl)\b", re.IGNORECASE)
_LEADING = re.compile(r"\(?(\d{1,3})(?:\)|\.|:| ?[-–=])?(?:\s|$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of an item: its value, if the file has it, and its words."""

    value: int | None
    label: str
    code: str | None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class FormItem:
    """One item that is answered by a choice."""

    number: int
    """From 1, counting only such items: mostly the number on the printed form too."""
    text: str
    type: str
    codes: frozenset[str]
    """Its LOINC codes; a linkId may be one."""
    options: tuple[Option, ...]
    repeats: bool
    conditional: bool
    marked: bool = False
    """Whether the file marks it as the item about death or self-harm."""

    def topic(self, most: int) -> str:
        """Return the beginning of the text on one line."""
        words = plain_line(self.text)
        return words if len(words) <= most else f"{words[: most - 1]}…"

    @property
    def name(self) -> str:
        """The item as messages name it."""
        return f"Item {self.number} (“{self.topic(40)}”)"

    @property
    def values(self) -> frozenset[int | None]:
        """The values of its answers."""
        return frozenset(option.value for option in self.options)


@dataclass(frozen=True, slots=True)
class Form:
    """The items of a file, and its name."""

    title: str
    codes: frozenset[str]
    """The LOINC codes of the form and of its layout and computed items, as its total."""
    copyright: str
    items: tuple[FormItem, ...]
    skipped: tuple[str, ...] = ()
    """Items that cannot be scored: dates and remarks."""
    key: str | None = None
    better: str | None = None
    no_self_harm: bool = False
    """Whether the file states that no item is about death or self-harm."""


def read_form(data: bytes) -> Form:
    """Return the form of a FHIR R4 Questionnaire in JSON, alone or in a Bundle with its value sets.

    Raises:
        ValidationError: the file is no such questionnaire, or is larger or deeper than any in use.
    """
    if len(data) > LARGEST:
        raise ValidationError("file", f"The file is larger than {LARGEST // 2**20} MB; no form is.")
    return form_from(Fields(parse_json(decode_unicode(data))))


def form_from(file: Fields) -> Form:
    """Return the form of a FHIR Questionnaire.

    Raises:
        ValidationError: it is no questionnaire, or is deeper than any in use.
    """
    resources = [file]
    if file.optional("resourceType", as_text) == "Bundle":
        entries = (entry.optional("resource", Fields) for entry in file.objects("entry"))
        resources = [resource for resource in entries if resource]
    forms = [r for r in resources if r.optional("resourceType", as_text) == "Questionnaire"]
    if not forms:
        sentence = "The file is no FHIR Questionnaire; ask the clinic for one."
        raise ValidationError("resourceType", sentence)
    form = forms[0]
    reader = _FormReader(_value_sets([*form.objects("contained"), *resources]))
    reader.read(form)
    # A form that we exported has pairs as codes: key=my-scale, better=higher, self-harm=none.
    own_codes = [
        (code.optional("code", as_text) or "").partition("=")
        for code in form.objects("code")
        if code.optional("system", as_text) == OURS
    ]
    stated = {name: value for name, _, value in own_codes}
    return Form(
        title=form.optional("title", as_text) or form.optional("name", as_text) or "",
        codes=frozenset((*_loinc(form, "code"), *reader.other_codes)),
        copyright=form.optional("copyright", as_text) or "",
        items=tuple(reader.items),
        skipped=tuple(reader.skipped),
        key=stated.get("key"),
        better=stated.get("better"),
        no_self_harm=stated.get("self-harm") == "none",
    )


@dataclass(slots=True)
class _FormReader:
    """Collects the items of a form."""

    value_sets: Mapping[str, Fields]
    items: list[FormItem] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    other_codes: list[str] = field(default_factory=list)

    def read(self, parent: Fields, depth: int = 0) -> None:
        if depth > DEEPEST:
            sentence = f"The questionnaire has groups more than {DEEPEST} deep."
            raise ValidationError("item", sentence)
        for fields in parent.objects("item"):
            kind = fields.required("type", as_text)
            text = (fields.optional("text", as_text) or "").strip()
            if kind in _LAYOUT or _is_computed(fields, kind, text):
                self.other_codes += _loinc(fields, "code")
            elif kind in _FREE_TEXT:
                self.skipped.append(plain_line(text)[:40] or kind)
            else:
                self.items.append(self._item(fields, kind, text))
            if len(self.items) > MOST_ITEMS:
                sentence = f"The questionnaire has more than {MOST_ITEMS} items."
                raise ValidationError("item", sentence)
            self.read(fields, depth + 1)

    def _item(self, fields: Fields, kind: str, text: str) -> FormItem:
        link = (fields.optional("linkId", as_text) or "").strip("/")
        codings = fields.objects("code")
        return FormItem(
            number=len(self.items) + 1,
            text=text,
            type="choice" if kind == "open-choice" else kind,
            codes=frozenset((*_loinc(fields, "code"), link)) - {""},
            options=_with_values(list(self._options(fields))),
            repeats=bool(fields.optional("repeats", as_flag)),
            conditional="enableWhen" in fields,
            marked=any(c.optional("code", as_text) == SELF_HARM for c in codings),
        )

    def _options(self, fields: Fields) -> Iterator[Option]:
        yield from (_option(option) for option in fields.objects("answerOption"))
        if reference := fields.optional("answerValueSet", as_text):
            name = reference.removeprefix("#").partition("|")[0]
            if name in self.value_sets:
                yield from _concepts(self.value_sets[name])
            elif name in _PHQ_VALUE_SETS:
                yield from (Option(n, "", code) for n, code in enumerate(_phq_answers()))
        yield from _range(fields)


_PHQ_VALUE_SETS: Final = ("http://loinc.org/vs/LL358-3", "http://loinc.org/vs/LL359-1", "LL358-3")
"""LOINC's value set of the answers of PHQ-9, 0 to 3, in forms that only name it."""


def _phq_answers() -> list[str]:
    """Return LOINC's codes of these answers, from 0 on."""
    (phq_9,) = (q for q in shipped_questionnaires() if q.key == "phq-9")
    return [answer.loinc or "" for answer in phq_9.items[0].answers]


def _value_sets(resources: Sequence[Fields]) -> dict[str, Fields]:
    """Return the value sets of a file by their ids and their addresses."""
    found: dict[str, Fields] = {}
    for resource in resources:
        if resource.optional("resourceType", as_text) == "ValueSet":
            names = (resource.optional(key, as_text) for key in ("id", "url"))
            found |= {name: resource for name in names if name}
    return found


def _is_computed(fields: Fields, kind: str, text: str) -> bool:
    """Return whether a program fills in the item, as a total at the end of a form."""
    if fields.optional("readOnly", as_flag):
        return True
    for extension in fields.objects("extension"):
        url = extension.optional("url", as_text) or ""
        if url.endswith(_COMPUTED):
            return True
        if url == _HIDDEN and extension.optional("valueBoolean", as_flag):
            return True
    counts = kind in ("integer", "decimal", "quantity") and not list(_range(fields))
    return counts and bool(_TOTAL.search(text)) and not fields.objects("answerOption")


def _loinc(fields: Fields, key: str) -> Iterator[str]:
    for coding in fields.objects(key):
        if coding.optional("system", as_text) == LOINC and "code" in coding:
            yield coding.required("code", as_text)


def _with_values(options: list[Option]) -> tuple[Option, ...]:
    """Return the answers with their values, where the file has them in any of the usual ways.

    That is a weight, a known LOINC code, a prefix, a whole number as the code, or a number before
    the words; the same way for all answers of an item.
    """
    if not options or any(option.value is not None for option in options):
        return tuple(options)
    known = {code: n for n, code in enumerate(_phq_answers())}
    ways = (
        [known.get(option.code or "") for option in options],
        [_leading(option.prefix) for option in options],
        [_leading(option.code or "") if (option.code or "").isdigit() else None
         for option in options],
        [_leading(option.label) for option in options],
    )  # fmt: skip
    for values in ways:
        if None not in values and len(set(values)) == len(values):
            return tuple(replace(o, value=v) for o, v in zip(options, values, strict=True))
    return tuple(options)


def _leading(text: str) -> int | None:
    match = _LEADING.match(text)
    return int(match[1]) if match else None


def _option(option: Fields) -> Option:
    prefix = next((e.optional("valueString", as_text) or "" for e in option.objects("extension")
                   if e.optional("url", as_text) == _PREFIX), "")  # fmt: skip
    coding = option.optional("valueCoding", Fields)
    weight = _weight(option)
    if coding:
        weight = _weight(coding) if weight is None else weight
        code = coding.optional("code", as_text)
        label = plain_line(coding.optional("display", as_text) or code or "")
        return Option(weight, label, code, prefix)
    number = option.optional("valueInteger", as_whole)
    label = plain_line(option.optional("valueString", as_text) or "")
    return Option(number if weight is None else weight, label, None, prefix)


def _concepts(value_set: Fields) -> Iterator[Option]:
    compose = value_set.optional("compose", Fields)
    for include in compose.objects("include") if compose else ():
        yield from map(_concept, include.objects("concept"))
    if not compose or not any(i.objects("concept") for i in compose.objects("include")):
        expansion = value_set.optional("expansion", Fields)
        yield from map(_concept, _contains(expansion) if expansion else ())


def _contains(parent: Fields, depth: int = 0) -> Iterator[Fields]:
    for concept in parent.objects("contains"):
        inner = list(_contains(concept, depth + 1)) if depth < DEEPEST else []
        yield from inner or [concept]


def _concept(concept: Fields) -> Option:
    code = concept.optional("code", as_text)
    label = plain_line(concept.optional("display", as_text) or code or "")
    return Option(_weight(concept), label, code)


def _range(fields: Fields) -> Iterator[Option]:
    """Yield the answers of an integer item between its minimum and maximum."""
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
    """Return the weight of an answer, from either of the two extensions in use."""
    for extension in fields.objects("extension"):
        if extension.optional("url", as_text) in _WEIGHTS:
            key = "valueDecimal" if "valueDecimal" in extension else "valueInteger"
            return extension.required(key, as_whole)
    return None
