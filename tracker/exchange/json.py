"""The whole diary as JSON: one record a line, so that two exports can be compared line by line.

Exported, imported into an empty diary and exported again it gives the same bytes. Keys that are
not known are passed over, so that a later tracker may add some.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from itertools import chain
from typing import BinaryIO, Final

from tracker.exchange import json_records as objects
from tracker.exchange.files import read_all, text_of
from tracker.exchange.json_fields import Fields, as_flag, as_text, as_whole
from tracker.exchange.json_text import parsed
from tracker.exchange.result import ImportOptions, ImportResult, fresh_ids
from tracker.records import MOOD, CheckIn, Diary, Measure, ValidationError

NAME: Final = "tracker-diary"
VERSION: Final = 1

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def write(diary: Diary, *, exported_at: datetime) -> bytes:
    """Return all of the diary but what was removed from it."""
    keys = [measure.key for measure in diary.measures]
    head: objects.Object = {
        "format": NAME,
        "version": VERSION,
        "exported_at": f"{exported_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    head |= {"invented": True} if diary.invented else {}
    parts = (
        _encode(head)[:-1],
        f' "settings": {_encode(objects.settings_object(diary.settings))}',
        _section("measures", map(objects.measure_object, diary.measures), "key"),
        _section("check_ins", (objects.check_in_object(c, keys) for c in diary.check_ins)),
        _section("infusions", map(objects.infusion_object, diary.infusions)),
        _section("assessments", map(objects.assessment_object, diary.assessments)),
        _section("events", map(objects.event_object, diary.events)),
    )
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
    return ImportResult(diary=found, new_measures=new)


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
