"""The whole diary as JSON: one record a line, so that two exports can be compared line by line.

Exported, imported into an empty diary and exported again it gives the same bytes. Keys that are
not known are passed over, so that a later tracker may add some.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, BinaryIO, Final, TypeVar

from tracker.exchange.fhir.form import form_from
from tracker.exchange.fhir.questionnaire import questionnaire_from, to_fhir
from tracker.exchange.files import read_all, text_of
from tracker.exchange.json_fields import (
    Fields,
    as_flag,
    as_list,
    as_object,
    as_text,
    as_whole,
    check_length,
    parsed,
    standing_at,
)
from tracker.exchange.result import ImportOptions, ImportResult, fresh_ids
from tracker.records import (
    MOOD,
    Assessment,
    CheckIn,
    Diary,
    Event,
    Infusion,
    Measure,
    Settings,
    ValidationError,
)
from tracker.records.codec import from_plain, to_plain
from tracker.records.contacts import Contacts, OwnContact
from tracker.records.questionnaires import Questionnaire
from tracker.records.validation import check_id

R = TypeVar("R", CheckIn, Infusion, Assessment, Event)

NAME: Final = "tracker-diary"
VERSION: Final = 1

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def write(
    diary: Diary,
    *,
    exported_at: datetime,
    contacts: Contacts | None = None,
    questionnaires: Sequence[Questionnaire] = (),
) -> bytes:
    """Return all of the diary but what was removed from it.

    Args:
        diary: what to write.
        exported_at: the moment of the export.
        contacts: of which the person's own are written.
        questionnaires: the forms of a clinic that the diary has, and its wordings of ours.
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


def read(
    file: BinaryIO,
    *,
    options: ImportOptions,
    diary: Diary,
    now: datetime,
    zone: tzinfo | None = None,
) -> ImportResult:
    """Return the diary in the file: all of it or nothing.

    Raises:
        ValidationError: the file is no diary of a version known here, or a value in it cannot be.
    """
    values = Fields(parsed(text_of(read_all(file))))
    _check_head(values)
    measures = _measures(values) or diary.measures
    found = _records(values, diary, measures, now)
    here = {measure.key for measure in diary.measures}
    new = tuple(measure for measure in found.measures if measure.key not in here)
    return ImportResult(
        diary=found,
        new_measures=new,
        questionnaires=tuple(_forms(values)),
        contacts=tuple(_contacts(values)),
    )


def _forms(values: Fields) -> Iterator[Questionnaire]:
    for fields in values.objects("questionnaires"):
        with standing_at(fields.where):
            yield questionnaire_from(form_from(fields))


def _contacts(values: Fields) -> Iterator[tuple[str, OwnContact]]:
    roles = ["clinic", "person"]
    for fields in values.objects("contacts")[:2]:
        role = fields.optional("role", as_text)
        with standing_at(fields.where):
            name, number = (fields.required(key, as_text) for key in ("name", "number"))
            chosen = role if role in roles else next(iter(roles), "person")
            roles = [other for other in roles if other != chosen]
            yield chosen, OwnContact(name, number)


def _diary_id(values: Fields) -> str | None:
    own = values.optional("diary", as_text)
    with standing_at("diary"):
        return check_id(own) if own else None


def _section(name: str, records: Iterable[dict[str, Any]], first: str = "id") -> str:
    # Encoding all at once is a third faster. The break cannot fall inside a text: there, every
    # quotation mark has a backslash before it.
    encoded = _encode(list(records))
    lines = encoded[1:-1].replace(f'}}, {{"{first}": ', f'}},\n  {{"{first}": ')
    return f' "{name}": [\n  {lines}\n ]' if lines else f' "{name}": []'


def _check_head(file: Fields) -> None:
    if "format" not in file or file.required("format", as_text) != NAME:
        raise ValidationError("file", f'The file is not a diary: its "format" is not "{NAME}".')
    version = file.required("version", as_whole)
    if version > VERSION:
        raise ValidationError(
            "version",
            f"The file is of version {version}, from a newer tracker; this one reads version "
            f"{VERSION}. Update tracker and import it again.",
        )
    if version < 1:
        sentence = "The version of the file is below 1, which none ever was."
        raise ValidationError("version", sentence)


def _records(file: Fields, diary: Diary, measures: tuple[Measure, ...], now: datetime) -> Diary:
    lists = {key: _list(file, key) for key in ("check_ins", "infusions", "assessments", "events")}
    fresh = fresh_ids(now, sum(len(found) for found in lists.values()))
    scales = {measure.key: measure for measure in (*diary.measures, *measures)}
    settings = file.optional("settings", as_object)
    rated = tuple(_read(CheckIn, "check_ins", lists, fresh, scales))
    return Diary(
        id=_diary_id(file),
        invented=bool(file.optional("invented", as_flag)),
        settings=diary.settings if settings is None else from_plain(Settings, settings, "settings"),
        measures=measures + _undescribed(rated, measures, diary),
        check_ins=rated,
        infusions=tuple(_read(Infusion, "infusions", lists, fresh)),
        assessments=tuple(_read(Assessment, "assessments", lists, fresh)),
        events=tuple(_read(Event, "events", lists, fresh)),
    )


def _list(file: Fields, key: str) -> list[object]:
    found = file.optional(key, as_list) or []
    check_length(found, key)
    return found


def _read(
    kind: type[R],
    key: str,
    lists: Mapping[str, list[object]],
    fresh: Iterator[str],
    measures: Mapping[str, Measure] | None = None,
) -> Iterator[R]:
    """Yield the records of a list, each with its place in the file for whatever is wrong."""
    for n, values in enumerate(lists[key]):
        place = f"{key}[{n}]"
        yield from_plain(kind, values, place, measures=measures, make_id=lambda: next(fresh))


def _undescribed(
    check_ins: tuple[CheckIn, ...], measures: tuple[Measure, ...], diary: Diary
) -> tuple[Measure, ...]:
    """Return what the file rates but leaves to the diary to describe."""
    rated = {rating.measure for check_in in check_ins for rating in check_in.ratings}
    missing = rated - {measure.key for measure in measures}
    return tuple(measure for measure in diary.measures if measure.key in missing)


def _measures(file: Fields) -> tuple[Measure, ...]:
    found = enumerate(_list(file, "measures"))
    measures = tuple(from_plain(Measure, values, f"measures[{n}]") for n, values in found)
    scales = {measure.key: measure for measure in measures}
    if len(scales) < len(measures):
        sentence = "measures: a key appears twice; give each measure its own."
        raise ValidationError("measures", sentence)
    if not scales.get(MOOD.key, MOOD).same_scale(MOOD):
        raise ValidationError("measures", f"measures: mood is {MOOD.scale} in every diary.")
    return measures
