"""The whole diary as JSON: one record a line, so that two exports can be compared line by line.

Exported, imported into an empty diary and exported again it gives the same bytes. Keys that are
not known are passed over, so that a later tracker may add some.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import chain
from typing import BinaryIO, Final

from tracker.exchange import json_records as objects
from tracker.exchange.fhir.form import form_from
from tracker.exchange.fhir.questionnaire import questionnaire_from, to_fhir
from tracker.exchange.files import read_all, text_of
from tracker.exchange.json_fields import Fields, as_flag, as_text, as_whole, standing_at
from tracker.exchange.json_text import parsed
from tracker.exchange.result import ImportOptions, ImportResult, fresh_ids
from tracker.records import MOOD, CheckIn, Diary, Measure, ValidationError
from tracker.records.contacts import Contacts, OwnContact
from tracker.records.questionnaires import Questionnaire
from tracker.records.validation import check_id

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
    head: objects.Object = {
        "format": NAME,
        "version": VERSION,
        "exported_at": f"{exported_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    head |= {"invented": True} if diary.invented else {}
    own = contacts.own_values if contacts else {}
    lines = [_encode({**contact, "role": role}) for role, contact in own.items()]
    parts = (
        _encode(head)[:-1],
        *([f' "diary": {_encode(diary.id)}'] if getattr(diary, "id", None) else []),
        f' "settings": {_encode(objects.settings_object(diary.settings))}',
        *([f' "contacts": [{", ".join(lines)}]'] if lines else []),
        *([_section("questionnaires", map(to_fhir, questionnaires), "resourceType")]
          if questionnaires else []),
        _section("measures", map(objects.measure_object, diary.measures), "key"),
        _section("check_ins", (objects.check_in_object(c, keys) for c in diary.check_ins)),
        _section("infusions", map(objects.infusion_object, diary.infusions)),
        _section("assessments", map(objects.assessment_object, diary.assessments)),
        _section("events", map(objects.event_object, diary.events)),
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
        diary_id=_diary_id(values),
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


def _section(name: str, records: Iterable[objects.Object], first: str = "id") -> str:
    # Encoding all at once is a third faster. The break cannot fall inside a text: there, every
    # quotation mark has a backslash before it.
    encoded = _encode(list(records))
    lines = encoded[1:-1].replace(f'}}, {{"{first}": ', f'}},\n  {{"{first}": ')
    return f' "{name}": [\n  {lines}\n ]' if lines else f' "{name}": []'


def _check_head(file: Fields) -> None:
    if "format" not in file or file.required("format", as_text) != NAME:
        raise ValidationError("format", f'The file is not a diary: its "format" is not "{NAME}".')
    version = file.required("version", as_whole)
    if version > VERSION:
        raise ValidationError(
            "version",
            f"The file is of version {version}, from a newer tracker; this one reads version "
            f"{VERSION}. Update tracker and import it again.",
        )
    if version < 1:
        raise ValidationError("version", "The version of the file is below 1, which none ever was.")


def _records(file: Fields, known: Diary, measures: tuple[Measure, ...], now: datetime) -> Diary:
    scales = {measure.key: measure for measure in (*known.measures, *measures)}
    kinds = [file.objects(key) for key in ("check_ins", "infusions", "assessments", "events")]
    check_ins, infusions, assessments, events = kinds
    fresh = fresh_ids(now, sum("id" not in record for record in chain(*kinds)))
    settings = file.optional("settings", Fields)
    rated = tuple(objects.check_in_from(r, fresh, scales) for r in check_ins)
    return Diary(
        invented=bool(file.optional("invented", as_flag)),
        settings=objects.settings_from(settings) if settings else known.settings,
        measures=measures + _undescribed(rated, measures, known),
        check_ins=rated,
        infusions=tuple(objects.infusion_from(r, fresh) for r in infusions),
        assessments=tuple(objects.assessment_from(r, fresh) for r in assessments),
        events=tuple(objects.event_from(r, fresh) for r in events),
    )


def _undescribed(
    check_ins: tuple[CheckIn, ...], measures: tuple[Measure, ...], known: Diary
) -> tuple[Measure, ...]:
    """What the file rates but leaves to the diary to describe."""
    rated = {rating.measure for check_in in check_ins for rating in check_in.ratings}
    missing = rated - {measure.key for measure in measures}
    return tuple(measure for measure in known.measures if measure.key in missing)


def _measures(file: Fields) -> tuple[Measure, ...]:
    measures = tuple(objects.measure_from(fields) for fields in file.objects("measures"))
    scales = {measure.key: measure for measure in measures}
    if len(scales) < len(measures):
        raise ValidationError(
            "measures", "measures: a key stands there twice; give each measure its own."
        )
    if not scales.get(MOOD.key, MOOD).same_scale(MOOD):
        raise ValidationError("measures", f"measures: mood is {MOOD.scale} in every diary.")
    return measures
