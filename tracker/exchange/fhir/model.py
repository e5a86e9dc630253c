"""What is read of FHIR R4 resources, field by field; the names are FHIR's.

Anything else in a resource is ignored: nothing in it is run, fetched or read as markup.
"""
# ruff: noqa: N815

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeVar

from tracker.exchange.strict_json import as_object
from tracker.records import Number, ValidationError
from tracker.records.codec import from_plain

T = TypeVar("T")

LOINC: Final = "http://loinc.org"
OURS: Final = "urn:uuid:f0f3c4a6-9a56-4a5d-8c0e-2f7c1d9b6e34"
"""The system of our own codes."""
EXTENSIONS: Final = "http://hl7.org/fhir/StructureDefinition/"
ORDINAL: Final = f"{EXTENSIONS}ordinalValue"
DISPLAY: Final = f"{EXTENSIONS}display"
_WEIGHTS: Final = (ORDINAL, f"{EXTENSIONS}itemWeight")


@dataclass(frozen=True, slots=True)
class Extension:
    """A value, and the address that defines its meaning."""

    url: str = ""
    valueBoolean: bool | None = None
    valueDecimal: Number | None = None
    valueInteger: Number | None = None
    valueString: str = ""


@dataclass(frozen=True, slots=True)
class Coding:
    """A code, also as a value set lists it."""

    system: str = ""
    code: str = ""
    display: str = ""
    extension: tuple[Extension, ...] = ()
    contains: tuple[Coding, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that an item allows, or that was given."""

    valueCoding: Coding | None = None
    valueDecimal: Number | None = None
    valueInteger: Number | None = None
    valueString: str = ""
    extension: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """That an item depends on another; on which does not matter here."""


@dataclass(frozen=True, slots=True)
class QuestionnaireItem:
    """A question, a group, or a text between them."""

    type: str
    linkId: str = ""
    text: str = ""
    code: tuple[Coding, ...] = ()
    extension: tuple[Extension, ...] = ()
    answerOption: tuple[Answer, ...] = ()
    answerValueSet: str = ""
    enableWhen: tuple[Condition, ...] = ()
    readOnly: bool = False
    repeats: bool = False
    item: tuple[QuestionnaireItem, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionnaireResource:
    """A form."""

    title: str = ""
    name: str = ""
    copyright: str = ""
    code: tuple[Coding, ...] = ()
    item: tuple[QuestionnaireItem, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeList:
    """The codes of a value set, as its author or a server lists them."""

    concept: tuple[Coding, ...] = ()
    include: tuple[CodeList, ...] = ()
    contains: tuple[Coding, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueSet:
    """The answers that several items share."""

    id: str = ""
    url: str = ""
    compose: CodeList = CodeList()
    expansion: CodeList = CodeList()


@dataclass(frozen=True, slots=True)
class ResponseItem:
    """An item that was answered, or a group of them."""

    linkId: str = ""
    answer: tuple[Answer, ...] = ()
    item: tuple[ResponseItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """What belongs to a value that is plain text."""

    extension: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionnaireResponse:
    """A form that was filled in."""

    id: str = ""
    questionnaire: str = ""
    _questionnaire: Element = Element()
    status: str = ""
    authored: str | None = None
    item: tuple[ResponseItem, ...] = ()

    @property
    def name(self) -> str:
        """What the form is called, where it has no address."""
        extensions = self._questionnaire.extension
        return next((e.valueString for e in extensions if e.url == DISPLAY), "")


class Resource(NamedTuple):
    """A resource that was not read yet, and its place in the file."""

    values: Mapping[str, Any]
    path: str

    @property
    def resource_type(self) -> str:
        """Its type: Questionnaire, Patient."""
        found = self.values.get("resourceType")
        return found if isinstance(found, str) else "resource"

    def read(self, kind: type[T]) -> T:
        """Return its fields.

        Raises:
            ValidationError: one is of another type; the message names its place.
        """
        try:
            return from_plain(kind, self.values, self.path)
        except RecursionError:
            raise ValidationError("file", "The file is nested too deeply to be read.") from None


def resources_in(values: object, path: str = "") -> list[Resource]:
    """Return a resource, or those of a Bundle.

    Raises:
        ValidationError: it is not an object.
    """
    file = Resource(as_object(values, path), path)
    if file.resource_type != "Bundle":
        return [file]
    return [
        Resource(entry["resource"], f"entry[{n}].resource")
        for n, entry in enumerate(as_objects(file.values.get("entry")))
        if isinstance(entry.get("resource"), dict)
    ]


def as_objects(values: object) -> list[dict[str, Any]]:
    """Return a list of objects; anything else becomes an empty one."""
    return [v if isinstance(v, dict) else {} for v in values] if isinstance(values, list) else []


def weight(extensions: Iterable[Extension]) -> Number | None:
    """Return the value of an answer, from either of the two extensions in use."""
    for extension in extensions:
        if extension.url in _WEIGHTS:
            decimal = extension.valueDecimal
            return extension.valueInteger if decimal is None else decimal
    return None


def whole(value: Number | None) -> int | None:
    """Return the value of an answer as a whole number.

    Raises:
        ValidationError: it has decimals.
    """
    if value is not None and value != int(value):
        raise ValidationError("answer", f"The value {value:g} of an answer is not a whole number.")
    return None if value is None else int(value)
