"""A FHIR R4 Questionnaire as a flat list of its items.

Groups are flattened in the order of the form. Display items, computed items, and items answered in
words or by a date are skipped: only a choice can be scored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from tracker.exchange.fhir.model import (
    EXTENSIONS,
    LOINC,
    OURS,
    Answer,
    Coding,
    QuestionnaireItem,
    QuestionnaireResource,
    Resource,
    ValueSet,
    as_objects,
    resources_in,
    weight,
    whole,
)
from tracker.exchange.strict_json import parse_json
from tracker.records import ValidationError
from tracker.records.format import plain_line, shorten
from tracker.records.questionnaires import MOST_ANSWERS, MOST_ITEMS, shipped_questionnaires

LARGEST: Final = 2**20
"""Most bytes of a file: twenty times the longest questionnaire in use."""

DEEPEST: Final = 10
"""Most levels of nested groups."""

SELF_HARM: Final = "self-harm-item"
"""Our code of the item about death or self-harm, in a form that we exported."""

_HIDDEN: Final = f"{EXTENSIONS}questionnaire-hidden"
_PREFIX: Final = f"{EXTENSIONS}questionnaire-optionPrefix"
_COMPUTED: Final = ("calculatedExpression", "initialExpression")
_LAYOUT: Final = ("group", "display")
_FREE_TEXT: Final = ("string", "text", "date", "dateTime", "time", "url", "attachment", "reference")
_TOTAL = re.compile(r"\b(?:total|sum|summe|score|gesamt\w*|punktzahl)\b", re.IGNORECASE)
_LEADING = re.compile(r"\(?(\d{1,3})(?:\)|\.|:| ?[-–=])?(?:\s|$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of an item: its value, if the file has it, and its words."""

    value: int | None
    label: str
    code: str = ""
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
    marked: bool
    """Whether the file marks it as the item about death or self-harm."""

    @property
    def name(self) -> str:
        """The item as messages name it."""
        return f"Item {self.number} (“{shorten(self.text, 40)}”)"

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
        ValidationError: the file is not a questionnaire, or is larger or deeper than any in use.
    """
    if len(data) > LARGEST:
        raise ValidationError("file", f"The file is larger than {LARGEST // 2**20} MB; no form is.")
    return form_from(parse_json(data))


def form_from(values: object, path: str = "") -> Form:
    """Return the form of a FHIR Questionnaire, alone or in a Bundle; `path` is its place.

    Raises:
        ValidationError: it is not a questionnaire, or is deeper than any in use.
    """
    resources = resources_in(values, path)
    found = next((r for r in resources if r.resource_type == "Questionnaire"), None)
    if found is None:
        sentence = "The file is not a FHIR Questionnaire; ask the clinic for one."
        raise ValidationError("resourceType", sentence)
    form = found.read(QuestionnaireResource)
    contained = [
        Resource(inside, f"{found.path}contained[{n}]")
        for n, inside in enumerate(as_objects(found.values.get("contained")))
    ]
    every = [*contained, *resources]
    sets = [r.read(ValueSet) for r in every if r.resource_type == "ValueSet"]
    reader = _FormReader({name: one for one in sets for name in (one.id, one.url) if name})
    reader.read(form.item)
    # A form that we exported has pairs as codes: key=my-scale, better=higher, self-harm=none.
    pairs = (code.code.partition("=") for code in form.code if code.system == OURS)
    stated = {name: value for name, _, value in pairs}
    return Form(
        title=form.title or form.name,
        codes=frozenset((*_loinc(form.code), *reader.other_codes)),
        copyright=form.copyright,
        items=tuple(reader.items),
        skipped=tuple(reader.skipped),
        key=stated.get("key"),
        better=stated.get("better"),
        no_self_harm=stated.get("self-harm") == "none",
    )


@dataclass(slots=True)
class _FormReader:
    value_sets: Mapping[str, ValueSet]
    items: list[FormItem] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    other_codes: list[str] = field(default_factory=list)

    def read(self, nodes: Iterable[QuestionnaireItem], depth: int = 0) -> None:
        for node in nodes:
            if depth > DEEPEST:
                sentence = f"The questionnaire has groups more than {DEEPEST} deep."
                raise ValidationError("item", sentence)
            if node.type in _LAYOUT or _is_computed(node):
                self.other_codes += _loinc(node.code)
            elif node.type in _FREE_TEXT:
                self.skipped.append(plain_line(node.text)[:40] or node.type)
            else:
                self.items.append(self._item(node))
            if len(self.items) > MOST_ITEMS:
                sentence = f"The questionnaire has more than {MOST_ITEMS} items."
                raise ValidationError("item", sentence)
            self.read(node.item, depth + 1)

    def _item(self, node: QuestionnaireItem) -> FormItem:
        return FormItem(
            number=len(self.items) + 1,
            text=node.text.strip(),
            type="choice" if node.type == "open-choice" else node.type,
            codes=frozenset((*_loinc(node.code), node.linkId.strip("/"))) - {""},
            options=_with_values(list(self._options(node))),
            repeats=node.repeats,
            conditional=bool(node.enableWhen),
            marked=any(code.code == SELF_HARM for code in node.code),
        )

    def _options(self, node: QuestionnaireItem) -> Iterator[Option]:
        yield from map(_option, node.answerOption)
        name = node.answerValueSet.removeprefix("#").partition("|")[0]
        if value_set := self.value_sets.get(name):
            # As its author lists them, else as a server did.
            listed = [code for include in value_set.compose.include for code in include.concept]
            yield from map(_concept, listed or _innermost(value_set.expansion.contains))
        elif name in _PHQ_VALUE_SETS:
            yield from (Option(n, "", code) for n, code in enumerate(_phq_answers()))
        yield from _range(node)


_PHQ_VALUE_SETS: Final = ("http://loinc.org/vs/LL358-3", "http://loinc.org/vs/LL359-1", "LL358-3")
"""LOINC's value set of the answers of PHQ-9, 0 to 3, in forms that only name it."""


def _phq_answers() -> list[str]:
    """Return LOINC's codes of these answers, from 0 on."""
    (phq_9,) = (q for q in shipped_questionnaires() if q.key == "phq-9")
    return [answer.loinc or "" for answer in phq_9.items[0].answers]


def _is_computed(node: QuestionnaireItem) -> bool:
    """Return whether a program fills in the item, as a total at the end of a form."""
    if node.readOnly or any(
        e.url.endswith(_COMPUTED) or (e.url == _HIDDEN and e.valueBoolean) for e in node.extension
    ):
        return True
    counts = node.type in ("integer", "decimal", "quantity") and not list(_range(node))
    return counts and bool(_TOTAL.search(node.text)) and not node.answerOption


def _loinc(codings: Iterable[Coding]) -> list[str]:
    return [coding.code for coding in codings if coding.system == LOINC and coding.code]


def _with_values(options: list[Option]) -> tuple[Option, ...]:
    """Return the answers with their values, where the file has them in any of the usual ways.

    That is a weight, a known LOINC code, a prefix, a whole number as the code, or a number before
    the words; the same way for all answers of an item.
    """
    if not options or any(option.value is not None for option in options):
        return tuple(options)
    values_by_code = {code: n for n, code in enumerate(_phq_answers())}
    ways = (
        [values_by_code.get(option.code) for option in options],
        [_leading(option.prefix) for option in options],
        [_leading(option.code) if option.code.isdigit() else None for option in options],
        [_leading(option.label) for option in options],
    )
    for values in ways:
        if None not in values and len(set(values)) == len(values):
            return tuple(replace(o, value=v) for o, v in zip(options, values, strict=True))
    return tuple(options)


def _leading(text: str) -> int | None:
    match = _LEADING.match(text)
    return int(match[1]) if match else None


def _option(answer: Answer) -> Option:
    prefix = next((e.valueString for e in answer.extension if e.url == _PREFIX), "")
    stated = whole(weight(answer.extension))
    if answer.valueCoding:
        option = _concept(answer.valueCoding)
        return replace(option, value=option.value if stated is None else stated, prefix=prefix)
    number = whole(answer.valueInteger) if stated is None else stated
    return Option(number, plain_line(answer.valueString))


def _concept(coding: Coding) -> Option:
    label = plain_line(coding.display or coding.code)
    return Option(whole(weight(coding.extension)), label, coding.code)


def _innermost(codings: Iterable[Coding]) -> Iterator[Coding]:
    for coding in codings:
        yield from _innermost(coding.contains) if coding.contains else (coding,)


def _range(node: QuestionnaireItem) -> Iterator[Option]:
    """Yield the answers of an integer item between its minimum and maximum."""
    limits = {e.url.removeprefix(EXTENSIONS): e.valueInteger for e in node.extension}
    low, high = whole(limits.get("minValue")), whole(limits.get("maxValue"))
    if low is not None and high is not None and 0 < high - low < MOST_ANSWERS:
        yield from (Option(value, "") for value in range(low, high + 1))
