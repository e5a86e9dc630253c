"""The whole diary as JSON: one record a line, so that two exports can be compared line by line.

Exported, imported into an empty diary and exported again it gives the same bytes. Unknown keys
are ignored, so that a later tracker may add some.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final, TypeVar

from tracker.exchange.fhir.form import form_from
from tracker.exchange.fhir.questionnaire import questionnaire_from, to_fhir
from tracker.exchange.files import decode_unicode, read_all
from tracker.exchange.json_fields import (
    Fields,
    as_flag,
    as_list,
    as_object,
    as_text,
    as_whole,
    check_length,
    error_path,
    parse_json,
)
from tracker.exchange.result import ImportContext, ImportResult
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
    """Return the whole diary without what was removed from it.

    Args:
        diary: the records.
        exported_at: the time of the export.
        contacts: of these the person's own are written.
        questionnaires: a clinic's forms, and its wordings of shipped ones.
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
        ValidationError: the file is no diary of a known version, or a value is invalid.
    """
    fields = Fields(parse_json(decode_unicode(read_all(file))))
    _check_head(fields)
    diary = _diary(fields, context)
    existing = {measure.key for measure in context.diary.measures}
    return ImportResult(
        diary=diary,
        new_measures=tuple(m for m in diary.measures if m.key not in existing),
        questionnaires=tuple(_questionnaires(fields)),
        contacts=tuple(_contacts(fields)),
    )


def _questionnaires(file: Fields) -> Iterator[Questionnaire]:
    for fields in file.objects("questionnaires"):
        with error_path(fields.where):
            yield questionnaire_from(form_from(fields))


def _contacts(file: Fields) -> Iterator[tuple[str, OwnContact]]:
    free = ["clinic", "person"]
    for fields in file.objects("contacts")[:2]:
        role = fields.optional("role", as_text)
        with error_path(fields.where):
            name, number = (fields.required(key, as_text) for key in ("name", "number"))
            chosen = role if role in free else free[0]
            free.remove(chosen)
            yield chosen, OwnContact(name, number)


def _section(name: str, records: Iterable[dict[str, Any]], first: str = "id") -> str:
    # Encoding all at once is a third faster. The replaced text cannot occur inside a string, where
    # each quotation mark has a backslash before it.
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
            f"The file has version {version}, from a newer tracker; this one reads version "
            f"{VERSION}. Update tracker and import it again.",
        )
    if version < 1:
        raise ValidationError("version", "The version of the file is below 1; there is none.")


def _diary(file: Fields, context: ImportContext) -> Diary:
    diary = context.diary
    lists = {key: _list(file, key) for key in ("check_ins", "infusions", "assessments", "events")}
    ids = context.new_ids(sum(map(len, lists.values())))
    measures = _measures(file) or diary.measures
    scales = {measure.key: measure for measure in (*diary.measures, *measures)}

    def records(kind: type[R], key: str) -> tuple[R, ...]:
        return tuple(
            from_plain(kind, values, f"{key}[{n}]", measures=scales, make_id=lambda: next(ids))
            for n, values in enumerate(lists[key])
        )

    settings = file.optional("settings", as_object)
    diary_id = file.optional("diary", as_text)
    with error_path("diary"):
        diary_id = check_id(diary_id) if diary_id else None
    check_ins = records(CheckIn, "check_ins")
    # The file may rate measures that only the diary describes.
    rated = {rating.measure for check_in in check_ins for rating in check_in.ratings}
    missing = rated - {measure.key for measure in measures}
    return Diary(
        id=diary_id,
        invented=bool(file.optional("invented", as_flag)),
        settings=diary.settings if settings is None else from_plain(Settings, settings, "settings"),
        measures=(*measures, *(m for m in diary.measures if m.key in missing)),
        check_ins=check_ins,
        infusions=records(Infusion, "infusions"),
        assessments=records(Assessment, "assessments"),
        events=records(Event, "events"),
    )


def _list(file: Fields, key: str) -> list[object]:
    values = file.optional(key, as_list) or []
    check_length(values, key)
    return values


def _measures(file: Fields) -> tuple[Measure, ...]:
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
