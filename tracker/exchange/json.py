"""The whole diary as JSON: one record a line, so that two exports can be compared line by line.

Exported, imported into an empty diary and exported again it gives the same bytes. Unknown keys
are ignored, so that a later tracker may add some.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

from tracker.exchange.fhir.form import form_from
from tracker.exchange.fhir.questionnaire import questionnaire_from, to_fhir
from tracker.exchange.files import read_all
from tracker.exchange.result import ImportContext, ImportResult, count_unread
from tracker.exchange.strict_json import as_object, parse_json
from tracker.records import (
    MOOD,
    Assessment,
    CheckIn,
    Diary,
    Event,
    Infusion,
    Measure,
    Settings,
    SideEffect,
    ValidationError,
)
from tracker.records.codec import RecordT, from_plain, json_keys, to_plain
from tracker.records.contacts import Contacts, OwnContact
from tracker.records.questionnaires import Questionnaire, under_known_name
from tracker.records.validation import check_id

NAME: Final = "tracker-diary"
VERSION: Final = 1
MAX_OBJECTS: Final = 200_000
"""Objects in one list: one every hour for more than twenty years."""

MAX_CONTACTS: Final = 2
"""A diary has two of its own: the clinic and a person."""

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def write(
    diary: Diary,
    *,
    exported_at: datetime,
    contacts: Contacts | None = None,
    questionnaires: Sequence[Questionnaire] = (),
) -> bytes:
    """Return the whole diary without what was removed from it.

    Of the contacts the person's own are written; the questionnaires are a clinic's forms, and its
    wordings of shipped ones.
    """
    keys = [measure.key for measure in diary.measures]
    head: dict[str, Any] = {
        "format": NAME,
        "version": VERSION,
        "exported_at": f"{exported_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    head |= {"invented": True} if diary.invented else {}
    own = contacts.own_values if contacts else {}
    lines = [_encode({**contact, "role": role}) for role, contact in own.items()]
    parts = (
        _encode(head)[:-1],
        *([f' "diary": {_encode(diary.id)}'] if diary.id else []),
        f' "settings": {_encode(to_plain(diary.settings))}',
        *([f' "contacts": [{", ".join(lines)}]'] if lines else []),
        *([_section("questionnaires", map(to_fhir, questionnaires), "resourceType")]
          if questionnaires else []),
        _section("measures", map(to_plain, diary.measures), "key"),
        _section("check_ins", (to_plain(c, keys) for c in diary.check_ins)),
        _section("infusions", map(to_plain, diary.infusions)),
        _section("assessments", map(to_plain, diary.assessments)),
        _section("events", map(to_plain, diary.events)),
    )  # fmt: skip
    return (",\n".join(parts) + "}\n").encode()


def read(file: BinaryIO, context: ImportContext) -> ImportResult:
    """Return the diary in the file: all of it or nothing.

    Raises:
        ValidationError: the file is not a diary of a known version, or a value is invalid.
    """
    values = as_object(parse_json(read_all(file)))
    head = _read_head(values)
    diary = _diary(values, head, context)
    existing = {measure.key for measure in context.diary.measures}
    return ImportResult(
        diary=diary,
        new_measures=tuple(m for m in diary.measures if m.key not in existing),
        questionnaires=tuple(_questionnaires(values)),
        contacts=tuple(_contacts(values)),
        not_read=count_unread(
            {"contacts": len(_list(values, "contacts")) - MAX_CONTACTS, **_unknown_keys(values)}
        ),
    )


def _unknown_keys(file: Mapping[str, Any]) -> Counter[str]:
    """Return the keys with a value that no part of a diary has, as of a file made by hand."""
    found = Counter(key[:40] for key, value in file.items() if value and key not in _KEYS)

    def look(name: str, kind: type[Any], objects: Iterable[object], *also: str) -> None:
        known = json_keys(kind).union(also)
        for values in map(as_object, objects):
            unknown = (key for key in values.keys() - known if values[key] is not None)
            found.update(f"{name}: {key[:40]}" for key in unknown)

    for name, kind in {**_RECORDS, "measures": Measure}.items():
        look(name, kind, _list(file, name))
    look("settings", Settings, [file.get("settings") or {}])
    look("contacts", OwnContact, _list(file, "contacts"), "role")
    for infusion in map(as_object, _list(file, "infusions")):
        look("side_effects", SideEffect, infusion.get("side_effects") or ())
    return Counter(dict(sorted(found.items())[:_MOST_UNKNOWN_KEYS]))


def _questionnaires(file: Mapping[str, Any]) -> Iterator[Questionnaire]:
    for n, values in enumerate(_list(file, "questionnaires")):
        path = f"questionnaires[{n}]"
        with _error_path(path):
            yield questionnaire_from(form_from(values, path))


def _contacts(file: Mapping[str, Any]) -> Iterator[tuple[str, OwnContact]]:
    free = ["clinic", "person"]
    for n, values in enumerate(_list(file, "contacts")[:MAX_CONTACTS]):
        contact = from_plain(OwnContact, values, f"contacts[{n}]")
        role = as_object(values).get("role")
        chosen = role if role in free else free[0]
        free.remove(chosen)
        yield chosen, contact


@contextmanager
def _error_path(path: str) -> Iterator[None]:
    """Put the path of a value before an error about it, unless it is there already."""
    try:
        yield
    except ValidationError as error:
        if error.field.startswith(path):
            raise
        raise ValidationError(path, f"{path}: {error}") from None


def _section(name: str, records: Iterable[dict[str, Any]], first: str = "id") -> str:
    # Encoding all at once is faster. The replaced text cannot occur inside a string, where each
    # quotation mark has a backslash before it.
    encoded = _encode(list(records))
    lines = encoded[1:-1].replace(f'}}, {{"{first}": ', f'}},\n  {{"{first}": ')
    return f' "{name}": [\n  {lines}\n ]' if lines else f' "{name}": []'


_RECORDS: Final = {
    "check_ins": CheckIn, "infusions": Infusion, "assessments": Assessment, "events": Event,
}  # fmt: skip
"""The lists of records, each with what it holds."""

_KEYS: Final = {
    *("format", "version", "exported_at", "invented", "diary", "settings", "contacts"),
    *("questionnaires", "measures", *_RECORDS),
}

_MOST_UNKNOWN_KEYS: Final = 20
"""How many other keys are named; a file with more is no diary made by hand."""


@dataclass(frozen=True, slots=True)
class _Head:
    version: int
    diary: str | None = None
    invented: bool = False


def _read_head(file: Mapping[str, Any]) -> _Head:
    if file.get("format") != NAME:
        raise ValidationError("file", f'The file is not a diary: its "format" is not "{NAME}".')
    head = from_plain(_Head, file)
    if head.version > VERSION:
        raise ValidationError(
            "version",
            f"The file has version {head.version}, from a newer tracker; this one reads version "
            f"{VERSION}. Update tracker and import it again.",
        )
    if head.version < 1:
        sentence = f"The version of the file is {head.version}; the lowest is 1."
        raise ValidationError("version", sentence)
    return head


def _diary(file: Mapping[str, Any], head: _Head, context: ImportContext) -> Diary:
    diary = context.diary
    lists = {key: _list(file, key) for key in _RECORDS}
    ids = context.new_ids(sum(map(len, lists.values())))
    measures = _measures(file) or diary.measures
    scales = {measure.key: measure for measure in (*diary.measures, *measures)}

    def records(kind: type[RecordT], key: str) -> tuple[RecordT, ...]:
        found: dict[str, RecordT] = {}
        for n, values in enumerate(lists[key]):
            path = f"{key}[{n}]"
            record = from_plain(kind, values, path, measures=scales, make_id=lambda: next(ids))
            if found.setdefault(record.id, record) != record:
                raise ValidationError(
                    path, f"{path} has the id of another; give each its own, or leave the ids out."
                )
        return tuple(found.values())

    def known(n: int, assessment: Assessment) -> Assessment:
        with _error_path(f"assessments[{n}]"):
            return under_known_name(assessment, context.options.questionnaires)

    settings = file.get("settings")
    with _error_path("diary"):
        diary_id = check_id(head.diary) if head.diary else None
    check_ins = records(CheckIn, "check_ins")
    # The file may rate measures that only the diary describes.
    rated = {rating.measure for check_in in check_ins for rating in check_in.ratings}
    missing = rated - {measure.key for measure in measures}
    return Diary(
        id=diary_id,
        invented=head.invented,
        settings=diary.settings if settings is None else from_plain(Settings, settings, "settings"),
        measures=(*measures, *(m for m in diary.measures if m.key in missing)),
        check_ins=check_ins,
        infusions=records(Infusion, "infusions"),
        assessments=tuple(known(n, a) for n, a in enumerate(records(Assessment, "assessments"))),
        events=records(Event, "events"),
    )


def _list(file: Mapping[str, Any], key: str) -> list[object]:
    values = file.get(key)
    if values is None:
        return []
    if not isinstance(values, list):
        raise ValidationError(key, f"{key} is not a list in square brackets.")
    if len(values) > MAX_OBJECTS:
        raise ValidationError(
            key, f"{key} has more than {MAX_OBJECTS:,} entries; split it in parts."
        )
    return values


def _measures(file: Mapping[str, Any]) -> tuple[Measure, ...]:
    measures = tuple(
        from_plain(Measure, values, f"measures[{n}]")
        for n, values in enumerate(_list(file, "measures"))
    )
    scales = {measure.key: measure for measure in measures}
    if len(scales) < len(measures):
        sentence = "measures: a key appears twice; give each measure its own."
        raise ValidationError("measures", sentence)
    if not scales.get(MOOD.key, MOOD).same_scale(MOOD):
        raise ValidationError("measures", f"measures: mood is {MOOD.scale} in every diary.")
    return measures
